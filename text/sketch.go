package text

import (
	"cmp"
	"slices"
)

// HashStart is the offset basis of 64-bit FNV-1a (Fowler, Noll, Vo): what a hash begins with.
const HashStart uint64 = 14695981039346656037

// fnvPrime is the prime of 64-bit FNV.
const fnvPrime = 1099511628211

// HashAdd adds a byte to a hash, or whatever else stands for one of the parts of what is hashed: a letter, another
// hash.
func HashAdd(h, part uint64) uint64 { return (h ^ part) * fnvPrime }

// Hash is the 64-bit FNV-1a hash of s.
func Hash(s string) uint64 {
	h := HashStart
	for i := range len(s) {
		h = HashAdd(h, uint64(s[i]))
	}
	return h
}

// Shingles returns the hash of every run of n consecutive words, in order. A text shorter than n words yields the hash
// of the whole, an empty one nothing.
func Shingles(words []string, n int) []uint64 {
	if len(words) == 0 || n < 1 {
		return nil
	}
	hs := make([]uint64, len(words))
	for i, w := range words {
		hs[i] = Hash(w)
	}
	n = min(n, len(hs))
	out := make([]uint64, 0, len(hs)-n+1)
	for i := range len(hs) - n + 1 {
		h := uint64(0)
		for _, w := range hs[i : i+n] {
			h = Mix(h*31 + w)
		}
		out = append(out, h)
	}
	return out
}

// Mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit of h.
func Mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Sketch keeps the hashes divisible by mod, sorted, each once (mod ≤ 1 keeps all). Two texts sketched with the same mod
// can be compared as their full sets could, since a hash is kept or not whatever text it stands in (Broder 1997).
func Sketch(hashes []uint64, mod uint64) []uint64 {
	out := make([]uint64, 0, len(hashes))
	for _, h := range hashes {
		if mod <= 1 || h%mod == 0 {
			out = append(out, h)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Shared counts what two lists have in common that ascend and hold nothing twice, such as sketches.
func Shared[T cmp.Ordered](a, b []T) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// Containment is the share of the shorter of two lists, as Shared takes them, that the other holds; 0 when either is
// empty.
func Containment[T cmp.Ordered](a, b []T) float64 {
	small := min(len(a), len(b))
	if small == 0 {
		return 0
	}
	return float64(Shared(a, b)) / float64(small)
}
