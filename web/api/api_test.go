package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/store"
	"attache/store/storetest"
	"attache/templates"
	"attache/web/api"
	"attache/web/desk"
)

var start = time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)

// site is a real store with the API in front of it, and a clock that the test moves.
type site struct {
	t      *testing.T
	st     *store.Store
	api    *api.API
	server *httptest.Server
	run    *runner
	check  *checker
	mu     sync.Mutex
	now    time.Time
	log    bytes.Buffer
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// runner stands for the pipeline: it moves issues in the store, and composes one story.
type runner struct {
	desk.Runner
	st   *store.Store
	work sync.WaitGroup
	wait chan struct{} // Compose ends when it is closed; nil = at once
}

func (f *runner) Check(s *news.Source) error                          { return s.Validate() }
func (f *runner) CheckDigest(_ context.Context, d *news.Digest) error { return d.Validate() }
func (f *runner) Next(news.Digest, int) []time.Time                   { return []time.Time{start.Add(time.Hour)} }

func (f *runner) Letter(l news.Letter) string {
	return strings.ReplaceAll(l.HTML, news.UnsubscribeToken, "")
}

func (f *runner) Background(do func(context.Context)) { f.work.Go(func() { do(context.Background()) }) }

func (f *runner) Approve(ctx context.Context, id int64) (bool, error) {
	state, err := f.st.ReleaseIssue(ctx, id, start)
	return state != "", err
}

func (f *runner) Hold(ctx context.Context, id int64, from news.IssueState) (bool, error) {
	return f.st.MoveIssue(ctx, id, from, news.IssueHeld, "held", start)
}

func (f *runner) Cancel(ctx context.Context, id int64) (bool, error) {
	return f.st.MoveIssue(ctx, id, news.IssueHeld, news.IssueMissed, "cancelled", start)
}

func (f *runner) Compose(ctx context.Context, o desk.Order, told func(string, int, int)) (desk.Composed, error) {
	told("compose", 0, 0)
	if f.wait != nil {
		<-f.wait
	}
	i := news.Issue{Title: o.Digest.Title, Coverage: news.Coverage{Articles: 3, Kept: 1}, Sections: []news.Section{{
		Key: "region", Stories: []news.Story{{Headline: "Head", Lead: news.Piece{ArticleID: 1}}},
	}}}
	if o.Keep {
		i.ID = 1
	}
	return desk.Composed{Issue: i, Verdicts: []news.Verdict{{ArticleID: 1, Kept: true}}}, ctx.Err()
}

// pages are made once: checking them takes longer than most tests.
var pages = sync.OnceValues(func() (*templates.Set, error) { return templates.New(templates.Config{}) })

func open(t *testing.T, cfg api.Config) *site {
	t.Helper()
	s := &site{t: t, st: storetest.New(t), now: start, check: newChecker(t)}
	s.run = &runner{st: s.st}
	set, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	d, err := desk.New(desk.Config{}, s.st, s.run, set, log)
	if err != nil {
		t.Fatal(err)
	}
	if s.api, err = api.New(cfg, s.st, s.run, d, log); err != nil {
		t.Fatal(err)
	}
	d.Now, s.api.Now = s.clock, s.clock
	s.server = httptest.NewServer(s.api)
	t.Cleanup(func() { s.server.Close(); s.run.work.Wait() })
	return s
}

// token makes a person of a role and a token with scopes.
func (s *site) token(role newsroom.Role, scopes ...newsroom.Scope) string {
	s.t.Helper()
	p := newsroom.Person{
		Email: string(role) + time.Duration(len(scopes)).String() + "." + strings.ToLower(s.t.Name()) + "@secret.example",
		Name:  string(role), Role: role, Enabled: true, Created: s.now,
	}
	known, err := s.st.PersonByEmail(s.t.Context(), p.Email)
	if err == nil {
		p = known
	} else if err := s.st.AddPerson(s.t.Context(), &p, newsroom.Entry{At: s.now, By: "test"}); err != nil {
		s.t.Fatal(err)
	}
	random, _ := desk.NewToken()
	text := "attache_" + random
	sum := sha256.Sum256([]byte(text))
	k := newsroom.Token{PersonID: p.ID, Name: "t", Hash: hex.EncodeToString(sum[:]), Scopes: scopes, Created: s.now}
	if err := s.st.AddToken(s.t.Context(), &k, newsroom.Entry{At: s.now}); err != nil {
		s.t.Fatal(err)
	}
	return text
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// client asks with a token. Every request and answer is held against the document.
type client struct {
	*site
	token string
}

func (c client) do(method, path, body string, headers ...string) answer {
	c.t.Helper()
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "/api/") {
		path = api.Path + path
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.server.Client().Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.check.exchange(c.t, r, body, res, b)
	return answer{res, string(b)}
}

func (c client) get(path string, headers ...string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", headers...)
}

// want checks a status and what the answer says.
func (a answer) want(t *testing.T, status int, says ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d: %s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s %s does not say %q: %s", a.Request.Method, a.Request.URL, s, a.body)
		}
	}
	return a
}

