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

// Bounds of what belongs to a name, in words.
const (
	nearExpert = 3  // from a nationality to the noun it belongs to
	nearMeet   = 4  // from a verb of meeting to the place
	nearWar    = 2  // from strife to its side
	sentence   = 40 // words to each side that are looked at
)

// scene is a text whose names are weighed.
type scene struct {
	*lexicon
	s        string
	tokens   []text.Token
	hits     []Match
	titleEnd int
}

// parts says of each hit which part in the event it gives its country.
func (c *scene) parts() []part {
	out := make([]part, len(c.hits))
	if len(c.words) == 0 {
		return out
	}
	union := slices.ContainsFunc(c.hits, func(h Match) bool {
		return h.form.entry.sort == Organisation && (h.form.entry.ids[0] == "EU" || h.form.entry.ids[0] == "NATO")
	})
	for i, h := range c.hits {
		if h.form.entry.sort != Country {
			continue
		}
		switch {
		case union && h.form.entry.as == "capital" && h.form.entry.ids[0] == "BE":
			out[i] = outside
		case c.han && text.Ideographic(c.s[h.Start:]):
			out[i] = c.hanPart(h)
		default:
			out[i] = c.partOf(h, i)
		}
	}
	c.background(out)
	c.settle(out)
	return out
}

// settle makes parts final: where nothing else takes part, the place and the background do.
func (c *scene) settle(parts []part) {
	firm, organisations := map[string]bool{}, map[string]bool{}
	for i, h := range c.hits {
		switch e := h.form.entry; {
		case e.sort == Organisation:
			organisations[e.ids[0]] = true
		case e.sort == Country && parts[i] == acting:
			for _, id := range e.ids {
				firm[id] = true
			}
		case e.country != "" && (e.inForce || e.sort == Region || c.spokeFor(h)):
			firm[e.country] = true
		}
	}
	for i, h := range c.hits {
		if parts[i] == placed && !firm[h.form.entry.ids[0]] {
			parts[i] = acting
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
				firm[h.form.entry.ids[0]] = true
			}
		}
	}
	if len(firm)+len(organisations) == 0 {
		clear(parts)
	}
}

