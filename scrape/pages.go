package scrape

import (
	"context"
	"errors"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"attache/news"
)

// maxArticlePages bounds the pages read of one article, the first among them.
const maxArticlePages = 5

// followPages reads the pages on which an article goes on and joins their blocks to it. first is its first page. A later page
// that cannot be read leaves the article Partial; the error says that the context ended, or that the host wants to be left
// alone for a while and the whole article comes to those who wait.
func (f *Fetcher) followPages(ctx context.Context, src news.Source, first Page, a *news.Article) error {
	visited := map[string]bool{bare(first.URL): true}
	page := first
	for n := 2; n <= maxArticlePages; n++ {
		next := f.articleNext(ctx, src, first, page, n)
		if next == nil || visited[bare(next.String())] {
			return ctx.Err()
		}
		visited[bare(next.String())] = true
		p, err := f.view(ctx, src, request{url: next, accept: acceptPage, language: src.Language})
		if err == nil && visited[bare(p.URL)] && bare(p.URL) != bare(next.String()) {
			return nil // it leads back
		}
		var more news.Article
		if err == nil {
			visited[bare(p.URL)] = true
			more, err = f.readPage(ctx, src, news.Item{URL: next.String()}, p)
		}
		var fail *Failure
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.As(err, &fail) && !fail.Until().IsZero():
			return err
		case err != nil:
			f.log.Debug("an article's later page is unreadable", "source", src.Name, "url", next.String(), "error", err)
			a.Partial = true
			return nil
		}
		added := joinBlocks(a, more.Blocks)
		a.Partial = a.Partial || more.Partial
		if !added {
			return nil
		}
		page = p
	}
	return nil
}

// joinBlocks adds the blocks that the article does not have yet, such as the title and the lead that every page repeats.
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
var goesOn = regexp.MustCompile(`(?i)rel\s*=\s*["']?[^"'>]*\bnext\b|page-links|post-page-numbers`)

// articleNext is where an article goes on after page, as its page n; nil when it ends. A source's rule is believed as long as it
// stays with the host. Without one, a link marked as the next page is only taken when its address is the article's own with the
// page's number: most links so marked lead to another article.
func (f *Fetcher) articleNext(ctx context.Context, src news.Source, first, page Page, n int) *url.URL {
	rule := src.Rules.ArticleNext
	if rule == "" && !goesOn.Match(page.Body) {
		return nil
	}
	done, err := f.parsing(ctx, page.Body)
	if err != nil {
		return nil
	}
	defer done()
	doc, base, err := parsePage(page)
	if err != nil {
		return nil
	}
	at, err1 := url.Parse(page.URL)
	start, err2 := url.Parse(first.URL)
	if err1 != nil || err2 != nil {
		return nil
	}
	fits := func(to *url.URL) bool { return isPage(start, to, n) }
	var found []*html.Node
	if rule != "" {
		fits = func(to *url.URL) bool { return true }
		found = selection(doc.Nodes[0], rule)
	} else {
		found = doc.Find(`a[rel~="next"][href], link[rel~="next"][href], .page-links a[href], a.post-page-numbers[href]`).Nodes
	}
	for _, node := range found {
		href, ok := anchorOf(goquery.NewDocumentFromNode(node).Selection).Attr("href")
		if !ok {
			continue
		}
		to, err := target(base, href)
		if err == nil && (to.Scheme == "http" || to.Scheme == "https") && hostKey(to) == hostKey(at) && fits(to) {
			return to
		}
	}
	return nil
}

// pageKeys are the parameters that number an article's pages.
var pageKeys = regexp.MustCompile(`(?i)^(page|paged|pg|p|seite|sayfa|stranica|part|PAGEN_\d+)$`)

// isPage reports whether an address is page n of the article at start: start itself with the number behind its path, with a
// dash, a slash or the like between, before an ending such as .html; or start with a parameter that numbers pages.
func isPage(start, to *url.URL, n int) bool {
	if hostKey(start) != hostKey(to) {
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
		if !ok || own == "" || ending != otherEnding {
			return false
		}
		for _, mark := range []string{"/", "-", "_", ",", "/page/", "/page-", "/page", "/p", "-page-", "-p"} {
			if rest == mark+number {
				return true
			}
		}
		return false
	}
	if own != other || ending != otherEnding {
		return false
	}
	was, is := start.Query(), to.Query()
	for key, values := range is {
		if pageKeys.MatchString(key) && len(values) == 1 && values[0] == number && was.Get(key) != number {
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
