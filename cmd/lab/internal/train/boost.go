package train

import (
	"encoding/binary"
	"math"
	"slices"
	"sort"

	"attache/scrape/page"
	"attache/text"
)

// boost grows forests by gradient boosting on histograms with the logistic loss (Friedman 2001; leaf-wise growth and
// histogram subtraction as in LightGBM). It is deterministic: same rows, same settings, same forest.
type boost struct {
	Trees   int
	Leaves  int
	Rate    float64 // shrinkage
	Lambda  float64 // L2 penalty on leaf scores
	MinHess float64 // least second derivative in a leaf
	Columns float64 // share of features each tree may use
	Seed    uint64
}

// maxBins is into how many bins the values of a column are put at most: splits are tried at their edges.
const maxBins = 64

// sampleSet is the rows to learn from, column by column and binned.
type sampleSet struct {
	label, weight []float32
	bins          [][]uint8   // by feature, by row
	lines         []uint8     // the same by row, by feature: what a leaf's rows have is then close together
	cuts          [][]float32 // by feature: upper edges of bins
}

// newSampleSet bins the rows' features by quantiles.
func newSampleSet(rows [][]float32, label, weight []float32) *sampleSet {
	s := &sampleSet{label: label, weight: weight}
	if len(rows) == 0 {
		return s
	}
	n := len(rows[0])
	s.bins, s.cuts = make([][]uint8, n), make([][]float32, n)
	step := max(1, len(rows)/50_000)
	for f := range n {
		var vals []float32
		for i := 0; i < len(rows); i += step {
			vals = append(vals, rows[i][f])
		}
		slices.Sort(vals)
		s.cuts[f] = quantileCuts(vals)
		col := make([]uint8, len(rows))
		for i := range rows {
			v := rows[i][f]
			col[i] = uint8(sort.Search(len(s.cuts[f]), func(k int) bool { return v <= s.cuts[f][k] }))
		}
		s.bins[f] = col
	}
	s.lines = make([]uint8, n*len(rows))
	for f, col := range s.bins {
		for i, b := range col {
			s.lines[i*n+f] = b
		}
	}
	return s
}

func quantileCuts(vals []float32) []float32 {
	var cuts []float32
	var distinct []float32
	for i, v := range vals {
		if i == 0 || v != vals[i-1] {
			distinct = append(distinct, v)
		}
	}
	if len(distinct) <= maxBins {
		for i := 1; i < len(distinct); i++ {
			cuts = append(cuts, (distinct[i-1]+distinct[i])/2)
		}
		return cuts
	}
	for k := 1; k < maxBins; k++ {
		v := vals[k*len(vals)/maxBins]
		if len(cuts) == 0 || v > cuts[len(cuts)-1] {
			cuts = append(cuts, v)
		}
	}
	return cuts
}

type gradient struct{ g, h float64 }

// leaf is a growing tree's leaf: its rows, histogram and best split.
type leaf struct {
	rows    []int32
	hist    []gradient
	sum     gradient
	gain    float64
	feature int
	bin     int
	node    int
}

type growNode struct {
	feature, bin int
	left, right  int // 0 = leaf
	value        float64
}

// fit grows a forest on the rows.
func (b boost) fit(s *sampleSet) page.Forest {
	var pos, all float64
	for i := range s.label {
		pos += float64(s.weight[i] * s.label[i])
		all += float64(s.weight[i])
	}
	return b.fitBy(s, text.LogOdds(pos/all), func(score, g, h []float64) {
		for i := range score {
			p := float64(text.Sigmoid(float32(score[i])))
			w := float64(s.weight[i])
			g[i], h[i] = w*(p-float64(s.label[i])), w*max(p*(1-p), 1e-6)
		}
	})
}

// fitBy grows a forest from a first score on; slope sets the loss's first and second derivative of each row.
func (b boost) fitBy(s *sampleSet, first float64, slope func(score, g, h []float64)) page.Forest {
	n := len(s.label)
	score := make([]float64, n)
	f := page.Forest{Bias: float32(first)}
	for i := range score {
		score[i] = float64(f.Bias)
	}
	g, h := make([]float64, n), make([]float64, n)
	rng := b.Seed*2 + 1
	for range b.Trees {
		slope(score, g, h)
		var cols []int
		for f := range s.bins {
			rng ^= rng << 13
			rng ^= rng >> 7
			rng ^= rng << 17
			if float64(rng%1000)/1000 < b.Columns && len(s.cuts[f]) > 0 {
				cols = append(cols, f)
			}
		}
		nodes := b.grow(s, g, h, cols, score)
		f.Trees = append(f.Trees, flatten(nodes, s))
	}
	return f
}

