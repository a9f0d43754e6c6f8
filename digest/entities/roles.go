package entities

import (
	"slices"
	"strings"

	"attache/news"
	"attache/text"
)

// Bounds of what a headline and an opening tell besides who acts, in words and sentences.
const (
	openingSentences = 3   // of a body, in which who acts is looked for where the first ones name nobody
	counterpartWords = 10  // from "with" to the counterpart whom somebody meets
	leastList        = 3   // countries that make a list
	listBytes        = 900 // of title and body in which lists are looked at
)

// openingEnd is where the first sentence of the body ends that gives a country other than one a part; the first one's
// end when none does.
func (c *scene) openingEnd(parts []part, but string) int {
	first, n := 0, 0
	for k, t := range c.tokens {
		if t.Start < c.titleEnd || !c.breaks(k) {
			continue
		}
		if n++; n == 1 {
			first = t.End
		}
		for i, h := range c.hits {
			if country := c.countryOf(h); country != "" && country != but && h.Start >= c.titleEnd && h.Start < t.End &&
				parts[i] != outside && parts[i] != passing {
				return t.End
			}
		}
		if n == openingSentences {
			break
		}
	}
	if n == 0 {
		return len(c.s)
	}
	return first
}

// strikerOf returns the only other country that the opening names where the headline tells of a place under attack:
// whose bombardment it is; "" = none or several.
func (c *scene) strikerOf(parts []part, place string, end int) (actor string) {
	blow := slices.ContainsFunc(c.tokens[:c.titleTokens()], func(t text.Token) bool {
		return c.words.begins("blow", t.Text)
	})
	if !blow && !c.metByHost() {
		return ""
	}
	for i, h := range c.hits {
		country := c.countryOf(h)
		if country == "" || country == place || h.Start >= end || parts[i] == outside || parts[i] == passing ||
			h.Kind() == Region {
			continue
		}
		if actor != "" && actor != country {
			return ""
		}
		actor = country
	}
	return actor
}

// settlers reports that settlers do what the headline tells: they begin it, or stand behind "by".
func (c *scene) settlers() bool {
	for k := range c.titleTokens() {
		if !c.words.begins("settler", c.word(k)) {
			continue
		}
		if k < 2 {
			return true
		}
		for j := k - 1; j >= k-2 && j >= 0; j-- {
			if c.words.is("by", c.word(j)) || c.words.is("by", c.word(k+1)) {
				return true
			}
		}
	}
	return false
}

// postedAbroad reports a country in which somebody of another has a post: the US commander in Afghanistan.
func (c *scene) postedAbroad(h Match, i int) bool {
	if i == 0 && len(c.hits) < 2 || h.form.entry.as == "demonym" {
		return false
	}
	post := func(k int) bool {
		return c.words.begins("envoy", c.word(k)) || c.words.begins("post", c.word(k))
	}
	if next := h.Last() + 1; c.words.is("after", c.word(next)) && i+1 < len(c.hits) { // افغانستان میں امریکی کمانڈر
		o := c.hits[i+1]
		return o.Token == next+1 && c.countryOf(o) != "" && post(o.Last()+1)
	}
	at := c.behindPreposition(h)
	if !c.words.is("at", c.word(at)) || i == 0 {
		return false
	}
	o := c.hits[i-1]
	return post(at-1) && c.countryOf(o) != "" && o.Last() >= at-4 && !c.dividedWithin(o.Last(), h.Token)
}

// ofMovement reports a nationality that belongs to the name of a movement: the Afghan Taliban.
func (c *scene) ofMovement(h Match, i int) bool {
	return h.form.entry.as == "demonym" && i+1 < len(c.hits) && c.hits[i+1].Token == h.Last()+1 &&
		c.hits[i+1].Kind() == Organisation && movements[c.hits[i+1].form.entry.ids[0]] == h.form.entry.ids[0]
}

