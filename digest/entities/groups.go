package entities

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

//go:embed data/groups.tsv
var groupsTable string

// Group is several states that are named as one.
type Group struct {
	Key     string
	Members []string // ISO 3166 alpha-2
	forms   []string // folded; beginnings of words
}

// Groups lists the groups of groups.tsv in its order.
var Groups = sync.OnceValue(func() (out []Group) {
	eachRow(groupsTable, 2, func(col []string) {
		g := Group{Key: col[0], Members: strings.Fields(col[1])}
		if len(col) > 2 {
			for f := range strings.SplitSeq(col[2], ";") {
				g.forms = append(g.forms, text.Fold(f))
			}
		}
		out = append(out, g)
	})
	return out
})

// nearGroup is how many words may stand between the name of a group and the word for its states: presidents of all
// five states of Central Asia.
const nearGroup = 4

// NamedGroups returns the groups of states that take part by the opening of a text, its headline and first sentence,
// under their common name: Central Asian ministers. From is where each is named; offsets are those of Join(title,
// opening). A place is none: pipelines in Central Asia.
func NamedGroups(lang, title, opening string) []news.Mention {
	s := Join(title, opening)
	tokens := text.Tokens(s)
	l := lexiconOf(lang)
	c := &scene{lexicon: l, s: s, tokens: tokens, hits: l.scan(s, tokens), titleEnd: len(title)}
	var out []news.Mention
	for _, g := range Groups() {
		if at := c.groupAt(g); at >= 0 {
			out = append(out, news.Mention{ID: g.Key, As: "group", Part: 1, Start: at, From: at})
		}
	}
	slices.SortStableFunc(out, func(a, b news.Mention) int { return a.From - b.From })
	return out
}

// groupAt returns where a group takes part; -1 = nowhere.
func (c *scene) groupAt(g Group) int {
	for _, form := range g.forms {
		first, _ := utf8.DecodeRuneInString(form)
		if unicode.In(first, unicode.Han, unicode.Katakana, unicode.Hangul) {
			if at := strings.Index(c.s, form); at >= 0 {
				return at
			}
			continue
		}
		size := len(strings.Fields(form))
		for k, t := range c.tokens {
			if c.phraseAt(k, form) && (c.statesNear(k, size) || c.partyBeside(k, size)) {
				return t.Start
			}
		}
	}
	return -1
}

// phraseAt reports beginnings of words from token k on; French and Italian articles before one are left out.
func (c *scene) phraseAt(k int, phrase string) bool {
	for w := range strings.FieldsSeq(phrase) {
		if !strings.HasPrefix(c.word(k), w) {
			return false
		}
		k++
	}
	return true
}

// statesNear reports a word for states or their leaders in the same clause as a group's name, or in it.
func (c *scene) statesNear(k, size int) bool {
	for j := k; j < k+size; j++ { // Baltic states; Golfstaaten
		if c.words.begins("states", c.word(j)) {
			return true
		}
	}
	for j := k + size; j < k+size+nearGroup && j < len(c.tokens) && !c.dividedWithin(k, j); j++ {
		if c.words.begins("states", c.word(j)) {
			return true
		}
	}
	for j := k - 1; j >= 0 && j >= k-nearGroup && !c.dividedWithin(j, k); j-- {
		if c.words.begins("states", c.word(j)) {
			return true
		}
		if c.words.is("at", c.word(j)) { // five ministers met in Central Asia
			return false
		}
	}
	return false
}

// tying are words that tie two parties to each other.
var tying = strings.Fields("and и та й ve ile мен пен бен және менен und et e y en och i a oraz və va و & +")

// partyBeside reports a group whose name is tied to that of a country or an organisation: EU and Central Asia.
func (c *scene) partyBeside(k, size int) bool {
	return slices.ContainsFunc(c.hits, func(h Match) bool {
		if h.Kind() != Country && h.Kind() != Organisation {
			return false
		}
		var from, to int // tokens on both sides of what ties
		switch {
		case h.Last() < k && k-h.Last() <= 2:
			from, to = h.Last(), k
		case h.Token >= k+size && h.Token-(k+size-1) <= 2:
			from, to = k+size-1, h.Token
		default:
			return false
		}
		between := c.s[c.tokens[from].End:c.tokens[to].Start]
		if to == from+1 { // EU–Central Asia
			return strings.Trim(between, " ") != "" && strings.Trim(between, " -–—") == ""
		}
		return slices.Contains(tying, c.word(from+1)) && !c.dividedWithin(from, to)
	})
}
