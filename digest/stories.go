package digest

import (
	"cmp"
	"maps"
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

	joinLimit       = 0.08 // least likeness, 0 to 1, at which a document joins a group
	mergeLimit      = 0.15 // and at which two groups become one
	crossLimit      = 0.45 // least likeness of what is named, when the languages differ
	crossShared     = 4    // and least number of names, numbers and marks in common; one less will do …
	crossSure       = 0.55 // … at this likeness
	halfLife        = 9.0  // hours in which likeness fades by half
	crossHalf       = 24.0 // the same across languages: the second language follows later
	stemRunes       = 5    // of a word's beginning that stand for it
	vectorTerms     = 48   // weightiest terms of a document that are kept
	probeTerms      = 12   // rarest terms of a document by which groups are found
	probeGroups     = 100  // newest groups found by each of them
	candidateGroups = 24   // most groups compared
	fixed           = 1 << 12
	bodyWords       = 80   // words of the body that are read
	bodyWeight      = 0.3  // of a body word against a title word
	markWeight      = 1.0  // of a mark against a number or a name
	background      = 500  // documents' worth of trust in the table of rarities against the window's own counts …
	unknown         = 10   // … and in a language the table does not know
	markShare       = 0.05 // of texts that name any one country, person or number
	settling        = 1    // times that documents are looked at again once all are known
	small           = 6    // documents of a group that may be gathered into another …
	gatherLimit     = 0.08 // … and their least likeness
	joinBody        = 0.25 // joinLimit and
	mergeBody       = 0.30 // mergeLimit of documents whose text is known, which have more in common by chance
)

// counted are the languages whose words the table of rarities knows.
var counted = wordSet("en ru tr kk ky uz az uk be tt zh ar")

type term struct {
	id uint64
	w  float64
}

// vector is what a document speaks of, in two unit vectors, the weightiest terms first: its words, and what any language would name
// alike.
type vector struct {
	words, names []term
	body         bool // whether words come from more than a title
}

// bag is a sum of vectors. Its figures are whole numbers, in 1/fixed, so that they add up to the same in any order.
type bag struct {
	sum  map[uint64]int64
	norm int64 // squared length of sum
}

// group is a growing story.
type group struct {
	words, names bag
	langs        []string
	n            int
	body         bool
	at           float64 // mean time, hours
	newest       float64 // hours
	into         int     // group it was merged into, or itself
}

type grouper struct {
	window float64 // hours
	df     map[uint64]int
	docs   map[string]int // by language
	groups []group
	by     map[uint64][]int32 // groups by term, oldest first
}

func cluster(docs []Doc, window time.Duration) []int {
	g := grouper{window: window.Hours(), df: map[uint64]int{}, docs: map[string]int{}, by: map[uint64][]int32{}}
	vectors := make([]vector, len(docs))
	for i := range docs {
		vectors[i] = vector{words: terms(&docs[i]), names: names(&docs[i]), body: docs[i].Text != ""}
		g.docs[docs[i].Lang]++
		for _, list := range [][]term{vectors[i].words, vectors[i].names} {
			for _, t := range list {
				g.df[t.id]++
			}
		}
	}
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return docs[a].At.Compare(docs[b].At) })
	in := make([]int, len(docs))
	for _, i := range order {
		v, lang := vectors[i], docs[i].Lang
		trust := float64(unknown)
		if counted[lang] || lang == "" {
			trust = background
		}
		v.words = weigh(v.words, func(id uint64) float64 {
			return math.Log((float64(g.docs[lang]) + trust + 1) / (float64(g.df[id]) + trust*wordShare(id)))
		})
		v.names = weigh(v.names, func(id uint64) float64 {
			return math.Log(float64(len(docs)+background+1) / (float64(g.df[id]) + background*markShare))
		})
		vectors[i] = v
		in[i] = g.add(v, lang, hours(docs[i].At))
	}
	for range settling {
		for _, i := range order {
			in[i] = g.settle(vectors[i], docs[i].Lang, hours(docs[i].At), g.root(in[i]))
		}
	}
	g.gather()
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

func hours(t time.Time) float64 { return float64(t.Unix()) / 3600 }

// wordShare is the share of texts in general that hold a word.
func wordShare(id uint64) float64 { return math.Exp(-rarity(id)) }

