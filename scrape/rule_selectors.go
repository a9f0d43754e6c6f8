package scrape

import (
	"fmt"
	"net/url"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"attache/scrape/date"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
)

// itemSelector finds the shortest selector that matches the group's blocks and little else; "" when there is none.
func (r *ruleFinder) itemSelector(group []headline) string {
	want := map[*html.Node]bool{}
	for _, h := range group {
		want[h.block] = true
	}
	own := group[0].block.Data
	classes := commonClasses(group)
	var tries []string
	for _, c := range classes {
		tries = append(tries, own+"."+c)
	}
	if len(classes) > 1 {
		tries = append(tries, own+"."+strings.Join(classes, "."))
	}
	tries = append(tries, within(group[0].block, own, tries)...)
	best, bestScore := "", 0.6
	for _, sel := range tries {
		if !compiles(sel) {
			continue
		}
		nodes := r.doc.Find(sel).Nodes
		hit := 0
		for _, n := range nodes {
			if want[n] {
				hit++
			}
		}
		if hit == 0 {
			continue
		}
		recall, precision := float64(hit)/float64(len(want)), float64(hit)/float64(len(nodes))
		// Every letter of a selector is something that a new layout can break, but a class says what the block is.
		score := recall * (0.7 + 0.3*precision) * (1 - float64(len(sel))/1000)
		if i := strings.LastIndexByte(sel, ' '); strings.Contains(sel[i+1:], ".") {
			score *= 1.05
		}
		if strings.HasPrefix(sel, "body ") {
			score *= 0.9 // would take in whatever is added to the page
		}
		if score > bestScore {
			best, bestScore = sel, score
		}
	}
	return best
}

// commonClasses are the steady classes that at least four in five of the blocks share, most telling first.
func commonClasses(group []headline) []string {
	count := map[string]int{}
	for _, h := range group {
		if h.block.Data != group[0].block.Data {
			continue
		}
		for _, c := range steadyClasses(h.block) {
			count[c]++
		}
	}
	var out []string
	for c, n := range count {
		if n*5 >= len(group)*4 {
			out = append(out, c)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if len(out[i]) != len(out[j]) {
			return len(out[i]) > len(out[j])
		}
		return out[i] < out[j]
	})
	return out[:min(len(out), 4)]
}

// within returns selectors that say in which elements the block stands, nearest first.
func within(block *html.Node, own string, plain []string) []string {
	ends := append([]string{own}, plain...)
	var out []string
	chain := own
	p := block.Parent
	for range 4 {
		if p == nil || p.Type != html.ElementNode || p.Data == "html" {
			break
		}
		var names []string
		if id := markup.Attr(p, "id"); steady(id) {
			names = append(names, "#"+id)
		}
		for _, c := range steadyClasses(p) {
			names = append(names, p.Data+"."+c)
		}
		if p.Data == "main" || p.Data == "body" {
			names = append(names, p.Data)
		}
		for _, name := range names[:min(len(names), 4)] {
			out = append(out, name+" > "+chain)
			for _, end := range ends {
				out = append(out, name+" "+end)
			}
		}
		if p.Data == "body" {
			break
		}
		chain = p.Data + " > " + chain
		p = p.Parent
	}
	return out
}

// linkSelector returns which link of a block leads to the article; "" when it is the first.
func linkSelector(blocks *goquery.Selection, group []headline) string {
	anchors := map[*html.Node]*html.Node{} // by block: the headline's link
	for _, h := range group {
		anchors[h.block] = h.anchor
	}
	first, total := 0, 0
	blocks.Each(func(_ int, b *goquery.Selection) {
		want := anchors[b.Nodes[0]]
		if want == nil {
			return
		}
		total++
		if a := list.AnchorOf(b); a.Length() > 0 && a.Nodes[0] == want {
			first++
		}
	})
	if total == 0 || first*10 >= total*9 {
		return ""
	}
	best, most := "", 0
	for _, sel := range linkNames(group[0]) {
		if !compiles(sel) {
			continue
		}
		hits := 0
		blocks.Each(func(_ int, b *goquery.Selection) {
			if sameLink(b.Find(sel).First(), anchors[b.Nodes[0]]) {
				hits++
			}
		})
		if hits > most {
			best, most = sel, hits
		}
	}
	return best
}

