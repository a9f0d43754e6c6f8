package scrape

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/PuerkitoBio/goquery"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/markup"
)

// Yield is what a list returns.
type Yield struct {
	Items  int `json:"items"`
	Titled int `json:"titled"` // entries with a title
	Dated  int `json:"dated"`  // entries with a date
}

// Drift is how far a source's list has moved away from what its rules were made for.
type Drift struct {
	Kept     Yield    `json:"kept"`               // what the kept page returns by today's rules
	Fresh    Yield    `json:"fresh"`              // what today's page returns
	Findings []string `json:"findings,omitempty"` // full sentences; none = it has not drifted
}

// Sample reads a source's list as it is now, to be kept as a fixture, and its entries as Poll would give them. The
// error is a *Failure or a *news.InvalidError, unless ctx ended.
func (f *Fetcher) Sample(ctx context.Context, src news.Source) (news.Fixture, []news.Item, error) {
	page, err := f.listPageOf(ctx, src)
	if err != nil {
		return news.Fixture{}, nil, err
	}
	l, err := f.readList(ctx, src, page)
	if err != nil {
		return news.Fixture{}, nil, err
	}
	items, _ := f.normalise(l.Items)
	first, _, err := f.yield(ctx, src, page)
	if err != nil {
		return news.Fixture{}, nil, err
	}
	return news.Fixture{
		SourceID: src.ID, Taken: f.Now().UTC(), URL: page.URL, ContentType: page.ContentType, Body: page.Body,
		Items: first.Items, Titled: first.Titled, Dated: first.Dated,
	}, items, nil
}

// Check reads a source's list as it is now and as it was kept, by the same rules, and tells what one returns and the
// other does not. The error is a *Failure or a *news.InvalidError, unless ctx ended: the list cannot be read at all.
func (f *Fetcher) Check(ctx context.Context, src news.Source, kept news.Fixture) (Drift, error) {
	d := Drift{Kept: Yield{kept.Items, kept.Titled, kept.Dated}}
	var newestThen, newestNow time.Time
	then := fetch.Page{URL: kept.URL, ContentType: kept.ContentType, Body: kept.Body}
	if src.Kind != news.KindSitemap { // an index would lead to today's sitemaps
		var err error
		if d.Kept, newestThen, err = f.yield(ctx, src, then); err != nil {
			return d, err
		}
	}
	page, err := f.listPageOf(ctx, src)
	if err != nil {
		return d, err
	}
	if d.Fresh, newestNow, err = f.yield(ctx, src, page); err != nil {
		return d, err
	}
	d.Findings = findings(d.Kept, d.Fresh)
	if !newestNow.IsZero() && newestNow.Before(newestThen.Add(-24*time.Hour)) {
		d.Findings = append(d.Findings,
			fmt.Sprintf("The list has gone back in time: its newest entry is of %s, and there was one of %s.",
				day(newestNow), day(newestThen)))
	}
	if len(d.Findings) > 0 {
		d.Findings = append(d.Findings, changes(then, page)...)
	}
	if src.Kind == news.KindListing && len(d.Findings) > 0 {
		d.Findings = append(d.Findings, f.selectors(src.Rules, then, page)...)
	}
	if len(d.Findings) > 0 && src.Kind == news.KindListing && !src.Browser && fetch.IsScripted(page) {
		d.Findings = append(d.Findings, fetch.ScriptedFailure(page).Detail)
	}
	return d, nil
}

// listPageOf fetches the first page of a source's list, whether it changed or not.
func (f *Fetcher) listPageOf(ctx context.Context, src news.Source) (fetch.Page, error) {
	if err := src.Validate(); err != nil {
		return fetch.Page{}, err
	}
	u, err := list.Address(src)
	if err != nil {
		return fetch.Page{}, err
	}
	return f.listDocument(ctx, src, fetch.Request{URL: u, Accept: acceptList(src.Kind), Language: src.Language})
}

// yield counts what one page of a list returns, and tells of when its newest entry is.
func (f *Fetcher) yield(ctx context.Context, src news.Source, page fetch.Page) (y Yield, latest time.Time, err error) {
	src.Rules.Pages, src.Browser = 1, true // one page, and no complaint that it is empty
	l, err := f.readList(ctx, src, page)
	if err != nil {
		return y, latest, err
	}
	items, cut := f.normalise(l.Items)
	y.Items = len(items) + cut
	for _, it := range items {
		if it.Title != "" {
			y.Titled++
		}
	}
	y.Dated = datedItems(items)
	return y, newest(items), nil
}

