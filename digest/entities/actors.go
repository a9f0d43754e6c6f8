package entities

import (
	"slices"
	"strings"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// Who acts stands before where it happens. A headline may begin with the place: Syria: US strikes kill two; In Mali,
// French troops leave; Yemen port bombed by Saudi jets; Gaza counts its dead after Israeli raids. Such a setting goes
// behind who acts in the same headline, or in the first sentence when the headline names nobody else.

// Bounds of the words around a name that tell its role, in words, and in Chinese characters.
const (
	topicWords  = 6 // a topic before a colon
	frontWords  = 6 // to the place in a headline that begins with a preposition: Dans le nord du Mali
	forceWords  = 2 // from an adjective to what acts for its country
	agentWords  = 3 // from "by" to who does it
	hanBy       = 6 // from what is done to who does it
	subjectsTop = 5 // words of a first sentence within which its subject begins
)

// role is how a name stands in a headline or a first sentence.
type role uint8

const (
	noRole  role = iota // not there, or an adjective of something else
	setting             // where, whereto, whereof, to whom it is done
	topic               // a topic before a colon: a setting unless the first sentence begins with it
	subject             // named plainly
	agent               // its forces, its officials, or behind "by"
)

// actingFirst moves who acts before the place of a headline that begins with it. It changes only where they count as
// named first.
func (c *scene) actingFirst(parts []part, of func(country string) *news.Mention) {
	if c.titleEnd == 0 || len(c.words["force"]) == 0 {
		return
	}
	place, r, actor := c.headline(parts)
	if place == "PS" && c.settlers() {
		r, actor = setting, "IL"
	}
	if r != setting && r != topic {
		return
	}
	if r == topic && actor == "" {
		return
	}
	if acts := c.firstSentence(parts, place, actor, r == topic); acts != "" {
		actor = acts
	} else if actor == "" {
		actor = c.strikerOf(parts, place, c.openingEnd(parts, place))
	}
	if actor == "" || actor == place {
		return
	}
	a, b := of(place), of(actor)
	if a == nil || b == nil || a.Part == 0 || b.Part == 0 || b.From < a.From {
		return
	}
	b.From = a.From
	a.From++
}

// headline returns the country that the headline names first, how it stands there, and the first other one that acts in
// it; "" = none.
func (c *scene) headline(parts []part) (place string, as role, actor string) {
	roles := map[string]role{}
	var order []string
	for i, h := range c.hits {
		country := c.countryOf(h)
		if country == "" || h.Start >= c.titleEnd || parts[i] == outside || parts[i] == passing {
			continue
		}
		if _, known := roles[country]; !known {
			order = append(order, country)
		}
		roles[country] = max(roles[country], c.roleOf(h, i, c.titleEnd))
	}
	if len(order) == 0 {
		return "", noRole, ""
	}
	for _, other := range order[1:] {
		if roles[other] >= subject {
			actor = other
			break
		}
	}
	return order[0], roles[order[0]], actor
}

// firstSentence returns who acts in the first sentence where the headline names only the place; the place itself when
// it acts there before the others; "" when nothing there changes what the headline says.
func (c *scene) firstSentence(parts []part, place, actor string, topical bool) string {
	end, first := c.openingEnd(parts, place), c.firstSentenceEnd()
	for i, h := range c.hits {
		country := c.countryOf(h)
		if country == "" || h.Start < c.titleEnd || h.Start >= end || parts[i] == outside || parts[i] == passing {
			continue
		}
		r := c.roleOf(h, i, end)
		switch {
		case country == place && r >= subject && (actor == "" || topical):
			return place
		case country == place:
		case country == actor:
			return ""
		case actor == "" && (r == agent || r == subject && (c.opensSentence(h) || h.Start >= first)):
			return country
		}
	}
	return ""
}

// countryOf returns the country that a hit gives a part to: by its name, by who leads it now, or as its land.
func (c *scene) countryOf(h Match) string {
	switch e := h.form.entry; {
	case e.sort == Country:
		return e.ids[0]
	case e.sort == Person && (e.inForce || c.spokeFor(h)), e.sort == Region:
		if len(e.country) == 2 {
			return e.country
		}
	}
	return ""
}

// firstSentenceEnd is where the first sentence of the body ends.
func (c *scene) firstSentenceEnd() int {
	for k, t := range c.tokens {
		if t.Start >= c.titleEnd && c.breaks(k) {
			return t.End
		}
	}
	return len(c.s)
}

// opensSentence reports that hit h is among the first words of the body.
func (c *scene) opensSentence(h Match) bool {
	first := slices.IndexFunc(c.tokens, func(t text.Token) bool { return t.Start >= c.titleEnd })
	if c.han {
		return h.Start-c.titleEnd < 3*8
	}
	return h.Token-first < subjectsTop
}

// roleOf tells how a hit stands in the headline or sentence that ends at end.
func (c *scene) roleOf(h Match, i, end int) role {
	if c.han && text.Ideographic(c.s[h.Start:]) {
		return c.hanRole(h, i, end)
	}
	switch {
	case h.form.entry.sort == Region:
		return setting
	case c.behindBy(h):
		return agent
	case c.undergoes(h, i, end):
		return setting
	case c.namedAs(h) == "demonym" && c.forceBeside(h) && c.located(h, i): // killed in an American airstrike
		return agent
	case c.aside(h, i):
		return setting
	case h.Kind() == Person, h.form.entry.as == "government", c.forceBeside(h):
		return agent
	case c.isTopic(h):
		return topic
	case c.namedAs(h) == "demonym":
		return noRole
	}
	return subject
}

// behindBy reports a name behind "by" and what was done: bombed by Israel, İsrail tarafından.
func (c *scene) behindBy(h Match) bool {
	if len(c.words["suffix"]) > 0 {
		return c.words.is("by", c.word(h.Last()+1)) || c.words.is("by", c.word(h.Last()+2))
	}
	for k := h.Token - 1; k >= h.Token-agentWords && k >= 1 && !c.divided(k); k-- {
		if c.words.is("by", c.word(k)) {
			return c.done(k)
		}
	}
	return false
}

// done reports that the word before token k is a participle, or in German that one follows.
func (c *scene) done(k int) bool {
	before := c.word(k - 1)
	ends := func(endings ...string) bool {
		return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(before, e) })
	}
	switch c.lang {
	case "en":
		return ends(
			"ed",
			"hit",
			"struck",
			"shot",
			"cut",
			"held",
			"taken",
			"killed",
			"met",
			"led",
			"sunk",
			"hurt",
			"fire",
			"strikes",
			"raid",
			"raids",
			"attack",
			"attacks",
		)
	case "fr":
		return ends("é", "ée", "és", "ées", "is", "ise", "ises", "ue", "us", "u", "menace", "frappe", "frappes")
	case "es", "pt":
		return ends("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "to", "ta")
	case "it":
		return ends("ato", "ata", "ati", "ate", "ito", "ita", "iti", "ite", "uto", "uta", "so", "sa")
	case "de":
		for j := k + 1; j < len(c.tokens) && j <= k+6 && !c.divided(j-1); j++ {
			if c.words.begins("undergo", c.word(j)) {
				return true
			}
		}
		return false
	}
	return true
}

