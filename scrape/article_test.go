package scrape

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// piece is an article page of ours.
func piece(title, head string) string {
	return `<!DOCTYPE html><html lang="en"><head>` +
		`<title>` + title + ` | Courier</title><meta property="article:published_time" ` +
		`content="2026-03-01T10:00:00+05:00">` + head + `</head><body><main><article><h1>` + title + `</h1>
<p>The foreign ministers of the five states met in the capital on Sunday and agreed on a plan for the coming year.</p>
<p>They spoke about trade, water and transport for two hours, and promised to meet again in the summer of this year.</p>
<p>A joint statement was published after the talks; it names the projects in energy, roads and culture one by ` +
		`one.</p></article></main></body></html>`
}

func TestRead(t *testing.T) {
	pages := map[string]http.HandlerFunc{
		"a.example/plain":   fetchtest.Serve("text/html; charset=utf-8", piece("Ministers meet", "")),
		"a.example/moved":   fetchtest.Status(301, "Location", "/plain"),
		"a.example/refresh": fetchtest.Serve("text/html", `<meta http-equiv="refresh" content="0;url=/plain">`),
		"a.example/amp/p": fetchtest.Serve("text/html", piece("Ministers meet",
			`<link rel="canonical" href="http://a.example/p?utm_source=amp">`)),
		"a.example/section": fetchtest.Serve("text/html", piece("Ministers meet",
			`<link rel="canonical" href="http://a.example/">`)),
		"a.example/front": fetchtest.Status(302, "Location", "/"),
		"a.example/":      fetchtest.Serve("text/html", piece("Front page", "")),
		"a.example/pdf":   fetchtest.Serve("application/pdf", "%PDF-1.7"),
		"a.example/script": fetchtest.Serve("text/html",
			`<html><head><title>App</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>`),
		"a.example/gone": fetchtest.Status(410),
		"a.example/soft404": fetchtest.Serve("text/html; charset=utf-8",
			`<html lang="ru"><head><title>Страница не найдена</title></head><body><h1>Страница не найдена</h1><p>Возможно, `+
				`она была удалена. Перейдите на главную страницу сайта.</p></body></html>`),
		"a.example/wall": fetchtest.Serve("text/html",
			`<html><head><title>We value your privacy</title></head><body><h1>We value your privacy</h1><p>We and our `+
				`partners store information on a device, such as cookies, and process personal data.</p><button>Accept</button>`+
				`</body></html>`),
	}
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, pages)
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	ctx := context.Background()
	for _, c := range []struct{ path, url string }{
		{"plain", "plain"}, {"moved", "plain"}, {"refresh", "plain"}, {"amp/p", "p"}, {"section", "section"},
	} {
		a, err := f.Read(ctx, src, news.Item{URL: "http://a.example/" + c.path, Title: "In the list"})
		if err != nil || a.URL != "http://a.example/"+c.url || a.Title != "Ministers meet" || len(a.Blocks) < 3 ||
			a.Partial || a.SourceID != 7 || a.Outlet.Name != "Desk" {
			t.Errorf("%s: %v %+v", c.path, err, a)
		}
		if want := time.Date(2026, 3, 1, 5, 0, 0, 0, time.UTC); !a.Published.Equal(want) ||
			a.DateFrom != news.DateFromPage {
			t.Errorf("%s: published %v from %s", c.path, a.Published, a.DateFrom)
		}
	}
	for _, path := range []string{"front", "pdf", "script", "gone", "soft404", "wall"} {
		url := "http://a.example/" + path
		_, err := f.Read(ctx, src, news.Item{URL: url, Title: "In the list"})
		var fail *fetch.Failure
		if !errors.As(err, &fail) || fail.Detail == "" || !strings.Contains(err.Error(), url) {
			t.Errorf("%s: %v", path, err)
		}
		a, err := f.Read(ctx, src, news.Item{
			URL: url, Title: "In the list", Summary: "What happened.",
			Published: fetchtest.Today,
		})
		if err != nil || !a.Partial || a.Title != "In the list" || a.Text() != "What happened." || a.URL != url ||
			a.DateFrom != news.DateFromFeed || !a.Published.Equal(fetchtest.Today) {
			t.Errorf("%s by its item: %v %+v", path, err, a)
		}
	}
	pages["a.example/busy"] = fetchtest.Status(429, "Retry-After", "3600")
	var wait *fetch.Failure
	if a, err := f.Read(ctx, src, news.Item{
		URL: "http://a.example/busy", Title: "In the list",
		Summary: "What happened.",
	}); !errors.As(err, &wait) || wait.Until().IsZero() {
		t.Errorf("a busy host: %v %+v", err, a)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := f.Read(stopped, src, news.Item{
		URL: "http://a.example/plain", Title: "x",
		Summary: "y",
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := f.Read(ctx, src, news.Item{URL: "mailto:x"}); err == nil {
		t.Error("mailto was read")
	}
}

func TestReadFromList(t *testing.T) {
	f, s, _ := newSite(t, fetch.Config{Gap: 1}, map[string]http.HandlerFunc{})
	body := []news.Block{{Kind: news.Paragraph, Text: "A message."}}
	src := fetchtest.Source(news.KindTelegram, "http://t.me/s/outlet")
	src.Language = "ru"
	a, err := f.Read(context.Background(), src, news.Item{URL: "http://t.me/outlet/1", Title: "A message.", Body: body})
	if err != nil || a.Partial || a.Language != "ru" || a.DateFrom != news.DateFromSeen || a.Text() != "A message." ||
		len(s.Asked) > 0 {
		t.Errorf("telegram: %v %+v asked %v", err, a, s.Asked)
	}
	src = fetchtest.Source(news.KindWordPress, "http://a.example/")
	a, err = f.Read(context.Background(), src, news.Item{URL: "http://a.example/1", Title: "A post", Body: body})
	if err != nil || a.Partial {
		t.Errorf("wordpress: %v %+v", err, a)
	}
}

func TestIdentity(t *testing.T) {
	for _, c := range []struct{ item, at, declared, want string }{
		{"http://a.example/1", "http://a.example/1", "", "http://a.example/1"},
		{"http://a.example/1", "https://www.a.example/1/", "", "http://a.example/1"},
		{"http://a.example/1", "https://www.a.example/1/", "https://a.example/1", "http://a.example/1"},
		{"http://short.example/x", "http://a.example/news/1?utm_source=x", "", "http://a.example/news/1"},
		{"http://a.example/amp/1", "http://a.example/amp/1", "/1", "http://a.example/1"},
		{"http://m.a.example/1", "http://m.a.example/1", "http://a.example/1", "http://a.example/1"},
		{"http://a.example/1", "http://a.example/1", "http://b.example/1", "http://a.example/1"},
		{"http://a.example/1", "http://a.example/1", "http://a.example/", "http://a.example/1"},
		{"http://a.example/1", "http://a.example/1", "http://a.example/section", "http://a.example/1"},
		{
			"http://a.example/detail.php?ID=1", "http://a.example/detail.php?ID=1", "http://a.example/detail.php",
			"http://a.example/detail.php?ID=1",
		},
		{
			"http://a.example/x/detail.php?ID=1", "http://a.example/x/detail.php?ID=1", "/detail.php?ID=1",
			"http://a.example/detail.php?ID=1",
		},
		{"http://a.example/1", "http://a.example/1", "http://%zz", "http://a.example/1"},
		{"http://a.example/1", "http://a.example/1", "ftp://a.example/1", "http://a.example/1"},
		{
			"http://a.example/news/1/amp", "http://a.example/news/1/amp", "amp http://a.example/news/1",
			"http://a.example/news/1",
		},
		{
			"http://amp.a.example/x1", "http://amp.a.example/x1", "amp http://a.example/news/1",
			"http://a.example/news/1",
		},
		{
			"http://a.example/1?amp=1&b=2", "http://a.example/1?amp=1&b=2", "amp http://a.example/1",
			"http://a.example/1",
		},
		{"http://a.example/1/amp", "http://a.example/1/amp", "amp http://a.example/", "http://a.example/1/amp"},
		{"http://a.example/1/amp", "http://a.example/1/amp", "amp http://b.example/1", "http://a.example/1/amp"},
	} {
		page := fetch.Page{URL: c.at}
		declared, amp := strings.CutPrefix(c.declared, "amp ")
		if amp {
			page.Body = []byte(`<!doctype html><html ⚡ lang="en"><head><link rel="canonical" href="` + declared +
				`"></head>`)
		} else if declared != "" {
			page.Body = []byte(`<html><head><LINK href="` + declared + `" Rel="Canonical"></head>`)
		}
		if got := identity(c.item, page); got != c.want {
			t.Errorf("%s at %s declaring %q: %s, want %s", c.item, c.at, c.declared, got, c.want)
		}
	}
	if link, _ := declaredURL([]byte(`<body><link rel="canonical" href="/x">`)); link != "" {
		t.Error("a link in the body counted")
	}
}

// TestReadingAPageStops: the reading of a page ends with its context.
func TestReadingAPageStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f, _, _ := newSite(t, fetch.Config{}, nil)
	body := "<html><title>Ministers meet</title><body><article>" +
		strings.Repeat("<p>The ministers met in Astana to sign an agreement about water.</p>", 100_000)
	fetched := fetch.Page{URL: "http://a.example/1", ContentType: "text/html", Body: []byte(body)}
	if _, err := f.readPage(ctx, fetchtest.Source(news.KindFeed, "http://a.example/feed"), news.Item{URL: fetched.URL},
		fetched); err == nil {
		t.Error("no error")
	}
}

// TestListed: an article of the list alone is finished like one of a page: its own language, the list's date or the
// time of reading, backlog only without a date at the first visit, and no picture from a private address.
func TestListed(t *testing.T) {
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{})
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	src.Language, src.Excerpt = "en", 300
	title, lead := "Министры встретились в Астане", "Стороны обсудили поставки воды и газа и подписали соглашение."
	for name, c := range map[string]struct {
		it       news.Item
		language string
		from     news.DateFrom
		backlog  bool
	}{
		"dated, another language than claimed": {
			news.Item{Title: title, Summary: lead, Language: "en", Published: fetchtest.Today, First: true},
			"ru", news.DateFromFeed, false,
		},
		"undated at the first visit": {news.Item{Title: title, Summary: lead, First: true}, "ru", news.DateFromSeen, true},
		"undated later":              {news.Item{Title: title, Summary: lead}, "ru", news.DateFromSeen, false},
		"too short to tell":          {news.Item{Title: "Астана", Language: "kk"}, "kk", news.DateFromSeen, false},
		"nothing said":               {news.Item{Title: "Astana"}, "en", news.DateFromSeen, false},
		"a language without a table": {
			news.Item{Title: "外相がアスタナで会談した", Summary: "両国は水とガスの供給について話し合い、協定に署名した。"},
			"ja", news.DateFromSeen, false,
		},
	} {
		c.it.URL, c.it.Image = "http://a.example/1", "http://127.0.0.1/image.png"
		for _, a := range []news.Article{f.Listed(src, c.it), f.fromItem(src, c.it)} {
			if a.Language != c.language || a.DateFrom != c.from || a.Backlog != c.backlog || a.Image != "" || !a.Partial ||
				a.SourceID != src.ID || a.Outlet != src.Outlet || a.Excerpt != 300 || a.Seen.IsZero() ||
				a.Published.IsZero() || a.URL != c.it.URL {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if a := f.Listed(src, c.it); len(a.Blocks) > 0 {
			t.Errorf("%s: a text without a page: %v", name, a.Blocks)
		}
	}
}

// TestListedLanguage: the text of what only a list gives says in which language it is, whatever the list says.
//
//nolint:lll // an input, a line
func TestListedLanguage(t *testing.T) {
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, nil)
	for _, c := range []struct{ title, summary, want string }{
		{"Vietnam et Laos signent un accord sur le Mékong", "", "fr"},
		{"Казахстан и Грузия подписали соглашение", "", "ru"},
		{"Außenminister treffen sich in Wien", "", "de"},
		{"Ministers meet", "", ""},
		{
			"Coreia do Norte e Coreia do Sul reabrem canal de comunicação", "Os governos da Coreia do Norte e da Coreia do Sul " +
				"anunciaram na sexta-feira que vão reabrir o canal de comunicação entre os dois países, informou o ministério.", "pt",
		},
		{
			"Қазақстан мен Грузия келісімге қол қойды", "Екі елдің сыртқы істер министрлері Тбилисиде жүк тасымалы туралы " +
				"келісімге қол қойды, деп хабарлады министрлік.", "kk",
		},
		{
			"日本とモンゴルが防衛協定に合意", "日本とモンゴルの外相は金曜日にウランバートルで会談し、防衛協定に合意したと発表した。", "ja",
		},
	} {
		for _, hint := range []string{"", "tr"} {
			a := f.fromItem(fetchtest.Source(news.KindFeed, "http://a.example/feed"), news.Item{
				URL: "http://a.example/1", Title: c.title, Summary: c.summary, Language: hint,
			})
			want := c.want
			if hint != "" && c.summary == "" && a.Language == hint {
				want = hint // a headline alone does not overrule the list
			}
			if a.Language != want {
				t.Errorf("%q with the hint %q: %q, want %q", c.title, hint, a.Language, want)
			}
		}
	}
}