// terms gives the stems of a document's title and first words, each once, by its heaviest place.
func terms(d *Doc) []term {
	m := make(map[uint64]float64, 64)
	put := func(w string, weight float64) {
		if len(w) > 1 {
			h := text.Hash(stem(w))
			m[h] = max(m[h], weight)
		}
	}
	for _, w := range text.Words(d.Title) {
		put(w, 1)
	}
	for i, w := range text.Words(opening(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		put(w, bodyWeight)
	}
	return byID(m)
}

// names gives what a document names in a form that does not depend on its language: its marks, its numbers, and the consonants of
// words with a capital letter (see skeleton).
func names(d *Doc) []term {
	m := make(map[uint64]float64, 32)
	for i, t := range text.Tokens(d.Title + "\n" + opening(d.Text, 12*bodyWords)) {
		if i == bodyWords {
			break
		}
		switch digit := t.Text[0] >= '0' && t.Text[0] <= '9'; {
		case digit && len(t.Text) > 1:
			m[text.Hash("#"+t.Text)] = 1
		case !digit && (t.Upper || uncased(t.Text)):
			if k := skeleton(t.Text); len(k) >= 3 {
				m[text.Hash("~"+k)] = 1
			}
		}
	}
	for _, s := range d.Marks {
		m[text.Hash("@"+s)] = markWeight
	}
	return byID(m)
}

func byID(m map[uint64]float64) []term {
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

// opening cuts s after at most n bytes, at a space where there is one.
func opening(s string, n int) string {
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

// weigh makes a unit vector, the weightiest terms first, by what each is worth.
func weigh(v []term, worth func(id uint64) float64) []term {
	out := make([]term, 0, len(v))
	sum := 0.0
	for _, t := range v {
		w := t.w * worth(t.id)
		if w > 0 {
			out = append(out, term{t.id, w})
			sum += w * w
		}
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
	out = slices.Clip(out[:min(len(out), vectorTerms)])
	n := math.Sqrt(sum)
	for i := range out {
		out[i].w /= n
	}
	return out
}

// add puts a document into a group and gives its number.
func (g *grouper) add(v vector, lang string, at float64) int {
	best, likeness := -1, joinLimit
	if v.body {
		likeness = joinBody
	}
	var near []int
	for _, c := range g.candidates(v, at) {
		x := &g.groups[c]
		s := x.words.like(v.words) * fade(at-x.at, halfLife)
		if s > least(v.body && x.body) || g.crosses(v, lang, at, x) {
			near = append(near, c)
		}
		if s > likeness {
			best, likeness = c, s
		}
	}
	if best < 0 {
		best = len(g.groups)
		g.groups = append(g.groups, group{words: newBag(), names: newBag(), at: at, newest: at, into: best})
	}
	g.put(best, v, lang, at)
	for _, c := range near {
		if c = g.root(c); c != best && g.same(best, c) {
			best = g.merge(best, c)
		}
	}
	return best
}

// candidates finds groups that share some of a document's weightiest terms, those that share most.
func (g *grouper) candidates(v vector, at float64) []int {
	shared := map[int]float64{}
	for _, list := range [][]term{v.words, v.names} {
		for _, t := range list[:min(len(list), probeTerms)] {
			ids := g.by[t.id]
			for _, id := range ids[max(0, len(ids)-probeGroups):] {
				shared[g.root(int(id))] += t.w
			}
		}
	}
	type found struct {
		c int
		w float64
	}
	all := make([]found, 0, len(shared))
	for c, w := range shared {
		if at-g.groups[c].newest <= g.window {
			all = append(all, found{c, w})
		}
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.c, b.c)) })
	out := make([]int, 0, candidateGroups)
	for _, f := range all[:min(len(all), candidateGroups)] {
		out = append(out, f.c)
	}
	return out
}

func (g *grouper) root(c int) int {
	for g.groups[c].into != c {
		c = g.groups[c].into
	}
	return c
}

// fade is the share of likeness left between documents so many hours apart.
func fade(hours, half float64) float64 { return math.Exp2(-math.Abs(hours) / half) }

// settle moves a document from its group, in which it was put when less was known, to the one it is most like by now, and gives that.
func (g *grouper) settle(v vector, lang string, at float64, from int) int {
	if len(g.groups[from].langs) > 1 {
		return from
	}
	g.take(from, v, at)
	best, likeness := from, joinLimit
	if v.body {
		likeness = joinBody
	}
	for _, c := range g.candidates(v, at) {
		x := &g.groups[c]
		if x.n == 0 || at < x.newest-g.window {
			continue
		}
		if s := x.words.like(v.words) * fade(at-x.at, halfLife); s > likeness {
			best, likeness = c, s
		}
	}
	g.put(best, v, lang, at)
	return best
}

// gather joins what stayed small, told by headlines alone, to the group it is most like.
func (g *grouper) gather() {
	for c := range g.groups {
		x := &g.groups[c]
		if x.into != c || x.n == 0 || x.n > small || x.body {
			continue
		}
		near := map[int]bool{}
		for id := range x.words.sum {
			ids := g.by[id]
			for _, d := range ids[max(0, len(ids)-probeGroups):] {
				near[g.root(int(d))] = true
			}
		}
		best, likeness := -1, gatherLimit
		for _, d := range slices.Sorted(maps.Keys(near)) {
			y := &g.groups[d]
			if d == c || y.n == 0 || math.Abs(x.at-y.at) > g.window {
				continue
			}
			if s := x.words.alike(&y.words) * fade(x.at-y.at, halfLife); s > likeness {
				best, likeness = d, s
			}
		}
		if best >= 0 {
			g.merge(best, c)
		}
	}
}

// take is the reverse of put.
func (g *grouper) take(c int, v vector, at float64) {
	x := &g.groups[c]
	for _, t := range v.words {
		x.words.add(t.id, -int64(math.Round(t.w*fixed)))
	}
	for _, t := range v.names {
		x.names.add(t.id, -int64(math.Round(t.w*fixed)))
	}
	if x.n--; x.n > 0 {
		x.at = (x.at*float64(x.n+1) - at) / float64(x.n)
	}
}

// least is the likeness at which groups become one.
func least(body bool) float64 {
	if body {
		return mergeBody
	}
	return mergeLimit
}

// crosses reports whether a document tells in another language what a group tells.
func (g *grouper) crosses(v vector, lang string, at float64, x *group) bool {
	if slices.Contains(x.langs, lang) {
		return false
	}
	shared := 0
	for _, t := range v.names {
		if x.names.sum[t.id] > 0 {
			shared++
		}
	}
	s := x.names.like(v.names) * fade(at-x.at, crossHalf)
	return shared >= crossShared && s > crossLimit || shared == crossShared-1 && s > crossSure
}

// same reports whether two groups tell of the same event.
func (g *grouper) same(a, b int) bool {
	x, y := &g.groups[a], &g.groups[b]
	if x.words.alike(&y.words)*fade(x.at-y.at, halfLife) > least(x.body && y.body) {
		return true
	}
	return !slices.ContainsFunc(x.langs, func(l string) bool { return slices.Contains(y.langs, l) }) &&
		x.names.alike(&y.names)*fade(x.at-y.at, crossHalf) > crossLimit
}

func (g *grouper) put(c int, v vector, lang string, at float64) {
	x := &g.groups[c]
	for _, add := range []struct {
		to *bag
		v  []term
	}{{&x.words, v.words}, {&x.names, v.names}} {
		for _, t := range add.v {
			if add.to.add(t.id, int64(math.Round(t.w*fixed))) {
				g.by[t.id] = append(g.by[t.id], int32(c))
			}
		}
	}
	if !slices.Contains(x.langs, lang) {
		x.langs = append(x.langs, lang)
	}
	x.body = x.body || v.body
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
	for _, m := range [][2]*bag{{&x.words, &y.words}, {&x.names, &y.names}} {
		for id, w := range m[1].sum {
			if m[0].add(id, w) {
				g.by[id] = append(g.by[id], int32(a))
			}
		}
	}
	for _, l := range y.langs {
		if !slices.Contains(x.langs, l) {
			x.langs = append(x.langs, l)
		}
	}
	x.at = (x.at*float64(x.n) + y.at*float64(y.n)) / float64(x.n+y.n)
	x.n += y.n
	x.newest = max(x.newest, y.newest)
	y.into, y.words, y.names = a, bag{}, bag{}
	return a
}

func newBag() bag { return bag{sum: map[uint64]int64{}} }

// add adds to a term and reports whether it is new.
func (b *bag) add(id uint64, w int64) bool {
	old, ok := b.sum[id]
	b.sum[id] = old + w
	b.norm += w * (2*old + w)
	return !ok
}

// like is the cosine of the bag and a unit vector.
func (b *bag) like(v []term) float64 {
	if b.norm <= 0 {
		return 0
	}
	s := 0.0
	for _, t := range v {
		s += t.w * float64(b.sum[t.id])
	}
	return s / math.Sqrt(float64(b.norm))
}

// alike is the cosine of two bags.
func (b *bag) alike(o *bag) float64 {
	if b.norm <= 0 || o.norm <= 0 {
		return 0
	}
	if len(b.sum) > len(o.sum) {
		b, o = o, b
	}
	s := int64(0)
	for id, w := range b.sum {
		s += w * o.sum[id]
	}
	return float64(s) / math.Sqrt(float64(b.norm)*float64(o.norm))
}