// linkNames returns the selectors of a headline's link within its block, by its own classes and by the elements around
// it.
func linkNames(h headline) (names []string) {
	for _, c := range steadyClasses(h.anchor) {
		names = append(names, "a."+c)
	}
	for p, n := h.anchor.Parent, 0; p != nil && p != h.block && n < 3; p, n = p.Parent, n+1 {
		for _, c := range steadyClasses(p) {
			names = append(names, p.Data+"."+c+" a")
		}
		if strings.HasPrefix(p.Data, "h") && len(p.Data) == 2 {
			names = append(names, p.Data+" a")
		}
		if p.Data == "td" || p.Data == "p" {
			names = append(names, p.Data+" a")
		}
	}
	return names
}

// sameLink reports whether a is the link that is wanted, or leads to the same place. want may be nil, a empty.
func sameLink(a *goquery.Selection, want *html.Node) bool {
	return want != nil && a.Length() > 0 && (a.Nodes[0] == want ||
		strings.TrimSpace(a.AttrOr("href", "")) == strings.TrimSpace(markup.Attr(want, "href")))
}

// titleSelector is needed when the link wraps more than its heading; "" = the link's text.
func titleSelector(group []headline) string {
	counts := map[string]int{}
	for _, h := range group {
		a := goquery.NewDocumentFromNode(h.anchor).Selection
		heading := headingIn(a)
		if heading.Nodes[0] != h.anchor && markup.OneLine(a.Text()) != markup.OneLine(heading.Text()) {
			counts[heading.Nodes[0].Data]++
		} else if sel := longestIn(a); sel != "" && heading.Nodes[0] == h.anchor {
			counts[sel]++
		}
	}
	for sel, n := range counts {
		if n*5 >= len(group)*4 && compiles(sel) {
			return sel
		}
	}
	return ""
}

// longestIn names the part of a link that holds a headline, when the link wraps other words too; "" when there is none.
func longestIn(a *goquery.Selection) string {
	whole := markup.OneLine(a.Text())
	best, most := "", 0
	a.Find("*").Each(func(_ int, e *goquery.Selection) {
		text := markup.OneLine(e.Text())
		if len(text) > most && len(text) < len(whole) && titleLike(text) {
			best, most = partName(e.Nodes[0]), len(text)
		}
	})
	if best == "" || most*2 < len(whole) || markup.OneLine(a.Find(best).First().Text()) == whole {
		return ""
	}
	return best
}

// dateSelector finds the element that holds an entry's date, and the share of entries where it can be read.
func (r *ruleFinder) dateSelector(blocks *goquery.Selection) (selector string, share float64) {
	hits, length := map[string]int{}, map[string]int{}
	var order []string
	total := blocks.Length()
	blocks.Each(func(_ int, b *goquery.Selection) {
		seen := map[string]bool{}
		b.Find("time, span, div, p, td, small, em, i, b, li, abbr, dd, a").Each(func(_ int, e *goquery.Selection) {
			sel := dateName(e.Nodes[0])
			if seen[sel] || !r.dateIn(e) {
				return
			}
			seen[sel] = true
			if hits[sel] == 0 {
				order = append(order, sel)
			}
			hits[sel]++
			length[sel] += len(e.Text())
		})
	})
	best := 0
	for _, sel := range order {
		n := hits[sel]
		if sel == "time" {
			n += 1 + total/10 // made for it
		}
		if (n > best || n == best && length[sel] < length[selector]) && compiles(sel) {
			best, selector = n, sel
		}
	}
	if hits[selector] == 0 || hits[selector]*2 < total {
		return r.ownDates(blocks)
	}
	return selector, float64(hits[selector]) / float64(total)
}

