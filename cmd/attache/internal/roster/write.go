package roster

import (
	"encoding/csv"
	"io"
	"strings"

	"attache/news"
	"attache/text"
)

// csvColumn is a column of the CSV file that export writes and import understands.
type csvColumn struct {
	name string
	of   func(*news.Subscriber) string
}

// csvColumns are all of them, in the order of the file: the texts of a subscriber between the address and the lists.
func csvColumns() []csvColumn {
	all := []csvColumn{{"email", func(s *news.Subscriber) string { return s.Email }}}
	for _, t := range news.SubscriberTexts {
		all = append(all, csvColumn{t.Name, func(s *news.Subscriber) string { return *t.Of(s) }})
	}
	return append(
		all,
		csvColumn{"reads", func(s *news.Subscriber) string { return strings.Join(s.Reads, " ") }},
		csvColumn{"digests", func(s *news.Subscriber) string { return strings.Join(s.Digests, " ") }},
		csvColumn{"state", func(s *news.Subscriber) string { return string(s.State) }},
	)
}

// Writer writes subscribers as CSV, a header first.
type Writer struct {
	w       *csv.Writer
	columns []csvColumn
}

// NewWriter writes the header.
func NewWriter(w io.Writer) Writer {
	out := Writer{csv.NewWriter(w), csvColumns()}
	head := make([]string, len(out.columns))
	for i, c := range out.columns {
		head[i] = c.name
	}
	_ = out.w.Write(head) // buffered: Flush reports the error
	return out
}

// Write writes one.
func (o Writer) Write(s news.Subscriber) error {
	row := make([]string, len(o.columns))
	for i, c := range o.columns {
		row[i] = Guard(text.Plain(c.of(&s)))
	}
	return o.w.Write(row)
}

// Flush writes what is held back, and reports the first error of all.
func (o Writer) Flush() error {
	o.w.Flush()
	return o.w.Error()
}

// formula are the characters, half and full width, with which a spreadsheet takes a value for a formula (OWASP, CSV
// injection).
const formula = "=+-@\t\r\n|%＝＋－＠"

// Guard keeps a spreadsheet from taking a stranger's text for a formula: an apostrophe before it makes it text. So it
// is behind a semicolon or a tab, where a spreadsheet of another language begins a cell. What already has an apostrophe
// there gets one more, so that Unguard returns every value as it was.
func Guard(s string) string {
	var b strings.Builder
	begins := true
	for i, r := range s {
		if begins && strings.ContainsAny(first(s[i:]), formula+"'") {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = r == ';' || r == '\t'
	}
	return b.String()
}

// Unguard takes away what Guard has put into a value.
func Unguard(s string) string {
	if strings.IndexByte(s, '\'') < 0 {
		return s
	}
	var b strings.Builder
	begins := true
	for i, r := range s {
		if begins && r == '\'' && i+1 < len(s) && strings.ContainsAny(first(s[i+1:]), formula+"'") {
			begins = false
			continue
		}
		b.WriteRune(r)
		begins = r == ';' || r == '\t'
	}
	return b.String()
}

// first is the first character of a text.
func first(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
