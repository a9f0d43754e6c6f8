package scrape

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// Sources of a title, by index in titleCandidate.said.
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
	sayCount
)

var titleSources = [sayCount]string{"h1", "h2", "headline", "og:title", "twitter:title", "JSON-LD headline", "title", "title less the site", "og:title less the site", "meta title", "h1 less its kicker", "the list's entry"}

// titleCandidate is one text that may be the title.
type titleCandidate struct {
	text, fold string
	said       [sayCount]bool
	node       int32 // of the first heading; -1 = none
	order      int   // which of its kind that heading is
}

// titles gathers what the page calls itself in its head and what it shows as headings.
func (r *reader) titles() []titleCandidate {
	var out []titleCandidate
	add := func(text string, source int, node int32, order int) {
		if text = squeeze(unescape(text)); text == "" || len(text) > 600 || len(out) >= 60 {
			return
		}
		for i := range out {
			if out[i].text == text {
				out[i].said[source] = true
				if out[i].node < 0 {
					out[i].node, out[i].order = node, order
				}
				return
			}
		}
		c := titleCandidate{text: text, fold: foldText(text), node: node, order: order}
		c.said[source] = true
		out = append(out, c)
	}
	r.eachHeading(add)
	og, _ := r.facts.meta("og:title")
	tw, _ := r.facts.meta("twitter:title")
	add(og, sayOG, -1, 0)
	add(tw, sayTwitter, -1, 0)
	for _, name := range []string{"parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title", "headline"} {
		c, _ := r.facts.meta(name)
		add(c, sayMeta, -1, 0)
	}
	if a := r.facts.mainLD(); a != nil {
		add(a.headline, sayLD, -1, 0)
	}
	add(r.facts.title, sayTitle, -1, 0)
	titleCuts(r.facts.title, func(s string) { add(s, sayTitleCut, -1, 0) })
	titleCuts(og, func(s string) { add(s, sayOGCut, -1, 0) })
	add(r.in.Item.Title, sayItem, -1, 0)
	return out
}

// mainLD is the JSON-LD article that is this page, nil when there is none.
func (f *facts) mainLD() *ldArticle {
	if len(f.ld) > 0 && f.ld[0].weight > 3 {
		return &f.ld[0]
	}
	return nil
}

// eachHeading gives the page's headings in order: h1, the first h2 and h3, and what is marked as a headline.
func (r *reader) eachHeading(add func(text string, source int, node int32, order int)) {
	var h1, h2, marked int
	for i := range r.tree.nodes {
		n := &r.tree.nodes[i]
		switch {
		case n.text || n.atom == atom.Meta || n.atom == atom.A:
		case n.atom == atom.H1:
			if h1++; h1 < 8 {
				add(r.tree.plain(int32(i)), sayH1, int32(i), h1)
				r.headingParts(int32(i), func(s string) { add(s, sayH1Part, int32(i), h1) })
			}
		case n.atom == atom.H2 || n.atom == atom.H3:
			if h2++; h2 < 7 {
				add(r.tree.plain(int32(i)), sayH2, int32(i), h2)
			}
		case n.sig&sigTitle != 0 && n.sig&(sigArticle|sigHeader|sigBody) != 0 && n.end-int32(i) < 14 && n.atom != atom.Header, strings.Contains(attr(n.h, "itemprop"), "headline"):
			if marked++; marked < 6 {
				add(r.tree.plain(int32(i)), sayHeadline, int32(i), marked)
			}
		}
	}
}

