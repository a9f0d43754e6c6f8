package scrape

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

const feedType = "application/rss+xml; charset=utf-8"

// tagged serves a feed with validators and honours them.
func tagged(etag, modified string, body *string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		if modified != "" {
			w.Header().Set("Last-Modified", modified)
		}
		if etag != "" && r.Header.Get("If-None-Match") == etag || etag == "" && modified != "" &&
			r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", feedType)
		io.WriteString(w, *body)
	}
}

func TestPollConditional(t *testing.T) {
	const modified = "Mon, 02 Mar 2026 08:00:00 GMT"
	for _, c := range []struct{ name, etag, modified string }{
		{"both", `W/"a"`, modified}, {"etag", `"a"`, ""}, {"date", "", modified}, {"neither", "", ""},
	} {
		body := fetchtest.RSS("/1", "/2")
		f, s, _ := newSite(t, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{"a.example/feed": tagged(c.etag,
			c.modified, &body)})
		src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
		ctx := context.Background()
		first, items := f.Poll(ctx, src, news.Poll{})
		if first.State != news.PollOK || len(items) != 2 || first.SourceID != 7 || first.Status != 200 ||
			!first.Started.Equal(fetchtest.Today.Add(first.Started.Sub(fetchtest.Today))) {
			t.Fatalf("%s: first %+v", c.name, first)
		}
		second, items := f.Poll(ctx, src, first)
		if second.State != news.PollNotModified || len(items) != 0 || second.ETag != first.ETag ||
			second.LastModified != first.LastModified {
			t.Errorf("%s: second %+v", c.name, second)
		}
		third, _ := f.Poll(ctx, src, second)
		if third.State != news.PollNotModified {
			t.Errorf("%s: third %+v", c.name, third)
		}
		last := s.Headers[len(s.Headers)-1]
		if c.etag == "" && c.modified == "" && last.Get("If-None-Match")+last.Get("If-Modified-Since") != "" {
			t.Errorf("%s: our own mark was sent: %v", c.name, last)
		}
		// A visit that left entries behind, or found nothing, asks for the whole list.
		for _, p := range []news.Poll{
			{State: news.PollOK, ETag: first.ETag, LastModified: first.LastModified, Unread: 1},
			{State: news.PollEmpty, ETag: first.ETag, LastModified: first.LastModified},
			{State: news.PollBroken, ETag: first.ETag, LastModified: first.LastModified},
		} {
			if again, items := f.Poll(ctx, src, p); again.State != news.PollOK || len(items) != 2 {
				t.Errorf("%s: after %s with %d unread: %s", c.name, p.State, p.Unread, again.State)
			}
		}
		if c.etag == "" && c.modified == "" {
			body = fetchtest.RSS("/3", "/1", "/2")
			if fourth, items := f.Poll(ctx, src, third); fourth.State != news.PollOK || len(items) != 3 {
				t.Errorf("%s: changed %+v", c.name, fourth)
			}
		}
	}
}

func TestPollStates(t *testing.T) {
	packed := func() string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, `<urlset><url><loc>http://a.example/1</loc></url></urlset>`)
		w.Close()
		return b.String()
	}
	for _, c := range []struct {
		name   string
		kind   news.SourceKind
		serve  http.HandlerFunc
		state  news.PollState
		status int
		detail string
	}{
		{"ok", news.KindFeed, fetchtest.Serve(feedType, fetchtest.RSS("/1")), news.PollOK, 200, ""},
		{"nothing at all", news.KindFeed, fetchtest.Serve(feedType, ""), news.PollEmpty, 200, "an empty page"},
		{
			"no entries", news.KindFeed, fetchtest.Serve(feedType, fetchtest.RSS()), news.PollEmpty, 200,
			"holds no entries",
		},
		{"404", news.KindFeed, fetchtest.Status(404), news.PollRefused, 404, "nothing at this address"},
		{"410", news.KindFeed, fetchtest.Status(410), news.PollRefused, 410, "nothing at this address"},
		{"401", news.KindFeed, fetchtest.Status(401), news.PollRefused, 401, "login"},
		{"403", news.KindFeed, fetchtest.Status(403), news.PollRefused, 403, "refuses this reader"},
		{
			"bot check", news.KindFeed, fetchtest.Status(403, "Cf-Mitigated", "challenge"), news.PollRefused, 403,
			"bot check",
		},
		{
			"429", news.KindFeed, fetchtest.Status(429, "Retry-After", "600"), news.PollRefused, 429,
			"2 March 09:10:00 UTC",
		},
		{"500", news.KindFeed, fetchtest.Status(500), news.PollFailing, 500, "trouble of its own"},
		{"unasked 304", news.KindFeed, fetchtest.Status(304), news.PollBroken, 304, "no page"},
		{"no feed", news.KindFeed, fetchtest.Serve("text/plain", "hello"), news.PollBroken, 0, "cannot be read"},
		{"gzip by itself", news.KindSitemap, fetchtest.Serve("application/gzip", packed()), news.PollOK, 200, ""},
		{
			"moved", news.KindFeed, fetchtest.Status(301, "Location", "/new"), news.PollOK, 200,
			"moved for good to http://a.example/new",
		},
		{
			"listing without entries", news.KindListing, fetchtest.Serve("text/html", "<p>hello"), news.PollEmpty, 200,
			"finds no entry",
		},
	} {
		f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
			"a.example/list": c.serve, "a.example/new": fetchtest.Serve(feedType, fetchtest.RSS("/1")),
		})
		p, items := f.Poll(context.Background(), fetchtest.Source(c.kind, "http://a.example/list"), news.Poll{})
		if p.State != c.state || p.Status != c.status || !strings.Contains(p.Detail, c.detail) ||
			(c.detail == "") != (p.Detail == "") {
			t.Errorf("%s: %s %d %q", c.name, p.State, p.Status, p.Detail)
		}
		if len(items) != p.Items || (len(items) > 0) != (p.State == news.PollOK) {
			t.Errorf("%s: %d items, %d said", c.name, len(items), p.Items)
		}
		if !p.State.Good() && (p.ETag != "" && p.State != news.PollEmpty || p.LastModified != "") {
			t.Errorf("%s: validators kept of a list that was not read: %+v", c.name, p)
		}
	}
}

