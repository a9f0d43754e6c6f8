package api_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/api"
)

// TestSources: list, filters and pages; a source is made, read by its ETag, changed on what was read, paused, removed,
// and each is taken back; each stands in the log as the token's.
func TestSources(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	c := client{s, s.token(newsroom.Editor, newsroom.ScopeRead, newsroom.ScopeSources)}
	c.get("/sources").want(t, http.StatusOK, `"state":"failing"`, `"found":{"n":2,"more":false}`)
	c.get("/sources?region=Central+Asia&lang=ru&q=ONE&state=failing").want(t, http.StatusOK, `"name":"one"`)
	c.get("/sources?state=ok").want(t, http.StatusOK, `"items":[]`)
	c.get("/sources?limit=1&state=").want(t, http.StatusBadRequest, `"field":"state"`, "state is empty")
	c.get("/sources?q=").want(t, http.StatusBadRequest, `"field":"q"`)
	a := c.get("/sources?limit=1").want(t, http.StatusOK, `"name":"one"`)
	var page struct{ Next string }
	err := json.Unmarshal([]byte(a.body), &page)
	if err != nil || page.Next != "/api/v1/sources?after=one&limit=1" {
		t.Errorf("%q, %v", page.Next, err)
	}
	if a = c.get(page.Next).want(t, http.StatusOK, `"name":"two"`); strings.Contains(a.body, `"next"`) {
		t.Error("the last page has a next one")
	}
	a = c.do(http.MethodPost, "/sources",
		`{"name":"three","outlet":{"name":"Three","country":"TR"},"url":"https://three.example/feed",`+
			`"kind":"feed","every":"90m"}`)
	a.want(t, http.StatusCreated)
	if a.Header.Get("Location") != "/api/v1/sources/three" {
		t.Errorf("it stands at %s", a.Header.Get("Location"))
	}
	made := a.Header.Get("ETag")
	a = c.get("/sources/three").want(t, http.StatusOK, `"every":"1h30m"`, `"country":"TR"`)
	tag := a.Header.Get("ETag")
	if tag == "" || tag != made {
		t.Errorf("its ETag is %q, when it was made %q", tag, made)
	}
	for _, none := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
		if a := c.get("/sources/three", "If-None-Match", none).want(t, http.StatusNotModified); a.body != "" {
			t.Errorf("a body: %s", a.body)
		}
	}
	c.get("/sources/three", "If-None-Match", `"x"`).want(t, http.StatusOK)
	patch := func(body, match string) answer {
		headers := []string{"Content-Type", "application/merge-patch+json"}
		if match != "" {
			headers = append(headers, "If-Match", match)
		}
		return c.do(http.MethodPatch, "/sources/three", body, headers...)
	}
	patch(`{"language":"tr"}`, "").want(t, http.StatusPreconditionRequired, `"if_match_required"`)
	patch(`{"language":"tr"}`, `"x"`).want(t, http.StatusPreconditionFailed, `"overtaken"`)
	patch(`{"language":"tr"}`, "W/"+tag).want(t, http.StatusPreconditionFailed)
	patch(`{"linguage":"tr"}`, tag).want(t, http.StatusUnprocessableEntity, "linguage")
	patch(`{"name":"four"}`, tag).want(t, http.StatusUnprocessableEntity, "keeps its name")
	patch(`{"time_zone":"Nowhere"}`, tag).want(t, http.StatusUnprocessableEntity, `"time_zone"`)
	patch(`[]`, tag).want(t, http.StatusUnprocessableEntity)
	patch(`{"url":null}`, tag).want(t, http.StatusUnprocessableEntity, "web address")
	a = patch(`{"language":"tr","every":null,"outlet":{"region":"Türkiye"},"rights":{"images":true}}`, tag).want(t,
		http.StatusOK)
	edited := a.entry(t)
	got := c.get("/sources/three").want(t, http.StatusOK, `"language":"tr"`, `"region":"Türkiye"`, `"name":"Three"`,
		`"country":"TR"`, `"images":true`)
	if strings.Contains(got.body, "every") || got.Header.Get("ETag") != a.Header.Get("ETag") {
		t.Errorf("%s, %s", got.body, a.Header.Get("ETag"))
	}
	patch(`{"language":"kk"}`, tag).want(t, http.StatusPreconditionFailed) // on what was read first
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, edited)).want(t, http.StatusOK)
	c.get("/sources/three").want(t, http.StatusOK, `"every":"1h30m"`)
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, edited)).want(t, http.StatusConflict, `"overtaken"`)
	paused := c.do(http.MethodPost, "/sources/one/pause", "").want(t, http.StatusOK).entry(t)
	c.do(http.MethodPost, "/sources/one/pause", "").want(t, http.StatusOK, `"entry":0`)
	c.get("/sources/one/health").want(t, http.StatusOK, `"state":"paused"`)
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, paused)).want(t, http.StatusOK)
	s.pass(time.Hour)
	c.get("/sources/one/health").want(t, http.StatusOK, `"state":"failing"`, "No answer <b>.", `"week":[0,0,0,0,0,0,1]`)
	c.do(http.MethodPost, "/sources/none/enable", "").want(t, http.StatusNotFound)
	tag = c.get("/sources/three").Header.Get("ETag")
	c.do(http.MethodDelete, "/sources/three", "").want(t, http.StatusPreconditionRequired)
	gone := c.do(http.MethodDelete, "/sources/three", "", "If-Match", tag).want(t, http.StatusOK).entry(t)
	c.get("/sources/three").want(t, http.StatusNotFound)
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, gone)).want(t, http.StatusOK)
	if back := c.get("/sources/three").want(t, http.StatusOK); back.Header.Get("ETag") != tag {
		t.Errorf("it came back as %s", back.body)
	}
	c.get("/sources/one/visits").want(t, http.StatusOK, `"state":"failing"`)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "source", Limit: 99})
	if err != nil || len(entries) != 7 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	for _, e := range entries {
		if e.By != "token 1" || e.PersonID == 0 {
			t.Errorf("%s was done by %q of person %d", e.Action, e.By, e.PersonID)
		}
	}
	reader := client{s, s.token(newsroom.Editor, newsroom.ScopeRead)}
	reader.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, entries[0].ID)).want(t, http.StatusForbidden,
		"the scope “sources”")
}

