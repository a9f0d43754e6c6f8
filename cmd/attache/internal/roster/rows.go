package roster

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"attache/config"
	"attache/text"
)

// The bounds of a CSV file. Its size is bounded before it is read (MaxBytes).
const (
	MaxBytes      = 64 << 20 // bytes of a file, a million people with some columns
	maxCSVRows    = 2_000_000
	maxCSVColumns = 1000
	maxCSVField   = 64 << 10 // bytes; the widest in mailers' exports is a JSON document of attributes
)

// Rows reads the rows of a CSV text one by one. It takes the delimiter and the line ends (LF, CRLF, CR) that
// spreadsheets write; quotation marks are strict (RFC 4180): a stray one is a mistake with its line, or it would make
// one value of many rows.
type Rows struct {
	file  string
	text  string
	comma byte
	at    int // the next byte
	line  int // its line, 1-based
	rows  int
	start int // the line of the last row's first byte
	lines int // how many lines it has
}

// NewRows begins at the first row. A line "sep=;" before it, as Excel writes and reads it, names the delimiter; else
// the delimiter is what the first line with any has most of.
func NewRows(file, text string) *Rows {
	r := &Rows{file: file, text: text, comma: ',', line: 1}
	first, _ := cutLine(text)
	if sep, ok := strings.CutPrefix(strings.ToLower(strings.Trim(first, "\"")), "sep="); ok && len(sep) == 1 {
		r.comma = sep[0]
		r.at = len(first)
		r.endLine()
		return r
	}
	if c := delimiterOfHeader(text); c != 0 {
		r.comma = c
		return r
	}
	for rest := text; rest != ""; {
		var line string
		line, rest = cutLine(rest)
		if c := commonest(line); c != 0 {
			r.comma = c
			break
		}
		if strings.TrimSpace(line) != "" {
			break
		}
	}
	return r
}

// delimiterOfHeader is the delimiter of the first of the lines that may be a header; 0 when none is one. A title above
// it may hold other marks: "Press, May 2026".
func delimiterOfHeader(text string) byte {
	for n := 0; text != "" && n <= mostAbove; n++ {
		var line string
		line, text = cutLine(text)
		if c := commonest(line); c != 0 && isHeaderLine(line, c) {
			return c
		}
	}
	return 0
}

// cutLine parts a text at its first line end.
func cutLine(s string) (line, rest string) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, ""
	}
	if s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n' {
		return s[:i], s[i+2:]
	}
	return s[:i], s[i+1:]
}

// commonest is the delimiter that stands most often outside quotation marks; 0 when there is none.
func commonest(line string) byte {
	var count [4]int
	quoted := false
	for i := range len(line) {
		if line[i] == '"' {
			quoted = !quoted
		}
		if at := strings.IndexByte(",;\t|", line[i]); at >= 0 && !quoted {
			count[at]++
		}
	}
	best, most := byte(0), 0
	for i, n := range count {
		if n > most {
			best, most = ",;\t|"[i], n
		}
	}
	return best
}

// Line is the line of the first byte of the row that Next returned last.
func (r *Rows) Line() int { return r.start }

// wrong makes the mistake that ends the reading.
func (r *Rows) wrong(line int, hint, format string, args ...any) error {
	return config.Mistakes{{File: r.file, Line: line, Message: fmt.Sprintf(format, args...), Hint: hint}}
}

// Next reads a row; nil at the end. The error is a config.Mistakes of one.
func (r *Rows) Next() ([]string, error) {
	if r.at >= len(r.text) {
		return nil, nil
	}
	if r.rows++; r.rows > maxCSVRows {
		return nil, r.wrong(r.line, "split it into several files", "The file has more than %d rows.", maxCSVRows)
	}
	r.start = r.line
	var row []string
	for {
		if len(row) == maxCSVColumns {
			return nil, r.wrong(r.line, "", "The line has more than %d values.", maxCSVColumns)
		}
		value, err := r.value()
		if err != nil {
			return nil, err
		}
		row = append(row, value)
		if r.at < len(r.text) && r.text[r.at] == r.comma {
			r.at++
			continue
		}
		r.lines = r.line - r.start + 1
		r.endLine()
		return row, nil
	}
}

// endLine passes over a line end.
func (r *Rows) endLine() {
	if r.at >= len(r.text) {
		return
	}
	if r.text[r.at] == '\r' && r.at+1 < len(r.text) && r.text[r.at+1] == '\n' {
		r.at++
	}
	r.at++
	r.line++
}

// value reads one value, up to the delimiter or the line end behind it.
func (r *Rows) value() (string, error) {
	begin := r.at
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
	if r.at < len(r.text) && r.text[r.at] == '"' {
		return r.quoted()
	}
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == r.comma || c == '\n' || c == '\r':
			return r.text[begin:r.at], nil
		case c == '"':
			return "", r.stray(r.line)
		case r.at-begin > maxCSVField:
			return "", r.tooLong(r.line)
		}
	}
	return r.text[begin:], nil
}

func (r *Rows) stray(line int) error {
	return r.wrong(line, `remove it, or write the value as "…" with every quotation mark in it twice`,
		"A quotation mark stands inside a value.")
}

func (r *Rows) tooLong(line int) error {
	return r.wrong(line, "look for a quotation mark that is not closed", "A value is longer than %d KB.",
		maxCSVField>>10)
}

// quoted reads a value in quotation marks.
func (r *Rows) quoted() (string, error) {
	opened := r.line
	r.at++
	var b strings.Builder
	for r.at < len(r.text) {
		i := strings.IndexAny(r.text[r.at:min(len(r.text), r.at+maxCSVField+2)], "\"\r\n")
		if i < 0 || b.Len()+i > maxCSVField {
			break
		}
		b.WriteString(r.text[r.at : r.at+i])
		r.at += i
		switch {
		case r.text[r.at] != '"':
			b.WriteByte('\n')
			r.endLine()
		case r.at+1 < len(r.text) && r.text[r.at+1] == '"':
			b.WriteByte('"')
			r.at += 2
		default:
			r.at++
			for r.at < len(r.text) && r.text[r.at] == ' ' {
				r.at++
			}
			if r.at < len(r.text) && r.text[r.at] != r.comma && r.text[r.at] != '\n' && r.text[r.at] != '\r' {
				return "", r.stray(r.line)
			}
			return b.String(), nil
		}
	}
	if b.Len()+min(len(r.text)-r.at, maxCSVField) >= maxCSVField {
		return "", r.tooLong(opened)
	}
	return "", r.wrong(opened, "close it, or remove it", "The quotation mark opened on this line is never closed.")
}

// headerName is a column's name as a person wrote it, short enough to be told.
func headerName(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return short(strings.Join(strings.Fields(s), " "), 40)
}

// short is a text of at most n letters.
func short(s string, n int) string {
	if cut := text.Prefix(s, n); cut != s {
		return strings.TrimRight(text.Prefix(s, n-1), " ") + "…"
	}
	return s
}
