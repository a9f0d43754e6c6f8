package relevance

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// Features is what a Model weighs of a text. The trainer of its weights sees exactly this.
type Features struct {
	Dense []float32 // language-neutral features, each from 0 to 1, in the order of FeatureNames
	Grams []uint32  // rows of the hashed table: beginnings of words, and whom the text names; each once
	found entities.Mentions
	words [len(themes)][]string // the wordings found, for the reasons

	spoken, dealings int // words of themes, and how many of these are of what states deal with
}

// GramRows is the height of the hashed table, a power of two.
const GramRows = 1 << 17

// Places of features in Features.Dense that others are multiplied by, as FeatureNames lists them.
const (
	shortFeature        = 1
	twoCountriesFeature = 4
	foreignFeature      = 6
)

// FeatureNames returns the names of the features of Features.Dense, in their order.
func FeatureNames() []string {
	out := []string{
		"bias", "short", "long", "country", "two countries", "three countries", "foreign country",
		"two foreign countries", "country in lead", "two countries in lead",
		"foreign country in lead", "home and foreign", "demonym", "capital", "government", "organisation",
		"two organisations",
		"organisation in lead", "leader", "leaders of two countries", "former leader", "region", "country density",
		"countries joined", "countries listed", "countries in one sentence", "foreign leader",
		"home leader and foreign country", "foreign place", "foreign country first",
		"foreign country without home", "share of foreign mentions", "exactly two countries",
	}
	for _, t := range themes {
		out = append(out, t+" in lead", t)
	}
	for _, t := range themes {
		out = append(out, "foreign × "+t)
	}
	for _, t := range themes[:actingThemes] {
		out = append(out, "two countries × "+t, "beside a country × "+t)
	}
	return append(out, balanceFeatures[:]...)
}

// homes is the country most outlets of a language write from; its name alone makes nothing foreign.
var homes = map[string]string{
	"kk": "KZ", "kk-Latn": "KZ", "ky": "KG", "uz": "UZ", "uz-Cyrl": "UZ", "tr": "TR", "az": "AZ", "uk": "UA",
	"be": "BY", "ru": "RU", "tg": "TJ", "tk": "TM",
	"hy": "AM", "ka": "GE", "mn": "MN", "bg": "BG", "sr": "RS", "de": "DE", "fr": "FR", "es": "ES", "zh": "CN",
	"fa": "IR", "en": "US", "tt": "RU", "ba": "RU",
}

const (
	openingBytes = 4000 // what a piece is about stands in its first paragraphs
	leadBytes    = 320  // the title and the first sentences
	gramWords    = 220
	gramRunes    = 6 // a word counts by its first letters: as good as a stemmer here, and ten times as fast;
	rootRunes    = 4 // and again by fewer of them, since many roots are shorter
	besideTokens = 4 // how near a theme's word stands to a country it is about
)

// FeaturesOf gathers what there is; it weighs nothing yet.
func FeaturesOf(lang, title, body string) Features {
	m, hits, tokens := entities.Scan(lang, title, body)
	return featuresOf(lang, title, body, m, hits, tokens)
}

func featuresOf(lang, title, body string, m entities.Mentions, hits []entities.Match, tokens []text.Token) Features {
	s, hits, tokens := firstPart(entities.Join(title, body), hits, tokens)
	lead := max(leadBytes, len(title))
	e := Features{found: m, Dense: make([]float32, 0, 33+5*len(themes)+len(balanceFeatures))}
	e.countryFeatures(homes[lang], lead, len(tokens))
	e.placing(s, homes[lang], hits)
	words := e.themeFeatures(lang, s, hits, tokens, lead)
	e.balance(s, homes[lang], lead, hits, tokens, words)
	e.grams(lang, tokens)
	return e
}

// firstPart cuts a text, its tokens and its hits at one place, openingBytes: every hit that is left stands on tokens
// that are left. A run of ideographs, which is one token however long it is, is cut between two of them.
func firstPart(s string, hits []entities.Match, tokens []text.Token) (string, []entities.Match, []text.Token) {
	if len(s) <= openingBytes {
		return s, hits, tokens
	}
	s = text.Clip(s, openingBytes)
	n := len(tokens)
	for n > 0 && tokens[n-1].End > len(s) {
		n--
	}
	if n < len(tokens) && tokens[n].Start < len(s) && text.Ideographic(s[tokens[n].Start:]) {
		part := tokens[n]
		part.End = len(s)
		part.Text = text.Fold(s[part.Start:])
		tokens = append(tokens[:n:n], part)
	} else {
		tokens = tokens[:n]
	}
	for len(hits) > 0 && (hits[len(hits)-1].End > len(s) || hits[len(hits)-1].Last() >= len(tokens)) {
		hits = hits[:len(hits)-1]
	}
	return s, hits, tokens
}

