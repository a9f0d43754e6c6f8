package date

import (
	"strings"
	"time"
	"unicode/utf8"
)

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
