package scrape

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// teasers are n teasers of a list, dated.
//
//nolint:lll // an input, a line
func teasers(n int) (s string) {
	for i := range n {
		s += fmt.Sprintf(`<div class="t"><h3><a href="/news/2026/o%d.html">Georgia and Turkmenistan sign treaty number %d in Poti</a>`+
			`</h3><time datetime="2026-03-0%d">%d March</time><p>The transport ministers of Georgia and Turkmenistan signed a `+
			`treaty on ferries in Poti on that day, the ministry said.</p></div>`, i, i, i%9+1, i%9+1)
	}
	return s
}

// TestListPagesAreNoArticles: next pages, front pages and sections are told apart from articles with teasers below.
//
//nolint:lll // an input, a line
func TestListPagesAreNoArticles(t *testing.T) {
	page := func(title, h1, body string) http.HandlerFunc {
		return fetchtest.Serve("text/html; charset=utf-8", `<html lang="en"><head><title>`+title+`</title></head><body><main><h1>`+
			h1+`</h1>`+body+`</main></body></html>`)
	}
	long := "<p>The foreign ministers of the five states met in the capital on Sunday and agreed on a plan for the coming year, " +
		"in which trade, water and transport have the first place, as the host said after two hours of talks behind doors.</p>"
	more := "<p>Parliaments will vote on the plan before the summer, and the first projects shall begin next year, among them a " +
		"ferry between Poti and Varna, a road through the mountains and a common office for permits in the port.</p>"
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"a.example/news/page/2/":   page("Desk", "Desk", teasers(2)),
		"a.example/news":           page("Desk, page 3", "Desk", teasers(4)),
		"a.example/world":          page("World", "World", teasers(5)),
		"a.example/ru":             page("Новости | Страница 2", "Новости", teasers(5)),
		"a.example/desk":           page("Desk", "Desk", teasers(6)),
		"a.example/quiz":           page("Quiz: treaties of France", "Quiz: treaties of France", long+more),
		"a.example/article":        fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet", "")),
		"a.example/short":          page("Iran deal", "Iran deal", long+more+"<h2>More</h2>"+teasers(4)),
		"a.example/with-teasers":   page("Five states agree on a plan for ferries", "Five states agree on a plan for ferries", long+teasers(6)),
		"a.example/page/2":         fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet", "")),
		"a.example/long?PAGEN_1=2": fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet", "")),
	})
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	for path, want := range map[string]string{
		"news/page/2/": "is a list", "news": "is a list", "world": "is a list", "ru": "is a list", "desk": "is a list",
		"quiz": "it is a quiz", "article": "", "short": "", "with-teasers": "", "page/2": "", "long?PAGEN_1=2": "",
	} {
		_, err := f.Read(context.Background(), src, news.Item{URL: "http://a.example/" + path})
		if got := fmt.Sprint(err); want == "" && err != nil || want != "" && !strings.Contains(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// TestListsTellWhatTheyLeaveOut: pagers, quizzes and entries without a link are counted; an address listed twice keeps
// its newest headline.
func TestListsTellWhatTheyLeaveOut(t *testing.T) {
	entry := func(title, link, hour string) string {
		return `<item><title>` + title + `</title><link>` + link + `</link><pubDate>Sun, 01 Mar 2026 ` + hour +
			`:00:00 GMT</pubDate></item>`
	}
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1, MaxItems: 20}, map[string]http.HandlerFunc{
		"a.example/feed": fetchtest.Serve("application/rss+xml", `<rss version="2.0"><channel><title>A</title>`+
			entry("Blast kills 2", "http://a.example/4", "08")+entry("Blast kills 10", "http://a.example/4", "11")+
			entry("Blast kills 7", "http://a.example/4", "10")+entry("Quiz: capitals", "http://a.example/5", "09")+
			entry("Photos: the summit", "http://a.example/6", "09")+entry("No link", "", "09")+
			entry("Older pieces", "http://a.example/page/2/", "09")+`</channel></rss>`),
		"a.example/list": fetchtest.Serve("text/html", `<div><a href="/news/2026/1.html">Georgia and Armenia sign</a>`+
			`<a href="/news/page/2/">2</a><a href="/list?page=3">Older</a><a href="/">Home</a></div>`),
	})
	p, items := f.Poll(context.Background(), fetchtest.Source(news.KindFeed, "http://a.example/feed"), news.Poll{})
	if len(items) != 1 || items[0].Title != "Blast kills 10" || p.Items != 1 {
		t.Errorf("items %+v", items)
	}
	for _, want := range []string{
		"1 of the feed's 7 entries have no link", "One link leads to a page of the list",
		"2 entries are no articles and were left out: 1 quiz, 1 picture gallery.",
	} {
		if !strings.Contains(p.Detail, want) {
			t.Errorf("the feed tells %q, not %q", p.Detail, want)
		}
	}
	src := fetchtest.Source(news.KindListing, "http://a.example/list")
	src.Rules = news.Rules{Link: "a[href]"}
	p, items = f.Poll(context.Background(), src, news.Poll{})
	if len(items) != 1 || !strings.Contains(p.Detail, "3 links lead to pages of the list") {
		t.Errorf("items %+v, %q", items, p.Detail)
	}
}
