package roster

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"attache/text"
)

// mostAbove is how many lines may stand above the header: a title, a date, blank ones.
const mostAbove = 10

// isTitle reports whether a row that is no header stands above one: a title that a person wrote, "Press list, May
// 2026". A title above a bare list of addresses stands alone in its line.
func (in *reader) isTitle(row []string, at *Rows) bool {
	if slices.ContainsFunc(row, func(s string) bool { return isAddress(text.Plain(s)) }) {
		return false
	}
	alone := filledCells(row) == 1
	ahead := *at // a copy: reading it moves nothing
	for range mostAbove {
		next, err := ahead.Next()
		switch {
		case err != nil || next == nil:
			return false
		case headerOf(next, in.o) != nil && !strings.Contains(strings.Join(next, " "), "@"):
			return true
		case slices.ContainsFunc(next, func(s string) bool { return isAddress(text.Plain(s)) }):
			return alone && isAddress(text.Plain(next[0]))
		}
		alone = alone && filledCells(next) < 2
	}
	return false
}

func filledCells(row []string) (n int) {
	for _, s := range row {
		if text.Plain(s) != "" {
			n++
		}
	}
	return n
}

// above takes a line above the header: it may say something of everybody in the file.
func (in *reader) above(row []string) {
	title := strings.Join(slices.DeleteFunc(slices.Clone(row), func(s string) bool { return text.Plain(s) == "" }), " ")
	title = text.Plain(title)
	in.out.Above = append(in.out.Above, short(title, 60))
	in.takeTitle(titleSays(title, false), "line above the header", title, "remove the line")
}

// The longest line of names of columns and the longest name among them, in bytes: a name is compared with many phrases.
const (
	longestHeader = 64 << 10
	longestName   = 512
)

// isHeaderLine reports whether a line, cut at a delimiter, is a header: a value of it names addresses, and none is one.
func isHeaderLine(line string, comma byte) bool {
	if len(line) > longestHeader || strings.Contains(norm.NFKC.String(line), "@") {
		return false
	}
	return slices.ContainsFunc(strings.Split(line, string(comma)), func(s string) bool {
		return len(s) <= longestName && columnOf(strings.Trim(s, `" `)).kind == columnEmail
	})
}
