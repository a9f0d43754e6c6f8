package news

import (
	"strings"
	"unicode"
)

// Command writes a command line for a hint, so that a POSIX shell reads exactly these words: a word with spaces or
// characters that mean something to the shell stands in quotation marks.
func Command(words ...string) string {
	out := make([]string, len(words))
	for i, w := range words {
		if out[i] = w; w == "" || strings.ContainsFunc(w, quoted) {
			out[i] = `'` + strings.ReplaceAll(w, `'`, `'\''`) + `'`
		}
	}
	return strings.Join(out, " ")
}

// quoted reports whether a character may mean something to a shell.
func quoted(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("%+,./:=@_-", r)
}
