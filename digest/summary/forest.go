package summary

import (
	"encoding/binary"
	"errors"
	"math"
)

// Forest is a sum of small trees, all of the same depth, each asking one question a level ("is feature f above t?") of
// every branch: oblivious trees, as CatBoost grows them (Prokhorenkova and others, 2018). A feature is asked for at a
// few cuts only, so that a row is first put into bins, and sixteen rows are then led through a tree at once, one byte
// each.
type Forest struct {
	Depth int     // questions a tree, 1 to 7
	Base  float32 // what every row scores
	Cuts  []Cuts  // of each feature
	Trees []Tree
}

// Cuts part the values of a feature into bins: the bin of a value is the number of cuts below it. They ascend; what is
// left of the at most 63 is +Inf.
type Cuts [64]float32

// NewCuts makes cuts of at most 63 ascending values.
func NewCuts(values []float32) Cuts {
	var c Cuts
	for i := copy(c[:mostCuts], values); i < len(c); i++ {
		c[i] = float32(math.Inf(1))
	}
	return c
}

// bin is a search in six steps without branches.
func (c *Cuts) bin(x float32) lanes {
	n := 0
	for step := 32; step > 0; step >>= 1 {
		more := n + step
		if x > c[(more-1)&63] {
			n = more
		}
	}
	return lanes(n)
}

// Tree asks Forest.Depth questions; the answers, first question lowest, number the leaf.
type Tree struct {
	Feature []uint8 // asked about, by level
	Above   []uint8 // is its bin above this?
	Leaf    []float32
}

// lanes is one byte of each of eight rows.
type lanes = uint64

const (
	ones  lanes = 0x0101010101010101
	highs lanes = 0x8080808080808080
)

// Score appends the score of each row, len(f.Cuts) features long, to out.
func (f *Forest) Score(rows, out []float32) []float32 {
	const together = 16
	width := len(f.Cuts)
	if width == 0 {
		return out
	}
	var low, high [256]lanes // by feature: the bins of rows 0–7 and 8–15
	for ; len(rows) >= width; rows = rows[min(len(rows), together*width):] {
		n := min(together, len(rows)/width)
		for c := range f.Cuts {
			cuts := &f.Cuts[c]
			var a, b lanes
			last := rows[c]
			at := cuts.bin(last)
			for k := range n {
				if x := rows[k*width+c]; x != last { // what is the same of a whole document is looked up once
					last, at = x, cuts.bin(x)
				}
				if k < 8 {
					a |= at << (8 * k & 63)
				} else {
					b |= at << (8 * k & 63)
				}
			}
			low[c], high[c] = a, b
		}
		var sum [together]float32
		for k := range sum {
			sum[k] = f.Base
		}
		f.addTrees(&low, &high, &sum)
		out = append(out, sum[:n]...)
	}
	return out
}

// addTrees adds to each sum the leaves that its row falls into.
func (f *Forest) addTrees(low, high *[256]lanes, sum *[16]float32) {
	shift := uint(8-f.Depth) & 7
	for i := range f.Trees {
		t := &f.Trees[i]
		var a, b lanes
		above := t.Above[:len(t.Feature)]
		for l, c := range t.Feature {
			// The highest bit of a lane is set when its bin, at most 63, is above. The answers before it move down.
			add := (0x7f - lanes(above[l])) * ones
			a = a>>1 | (low[c]+add)&highs
			b = b>>1 | (high[c]+add)&highs
		}
		a, b = a>>shift, b>>shift
		for k := range 8 {
			sum[k] += t.Leaf[a&0xff]
			sum[8+k] += t.Leaf[b&0xff]
			a, b = a>>8, b>>8
		}
	}
}

var errForest = errors.New("not a forest")

// The most a forest may have, so that a lane of Score holds every bin and every leaf.
const (
	mostDepth    = 7
	mostCuts     = 63
	mostFeatures = 250
)

// UnmarshalBinary reads a table: depth, features, trees (two bytes) and base, of each feature the number of its cuts
// and these, then of each tree its features, bins and leaves; numbers are little-endian. What is no such table is an
// error.
func (f *Forest) UnmarshalBinary(b []byte) error {
	if len(b) < 8 {
		return errForest
	}
	trees := int(binary.LittleEndian.Uint16(b[2:]))
	f.Depth, f.Cuts, f.Trees = int(b[0]), make([]Cuts, b[1]), nil
	f.Base = math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
	if f.Depth < 1 || f.Depth > mostDepth || len(f.Cuts) > mostFeatures {
		return errForest
	}
	b = b[8:]
	floats := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		}
		b = b[4*n:]
		return out
	}
	for c := range f.Cuts {
		if len(b) < 1 || b[0] > mostCuts || len(b) < 1+4*int(b[0]) {
			return errForest
		}
		n := int(b[0])
		b = b[1:]
		cuts := floats(n)
		for i, x := range cuts {
			if !(x <= math.MaxFloat32) || i > 0 && x <= cuts[i-1] {
				return errForest
			}
		}
		f.Cuts[c] = NewCuts(cuts)
	}
	if len(b) != trees*(2*f.Depth+4<<f.Depth) {
		return errForest
	}
	f.Trees = make([]Tree, trees)
	for i := range f.Trees {
		t := &f.Trees[i]
		t.Feature, t.Above = b[:f.Depth:f.Depth], b[f.Depth:2*f.Depth:2*f.Depth]
		for l := range t.Feature {
			if int(t.Feature[l]) >= len(f.Cuts) || t.Above[l] >= mostCuts {
				return errForest
			}
		}
		b = b[2*f.Depth:]
		t.Leaf = floats(1 << f.Depth)
	}
	return nil
}
