package templates

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columns is the widest line of a text part: RFC 5322 2.1.1 recommends at most 78 characters, and a few go to the marks
// of replies.
const columns = 72

// wrap breaks lines at 72 columns, keeps a line's indentation (and that of a list mark), never breaks an address, and
// leaves at most one blank line between paragraphs.
func wrap(s string) string {
	var b strings.Builder
	blank := true // none at the top
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			if !blank {
				b.WriteByte('\n')
			}
			blank = true
			continue
		}
		blank = false
		wrapLine(&b, line)
	}
	return strings.ReplaceAll(strings.TrimRight(b.String(), "\n")+"\n", nbsp, " ")
}

func wrapLine(b *strings.Builder, line string) {
	body := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(body)]
	hang := indent
	if strings.HasPrefix(body, "* ") {
		hang += "  "
	}
	if lineWidth(line) <= columns { // as it is: a bar of the week keeps its spaces
		b.WriteString(line)
		b.WriteByte('\n')
		return
	}
	col := len(indent)
	b.WriteString(indent)
	first := true
	for _, word := range lineWords(body) {
		for _, part := range breakWord(word, columns-len(hang)) {
			n := lineWidth(part)
			switch {
			case first:
			case col+1+n > columns:
				b.WriteString("\n" + hang)
				col = len(hang)
			default:
				b.WriteByte(' ')
				col++
			}
			b.WriteString(part)
			col += n
			first = false
		}
	}
	b.WriteByte('\n')
}

// lineWords parts a line at its spaces; a dot between facts stays with the fact before it.
func lineWords(s string) []string {
	var out []string
	for f := range strings.SplitSeq(s, " ") {
		if f == "" {
			continue
		}
		if len(out) > 0 && (f == "·" || f == "—") {
			out[len(out)-1] += " " + f
			continue
		}
		out = append(out, f)
	}
	return out
}

// breakWord cuts what is wider than a line, such as Chinese text, and leaves addresses whole.
func breakWord(s string, most int) []string {
	if lineWidth(s) <= most || strings.Contains(s, "://") {
		return []string{s}
	}
	var parts []string
	n, from := 0, 0
	for i, r := range s {
		if n+runeWidth(r) > most {
			parts = append(parts, s[from:i])
			n, from = 0, i
		}
		n += runeWidth(r)
	}
	return append(parts, s[from:])
}

func lineWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is the columns a character takes in a terminal (UAX #11).
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r < 0x1100:
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
