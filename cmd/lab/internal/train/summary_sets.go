package train

import (
	"math"
	"slices"

	"attache/digest/summary"
)

// setsPerCase is how many sets of a document are learnt from in each round.
const setsPerCase = 100

// sets learns which sets of sentences are good in two rounds: first from those that a choice by salience alone
// inspects, then also from those that a choice by the first round's forests does, which have not seen the document.
func (f *summaryFit) sets() {
	rng := random(summarySeed)
	pick := func(m *summary.Model) **summary.Forest { return &m.Set }
	bySalience := func(rows, out []float32) []float32 {
		for ; len(rows) > 0; rows = rows[summary.SetWidth:] {
			// the salience of its sentences, less the more they are
			out = append(out, rows[3]-0.35*rows[0]+jitter(&rng, 0.1))
		}
		return out
	}
	first := map[*summaryCase]setRows{}
	for _, c := range f.cases {
		first[c] = c.sets(f.parts[c.part].Salience(c.doc, c.rows), bySalience, &rng)
	}
	f.forest(sketchTrees, func(c *summaryCase) ([][]float32, []float32) { return first[c].rows, first[c].labels() },
		pick, true)
	f.forest(setTrees, func(c *summaryCase) ([][]float32, []float32) {
		m := f.parts[c.part]
		both := c.sets(m.Salience(c.doc, c.rows), func(rows, out []float32) []float32 {
			at := len(out)
			out = m.Set.Score(rows, out)
			for i := range out[at:] {
				out[at+i] += jitter(&rng, 0.5)
			}
			return out
		}, &rng)
		both.rows, both.rouge = append(both.rows, first[c].rows...), append(both.rouge, first[c].rouge...)
		return both.rows, both.labels()
	}, pick, false)
}

// jitter is evenly spread around 0 over a width.
func jitter(rng *random, width float64) float32 { return float32(width * (rng.unit() - 0.5)) }

// setRows is figures of sets of one document, and what ROUGE each has.
type setRows struct {
	rows  [][]float32
	rouge []float64
}

// setSpread is added to how much the sets of a document differ, so that small differences count less.
const setSpread = 0.02

// labels returns how much more ROUGE each set has than their mean, against how much they differ.
func (s setRows) labels() []float32 {
	mean, spread := 0.0, 0.0
	for _, v := range s.rouge {
		mean += v / float64(len(s.rouge))
	}
	for _, v := range s.rouge {
		spread += (v - mean) * (v - mean) / float64(len(s.rouge))
	}
	out := make([]float32, len(s.rouge))
	for i, v := range s.rouge {
		out[i] = float32((v - mean) / (math.Sqrt(spread) + setSpread))
	}
	return out
}

// sets returns some of the sets that a choice by score looks at.
func (c *summaryCase) sets(salience []float32, score func(rows, out []float32) []float32, rng *random) (out setRows) {
	if len(c.doc.Sentences) == 0 {
		return out
	}
	p := c.doc.Pool(salience, c.most, c.prediction)
	type seen struct {
		set []int
		row []float32
	}
	var all []seen
	p.Choose(score, func(set []int, row []float32) {
		sentences := make([]int, len(set))
		for i, k := range set {
			sentences[i] = p.Sentences[k]
		}
		all = append(all, seen{sentences, slices.Clone(row)})
	})
	for i := range all { // Fisher-Yates
		j := i + int(rng.next()%uint64(len(all)-i))
		all[i], all[j] = all[j], all[i]
	}
	for _, s := range all[:min(len(all), setsPerCase)] {
		out.rows, out.rouge = append(out.rows, s.row), append(out.rouge, c.judge.score(s.set))
	}
	return out
}
