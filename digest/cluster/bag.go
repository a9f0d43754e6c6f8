package cluster

import (
	"cmp"
	"math"
	"slices"
)

// term is a word or a name of a document: its number in the window, and what it weighs.
type term struct {
	id int32
	w  float32
}

// fixed is what whole numbers of a bag count: 1/4096 of a unit vector.
const fixed = 1 << 12

func (t term) fixed() int32 { return int32(math.Round(float64(t.w) * fixed)) }

// bag is a sum of vectors. Its weights are whole numbers, in 1/fixed, so that they add up to the same in any order.
type bag struct {
	terms []count // by id, each once
	norm  int64   // squared length
	alone int64   // and that of the terms that no other document has: they are not kept
}

type count struct{ id, w int32 }

// find returns the place of a term, or where it would stand.
func (b *bag) find(id int32) (int, bool) {
	return slices.BinarySearchFunc(b.terms, id, func(c count, id int32) int { return cmp.Compare(c.id, id) })
}

// of is what a term weighs in the bag.
func (b *bag) of(id int32) int32 {
	if i, ok := b.find(id); ok {
		return b.terms[i].w
	}
	return 0
}

// take is the reverse of add, for a vector that was added.
func (b *bag) take(v []term) {
	for _, t := range v {
		if i, ok := b.find(t.id); ok {
			b.grow(&b.terms[i], -t.fixed())
		}
	}
}

func (b *bag) grow(c *count, w int32) {
	b.norm += int64(w) * int64(2*c.w+w)
	c.w += w
}

// add adds what another bag holds, sorted by id, and calls fresh with every term that was not there.
func (b *bag) add(more []count, fresh func(id int32)) {
	missing := 0
	for _, m := range more {
		if i, ok := b.find(m.id); ok {
			b.grow(&b.terms[i], m.w)
		} else {
			fresh(m.id)
			missing++
		}
	}
	if missing == 0 {
		return
	}
	// From the end, each term moves to its place, and the missing ones fall in between.
	i := len(b.terms) - 1
	b.terms = append(b.terms, make([]count, missing)...)
	at := len(b.terms) - 1
	for j := len(more) - 1; j >= 0; {
		switch {
		case i < 0 || b.terms[i].id < more[j].id:
			b.terms[at] = more[j]
			b.norm += int64(more[j].w) * int64(more[j].w)
			at, j = at-1, j-1
		case b.terms[i].id == more[j].id:
			j--
		default:
			b.terms[at] = b.terms[i]
			at, i = at-1, i-1
		}
	}
}

// counts returns a vector as a bag holds it. The answer is buf's, grown.
func counts(v []term, buf []count) []count {
	buf = buf[:0]
	for _, t := range v {
		buf = append(buf, count{t.id, t.fixed()})
	}
	slices.SortFunc(buf, func(a, b count) int { return cmp.Compare(a.id, b.id) })
	return buf
}

// alike is the cosine of two bags.
func (b *bag) alike(o *bag) float64 {
	norm := float64(b.norm+b.alone) * float64(o.norm+o.alone)
	if norm <= 0 {
		return 0
	}
	return float64(b.dot(o)) / math.Sqrt(norm)
}

// dot is the product of two bags, in 1/fixed².
func (b *bag) dot(o *bag) int64 {
	if len(b.terms) > len(o.terms) {
		b, o = o, b
	}
	s := int64(0)
	if len(o.terms) > 16*len(b.terms) {
		for _, c := range b.terms {
			s += int64(c.w) * int64(o.of(c.id))
		}
		return s
	}
	i := 0
	for _, c := range b.terms {
		for i < len(o.terms) && o.terms[i].id < c.id {
			i++
		}
		if i < len(o.terms) && o.terms[i].id == c.id {
			s += int64(c.w) * int64(o.terms[i].w)
		}
	}
	return s
}
