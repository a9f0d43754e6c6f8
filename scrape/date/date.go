package date

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"attache/text"
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

// token is a number, a word (lower case) or a mark of a date's text.
type token struct {
	text  string
	num   int
	kind  byte // 'n' number, 'w' word, otherwise the mark itself
	glued bool // no space before it
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

// tokens cuts a text into numbers, words and marks; digits of other scripts become ASCII.
func (p *Parser) tokens(s string) {
	if p.toks = p.toks[:0]; cap(p.toks) == 0 {
		p.toks = make([]token, 0, 32)
	}
	space := true
	s = foldWord(s)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case Digit(r) >= 0:
			i, space = p.number(s, i, !space), false
			continue
		case cjkDate(r):
			p.toks = append(p.toks, token{text: string(r), kind: 'c', glued: !space})
			space = false
		case unicode.IsLetter(r) || unicode.IsMark(r):
			i, space = p.word(s, i, !space), false
			continue
		case unicode.IsSpace(r):
			space = true
		case r < utf8.RuneSelf:
			p.toks = append(p.toks, token{kind: byte(r), glued: !space})
			space = false
		case r == '–' || r == '—' || r == '‑' || r == '−':
			p.toks = append(p.toks, token{kind: '-', glued: !space})
			space = false
		default:
			space = true
		}
		i += n
	}
}

// number adds the number that starts at byte i and returns where it ends; num is -1 beyond nine digits.
func (p *Parser) number(s string, i int, glued bool) (end int) {
	num, count := 0, 0
	for end = i; end < len(s); {
		r, n := utf8.DecodeRuneInString(s[end:])
		v := Digit(r)
		if v < 0 {
			break
		}
		if count++; count <= 9 {
			num = num*10 + v
		}
		end += n
	}
	if count > 9 {
		num = -1
	}
	digits := s[i:end]
	if len(digits) != count {
		digits = asciiDigits(digits)
	}
	if count == 6 && end < len(s) && s[end] == ':' && (digits[:2] == "20" || digits[:2] == "19") {
		// 202221:25 is 2022 and 21:25
		p.toks = append(p.toks, token{text: digits[:4], num: num / 100, kind: 'n', glued: glued})
		digits, num = digits[4:], num%100
	}
	p.toks = append(p.toks, token{text: digits, num: num, kind: 'n', glued: glued})
	return end
}

// word adds the word that starts at byte i and returns where it ends.
func (p *Parser) word(s string, i int, glued bool) (end int) {
	for end = i; end < len(s); {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' || cjkDate(r) {
			break
		}
		end += n
	}
	p.toks = append(p.toks, token{text: s[i:end], kind: 'w', glued: glued})
	return end
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune { return '0' + rune(Digit(r)) }, s)
}

// Digit returns the value of an ASCII, Arabic, Persian, Devanagari, Thai or full-width digit, -1 for anything else.
func Digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '٠' && r <= '٩':
		return int(r - '٠')
	case r >= '۰' && r <= '۹':
		return int(r - '۰')
	case r >= '०' && r <= '९':
		return int(r - '०')
	case r >= '๐' && r <= '๙':
		return int(r - '๐')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

func cjkDate(r rune) bool {
	switch r {
	case '年', '月', '日', '년', '월', '일', '時', '时', '分', '点', '시', '분', '秒', '초', '号':
		return true
	}
	return false
}

// epoch reads seconds or milliseconds since 1970, which are instants, and 20220321-like texts that stand alone.
func (p *Parser) epoch(s string) (t time.Time, instant, ok bool) {
	if len(p.toks) != 1 || p.toks[0].kind != 'n' {
		return t, false, false
	}
	var v int64
	for _, r := range p.toks[0].text {
		v = v*10 + int64(max(Digit(r), 0))
		if v > 9e15 {
			return t, false, false
		}
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case n == 10 && v > 5e8 && v < 4e9:
		return time.Unix(v, 0).In(p.loc), true, true
	case n == 13 && v > 5e11 && v < 4e12:
		return time.UnixMilli(v).In(p.loc), true, true
	case n == 8:
		t, ok = p.compact(int(v), 0)
	case n == 14:
		t, ok = p.compact(int(v/1e6), int(v%1e6))
	}
	return t, false, ok
}

func (p *Parser) compact(day, clock int) (time.Time, bool) {
	if !p.set(day/10000, day/100%100, day%100) {
		return time.Time{}, false
	}
	return time.Date(p.y, time.Month(p.m), p.d, clock/10000%24, clock/100%100%60, clock%100%60, 0, p.loc), true
}

