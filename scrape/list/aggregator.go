package list

import (
	"net/url"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/markup"
	"attache/text"
)

// titling is what tells the outlets in a feed's titles: the names of the feed itself, and the tails that its titles
// share ("Title - OUTLET").
type titling struct {
	own        map[string]bool // folded names of the source's outlet, the feed and its host
	outlet     news.Outlet     // of the source
	host       *url.URL
	common     string // the tail of most of its titles, folded; "" = they share none
	aggregates bool   // its titles end in the names of outlets, and its entries stand on other hosts
}

const (
	// fewTitles is how many titles tell nothing of a habit.
	fewTitles = 5
)

// titlingOf looks at all titles of a feed.
func titlingOf(feed *gofeed.Feed, src news.Source, base *url.URL) *titling {
	c := &titling{own: map[string]bool{}, outlet: src.Outlet, host: base}
	host := strings.TrimPrefix(fetch.HostKey(base), "www.")
	for _, name := range []string{src.Outlet.Name, feed.Title, host} {
		for _, key := range []string{markup.OutletKey(name), markup.OutletKey(strings.TrimSuffix(name, " RSS"))} {
			if key != "" {
				c.own[key] = true
			}
		}
	}
	tails, tailed, away, all := map[string]int{}, 0, 0, 0
	for _, in := range feed.Items {
		if in == nil || in.Title == "" {
			continue
		}
		all++
		if _, tail, ok := markup.CutTail(markup.TitleText(in.Title)); ok {
			tails[markup.OutletKey(tail)]++
			tailed++
		}
		if to, err := url.Parse(entryLink(in, base)); err == nil && to.Host != "" &&
			(!fetch.SameSite(to, base) || strings.HasPrefix(host, "news.google.")) {
			away++
		}
	}
	for tail, n := range tails {
		if n >= fewTitles && 2*n > all {
			c.common = tail
		}
	}
	c.aggregates = all >= fewTitles && 5*tailed >= 4*all && 2*away > all && len(tails) > 1
	return c
}

// attribute cuts the outlet's name from an item's title, sets who published it where that is not the source's outlet,
// and takes away a summary that is made of links: it is other outlets' headlines. It returns how many of these links
// lead to other pieces.
func (c *titling) attribute(it *news.Item, in *gofeed.Item) (links int) {
	named, home := markup.OneLine(in.Custom[sourceTitle]), strings.TrimSpace(in.Custom[sourceURL])
	if c.isOwn(named) || c.isOwnHome(home) {
		named = ""
	}
	of := linksOf(in.Description)
	if of == nil && in.Description == "" {
		of = linksOf(in.Content)
	}
	made := of != nil && (len(of.texts) > 1 || sameTitle(of.texts[0], it.Title))
	var beside []string
	if made {
		beside = of.others
	}
	named = c.cutOutlets(it, named, beside)
	if named != "" {
		it.Outlet = news.Outlet{Name: text.Clip(named, 200)}
		if fetch.IsWeb(home) {
			it.Outlet.Home = home
		}
	}
	if !made {
		return 0
	}
	it.Summary, it.Lead, it.Body = "", nil, nil
	if named == "" {
		it.Outlet = c.outlet // the headline alone is what the list tells
	}
	for _, s := range of.texts {
		if !sameTitle(s, it.Title) && !measured().MatchString(s) {
			links++
		}
	}
	return links
}

// cutOutlets cuts the names of outlets from the end of an item's title. named is the outlet that the entry names,
// beside is what stands beside the links of its description. It returns the outlet, which the title may name where
// nothing else does; "" = the source's own.
func (c *titling) cutOutlets(it *news.Item, named string, beside []string) string {
	for {
		title, tail, ok := markup.CutTail(it.Title)
		if !ok {
			return named
		}
		key := markup.OutletKey(tail)
		byLinks := slices.ContainsFunc(beside, func(s string) bool { return markup.OutletKey(s) == key })
		switch {
		case named != "" && key == markup.OutletKey(named), c.own[key], c.common != "" && key == c.common,
			markup.KnownOutlet(key):
		case named == "" && (byLinks || c.aggregates):
			named = tail
		default:
			return named
		}
		it.Title = title
	}
}

// isOwn reports whether a name is the source's own.
func (c *titling) isOwn(name string) bool {
	return name == "" || c.own[markup.OutletKey(name)]
}

// isOwnHome reports whether an address that an entry came from is the feed's own site.
func (c *titling) isOwnHome(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && fetch.SameSite(u, c.host) && strings.Trim(u.Path, "/") == ""
}

// sameTitle reports whether two headlines are the same but for spaces, marks and an outlet behind them.
func sameTitle(a, b string) bool {
	x, y := markup.OutletKey(a), markup.OutletKey(b)
	if x == "" || y == "" {
		return false
	}
	return x == y || len(x) > 20 && strings.HasPrefix(y, x) || len(y) > 20 && strings.HasPrefix(x, y)
}

// linkList is a description that is made of links.
type linkList struct {
	texts  []string // of its links
	others []string // what stands beside them
}

// linkedShare is the share of a text's bytes that stand in links, from which on it is made of them. Chosen by hand:
// lists of headlines have nearly all of their text in links, sentences with links seldom half.
const linkedShare = .6

// linksOf returns the links that a description is made of; nil when it is a text.
func linksOf(fragment string) *linkList {
	if !strings.Contains(fragment, "<a") && !strings.Contains(fragment, "<A") {
		return nil
	}
	var (
		l              linkList
		linked, beside int
		in, faint      bool // within a link, within <font> or <small>
		line           strings.Builder
	)
	flush := func() {
		s := markup.OneLine(line.String())
		line.Reset()
		switch {
		case s == "":
		case in:
			l.texts = append(l.texts, s)
			linked += len(s)
		default:
			l.others = append(l.others, s)
			if !faint {
				beside += len(s)
			}
		}
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			if linked == 0 || float64(linked) < linkedShare*float64(linked+beside) {
				return nil
			}
			return &l
		case html.TextToken:
			line.Write(z.Text())
		case html.StartTagToken, html.EndTagToken:
			end := z.Raw()[1] == '/'
			name, _ := z.TagName()
			switch string(name) {
			case "a":
				flush()
				in = !end
			case "font", "small":
				flush()
				faint = !end
			case "li", "p", "br", "div", "td":
				flush()
			}
		}
	}
}
