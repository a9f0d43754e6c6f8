package train

import (
	"runtime"
	"sync"
	"sync/atomic"

	"attache/digest/summary"
	"attache/text"
)

// oblivious grows forests of oblivious trees (one question a level) by gradient boosting on histograms. It is
// deterministic: the same rows and settings give the same forest.
type oblivious struct {
	Trees, Depth int
	Rate         float64 // shrinkage
	Lambda       float64 // L2 penalty on leaves, in rows
	Columns      float64 // share of the figures a tree may ask about
	Rows         float64 // share of the groups of rows a tree is grown from; 0 = all
	Logistic     bool    // labels are probabilities and the score is their logit; otherwise least squares
	Seed         uint64
}

// random is SplitMix64 (Steele, Lea, Flood 2014).
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	h := uint64(*r)
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func (r *random) unit() float64 { return float64(r.next()>>11) / (1 << 53) }

// fit grows a forest. first holds the first row of each group, and the number of all rows.
func (o oblivious) fit(s *sampleSet, first []int) summary.Forest {
	n := len(s.label)
	f := summary.Forest{Depth: o.Depth, Base: o.base(s)}
	for _, cuts := range s.cuts {
		f.Cuts = append(f.Cuts, summary.NewCuts(cuts))
	}
	score := make([]float64, n)
	for i := range score {
		score[i] = float64(f.Base)
	}
	g, h := make([]float64, n), make([]float64, n)
	leaf := make([]uint16, n)
	rng := random(o.Seed)
	for range o.Trees {
		o.slopes(s, score, g, h)
		clear(leaf)
		rows := o.sample(first, &rng)
		var cols []int
		for c := range s.bins {
			if rng.unit() < o.Columns && len(s.cuts[c]) > 0 {
				cols = append(cols, c)
			}
		}
		if len(cols) == 0 {
			continue
		}
		t := summary.Tree{Leaf: make([]float32, 1<<o.Depth)}
		for l := range o.Depth {
			c, b := o.question(s, cols, rows, g, h, leaf, 1<<l)
			t.Feature, t.Above = append(t.Feature, uint8(c)), append(t.Above, uint8(b))
			col := s.bins[c]
			for i := range n {
				if int(col[i]) > b {
					leaf[i] |= 1 << l
				}
			}
		}
		sum := make([]gradient, 1<<o.Depth)
		for _, i := range rows {
			sum[leaf[i]].g += g[i]
			sum[leaf[i]].h += h[i]
		}
		for k, x := range sum {
			t.Leaf[k] = float32(o.Rate * x.g / (x.h + o.Lambda))
		}
		for i := range n {
			score[i] += float64(t.Leaf[leaf[i]])
		}
		f.Trees = append(f.Trees, t)
	}
	return f
}

// slopes sets g and h to the first and second derivatives of the loss at every row.
func (o oblivious) slopes(s *sampleSet, score, g, h []float64) {
	for i := range score {
		w, y := float64(s.weight[i]), float64(s.label[i])
		g[i], h[i] = w*(y-score[i]), w
		if o.Logistic {
			p := text.Sigmoid(score[i])
			g[i], h[i] = w*(y-p), w*max(p*(1-p), 1e-6)
		}
	}
}

// sample draws the rows a tree is grown from, whole groups at a time: first holds the first row of each, and the number
// of all.
func (o oblivious) sample(first []int, rng *random) []int32 {
	var rows []int32
	for k := range len(first) - 1 {
		if o.Rows == 0 || rng.unit() < o.Rows {
			for i := first[k]; i < first[k+1]; i++ {
				rows = append(rows, int32(i))
			}
		}
	}
	return rows
}

func (o oblivious) base(s *sampleSet) float32 {
	var y, w float64
	for i := range s.label {
		y += float64(s.weight[i]) * float64(s.label[i])
		w += float64(s.weight[i])
	}
	if y /= max(w, 1e-9); o.Logistic {
		return float32(text.LogOdds(y))
	}
	return float32(y)
}

// question finds the column and bin that part the leaves best; the earlier column wins a tie.
func (o oblivious) question(
	s *sampleSet, cols []int, rows []int32, g, h []float64, leaf []uint16, leaves int,
) (column, bin int) {
	sum := make([]gradient, leaves)
	for _, i := range rows {
		sum[leaf[i]].g += g[i]
		sum[leaf[i]].h += h[i]
	}
	type answer struct {
		gain float64
		bin  int
	}
	answers := make([]answer, len(cols))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			hist := make([]gradient, leaves*maxBins)
			for k := int(next.Add(1)) - 1; k < len(cols); k = int(next.Add(1)) - 1 {
				clear(hist)
				col := s.bins[cols[k]]
				for _, i := range rows {
					x := &hist[int(leaf[i])*maxBins+int(col[i])]
					x.g += g[i]
					x.h += h[i]
				}
				gains := o.gains(hist, sum, len(s.cuts[cols[k]]))
				for b, gain := range gains {
					if b == 0 || gain > answers[k].gain {
						answers[k] = answer{gain, b}
					}
				}
			}
		})
	}
	wg.Wait()
	best := 0
	for k := range answers {
		if answers[k].gain > answers[best].gain {
			best = k
		}
	}
	return cols[best], answers[best].bin
}

// gains returns how much the squared error falls when all leaves are parted above each bin.
func (o oblivious) gains(hist, sum []gradient, cuts int) []float64 {
	gains := make([]float64, cuts)
	for l, all := range sum {
		var left gradient
		for b := range gains {
			x := hist[l*maxBins+b]
			left.g, left.h = left.g+x.g, left.h+x.h
			rg, rh := all.g-left.g, all.h-left.h
			gains[b] += left.g*left.g/(left.h+o.Lambda) + rg*rg/(rh+o.Lambda)
		}
	}
	return gains
}
