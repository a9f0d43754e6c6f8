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

// Option is an option of a command, to be pasted into a shell: the value means there only itself, whoever wrote it. One
// with control characters cannot be pasted, and is not quoted.
func Option(flag, value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || !unicode.IsPrint(r) }) {
		return "--" + flag + " (its text holds control characters: change it in the file)"
	}
	return Command("--"+flag, value)
}
