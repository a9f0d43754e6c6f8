package entities

import (
	"slices"
	"strings"

	"attache/text"
)

// nearWar is how many words may stand between strife and its side.
const nearWar = 2

// background marks the sides of a war that is only the background: Russia's war in Ukraine, after Russia's invasion.
func (c *scene) background(parts []part) {
	if len(c.words["war"]) == 0 {
		return
	}
	for i, h := range c.hits {
		if h.form.entry.sort != Country || parts[i] != acting || h.Start < c.titleEnd {
			continue
		}
		if i+1 < len(c.hits) && c.hits[i+1].form.entry.sort == Country && c.warBetween(h, c.hits[i+1]) {
			parts[i], parts[i+1] = passing, passing
			continue
		}
		if c.afterStrife(h) {
			parts[i] = passing
		}
	}
}

// warBetween reports strife of a against b: the word stands right behind a, right before it, or right behind b.
func (c *scene) warBetween(a, b Match) bool {
	if c.han && text.Ideographic(c.s[a.Start:]) {
		return c.hanWar(a, b)
	}
	last := a.Last()
	gap := b.Token - last
	if gap < 1 || gap > 5 || slices.Contains(conjunctions, c.word(last+1)) || c.dividedWithin(last, b.Token) {
		return false
	}
	owned := func() bool { // Russia's, russische, России
		return a.form.entry.as == "demonym" || strings.HasSuffix(c.word(last), "'s") || c.lang != "en"
	}
	for k := last + 1; k <= last+nearWar && k < b.Token; k++ {
		if c.words.begins("war", c.word(k)) {
			return owned()
		}
	}
	if len(c.words["suffix"]) > 0 {
		next := b.Last() + 1
		named := slices.ContainsFunc(c.hits, func(h Match) bool { return h.Token == next })
		return gap <= 2 && (c.words.begins("war", c.word(next)) || !named && c.words.begins("war", c.word(next+1)))
	}
	return c.strifeBefore(a)
}

// strifeBefore reports a word for strife right before a name, articles and prepositions left out: the war of Russia.
func (c *scene) strifeBefore(a Match) bool {
	for k := a.Token - 1; k >= a.Token-nearWar-1 && k >= 0 && !c.divided(k); k-- {
		if c.words.begins("war", c.word(k)) {
			return true
		}
		if !articles[c.word(k)] && !c.words.is("at", c.word(k)) {
			return false
		}
	}
	return false
}

// afterStrife reports a side of strife that something else comes after: since the coup in Mali.
func (c *scene) afterStrife(m Match) bool {
	if len(c.words["since"]) == 0 {
		return false
	}
	strife := false
	for k := m.Last() + 1; k <= m.Last()+nearWar && k < len(c.tokens) && !c.divided(k-1); k++ {
		strife = strife || c.words.begins("war", c.word(k))
	}
	for k := m.Token - 1; k >= m.Token-6 && k >= 0 && !c.divided(k); k-- {
		word := c.word(k)
		strife = strife || c.words.begins("war", word)
		if c.words.is("since", word) {
			return strife
		}
	}
	return false
}
