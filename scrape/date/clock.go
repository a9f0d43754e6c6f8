package date

import (
	"strings"
	"time"

	"attache/text"
)

// finish adds the time of day and the zone that stand near the date. clock and zoned say whether they do.
func (p *Parser) finish() (t time.Time, clock, zoned bool) {
	h, m, s, loc := -1, 0, 0, p.loc
	if p.inner > 0 {
		h, m, s, loc = p.clock(p.inner, p.to)
	}
	if h < 0 {
		h, m, s, loc = p.clock(p.to, min(len(p.toks), p.to+14))
	}
	if h < 0 {
		h, m, s, loc = p.clock(max(0, p.from-12), p.from)
	}
	return time.Date(p.y, time.Month(p.m), p.d, max(h, 0), m, s, 0, loc), h >= 0, loc != p.loc
}

// clock finds the first time of day among tokens [from,to), and the zone after it. h is -1 when there is none.
func (p *Parser) clock(from, to int) (h, m, s int, loc *time.Location) {
	for i := from; i < to; i++ {
		t := p.at(i)
		if i > from+1 && p.isMonth(i) { // another date begins
			break
		}
		if t.kind != 'n' {
			continue
		}
		if (len(t.text) == 6 || len(t.text) == 4) && i == p.to+1 && p.at(p.to).text == "t" {
			return p.packed(i)
		}
		if len(t.text) > 2 || t.num > 24 {
			continue
		}
		if min := p.at(i + 2); min.kind == 'n' && len(min.text) == 2 && min.num < 60 && p.clockMark(i, p.at(i+1)) {
			return p.hourMinute(i)
		}
		if w := p.at(i + 1).text; w == "am" || w == "pm" || w == "uhr" || w == "h" && i != from {
			h, end := p.half(t.num, i+1)
			return h % 24, 0, 0, p.zone(end)
		}
	}
	return -1, 0, 0, p.loc
}

// isMonth reports a month's name behind a number.
func (p *Parser) isMonth(i int) bool {
	t := p.at(i)
	return t.kind == 'w' && monthOf(t.text, p.base) > 0 && p.at(i-1).kind == 'n'
}

// hourMinute reads the hour at token i, the minute two tokens on, the second, the half of the day and the zone.
func (p *Parser) hourMinute(i int) (h, m, s int, loc *time.Location) {
	s, end := p.second(i + 3)
	if h = p.at(i).num; h < 12 && pmBefore[p.at(i-1).text] {
		h += 12
	} else {
		h, end = p.half(h, end)
	}
	return h % 24, p.at(i + 2).num, s, p.zone(end)
}

// second reads :30 and :30.125 after a minute, or the sign that ends it, at token i; end is the token after that.
func (p *Parser) second(i int) (s, end int) {
	switch {
	case p.at(i).kind == ':' && p.at(i+1).kind == 'n':
		s, end = p.at(i+1).num%60, i+2
		if p.at(end).kind == '.' && p.at(end+1).kind == 'n' && p.at(end+1).glued {
			end += 2
		}
		return s, end
	case p.at(i).kind == 'c':
		return 0, i + 1
	}
	return 0, i
}

// clockMark reports whether what stands after the number at i parts hours from minutes.
func (p *Parser) clockMark(i int, mark token) bool {
	switch {
	case mark.kind == ':' || mark.kind == 'c' || mark.text == "h" || mark.text == "ч":
		return true
	case mark.kind == '.':
		before := p.at(i - 1)
		return p.hourWord(i+3) || i == p.to || before.kind == ',' || before.kind == '|' || before.text == "um"
	}
	return false
}

// packed reads the time of 20220321T080400.
func (p *Parser) packed(i int) (h, m, s int, loc *time.Location) {
	v := p.at(i).num
	if len(p.at(i).text) == 4 {
		v *= 100
	}
	return v / 10000 % 24, v / 100 % 100 % 60, v % 100 % 60, p.zone(i + 1)
}

func (p *Parser) hourWord(i int) bool {
	switch p.at(i).text {
	case "uhr", "am", "pm", "a", "p":
		return true
	}
	return false
}

// half applies am and pm, also written a.m. and p.m., and their like in other languages.
func (p *Parser) half(h, i int) (hour, end int) {
	w := p.at(i).text
	if p.at(i+1).kind == '.' && p.at(i+2).kind == 'w' {
		if both := w + p.at(i+2).text; halves[both] != 0 {
			w, i = both, i+2
		}
	}
	switch half := halves[w]; {
	case half > 0 && h < 12:
		return h + 12, i + 1
	case half < 0 && h == 12:
		return 0, i + 1
	case half != 0:
		return h, i + 1
	}
	return h, i
}

// zone reads Z, +06:00, +0600, UTC+5, GMT, MSK and the like after a time; the parser's own zone when there is none.
func (p *Parser) zone(i int) *time.Location {
	for n := 0; n < 3; n++ {
		switch t := p.at(i); t.kind {
		case '(', ',', '[', '.':
			i++
			continue
		case 'w':
			offset, known := zoneOffsets[t.text]
			if !known {
				if t.text == "uhr" {
					i++
					continue
				}
				return p.loc
			}
			if t.text == "utc" || t.text == "gmt" {
				if o, ok := p.offset(i + 1); ok {
					offset = o
				}
			}
			return fixed(offset)
		case '+', '-':
			if o, ok := p.offset(i); ok {
				return fixed(o)
			}
			return p.loc
		default:
			return p.loc
		}
	}
	return p.loc
}

