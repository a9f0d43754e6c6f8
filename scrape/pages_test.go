package scrape

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// paged is page n of an article of ours; next is the HTML that leads on.
func paged(n, next string) string {
	return `<!DOCTYPE html><html lang="en"><head><title>The long road of the treaty | Courier</title><meta ` +
		`property="article:published_time" content="2026-03-01T10:00:00+05:00"></head><body><main><article><h1>The long ` +
		`road of the treaty</h1>
<p>The treaty on the common rivers was signed in the capital after nine years of talks between five states.</p>
<p>Part ` + n + ` of the story: the delegations met again, read the drafts aloud and argued about every word of ` +
		`them.</p>
<p>At the end of ` +
		`round ` + n + ` the ministers spoke to the press, and promised that the next meeting would be shorter.</p>` +
		`</article>` + next + `</main></body></html>`
}

func TestFollowPages(t *testing.T) {
	page := func(n, next string) http.HandlerFunc {
		return fetchtest.Serve("text/html; charset=utf-8", paged(n, next))
	}
	pages := map[string]http.HandlerFunc{
		"a.example/rel": page("one", `<a rel="next" href="/rel/2/">Next</a>`),
		"a.example/rel/2/": page("two",
			`<a rel="prev" href="/rel">Back</a> <a rel="next" href="/rel/3/">Next</a>`),
		"a.example/rel/3/": page("three", `<a rel="prev" href="/rel/2/">Back</a>`),
		"a.example/wp/": page("one",
			`<div class="page-links">Pages: <span>1</span> <a href="http://a.example/wp/2/" class="post-page-numbers">2</a>`+
				`</div>`),
		"a.example/wp/2/": page("two",
			`<div class="page-links"><a href="http://a.example/wp/" class="post-page-numbers">1</a> <span>2</span></div>`),
		"a.example/d.php?ID=7":           page("one", `<a rel="next" href="/d.php?ID=7&amp;PAGEN_1=2">&gt;</a>`),
		"a.example/d.php?ID=7&PAGEN_1=2": page("two", `<a rel="prev" href="/d.php?ID=7">&lt;</a>`),
		"a.example/other": page("one",
			`<a rel="next" href="/another">Next article</a><link rel="next" href="/other-news">`),
		"a.example/away":        page("one", `<a rel="next" href="http://b.example/away/2">Next</a>`),
		"a.example/gone":        page("one", `<a rel="next" href="/gone/2">Next</a>`),
		"a.example/back":        page("one", `<a rel="next" href="/back/2">Next</a>`),
		"a.example/back/2":      fetchtest.Status(302, "Location", "/back"),
		"a.example/again":       page("one", `<a rel="next" href="/again/2">Next</a>`),
		"a.example/again/2":     page("one", `<a rel="next" href="/again/3">Next</a>`),
		"a.example/again/3":     page("three", ""),
		"a.example/rule":        page("one", `<div class="more"><a href="/rule-part-b">Read on</a></div>`),
		"a.example/rule-part-b": page("two", `<div class="more"><a href="/rule">Read on</a></div>`),
		"a.example/numbers.html": page("one",
			`<p>1 <a href="/numbers.html/2">2</a> <a href="/numbers.html/3">3</a></p>`),
		"a.example/numbers.html/2": page("two",
			`<p><a href="/numbers.html">1</a> 2 <a href="/numbers.html/3">3</a></p>`),
		"a.example/numbers.html/3": page("three",
			`<p><a href="/numbers.html">1</a> <a href="/numbers.html/2">2</a> 3</p>`),
		"a.example/kk.html":    page("one", `<a href="/kk-2.html">Келесі бет</a>`),
		"a.example/kk-2.html":  page("two", `<a href="/kk.html">Алдыңғы бет</a>`),
		"a.example/tr":         page("one", `<a href="?sayfa=2">Sonraki sayfa »</a>`),
		"a.example/tr?sayfa=2": page("two", ""),
		"a.example/bitrix?ID=7": page("one",
			`<a href="/bitrix?ID=7&amp;PAGEN_1=2"><img src="/next.gif" alt=""></a> <a href="/bitrix?ID=7&amp;PAGEN_1=2" `+
				`title="Следующая страница"></a>`),
		"a.example/bitrix?ID=7&PAGEN_1=2": page("two", ""),
		"a.example/ring":                  page("one", `<a href="/ring/2">Next page</a>`),
		"a.example/ring/2":                page("two", `<a href="/ring">Next page</a>`),
		"a.example/talk": page("one",
			`<div class="comments"><p>Rubbish, all of it!</p><a href="/talk?page=2">2</a></div>`),
		"a.example/sequel": page("one",
			`<a href="/sequel-2">Read also: what the ministers did then</a>`),
		"a.example/busy":   page("one", `<a rel="next" href="/busy/2">Next</a>`),
		"a.example/busy/2": fetchtest.Status(429, "Retry-After", "3600"),
	}
	for n, word := range map[string]string{
		"": "zero", "/2": "two", "/3": "three", "/4": "four", "/5": "five",
		"/6": "six",
	} {
		next := map[string]string{"": "2", "/2": "3", "/3": "4", "/4": "5", "/5": "6", "/6": "7"}[n]
		pages["a.example/long"+n] = page(word, `<a rel="next" href="/long/`+next+`">Next</a>`)
	}
	for _, c := range []struct {
		path, rule string
		pages      int // 0 = an error
		partial    bool
	}{
		{"/rel", "", 3, false},
		{"/wp/", "", 2, false},
		{"/d.php?ID=7", "", 2, false},
		{"/other", "", 1, false},
		{"/away", "", 1, false},
		{"/gone", "", 1, true},
		{"/back", "", 1, false},
		{"/again", "", 1, false},
		{"/long", "", 5, true},
		{"/numbers.html", "", 3, false},
		{"/kk.html", "", 2, false},
		{"/tr", "", 2, false},
		{"/bitrix?ID=7", "", 2, false},
		{"/ring", "", 2, false},
		{"/talk", "", 1, false},
		{"/sequel", "", 1, false},
		{"/rule", "", 1, false},
		{"/rule", ".more", 2, false},
		{"/rule", ".more[", 1, false},
		{"/busy", "", 0, false},
	} {
		f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, pages)
		src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
		src.Rules.ArticleNext = c.rule
		a, err := f.Read(context.Background(), src, news.Item{
			URL: "http://a.example" + c.path, Title: "In the list",
			Summary: "What happened.",
		})
		if c.pages == 0 {
			var fail *fetch.Failure
			if !errors.As(err, &fail) || fail.Until().IsZero() {
				t.Errorf("%s: %v %+v", c.path, err, a)
			}
			continue
		}
		text := a.Text()
		if err != nil || a.Partial != c.partial || len(a.Blocks) != 1+2*c.pages ||
			strings.Count(text, "signed in the capital") != 1 || bare(a.URL) != "a.example"+strings.TrimSuffix(c.path,
			"/") {
			t.Errorf("%s by %q: %v, %d blocks, partial %v, %s: %s", c.path, c.rule, err, len(a.Blocks), a.Partial,
				a.URL, text)
		}
		for _, address := range []string{"b.example/away/2", "a.example/talk?page=2", "a.example/sequel-2"} {
			if s.Count(address) > 0 {
				t.Errorf("%s was asked for", address)
			}
		}
	}
}

