package list

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/scrape/fetch"
)

// read reads a feed as a source of the outlet "Kokpar Wire" at http://f.example/.
func read(t *testing.T, body string) Result {
	t.Helper()
	rd := &Reader{Log: slog.New(slog.DiscardHandler), Now: func() time.Time {
		return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	}}
	src := news.Source{Name: "k", Outlet: news.Outlet{Name: "Kokpar Wire", Country: "KZ"}}
	l, err := rd.Feed(src, fetch.Page{URL: "http://f.example/feed.xml", Body: []byte(body)})
	if err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	return l
}

// rssOf is a feed of one entry, with these elements within it.
func rssOf(elements string) string {
	return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><item>` + elements + `</item></channel></rss>`
}

// TestFeedLinks: every form in which a feed may say where an entry is.
//
//nolint:lll // an input, a line
func TestFeedLinks(t *testing.T) {
	for in, want := range map[string]string{
		`<atom:link rel="alternate" type="text/html" href="http://e.org/a"/>`:                       "http://e.org/a",
		`<atom:link href="http://e.org/a"/>`:                                                        "http://e.org/a",
		`<atom:link rel="self" href="http://e.org/x"/><guid>http://e.org/a</guid>`:                  "http://e.org/a",
		`<link href="http://e.org/a"/>`:                                                             "http://e.org/a",
		`<link>www.e.org/a</link>`:                                                                  "http://www.e.org/a",
		`<link>f.example/art/9</link>`:                                                              "http://f.example/art/9",
		`<link>art/9.html</link>`:                                                                   "http://f.example/art/9.html",
		`<link>HTTP://e.org/A</link>`:                                                               "http://e.org/A",
		`<link>https//e.org/a</link>`:                                                               "https://e.org/a",
		`<link>http:/e.org/a</link>`:                                                                "http://e.org/a",
		`<link>http:///e.org/a</link>`:                                                              "http://e.org/a",
		`<link>https:://e.org/a</link>`:                                                             "https://e.org/a",
		`<link>https%3A%2F%2Fe.org/a</link>`:                                                        "https://e.org/a",
		`<link>http://e.org/a?a=1&amp;amp;b=2</link>`:                                               "http://e.org/a?a=1&b=2",
		`<link>http://e.org/a?a=1&amp;amp;amp;b=2</link>`:                                           "http://e.org/a?a=1&b=2",
		"<link>http://e.org/art/\n   a</link>":                                                      "http://e.org/art/a",
		`<link>http://e.org/#!/news/5</link>`:                                                       "http://e.org/#!/news/5",
		`<link>//e.org/a</link>`:                                                                    "http://e.org/a",
		`<guid>g-11</guid><url>http://e.org/a</url>`:                                                "http://e.org/a",
		`<link>https://www.google.com/url?rct=j&amp;url=https://e.org/a?x%3D1&amp;ct=ga</link>`:     "https://e.org/a?x=1",
		`<link>http://www.bing.com/news/apiclick.aspx?ref=F&amp;url=https%3a%2f%2fe.org%2fa</link>`: "https://e.org/a",
		`<guid isPermaLink="false">x</guid><enclosure url="http://e.org/a.mp3" type="audio/mpeg"/>`: "",
		`<link>http://e.org/report.pdf</link>`:                                                      "",
	} {
		l := read(t, rssOf("<title>x</title>"+in))
		got := ""
		if len(l.Items) == 1 {
			got = l.Items[0].URL
		}
		if got != want {
			t.Errorf("%s\nleads to %q, want %q", in, got, want)
		}
		if want == "" && !strings.Contains(l.Note, "1 entries has a link") {
			t.Errorf("%s\nis left out with %q", in, l.Note)
		}
	}
	l := read(t, rssOf(`<title>x</title><link>http://e.org/a</link></item><item><title>y</title>`))
	if !strings.Contains(l.Note, "1 of the feed's 2 entries have no link") {
		t.Errorf("one of two is left out with %q", l.Note)
	}
}