func bit(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// countryFeatures says who is named how.
func (e *Features) countryFeatures(home string, lead, words int) {
	m := e.found
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
		if c, now := entities.ActsFor(p.ID); now {
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
		bit(foreignInLead > 0), bit(atHome && foreign > 0), bit(as["demonym"]), bit(as["capital"]),
		bit(as["government"]),
		bit(len(m.Organisations) > 0), bit(len(m.Organisations) > 1), bit(orgLead), bit(len(leaders) > 0),
		bit(len(leaders) > 1), bit(former), bit(len(m.Regions) > 0),
		float32(min(1, 8*float64(hits)/float64(words+1))),
	)
}

// placing says how the countries stand to each other: joined (Kazakhstan and Türkiye, ABD-İran), in a list of three or
// more, in one sentence; and whether leaders meet countries that are not theirs.
func (e *Features) placing(s, home string, hits []entities.Match) {
	var joined, listed, sentence, foreignLeader, homeLeader, foreign, place, first, atHome bool
	abroad, here := 0, 0 // mentions
	run := 1
	last := -1 // the country hit before
	for i, h := range hits {
		c := h.Country()
		place = place || h.Kind() == entities.Place && h.IDs()[0] != home
		if h.Kind() == entities.Person && h.InOffice() {
			foreignLeader = foreignLeader || c != home
			homeLeader = homeLeader || c == home
		}
		if c == "" {
			continue
		}
		switch {
		case h.Kind() != entities.Country:
		case c == home:
			atHome = true
			here++
		default:
			foreign = true
			first = first || h.Token < 3
			abroad++
		}
		if last >= 0 && hits[last].Country() != c {
			between := s[hits[last].End:h.Start]
			gap := h.Token - hits[last].Last()
			switch {
			case gap <= 2 && len(between) < 16 && !strings.ContainsAny(between, ".\n"):
				joined = true
				if run++; run > 2 {
					listed = true
				}
			default:
				run = 1
			}
			sentence = sentence || !strings.ContainsAny(between, ".!?\n")
		}
		last = i
	}
	e.Dense = append(e.Dense, bit(joined && !listed), bit(listed), bit(sentence), bit(foreignLeader), bit(homeLeader &&
		foreign), bit(place), bit(first),
		bit(foreign && !atHome), float32(abroad)/float32(max(abroad+here, 1)), bit(len(e.found.Countries) == 2))
}

// themeFeatures counts the words of each theme, in the lead, in the whole, and beside countries, and returns them all.
func (e *Features) themeFeatures(
	lang, s string, hits []entities.Match, tokens []text.Token, lead int,
) (found []themeWord) {
	var inLead, all, beside [len(themes)]int
	near := make([]bool, len(tokens)) // to a country
	for _, h := range hits {
		if h.Country() == "" {
			continue
		}
		for k := max(0, h.Token-besideTokens); k < min(len(tokens), h.Last()+besideTokens+1); k++ {
			near[k] = true
		}
	}
	themesOf(lang).scan(tokens, func(theme, token, at, end int) {
		all[theme]++
		found = append(found, themeWord{theme, token, at})
		if at < lead {
			inLead[theme]++
		}
		if near[token] {
			beside[theme]++
		}
		if w := s[at:end]; len(e.words[theme]) < 3 && !slices.Contains(e.words[theme], w) {
			e.words[theme] = append(e.words[theme], w)
		}
	})
	two, foreign := e.Dense[twoCountriesFeature], e.Dense[foreignFeature]
	for t := range themes {
		e.Dense = append(e.Dense, float32(min(inLead[t], 3))/3,
			float32(min(1, 15*float64(all[t])/float64(len(tokens)+8))))
	}
	for t := range themes {
		e.Dense = append(e.Dense, foreign*float32(min(all[t], 2))/2)
	}
	for t := range themes[:actingThemes] {
		e.Dense = append(e.Dense, two*float32(min(all[t], 2))/2, float32(min(beside[t], 2))/2)
	}
	return found
}

// grams hashes the beginnings of the words, and whom the text names. Words are a language's own; names are shared by
// all.
func (e *Features) grams(lang string, tokens []text.Token) {
	put := func(h uint64) {
		e.Grams = append(e.Grams, uint32(h*0x9e3779b97f4a7c15>>40)&(GramRows-1))
	}
	salt := text.Hash(lang)
	for _, t := range tokens[:min(len(tokens), gramWords)] {
		switch r, n := utf8.DecodeRuneInString(t.Text); {
		case r >= '0' && r <= '9':
			put(text.Hash("0") ^ salt)
		case text.Ideographic(t.Text): // a run of Han by its pairs of characters
			for _, pair := range text.Words(t.Text) {
				put(text.Hash(pair) ^ salt)
			}
		case n > 0:
			word := text.Prefix(t.Text, gramRunes)
			put(text.Hash(word) ^ salt)
			put(text.Hash(text.Prefix(word, rootRunes)) ^ salt + 1)
		}
	}
	for i, list := range [][]news.Mention{e.found.Countries, e.found.Organisations, e.found.People, e.found.Regions} {
		for _, m := range list {
			put(text.Hash(m.ID) + uint64(i))
		}
	}
	slices.Sort(e.Grams)
	e.Grams = slices.Compact(e.Grams)
}
