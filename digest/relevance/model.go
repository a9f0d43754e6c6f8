package relevance

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// relevanceTable is what `lab train relevance` wrote; ParseModel says how.
//
//go:embed data/relevance.bin
var relevanceTable []byte

// Model weighs Features: a logistic regression over language-neutral features (which countries, organisations and
// leaders are named, where, and with which themes) and hashed words of each language, calibrated by Platt's method on
// held-out parts. Each language adds its own weights to those that all share.
type Model struct {
	Shared   []float32            // by FeatureNames
	Own      map[string][]float32 // language → the same
	Grams    []int8               // GramRows
	Scale    float32              // of one step of a gram's weight
	Platt    map[string][2]float32
	PlattAll [2]float32 // of languages without their own
}

// weigh returns the probability that a text is about foreign policy, 0 to 1, with the reasons for it, the weightiest
// first.
func (m *Model) weigh(lang string, e Features) (score float64, reasons []news.Reason) {
	return m.Score(lang, e), m.reasons(lang, e)
}

// embedded reads the embedded table once. It panics when that is not the table of the program's features, which cannot
// happen in a build that passed its tests.
var embedded = sync.OnceValue(func() *Model {
	m, err := ParseModel(relevanceTable)
	if err != nil {
		panic("relevance: " + err.Error())
	}
	return m
})

// Logit is the score before calibration.
func (m *Model) Logit(lang string, e Features) float64 {
	sum := 0.0
	own := m.Own[lang]
	for i, x := range e.Dense {
		w := m.Shared[i]
		if own != nil {
			w += own[i]
		}
		sum += float64(w * x)
	}
	g := 0
	for _, r := range e.Grams {
		g += int(m.Grams[r])
	}
	return sum + float64(m.Scale)*float64(g)*GramNorm(len(e.Grams))
}

// GramNorm is what the sum of n grams is multiplied with, so that long texts do not weigh more.
func GramNorm(n int) float64 { return 1 / math.Sqrt(float64(n)+1) }

// Score is the calibrated probability.
func (m *Model) Score(lang string, e Features) float64 {
	return m.Calibrated(lang, m.Logit(lang, e))
}

// Calibrated makes a probability of a logit.
func (m *Model) Calibrated(lang string, logit float64) float64 {
	ab, ok := m.Platt[lang]
	if !ok {
		ab = m.PlattAll
	}
	return text.Sigmoid(float64(ab[0])*logit + float64(ab[1]))
}

// reasons names the themes and actors that weighed most, in words.
func (m *Model) reasons(lang string, e Features) []news.Reason {
	own := m.Own[lang]
	weigh := func(features []int) float64 {
		sum := float32(0)
		for _, i := range features {
			sum += m.Shared[i] * e.Dense[i]
			if own != nil {
				sum += own[i] * e.Dense[i]
			}
		}
		return float64(sum)
	}
	groups := featureGroups()
	var out []news.Reason
	if d := actors(e.found); d != "" {
		out = append(out, news.Reason{Code: "actors", Detail: d, Weight: weigh(groups.actors)})
	} else {
		out = append(out, news.Reason{
			Code: "no-actors", Detail: "Names no country and no international organisation.",
			Weight: min(-0.01, weigh(groups.bias)),
		})
	}
	for t, name := range themes {
		if len(e.words[t]) == 0 {
			continue
		}
		out = append(out, news.Reason{Code: "theme-" + name, Detail: fmt.Sprintf("Speaks of %s: %s.", themeTitles[name],
			quoted(e.words[t])), Weight: weigh(groups.themes[t])})
	}
	if e.spoken > 0 {
		detail := fmt.Sprintf("Words of known themes: %d; of these about dealings between states: %d.", e.spoken,
			e.dealings)
		out = append(out, news.Reason{Code: "balance", Detail: detail, Weight: weigh(groups.balance)})
	}
	slices.SortStableFunc(out,
		func(a, b news.Reason) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out[:min(len(out), 4)]
}

// groups are the places of the features that one reason sums up.
type groups struct {
	bias, actors, balance []int
	themes                [len(themes)][]int
}

var featureGroups = sync.OnceValue(func() groups {
	var g groups
	for i, f := range featureRows() {
		switch f.ground {
		case onBias:
			g.bias = append(g.bias, i)
		case onActors:
			g.actors = append(g.actors, i)
		case onBalance:
			g.balance = append(g.balance, i)
		default:
			g.themes[f.ground] = append(g.themes[f.ground], i)
		}
	}
	return g
})

// actors says in a sentence whom the text names.
func actors(m entities.Mentions) string {
	var parts []string
	for i, c := range m.Countries {
		if i == 3 {
			parts = append(parts, fmt.Sprintf("%d more", len(m.Countries)-3))
			break
		}
		parts = append(parts, entities.CountryName(c.ID))
	}
	for i, o := range m.Organisations {
		if i == 2 {
			break
		}
		parts = append(parts, o.ID)
	}
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return "Names " + parts[0] + "."
	}
	return "Names " + strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1] + "."
}

