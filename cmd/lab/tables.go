package main

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"attache/digest"
	"attache/text"
)

// relevanceTable writes a model as digest.ParseRelevance reads it.
func relevanceTable(m *digest.RelevanceModel) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(m.Shared)))
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

// crossingTable writes a Crossing with these lists as digest.ReadCrossing reads it: the weights, the number of sentences, then each key
// as the step from the one before, the length of its list, and the list's steps, as unsigned varints.
func crossingTable(x *digest.Crossing, lists map[uint32][]uint16) []byte {
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