// undergoes reports a name before what is done to it by somebody named behind it in the same clause.
func (c *scene) undergoes(h Match, i, end int) bool {
	if h.Kind() == Person { // who is received by another acts, too
		return false
	}
	for _, o := range c.hits[i+1:] {
		if o.Start >= end || c.dividedSentence(h.Last(), o.Token) {
			return false
		}
		country := c.countryOf(o)
		if country == "" || country == c.countryOf(h) {
			continue
		}
		if c.behindBy(o) {
			return true
		}
		for k := h.Last() + 1; k < o.Token; k++ {
			for _, stem := range c.words["undergo"] {
				if strings.HasPrefix(c.word(k), stem) || strings.Contains(stem, " ") && phraseAt(c.tokens, k, stem) {
					return c.lang != "de" // where the agent stands before it
				}
			}
		}
		return false
	}
	return false
}

// dividedSentence reports a mark stronger than a comma between two tokens.
func (c *scene) dividedSentence(from, to int) bool {
	for k := max(from, 0); k < to && k+1 < len(c.tokens); k++ {
		if strings.ContainsAny(c.s[c.tokens[k].End:c.tokens[k+1].Start], ";:.!?\n—–؛") {
			return true
		}
	}
	return false
}

// aside reports a name behind a preposition or with an ending that says where, whereto, against or about whom; or
// within the first words of a headline that begins with one: Dans le nord du Mali.
func (c *scene) aside(h Match, i int) bool {
	if c.located(h, i) || i > 0 && c.beside(c.hits[i-1], h) && c.aside(c.hits[i-1], i-1) {
		return true
	}
	at := h.Token - 1
	for at > 0 && (articles[c.word(at)] && !c.words.is("aside", c.word(at)) || c.words.begins("side", c.word(at))) {
		at--
	}
	if c.words.is("aside", c.word(at)) && !c.breaks(at) {
		return true
	}
	if at < h.Token-1 && c.words.is("at", c.word(at)) && !c.breaks(at) { // in southern Lebanon
		return true
	}
	return c.behindName(h) || c.hasEnding(h, "dative") || c.frontedBy(h, i)
}

