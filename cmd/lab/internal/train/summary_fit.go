package train

import (
	"math"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/summary"
	"attache/text"
)

// The models of one stage learn from what those before it say of documents they have not seen: the cases are parted,
// and what is said of a part comes from models of the other parts.
const summaryParts = 3

// The settings of the forests.
var (
	lengthTrees = oblivious{Trees: 80, Depth: 3, Rate: 0.1, Lambda: 10, Columns: 0.6, Seed: summarySeed}
	wordTrees   = oblivious{
		Trees: 120, Depth: 6, Rate: 0.1, Lambda: 10, Columns: 0.3, Rows: 0.5, Logistic: true,
		Seed: summarySeed + 1,
	}
	pairTrees = oblivious{
		Trees: 120, Depth: 6, Rate: 0.1, Lambda: 10, Columns: 0.3, Rows: 0.5, Logistic: true,
		Seed: summarySeed + 2,
	}
	sentenceTrees = oblivious{
		Trees: 500, Depth: 6, Rate: 0.05, Lambda: 5, Columns: 0.35, Rows: 0.5, Logistic: true,
		Seed: summarySeed + 3,
	}
	sketchTrees = oblivious{Trees: 120, Depth: 6, Rate: 0.1, Lambda: 20, Columns: 0.3, Rows: 0.5, Seed: summarySeed +
		4}
	setTrees = oblivious{Trees: 700, Depth: 6, Rate: 0.05, Lambda: 20, Columns: 0.3, Rows: 0.5, Seed: summarySeed +
		4}
)

// fitSummary fits all tables.
func fitSummary(cases []*summaryCase) *summary.Model {
	f := &summaryFit{cases: cases}
	for i, c := range cases {
		c.part, c.prediction = i%summaryParts, &summary.Prediction{}
	}
	for part := range f.parts {
		f.parts[part] = &summary.Model{}
	}
	f.lengths()
	f.words()
	f.pairs()
	f.sentences()
	f.sets()
	return &f.whole
}

// summaryFit is a fit under way.
type summaryFit struct {
	cases []*summaryCase
	parts [summaryParts]*summary.Model // each has not seen its part
	whole summary.Model
}

// forest fits the forests of one stage: rows returns a case's rows, labels and what of its weight each has.
func (f *summaryFit) forest(
	o oblivious, rows func(c *summaryCase) (rows [][]float32, label []float32),
	pick func(m *summary.Model) **summary.Forest, parts bool,
) {
	type data struct {
		rows  [][]float32
		label []float32
	}
	all := make([]data, len(f.cases))
	for i, c := range f.cases {
		all[i].rows, all[i].label = rows(c)
	}
	fit := func(part int) *summary.Forest {
		var x [][]float32
		var y, w []float32
		first := []int{0} // row of each case
		for i, c := range f.cases {
			if c.part == part {
				continue
			}
			// neither by their number nor all alike
			share := c.weight * float32(math.Sqrt(30/max(1, float64(len(all[i].rows)))))
			x, y = append(x, all[i].rows...), append(y, all[i].label...)
			for range all[i].rows {
				w = append(w, share)
			}
			first = append(first, len(x))
		}
		forest := o.fit(newSampleSet(x, y, w), first)
		return &forest
	}
	if parts {
		for part, m := range f.parts {
			*pick(m) = fit(part)
		}
	}
	*pick(&f.whole) = fit(-1)
}

func (f *summaryFit) lengths() {
	f.forest(lengthTrees, func(c *summaryCase) ([][]float32, []float32) {
		return [][]float32{c.doc.LengthFeatures(c.most)}, []float32{float32(math.Log(float64(max(1, c.judge.words))))}
	}, func(m *summary.Model) **summary.Forest { return &m.Length }, true)
	for _, c := range f.cases {
		c.prediction.Length = f.parts[c.part].PredictLength(c.doc.LengthFeatures(c.most))
	}
}

// The rows of words and pairs a case yields to learn from.
const (
	wordsPerCase = 80
	pairsPerCase = 120
)

func (f *summaryFit) words() {
	for part, m := range f.parts {
		m.Prior = fitPrior(f.cases, part)
	}
	f.whole.Prior = fitPrior(f.cases, -1)
	rng := random(summarySeed)
	f.forest(wordTrees, func(c *summaryCase) ([][]float32, []float32) {
		rows := c.doc.WordFeatures(c.most, c.prediction.Length, f.parts[c.part].Prior)
		return someRows(rows, summary.WordWidth, c.said[0],
			wordsPerCase, &rng)
	}, func(m *summary.Model) **summary.Forest { return &m.Word }, true)
	for _, c := range f.cases {
		m := f.parts[c.part]
		c.prediction.Word = summary.Likely(m.Word.Score(c.doc.WordFeatures(c.most, c.prediction.Length, m.Prior), nil))
	}
}

