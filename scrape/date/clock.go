package date

import (
	"strings"
	"time"

	"attache/text"
)

// finish adds the time of day and the zone that stand near the date. clock and zoned say whether they do.
func (p *Parser) finish() (t time.Time, clock, zoned bool) {
	h, m, s, loc := -1, 0, 0, p.loc
	p.clockEnd = 0
	if p.inner > 0 {
		h, m, s, loc = p.clock(p.inner, p.to)
	}
	if h < 0 {
		h, m, s, loc = p.clock(p.to, min(len(p.toks), p.to+14))
	}
	if h < 0 {
		h, m, s, loc = p.clock(max(p.last, p.from-12), p.from)
	}
	return time.Date(p.y, time.Month(p.m), p.d, max(h, 0), m, s, 0, loc), h >= 0, loc != p.loc
}

// clock finds the first time of day among tokens [from,to), and the zone after it. h is -1 when there is none.
func (p *Parser) clock(from, to int) (h, m, s int, loc *time.Location) {
	for i := from; i < to; i++ {
		t := p.at(i)
		if i > from && p.begins(i, from) { // another date begins
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
		if p.minute(i) {
			return p.hourMinute(i)
		}
		if hourWords[p.at(i+1).text] && (i != from || from != p.to || p.at(i+1).text != "h") ||
			halves[p.at(i+1).text] != 0 && len(p.at(i+1).text) > 1 {
			h, end := p.half(t.num, i+1)
			if hourWords[p.at(end).text] {
				end++
			}
			p.clockEnd = end
			return h, 0, 0, p.zone(end)
		}
	}
	return -1, 0, 0, p.loc
}

// begins reports whether another date than the one at hand, or a word for "updated", begins at token i.
func (p *Parser) begins(i, from int) bool {
	t := p.at(i)
	switch t.kind {
	case 'n':
		return i >= p.to && p.threeNumbers(i) && (len(t.text) == 4 || len(p.at(i+4).text) == 4)
	case 'w':
		if m := monthOf(t.text, p.base); m > 0 {
			next := p.at(i + 1)
			return i > from+1 && p.at(i-1).kind == 'n' || i >= p.to && next.kind == 'n' && p.at(i+2).kind != ':' &&
				len(p.at(i+3).text) == 4
		}
		return i >= p.to && labelOf(t.text) == labelUpdated
	}
	return false
}

// minute reports whether a minute stands behind the hour at token i: of two digits, or of one in 6:5:0.
func (p *Parser) minute(i int) bool {
	mark, min := p.at(i+1), p.at(i+2)
	if min.kind != 'n' || min.num >= 60 || !p.clockMark(i, mark) {
		return false
	}
	return len(min.text) == 2 || len(min.text) == 1 && mark.kind == ':' && min.glued && p.at(i+3).kind == ':'
}

// hourMinute reads the hour at token i, the minute two tokens on, the second, the half of the day and the zone.
func (p *Parser) hourMinute(i int) (h, m, s int, loc *time.Location) {
	s, end := p.second(i+3, p.at(i+1).kind)
	if h = p.at(i).num; h < 12 && pmBefore[p.at(i-1).text] {
		h += 12
	} else {
		h, end = p.half(h, end)
	}
	if m = p.at(i + 2).num; h > 24 || h == 24 && (m > 0 || s > 0) {
		h -= 24
	}
	p.clockEnd = end
	return h, m, s, p.zone(end)
}

// second reads :30 and :30.125 after a minute, or the sign that ends it, at token i; end is the token after that. mark
// parts the hour from the minute.
func (p *Parser) second(i int, mark byte) (s, end int) {
	switch {
	case p.at(i).kind == ':' && p.at(i+1).kind == 'n',
		mark == '.' && p.at(i).kind == '.' && p.at(i+1).kind == 'n' && p.at(i+1).glued && len(p.at(i+1).text) == 2:
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
	p.clockEnd = i + 1
	return min(v/10000, 24), v / 100 % 100 % 60, v % 100 % 60, p.zone(i + 1)
}

func (p *Parser) hourWord(i int) bool {
	w := p.at(i).text
	return hourWords[w] && w != "h" || w == "am" || w == "pm" || w == "a" || w == "p"
}

// hourWords stand behind an hour.
var hourWords = text.WordSet("uhr uur h ч h. klo óra órakor год гадз сағ giờ น น.")

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
			switch {
			case known && zoneWords[t.text] && p.wordBehind(i):
				return p.loc
			case !known && hourWords[t.text]:
				i++
				continue
			case !known:
				return p.cityTime(i)
			case t.text == "utc" || t.text == "gmt":
				if o, ok := p.fromUTC(i + 1); ok {
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

// zoneWords are names of zones that are words as well.
var zoneWords = text.WordSet("get amt ist est et eat wat wit aft art pet wet west met")

// wordBehind reports whether a word stands behind token i that is neither a month nor "on".
func (p *Parser) wordBehind(i int) bool {
	t := p.at(i + 1)
	return t.kind == 'w' && t.text != "on" && monthOf(t.text, p.base) == 0
}

// cityTime reads the zone of "по московскому времени", "Astana time", "Toshkent vaqti" from token i on.
func (p *Parser) cityTime(i int) *time.Location {
	offset, city, said := 0, false, false
	for k := i; k < i+4; k++ {
		t := p.at(k)
		if t.kind != 'w' {
			break
		}
		said = said || timeWords[t.text]
		for _, c := range cityZones {
			if strings.HasPrefix(t.text, c.stem) {
				offset, city = c.offset, true
			}
		}
	}
	if city && said {
		return fixed(offset)
	}
	return p.loc
}

// timeWords are "time" beside a city's name.
var timeWords = text.WordSet("time времени время час часу уақыты уақытымен vaqti saati saatiyle saatı убакты " +
	"zeit uhrzeit hora heure")

// cityZones are cities whose zones change no more, in minutes east of UTC.
var cityZones = []struct {
	stem   string
	offset int
}{
	{"москв", 180},
	{"московск", 180},
	{"moscow", 180},
	{"moskova", 180},
	{"астан", 300},
	{"astana", 300},
	{"алмат", 300},
	{"almaty", 300},
	{"ташкент", 300},
	{"тошкент", 300},
	{"toshkent", 300},
	{"tashkent", 300},
	{"бишкек", 360},
	{"bishkek", 360},
	{"душанб", 300},
	{"dushanbe", 300},
	{"бакин", 240},
	{"баку", 240},
	{"baku", 240},
	{"bakı", 240},
	{"ереван", 240},
	{"yerevan", 240},
	{"тбилис", 240},
	{"tbilisi", 240},
	{"ankara", 180},
	{"istanbul", 180},
	{"türkiye", 180},
	{"минск", 180},
	{"мінск", 180},
	{"minsk", 180},
	{"tehran", 210},
	{"тегеран", 210},
	{"beijing", 480},
	{"пекин", 480},
	{"ashgabat", 300},
	{"ашхабад", 300},
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

// fromUTC reads the offset behind "UTC" or "GMT", which is one whatever zones there are: GMT-0130.
func (p *Parser) fromUTC(i int) (int, bool) {
	o, _ := p.offset(i)
	return o, o != 0 && o%15 == 0 && o >= -14*60 && o <= 14*60
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

// Fixed returns an instant by the same clock, told by its offset from UTC alone: what is kept of a zone.
func Fixed(t time.Time) time.Time {
	_, offset := t.Zone()
	if offset -= offset % 60; offset == 0 {
		return t.UTC()
	}
	return t.In(time.FixedZone("", offset))
}
