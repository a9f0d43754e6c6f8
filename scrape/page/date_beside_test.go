package page

import (
	"strings"
	"testing"
	"time"

	"attache/news"
)

// bridgeTitle is the headline of made articles.
const bridgeTitle = "Подписано соглашение о мосте"

// placedDay is a made page that shows a day in one place, 19 November 2026 unless its name says another, and where its
// date must come from. The article ends behind end.
type placedDay struct {
	name                          string
	title, headline               string // "" = bridgeTitle
	head, over, above, end, below string
	list                          time.Time
	day                           string // "" = 2026-11-19
	want                          news.DateFrom
}

// check reads the page and compares its date.
func (p placedDay) check(t *testing.T) {
	t.Helper()
	or := func(s, other string) string {
		if s == "" {
			return other
		}
		return s
	}
	r := Read(Input{
		URL: "https://news.example/most", Now: orderNow,
		Body: []byte(`<!doctype html><html lang="ru"><head><title>` + or(p.title, bridgeTitle) + `</title>` + p.head +
			`</head><body>` + p.over + `<article><h1>` + or(p.headline, bridgeTitle) + `</h1>` + p.above + bridgeText + p.end +
			`</article>` + p.below + `</body></html>`),
		Item: news.Item{Published: p.list}, Source: news.Source{Language: "ru"},
	})
	day := or(p.day, "2026-11-19")
	if p.want == news.DateFromSeen {
		day = time.Time{}.Format(time.DateOnly)
	}
	if got := r.Date.Format(time.DateOnly); got != day || r.Article.DateFrom != p.want {
		t.Errorf("%s: %s from %q, want %s from %q: %v", p.name, got, r.Article.DateFrom, day, p.want, r.Evidence)
	}
}

// shownDay is the day of made pages as an element marks it.
const shownDay = `<time datetime="2026-11-19T09:30">19 ноября 2026</time>`

// TestRangeOfDays: one end of several days is when something takes place.
func TestRangeOfDays(t *testing.T) {
	for _, p := range []placedDay{
		{name: "one day", above: `<p>19 ноября 2026</p>`, want: news.DateFromMark},
		{name: "one day in figures", above: `<p>19.11.2026</p>`, want: news.DateFromMark},
		{name: "called a date", above: `<p class="date">16–19 ноября 2026</p>`, want: news.DateFromSeen},
		{name: "two full stops", above: `<p>16.–19. ноября 2026</p>`, want: news.DateFromSeen},
		{name: "the first of them", above: `<p>2026/11/19-21</p>`, want: news.DateFromSeen},
	} {
		p.check(t)
	}
}

// TestDataBox: a short box of the article's own tells its date, if it marks it and leads to no other piece.
func TestDataBox(t *testing.T) {
	tags := strings.Repeat(` <a href="/eco">Экономика</a>`, mostBoxWords)
	for _, p := range []placedDay{
		{name: "box", end: `<aside>` + shownDay + ` <a href="/eco">Экономика</a></aside>`, want: news.DateFromMark},
		{name: "unmarked", end: `<aside>19 ноября 2026 <a href="/eco">Экономика</a></aside>`, want: news.DateFromSeen},
		{name: "long", end: `<aside>` + shownDay + tags + `</aside>`, want: news.DateFromSeen},
		{
			name: "another piece", want: news.DateFromSeen,
			end: `<aside>` + shownDay + ` <a href="/n">Экспорт зерна вырос за год</a></aside>`,
		},
		{name: "outside", below: `<aside>` + shownDay + ` <a href="/eco">Экономика</a></aside>`, want: news.DateFromSeen},
	} {
		p.check(t)
	}
}

// TestOwnFooter: the footer of the article tells its date right below the text; that of the page does not.
func TestOwnFooter(t *testing.T) {
	gallery := strings.Repeat(`<h3>Фотографии встречи</h3>`, mostBelow+1)
	for _, p := range []placedDay{
		{name: "own", end: `<footer>` + shownDay + ` Анна Ли</footer>`, want: news.DateFromMark},
		{name: "named", end: `<div class="footer">` + shownDay + ` Анна Ли</div>`, want: news.DateFromMark},
		{name: "unmarked", end: `<footer>Анна Ли, 19 ноября 2026</footer>`, want: news.DateFromSeen},
		{name: "far below", end: gallery + `<footer>` + shownDay + ` Анна Ли</footer>`, want: news.DateFromSeen},
		{name: "the page's", below: `<footer>` + shownDay + ` Анна Ли</footer>`, want: news.DateFromSeen},
	} {
		p.check(t)
	}
}