func (f *summaryFit) pairs() {
	rng := random(summarySeed)
	f.forest(pairTrees, func(c *summaryCase) ([][]float32, []float32) {
		return someRows(c.doc.PairFeatures(c.most, c.prediction.Length, c.prediction.Word), summary.PairWidth, c.said[1],
			pairsPerCase, &rng)
	}, func(m *summary.Model) **summary.Forest { return &m.Pair }, true)
	for _, c := range f.cases {
		c.prediction.Pair = summary.Likely(f.parts[c.part].Pair.Score(c.doc.PairFeatures(c.most, c.prediction.Length,
			c.prediction.Word), nil))
	}
}

// someRows draws some of the rows.
func someRows(rows []float32, width int, label []bool, most int, rng *random) (out [][]float32, y []float32) {
	for i, yes := range label {
		if rng.unit()*float64(len(label)) < float64(most) {
			out = append(out, append([]float32(nil), rows[i*width:(i+1)*width]...))
			y = append(y, float32(dataset.Bit(yes)))
		}
	}
	return out, y
}

// priorPrior is how many words a bucket is taken to have seen as usual.
const priorPrior = 3

// fitPrior returns for each bucket how much likelier its words stand in summaries than the other words of the document.
// Cases of a part are left out.
func fitPrior(cases []*summaryCase, part int) []byte {
	seen, usual := make([]float64, summary.WordBuckets), make([]float64, summary.WordBuckets)
	for _, c := range cases {
		if c.part == part {
			continue
		}
		n, yes := 0.0, 0.0
		for t := range c.doc.Tokens {
			if c.doc.Tokens[t].Count > 0 { // in the text
				n, yes = n+1, yes+float64(dataset.Bit(c.said[0][t]))
			}
		}
		for t := range c.doc.Tokens {
			if b := c.doc.Tokens[t].Bucket; c.doc.Tokens[t].Count > 0 {
				seen[b] += float64(dataset.Bit(c.said[0][t]))
				usual[b] += yes / n
			}
		}
	}
	table := make([]byte, summary.WordBuckets)
	for b := range table {
		lift := math.Log((seen[b] + priorPrior*0.15) / (usual[b] + priorPrior*0.15))
		table[b] = byte(int8(max(-127, min(127, math.Round(lift/summary.WordUnit)))))
	}
	return table
}

func (f *summaryFit) sentences() {
	for _, c := range f.cases {
		c.rows = c.doc.Features(c.most, c.prediction)
	}
	f.forest(sentenceTrees, func(c *summaryCase) (rows [][]float32, label []float32) {
		for i := range c.doc.Sentences {
			if c.doc.Sentences[i].Fit {
				rows, label = append(rows, c.row(i)), append(label, c.soft[i])
			}
		}
		return rows, label
	}, func(m *summary.Model) **summary.Forest { return &m.Sentence }, true)
	for part, m := range f.parts {
		m.Said = f.fitSaid(part)
	}
	f.whole.Said = f.fitSaid(-1)
}

// The settings of fitSaid: passes over the sentences, step of AdaGrad, and penalty on squared weights.
const (
	wordPasses  = 6
	wordStep    = 0.1
	wordPenalty = 0.005
)

// fitSaid learns what each word adds to the score that a forest gave, by logistic regression (AdaGrad, Duchi and others
// 2011).
func (f *summaryFit) fitSaid(part int) []byte {
	type example struct {
		buckets         []uint16
		score, y, w, by float64
	}
	var all []example
	for _, c := range f.cases {
		if c.part == part {
			continue
		}
		scores := f.parts[c.part].Sentence.Score(c.rows, nil)
		for i := range c.doc.Sentences {
			if c.doc.Sentences[i].Fit {
				b := c.doc.Sentences[i].Buckets
				all = append(all, example{
					b, float64(scores[i]), float64(c.soft[i]), float64(c.weight),
					math.Sqrt(float64(len(b) + 1)),
				})
			}
		}
	}
	weights, squares := make([]float64, summary.WordBuckets), make([]float64, summary.WordBuckets)
	rng := random(summarySeed)
	for range wordPasses {
		for k := range all { // Fisher-Yates
			j := k + int(rng.next()%uint64(len(all)-k))
			all[k], all[j] = all[j], all[k]
			x := &all[k]
			z := x.score
			for _, b := range x.buckets {
				z += weights[b] / x.by
			}
			slope := x.w * (text.Sigmoid(z) - x.y)
			for _, b := range x.buckets {
				g := slope/x.by + wordPenalty*weights[b]
				squares[b] += g * g
				weights[b] -= wordStep * g / math.Sqrt(squares[b]+0.1)
			}
		}
	}
	table := make([]byte, summary.WordBuckets)
	for b, w := range weights {
		table[b] = byte(int8(max(-127, min(127, math.Round(w/summary.WordUnit)))))
	}
	return table
}