// word returns the folded word at token i, "" outside the text.
func (c *scene) word(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	word := c.tokens[i].Text
	if c.lang == "fr" { // l'invasion
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
	switch {
	case c.tagged(h) || c.withinName(h, i) || c.seated(h) || c.compared(h):
		return outside
	case c.describes("expert", h):
		return outside
	case h.Start >= c.titleEnd && c.describes("person", h):
		return passing
	}
	switch located := c.located(h, i); {
	case c.venue(h, located):
		return passing
	case located && h.form.entry.as == "capital":
		return placed
	}
	return acting
}

// tagged reports a code among square brackets, which names a language: [EN/GB].
func (c *scene) tagged(h Match) bool {
	if h.Start == 0 || h.End >= len(c.s) || h.End-h.Start > 3 {
		return false
	}
	return strings.IndexByte("[/", c.s[h.Start-1]) >= 0 && strings.IndexByte("]/", c.s[h.End]) >= 0
}

// joining are words before a hyphen that make no name of a person with the country behind it.
var joining = []string{
	"anti", "pro", "non", "ex", "post", "pre", "sino", "anglo", "franco", "russo", "indo", "afro", "euro", "trans",
	"inter", "intra", "mid", "north", "south", "east", "west", "cross", "neo", "austro", "greco", "turco", "americano",
}

// givenNames are names of countries and capitals that people are given, too.
var givenNames = []string{
	"peru", "paris", "lima", "sofia", "india", "israel", "kenya", "jordan", "santiago", "london", "chad", "georgia",
	"vienna", "roma", "rome", "sydney", "brasil", "china",
}

// naming are words behind which a name of a person follows.
var naming = []string{"named", "called", "mr", "mrs", "ms", "dr", "namens", "nommé", "nommée", "llamado", "llamada", "adlı"}

// withinName reports a place that is a part of a person's name: Wieser-Lima, Jorge Viena Paris, a man named Peru Santos.
func (c *scene) withinName(h Match, i int) bool {
	if h.Token == 0 || h.form.literal != "" || !c.tokens[h.Token].Upper {
		return false
	}
	before := c.tokens[h.Token-1]
	known := i > 0 && c.hits[i-1].End >= before.End
	gap := c.s[before.End:h.Start]
	last := h.Last()
	behind := last+1 < len(c.tokens) && c.tokens[last+1].Upper && c.s[h.End:c.tokens[last+1].Start] == " "
	switch {
	case h.form.entry.as == "demonym":
		return false
	case gap == "-" && before.Upper && !known && h.form.entry.as == "capital":
		return !slices.Contains(joining, before.Text)
	case gap == " " && slices.Contains(naming, before.Text) && behind:
		return true
	case gap == " " && before.Upper && !known && h.form.entry.as == "capital" && h.Token > 1:
		two := c.tokens[h.Token-2]
		return two.Upper && c.s[two.End:before.Start] == " " && slices.Contains(givenNames, c.word(h.Token)) &&
			!beginsSentence(c.s, c.tokens, h.Token-1) && !c.officeBefore(h.Token)
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

// seated reports that a name only says where somebody has their seat: London-based, based in London, Londra merkezli.
func (c *scene) seated(h Match) bool {
	last := h.Last()
	gap := ""
	if last+1 < len(c.tokens) {
		gap = c.s[h.End:c.tokens[last+1].Start]
	}
	if (gap == "-" || gap == "‑" || gap == " " && c.lang != "en" && c.lang != "ar") && c.words.begins("based",
		c.word(last+1)) {
		return true
	}
	at := h.Token - 1
	if c.words.is("at", c.word(at)) {
		at--
	} else if len(c.words["at"]) > 0 {
		return false
	}
	return at >= 0 && !c.breaks(at) && c.words.begins("based", c.word(at))
}

// compared reports a name behind a word that compares: like Norway, unlike in France.
func (c *scene) compared(h Match) bool {
	if len(c.words["suffix"]) > 0 { // the word follows: Norveç gibi
		return c.words.is("than", c.word(h.Last()+1)) && c.s[h.End:c.tokens[h.Last()+1].Start] == " "
	}
	for k := h.Token - 1; k >= h.Token-3 && k >= 0 && !c.breaks(k); k-- {
		word := c.word(k)
		if c.words.is("than", word) {
			return c.comparing(k)
		}
		if !c.words.is("at", word) && !articles[word] {
			return false
		}
	}
	return false
}

// articles may stand between a preposition and a name.
var articles = map[string]bool{
	"the": true, "der": true, "die": true, "den": true, "dem": true, "das": true, "la": true, "le": true, "les": true,
	"el": true, "los": true, "las": true, "de": true, "du": true, "des": true, "from": true, "that": true, "of": true,
}

// comparing reports that the word at token k compares: what does so only at times stands behind a word that says so, or
// behind a comma.
func (c *scene) comparing(k int) bool {
	before := c.word(k - 1)
	switch c.word(k) {
	case "like": // would like Norway to join
		return before != "would" && before != "should" && before != "to" && before != "'d"
	case "que", "als", "от", "від", "как", "як":
		return c.words.is("more", before)
	case "como", "wie":
		return k == 0 || strings.Contains(c.s[c.tokens[k-1].End:c.tokens[k].Start], ",")
	}
	return true
}

// describes reports a nationality or a seat of somebody of a kind: an Italian professor, un profesor italiano.
func (c *scene) describes(kind string, h Match) bool {
	if len(c.words[kind]) == 0 {
		return false
	}
	back := c.lang == "fr" || c.lang == "es" || c.lang == "ar" || c.lang == "fa"
	if back {
		for k := h.Token - 1; k >= h.Token-nearExpert && k >= 0 && !c.divided(k); k-- {
			if c.words.begins("office", c.word(k)) {
				return false
			}
			if c.words.begins(kind, strings.TrimPrefix(c.word(k), "و")) {
				return h.form.entry.as == "demonym"
			}
		}
		return false
	}
	if h.form.entry.as != "demonym" && !c.attributive(h) {
		return false
	}
	last := h.Last()
	for k := last + 1; k <= last+nearExpert && k < len(c.tokens) && !c.divided(k-1); k++ {
		switch {
		case c.words.begins("office", c.word(k)), slices.Contains(conjunctions, c.word(k)):
			return false
		case c.words.begins(kind, c.word(k)):
			return true
		}
	}
	return false
}

// divided reports a mark between token i and the next.
func (c *scene) divided(i int) bool {
	return i < 0 || i+1 >= len(c.tokens) || strings.ContainsAny(c.s[c.tokens[i].End:c.tokens[i+1].Start], ",;:.!?()\n،؛—–")
}

// attributive reports a name made an adjective by its ending: лондондық, Londralı, Londoner.
func (c *scene) attributive(h Match) bool {
	if c.lang == "de" && strings.TrimPrefix(c.word(h.Token), h.form.first.stem) == "er" {
		return true
	}
	if h.form.first.ending != endTurkic && h.form.first.ending != endTurkicSoft || len(h.form.rest) > 0 {
		return false
	}
	switch strings.TrimPrefix(c.word(h.Token), h.form.first.stem) {
	case "lı", "li", "lu", "lü", "лық", "лік", "дық", "дік", "тық", "тік", "лык", "лик", "дык", "дик", "лук", "лүк", "lik",
		"lık", "lyk":
		return true
	}
	return false
}

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

// dividedWithin reports a mark between two tokens.
func (c *scene) dividedWithin(from, to int) bool {
	for k := from; k < to; k++ {
		if c.divided(k) {
			return true
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

// spokeFor reports a leader of old whom the text calls by the office, as it did when they held it: President Biden.
func (c *scene) spokeFor(m Match) bool {
	e := m.form.entry
	return e.sort == Person && !e.inForce && len(e.country) == 2 && e.country != "EU" && e.country != "UN" &&
		c.officeBefore(m.Token)
}