// TestFeedDates: elements that date an entry.
func TestFeedDates(t *testing.T) {
	for _, in := range []string{
		`<dcterms:issued>2026-05-05T10:00:00Z</dcterms:issued>`, `<published>2026-05-05T10:00:00Z</published>`,
		`<dcterms:created>2026-05-05</dcterms:created>`, `<dc:date>2026-05-05T08:00:00Z</dc:date>`,
		`<atom:published>2026-05-05T08:00:00Z</atom:published>`, `<pubdate>Tue, 05 May 2026 10:00:00 GMT</pubdate>`,
		`<publishDate>2026-05-05</publishDate>`, `<date>5 May 2026</date>`,
	} {
		l := read(t, rssOf("<title>x</title><link>http://e.org/a</link>"+in))
		if len(l.Items) != 1 || l.Items[0].Published.UTC().Format(time.DateOnly) != "2026-05-05" {
			t.Errorf("%s: %+v", in, l.Items)
		}
	}
}

// TestJSONFeeds: fields of other types than the standard's.
//
//nolint:lll // an input, a line
func TestJSONFeeds(t *testing.T) {
	for items, want := range map[string]string{
		`{"id":"1","url":"http://e.org/a","title":"x","authors":{"name":"Bota Serik"}},{"id":2,"url":"http://e.org/b"}`: "http://e.org/a [Bota Serik] http://e.org/b []",
		`{"url":"http://e.org/a","author":"Bota Serik","tags":"x","image":{"url":"http://e.org/i"}}`:                    "http://e.org/a [Bota Serik]",
		`{"url":["http://e.org/a"],"title":{"rendered":"x"},"date_published":1777975200}`:                               "http://e.org/a []",
		`{"url":"http://e.org/a","authors":["Bota Serik"],"attachments":{"url":"x","size_in_bytes":"many"}},"odd",null`: "http://e.org/a [Bota Serik]",
	} {
		l := read(t, `{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[`+items+`]}`)
		var got []string
		for _, it := range l.Items {
			got = append(got, fmt.Sprint(it.URL, " ", it.Authors))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\ngives %v", items, got)
		}
		if strings.Contains(items, "odd") && l.Note != "2 of the feed's entries could not be understood." {
			t.Errorf("two odd entries are told as %q", l.Note)
		}
	}
	for _, body := range []string{`{"items":`, `{"items": [}`} {
		if _, _, err := ParseFeed([]byte(body), ""); err == nil {
			t.Errorf("%q is a feed", body)
		}
	}
}

// TestFeedTexts: titles and summaries of each type, paragraphs apart.
//
//nolint:lll // an input, a line
func TestFeedTexts(t *testing.T) {
	const atomHead = `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><link href="http://e.org/a"/>`
	for in, want := range map[string]string{
		atomHead + `<title type="text">Why &lt;embargo&gt; failed</title></entry></feed>`:         "Why <embargo> failed",
		atomHead + `<title type="html">Why &amp;lt;embargo&amp;gt; failed</title></entry></feed>`: "Why <embargo> failed",
		atomHead + `<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Less &lt; <b>more</b> talks</div></title>` +
			`</entry></feed>`: "Less < more talks",
		atomHead + `<title>x</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One ` +
			`<iframe src="http://v.example/"/> two</div></content></entry></feed>`: "x / One two",
		rssOf(`<link>http://e.org/a</link><title>The minister&#146;s visit &#150; day two</title>`): "The minister’s visit – day two",
		rssOf(`<link>http://e.org/a</link><title>x</title><description>One &lt;iframe src="v"/&gt; two &lt;b&gt;three&lt;/b&gt;` +
			`</description>`): "x / One two three",
		rssOf(`<link>http://e.org/a</link><title>x</title><description>&lt;p&gt;A standfirst&lt;/p&gt;&lt;p&gt;They met.&lt;/p&gt;` +
			`&lt;ul&gt;&lt;li&gt;One&lt;/li&gt;&lt;li&gt;Two&lt;/li&gt;&lt;/ul&gt;</description>`): "x / A standfirst | They met. | One | Two",
		rssOf(`<link>http://e.org/a</link><title>x</title><description>&lt;p&gt;They met in&lt;br/&gt;the port&lt;br/&gt;&lt;br/&gt;` +
			`Two signed.&lt;/p&gt;</description>`): "x / They met in the port | Two signed.",
	} {
		l := read(t, in)
		if len(l.Items) != 1 {
			t.Errorf("%s: %d items", in, len(l.Items))
			continue
		}
		it := l.Items[0]
		got := it.Title
		switch {
		case len(it.Lead) > 0:
			got += " /"
			for i, b := range it.Lead {
				if i > 0 {
					got += " |"
				}
				got += " " + b.Text
			}
		case it.Summary != "":
			got += " / " + it.Summary
		}
		if got != want {
			t.Errorf("%s\ngives %q, want %q", in, got, want)
		}
	}
}

