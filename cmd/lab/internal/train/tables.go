package train

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"attache/digest/cluster"
	"attache/digest/relevance"
	"attache/digest/summary"
	"attache/text"
)

// relevanceTable writes a model as relevance.ParseModel reads it.
func relevanceTable(m *relevance.Model) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(m.Shared)))
	for _, name := range relevance.FeatureNames() {
		b = append(append(b, byte(len(name))), name...)
	}
	put := func(fs ...float32) {
		for _, f := range fs {
			b = binary.BigEndian.AppendUint32(b, math.Float32bits(f))
		}
	}
	put(m.Shared...)
	put(m.PlattAll[:]...)
	for _, lang := range text.Languages {
		own, ab := m.Own[lang], m.Platt[lang]
		if own == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		put(own...)
		put(ab[:]...)
	}
	put(m.Scale)
	for _, g := range m.Grams {
		b = append(b, byte(g))
	}
	return b
}

// crossingTable writes a Crosslingual with these lists as cluster.ReadCrosslingual reads it: the weights, the number of
// sentences, then each key as the step from the one before, the length of its list, and the list's steps, as unsigned
// varints.
func crossingTable(x *cluster.Crosslingual, lists map[uint32][]uint16) []byte {
	var b []byte
	for _, w := range x.Weights {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(w))
	}
	b = binary.AppendUvarint(b, uint64(x.Sentences))
	last := uint32(0)
	for _, k := range slices.Sorted(maps.Keys(lists)) {
		b = binary.AppendUvarint(b, uint64(k-last))
		b = binary.AppendUvarint(b, uint64(len(lists[k])))
		last = k
		before := uint16(0)
		for _, s := range lists[k] {
			b = binary.AppendUvarint(b, uint64(s-before))
			before = s
		}
	}
	return b
}

// forestTable writes a forest as summary.Forest.UnmarshalBinary reads it: depth, features, trees and base, the cuts of
// each feature, then each tree's features, bins and leaves, little-endian.
func forestTable(f *summary.Forest) []byte {
	floats := func(b []byte, x ...float32) []byte {
		for _, v := range x {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
		}
		return b
	}
	b := binary.LittleEndian.AppendUint16([]byte{byte(f.Depth), byte(len(f.Cuts))}, uint16(len(f.Trees)))
	b = floats(b, f.Base)
	for c := range f.Cuts {
		n := 0
		for n < len(f.Cuts[c])-1 && f.Cuts[c][n] <= math.MaxFloat32 { // what is left of the cuts is +Inf
			n++
		}
		b = floats(append(b, byte(n)), f.Cuts[c][:n]...)
	}
	for i := range f.Trees {
		t := &f.Trees[i]
		b = floats(append(append(b, t.Feature...), t.Above...), t.Leaf...)
	}
	return b
}
