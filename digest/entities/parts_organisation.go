package entities

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	nearPaper = 2 // words from an organisation to what makes it the name of a paper or a building, or to who cites it
	nearJoin  = 5 // words from a wish to join to the organisation
)

// organisationParts marks the organisations that neither act nor are acted upon: the UN Charter, according to the UN, a
// former UN ambassador, and in the body who strives to join the EU or meets at the UN.
func (c *scene) organisationParts(parts []part) {
	for i, h := range c.hits {
		if h.form.entry.sort != Organisation {
			continue
		}
		switch {
		case c.han:
			if c.hanOrganisation(h) {
				parts[i] = outside
			}
		case c.besides(h), i > 0 && parts[i-1] == outside && c.hits[i-1].Kind() == Organisation &&
			listed(c.s, c.tokens, c.hits[i-1], h):
			parts[i] = outside
		}
	}
}

// besides reports an organisation that the words beside it take the part from.
func (c *scene) besides(h Match) bool {
	inBody := h.Start >= c.titleEnd
	if c.takenBehind(h, inBody) || c.takenBefore(h, inBody) {
		return true
	}
	return inBody && c.located(h, slices.IndexFunc(c.hits, func(o Match) bool { return o.Start == h.Start })) &&
		c.meetsWithin(h, nearMeet, nearMeet)
}

// takenBehind reports words behind an organisation that take its part: UN figures, EU membership.
func (c *scene) takenBehind(h Match, inBody bool) bool {
	last := h.Last()
	for k := last + 1; k <= last+nearJoin && k < len(c.tokens) && !c.divided(k-1); k++ {
		if inBody && c.words.begins("join", c.word(k)) {
			return true
		}
		// the UN adopts resolutions; but UN World Heritage
		near := k == last+1 || k <= last+nearPaper && (c.lang != "en" || c.tokens[k-1].Upper)
		if near && (c.words.begins("paper", c.word(k)) || inBody && c.words.begins("cite", c.word(k))) {
			return true
		}
	}
	return false
}

// takenBefore reports words before an organisation that take its part: according to the UN, a former UN ambassador.
func (c *scene) takenBefore(h Match, inBody bool) bool {
	reach := nearPaper
	for k := h.Token - 1; k >= h.Token-nearJoin && k >= 0 && !c.breaks(k); k-- {
		word := c.word(k)
		if articles[word] || c.words.is("at", word) || word == "with" || word == "to" {
			reach++
			continue
		}
		if inBody && c.words.begins("join", word) {
			return true
		}
		if k < h.Token-reach || c.dividedWithin(k, h.Token) {
			continue
		}
		if c.words.begins("paper", word) || c.words.is("former", word) || c.words.begins("envoy", word) ||
			inBody && c.words.begins("cite", word) {
			return true
		}
	}
	return false
}

// hanOrganisation is besides for Chinese and Japanese.
func (c *scene) hanOrganisation(h Match) bool {
	before, after := c.clause(h)
	if slices.ContainsFunc(c.words["paper"], func(w string) bool { return strings.HasPrefix(after, w) }) {
		return true
	}
	if h.Start < c.titleEnd {
		return false
	}
	for range nearPaper * 2 {
		if before == "" {
			return false
		}
		r, size := utf8.DecodeLastRuneInString(before)
		if strings.ContainsRune("，。、；", r) {
			return false
		}
		if c.ends("cite", before) || c.ends("join", before) {
			return true
		}
		before = before[:len(before)-size]
	}
	return false
}