// ownDates is for entries whose date stands beside the link, in no element of its own: the rule is then the entry
// itself.
func (r *ruleFinder) ownDates(blocks *goquery.Selection) (selector string, share float64) {
	n := 0
	blocks.Each(func(_ int, b *goquery.Selection) {
		if r.dateIn(list.BesideLinks(b)) {
			n++
		}
	})
	if n == 0 || n*2 < blocks.Length() {
		return "", 0
	}
	return blocks.Nodes[0].Data, float64(n) / float64(blocks.Length())
}

// dateName is how a date's element is written in a rule.
func dateName(n *html.Node) string {
	if n.Data == "time" {
		return "time"
	}
	for _, c := range steadyClasses(n) {
		if strings.Contains(strings.ToLower(c), "date") || strings.Contains(strings.ToLower(c), "time") {
			return n.Data + "." + c
		}
	}
	return partName(n)
}

// partName is how an element is written in a rule: its tag, and its first steady class.
func partName(n *html.Node) string {
	if cs := steadyClasses(n); len(cs) > 0 {
		return n.Data + "." + cs[0]
	}
	return n.Data
}

// dateIn reports whether an element holds a date and hardly anything else.
func (r *ruleFinder) dateIn(e *goquery.Selection) bool {
	raw := e.AttrOr("datetime", "")
	if raw == "" {
		raw = markup.OneLine(e.Text())
	}
	if len(raw) < 4 || len(raw) > 80 || !strings.ContainsFunc(raw, unicode.IsDigit) {
		return false
	}
	if _, err := time.Parse(time.RFC3339, raw); err == nil {
		return true
	}
	t, ok := date.Parse(raw, r.lang, time.UTC, false, r.now)
	return ok && t.Year() >= 1990 && t.Before(r.now.Add(48*time.Hour))
}

// nextSelectors are the usual forms of the link to the next page, surest first.
func nextSelectors() []string {
	all := []string{
		`a[rel~="next"]`, "a.next", ".next a", ".pagination-next a", "a.pagination-next", ".nav-previous a",
		"a.nextpostslink", "li.next a", "a.pager-next", ".pager__item--next a",
		`a[aria-label*="ext"]`,
	}
	for _, w := range nextWords {
		all = append(all, fmt.Sprintf("a:contains(%q)", w))
	}
	return append(all, `a:contains("»")`, `a:contains("›")`, `link[rel="next"]`)
}

// nextSelector finds the link to the list's next page; "" when there is none.
func (r *ruleFinder) nextSelector() string {
	for _, sel := range nextSelectors() {
		links := r.doc.Find(sel)
		href, ok := links.First().Attr("href")
		if !ok || strings.HasPrefix(strings.TrimSpace(href), "#") {
			continue
		}
		if links.FilterFunction(func(_ int,
			l *goquery.Selection,
		) bool {
			return l.AttrOr("href", "") != href
		}).Length() > 0 {
			continue // each entry has one of its own: it leads to the article
		}
		to, err := fetch.ResolveLink(r.base, href)
		if err == nil && fetch.HostKey(to) == fetch.HostKey(r.base) && to.String() != r.base.String() &&
			!list.IsFile(to.Path) && likeList(r.base, to) {
			return sel
		}
	}
	return ""
}

// likeList reports whether an address looks like another page of the list at base: the same path but for numbers, or
// with a number at the end.
func likeList(base, to *url.URL) bool {
	if !strings.ContainsAny(to.Path+"?"+to.RawQuery, "0123456789") {
		return false
	}
	a, b := strings.TrimRight(base.Path, "/0123456789"), to.Path
	a = strings.TrimSuffix(a, "/page")
	return strings.HasPrefix(b, a)
}