// TestSpans: lengths of time come back as they were written.
func TestSpans(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	c := client{s, s.token(newsroom.Editor, newsroom.ScopeRead, newsroom.ScopeSources)}
	for _, span := range []string{"1m", "10m", "90s", "1m40s", "1h", "10h", "100h10m", "1h0m10s", "24h"} {
		tag := c.get("/sources/one").Header.Get("ETag")
		a := c.do(http.MethodPatch, "/sources/one", `{"every":"`+span+`"}`, "If-Match", tag).want(t, http.StatusOK)
		want := map[string]string{"90s": "1m30s"}[span]
		c.get("/sources/one", "If-None-Match", a.Header.Get("ETag")).want(t, http.StatusNotModified)
		c.get("/sources/one").want(t, http.StatusOK, `"every":"`+cmp.Or(want, span)+`"`)
	}
}

// TestVisitPages: pages of visits follow each other without a gap.
func TestVisitPages(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	for k := range 4 {
		if err := s.st.SavePoll(t.Context(), news.Poll{
			SourceID: 1, Started: start.Add(time.Duration(k+1) * time.Minute), State: news.PollOK, Items: k,
		}); err != nil {
			t.Fatal(err)
		}
	}
	c := client{s, s.token(newsroom.Viewer, newsroom.ScopeRead)}
	var seen []string
	for next := "/sources/one/visits?limit=2"; next != ""; {
		var page struct {
			Items []struct{ Started string }
			Next  string
		}
		if err := json.Unmarshal([]byte(c.get(next).want(t, http.StatusOK).body), &page); err != nil {
			t.Fatal(err)
		}
		for _, x := range page.Items {
			seen = append(seen, x.Started[14:16])
		}
		next = page.Next
	}
	if got := strings.Join(seen, " "); got != "04 03 02 01 00" {
		t.Errorf("visits of the minutes %s", got)
	}
}

