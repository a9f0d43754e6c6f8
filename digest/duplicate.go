package digest

import (
	"unicode/utf8"

	"attache/text"
)

// Duplicate reports whether two texts are one text: copied, cut, wrapped in other words, or lightly to heavily
// reworded. Texts poured into the same mould (two disaster declarations, two weekend guides) and texts that only share
// a background paragraph are not.
func Duplicate(a, b string) bool {
	return duplicate(text.Words(a), text.Words(b))
}

// The limits below were set on pairs made by copying, cutting, reordering and replacing one word in ten to five, and on
// negatives with the same template or the same background; docs/benchmarks.md has the figures.
const (
	copyCover    = 0.97 // a text covered to this share is a copy, whatever order its parts stand in
	rewriteCover = 0.56 // a reworded text keeps at least this share of its word pairs
	rewriteRuns  = 0.29 // and this share of its word triples
	rewriteGap   = 0.28 // and has no hole longer than this share
	oneRun       = 0.75 // when one run makes up this share of what is covered, the rest is another text
	shortText    = 12   // words; below it only copies are recognised
	diffWords    = 600  // words of each text that are aligned to look for a template
)

// duplicate looks at how the shorter text is covered by the longer one. What tells a rewrite from a template is not how
// much differs but how: a rewriter changes a word here and there, and a name that occurs often survives somewhere,
// whereas a template's slots are filled anew everywhere.
func duplicate(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	x, y := number(a, b)
	c := covered(x, y)
	if c.pairs >= copyCover && c.strangers == 0 {
		return true
	}
	if len(a) < shortText || c.pairs < rewriteCover || c.triples < rewriteRuns || c.gap > rewriteGap {
		return false
	}
	if c.pairs < 0.8 && c.run > oneRun*c.pairs {
		return false
	}
	if float64(c.strangers) > 2+0.02*float64(len(a)) {
		return false
	}
	return !template(x, y)
}

// number replaces words by small integers, the same for the same word. A single letter keeps its number but is marked
// negative, since it says little when it repeats.
func number(a, b []string) (x, y []int32) {
	ids := make(map[string]int32, len(a)+len(b))
	conv := func(words []string) []int32 {
		out := make([]int32, len(words))
		for i, w := range words {
			id, ok := ids[w]
			if !ok {
				id = int32(len(ids) + 1)
				if utf8.RuneCountInString(w) < 2 {
					id = -id
				}
				ids[w] = id
			}
			out[i] = id
		}
		return out
	}
	return conv(a), conv(b)
}

// cover says how a text is covered by another. pairs, triples, gap and run are shares of its length.
type cover struct {
	pairs     float64 // words standing in a pair of neighbours that the other has too
	triples   float64 // runs of three words that the other has too
	gap, run  float64 // longest uncovered and longest covered stretch
	strangers int     // occurrences of words that repeat here and are absent there
}

func covered(x, y []int32) cover {
	type pair [2]int32
	type triple [3]int32
	words, pairs, triples := map[int32]bool{}, map[pair]bool{}, map[triple]bool{}
	for i, w := range y {
		words[w] = true
		if i > 0 {
			pairs[pair{y[i-1], w}] = true
		}
		if i > 1 {
			triples[triple{y[i-2], y[i-1], w}] = true
		}
	}
	in := make([]bool, len(x))
	var c cover
	count := map[int32]int{}
	for i, w := range x {
		if i > 0 && pairs[pair{x[i-1], w}] {
			in[i-1], in[i] = true, true
		}
		if i > 1 && triples[triple{x[i-2], x[i-1], w}] {
			c.triples++
		}
		if w > 0 && !words[w] {
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