func day(t time.Time) string { return t.Format("2 January 2006") }

// changes returns what else is different about a page: where it is, and what it is called.
func changes(then, now fetch.Page) (out []string) {
	a, err1 := url.Parse(then.URL)
	b, err2 := url.Parse(now.URL)
	if err1 == nil && err2 == nil && !fetch.SameSite(a, b) {
		out = append(out, fmt.Sprintf("The address now leads to %s.", now.URL))
	}
	if was, is := pageTitle(then), pageTitle(now); was != is && is != "" {
		out = append(out, fmt.Sprintf("The page is now called “%s”.", markup.Shorten(is, 100)))
	}
	return out
}

// pageTitle is what a web page calls itself; "" when it is none.
func pageTitle(page fetch.Page) string {
	doc, _, err := list.ParsePage(page)
	if err != nil || !list.LooksLikeHTML(page.Body) {
		return ""
	}
	return markup.OneLine(doc.Find("title").First().Text())
}

// findings compares what a list held with what it holds. Lists breathe, so only a loss of two thirds counts, and of
// half of the titles or dates where most entries had one.
func findings(was, now Yield) (out []string) {
	switch {
	case was.Items == 0:
		return nil
	case now.Items == 0:
		return []string{fmt.Sprintf("The list gives nothing any more; it gave %d items.", was.Items)}
	case 3*now.Items <= was.Items:
		out = append(out, fmt.Sprintf("The list gives %d of the %d items that it gave.", now.Items, was.Items))
	}
	for _, one := range []struct {
		what     string
		was, now int
	}{{"titles", was.Titled, now.Titled}, {"dates", was.Dated, now.Dated}} {
		had := float64(one.was) / float64(was.Items)
		has := float64(one.now) / float64(now.Items)
		switch {
		case had < 0.5 || has > had/2:
		case one.now == 0:
			out = append(out, fmt.Sprintf("The %s are gone: none of %d items has one; %d of %d had.", one.what,
				now.Items, one.was, was.Items))
		default:
			out = append(out, fmt.Sprintf("Fewer %s: %d of %d items; they were %d of %d.", one.what, one.now, now.Items,
				one.was, was.Items))
		}
	}
	return out
}

// selectors returns which rules of a listing match less than they did.
func (f *Fetcher) selectors(rules news.Rules, then, now fetch.Page) (out []string) {
	r, err := list.CompileRules(rules)
	if err != nil {
		return nil
	}
	before, _, err1 := list.ParsePage(then)
	after, _, err2 := list.ParsePage(now)
	if err1 != nil || err2 != nil {
		return nil
	}
	for _, one := range []struct {
		name, text string
		m          goquery.Matcher
	}{
		{"item", rules.Item, r.Item},
		{"link", rules.Link, r.Link},
		{"title", rules.Title, r.Title},
		{"date", rules.Date, r.Date},
	} {
		if one.m == nil {
			continue
		}
		each := r.Item
		if one.name == "item" {
			each = nil
		}
		was, of := matches(before, each, one.m)
		has, among := matches(after, each, one.m)
		if was == 0 || each != nil && among == 0 || 2*has*max(of, 1) > was*max(among, 1) {
			continue
		}
		if each == nil {
			out = append(out, fmt.Sprintf("The selector %s %q matched %d of %d items.", one.name, one.text, has, was))
			continue
		}
		out = append(out, fmt.Sprintf("The selector %s %q matched %d of %d items; it used to match %d of %d.", one.name,
			one.text, has, among, was, of))
	}
	return out
}

// matches counts in how many of a page's items a rule matches; without each it counts what it matches at all, and of is
// 0.
func matches(doc *goquery.Document, each, m goquery.Matcher) (n, of int) {
	if each == nil {
		return doc.FindMatcher(m).Length(), 0
	}
	doc.FindMatcher(each).Each(func(_ int, block *goquery.Selection) {
		of++
		if block.IsMatcher(m) || block.FindMatcher(m).Length() > 0 {
			n++
		}
	})
	return n, of
}