// behindName reports a postposition right behind a name: میں, کے ساتھ.
func (c *scene) behindName(h Match) bool {
	next := h.Last() + 1
	return slices.ContainsFunc(c.words["after"], func(w string) bool {
		return c.word(next) == w || strings.Contains(w, " ") && next < len(c.tokens) && phraseAt(c.tokens, next, w)
	})
}

// frontedBy reports a name within the first words of a headline that begins with a preposition, or in languages with
// case endings, in front of the place's side: Dans le nord du Mali, Irak'ın kuzeyinde, Сирияның солтүстігінде.
func (c *scene) frontedBy(h Match, i int) bool {
	if h.Start >= c.titleEnd || h.Token > frontWords || c.dividedWithin(0, h.Token) {
		return false
	}
	if len(c.words["suffix"]) > 0 {
		next := h.Last() + 1
		return next < len(c.tokens) && h.Token == 0 && c.hasEnding(h, "genitive") &&
			(c.endsIn(next, "suffix") || c.endsIn(next, "dative"))
	}
	first := c.word(0)
	return (c.words.is("at", first) || c.words.is("aside", first) || first == "dans") && !slices.ContainsFunc(
		c.hits[:i], func(o Match) bool { return c.countryOf(o) != "" })
}

// joins are words that join two names, besides conjunctions.
var joins = []string{"und", "et", "y", "e", "i", "a", "och", "en", "și", "és", "kaj"}

// beside reports that a name follows another in a list: Chin i Rosji; Trump, Ukraine.
func (c *scene) beside(a, b Match) bool {
	switch b.Token - a.Last() {
	case 1:
		return c.s[a.End:b.Start] == ", "
	case 2:
		word := c.word(b.Token - 1)
		return slices.Contains(joins, word) || slices.Contains(conjunctions, word)
	}
	return false
}

// hasEnding reports that a name has one of a kind's case endings.
func (c *scene) hasEnding(h Match, kind string) bool {
	if len(c.words[kind]) == 0 {
		return false
	}
	stem := h.form.first.stem
	if n := len(h.form.rest); n > 0 {
		stem = h.form.rest[n-1].stem
	}
	rest, ok := strings.CutPrefix(c.word(h.Last()), stem)
	rest = strings.Trim(rest, "'’ʼ")
	return ok && rest != "" && c.words.is(kind, rest)
}

// endsIn reports that token k ends in one of a kind's case endings.
func (c *scene) endsIn(k int, kind string) bool {
	word := c.word(k)
	return slices.ContainsFunc(c.words[kind], func(e string) bool {
		return len(word) > len(e)+4 && strings.HasSuffix(word, e)
	})
}

