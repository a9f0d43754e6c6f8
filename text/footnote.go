package text

import (
	"regexp"
	"strings"
)

// footnotes are marks of footnotes behind the end of a sentence: "[1]", "[2][3]", "¹", and a plain number of one or two
// digits before a space.
var footnotes = regexp.MustCompile(`[.!?…։。»”"')]((?:\[(?:\d{1,3}|[a-z])\])+|[¹²³⁰⁴-⁹]+)(?:\s|$)|` +
	`(\p{Ll}{3,})[.!?](\d{1,2})(?:\s+\p{Lu}|$)`)

// masked returns s with the marks of footnotes as closing brackets, byte for byte, so that they end with the sentence
// before them. Most texts have none and are given back.
func masked(s, lang string) string {
	if !strings.ContainsAny(s, "[¹²³⁰⁴⁵⁶⁷⁸⁹") && !strings.ContainsAny(s, "0123456789") {
		return s
	}
	var out []byte
	for at := 0; at < len(s); {
		m := footnotes.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[6], m[7]
			if kindOf(s[at+m[4]:at+m[5]], lang) != abbrevNone { // "art.5 The"
				at += to
				continue
			}
		}
		if out == nil {
			out = []byte(s)
		}
		for i := at + from; i < at+to; i++ {
			out[i] = ')'
		}
		at += to
	}
	if out == nil {
		return s
	}
	return string(out)
}
