package scrape

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// TestAFaultCostsWhatIsRead has the clock fail while a page, or an entry of a list, is read: the page is an error of
// its own kind, and the other entries of the list stay.
func TestAFaultCostsWhatIsRead(t *testing.T) {
	feed := `<rss version="2.0"><channel><title>x</title>` +
		`<item><title>One</title><link>http://a.example/one</link><pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>` +
		`<item><title>Two</title><link>http://a.example/two</link><pubDate>Mon, 02 Mar 2026 11:00:00 GMT</pubDate></item>` +
		`</channel></rss>`
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"a.example/one":  fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet", "")),
		"a.example/feed": fetchtest.Serve("application/rss+xml", feed),
	})
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	right := f.Now
	it := news.Item{
		URL: "http://a.example/one", Title: "One",
		Summary: "A summary that would do for want of the page.",
	}
	if _, err := f.Read(t.Context(), src, it); err != nil {
		t.Fatal(err)
	}
	f.Now = func() time.Time { panic("no clock") }
	var p *news.PanicError
	if fault := news.Catch(func() { _, _ = f.Read(t.Context(), src, it) }); !errors.As(fault, &p) {
		t.Errorf("the list's text is taken for a page that attache failed on: %v", fault)
	}
	if _, err := f.Inspect(t.Context(), src, "http://a.example/one", nil); !errors.As(err, &p) ||
		!strings.Contains(p.Stack, "fault_test.go") || !strings.Contains(err.Error(), "http://a.example/one") {
		t.Errorf("%v", err)
	}
	f.Now = right
	if poll, items := f.Poll(t.Context(), src, news.Poll{}); poll.State != news.PollOK || len(items) != 2 {
		t.Errorf("%+v, %d items", poll, len(items))
	}
}
