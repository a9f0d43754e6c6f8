package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// TestHostileTexts: whatever sites and people call themselves, no page of the desk gets an element, an attribute or a
// link of theirs that runs something, in any language.
func TestHostileTexts(t *testing.T) {
	const bad = `"'><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>{{.}}</textarea></title>`
	s := open(t, desk.Config{})
	s.fill()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	src, err := s.st.Source(ctx, "one")
	must(err)
	src.Outlet = news.Outlet{Name: bad, Country: "KZ", Region: bad, Home: "javascript:alert(4)"}
	src.Groups, src.Rules.Item, src.TimeZone = []string{`"><b onclick=x>`}, `a[x='"><script>']`, "Asia/Almaty"
	must(s.st.PutSource(ctx, &src))
	must(s.st.SavePoll(ctx, news.Poll{
		SourceID: src.ID, Started: s.now.Add(time.Minute), State: news.PollFailing, Detail: bad,
	}))
	for _, address := range []string{"javascript:alert(5)", "https://one.example/\"onmouseover=\"alert(6)"} {
		a := news.Article{
			URL:       address,
			SourceID:  src.ID,
			Outlet:    src.Outlet,
			Title:     bad,
			Published: s.now,
			DateFrom:  news.DateFromPage,
			Seen:      s.now,
			Language:  "ru",
			Blocks:    []news.Block{{Kind: news.Paragraph, Text: bad}},
		}
		_, err := s.st.PutArticle(ctx, &a)
		must(err)
	}
	g, err := s.st.Digest(ctx, "daily")
	must(err)
	g.Title = bad
	must(s.st.PutDigest(ctx, &g))
	must(s.st.SaveRun(ctx, &news.Run{Started: s.now, Ended: s.now, IssueID: 1, Polls: []news.Poll{
		{SourceID: src.ID, State: news.PollFailing, Detail: bad},
	}}))
	c := s.signedIn(newsroom.Admin)
	c.post("/desk/settings/hooks", "url", "https://example.org/?a="+url.QueryEscape(bad)+`&b="><i>`, "event",
		"issue.sent").want(t, http.StatusOK)
	c.post("/desk/me/tokens", "name", "\"'><script>alert(7)</script>", "scope", "read").want(t, http.StatusOK)
	shown := 0
	for _, lang := range news.Languages {
		c.post("/desk/me", "name", "\"><script>alert(8)</script>", "language", lang, "time_zone", "Asia/Almaty").want(t,
			http.StatusSeeOther)
		for _, r := range s.desk.Table() {
			path, isGet := strings.CutPrefix(r.Pattern, "GET ")
			if !isGet || strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, "/export") {
				continue
			}
			for _, id := range []string{"1", "2", "3"} {
				name := "one"
				if strings.Contains(path, "digests") {
					name = "daily"
				}
				p := strings.NewReplacer("{$}", "", "{token}", "none", "{key}", "none", "{name}", name, "{id}", id).
					Replace(path)
				escaped := url.QueryEscape(bad)
				for _, q := range []string{"", "?q=" + escaped + "&outlet=" + escaped + "&next=//x.example"} {
					if a := c.get(p + q); strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
						harmless(t, lang+" "+p+q, a.body)
						shown += strings.Count(a.body, "alert(")
					}
				}
				if !strings.Contains(path, "{id}") {
					break
				}
			}
		}
	}
	if shown < 100 {
		t.Errorf("the pages show the texts %d times only", shown)
	}
}

// harmless reports what would run on a page beside the desk's own script.
func harmless(t *testing.T, page, body string) {
	t.Helper()
	addresses := []string{"href", "src", "action", "formaction", "data", "xlink:href"}
	z := html.NewTokenizer(strings.NewReader(body))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tok := z.Token()
		own := tok.Data != "script"
		for _, a := range tok.Attr {
			own = own || a.Key == "src" && strings.HasPrefix(a.Val, "/desk/assets/")
			u, err := url.Parse(a.Val)
			if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || slices.Contains(addresses, a.Key) &&
				(err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto") {
				t.Errorf("%s: <%s %s=%q>", page, tok.Data, a.Key, a.Val)
			}
		}
		if !own || slices.Contains([]string{"img", "base", "object", "embed"}, tok.Data) {
			t.Errorf("%s: %s", page, tok)
		}
	}
}
