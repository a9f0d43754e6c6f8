package entities

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

//go:embed data/parts.tsv
var partsTable string

// part is what the naming of a country says of its part in the event that a text tells.
type part uint8

const (
	acting  part = iota // the country acts, or is acted upon
	placed              // where something happens: a part unless the country is named otherwise, which says it already
	passing             // where others meet, or the background: no part where two others have one
	outside             // the seat or nationality of a commentator, a comparison: no part where another has one
)

// partWords are a language's rows of parts.tsv, by kind.
type partWords map[string][]string

// begins reports whether a word begins with one of the stems of a kind.
func (w partWords) begins(kind, word string) bool {
	return slices.ContainsFunc(w[kind], func(stem string) bool { return strings.HasPrefix(word, stem) })
}

// is reports whether a word is one of a kind.
func (w partWords) is(kind, word string) bool { return slices.Contains(w[kind], word) }

func readPartWords(lang string) partWords {
	w := partWords{}
	eachRow(partsTable, 3, func(col []string) {
		words, ok := borrowed(col[0], lang, col[2])
		if col[0] == lang {
			words, ok = col[2], true
		}
		if !ok {
			return
		}
		for word := range strings.SplitSeq(words, ";") {
			w[col[1]] = append(w[col[1]], text.Fold(word))
		}
	})
	return w
}

// scene is a text whose names are weighed.
type scene struct {
	*lexicon
	s        string
	tokens   []text.Token
	hits     []Match
	titleEnd int
	weak     map[int]bool // offsets of hits that only say where, and take part because nobody else of the country does
}

// parts says of each hit which part in the event it gives its country.
func (c *scene) parts() []part {
	out := make([]part, len(c.hits))
	if len(c.words) == 0 {
		return out
	}
	c.organisationParts(out)
	union := slices.ContainsFunc(c.hits, func(h Match) bool {
		return h.form.entry.sort == Organisation && (h.form.entry.ids[0] == "EU" || h.form.entry.ids[0] == "NATO")
	})
	for i, h := range c.hits {
		if h.form.entry.sort != Country {
			continue
		}
		switch {
		case c.dateline(h):
			out[i] = outside
		case i > 0 && c.sameLand(c.hits[i-1], h): // Vilnius, Lithuania; the Saudi capital Riyadh
			if out[i] = out[i-1]; out[i] == acting || out[i] == placed {
				out[i] = outside // counted once
				if strings.Contains(c.s[c.hits[i-1].End:h.Start], ",") {
					out[i-1] = placed // an address
				}
			}
		case union && h.form.entry.as == "capital" && h.form.entry.ids[0] == "BE":
			out[i] = outside
		case c.han && text.Ideographic(c.s[h.Start:]):
			out[i] = c.hanPart(h)
		default:
			out[i] = c.partOf(h, i)
		}
	}
	c.background(out)
	c.finish(out)
	return out
}

// finish makes parts final: where nothing else takes part, the place and the background do.
func (c *scene) finish(parts []part) {
	firm, organisations := c.firmParts(parts)
	c.followVenues(parts)
	for i, h := range c.hits {
		if parts[i] == placed && !firm[h.form.entry.ids[0]] {
			parts[i] = acting
			c.weaken(h, len(firm)+len(organisations) > 0)
		}
	}
	for i, h := range c.hits {
		if parts[i] == acting && h.form.entry.sort == Country {
			firm[h.form.entry.ids[0]] = true
		}
	}
	if len(firm) == 0 || len(firm)+len(organisations) < 2 {
		for i, h := range c.hits {
			if parts[i] == passing {
				parts[i] = acting
				c.weaken(h, len(firm) > 0 && c.located(h, i))
			}
		}
	}
	if len(firm)+len(organisations) == 0 && !c.raise(parts) {
		for i, h := range c.hits {
			if h.form.entry.sort == Country {
				parts[i] = acting
			}
		}
	}
}

// followVenues makes the capital of a country where others meet nothing else.
func (c *scene) followVenues(parts []part) {
	met := map[string]bool{}
	for i, h := range c.hits {
		if parts[i] == passing {
			met[h.form.entry.ids[0]] = true
		}
	}
	for i, h := range c.hits {
		if parts[i] == placed && met[h.form.entry.ids[0]] {
			parts[i] = passing
		}
	}
}

// weaken notes that a hit only says where, beside others who act.
func (c *scene) weaken(h Match, others bool) {
	if c.weak == nil {
		c.weak = map[int]bool{}
	}
	c.weak[h.Start] = others
}

// raise lets those take part that are only placed or passing, and reports whether there are any.
func (c *scene) raise(parts []part) (any bool) {
	for i, h := range c.hits {
		if h.form.entry.sort == Country && (parts[i] == placed || parts[i] == passing) {
			parts[i], any = acting, true
		}
	}
	return any
}

