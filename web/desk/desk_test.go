package desk_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/store"
	"attache/store/storetest"
	"attache/templates"
	"attache/web/desk"
)

// site is a real store with the desk in front of it, and a clock that the test moves.
type site struct {
	t      *testing.T
	st     *store.Store
	desk   *desk.Desk
	server *httptest.Server
	now    time.Time
	run    *runner
	log    bytes.Buffer
}

// runner stands for the pipeline: it finds one way everywhere, and moves issues in the store.
type runner struct {
	st     *store.Store
	mails  []string
	work   sync.WaitGroup // what Background runs
	broken error          // what Find and Try return
}

func (f *runner) Find(_ context.Context, address string) ([]desk.Way, error) {
	src := news.Source{
		Name: "found.example", Outlet: news.Outlet{Name: "Found <b>Daily</b>"}, URL: address, Kind: news.KindFeed,
		Enabled: true,
	}
	return []desk.Way{{Source: src, Why: "announced by the page", Items: []news.Item{{
		URL: address + "/1", Title: `<script>alert("item")</script>`,
	}}}}, f.broken
}

func (f *runner) Try(_ context.Context, src news.Source) (desk.Tried, error) {
	return desk.Tried{
		Poll: news.Poll{State: news.PollOK, Items: 1}, Items: []news.Item{{URL: src.URL + "/1", Title: "One"}},
		Newest: &news.Article{Title: "One", Blocks: []news.Block{{Text: "As it is read."}}},
	}, f.broken
}

func (f *runner) Check(src *news.Source) error { return src.Validate() }

func (f *runner) Preview(_ context.Context, src news.Source, _ bool, article string) (desk.Preview, error) {
	a := &news.Article{Title: "Guessed", Blocks: []news.Block{{Text: "Body <script>alert(9)</script>"}}}
	v := desk.Preview{
		Kept: start, URL: src.URL, Items: []news.Item{{URL: src.URL + "/1", Title: `Hit <script>alert(8)</script>`}},
		Rules: []desk.Matched{{Rule: "link", Selector: src.Rules.Link, N: 1}}, Article: cmp.Or(article, src.URL+"/1"),
		Guessed: a,
	}
	if src.Rules.ArticleTitle != "" {
		v.Ruled, v.Missed = &news.Article{Title: "Ruled"}, map[string]string{"article_date": "time"}
	}
	return v, f.broken
}

func (f *runner) Catalogue() ([]news.Source, error) {
	return []news.Source{
		{
			Name: "known", Outlet: news.Outlet{Name: "Known", Region: "Central Asia"}, URL: "https://known.example/",
			Kind: news.KindFeed,
		},
		{
			Name: "one-of-many", Outlet: news.Outlet{Name: "One again", Region: "Central Asia"},
			URL: "https://one.example/feed", Kind: news.KindFeed,
		},
		{Name: "far", Outlet: news.Outlet{Name: "Far", Region: "Africa"}, URL: "https://far.example/", Kind: news.KindFeed},
	}, nil
}

