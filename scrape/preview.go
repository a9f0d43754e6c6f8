package scrape

import (
	"context"

	"github.com/PuerkitoBio/goquery"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
)

// Preview is what a source's rules find on a page that was fetched before: nothing is asked of its site.
type Preview struct {
	Items    []news.Item // newest first
	Yield    Yield
	Selected []Selected // the rules for the list, one by one
	Others   int        // entries that the page has beyond Items
}

// Selected is how often one rule of a listing matches.
type Selected struct {
	Rule     string // item, link, title or date
	Selector string
	Matches  int // elements of the page; for a rule within an item, items in which it matches
	Of       int // items; 0 = the rule stands for itself
}

// Preview reads a kept list page by a source's rules. The error is a *fetch.Failure or a *news.InvalidError, unless ctx
// ended. A sitemap's index is not followed.
func (f *Fetcher) Preview(ctx context.Context, src news.Source, kept news.Fixture) (Preview, error) {
	var p Preview
	if err := src.Validate(); err != nil {
		return p, err
	}
	if err := CheckRules(src.Rules); err != nil {
		return p, err
	}
	page := fetch.Page{URL: kept.URL, ContentType: kept.ContentType, Body: kept.Body}
	src.Rules.Pages, src.Rules.Next, src.Browser = 1, "", true // one page, and no complaint that it is empty
	l, err := f.readList(ctx, src, page)
	if err != nil {
		return p, err
	}
	var cut int
	p.Items, cut = f.normalise(l.Items)
	p.Others = cut
	p.Yield.Items = len(p.Items) + cut
	for _, it := range p.Items {
		if it.Title != "" {
			p.Yield.Titled++
		}
	}
	p.Yield.Dated = datedItems(p.Items)
	if src.Kind == news.KindListing {
		p.Selected = selected(src.Rules, page)
	}
	return p, nil
}

// selected counts what each rule of a listing matches.
func selected(rules news.Rules, page fetch.Page) (out []Selected) {
	r, err := list.CompileRules(rules)
	if err != nil {
		return nil
	}
	doc, _, err := list.ParsePage(page)
	if err != nil {
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
		n, of := matches(doc, each, one.m)
		out = append(out, Selected{one.name, one.text, n, of})
	}
	return out
}
