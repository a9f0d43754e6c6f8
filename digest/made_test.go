package digest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// The words that made articles are of; each language has its own.
var curveWords = map[string][]string{
	"en": strings.Fields(`minister president talks summit agreement treaty border sanctions export gas pipeline visit
	delegation embassy security
		council parliament vote trade corridor railway port energy nuclear ceasefire negotiation statement ambassador foreign
		policy cooperation
		regional partner investment tariff currency army exercise missile defence alliance migration water river dam court
		election government
		opposition leader party reform budget loan credit bank crisis meeting week month official spokesman region capital
		city`),
	"ru": strings.Fields(`министр президент переговоры саммит соглашение договор граница санкции экспорт газ трубопровод
	визит делегация посольство
		безопасность совет парламент голосование торговля коридор железная дорога порт энергия ядерный перемирие заявление
		посол внешняя политика
		сотрудничество региональный партнёр инвестиции пошлина валюта армия учения ракета оборона союз миграция вода река суд
		выборы правительство`),
	"tr": strings.Fields(`bakan cumhurbaşkanı görüşme zirve anlaşma antlaşma sınır yaptırım ihracat doğalgaz boru ziyaret
	heyet büyükelçilik güvenlik
		konsey meclis oylama ticaret koridor demiryolu liman enerji nükleer ateşkes açıklama büyükelçi dış politika işbirliği
		bölgesel ortak yatırım
		gümrük para ordu tatbikat füze savunma ittifak göç su nehir mahkeme seçim hükümet muhalefet`),
}

var curveNames = strings.Fields(
	"Kazakhstan Turkey Ukraine Russia China Iran Germany France Uzbekistan Azerbaijan Georgia Armenia Poland Japan " +
		"India Brazil Egypt Syria Iraq Israel")

// madeArticle makes an article of about so many words that tells of story k.
func madeArticle(r *rand.Rand, id int64, lang string, k, words int, at time.Time) news.Article {
	own := curveWords[lang]
	sr := rand.New(rand.NewPCG(uint64(k), 7))
	topic := make([]string, 12)
	for i := range topic {
		topic[i] = own[sr.IntN(len(own))] + []string{"", "s", "er", "an"}[sr.IntN(4)]
	}
	names := []string{
		curveNames[sr.IntN(len(curveNames))], curveNames[sr.IntN(len(curveNames))],
		fmt.Sprintf("%c%s", 'A'+rune(k%26), strings.Repeat("on", k%5+1)),
	}
	word := func() string {
		switch n := r.IntN(10); {
		case n < 3:
			return topic[r.IntN(len(topic))]
		case n < 4:
			return names[r.IntN(len(names))]
		case n < 5:
			return fmt.Sprint(10 + sr.IntN(90))
		case n < 6: // rare words
			return own[r.IntN(len(own))] + string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26)))
		}
		return own[r.IntN(len(own))]
	}
	sentence := func(n int) string {
		w := make([]string, n)
		for i := range w {
			w[i] = word()
		}
		s := []rune(strings.Join(w, " "))
		return strings.ToUpper(string(s[:1])) + string(s[1:])
	}
	a := news.Article{
		ID: id, URL: fmt.Sprintf("https://outlet%d.example/%d", id%300, id),
		Outlet: news.Outlet{Name: fmt.Sprintf("Outlet %d", id%300)}, Language: lang,
		Title: sentence(9), Published: at, Seen: at, DateFrom: news.DateFromPage,
	}
	for words > 0 {
		n := min(words, 60)
		var b strings.Builder
		for n > 0 {
			b.WriteString(sentence(min(n, 15)) + ". ")
			n -= 15
		}
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: strings.TrimSpace(b.String())})
		words -= 60
	}
	return a
}

// madeMaterial makes n articles on n/per stories in three languages.
func madeMaterial(n, per, words int) news.Material {
	r := rand.New(rand.NewPCG(1, 2))
	from := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	m := news.Material{
		Digest: news.Digest{
			ID: 7, Name: "desk", Title: "The Desk", Language: "en",
			Topic: news.Topic{Threshold: 0.0001},
		},
		Window: news.Window{From: from, To: from.Add(24 * time.Hour)},
	}
	for i := range n {
		lang := []string{"en", "ru", "tr"}[r.IntN(3)]
		m.Articles = append(m.Articles, madeArticle(r, int64(i+1), lang, r.IntN(max(1, n/per)), words,
			from.Add(time.Duration(i)*24*time.Hour/time.Duration(n))))
	}
	return m
}

// madePast makes past pieces of one story, as issues keep them.
func madePast(n int) []news.Story {
	r := rand.New(rand.NewPCG(3, 4))
	from := time.Date(2026, 11, 12, 12, 0, 0, 0, time.UTC)
	out := make([]news.Story, n)
	for i := range out {
		a := madeArticle(r, int64(1_000_000+i), []string{"en", "ru", "tr"}[i%3], 0, 120,
			from.Add(time.Duration(i)*time.Minute))
		out[i] = news.Story{
			ID: int64(i + 1), Headline: a.Title, Language: a.Language, Lead: a.Piece(),
			Composed: a.Published, Countries: []string{"KZ"},
		}
		for _, b := range a.Blocks {
			out[i].Summary = append(out[i].Summary, news.Sentence{Text: b.Text, ArticleID: a.ID, Language: a.Language})
		}
	}
	return out
}

// BenchmarkCompose composes issues of articles in three languages, three to a story; with past pieces of one story, all
// of that story.
func BenchmarkCompose(b *testing.B) {
	for _, c := range []struct{ articles, per, past int }{{100, 3, 0}, {1000, 3, 0}, {300, 300, 50}, {300, 300, 500}} {
		b.Run(fmt.Sprintf("articles=%d/past=%d", c.articles, c.past), func(b *testing.B) {
			m := madeMaterial(c.articles, c.per, 300)
			m.Past = madePast(c.past)
			for b.Loop() {
				if _, _, err := New(Config{}).Compose(b.Context(), m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// paragraphs makes a paragraph of each line that is not empty.
func paragraphs(s string) (out []news.Block) {
	for l := range strings.Lines(s) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, news.Block{Kind: news.Paragraph, Text: l})
		}
	}
	return out
}

// never is what stops nothing.
func never() bool { return false }
