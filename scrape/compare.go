package scrape

import (
	"context"
	"fmt"

	"github.com/andybalholm/cascadia"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
	"attache/scrape/page"
	"attache/scrape/page/dom"
)

// CheckRules returns the first selector or expression among a source's rules that is none, as an *news.InvalidError.
func CheckRules(r news.Rules) error {
	if _, err := list.CompileRules(r); err != nil {
		return err
	}
	for _, one := range page.ArticleRules(r) {
		if _, err := cascadia.ParseGroup(one[1]); one[1] != "" && err != nil {
			return news.Invalid("rules."+one[0], "%q is not a CSS selector: %v.", one[1], err)
		}
	}
	return nil
}

// Comparison is one article page read twice.
type Comparison struct {
	URL     string            `json:"url"`
	Ruled   news.Article      `json:"ruled"`            // by the source's rules for articles
	Guessed news.Article      `json:"guessed"`          // as if it had none
	Missed  map[string]string `json:"missed,omitempty"` // the rules that match nothing on the page, by name

	// Unread are the rules that match something of which nothing could be read: a date that is none, an element without
	// text.
	Unread map[string]string `json:"unread,omitempty"`

	RuledPages   int `json:"ruled_pages"` // pages that the article was read from
	GuessedPages int `json:"guessed_pages"`
}

// Compare reads an item's page by the rules that its source has for articles, and without them. ok is false when it has
// none. The error is a *Failure or a *news.InvalidError, unless ctx ended.
func (f *Fetcher) Compare(ctx context.Context, src news.Source, it news.Item) (c Comparison, ok bool, err error) {
	for _, one := range page.ArticleRules(src.Rules) {
		ok = ok || one[1] != ""
	}
	if !ok {
		return c, false, nil
	}
	if err := CheckRules(src.Rules); err != nil {
		return c, true, err
	}
	fetched, err := f.client.FetchAs(ctx, src, it.URL)
	if err != nil {
		return c, true, err
	}
	in := page.Input{
		URL: fetched.URL, ContentType: fetched.ContentType, Body: fetched.Body, Source: src, Item: it,
		Now: f.Now(),
	}
	if c, err = f.readTwice(ctx, fetched, in); err != nil {
		return c, true, err
	}
	if c.RuledPages, err = f.followPages(ctx, src, fetched, &c.Ruled); err != nil {
		return c, true, err
	}
	src.Rules = news.Rules{}
	c.GuessedPages, err = f.followPages(ctx, src, fetched, &c.Guessed)
	return c, true, err
}

// readTwice reads a page by its source's rules and without them.
func (f *Fetcher) readTwice(ctx context.Context, fetched fetch.Page, in page.Input) (Comparison, error) {
	c := Comparison{URL: fetched.URL, Missed: map[string]string{}, Unread: map[string]string{}}
	done, err := f.client.Reserve(ctx, fetched.Body)
	if err != nil {
		return c, err
	}
	defer done()
	rules := page.ArticleRules(in.Source.Rules)
	ruled := page.Read(in)
	c.Ruled = ruled.Article
	in.Source.Rules = news.Rules{}
	c.Guessed = page.Read(in).Article
	doc, _, err := list.ParsePage(fetched)
	if err != nil {
		return c, fmt.Errorf("read %s: %w", fetched.URL, err)
	}
	for _, one := range rules {
		name, selector := one[0], one[1]
		switch {
		case selector == "" || name == "article_next": // most articles have one page
		case len(dom.Select(doc.Nodes[0], selector)) == 0:
			c.Missed[name] = selector
		case name != "article_strip" && !ruled.ByRule(name):
			c.Unread[name] = selector
		}
	}
	return c, nil
}