func TestPollWrongSource(t *testing.T) {
	f, s, _ := newSite(t, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{})
	src := fetchtest.Source(news.KindListing, "http://a.example/list")
	src.Rules = news.Rules{}
	if p, _ := f.Poll(context.Background(), src, news.Poll{}); p.State != news.PollBroken ||
		!strings.Contains(p.Detail, "needs a rule") || len(s.Asked) > 0 {
		t.Errorf("%+v, asked %v", p, s.Asked)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if p, _ := f.Poll(ctx, fetchtest.Source(news.KindFeed, "http://a.example/feed"),
		news.Poll{}); p.State != news.PollFailing || !strings.Contains(p.Detail, "stopped") {
		t.Errorf("stopped: %+v", p)
	}
}

func TestPollCut(t *testing.T) {
	paths := func(n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("/%d", i))
		}
		return out
	}
	var undated strings.Builder
	undated.WriteString("<urlset>")
	for _, p := range paths(25) {
		undated.WriteString("<url><loc>" + p + "</loc></url>")
	}
	f, _, _ := newSite(t, fetch.Config{Gap: 1, MaxItems: 10}, map[string]http.HandlerFunc{
		"a.example/feed": fetchtest.Serve(feedType, fetchtest.RSS(paths(25)...)),
		"a.example/map":  fetchtest.Serve("text/xml", undated.String()+"</urlset>"),
	})
	p, items := f.Poll(context.Background(), fetchtest.Source(news.KindFeed, "http://a.example/feed"), news.Poll{})
	if len(items) != 10 || items[0].URL != "http://a.example/0" || items[9].URL != "http://a.example/9" ||
		!strings.Contains(p.Detail, "15 entries more") {
		t.Errorf("dated: %d items, %s", len(items), p.Detail)
	}
	p, items = f.Poll(context.Background(), fetchtest.Source(news.KindSitemap, "http://a.example/map"), news.Poll{})
	if len(items) != 10 || items[4].URL != "http://a.example/4" || items[5].URL != "http://a.example/20" ||
		p.State != news.PollOK {
		t.Errorf("undated: %d items, %+v", len(items), items)
	}
}

// A first page that says "not modified" must not hide that the pages behind it are other ones.
func TestPollIndexIsNeverConditional(t *testing.T) {
	index := `<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>`
	f, s, _ := newSite(t, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{
		"a.example/map": tagged(`"i"`, "", &index), "a.example/one.xml": fetchtest.Serve("text/xml",
			`<urlset><url><loc>/1</loc></url></urlset>`),
	})
	src := fetchtest.Source(news.KindSitemap, "http://a.example/map")
	p, _ := f.Poll(context.Background(), src, news.Poll{})
	if p, items := f.Poll(context.Background(), src, p); p.State != news.PollOK || len(items) != 1 ||
		s.Count("a.example/one.xml") != 2 {
		t.Errorf("%+v", p)
	}
}

// BenchmarkPollUnchanged is a visit to a list that did not change, over real HTTP: told so by the server, and found so
// by us.
func BenchmarkPollUnchanged(b *testing.B) {
	var paths []string
	for i := range 50 {
		paths = append(paths, fmt.Sprintf("/2026/03/a-piece-of-news-with-a-long-name-%d/", i))
	}
	body := fetchtest.RSS(paths...)
	for name, etag := range map[string]string{"304": `"a"`, "same bytes": ""} {
		b.Run(name, func(b *testing.B) {
			f, _, _ := newSite(b, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{"a.example/feed": tagged(etag,
				"", &body)})
			src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
			last, _ := f.Poll(context.Background(), src, news.Poll{})
			b.ReportAllocs()
			for b.Loop() {
				if p, _ := f.Poll(context.Background(), src, last); p.State != news.PollNotModified {
					b.Fatal(p.State, p.Detail)
				}
			}
		})
	}
	b.Run("parsed", func(b *testing.B) {
		f, _, _ := newSite(b, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{"a.example/feed": tagged("",
			"", &body)})
		src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
		b.ReportAllocs()
		for b.Loop() {
			if p, _ := f.Poll(context.Background(), src, news.Poll{}); p.State != news.PollOK {
				b.Fatal(p.State, p.Detail)
			}
		}
	})
}

func TestSettleOrder(t *testing.T) {
	f, _, _ := newSite(t, fetch.Config{}, nil)
	at := func(h int) time.Time { return fetchtest.Today.Add(time.Duration(-h) * time.Hour) }
	in := []news.Item{
		{URL: "a", Published: at(5)},
		{URL: "b"},
		{URL: "c", Published: at(1)},
		{URL: "d"},
		{URL: "a", Published: at(0)}, // it takes the place of the older listing
		{URL: "e", Published: fetchtest.Today.Add(12 * time.Hour)},
		{URL: "f", Published: time.Unix(0, 0)},
		{URL: ""},
	}
	var got []string
	kept, _ := f.normalise(in)
	for _, it := range kept {
		got = append(got, it.URL)
	}
	if s := strings.Join(got, ""); s != "efabcd" {
		t.Errorf("order %s", s)
	}
}
