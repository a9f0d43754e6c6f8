package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// table prints rows in aligned columns. Cells are measured in runes; the last column is never padded.
type table struct {
	rows  [][]string
	width []int // of the columns so far
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) {
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(t.width) {
				t.width = append(t.width, 0)
			}
			t.width[i] = max(t.width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", t.width[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// printJSON writes a value as indented JSON.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// jsonList writes a list as printJSON does, an element at a time.
type jsonList struct {
	w     *bufio.Writer
	count int
}

// jsonList begins a list on the output.
func (a *app) jsonList() *jsonList { return &jsonList{w: bufio.NewWriter(a.out)} }

// add writes an element.
func (l *jsonList) add(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("  ", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	before := ",\n  "
	if l.count == 0 {
		before = "[\n  "
	}
	l.count++
	_, _ = l.w.WriteString(before) // end reports the error
	_, err := l.w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// end ends the list.
func (l *jsonList) end() error {
	last := "\n]\n"
	if l.count == 0 {
		last = "[]\n"
	}
	_, _ = l.w.WriteString(last) // Flush reports the error
	return l.w.Flush()
}

// streamed prints rows in aligned columns as they come. A page of them at a time is held to measure the columns, which
// only grow wider from one page to the next.
type streamed struct {
	table
	w    io.Writer
	page int // rows held at most
}

// add takes a row.
func (s *streamed) add(cells ...string) {
	s.table.add(cells...)
	if len(s.rows) > s.page {
		s.flush()
	}
}

// flush prints what is held.
func (s *streamed) flush() {
	s.write(s.w)
	s.rows = s.rows[:0]
}

// say prints a line of progress for people; nothing when the output is for machines.
func (a *app) say(format string, args ...any) {
	if !a.json {
		fmt.Fprintf(a.out, format+"\n", args...)
	}
}

// when writes an instant in the local zone, "-" when there is none.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}

// counted writes a number with its noun: 1 source, 2 sources, 3 stories.
func counted(n int, noun string) string {
	if n != 1 {
		switch {
		case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay"):
			noun = strings.TrimSuffix(noun, "y") + "ies"
		default:
			noun += "s"
		}
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// short cuts a text to at most n runes.
func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

// took writes a length of time with three digits at most.
func took(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < 10*time.Second:
		return d.Round(10 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}
