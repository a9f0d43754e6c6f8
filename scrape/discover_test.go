package scrape

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/rogpeppe/go-internal/txtar"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
	"attache/scrape/list"
)

// TestFindRules finds the listing rules of the pages in testdata/sites ("in"), and compares them and what they give
// with "want". Run with -update-lists to write that again.
func TestFindRules(t *testing.T) {
	files, err := filepath.Glob("testdata/sites/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages: ", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			arc, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, _, _ := newSite(t, fetch.Config{Gap: 1},
				map[string]http.HandlerFunc{"outlet.example/news/": fetchtest.Serve("text/html; charset=utf-8",
					string(arc.Files[0].Data))})
			page := fetch.Page{
				URL: "http://outlet.example/news/", ContentType: "text/html; charset=utf-8",
				Body: arc.Files[0].Data,
			}
			doc, base, err := list.ParsePage(page)
			if err != nil {
				t.Fatal(err)
			}
			finder := &ruleFinder{
				doc: doc, base: base, lang: list.LanguageTag(doc.Find("html").AttrOr("lang", "")),
				now: f.Now(),
			}
			var b strings.Builder
			for _, one := range finder.find() {
				fmt.Fprintf(&b, "item %q link %q title %q date %q next %q pages %d\n", one.rules.Item, one.rules.Link,
					one.rules.Title, one.rules.Date, one.rules.Next, one.rules.Pages)
				src := fetchtest.Source(news.KindListing, page.URL)
				src.Rules = one.rules
				src.Rules.Pages = 1
				b.WriteString(outcome(f, src) + "\n")
			}
			got := b.String()
			if *updateLists {
				arc.Files = append(arc.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(arc),
					0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(arc.Files) < 2 || got != string(arc.Files[1].Data) {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

const frontPage = `<html lang="en"><head><title>Courier</title><meta property="og:site_name" content="The Courier">
<link rel="https://api.w.org/" href="/wp-json/"><link rel="alternate" type="application/rss+xml" href="/feed/">` +
	`<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/"></head>
<body><a href="https://t.me/courier_desk">Telegram</a><ul class="news">
<li><a href="/2026/03/one/">Ministers of five states meet in the capital</a> <time datetime="2026-03-02T08:00:00Z">` +
	`</time></li>
<li><a href="/2026/03/two/">Trade with the neighbours grows by a third</a> <time datetime="2026-03-01T08:00:00Z">` +
	`</time></li></ul></body></html>`

func TestDiscover(t *testing.T) {
	wp := `[{"link": "http://outlet.example/2026/03/one/", "date_gmt": "2026-03-02T08:00:00", "title": {"rendered": ` +
		`"One"}, "content": {"rendered": "<p>Text.</p>"}}]`
	tg := `<div class="tgme_widget_message" data-post="courier_desk/1"><div class="tgme_widget_message_text">A ` +
		`statement of the ministry.</div><time datetime="2026-03-01T12:00:00+00:00"></time></div>`
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"outlet.example/robots.txt": fetchtest.Serve("text/plain",
			"User-agent: *\nAllow: /\nSitemap: http://outlet.example/map.xml"),
		"outlet.example/": fetchtest.Serve("text/html", frontPage),
		"outlet.example/feed/": fetchtest.Serve(feedType, fetchtest.RSS("/2026/03/one/",
			"/2026/03/two/", "/2026/03/three/")),
		"outlet.example" + list.WordPressPosts: fetchtest.Serve("application/json", wp),
		"outlet.example/map.xml": fetchtest.Serve("text/xml",
			`<urlset><url><loc>/2026/03/one/</loc></url></urlset>`),
		"t.me/s/courier_desk": fetchtest.Serve("text/html", tg),
	})
	f.client.Transport = plainHTTP{f.client.Transport}
	ways, err := f.Discover(context.Background(), "outlet.example") // https is tried first
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, w := range ways {
		got = append(got, string(w.Source.Kind))
		if err := w.Source.Validate(); err != nil {
			t.Errorf("%s: %v", w.Source.Kind, err)
		}
		if w.Source.Name != "outlet.example" || w.Source.Outlet.Name != "The Courier" || !w.Source.Enabled ||
			w.Source.Language != "en" || w.Why == "" {
			t.Errorf("%s: %+v why %q", w.Source.Kind, w.Source, w.Why)
		}
		if len(w.Items) == 0 || len(w.Items) > candidateItems || w.Score <= 0 || w.Score > 1 || i > 0 &&
			w.Score > ways[i-1].Score {
			t.Errorf("%s: %d items, score %.2f", w.Source.Kind, len(w.Items), w.Score)
		}
	}
	if strings.Join(got, " ") != "feed wordpress listing telegram sitemap" {
		t.Errorf("ways: %v", got)
	}
	for _, never := range []string{
		"outlet.example/comments/feed/", "outlet.example/rss.xml",
		"outlet.example/sitemap.xml",
	} {
		if s.Count(never) > 0 {
			t.Errorf("%s was asked for without need", never)
		}
	}
	for _, w := range ways { // what was found must work when polled
		if p, items := f.Poll(context.Background(), w.Source, news.Poll{}); !p.State.Good() || len(items) == 0 {
			t.Errorf("%s: %s %s", w.Source.Kind, p.State, p.Detail)
		}
	}
}

// plainHTTP answers https like http, for tests that have no certificates.
type plainHTTP struct{ http.RoundTripper }

func (p plainHTTP) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme == "https" {
		r = r.Clone(r.Context())
		r.URL.Scheme = "http"
	}
	return p.RoundTripper.RoundTrip(r)
}

// Somebody names an article; its site announces its feed, which was given up long ago, on the front page only.
func TestDiscoverFromArticle(t *testing.T) {
	old := strings.ReplaceAll(fetchtest.RSS("/2019/one/", "/2019/two/", "/2019/three/"), "2026", "2019")
	article := `<html lang="en"><head><title>Ministers meet</title><meta property="og:type" content="article"></head>` +
		`<body><h1>Ministers meet</h1><p>They met.</p><ul class="related">
<li><a href="/2019/old-one/">What ministers said three years ago</a></li><li><a href="/2019/old-two/">What ` +
		`ministers said four years ago</a></li><li><a href="/2019/old-three/">What ministers said five years ago</a></li>` +
		`</ul></body></html>`
	front := strings.Replace(frontPage, `<link rel="https://api.w.org/" href="/wp-json/">`, "", 1)
	front = strings.Replace(front, `<a href="https://t.me/courier_desk">Telegram</a>`, "", 1)
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"outlet.example/robots.txt": fetchtest.Serve("text/plain",
			"Sitemap: http://outlet.example/images.xml\nSitemap: http://outlet.example/a.xml\nSitemap: "+
				"http://outlet.example/b.xml\nSitemap: http://outlet.example/google-news.xml"),
		"outlet.example/2026/03/one/": fetchtest.Serve("text/html", article),
		"outlet.example/":             fetchtest.Serve("text/html", front),
		"outlet.example/feed/":        fetchtest.Serve(feedType, old),
		"outlet.example/sitemap.xml": fetchtest.Serve("text/xml",
			`<urlset><url><loc>/2026/03/one/</loc></url></urlset>`),
		"outlet.example/2026/03/feed/": fetchtest.Serve(feedType, old),
	})
	ways, err := f.Discover(context.Background(), "http://outlet.example/2026/03/one/")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range ways {
		got = append(got, string(w.Source.Kind)+" "+w.Source.URL)
		if w.Source.Name != "outlet.example" || w.Source.Outlet.Name != "The Courier" {
			t.Errorf("%s is called %s of %s", w.Source.URL, w.Source.Name, w.Source.Outlet.Name)
		}
	}
	want := []string{
		"listing http://outlet.example/", "feed http://outlet.example/feed/",
		"sitemap http://outlet.example/sitemap.xml", "listing http://outlet.example/2026/03/one/",
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("ways: %s", strings.Join(got, ", "))
	}
	for _, w := range ways {
		if w.Source.Kind == news.KindFeed &&
			!strings.Contains(w.Why, "It may be given up: another way has pieces of 2 March 2026.") {
			t.Errorf("the old feed: %s", w.Why)
		}
	}
	if s.Count("outlet.example/google-news.xml") != 1 || s.Count("outlet.example/b.xml") != 0 {
		t.Errorf("sitemaps: asked %v", s.Asked)
	}
}