// grow builds one tree, best leaf first, and adds its scores to the rows.
func (b boost) grow(s *sampleSet, g, h []float64, cols []int, score []float64) []growNode {
	rows := make([]int32, len(g))
	for i := range rows {
		rows[i] = int32(i)
	}
	nodes := []growNode{{}}
	root := &leaf{rows: rows, hist: histogram(s, g, h, rows, cols)}
	for _, r := range rows {
		root.sum.g += g[r]
		root.sum.h += h[r]
	}
	b.bestSplit(root, s, cols)
	leaves := []*leaf{root}
	for len(leaves) < b.Leaves {
		best := -1
		for i, l := range leaves {
			if l.gain > 1e-9 && (best < 0 || l.gain > leaves[best].gain) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		l := leaves[best]
		left, right := b.split(l, s, g, h, cols)
		nodes[l.node].feature, nodes[l.node].bin = l.feature, l.bin
		left.node, right.node = len(nodes), len(nodes)+1
		nodes[l.node].left, nodes[l.node].right = left.node, right.node
		nodes = append(nodes, growNode{}, growNode{})
		leaves[best] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		v := -b.Rate * l.sum.g / (l.sum.h + b.Lambda)
		nodes[l.node].value = v
		for _, r := range l.rows {
			score[r] += v
		}
	}
	return nodes
}

func (b boost) split(l *leaf, s *sampleSet, g, h []float64, cols []int) (left, right *leaf) {
	left, right = &leaf{}, &leaf{}
	col := s.bins[l.feature]
	for _, r := range l.rows {
		to := right
		if int(col[r]) <= l.bin {
			to = left
		}
		to.rows = append(to.rows, r)
		to.sum.g += g[r]
		to.sum.h += h[r]
	}
	small, large := left, right
	if len(small.rows) > len(large.rows) {
		small, large = right, left
	}
	small.hist = histogram(s, g, h, small.rows, cols)
	large.hist = l.hist
	for i := range large.hist {
		large.hist[i].g -= small.hist[i].g
		large.hist[i].h -= small.hist[i].h
	}
	l.hist, l.rows = nil, nil
	b.bestSplit(left, s, cols)
	b.bestSplit(right, s, cols)
	return left, right
}

func histogram(s *sampleSet, g, h []float64, rows []int32, cols []int) []gradient {
	hist := make([]gradient, len(cols)*maxBins)
	width := len(s.bins)
	for _, r := range rows {
		line := s.lines[int(r)*width : int(r+1)*width]
		gr, hr := g[r], h[r]
		for k, f := range cols {
			c := &hist[k*maxBins+int(line[f]&(maxBins-1))]
			c.g += gr
			c.h += hr
		}
	}
	return hist
}

func (b boost) bestSplit(l *leaf, s *sampleSet, cols []int) {
	l.gain = 0
	base := l.sum.g * l.sum.g / (l.sum.h + b.Lambda)
	for k, f := range cols {
		var left gradient
		for bin := range s.cuts[f] {
			c := l.hist[k*maxBins+bin]
			left.g += c.g
			left.h += c.h
			right := gradient{l.sum.g - left.g, l.sum.h - left.h}
			if left.h < b.MinHess || right.h < b.MinHess {
				continue
			}
			gain := left.g*left.g/(left.h+b.Lambda) + right.g*right.g/(right.h+b.Lambda) - base
			if gain > l.gain {
				l.gain, l.feature, l.bin = gain, f, bin
			}
		}
	}
}

// flatten writes a tree in the order in which it is walked: a left child follows its parent.
func flatten(nodes []growNode, s *sampleSet) []page.TreeNode {
	var out []page.TreeNode
	var walk func(i int)
	walk = func(i int) {
		n := nodes[i]
		at := len(out)
		if n.left == 0 {
			out = append(out, page.TreeNode{Value: float32(n.value)})
			return
		}
		out = append(out, page.TreeNode{Value: s.cuts[n.feature][n.bin], Feature: uint16(n.feature)})
		walk(n.left)
		out[at].Right = uint16(len(out))
		walk(n.right)
	}
	walk(0)
	return out
}

// appendForest writes a forest as page.ReadForest reads it.
func appendForest(b []byte, f *page.Forest) []byte {
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.Bias))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.Trees)))
	for _, t := range f.Trees {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(t)))
		for _, n := range t {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(n.Value))
			b = append(b, byte(n.Feature), byte(n.Right))
		}
	}
	return b
}
