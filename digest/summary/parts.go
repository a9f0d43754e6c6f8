package summary

import "strings"

// partSet finds whether one of many parts stands in a text, in one pass: by the first two bytes of each.
type partSet struct {
	pairs [1 << 16 / 64]uint64 // a bit for each pair of bytes with which a part begins
	parts map[uint16][]string
}

// newPartSet returns the set of the parts, each of two bytes at least.
func newPartSet(parts []string) *partSet {
	t := &partSet{parts: map[uint16][]string{}}
	for _, p := range parts {
		k := uint16(p[0])<<8 | uint16(p[1])
		t.pairs[k>>6] |= 1 << (k & 63)
		t.parts[k] = append(t.parts[k], p)
	}
	return t
}

// in reports whether one of the parts stands in s.
func (t *partSet) in(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		k := uint16(s[i])<<8 | uint16(s[i+1])
		if t.pairs[k>>6]&(1<<(k&63)) == 0 {
			continue
		}
		for _, p := range t.parts[k] {
			if strings.HasPrefix(s[i:], p) {
				return true
			}
		}
	}
	return false
}
