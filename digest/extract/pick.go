package extract

import (
	"cmp"
	"math"
	"slices"
)

// Pick chooses at most max sentences (indexes in order) that tell the document. It prefers what stands early and
// speaks of what the whole speaks of, and takes a sentence that points back only together with the one before it.
func (d *Doc) Pick(max int) []int {
	if max < 1 {
		return nil
	}
	type scored struct {
		i int
		v float64
	}
	var all []scored
	for i := range d.Sentences {
		if s := &d.Sentences[i]; s.Fit {
			all = append(all, scored{i, d.central(s) + 2.5/math.Sqrt(float64(i+1))})
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.v, a.v) })
	var out []int
	for _, c := range all {
		if len(out) == max {
			break
		}
		s := &d.Sentences[c.i]
		if s.Leans && c.i > 0 && !slices.Contains(out, c.i-1) || slices.ContainsFunc(out, func(j int) bool { return alike(s, &d.Sentences[j]) > 0.6 }) {
			continue
		}
		out = append(out, c.i)
	}
	slices.Sort(out)
	return out
}

// central is the mean weight of a sentence's terms against the heaviest of the document.
func (d *Doc) central(s *Sentence) float64 {
	top := 0.0
	for _, w := range d.weight {
		top = max(top, w)
	}
	sum := 0.0
	for _, t := range s.terms {
		sum += d.weight[t]
	}
	return sum / (top * (float64(len(s.terms)) + 4))
}

// alike is the share of the shorter sentence's terms that the other has too.
func alike(a, b *Sentence) float64 {
	n := min(len(a.terms), len(b.terms))
	if n == 0 {
		return 0
	}
	return float64(common(a.terms, b.terms)) / float64(n)
}

// common counts what two sorted lists share.
func common(a, b []int32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}
