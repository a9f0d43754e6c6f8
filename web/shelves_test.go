package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"attache/news"
	"attache/templates"
)

// TestNeighbours goes from issue to issue by the links of their pages.
func TestNeighbours(t *testing.T) {
	r := newRoom(t, nil)
	ids := r.many(3, 1)
	first, middle, last := fmt.Sprint("/issues/", ids[0]), fmt.Sprint("/issues/", ids[1]), fmt.Sprint("/issues/", ids[2])
	_, body, _ := r.get(middle + "?lang=kk")
	contains(t, "issue", body, `href="/archive/daily/feed.json?lang=kk"`, `<a href="`+first+`?lang=kk" rel="prev"`,
		`<a href="`+last+`?lang=kk" rel="next"`)
	_, body, h := r.get(last)
	contains(t, "the newest issue", body, `<a href="`+middle+`" rel="prev"`)
	if strings.Contains(body, `rel="next"`) {
		t.Error("the newest issue has one after it")
	}
	r.issue(news.IssueApproved) // not public
	if code, _, _ := r.get(last, "If-None-Match", h.Get("ETag")); code != http.StatusNotModified {
		t.Errorf("after an issue that nobody may see: %d", code)
	}
	ids = append(ids, r.many(1, 1)...)
	if code, body, _ := r.get(last, "If-None-Match", h.Get("ETag")); code != http.StatusOK ||
		!strings.Contains(body, fmt.Sprintf(`<a href="/issues/%d" rel="next"`, ids[3])) {
		t.Errorf("after a newer issue: %d", code)
	}
}

// TestMonths looks at the list by month and at its pages.
func TestMonths(t *testing.T) {
	r := newRoom(t, nil)
	r.many(40, 1)
	_, body, _ := r.get("/archive/daily?lang=ru")
	contains(t, "the list", body, `href="/archive/daily?lang=ru&amp;month=2026-10">Октябрь</a>`,
		`href="/archive/daily?lang=ru&amp;month=2026-11">Ноябрь</a>`)
	if strings.Contains(body, "month=2026-09") || strings.Contains(body, "month=2026-12") {
		t.Error("a month without issues is listed")
	}
	_, october, _ := r.get("/archive/daily?month=2026-10")
	contains(t, "October", october, "<title>Archive · October 2026", `aria-current="page">October</a>`)
	_, november, _ := r.get("/archive/daily?month=2026-11")
	issues := func(body string) int { return strings.Count(body, "<article>") }
	if n, m := issues(october), issues(november); n == 0 || m == 0 || n+m != 42 { // two are the room's
		t.Errorf("%d and %d issues in the months, want 42", n, m)
	}
	for _, f := range templates.Flaws(october) {
		t.Error(f)
	}
	if code, body, _ := r.get("/archive/daily?month=2020-01"); code != http.StatusOK || issues(body) != 0 {
		t.Errorf("a month without issues: %d", code)
	}
	for _, bad := range []string{"x", "2026-13", "0000-01", "9999-01", "2026-1", "<b>"} {
		if code, _, _ := r.get("/archive/daily?month=" + bad); code != http.StatusNotFound {
			t.Errorf("month %s: %d", bad, code)
		}
	}
	r.many(70, 1)
	r.many(70, 1)
	_, november, _ = r.get("/archive/daily?month=2026-11")
	if n := issues(november); n != 62 || !strings.Contains(november, `/archive/daily?before=`) {
		t.Errorf("%d issues on the page of a full month", n)
	}
}

