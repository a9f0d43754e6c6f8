package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"attache/text"
)

// printJSON writes a value as indented JSON.
func (a *app) printJSON(v any) error {
	b, err := indented(v, "")
	if err != nil {
		return err
	}
	_, err = a.out.Write(b)
	return err
}

// indented is a value as indented JSON; each length of time, in nanoseconds, has its text beside it.
func indented(v any, prefix string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeTurns(spellDurations(b.Bytes(), v)), nil
}

// escapeTurns writes the marks that turn the direction of writing as JSON escapes: the value stays what it is, and the
// terminal obeys none of them (see fence).
func escapeTurns(doc []byte) []byte {
	turns := func(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }
	if !bytes.ContainsFunc(doc, turns) {
		return doc
	}
	out := make([]byte, 0, len(doc))
	for _, r := range string(doc) {
		if turns(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return out
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
	b, err := indented(v, "  ")
	if err != nil {
		return err
	}
	before := ",\n  "
	if l.count == 0 {
		before = "[\n  "
	}
	l.count++
	_, _ = l.w.WriteString(before) // end reports the error
	_, err = l.w.Write(bytes.TrimRight(b, "\n"))
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

// say prints a line of progress for people; nothing when the output is for machines.
func (a *app) say(format string, args ...any) {
	if !a.json {
		fmt.Fprintf(a.out, format+"\n", args...)
	}
}

// foot prints the line under a table; nothing when the output is for machines.
func (a *app) foot(format string, args ...any) {
	if !a.plain && !a.quiet {
		a.say(format, args...)
	}
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
	if text.Prefix(s, n) == s {
		return s
	}
	return strings.TrimRight(text.Prefix(s, n-1), " ") + "…"
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
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
