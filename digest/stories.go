package digest

import (
	"cmp"
	"math"
	"slices"
	"time"

	"attache/text"
)

// Doc is what grouping knows of an article.
type Doc struct {
	ID     string
	Lang   string // as text.Language tells it; "" = unknown
	Title  string
	Text   string // its first words are read; may be empty
	Outlet string
	At     time.Time
	Marks  []string // what it names whatever its language: countries, organisations, people; may be nil
}

// Cluster groups documents that tell of the same event; it gives each the number of its group, counted from 0 in the
// order of docs. Documents are taken in the order of time, each joins the group it is most like or begins a new one, and groups
// that grow alike are joined. Two documents further apart than 72 hours never meet.
func Cluster(docs []Doc) []int { return cluster(docs, defaultStoryWindow) }

// The settings below were chosen on headlines of stories in English and of search trends in Turkish.
const (
	defaultStoryWindow = 72 * time.Hour

	joinLimit   = 0.08 // least likeness, 0 to 1, at which a document joins a group
	mergeLimit  = 0.15 // and at which two groups become one
	halfLife    = 9.0  // hours in which likeness fades by half …
	fadeFloor   = 0.0  // … but not below this share
	stemRunes   = 5    // of a word's beginning that stand for it
	probeTerms  = 12   // rarest terms of a document by which groups are found
	probeGroups = 400  // newest groups looked at for each of them
	fixed       = 1 << 12
	bodyWords   = 80  // words of the body that are read
	bodyWeight  = 0.3 // of a body word against a title word
	markWeight  = 0.8 // of a mark against a title word
)

type term struct {
	id uint64
	w  float64
}

// group is a growing story: the sum of its documents' vectors.
type group struct {
	sum    map[uint64]int64 // in 1/fixed: whole numbers add up to the same in any order
	norm   int64            // squared length of sum
	n      int
	at     float64 // mean time, hours
	newest float64 // hours
	into   int     // group it was merged into, or itself
}

type grouper struct {
	window float64 // hours
	df     map[uint64]int
	docs   int
	groups []group
	by     map[uint64][]int32 // groups by term, oldest first
}

func cluster(docs []Doc, window time.Duration) []int {
	g := grouper{window: window.Hours(), df: map[uint64]int{}, by: map[uint64][]int32{}}
	vectors := make([][]term, len(docs))
	for i := range docs {
		vectors[i] = terms(&docs[i])
		for _, t := range vectors[i] {
			g.df[t.id]++
		}
	}
	g.docs = len(docs)
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return docs[a].At.Compare(docs[b].At) })
	in := make([]int, len(docs))
	for _, i := range order {
		in[i] = g.add(g.weigh(vectors[i]), float64(docs[i].At.Unix())/3600)
	}
	numbers := map[int]int{}
	out := make([]int, len(docs))
	for i := range docs {
		root := g.root(in[i])
		if _, ok := numbers[root]; !ok {
			numbers[root] = len(numbers)
		}
		out[i] = numbers[root]
	}
	return out
}

// terms gives what a document speaks of: stems of its title and first words, and its marks. Each counts once, by its
// heaviest place.
func terms(d *Doc) []term {
	m := make(map[uint64]float64, 64)
	put := func(s string, w float64) {
		h := text.Hash(s)
		m[h] = max(m[h], w)
	}
	for _, w := range text.Words(d.Title) {
		if len(w) > 1 {
			put(stem(w), 1)
		}
	}
	for i, w := range text.Words(clip(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		if len(w) > 1 {
			put(stem(w), bodyWeight)
		}
	}
	for _, s := range d.Marks {
		put("@"+s, markWeight)
	}
	out := make([]term, 0, len(m))
	for id, w := range m {
		out = append(out, term{id, w})
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return out
}

// stem is the prefix by which words are the same in grouping, whatever their language: headlines are often too short to tell it.
func stem(w string) string {
	n := 0
	for i := range w {
		if n == stemRunes {
			return w[:i]
		}
		n++
	}
	return w
}

// clip cuts s after at most n bytes, at a space where there is one.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := n; i > n/2; i-- {
		if s[i] == ' ' {
			return s[:i]
		}
	}
	return s[:n]
}

