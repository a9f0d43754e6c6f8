package scrape

import (
	"context"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
	"attache/text"
)

var (
	feedWords = text.Pattern(`(?i)(^|[/._-])(rss|feeds?|atom)([/._?-]|$)`)
	feedTypes = text.Pattern(`(?i)rss|atom|rdf|feed\+json`)
	feedName  = text.Pattern(`(?i)(^|\PL)(rss|atom|rdf|json feed)(\PL|$)`) // in what a link is called
	feedFile  = text.Pattern(`(?i)\.(xml|rss|rdf)$`)
)

// links takes the feeds and channels that a page names. On a page of feeds (deep) every XML file is taken for one.
func (d *discovery) links(doc *goquery.Document, base *url.URL, page string, trust float64, deep bool) {
	n := 0
	doc.Find(`link[rel~="alternate"][href]`).Each(func(_ int, l *goquery.Selection) {
		to, kind, title := list.Resolve(base, l.AttrOr("href", "")), l.AttrOr("type", ""), l.AttrOr("title", "")
		isFeed := feedTypes().MatchString(kind) || strings.EqualFold(kind, "application/json") &&
			(feedName().MatchString(title) || strings.Contains(to, "feed"))
		if !isFeed || n >= 5 || strings.Contains(strings.ToLower(to+title), "comment") {
			return
		}
		n++
		d.add(attempt{
			url: to, kind: news.KindFeed, found: "A feed that " + page + " announces", trust: trust + 0.1,
			deep: deep,
		})
	})
	n = 0
	most := 3
	if deep {
		most = 6
	}
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		to := list.Resolve(base, a.AttrOr("href", ""))
		u, err := url.Parse(to)
		if to == "" || err != nil {
			return
		}
		if name, ok := list.TelegramChannel(u); ok && !d.tried["telegram"] {
			d.tried["telegram"] = true
			d.add(attempt{url: "https://t.me/s/" + name, kind: news.KindTelegram, found: "A Telegram channel that " +
				page + " links to", trust: -0.6})
		}
		named := feedWords().MatchString(u.Path) || namesFeed(a) || deep && feedFile().MatchString(u.Path)
		if n < most && named && (fetch.SameSite(u, base) || strings.HasPrefix(u.Host, "feeds.")) {
			n++
			d.add(attempt{
				url: to, kind: news.KindFeed, found: "A feed that " + page + " links to", trust: trust + 0.05,
				deep: deep,
			})
		}
	})
}

// namesFeed reports whether a link is called a feed, by its text or its picture.
func namesFeed(a *goquery.Selection) bool {
	for _, s := range []string{a.Text(), a.AttrOr("title", ""), a.AttrOr("aria-label", ""), a.Find("img").AttrOr("alt",
		"")} {
		if s = markup.OneLine(s); len(s) <= 40 && feedName().MatchString(s) {
			return true
		}
	}
	return false
}

// feedsOn takes the feeds that are named on a page which stood where a feed was looked for: many sites have one that
// lists theirs.
func (d *discovery) feedsOn(page fetch.Page, c attempt) {
	if doc, base, err := list.ParsePage(page); err == nil {
		d.links(doc, base, "the page of feeds "+page.URL, c.trust, true)
	}
}

// usual adds the places where sites keep such things.
func (d *discovery) usual(ctx context.Context) {
	at := func(path string) string {
		u := *d.base
		u.Path, u.RawPath, u.RawQuery, u.User = path, "", "", nil
		if p, q, ok := strings.Cut(path, "?"); ok {
			u.Path, u.RawQuery = p, q
		}
		return u.String()
	}
	if _, ok := list.TelegramChannel(d.base); ok {
		return
	}
	for _, p := range []string{
		"/feed/", "/rss.xml", "/rss/", "/rss", "/feed.xml", "/atom.xml", "/index.xml",
		"/rss.php",
	} {
		d.add(attempt{url: at(p), kind: news.KindFeed, found: feedAtUsual, trust: 0.05})
	}
	if d.wordPress {
		posts := at(list.WordPressPosts + "?per_page=10")
		switch {
		case strings.Contains(d.api, "rest_route="): // a site without pretty addresses
			posts = d.api + "wp/v2/posts&per_page=10"
		case d.api != "": // it may stand in a folder
			posts = d.api + "wp/v2/posts?per_page=10"
		}
		d.add(attempt{url: posts, kind: news.KindWordPress, found: "The site's WordPress API"})
	}
	for _, m := range d.namedMaps(ctx) {
		d.add(attempt{url: m, kind: news.KindSitemap, found: "A sitemap that robots.txt names"})
	}
	for _, p := range []string{"/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml"} {
		d.add(attempt{url: at(p), kind: news.KindSitemap, found: mapAtUsual})
	}
}

// ofTongue adds the places of the feeds of a site's pages in one language: /en/ often has its own, and the front page
// announces those of another one.
func (d *discovery) ofTongue() {
	language, _, _ := strings.Cut(strings.Trim(d.base.Path, "/"), "/")
	if len(language) != 2 || d.article ||
		slices.ContainsFunc(d.attempts, func(c attempt) bool { return c.kind == news.KindFeed }) {
		return
	}
	for _, p := range []string{"feed/", "rss.xml", "rss"} {
		at := url.URL{Scheme: d.base.Scheme, Host: d.base.Host, Path: "/" + language + "/" + p}
		d.add(attempt{
			url: at.String(), kind: news.KindFeed, found: "A feed of the pages under /" + language + "/",
			trust: 0.1,
		})
	}
}

// namedMaps are the sitemaps that robots.txt names: at most three, those of news first, then in their order.
func (d *discovery) namedMaps(ctx context.Context) []string {
	named, err := d.f.client.Sitemaps(ctx, d.base)
	if err != nil {
		return nil
	}
	var maps []string
	for _, m := range named {
		if to := list.Resolve(d.base, m); to != "" {
			maps = append(maps, to)
		}
	}
	ofNews := func(m string) bool { return strings.Contains(strings.ToLower(m), "news") }
	sort.SliceStable(maps, func(i, j int) bool { return ofNews(maps[i]) && !ofNews(maps[j]) })
	return maps[:min(len(maps), 3)]
}

// How candidates at usual places were found: they are only tried as long as nothing of their kind has items, for pages
// announce feeds that are gone.
const (
	feedAtUsual = "A feed at a usual place"
	mapAtUsual  = "A sitemap at the usual place"
)
