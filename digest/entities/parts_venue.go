package entities

import (
	"slices"
	"strings"
)

// Bounds of what makes a place a venue, in words.
const (
	nearMeet = 4  // from a verb of meeting to the place
	sentence = 40 // words to each side of a capital that are looked at
)

// seats are the capitals in which others meet more often than the state acts.
var seats = []string{"BE", "AT", "LU", "CH"}

// located reports that hit i, h, says where: in Vienna, Viyana'da, or the last of such a list.
func (c *scene) located(h Match, i int) bool {
	if i > 0 && c.hits[i-1].Kind() != Organisation && listed(c.s, c.tokens, c.hits[i-1], h) &&
		(c.hits[i-1].form.entry.as == "capital" || c.hits[i-1].Kind() == Place) {
		return c.located(c.hits[i-1], i-1)
	}
	if at := c.behindPreposition(h); c.words.is("at", c.word(at)) && !c.breaks(at) {
		return true
	}
	if (c.lang == "ar" || c.lang == "fa") && h.form.literal == "" && strings.HasPrefix(c.word(h.Token), "ب") &&
		!strings.HasPrefix(h.form.first.stem, "ب") {
		return true
	}
	if len(c.words["suffix"]) == 0 {
		return false
	}
	stem := h.form.first.stem
	if n := len(h.form.rest); n > 0 {
		stem = h.form.rest[n-1].stem
	}
	rest, ok := strings.CutPrefix(c.word(h.Last()), stem)
	return ok && c.words.is("suffix", strings.Trim(rest, "'’ʼ"))
}

// behindPreposition returns the token before a name, articles left out.
func (c *scene) behindPreposition(h Match) int {
	at := h.Token - 1
	for at > 0 && articles[c.word(at)] {
		at--
	}
	if at > 1 && h.form.entry.as == "name" && c.s[c.tokens[at].End:h.Start] == ", " && c.tokens[at].Upper &&
		c.words.is("at", c.word(at-1)) { // in Belém, Brazil
		return at - 1
	}
	return at
}

// venue reports a place where others meet: met in Vienna, a summit in Austria, Viyana'da görüştü.
func (c *scene) venue(h Match, located bool) bool {
	at := c.behindPreposition(h)
	capital := h.form.entry.as == "capital"
	if !located {
		return capital && slices.Contains(seats, h.form.entry.ids[0]) && c.goingTo(h)
	}
	if capital && slices.Contains(seats, h.form.entry.ids[0]) {
		return true
	}
	for k := at; k >= at-3 && k >= 0 && !c.breaks(k); k-- { // the war in Sudan is no venue
		if c.words.begins("war", c.word(k)) {
			return false
		}
	}
	if capital {
		return c.meetsWithin(h, sentence, sentence)
	}
	return h.form.entry.as == "name" && c.meetsWithin(h, nearMeet+1, nearWar)
}

// goingTo reports a name that somebody goes to: flew on to Brussels.
func (c *scene) goingTo(h Match) bool {
	for k := h.Token - 1; k >= h.Token-nearMeet && k >= 0 && !c.breaks(k); k-- {
		if c.words.begins("travel", c.word(k)) {
			return true
		}
	}
	return c.words.begins("travel", c.word(h.Last()+1))
}

// meetsWithin reports a word for a meeting in the hit's sentence, so many words before it or behind it.
func (c *scene) meetsWithin(h Match, before, behind int) bool {
	for k := h.Token - 1; k >= h.Token-before && k >= 0 && !c.breaks(k); k-- {
		if c.meets(k) {
			return true
		}
	}
	for k := h.Last() + 1; k <= h.Last()+behind && k < len(c.tokens) && !c.breaks(k-1); k++ {
		if c.meets(k) {
			return true
		}
	}
	return false
}

// meets reports a word or a phrase for a meeting at token k.
func (c *scene) meets(k int) bool {
	return slices.ContainsFunc(c.words["meet"], func(stem string) bool {
		return strings.HasPrefix(c.word(k), stem) || strings.Contains(stem, " ") && phraseAt(c.tokens, k, stem)
	})
}

// hosted reports a venue of a meeting that has a name of its own: the NATO summit in Vilnius, COP30 in Brazil.
func (c *scene) hosted(h Match) bool {
	at := c.behindPreposition(h)
	for k := at - 1; k >= at-nearMeet && k >= 0 && !c.breaks(k); k-- {
		if rest, ok := strings.CutPrefix(c.word(k), "cop"); ok && len(rest) == 2 && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
	}
	return h.Start >= c.titleEnd && slices.ContainsFunc(c.hits, func(o Match) bool {
		return o.Kind() == Organisation && o.Last() < at && o.Last() >= at-nearWar && !c.dividedWithin(o.Last(), at)
	})
}

// posted reports a capital to which somebody is sent: the ambassador in Paris.
func (c *scene) posted(h Match) bool {
	at := c.behindPreposition(h)
	for k := at - 1; k >= at-nearWar && k >= 0 && !c.divided(k); k-- {
		if c.words.begins("envoy", c.word(k)) {
			return true
		}
	}
	return false
}