// organisationFirst moves an organisation to where it stands by its role in the headline: to the front when what is
// done is its own (Belarus hit by EU sanctions), behind the others when it is a topic or a place.
func (c *scene) organisationFirst(parts []part, found func(Kind, string) *news.Mention) {
	titled := 0
	for i, h := range c.hits {
		if h.Start >= c.titleEnd {
			break
		}
		if h.Kind() == Organisation || c.countryOf(h) != "" && c.roleOf(h, i, c.titleEnd) >= topic {
			titled++
		}
		if h.Kind() != Organisation || parts[i] == outside || c.han || movements[h.form.entry.ids[0]] != "" {
			continue
		}
		m := found(Organisation, h.form.entry.ids[0])
		if m == nil || m.Part == 0 || m.From != h.Start {
			continue
		}
		switch {
		case c.behindBy(h):
			m.From = 0
			c.behind(found, m)
		case c.aside(h, i), c.isTopic(h):
			m.From = c.titleEnd - 1
		}
	}
	if titled == 0 && c.titleEnd > 0 {
		c.bodyFirst(parts, found)
	}
}

// bodyFirst moves an organisation to the front that begins the first sentence, where the headline names only whom it
// acts upon.
func (c *scene) bodyFirst(parts []part, found func(Kind, string) *news.Mention) {
	kind, id := c.openingParty(parts)
	if kind == Organisation && movements[id] == "" { // Council prolongs sanctions against Russia
		if m := found(kind, id); m != nil && m.Part > 0 && c.officeOrSubject() {
			m.From = 0
			c.behind(found, m)
		}
	}
}

// officeOrSubject reports a headline that names whom something is done to, and does not begin with them.
func (c *scene) officeOrSubject() bool {
	return len(c.hits) > 0 && c.hits[0].Start < c.titleEnd && c.hits[0].Token > 0
}

// behind moves countries that count as named at the beginning behind another party there.
func (c *scene) behind(found func(Kind, string) *news.Mention, first *news.Mention) {
	for _, h := range c.hits {
		country := c.countryOf(h)
		if country == "" {
			continue
		}
		if m := found(Country, country); m != nil && m != first && m.From == 0 {
			m.From = 1
		}
	}
}

// evenLists sets the countries of a list in the opening to the same part, so that all of them stand or none: those of a
// list of which the headline names somebody are no equals.
func (c *scene) evenLists(parts []part, of func(country string) *news.Mention) {
	inTitle := func(country string) bool {
		return slices.ContainsFunc(c.hits, func(h Match) bool { return h.Start < c.titleEnd && c.countryOf(h) == country })
	}
	for i := 0; i < len(c.hits); {
		list := c.listFrom(parts, i)
		i += max(1, len(list))
		if len(list) < leastList || slices.ContainsFunc(list, inTitle) {
			continue
		}
		most := 0
		for _, id := range list {
			if m := of(id); m != nil {
				most = max(most, m.Part)
			}
		}
		for _, id := range list {
			if m := of(id); m != nil && m.Part > 0 {
				m.Part = most
			}
		}
	}
}

// listFrom returns the countries of the list that begins at hit i in the body.
func (c *scene) listFrom(parts []part, i int) (list []string) {
	for k := i; k < len(c.hits); k++ {
		h := c.hits[k]
		if h.Kind() != Country || h.Start < c.titleEnd || h.Start > listBytes || parts[k] == outside || parts[k] == passing ||
			k > i && !c.nextListed(c.hits[k-1], h) {
			return list
		}
		list = append(list, h.form.entry.ids[0])
	}
	return list
}

// nextListed reports that b follows a in a list: behind a comma, a conjunction, or both.
func (c *scene) nextListed(a, b Match) bool {
	if b.Token-a.Last() > 4 || b.Token <= a.Last() || c.breaks(a.Last()) {
		return false
	}
	joined := strings.ContainsAny(c.s[a.End:b.Start], ",،、")
	for k := a.Last() + 1; k < b.Token; k++ {
		switch word := c.word(k); {
		case slices.Contains(joins, word), slices.Contains(conjunctions, word), word == "sowie", word == "ainsi":
			joined = true
		case articles[word], c.words.begins("office", word):
		default:
			return false
		}
	}
	return joined || strings.HasPrefix(c.word(b.Token), "و")
}

// metByHost reports a headline whose countries are those whom a host meets: Readout of … Call with Colombian Minister.
func (c *scene) metByHost() bool {
	named := false
	for _, h := range c.hits {
		if h.Start >= c.titleEnd {
			break
		}
		if c.countryOf(h) == "" {
			continue
		}
		with := false
		for k := h.Token - 1; k >= max(0, h.Token-counterpartWords) && !with; k-- {
			with = c.words.is("with", c.word(k))
		}
		if !with {
			return false
		}
		named = true
	}
	return named
}