func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = "“" + w + "”"
	}
	return strings.Join(out, ", ")
}

var errDamaged = errors.New("the relevance table is damaged: it is too short or too long")

// ParseModel reads a table: the number of features (two bytes, big end first, like all), the name of each (a byte for
// its length, then UTF-8), the shared weights as float32 in the order of the names, PlattAll, then for each of
// text.Languages a byte (1 = has its own), its weights and its calibration, then the scale and the grams. A table that
// is cut short or too long, or whose features are not those of the program, in whatever order, is an error.
func ParseModel(b []byte) (*Model, error) {
	m := &Model{Own: map[string][]float32{}, Platt: map[string][2]float32{}}
	short := false
	next := func(n int) []byte {
		if len(b) < n {
			short = true
			return make([]byte, n)
		}
		part := b[:n]
		b = b[n:]
		return part
	}
	take := func(n int) []float32 {
		fs := make([]float32, n)
		for i := range fs {
			fs[i] = math.Float32frombits(binary.BigEndian.Uint32(next(4)))
		}
		return fs
	}
	names := make([]string, binary.BigEndian.Uint16(next(2)))
	for i := range names {
		names[i] = string(next(int(next(1)[0])))
	}
	if short {
		return nil, errDamaged
	}
	places, err := placesOf(names)
	if err != nil {
		return nil, err
	}
	weights := func() []float32 {
		in := take(len(names))
		out := make([]float32, len(names))
		for i, at := range places {
			out[i] = in[at]
		}
		return out
	}
	m.Shared = weights()
	m.PlattAll = [2]float32(take(2))
	for _, lang := range text.Languages {
		if next(1)[0] == 1 {
			m.Own[lang] = weights()
			m.Platt[lang] = [2]float32(take(2))
		}
	}
	m.Scale = take(1)[0]
	m.Grams = make([]int8, GramRows)
	for i, g := range next(GramRows) {
		m.Grams[i] = int8(g)
	}
	if short || len(b) != 0 {
		return nil, errDamaged
	}
	return m, nil
}

// placesOf returns of each feature of the program its place among the names of a table, which must be the same names.
func placesOf(names []string) ([]int, error) {
	at := make(map[string]int, len(names))
	for i, name := range names {
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("the relevance table weighs the feature %q twice", name)
		}
		at[name] = i
	}
	var places []int
	for _, name := range FeatureNames() {
		i, ok := at[name]
		if !ok {
			return nil, fmt.Errorf("the relevance table has no weight of the feature %q: run lab train relevance", name)
		}
		places = append(places, i)
		delete(at, name)
	}
	for _, name := range names {
		if _, unknown := at[name]; unknown {
			return nil, fmt.Errorf("the relevance table weighs the feature %q, which the program does not have: "+
				"run lab train relevance", name)
		}
	}
	return places, nil
}
