package page

import (
	"strings"

	"golang.org/x/net/html/atom"

	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
)

// Sources of a title, by index in TitleCandidate.said.
const (
	sayH1 = iota
	sayH2
	sayHeadline // itemprop or class says headline
	sayOG
	sayTwitter
	sayLD
	sayTitle
	sayTitleCut // the title element less one of its parts
	sayOGCut
	sayMeta
	sayH1Part // the h1 less a kicker
	sayItem   // the list's entry
	sayH2Part // another headline less its kicker
	sayCount
)

var titleSources = [sayCount]string{
	"h1", "h2", "headline", "og:title", "twitter:title", "JSON-LD headline", "title",
	"title less the site", "og:title less the site", "meta title", "h1 less its kicker", "the list's entry",
	"headline less its kicker",
}

// TitleCandidate is one text that may be the title.
type TitleCandidate struct {
	Text string

	fold  string
	said  [sayCount]bool
	node  int32 // of the first heading; -1 = none
	order int   // which of its kind that heading is
	shown bool  // it is a line of the page's text, or a part of one that is marked up
	site  bool  // it is the site's name
}

// Titles are a page's candidates for its title.
type Titles struct {
	Candidates []TitleCandidate
	Features   [][]float32 // by candidate: what the title model judges it by
}

// Titles returns what the page calls itself in its head and what it shows as headings.
func (r *Parsed) Titles() Titles {
	cs := r.titleCandidates()
	return Titles{cs, r.titleFeatures(cs)}
}

// titleCandidates gathers them, each text once.
func (r *Parsed) titleCandidates() []TitleCandidate {
	var out []TitleCandidate
	add := func(text string, source int, node int32, order int) {
		if text = dom.Squeeze(head.Unescape(text)); text == "" || len(text) > 600 || len(out) >= 60 {
			return
		}
		for i := range out {
			if out[i].Text == text {
				out[i].said[source] = true
				if out[i].node < 0 {
					out[i].node, out[i].order = node, order
				}
				return
			}
		}
		c := TitleCandidate{Text: text, fold: dom.FoldText(text), node: node, order: order}
		c.said[source] = true
		out = append(out, c)
	}
	r.eachHeading(add)
	og, _ := r.facts.Meta("og:title")
	tw, _ := r.facts.Meta("twitter:title")
	add(og, sayOG, -1, 0)
	add(tw, sayTwitter, -1, 0)
	for _, name := range []string{"parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title", "headline"} {
		c, _ := r.facts.Meta(name)
		add(c, sayMeta, -1, 0)
	}
	if a := r.facts.MainLD(); a != nil {
		add(a.Headline, sayLD, -1, 0)
	}
	add(r.facts.Title, sayTitle, -1, 0)
	titleCuts(r.facts.Title, func(s string) { add(s, sayTitleCut, -1, 0) })
	titleCuts(og, func(s string) { add(s, sayOGCut, -1, 0) })
	add(r.in.Item.Title, sayItem, -1, 0)
	r.markTitles(out)
	return out
}

// markTitles notes which candidates are lines of the page's text, and which are the site's name.
func (r *Parsed) markTitles(cs []TitleCandidate) {
	least, most := 1<<20, 0
	var begins [256]bool // first bytes of the candidates, and all that are no letter or digit of ASCII
	for i := range begins {
		begins[i] = !isLetter(rune(i)) && (i < '0' || i > '9')
	}
	hashes := make([]uint32, len(cs))
	for i := range cs {
		c := &cs[i]
		c.site = r.site.is(dom.FoldText(c.Text))
		least, most, hashes[i] = min(least, len(c.fold)), max(most, len(c.Text)), dom.HashText(c.fold)
		if c.fold != "" {
			begins[c.fold[0]] = true
		}
	}
	fits := func(n int, first byte) bool {
		return n >= least && n <= most+most/2 && (begins[first] || first < 'a' && begins[first|0x20])
	}
	mark := func(hash uint32) {
		for i, h := range hashes {
			cs[i].shown = cs[i].shown || h == hash
		}
	}
	l := r.layout
	for i := range l.Blocks {
		if b := &l.Blocks[i]; b.End > b.Start && fits(int(b.End-b.Start), l.Buf[b.Start]) {
			mark(dom.FoldHash(l.Buf[b.Start:b.End]))
		}
	}
	for i := range l.Nodes {
		if n := &l.Nodes[i]; n.Text && n.HTML.Data != "" && fits(len(n.HTML.Data), n.HTML.Data[0]) &&
			l.Nodes[n.Parent].Atom != atom.Title {
			mark(dom.FoldHash(n.HTML.Data))
		}
	}
}

