package relevance

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// Bounds of learning.
const (
	// MostDecisions is how many decisions are learned from at most, the newest: an editor's taste moves.
	MostDecisions = 400

	leastLearned = 10 // decisions below which nothing is learned
	leastSide    = 2  // decisions for and against, each, below which nothing is learned
	// mostCorrected bounds a correction, in nats of log odds: a score of 0.30 becomes 0.06 to 0.76, and one of 0.90
	// never less than 0.55.
	mostCorrected  = 2.0
	ridge          = 2.0  // strength of the pull towards no correction at all
	mostSweeps     = 200  // sweeps over all weights
	converged      = 1e-5 // nats: a sweep that moves no weight further is the last
	convergedRough = 1e-3 // nats: the same where only the side counts
	stemBytes      = 700  // bytes of title and first paragraphs that words are taken from
	stemRarity     = 3.5  // nats: least rarity of such a word, one text in 33
	stemTwice      = 2    // decided articles that must have it
	mostStems      = 150  // words kept, the most frequent
)

// Lesson is what Learn found: the correction, and its effect.
type Lesson struct {
	Correction *news.Correction // nil = the decisions are too few; Few says why
	Few        string
	Used       int // decisions that it rests on
	Ruled      int // others, on articles that the digest's own lists or words decide whatever the score
	Before     int // of Used, how many the score alone decides as the editor did
	After      int // the same with a correction learned from the others (leave-one-out)
}

// Learn makes a correction of the score out of an editor's decisions on articles, given the oldest first; the digest's
// present correction plays no part. The same decisions give the same correction.
//
// It is a logistic regression with the score's own log odds as a fixed offset, counted from the digest's threshold,
// since that is where an article changes sides. The features are named: outlet, language, countries, organisations,
// themes, and the rarer words that at least two of the articles share. Each kind has length 1 in an article, so that a
// long list of countries weighs no more than one. Weights are pulled towards 0 (ridge) and found by cyclic coordinate
// descent on the quadratic bound of the log-likelihood: curvature is never more than 1/4 of the sum of squares (D.
// Böhning, Multinomial logistic regression algorithm, Annals of the Institute of Statistical Mathematics 44, 1992), so
// each step goes downhill and there is no step size to choose.
func Learn(d news.Digest, articles []news.Article, keep []bool) Lesson {
	var l Lesson
	from := max(0, len(articles)-MostDecisions)
	t := training{threshold: threshold(d.Topic)}
	var seen []namedFeatures
	sides := [2]int{}
	for i := from; i < len(articles); i++ {
		v := Judge(d.Topic, articles[i])
		if len(v.Reasons) == 0 || v.Reasons[0].Code != "score" {
			l.Ruled++
			continue
		}
		if v.Kept == keep[i] {
			l.Before++
		}
		if keep[i] {
			sides[1]++
		} else {
			sides[0]++
		}
		t.keep = append(t.keep, keep[i])
		t.offset = append(t.offset, Logit(v.Score)-Logit(t.threshold))
		seen = append(seen, namedFeaturesOf(&articles[i]))
	}
	l.Used = len(t.keep)
	switch {
	case l.Used < leastLearned:
		l.Few = fmt.Sprintf("A correction takes at least %d decisions that the score could have made; there are %d.",
			leastLearned, l.Used)
		return l
	case min(sides[0], sides[1]) < leastSide:
		l.Few = fmt.Sprintf("A correction takes at least %d decisions to keep and %d to drop; there are %d and %d.",
			leastSide, leastSide, sides[1], sides[0])
		return l
	}
	names := vocabulary(seen)
	t.gather(names, seen)
	w := make([]float64, len(names))
	t.fit(w, -1, converged)
	l.After = t.leaveOneOut(w)
	l.Correction = &news.Correction{Keep: sides[1], Drop: sides[0]}
	for j, n := range names {
		if rounded := math.Round(w[j]*1000) / 1000; rounded != 0 {
			l.Correction.Weights = append(l.Correction.Weights, news.Weight{
				Feature: n.key, Words: n.words,
				Weight: rounded,
			})
		}
	}
	slices.SortStableFunc(l.Correction.Weights, func(a, b news.Weight) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Feature, b.Feature))
	})
	return l
}

