package main

import (
	"fmt"
	"strings"
	"testing"

	"attache/news"
)

const importsHead = `# Imports: what a file of another mailer becomes

Generated from the tables of the program and from files in the shapes of the mailers' exports (cmd/attache/imports_doc_test.go).

` + "`attache subscriber import FILE.csv`" + ` reads CSV with commas, semicolons, tabs or | between the values, with LF, CRLF or CR line ends, in UTF-8, UTF-16 or a legacy
encoding (by content, or --encoding), up to 64 MB. ` + "`--dry-run`" + ` does all of it in one transaction and undoes it, ` + "`--rows`" + ` tells what becomes of every line.
Try both first.

- Whoever left, bounced or complained elsewhere is kept in that state and gets no mail. Several columns may say so; of those that do not agree the one
  with less mail counts: active, pending, bounced, unsubscribed, complained, in that order.
- A status word that is not known is a mistake with its line, and nothing is imported; --status "WORD=unsubscribed" says what it means. An empty
  cell says nothing.
- An import only lowers the state of somebody who is known here. Who has left, bounced or complained here stays so, unless --rejoin.
- Rows of one address, in any spelling of case, are one person, who gets the lowest of the rows' states.
- Invisible characters, mailto:, "Name <address>", full-width letters and stops at the end are cleaned. An address that no server of the Internet takes
  mail for, a stray quotation mark, a line break in a name and a line with too many values are mistakes with their lines.
- A language that no letter is in (de, pt-BR) is one that the person reads: the letter comes in the digest's language.
- A file without any row of a subscriber is a mistake, and so is a character that the encoding does not define, with its line: the file is cut or damaged.
- Columns that are not understood are named and passed over. One that may say who gets no mail is a mistake with its line, unless the file says of these
  people already that they get none: by its name (of leaving, or of consent); by a bare yes or no in any of these languages; by nothing but 0 and 1, or the
  like, in the whole column; or by words of a refusal in a note ("asked not to be mailed", "не получает", "möchte keine Mails mehr"). Call such a column status,
  subscribed or unsubscribed; or --pass "COLUMN" says that it means nothing of the kind. A column without a name is "column 3".

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
		for _, p := range readCSV(t, m.file, m.doc).people {
			if p.State == news.SubscriberActive {
				rest = "active"
				continue
			}
			says = append(says, fmt.Sprintf("%s: %s", strings.Join(p.why, ", "), p.State))
		}
		if m.note != "" {
			says = append(says, m.note)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.mailer, strings.Join(says, "; "), rest)
	}
	b.WriteString("\n## Columns\n\nCase, accents, spaces, hyphens and brackets do not count.\n\n| says | headers " +
		"|\n|---|---|\n")
	for _, c := range columns() {
		says := map[columnKind]string{
			columnEmail: "the address", columnName: "the name", columnFirst: "the given name",
			columnLast: "the family name", columnLanguage: "language of the letter",
			columnReads: "languages read", columnDigests: "digests", columnStatus: "a status word",
			columnLowers: "yes, a date or a number: " + string(c.state),
			columnRaises: "no: " + string(c.state), columnNothing: "nothing of who gets mail",
		}[c.kind]
		fmt.Fprintf(&b, "| %s | %s |\n", says, strings.Join(c.names, ", "))
	}
	b.WriteString("\n## Status words\n\nA word of a status that holds one of these says so, the first row first. " +
		"Words that all stand in the last row are active.\n\n| state | words |\n|---|---|\n")
	for _, s := range stateStems() {
		fmt.Fprintf(&b, "| %s | %s |\n", s.state, strings.Join(s.stems, ", "))
	}
	fmt.Fprintf(&b, "| active | %s |\n", strings.Join(activeWords, ", "))
	generated(t, "docs/imports.md", []byte(b.String()))
}
