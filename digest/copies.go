package digest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/text"
)

const (
	sketchMod  = 4   // thins the word pairs by which possible copies are found
	mostShared = 200 // pieces with a word pair; boilerplate's pairs tell nothing more
	copyTries  = 8   // pieces aligned with each, those that share most
	outletName = 4   // letters of an outlet's name, below which finding it in a text says nothing
)

// setCopiesAside finds pieces that have one text and keeps the original of each (see original). A copy in the same outlet is dropped,
// and so is an outlet's second copy; one in another outlet is given back, to be named as further coverage. Pieces come oldest
// first, and so do those kept.
func setCopiesAside(pieces []*piece) (kept, copies []*piece) {
	by := map[uint64][]*piece{}
	same := map[*piece][]*piece{} // by the oldest of each text
	var texts []*piece
	for _, p := range pieces {
		sketch := text.Sketch(text.Shingles(p.words, 2), sketchMod)
		shared := map[*piece]int{}
		var order []*piece
		for _, h := range sketch {
			for _, o := range by[h] {
				if shared[o] == 0 {
					order = append(order, o)
				}
				shared[o]++
			}
		}
		slices.SortStableFunc(order, func(a, b *piece) int { return cmp.Compare(shared[b], shared[a]) })
		at := slices.IndexFunc(order[:min(len(order), copyTries)], func(o *piece) bool { return duplicate(o.words, p.words) })
		if at >= 0 {
			same[order[at]] = append(same[order[at]], p)
			continue
		}
		texts = append(texts, p)
		for _, h := range sketch {
			if len(by[h]) < mostShared {
				by[h] = append(by[h], p)
			}
		}
	}
	for _, oldest := range texts {
		all := append([]*piece{oldest}, same[oldest]...)
		first := original(all)
		kept = append(kept, first)
		outlets := map[string]*piece{first.a.Outlet.Name: first}
		for _, p := range all {
			if p == first {
				continue
			}
			p.v.DuplicateOf = first.a.ID
			if o := outlets[p.a.Outlet.Name]; o != nil {
				p.drop("duplicate", "%s has the same text under “%s”.", p.a.Outlet.Name, o.a.Title)
				continue
			}
			outlets[p.a.Outlet.Name] = p
			p.copyOf = first
			p.because("copy", "It repeats the text of “%s” in %s and is named there as further coverage.", first.a.Title, first.a.Outlet.Name)
			copies = append(copies, p)
		}
	}
	slices.SortStableFunc(kept, byTime)
	return kept, copies
}

// original tells which of the pieces with one text, oldest first, the others were taken from: one that names none of the other outlets
// as its source, then one with an author, then one that could be read whole, then the oldest.
func original(pieces []*piece) *piece {
	unlike := func(p *piece) (n int) {
		if credits(p, pieces) {
			n += 4
		}
		if len(p.a.Authors) == 0 {
			n += 2
		}
		if p.a.Partial {
			n++
		}
		return n
	}
	return slices.MinFunc(pieces, func(a, b *piece) int { return cmp.Compare(unlike(a), unlike(b)) })
}

// credits reports whether a piece names the outlet of another one.
func credits(p *piece, others []*piece) bool {
	return slices.ContainsFunc(others, func(o *piece) bool {
		name := o.a.Outlet.Name
		return name != p.a.Outlet.Name && utf8.RuneCountInString(name) >= outletName && strings.Contains(p.body, name)
	})
}
