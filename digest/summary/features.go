package summary

import (
	"cmp"
	"math"
	"slices"
)

// SentenceWidth is how many features Features returns for a sentence.
const SentenceWidth = 93

// Features returns SentenceWidth features of each sentence, row by row, for a summary of at most most sentences. All
// are cheap: places, lengths, surface marks, overlaps of stems, what a prediction expects of it, and how central it is.
func (d *Document) Features(most int, g *Prediction) []float32 {
	n := len(d.Sentences)
	out := make([]float32, n*SentenceWidth)
	if n == 0 {
		return out
	}
	v := d.view()
	v.worth = d.worth(g)
	c := d.Centrality()
	v.predict(g)
	before := 0
	for i := range d.Sentences {
		s := &d.Sentences[i]
		row := out[i*SentenceWidth : i*SentenceWidth : (i+1)*SentenceWidth]
		row = d.placeFeatures(row, v, i, before, most)
		row = surfaceFeatures(row, s)
		row = d.termFeatures(row, v, i)
		row = d.predictionFeatures(row, v, g, i)
		row = c.features(row, i)
		row = d.likeness().features(row, i)
		row = append(row, d.style.features()...)
		_ = append(row, flag(d.Sentences[i].marks.apart), flag(d.Language == "en"), flag(d.Language == "ru"),
			flag(d.Language == "tr"), flag(len(d.title) > 0))
		before += s.words
	}
	return out
}

// view holds what is reckoned once a document.
type view struct {
	mean         float64 // words of a sentence
	total        float64 // weight of all terms
	norm         float64 // length of the document's term vector
	first        []int   // sentence in which a term comes first
	last         []int   // and last
	top          []bool  // whether a term is among the ten heaviest
	next         []bool  // or among the twenty after them
	lead         []bool  // whether a term stands in the first three sentences
	inTitle      []bool
	size         []int // sentences by block
	central      []float64
	degree       []float64
	byCentrality []int // rank of each sentence
	byDegree     []int
	byLength     []int
	worth        *worth
	near         []float64 // ROUGE expected of each sentence alone
	byNear       []int
	byWords      []int // by expected words a word
	byPairs      []int
}

// predict reckons what a prediction makes of each sentence by itself.
func (v *view) predict(g *Prediction) {
	n := len(v.worth.words)
	v.near = make([]float64, n)
	dense, denser := make([]float64, n), make([]float64, n)
	for i := range v.near {
		size := float64(v.worth.size[i])
		v.near[i] = (f1(v.worth.words[i], size, g.Length) + f1(v.worth.pairs[i], size-1, g.Length-1)) / 2
		dense[i], denser[i] = float64(ratio(v.worth.words[i], size)), float64(ratio(v.worth.pairs[i], size))
	}
	v.byNear, v.byWords, v.byPairs = ranks(v.near), ranks(dense), ranks(denser)
}

func (d *Document) predictionFeatures(row []float32, v *view, g *Prediction, i int) []float32 {
	n, w := float64(len(d.Sentences)), v.worth
	size := float64(w.size[i])
	return append(row,
		float32(g.Length), ratio(g.Length, float64(d.words)), ratio(size, g.Length), float32(w.words[i]),
		float32(w.pairs[i]),
		ratio(w.words[i], size), ratio(w.pairs[i], size), ratio(w.words[i], g.Length),
		float32(f1(w.words[i], size, g.Length)), float32(v.near[i]),
		float32(v.byNear[i]), ratio(float64(v.byNear[i]), n), ratio(float64(v.byWords[i]), n),
		ratio(float64(v.byPairs[i]), n),
	)
}

func (d *Document) view() *view {
	n, terms := len(d.Sentences), len(d.count)
	v := &view{
		first: make([]int, terms), last: make([]int, terms), top: make([]bool, terms), next: make([]bool, terms),
		lead:    make([]bool, terms),
		inTitle: make([]bool, terms), size: make([]int, d.blocks), central: make([]float64, n),
		degree: make([]float64, n),
	}
	v.mean = float64(d.words) / float64(n)
	for t := range v.first {
		v.first[t] = -1
		v.total += d.weight[t]
		v.norm += d.weight[t] * d.weight[t]
	}
	v.norm = math.Sqrt(v.norm)
	for _, t := range d.title {
		v.inTitle[t] = true
	}
	for i := range d.Sentences {
		s := &d.Sentences[i]
		v.size[s.block]++
		for _, t := range s.terms {
			if v.first[t] < 0 {
				v.first[t] = i
			}
			v.last[t] = i
			v.lead[t] = v.lead[t] || i < 3
			v.central[i] += d.weight[t]
			v.degree[i] += float64(d.count[t] - 1)
		}
	}
	heavy := make([]int, terms)
	for t := range heavy {
		heavy[t] = t
	}
	slices.SortFunc(heavy, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.count[b], d.count[a]), cmp.Compare(v.first[a], v.first[b]), cmp.Compare(a, b))
	})
	for k, t := range heavy[:min(30, terms)] {
		v.top[t], v.next[t] = k < 10, k >= 10
	}
	length := make([]float64, n)
	for i := range length {
		length[i] = float64(d.Sentences[i].words)
		if k := float64(len(d.Sentences[i].terms)); k > 0 {
			v.degree[i] /= k
		}
	}
	v.byCentrality, v.byDegree, v.byLength = ranks(v.central), ranks(v.degree), ranks(length)
	return v
}