// entry is the number of the entry that a change gave.
func (a answer) entry(t *testing.T) int64 {
	t.Helper()
	var v struct{ Entry int64 }
	if err := json.Unmarshal([]byte(a.body), &v); err != nil || v.Entry == 0 {
		t.Fatalf("%s is no change: %v", a.body, err)
	}
	return v.Entry
}

// fill puts two sources, a digest, an article, a held issue with a letter, a run and a reader there.
func (s *site) fill() {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	src := news.Source{
		Name: "one", Outlet: news.Outlet{Name: "The One", Country: "KZ", Region: "Central Asia"},
		URL: "https://one.example/feed", Kind: news.KindFeed, Language: "ru", Enabled: true,
	}
	must(s.st.PutSource(ctx, &src))
	other := news.Source{
		Name: "two", Outlet: news.Outlet{Name: "Two"}, URL: "https://two.example/", Kind: news.KindFeed, Enabled: true,
	}
	must(s.st.PutSource(ctx, &other))
	poll := news.Poll{SourceID: src.ID, Started: s.now, State: news.PollFailing, Detail: "No answer <b>."}
	must(s.st.SavePoll(ctx, poll))
	a := news.Article{
		URL: "https://one.example/a", SourceID: src.ID, Outlet: src.Outlet, Title: "A title of <one>",
		Published: s.now, DateFrom: news.DateFromPage, Seen: s.now, Language: "ru",
		Blocks: []news.Block{{Kind: news.Paragraph, Text: "Some text & more."}},
	}
	_, err := s.st.PutArticle(ctx, &a)
	must(err)
	d := news.Digest{Name: "daily", Title: "The Daily", Schedule: "0 7 * * *", TimeZone: "Asia/Almaty", Enabled: true}
	must(s.st.PutDigest(ctx, &d))
	sub := news.Subscriber{
		Email: "reader@secret.example", State: news.SubscriberActive, Digests: []string{"daily"}, Created: s.now,
		Changed: s.now,
	}
	must(s.st.PutSubscriber(ctx, &sub))
	slot := "2026-11-30T07:00 Asia/Almaty"
	id, ok, err := s.st.ClaimSlot(ctx, d.ID, slot, s.now, time.Hour)
	must(err)
	if !ok {
		s.t.Fatal("the slot was taken")
	}
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: "daily", Title: "The Daily", Number: 1, Slot: slot, State: news.IssueHeld,
		Language: "en", TimeZone: "Asia/Almaty", Created: s.now, Coverage: news.Coverage{Articles: 1, Kept: 1},
		Sections: []news.Section{{Key: "central-asia", Stories: []news.Story{{
			Headline: "Head", Lead: news.Piece{ArticleID: a.ID, Outlet: "The One", URL: a.URL}, Section: "central-asia",
			Reasons: []news.Reason{{Code: "actors", Weight: 1.5, Detail: "KZ"}},
		}}}},
	}
	must(s.st.SaveIssue(ctx, &i, []news.Verdict{{
		ArticleID: a.ID, Kept: true, Score: 0.9, Reasons: []news.Reason{{Code: "actors", Weight: 2, Detail: "Names KZ."}},
	}}, []news.Letter{{
		Language: "en", Subject: "S", HTML: "<html><body>The letter " + news.UnsubscribeToken + "</body></html>", Text: "T",
	}}))
	run := news.Run{Started: s.now, Ended: s.now, IssueID: id, Articles: 1, Polls: []news.Poll{poll}}
	must(s.st.SaveRun(ctx, &run))
}

