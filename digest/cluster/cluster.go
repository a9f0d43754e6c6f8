package cluster

import (
	"cmp"
	"math"
	"slices"
	"time"

	"attache/text"
)

// Item is what grouping knows of an article.
type Item struct {
	ID     string
	Lang   string // as text.Language tells it; "" = unknown
	Title  string
	Text   string // its first words are read; may be empty
	Outlet string
	At     time.Time
	Marks  []string // what it names whatever its language: countries, organisations, people; may be nil
	Event  *Event   // what sets it apart from others in the same words; nil = unknown
}

// Grouping is how items are grouped. Its zero value is how the program groups.
type Grouping struct {
	Window time.Duration // how far apart two items of one event may be; 0 = DefaultWindow
	Across *Crosslingual // compares items in different languages; nil = the embedded one
	Stop   func() bool   // whether to end at once, with an answer that is worth nothing; nil = never
}

// Group groups items that tell of the same event and returns for each the number of its group, counted from 0 in the
// order of items. Items are taken in the order of time, each joins the group it is most like or begins a new one, and
// groups that grow alike are joined. Two items further apart than the window never meet.
func (o Grouping) Group(docs []Item) []int { return newGrouper(o).group(docs, mostHeld) }

func newGrouper(o Grouping) *grouper {
	g := &grouper{
		stop: o.Stop, window: cmp.Or(o.Window, DefaultWindow).Hours(), across: o.Across,
		terms: vocabulary{numbers: map[uint64]int32{}}, docs: map[string]int{},
	}
	if g.stop == nil {
		g.stop = func() bool { return false }
	}
	if g.across == nil {
		g.across = Embedded()
	}
	return g
}

// DefaultWindow is how far apart two items of one event may be when nothing else is said.
const DefaultWindow = 72 * time.Hour

// Settings of grouping, chosen for the best agreement with who told one story: headlines of stories in English and of
// search trends in Turkish. Likeness is a cosine, 0 to 1. The limits end in Body for items whose text is known, which
// have more in common by chance; these are compared without runs of letters and powers.
const (
	joinLimit    = 0.08    // least likeness at which an item joins a group
	joinBody     = 0.25    // joinLimit where the text is known
	mergeLimit   = 0.16    // least likeness at which two groups become one
	mergeBody    = 0.30    // mergeLimit where the text is known
	gatherLimit  = 0.075   // least likeness at which a small group is gathered into another
	small        = 6       // items that a group has at most to be gathered so
	halfLife     = 6.5     // hours between two items in which their likeness fades by half
	halfLifeBody = 9.0     // halfLife where the text is known
	fadePower    = 0.75    // of the hours: likeness fades fast at first and slower later
	crossOdds    = 1.0     // least log odds, in nats by Crosslingual, at which groups in two languages become one
	crossHours   = 48.0    // hours between them that take one nat off those odds
	rarePower    = 1.15    // of a term's rarity in its weight
	runLetters   = 4       // letters of a run inside a word
	runWeight    = 0.38    // of a run against a word
	runShare     = 0.00034 // share of texts in general that hold any one run
	markShare    = 0.05    // share of texts that name any one country, person or number
	markWeight   = 0.6     // of a mark, which may come from title or body, against a word of the title
	bodyWeight   = 0.3     // of a word of the body against one of the title
	nameBody     = 0.4     // of a number or a name in the body against one in the title
	background   = 500     // documents' worth of trust in the table of rarities against the window's own counts
	unknown      = 10      // background in a language that the table does not know
)

// Bounds of the work.
const (
	stemRunes       = 5       // letters of a word's beginning that stand for it
	vectorTerms     = 48      // weightiest terms of an item that are kept
	probeTerms      = 12      // rarest terms of an item by which groups are found
	probeGroups     = 100     // newest groups found by each of them
	candidateGroups = 24      // groups compared with one item
	bodyWords       = 80      // words of the body that are read
	mostHeld        = 250_000 // items remembered at a time; the oldest are forgotten first
)

// counted are the languages whose words the table of rarities knows.
var counted = text.WordSet("en ru tr kk ky uz az uk be tt zh ar")

// The kinds of terms of a document.
const (
	ofWords   = iota // the stems of its language
	ofNames          // what any language would name alike
	ofMeaning        // see Crosslingual; only where there are several languages
	kinds
)

// vector is what a document speaks of, in unit vectors, the weightiest terms first. Terms that no other document has
// are left out, and alone is their squared length.
type vector struct {
	terms [kinds][]term
	alone [kinds]int64
	body  bool // whether words come from more than a title
	event *Event
}

// group is a growing story.
type group struct {
	bags       [kinds]bag
	langs      []string
	n          int
	events     []*Event // of its newest documents
	body       bool
	at         float64 // mean time, hours
	newest     float64 // hours
	into       int32   // group it was merged into, or itself
	open, held int     // documents that may still move, and that are still kept
}

