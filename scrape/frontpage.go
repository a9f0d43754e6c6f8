package scrape

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
	"attache/text"
)

const (
	// fewTeasers is from how many teasers on a page is a list when its title names the site or a section.
	fewTeasers = 3
	// longArticle is how many paragraphs no list has.
	longArticle = 4
	// shortTitle is up to how many words a title may be a section's name.
	shortTitle = 3
	// proseParagraph is from how many characters on a paragraph is part of an article rather than a teaser.
	proseParagraph = 200
)

// pageNumber is what stands behind a list's title from its second page on.
var pageNumber = regexp.MustCompile(`(?i)[\s,|·/(–—-]*(?:\b(?:page|seite|sayfa|página|pagina|strona)|страница|стр\.?|` +
	`сторінка|бет|صفحة|صفحه)\s*(?:№\s*)?\d{1,4}(?:\s*(?:of|из|von|de|di|/)\s*\d+)?\)?` +
	`(?:\s*[|–—-].*)?$|第\s*\d+\s*(?:页|頁|ページ).*$`)

// otherKind returns a *Failure when a page that was read as the article a is a list of articles, or says in its title
// that it is something else.
func (f *Fetcher) otherKind(ctx context.Context, src news.Source, fetched fetch.Page, a news.Article) error {
	if kind := list.KindOf(a.Title); kind != "" {
		return fetch.Broken(fetched.URL, "The page holds no article: its title says that it is a %s.", kind)
	}
	if f.listPage(ctx, src, fetched, a) {
		return fetch.Broken(fetched.URL, "The page is a list of articles, and none itself.")
	}
	return nil
}

// listPage reports whether a page that was read as the article a is a list of articles: the next page of a list, a
// front page, a section. Its address or its title says so, and it is made of teasers, that is of headlines that link
// to other pages of the site. Pages whose head says that they are articles are none.
func (f *Fetcher) listPage(ctx context.Context, src news.Source, fetched fetch.Page, a news.Article) bool {
	at, err := url.Parse(fetched.URL)
	if err != nil {
		return false
	}
	sure := list.IsFront(at) || list.IsPager(at, nil)
	title := strings.TrimSpace(pageNumber.ReplaceAllString(a.Title, ""))
	short := isShort(title)
	site := title != strings.TrimSpace(a.Title) || sameName(title, src.Outlet.Name) ||
		sameName(title, strings.TrimPrefix(fetch.HostKey(at), "www."))
	if !sure && !short && !site {
		return false // so most pages are not parsed once more
	}
	done, err := f.client.Reserve(ctx, fetched.Body)
	if err != nil {
		return false
	}
	defer done()
	doc, base, err := list.ParsePageWithin(ctx, fetched)
	if err != nil {
		return false
	}
	site = site || sameName(title, doc.Find(`meta[property="og:site_name"]`).AttrOr("content", ""))
	teasers, dated := teasersOf(doc, base, a.Title)
	switch {
	case saysArticle(doc):
		return sure && teasers >= fewTeasers && paragraphs(a) == 0
	case sure:
		return teasers >= 2
	case site:
		return teasers >= fewTeasers && paragraphs(a) <= longArticle
	}
	return min(teasers, dated) >= fewTeasers && paragraphs(a) < 2
}

// isShort reports whether a title may be the name of a section: it has few words, or few characters in a script that
// writes no spaces.
func isShort(title string) bool {
	const longestName, longestWide = 40, 8 // characters
	most := longestName
	wide := func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai) }
	if strings.ContainsFunc(title, wide) {
		most = longestWide
	}
	return len(strings.Fields(title)) <= shortTitle && utf8.RuneCountInString(title) <= most
}

// saysArticle reports whether a page's marks say that it is an article.
func saysArticle(doc *goquery.Document) bool {
	return strings.EqualFold(doc.Find(`meta[property="og:type"]`).AttrOr("content", ""), "article") ||
		doc.Find(`meta[property="article:published_time"], [itemtype$="Article"] [itemprop="articleBody"]`).Length() > 0
}

// teasersOf counts the headlines on a page that link to other pages of its site, and those with a date beside them.
func teasersOf(doc *goquery.Document, base *url.URL, title string) (teasers, dated int) {
	seen := map[string]bool{list.CanonicalURL(base): true}
	doc.Find("h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4, " +
		"article a[href], li a[href]").Each(func(_ int, s *goquery.Selection) {
		link := s.Closest("a[href]")
		to := list.ArticleURL(base, link.AttrOr("href", ""))
		name := markup.OneLine(link.Text())
		if to == "" || seen[to] || len(strings.Fields(name)) < 4 && utf8.RuneCountInString(name) < 25 || name == title {
			return
		}
		u, err := url.Parse(to)
		if err != nil || !fetch.SameSite(u, base) || link.Closest("nav, header, footer, aside").Length() > 0 {
			return
		}
		seen[to] = true
		teasers++
		box := link.Closest("article, li")
		for up := link.Parent(); box.Length() == 0 && up.Length() > 0 && !up.Is("body, main"); up = up.Parent() {
			if up.Find("time, [class*=date], [class*=time]").Length() == 1 {
				box = up
			}
		}
		if box.Find("time, [class*=date], [class*=time]").Length() > 0 {
			dated++
		}
	})
	return teasers, dated
}

// sameName reports whether two names of a site are the same but for case, spaces and a domain's end.
func sameName(a, b string) bool {
	x, y := nameKey(a), nameKey(b)
	return x != "" && x == y
}

func nameKey(s string) string {
	s = text.Fold(s)
	if i := strings.LastIndexByte(s, '.'); i > 0 && !strings.Contains(s, " ") {
		s = s[:i]
	}
	return strings.TrimPrefix(strings.NewReplacer(" ", "", "-", "", ".", "").Replace(s), "the")
}

// paragraphs counts the paragraphs of an article that are longer than teasers are.
func paragraphs(a news.Article) (n int) {
	for _, b := range a.Blocks {
		if b.Kind == news.Paragraph && utf8.RuneCountInString(b.Text) >= proseParagraph {
			n++
		}
	}
	return n
}