// TestArticles: filters, pages and counts as on the pages; text, why, and a choice that the next issue obeys.
func TestArticles(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	for k := range 4 {
		a := news.Article{
			URL: fmt.Sprintf("https://one.example/%d", k), SourceID: 1, Outlet: news.Outlet{Name: "The One"},
			Title: fmt.Sprintf("Number %d", k), Published: start.Add(-time.Duration(k) * time.Hour),
			DateFrom: news.DateFromPage, Seen: start, Language: "en", Blocks: []news.Block{{Text: "x"}},
		}
		if _, err := s.st.PutArticle(t.Context(), &a); err != nil {
			t.Fatal(err)
		}
	}
	c := client{s, s.token(newsroom.Editor, newsroom.ScopeRead, newsroom.ScopeArticles)}
	c.get("/articles?verdict=kept&lang=ru&country=KZ&outlet=one&q=titles&from=2026-11-30&to=2026-11-30").want(t,
		http.StatusOK, "A title of <one>", `"n":1`)
	c.get("/articles?verdict=kept&lang=kk").want(t, http.StatusOK, `"items":[]`)
	c.get("/articles?outlet=two").want(t, http.StatusOK, `"items":[]`)
	c.get("/articles?to=2026-11-29").want(t, http.StatusOK, `"items":[]`)
	c.get("/articles?issue=1&fate=kept").want(t, http.StatusOK, `"n":1`, `"verdict":"kept"`)
	c.get("/articles?issue=1&fate=cut").want(t, http.StatusOK, `"items":[]`)
	var seen []int64
	for next := "/articles?limit=2"; next != ""; {
		var page struct {
			Items []struct{ ID int64 }
			Next  string
			Found struct{ N int }
		}
		if err := json.Unmarshal([]byte(c.get(next).want(t, http.StatusOK).body), &page); err != nil {
			t.Fatal(err)
		}
		for _, x := range page.Items {
			seen = append(seen, x.ID)
		}
		if next = page.Next; page.Found.N != 5 {
			t.Errorf("%d are counted", page.Found.N)
		}
	}
	if got := fmt.Sprint(seen); got != "[2 1 3 4 5]" {
		t.Errorf("the pages have %s", got)
	}
	a := c.get("/articles/1").want(t, http.StatusOK, "Some text & more.", `"source":"one"`, `"choices":{}`)
	tag := a.Header.Get("ETag")
	c.get("/articles/1", "If-None-Match", tag).want(t, http.StatusNotModified)
	c.get("/articles/1/why").want(t, http.StatusOK, "Names KZ.", `"fate":"kept"`, `"digest":"daily"`)
	put := func(word string) answer {
		return c.do(http.MethodPut, "/articles/1/choices/daily", `{"choice":"`+word+`"}`).want(t, http.StatusOK)
	}
	dropped := put("drop").entry(t)
	c.get("/articles/1", "If-None-Match", tag).want(t, http.StatusOK, `"choices":{"daily":"drop"}`)
	put("keep")
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, dropped)).want(t, http.StatusConflict)
	c.do(http.MethodDelete, "/articles/1/choices/daily", "").want(t, http.StatusOK)
	c.get("/articles/1").want(t, http.StatusOK, `"choices":{}`)
	c.do(http.MethodPut, "/articles/99/choices/daily", `{"choice":"keep"}`).want(t, http.StatusNotFound)
}

