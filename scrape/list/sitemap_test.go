package list

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
)

// TestSitemapForms: prefixes, namespaces and beginnings that sites have.
//
//nolint:lll // an input, a line
func TestSitemapForms(t *testing.T) {
	const (
		core  = "http://www.sitemaps.org/schemas/sitemap/0.9"
		entry = `<url><loc>https://e.org/a</loc><news:news><news:publication><news:name>E</news:name>` +
			`<news:language>ru</news:language></news:publication>` +
			`<news:publication_date>2026-05-05T10:00:00Z</news:publication_date><news:title>T</news:title>` +
			`</news:news></url></urlset>`
		bare = `<urlset><url><loc>https://e.org/a</loc></url></urlset>`
	)
	mapOf := func(space string) string {
		return `<?xml version="1.0"?><urlset xmlns="` + core + `" xmlns:news="` + space + `">` + entry
	}
	const full = "https://e.org/a T ru 2026-05-05"
	for name, c := range map[string]struct{ text, want string }{
		"https namespace":   {mapOf("https://www.google.com/schemas/sitemap-news/0.9"), full},
		"slash behind":      {mapOf("http://www.google.com/schemas/sitemap-news/0.9/"), full},
		"undeclared prefix": {`<urlset>` + entry, full},
		"prefix of all": {`<sm:urlset xmlns:sm="` + core + `" xmlns:n="x">` +
			strings.NewReplacer("<url>", "<sm:url>", "</url>", "</sm:url>", "<loc>", "<sm:loc>", "</loc>", "</sm:loc>",
				"</urlset>", "</sm:urlset>", "news:", "n:").Replace(entry), full},
		"blank line and mark": {"\n\ufeff<?xml version=\"1.0\"?>" + bare, "https://e.org/a"},
		"mark twice":          {"\ufeff\ufeff" + bare, "https://e.org/a"},
		"a warning first":     {"Notice: x in /a.php on line 3\n<?xml version=\"1.0\"?>" + bare, "https://e.org/a"},
		"a warning in HTML":   {"<br />\n<b>Warning</b>: x\n<?xml version=\"1.0\"?>" + bare, "https://e.org/a"},
		"a style sheet":       {`<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- made --> ` + bare, "https://e.org/a"},
		"image beside loc": {`<urlset xmlns:image="y"><url><image:image><image:loc>https://e.org/i.jpg</image:loc>` +
			`</image:image><loc>https://e.org/a</loc></url></urlset>`, "https://e.org/a"},
		"text":                {"https://e.org/a\r\n", "https://e.org/a"},
		"text with a comment": {"\ufeff# list\n\nhttps://e.org/a\n", "https://e.org/a"},
	} {
		m, err := parseMap(c.text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rd := &Reader{Now: time.Now}
		l, err := rd.mapItems(news.Source{}, fetch.Page{URL: "https://e.org/sitemap.xml"}, m)
		if err != nil || len(l.Items) != 1 {
			t.Errorf("%s: %d items, %v", name, len(l.Items), err)
			continue
		}
		it := l.Items[0]
		got := strings.TrimSpace(it.URL + " " + it.Title + " " + it.Language)
		if !it.Published.IsZero() {
			got += " " + it.Published.Format("2006-01-02")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, text := range []string{"<html><body>No</body></html>", "hello\nworld", "<rss><channel/></rss>", ""} {
		if m, err := parseMap(text); err == nil && len(m.entries) > 0 || IsSitemap([]byte(text)) {
			t.Errorf("%q passes for a sitemap", text)
		}
	}
	for _, text := range []string{
		bare, `<sm:urlset xmlns:sm="` + core + `">`, "https://e.org/a\nhttps://e.org/b", "Warning: x\n<sitemapindex>",
	} {
		if !IsSitemap([]byte(text)) {
			t.Errorf("%q does not pass for a sitemap", text)
		}
	}
	if u, err := url.Parse("https://e.org/"); err != nil || newestFiles(u.String(), nil) != nil {
		t.Error("an index of nothing names files")
	}
}