// TestGzip compares compressed answers with plain ones.
func TestGzip(t *testing.T) {
	r := newRoom(t, nil)
	issue := path(r.links.Issue(r.issues[news.IssueSent]))
	for _, at := range []string{
		"/", "/archive/daily", "/feed.atom", "/archive/daily/feed.json", issue, issue + "?lang=tr", "/style.css",
		"/sitemap.xml", "/icon.svg",
	} {
		_, plain, before := r.get(at)
		if before.Get("Content-Encoding") != "" || !strings.HasPrefix(before.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s: %v", at, before)
		}
		for range 2 { // made, and from memory
			code, body, h := r.get(at, "Accept-Encoding", "br;q=1, gzip")
			if code != http.StatusOK || h.Get("Content-Encoding") != "gzip" ||
				h.Get("Content-Length") != fmt.Sprint(len(body)) || h.Get("ETag") == before.Get("ETag") {
				t.Fatalf("%s: %d %v", at, code, h)
			}
			z, err := gzip.NewReader(strings.NewReader(body))
			r.must(err)
			b, err := io.ReadAll(z)
			if r.must(err); string(b) != plain {
				t.Errorf("%s differs when compressed", at)
			}
			for _, tag := range []string{h.Get("ETag"), before.Get("ETag")} {
				code, body, again := r.get(at, "Accept-Encoding", "gzip", "If-None-Match", tag)
				if code != http.StatusNotModified || body != "" || again.Get("ETag") != h.Get("ETag") {
					t.Errorf("%s, the same again: %d %v", at, code, again)
				}
			}
		}
		if strings.HasPrefix(at, "/issues") && len(plain) < 3*len(first(r.get(at, "Accept-Encoding", "gzip"))) {
			t.Errorf("%s: %d bytes are little smaller when compressed", at, len(plain))
		}
	}
	for accept, want := range map[string]bool{
		"": false, "br": false, "gzip": true, "GZIP": true, "*": true, "gzip;q=0": false, "gzip; q=0.0, *": false,
		"*;q=0": false, "br, gzip ; q=0.5": true, "gzip;q=x": false, "identity": false, "*;q=0, gzip": true,
	} {
		if _, _, h := r.get(issue, "Accept-Encoding", accept); (h.Get("Content-Encoding") == "gzip") != want {
			t.Errorf("Accept-Encoding %q: %q", accept, h.Get("Content-Encoding"))
		}
	}
	for _, at := range []string{path(r.links.Unsubscribe(r.reader.ID, r.daily.ID)), "/card.png", "/nothing"} {
		if _, _, h := r.get(at, "Accept-Encoding", "gzip"); h.Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed", at)
		}
	}
}

func first(_ int, body string, _ http.Header) string { return body }

// TestFeedsByLanguage reads both feeds in the issue's language and in another.
func TestFeedsByLanguage(t *testing.T) {
	r := newRoom(t, nil)
	r.many(2, 8)
	for _, at := range []string{"/feed.json", "/archive/daily/feed.json"} {
		for lang, want := range map[string]string{"": "Also covered by", "ru": "Об этом также"} {
			query := ""
			if lang != "" {
				query = "?lang=" + lang
			}
			code, body, h := r.get(at + query)
			if code != http.StatusOK || h.Get("Content-Type") != "application/feed+json; charset=utf-8" {
				t.Fatalf("%s: %d %v", at, code, h)
			}
			var f struct {
				Version, Title, Language string
				Home                     string `json:"home_page_url"`
				Self                     string `json:"feed_url"`
				Items                    []struct {
					ID, URL, Title, Summary, Language string
					HTML                              string `json:"content_html"`
					Published                         string `json:"date_published"`
				}
			}
			if err := json.Unmarshal([]byte(body), &f); err != nil {
				t.Fatalf("%s: %v\n%s", at, err, body)
			}
			if f.Version != "https://jsonfeed.org/version/1.1" || f.Self != "https://press.example"+at+query ||
				len(f.Items) != 3 {
				t.Fatalf("%s: %+v", at, f)
			}
			i := f.Items[0]
			if i.ID != i.URL || !strings.HasPrefix(i.ID, "https://press.example/issues/") || i.Summary == "" {
				t.Errorf("%s: item %q %q %q", at, i.ID, i.URL, i.Summary)
			}
			contains(t, at+query, i.HTML, want)
			if lang != "" && (i.Language != lang || f.Language != lang) {
				t.Errorf("%s is in %s, its items in %s", at, f.Language, i.Language)
			}
			_, atom, _ := r.get(strings.Replace(at, ".json", ".atom", 1) + query)
			var a struct {
				Entries []struct {
					Title   string `xml:"title"`
					Content string `xml:"content"`
				} `xml:"entry"`
			}
			r.must(xml.Unmarshal([]byte(atom), &a))
			for n := range f.Items {
				if f.Items[n].Title != a.Entries[n].Title || f.Items[n].HTML != a.Entries[n].Content {
					t.Errorf("%s: item %d is another in the Atom feed", at+query, n)
				}
				lead, _, _ := strings.Cut(f.Items[n].HTML, "<h3")
				if !strings.Contains(lead, "<h2") {
					t.Errorf("%s: item %d does not begin with the lead", at, n)
				}
			}
		}
	}
	_, empty, _ := r.get("/archive/weekly/feed.json")
	if !json.Valid([]byte(empty)) {
		t.Errorf("the feed without issues is no JSON: %s", empty)
	}
}