func TestDiscoverDirect(t *testing.T) {
	pages := map[string]http.HandlerFunc{
		"a.example/some.xml": fetchtest.Serve("application/octet-stream", fetchtest.RSS("/1")),
		"a.example/map.xml":  fetchtest.Serve("text/xml", `<urlset><url><loc>/1</loc></url></urlset>`),
		// the front page is missing, a usual place is not
		"b.example/feed.xml": fetchtest.Serve(feedType, fetchtest.RSS("/1")),
		"e.example/": fetchtest.Serve("text/html",
			`<link rel="alternate" type="application/rss+xml" href="/gone.xml"><a href="/rss/">RSS</a>`),
		// the page links to a feed that is not there and announces another
		"e.example/rss":        fetchtest.Serve(feedType, fetchtest.RSS("/1")),
		"c.example/":           fetchtest.Serve("text/html", "<p>Nothing here"),
		"d.example/robots.txt": fetchtest.Serve("text/plain", "User-agent: *\nDisallow: /"),
		"d.example/":           fetchtest.Serve("text/html", frontPage),
		"t.me/s/courier_desk": fetchtest.Serve("text/html",
			`<div class="tgme_channel_info_header_title"><span>Courier desk</span></div><div class="tgme_widget_message" `+
				`data-post="courier_desk/1"><div class="tgme_widget_message_text">A statement.</div></div>`),
	}
	for _, c := range []struct {
		in, kind, url string
		state         news.PollState // of the failure; "" = none
	}{
		{"http://a.example/some.xml", "feed", "http://a.example/some.xml", ""},
		{"http://a.example/map.xml", "sitemap", "http://a.example/map.xml", ""},
		{"http://b.example/", "feed", "http://b.example/feed.xml", ""},
		{"http://e.example/", "feed", "http://e.example/rss", ""},
		{"http://c.example/", "", "", ""},
		{"http://d.example/", "", "", news.PollBlocked},
		{"http://nowhere.example/", "", "", news.PollRefused},
		{"@courier_desk", "telegram", "https://t.me/s/courier_desk", ""},
		{"t.me/courier_desk/12", "telegram", "https://t.me/s/courier_desk", ""},
	} {
		f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, pages)
		f.client.Transport = plainHTTP{f.client.Transport}
		ways, err := f.Discover(context.Background(), c.in)
		var fail *fetch.Failure
		switch {
		case c.state != "":
			if !errors.As(err, &fail) || fail.State != c.state {
				t.Errorf("%s: %v, want %s", c.in, err, c.state)
			}
		case err != nil:
			t.Errorf("%s: %v", c.in, err)
		case c.kind == "" && len(ways) > 0, c.kind != "" && (len(ways) != 1 || string(ways[0].Source.Kind) != c.kind ||
			ways[0].Source.URL != c.url):
			t.Errorf("%s: %+v", c.in, ways)
		}
		if len(s.Asked) > discoverTries+4 {
			t.Errorf("%s: %d requests", c.in, len(s.Asked))
		}
	}
	f, _, _ := newSite(t, fetch.Config{Gap: 1}, pages)
	f.client.Transport = plainHTTP{f.client.Transport}
	if ways, err := f.Discover(context.Background(), "t.me/courier_desk"); err != nil ||
		ways[0].Source.Outlet.Name != "Courier desk" {
		t.Errorf("the channel's name: %+v %v", ways, err)
	}
	for _, bad := range []string{"", "::", "mailto:a@b.example"} {
		if _, err := f.Discover(context.Background(), bad); err == nil {
			t.Errorf("%q was looked into", bad)
		}
	}
}

func TestSourceName(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.Outlet.example/":        "outlet.example",
		"https://outlet.example/world/asia/": "outlet.example-world",
		"https://outlet.example/feed/":       "outlet.example",
		"https://outlet.example/rss.xml":     "outlet.example",
		"https://t.me/s/courier_desk":        "t.me-courier-desk",
		"https://outlet.example/новости/":    "outlet.example",
		"https://outlet.example:8080/a_b/":   "outlet.example-a-b",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := sourceName(u); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestSteadyClasses(t *testing.T) {
	doc, err := goquery.NewDocumentFromReader(
		strings.NewReader(`<div class="post-123 post hentry col-md-6 css-1abc2 first is-active news__item Item_x1Yz9 ` +
			`w-full sc-bdVaJa über">`))
	if err != nil {
		t.Fatal(err)
	}
	if got := steadyClasses(doc.Find("div").Nodes[0]); strings.Join(got, " ") != "hentry news__item post" {
		t.Errorf("%v", got)
	}
}
