package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"attache/config"
	"attache/news"
)

// subscriberColumns are the columns that export writes and import understands, in that order.
var subscriberColumns = []string{"email", "name", "language", "reads", "digests", "state"}

// maxSubscribers bounds one import: 2,000,000 lines.
const maxSubscribers = 2_000_000

// readSubscribers reads a CSV file of subscribers. The error holds every wrong line.
func readSubscribers(path string, r io.Reader) ([]news.Subscriber, error) {
	file := filepath.Base(path)
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(3) // it was just peeked
	}
	rows := csv.NewReader(in)
	rows.Comma = delimiter(in)
	rows.FieldsPerRecord = -1
	rows.TrimLeadingSpace = true
	rows.LazyQuotes = true
	var (
		columns  []string
		subs     []news.Subscriber
		mistakes config.Mistakes
		seen     = map[string]int{}
	)
	for len(subs) < maxSubscribers {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		line, _ := rows.FieldPos(0)
		if columns == nil {
			if columns = header(row); columns != nil {
				continue
			}
			columns = []string{"email"} // no header: a bare list of addresses
			if !strings.Contains(row[0], "@") {
				return nil, config.Mistakes{{File: file, Line: line, Message: "The first line names no column called email.", Hint: "begin with: email,name,language,digests"}}
			}
		}
		s := subscriberOf(columns, row)
		if err := validSubscriber(&s); err != nil {
			m := mistake(file, config.Lines{}, "", err)
			m.Line = line
			mistakes = append(mistakes, m)
			continue
		}
		if first, twice := seen[s.Email]; twice {
			mistakes = append(mistakes, config.Mistake{File: file, Line: line, Field: "email", Message: fmt.Sprintf("%s stands on line %d already.", s.Email, first)})
			continue
		}
		seen[s.Email] = line
		subs = append(subs, s)
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return subs, nil
}

// delimiter guesses what parts the columns from the first line.
func delimiter(in *bufio.Reader) rune {
	first, _ := in.Peek(4096) // fewer bytes are fine
	line, _, _ := strings.Cut(string(first), "\n")
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t'} {
		if n := strings.Count(line, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// header gives the columns' names, nil when the row is none.
func header(row []string) []string {
	columns := make([]string, len(row))
	for i, name := range row {
		columns[i] = strings.ToLower(strings.TrimSpace(name))
		if columns[i] == "e-mail" || columns[i] == "email address" || columns[i] == "address" {
			columns[i] = "email"
		}
	}
	if !slices.Contains(columns, "email") {
		return nil
	}
	return columns
}

func subscriberOf(columns, row []string) news.Subscriber {
	s := news.Subscriber{State: news.SubscriberActive}
	for i, value := range row {
		value = strings.TrimSpace(value)
		if i >= len(columns) || value == "" {
			continue
		}
		switch columns[i] {
		case "email":
			s.Email = strings.ToLower(value)
		case "name":
			s.Name = value
		case "language":
			s.Language = strings.ToLower(value)
		case "reads":
			s.Reads = several(value)
		case "digests":
			s.Digests = several(value)
		case "state":
			s.State = news.SubscriberState(strings.ToLower(value))
		}
	}
	return s
}

func several(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ';' || r == ',' })
}

// subscriberWriter writes subscribers as CSV, a header first.
type subscriberWriter struct{ w *csv.Writer }

func newSubscriberWriter(w io.Writer) subscriberWriter {
	out := subscriberWriter{csv.NewWriter(w)}
	_ = out.w.Write(subscriberColumns) // buffered: flush reports the error
	return out
}

func (o subscriberWriter) write(s news.Subscriber) error {
	return o.w.Write([]string{s.Email, guarded(s.Name), s.Language, strings.Join(s.Reads, " "), strings.Join(s.Digests, " "), string(s.State)})
}

func (o subscriberWriter) flush() error {
	o.w.Flush()
	return o.w.Error()
}

// guarded keeps a spreadsheet from taking a stranger's name for a formula (OWASP, CSV injection).
func guarded(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