// zulu is the zone of times that say they are of UTC: not the same pointer as that of times that say nothing.
var zulu = time.FixedZone("UTC", 0)

func fixed(minutes int) *time.Location {
	if minutes == 0 {
		return zulu
	}
	return time.FixedZone("", minutes*60)
}

// offset reads +06:00, +0600, +6 in minutes.
func (p *Parser) offset(i int) (int, bool) {
	sign := 1
	switch p.at(i).kind {
	case '+':
	case '-':
		sign = -1
	default:
		return 0, false
	}
	h := p.at(i + 1)
	if h.kind != 'n' {
		return 0, false
	}
	v := h.num * 60
	switch {
	case len(h.text) == 4:
		v = h.num/100*60 + h.num%100
	case len(h.text) > 2:
		return 0, false
	case p.at(i+2).kind == ':' && p.at(i+3).kind == 'n':
		v += p.at(i + 3).num
	}
	return sign * v, zoneExists(sign, v)
}

// zoneExists reports whether some zone is so many minutes ahead of UTC (sign 1), or behind it (-1): 10:00-11:30 is a
// span of time and no zone.
func zoneExists(sign, minutes int) bool {
	hour := minutes / 60
	switch minutes % 60 {
	case 0:
	case 30:
		if sign < 0 {
			return hour == 9 || hour == 3 || hour == 2
		}
		return hour >= 3 && hour <= 10 && hour != 7 && hour != 8
	case 45:
		return sign > 0 && (hour == 5 || hour == 8 || hour == 12)
	default:
		return false
	}
	return minutes <= 14*60
}

// cjkAgo reads 3小时前 at token i, as seconds; 0 when it stands there not.
func (p *Parser) cjkAgo(i int) int {
	if next := p.at(i + 1).text; p.at(i).kind != 'n' || p.at(i).num < 0 || p.at(i).num > 1000 || next == "" ||
		next[0] < 0xE3 {
		// below U+3000
		return 0
	}
	after := p.at(i+1).text + p.at(i+2).text + p.at(i+3).text
	for _, a := range cjkAgo {
		if strings.HasPrefix(after, a.words) {
			return a.seconds
		}
	}
	return 0
}

// relative reads "2 hours ago", "vor 3 Stunden", "вчера, 14:05", "бүгін 08:04".
func (p *Parser) relative() (t time.Time, clock, ok bool) {
	if p.now.IsZero() || len(p.toks) > 24 {
		return time.Time{}, false, false
	}
	for i, t := range p.toks {
		if unit := p.cjkAgo(i); unit > 0 {
			return p.ago(t.num, unit), unit < 86400, true
		}
		if t.kind != 'w' {
			continue
		}
		if days, ok := p.dayWord(i); ok {
			if at, clock, ok := p.onDay(days, i); ok {
				return at, clock, true
			}
			continue
		}
		if count, unit, ok := p.span(i); ok {
			if count < 0 || count > 1000 {
				return time.Time{}, false, false
			}
			at := p.ago(count, unit)
			return at, unit < 86400, at.Year() >= 1900
		}
	}
	return time.Time{}, false, false
}

// ago is the minute that lies so many units of so many seconds back.
func (p *Parser) ago(count, unit int) time.Time {
	return p.now.Add(-time.Duration(count) * time.Duration(unit) * time.Second).Truncate(time.Minute)
}

// dayWord returns how many days from now the word at token i, or it and the next one, names.
func (p *Parser) dayWord(i int) (days int, ok bool) {
	word := p.at(i).text
	days, ok = dayWords[word]
	if next := p.at(i + 1); !ok && next.kind == 'w' {
		days, ok = dayWords[word+" "+next.text]
	}
	return days, ok && (word != "hier" || p.base == "fr")
}

// onDay returns the day so many days from now, with the time that stands after token i. Where the words for such days
// are nouns too, they need a time.
func (p *Parser) onDay(days, i int) (t time.Time, clock, ok bool) {
	d := p.now.AddDate(0, 0, days)
	h, m, s, loc := p.clock(i+1, min(len(p.toks), i+8))
	if h < 0 && nounDays[p.base] {
		return time.Time{}, false, false
	}
	return time.Date(d.Year(), d.Month(), d.Day(), max(h, 0), m, s, 0, loc), h >= 0, true
}

// oneWords are the articles that stand for one in "an hour ago".
var oneWords = text.WordSet("an a einer einem bir бір")

// span reads a number and the unit of time at token i, with a word for "ago" around them.
func (p *Parser) span(i int) (count, unit int, ok bool) {
	unit, ok = unitNames()[p.at(i).text]
	if !ok || i == 0 {
		return 0, 0, false
	}
	n := p.at(i - 1)
	switch {
	case n.kind == 'n':
		count = n.num
	case n.kind == 'w' && oneWords[n.text]:
		count = 1
	default:
		return 0, 0, false
	}
	if agoWords[p.at(i+1).text] {
		return count, unit, true
	}
	switch p.at(i - 2).text {
	case "vor", "hace", "há", "منذ", "قبل":
		return count, unit, true
	case "a":
		return count, unit, p.at(i-4).text == "il"
	}
	return 0, 0, false
}
