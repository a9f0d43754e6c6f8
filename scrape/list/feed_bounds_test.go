package list

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
)

// TestFeedBounds: neither an endless address, a title of megabytes nor entries without number cost more than a moment,
// and what stands beside them is read.
func TestFeedBounds(t *testing.T) {
	const good = `<item><title>Ministers meet in Astana</title><link>https://n.example/1</link></item>`
	rss := func(items string) string {
		return `<rss version="2.0"><channel><title>News</title>` + items + `</channel></rss>`
	}
	for name, c := range map[string]struct {
		body  string
		items int
		note  string
	}{
		"an address of 200,000 parameters": {
			body: rss(good + `<item><title>Long</title><link>https://n.example/x?` + strings.Repeat("a=1&amp;", 200_000) +
				`</link></item>`), items: 1, note: "no link to a page",
		},
		"a title of 5 MB": {
			body: rss(good + `<item><title>` + strings.Repeat("foreign minister ", 300_000) +
				`</title><link>https://n.example/2</link></item>`), items: 2,
		},
		"290,000 entries": {
			body:  rss(good + strings.Repeat(`<item><link>a</link></item>`, 290_000)),
			items: mostEntries, note: tooManyNote,
		},
		"290,000 entries of Atom": {
			body: `<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>` +
				strings.Repeat(`<entry><title>T</title><link href="https://n.example/1"/></entry>`, 290_000) + `</feed>`,
			items: mostEntries, note: tooManyNote,
		},
		"400,000 entries of JSON": {
			body: `{"version":"https://jsonfeed.org/version/1.1","title":"News","items":[` +
				`{"id":"1","url":"https://n.example/1","title":"Ministers meet"}` +
				strings.Repeat(`,{"id":"1","a":{}}`, 400_000) + `]}`,
			items: 1, note: tooManyNote,
		},
	} {
		t.Run(name, func(t *testing.T) {
			rd := &Reader{Now: time.Now}
			began := time.Now()
			got, err := rd.Feed(news.Source{}, fetch.Page{URL: "https://n.example/feed", Body: []byte(c.body)})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Items) != c.items || !strings.Contains(got.Note, c.note) {
				t.Errorf("%d items, want %d; note %q, want %q", len(got.Items), c.items, got.Note, c.note)
			}
			for _, it := range got.Items {
				if len(it.Title) > mostTitle || len(it.URL) > mostAddress {
					t.Errorf("a title of %d bytes, an address of %d", len(it.Title), len(it.URL))
				}
			}
			if took := time.Since(began); took > 20*time.Second { // the first of them took minutes
				t.Errorf("it took %s", took)
			}
		})
	}
}

// TestAddressBounds: an address longer than mostAddress is none, in whatever part it is long.
func TestAddressBounds(t *testing.T) {
	base, err := url.Parse("https://n.example/")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"https://n.example/%s", "https://n.example/?%s", "https://n.example/#!%s", "/%s"} {
		long := fmt.Sprintf(format, strings.Repeat("a", mostAddress))
		if got := ArticleURL(base, long); got != "" {
			t.Errorf("%s leads to an address of %d bytes", format, len(got))
		}
		if _, err := Canonical(long); err == nil {
			t.Errorf("%s is an address", format)
		}
		if got := ArticleURL(base, fmt.Sprintf(format, strings.Repeat("a", mostAddress/2))); got == "" {
			t.Errorf("%s of %d bytes is no address", format, mostAddress/2)
		}
	}
}
