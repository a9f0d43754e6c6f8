package cluster

import "slices"

// Comparison compares groups of items in different languages, as grouping does.
type Comparison struct {
	across *Crosslingual
	groups []group
}

// Compare prepares to compare groups with each other. How rare a term is, is counted over the items of all groups. When
// stop reports true it ends at once, and its answer is worth nothing; nil = never.
func (x *Crosslingual) Compare(stop func() bool, groups [][]Item) *Comparison {
	c := &Comparison{across: x, groups: make([]group, len(groups))}
	docs := slices.Concat(groups...)
	g := newGrouper(Grouping{Across: x, Stop: stop})
	raw := g.read(docs)
	k := 0
	for i := range groups {
		for range groups[i] {
			if g.stop() {
				return c
			}
			v := g.vector(&docs[k], raw[k], len(docs))
			c.groups[i].add(&v, &g.buf, func(int32) {})
			c.groups[i].n++
			k++
		}
	}
	return c
}

// Features returns what two groups, by their numbers, are compared by: the likeness of what they name and of what they
// mean, each from 0 to about 1, and what is made of these.
func (c *Comparison) Features(a, b int) [CrossFeatures]float64 {
	return c.groups[a].features(&c.groups[b])
}

// Odds returns the log odds, in nats, that two groups, by their numbers, tell of the same event.
func (c *Comparison) Odds(a, b int) float64 { return c.across.Odds(c.Features(a, b)) }
