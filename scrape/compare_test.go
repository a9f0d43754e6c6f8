package scrape

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

func TestCompare(t *testing.T) {
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"a.example/1": fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet",
			`<meta name="kicker" content="Diary">`)),
		"a.example/2": fetchtest.Serve("text/html; charset=utf-8",
			paged("one", `<a class="on" href="/2-part-b">Part B</a>`)),
		"a.example/2-part-b": fetchtest.Serve("text/html; charset=utf-8", paged("two", "")),
	})
	ctx := context.Background()
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	it := news.Item{URL: "http://a.example/1"}
	if _, ok, err := f.Compare(ctx, src, it); ok || err != nil {
		t.Errorf("a source without rules: %v %v", ok, err)
	}
	src.Rules = news.Rules{
		ArticleTitle: `meta[name="kicker"]`, ArticleBody: "article p:first-of-type",
		ArticleBy: ".nobody", ArticleNext: ".next",
	}
	c, ok, err := f.Compare(ctx, src, it)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if c.Ruled.Title != "Diary" || c.Guessed.Title != "Ministers meet" || len(c.Ruled.Blocks) != 1 ||
		len(c.Guessed.Blocks) != 3 {
		t.Errorf("%+v", c)
	}
	if len(c.Missed) != 1 || c.Missed["article_by"] != ".nobody" {
		t.Errorf("missed %v", c.Missed)
	}
	src.Rules = news.Rules{ArticleDate: "article p", ArticleTitle: "h1"}
	if c, _, err := f.Compare(ctx, src, it); err != nil || len(c.Missed) != 0 || len(c.Unread) != 1 ||
		c.Unread["article_date"] != "article p" {
		t.Errorf("a date that is none: %v %+v", err, c)
	}
	src.Rules = news.Rules{ArticleNext: "a.on"}
	if c, _, err := f.Compare(ctx, src, news.Item{URL: "http://a.example/2"}); err != nil || c.RuledPages != 2 ||
		c.GuessedPages != 1 || len(c.Ruled.Blocks) != len(c.Guessed.Blocks)+2 {
		t.Errorf("two pages by a rule: %v %+v", err, c)
	}
	var fail *fetch.Failure
	if _, _, err := f.Compare(ctx, src, news.Item{URL: "http://a.example/none"}); !errors.As(err, &fail) ||
		fail.Status != 404 {
		t.Errorf("a page that is gone: %v", err)
	}
	var invalid *news.InvalidError
	for _, r := range []news.Rules{{ArticleBody: "div..x"}, {ArticleStrip: "a["}, {Item: "]"}, {Match: "("}} {
		src.Rules = r
		if err := CheckRules(r); !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", r, err)
		}
		if _, ok, err := f.Compare(ctx, src, it); ok && !errors.As(err, &invalid) {
			t.Errorf("%+v was followed: %v", r, err)
		}
	}
}
