package page

import "attache/news"

// secondCount is how many numbers the second stage adds to a block's features.
const secondCount = 33

// manyWords is how many words are told apart from more of them.
const manyWords = 1000

// Neighbourhood is what the first stage said of a page's blocks, with running sums that make the second stage cheap.
type Neighbourhood struct {
	s            *BlockTable
	p            []float32
	mass, weight []float32 // prefix sums of p·words and of words
	good         []float32 // prefix sums of words of blocks with p > 0.5
	lastSure     []int32   // by block: the nearest sure block at or before it; -1 = none
	nextSure     []int32   // … at or after it; len = none
	keyMass      map[uint64][2]float32
	first, last  int32 // the first and last sure block
}

// Neighbourhood takes the first stage's probabilities of all blocks.
func (s *BlockTable) Neighbourhood(p []float32) *Neighbourhood {
	n := len(p)
	o := &Neighbourhood{
		s: s, p: p, mass: make([]float32, n+1), weight: make([]float32, n+1), good: make([]float32, n+1),
		lastSure: make([]int32, n), nextSure: make([]int32, n), keyMass: make(map[uint64][2]float32, 64), first: -1,
		last: -1,
	}
	near := int32(-1)
	for i := range p {
		w := float32(s.Blocks[i].Words)
		o.mass[i+1] = o.mass[i] + w*p[i]
		o.weight[i+1] = o.weight[i] + w
		o.good[i+1] = o.good[i]
		if p[i] > .5 {
			o.good[i+1] += w
		}
		if p[i] > .7 && w >= 12 {
			near = int32(i)
			if o.first < 0 {
				o.first = near
			}
			o.last = near
		}
		o.lastSure[i] = near
		k := o.keyMass[s.keys[i]]
		o.keyMass[s.keys[i]] = [2]float32{k[0] + w*p[i], k[1] + w}
	}
	near = int32(n)
	for i := n - 1; i >= 0; i-- {
		if p[i] > .7 && s.Blocks[i].Words >= 12 {
			near = int32(i)
		}
		o.nextSure[i] = near
	}
	return o
}

func (o *Neighbourhood) mean(from, to int) float32 {
	w := o.weight[to] - o.weight[from]
	if w <= 0 {
		return -1
	}
	return (o.mass[to] - o.mass[from]) / w
}

func (o *Neighbourhood) at(i int) float32 {
	if i < 0 || i >= len(o.p) {
		return -1
	}
	return o.p[i]
}

// Features appends to f, the block's own features, what the first stage says about the surroundings of block i: by both
// the second stage judges it.
func (o *Neighbourhood) Features(i int, f []float32) []float32 {
	s := o.s
	n := len(o.p)
	total := o.good[n]
	b := &s.Blocks[i]
	for d := -4; d <= 4; d++ {
		f = append(f, o.at(i+d))
	}
	around := func(at int32) float32 {
		if at < 0 {
			return -1
		}
		from, to := s.Span(at)
		return o.mean(int(from), int(to))
	}
	parent := s.Nodes[b.Box].Parent
	grand := int32(-1)
	if parent >= 0 {
		grand = s.Nodes[parent].Parent
	}
	k := o.keyMass[s.keys[i]]
	keyMean := float32(-1)
	if k[1] > 0 {
		keyMean = k[0] / k[1]
	}
	f = append(f, around(b.Box), around(parent), around(grand), keyMean, upTo(k[0], manyWords),
		o.mean(max(0, i-5), i), o.mean(i+1, min(n, i+6)), o.mean(max(0, i-12), i), o.mean(i+1, min(n, i+13)),
		upTo(o.good[i], manyWords), upTo(total-o.good[i+1], manyWords), share(o.good[i], total), upTo(total, manyWords),
		share(total, o.weight[n]),
		upTo(float32(i)-float32(o.lastSure[i]), 40), upTo(float32(o.nextSure[i])-float32(i), 40),
		upTo(float32(int32(i)-o.first), 60), upTo(float32(o.last-int32(i)), 60))
	// the section: from the heading above to the next one
	up := i
	for up > 0 && i-up < 40 && s.Blocks[up].Kind != news.Heading {
		up--
	}
	down := i + 1
	for down < n && down-i < 40 && s.Blocks[down].Kind != news.Heading {
		down++
	}
	sure := float32(3000)
	if int(o.nextSure[i]) < n {
		sure = float32(s.SumText[o.nextSure[i]] - s.SumText[i])
	}
	back := float32(-1)
	if o.lastSure[i] >= 0 {
		back = float32(s.SumText[i] - s.SumText[o.lastSure[i]])
	}
	return append(f, o.p[up], o.mean(up, down), o.mean(i, down), o.at(down), upTo(sure, 3000), upTo(back, 3000))
}

func share(a, b float32) float32 {
	if b <= 0 {
		return 0
	}
	return a / b
}