// ranks returns each value's place, 0 for the highest; equal values stand in their order.
func ranks(x []float64) []int {
	at := make([]int, len(x))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(x[b], x[a]) })
	out := make([]int, len(x))
	for r, i := range at {
		out[i] = r
	}
	return out
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func ratio(a, b float64) float32 {
	if b == 0 {
		return 0
	}
	return float32(a / b)
}

func (d *Document) placeFeatures(row []float32, v *view, i, before, most int) []float32 {
	n := float64(len(d.Sentences))
	s := &d.Sentences[i]
	k := float64(most)
	return append(row,
		float32(i), ratio(float64(i), n), float32(1/float64(i+1)), float32(n), float32(math.Log1p(float64(d.words))),
		float32(k), ratio(k, n), float32(s.block), ratio(float64(s.block), float64(d.blocks)), float32(s.within),
		flag(s.Fresh), flag(s.within == v.size[s.block]-1), float32(v.size[s.block]), ratio(float64(d.blocks), n),
		ratio(float64(before), float64(d.words)),
		float32(n-1-float64(i)), float32(v.mean), float32(d.Sentences[0].words),
	)
}

func surfaceFeatures(row []float32, s *Sentence) []float32 {
	m := &s.marks
	w := float64(s.words)
	return append(row,
		float32(w), float32(math.Log1p(w)), ratio(float64(len(s.terms)), w), ratio(float64(m.stops), w),
		float32(m.digits),
		float32(m.capitals), ratio(float64(m.capitals), w), float32(m.commas), float32(m.quotes), flag(m.question),
		flag(m.speech), flag(m.spoken), flag(m.bracket), flag(s.points), flag(m.stop),
		flag(m.ellipsis), ratio(float64(m.runes), w), flag(m.linked),
	)
}

func (d *Document) termFeatures(row []float32, v *view, i int) []float32 {
	s := &d.Sentences[i]
	n, terms := float64(len(d.Sentences)), float64(len(s.terms))
	var top, next, lead, title, fresh, later, opens, span float64
	for _, t := range s.terms {
		top += float64(flag(v.top[t]))
		next += float64(flag(v.next[t]))
		lead += float64(flag(v.lead[t]))
		title += float64(flag(v.inTitle[t]))
		fresh += float64(flag(v.first[t] == i))
		later += float64(flag(v.last[t] > i))
		opens += float64(flag(v.first[t] == i && v.last[t] > i))
		span += float64(v.first[t])
	}
	row = append(row,
		ratio(float64(v.central[i]), terms), ratio(float64(v.central[i]), v.total), ratio(float64(v.central[i]),
			v.norm*math.Sqrt(max(1, terms))),
		float32(top), float32(next), ratio(lead, terms), ratio(title, float64(len(d.title))), ratio(title, terms),
		ratio(fresh, terms), ratio(later, terms), float32(opens), ratio(span, terms*n), float32(v.degree[i]),
		ratio(v.degree[i], n),
		ratio(float64(v.byCentrality[i]), n), ratio(float64(v.byDegree[i]), n), ratio(float64(v.byLength[i]), n),
		float32(v.byCentrality[i]), float32(v.byLength[i]),
	)
	var first, prev, after, far float64
	if i > 0 {
		first = alike(s, &d.Sentences[0])
		prev = alike(s, &d.Sentences[i-1])
	}
	if i+1 < len(d.Sentences) {
		after = alike(s, &d.Sentences[i+1])
	}
	if i+2 < len(d.Sentences) {
		far = alike(s, &d.Sentences[i+2])
	}
	return append(row, float32(first), float32(prev), float32(after), float32(far), float32(terms))
}
