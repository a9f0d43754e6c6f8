package relevance

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"attache/text"
)

// termsTable holds the words of each theme by language; its head explains it.
//
//go:embed data/terms.tsv
var termsTable string

// themes are those of terms.tsv: first what foreign policy is made of, then what speaks for something else.
var themes = [...]string{
	"diplomacy", "relations", "treaty", "sanctions", "conflict", "arms", "international", "office", "peace",
	"statement", "migration",
	"sport", "crime", "science", "culture", "accident", "business", "local", "history", "travel",
	"election", "guide",
}

// actingThemes is how many of the themes, the first ones, are what states do to each other.
const actingThemes = 10

// noTheme is that of words that only begin like a term: Türkiye is no species (tür), an opinion (ойынша) no game
// (ойын).
const noTheme = -1

// themeLexicon finds the words of the themes in one language.
type themeLexicon struct {
	terms   map[string][]themeTerm
	longest int // bytes
	han     bool
}

type themeTerm struct {
	theme int
	whole bool     // the word must end there
	rest  []string // beginnings of the words after it
}

var themeLexicons sync.Map // language code → func() *themeLexicon

func themesOf(lang string) *themeLexicon {
	made, ok := themeLexicons.Load(lang)
	if !ok {
		made, _ = themeLexicons.LoadOrStore(lang, sync.OnceValue(func() *themeLexicon { return newThemes(lang) }))
	}
	return made.(func() *themeLexicon)()
}

func newThemes(lang string) *themeLexicon {
	l := &themeLexicon{terms: map[string][]themeTerm{}, han: lang == "zh" || lang == "ja"}
	for line := range strings.Lines(termsTable) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(col) != 3 || col[1] != lang {
			continue
		}
		theme := slices.Index(themes[:], col[0]) // "none" is -1, noTheme
		for f := range strings.SplitSeq(col[2], ";") {
			words := strings.Fields(text.Fold(f))
			if len(words) == 0 {
				continue
			}
			for _, form := range voiced(lang, words) {
				l.terms[form[0]] = append(l.terms[form[0]], themeTerm{theme, strings.HasSuffix(f, " "), form[1:]})
				l.longest = max(l.longest, len(form[0]))
			}
		}
	}
	return l
}

// softened are the last letters of a Turkic word that become others before a vowel: одақ, одағы; биримдик, биримдиги;
// ortaklık, ortaklığı.
var softened = map[string]string{
	"kk": "қғкгпб", "ky": "кгпб", "tt": "кгпб", "tr": "kğpbçc", "az": "qğkypb", "uz": "pb",
}

// voiced returns the words of a term, and again with the last letter of the last word softened where its language does
// so.
func voiced(lang string, words []string) [][]string {
	forms := [][]string{words}
	last := words[len(words)-1]
	r, n := utf8.DecodeLastRuneInString(last)
	pairs := []rune(softened[lang])
	for i := 0; i < len(pairs) && utf8.RuneCountInString(last) > 3; i += 2 {
		if pairs[i] == r {
			soft := slices.Clone(words)
			soft[len(soft)-1] = last[:len(last)-n] + string(pairs[i+1])
			forms = append(forms, soft)
		}
	}
	return forms
}

// scan calls found with the theme and place of every term.
func (l *themeLexicon) scan(tokens []text.Token, found func(theme, token, at, end int)) {
	for i, t := range tokens {
		if l.han && text.Ideographic(t.Text) { // its folded form has the same bytes
			l.scanHan(i, t, found)
			continue
		}
		word := t.Text
		for _, cut := range []string{"", "ال", "وال", "بال", "لل", "و"} {
			rest, ok := strings.CutPrefix(word, cut)
			if !ok || cut != "" && len(rest) < 6 {
				continue
			}
			if theme, n := l.match(tokens, i, rest); n > 0 {
				if theme != noTheme {
					found(theme, i, t.Start, tokens[i+n-1].End)
				}
				break
			}
			if r, _ := utf8.DecodeRuneInString(word); r < 0x600 || r > 0x6FF {
				break // only Arabic writes its article and prepositions together with the word
			}
		}
	}
}

// match returns the theme of the longest term at token i, read as word, and how many tokens it takes.
func (l *themeLexicon) match(tokens []text.Token, i int, word string) (theme, n int) {
	for end := min(len(word), l.longest); end > 0; end-- {
		if end < len(word) && !utf8.RuneStart(word[end]) {
			continue
		}
		for _, t := range l.terms[word[:end]] {
			if t.whole && end < len(word) || i+len(t.rest) >= len(tokens) || 1+len(t.rest) <= n {
				continue
			}
			fits := true
			for k, r := range t.rest {
				fits = fits && strings.HasPrefix(tokens[i+1+k].Text, r)
			}
			if fits {
				theme, n = t.theme, 1+len(t.rest)
			}
		}
	}
	return theme, n
}

func (l *themeLexicon) scanHan(at int, t text.Token, found func(theme, token, at, end int)) {
	run := t.Text
	for i := 0; i < len(run); {
		step := 0
		for n := min(l.longest, len(run)-i); n > 0; n-- {
			if ts := l.terms[run[i:i+n]]; ts != nil && ts[0].theme != noTheme {
				found(ts[0].theme, at, t.Start+i, t.Start+i+n)
				step = n
				break
			}
		}
		if step == 0 {
			_, step = utf8.DecodeRuneInString(run[i:])
		}
		i += step
	}
}

// themeTitles say each theme in words.
var themeTitles = map[string]string{
	"diplomacy": "diplomacy", "relations": "relations between states", "treaty": "agreements",
	"sanctions": "trade and sanctions", "conflict": "armed conflict",
	"arms": "arms and defence", "international": "matters between countries", "office": "people in office",
	"peace": "peace efforts", "statement": "demands and answers",
	"migration": "visas and migration", "sport": "sport", "crime": "crime and courts",
	"science": "science, health or technology", "culture": "culture",
	"accident": "weather and accidents", "business": "business and prices", "local": "local life", "history": "history",
	"travel": "travel", "election": "parties, votes and bills", "guide": "guides, lists and reviews",
}

// CountThemes returns how many words of each theme stand in a title and the first paragraphs after it; a title's words
// count three times. The themes are those of terms.tsv; lang is a code of text.Languages.
func CountThemes(lang, title, body string) map[string]int {
	count := map[string]int{}
	themesOf(lang).scan(text.Tokens(text.Opening(title+"\n"+body, openingBytes)), func(theme, _, at, _ int) {
		if count[themes[theme]]++; at < len(title) {
			count[themes[theme]] += 2
		}
	})
	return count
}

// routineThemes are what diplomacy tells of any event, whoever meets and about what.
var routineThemes = map[string]bool{
	"diplomacy": true, "relations": true, "treaty": true, "office": true, "statement": true,
}

// Routine calls found with the index of each word that belongs to the routine of diplomacy: talks, visits, ministers,
// agreements. lang is a code of text.Languages.
func Routine(lang string, tokens []text.Token, found func(token int)) {
	themesOf(lang).scan(tokens, func(theme, token, _, end int) {
		if !routineThemes[themes[theme]] {
			return
		}
		for i := token; i < len(tokens) && tokens[i].Start < end; i++ {
			found(i)
		}
	})
}