func (f *runner) WriteSources(w io.Writer, format string, sources []news.Source) error {
	for _, s := range sources {
		if _, err := io.WriteString(w, format+" "+s.Name+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// ReadSources reads lines of a name, an address and a language.
func (f *runner) ReadSources(file string, data []byte) ([]desk.Line, error) {
	if len(data) == 0 {
		return nil, news.Invalid("", "The file is empty.")
	}
	var all []desk.Line
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		x := strings.Fields(line + " - - -")
		l := desk.Line{N: i + 1, Source: news.Source{
			Name: x[0], URL: x[1], Language: x[2], Kind: news.KindFeed, Enabled: true, Outlet: news.Outlet{Name: x[0]},
		}}
		if err := l.Source.Validate(); err != nil {
			l.Wrong = "It is wrong <b>."
		}
		all = append(all, l)
	}
	return all, nil
}

func (f *runner) Next(d news.Digest, n int) []time.Time {
	var all []time.Time
	for i := range n {
		all = append(all, start.Add(time.Duration(i*24+3)*time.Hour))
	}
	if d.Schedule == "" {
		return nil
	}
	return all
}

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

func (f *runner) Letter(l news.Letter) string { return l.HTML }

func (f *runner) TestHook(ctx context.Context, id int64) (newsroom.HookMessage, error) {
	m, err := f.st.AddTest(ctx, id, start, start)
	if err == nil {
		m.Delivered, m.Status, m.Answer, m.Ended, m.NextTry = f.broken == nil, 200, "Got it <b>", start, time.Time{}
		err = f.st.RecordMessage(ctx, m, "")
	}
	return m, err
}

func (f *runner) Mail(_ context.Context, to, _, text, _ string) (bool, error) {
	f.mails = append(f.mails, to+"\n"+text)
	return true, nil
}

var start = time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)

const goodPassword = "a quiet steppe morning"

// pages are made once: checking them takes longer than most tests.
var pages = sync.OnceValues(func() (*templates.Set, error) { return templates.New(templates.Config{}) })

var goodHash = desk.HashPassword(goodPassword) // once: each takes 30 ms

func open(t *testing.T, cfg desk.Config) *site {
	t.Helper()
	s := &site{t: t, st: storetest.New(t), now: start}
	s.run = &runner{st: s.st}
	set, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Site = "Press desk"
	s.desk, err = desk.New(cfg, s.st, s.run, set, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s.desk.Now = func() time.Time { return s.now }
	s.server = httptest.NewServer(s.desk)
	t.Cleanup(s.server.Close)
	return s
}

// person adds one who may sign in with goodPassword.
func (s *site) person(email string, role newsroom.Role) newsroom.Person {
	s.t.Helper()
	p := newsroom.Person{
		Email: email, Name: "Name " + string(role), Role: role, Enabled: true, Password: goodHash, Created: s.now,
	}
	if err := s.st.AddPerson(s.t.Context(), &p, newsroom.Entry{
		At: s.now, By: "test",
		Action: "person.add",
	}); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// client is a browser: it keeps cookies and follows nothing.
type client struct {
	*site
	http.Client
	header http.Header
}

func (s *site) client() *client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &client{site: s, header: http.Header{}, Client: http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

func (c *client) do(method, path string, form url.Values) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range c.header {
		r.Header[k] = v
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := c.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer{res, strings.ReplaceAll(string(b), "\u00a0", " ")} // numbers keep to what they count
}

func (c *client) get(path string) answer { c.t.Helper(); return c.do(http.MethodGet, path, nil) }

func (c *client) post(path string, pairs ...string) answer {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return c.do(http.MethodPost, path, form)
}

// signedIn is the browser of somebody with a role.
func (s *site) signedIn(role newsroom.Role) *client {
	s.t.Helper()
	c := s.client()
	s.person(string(role)+"@desk.example", role)
	c.enter(string(role) + "@desk.example")
	return c
}

func (c *client) enter(email string) {
	c.t.Helper()
	a := c.post("/desk/sign-in", "email", email, "password", goodPassword)
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/desk" {
		c.t.Fatalf("sign in as %s: %d %s", email, a.StatusCode, a.body)
	}
}

// token is the cookie's value.
func (c *client) token() string {
	u, err := url.Parse(c.server.URL + "/desk")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, k := range c.Jar.Cookies(u) {
		if k.Name == "attache_desk" {
			return k.Value
		}
	}
	return ""
}

// want checks a status and what the page says.
func (a answer) want(t *testing.T, status int, says ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: %d, want %d: %.300s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s %s does not say %q", a.Request.Method, a.Request.URL, s)
		}
	}
	return a
}

// fill puts a source, a digest and a held issue with a letter there.
func (s *site) fill() (issue int64) {
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
	must(s.st.SavePoll(ctx, news.Poll{
		SourceID: src.ID, Started: s.now, State: news.PollFailing, Detail: "No answer <img src=x>.",
	}))
	a := news.Article{
		URL: "https://one.example/a", SourceID: src.ID, Outlet: src.Outlet, Title: `Title <script>alert(1)</script>`,
		Published: s.now, DateFrom: news.DateFromPage, Seen: s.now, Language: "ru",
		Blocks: []news.Block{{Kind: news.Paragraph, Text: `Text <script>alert(2)</script>`}},
	}
	_, err := s.st.PutArticle(ctx, &a)
	must(err)
	d := news.Digest{Name: "daily", Title: "The Daily", Schedule: "0 7 * * *", TimeZone: "Asia/Almaty", Enabled: true}
	must(s.st.PutDigest(ctx, &d))
	id, ok, err := s.st.ClaimSlot(ctx, d.ID, "2026-11-30T07:00 Asia/Almaty", s.now, time.Hour)
	must(err)
	if !ok {
		s.t.Fatal("the slot was taken")
	}
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: "daily", Title: "The Daily", Number: 1, Slot: "2026-11-30T07:00 Asia/Almaty",
		State: news.IssueHeld, Language: "en", TimeZone: "Asia/Almaty", Created: s.now,
		Sections: []news.Section{{Key: "central-asia", Stories: []news.Story{{
			Headline: `Head <script>alert(3)</script>`, Lead: news.Piece{ArticleID: a.ID, Outlet: "The One", URL: a.URL},
			Section: "central-asia", Reasons: []news.Reason{{Code: "actors", Weight: 1.5, Detail: "KZ"}},
		}}}},
	}
	must(s.st.SaveIssue(ctx, &i, []news.Verdict{{
		ArticleID: a.ID, Kept: true, Score: 0.9, Reasons: []news.Reason{{Code: "actors", Weight: 2, Detail: "Names KZ."}},
	}}, []news.Letter{{Language: "en", Subject: "S", HTML: "<html><body>The letter</body></html>", Text: "T"}}))
	return id
}
