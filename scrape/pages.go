package scrape

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
	"attache/scrape/page/dom"
	"attache/text"
)

// maxArticlePages bounds the pages read of one article, the first among them.
const maxArticlePages = 5

// followPages reads the pages on which an article goes on, joins their blocks to it and counts the pages read. first is
// its first page. A later page that cannot be read leaves the article Partial, and so do more pages than
// maxArticlePages; the error says that the context ended, or that the host wants to be left alone for a while and the
// whole article comes to those who wait.
func (f *Fetcher) followPages(
	ctx context.Context, src news.Source, first fetch.Page, a *news.Article,
) (pages int, err error) {
	visited := map[string]bool{bare(first.URL): true}
	page := first
	if a.Whole > 0 { // its first page is too long already
		return 1, ctx.Err()
	}
	for n := 2; ; n++ {
		next := f.articleNext(ctx, src, first, page, n)
		if next == nil || visited[bare(next.String())] {
			return n - 1, ctx.Err()
		}
		if n > maxArticlePages {
			a.Partial = true
			return n - 1, nil
		}
		visited[bare(next.String())] = true
		p, err := f.client.View(ctx, src, fetch.Request{URL: next, Accept: fetch.AcceptPage, Language: src.Language})
		if err == nil && visited[bare(p.URL)] && bare(p.URL) != bare(next.String()) {
			return n - 1, nil // it leads back
		}
		var more news.Article
		if err == nil {
			visited[bare(p.URL)] = true
			more, err = f.readPage(ctx, src, news.Item{URL: next.String()}, p)
		}
		var fail *fetch.Failure
		switch {
		case ctx.Err() != nil:
			return n - 1, ctx.Err()
		case errors.As(err, &fail) && !fail.Until().IsZero():
			return n - 1, err
		case err != nil:
			f.log.Debug("an article's later page is unreadable", "source", src.Name, "url", next.String(), "error", err)
			a.Partial = true
			return n - 1, nil
		}
		added := joinBlocks(a, more.Blocks)
		a.Partial = a.Partial || more.Partial
		if a.Bound(f.cfg.MaxText) || a.Whole > 0 { // nothing more of it would be kept
			return n, nil
		}
		if !added {
			return n - 1, nil
		}
		page = p
	}
}

// joinBlocks adds the blocks that the article does not have yet, such as the title and the lead that every page
// repeats.
func joinBlocks(a *news.Article, more []news.Block) (added bool) {
	known := make(map[string]bool, len(a.Blocks)+1)
	known[a.Title] = true
	for _, b := range a.Blocks {
		known[b.Text] = true
	}
	for _, b := range more {
		if !known[b.Text] {
			a.Blocks = append(a.Blocks, b)
			added = true
		}
	}
	return added
}

// goesOn finds the marks of a further page, so that most pages are not parsed once more for nothing.
var goesOn = text.Pattern(`(?i)rel\s*=\s*["']?[^"'>]*\bnext\b|page-links|post-page-numbers`)

// numbered reports whether a page may name an address that is the article's own with number n: a cheap test before it
// is parsed.
func numbered(body []byte, start *url.URL, n int) bool {
	number := strconv.Itoa(n)
	for rest := body; ; {
		i := bytes.Index(rest, []byte("="+number))
		if i < 0 {
			break
		}
		key := rest[max(0, i-longestPageKey):i]
		if at := bytes.LastIndexAny(key, "?&;"); (at >= 0 || len(key) < longestPageKey) && pageKeys().Match(key[at+1:]) {
			return true
		}
		rest = rest[i+1:]
	}
	own := strings.TrimSuffix(start.Path, "/")
	own = strings.TrimSuffix(own[strings.LastIndexByte(own, '/')+1:], path.Ext(own))
	for _, name := range []string{own, url.PathEscape(own)} {
		for _, mark := range pageMarks {
			if own != "" && (bytes.Contains(body, []byte(name+mark+number)) ||
				bytes.Contains(body, []byte(name+path.Ext(start.Path)+mark+number))) {
				return true
			}
		}
	}
	return false
}

