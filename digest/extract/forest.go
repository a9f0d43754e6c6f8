package extract

import (
	"encoding/binary"
	"errors"
	"math"
)

// Forest is a sum of small trees, all of the same depth, each asking one question a level ("is figure f above t?") of
// every branch: oblivious trees, as CatBoost grows them (Prokhorenkova and others, 2018).
type Forest struct {
	Depth int
	Base  float32
	Trees []Tree
}

// Tree asks Depth questions; the answers, first question lowest, number the leaf.
type Tree struct {
	Feature []uint16
	Above   []float32
	Leaf    []float32
}

// Score sums the leaves that x falls into.
func (f *Forest) Score(x []float32) float32 {
	sum := f.Base
	for i := range f.Trees {
		t := &f.Trees[i]
		leaf := 0
		for l, feature := range t.Feature {
			if x[feature] > t.Above[l] {
				leaf |= 1 << l
			}
		}
		sum += t.Leaf[leaf]
	}
	return sum
}

var errForest = errors.New("not a forest")

// MarshalBinary writes depth, number of trees, base, then each tree's features, thresholds and leaves, little-endian.
func (f *Forest) MarshalBinary() ([]byte, error) {
	b := binary.LittleEndian.AppendUint16(nil, uint16(f.Depth))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(f.Trees)))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(f.Base))
	for i := range f.Trees {
		for _, x := range f.Trees[i].Feature {
			b = binary.LittleEndian.AppendUint16(b, x)
		}
		for _, list := range [][]float32{f.Trees[i].Above, f.Trees[i].Leaf} {
			for _, x := range list {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
			}
		}
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (f *Forest) UnmarshalBinary(b []byte) error {
	if len(b) < 8 {
		return errForest
	}
	f.Depth = int(binary.LittleEndian.Uint16(b))
	n := int(binary.LittleEndian.Uint16(b[2:]))
	f.Base = math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
	b = b[8:]
	if f.Depth < 1 || f.Depth > 12 || len(b) != n*(f.Depth*6+4<<f.Depth) {
		return errForest
	}
	floats := func(n int) []float32 {
		out := make([]float32, n)
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b))
			b = b[4:]
		}
		return out
	}
	f.Trees = make([]Tree, n)
	for i := range f.Trees {
		t := &f.Trees[i]
		t.Feature = make([]uint16, f.Depth)
		for l := range t.Feature {
			t.Feature[l] = binary.LittleEndian.Uint16(b)
			b = b[2:]
		}
		t.Above, t.Leaf = floats(f.Depth), floats(1<<f.Depth)
	}
	return nil
}
