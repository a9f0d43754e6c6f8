package digest

import (
	"cmp"
	"slices"
	"time"

	"attache/digest/cluster"
	"attache/news"
	"attache/text"
)

const (
	sketchMod  = 4   // thins the word pairs by which possible copies are found
	mostShared = 200 // pieces with a word pair; boilerplate's pairs tell nothing more
	copyTries  = 8   // pieces aligned with each, those that share most
	outletName = 4   // letters of an outlet's name, below which finding it in a text says nothing
)

// setCopiesAside finds pieces that have one text and keeps the original of each (see original). A copy in the same
// outlet is dropped, and so is an outlet's second copy; one in another outlet is returned, to be named as further
// coverage. Pieces come oldest first, and so do those kept. When stop reports true it ends at once, and its answer is
// worth nothing.
func setCopiesAside(stop func() bool, pieces []*piece) (kept, copies []*piece) {
	f := copyFinder{by: map[uint64][]int32{}, numbers: cluster.Numbering{}}
	same := map[*piece][]*piece{} // by the oldest of each text
	for _, p := range pieces {
		if stop() {
			return nil, nil
		}
		if oldest := f.find(stop, p); oldest != nil {
			same[oldest] = append(same[oldest], p)
		}
	}
	texts := f.texts
	for _, oldest := range texts {
		all := append([]*piece{oldest}, same[oldest]...)
		first := original(all)
		kept = append(kept, first)
		printed := map[string]*piece{}
		for _, k := range houseKeys(first.a.URL, first.a.Outlet.Name) {
			printed[k] = first
		}
		for _, p := range all {
			if p == first {
				continue
			}
			p.v.DuplicateOf = first.a.ID
			keys := houseKeys(p.a.URL, p.a.Outlet.Name)
			if o := cmp.Or(printed[keys[0]], printed[keys[1]]); o != nil {
				p.drop("duplicate", "%s has the same text under “%s”.", p.a.Outlet.Name, o.a.Title)
				continue
			}
			for _, k := range keys {
				printed[k] = p
			}
			p.copyOf = first
			p.because("copy", "It repeats the text of “%s” in %s and is named there as further coverage.",
				first.a.Title, first.a.Outlet.Name)
			copies = append(copies, p)
		}
	}
	slices.SortStableFunc(kept, byTime)
	return kept, copies
}

// copyFinder finds the text that a piece repeats among those of the pieces before it.
type copyFinder struct {
	texts   []*piece // each the oldest of its text
	by      map[uint64][]int32
	shared  []int32 // by text: thinned word pairs in common with the piece being looked at
	touched []int32 // texts for which that is not zero, in the order they were found
	numbers cluster.Numbering
	wording []*cluster.Wording // by text, once it was compared
}

// find returns the oldest piece that has the text of p, nil when there is none: p is then one itself.
func (f *copyFinder) find(stop func() bool, p *piece) *piece {
	sketch := text.Sketch(text.Shingles(p.words, 2), sketchMod)
	for _, h := range sketch {
		for _, t := range f.by[h] {
			if f.shared[t] == 0 {
				f.touched = append(f.touched, t)
			}
			f.shared[t]++
		}
	}
	most := f.most()
	var own *cluster.Wording
	for _, t := range most {
		if stop() {
			break
		}
		if own == nil {
			own = f.numbers.Wording(p.words)
		}
		if f.wording[t] == nil {
			f.wording[t] = f.numbers.Wording(f.texts[t].words)
		}
		// a ministry tells of two events in one wording
		if cluster.IsDuplicate(f.wording[t], own) && !p.event().Conflicts(&f.texts[t].event().Event) {
			return f.texts[t]
		}
	}
	n := int32(len(f.texts))
	f.texts, f.shared, f.wording = append(f.texts, p), append(f.shared, 0), append(f.wording, own)
	for _, h := range sketch {
		if len(f.by[h]) < mostShared {
			f.by[h] = append(f.by[h], n)
		}
	}
	return nil
}

// most returns the copyTries texts that share most, of equals those found first, and forgets what is shared.
func (f *copyFinder) most() (most []int32) {
	for _, t := range f.touched {
		i := len(most)
		for i > 0 && f.shared[t] > f.shared[most[i-1]] {
			i--
		}
		if i < copyTries {
			most = slices.Insert(most, i, t)[:min(len(most)+1, copyTries)]
		}
	}
	for _, t := range f.touched {
		f.shared[t] = 0
	}
	f.touched = f.touched[:0]
	return most
}

// original tells which of the pieces with one text, oldest first, the others were taken from: one that names none of
// the other outlets as its source, in its text or its by-line; of these one that could be read whole, since a teaser
// does not hold the text; then the one published first, where all times of publication are known; then one with an
// author; then the oldest.
func original(pieces []*piece) *piece {
	if len(pieces) == 1 {
		return pieces[0]
	}
	outlets := newNameFinder(pieces)
	timed := !slices.ContainsFunc(pieces, func(p *piece) bool { return !clocked(p.a) })
	unlike := func(p *piece) (n int) {
		if outlets.credits(p) {
			n += 4
		}
		if teaser(p.a) {
			n += 2
		}
		if !timed && len(p.a.Authors) == 0 {
			n++
		}
		return n
	}
	best, least := pieces[0], unlike(pieces[0])
	for _, p := range pieces[1:] {
		if n := unlike(p); n < least || n == least && signedAtOnce(p, best) {
			best, least = p, n
		}
	}
	return best
}

// signedAtOnce reports whether a piece has an author, and another, published at the same time, has none.
func signedAtOnce(p, other *piece) bool {
	return p.a.Published.Equal(other.a.Published) && len(p.a.Authors) > 0 && len(other.a.Authors) == 0
}

// dayStarts are the times of day, in UTC, at which a day begins somewhere: 18:30 in Delhi, 18:15 in Kathmandu.
const dayStarts = 15 * time.Minute

// clocked reports whether an article's time of publication is told with a time of day. Where a date alone was read,
// Published is the beginning of that day in the outlet's zone: a time that is one somewhere does not count.
func clocked(a *news.Article) bool {
	switch a.DateFrom {
	case news.DateFromPage, news.DateFromFeed, news.DateFromMark:
		return !a.Published.Equal(a.Published.Truncate(dayStarts))
	}
	return false
}