// isTopic reports a name among the few words before a colon of the headline.
func (c *scene) isTopic(h Match) bool {
	if h.Start >= c.titleEnd {
		return false
	}
	for k := h.Last(); k < topicWords && k+1 < len(c.tokens) && c.tokens[k+1].Start < c.titleEnd; k++ {
		gap := c.s[c.tokens[k].End:c.tokens[k+1].Start]
		if strings.ContainsAny(gap, ":：") {
			return !c.otherBefore(h, k)
		}
		if c.lang == "it" && k == 0 && h.Last() == 0 && gap == ", " && !c.named(1) { // Siria, raid russi su Idlib
			return true
		}
		if strings.ContainsAny(gap, ".!?;—") {
			return false
		}
	}
	return false
}

// named reports a name at token k.
func (c *scene) named(k int) bool {
	return slices.ContainsFunc(c.hits, func(o Match) bool { return o.Token == k })
}

// otherBefore reports another country up to token k: who claims something together, Russia and Syria: …, is no topic.
func (c *scene) otherBefore(h Match, k int) bool {
	return slices.ContainsFunc(c.hits, func(o Match) bool {
		return o.Token <= k && c.countryOf(o) != "" && c.countryOf(o) != c.countryOf(h)
	})
}

// forceBeside reports an adjective or a name beside what acts for its country: US strikes, troupes françaises.
func (c *scene) forceBeside(h Match) bool {
	for k := h.Last() + 1; k <= h.Last()+forceWords && k < len(c.tokens) && !c.divided(k-1); k++ {
		if c.words.begins("force", c.word(k)) {
			return true
		}
	}
	for k := h.Token - 1; k >= h.Token-forceWords && k >= 0 && !c.divided(k); k-- {
		word := c.word(k)
		if c.lang == "ar" {
			word = strings.TrimPrefix(word, "ب")
		}
		if c.words.begins("force", word) && (c.namedAs(h) == "demonym" || c.lang == "fa") {
			return true
		}
	}
	return false
}

// hanRole is roleOf for Chinese and Japanese.
func (c *scene) hanRole(h Match, i, end int) role {
	before, after := c.clause(h)
	by := func(s string) bool {
		for range hanBy {
			if c.ends("by", s) && c.lang == "zh" {
				return true
			}
			if s == "" {
				return false
			}
			_, size := utf8.DecodeLastRuneInString(s)
			s = s[:len(s)-size]
		}
		return false
	}
	switch {
	case h.form.entry.sort == Region:
		return setting
	case i > 0 && c.hits[i-1].End <= h.Start && c.hits[i-1].Start >= h.Start-60 && by(before):
		return agent
	case c.hanUndergoes(h, i, end):
		return setting
	case c.lang == "ja" && (strings.HasPrefix(after, "で") || strings.HasPrefix(after, "に")),
		c.lang == "zh" && c.ends("at",
			before):
		return setting
	case strings.HasPrefix(after, "：") || strings.HasPrefix(after, ":"):
		return topic
	case h.form.entry.as == "demonym" && !c.words.begins("force", after):
		return noRole
	}
	return subject
}

// hanUndergoes reports a name before what is done to it by somebody named soon behind: 叙利亚遭美军空袭.
func (c *scene) hanUndergoes(h Match, i, end int) bool {
	if i+1 >= len(c.hits) || c.hits[i+1].Start >= end {
		return false
	}
	gap := c.s[h.End:c.hits[i+1].Start]
	if c.lang == "ja" { // イラン核施設を米軍が空爆
		return strings.HasSuffix(gap, "を") && !strings.ContainsAny(gap, "がは。、")
	}
	return utf8.RuneCountInString(gap) <= hanBy+2 && !strings.ContainsAny(gap, "，。；") &&
		slices.ContainsFunc(c.words["by"], func(w string) bool { return strings.Contains(gap, w) })
}
