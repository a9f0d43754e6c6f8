package entities

import (
	"slices"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Who says or decides stands before those of whom it is said: China's base would change everything: Australian premier;
// Israel must stop, Taoiseach says; Рейтинг — Лукашенко. Where the headline names the speaker by nothing but an office,
// or is a quotation as a whole, the first sentence tells who it is.

// Bounds of a speaker in a headline, in words, and of what begins the first sentence.
const (
	speakerWords  = 9 // behind a comma, with a verb of saying
	bareWords     = 4 // behind a colon or a dash, without an office
	officeWithin  = 8 // behind a colon or a dash, with one
	openingWords  = 8 // of the first sentence, to the name of who speaks there
	hanSpeakerMax = 14
)

// speaker moves the country or organisation of who speaks in a headline to the front.
func (c *scene) speaker(parts []part, found func(Kind, string) *news.Mention) {
	if c.titleEnd == 0 || len(c.words) == 0 {
		return
	}
	from, ok := c.speakerAt()
	if !ok {
		return
	}
	kind, id := c.partyIn(parts, from, c.titleEnd)
	if id == "" {
		kind, id = c.openingParty(parts)
	}
	if id == "" {
		return
	}
	who := found(kind, id)
	if who == nil {
		return
	}
	who.Part = max(who.Part, 1)
	if from == c.titleEnd {
		c.placesBehind(id, found)
	}
	for _, h := range c.hits {
		if h.Start > 0 {
			break
		}
		for _, other := range h.form.entry.ids {
			if m := found(h.form.entry.sort, other); m != nil && m != who && m.From == 0 {
				m.From++
			}
		}
		if country := c.countryOf(h); country != "" && country != id {
			if m := found(Country, country); m != nil && m.From == 0 {
				m.From++
			}
		}
	}
	who.From = 0
}

// placesBehind moves the countries that a headline, which is a quotation, has behind a preposition behind those of the
// first sentence.
func (c *scene) placesBehind(speaker string, found func(Kind, string) *news.Mention) {
	for i, h := range c.hits {
		if h.Start >= c.titleEnd {
			return
		}
		country := c.countryOf(h)
		if m := found(Country, country); country != "" && country != speaker && m != nil && c.aside(h, i) {
			m.From = max(m.From, c.firstSentenceEnd()-1)
		}
	}
}

// speakerAt returns where in the headline its speaker stands; titleEnd for a headline that is a quotation as a whole.
func (c *scene) speakerAt() (from int, ok bool) {
	title := c.s[:c.titleEnd]
	if wholeQuotation(title) {
		return c.titleEnd, true
	}
	if at := lastMark(title); at > 0 && c.isSpeaker(at) {
		return at, true
	}
	if c.han {
		return c.hanSpeaker(title)
	}
	if at := max(strings.LastIndex(title, ", "), strings.LastIndex(title, "، ")); at > 0 {
		if first := c.tokenFrom(at + 1); first > 0 && c.saysFrom(first) {
			return at + 1, true
		}
	}
	return 0, false
}

// speakerMarks part what is said from who says it.
var speakerMarks = []string{": ", "： ", "：", " – ", " — ", " - ", " | "}

// lastMark returns where the last of these in a headline ends; -1 = there is none.
func lastMark(title string) int {
	best := -1
	for _, mark := range speakerMarks {
		if at := strings.LastIndex(title, mark); at >= 0 {
			best = max(best, at+len(mark))
		}
	}
	return best
}

// wholeQuotation reports a headline that begins with a quotation mark and ends with one.
func wholeQuotation(title string) bool {
	first, _ := utf8.DecodeRuneInString(title)
	last, _ := utf8.DecodeLastRuneInString(title)
	return strings.ContainsRune("«“„\"‘’'‹「『", first) && strings.ContainsRune("»”“\"’‘'›」』", last) && len(title) > 2
}

// tokenFrom returns the first token that begins at a byte or behind it; -1 = none of the headline.
func (c *scene) tokenFrom(at int) int {
	for k, t := range c.tokens {
		if t.Start >= at {
			if t.Start >= c.titleEnd {
				return -1
			}
			return k
		}
	}
	return -1
}

// titleTokens is how many tokens the headline has.
func (c *scene) titleTokens() int {
	n := 0
	for n < len(c.tokens) && c.tokens[n].Start < c.titleEnd {
		n++
	}
	return n
}

// isSpeaker reports that what stands behind a mark, to the end of the headline, is who says the rest: few words with an
// office, or a name and nothing else.
func (c *scene) isSpeaker(at int) bool {
	if c.han {
		tail := c.s[at:c.titleEnd]
		return utf8.RuneCountInString(tail) <= hanSpeakerMax && !strings.ContainsAny(tail, "，。？！") &&
			(slices.ContainsFunc(c.words["spokes"], func(w string) bool { return strings.Contains(tail, w) }) ||
				slices.ContainsFunc(c.hits, func(h Match) bool {
					return h.Start >= at && h.End == c.titleEnd && h.Kind() == Person
				}))
	}
	first, end := c.tokenFrom(at), c.titleTokens()
	if first <= 0 || first < 3 || end-first > officeWithin || strings.ContainsAny(c.s[at:c.titleEnd], "?؟!") {
		return false
	}
	for k := first; k < end; k++ {
		if c.words.begins("office", c.word(k)) || c.words.begins("spokes", c.word(k)) {
			return !c.verbAfter(k, end)
		}
	}
	if end-first > bareWords {
		return false
	}
	for _, h := range c.hits {
		if h.Start >= at && h.Start < c.titleEnd {
			switch {
			case h.Kind() == Person, h.form.entry.as == "government", h.form.entry.as == "capital", h.Kind() == Organisation:
				return h.Last() == end-1
			}
			return false
		}
	}
	return c.allUpper(first, end)
}

// verbAfter reports that more stands behind an office than the name of its holder and their country, as in a headline
// whose topic stands before the colon: Iran: minister resigns over strikes.
func (c *scene) verbAfter(k, end int) bool {
	small := 0
	for j := k + 1; j < end; j++ {
		if !c.tokens[j].Upper && !text.Uncased(c.tokens[j].Text) && !articles[c.word(j)] &&
			!c.words.begins("office", c.word(j)) &&
			!slices.ContainsFunc(c.hits, func(h Match) bool { return h.Token <= j && j <= h.Last() }) &&
			!c.words.begins("spokes", c.word(j)) && utf8.RuneCountInString(c.word(j)) > 2 {
			small++
		}
	}
	return small > 2
}

// allUpper reports names: words with a capital letter alone, in scripts that have such.
func (c *scene) allUpper(from, end int) bool {
	for k := from; k < end; k++ {
		if !c.tokens[k].Upper && !text.Uncased(c.tokens[k].Text) {
			return false
		}
	}
	return end-from <= 2
}

// saysFrom reports that a clause which begins at a token tells who says the rest: …, says Lithuanian foreign minister;
// …, army chief warns; …, selon le président algérien.
func (c *scene) saysFrom(first int) bool {
	end := c.titleTokens()
	if end-first > speakerWords || len(c.words["say"]) == 0 {
		return false
	}
	for k := first; k < end; k++ {
		if c.words.is("say", c.word(k)) && (k <= first+1 || k >= end-2) {
			return true
		}
	}
	return false
}

// hanSpeaker finds a speaker at the end of a Chinese or Japanese headline, behind a space, before a verb of saying.
func (c *scene) hanSpeaker(title string) (from int, ok bool) {
	at := max(strings.LastIndex(title, " "), strings.LastIndex(title, "　"), strings.LastIndex(title, "，"))
	if at < 0 || utf8.RuneCountInString(title[at:]) > hanSpeakerMax {
		return 0, false
	}
	return at, slices.ContainsFunc(c.words["say"], func(w string) bool { return strings.HasSuffix(title, w) })
}

// partyIn returns the first that speaks between two bytes of the text: by a person, an organ, or any name.
func (c *scene) partyIn(parts []part, from, to int) (kind Kind, id string) {
	for i, h := range c.hits {
		if h.Start < from || h.Start >= to {
			continue
		}
		if h.Kind() == Organisation {
			if parts[i] == outside {
				continue
			}
			return Organisation, h.form.entry.ids[0]
		}
		if sort, _ := h.form.entry.speaksFor(); sort == Organisation {
			return Organisation, h.form.entry.country
		}
		if country := c.countryOf(h); country != "" && h.Kind() != Region {
			return Country, country
		}
	}
	return 0, ""
}

// openingParty returns who begins the first sentence: among its first words, behind no preposition.
func (c *scene) openingParty(parts []part) (kind Kind, id string) {
	first := slices.IndexFunc(c.tokens, func(t text.Token) bool { return t.Start >= c.titleEnd })
	if first < 0 {
		return 0, ""
	}
	end := c.firstSentenceEnd()
	for i, h := range c.hits {
		if h.Start < c.titleEnd || h.Start >= end || !c.han && h.Token-first >= openingWords ||
			parts[i] == outside && h.Kind() != Organisation {
			continue
		}
		if c.han && h.Start-c.titleEnd > 3*hanSpeakerMax {
			break
		}
		if h.Kind() == Organisation {
			return Organisation, h.form.entry.ids[0]
		}
		if sort, _ := h.form.entry.speaksFor(); sort == Organisation {
			return Organisation, h.form.entry.country
		}
		country := c.countryOf(h)
		if country == "" || h.Kind() == Region || h.form.entry.as != "demonym" && c.aside(h, i) && h.Kind() != Person {
			continue
		}
		return Country, country
	}
	return 0, ""
}