// Correct returns the verdict as the digest's correction has it, with the reason "learned". What a list or a word of
// the digest decided stays decided.
func Correct(d news.Digest, a news.Article, v news.Verdict) news.Verdict {
	if d.Learned == nil || len(d.Learned.Weights) == 0 || len(v.Reasons) > 0 && v.Reasons[0].Code == Failed {
		return v
	}
	by, why := correction(d.Learned, namedFeaturesOf(&a))
	if math.Abs(by) < 0.005 || len(v.Reasons) == 0 {
		return v
	}
	alone := v.Score
	v.Score = text.Sigmoid(Logit(alone) + by)
	reasons := slices.Clone(v.Reasons)
	if reasons[0].Code == "score" {
		least := threshold(d.Topic)
		v.Kept = v.Score >= least
		reasons[0].Detail = scoreDetail(v.Kept, v.Score, least)
	}
	with, without := Percents(v.Score, alone)
	v.Reasons = slices.Insert(reasons, 1, news.Reason{
		Code: Learned, Weight: by,
		Detail: fmt.Sprintf("The editor's decisions make it %s instead of %s: %s.", with, without, why),
	})
	return v
}

// Learned is the code of the reason that tells of a correction.
const Learned = "learned"

// Logit returns the log odds of a probability, in nats, between ±13.8: p is kept 1e-6 away from 0 and 1.
func Logit(p float64) float64 {
	const edge = 1e-6
	return text.LogOdds(min(1-edge, max(edge, p)))
}

// correction is what the weights add for an article, within bounds, and the weightiest of them in words.
func correction(c *news.Correction, f namedFeatures) (by float64, why string) {
	at := make(map[string]int, len(c.Weights))
	for j := range c.Weights {
		at[c.Weights[j].Feature] = j
	}
	type share struct {
		words string
		by    float64
	}
	var shares []share
	f.each(at, func(j int, x float64) {
		by += x * c.Weights[j].Weight
		shares = append(shares, share{c.Weights[j].Words, x * c.Weights[j].Weight})
	})
	slices.SortStableFunc(shares, func(a, b share) int { return cmp.Compare(math.Abs(b.by), math.Abs(a.by)) })
	var parts []string
	for _, s := range shares[:min(len(shares), 4)] {
		if math.Abs(s.by) >= 0.05 || len(parts) == 0 {
			parts = append(parts, fmt.Sprintf("%s %+.1f", s.words, s.by))
		}
	}
	return bounded(by), strings.Join(parts, ", ")
}

func bounded(by float64) float64 { return min(mostCorrected, max(-mostCorrected, by)) }

// namedFeature is a feature as a correction names it, and in words.
type namedFeature struct{ key, words string }

// namedFeatures are those of an article, by kind.
type namedFeatures [][]namedFeature

// namedFeaturesOf returns the features of an article that a correction may weigh.
func namedFeaturesOf(a *news.Article) namedFeatures {
	body := a.Text()
	lang := languageOf(a, body)
	e := FeaturesOf(lang, a.Title, body)
	var countries, organisations, spoken []namedFeature
	for _, m := range e.found.Countries {
		countries = append(countries, namedFeature{"country:" + m.ID, entities.CountryName(m.ID)})
	}
	for _, m := range e.found.Organisations {
		organisations = append(organisations, namedFeature{"organisation:" + m.ID, "the organisation " + m.ID})
	}
	for t, name := range themes {
		if len(e.words[t]) > 0 {
			spoken = append(spoken, namedFeature{"theme:" + name, "the theme " + themeTitles[name]})
		}
	}
	return namedFeatures{
		{{"bias", "every article"}},
		{{"outlet:" + a.Outlet.Name, "the outlet " + a.Outlet.Name}},
		{{"language:" + lang, "the language " + nameless(lang)}},
		countries, organisations, spoken, wordFeatures(lang, entities.Join(a.Title, body)),
	}
}

