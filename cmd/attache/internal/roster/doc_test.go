package roster

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"attache/cmd/attache/internal/goldentest"
	"attache/news"
)

const importsHead = `# Imports: what a file of another mailer becomes

Generated from the tables of the program and from files in the shapes of the mailers' exports
(cmd/attache/internal/roster/doc_test.go).

` + "`attache subscriber import FILE.csv`" + ` reads CSV with commas, semicolons, tabs or | between the values, with
LF, CRLF or CR line ends, in UTF-8, UTF-16 or a legacy encoding (by content, or --encoding), up to 64 MB.
` + "`--dry-run`" + ` does all of it in one transaction and undoes it, ` + "`--rows`" + ` tells what becomes of
every line. Try both first.

- Whoever left, bounced or complained elsewhere is kept in that state and gets no mail. Several columns may say so; of
  those that do not agree the one with less mail counts: active, pending, bounced, unsubscribed, complained, in that
  order.
- A status word that is not known is a mistake with its line, and nothing is imported; --status "WORD=unsubscribed"
  says what it means. So is an empty cell of a status column that says of others whether they get mail, unless another
  column says it of the person; a period of two days or years ("2020-2023") is no yes.
- An import only lowers the state of somebody who is known here. Who has left, bounced or complained here stays so,
  and who was removed here ("attache subscriber remove") stays out, unless --rejoin. Who took them back, when and why
  (--why) is kept.
- A line whose address is crossed out is held back and told with its number: "#bad@x.org", "//bad@x.org",
  "DELETED-bad@x.org", "xx_mary@x.org", "mary@x.org.removed". Nobody is added by it; who is known here by the address
  in it gets no mail any more. --status "#bad@x.org=active" says that it is meant as it stands.
- Rows of one address, in any spelling of case, are one person, who gets the lowest of the rows' states.
- Invisible characters, mailto:, "Name <address>", full-width letters and stops at the end are cleaned. An address
  that no server of the Internet takes mail for, a stray quotation mark, a line break in a name and a line with too
  many values are mistakes with their lines.
- A language that no letter is in (de, pt-BR) is one that the person reads: the letter comes in the digest's language.
- A file without any row of a subscriber is a mistake, and so is a character that the encoding does not define, with
  its line: the file is cut or damaged.
- One table of phrases (below) is looked for in status words, in cells of every other column, in names, beside
  addresses, in headers and in the file's name: as whole words, in any spelling of case, accents and hyphens, also with
  a date, a name, brackets, a dash or a colon beside them ("BBC (ausgeschieden)", "UNSUBSCRIBED 12/2024"). Pairs of
  words near each other say so too (below): "do not mail", "просил удалить". Words that may be a part of a name or a
  title ("left", "returned") say so only when they stand apart: "BBC (left)", "left 2023", and not "Left Bank".
- A file's name that says so gives everybody in it the state (bajas.csv, sin_confirmar.csv, nicht_bestaetigt.csv). One
  that may mean the contrary ("bounces removed", "cleaned") or a name ("press left") is a mistake, and the ways on are
  --pass "FILE.csv", --status "FILE.csv=unsubscribed", or another name. "without", "not" and the like before the words
  say that the others are in it. A name that only hints (old.csv, bad.csv, archive.csv, in any of the languages) is a
  mistake with the same ways on.
- The name of the folder that the file is in says the same (unsubscribed/members.csv, Trash-2026/list.csv), when it
  holds nothing else; folders above it and the home directory do not count. --pass "FOLDER/FILE.csv" passes over it.
- Up to ten lines may stand above the header: a title, a date. They are told, and a title that says that everybody
  below it left counts as the file's name does.
- A status word may have an answer beside it: "active=0", "subscribed -", "is_active: no" are not active,
  "unsubscribed: no" is.
- Columns whose headers are known to say nothing of who gets mail (below) are named and passed over. A cell that says
  that somebody left is a mistake, and so is a reply of a mail server ("550", "5.1.1", "NXDOMAIN", "user unknown"):
  a bare number only where the column holds no other, and its header is not of numbers.
- Any other column is judged by its shape, not by its words, for no list holds all that people write. Dates, marks (x,
  1, yes), words that come again, and notes may say who left, refused or has not confirmed: a mistake with the first
  line, some of the values, and three ways on: --pass "COLUMN" says that it means nothing of the kind; --status
  "COLUMN=unsubscribed" (pending, bounced, complained) that whoever has a value there other than a no is in that
  state, and --status "COLUMN=active" that whoever has a no there, or nothing, gets no mail; --status
  "VALUE=unsubscribed" explains a value, and all of the column's are to be explained. A column without a name is
  "column 3". Values of people who get no mail by all else that the file says do not count.
- Such a column passes, and is named, when every person has another value in it, there are six or more, and the values
  are numbers, addresses or names; also when it holds nothing but telephone numbers or addresses of pages.
- Tags of words that are known to say who somebody is ("press", "vip") are passed over. In an export of Google
  Contacts, which is an address book, labels are, unless one says or hints that somebody left, or is a mark ("x").
- A mark before a name that crosses it out or sorts it to the end ("#Otto", "ZZZ Otto"), and a life's span behind it
  ("(1950-2021)"), are a mistake that asks.
- A person's name, or what stands beside his address, that says that he left ("Otto (DO NOT MAIL)", "ОТПИСАН Отто")
  gives him the state. A word that may be a part of the name counts in brackets or beside a dash, where no column says
  anything of him; elsewhere ("Otto, returned") it is a mistake, with --status "WORD=active", "WORD=unsubscribed" and
  --pass "COLUMN" as ways on.
- A column that asks for a consent or a confirmation, or holds the day or the IP address of one (opt-in date, confirm
  IP), and is filled for some people only, is a mistake: fill it in, or use one of the ways above. For the days and
  addresses another column that says of everybody whether he gets mail is enough.
- A column of digests that is empty for some active people is a mistake, unless --digest names theirs.
- A file whose first line names no column of addresses is a mistake that lists its columns. "Primary Email", "Рабочая
  почта" and the like, words for mail with none but qualifiers beside them, are taken for it.

## Mailers

`

