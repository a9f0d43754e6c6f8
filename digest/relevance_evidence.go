package digest

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// termsTable holds the words of each theme by language; its head explains it.
//
//go:embed data/terms.tsv
var termsTable string

// themes are those of terms.tsv: first what foreign policy is made of, then what speaks for something else.
var themes = [...]string{
	"diplomacy", "relations", "treaty", "sanctions", "conflict", "arms", "international", "office", "peace", "statement", "migration",
	"sport", "crime", "science", "culture", "accident", "business", "local", "history", "travel",
}

// actingThemes is how many of the themes, the first ones, are what states do to each other.
const actingThemes = 10

// Evidence is what Relevance weighs of a text. The trainer of its weights sees exactly this.
type Evidence struct {
	Dense []float32 // language-neutral facts, each from 0 to 1, in the order of EvidenceNames
	Grams []uint32  // rows of the hashed table: words, pairs of words, and whom the text names; each once
	found Mentions
	words [len(themes)][]string // the wordings found, for the reasons
}

// GramRows is the height of the hashed table, a power of two.
const GramRows = 1 << 17

// EvidenceNames lists the facts of Evidence.Dense.
func EvidenceNames() []string {
	out := []string{
		"bias", "short", "long", "country", "two countries", "three countries", "foreign country", "two foreign countries", "country in lead", "two countries in lead",
		"foreign country in lead", "home and foreign", "countries side by side", "demonym", "capital", "government", "organisation", "two organisations",
		"organisation in lead", "leader", "leaders of two countries", "former leader", "region", "country density",
	}
	for _, t := range themes {
		out = append(out, t+" in lead", t)
	}
	for _, t := range themes {
		out = append(out, "foreign × "+t)
	}
	for _, t := range themes[:actingThemes] {
		out = append(out, "two countries × "+t)
	}
	return out
}

// homes is the country most outlets of a language write from; its name alone makes nothing foreign.
var homes = map[string]string{
	"kk": "KZ", "kk-Latn": "KZ", "ky": "KG", "uz": "UZ", "uz-Cyrl": "UZ", "tr": "TR", "az": "AZ", "uk": "UA", "be": "BY", "ru": "RU", "tg": "TJ", "tk": "TM",
	"hy": "AM", "ka": "GE", "mn": "MN", "bg": "BG", "sr": "RS", "de": "DE", "fr": "FR", "es": "ES", "zh": "CN", "fa": "IR", "en": "US", "tt": "RU", "ba": "RU",
}

// evidenceBytes is how much of a text counts: what a piece is about stands in its first paragraphs.
const (
	evidenceBytes = 4000
	leadBytes     = 320 // the title and the first sentences
	gramWords     = 220
	gramRunes     = 6 // a word counts by its first letters: as good as a stemmer here, and ten times as fast
)

// EvidenceOf weighs nothing yet: it gathers what there is. found is what Entities gives for the same text.
func EvidenceOf(lang, title, body string, found Mentions) Evidence {
	s := clipBytes(whole(title, body), evidenceBytes)
	tokens := text.Tokens(s)
	lead := max(leadBytes, len(title))
	e := Evidence{found: found, Dense: make([]float32, 0, 24+4*len(themes))}
	e.countryFacts(lang, lead, len(tokens))
	e.themeFacts(lang, s, tokens, lead)
	e.grams(lang, s)
	return e
}

func clipBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func (e *Evidence) countryFacts(lang string, lead, words int) {
	m := e.found
	home := homes[lang]
	var foreign, inLead, foreignInLead, hits int
	as := map[string]bool{}
	atHome := false
	for _, c := range m.Countries {
		hits += c.Count
		as[c.As] = true
		if c.ID == home {
			atHome = true
		} else {
			foreign++
		}
		if c.Start < lead {
			inLead++
			if c.ID != home {
				foreignInLead++
			}
		}
	}
	leaders := map[string]bool{}
	former := false
	for _, p := range m.People {
		if c, now := actsFor(p.ID); now {
			leaders[c] = true
		} else {
			former = true
		}
	}
	orgLead := slices.ContainsFunc(m.Organisations, func(o news.Mention) bool { return o.Start < lead })
	n := len(m.Countries)
	e.Dense = append(e.Dense,
		1, bit(words < 20), float32(min(1, math.Log1p(float64(words))/7)),
		bit(n > 0), bit(n > 1), bit(n > 2), bit(foreign > 0), bit(foreign > 1), bit(inLead > 0), bit(inLead > 1),
		bit(foreignInLead > 0), bit(atHome && foreign > 0), bit(sideBySide(m.Countries)), bit(as["demonym"]), bit(as["capital"]), bit(as["government"]),
		bit(len(m.Organisations) > 0), bit(len(m.Organisations) > 1), bit(orgLead), bit(len(leaders) > 0), bit(len(leaders) > 1), bit(former), bit(len(m.Regions) > 0),
		float32(min(1, 8*float64(hits)/float64(words+1))),
	)
}

