package page

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"sync"
)

// The block model is two forests of boosted trees. The first stage judges each block by itself; the second sees what
// the first said of its neighbours as well. `lab train blocks` makes the file; docs/benchmarks.md has the command.

//go:embed blocks.model
var blockWeights []byte

// blockModel reads the embedded weights once.
var blockModel = sync.OnceValue(func() [2]Forest {
	var m [2]Forest
	rest := blockWeights
	for i := range m {
		f, n, err := ReadForest(rest)
		if err != nil {
			panic("scrape: the embedded block model is broken: " + err.Error()) // a build mistake, held by a test
		}
		m[i], rest = f, rest[n:]
	}
	return m
})

// Forest is a sum of regression trees over a block's features; the sigmoid of its score is a probability.
type Forest struct {
	Bias  float32
	Trees [][]TreeNode
}

// TreeNode is a split or a leaf. The left child, taken when the feature is ≤ Value, is the next node.
type TreeNode struct {
	Value   float32 // threshold of a split, score of a leaf
	Feature uint16
	Right   uint16 // index of the right child in its tree; 0 = this is a leaf
}

// earlyExit ends the sum of a forest: after so many trees, a score below or above the bounds cannot change sign, so the
// remaining trees are skipped. further is about what they would add in the same direction.
type earlyExit struct {
	trees                 int
	below, above, further float32
}

// never is above all scores.
const never = 1000

// The early exits of the two stages, in the order of their trees. They are chosen on the dataset of pages (lab train
// blocks), where no exit by itself turns a sure block's verdict.
var (
	firstStageExits  = [...]earlyExit{{20, -2.5, never, 3}, {36, -3.5, never, 3}, {80, -3.5, 3.5, .35}}
	secondStageExits = [...]earlyExit{{20, -1.5, never, 3}, {40, -2, 2.5, 1}, {100, -2, 2, .5}}
)

// Score sums the trees for one candidate.
func (f *Forest) Score(x []float32) float32 { return f.sum(f.Bias, 0, len(f.Trees), x) }

// score is Score for blocks, most of which are plain cases.
func (f *Forest) score(x []float32, exits [3]earlyExit) float32 {
	s, from := f.Bias, 0
	for _, e := range exits {
		if e.trees >= len(f.Trees) {
			break
		}
		switch s, from = f.sum(s, from, e.trees, x), e.trees; {
		case s < e.below:
			return s - e.further
		case s > e.above:
			return s + e.further
		}
	}
	return f.sum(s, from, len(f.Trees), x)
}

// sum adds the trees from one to before another to a score.
func (f *Forest) sum(s float32, from, to int, x []float32) float32 {
	for _, t := range f.Trees[from:to] {
		n := &t[0]
		for i := 0; n.Right != 0; n = &t[i] {
			left := i + 1
			if i = int(n.Right); x[n.Feature] <= n.Value {
				i = left
			}
		}
		s += n.Value
	}
	return s
}

var errForest = errors.New("cut short or out of bounds")

// ReadForest reads a forest from its bytes and returns how many it took. The form is little-endian: the bias (4 bytes),
// the number of trees (4), then each tree: the number of its nodes (2), and of each node value (4), feature (1) and
// right child (1).
func ReadForest(b []byte) (f Forest, n int, err error) {
	if len(b) < 8 {
		return f, 0, errForest
	}
	f.Bias = math.Float32frombits(binary.LittleEndian.Uint32(b))
	trees := int(binary.LittleEndian.Uint32(b[4:]))
	n = 8
	for ; trees > 0; trees-- {
		if len(b) < n+2 {
			return f, n, errForest
		}
		size := int(binary.LittleEndian.Uint16(b[n:]))
		if n += 2; len(b) < n+6*size || size == 0 {
			return f, n, errForest
		}
		t := make([]TreeNode, size)
		for i := range t {
			t[i] = TreeNode{math.Float32frombits(binary.LittleEndian.Uint32(b[n:])), uint16(b[n+4]), uint16(b[n+5])}
			if r := int(t[i].Right); r != 0 && (r <= i || r >= size) {
				return f, n, errForest
			}
			n += 6
		}
		f.Trees = append(f.Trees, t)
	}
	return f, n, nil
}
