package store

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// bitmap is a set of the numbers of a chunk's recipients, eight to a byte, the lowest bit first.
type bitmap []byte

func newBitmap(n int) bitmap { return make(bitmap, (n+7)/8) }

// fullBitmap has all of n numbers.
func fullBitmap(n int) bitmap {
	b := newBitmap(n)
	for i := range n {
		b.set(i)
	}
	return b
}

func (b bitmap) has(i int) bool { return i/8 < len(b) && b[i/8]&(1<<(i%8)) != 0 }
func (b bitmap) set(i int)      { b[i/8] |= 1 << (i % 8) }
func (b bitmap) clear(i int)    { b[i/8] &^= 1 << (i % 8) }

func (b bitmap) count() int {
	n := 0
	for _, x := range b {
		n += bits.OnesCount8(x)
	}
	return n
}

// packIDs writes a list of IDs as the differences between neighbours, in variable length: a byte or two each when they
// are sorted and dense.
func packIDs(ids []int64) []byte {
	b := make([]byte, 0, 2*len(ids))
	last := int64(0)
	for _, id := range ids {
		b = binary.AppendVarint(b, id-last)
		last = id
	}
	return b
}

var errPackedIDs = errors.New("a list of subscribers in the ledger is damaged")

// unpackIDs reads what packIDs wrote.
func unpackIDs(b []byte, n int) ([]int64, error) {
	ids := make([]int64, 0, n)
	last := int64(0)
	for len(b) > 0 {
		d, size := binary.Varint(b)
		if size <= 0 {
			return nil, errPackedIDs
		}
		last += d
		ids, b = append(ids, last), b[size:]
	}
	if len(ids) != n {
		return nil, errPackedIDs
	}
	return ids, nil
}

// idSet is a set of IDs that takes little memory when they are dense: 64 to an entry.
type idSet map[int64]uint64

func (s idSet) has(id int64) bool { return s[id>>6]&(1<<(id&63)) != 0 }
func (s idSet) add(id int64)      { s[id>>6] |= 1 << (id & 63) }

// span returns bounds of the IDs, to 64; of none, a high one below the low one.
func (s idSet) span() (low, high int64) {
	if len(s) == 0 {
		return 0, -1
	}
	first := true
	for word := range s {
		if first || word<<6 < low {
			low = word << 6
		}
		if first || word<<6+63 > high {
			high = word<<6 + 63
		}
		first = false
	}
	return low, high
}

// remove takes an ID out and reports whether it was in.
func (s idSet) remove(id int64) bool {
	word := s[id>>6]
	if word&(1<<(id&63)) == 0 {
		return false
	}
	if word &^= 1 << (id & 63); word == 0 {
		delete(s, id>>6)
	} else {
		s[id>>6] = word
	}
	return true
}
