package summary

import (
	"cmp"
	"math"
	"slices"
)

// SetWidth is how many features Pool.Features returns for a set of sentences.
const SetWidth = 64

// Pool is the sentences a summary is chosen from: the most salient ones of a document.
type Pool struct {
	Sentences []int // indexes, ascending

	d          *Document
	most       int
	budget     int       // most characters of a set; 0 = no limit
	p          []float32 // salience of each
	rank       []int     // place by salience, 0 the best
	prior      []float64 // of the first k by salience, their sum
	top        []int32   // the heaviest terms of the document
	total      float64   // weight of all terms
	alike      [][]float64
	stamp      []int // of each term: the last set that counted it
	round      int
	prediction *Prediction
	worth      *worth
	words      []int     // of each token: the last set that counted it
	twos       []int     // of each pair
	greedy     []float64 // the ROUGE expected of the sets that grow by what adds most to it, by their size
	best       float64   // the greatest of them
}

const (
	poolSize = 10 // sentences looked at …
	poolMore = 4  // … or this many more than wanted
	beam     = 8  // sets kept at each size
)

// Pool gathers the sentences to choose from. salience holds a number for every sentence, higher the likelier it belongs
// in the summary; unfit sentences are left out.
func (d *Document) Pool(salience []float32, most int, predicted *Prediction) *Pool {
	var order []int
	for i := range d.Sentences {
		if d.Sentences[i].Fit && d.supported(i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(salience[b], salience[a]) })
	order = order[:min(len(order), max(poolSize, most+poolMore))]
	p := &Pool{
		Sentences: slices.Sorted(slices.Values(order)), d: d, most: most, stamp: make([]int, len(d.weight)),
		prediction: predicted, worth: d.worth(predicted), words: make([]int, len(d.Tokens)),
		twos: make([]int, len(predicted.Pair)),
	}
	p.rank, p.p = make([]int, len(order)), make([]float32, len(order))
	p.prior = make([]float64, len(order)+1)
	for r, i := range order {
		k, _ := slices.BinarySearch(p.Sentences, i)
		p.rank[k], p.p[k] = r, salience[i]
		p.prior[r+1] = p.prior[r] + float64(salience[i])
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
	p.growGreedily()
	return p
}

// Choose grows sets of up to most sentences, keeping the best few of each size by score, and returns the best of all:
// members of p.Sentences, ascending. score reads a row of Features. visit, when not nil, sees every set scored.
func (p *Pool) Choose(score func(rows, out []float32) []float32, visit func(set []int, row []float32)) []int {
	type scored struct {
		set []int
		v   float32
	}
	var best scored
	front := []scored{{}}
	var rows, scores []float32
	for size := 1; size <= p.most && len(front) > 0; size++ {
		var next []scored
		seen := map[uint64]bool{}
		rows = rows[:0]
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
				rows = p.Features(set, rows)
				next = append(next, scored{set: set})
			}
		}
		scores = score(rows, scores[:0])
		for i := range next {
			next[i].v = scores[i]
			if visit != nil {
				visit(next[i].set, rows[i*SetWidth:(i+1)*SetWidth])
			}
		}
		slices.SortStableFunc(next,
			func(a, b scored) int { return cmp.Or(cmp.Compare(b.v, a.v), slices.Compare(a.set, b.set)) })
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

// leanedOn returns the sentences that sentence i may lean on, the nearest first: the one before it under the same
// heading, or, past others that lean on the same, the one before those, unless i is tied to the nearest.
func (d *Document) leanedOn(i int) []int {
	var out []int
	for j := i - 1; j >= 0 && i-j <= 3 && d.Sentences[j].part == d.Sentences[i].part; j-- {
		out = append(out, j)
		if !d.Sentences[j].Leans || d.Sentences[i].tied {
			break
		}
	}
	return out
}

// supported reports whether a sentence that leans on others could stand behind one of them.
func (d *Document) supported(i int) bool {
	return !d.Sentences[i].Leans || slices.ContainsFunc(d.leanedOn(i), func(j int) bool {
		return d.Sentences[j].Fit && d.supported(j)
	})
}

// stands reports whether a set keeps the budget and every sentence that leans on another has the one it leans on right
// before it: the sentence before it under the same heading, or, past others that lean on the same, the one before
// those.
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
	if p.d.Sentences[p.Sentences[set[0]]].Follows {
		return false
	}
	for _, k := range set {
		i := p.Sentences[k]
		if !p.d.Sentences[i].Leans {
			continue
		}
		if !slices.ContainsFunc(p.d.leanedOn(i), func(j int) bool {
			at, found := slices.BinarySearch(p.Sentences, j)
			return found && slices.Contains(set, at)
		}) {
			return false
		}
	}
	return true
}

