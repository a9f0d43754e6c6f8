package page

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// signsOf reads a short article of ours with what stands below it, and returns the kinds of page that it was found to
// be.
func signsOf(t *testing.T, title, head, inside, below string) (kinds []string, text string, partial bool) {
	t.Helper()
	page := `<!DOCTYPE html><html lang="en"><head>` +
		`<title>` + title + `</title>` + head + `</head><body><main><article><h1>` + title + `</h1>
<p>The treaty on the common rivers was signed in the capital after nine years of talks between five ` +
		`states.</p>` + inside + `
<p>At the end of the round the ministers spoke to the press, and promised that the next meeting would be ` +
		`shorter.</p>` + below + `</article></main></body></html>`
	r := Read(Input{URL: "https://courier.example/a", Body: []byte(page), Now: time.Date(2026, 3, 2, 12, 0, 0, 0,
		time.UTC)})
	if len(r.Article.Blocks) < 2 {
		t.Errorf("%s: only %d blocks were read", title, len(r.Article.Blocks))
	}
	for _, e := range r.Evidence {
		if e.Field == "page" {
			kinds = append(kinds, e.From)
		}
	}
	return kinds, r.Article.Text(), r.Article.Partial
}

func TestGates(t *testing.T) {
	for _, line := range []string{
		"To continue reading, subscribe to The Courier.",
		"Полный текст доступен только подписчикам. Оформите подписку.", "Оқуды жалғастыру үшін жазылыңыз.",
		"Макаланы толук окуу үчүн катталыңыз.",
		"Maqolaning to‘liq matni faqat obunachilar uchun.", "Фақат обуначилар учун.",
		"Yazının devamını okumak için abone olun.", "Məqalənin davamını oxumaq üçün abunə olun.",
		"Лише для передплатників.", "Толькі для падпісчыкаў.",
		"Танҳо барои обуначиён.", "برای خواندن ادامه مطلب مشترک شوید", "هذا المقال متاح للمشتركين فقط",
		"本文为付费内容，订阅后可阅读全文。", "Dieser Artikel ist nur für Abonnenten.",
		"Il vous reste 80 % de cet article à lire.", "Contenido exclusivo para suscriptores.", "הכתבה למנויים בלבד",
	} {
		kinds, text, partial := signsOf(t, "The long road of the treaty", "", "", `<div class="box"><p>`+line+
			`</p></div>`)
		if !partial || !slices.Contains(kinds, "teaser") || strings.Contains(text, line) {
			t.Errorf("%q: %v, partial %v: %s", line, kinds, partial, text)
		}
	}
	for _, line := range []string{
		"Subscribe to our newsletter and never miss a story.", "Already a subscriber? Log in.",
		"Подпишитесь на наш канал в Telegram.",
		"The paper said in March that from the summer on its reports on the talks would be for subscribers only, and " +
			"that whoever wants to go on reading them will have to pay eight a month for it, as others ask already.",
	} {
		if kinds, _, partial := signsOf(t, "The long road of the treaty", "", "", `<p>`+line+`</p>`); partial {
			t.Errorf("%q: %v", line, kinds)
		}
	}
	part := `<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "x", "hasPart": ` +
		`[{"@type": "WebPageElement", "isAccessibleForFree": false}]}]}</script>`
	if kinds, _, partial := signsOf(t, "The long road of the treaty", part, "", ""); !partial {
		t.Errorf("a part that is not free: %v", kinds)
	}
}

func TestLiveBlogs(t *testing.T) {
	entries := func(class string) string {
		var b strings.Builder
		for _, at := range []string{"10:05", "10:40", "11:15", "12:30"} {
			b.WriteString(`<div class="` + class + `"><span>` + at + `</span><p>At ` + at +
				` the delegations came back to the table, and the ministers said that the draft was nearly ready.</p></div>`)
		}
		return b.String()
	}
	for _, c := range []struct {
		title, head, inside string
		live                bool
	}{
		{
			"The long road of the treaty",
			`<script type="application/ld+json">{"@type": ["NewsArticle", "LiveBlogPosting"], "headline": ` +
				`"x"}</script>`, "", true,
		},
		{"Treaty signed: as it happened", "", entries("x"), true},
		{"Подписание договора: онлайн-трансляция", "", entries("x"), true},
		{"Canlı anlatım: Antlaşma imzalanıyor", "", entries("x"), true},
		{"Келісімге қол қойылды: мәтіндік трансляция", "", entries("x"), true},
		{"The long road of the treaty", "", entries("live-blog__entry"), true},
		{"The long road of the treaty", "", entries("x"), false},
		{"Treaty signed: as it happened", "", "", false},
	} {
		if kinds, _, _ := signsOf(t, c.title, c.head, c.inside, ""); slices.Contains(kinds, "live blog") != c.live {
			t.Errorf("%s: %v", c.title, kinds)
		}
	}
}
