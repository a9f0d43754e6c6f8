package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// article puts an article published and seen at a time.
func (r *room) article(s news.Source, url string, at time.Time) news.Article {
	r.t.Helper()
	a := news.Article{
		URL: url, SourceID: s.ID, Outlet: s.Outlet, Title: "Title of " + url, Published: at,
		DateFrom: news.DateFromPage, Seen: at,
		Language: "en", Blocks: []news.Block{{Kind: news.Paragraph, Text: "Text."}},
	}
	ok, err := r.PutArticle(r.ctx, &a)
	if r.must(err); !ok {
		r.t.Fatalf("%s was known", url)
	}
	return a
}

// loaded loads the articles in a window, oldest first.
func (r *room) loaded(from, to time.Time, limit int, sources ...int64) []news.Article {
	r.t.Helper()
	found, err := r.Candidates(r.ctx, news.Window{From: from, To: to}, sources, limit)
	r.must(err)
	ids := make([]int64, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	all, err := r.ArticlesByID(r.ctx, ids, 0)
	r.must(err)
	return all
}

// window asks for the URLs of the articles in a window.
func (r *room) window(from, to time.Time, limit int, sources ...int64) (urls []string) {
	r.t.Helper()
	for _, a := range r.loaded(from, to, limit, sources...) {
		urls = append(urls, a.URL)
	}
	return urls
}

var articleBehaviours = []behaviour{
	{"a text that was cut keeps how long it was", func(t *testing.T, r *room) {
		a := news.Article{
			URL: "https://one.example/long", SourceID: 7, Title: "Long", Published: r.now,
			DateFrom: news.DateFromPage, Seen: r.now,
		}
		for range 50 {
			a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: strings.Repeat("Слово. ", 10)})
		}
		whole := len(a.Text())
		a.Bound(2000)
		_, err := r.PutRead(r.ctx, &a, a.URL, nil)
		r.must(err)
		got, err := r.Article(r.ctx, a.URL)
		r.must(err)
		r.same(got, a)
		r.same(got.Whole, whole)
		last, err := r.LastRead(r.ctx, 7, 1)
		r.must(err)
		r.same(last[0].Blocks, a.Blocks)
	}},
	{"a date keeps the clock by which the outlet told it", func(t *testing.T, r *room) {
		for i, minutes := range []int{-4 * 60, 0, 5*60 + 45} {
			a := news.Article{
				URL: fmt.Sprintf("https://one.example/clock/%d", i), SourceID: 7, Title: "Clock", DateFrom: news.DateFromPage,
				Published: r.now.In(time.FixedZone("", minutes*60)), Seen: r.now,
			}
			_, err := r.PutRead(r.ctx, &a, a.URL, nil)
			r.must(err)
			got, err := r.Article(r.ctx, a.URL)
			r.must(err)
			r.same(got.Published.Format(time.RFC3339), a.Published.Format(time.RFC3339))
		}
	}},
	{"candidates tell what a text takes, and loading bounds it", func(t *testing.T, r *room) {
		s := r.source("one")
		a := news.Article{
			URL: "https://one.example/long", SourceID: s.ID, Title: "Long", Published: r.now,
			DateFrom: news.DateFromPage, Seen: r.now.Add(time.Hour),
			Blocks: []news.Block{{Kind: news.Paragraph, Text: strings.Repeat("Қазақстан мен Түркия. ", 20_000)}},
		}
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
		found, err := r.Candidates(r.ctx, news.Window{From: r.now, To: r.now.Add(time.Minute)}, []int64{s.ID}, 10)
		r.must(err)
		if len(found) != 1 || found[0].Bytes < len(a.Text()) || found[0].Bytes > len(a.Text())+1000 {
			t.Fatalf("the text has %d bytes; candidates: %+v", len(a.Text()), found)
		}
		r.same(found[0], news.Candidate{
			ID: a.ID, SourceID: s.ID, Dated: r.now, Seen: r.now.Add(time.Hour), Bytes: found[0].Bytes,
		})
		all, err := r.ArticlesByID(r.ctx, []int64{a.ID}, 1000)
		r.must(err)
		if n := len(all[0].Text()); n > 1000 || n < 750 || all[0].Whole != len(a.Text()) || !all[0].Partial {
			t.Fatalf("%d bytes, whole %d, partial %v", n, all[0].Whole, all[0].Partial)
		}
	}},
	{"an article is of every source that listed it", func(t *testing.T, r *room) {
		one, two, three := r.source("one"), r.source("two"), r.source("three")
		day := news.Window{From: r.now.Add(-24 * time.Hour), To: r.now.Add(24 * time.Hour)}
		a := r.article(one, "https://one.example/x", r.now)
		of := func(sources ...int64) string {
			t.Helper()
			all, err := r.Candidates(r.ctx, day, sources, 10)
			r.must(err)
			var out []string
			for _, c := range all {
				r.same(c.Dated, r.now)
				out = append(out, fmt.Sprintf("%d by %d after %v", c.ID-a.ID, c.SourceID-one.ID, c.Seen.Sub(r.now)))
			}
			return strings.Join(out, ", ")
		}
		r.same(of(one.ID), "0 by 0 after 0s")
		r.same(of(two.ID), "")

		// Another source lists it, under another spelling: the first sighting counts, and it is one article.
		later := func(n int) time.Time { return r.now.Add(time.Duration(n) * time.Minute) }
		listed := []string{"http://www.one.example/x/", "https://one.example/unknown"}
		r.must(r.NoteListed(r.ctx, two.ID, listed, later(1)))
		r.must(r.NoteListed(r.ctx, two.ID, listed, later(2)))
		r.same(of(two.ID), "0 by 1 after 1m0s")
		r.same(of(one.ID, two.ID), "0 by 0 after 0s")
		r.same(of(two.ID, three.ID), "0 by 1 after 1m0s")
		r.same(of(), "0 by 0 after 0s")
		r.must(r.NoteListed(r.ctx, one.ID, nil, later(2)))

		// A third reads it again at the same time as the first, or lists an address that leads to it.
		again := news.Article{URL: a.URL, SourceID: three.ID, Title: "T", Published: r.now, Seen: later(3)}
		put, err := r.PutRead(r.ctx, &again, "https://go.example/x", nil)
		r.must(err)
		r.same(put, false)
		r.same(of(three.ID), "0 by 2 after 3m0s")
		four := r.source("four")
		r.must(r.NoteListed(r.ctx, four.ID, []string{"https://go.example/x"}, later(4)))
		r.same(of(four.ID), "0 by 3 after 4m0s")
		got, err := r.Sightings(r.ctx, a.ID)
		r.must(err)
		r.same(got, []store.Sighting{
			{Source: "one", Seen: r.now},
			{Source: "two", Seen: later(1)},
			{Source: "three", Seen: later(3)},
			{Source: "four", Seen: later(4)},
		})

		// What a source lists is news of it; a source that is gone keeps its articles.
		st, err := r.Standing(r.ctx, two.ID)
		r.must(err)
		r.same(st.LastNews, later(1))
		r.must(r.DeleteSource(r.ctx, "one"))
		r.same(of(one.ID, two.ID), "0 by 0 after 0s")
		got, err = r.Sightings(r.ctx, a.ID)
		r.must(err)
		r.same(got[0], store.Sighting{Seen: r.now})

		// The limit counts articles, not sightings.
		b := r.article(two, "https://one.example/y", r.now.Add(-time.Minute))
		found, err := r.Candidates(r.ctx, day, nil, 2)
		r.must(err)
		r.same([]int64{found[0].ID, found[1].ID}, []int64{a.ID, b.ID})
	}},
	{"sightings of the future are set right", func(t *testing.T, r *room) {
		one, two := r.source("one"), r.source("two")
		a := r.article(one, "https://one.example/x", r.now)
		r.must(r.NoteListed(r.ctx, two.ID, []string{a.URL}, r.now.AddDate(1, 0, 0)))
		_, err := r.MendAhead(r.ctx, r.now, time.Minute, time.Hour)
		r.must(err)
		got, err := r.Sightings(r.ctx, a.ID)
		r.must(err)
		r.same(got, []store.Sighting{{Source: "one", Seen: r.now}, {Source: "two", Seen: r.now}})
	}},
	{"article is kept whole", func(t *testing.T, r *room) {
		a := news.Article{
			URL: "https://one.example/1", SourceID: 7, Outlet: news.Outlet{Name: "Бүгін", Country: "KZ"},
			Title:   "Қазақстан мен Түркия",
			Authors: []string{"А. Б. Иванов", "Ünal"}, Published: r.now.Add(-time.Hour), DateFrom: news.DateFromFeed,
			Seen: r.now, Language: "kk",
			Image: "https://one.example/i.jpg", Blocks: []news.Block{
				{Kind: news.Heading, Text: "Бас тақырып"},
				{Kind: news.Paragraph, Text: "Мәтін 😀"},
			},
			Summary: "Қысқаша", Excerpt: 400, Partial: true,
		}
		ok, err := r.PutArticle(r.ctx, &a)
		if r.must(err); !ok || a.ID == 0 {
			t.Fatalf("put: %v, ID %d", ok, a.ID)
		}
		for _, key := range []string{a.URL, strconv.FormatInt(a.ID, 10)} {
			got, err := r.Article(r.ctx, key)
			r.must(err)
			r.same(got, a)
		}
	}},
	{"an article never changes", func(t *testing.T, r *room) {
		s := r.source("one")
		a := r.article(s, "https://one.example/1", r.now)
		b := a
		b.ID, b.Title = 0, "Retitled"
		ok, err := r.PutArticle(r.ctx, &b)
		if r.must(err); ok || b.ID != a.ID {
			t.Fatalf("put again: %v, ID %d, was %d", ok, b.ID, a.ID)
		}
		got, err := r.Article(r.ctx, a.URL)
		r.must(err)
		r.same(got, a)
	}},
	{"an article is one under every spelling of its address", func(t *testing.T, r *room) {
		a := r.article(r.source("one"), "https://www.one.example/1/", r.now)
		for _, u := range []string{"http://one.example/1", "https://one.example/1/", "http://www.one.example/1"} {
			b := a
			b.ID, b.URL = 0, u
			ok, err := r.PutArticle(r.ctx, &b)
			if r.must(err); ok || b.ID != a.ID {
				t.Errorf("%s is another article: %v %d", u, ok, b.ID)
			}
		}
		unknown, err := r.Unknown(r.ctx, []string{
			"http://one.example/1", "http://one.example/1?a=b",
			"https://two.one.example/1", "https://one.example/2", "http://www.one.example/2/",
		})
		r.must(err)
		r.same(unknown, []string{"http://one.example/1?a=b", "https://two.one.example/1", "https://one.example/2"})
	}},
	{"other addresses lead to an article", func(t *testing.T, r *room) {
		a := r.article(r.source("one"), "https://one.example/1", r.now)
		b := news.Article{URL: "https://one.example/2", Published: r.now, Seen: r.now}
		for listed, c := range map[string]*news.Article{
			"https://short.example/x":   &a,
			"https://one.example/2/amp": &b,
		} {
			_, err := r.PutRead(r.ctx, c, listed, nil)
			r.must(err)
			got, err := r.Article(r.ctx, listed)
			r.must(err)
			r.same(got.ID, c.ID)
			_, others, err := r.CutFrom(r.ctx, c.ID)
			r.must(err)
			r.same(others, []string{listed})
		}
		unknown, err := r.Unknown(r.ctx, []string{
			"https://short.example/x", "http://one.example/2/amp/",
			"https://short.example/y",
		})
		r.must(err)
		r.same(unknown, []string{"https://short.example/y"})
	}},
	{"what was cut from articles stays with them", func(t *testing.T, r *room) {
		s := r.source("one")
		p := func(text string) []news.Block { return []news.Block{{Kind: news.Paragraph, Text: text}} }
		for i := range 4 {
			a := news.Article{
				URL: fmt.Sprintf("https://one.example/%d", i), SourceID: s.ID, Title: fmt.Sprint(i),
				Published: r.now, Seen: r.now.Add(time.Duration(i) * time.Minute), Blocks: p("Text."),
			}
			_, err := r.PutRead(r.ctx, &a, a.URL, p("Подписывайтесь на наш канал!"))
			r.must(err)
			got, err := r.Article(r.ctx, a.URL)
			r.must(err)
			r.same(got.Blocks, p("Text."))
			cut, _, err := r.CutFrom(r.ctx, a.ID)
			r.must(err)
			r.same(cut, p("Подписывайтесь на наш канал!"))
		}
		r.article(r.source("two"), "https://two.example/1", r.now.Add(time.Hour))
		last, err := r.LastRead(r.ctx, s.ID, 3)
		r.must(err)
		if len(last) != 3 || last[0].Title != "3" || last[2].Title != "1" {
			t.Errorf("last read: %+v", last)
		}
		r.same(last[0].Blocks, append(p("Text."), p("Подписывайтесь на наш канал!")...))
		_, _, err = r.CutFrom(r.ctx, 999)
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("an article that is not there: %v", err)
		}
	}},
	{"an article that is not there", func(t *testing.T, r *room) {
		for _, key := range []string{"https://none.example/", "12", ""} {
			if _, err := r.Article(r.ctx, key); !errors.Is(err, news.ErrNotFound) {
				t.Fatalf("%q: %v", key, err)
			}
		}
	}},
	{"an article without a usable address", func(t *testing.T, r *room) {
		for _, u := range []string{"", "https://one.example/" + strings.Repeat("a", 3000)} {
			var invalid *news.InvalidError
			if _, err := r.PutArticle(r.ctx, &news.Article{URL: u}); !errors.As(err, &invalid) {
				t.Fatalf("got %v", err)
			}
		}
	}},
	{"a window takes its start and not its end", func(t *testing.T, r *room) {
		s, other := r.source("one"), r.source("two")
		from, to := r.now, r.now.Add(24*time.Hour)
		r.article(s, "https://one.example/end", to)
		r.article(other, "https://two.example/mid", from.Add(time.Hour))
		r.article(s, "https://one.example/last", to.Add(-time.Microsecond))
		r.article(s, "https://one.example/first", from)
		r.article(s, "https://one.example/before", from.Add(-time.Microsecond))
		r.same(r.window(from, to, 100), []string{
			"https://one.example/first", "https://two.example/mid",
			"https://one.example/last",
		})
		r.same(r.window(from, to, 2), []string{"https://two.example/mid", "https://one.example/last"})
		r.same(r.window(from, to, 0, s.ID), []string{"https://one.example/first", "https://one.example/last"})
		r.same(r.window(from, to, 0, s.ID, other.ID, 99), r.window(from, to, 0))
		r.same(r.window(from, to, 0, 99), []string(nil))
	}},
	{"an undated article counts when it was seen, backlog never", func(t *testing.T, r *room) {
		put := func(url string, from news.DateFrom, published, seen time.Time, backlog bool) {
			_, err := r.PutArticle(r.ctx, &news.Article{
				URL: url, DateFrom: from, Published: published, Seen: seen,
				Backlog: backlog,
			})
			r.must(err)
		}
		long := r.now.Add(-1000 * time.Hour)
		put("https://x.example/seen-now", news.DateFromSeen, long, r.now, false)
		put("https://x.example/seen-long-ago", news.DateFromSeen, r.now, long, false)
		put("https://x.example/backlog", news.DateFromSeen, r.now, r.now, true)
		put("https://x.example/old-but-found-now", news.DateFromPage, long, r.now, false)
		put("https://x.example/zero", news.DateFromSeen, time.Time{}, r.now, false)
		r.same(r.window(r.now, r.now.Add(1), 0), []string(nil)) // an empty window: less than a microsecond
		r.same(r.window(r.now, r.now.Add(time.Second), 0), []string{
			"https://x.example/seen-now",
			"https://x.example/zero",
		})
	}},
	{"NUL and broken UTF-8 are mended", func(t *testing.T, r *room) {
		a := news.Article{
			URL: "https://one.example/a\x00b", Title: "a\x00b\xffc", Authors: []string{"x\xfe"}, Summary: "s\x00",
			DateFrom: news.DateFromPage,
			Blocks:   []news.Block{{Kind: news.Paragraph, Text: "t\x00u\xc3"}}, Published: r.now, Seen: r.now,
		}
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
		got, err := r.Article(r.ctx, "https://one.example/ab")
		r.must(err)
		if got.Title != "ab\uFFFDc" || got.Summary != "s" || got.Authors[0] != "x\uFFFD" {
			t.Fatalf("got %+v", got)
		}
		unknown, err := r.Unknown(r.ctx, []string{"https://one.example/a\x00b", "https://\xff.example/"})
		r.must(err)
		r.same(len(unknown), 1)
		r.must(r.NoteUnread(r.ctx, unreadPage(1, "https://\xff.example/", "bad \x00 bytes \xff", r.now)))
	}},
	{"all articles, a page at a time", func(t *testing.T, r *room) {
		s := r.source("one")
		const n = 450 // two full pages and a part of one
		for i := range n {
			r.article(s, fmt.Sprintf("https://one.example/%d", i), r.now)
		}
		count, last := 0, int64(0)
		for a, err := range r.AllArticles(r.ctx) {
			if r.must(err); a.ID <= last {
				t.Fatalf("%d after %d", a.ID, last)
			}
			last = a.ID
			count++
		}
		r.same(count, n)
		for _, err := range r.AllArticles(r.ctx) {
			r.must(err)
			break // a walk may end early
		}
	}},
	{"a large article", func(t *testing.T, r *room) {
		a := news.Article{URL: "https://one.example/long", DateFrom: news.DateFromPage, Published: r.now, Seen: r.now}
		for range 5000 {
			a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: strings.Repeat("слово ", 80)})
		}
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
		got, err := r.Article(r.ctx, a.URL)
		r.must(err)
		r.same(got, a)
	}},
}
