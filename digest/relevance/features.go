package relevance

import (
	"math"
	"slices"
	"strings"
	"sync"
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

// feature is a language-neutral feature. Adding one is a row of featureRows; the model's table names those that it
// weighs.
type feature struct {
	name   string
	ground ground                   // the reason that tells of its weight
	value  func(r *reading) float32 // 0 to 1
}

// ground is a reason of a verdict that sums up the weights of several features: one of those below, or a theme, by its
// place in themes.
type ground int

const (
	onBias    ground = -1 - iota
	onActors         // whom the text names
	onBalance        // how much of what it speaks of states deal with
)

// featureRows returns the table of the features, which must not be changed. Where a row stands is of no matter but for
// the order in which weights are summed up.
var featureRows = sync.OnceValue(func() []feature {
	rows := []feature{
		{"bias", onBias, func(*reading) float32 { return 1 }},
		{"short", onBias, (*reading).short},
		{"long", onBias, func(r *reading) float32 { return float32(min(1, math.Log1p(float64(len(r.tokens)))/7)) }},
		{"country", onActors, func(r *reading) float32 { return bit(len(r.found.Countries) > 0) }},
		{"two countries", onActors, (*reading).twoCountries},
		{"three countries", onActors, func(r *reading) float32 { return bit(len(r.found.Countries) > 2) }},
		{"foreign country", onActors, (*reading).foreignCountry},
		{"two foreign countries", onActors, func(r *reading) float32 { return bit(r.named.foreign > 1) }},
		{"country in lead", onActors, func(r *reading) float32 { return bit(r.named.inLead > 0) }},
		{"two countries in lead", onActors, func(r *reading) float32 { return bit(r.named.inLead > 1) }},
		{"foreign country in lead", onActors, func(r *reading) float32 { return bit(r.named.foreignInLead > 0) }},
		{"home and foreign", onActors, func(r *reading) float32 { return bit(r.named.home && r.named.foreign > 0) }},
		{"demonym", onActors, func(r *reading) float32 { return bit(r.named.as["demonym"]) }},
		{"capital", onActors, func(r *reading) float32 { return bit(r.named.as["capital"]) }},
		{"government", onActors, func(r *reading) float32 { return bit(r.named.as["government"]) }},
		{"organisation", onActors, func(r *reading) float32 { return bit(len(r.found.Organisations) > 0) }},
		{"two organisations", onActors, func(r *reading) float32 { return bit(len(r.found.Organisations) > 1) }},
		{"organisation in lead", onActors, func(r *reading) float32 {
			return bit(slices.ContainsFunc(r.found.Organisations, func(o news.Mention) bool { return o.Start < r.lead }))
		}},
		{"leader", onActors, func(r *reading) float32 { return bit(r.named.leaders > 0) }},
		{"leaders of two countries", onActors, func(r *reading) float32 { return bit(r.named.leaders > 1) }},
		{"former leader", onActors, func(r *reading) float32 { return bit(r.named.former) }},
		{"region", onActors, func(r *reading) float32 { return bit(len(r.found.Regions) > 0) }},
		{"country density", onActors, func(r *reading) float32 {
			return float32(min(1, 8*float64(r.named.hits)/float64(len(r.tokens)+1)))
		}},
		{"countries joined", onActors, func(r *reading) float32 { return bit(r.placed.joined && !r.placed.listed) }},
		{"countries listed", onActors, func(r *reading) float32 { return bit(r.placed.listed) }},
		{"countries in one sentence", onActors, func(r *reading) float32 { return bit(r.placed.sentence) }},
		{"foreign leader", onActors, func(r *reading) float32 { return bit(r.placed.foreignLeader) }},
		{"home leader and foreign country", onActors, func(r *reading) float32 {
			return bit(r.placed.homeLeader && r.placed.foreign > 0)
		}},
		{"foreign place", onActors, func(r *reading) float32 { return bit(r.placed.place) }},
		{"foreign country first", onActors, func(r *reading) float32 { return bit(r.placed.first) }},
		{"foreign country without home", onActors, func(r *reading) float32 {
			return bit(r.placed.foreign > 0 && r.placed.home == 0)
		}},
		{"share of foreign mentions", onActors, func(r *reading) float32 {
			return float32(r.placed.foreign) / float32(max(r.placed.foreign+r.placed.home, 1))
		}},
		{"exactly two countries", onActors, func(r *reading) float32 { return bit(len(r.found.Countries) == 2) }},
	}
	rows = append(rows, titleRows()...)
	rows = append(rows, themeRows()...)
	return append(rows, []feature{
		{"dealings", onBalance, (*reading).dealings},
		{"dealings in lead", onBalance, func(r *reading) float32 {
			return float32(r.balanced.dealingsInLead) / float32(r.balanced.wordsInLead+1)
		}},
		{"short × dealings", onBalance, func(r *reading) float32 { return r.short() * r.dealings() }},
		{"short × breadth of others", onBalance, func(r *reading) float32 {
			return r.short() * float32(min(r.balanced.breadth, mostOthers)) / mostOthers
		}},
		{"short × foreign", onActors, func(r *reading) float32 { return r.short() * r.foreignCountry() }},
		{"home and foreign deal in a sentence", onActors, func(r *reading) float32 { return bit(r.balanced.together) }},
		{"share of foreign sentences", onActors, func(r *reading) float32 {
			return float32(r.balanced.foreign) / float32(r.balanced.sentences)
		}},
	}...)
})

// titleRows are the features of what a title names and deals with, and of how it is made.
func titleRows() []feature {
	return []feature{
		{"no title", onBias, func(r *reading) float32 { return bit(r.title == 0) }},
		{"title begins with a number", onBias, func(r *reading) float32 {
			return bit(r.title > 0 && r.s[0] >= '0' && r.s[0] <= '9')
		}},
		{"title asks", onBias, func(r *reading) float32 {
			return bit(strings.ContainsAny(r.s[:min(r.title, len(r.s))], "?？؟"))
		}},
		{"country in title", onActors, func(r *reading) float32 { return bit(r.named.inTitle > 0) }},
		{"two countries in title", onActors, func(r *reading) float32 { return bit(r.named.inTitle > 1) }},
		{"foreign country in title", onActors, func(r *reading) float32 { return bit(r.named.foreignInTitle > 0) }},
		{"organisation in title", onActors, func(r *reading) float32 {
			return bit(slices.ContainsFunc(r.found.Organisations, r.titled))
		}},
		{"person in title", onActors, func(r *reading) float32 {
			return bit(slices.ContainsFunc(r.found.People, r.titled))
		}},
		{"share of the first country", onActors, func(r *reading) float32 {
			return float32(r.named.most) / float32(max(r.named.hits, 1))
		}},
		{"dealings in title", onBalance, func(r *reading) float32 {
			return float32(min(r.balanced.dealingsInTitle, 3)) / 3
		}},
		{"others in title", onBalance, func(r *reading) float32 {
			return float32(min(r.balanced.othersInTitle, 3)) / 3
		}},
		{"two countries and dealings in title", onBalance, func(r *reading) float32 {
			return bit(r.named.inTitle > 1 && r.balanced.dealingsInTitle > 0)
		}},
		{"foreign country and dealings in title", onBalance, func(r *reading) float32 {
			return bit(r.named.foreignInTitle > 0 && r.balanced.dealingsInTitle > 0)
		}},
	}
}

// themeRows are the features that each theme has.
func themeRows() (rows []feature) {
	// upTo counts a theme's words, a full score from so many on.
	upTo := func(full, n int) float32 { return float32(min(n, full)) / float32(full) }
	for t, name := range themes {
		rows = append(rows,
			feature{name + " in title", ground(t), func(r *reading) float32 { return upTo(2, r.themes.inTitle[t]) }},
			feature{name + " in lead", ground(t), func(r *reading) float32 { return upTo(3, r.themes.inLead[t]) }},
			feature{name, ground(t), func(r *reading) float32 {
				return float32(min(1, 15*float64(r.themes.all[t])/float64(len(r.tokens)+8)))
			}})
	}
	for t, name := range themes {
		rows = append(rows, feature{"foreign × " + name, ground(t), func(r *reading) float32 {
			return r.foreignCountry() * upTo(2, r.themes.all[t])
		}})
	}
	for t, name := range themes[:actingThemes] {
		rows = append(rows,
			feature{"two countries × " + name, ground(t), func(r *reading) float32 {
				return r.twoCountries() * upTo(2, r.themes.all[t])
			}},
			feature{"beside a country × " + name, ground(t), func(r *reading) float32 {
				return upTo(2, r.themes.beside[t])
			}})
	}
	return rows
}

// FeatureNames returns the names of the features of Features.Dense, in their order.
func FeatureNames() []string {
	rows := featureRows()
	out := make([]string, len(rows))
	for i := range rows {
		out[i] = rows[i].name
	}
	return out
}

// homes is the country most outlets of a language write from; its name alone makes nothing foreign.
var homes = map[string]string{
	"kk": "KZ", "kk-Latn": "KZ", "ky": "KG", "uz": "UZ", "uz-Cyrl": "UZ", "tr": "TR", "az": "AZ", "uk": "UA",
	"be": "BY", "ru": "RU", "tg": "TJ", "tk": "TM",
	"hy": "AM", "ka": "GE", "mn": "MN", "bg": "BG", "sr": "RS", "de": "DE", "fr": "FR", "es": "ES", "zh": "CN",
	"fa": "IR", "en": "US", "tt": "RU", "ba": "RU",
}

const (
	gramWords = 220 // words from the beginning of an article that are looked at: the table was trained on so many
	gramRunes = 6   // a word counts by its first letters: as good as a stemmer here, and ten times as fast;
	rootRunes = 4   // and again by fewer of them, since many roots are shorter
)

// FeaturesOf gathers what there is; it weighs nothing yet.
func FeaturesOf(lang, title, body string) Features {
	m, hits, tokens := entities.Scan(lang, title, body)
	return featuresOf(lang, title, body, m, hits, tokens)
}

func featuresOf(lang, title, body string, m entities.Mentions, hits []entities.Match, tokens []text.Token) Features {
	r := read(lang, title, body, m, hits, tokens)
	rows := featureRows()
	e := Features{
		found: m, words: r.themes.words, spoken: len(r.themes.found), dealings: r.balanced.dealings,
		Dense: make([]float32, len(rows)),
	}
	for i := range rows {
		e.Dense[i] = rows[i].value(r)
	}
	e.grams(lang, r.tokens)
	return e
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
