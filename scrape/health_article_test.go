package scrape

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// The text that a list carries stands in for pages of a dead host, but not for those of a host that only failed for a
// moment.
func TestListTextForSickHosts(t *testing.T) {
	page := fetchtest.Serve("text/html",
		"<html><title>A page of its own</title><body><article><h1>A page of its own</h1><p>Text of a page that is "+
			"long enough to be an article.</p></article>")
	f, s, _ := newSite(t, fetch.Config{Timeout: 100 * time.Millisecond},
		map[string]http.HandlerFunc{"a.example/*": page, "a.example/robots.txt": fetchtest.Status(404)})
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	s.Set("b.example/robots.txt", hang)
	read := func(url string) (news.Article, error) {
		return f.Read(context.Background(), fetchtest.Source(news.KindFeed, "http://a.example/feed"),
			news.Item{URL: url, Title: "Piece", Summary: "What happened."})
	}
	if _, err := read("http://a.example/1"); err != nil {
		t.Fatal(err)
	}
	s.Set("a.example/2", hang)
	if a, err := read("http://a.example/2"); err != nil || !a.Partial {
		t.Errorf("a page that fails: %v, partial %v", err, a.Partial)
	}
	if _, err := read("http://a.example/3"); err == nil {
		t.Error("a page that was not asked for was told by its list, though its host answers at other times")
	}
	for i := range 3 {
		if a, err := read(fmt.Sprintf("http://b.example/%d", i)); err != nil || !a.Partial {
			t.Errorf("a page of a dead host: %v, partial %v", err, a.Partial)
		}
	}
}