// eachHeading returns the page's headings in order: h1, the first h2 and h3, and what is marked as a headline.
func (r *Parsed) eachHeading(add func(text string, source int, node int32, order int)) {
	var h1, h2, marked int
	for i := range r.tree.Nodes {
		n := &r.tree.Nodes[i]
		switch {
		case n.Text || n.Atom == atom.Meta || n.Atom == atom.A:
		case n.Atom == atom.H1:
			if h1++; h1 < 8 {
				add(r.tree.Plain(int32(i)), sayH1, int32(i), h1)
				r.headingParts(int32(i), func(s string) { add(s, sayH1Part, int32(i), h1) })
			}
		case n.Atom == atom.H2 || n.Atom == atom.H3:
			if h2++; h2 < 7 {
				add(r.tree.Plain(int32(i)), sayH2, int32(i), h2)
				if h2 < 4 {
					r.headingParts(int32(i), func(s string) { add(s, sayH2Part, int32(i), h2) })
				}
			}
		case n.Sig&dom.SigTitle == 0: // said by class, id or itemprop
		case n.Sig&(dom.SigArticle|dom.SigHeader|dom.SigBody) != 0 && n.End-int32(i) < 14 && n.Atom != atom.Header,
			strings.Contains(markup.Attr(n.HTML, "itemprop"), "headline"):
			if marked++; marked < 6 {
				add(r.tree.Plain(int32(i)), sayHeadline, int32(i), marked)
				r.headingParts(int32(i), func(s string) { add(s, sayH2Part, int32(i), marked) })
			}
		}
	}
}

// headingParts returns a heading without its first or its last part, where parts are elements or separated lines.
func (r *Parsed) headingParts(i int32, f func(string)) {
	var parts []string
	for c := i + 1; c < r.tree.Nodes[i].End; c = r.tree.Nodes[c].End {
		if s := r.tree.Plain(c); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 1 { // one wrapper: look inside
		c := i + 1
		for c < r.tree.Nodes[i].End && r.tree.Plain(c) == "" {
			c = r.tree.Nodes[c].End
		}
		if c < r.tree.Nodes[i].End && !r.tree.Nodes[c].Text && r.tree.Nodes[c].End < r.tree.Nodes[i].End+1 &&
			r.tree.Nodes[c].End-c > 2 {
			r.headingParts(c, f)
		}
		return
	}
	if len(parts) < 2 || len(parts) > 6 {
		return
	}
	f(strings.Join(parts[1:], " "))
	f(strings.Join(parts[:len(parts)-1], " "))
	if len(parts) > 2 {
		f(parts[len(parts)-1])
	}
}

var titleMarks = []string{
	" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", " « ", " › ", " ‹ ", " ❘ ",
	" : ", "|", ": ",
}

// titleCuts returns a title without its last, without its first, and without its last two parts.
func titleCuts(t string, f func(string)) {
	for _, mark := range titleMarks {
		if i := strings.LastIndex(t, mark); i > 0 {
			if mark != ": " {
				f(t[:i])
				if k := strings.LastIndex(t[:i], mark); k > 0 {
					f(t[:k])
				}
			}
			k := strings.Index(t, mark)
			f(t[k+len(mark):])
			if k < i {
				f(t[i+len(mark):])
			}
		}
	}
}

// Title returns the candidate to which the title model gives the highest score, and remembers where it stands; "" when
// there is none. A source's rule goes before the model.
func (r *Parsed) Title() string {
	if t := r.ruled.title; t != "" {
		r.titleFold, r.titleBlock = dom.FoldText(t), r.layout.FindTitle(t)
		r.note("title", fromRule, t)
		return t
	}
	t := r.Titles()
	m := titleModel()
	scores := make([]float32, len(t.Candidates))
	for i, x := range t.Features {
		scores[i] = m.Score(x)
	}
	best := t.whole(t.Pick(scores), scores)
	if best < 0 {
		return ""
	}
	c := &t.Candidates[best]
	var from []string
	for k, said := range c.said {
		if said {
			from = append(from, titleSources[k])
		}
	}
	r.titleFold = c.fold
	r.titleBlock = r.layout.FindTitle(c.Text)
	r.note("title", strings.Join(from, ", "), c.Text)
	return r.tidyTitle(c.Text)
}

// Pick returns the candidate with the highest score, but prefers, to a text that stands in the title element alone, the
// part of it that the page shows; -1 when there is no candidate.
func (t Titles) Pick(scores []float32) int {
	cs, best := t.Candidates, -1
	for i := range cs {
		if best < 0 || scores[i] > scores[best] {
			best = i
		}
	}
	if only := (TitleCandidate{said: [sayCount]bool{sayTitle: true}}); best < 0 || cs[best].said != only.said {
		return best
	}
	for i := range cs {
		if c := &cs[i]; c.said[sayTitleCut] && c.shown && 2*len(c.Text) >= len(cs[best].Text) && !c.site {
			return i
		}
	}
	return best
}

// siteNames are what a page's site is called, folded.
type siteNames struct{ site, host, name string }

func newSiteNames(site, host string) siteNames {
	host = strings.TrimPrefix(host, "www.")
	name, _, _ := strings.Cut(host, ".")
	return siteNames{dom.FoldText(site), dom.FoldText(host), dom.FoldText(name)}
}

// is reports whether a text, folded, is the site's name: what the page says it is, or its host's.
func (n *siteNames) is(f string) bool {
	switch {
	case f == "":
		return true
	case n.site != "" && (f == n.site || len(n.site) > 3 && strings.Contains(f, n.site) && len(f) < len(n.site)+12 ||
		len(f) > 4 && strings.Contains(n.site, f)):
		return true
	case len(f) > 3 && strings.HasPrefix(n.host, f):
		return true
	case len(n.name) > 3 && strings.Contains(f, n.name) && len(f) < len(n.name)+14:
		return true
	}
	return len(f) < 40 && n.host != "" && strings.Contains(f, n.host)
}