// TestOwnWords: what a blog's program or an aggregator adds is cut, and nothing else.
//
//nolint:lll // an input, a line
func TestOwnWords(t *testing.T) {
	for in, want := range map[string]string{
		"Importance: 8.2/10 | Chad and Sudan agreed. | Covered by 14 outlets":           "Chad and Sudan agreed.",
		"Важность: 7 | Перу и Чили подписали пакт. | Сообщают 12 СМИ":                   "Перу и Чили подписали пакт.",
		"Fiji and Tonga signed a pact. Delivered by the Briefer Alerts service.":        "Fiji and Tonga signed a pact.",
		"They met. The post Fiji and Tonga meet appeared first on Briefer.":             "They met.",
		"The post He said the post is his appeared first on A.B.":                       "",
		"Se reunieron. La entrada Fiji y Tonga se publicó primero en Briefer.":          "Se reunieron.",
		"Ils ont signé. L’article Fidji et Tonga est apparu en premier sur Le Briefer.": "Ils ont signé.",
		"Sie trafen sich. Der Beitrag Fidschi und Tonga erschien zuerst auf Briefer.":   "Sie trafen sich.",
		"Si sono visti. L'articolo Figi e Tonga proviene da Briefer.":                   "Si sono visti.",
		"Reuniram-se. O post Fiji e Tonga apareceu primeiro em Briefer.":                "Reuniram-se.",
		"Они встретились. Сообщение Фиджи и Тонга появились сначала на Briefer.":        "Они встретились.",
		"Вони зустрілися. Запис Фіджі і Тонга спершу з'явився на Briefer.":              "Вони зустрілися.",
		"Görüştüler. Fiji ve Tonga yazısı ilk önce Briefer üzerinde ortaya çıktı.":      "Görüştüler.",
		"Spotkali się. Artykuł Fidżi i Tonga pochodzi z serwisu Briefer.":               "Spotkali się.",
		"Ze tekenden. Het bericht Fiji en Tonga verscheen eerst op Briefer.":            "Ze tekenden.",
		"两国签署条约。斐济和汤加签约最先出现在简报。":                                                        "两国签署条约。",
		"両国は条約に署名した。投稿 フィジーとトンガ は ブリーファー に最初に表示されました。":                                  "両国は条約に署名した。",
		"اجتمع الوزيران. ظهرت المقالة فيجي وتونغا أولاً على بريفر.":                     "اجتمع الوزيران.",
		"The post of envoy appeared to be vacant on Friday.":                            "The post of envoy appeared to be vacant on Friday.",
		"The aid was delivered by the Red Cross to Gaza. It helped.":                    "The aid was delivered by the Red Cross to Gaza. It helped.",
		"The story first told in May is true.":                                          "The story first told in May is true.",
		"Relations: 3 treaties | one war":                                               "Relations: 3 treaties | one war",
	} {
		got := inLine(withoutOwnWords([]news.Block{{Kind: news.Paragraph, Text: in}}))
		if got != want {
			t.Errorf("%q\nbecomes %q, want %q", in, got, want)
		}
	}
}

