package scrape

import (
	"log/slog"
	"math"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
)

// How a listing rule is found: links that look like headlines are grouped by where they stand in the tree; each group
// climbs from its links to the largest blocks that still hold one headline each; the blocks' common tag and classes,
// tried on the page, give the rule. Groups are ranked by size, length of headlines, dates, form of addresses and place.
const (
	leastEntries = 2    // headlines that make a list
	maxAnchors   = 3000 // links of a page that are looked at
	mostClimb    = 8    // levels from a link to its block
)

// headline is a link that may lead to an article.
type headline struct {
	anchor *html.Node
	block  *html.Node // the entry it stands for, after climbing
	url    string
	text   string
}

// found is a rule found on a page, with what speaks for it.
type found struct {
	rules  news.Rules
	urls   []string
	dated  float64 // share of entries with a date
	weight float64
}

// ruleFinder looks for listing rules on one page.
type ruleFinder struct {
	doc  *goquery.Document
	base *url.URL
	lang string
	now  time.Time
}

// find returns the best rules of the page, best first, at most two.
func (r *ruleFinder) find() []found {
	var all []found
	for _, group := range r.groups() {
		if one, ok := r.rule(group); ok {
			all = append(all, one)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].weight > all[j].weight })
	var out []found
	for _, one := range all {
		if len(out) == 0 || (len(out) == 1 && overlap(one.urls, out[0].urls) < 0.5 && one.weight > out[0].weight/3) {
			out = append(out, one)
		}
	}
	return out
}

// groups gathers the headlines that stand at the same place of the tree.
func (r *ruleFinder) groups() [][]headline {
	by := map[string][]headline{}
	var order []string
	count := 0
	self := list.CanonicalURL(r.base)
	r.doc.Find("a[href]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		n := a.Nodes[0]
		to := list.ArticleURL(r.base, a.AttrOr("href", ""))
		u, err := url.Parse(to)
		if to == "" || err != nil || to == self || u.Path == "/" && u.RawQuery == "" || !fetch.SameSite(u, r.base) ||
			besides(n) {
			return true
		}
		text := markup.OneLine(headingIn(a).Text())
		if !titleLike(text) {
			return true
		}
		key := pathOf(n)
		if by[key] == nil {
			order = append(order, key)
		}
		by[key] = append(by[key], headline{anchor: n, url: to, text: text})
		count++
		return count < maxAnchors
	})
	var out [][]headline
	for _, key := range order {
		if group := distinct(by[key]); len(group) >= leastEntries {
			raise(group)
			out = append(out, group)
		}
	}
	return out
}

// headingIn is the heading within a link that wraps a whole card, or the link itself.
func headingIn(a *goquery.Selection) *goquery.Selection {
	if h := a.Find("h1, h2, h3, h4, h5, h6"); h.Length() > 0 {
		return h.First()
	}
	return a
}

// titleLike reports whether a text is a headline, not "Read more" or a menu word: fifteen letters or more, or eight
// that need no spaces (Chinese, Japanese).
func titleLike(s string) bool {
	letters, wide := 0, 0
	for _, c := range s {
		if unicode.IsLetter(c) {
			letters++
			if unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
				wide++
			}
		}
	}
	if wide*2 > letters {
		return letters >= 8
	}
	return letters >= 15 && strings.Contains(s, " ")
}

var besideWords = []string{
	"nav", "menu", "footer", "breadcrumb", "pagination", "pager", "social", "share", "cookie",
	"banner", "subscribe", "login", "copyright",
}

// besides reports whether a node stands in the page's frame rather than in its content.
func besides(n *html.Node) bool {
	for p := n.Parent; p != nil && p.Type == html.ElementNode; p = p.Parent {
		switch p.Data {
		case "nav", "footer":
			return true
		case "body", "html", "main", "article":
			continue
		}
		words := strings.FieldsFunc(strings.ToLower(markup.Attr(p, "class")+" "+markup.Attr(p, "id")),
			func(c rune) bool { return !unicode.IsLetter(c) })
		for _, w := range words {
			for _, b := range besideWords {
				if w == b {
					return true
				}
			}
		}
	}
	return false
}

// pathOf is where a node stands: the tags up to the body, and the classes of the nearest three elements.
func pathOf(n *html.Node) string {
	var b strings.Builder
	for level := 0; n != nil && n.Type == html.ElementNode && n.Data != "body"; level++ {
		b.WriteString(n.Data)
		if level < 3 {
			for _, c := range steadyClasses(n) {
				if !strings.ContainsAny(c, "0123456789") { // it may number the entries
					b.WriteByte('.')
					b.WriteString(c)
				}
			}
		}
		b.WriteByte('<')
		n = n.Parent
	}
	return b.String()
}

// steadyClasses are the classes of a node that name what it is: not its number, state, column or a generated name.
func steadyClasses(n *html.Node) []string {
	var out []string
	for _, c := range strings.Fields(markup.Attr(n, "class")) {
		if steady(c) {
			out = append(out, c)
		}
	}
	sort.Strings(out)
	return out
}

// passingClasses are class names that say where an element stands or what state it is in, not what it is.
var passingClasses = map[string]bool{
	"first": true, "last": true, "odd": true, "even": true, "active": true, "current": true, "hidden": true,
	"visible": true, "clearfix": true, "new": true, "alt": true, "lazy": true, "lazyload": true, "sticky": true,
}

// madePrefixes begin class names that style sheets and content systems make: of layout, or of one entry.
var madePrefixes = []string{
	"col-", "tag-", "category-", "status-", "format-", "type-", "wp-", "js-", "is-", "has-", "css-", "sc-", "mt-", "mb-",
	"pt-", "pb-", "p-", "m-", "d-", "w-",
}

