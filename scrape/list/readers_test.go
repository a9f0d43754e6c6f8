package list

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// newReader returns a Reader of a small web.
func newReader(t *testing.T, pages map[string]http.HandlerFunc) (*Reader, *fetchtest.Site) {
	t.Helper()
	c, err := fetch.New(fetch.Config{Gap: 1, Retries: -1}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s, clock, transport := fetchtest.NewWeb(t, pages)
	c.Now, c.Sleep, c.Transport = clock.Now, clock.Sleep, transport
	return &Reader{Client: c, Log: slog.New(slog.DiscardHandler), Now: clock.Now}, s
}

// told is a result in one line an entry: address, title, day, authors.
func told(l Result) string {
	var out []string
	for _, it := range l.Items {
		s := it.URL + " " + it.Title
		if !it.Published.IsZero() {
			s += " " + it.Published.UTC().Format("2006-01-02T15:04")
		}
		if len(it.Authors) > 0 {
			s += " by " + strings.Join(it.Authors, ", ")
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func htmlPage(url, body string) fetch.Page {
	return fetch.Page{URL: url, ContentType: "text/html; charset=utf-8", Body: []byte(body)}
}

// TestListingReadsEntries: addresses, titles and dates by the rules, links of the pager left out and told, the pages
// behind "next" as far as they are wanted and bring something new.
func TestListingReadsEntries(t *testing.T) {
	row := func(path, title, date string) string {
		return `<li><time datetime="` + date + `">x</time><a href="` + path + `">` + title + `</a></li>`
	}
	first := `<html lang="en"><ul>` + row("/news/treaty", "Ministers sign a treaty", "2026-03-01T08:00:00Z") +
		row("/news/quota", "Quotas agreed", "2026-03-01T09:00:00Z") + row("/news/treaty", "The same again", "") +
		row("/about/us", "About us", "") + row("/news/page/2/", "2", "") + row("/", "Home of news", "") +
		`</ul><a class="next" href="/news/page/2/">older</a>`
	second := `<html lang="en"><ul>` + row("/news/pact", "A pact", "2026-02-27T10:00:00Z") +
		`</ul><a class="next" href="/news/">newer</a>`
	rd, site := newReader(t, map[string]http.HandlerFunc{
		"a.example/news/page/2/": fetchtest.Serve("text/html; charset=utf-8", second),
	})
	src := fetchtest.Source(news.KindListing, "http://a.example/news/")
	src.Rules = news.Rules{Item: "li", Date: "time", Match: "/news/|^http://a.example/$", Next: ".next", Pages: 3}
	l, err := rd.Listing(t.Context(), src, htmlPage("http://a.example/news/", first))
	if err != nil {
		t.Fatal(err)
	}
	want := "http://a.example/news/treaty Ministers sign a treaty 2026-03-01T08:00\n" +
		"http://a.example/news/quota Quotas agreed 2026-03-01T09:00\n" +
		"http://a.example/news/pact A pact 2026-02-27T10:00"
	if got := told(l); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if !strings.Contains(l.Note, "2 links lead to pages of the list") {
		t.Errorf("note %q", l.Note)
	}
	if n := site.Count("a.example/news/page/2/"); n != 1 {
		t.Errorf("the second page was asked for %d times", n)
	}
}

// TestListingSaysWhatIsWrong: a rule that is none, a rule that finds nothing, a next page that is gone.
//
//nolint:lll // an input, a line
func TestListingSaysWhatIsWrong(t *testing.T) {
	rd, _ := newReader(t, nil)
	src := fetchtest.Source(news.KindListing, "http://a.example/news/")
	page := htmlPage(src.URL, `<ul><li><a href="/news/one">One long title</a></li></ul><a rel="next" href="/news/p2">more</a>`)
	for name, c := range map[string]struct {
		rules     news.Rules
		err, note string
	}{
		"a selector that is none":   {news.Rules{Link: "a["}, "is not a CSS selector", ""},
		"an expression that is not": {news.Rules{Link: "a", Match: "("}, "is not a regular expression", ""},
		"nothing found":             {news.Rules{Item: ".row"}, "", "finds no entry"},
		"no next page":              {news.Rules{Item: "li", Next: "[rel=next]", Pages: 2}, "", "Page 2 of the list could not be read"},
		"next leads away":           {news.Rules{Item: "li", Next: "li", Pages: 2}, "", ""},
	} {
		src.Rules = c.rules
		l, err := rd.Listing(t.Context(), src, page)
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: %v", name, err)
		}
		if c.note != "" && !strings.Contains(l.Note, c.note) {
			t.Errorf("%s: note %q", name, l.Note)
		}
	}
}

// TestListingTitlesAndDates: a title by its rule, else the link's text, its title, its label, its picture; a date
// beside the link.
//
//nolint:lll // an input, a line
func TestListingTitlesAndDates(t *testing.T) {
	rd, _ := newReader(t, nil)
	src := fetchtest.Source(news.KindListing, "http://a.example/")
	for name, c := range map[string]struct {
		rules      news.Rules
		body, want string
	}{
		"by its rule": {
			news.Rules{Item: "div", Title: "h3"},
			`<div><h3>A treaty</h3><a href="/x">more</a></div>`,
			"http://a.example/x A treaty",
		},
		"the link's title": {news.Rules{Link: "a"}, `<a href="/x" title="A treaty"></a>`, "http://a.example/x A treaty"},
		"the label":        {news.Rules{Link: "a"}, `<a href="/x" aria-label="A treaty"><b></b></a>`, "http://a.example/x A treaty"},
		"the picture":      {news.Rules{Link: "a"}, `<a href="/x"><img alt="A treaty"></a>`, "http://a.example/x A treaty"},
		"another base":     {news.Rules{Link: "a"}, `<base href="http://b.example/n/"><a href="x">A treaty</a>`, "http://b.example/n/x A treaty"},
		"a link within": {
			news.Rules{Item: "div", Link: "h3"},
			`<div><a href="/tag">tag</a><h3><a href="/x">A treaty</a></h3></div>`,
			"http://a.example/x A treaty",
		},
		"no such link": {news.Rules{Item: "div", Link: ".no"}, `<div><a href="/x">A treaty</a></div>`, ""},
		"its own date": {
			news.Rules{Item: "p", Date: "p"},
			`<p>2026-03-01 <a href="/x">A treaty of 1999-01-01</a></p>`,
			"http://a.example/x A treaty of 1999-01-01 2026-03-01T00:00",
		},
	} {
		src.Rules = c.rules
		l, err := rd.Listing(t.Context(), src, htmlPage(src.URL, c.body))
		if got := told(l); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		}
	}
}

// TestSitemapIndex reads the newest files of an index: news before others, then by date, then by number.
func TestSitemapIndex(t *testing.T) {
	file := func(paths ...string) http.HandlerFunc {
		s := `<urlset>`
		for _, p := range paths {
			s += `<url><loc>http://a.example` + p + `</loc></url>`
		}
		return fetchtest.Serve("application/xml", s+`</urlset>`)
	}
	entry := func(path, day string) string {
		return `<sitemap><loc>http://a.example` + path + `</loc><lastmod>` + day + `</lastmod></sitemap>`
	}
	pages := map[string]http.HandlerFunc{
		"a.example/news.xml": file("/n/1"), "a.example/post10.xml": file("/p/10"), "a.example/post9.xml": file("/p/9"),
		"a.example/post8.xml": fetchtest.Status(500),
	}
	rd, site := newReader(t, pages)
	src := fetchtest.Source(news.KindSitemap, "http://a.example/map.xml")
	index := `<sitemapindex>` + entry("/post2.xml", "2025-01-01") + entry("/post9.xml", "2026-02-01") +
		entry("/post10.xml", "2026-02-01") + entry("/post8.xml", "2026-02-01") + entry("/news.xml", "2024-01-01") +
		entry("/tags.xml", "2026-03-01") + `</sitemapindex>`
	page := fetch.Page{URL: src.URL, ContentType: "application/xml", Body: []byte(index)}
	l, err := rd.Sitemap(t.Context(), src, page)
	want := "http://a.example/n/1 \nhttp://a.example/p/10 \nhttp://a.example/p/9 "
	if got := told(l); err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if want := "1 of the 4 newest files of the sitemap index could not be read."; l.Note != want || !l.Partial {
		t.Errorf("%q, partial %v", l.Note, l.Partial)
	}
	if site.Count("a.example/tags.xml")+site.Count("a.example/post2.xml") > 0 {
		t.Error("an old file, or one of tags, was read")
	}
	for body, want := range map[string]string{
		`<sitemapindex></sitemapindex>`: "",
		`<sitemapindex>` + entry("/no1.xml", "") + entry("/no2.xml", "") + `</sitemapindex>`: "None of the files",
		`<html>no map</html>`: "cannot be read",
	} {
		page.Body = []byte(body)
		l, err := rd.Sitemap(t.Context(), src, page)
		if want == "" && (err != nil || !strings.Contains(l.Note, "names no file")) ||
			want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %q, %v", body, l.Note, err)
		}
	}
}

// TestTelegramMessages: what points to an article stands for it, other messages are articles.
//
//nolint:lll // an input, a line
func TestTelegramMessages(t *testing.T) {
	rd, _ := newReader(t, nil)
	message := func(post, text string) string {
		return `<div class="tgme_widget_message" data-post="` + post + `"><div class="tgme_widget_message_text">` + text +
			`</div><span class="tgme_widget_message_from_author">Bota Serik</span>` +
			`<time datetime="2026-03-01T08:00:00+00:00"></time></div>`
	}
	long := strings.Repeat("The ministers spoke of tariffs for the ferries. ", 16)
	at := "https://t.me/s/steppe"
	l, err := rd.Telegram(news.Source{}, htmlPage(at, message("steppe/1", `Treaty signed<br>Ministers met.<br>`+
		`<a href="https://a.example/treaty?utm_source=tg">read</a>`)+
		message("steppe/2", `<b>A long message</b><br>`+long+`<a href="https://a.example/x">x</a>`)+
		message("steppe/3", ``)+message("steppe 4", "A name that is none")+
		message("steppe/5", `Two links <a href="https://a.example/1">a</a> <a href="https://b.example/2">b</a> `+
			`<a href="https://t.me/other">channel</a>`)))
	if err != nil {
		t.Fatal(err)
	}
	want := "https://a.example/treaty Treaty signed 2026-03-01T08:00 by Bota Serik\n" +
		"https://t.me/steppe/2 A long message 2026-03-01T08:00 by Bota Serik\n" +
		"https://t.me/steppe/5 Two links a b channel 2026-03-01T08:00 by Bota Serik"
	if got := told(l); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if len(l.Items) > 1 && (len(l.Items[0].Body) != 0 || len(l.Items[1].Body) < 2) {
		t.Errorf("a message that points to an article has a body, or one that does not has none")
	}
	if _, err := rd.Telegram(news.Source{}, htmlPage(at, "<p>Telegram")); err == nil ||
		!strings.Contains(err.Error(), "no channel's preview page") {
		t.Errorf("a private channel: %v", err)
	}
	if l, err := rd.Telegram(news.Source{}, htmlPage(at, `<div class="tgme_channel_info">`)); err != nil || len(l.Items) > 0 {
		t.Errorf("an empty channel: %v", err)
	}
}

func TestTelegramChannelOfAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://t.me/steppe": "steppe", "https://t.me/s/steppe": "steppe", "https://telegram.me/steppe/123": "steppe",
		"https://www.t.me/steppe": "steppe", "https://t.me/joinchat/abc": "", "https://t.me/+abc": "", "https://t.me/": "",
		"https://a.example/steppe": "", "https://t.me/1steppe": "",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := TelegramChannel(u); got != want || ok != (want != "") {
			t.Errorf("%s: %q", in, got)
		}
	}
}

