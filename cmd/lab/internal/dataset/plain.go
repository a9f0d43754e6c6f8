package dataset

import (
	"strings"
	"unicode/utf8"

	"attache/news"
)

// Plain makes the blocks of a plain text: line breaks part paragraphs, but the lines of a hard-wrapped text (most of
// them broken in mid-sentence) are joined, and white space is collapsed.
func Plain(s string) []news.Block {
	var lines []string
	for l := range strings.Lines(s) {
		lines = append(lines, strings.Join(strings.Fields(l), " "))
	}
	open, full := 0, 0
	for i, l := range lines {
		if l == "" {
			continue
		}
		full++
		if i+1 < len(lines) && lines[i+1] != "" && unfinished(l) {
			open++
		}
	}
	wrapped := open*2 > full
	var out []news.Block
	for i, l := range lines {
		switch {
		case l == "":
		case wrapped && i > 0 && lines[i-1] != "" && len(out) > 0 && unfinished(lines[i-1]):
			out[len(out)-1].Text += " " + l
		default:
			out = append(out, news.Block{Kind: news.Paragraph, Text: l})
		}
	}
	return out
}

// unfinished reports whether a line of some length ends in the middle of a sentence.
func unfinished(l string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l, `"'”’»)] `))
	return utf8.RuneCountInString(l) > 40 && !strings.ContainsRune(".!?…:;。؟", r)
}