// sideBySide reports two countries first named within eighty bytes of each other.
func sideBySide(cs []news.Mention) bool {
	for i, a := range cs {
		for _, b := range cs[:i] {
			if d := a.Start - b.Start; d > -80 && d < 80 {
				return true
			}
		}
	}
	return false
}

// themeFacts counts the words of each theme, in the lead and in the whole.
func (e *Evidence) themeFacts(lang, s string, tokens []text.Token, lead int) {
	var inLead, all [len(themes)]int
	found := func(theme, at, end int) {
		all[theme]++
		if at < lead {
			inLead[theme]++
		}
		if w := s[at:end]; len(e.words[theme]) < 3 && !slices.Contains(e.words[theme], w) {
			e.words[theme] = append(e.words[theme], w)
		}
	}
	themesOf(lang).scan(tokens, found)
	foreign, two := e.Dense[6], e.Dense[4]
	for t := range themes {
		e.Dense = append(e.Dense, float32(min(inLead[t], 3))/3, float32(min(1, 15*float64(all[t])/float64(len(tokens)+8))))
	}
	for t := range themes {
		e.Dense = append(e.Dense, foreign*float32(min(all[t], 2))/2)
	}
	for t := range themes[:actingThemes] {
		e.Dense = append(e.Dense, two*float32(min(all[t], 2))/2)
	}
}

// grams hashes the words, their pairs, and whom the text names. Words are a language's own; names are shared by all.
func (e *Evidence) grams(lang, s string) {
	put := func(h uint64) { e.Grams = append(e.Grams, uint32(h>>40)&(GramRows-1)) }
	salt := text.Hash(lang)
	words := text.Words(s)
	prev := uint64(0)
	for _, w := range words[:min(len(words), gramWords)] {
		if w[0] >= '0' && w[0] <= '9' {
			w = "0"
		} else {
			w = beginning(w, gramRunes)
		}
		h := (text.Hash(w) ^ salt) * 0x9e3779b97f4a7c15
		put(h)
		if prev != 0 {
			put((h ^ prev>>7) * 0x9e3779b97f4a7c15)
		}
		prev = h
	}
	for i, list := range [][]news.Mention{e.found.Countries, e.found.Organisations, e.found.People, e.found.Regions} {
		for _, m := range list {
			put((text.Hash(m.ID) + uint64(i)) * 0x9e3779b97f4a7c15)
		}
	}
	slices.Sort(e.Grams)
	e.Grams = slices.Compact(e.Grams)
}

// beginning is the first n runes of s.
func beginning(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

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
	l := &themeLexicon{terms: map[string][]themeTerm{}, han: lang == "zh"}
	for line := range strings.Lines(termsTable) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(col) != 3 || col[1] != lang {
			continue
		}
		theme := slices.Index(themes[:], col[0])
		for f := range strings.SplitSeq(col[2], ";") {
			words := strings.Fields(text.Fold(f))
			if len(words) == 0 || theme < 0 {
				continue
			}
			l.terms[words[0]] = append(l.terms[words[0]], themeTerm{theme, strings.HasSuffix(f, " "), words[1:]})
			l.longest = max(l.longest, len(words[0]))
		}
	}
	return l
}

// scan calls found with the theme and place of every term.
func (l *themeLexicon) scan(tokens []text.Token, found func(theme, at, end int)) {
	for i, t := range tokens {
		if r, _ := utf8.DecodeRuneInString(t.Text); l.han && r >= 0x3040 {
			l.scanHan(t, found)
			continue
		}
		word := t.Text
		for _, cut := range []string{"", "ال", "وال", "بال", "لل", "و"} {
			rest, ok := strings.CutPrefix(word, cut)
			if !ok || cut != "" && len(rest) < 6 {
				continue
			}
			if theme, n := l.match(tokens, i, rest); n > 0 {
				found(theme, t.Start, tokens[i+n-1].End)
				break
			}
			if r, _ := utf8.DecodeRuneInString(word); r < 0x600 || r > 0x6FF {
				break // only Arabic writes its article and prepositions together with the word
			}
		}
	}
}

// match gives the theme of the longest term at token i, read as word, and how many tokens it takes.
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

func (l *themeLexicon) scanHan(t text.Token, found func(theme, at, end int)) {
	run := t.Text
	for i := 0; i < len(run); {
		step := 0
		for n := min(l.longest, len(run)-i); n > 0; n-- {
			if ts := l.terms[run[i:i+n]]; ts != nil {
				found(ts[0].theme, t.Start+i, t.Start+i+n)
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
