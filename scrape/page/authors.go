package page

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/text"
)

// Sources of an author's name, by index in AuthorCandidate.said.
const (
	byLD = iota
	byOtherLD
	byMeta
	byOtherMeta
	byRel
	byItemprop
	byClass
	byLink
	byText
	byItem
	byPart // a text by itself within a byline
	byCount
)

var authorSources = [byCount]string{
	"JSON-LD author", "JSON-LD author of another piece", "meta author", "other meta",
	"rel=author", "itemprop author", "byline class", "link to an author's page", "text", "the list's entry",
	"part of a byline",
}

// AuthorCandidate is one name that may be an author's.
type AuthorCandidate struct {
	Name string

	fold          string // the name in lower case
	letters       string // its letters and digits alone, as dom.FoldText writes them
	said          [byCount]uint8
	node          int32        // where it first stands on the page; -1 = nowhere
	piece, pieces int          // which part of its text it was, of how many
	before        byline.Leads // what stood before it
	given         bool         // it begins with a common given name
	strong        bool         // a mark says for certain that it is an author's
	bare          bool         // it stands somewhere without the word for a picture's credit or a helper's before it
	refused       bool         // it has no mark, is no name, or is a house's
	unmarked      bool         // it has no mark, and that alone is wrong with it
	house         bool         // it is the outlet, or a newsroom
	line          int          // the byline that names it with others, from 1; 0 = none
}

// Refused reports a candidate that is never believed: it is no name, or a house's.
func (c *AuthorCandidate) Refused() bool { return c.refused && !c.unmarked }

// Authors are a page's candidates for its authors.
type Authors struct {
	Candidates []AuthorCandidate
	Features   [][]float32 // by candidate: what the author model judges it by
}

// Authors returns the names that a page offers as its authors'. Title goes before it.
func (r *Parsed) Authors() Authors {
	cs := r.authorCandidates()
	return Authors{cs, r.authorFeatures(cs)}
}

// authorCandidates gathers names from the head, from marked elements and from lines that begin as bylines do.
func (r *Parsed) authorCandidates() []AuthorCandidate {
	g := authorGatherer{r: r, index: map[string]int{}, split: map[string][]byline.Name{}}
	g.head()
	g.marked()
	g.bylines()
	for _, n := range r.in.Item.Authors {
		g.add(n, byItem, -1, true)
	}
	for i := range g.out {
		r.judge(&g.out[i])
	}
	return g.out
}

// authorGatherer gathers a page's candidates, each name once.
type authorGatherer struct {
	r     *Parsed
	out   []AuthorCandidate
	index map[string]int
	split map[string][]byline.Name // texts that were read: elements within each other have the same

	lineCount int // how many bylines with several names there are
}

// add takes a text that may name authors, from which source it is, where it stands (-1 = nowhere on the page), and
// whether its mark is an author's for certain.
func (g *authorGatherer) add(raw string, source int, node int32, strong bool) {
	parts, known := g.split[raw]
	if !known {
		parts = byline.SplitNames(raw)
		g.split[raw] = parts
	}
	line := 0
	if len(parts) > 1 && parts[0].Before&byline.LeadAuthor != 0 && source >= byRel {
		g.lineCount++
		line = g.lineCount
	}
	for k, part := range parts {
		fold := strings.ToLower(part.Name)
		i, ok := g.index[fold]
		if !ok {
			if len(g.out) >= maxAuthorCandidates {
				return
			}
			i = len(g.out)
			g.index[fold] = i
			given, _ := byline.BearsFirstName(strings.Fields(part.Name))
			g.out = append(g.out, AuthorCandidate{
				Name: part.Name, fold: fold, letters: dom.FoldText(part.Name), node: node, piece: k, pieces: len(parts),
				given: given,
			})
		}
		c := &g.out[i]
		if c.said[source] < 100 {
			c.said[source]++
		}
		c.before |= part.Before
		if c.line == 0 && !part.Helper() && !part.Apart() && nameShaped(part.Name) {
			c.line = line
		}
		c.strong = c.strong || strong ||
			part.Before&byline.LeadAuthor != 0 && source >= byRel && (k == 0 || strings.Contains(part.Name, " "))
		c.bare = c.bare || part.Before&(byline.LeadPhoto|byline.LeadHelper) == 0
		if c.node < 0 {
			c.node = node
		}
	}
}

