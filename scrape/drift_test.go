package scrape

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// cards is a listing page with n entries of a class.
func cards(n int, class, date string) string {
	var b strings.Builder
	b.WriteString(`<html lang="en"><body><ul>`)
	for i := range n {
		fmt.Fprintf(&b, `<li class="%s"><a href="/news/%d">Piece number %d of the day</a> %s</li>`, class, i, i, date)
	}
	b.WriteString(`</ul><a rel="next" href="/news/?page=2">older</a></body></html>`)
	return b.String()
}

func TestCheck(t *testing.T) {
	const date = `<time datetime="2026-03-01T10:00:00Z">1 March</time>`
	page := ""
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"a.example/news/": func(w http.ResponseWriter,
			r *http.Request,
		) {
			fetchtest.Serve("text/html; charset=utf-8", page)(w, r)
		},
		"a.example/feed": func(w http.ResponseWriter, r *http.Request) { fetchtest.Serve(feedType, page)(w, r) },
	})
	ctx := context.Background()
	src := fetchtest.Source(news.KindListing, "http://a.example/news/")
	src.Rules = news.Rules{Item: "li.card", Link: "a", Date: "time", Next: "a[rel=next]", Pages: 3}
	page = cards(12, "card", date)
	kept, items, err := f.Sample(ctx, src)
	if err != nil || len(items) != 12 || kept.Items != 12 || kept.Titled != 12 || kept.Dated != 12 ||
		string(kept.Body) != page || !kept.Taken.Equal(f.Now().UTC()) || kept.SourceID != src.ID {
		t.Fatalf("sample: %v %+v, %d items", err, kept, len(items))
	}
	asked := len(s.Asked)
	for _, c := range []struct {
		name, page string
		fresh      Yield
		want       []string
	}{
		{"same", cards(12, "card", date), Yield{12, 12, 12}, nil},
		{"fewer", cards(5, "card", date), Yield{5, 5, 5}, nil},
		{"few", cards(3, "card", date), Yield{3, 3, 3}, []string{
			"The list gives 3 of the 12 items that it gave.",
			`The selector item "li.card" matched 3 of 12 items.`,
		}},
		{"renamed", cards(12, "tile", date), Yield{}, []string{
			"The list gives nothing any more; it gave 12 items.",
			`The selector item "li.card" matched 0 of 12 items.`,
		}},
		{
			"undated", cards(12, "card", "<b>1 March</b>"),
			Yield{12, 12, 0},
			[]string{
				"The dates are gone: none of 12 items has one; 12 of 12 had.",
				`The selector date "time" matched 0 of 12 items; it used to match 12 of 12.`,
			},
		},
		{
			"turned back", cards(12, "card", strings.Replace(date, "2026-03", "2025-11", 1)),
			Yield{12, 12, 12},
			[]string{"The list has gone back in time: its newest entry is of 1 November 2025, and there was one of 1 " +
				"March 2026."},
		},
		{
			"for sale", "<html><title>This name is for sale</title><body><p>Buy it.</p></body></html>",
			Yield{},
			[]string{
				"The list gives nothing any more; it gave 12 items.",
				"The page is now called “This name is for sale”.",
				`The selector item "li.card" matched 0 of 12 items.`,
			},
		},
		{
			"untitled", regexp.MustCompile(`Piece[^<]*`).ReplaceAllString(cards(12, "card", date), ""),
			Yield{12, 0, 12},
			[]string{"The titles are gone: none of 12 items has one; 12 of 12 had."},
		},
	} {
		page = c.page
		d, err := f.Check(ctx, src, kept)
		if err != nil || d.Kept != (Yield{12, 12, 12}) || d.Fresh != c.fresh || !slices.Equal(d.Findings, c.want) {
			t.Errorf("%s: %v %+v", c.name, err, d)
		}
	}
	if n := len(s.Asked) - asked; n != 8 {
		t.Errorf("eight checks asked %d times: %v", n, s.Asked[asked:])
	}
	elsewhere := fetch.Page{URL: "http://group.example/"}
	if got := changes(fetch.Page{URL: "http://www.a.example/news/"}, elsewhere); len(got) != 1 ||
		got[0] != "The address now leads to http://group.example/." {
		t.Errorf("moved: %v", got)
	}
	page = shell(`<script src="/app.js"></script>`)
	if d, err := f.Check(ctx, src, kept); err != nil || !strings.Contains(strings.Join(d.Findings, " "),
		"needs a browser") {
		t.Errorf("scripted: %v %+v", err, d)
	}
	src.Rules.Item = "li[" // a broken rule is no drift
	var invalid *news.InvalidError
	if _, err := f.Check(ctx, src, kept); !errors.As(err, &invalid) {
		t.Errorf("broken rule: %v", err)
	}

	feed := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	page = fetchtest.RSS("/1", "/2", "/3")
	kept, _, err = f.Sample(ctx, feed)
	if err != nil || kept.Items != 3 {
		t.Fatalf("feed: %v %+v", err, kept)
	}
	page = fetchtest.RSS()
	if d, err := f.Check(ctx, feed, kept); err != nil || len(d.Findings) != 1 {
		t.Errorf("empty feed: %v %+v", err, d)
	}
	page = "<html><body>Gone</body></html>"
	var fail *fetch.Failure
	if _, err := f.Check(ctx, feed, kept); !errors.As(err, &fail) || fail.State != news.PollBroken {
		t.Errorf("no feed: %v", err)
	}
}