// TestImportsDoc holds docs/imports.md to what the program does.
func TestImportsDoc(t *testing.T) {
	var b strings.Builder
	b.WriteString(importsHead)
	b.WriteString("| export of | what is read of the state | else |\n|---|---|---|\n")
	for _, m := range mailerExports {
		var says []string
		rest := "-"
		for _, p := range readCSV(t, m.file, m.doc).People {
			if p.State == news.SubscriberActive {
				rest = "active"
				continue
			}
			says = append(says, fmt.Sprintf("%s: %s", strings.Join(p.Why, ", "), p.State))
		}
		if m.note != "" {
			says = append(says, m.note)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.mailer, strings.Join(says, "; "), rest)
	}
	b.WriteString(docStopped())
	b.WriteString("\n## Columns\n\nCase, accents, spaces, hyphens and brackets do not count.\n\n| says | headers " +
		"|\n|---|---|\n")
	for _, c := range columns() {
		says := map[columnKind]string{
			columnEmail: "the address", columnName: "the name", columnFirst: "the given name",
			columnLast: "the family name", columnLanguage: "language of the letter",
			columnReads: "languages read", columnDigests: "digests", columnStatus: "a status word",
			columnLowers: "yes, a date or a number: " + string(c.state),
			columnRaises: "no: " + string(c.state),
		}[c.kind]
		if c.kind == columnLowers && c.strict {
			says = "anything but a no: " + string(c.state)
		}
		fmt.Fprintf(&b, "| %s | %s |\n", says, strings.Join(c.names, ", "))
	}
	h := harmlessHeaders()
	fmt.Fprintf(&b, "| nothing of who gets mail: dates and counts | %s |\n", sorted(h.figures))
	fmt.Fprintf(&b, "| nothing of who gets mail | %s |\n", sorted(h.phrases))
	fmt.Fprintf(&b, "| nothing of who gets mail: headers of these words alone | %s |\n", sorted(h.nouns))
	fmt.Fprintf(&b, "| words that may stand beside those | %s |\n", sorted(h.qualifiers))
	fmt.Fprintf(&b, "| tags and lists: nothing, where another column says of everybody whether he gets mail | %s |\n",
		strings.Join(groupHeaders(), ", "))
	b.WriteString("\n## Phrases\n\nA word that ends in * is the beginning of one; * alone is any word. In a " +
		"status one at the end says so too. Words of a status that all stand in the last row are active.\n\n" +
		"| state | says so | phrases |\n|---|---|---|\n")
	for _, t := range phraseTables {
		phrases := strings.Split(t.phrases, "|")
		for i, p := range phrases {
			phrases[i] = strings.TrimSpace(p)
		}
		grade := map[grade]string{
			gradePlain: "wherever it stands", gradeWeak: "apart", gradeUnsure: "a status; else it asks",
		}[t.grade]
		fmt.Fprintf(&b, "| %s | %s | %s |\n", t.state, grade, strings.Join(phrases, ", "))
	}
	says := map[news.SubscriberState][]string{}
	for _, p := range dense() {
		says[p.state] = append(says[p.state], p.glued)
	}
	for _, state := range slices.Sorted(maps.Keys(says)) {
		fmt.Fprintf(&b, "| %s | inside a run of letters | %s |\n", state, norm.NFC.String(strings.Join(says[state], ", ")))
	}
	fmt.Fprintf(&b, "| active | a status | %s |\n", strings.Join(activeWords(), ", "))
	b.WriteString("\n## Pairs of words\n\nAt most three words apart, in any order.\n\n" +
		"| state | one | other |\n|---|---|---|\n")
	for _, p := range wordPairs {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.state, wordsIn(p.one), wordsIn(p.other))
	}
	goldentest.File(t, "docs/imports.md", []byte(b.String()))
}

func wordsIn(class wordClass) string { return strings.Join(strings.Fields(wordClasses[class]), ", ") }

func sorted(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), ", ") }
