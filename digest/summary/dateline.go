package summary

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// The most runes of a dateline, and the fewest words that must stand after it.
const (
	datelineRunes = 60
	datelineAfter = 4
)

// agencies are those that put their name between the place and the text without a dash.
var agencies = text.WordSet(`CNN AP AFP AA TASS ТАСС Reuters Xinhua UPI`)

// dateline returns the length of what stands before an article's first words to say where and by whom it was written,
// and the sentence does not need: "(CNN)", "ANKARA —", "LONDON, Nov 20 (Reuters) -". It returns 0 when it is not sure.
func dateline(s string) int {
	at := 0
	if end := parenthesis(s); end > 0 {
		at = end
	} else if at = dash(s); at == 0 {
		return 0
	}
	rest := strings.TrimLeft(s[at:], " —–-−\u00a0")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, "«“„\"'‘"))
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) || strings.Count(rest, " ") < datelineAfter {
		return 0
	}
	return len(s) - len(rest)
}

// clock returns the length of the time of day that an entry of a live blog begins with: "14:40 - ", "09.15 ".
func clock(s string) int {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0
	}
	at := entryTime.FindStringIndex(s)
	if at == nil {
		return 0
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s[at[1]:], "«“„\"'‘"))
	if !unicode.IsUpper(first) {
		return 0
	}
	return at[1]
}

var entryTime = regexp.MustCompile(
	`^(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\.?)?(?: (?:GMT|UTC|BST|CET|EST|EDT))?\s*[|—–-]?\s+`)

// parenthesis returns the end of an agency's name in brackets, which nothing or a place stands before: "(CNN)",
// "Leicester, England (CNN)".
func parenthesis(s string) int {
	open := strings.IndexByte(s, '(')
	if open < 0 || utf8.RuneCountInString(s[:open]) > datelineRunes {
		return 0
	}
	name, _, closed := strings.Cut(s[open+1:], ")")
	if !closed || len(name) > 40 {
		return 0
	}
	end := open + len(name) + 2
	rest := strings.TrimLeft(s[end:], " \u00a0")
	dashed := strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "–")
	first, _ := utf8.DecodeRuneInString(name)
	known := agencies[strings.Fields(name + " .")[0]]
	if unicode.IsUpper(first) && places(s[:open]) && (known || dashed) {
		return end
	}
	return 0
}

// dash returns the end of a place in capital letters and perhaps a date, before a dash: "ANKARA —", "АСТАНА, 5 июня —".
func dash(s string) int {
	for _, d := range []string{" — ", " – ", " -- ", " - "} {
		head, _, found := strings.Cut(s, d)
		if found && utf8.RuneCountInString(head) <= datelineRunes && places(head) {
			word, _, _ := strings.Cut(strings.TrimRight(head, ",.:"), " ")
			word = strings.TrimRight(word, ",.:/")
			if utf8.RuneCountInString(word) > 2 && strings.ToUpper(word) == word && strings.ToLower(word) != word {
				return len(head) + len(d)
			}
		}
	}
	return 0
}

// places reports whether a text is nothing but names and dates: no word of it but a month begins with a small letter.
func places(s string) bool {
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) && !months[text.Prefix(w, 3)] || strings.ContainsAny(w, "!?") {
			return false
		}
	}
	return true
}

// months are the first three letters of the names of months that are written small.
var months = text.WordSet(
	`янв фев мар апр мая май июн июл авг сен окт ноя дек қаң ақп нау сәу мам мау шіл там қыр қаз қар жел`)