// head adds what JSON-LD and metas name.
func (g *authorGatherer) head() {
	main := g.r.facts.MainLD()
	for i := range g.r.facts.LD {
		a := &g.r.facts.LD[i]
		source := byOtherLD
		if a == main {
			source = byLD
		}
		for _, n := range a.Authors {
			g.add(n, source, -1, source == byLD || main == nil)
		}
		if i > 20 {
			break
		}
	}
	g.r.makers = g.r.siteMakers()
	for _, m := range g.r.facts.Metas {
		source := -1
		switch m.Name {
		case "author":
			source = byMeta
		case "twitter:data1", "twitter:data2":
			if label, _ := g.r.facts.Meta("twitter:label" + m.Name[len(m.Name)-1:]); writerLabel(label) {
				source = byOtherMeta
			}
		default:
			if authorMetas[m.Name] {
				source = byOtherMeta
			}
		}
		if source >= 0 && !g.r.makers.made(m.Content, strings.ToLower(m.Content), dom.FoldText(m.Content)) {
			g.add(m.Content, source, -1, true)
		}
	}
}

// authorMetas are names of meta elements, besides "author", that name authors.
var authorMetas = text.WordSet("article:author dc.creator dcterms.creator sailthru.author parsely-author byl " +
	"article:author_name og:article:author cxenseparse:author authors citation_author creator article.author og:author " +
	"vr:author shareaholic:article_author_name page.author dc.contributor twitter:creator")

// maxAuthorCandidates bounds a page's candidates, which pages of comments have without end.
const maxAuthorCandidates = 100

// marked adds the texts of elements that are marked as an author's.
func (g *authorGatherer) marked() {
	r, marked := g.r, 0
	for i := range r.tree.Nodes {
		n := &r.tree.Nodes[i]
		if n.Text || n.End-int32(i) > 60 || marked > 200 {
			continue
		}
		source := r.authorMark(n)
		if source < 0 {
			continue
		}
		strong := r.surely(n, int32(i), source)
		text := r.tree.Plain(int32(i))
		if n.Atom == atom.Meta {
			text = markup.Attr(n.HTML, "content")
		}
		if text != "" && len(text) < 240 {
			marked++
			g.add(text, source, int32(i), strong)
		}
		if n.End-int32(i) > 2 && n.End-int32(i) < 30 {
			g.lines(int32(i), n.End, strong)
		}
	}
}

// bylines adds the short lines that look like bylines, and the parts of those near the title.
func (g *authorGatherer) bylines() {
	r, l := g.r, g.r.layout
	for i := range l.Blocks {
		b := &l.Blocks[i]
		if b.Words > 24 || b.Words < 2 {
			continue
		}
		if r.bylineAt(int32(i)) && !pictureLine(l.TextOf(b)) {
			g.add(l.TextOf(b), byText, b.Node, r.withinMark(b.Node) || r.ledBefore(b.Node))
		}
		if b.Words < 20 && r.nearTitle(int32(i)) {
			g.lines(b.Node-1, l.EndOf(int32(i)), r.withinMark(b.Node))
		}
	}
}

// bylineAt reports a block that begins as bylines do, is parted by a mark near the page's top, or looks like a name
// beside the title.
func (r *Parsed) bylineAt(i int32) bool {
	b := &r.layout.Blocks[i]
	text := r.layout.TextOf(b)
	if _, lead := byline.CutLead(text); lead&(byline.LeadAuthor|byline.LeadHelper) != 0 {
		return true
	}
	if k := strings.Index(text, " | "); k > 0 && b.Words < 14 && i < 60 {
		return true
	}
	return b.Words < 5 && b.Uppers > 1 && b.Digits == 0 && b.Stops == 0 && r.nearTitle(i)
}