// Features appends SetWidth features of a set (ascending places in p.Sentences) to row.
func (p *Pool) Features(set []int, row []float32) []float32 {
	d := p.d
	k, n := float64(len(set)), float64(len(d.Sentences))
	var sum, words, ranks, places, covered, title, top, terms, lead, alikes float64
	low, high, near := math.Inf(1), math.Inf(-1), 0.0
	var leans, spoken, digits, capitals, next, fresh, linked, question, speech, apart float64
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
		leans += float64(flag(s.points))
		spoken += float64(flag(s.marks.spoken))
		linked += float64(flag(s.marks.linked))
		question += float64(flag(s.marks.question))
		speech += float64(flag(s.marks.speech))
		apart += float64(flag(s.marks.apart))
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
	like := d.likeness()
	var likes, likeRanks, worst float64
	for _, c := range set {
		i := p.Sentences[c]
		r := float64(like.rank[i])
		likes, likeRanks, worst = likes+like.cosine[i], likeRanks+r, max(worst, r)
	}
	pairs := max(1, k*(k-1)/2)
	at0, at1 := float64(p.Sentences[set[0]]), float64(p.Sentences[set[len(set)-1]])
	row = append(row,
		float32(k), ratio(k, float64(p.most)), float32(p.most), float32(sum), ratio(sum, k), float32(low),
		float32(high),
		ratio(sum, p.prior[len(set)]), float32(ranks), ratio(ranks, k), float32(words), ratio(words, k),
		ratio(words, float64(d.words)),
		float32(math.Log1p(float64(d.words))), float32(at0), float32(at1), ratio(places, k), ratio(places, k*n),
		ratio(at1, n),
		float32(next), ratio(covered, p.total), ratio(covered, max(1, terms)), ratio(title, float64(len(d.title))),
		float32(top),
		ratio(lead, float64(len(first.terms))), float32(near), ratio(alikes, pairs), ratio(leans, k),
		ratio(spoken+question, k),
		ratio(digits, k), ratio(capitals, words), ratio(fresh, k), ratio(linked, k), ratio(speech, k),
		flag(d.Language == "en"), flag(d.Language == "ru"),
		ratio(k, n), ratio(likes, like.best[len(set)]), ratio(likes*n, k*like.best[len(like.rank)]),
		ratio(likeRanks, k*n), ratio(worst, n),
	)
	row = append(row, d.style.features()...)
	row = append(row, ratio(apart, k))
	return p.predictionFeatures(set, row)
}

// predictionFeatures appends what the prediction makes of a set.
func (p *Pool) predictionFeatures(set []int, row []float32) []float32 {
	m, d, length := p.match(set), p.d, p.prediction.Length
	one, two := f1(m.words, m.size, length), f1(m.pairs, m.size, length)
	near := (one + two) / 2
	return append(row,
		float32(m.words), float32(m.content), float32(m.pairs), float32(m.size), ratio(m.words, m.size),
		ratio(m.pairs, m.size),
		ratio(m.words, length), ratio(m.size, length), float32(one), float32(two), float32(near),
		float32(near-p.greedy[len(set)]),
		float32(near-p.best), float32(length), ratio(length, float64(d.words)), float32(len(d.Sentences)),
		flag(d.Language == "tr"), flag(len(d.title) > 0),
	)
}

// match is what a set is expected to share with the summary.
type match struct {
	words   float64 // distinct words
	content float64 // of them with a meaning of their own
	pairs   float64 // distinct pairs of neighbours
	size    float64 // words of the set
}

func (p *Pool) match(set []int) (m match) {
	p.round++
	for _, c := range set {
		i := p.Sentences[c]
		m.size += float64(p.worth.size[i])
		for _, t := range p.worth.said[i] {
			if p.words[t] != p.round {
				p.words[t] = p.round
				m.words += float64(p.prediction.Word[t])
				if p.d.Tokens[t].term >= 0 {
					m.content += float64(p.prediction.Word[t])
				}
			}
		}
		for _, t := range p.worth.twos[i] {
			if p.twos[t] != p.round {
				p.twos[t] = p.round
				m.pairs += float64(p.prediction.Pair[t])
			}
		}
	}
	return m
}

// growGreedily fills greedy and best.
func (p *Pool) growGreedily() {
	p.greedy = make([]float64, p.most+1)
	var set []int
	for size := 1; size <= p.most; size++ {
		best, at := math.Inf(-1), -1
		for k := range p.Sentences {
			if slices.Contains(set, k) {
				continue
			}
			m := p.match(append(set, k))
			if x := (f1(m.words, m.size, p.prediction.Length) + f1(m.pairs, m.size,
				p.prediction.Length)) / 2; x > best {
				best, at = x, k
			}
		}
		if at < 0 {
			break
		}
		set = append(set, at)
		p.greedy[size], p.best = best, max(p.best, best)
	}
}