// TestOwnTeaser: a list of the site that names the page tells its date, however its link ends.
func TestOwnTeaser(t *testing.T) {
	for href, want := range map[string]news.DateFrom{
		"/most": news.DateFromMark, "/most/": news.DateFromMark, "https://news.example/most": news.DateFromMark,
		"/more": news.DateFromSeen, "/most?page=2": news.DateFromSeen, "/most#comments": news.DateFromSeen,
		"https://other.example/most": news.DateFromSeen,
	} {
		placedDay{
			name: href, want: want,
			below: `<ul class="latest"><li><a href="` + href + `">` + bridgeTitle + `</a> ` + shownDay + `</li></ul>`,
		}.check(t)
	}
}

// TestHeadlineDay: a day in a headline dates the article when nothing better does; so does the last of a path of links
// that repeats the page's title.
func TestHeadlineDay(t *testing.T) {
	const (
		dated = "Обзор печати соседей за 19 ноября 2026 года"
		leads = "19 ноября 2026: обзор печати соседей"
		amid  = "Министры двух стран обсудили 19 ноября 2026 года в Астане мост через реку и новую дорогу"
	)
	path := func(last string) string {
		return `<nav><a href="/">Главная</a> <a href="/obzor">Обзоры</a> <p>` + last + `</p></nav>`
	}
	marked := `<div class="date">20 ноября 2026, 08:15</div>`
	for _, p := range []placedDay{
		{name: "headline", title: dated, headline: dated, want: news.DateFromText},
		{name: "leads the headline", title: leads, headline: leads, want: news.DateFromText},
		{name: "within the headline", title: amid, headline: amid, want: news.DateFromText},
		{
			name: "headline and list", title: dated, headline: dated, day: "2026-11-21", want: news.DateFromFeed,
			list: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC),
		},
		{
			name: "headline and mark", title: dated, headline: dated, above: marked, day: "2026-11-20",
			want: news.DateFromMark,
		},
		{name: "path", title: dated + " — Вести", over: path(dated), want: news.DateFromText},
		{
			name: "path and mark", title: dated + " — Вести", over: path(dated), above: marked, day: "2026-11-20",
			want: news.DateFromMark,
		},
		{name: "path of another", over: path(dated), want: news.DateFromSeen},
	} {
		p.check(t)
	}
}

// TestShownInstead: the marked day that readers see goes before an earlier one that the head alone tells, unless the
// list tells another.
func TestShownInstead(t *testing.T) {
	const (
		head = `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + bridgeTitle +
			`","datePublished":"2026-11-03T10:00:00Z"}</script>`
		shown = `<p class="published">` + shownDay + `</p>`
	)
	created := strings.Replace(head, "datePublished", "dateCreated", 1)
	list := func(day int) time.Time { return time.Date(2026, 11, day, 10, 0, 0, 0, time.UTC) }
	for _, p := range []placedDay{
		{name: "no list", head: head, above: shown, want: news.DateFromMark},
		{name: "the day of a draft", head: created, above: shown, want: news.DateFromMark},
		{name: "the list agrees", head: head, above: shown, list: list(19), want: news.DateFromFeed},
		{
			name: "the list tells the head's day", head: head, above: shown, list: list(3), day: "2026-11-03",
			want: news.DateFromPage,
		},
		{
			name: "the list tells a third day", head: head, above: shown, list: list(18), day: "2026-11-03",
			want: news.DateFromPage,
		},
		{
			name: "a change", head: head, above: `<p class="published">Обновлено: ` + shownDay + `</p>`,
			day: "2026-11-03", want: news.DateFromPage,
		},
		{
			name: "an earlier day", head: strings.Replace(head, "2026-11-03", "2026-11-21", 1), above: shown,
			day: "2026-11-21", want: news.DateFromPage,
		},
		{
			name: "the head's day is shown, too", head: created, above: shown + `<p>3 ноября 2026, 10:00</p>`,
			day: "2026-11-03", want: news.DateFromPage,
		},
		{
			name: "the head's day is shown below", head: created, above: shown, end: `<p>3 ноября 2026</p>`,
			day: "2026-11-03", want: news.DateFromPage,
		},
		{
			name: "a change, shown twice", head: created, day: "2026-11-03", want: news.DateFromPage,
			above: `<p>Обновлено: 19 ноября 2026</p>` + shown,
		},
		{
			name: "weather", head: created, above: `<div class="weather">` + shown + `</div>`, day: "2026-11-03",
			want: news.DateFromPage,
		},
		{
			name: "far below the title", head: created, end: strings.Repeat(`<p>Строить начнут весной.</p>`, 6) + shown,
			day: "2026-11-03", want: news.DateFromPage,
		},
	} {
		p.check(t)
	}
}
