package extract

import (
	"cmp"
	"math"
	"slices"
)

// SetFeatures is how many figures Pool.Features gives for a set of sentences.
const SetFeatures = 36

// Pool is the sentences a summary is chosen from: the most promising ones of a document.
type Pool struct {
	Sentences []int // indexes, ascending

	d      *Doc
	most   int
	budget int       // most characters of a set; 0 = no limit
	p      []float32 // promise of each
	rank   []int     // place by promise, 0 the best
	prior  []float64 // of the first k by promise, their sum
	top    []int32   // the heaviest terms of the document
	total  float64   // weight of all terms
	alike  [][]float64
	stamp  []int // of each term: the last set that counted it
	round  int
}

const (
	poolSize = 10 // sentences looked at …
	poolMore = 4  // … or this many more than wanted
	beam     = 8  // sets kept at each size
)

// Pool gathers the sentences to choose from. promise holds a figure for every sentence, higher the likelier it belongs in
// the summary; unfit sentences are left out.
func (d *Doc) Pool(promise []float32, most int) *Pool {
	var order []int
	for i := range d.Sentences {
		if d.Sentences[i].Fit {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(promise[b], promise[a]) })
	order = order[:min(len(order), max(poolSize, most+poolMore))]
	p := &Pool{Sentences: slices.Sorted(slices.Values(order)), d: d, most: most, stamp: make([]int, len(d.weight))}
	p.rank, p.p = make([]int, len(order)), make([]float32, len(order))
	p.prior = make([]float64, len(order)+1)
	for r, i := range order {
		k, _ := slices.BinarySearch(p.Sentences, i)
		p.rank[k], p.p[k] = r, promise[i]
		p.prior[r+1] = p.prior[r] + float64(promise[i])
	}
	for _, w := range d.weight {
		p.total += w
	}
	for t := range d.weight {
		p.top = append(p.top, int32(t))
	}
	slices.SortStableFunc(p.top, func(a, b int32) int { return cmp.Compare(d.count[b], d.count[a]) })
	p.top = p.top[:min(len(p.top), 12)]
	p.alike = make([][]float64, len(order))
	for i := range p.alike {
		p.alike[i] = make([]float64, len(order))
		for j := range i {
			s := alike(&d.Sentences[p.Sentences[i]], &d.Sentences[p.Sentences[j]])
			p.alike[i][j], p.alike[j][i] = s, s
		}
	}
	return p
}

// Choose grows sets of up to most sentences, keeping the best few of each size by score, and gives the best of all: members of
// p.Sentences, ascending. score reads a row of Features. visit, when not nil, sees every set scored.
func (p *Pool) Choose(score func(row []float32) float32, visit func(set []int, row []float32)) []int {
	type scored struct {
		set []int
		v   float32
	}
	var best scored
	front := []scored{{}}
	row := make([]float32, 0, SetFeatures)
	for size := 1; size <= p.most && len(front) > 0; size++ {
		var next []scored
		seen := map[uint64]bool{}
		for _, f := range front {
			for k := range p.Sentences {
				at, had := slices.BinarySearch(f.set, k)
				if had {
					continue
				}
				set := slices.Insert(slices.Clone(f.set), at, k)
				key := bits(set)
				if seen[key] || !p.stands(set) {
					continue
				}
				seen[key] = true
				row = p.Features(set, row[:0])
				v := score(row)
				if visit != nil {
					visit(set, row)
				}
				next = append(next, scored{set, v})
			}
		}
		slices.SortStableFunc(next, func(a, b scored) int { return cmp.Or(cmp.Compare(b.v, a.v), slices.Compare(a.set, b.set)) })
		front = next[:min(len(next), beam)]
		if len(front) > 0 && (best.set == nil || front[0].v > best.v) {
			best = front[0]
		}
	}
	out := make([]int, len(best.set))
	for i, k := range best.set {
		out[i] = p.Sentences[k]
	}
	return out
}

