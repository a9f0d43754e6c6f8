package date

import (
	"slices"
	"strings"
	"time"
)

// maxText is how many bytes of a text are searched for a date.
const maxText = 400

// Parse reads a date and time written for people or machines. lang is the page's language as a BCP 47 tag ("" = any
// of the known ones), loc the zone of times that name none (nil = UTC), dayFirst says that 03/04/2026 is 3 April
// whatever the language, and now anchors relative dates ("2 hours ago") and those without a year. ok is false when s
// holds no whole date: a month and a year alone are none.
func Parse(s, lang string, loc *time.Location, dayFirst bool, now time.Time) (t time.Time, ok bool) {
	p := NewParser(lang, loc, dayFirst, now)
	found := p.Find(s, 1)
	if len(found) == 0 {
		return time.Time{}, false
	}
	return found[0].At, true
}

// Found is one date of a text, as Parser.Find returns it.
type Found struct {
	At       time.Time // in the zone that stands with it, else in the parser's
	Clock    bool      // a time of day stood with it
	Zoned    bool      // and its zone
	Swapped  time.Time // the other reading of day and month, when both are possible; zero = none
	Updated  bool      // a word for "updated" stands before it
	Issued   bool      // a word for "published" stands before it
	Other    bool      // a word for "joined" or "copyright" stands before it
	Weak     bool      // without a year, or relative
	Relative bool      // a day word ("yesterday") or a distance from now ("2 hours ago")
	DayWord  bool      // a day word that leads its text: "Yesterday, 14:05"
	Labelled bool      // Issued by a word that means nothing else, as "published"; "on" and "from" do
	Leads    bool      // the date stands at the beginning of its text, or in its dateline
	Bare     bool      // at most one word stands before it, as the name of a weekday
	Ends     bool      // nothing stands behind the date and its time
	Range    bool      // one end of several days: "14.–20. Januar 2022", "2020/7/11-12"
}

// NewParser returns a parser for texts in a language. lang is a BCP 47 tag ("" = any of the known ones), loc the zone
// of times that name none (nil = UTC), dayFirst says that 03/04/2026 is 3 April whatever the language, now anchors
// relative dates. A parser is for one goroutine at a time.
func NewParser(lang string, loc *time.Location, dayFirst bool, now time.Time) *Parser {
	if loc == nil {
		loc = time.UTC
	}
	p := &Parser{lang: strings.ToLower(lang), loc: loc, dayFirst: dayFirst, now: now.In(loc)}
	p.base, _, _ = strings.Cut(p.lang, "-")
	return p
}

// Find returns at most n dates of a text, in order; nil when it holds none. Of a text longer than maxText only the
// beginning is read.
func (p *Parser) Find(s string, n int) (out []Found) {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	if p.tokens(s); len(p.toks) == 0 {
		return nil
	}
	if t, instant, ok := p.epoch(s); ok {
		return []Found{{At: t, Clock: instant, Zoned: instant}}
	}
	p.ordinals()
	p.last, p.behind = 0, p.labelsBehind()
	numbers := slices.ContainsFunc(p.toks, func(t token) bool { return t.kind == 'n' })
	for i := 0; numbers && i < len(p.toks) && len(out) < n; i++ {
		p.ambiguous, p.inner = false, 0
		if p.dateAt(i) {
			out = append(out, p.found())
			i = p.to - 1
			p.last = p.to
			if p.clockEnd > p.to {
				p.last = p.clockEnd
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if t, clock, ok := p.relative(); ok {
		_, words := p.dayWord(0)
		return []Found{{At: t, Clock: clock, Weak: true, Relative: true, DayWord: words > 0}}
	}
	for i := 0; numbers && i < len(p.toks); i++ {
		p.ambiguous, p.inner = false, 0
		switch read, year := p.yearless(i); {
		case year: // a year stands there that cannot be right
			return nil
		case read:
			f := p.found()
			f.Weak = true
			return []Found{f}
		}
	}
	return nil
}

// Leads reports whether the last date found stands at the beginning of its text.
func (p *Parser) Leads() bool { return p.from == 0 }

// found completes the date just read with its clock, zone and the words before it.
func (p *Parser) found() Found {
	var f Found
	f.At, f.Clock, f.Zoned = p.finish()
	if p.ambiguous && p.m != p.d {
		y, m, d := p.y, p.m, p.d
		if p.set(y, d, m) {
			f.Swapped = time.Date(y, time.Month(d), m, f.At.Hour(), f.At.Minute(), f.At.Second(), 0, f.At.Location())
		}
		p.y, p.m, p.d = y, m, d
	}
	is := p.labelled()
	f.Updated, f.Other = is == labelUpdated, is == labelOther
	f.Labelled, f.Issued = is == labelIssued, is == labelIssued || is == labelMaybe
	f.Bare = p.wordsBefore() <= 1
	f.Leads, f.Ends = p.leads(), p.at(max(p.to, p.clockEnd)).kind == 0
	f.Range = p.endsRange() || p.beginsRange()
	return f
}

// endsRange reports whether an earlier day of the month and a dash stand before the date just read, whose day leads.
func (p *Parser) endsRange() bool {
	if p.at(p.from).kind != 'n' || p.at(p.from).num != p.d || p.at(p.from-1).kind != '-' {
		return false
	}
	first := p.from - 2
	if p.at(first).kind == '.' {
		first--
	}
	t := p.at(first)
	return t.kind == 'n' && len(t.text) <= 2 && t.num > 0 && t.num < p.d && (first == 0 || p.at(first-1).kind == 'w' ||
		p.at(first-1).kind == '(')
}

// beginsRange reports whether a dash and a later day of the month stand right behind the date just read, whose day
// ends it.
func (p *Parser) beginsRange() bool {
	dash, t := p.at(p.to), p.at(p.to+1)
	return p.at(p.to-1).num == p.d && dash.kind == '-' && dash.glued && t.kind == 'n' && t.glued && len(t.text) <= 2 &&
		t.num > p.d && t.num <= 31 && p.at(p.to+2).kind != ':' && p.at(p.to+2).kind != '.'
}

// wordsBefore counts the words between the date before and the one just read.
func (p *Parser) wordsBefore() (n int) {
	for i := p.last; i < p.from; i++ {
		if p.toks[i].kind == 'w' {
			n++
		}
	}
	return n
}

// leads reports whether the date just read stands at the beginning of its text, or in a dateline as "ASTANA, 21 March
// 2022 -", and does not begin a sentence.
func (p *Parser) leads() bool {
	if p.from > 6 {
		return false
	}
	if p.from == 0 && p.at(0).kind == 'n' && p.at(1).kind != 'w' { // 01.02.2022 The market …
		return true
	}
	switch p.at(max(p.to, p.clockEnd)).kind {
	case 0, '-', ')', ':', '|', '/':
		return true
	case ',', '.':
		return p.from == 0
	}
	return false
}

// Parser finds dates in texts of one language; make it with NewParser.
type Parser struct {
	lang, base string
	loc        *time.Location
	dayFirst   bool
	now        time.Time
	toks       []token

	y, m, d   int
	from, to  int  // the tokens of the date itself
	inner     int  // where a time of day stands inside it; 0 = nowhere
	last      int  // where the date before it ends, with its time
	clockEnd  int  // where its time ends; 0 = it has none
	ambiguous bool // day and month could be swapped
	behind    bool // the labels of this text stand behind its dates
}