// set takes a date when there is such a day.
func (p *Parser) set(y, m, d int) bool {
	if y > 2450 && y < 2650 {
		y -= 543 // the Buddhist era
	}
	if y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	if t := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC); t.Day() != d {
		return false
	}
	p.y, p.m, p.d = y, m, d
	return true
}

func (p *Parser) at(i int) token {
	if i < 0 || i >= len(p.toks) {
		return token{}
	}
	return p.toks[i]
}

// dateAt tries to read a whole date that starts at token i.
func (p *Parser) dateAt(i int) bool {
	p.from = i
	t := p.at(i)
	switch {
	case t.kind == 'n' && len(t.text) == 8 && p.compactAt(i):
		return true
	case t.kind == 'n':
		return p.cjk(i) || p.numeric(i) || p.dayMonthYear(i) || p.yearMonthDay(i)
	case t.kind == 'w':
		return p.monthDayYear(i)
	}
	return false
}

func (p *Parser) compactAt(i int) bool {
	v := p.at(i).num
	p.to = i + 1
	return v > 19000101 && p.set(v/10000, v/100%100, v%100)
}

// cjk reads 2022年3月21日, 2022년 3월 21일, 令和4年3月21日 and 民國111年3月21日.
func (p *Parser) cjk(i int) bool {
	if p.at(i+1).kind != 'c' || p.at(i+2).kind != 'n' || p.at(i+3).kind != 'c' || p.at(i+4).kind != 'n' {
		return false
	}
	p.to = i + 6
	y := p.at(i).num
	if y < 200 {
		for era, before := range cjkEras {
			if strings.HasSuffix(p.at(i-1).text, era) {
				y += before
				break
			}
		}
	}
	return p.set(y, p.at(i+2).num, p.at(i+4).num)
}

// numeric reads three numbers parted by the same mark: 2022-03-21, 21.03.2022, 03/21/22.
func (p *Parser) numeric(i int) bool {
	if !p.threeNumbers(i) {
		return false
	}
	a, mark, b, c := p.at(i), p.at(i+1).kind, p.at(i+2), p.at(i+4)
	p.to = i + 5
	if p.base == "fa" || p.base == "ps" { // the Iranian calendar
		switch {
		case a.num > 1300 && a.num < 1500:
			return p.setJalali(a.num, b.num, c.num)
		case c.num > 1300 && c.num < 1500:
			return p.setJalali(c.num, b.num, a.num)
		}
	}
	if len(a.text) == 4 || a.num > 1900 && a.num < 2100 {
		return p.set(a.num, b.num, c.num) || p.set(a.num, c.num, b.num) && p.base != "en"
	}
	y, ok := p.yearBehind(c)
	if !ok {
		return false
	}
	p.ambiguous = a.num <= 12 && b.num <= 12 && mark != '.' // with dots the day leads everywhere
	if p.ambiguous && p.monthLeads(mark) {
		return p.set(y, a.num, b.num)
	}
	return p.set(y, b.num, a.num) || p.set(y, a.num, b.num)
}

// threeNumbers reports three numbers from token i on that the same mark parts, and that are no tail of a longer number,
// as 1.21.03.2022, and no pages of a list.
func (p *Parser) threeNumbers(i int) bool {
	mark := p.at(i + 1).kind
	if p.at(i+2).kind != 'n' || p.at(i+4).kind != 'n' || p.at(i+3).kind != mark {
		return false
	}
	switch mark {
	case '.', '/', '-':
	case '|':
		if len(p.at(i+4).text) != 4 {
			return false
		}
	default:
		return false
	}
	return i == 0 || !p.at(i).glued || p.at(i-1).kind != mark
}

// yearBehind returns the year that ends 21.03.2022 or 21.03.22; ok is false for other numbers, as those of the Iranian
// calendar in digits, day first.
func (p *Parser) yearBehind(c token) (y int, ok bool) {
	if len(c.text) == 2 {
		if y = c.num + 2000; y > p.now.Year()+1 {
			y -= 100
		}
		return y, true
	}
	return c.num, c.num >= 1000 && (c.num <= 1300 || c.num >= 1900)
}

// monthLeads says that 03/04/2026 is 4 March: in American English with slashes, and nowhere else by default.
func (p *Parser) monthLeads(mark byte) bool {
	if p.dayFirst || mark != '/' {
		return false
	}
	switch p.lang {
	case "en", "en-us", "", "en_us", "en-ph", "fil":
		return true
	}
	return false
}