// articleNext is where an article goes on after page, as its page n; nil when it ends. A source's rule is believed as
// long as it stays with the host. Without one, a link marked as the next page, called so or called by the page's number
// is only taken when its address is the article's own with that number: most links so marked lead to another article.
func (f *Fetcher) articleNext(ctx context.Context, src news.Source, first, fetched fetch.Page, n int) *url.URL {
	rule := src.Rules.ArticleNext
	at, err1 := url.Parse(fetched.URL)
	start, err2 := url.Parse(first.URL)
	if err1 != nil || err2 != nil || rule == "" && !goesOn().Match(fetched.Body) && !numbered(fetched.Body, start, n) {
		return nil
	}
	done, err := f.client.Reserve(ctx, fetched.Body)
	if err != nil {
		return nil
	}
	defer done()
	doc, base, err := list.ParsePageWithin(ctx, fetched)
	if err != nil {
		return nil
	}
	fits := func(to *url.URL) bool { return isPage(start, to, n) }
	var found []*html.Node
	if rule != "" {
		fits = func(*url.URL) bool { return true }
		found = dom.Select(doc.Nodes[0], rule)
	} else {
		found = doc.Find(`a[rel~="next"][href], link[rel~="next"][href], .page-links a[href], ` +
			`a.post-page-numbers[href]`).Nodes
		found = append(found,
			doc.Find("a[href]").FilterFunction(func(_ int,
				a *goquery.Selection,
			) bool {
				return leadsOn(a, n)
			}).Nodes...)
	}
	for _, node := range found {
		href, ok := list.AnchorOf(goquery.NewDocumentFromNode(node).Selection).Attr("href")
		if !ok {
			continue
		}
		to, err := fetch.ResolveLink(base, href)
		if err == nil && (to.Scheme == "http" || to.Scheme == "https") && fetch.HostKey(to) == fetch.HostKey(at) &&
			fits(to) {
			return to
		}
	}
	return nil
}

// nextWords are what links to a next page are called, or how their name begins.
var nextWords = []string{
	"Next", "Older", "Далее", "Следующ", "Вперед", "Вперёд", "Дальше", "Келесі", "Алға", "Kelesi", "Кийинки", "Keyingi",
	"Кейинги", "Sonraki", "İleri",
	"Növbəti", "İrəli", "Наступн", "Далі", "Далей", "Оянда", "Баъдӣ", "بعدی", "التالي", "下一页", "下一頁", "下页", "Weiter",
	"Nächste", "Suivant", "Page suivante",
	"Siguiente", "Página siguiente", "הבא",
}

// leadsOn reports whether a link is called the next page, or page n, and is none of the comments'.
func leadsOn(a *goquery.Selection, n int) bool {
	name := strings.Trim(markup.OneLine(a.Text()), "»›→> ")
	if name == "" {
		name = markup.OneLine(a.AttrOr("aria-label", a.AttrOr("title", "")))
	}
	called := name == strconv.Itoa(n)
	for _, w := range nextWords {
		called = called || len(name) <= 60 && strings.Contains(strings.ToLower(name), strings.ToLower(w))
	}
	return called && a.Closest(`[class*="omment"], [id*="omment"], [class*="eplies"], [class*="yorum"]`).Length() == 0
}

// pageMarks are what may stand between an article's path and the number of its page.
var pageMarks = []string{"/", "-", "_", ",", "/page/", "/page-", "/page", "/p", "-page-", "-p"}

// pageKeys are the parameters that number an article's pages.
var pageKeys = text.Pattern(`(?i)^(page|paged|pg|p|seite|sayfa|stranica|part|PAGEN_\d+)$`)

// longestPageKey is more than pageKeys match, in bytes.
const longestPageKey = 24

// isPage reports whether an address is page n of the article at start: start itself with the number behind its path,
// with a dash, a slash or the like between, before an ending such as .html; or start with a parameter that numbers
// pages.
func isPage(start, to *url.URL, n int) bool {
	if fetch.HostKey(start) != fetch.HostKey(to) {
		return false
	}
	number := strconv.Itoa(n)
	stem := func(u *url.URL) (stem, ending string) {
		p := strings.TrimSuffix(u.EscapedPath(), "/")
		if ending = path.Ext(p); len(ending) > 6 || strings.ContainsAny(ending, "-_,") {
			ending = ""
		}
		return strings.TrimSuffix(p, ending), ending
	}
	own, ending := stem(start)
	other, otherEnding := stem(to)
	if start.RawQuery == to.RawQuery {
		rest, ok := strings.CutPrefix(other, own)
		if behind, ok := strings.CutPrefix(rest, ending+"/"); ok && ending != "" && otherEnding == "" {
			rest, otherEnding = "/"+behind, ending // a.html/2
		}
		if !ok || own == "" || ending != otherEnding {
			return false
		}
		return slices.Contains(pageMarks, strings.TrimSuffix(rest, number)) && strings.HasSuffix(rest, number)
	}
	if own != other || ending != otherEnding {
		return false
	}
	was, is := start.Query(), to.Query()
	for key, values := range is {
		if pageKeys().MatchString(key) && len(values) == 1 && values[0] == number && was.Get(key) != number {
			is.Del(key)
			was.Del(key)
			return was.Encode() == is.Encode()
		}
	}
	return false
}

// bare is an address without what leads to the same page: scheme, www, fragment and a slash at the end.
func bare(s string) string {
	s, _, _ = strings.Cut(s, "#")
	s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}