func TestIsPage(t *testing.T) {
	for _, c := range []struct {
		start, to string
		n         int
		want      bool
	}{
		{"/news/a", "/news/a/2", 2, true},
		{"/news/a/", "/news/a/page/2/", 2, true},
		{"/news/a.html", "/news/a-2.html", 2, true},
		{"/news/a.html", "/news/a,3.html", 3, true},
		{"/news/a.html", "/news/a/2.html", 2, true},
		{"/news/a.html", "/news/a.html/2", 2, true},
		{"/news/a.html", "/news/a.html/x/2", 2, false},
		{"/news/a", "/news/a?page=2", 2, true},
		{"/news/a?ID=1", "/news/a?ID=1&PAGEN_1=2", 2, true},
		{"/news/a?ID=1&page=1", "/news/a?page=2&ID=1", 2, true},
		{"/news/a", "/news/a/3", 2, false},
		{"/news/a", "/news/a2", 2, false},
		{"/news/a", "/news/b/2", 2, false},
		{"/news/a", "/news/b", 2, false},
		{"/", "/2", 2, false},
		{"/news/a", "/news/a/comment-page-2", 2, false},
		{"/news/a?ID=1", "/news/a?ID=2", 2, false},
		{"/news/a?ID=1", "/news/a?page=2", 2, false},
		{"/news/a-1", "/news/a-2", 2, false},
	} {
		start, err1 := url.Parse("http://a.example" + c.start)
		to, err2 := url.Parse("http://a.example" + c.to)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if got := isPage(start, to, c.n); got != c.want {
			t.Errorf("%s → %s as page %d: %v", c.start, c.to, c.n, got)
		}
	}
}