// authorMark tells by what an element is marked as an author's, -1 when by nothing.
func (r *Parsed) authorMark(n *dom.Node) int {
	said := n.Sig&dom.SigAuthor != 0 // by class, id, rel or itemprop
	switch {
	case said && n.Atom == atom.A && strings.Contains(strings.ToLower(markup.Attr(n.HTML, "rel")), "author"):
		return byRel
	case said && strings.Contains(markup.Attr(n.HTML, "itemprop"), "author"):
		return byItemprop
	case n.Atom == atom.A && authorPath(markup.Attr(n.HTML, "href")):
		return byLink
	case said:
		return byClass
	}
	return -1
}

// lines adds the texts between two nodes one by one: an author's name often has an element of its own.
func (g *authorGatherer) lines(from, to int32, strong bool) {
	for k := from + 1; k < to; k++ {
		if n := &g.r.tree.Nodes[k]; n.Text && len(n.HTML.Data) < 120 {
			if s := dom.Squeeze(n.HTML.Data); len(s) > 3 && len(s) < 60 {
				mark := strong && !g.r.roleElement(n.Parent) || g.r.ledBefore(k) || g.r.withinMark(k)
				g.add(s, byPart, k, mark)
			}
		}
	}
}

// nearTitle reports blocks within a few lines of the first h1.
func (r *Parsed) nearTitle(i int32) bool {
	if r.titleBlock < 0 {
		return false
	}
	return i > r.titleBlock-6 && i < r.titleBlock+10
}

// authorPath reports addresses of authors' pages by the words of their path.
func authorPath(href string) bool { return authorPathOf(href, authorWords) }

// authorPaths are those words of a path that lead to pages of authors only.
var authorPaths = text.WordSet(
	"author authors autor autoren autorin contributor contributors journalist journalists writer writers by redakteur " +
		"redakteure reporter reporters auteur auteurs avtor avtory yazar yazarlar columnist columnists autores autore " +
		"staff " +
		"profile profiles user users")

func authorPathOf(href string, authorWords map[string]bool) bool {
	if strings.Contains(href, "author=") {
		return true
	}
	start := 0
	for i := 0; i <= len(href) && i < 200; i++ {
		if i < len(href) && href[i] != '/' && href[i] != '?' {
			continue
		}
		if n := i - start; n > 1 && n < 20 && start > 0 && authorWords[strings.ToLower(href[start:i])] {
			return true
		}
		start = i + 1
	}
	return false
}

var authorWords = text.WordSet(
	"author authors autor autoren autorin profile profiles people person persons staff contributor contributors " +
		"journalist journalists writer writers by redaktion redakteur redakteure reporter reporters auteur auteurs " +
		"avtor avtory yazar yazarlar user users team experts expert columnists columnist autores autore bio")

// authors returns the persons and agencies who sign: by the source's rule, else the names that the author model
// believes, else what a label, a signature or the list says.
func (r *Parsed) authors() []string {
	if names := r.ruledAuthors(); len(names) > 0 {
		return names
	}
	a := r.Authors()
	m := authorModel()
	p := make([]float32, len(a.Candidates))
	top := float32(0)
	for i, x := range a.Features {
		p[i] = text.Sigmoid(m.Score(x))
		if !a.Candidates[i].refused {
			top = max(top, p[i])
		}
	}
	if top < sureAuthor {
		if names := r.labelledAuthors(); len(names) > 0 {
			return names
		}
	}
	if top < weakAuthor {
		if names := r.signature(); len(names) > 0 {
			return names
		}
	}
	var out []string
	for _, i := range a.Pick(p) {
		r.noteAuthor(&a.Candidates[i])
		out = append(out, a.Candidates[i].Name)
	}
	if len(out) > 0 {
		return out
	}
	if out = byline.Authors(r.in.Item.Authors, r.in.Source.Outlet.Name, r.facts.Site); len(out) > 0 {
		r.note("authors", "the list's entry", strings.Join(out, ", "))
		return out
	}
	return r.signingHouse(a.Candidates)
}

// signingHouse returns the outlet or another organisation that the page names as the author, when no person signs: it
// is how the page signs the piece, and a letter leaves it out where it names the outlet already. Newsrooms and offices
// ("editorial staff") sign for nobody.
func (r *Parsed) signingHouse(cs []AuthorCandidate) []string {
	for i := range cs {
		c := &cs[i]
		if c.house && !byline.Nobody(c.Name) && !r.otherScript(c.Name) {
			r.noteAuthor(c)
			return []string{c.Name}
		}
	}
	return nil
}