// TestDigests: a digest is made, changed on what was read, and taken back; a run is asked for once.
func TestDigests(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	c := client{s, s.token(newsroom.Editor, newsroom.ScopeRead, newsroom.ScopeDigests)}
	c.get("/digests").want(t, http.StatusOK, `"readers":1`, `"next":["2026-11-30T08:00:00Z"]`)
	c.do(http.MethodPost, "/digests", `{"name":"weekly","title":"The Weekly","window":"168h","approval":"hold"}`).want(t,
		http.StatusCreated)
	c.do(http.MethodPost, "/digests", `{"name":"weekly","title":"Again"}`).want(t, http.StatusUnprocessableEntity,
		"already")
	c.get("/digests?limit=1&after=daily").want(t, http.StatusOK, `"weekly"`)
	a := c.get("/digests/weekly").want(t, http.StatusOK, `"window":"168h"`, `"approval":"hold"`)
	tag := a.Header.Get("ETag")
	change := func(body, match string) answer {
		return c.do(http.MethodPatch, "/digests/weekly", body, "If-Match", match)
	}
	change(`{"topic":{"countrys":["KZ"]}}`, tag).want(t, http.StatusUnprocessableEntity, "topic.countrys")
	change(`{"window":"a week"}`, tag).want(t, http.StatusUnprocessableEntity, `"window"`)
	change(`{"language":"de"}`, tag).want(t, http.StatusUnprocessableEntity, `"language"`)
	n := change(`{"topic":{"countries":["KZ"]},"skip":["2026-12-16"],"enabled":true}`, tag).want(t, http.StatusOK).entry(t)
	c.get("/digests/weekly").want(t, http.StatusOK, `"countries":["KZ"]`, `"skip":["2026-12-16"]`, `"enabled":true`)
	change(`{"enabled":false}`, tag).want(t, http.StatusPreconditionFailed)
	c.do(http.MethodPost, "/undo", fmt.Sprintf(`{"entry":%d}`, n)).want(t, http.StatusOK)
	if back := c.get("/digests/weekly"); back.Header.Get("ETag") != tag {
		t.Errorf("it came back as %s", back.body)
	}
	s.run.wait = make(chan struct{})
	ask := func(body, key string) answer {
		return c.do(http.MethodPost, "/digests/daily/runs", body, "Idempotency-Key", key)
	}
	a = ask(`{"read":true}`, "k1").want(t, http.StatusAccepted)
	job := a.Header.Get("Location")
	if ask(`{"read":true}`, "k1").want(t, http.StatusAccepted).Header.Get("Location") != job {
		t.Error("the same key makes two issues")
	}
	ask(`{}`, "k2").want(t, http.StatusConflict, `"busy"`)
	if a := c.get(job).want(t, http.StatusOK); strings.Contains(a.body, `"ended"`) {
		t.Errorf("it has ended: %s", a.body)
	}
	close(s.run.wait)
	s.run.work.Wait()
	c.get(job).want(t, http.StatusOK, `"issue":1`, `"ended"`)
	other := client{s, s.token(newsroom.Admin, newsroom.ScopeDigests)}
	other.get(job).want(t, http.StatusNotFound)
	job = ask(`{"dry_run":true,"from":"2026-11-29T00:00:00Z","to":"2026-11-30T00:00:00Z"}`, "k3").want(t,
		http.StatusAccepted).Header.Get("Location")
	s.run.work.Wait()
	c.get(job).want(t, http.StatusOK, `"headline":"Head"`, `"stage":"judged"`)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "digest", Limit: 99})
	if err != nil || len(entries) != 4 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

// TestIssues: an issue with its letter, funnel and counts; a decision on a state that was read, and none on another.
func TestIssues(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	c := client{s, s.token(newsroom.Editor, newsroom.ScopeRead, newsroom.ScopeIssues)}
	c.get("/issues?digest=daily&state=held&limit=1").want(t, http.StatusOK, `"headlines":["Head"]`)
	c.get("/issues?before=1").want(t, http.StatusOK, `"items":[]`)
	a := c.get("/issues/1").want(t, http.StatusOK, `"headline":"Head"`, `"subject":"S"`, `"detail":"KZ"`)
	tag := a.Header.Get("ETag")
	a = c.get("/issues/1/letter").want(t, http.StatusOK, "The letter")
	if strings.Contains(a.body, news.UnsubscribeToken) || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%v %s", a.Header, a.body)
	}
	if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") {
		t.Errorf("a browser may run what is in a letter: %q", csp)
	}
	c.get("/issues/1/letter?lang=kk").want(t, http.StatusNotFound)
	c.get("/issues/1/funnel").want(t, http.StatusOK, `{"stage":"judged","n":1`, "/api/v1/articles?issue=1",
		`{"stage":"letters","n":0`)
	c.get("/issues/1/deliveries").want(t, http.StatusOK, `"counts":{`)
	decide := func(do, match string) answer {
		return c.do(http.MethodPost, "/issues/1/"+do, "", "If-Match", match)
	}
	c.do(http.MethodPost, "/issues/1/approve", "").want(t, http.StatusPreconditionRequired)
	decide("approve", `"x"`).want(t, http.StatusPreconditionFailed)
	a = decide("approve", tag).want(t, http.StatusOK, `"state":"approved"`)
	decide("approve", tag).want(t, http.StatusPreconditionFailed)
	decide("cancel", a.Header.Get("ETag")).want(t, http.StatusPreconditionFailed)
	a = decide("hold", a.Header.Get("ETag")).want(t, http.StatusOK, `"state":"held"`)
	decide("cancel", a.Header.Get("ETag")).want(t, http.StatusOK, `"state":"missed"`)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "issue", Limit: 9})
	if err != nil || len(entries) != 3 || entries[0].By != "token 1" {
		t.Errorf("%+v, %v", entries, err)
	}
	c.get("/runs").want(t, http.StatusOK, `"issue":1`, `"sources":1`)
	c.get("/runs/1").want(t, http.StatusOK, `"source":"one"`, "No answer <b>.")
	c.get("/runs/1/funnel").want(t, http.StatusOK, `{"stage":"listed","n":0`, `{"stage":"new","n":1`, `"stage":"kept"`)
}
