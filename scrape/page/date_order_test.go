package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// bridgeText are the first paragraphs of made articles.
const bridgeText = `<p>Министры иностранных дел двух стран подписали в пятницу соглашение о мосте через реку, ` +
	`сообщили оба ` +
	`министерства.</p><p>Мост построят за два года, а движение по нему откроют осенью, говорится в сообщении.</p>` +
	`<p>Стоимость работ назовут позже, добавили в министерстве после встречи делегаций.</p>`

// orderPage is an article with something in its head, before its title, between title and text, and below.
func orderPage(lang, head, over, above, below string) []byte {
	return fmt.Appendf(nil, `<!doctype html><html lang="%s"><head><title>Подписано соглашение о `+
		`мосте</title>%s</head><body>`+
		`%s<article><h1>Подписано соглашение о `+
		`мосте</h1>%s%s</article>%s</body></html>`, lang, head, over, above, bridgeText, below)
}

var orderNow = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func readOrder(lang, head, over, above, below string, list time.Time) Reading {
	return Read(Input{
		URL: "https://news.example/most", Body: orderPage(lang, head, over, above, below), Now: orderNow,
		Item: news.Item{Published: list}, Source: news.Source{Language: lang},
	})
}

// TestUpdatesAfterPublication reads both days in both orders of words, with the labels of 24 languages: the first day
// is that of publication.
func TestUpdatesAfterPublication(t *testing.T) {
	for _, w := range [][3]string{
		{"en", "Published", "Updated"},
		{"en", "Posted on", "Last modified"},
		{"ru", "Опубликовано", "Обновлено"},
		{"ru", "Дата публикации", "Дата обновления"},
		{"kk", "Жарияланды", "Жаңартылды"},
		{"tr", "Yayınlanma", "Güncelleme"},
		{"tr", "Yayın tarihi", "Güncellenme tarihi"},
		{"uk", "Опубліковано", "Оновлено"},
		{"be", "Апублікавана", "Абноўлена"},
		{"uz", "E’lon qilingan", "Yangilandi"},
		{"ky", "Жарыяланды", "Жаңыланды"},
		{"az", "Dərc olunub", "Yenilənib"},
		{"de", "Veröffentlicht am", "Aktualisiert am"},
		{"de", "Erschienen", "Stand"},
		{"fr", "Publié le", "Mis à jour le"},
		{"es", "Publicado el", "Actualizado el"},
		{"pt", "Publicado em", "Atualizado em"},
		{"it", "Pubblicato il", "Aggiornato il"},
		{"pl", "Opublikowano", "Aktualizacja"},
		{"cs", "Zveřejněno", "Aktualizováno"},
		{"nl", "Gepubliceerd op", "Bijgewerkt op"},
		{"sv", "Publicerad", "Uppdaterad"},
		{"da", "Udgivet", "Opdateret"},
		{"fi", "Julkaistu", "Päivitetty"},
		{"hu", "Megjelent", "Frissítve"},
		{"ro", "Publicat", "Actualizat"},
		{"el", "Δημοσιεύτηκε", "Ενημερώθηκε"},
		{"ar", "نشر", "تحديث"},
		{"fa", "انتشار", "به\u200cروزرسانی"},
		{"he", "פורסם", "עודכן"},
		{"ka", "გამოქვეყნდა", "განახლდა"},
		{"hy", "Հրապարակվել է", "Թարմացվել է"},
	} {
		lang, issued, updated := w[0], w[1]+": 19.11.2026 09:30", w[2]+": 22.11.2026 11:00"
		for _, line := range []string{
			`<div class="meta">` + issued + `. ` + updated + `</div>`,
			`<div class="meta">` + updated + `. ` + issued + `</div>`,
			`<p>` + updated + ` | ` + issued + `</p>`,
			`<p><span>` + issued + `</span> <span>` + updated + `</span></p>`,
			`<p>` + updated + `</p><p>` + issued + `</p>`,
		} {
			r := readOrder(lang, "", "", line, "", time.Time{})
			if got := r.Date.Format("2006-01-02T15:04"); got != "2026-11-19T09:30" {
				t.Errorf("%s %s: %s %v", lang, line, got, r.Evidence)
			}
		}
	}
}