// otherScript reports the outlet's name in another script than the one in which the letter names it, which tells a
// reader nothing.
func (r *Parsed) otherScript(name string) bool {
	known := cmp.Or(r.in.Source.Outlet.Name, r.facts.Site)
	first := strings.IndexFunc(name, unicode.IsLetter)
	if known == "" || first < 0 {
		return false
	}
	letter, _ := utf8.DecodeRuneInString(name[first:])
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Greek} {
		if unicode.Is(script, letter) {
			return !strings.ContainsFunc(known, func(r rune) bool { return unicode.Is(script, r) })
		}
	}
	return !strings.ContainsFunc(known, func(r rune) bool { return r >= eastern })
}

// eastern is the first of the characters of Chinese, Japanese and Korean.
const eastern = 0x2e80

// Probabilities that decide whom to believe; chosen on folds of sites held apart.
const (
	sureAuthor   = .5
	weakAuthor   = .3  // under it a name beside the date is believed rather
	loneAuthor   = .06 // when no other candidate is surer; of those between this and .1 a quarter are right
	housedAuthor = .1  // the same where the outlet or a newsroom signs
	nearAuthor   = .8  // of the likeliest one's probability, for another of the same kind when nobody is sure
	plainAuthor  = .6  // for what is no known given name and is marked by nothing: menus and places look like names too
	shapedAuthor = .1  // the same for what has at least the shape of a name
	lineAuthor   = .05 // when a byline names him or her with a believed one
	besideAuthor = .25 // when named in one breath with a believed one
	toldAuthor   = .03 // when the page's data about the article names him or her with a believed one
	knownAuthor  = .02 // for one who bears a common given name, when nobody else is believed
	longerAuthor = .05 // for the full name of one who is believed by his given name alone
)

// marked reports a candidate that the page names as an author in its head or by an element's name or link.
func (c *AuthorCandidate) marked() bool {
	for k, n := range c.said {
		if n > 0 && k != byText && k != byPart {
			return true
		}
	}
	return false
}

// nameShaped reports two to four words that begin with a capital and go on with small letters, initials aside.
func nameShaped(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) || w[size:] != "." && strings.IndexFunc(w, unicode.IsLower) < 0 {
			return false
		}
	}
	return len(words) >= 2 && len(words) <= 4
}

// Pick returns the candidates to believe, in their order, by their probabilities.
func (a Authors) Pick(probabilities []float32) []int {
	cs := a.Candidates
	p, best := believable(cs, probabilities)
	if best < 0 || p[best] < housedAuthor && housed(cs) {
		return nil
	}
	if p[best] < loneAuthor {
		return knownPerson(cs, p)
	}
	least := float32(sureAuthor)
	if p[best] < least {
		least = max(p[best]*nearAuthor, loneAuthor)
	}
	with, lines := believedIn(cs, p, least), believedLines(cs, p, least)
	var out []int
	for i := range cs {
		beside := with[byLD] && cs[i].said[byLD] > 0 || with[byMeta] && cs[i].said[byMeta] > 0
		alike := p[best] >= sureAuthor || i == best || cs[i].said == cs[best].said
		if cs[i].toldWith(with, p[i]) || p[i] >= least && (beside || alike) || beside && p[i] > besideAuthor ||
			p[i] > lineAuthor && lines[cs[i].line] {
			out = append(out, fullName(cs, probabilities, i))
		}
	}
	slices.Sort(out)
	return onlyNames(cs, slices.Compact(out))
}

// toldWith reports a name that the page's data about the article tells together with a believed one.
func (c *AuthorCandidate) toldWith(with [byCount]bool, p float32) bool {
	return with[byLD] && c.said[byLD] > 0 && p > toldAuthor && nameShaped(c.Name)
}