// dayMonthYear reads 21 March 2022, 21. März 2022, 21 de marzo de 2022, 21-Mar-2022.
func (p *Parser) dayMonthYear(i int) bool {
	d := p.at(i).num
	if d < 1 || d > 31 || len(p.at(i).text) > 2 {
		return false
	}
	j := p.skip(i+1, true)
	if p.at(j).text == "tháng" { // 5 tháng 5 năm 2026, 5 tháng 5, 2026
		y := p.skip(j+2, false)
		if p.at(y).text == "năm" {
			y++
		}
		p.to = y + 1
		return p.at(j+1).kind == 'n' && p.at(y).kind == 'n' && p.set(p.at(y).num, p.at(j+1).num, d)
	}
	jm := jalaliNames[p.at(j).text]
	m, j := p.monthAt(j)
	if p.at(j).kind != 'w' || m == 0 && jm == 0 {
		return false
	}
	if k := j + 2; p.at(j+1).kind == '/' && m > 0 && monthOf(p.at(k).text, p.base) == m { // نيسان / أبريل
		j = k
	}
	j = p.skip(j+1, true)
	y := p.at(j)
	if y.kind != 'n' {
		return false
	}
	p.to = j + 1
	if jm > 0 && y.num > 1300 && y.num < 1500 {
		return p.setJalali(y.num, jm, d)
	}
	year, ok := p.year(j)
	return ok && m > 0 && p.set(year, m, d)
}

// monthAt returns the month that token j names and its last token: some take two words, or two letters and a dot.
func (p *Parser) monthAt(j int) (month, last int) {
	if next := p.at(j + 1); next.kind == 'w' {
		if m := monthNames()[p.at(j).text+"-"+next.text]; m > 0 {
			return m, j + 1
		}
	} else if next.kind == '.' && p.at(j+2).kind == 'w' {
		if m := monthNames()[p.at(j).text+"."+p.at(j+2).text]; m > 0 {
			return m, j + 2
		}
	}
	return monthOf(p.at(j).text, p.base), j
}

// year reads a year of four digits, or of two after an apostrophe or a dash or at the end of what is said.
func (p *Parser) year(j int) (int, bool) {
	y := p.at(j)
	switch {
	case len(y.text) == 4 || y.num >= 1900:
		return y.num, y.num > 0
	case len(y.text) == 2 && p.at(j+1).kind != ':' && (p.at(j-1).kind == '-' || p.at(j-1).kind == '\'' ||
		p.at(j-1).kind == '/'):
		return 2000 + y.num, true
	case len(y.text) == 2 && p.now.Year() > 2000+y.num-2 && y.num > 0:
		if end := p.at(j + 1).kind; end == 0 || end == ')' || end == '|' || end == ']' {
			return 2000 + y.num, p.at(j-1).kind == 'w' || p.at(j-1).kind == '.'
		}
	}
	return 0, false
}

// yearMonthDay reads 2026 жылғы 5 мамыр, 2022 March 21, 2022. gada 21. marts, 1403 خرداد 12.
func (p *Parser) yearMonthDay(i int) bool {
	y := p.at(i).num
	if len(p.at(i).text) < 4 || y < 1300 || y > 2700 {
		return false
	}
	j := p.skip(i+1, true)
	if p.at(j).kind == 'w' && monthOf(p.at(j).text, p.base) == 0 && jalaliNames[p.at(j).text] == 0 {
		j = p.skip(j+1, true) // жылғы, ж., gada, m.
	}
	if p.at(j).kind == 'n' && strings.HasPrefix(p.at(j+1).text, "сар") && p.at(j+2).kind == 'n' { // 2026 оны 5 сарын 22
		p.to = j + 3
		return p.set(y, p.at(j).num, p.at(j+2).num)
	}
	a := p.at(j)
	k := p.skip(j+1, true)
	b := p.at(k)
	if a.kind == 'n' && b.kind == 'w' {
		a, b = b, a
	}
	if a.kind != 'w' || b.kind != 'n' || b.num < 1 || b.num > 31 {
		return false
	}
	p.to = k + 1
	if jm := jalaliNames[a.text]; jm > 0 && y < 1500 {
		return p.setJalali(y, jm, b.num)
	}
	return p.set(y, monthOf(a.text, p.base), b.num)
}