// weigh makes a unit vector by tf-idf over the documents of the window, the rarest terms first.
func (g *grouper) weigh(v []term) []term {
	out := make([]term, 0, len(v))
	sum := 0.0
	for _, t := range v {
		if w := t.w * math.Log(float64(g.docs+1)/float64(g.df[t.id])); w > 0 {
			out = append(out, term{t.id, w})
			sum += w * w
		}
	}
	n := math.Sqrt(sum)
	for i := range out {
		out[i].w /= n
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
	return out
}

// add puts a document into a group and gives its number.
func (g *grouper) add(v []term, at float64) int {
	best, likeness := -1, joinLimit
	var near []int
	for _, c := range g.candidates(v, at) {
		s := g.like(v, &g.groups[c], at)
		if s > mergeLimit {
			near = append(near, c)
		}
		if s > likeness {
			best, likeness = c, s
		}
	}
	if best < 0 {
		g.groups = append(g.groups, group{sum: map[uint64]int64{}, at: at, newest: at, into: len(g.groups)})
		best = len(g.groups) - 1
	}
	g.put(best, v, at)
	for _, c := range near {
		if c = g.root(c); c != best && g.alike(best, c) > mergeLimit {
			best = g.merge(best, c)
		}
	}
	return best
}

func (g *grouper) candidates(v []term, at float64) []int {
	var out []int
	seen := map[int]bool{}
	for _, t := range v[:min(len(v), probeTerms)] {
		ids := g.by[t.id]
		for _, id := range ids[max(0, len(ids)-probeGroups):] {
			c := g.root(int(id))
			if !seen[c] && at-g.groups[c].newest <= g.window {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (g *grouper) root(c int) int {
	for g.groups[c].into != c {
		c = g.groups[c].into
	}
	return c
}

func fade(hours float64) float64 {
	return fadeFloor + (1-fadeFloor)*math.Exp2(-math.Abs(hours)/halfLife)
}

func (g *grouper) like(v []term, c *group, at float64) float64 {
	s := 0.0
	for _, t := range v {
		s += t.w * float64(c.sum[t.id])
	}
	return s / math.Sqrt(float64(c.norm)) * fade(at-c.at)
}

func (g *grouper) alike(a, b int) float64 {
	x, y := &g.groups[a], &g.groups[b]
	if len(x.sum) > len(y.sum) {
		x, y = y, x
	}
	s := int64(0)
	for id, w := range x.sum {
		s += w * y.sum[id]
	}
	return float64(s) / math.Sqrt(float64(x.norm)*float64(y.norm)) * fade(x.at-y.at)
}

func (g *grouper) put(c int, v []term, at float64) {
	x := &g.groups[c]
	for _, t := range v {
		old, ok := x.sum[t.id]
		if !ok {
			g.by[t.id] = append(g.by[t.id], int32(c))
		}
		w := int64(math.Round(t.w * fixed))
		x.sum[t.id] = old + w
		x.norm += w * (2*old + w)
	}
	x.at = (x.at*float64(x.n) + at) / float64(x.n+1)
	x.n++
	x.newest = max(x.newest, at)
}

// merge puts the smaller of two groups into the other and gives that one.
func (g *grouper) merge(a, b int) int {
	if g.groups[a].n < g.groups[b].n {
		a, b = b, a
	}
	x, y := &g.groups[a], &g.groups[b]
	for id, w := range y.sum {
		old, ok := x.sum[id]
		if !ok {
			g.by[id] = append(g.by[id], int32(a))
		}
		x.sum[id] = old + w
		x.norm += w * (2*old + w)
	}
	x.at = (x.at*float64(x.n) + y.at*float64(y.n)) / float64(x.n+y.n)
	x.n += y.n
	x.newest = max(x.newest, y.newest)
	y.into, y.sum = a, nil
	return a
}
