package cluster

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// The limits below were set on pairs made by copying, cutting, reordering and replacing one word in ten to five, and on
// negatives with the same template or the same background; docs/benchmarks.md has the figures.
const (
	copyCover    = 0.97 // a text covered to this share is a copy, whatever order its parts stand in
	rewriteCover = 0.56 // a reworded text keeps at least this share of its word pairs
	rewriteRuns  = 0.29 // and this share of its word triples
	rewriteGap   = 0.28 // and has no hole longer than this share
	oneRun       = 0.75 // when one run makes up this share of what is covered, the rest is another text
	ShortText    = 12   // words; below it only copies are recognised
	diffWords    = 600  // words of each text that are aligned to look for a template
)

// IsDuplicate reports whether two texts are one text: copied, cut, wrapped in other words, or lightly to heavily
// reworded. Texts poured into the same mould (two disaster declarations, two weekend guides) and texts that only share
// a background paragraph are not.
//
// It looks at how the shorter text is covered by the longer one. What tells a rewrite from a template is not how
// much differs but how: a rewriter changes a word here and there, and a name that occurs often survives somewhere,
// whereas a template's slots are filled anew everywhere.
func IsDuplicate(a, b *Wording) bool {
	if len(a.ids) > len(b.ids) {
		a, b = b, a
	}
	x, y := a.ids, b.ids
	if len(x) == 0 {
		return false
	}
	c := covered(x, b)
	if c.pairs >= copyCover && c.strangers == 0 {
		return true
	}
	if len(x) < ShortText || c.pairs < rewriteCover || c.triples < rewriteRuns || c.gap > rewriteGap {
		return false
	}
	if c.pairs < 0.8 && c.run > oneRun*c.pairs {
		return false
	}
	if float64(c.strangers) > 2+0.02*float64(len(x)) {
		return false
	}
	return !template(x, y)
}

// Numbering replaces words by small integers, the same for the same word: texts that are compared need the same one. A
// single letter has a negative one, since it says little when it repeats.
type Numbering map[string]int32

// Wording is a text in numbers, and what another text is looked up in: its words, pairs and triples, each sorted.
type Wording struct {
	ids     []int32
	words   []int32
	pairs   []uint64
	triples []uint64 // by hash
}

// Wording returns a text, given by its words (text.Words), in numbers.
func (n Numbering) Wording(words []string) *Wording {
	w := &Wording{ids: make([]int32, len(words))}
	for i, s := range words {
		id, ok := n[s]
		if !ok {
			id = int32(len(n) + 1)
			if utf8.RuneCountInString(s) < 2 {
				id = -id
			}
			n[s] = id
		}
		w.ids[i] = id
	}
	w.words = sorted(slices.Clone(w.ids))
	if len(w.ids) > 1 {
		w.pairs = make([]uint64, 0, len(w.ids)-1)
		w.triples = make([]uint64, 0, len(w.ids)-1)
	}
	for i := 1; i < len(w.ids); i++ {
		w.pairs = append(w.pairs, pairOf(w.ids[i-1], w.ids[i]))
		if i > 1 {
			w.triples = append(w.triples, tripleOf(w.ids[i-2], w.ids[i-1], w.ids[i]))
		}
	}
	w.pairs, w.triples = sorted(w.pairs), sorted(w.triples)
	return w
}

func sorted[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

func pairOf(a, b int32) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

// tripleOf is a hash of three numbers: two of the billion triples of a day are alike once in twenty years.
func tripleOf(a, b, c int32) uint64 {
	h := pairOf(a, b) * 0x9e3779b97f4a7c15
	h ^= h >> 32
	return (h + uint64(uint32(c))) * 0xd6e8feb86659fd93
}

func has[T cmp.Ordered](list []T, x T) bool {
	_, ok := slices.BinarySearch(list, x)
	return ok
}

// cover says how a text is covered by another. pairs, triples, gap and run are shares of its length.
type cover struct {
	pairs     float64 // words standing in a pair of neighbours that the other has too
	triples   float64 // runs of three words that the other has too
	gap, run  float64 // longest uncovered and longest covered stretch
	strangers int     // occurrences of words that repeat here and are absent there
}

func covered(x []int32, y *Wording) cover {
	in := make([]bool, len(x))
	var c cover
	count := map[int32]int{}
	for i, w := range x {
		if i > 0 && has(y.pairs, pairOf(x[i-1], w)) {
			in[i-1], in[i] = true, true
		}
		if i > 1 && has(y.triples, tripleOf(x[i-2], x[i-1], w)) {
			c.triples++
		}
		if w > 0 && !has(y.words, w) {
			count[w]++
		}
	}
	for _, n := range count {
		if n > 1 {
			c.strangers += n
		}
	}
	gap, run, n := 0, 0, float64(len(x))
	for _, ok := range in {
		if ok {
			c.pairs++
			gap, run = 0, run+1
		} else {
			gap, run = gap+1, 0
		}
		c.gap, c.run = max(c.gap, float64(gap)/n), max(c.run, float64(run)/n)
	}
	c.pairs /= n
	c.triples /= max(1, n-2)
	return c
}

// template aligns two texts and reports whether a slot was filled with the same other words at least twice: Colorado
// by Wyoming here and there again.
func template(x, y []int32) bool {
	x, y = x[:min(len(x), diffWords)], y[:min(len(y), diffWords)]
	w := len(y) + 1
	// lcs[i*w+j] is the length of a longest common subsequence of x[i:] and y[j:].
	lcs := make([]uint16, (len(x)+1)*w)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				lcs[i*w+j] = lcs[(i+1)*w+j+1] + 1
			} else {
				lcs[i*w+j] = max(lcs[(i+1)*w+j], lcs[i*w+j+1])
			}
		}
	}
	type slot [2]int32 // the first words of what stands in the slot
	seen := map[slot]bool{}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		if x[i] == y[j] {
			i, j = i+1, j+1
			continue
		}
		i0, j0 := i, j
		for i < len(x) && j < len(y) && x[i] != y[j] {
			if lcs[(i+1)*w+j] >= lcs[i*w+j+1] {
				i++
			} else {
				j++
			}
		}
		if i > i0 && j > j0 {
			s := slot{x[i0], y[j0]}
			if seen[s] {
				return true
			}
			seen[s] = true
		}
	}
	return false
}
