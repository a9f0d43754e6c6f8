package summary

import "math"

// mostCompared is how many sentences from the beginning are compared with each other; the rest of a longer article
// count as if nothing were like them.
const mostCompared = 100

// Centrality tells three ways how much of an article is like each of its sentences: the stationary share of a walk over
// sentences by the cosine of the words they share (as TextRank, Mihalcea and Tarau 2004, with another likeness), the
// same with rarer words counting more (LexRank, Erkan and Radev 2004), and the plain mean of the words shared.
type Centrality struct {
	TextRank, lexRank, shared []float64
	byText, byLex, byShared   []int // ranks
}

// Centrality returns how central each sentence is; of the first mostCompared only, the others count 0.
func (d *Document) Centrality() Centrality {
	n := len(d.Sentences)
	c := Centrality{TextRank: make([]float64, n), lexRank: make([]float64, n), shared: make([]float64, n)}
	if m := min(n, mostCompared); m > 1 {
		d.compare(&c, m)
	}
	c.byText, c.byLex, c.byShared = ranks(c.TextRank), ranks(c.lexRank), ranks(c.shared)
	return c
}

func (c *Centrality) features(row []float32, i int) []float32 {
	n := float64(len(c.shared))
	return append(row,
		float32(c.TextRank[i]), float32(c.lexRank[i]), float32(c.shared[i]*n),
		ratio(float64(c.byText[i]), n), ratio(float64(c.byLex[i]), n), ratio(float64(c.byShared[i]), n),
	)
}

// compare fills c for the first m sentences.
func (d *Document) compare(c *Centrality, m int) {
	n := len(d.Sentences)
	idf := make([]float64, len(d.count))
	for t, k := range d.count {
		idf[t] = math.Log1p(float64(n) / float64(k))
	}
	norm := make([]float64, m)
	for i := range m {
		for _, t := range d.Sentences[i].terms {
			norm[i] += idf[t] * idf[t]
		}
		norm[i] = math.Sqrt(norm[i])
	}
	has := make([][]int32, len(d.count)) // sentences by term
	for i := range m {
		for _, t := range d.Sentences[i].terms {
			has[t] = append(has[t], int32(i))
		}
	}
	text, lex := make([]float64, m*m), make([]float64, m*m)
	for i := range m {
		for _, t := range d.Sentences[i].terms {
			w := idf[t] * idf[t]
			for _, j := range has[t] {
				text[i*m+int(j)]++
				lex[i*m+int(j)] += w
			}
		}
	}
	for i := range m {
		li := float64(len(d.Sentences[i].terms))
		for j := range m {
			k := i*m + j
			if i == j || text[k] == 0 {
				text[k], lex[k] = 0, 0
				continue
			}
			lj := float64(len(d.Sentences[j].terms))
			c.shared[i] += 2 * text[k] / ((li + lj) * float64(m-1))
			text[k] /= math.Sqrt(li * lj)
			lex[k] /= norm[i] * norm[j]
		}
	}
	walk(text, c.TextRank[:m])
	walk(lex, c.lexRank[:m])
}

// The walk of PageRank: the share of steps that follow a likeness, and the number of rounds.
const (
	damping = 0.85
	rounds  = 12
)

// walk fills rank with the stationary shares of a walk by the symmetric likenesses, times their number, so that 1 is
// the mean.
func walk(alike, rank []float64) {
	m := len(rank)
	out := make([]float64, m)
	for i := range m {
		for _, x := range alike[i*m : (i+1)*m] {
			out[i] += x
		}
		rank[i] = 1
	}
	next := make([]float64, m)
	for range rounds {
		lost := 0.0
		for i := range next {
			next[i] = 0
			if out[i] == 0 {
				lost += rank[i] / float64(m)
			}
		}
		for i := range m {
			if out[i] == 0 {
				continue
			}
			step := rank[i] / out[i]
			for j, x := range alike[i*m : (i+1)*m] {
				next[j] += step * x
			}
		}
		for i := range rank {
			rank[i] = 1 - damping + damping*(next[i]+lost)
		}
	}
}

// likeness tells how much of an article is like each of its sentences in a fourth way: by the cosines with all of them
// of all but the emptiest words, each as often as it occurs.
type likeness struct {
	cosine []float64 // by sentence
	rank   []int
	best   []float64 // of the first k by rank, their sum
}

func (d *Document) likeness() *likeness {
	if d.like != nil {
		return d.like
	}
	l := &likeness{cosine: d.cosines()}
	l.rank, l.best = ranks(l.cosine), make([]float64, len(l.cosine)+1)
	for i, r := range l.rank {
		l.best[r+1] = l.cosine[i]
	}
	for r := range l.rank {
		l.best[r+1] += l.best[r]
	}
	d.like = l
	return l
}

func (l *likeness) features(row []float32, i int) []float32 {
	n, rank := float64(len(l.rank)), float64(l.rank[i])
	return append(row, ratio(l.cosine[i], n), ratio(l.cosine[i]*n, l.best[len(l.rank)]), float32(rank), ratio(rank, n))
}

// cosines tells of each sentence the sum of its cosines with all sentences: its product with their sum, as vectors of
// length 1.
func (d *Document) cosines() []float64 {
	sum, counts := make([]float64, d.plain), make([]float64, d.plain)
	norm := make([]float64, len(d.Sentences))
	for i := range d.Sentences {
		words := d.Sentences[i].plain
		for _, w := range words {
			counts[w]++
		}
		square := 0.0
		for _, w := range words {
			square += counts[w] // what occurs n times adds n so often
		}
		norm[i] = math.Sqrt(max(1, square))
		for _, w := range words {
			counts[w], sum[w] = 0, sum[w]+1/norm[i]
		}
	}
	out := make([]float64, len(d.Sentences))
	for i := range out {
		for _, w := range d.Sentences[i].plain {
			out[i] += sum[w] / norm[i]
		}
	}
	return out
}