func TestAddressOfSource(t *testing.T) {
	for _, c := range []struct {
		kind     news.SourceKind
		in, want string
	}{
		{news.KindWordPress, "https://a.example/", "https://a.example/wp-json/wp/v2/posts?per_page=10"},
		{news.KindWordPress, "https://a.example/ru", "https://a.example/ru/wp-json/wp/v2/posts?per_page=10"},
		{news.KindWordPress, "https://a.example/?rest_route=/wp/v2/posts", "https://a.example/?rest_route=/wp/v2/posts"},
		{news.KindTelegram, "https://t.me/steppe/12?single", "https://t.me/s/steppe"},
		{news.KindFeed, "https://a.example/feed", "https://a.example/feed"},
	} {
		u, err := Address(news.Source{Kind: c.kind, URL: c.in})
		if err != nil || u.String() != c.want {
			t.Errorf("%s: %v, %v, want %s", c.in, u, err, c.want)
		}
	}
}

// TestWordPressPosts: addresses, titles, dates in the site's zone, authors; odd posts are told.
//
//nolint:lll // an input, a line
func TestWordPressPosts(t *testing.T) {
	rd, _ := newReader(t, nil)
	src := fetchtest.Source(news.KindWordPress, "http://a.example/")
	src.TimeZone = "Asia/Almaty"
	post := func(link, date, more string) string {
		return fmt.Sprintf(`{"link":%q,%s,"title":{"rendered":"A &amp; B"},"content":{"rendered":"<p>One.</p><p>Two.</p>"}%s}`,
			link, date, more)
	}
	body := `[` + post("http://a.example/1", `"date_gmt":"2026-03-01T08:00:00"`,
		`,"_embedded":{"author":[{"name":"Bota Serik"}]}`) + `,` +
		post("http://a.example/2", `"date":"2026-03-01T13:00:00"`, `,"yoast_head_json":{"author":"admin"}`) + `,` +
		post("javascript:x", `"date":""`, ``) + `,{"link":5}]`
	page := fetch.Page{URL: "http://a.example/wp-json/wp/v2/posts", ContentType: "application/json", Body: []byte(body)}
	l, err := rd.WordPress(src, page)
	want := "http://a.example/1 A & B 2026-03-01T08:00 by Bota Serik\nhttp://a.example/2 A & B 2026-03-01T08:00"
	if got := told(l); err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if l.Note != "2 of 4 posts could not be understood." || len(l.Items) > 0 && len(l.Items[0].Body) != 2 {
		t.Errorf("%q", l.Note)
	}
	for body, want := range map[string]string{
		`{"code":"rest_no_route","message":"No route"}`: "it is closed", `<html>`: "no list of WordPress posts",
	} {
		page.Body = []byte(body)
		if _, err := rd.WordPress(src, page); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