// headingParts gives a heading without its first or its last part, where parts are elements or separated lines.
func (r *reader) headingParts(i int32, f func(string)) {
	var parts []string
	for c := i + 1; c < r.tree.nodes[i].end; c = r.tree.nodes[c].end {
		if s := r.tree.plain(c); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 1 { // one wrapper: look inside
		c := i + 1
		for c < r.tree.nodes[i].end && r.tree.plain(c) == "" {
			c = r.tree.nodes[c].end
		}
		if c < r.tree.nodes[i].end && !r.tree.nodes[c].text && r.tree.nodes[c].end < r.tree.nodes[i].end+1 && r.tree.nodes[c].end-c > 2 {
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

var titleMarks = []string{" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", " / ", " « ", " › ", " ‹ ", " ❘ ", " : ", "|", ": "}

// titleCuts gives a title without its last, without its first, and without its last two parts.
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
		}
	}
}

// title weighs the candidates by the forest that was trained on titles.
func (r *reader) title() string {
	if t := r.ruled.title; t != "" {
		r.titleFold, r.titleBlock = foldText(t), r.layout.findTitle(t)
		r.note("title", "the source's rule", t)
		return t
	}
	cs := r.titles()
	best, top := -1, float32(0)
	m := titleModel()
	for i, x := range r.titleFeatures(cs) {
		if s := m.Score(x); best < 0 || s > top {
			best, top = i, s
		}
	}
	if best < 0 {
		return ""
	}
	c := r.shownTitle(cs, best)
	var from []string
	for k, said := range c.said {
		if said {
			from = append(from, titleSources[k])
		}
	}
	r.titleFold = c.fold
	r.titleBlock = r.layout.findTitle(c.text)
	r.note("title", strings.Join(from, ", "), c.text)
	return c.text
}

// shownTitle prefers, to a title that stands in the title element alone, the part of it that the page shows.
func (r *reader) shownTitle(cs []titleCandidate, best int) *titleCandidate {
	c := &cs[best]
	if only := (titleCandidate{said: [sayCount]bool{sayTitle: true}}); c.said != only.said {
		return c
	}
	for i := range cs {
		o := &cs[i]
		if !o.said[sayTitleCut] || 2*len(o.text) < len(c.text) || r.isSite(o.text) {
			continue
		}
		for k := range r.tree.nodes {
			n := &r.tree.nodes[k]
			if n.text && len(n.h.Data) < 2*len(o.text) && len(n.h.Data) >= len(o.text) && n.parent >= 0 && r.tree.nodes[n.parent].atom != atom.Title && foldText(n.h.Data) == o.fold {
				return o
			}
		}
	}
	return c
}

// titleFeatures describes each candidate in numbers.
func (r *reader) titleFeatures(cs []titleCandidate) [][]float32 {
	heads := map[int]string{} // by source: what it says, folded
	var h1s int
	for i := range cs {
		for _, s := range []int{sayOG, sayTwitter, sayLD, sayTitle, sayItem} {
			if cs[i].said[s] && heads[s] == "" {
				heads[s] = cs[i].fold
			}
		}
		if cs[i].said[sayH1] {
			h1s++
		}
	}
	slug := slugWords(r.base.Path)
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, 64)
		for _, said := range c.said {
			f = append(f, flag(said))
		}
		var agree float32
		for _, s := range []int{sayOG, sayTwitter, sayLD, sayTitle, sayItem} {
			h := heads[s]
			f = append(f, relation(c.fold, h))
			if h != "" && h == c.fold {
				agree++
			}
		}
		same, longer := float32(0), float32(0)
		for k := range cs {
			if k != i && cs[k].fold == c.fold {
				same++
			}
			if k != i && len(cs[k].fold) > len(c.fold) && len(c.fold) > 8 && strings.Contains(cs[k].fold, c.fold) {
				longer++
			}
		}
		f = append(f, agree, same, longer, float32(h1s), float32(c.order), float32(utf8.RuneCountInString(c.text)),
			float32(len(strings.Fields(c.text))), flag(r.isSite(c.text)), slugShare(c.text, slug), flag(len(slug) > 2),
			flag(strings.IndexFunc(c.text, unicode.IsLower) < 0), lastNumber(lastRune(c.text)), float32(len(cs)))
		out[i] = r.headingPlace(c, f)
	}
	return out
}

// headingPlace adds where on the page a candidate stands as a heading.
func (r *reader) headingPlace(c *titleCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1)
	}
	l, n := r.layout, &r.tree.nodes[c.node]
	at := l.at[c.node]
	to := min(int(at)+25, len(l.blocks))
	var sig signals
	var sem [semanticCount]float32
	linked := n.atom == atom.A
	for i, up := c.node, 0; i >= 0 && up < 12; i, up = r.tree.nodes[i].parent, up+1 {
		if up < 4 {
			sig |= r.tree.nodes[i].sig
		}
		if k := semanticOf(r.tree.nodes[i].atom); k >= 0 {
			sem[k] = 1
		}
		linked = linked || r.tree.nodes[i].atom == atom.A
	}
	for i := c.node; i < n.end; i++ {
		linked = linked || r.tree.nodes[i].atom == atom.A
	}
	return append(f, ratio(at, int32(len(l.blocks))), float32(l.sumPara[to]-l.sumPara[at]), ratio(l.sumPara[at], l.sumPara[len(l.blocks)]),
		sem[semArticle], sem[semMain], sem[semHeader], max(sem[semNav], sem[semAside], sem[semFooter]), flag(n.hidden), flag(linked),
		flag(sig&(sigRelated|sigSide|sigTeaser) != 0), flag(sig&(sigTitle|sigArticle) != 0), float32(n.depth), float32(at))
}

// relation says how a candidate stands to a text of the head: -1 no text, 0 nothing in common, 1 the text begins with
// it, 2 contains it, 3 is within it, 4 equal.
func relation(c, head string) float32 {
	switch {
	case head == "" || c == "":
		return -1
	case c == head:
		return 4
	case strings.HasPrefix(head, c):
		return 1
	case strings.Contains(head, c):
		return 2
	case strings.Contains(c, head):
		return 3
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// slugWords are the words of the last long part of an address.
func slugWords(path string) map[string]bool {
	var best string
	for _, p := range strings.Split(strings.ToLower(path), "/") {
		if len(p) > len(best) {
			best = p
		}
	}
	m := map[string]bool{}
	for _, w := range strings.FieldsFunc(best, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 2 {
			m[w] = true
		}
	}
	return m
}

// slugShare is the share of a slug's words that a text has.
func slugShare(text string, slug map[string]bool) float32 {
	if len(slug) == 0 {
		return -1
	}
	hit := 0
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if slug[w] && !seen[w] {
			seen[w] = true
			hit++
		}
	}
	return float32(hit) / float32(len(slug))
}

// isSite reports whether a text is the site's name: what the page says it is, or its host's.
func (r *reader) isSite(s string) bool {
	f := foldText(s)
	if f == "" {
		return true
	}
	if site := foldText(r.facts.site); site != "" && (f == site || len(site) > 3 && strings.Contains(f, site) && len(f) < len(site)+12 || len(f) > 4 && strings.Contains(site, f)) {
		return true
	}
	host := foldText(strings.TrimPrefix(r.host, "www."))
	if len(f) > 3 && strings.HasPrefix(host, f) {
		return true
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(r.host, "www."), ".")
	if n := foldText(name); len(n) > 3 && strings.Contains(f, n) && len(f) < len(n)+14 {
		return true
	}
	return len(f) < 40 && host != "" && strings.Contains(f, host)
}