// TestAggregators: the true outlet, a clean title, no summary made of headlines.
//
//nolint:lll // an input, a line
func TestAggregators(t *testing.T) {
	const links = `<description>&lt;ol&gt;&lt;li&gt;&lt;a href="http://x.example/1"&gt;%s&lt;/a&gt;&amp;nbsp;&amp;nbsp;` +
		`&lt;font color="#6f6f6f"&gt;%s&lt;/font&gt;&lt;/li&gt;&lt;li&gt;&lt;a href="http://y.example/2"&gt;What it means ` +
		`for Tehran&lt;/a&gt; &lt;font&gt;Gulf Observer&lt;/font&gt;&lt;/li&gt;&lt;/ol&gt;</description>`
	for _, c := range []struct{ in, title, outlet, summary string }{
		{"<title>Kazakhstan and Iran agree - Baku Herald</title><source url='http://b.example'>Baku Herald</source>" +
			fmt.Sprintf(links, "Kazakhstan and Iran agree", "Baku Herald"), "Kazakhstan and Iran agree", "Baku Herald", ""},
		{"<title>Перу и Чили подписали пакт — Вестник Анд</title><source url='http://b.example'>Вестник Анд</source>" +
			"<description>Текст.</description>", "Перу и Чили подписали пакт", "Вестник Анд", "Текст."},
		{"<title>Vietnam et Laos signent un accord | Le Sud</title>" +
			fmt.Sprintf(links, "Vietnam et Laos signent un accord", "Le Sud"), "Vietnam et Laos signent un accord", "Le Sud", ""},
		{
			"<title>Chad and Sudan reopen a border - Reuters</title><description>They agreed.</description>",
			"Chad and Sudan reopen a border", "", "They agreed.",
		},
		{"<title>Fiji and Tonga sign a pact | AP News</title>", "Fiji and Tonga sign a pact", "", ""},
		{"<title>两国外长在北京举行会谈 - 新华网</title>", "两国外长在北京举行会谈", "", ""},
		{"<title>Ministers meet in Astana - Kokpar Wire</title>", "Ministers meet in Astana", "", ""},
		{
			"<title>Ministers meet in Astana</title><source url='http://f.example/'>Kokpar Wire</source>",
			"Ministers meet in Astana", "", "",
		},
		{"<title>Kiev - Moscow talks resume in Istanbul</title>", "Kiev - Moscow talks resume in Istanbul", "", ""},
		{"<title>Live updates from Gaza - day 300</title>", "Live updates from Gaza - day 300", "", ""},
		{
			"<title>Talks end</title><description>They met in &lt;a href='/x'&gt;Aktau&lt;/a&gt; on Friday.</description>",
			"Talks end", "", "They met in Aktau on Friday.",
		},
		{
			"<title>Talks end</title><description>&lt;a href='/x'&gt;They met in Aktau on Friday.&lt;/a&gt;</description>",
			"Talks end", "", "They met in Aktau on Friday.",
		},
	} {
		l := read(t, rssOf("<link>http://e.org/a</link>"+c.in))
		if len(l.Items) != 1 {
			t.Fatalf("%s: %d items", c.in, len(l.Items))
		}
		it := l.Items[0]
		if it.Title != c.title || it.Outlet.Name != c.outlet || it.Summary != c.summary || len(it.Lead)+len(it.Body) > 0 {
			t.Errorf("%s\ngives %q of %q: %q", c.in, it.Title, it.Outlet.Name, it.Summary)
		}
		if strings.Contains(c.in, "Gulf") && !strings.HasPrefix(l.Note, "1 links to further coverage") {
			t.Errorf("one further link is told as %q", l.Note)
		}
	}
	many := `<rss version="2.0"><channel><title>Search: pact</title>`
	for i, outlet := range []string{"Baku Herald", "Steppe Times", "Gulf Observer", "Baku Herald", "Andes Post"} {
		many += fmt.Sprintf(`<item><title>Pact number %d is signed in Oslo - %s</title><link>http://x%d.example/a</link></item>`,
			i, outlet, i)
	}
	if it := read(t, many+`</channel></rss>`).Items[4]; it.Title != "Pact number 4 is signed in Oslo" ||
		it.Outlet.Name != "Andes Post" {
		t.Errorf("an aggregator without <source> gives %q of %q", it.Title, it.Outlet.Name)
	}
	same := `<rss version="2.0"><channel><title>News</title>`
	for i := range 6 {
		same += fmt.Sprintf(`<item><title>Pact number %d is signed - Politics Desk</title><link>http://f.example/%d</link></item>`,
			i, i)
	}
	if it := read(t, same+`</channel></rss>`).Items[0]; it.Title != "Pact number 0 is signed" || it.Outlet.Name != "" {
		t.Errorf("a tail of all titles: %q of %q", it.Title, it.Outlet.Name)
	}
}
