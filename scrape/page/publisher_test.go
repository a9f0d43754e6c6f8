package page

import (
	"testing"
	"time"

	"attache/news"
)

const madeText = `<p>Ministers of Chile and Peru signed a treaty on fishing in Arica on Monday, the governments of both
	states said in a joint statement.</p><p>The parliament in Lima has to agree to the treaty before it enters into force
	in the spring of next year.</p>`

func readPiece(head, body, outlet string, it news.Item) news.Article {
	return Read(Input{
		URL: "https://www.example.org/a/1", ContentType: "text/html; charset=utf-8", Item: it,
		Body:   []byte("<html><head>" + head + "</head><body><article>" + body + "</article></body></html>"),
		Source: news.Source{Outlet: news.Outlet{Name: outlet}}, Now: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
	}).Article
}

func TestPublisher(t *testing.T) {
	for _, c := range []struct{ head, outlet, want string }{
		{
			`<meta property="og:article:author" content="하늘신문 | 포털"><meta name="twitter:site" content="포털 뉴스">`,
			"portal", "하늘신문",
		},
		{`<meta property="og:article:author" content="하늘신문 | 부산">`, "portal", "portal"},
		{
			`<meta property="og:url" content="https://harbour.example/x"><meta property="og:site_name" content="The Harbour">`,
			"proxy.feeds.test", "The Harbour",
		},
		{
			`<meta property="og:url" content="https://www.feeds.test/x"><meta property="og:site_name" content="The Harbour">`,
			"proxy.feeds.test", "proxy.feeds.test",
		},
		{
			`<meta property="og:url" content="https://harbour.example/x"><meta property="og:site_name" content="The Harbour">`,
			"Harbour News", "Harbour News",
		},
	} {
		a := readPiece(c.head, "<h1>Chile and Peru sign a treaty</h1>"+madeText, c.outlet, news.Item{})
		if got := a.Outlet.Name; got != c.want {
			t.Errorf("%s: %q, want %q", c.head, got, c.want)
		}
	}
}

func TestLabelsBeforeHeadlines(t *testing.T) {
	for in, want := range map[string]string{
		"[단독] 칠레와 페루가 어업 조약에 서명했다고 밝혀":                          "칠레와 페루가 어업 조약에 서명했다고 밝혀",
		"【独自】チリとペルーが漁業条約に署名へ、両政府が発表":                            "チリとペルーが漁業条約に署名へ、両政府が発表",
		"[VIDEO] Chile and Peru sign a treaty on fishing":       "Chile and Peru sign a treaty on fishing",
		"SONDAGE EXCLUSIF - Le Chili et le Pérou d'accord":      "Le Chili et le Pérou d'accord",
		"ЭКСКЛЮЗИВ – Чили и Перу подписали договор":             "Чили и Перу подписали договор",
		"[Arica] is where Chile and Peru sign a treaty":         "[Arica] is where Chile and Peru sign a treaty",
		"NATO - Chile and Peru sign a treaty":                   "NATO - Chile and Peru sign a treaty",
		"Analysis of a treaty - what Chile and Peru have to do": "Analysis of a treaty - what Chile and Peru have to do",
	} {
		if got := readPiece("<title>"+in+"</title>", "<h1>"+in+"</h1>"+madeText, "Outlet", news.Item{}).Title; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPictureLines(t *testing.T) {
	for in, want := range map[string]bool{
		"Bild: Keystone/The White House via AP/Ann Lee": true, "AP/Ann Lee": true,
		"Ann Lee/Tom Reed": false, "Ann Lee": false,
	} {
		if pictureLine(in) != want {
			t.Errorf("%q: %v", in, !want)
		}
	}
}