func bits(set []int) (b uint64) {
	for _, k := range set {
		b |= 1 << k
	}
	return b
}

// stands reports whether a set keeps the budget and every sentence that points back has what it points to: the sentence before it under the same heading, or, past other sentences that
// point back to the same, the one before those.
func (p *Pool) stands(set []int) bool {
	if p.budget > 0 {
		left := p.budget
		for _, k := range set {
			left -= p.d.Sentences[p.Sentences[k]].marks.runes
		}
		if left < 0 {
			return false
		}
	}
	for _, k := range set {
		i := p.Sentences[k]
		if !p.d.Sentences[i].Leans {
			continue
		}
		ok := false
		for j := i - 1; j >= 0 && i-j <= 3 && p.d.Sentences[j].part == p.d.Sentences[i].part; j-- {
			if at, found := slices.BinarySearch(p.Sentences, j); found && slices.Contains(set, at) {
				ok = true
				break
			}
			if !p.d.Sentences[j].Leans {
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// Features appends SetFeatures figures about a set (ascending places in p.Sentences) to row.
func (p *Pool) Features(set []int, row []float32) []float32 {
	d := p.d
	k, n := float64(len(set)), float64(len(d.Sentences))
	var sum, words, ranks, places, covered, title, top, terms, lead, alikes float64
	low, high, near := math.Inf(1), math.Inf(-1), 0.0
	var leans, spoken, digits, capitals, next, fresh, linked, question, speech float64
	p.round++
	for a, c := range set {
		i := p.Sentences[c]
		s := &d.Sentences[i]
		q := float64(p.p[c])
		sum, low, high = sum+q, min(low, q), max(high, q)
		words += float64(s.words)
		ranks += float64(p.rank[c])
		places += float64(i)
		terms += float64(len(s.terms))
		leans += float64(flag(s.Leans))
		spoken += float64(flag(s.marks.spoken))
		linked += float64(flag(s.marks.linked))
		question += float64(flag(s.marks.question))
		speech += float64(flag(s.marks.speech))
		fresh += float64(flag(s.Fresh))
		digits += float64(s.marks.digits)
		capitals += float64(s.marks.capitals)
		if a > 0 {
			next += float64(flag(p.Sentences[set[a-1]] == i-1))
		}
		for _, b := range set[:a] {
			alikes += p.alike[c][b]
			near = max(near, p.alike[c][b])
		}
		for _, t := range s.terms {
			if p.stamp[t] != p.round {
				p.stamp[t] = p.round
				covered += d.weight[t]
			}
		}
	}
	for _, t := range d.title {
		if int(t) < len(p.stamp) {
			title += float64(flag(p.stamp[t] == p.round))
		}
	}
	for _, t := range p.top {
		top += float64(flag(p.stamp[t] == p.round))
	}
	first := &d.Sentences[0]
	for _, t := range first.terms {
		lead += float64(flag(p.stamp[t] == p.round))
	}
	pairs := max(1, k*(k-1)/2)
	at0, at1 := float64(p.Sentences[set[0]]), float64(p.Sentences[set[len(set)-1]])
	return append(row,
		float32(k), ratio(k, float64(p.most)), float32(p.most), float32(sum), ratio(sum, k), float32(low), float32(high),
		ratio(sum, p.prior[len(set)]), float32(ranks), ratio(ranks, k), float32(words), ratio(words, k), ratio(words, float64(d.words)),
		float32(math.Log1p(float64(d.words))), float32(at0), float32(at1), ratio(places, k), ratio(places, k*n), ratio(at1, n),
		float32(next), ratio(covered, p.total), ratio(covered, max(1, terms)), ratio(title, float64(len(d.title))), float32(top),
		ratio(lead, float64(len(first.terms))), float32(near), ratio(alikes, pairs), ratio(leans, k), ratio(spoken+question, k),
		ratio(digits, k), ratio(capitals, words), ratio(fresh, k), ratio(linked, k), ratio(speech, k),
		flag(d.Language == "en"), flag(d.Language == "ru"),
	)
}
