package date

import (
	"strings"
	"time"

	"attache/text"
)

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