// monthDayYear reads March 21, 2022, Mar 21st 2022 and Mar 21 08:04:00 2022.
func (p *Parser) monthDayYear(i int) bool {
	m := monthOf(p.at(i).text, p.base)
	if m == 0 {
		return false
	}
	j := p.skip(i+1, false)
	d := p.at(j)
	if d.kind != 'n' || len(d.text) > 2 {
		return false
	}
	k := p.skip(j+1, true)
	if p.at(k+1).kind == ':' {
		p.inner, k = k, p.pastClock(k)
	}
	y, ok := p.year(k)
	p.to = k + 1
	return p.at(k).kind == 'n' && ok && p.set(y, m, d.num)
}

// pastClock passes the time and its zone in Tue Jan 28 15:28:56 CET 2020 and Tue Mar 10 09:12:44 +0500 2015.
func (p *Parser) pastClock(k int) int {
	for k += 2; p.at(k+1).kind == ':' && p.at(k+2).kind == 'n'; {
		k += 2
	}
	if k++; p.at(k).kind == 'w' {
		k++
	}
	if kind := p.at(k).kind; (kind == '+' || kind == '-') && p.at(k+1).kind == 'n' && len(p.at(k+1).text) == 4 &&
		p.at(k+2).kind == 'n' {
		k += 2
	}
	return k
}

// skip passes the marks and small words that may stand inside a date.
func (p *Parser) skip(j int, words bool) int {
	for n := 0; n < 3; n++ {
		switch t := p.at(j); {
		case t.kind == '.' || t.kind == ',' || t.kind == '-' || t.kind == '/' || t.kind == '\'':
		case words && t.kind == 'w' && smallWords[t.text]:
		default:
			return j
		}
		j++
	}
	return j
}

var smallWords = text.WordSet("de del d of st nd rd th the er g г року ые е го lunes a do соли ماه سال от yil " +
	"yıl йил năm " +
	"de’ di ta ا")

// yearless reads 21 March and March 21: of the last twelve months. year reports that a number stands behind them that
// is likely to be a year, though none that can be right: then there is no date.
func (p *Parser) yearless(i int) (read, year bool) {
	p.from = i
	var d, m, to int
	name := p.at(i).text
	switch t := p.at(i); t.kind {
	case 'n':
		j := p.skip(i+1, true)
		name = p.at(j).text
		d, m, to = t.num, monthOf(name, p.base), j+1
		if len(t.text) > 2 || p.at(j).kind != 'w' || len(p.at(j).text) < 3 {
			return false, false
		}
	case 'w':
		j := p.skip(i+1, false)
		d, m, to = p.at(j).num, monthOf(t.text, p.base), j+1
		if p.at(j).kind != 'n' || len(p.at(j).text) > 2 || p.at(j+1).kind == ':' || len(t.text) < 3 {
			return false, false
		}
	}
	if m == 0 || d == 0 || d > 31 || p.now.IsZero() {
		return false, false
	}
	if langs := shortMonths()[name]; langs != "" && p.base != "" && !strings.Contains(langs, " "+p.base+" ") {
		return false, false
	}
	if p.yearLike(p.skip(to, true)) {
		return false, true
	}
	p.to = to
	y := p.now.Year()
	if time.Date(y, time.Month(m), d, 0, 0, 0, 0, p.loc).After(p.now.AddDate(0, 0, 2)) {
		y--
	}
	return p.set(y, m, d), false
}

// yearLike reports a number that begins no time of day.
func (p *Parser) yearLike(j int) bool {
	t, next := p.at(j), p.at(j+1)
	if t.kind != 'n' {
		return false
	}
	if len(t.text) > 2 {
		return true
	}
	switch {
	case next.kind == ':' || next.kind == 'c':
		return false
	case (next.kind == '.' || next.kind == '-') && p.at(j+2).kind == 'n' && len(p.at(j+2).text) == 2:
		return false // 8.04
	case next.kind == 'w':
		return !hourWords[next.text] && halves[next.text] == 0
	}
	return true
}

// setJalali turns a date of the Iranian solar calendar into ours (33-year cycle; right for 1244 to 1472).
func (p *Parser) setJalali(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	days := 365*(y-979) + (y-979)/33*8 + ((y-979)%33+3)/4 + d - 1
	for k := 1; k < m; k++ {
		if days += 30; k <= 6 {
			days++
		}
	}
	t := time.Date(1600, 3, 20, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	return p.set(t.Year(), int(t.Month()), t.Day())
}
