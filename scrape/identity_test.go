package scrape

import (
	"testing"

	"attache/news"
	"attache/scrape/fetch"
)

func TestFrontPages(t *testing.T) {
	for _, c := range []struct {
		item, canonical, title string
		want                   bool
	}{
		{"https://feeds.test/~r/1/2", "https://harbournews.test/", "Harbour News | News of the coast", true},
		{"https://feeds.test/~r/1/2", "https://harbornews.test/", "Harbour News | News of the coast", true},
		{"https://feeds.test/~r/1/2", "https://harbournews.test/a/1", "Harbour News | News of the coast", false},
		{"https://harbournews.test/a/1", "https://harbournews.test/", "Chile and Peru sign a treaty | Politics", false},
		{"https://harbournews.test/", "https://harbournews.test/", "Harbour News | News of the coast", false},
	} {
		body := `<html><head><link rel="canonical" href="` + c.canonical + `"></head></html>`
		page := fetch.Page{URL: c.item, Body: []byte(body)}
		if got := isFrontPage(c.item, page, news.Article{Title: c.title}); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
	}
}