// TestSitemap finds the public issues in the parts of the sitemap, and no other.
func TestSitemap(t *testing.T) {
	r := newRoom(t, nil)
	ids := append(r.many(130, 0), r.issues[news.IssueSent])
	_, robots, _ := r.get("/robots.txt")
	contains(t, "robots.txt", robots, "Sitemap: https://press.example/sitemap.xml\n")
	code, body, h := r.get("/sitemap.xml")
	if code != http.StatusOK || h.Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("%d %v", code, h)
	}
	var index struct {
		Parts []struct {
			At string `xml:"loc"`
		} `xml:"sitemap"`
	}
	r.must(xml.Unmarshal([]byte(body), &index))
	var got []string
	for _, p := range index.Parts {
		code, body, h := r.get(path(p.At))
		if code != http.StatusOK || h.Get("Last-Modified") == "" {
			t.Fatalf("%s: %d %v", p.At, code, h)
		}
		var part struct {
			Pages []struct {
				At      string `xml:"loc"`
				Changed string `xml:"lastmod"`
			} `xml:"url"`
		}
		r.must(xml.Unmarshal([]byte(body), &part))
		for _, u := range part.Pages {
			got = append(got, u.At)
		}
	}
	want := make([]string, len(ids))
	for n, id := range ids {
		want[n] = r.links.Issue(id)
	}
	slices.Sort(got)
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("%d issues in %d parts, want %d", len(got), len(index.Parts), len(want))
	}
	for _, bad := range []string{"9", "-1", "x", "99999999999999999999", "9223372036854775807"} {
		if code, _, _ := r.get("/sitemap/" + bad); code != http.StatusNotFound {
			t.Errorf("part %s: %d", bad, code)
		}
	}
}

// TestCardsAndIcons looks at what a shared link and a tab show.
func TestCardsAndIcons(t *testing.T) {
	r := newRoom(t, nil)
	_, body, _ := r.get(path(r.links.Issue(r.issues[news.IssueSent])))
	contains(t, "the issue", body, `<meta property="og:title" content="Central Asia &amp; the World, 23 November: `+
		`Astana and Ankara`, `<meta property="og:description" content="`,
		`<meta property="og:image" content="https://press.example/card.png">`,
		`<link rel="apple-touch-icon" href="/icon.png">`)
	if _, body, _ := r.get("/nothing"); strings.Contains(body, "og:") {
		t.Error("a page that is not there has a card")
	}
	for name, begins := range map[string]string{
		"/icon.svg": "<svg", "/icon.png": "\x89PNG", "/card.png": "\x89PNG", "/favicon.ico": "\x89PNG",
	} {
		code, body, h := r.get(name)
		if code != http.StatusOK || !bytes.HasPrefix([]byte(body), []byte(begins)) || h.Get("ETag") == "" ||
			h.Get("Cache-Control") != "public, max-age=3600" {
			t.Errorf("%s: %d %v", name, code, h)
		}
	}
	if _, _, h := r.get("/card.png"); h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Error("no other site may show the card")
	}
}
