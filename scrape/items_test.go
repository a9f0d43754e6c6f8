package scrape

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/list"
)

// TestNoControlCharacterGetsIntoItems: raw, as references and as escapes.
func TestNoControlCharacterGetsIntoItems(t *testing.T) {
	const bad = "\x1b]0;pwned\x07\x1b[31m&#27;[2J&#x9b;31m\u009b" +
		"\u202e\u2066\u2028\u2029\ufeff\U000E0041&#x202e;&#x2028;&#xE0041;"
	feed := `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>` +
		`<title>T` + "\u009b" + `</title><item><title>Japan ` + strings.ReplaceAll(bad, "\x1b", "") + ` visits</title>
<link>https://x.example/1</link><author>Ann &#x9b; Lee</author>` +
		`<description>Lead ` + "\u202e\u0085" + `&lt;b&gt;x&lt;/b&gt;</description></item></channel></rss>`
	parsed, _, err := list.ParseFeed([]byte(feed), "")
	if err != nil {
		t.Fatal(err)
	}
	f := &Fetcher{Now: time.Now, cfg: fetch.Config{MaxItems: 10}}
	var items []news.Item
	for _, it := range parsed.Items {
		items = append(items, news.Item{
			URL: it.Link, Title: it.Title, Summary: it.Description,
			Authors: []string{it.Title},
		})
	}
	items, _ = f.normalise(items)
	for _, it := range items {
		for _, s := range append(it.Authors, it.URL, it.Title, it.Summary) {
			if strings.IndexFunc(s, func(r rune) bool {
				return unicode.IsControl(r) || r == 0x202E || r == 0x2028 || r == 0x2029 || r == 0xFEFF ||
					r >= 0xE0000 && r <= 0xE007F
			}) >= 0 {
				t.Errorf("%q", s)
			}
		}
	}
	if len(items) == 0 {
		t.Error("no items")
	}
}