// TestEveryOperationEveryToken walks the table with nobody, and with every role and scope: who may not is refused, and
// what is refused changes nothing.
func TestEveryOperationEveryToken(t *testing.T) {
	s := open(t, api.Config{PerMinute: 100_000})
	s.fill()
	type who struct {
		role  newsroom.Role
		scope newsroom.Scope
	}
	callers := map[who]client{{}: {site: s}}
	for _, role := range newsroom.Roles {
		for _, scope := range newsroom.Scopes {
			callers[who{role, scope}] = client{s, s.token(role, scope)}
		}
	}
	before := s.state()
	for _, op := range s.api.Table() {
		path := strings.NewReplacer("{name}", "one", "{id}", "1", "{digest}", "daily").Replace(op.Path)
		if strings.HasPrefix(path, "/digests/one") {
			path = strings.Replace(path, "one", "daily", 1)
		}
		for w, c := range callers {
			k := newsroom.Token{Scopes: []newsroom.Scope{w.scope}}
			if op.May == newsroom.Anyone || k.May(w.role, op.May) {
				if op.Method == http.MethodGet && op.ID != "getJob" {
					c.get(path).want(t, http.StatusOK)
				}
				continue
			}
			want := http.StatusForbidden
			if w.role == "" {
				want = http.StatusUnauthorized
			}
			a := c.do(op.Method, path, "", "If-Match", "*").want(t, want)
			if want == http.StatusUnauthorized && a.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s: no WWW-Authenticate", op.ID)
			}
			if hint := string(newsroom.ScopeFor(op.May)); want == http.StatusForbidden && !strings.Contains(a.body, hint) {
				t.Errorf("%s: %s does not name the scope %s", op.ID, a.body, hint)
			}
			s.pass(time.Minute) // wrong tokens are counted
		}
	}
	if after := s.state(); after != before {
		t.Errorf("who was refused changed something:\n%s\n%s", before, after)
	}
}