// weakDates are places of a page whose days are none of the article's: before the title, between it and the text, below
// the text.
var weakDates = []struct{ name, over, above, below string }{
	{name: "weather", over: `<div class="weather">Астана −12°C <span class="date">28 ноября 2026</span></div>`},
	{name: "weather below the title", above: `<div>Астана −12°C, 28 ноября 2026</div>`},
	{name: "rates", above: `<div class="rates">USD 520 EUR 601 на 28.11.2026</div>`},
	{name: "rates in words", over: `<p>Курсы валют на 28.11.2026</p>`},
	{name: "today", above: `<p>Сегодня</p>`},
	{name: "menu", over: `<ul class="nav"><li><a href="/t">Today</a></li><li><a href="/y">Вчера</a></li></ul>`},
	{name: "a menu's day", over: `<nav><span>28 ноября 2026</span></nav>`},
	{name: "visitors", below: `<footer>Сегодня на сайте 21 посетитель</footer>`},
	{name: "relative", below: `<aside><p><a href="/b">Министры встретились в Париже</a> <span>2 часа ` +
		`назад</span></p></aside>`},
	{name: "a comment", below: `<div class="comments"><b>Ann</b> <time ` +
		`datetime="2026-11-25T10:00Z">25.11.2026</time> Да.</div>`},
	{name: "a comment of microdata", below: `<div itemscope itemtype="http://schema.org/Comment" class="comment">` +
		`<time itemprop="datePublished" datetime="2026-11-25">25 ноября</time> Да.</div>`},
	{name: "a caption", above: `<figure><img src="a.jpg" alt=""><figcaption>Министры в Баку, 12 мая ` +
		`2026</figcaption></figure>`},
	{name: "a caption without figure", above: `<div class="picBox"><img src="/p.jpg" alt=""><p>Порт Актау, 12 ` +
		`ноября 2026</p></div>`},
	{name: "a footnote", below: `<p><small>Accepted for publication 3 March 2026</small></p>`},
	{name: "an access", below: `<p>Дата обращения: 3 марта 2026</p>`},
	{name: "other pieces", below: `<div class="popular"><div><span class="date">11.11.2026</span> <a ` +
		`href="/o1">Другая новость ` +
		`этой недели номер один</a></div><div><span class="date">12.11.2026</span> <a href="/o2">Другая ` +
		`новость этой недели ` +
		`номер два</a></div></div>`},
	{name: "unnamed other pieces", below: `<div><ul><li><time datetime="2026-11-28T09:00">28 нояб.</time> <a ` +
		`href="/o">Другая ` +
		`новость этого дня</a></li></ul></div>`},
	{name: "teasers as articles", below: `<section><article><h3><a href="/n">Экспорт зерна вырос</a></h3><time ` +
		`datetime="2026-11-01">1 нояб.</time></article></section>`},
	{name: "a sentence", above: `<p>Договор о границе был подписан 3 марта 2022 года в Ташкенте, и с тех пор ` +
		`он не менялся ни ` +
		`разу, хотя стороны не раз говорили о поправках.</p>`},
	{name: "a quotation", below: `<blockquote>Мост нужен всем. — Министр (@minister) 3 марта 2022</blockquote>`},
	{name: "copyright", below: `<footer>© 2026 Пример, 12 ноября 2026</footer>`},
}

// TestWeakDates: what is no date of the article neither dates it alone nor beats the list, a marked date, or a plain
// meta element.
func TestWeakDates(t *testing.T) {
	list := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, w := range weakDates {
		if r := readOrder("ru", "", w.over, w.above, w.below, time.Time{}); !r.Date.IsZero() ||
			r.Article.DateFrom != news.DateFromSeen {
			t.Errorf("%s, alone: %v %v", w.name, r.Date, r.Evidence)
		}
		if r := readOrder("ru", "", w.over, w.above, w.below, list); !r.Date.Equal(list) ||
			r.Article.DateFrom != news.DateFromFeed {
			t.Errorf("%s, with a list: %v %v", w.name, r.Date, r.Evidence)
		}
		marked := `<div class="post-meta">Опубликовано: 19 ноября 2026, 14:05</div>`
		r := readOrder("ru", "", w.over, marked+w.above, w.below, time.Time{})
		if r.Date.Format(time.DateOnly) != "2026-11-19" || r.Article.DateFrom != news.DateFromMark {
			t.Errorf("%s, with a mark: %v %v", w.name, r.Date, r.Evidence)
		}
		head := `<meta name="DC.date" content="2026-11-19">`
		if r := readOrder("ru", head, w.over, w.above, w.below, list); r.Date.Format(time.DateOnly) != "2026-11-19" ||
			r.Article.DateFrom != news.DateFromPage {
			t.Errorf("%s, with a meta: %v %v", w.name, r.Date, r.Evidence)
		}
	}
}

// TestPlainMetas: the meta elements of journals and think tanks go before prose.
func TestPlainMetas(t *testing.T) {
	for name := range strings.FieldsSeq("date dc.date DC.Date dcterms.date DC.date.issued citation_date " +
		"sailthru.date " +
		"citation_publication_date parsely-pub-date article:published_time dcterms.created") {
		for _, above := range []string{
			`<p>Accepted for publication: 2026-10-16</p>`, `<p>Received 16 October 2026</p>`,
			`<p>Обновлено 22 ноября 2026</p>`, `<p>Конференция прошла 16.10.2026</p>`,
		} {
			r := readOrder("en", `<meta name="`+name+`" content="2026-11-02">`, "", above, "", time.Time{})
			if r.Date.Format(time.DateOnly) != "2026-11-02" {
				t.Errorf("%s, %s: %v %v", name, above, r.Date, r.Evidence)
			}
		}
	}
}

// TestListedChange: a list that tells the day of a change does not beat the page's day of publication, if the page says
// which is which.
func TestListedChange(t *testing.T) {
	list := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	r := readOrder("en", "", "", `<p>Published: 19 November 2026, 09:30. Updated: 22 November 2026, `+
		`11:00</p>`, "", list)
	if r.Date.Format(time.DateOnly) != "2026-11-19" {
		t.Errorf("%v %v", r.Date, r.Evidence)
	}
	r = readOrder("en", "", "", `<p>19 November 2026</p>`, "", list)
	if !r.Date.Equal(list) {
		t.Errorf("without a word for the change: %v %v", r.Date, r.Evidence)
	}
}