// believable returns the probabilities, 0 for those who are never believed, and the likeliest candidate; -1 = none.
func believable(cs []AuthorCandidate, probabilities []float32) (p []float32, best int) {
	p, best = slices.Clone(probabilities), -1
	for i := range p {
		if cs[i].refused || !cs[i].nameAt(p[i]) {
			p[i] = 0
		}
		if best < 0 || p[i] > p[best] {
			best = i
		}
	}
	return p, best
}

// believedLines returns the bylines that name one who is believed together with others.
func believedLines(cs []AuthorCandidate, p []float32, least float32) map[int]bool {
	lines := map[int]bool{}
	for i := range cs {
		if cs[i].line > 0 && p[i] >= least {
			lines[cs[i].line] = true
		}
	}
	return lines
}

// housed reports a page that says that its outlet or a newsroom signs: who else stands there is rather anybody.
func housed(cs []AuthorCandidate) bool {
	return slices.ContainsFunc(cs, func(c AuthorCandidate) bool { return c.house && c.strong && c.marked() })
}

// onlyNames leaves out longer forms of a name that is believed without them.
func onlyNames(cs []AuthorCandidate, picked []int) []int {
	return slices.DeleteFunc(slices.Clone(picked), func(i int) bool {
		return slices.ContainsFunc(picked, func(k int) bool {
			return k != i && strings.Contains(cs[k].fold, " ") && strings.Contains(cs[i].fold, cs[k].fold)
		})
	})
}

// nameAt reports a candidate that may be a name, at its probability: menus and places look like names too.
func (c *AuthorCandidate) nameAt(p float32) bool {
	return p >= plainAuthor || p >= shapedAuthor && nameShaped(c.Name) || c.named() || c.marked()
}

// named reports a common given name, with more to it: Georgia, Jordan and Chelsea are places by themselves.
func (c *AuthorCandidate) named() bool {
	return c.given && (c.before != 0 || strings.Contains(c.Name, " "))
}

// believedIn returns which sources name a candidate with at least that probability.
func believedIn(cs []AuthorCandidate, p []float32, least float32) (with [byCount]bool) {
	for i := range cs {
		for k, n := range cs[i].said {
			with[k] = with[k] || n > 0 && p[i] >= least
		}
	}
	return with
}

// knownPerson returns the likeliest candidate of several words that begins with a common given name.
func knownPerson(cs []AuthorCandidate, p []float32) []int {
	best := -1
	for i := range cs {
		known := !cs[i].refused && cs[i].given && strings.Contains(cs[i].Name, " ")
		if known && p[i] >= knownAuthor && (best < 0 || p[i] > p[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return []int{best}
}

// fullName finds, to a given name alone, the candidate that has the surname as well.
func fullName(cs []AuthorCandidate, p []float32, i int) int {
	if !byline.IsFirstName(cs[i].fold) {
		return i
	}
	best := i
	for k := range cs {
		rest, ok := strings.CutPrefix(cs[k].fold, cs[i].fold+" ")
		ok = ok && !cs[k].Refused() && strings.Count(rest, " ") < 2
		if ok && p[k] > longerAuthor && (best == i || p[k] > p[best]) {
			best = k
		}
	}
	return best
}

func (r *Parsed) noteAuthor(c *AuthorCandidate) {
	var from []string
	for k, n := range c.said {
		if n > 0 {
			from = append(from, authorSources[k])
		}
	}
	r.note("authors", strings.Join(from, ", "), c.Name)
}

// roleWords mark what is an office or a house and no person.
var roleWords = text.WordSet(
	"editor editors editorial staff reporter writer correspondent journalist columnist contributor author team desk " +
		"news media press agency group inc ltd gmbh company admin administrator " +
		"redaktion redakteur redakteurin online journal magazine blog ceo founder director manager president professor " +
		"senior chief managing associate assistant analyst university institute guest " +
		"редакция корреспондент редактор агентство новости журналист служба haber ajansı merkezi editör editörü " +
		"muhabir " +
		"agentur dpa afp reuters ap about view posts follow more all share profile website read bio " +
		"email twitter facebook comments comment minutes min ago updated published january february march april may june " +
		"july august september october november december monday tuesday wednesday thursday friday saturday sunday " +
		"specialist marketing content service foundation association health sports politics home contact author's md phd")