// state is all that requests can change, as JSON.
func (s *site) state() string {
	s.t.Helper()
	ctx := s.t.Context()
	sources, err := s.st.Sources(ctx, false)
	if err != nil {
		s.t.Fatal(err)
	}
	digests, err := s.st.Digests(ctx, false)
	if err != nil {
		s.t.Fatal(err)
	}
	choices, err := s.st.ChoicesOn(ctx, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	mark, err := s.st.IssueMark(ctx, 1)
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := json.Marshal([]any{sources, digests, choices, mark.State})
	if err != nil {
		s.t.Fatal(err)
	}
	return string(b)
}

// TestNoAddress reads all that a viewer's token may, with addresses in the database, and finds them nowhere.
func TestNoAddress(t *testing.T) {
	s := open(t, api.Config{})
	s.fill()
	c := client{s, s.token(newsroom.Viewer, newsroom.Scopes...)}
	for _, op := range s.api.Table() {
		if op.Method != http.MethodGet || !newsroom.Viewer.May(op.May) {
			continue
		}
		path := strings.NewReplacer("/digests/{name}", "/digests/daily", "{name}", "one", "{id}", "1").Replace(op.Path)
		if a := c.get(path).want(t, http.StatusOK); strings.Contains(a.body, "secret.example") {
			t.Errorf("%s shows an address", path)
		}
	}
}

// TestRates: a token that asks too often waits, another does not, and a third of a minute's requests come back.
func TestRates(t *testing.T) {
	s := open(t, api.Config{PerMinute: 30})
	s.fill()
	c := client{s, s.token(newsroom.Viewer, newsroom.ScopeRead)}
	other := client{s, s.token(newsroom.Admin, newsroom.ScopeRead)}
	for range 10 {
		c.get("/digests").want(t, http.StatusOK)
	}
	a := c.get("/digests").want(t, http.StatusTooManyRequests, `"too_many"`, "30 requests a minute")
	if a.Header.Get("Retry-After") != "3" {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	other.get("/digests").want(t, http.StatusOK)
	s.pass(2 * time.Second)
	c.get("/digests").want(t, http.StatusOK)
	c.get("/digests").want(t, http.StatusTooManyRequests)
	guess := client{s, "attache_guess"}
	for range 30 {
		guess.get("/digests").want(t, http.StatusUnauthorized)
	}
	guess.get("/digests").want(t, http.StatusTooManyRequests, "quarter of an hour")
}

// TestRefusals: each mistake has its code, names what is wrong, and says what to do.
func TestRefusals(t *testing.T) {
	s := open(t, api.Config{Base: "/press"})
	s.fill()
	c := client{s, s.token(newsroom.Editor, newsroom.Scopes...)}
	post := func(body string, headers ...string) answer {
		return c.do(http.MethodPost, "/sources", body, headers...)
	}
	for _, x := range []struct {
		a      answer
		status int
		says   []string
	}{
		{c.get("/nowhere"), http.StatusNotFound, []string{`"no_route"`, "/press/api/v1/openapi.json"}},
		{c.do(http.MethodPut, "/sources", "{}"), http.StatusMethodNotAllowed, []string{`"method"`, "GET or POST"}},
		{c.get("/sources/none"), http.StatusNotFound, []string{`"not_found"`}},
		{c.get("/articles/x"), http.StatusNotFound, nil},
		{c.get("/issues/99"), http.StatusNotFound, nil},
		{c.get("/runs/99/funnel"), http.StatusNotFound, nil},
		{c.get("/jobs/99"), http.StatusNotFound, nil},
		{c.get("/sources?colour=red"), http.StatusBadRequest, []string{`"unknown_parameter"`, `"colour"`, "region"}},
		{c.get("/sources?state=red"), http.StatusBadRequest, []string{`"parameter"`, "failing"}},
		{c.get("/sources?limit=0"), http.StatusBadRequest, nil},
		{c.get("/sources?limit=201"), http.StatusBadRequest, nil},
		{c.get("/sources?q=a&q=b"), http.StatusBadRequest, []string{"twice"}},
		{c.get("/sources?q=" + strings.Repeat("x", 501)), http.StatusBadRequest, nil},
		{c.get("/articles?from=yesterday"), http.StatusBadRequest, []string{"2026-11-30"}},
		{c.get("/articles?before=1"), http.StatusBadRequest, []string{`"before"`}},
		{c.get("/articles?fate=kept"), http.StatusBadRequest, []string{`"fate"`}},
		{c.get("/issues?before=x"), http.StatusBadRequest, nil},
		{c.get("/sources/one/visits?before=-1"), http.StatusBadRequest, nil},
		{post("{"), http.StatusBadRequest, []string{`"json"`}},
		{post("{} {}"), http.StatusBadRequest, []string{`"json"`}},
		{post("{}", "Content-Type", "text/plain"), http.StatusUnsupportedMediaType, []string{`"media_type"`}},
		{post(`{"nqme":"x"}`), http.StatusUnprocessableEntity, []string{`"unknown_field"`, `"nqme"`, "name, outlet"}},
		{post(`{"Name":"x"}`), http.StatusUnprocessableEntity, []string{`"unknown_field"`}},
		{post(`{"rules":{"itm":"x"}}`), http.StatusUnprocessableEntity, []string{`"rules.itm"`, "item"}},
		{post(`{"name":7}`), http.StatusUnprocessableEntity, []string{`"type"`, `"name"`}},
		{post(`[]`), http.StatusUnprocessableEntity, []string{`"type"`}},
		{
			post(`{"name":"x","outlet":{"name":"X"},"url":"ftp://x","kind":"feed"}`), http.StatusUnprocessableEntity,
			[]string{`"invalid"`, `"url"`},
		},
		{
			post(`{"name":"new","outlet":{"name":"X"},"url":"https://x.example","kind":"feed"}`),
			http.StatusUnprocessableEntity,
			[]string{`"name"`, "page of the desk"},
		},
		{
			post(`{"name":"x","outlet":{"name":"X"},"url":"https://x.example","kind":"feed","every":"soon"}`),
			http.StatusUnprocessableEntity,
			[]string{`"every"`, "30m"},
		},
		{
			post(`{"name":"one","outlet":{"name":"X"},"url":"https://x.example","kind":"feed"}`),
			http.StatusUnprocessableEntity,
			[]string{"already"},
		},
		{post(`{"name":"` + strings.Repeat("x", 300<<10) + `"}`), http.StatusRequestEntityTooLarge, []string{`"too_large"`}},
		{c.do(http.MethodPut, "/articles/1/choices/daily", `{"choice":"burn"}`), http.StatusUnprocessableEntity, nil},
		{c.do(http.MethodPut, "/articles/1/choices/none", `{"choice":"keep"}`), http.StatusNotFound, nil},
		{c.do(http.MethodPost, "/undo", `{"entry":999}`), http.StatusNotFound, nil},
		{c.do(http.MethodPost, "/undo", `{"entry":1}`), http.StatusNotFound, nil}, // a person's
		{
			c.do(http.MethodPost, "/digests/daily/runs", `{"from":"2026-12-24T00:00:00Z"}`), http.StatusUnprocessableEntity,
			[]string{"ends before"},
		},
	} {
		x.a.want(t, x.status, x.says...)
		if kind := x.a.Header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("%s: %s", x.a.Request.URL, kind)
		}
		var p struct{ Type, Code string }
		if err := json.Unmarshal([]byte(x.a.body), &p); err != nil || p.Type != "urn:attache:problem:"+p.Code {
			t.Errorf("%s: %s", x.a.Request.URL, x.a.body)
		}
	}
	if a := c.get("/digests", "Origin", "https://evil.example"); a.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("it lets other sites read")
	}
	if a := c.get("/digests", "Cookie", "attache_desk=x", "Authorization", ""); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("a cookie lets in: %d", a.StatusCode)
	}
}