// steady reports whether a class name may stand in a selector: it needs no escaping, and is likely to be the same on
// the next visit.
func steady(c string) bool {
	numbers, upper, plain := classLetters(c)
	if !plain || len(c) < 2 || len(c) > 60 || passingClasses[strings.ToLower(c)] {
		return false
	}
	if slices.ContainsFunc(madePrefixes, func(p string) bool { return strings.HasPrefix(c, p) }) {
		return false
	}
	if strings.HasPrefix(c, "post-") && numbers > 0 { // the number of an entry
		return false
	}
	return numbers == 0 || numbers <= 2 && upper <= 1
}

// classLetters counts the digits and capitals of a class name. plain is false when a selector would need escaping.
func classLetters(c string) (numbers, upper int, plain bool) {
	for i, r := range c {
		switch {
		case r >= '0' && r <= '9':
			numbers++
		case r >= 'A' && r <= 'Z':
			upper++
		case r >= 'a' && r <= 'z', r == '-', r == '_':
		default:
			return 0, 0, false
		}
		if i == 0 && (numbers > 0 || r == '-') {
			return 0, 0, false
		}
	}
	return numbers, upper, true
}

// distinct keeps one headline for each address: the one with most to say.
func distinct(group []headline) []headline {
	at := map[string]int{}
	var out []headline
	for _, h := range group {
		if i, ok := at[h.url]; ok {
			if len(h.text) > len(out[i].text) {
				out[i] = h
			}
			continue
		}
		at[h.url] = len(out)
		out = append(out, h)
	}
	return out
}

// raise moves the headlines' blocks up together for as long as no block holds two of them.
func raise(group []headline) {
	for i := range group {
		group[i].block = group[i].anchor
	}
	for range mostClimb {
		seen := map[*html.Node]bool{}
		for _, h := range group {
			p := h.block.Parent
			if p == nil || p.Type != html.ElementNode || p.Data == "body" || p.Data == "main" || p.Data == "html" ||
				seen[p] {
				return
			}
			seen[p] = true
		}
		for i := range group {
			group[i].block = group[i].block.Parent
		}
	}
}

// rule makes the rule that finds a group's entries again, and weighs it.
func (r *ruleFinder) rule(group []headline) (found, bool) {
	item := r.itemSelector(group)
	if item == "" {
		return found{}, false
	}
	blocks := r.doc.Find(item)
	out := found{rules: news.Rules{Item: item}}
	out.rules.Link = linkSelector(blocks, group)
	out.rules.Title = titleSelector(group)
	out.rules.Date, out.dated = r.dateSelector(blocks)
	out.rules.Next = r.nextSelector()
	compiled, err := list.CompileRules(out.rules)
	if err != nil {
		return found{}, false
	}
	words := 0
	reader := list.Reader{Now: func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler)}
	for _, it := range reader.Entries(r.doc, r.base, compiled, news.Source{
		Kind: news.KindListing, Rules: out.rules,
		Language: r.lang,
	}, time.UTC) {
		out.urls = append(out.urls, it.URL)
		words += min(len(it.Title), 120)
	}
	want := make([]string, len(group))
	for i, h := range group {
		want[i] = h.url
	}
	if len(out.urls) < leastEntries || overlap(want, out.urls) < 0.8 {
		return found{}, false
	}
	if out.rules.Next != "" && len(out.urls) < 10 {
		out.rules.Pages = 2
	}
	n := float64(len(out.urls))
	title := float64(words) / n / 60
	out.weight = math.Log2(n+1) * title * (0.5 + out.dated) * addressWeight(out.urls) * placeWeight(group[0].block)
	return out, true
}

// addressWeight favours addresses that look like articles: long slugs, numbers, depth.
func addressWeight(urls []string) float64 {
	good := 0.0
	for _, s := range urls {
		u, err := url.Parse(s)
		if err != nil {
			continue
		}
		last := strings.Trim(u.Path, "/")
		depth := strings.Count(last, "/")
		last = last[strings.LastIndexByte(last, '/')+1:]
		switch {
		case strings.Count(last, "-")+strings.Count(last, "_") >= 3, strings.ContainsAny(u.Path+u.RawQuery,
			"0123456789"):
			good++
		case depth >= 2:
			good += 0.7
		default:
			good += 0.3
		}
	}
	return good / float64(len(urls))
}

// placeWeight favours the page's middle over its margins.
func placeWeight(n *html.Node) float64 {
	w := 1.0
	for p := n; p != nil && p.Type == html.ElementNode; p = p.Parent {
		name := strings.ToLower(p.Data + " " + markup.Attr(p, "class") + " " + markup.Attr(p, "id"))
		switch {
		case p.Data == "aside", strings.Contains(name, "sidebar"), strings.Contains(name, "popular"),
			strings.Contains(name, "related"), strings.Contains(name, "most-read"), strings.Contains(name, "widget"):
			w = min(w, 0.4)
		case p.Data == "header":
			w = min(w, 0.6)
		}
	}
	return w
}

// overlap is the share of a's members that are in b.
func overlap(a, b []string) float64 {
	if len(a) == 0 {
		return 0
	}
	in := map[string]bool{}
	for _, s := range b {
		in[s] = true
	}
	n := 0
	for _, s := range a {
		if in[s] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}

// compiles reports whether a selector is one.
func compiles(s string) bool {
	_, err := cascadia.Compile(s)
	return err == nil
}