// firmParts returns the countries that take part whatever else the text names, and its organisations.
func (c *scene) firmParts(parts []part) (firm map[string]bool, organisations map[string]bool) {
	firm, organisations = map[string]bool{}, map[string]bool{}
	for i, h := range c.hits {
		switch e := h.form.entry; {
		case e.sort == Organisation:
			if parts[i] == acting {
				organisations[e.ids[0]] = true
			}
		case e.sort == Country && parts[i] == acting:
			for _, id := range e.ids {
				firm[id] = true
			}
		case e.country != "" && (e.inForce || e.sort == Region || c.spokeFor(h)):
			firm[e.country] = true
		}
	}
	return firm, organisations
}

// word returns the folded word at token i, "" outside the text.
func (c *scene) word(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	word := c.tokens[i].Text
	if c.lang == "fr" || c.lang == "it" { // l'invasion
		if at := strings.IndexByte(word, '\''); at > 0 && at < 6 {
			return word[at+1:]
		}
	}
	return word
}

// breaks reports the end of a sentence between token i and the next.
func (c *scene) breaks(i int) bool {
	if i < 0 || i+1 >= len(c.tokens) {
		return true
	}
	gap := c.s[c.tokens[i].End:c.tokens[i+1].Start]
	if len(gap) < 2 {
		return false
	}
	if strings.ContainsAny(gap, "!?\n;؟։。") {
		return true
	}
	r, _ := utf8.DecodeRuneInString(c.s[c.tokens[i+1].Start:])
	return gap[0] == '.' && !unicode.IsLower(r) && utf8.RuneCountInString(c.tokens[i].Text) > 1
}

// partOf tells the part of hit i, h, from the words beside it.
func (c *scene) partOf(h Match, i int) part {
	inBody := h.Start >= c.titleEnd
	switch {
	case c.tagged(h) || c.withinName(h, i) || c.seated(h) || c.compared(h) || c.ofMovement(h, i):
		return outside
	case c.describes("expert", h), inBody && c.formerly(h):
		return outside
	case c.inCharge(h, i), inBody && c.postedAbroad(h, i), inBody && c.ranges(i),
		!inBody && c.behindBar(h), inBody && c.describes("person", h):
		return passing
	}
	return c.partOfPlace(h, i)
}

// partOfPlace tells the part of a hit that may only say where.
func (c *scene) partOfPlace(h Match, i int) part {
	if c.words.begins("border", c.word(h.Last()+1)) && !c.divided(h.Last()) && h.form.entry.as != "capital" {
		c.weaken(h, true)
		return acting
	}
	switch located := c.located(h, i); {
	case c.venue(h, located) && c.hosted(h):
		return outside
	case c.venue(h, located):
		return passing
	case located && h.form.entry.as == "capital" && !c.posted(h) && !c.goingTo(h):
		return placed
	}
	return acting
}

// divided reports a mark between token i and the next.
func (c *scene) divided(i int) bool {
	return i < 0 || i+1 >= len(c.tokens) || strings.ContainsAny(c.s[c.tokens[i].End:c.tokens[i+1].Start], ",;:.!?()\n،؛—–")
}

// dividedWithin reports a mark between two tokens.
func (c *scene) dividedWithin(from, to int) bool {
	for k := from; k < to; k++ {
		if c.divided(k) {
			return true
		}
	}
	return false
}

// givenBefore is how many given names and initials may stand between an office and the name of who holds it.
const givenBefore = 3

// officeBefore reports that an office stands before the name at token i, and is held: President Joseph R. Biden.
func (c *scene) officeBefore(i int) bool {
	at := i - 1
	for at > 0 && at >= i-givenBefore && c.tokens[at].Upper && !c.words.begins("office", c.word(at)) &&
		!strings.ContainsAny(c.s[c.tokens[at].End:c.tokens[at+1].Start], ",;:!?\n") {
		at--
	}
	if at < 0 || !c.words.begins("office", c.word(at)) || c.divided(at) {
		return false
	}
	for k := at; k >= at-2 && k >= 0 && !c.breaks(k); k-- {
		if c.words.begins("former", c.word(k)) {
			return false
		}
	}
	return true
}

// spokeFor reports a leader of old whom the text calls by the office, as it did when they held it: President Biden.
func (c *scene) spokeFor(m Match) bool {
	e := m.form.entry
	return e.sort == Person && !e.inForce && len(e.country) == 2 && e.country != "EU" && e.country != "UN" &&
		(c.officeBefore(m.Token) || m.Last() > m.Token && c.officeBefore(m.Last()))
}
