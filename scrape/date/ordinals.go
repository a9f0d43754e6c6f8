package date

import "strings"

// persianDays are the ordinal numbers of days as they stand before the months of the Iranian calendar, the first day
// first; words that differ in spelling are parted by slashes.
var persianDays = func() map[string]int {
	out := map[string]int{}
	for i, forms := range strings.Fields("یکم/اول/نخست دوم سوم چهارم پنجم ششم هفتم هشتم نهم دهم یازدهم دوازدهم " +
		"سیزدهم " +
		"چهاردهم پانزدهم شانزدهم هفدهم هجدهم/هیجدهم نوزدهم بیستم") {
		for _, w := range strings.Split(forms, "/") {
			out[foldWord(w)] = i + 1
		}
	}
	out["سیم"], out["سی\u200cام"] = 30, 30
	return out
}()

// arabicLead is the first byte of the first Arabic letters in UTF-8: no word below it is among persianDays.
const arabicLead = 0xd8

// ordinals turns the day's name in دوشنبه دوم تیر ۱۴۰۳ and بیست و یکم بهمن into a number.
func (p *Parser) ordinals() {
	for i := 0; i+1 < len(p.toks); i++ {
		if p.toks[i].kind != 'w' || p.toks[i].text[0] < arabicLead {
			continue
		}
		day, n := p.ordinal(i)
		if day == 0 || !p.jalaliMonth(i+n) {
			continue
		}
		p.toks[i] = token{text: twoDigits(day), num: day, kind: 'n', glued: p.toks[i].glued}
		p.toks = append(p.toks[:i+1], p.toks[i+n:]...)
	}
}

// jalaliMonth reports whether a month of the Iranian calendar stands at token i, with or without the word for "month"
// before its name.
func (p *Parser) jalaliMonth(i int) bool {
	return jalaliNames[p.at(i).text] > 0 || p.at(i).text == "ماه" && jalaliNames[p.at(i+1).text] > 0
}

// ordinal returns the day that the words from token i on name, and how many they are; 0 = none.
func (p *Parser) ordinal(i int) (day, words int) {
	switch w := p.at(i).text; {
	case w == "بیست" && p.at(i+1).text == "و":
		if d := persianDays[p.at(i+2).text]; d > 0 && d < 10 {
			return 20 + d, 3
		}
	case w == "سی" && p.at(i+1).text == "و":
		if persianDays[p.at(i+2).text] == 1 {
			return 31, 3
		}
	case w == "سی" && p.at(i+1).text == "ام":
		return 30, 2
	default:
		return persianDays[w], 1
	}
	return 0, 0
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