// wordFeatures are the rarer words of the first paragraphs, each stem once, under the wording that came first.
func wordFeatures(lang, s string) []namedFeature {
	var out []namedFeature
	seen := map[string]bool{}
	for _, w := range text.Words(text.Clip(s, stemBytes)) {
		if text.Rarity(text.Hash(text.StemAny(w))) < stemRarity || strings.ContainsAny(w, "0123456789") {
			continue
		}
		if st := text.Stem(w, lang); !seen[st] {
			seen[st] = true
			out = append(out, namedFeature{"stem:" + lang + ":" + st, "the word “" + w + "”"})
		}
	}
	return out
}

// each calls f with those features of an article that have a place, and their value: those of one kind have length 1
// together.
func (f namedFeatures) each(at map[string]int, do func(j int, x float64)) {
	var known []int
	for _, kind := range f {
		known = known[:0]
		for _, one := range kind {
			if j, ok := at[one.key]; ok {
				known = append(known, j)
			}
		}
		for _, j := range known {
			do(j, 1/math.Sqrt(float64(len(known))))
		}
	}
}

// vocabulary is the features of some articles, in a fixed order. What all of them have teaches no more than the bias
// does, and words count when two of the articles have them.
func vocabulary(seen []namedFeatures) []namedFeature {
	count := map[string]int{}
	first := map[string]namedFeature{}
	for _, f := range seen {
		for _, kind := range f {
			for _, one := range kind {
				if count[one.key]++; count[one.key] == 1 {
					first[one.key] = one
				}
			}
		}
	}
	var names, stems []namedFeature
	for key, one := range first {
		switch {
		case count[key] == len(seen) && key != "bias":
		case !strings.HasPrefix(key, "stem:"):
			names = append(names, one)
		case count[key] >= stemTwice:
			stems = append(stems, one)
		}
	}
	byKey := func(a, b namedFeature) int { return cmp.Compare(a.key, b.key) }
	slices.SortFunc(stems,
		func(a, b namedFeature) int { return cmp.Or(cmp.Compare(count[b.key], count[a.key]), byKey(a, b)) })
	names = append(names, stems[:min(len(stems), mostStems)]...)
	slices.SortFunc(names, byKey)
	return names
}

// training is the decisions as numbers.
type training struct {
	threshold float64
	keep      []bool
	offset    []float64 // log odds of the score, from the threshold
	rows      [][]cell  // by article
	columns   [][]cell  // by feature
}

// cell is a value other than 0, at an index of the other side.
type cell struct {
	at int
	x  float64
}

func (t *training) gather(names []namedFeature, seen []namedFeatures) {
	at := make(map[string]int, len(names))
	for j, n := range names {
		at[n.key] = j
	}
	t.rows, t.columns = make([][]cell, len(seen)), make([][]cell, len(names))
	for i, f := range seen {
		f.each(at, func(j int, x float64) {
			t.rows[i] = append(t.rows[i], cell{j, x})
			t.columns[j] = append(t.columns[j], cell{i, x})
		})
	}
}

// fit moves the weights to where the decisions, all but number without (-1 = all), are told best, until a sweep moves
// none by enough.
func (t *training) fit(w []float64, without int, enough float64) {
	margin := slices.Clone(t.offset)
	for i, row := range t.rows {
		for _, e := range row {
			margin[i] += e.x * w[e.at]
		}
	}
	for range mostSweeps {
		moved := 0.0
		for j, column := range t.columns {
			slope, curve := ridge*w[j], ridge
			for _, e := range column {
				if e.at == without {
					continue
				}
				miss := text.Sigmoid(margin[e.at])
				if t.keep[e.at] {
					miss--
				}
				slope += e.x * miss
				curve += e.x * e.x / 4
			}
			step := -slope / curve
			w[j] += step
			moved = max(moved, math.Abs(step))
			for _, e := range column {
				margin[e.at] += e.x * step
			}
		}
		if moved < enough {
			return
		}
	}
}

// leaveOneOut counts the decisions that a correction learned from all the others tells rightly. w, where all were
// learned from, is where each search begins; the problem is convex, so that it ends at the same place from anywhere.
func (t *training) leaveOneOut(w []float64) int {
	right := 0
	for i := range t.keep {
		others := slices.Clone(w)
		t.fit(others, i, convergedRough)
		by := 0.0
		for _, e := range t.rows[i] {
			by += e.x * others[e.at]
		}
		if (t.offset[i]+bounded(by) >= 0) == t.keep[i] {
			right++
		}
	}
	return right
}