type grouper struct {
	stop   func() bool // whether to end at once, with an answer that is worth nothing
	window float64     // hours
	across *Crosslingual
	terms  vocabulary
	docs   map[string]int // by language
	groups []group
	by     [][]int32 // the newest groups of each term, oldest first
	weight []float32 // of each term in the document being looked at

	shared  []float32 // by group: what it shares with the document being looked at
	touched []int32   // groups for which that is not zero
	buf     []count
}

// read counts the terms of all documents.
func (g *grouper) read(docs []Item) [][kinds][]rawTerm {
	for i := range docs {
		g.docs[docs[i].Lang]++
	}
	raw := make([][kinds][]rawTerm, len(docs))
	for i := range docs {
		if g.stop() {
			break
		}
		raw[i][ofWords], raw[i][ofNames] = g.terms.count(words(&docs[i])), g.terms.count(names(&docs[i]))
		if len(g.docs) > 1 {
			raw[i][ofMeaning] = g.terms.count(g.across.meaning(&docs[i]))
		}
	}
	g.by, g.weight = make([][]int32, len(g.terms.df)), make([]float32, len(g.terms.df))
	return raw
}

// group takes the documents in the order of time and returns the number of each one's group. A document is looked at
// again once everything is known that may be near it, and a group is forgotten when whatever is near it is stable, so
// that what is remembered does not grow with the time that the documents span. When more than most documents would be
// remembered, the oldest are forgotten sooner.
func (g *grouper) group(docs []Item, most int) []int {
	order := make([]int, len(docs))
	for i := range order {
		order[i] = i
	}
	raw := g.read(docs)
	slices.SortStableFunc(order, func(a, b int) int { return docs[a].At.Compare(docs[b].At) })
	in := make([]int32, len(docs))
	vectors := make([]vector, len(docs))
	at := func(k int) float64 { return hours(docs[order[k]].At) }
	stable, forgotten := 0, 0
	stabilise := func() {
		i := order[stable]
		in[i] = g.stabilise(&vectors[i], docs[i].Lang, at(stable), in[i])
		stable++
	}
	for k, i := range order {
		if g.stop() {
			return make([]int, len(docs))
		}
		for stable < k && (at(stable)+g.window < at(k) || k-stable >= most/2) {
			stabilise()
		}
		for forgotten < stable && (at(forgotten)+2*g.window < at(k) || k-forgotten >= most) {
			d := order[forgotten]
			g.forget(in[d])
			vectors[d] = vector{}
			forgotten++
		}
		vectors[i] = g.vector(&docs[i], raw[i], len(docs))
		raw[i] = [kinds][]rawTerm{}
		in[i] = g.add(&vectors[i], docs[i].Lang, at(k))
	}
	for stable < len(order) {
		if g.stop() {
			return make([]int, len(docs))
		}
		stabilise()
	}
	numbers := map[int32]int{}
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

// vector weighs what a document speaks of.
func (g *grouper) vector(d *Item, raw [kinds][]rawTerm, docs int) vector {
	v, trust, power := vector{body: d.Text != "", event: d.Event}, float64(unknown), rarePower
	if counted[d.Lang] || d.Lang == "" {
		trust = background
	}
	if v.body {
		power = 1
	}
	v.terms[ofWords], v.alone[ofWords] = g.terms.weigh(raw[ofWords], vectorTerms, func(t int32) float64 {
		rare := math.Log((float64(g.docs[d.Lang]) + trust + 1) / (float64(g.terms.df[t]) +
			trust*wordShare(g.terms.hash[t])))
		return math.Pow(max(0, rare), power)
	})
	v.terms[ofNames], v.alone[ofNames] = g.terms.weigh(raw[ofNames], vectorTerms, func(t int32) float64 {
		return math.Log(float64(docs+background+1) / (float64(g.terms.df[t]) + background*markShare))
	})
	v.terms[ofMeaning], v.alone[ofMeaning] = g.terms.weigh(raw[ofMeaning], meaningTerms,
		func(int32) float64 { return 1 })
	return v
}

// activate prepares to compare a document; away ends it.
func (g *grouper) activate(v *vector) {
	for _, list := range v.terms {
		for _, t := range list {
			g.weight[t.id] = t.w
		}
	}
}

func (g *grouper) deactivate(v *vector) {
	for _, list := range v.terms {
		for _, t := range list {
			g.weight[t.id] = 0
		}
	}
}

// like is the cosine of a group's words and those of the document being looked at, whose vector is given.
func (g *grouper) like(x *group, v *vector) float64 {
	b, terms := &x.bags[ofWords], v.terms[ofWords]
	norm := b.norm + b.alone
	if norm <= 0 {
		return 0
	}
	s := 0.0
	if len(b.terms) > 16*len(terms) {
		for _, t := range terms {
			s += float64(t.w) * float64(b.of(t.id))
		}
	} else {
		for _, c := range b.terms {
			s += float64(g.weight[c.id]) * float64(c.w)
		}
	}
	return s / math.Sqrt(float64(norm))
}

// add puts a document into a group and returns its number.
func (g *grouper) add(v *vector, lang string, at float64) int32 {
	g.activate(v)
	best, likeness := int32(-1), joinAt(v)
	var near []int32
	for _, c := range g.candidates(v, at) {
		x := &g.groups[c]
		if x.conflicts(v.event) {
			continue
		}
		s := g.like(x, v) * fade(at-x.at, v.body && x.body)
		if s > least(v.body && x.body) || !slices.Contains(x.langs, lang) {
			near = append(near, c)
		}
		if s > likeness {
			best, likeness = c, s
		}
	}
	g.deactivate(v)
	if best < 0 {
		best = int32(len(g.groups))
		g.groups = append(g.groups, group{at: at, newest: at, into: best})
		g.shared = append(g.shared, 0)
	}
	g.groups[best].held++
	g.groups[best].open++
	g.put(best, v, lang, at)
	for _, c := range near {
		if c = g.root(c); c != best && g.same(best, c) {
			best = g.merge(best, c)
		}
	}
	return best
}

// joinAt is the least likeness at which a document joins a group.
func joinAt(v *vector) float64 {
	if v.body {
		return joinBody
	}
	return joinLimit
}

// candidates finds groups that share some of a document's weightiest terms, those that share most.
func (g *grouper) candidates(v *vector, at float64) []int32 {
	for _, list := range v.terms[:ofMeaning] {
		for _, t := range list[:min(len(list), probeTerms)] {
			g.touch(t.id, t.w)
		}
	}
	var out [candidateGroups]int32
	n := 0
	for _, c := range g.touched {
		if at-g.groups[c].newest > g.window {
			continue
		}
		w := g.shared[c]
		i := n
		for i > 0 && (w > g.shared[out[i-1]] || w == g.shared[out[i-1]] && c < out[i-1]) {
			i--
		}
		if i == candidateGroups {
			continue
		}
		n = min(n+1, candidateGroups)
		copy(out[i+1:n], out[i:n-1])
		out[i] = c
	}
	g.untouch()
	return slices.Clone(out[:n])
}

// touch adds a term's weight to what its newest groups share with the document being looked at.
func (g *grouper) touch(id int32, w float32) {
	ids := g.by[id]
	for _, c := range ids[max(0, len(ids)-probeGroups):] {
		c = g.root(c)
		if g.groups[c].n == 0 {
			continue
		}
		if g.shared[c] == 0 {
			g.touched = append(g.touched, c)
		}
		g.shared[c] += w
	}
}

func (g *grouper) untouch() {
	for _, c := range g.touched {
		g.shared[c] = 0
	}
	g.touched = g.touched[:0]
}

// root is the group that a group went into. The way there is cut short for the next time.
func (g *grouper) root(c int32) int32 {
	for g.groups[c].into != c {
		g.groups[c].into = g.groups[g.groups[c].into].into
		c = g.groups[c].into
	}
	return c
}

// fade is the share of likeness left between documents so many hours apart; body reports whether the text of both is
// known.
func fade(hours float64, body bool) float64 {
	if body {
		return math.Exp2(-math.Abs(hours) / halfLifeBody)
	}
	return math.Exp2(-math.Pow(math.Abs(hours)/halfLife, fadePower))
}

// stabilise moves a document from its group, in which it was put when less was known, to the one it is most like by
// now, and returns that. The last one to become stable in a small group may take the group with it into another.
func (g *grouper) stabilise(v *vector, lang string, at float64, in int32) int32 {
	from := g.root(in)
	best := from
	if len(g.groups[from].langs) == 1 {
		best = g.better(v, at, from)
		g.groups[from].open--
		g.groups[from].held--
		g.put(best, v, lang, at)
		g.groups[best].held++
		if from != best && g.groups[from].n == 0 {
			g.groups[from].bags, g.groups[from].events = [kinds]bag{}, nil
		}
	} else {
		g.groups[from].open--
	}
	for _, c := range []int32{from, best} {
		if g.groups[c].open == 0 {
			g.gather(c)
		}
	}
	return best
}

// better takes a document out of its group and returns the group that it is most like.
func (g *grouper) better(v *vector, at float64, from int32) int32 {
	g.take(from, v, at)
	g.activate(v)
	best, likeness := from, joinAt(v)
	for _, c := range g.candidates(v, at) {
		x := &g.groups[c]
		if at < x.newest-g.window || x.conflicts(v.event) {
			continue
		}
		if s := g.like(x, v) * fade(at-x.at, v.body && x.body); s > likeness {
			best, likeness = c, s
		}
	}
	g.deactivate(v)
	return best
}

// gather joins a group that stayed small, told by headlines alone, to the one it is most like.
func (g *grouper) gather(c int32) {
	x := &g.groups[c]
	if x.into != c || x.n == 0 || x.n > small || x.body {
		return
	}
	for _, t := range x.bags[ofWords].terms {
		g.touch(t.id, 1)
	}
	near := slices.Clone(g.touched)
	g.untouch()
	slices.Sort(near)
	best, likeness := int32(-1), gatherLimit
	for _, d := range near {
		y := &g.groups[d]
		if d == c || math.Abs(x.at-y.at) > g.window || x.apart(y) {
			continue
		}
		if s := x.bags[ofWords].alike(&y.bags[ofWords]) * fade(x.at-y.at, false); s > likeness {
			best, likeness = d, s
		}
	}
	if best >= 0 {
		g.merge(best, c)
	}
}

// forget says that a document of a group is needed no more. A group without any is only a number.
func (g *grouper) forget(c int32) {
	x := &g.groups[g.root(c)]
	if x.held--; x.held == 0 {
		x.n, x.bags, x.events = 0, [kinds]bag{}, nil
	}
}

// take is the reverse of put.
func (g *grouper) take(c int32, v *vector, at float64) {
	x := &g.groups[c]
	for k := range x.bags {
		x.bags[k].take(v.terms[k])
		x.bags[k].alone -= v.alone[k]
	}
	x.lose(v.event)
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

// same reports whether two groups tell of the same event.
func (g *grouper) same(a, b int32) bool {
	x, y := &g.groups[a], &g.groups[b]
	if x.apart(y) {
		return false
	}
	body := x.body && y.body
	if x.bags[ofWords].alike(&y.bags[ofWords])*fade(x.at-y.at, body) > least(body) {
		return true
	}
	if slices.ContainsFunc(x.langs, func(l string) bool { return slices.Contains(y.langs, l) }) {
		return false
	}
	return g.across.Odds(x.features(y))-math.Abs(x.at-y.at)/crossHours > crossOdds
}

// features are what two groups in different languages are compared by.
func (x *group) features(y *group) [CrossFeatures]float64 {
	pairs := float64(x.n*y.n) * fixed * fixed
	return crossFeatures(float64(x.bags[ofNames].dot(&y.bags[ofNames]))/pairs,
		float64(x.bags[ofMeaning].dot(&y.bags[ofMeaning]))/pairs)
}

func (g *grouper) put(c int32, v *vector, lang string, at float64) {
	x := &g.groups[c]
	x.add(v, &g.buf, func(id int32) { g.post(id, c) })
	if !slices.Contains(x.langs, lang) {
		x.langs = append(x.langs, lang)
	}
	x.keep(v.event)
	x.body = x.body || v.body
	x.at = (x.at*float64(x.n) + at) / float64(x.n+1)
	x.n++
	x.newest = max(x.newest, at)
}

// add adds a document's terms and calls fresh with those that are new.
func (x *group) add(v *vector, buf *[]count, fresh func(id int32)) {
	for k := range x.bags {
		*buf = counts(v.terms[k], *buf)
		x.bags[k].add(*buf, fresh)
		x.bags[k].alone += v.alone[k]
	}
}

// post notes that a group has a term. Only the newest are ever asked for.
func (g *grouper) post(id, c int32) {
	if ids := g.by[id]; len(ids) == 2*probeGroups {
		g.by[id] = append(ids[:0], ids[probeGroups:]...)
	}
	g.by[id] = append(g.by[id], c)
}

// merge puts the smaller of two groups into the other and returns that one.
func (g *grouper) merge(a, b int32) int32 {
	if g.groups[a].n < g.groups[b].n {
		a, b = b, a
	}
	x, y := &g.groups[a], &g.groups[b]
	fresh := func(id int32) { g.post(id, a) }
	for k := range x.bags {
		x.bags[k].add(y.bags[k].terms, fresh)
		x.bags[k].alone += y.bags[k].alone
	}
	for _, l := range y.langs {
		if !slices.Contains(x.langs, l) {
			x.langs = append(x.langs, l)
		}
	}
	x.at = (x.at*float64(x.n) + y.at*float64(y.n)) / float64(x.n+y.n)
	x.n += y.n
	x.body = x.body || y.body
	for _, e := range y.events {
		x.keep(e)
	}
	x.newest = max(x.newest, y.newest)
	x.open += y.open
	x.held += y.held
	y.into, y.bags, y.langs, y.events = a, [kinds]bag{}, nil, nil
	return a
}
