package scrape

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
	"attache/scrape/list"
)

// seeds returns the lists and pages of testdata as a corpus.
func seeds(f *testing.F, pattern string) (out [][]byte) {
	f.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(b).Files {
			if file.Name != "want" {
				out = append(out, file.Data)
			}
		}
	}
	return out
}

// offline is a Fetcher whose requests all fail: what a parser asks for further is not there.
func offline() *Fetcher {
	f, err := New(fetch.Config{Gap: 1, Retries: -1}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		panic(err)
	}
	f.Now = func() time.Time { return fetchtest.Today }
	f.client.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	f.client.Transport = refusing{}
	return f
}

type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, io.EOF }

// sound checks what every list's items must be.
func sound(t *testing.T, f *Fetcher, l list.Result) {
	t.Helper()
	items, _ := f.normalise(l.Items)
	for i, it := range items {
		if again, err := list.Canonical(it.URL); err != nil || again != it.URL {
			t.Fatalf("item %d has the address %q: %q %v", i, it.URL, again, err)
		}
		if it.Published.Location() != time.UTC && it.Published.Location().String() != "" ||
			it.Published.After(fetchtest.Today.Add(25*time.Hour)) {
			t.Fatalf("item %d has the time %v", i, it.Published)
		}
		if strings.ContainsAny(it.Title+it.Summary, "\n\x00") {
			t.Fatalf("item %d has the title %q", i, it.Title)
		}
	}
}

func fuzzKind(
	f *testing.F, kind news.SourceKind, pattern string, read func(*list.Reader, news.Source, fetch.Page) (list.Result,
		error),
) {
	for _, s := range seeds(f, pattern) {
		f.Add(s, "text/xml")
	}
	one := offline()
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		src := fetchtest.Source(kind, "http://outlet.example/list")
		src.TimeZone, src.Language = "Asia/Almaty", "ru"
		if l, err := read(one.reader, src, fetch.Page{URL: src.URL, Body: body, ContentType: contentType}); err == nil {
			sound(t, one, l)
		}
	})
}

func FuzzFeed(f *testing.F) {
	fuzzKind(f, news.KindFeed, "testdata/lists/feed-*.txtar", (*list.Reader).Feed)
}

func FuzzWordPress(f *testing.F) {
	fuzzKind(f, news.KindWordPress, "testdata/lists/wordpress*.txtar", (*list.Reader).WordPress)
}

func FuzzTelegram(f *testing.F) {
	fuzzKind(f, news.KindTelegram, "testdata/lists/telegram*.txtar", (*list.Reader).Telegram)
}

func FuzzSitemap(f *testing.F) {
	fuzzKind(f, news.KindSitemap, "testdata/lists/sitemap-*.txtar", func(one *list.Reader, src news.Source,
		page fetch.Page,
	) (list.Result, error) {
		return one.Sitemap(context.Background(), src, page)
	})
}

// FuzzListing reads strangers' pages by rules of ours, and finds rules on them that must then work.
func FuzzListing(f *testing.F) {
	for _, s := range append(seeds(f, "testdata/sites/*.txtar"), seeds(f, "testdata/lists/listing-*.txtar")...) {
		f.Add(s, "article, li", "a")
		f.Add(s, "tr:has(td)", ".title a, h2 > a")
	}
	one := offline()
	f.Fuzz(func(t *testing.T, body []byte, item, link string) {
		page := fetch.Page{URL: "http://outlet.example/news/", Body: body, ContentType: "text/html"}
		src := fetchtest.Source(news.KindListing, page.URL)
		src.Rules = news.Rules{Item: item, Link: link, Date: "time, .date", Title: "h3", Next: "a.next", Pages: 2}
		if item != "" || link != "" {
			if l, err := one.reader.Listing(context.Background(), src, page); err == nil {
				sound(t, one, l)
			}
		}
		doc, base, err := list.ParsePage(page)
		if err != nil {
			return
		}
		for _, found := range (&ruleFinder{doc: doc, base: base, now: fetchtest.Today}).find() {
			src.Rules = found.rules
			if err := src.Validate(); err != nil {
				t.Fatalf("the rule %+v that was found: %v", found.rules, err)
			}
			l, err := one.reader.Listing(context.Background(), src, page)
			if err != nil || len(l.Items) < leastEntries {
				t.Fatalf("the rule %+v that was found gives %d items, %v", found.rules, len(l.Items), err)
			}
		}
	})
}

// FuzzIdentity reads what strangers' pages declare as their address.
func FuzzIdentity(f *testing.F) {
	f.Add([]byte(`<!doctype html><html ⚡><head><link rel="canonical" href="/news/1">`), "http://a.example/news/1/amp",
		"http://a.example/news/1/amp")
	f.Add([]byte(`<link href="//b.example/" rel=Canonical>`), "http://a.example/1", "https://www.a.example/1/")
	f.Add([]byte(`<link href="httlp://a.example/1" rel="canonical">`), "http://a.example/1", "http://a.example/1")
	f.Fuzz(func(t *testing.T, body []byte, item, at string) {
		item, err := list.Canonical(item)
		if _, wrong := list.Canonical(at); err != nil || wrong != nil {
			return
		}
		id := identity(item, fetch.Page{URL: at, Body: body})
		if again, err := list.Canonical(id); err != nil || again != id {
			t.Fatalf("%q at %q is %q, then %q: %v", item, at, id, again, err)
		}
	})
}
