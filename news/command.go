package news

import (
	"regexp"
	"strings"
)

// plainWord is a word that every POSIX shell takes as it is.
var plainWord = regexp.MustCompile(`^[\pL\pN%+,./:=@_-]+$`)

// Command writes a command line for a hint, so that a POSIX shell reads exactly these words: a word with spaces or characters that
// mean something to the shell stands in quotation marks.
func Command(words ...string) string {
	out := make([]string, len(words))
	for i, w := range words {
		if out[i] = w; !plainWord.MatchString(w) {
			out[i] = `'` + strings.ReplaceAll(w, `'`, `'\''`) + `'`
		}
	}
	return strings.Join(out, " ")
}
