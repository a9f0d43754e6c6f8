package scrape

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// Feeds stand in many places, and are announced in many ways.
func TestDiscoverPlaces(t *testing.T) {
	page := func(head, body string) http.HandlerFunc {
		return fetchtest.Serve("text/html; charset=utf-8", `<html lang="en"><head><title>Courier</title>`+head+
			`</head><body><h1>Courier</h1>`+body+`</body></html>`)
	}
	feed := fetchtest.Serve(feedType, fetchtest.RSS("/one/", "/two/", "/three/"))
	list := `<ul class="news"><li><a href="/one/">Ministers of five states meet in the capital</a></li><li><a ` +
		`href="/two/">Trade with the neighbours grows by a third</a></li></ul>`
	posts := fetchtest.Serve("application/json",
		`[{"link": "/one/", "date_gmt": "2026-03-02T08:00:00", "title": {"rendered": "One"}, "content": {"rendered": `+
			`"<p>Text.</p>"}}]`)
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"rdf.example/": page(`<link rel="alternate" type="application/rdf+xml" href="/index.rdf">`,
			""),
		"rdf.example/index.rdf": feed,
		"json.example/": page(
			`<link rel="alternate" type="application/json" title="JSON Feed" href="/all.json"><link rel="alternate" `+
				`type="application/json" href="/wp-json/wp/v2/pages/2">`, ""),
		"json.example/all.json": fetchtest.Serve("application/json",
			`{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "http://json.example/one", `+
				`"title": "One", "date_published": "2026-03-02T08:00:00Z"}]}`),
		"text.example/":                  page("", `<a href="/backend.php?all=1">Our RSS</a>`),
		"text.example/backend.php?all=1": feed,
		"sign.example/":                  page("", `<a href="/export/news.php"><img src="/orange.png" alt="RSS"></a>`),
		"sign.example/export/news.php":   feed,
		"page.example/":                  page("", `<a href="/rss/">RSS</a>`),
		"page.example/rss/": page("",
			`<ul><li><a href="/out/politics.xml">Politics</a></li><li><a href="/out/all.xml">All the news</a></li></ul>`),
		"page.example/out/politics.xml": fetchtest.Serve(feedType, fetchtest.RSS("/one/")),
		"page.example/out/all.xml":      feed,
		"plain.example/": page(
			`<link rel="https://api.w.org/" href="http://plain.example/index.php?rest_route=/">`, ""),
		"plain.example/index.php?rest_route=/wp/v2/posts&per_page=10": posts,
		"folder.example/": page(`<link rel="https://api.w.org/" href="/blog/wp-json/">`, ""),
		"folder.example/blog/wp-json/wp/v2/posts?per_page=10": posts,
		"moved.example/":        page(`<link rel="alternate" type="application/rss+xml" href="/old.xml">`, ""),
		"moved.example/old.xml": fetchtest.Status(301, "Location", "/new.xml"),
		"moved.example/new.xml": feed,
		"gone.example/":         page("", list),
		"other.example/":        page(`<link rel="alternate" type="application/rss+xml" href="/rss.xml">`, ""),
		"other.example/rss.xml": feed,
		"other.example/en/":     page("", ""),
		"other.example/en/rss":  fetchtest.Serve(feedType, fetchtest.RSS("/en/one/", "/en/two/", "/en/three/")),
	})
	for _, c := range []struct {
		address, found string
		kind           news.SourceKind
		why            string
	}{
		{"http://rdf.example/", "http://rdf.example/index.rdf", news.KindFeed, "announces"},
		{"http://json.example/", "http://json.example/all.json", news.KindFeed, "announces"},
		{"http://text.example/", "http://text.example/backend.php?all=1", news.KindFeed, "links to"},
		{"http://sign.example/", "http://sign.example/export/news.php", news.KindFeed, "links to"},
		{
			"http://page.example/", "http://page.example/out/all.xml", news.KindFeed,
			"the page of feeds http://page.example/rss/ links to",
		},
		{
			"http://plain.example/", "http://plain.example/index.php?rest_route=/wp/v2/posts&per_page=10",
			news.KindWordPress, "WordPress",
		},
		{
			"http://folder.example/", "http://folder.example/blog/wp-json/wp/v2/posts?per_page=10", news.KindWordPress,
			"WordPress",
		},
		{"http://moved.example/", "http://moved.example/new.xml", news.KindFeed, "announces"},
		{
			"http://gone.example/politics/2019", "http://gone.example/", news.KindListing,
			"There is nothing at the address that was given",
		},
		{"http://other.example/en/", "http://other.example/en/rss", news.KindFeed, "the pages under /en/"},
		{"http://other.example/", "http://other.example/rss.xml", news.KindFeed, "announces"},
	} {
		ways, err := f.Discover(context.Background(), c.address)
		if err != nil || len(ways) == 0 {
			t.Errorf("%s: %v, %d ways", c.address, err, len(ways))
			continue
		}
		if w := ways[0]; w.Source.URL != c.found || w.Source.Kind != c.kind || !strings.Contains(w.Why, c.why) {
			t.Errorf("%s: %s %s: %s", c.address, w.Source.Kind, w.Source.URL, w.Why)
		}
	}
	if s.Count("json.example/wp-json/wp/v2/pages/2") > 0 {
		t.Error("a JSON file that is called no feed was asked for")
	}
}

// A template that is left in English does not make a source English.
func TestDiscoverLanguage(t *testing.T) {
	list := `<html lang="en"><body><ul class="news">
<li><a href="/one/">Президент сыртқы істер министрімен кездесті</a></li><li><a href="/two/">Көршілес елдермен сауда ` +
		`үштен бірге өсті</a></li><li><a href="/three/">Парламент шекара туралы шартты бекітті</a></li></ul></body></html>`
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1},
		map[string]http.HandlerFunc{"a.example/": fetchtest.Serve("text/html; charset=utf-8", list)})
	ways, err := f.Discover(context.Background(), "http://a.example/")
	if err != nil || len(ways) != 1 || ways[0].Source.Language != "kk" {
		t.Errorf("%v %+v", err, ways)
	}
}

// A page that scripts fill is looked at in a browser, and the source that is found is one for a browser.
func TestDiscoverScripted(t *testing.T) {
	withBrowser(t)
	list := `document.getElementById("root").innerHTML = '<ul class="news"><li><a href="/one/">Ministers of five ` +
		`states meet in the capital</a></li><li><a href="/two/">Trade with the neighbours grows by a third</a></li></ul>'`
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1, BrowserTimeout: 2 * time.Minute},
		map[string]http.HandlerFunc{
			"a.example/": fetchtest.Serve("text/html", shell("<script>"+list+"</script>")),
			"b.example/": fetchtest.Serve("text/html", shell("<script>1</script>")),
		})
	ways, err := f.Discover(context.Background(), "http://a.example/")
	if err != nil || len(ways) != 1 || !ways[0].Source.Browser || ways[0].Source.Kind != news.KindListing ||
		len(ways[0].Items) != 2 {
		t.Errorf("%v %+v", err, ways)
	}
	if _, err := f.Discover(context.Background(), "http://b.example/"); err == nil ||
		!strings.Contains(err.Error(), "A browser has shown it") {
		t.Errorf("nothing to find: %v", err)
	}
}
