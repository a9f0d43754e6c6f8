package desk_test

import (
	"bytes"
	"context"
	"errors"
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
	broken error // what Find and Try return
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
func (a answer) want(t *testing.T, status int, says ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s %s: %d, want %d: %.300s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s %s does not say %q", a.Request.Method, a.Request.URL, s)
		}
	}
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

// TestEveryRouteEveryRole walks the table with nobody and with each role: who may not is sent to the door or refused,
// and what is refused changes nothing.
func TestEveryRouteEveryRole(t *testing.T) {
	s := open(t, desk.Config{})
	issue := s.fill()
	clients := map[newsroom.Role]*client{"": s.client()}
	for _, role := range newsroom.Roles {
		clients[role] = s.signedIn(role)
	}
	before := s.state()
	for _, r := range s.desk.Table() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if path == "" { // any method
			method, path = http.MethodGet, "/desk/nothing-here"
		}
		path = strings.NewReplacer("{$}", "", "{token}", "none", "{name}", "one", "{id}", "1").Replace(path)
		for role, c := range clients {
			if role.May(r.May) {
				if method == http.MethodGet {
					if a := c.get(path); a.StatusCode >= http.StatusInternalServerError ||
						a.StatusCode == http.StatusForbidden || a.Header.Get("Location") == "/desk/sign-in" {
						t.Errorf("%s as %q: %d %s", r.Pattern, role, a.StatusCode, a.body)
					}
				}
				continue
			}
			a := c.do(method, path, url.Values{"do": {"approve"}, "seen": {"held"}, "name": {"one"}, "role": {"admin"}})
			switch {
			case role == "" && (a.StatusCode != http.StatusSeeOther ||
				!strings.HasPrefix(a.Header.Get("Location"), "/desk/sign-in")):
				t.Errorf("%s as nobody: %d", r.Pattern, a.StatusCode)
			case role != "" && a.StatusCode != http.StatusForbidden:
				t.Errorf("%s as %q: %d", r.Pattern, role, a.StatusCode)
			}
		}
	}
	if after := s.state(); after != before {
		t.Errorf("who was refused changed something:\n%s\n%s", before, after)
	}
	if i, err := s.st.IssueMark(t.Context(), issue); err != nil || i.State != news.IssueHeld {
		t.Errorf("the issue is %s, %v", i.State, err)
	}
}

// state is what refused requests must not change.
func (s *site) state() string {
	s.t.Helper()
	src, err := s.st.Source(s.t.Context(), "one")
	if err != nil {
		s.t.Fatal(err)
	}
	all, err := s.st.People(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(src.URL)
	for _, p := range all {
		b.WriteString(" " + p.Email + " " + string(p.Role))
	}
	return b.String()
}

// TestViewerSeesNoAddress reads every page that a viewer may with an address in the database, and finds it nowhere.
func TestViewerSeesNoAddress(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	sub := news.Subscriber{
		Email: "reader@secret.example", State: news.SubscriberActive, Digests: []string{"daily"}, Created: s.now,
		Changed: s.now,
	}
	if err := s.st.PutSubscriber(t.Context(), &sub); err != nil {
		t.Fatal(err)
	}
	s.person("colleague@secret.example", newsroom.Editor)
	c := s.signedIn(newsroom.Viewer)
	for _, path := range []string{
		"/desk", "/desk/sources", "/desk/sources/one", "/desk/articles", "/desk/articles/1", "/desk/digests",
		"/desk/issues", "/desk/issues/1", "/desk/issues/1/letter", "/desk/me",
	} {
		a := c.get(path)
		a.want(t, http.StatusOK)
		if strings.Contains(a.body, "secret.example") {
			t.Errorf("%s shows a viewer an address", path)
		}
	}
}

// TestSignInLimits: five wrong passwords and the right one has to wait, for this account from this place; who is
// unknown, closed or wrong hears the same.
func TestSignInLimits(t *testing.T) {
	s := open(t, desk.Config{})
	s.person("aida@desk.example", newsroom.Editor)
	s.person("admin@desk.example", newsroom.Admin)
	shut := s.person("shut@desk.example", newsroom.Editor)
	if err := s.st.EditPerson(t.Context(), shut.ID, func(p *newsroom.Person) error { p.Enabled = false; return nil }, "",
		newsroom.Entry{At: s.now}); err != nil {
		t.Fatal(err)
	}
	c := s.client()
	said := map[string]bool{}
	for _, email := range []string{"aida@desk.example", "nobody@desk.example", "shut@desk.example"} {
		password := goodPassword
		if strings.HasPrefix(email, "aida") {
			password = "another " + goodPassword
		}
		a := c.post("/desk/sign-in", "email", email, "password", password)
		a.want(t, http.StatusUnauthorized, "do not belong together")
		said[strings.ReplaceAll(a.body, email, "")] = true
	}
	if len(said) != 1 {
		t.Errorf("%d answers tell accounts apart", len(said))
	}
	for range 4 {
		c.post("/desk/sign-in", "email", "aida@desk.example", "password", "wrong wrong wrong").want(t,
			http.StatusUnauthorized)
	}
	a := c.post("/desk/sign-in", "email", "aida@desk.example", "password", goodPassword)
	a.want(t, http.StatusTooManyRequests)
	if a.Header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	c.enter("admin@desk.example") // another account is not kept out
	s.now = s.now.Add(16 * time.Minute)
	s.client().enter("aida@desk.example")
}

// TestSessions: a new token at each sign-in, an old one worth nothing; sessions end by the list, by a new password, by
// a closed account, by idleness and by their age. None can be ended by another.
func TestSessions(t *testing.T) {
	s := open(t, desk.Config{})
	s.person("admin@desk.example", newsroom.Admin)
	p := s.person("aida@desk.example", newsroom.Editor)
	one := s.client()
	one.enter(p.Email)
	fixed := one.token()
	one.enter(p.Email)
	if one.token() == fixed || fixed == "" {
		t.Errorf("the token stays %q", fixed)
	}
	old := s.client()
	old.header.Set("Cookie", "attache_desk="+fixed)
	old.get("/desk").want(t, http.StatusSeeOther)
	old.header.Set("Cookie", "attache_desk=chosen-by-an-attacker")
	a := old.post("/desk/sign-in", "email", p.Email, "password", goodPassword)
	if strings.Contains(strings.Join(a.Header.Values("Set-Cookie"), ""), "chosen-by") {
		t.Error("a chosen token was taken")
	}
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/desk"} {
		if !strings.Contains(strings.Join(a.Header.Values("Set-Cookie"), ""), want) {
			t.Errorf("the cookie lacks %s", want)
		}
	}
	sessions, err := s.st.Sessions(t.Context(), p.ID, s.now)
	if err != nil || len(sessions) != 2 {
		t.Fatalf("%d sessions, %v", len(sessions), err)
	}
	if strings.Contains(sessions[0].Token+sessions[1].Token, one.token()) {
		t.Error("the database holds what the cookie does")
	}
	other := s.client()
	other.enter("admin@desk.example")
	other.post("/desk/me/sessions", "session", "1").want(t, http.StatusNotFound)
	one.get("/desk/me").want(t, http.StatusOK, "this browser")
	one.post("/desk/me/sessions", "session", "0").want(t, http.StatusSeeOther)
	if sessions, err = s.st.Sessions(t.Context(), p.ID, s.now); err != nil || len(sessions) != 1 {
		t.Errorf("%d sessions are left, %v", len(sessions), err)
	}
	two := s.client()
	two.enter(p.Email)
	one.post("/desk/me/password", "old", "wrong", "password", "entirely new words").want(t, http.StatusSeeOther)
	one.get("/desk/me").want(t, http.StatusOK, "not right")
	one.post("/desk/me/password", "old", goodPassword, "password", "short").want(t, http.StatusSeeOther)
	one.post("/desk/me/password", "old", goodPassword, "password", "entirely new words").want(t, http.StatusSeeOther)
	one.get("/desk").want(t, http.StatusOK)
	two.get("/desk").want(t, http.StatusSeeOther)
	other.post("/desk/settings/people/2", "role", "editor").want(t, http.StatusSeeOther) // enabled is not ticked
	one.get("/desk").want(t, http.StatusSeeOther)
	s.now = s.now.Add(73 * time.Hour)
	other.get("/desk").want(t, http.StatusSeeOther)
	other.enter("admin@desk.example")
	for range 15 {
		s.now = s.now.Add(24 * time.Hour)
		other.get("/desk")
	}
	other.get("/desk").want(t, http.StatusSeeOther)
}

// TestForeignForms: a form of another site is refused, whatever cookie comes with it.
func TestForeignForms(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Admin)
	for name, header := range map[string][2]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"},
		"by Origin":         {"Origin", "https://evil.example"},
	} {
		c.header = http.Header{header[0]: {header[1]}}
		c.post("/desk/sources", "name", "one", "do", "pause").want(t, http.StatusForbidden)
		if src, err := s.st.Source(t.Context(), "one"); err != nil || !src.Enabled {
			t.Errorf("%s: the source was paused, %v", name, err)
		}
	}
	c.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	c.post("/desk/sources", "name", "one", "do", "pause").want(t, http.StatusSeeOther)
}

// TestNothingLeadsElsewhere: what a stranger puts into next and back does not leave the desk.
func TestNothingLeadsElsewhere(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	s.person("a@desk.example", newsroom.Admin)
	for _, next := range []string{
		"https://evil.example/", "//evil.example/desk", `\\evil.example`, `/\evil.example`, "/desk/../../x",
		"javascript:alert(1)", "/desk//evil.example\r\nSet-Cookie: a=b", "/elsewhere", "http:/desk", "/desk\t/x",
	} {
		c := s.client()
		a := c.post("/desk/sign-in", "email", "a@desk.example", "password", goodPassword, "next", next)
		a.want(t, http.StatusSeeOther)
		if got := a.Header.Get("Location"); got != "/desk" {
			t.Errorf("next=%q leads to %q", next, got)
		}
		a = c.post("/desk/sources", "name", "one", "do", "enable", "back", next)
		if got := a.Header.Get("Location"); got != "/desk/sources" {
			t.Errorf("back=%q leads to %q", next, got)
		}
	}
	c := s.client()
	a := c.post("/desk/sign-in", "email", "a@desk.example", "password", goodPassword, "next", "/desk/sources?state=ok")
	if got := a.Header.Get("Location"); got != "/desk/sources?state=ok" {
		t.Errorf("a page of the desk: %q", got)
	}
}

// TestStrangersTexts: what feeds and sites write is text on every page, and the policy forbids scripts.
func TestStrangersTexts(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Admin)
	for _, path := range []string{
		"/desk", "/desk/sources?q=<script>alert(4)</script>", "/desk/sources/one", "/desk/articles", "/desk/articles/1",
		"/desk/issues/1", "/desk/articles?outlet=%22%3E%3Cscript%3Ealert(5)",
	} {
		a := c.get(path)
		a.want(t, http.StatusOK)
		if strings.Contains(a.body, "<script") || strings.Contains(a.body, "<img") {
			t.Errorf("%s holds a stranger's markup", path)
		}
		policy := a.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s has the policy %q", path, policy)
		}
	}
	a := c.post("/desk/sources/find", "address", "https://found.example")
	a.want(t, http.StatusOK, "Found &lt;b&gt;", "announced by the page")
	if strings.Contains(a.body, "<script") {
		t.Error("an item's title is markup")
	}
	policy := c.get("/desk/issues/1/letter").Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "sandbox;") || strings.Contains(policy, "script") {
		t.Errorf("the letter has the policy %q", policy)
	}
}

// TestInvitations: a link opens an account once, in its time, with the role it names; the page shows it once and mails
// it.
func TestInvitations(t *testing.T) {
	s := open(t, desk.Config{URL: "https://press.example"})
	admin := s.signedIn(newsroom.Admin)
	admin.post("/desk/settings/people", "email", "not an address", "role", "editor").want(t, http.StatusSeeOther)
	admin.get("/desk/settings/people").want(t, http.StatusOK, "is not an e-mail address")
	a := admin.post("/desk/settings/people", "email", "new@desk.example", "role", "editor")
	a.want(t, http.StatusOK, "also mailed")
	_, rest, _ := strings.Cut(a.body, "https://press.example/desk/welcome/")
	token, _, _ := strings.Cut(rest, `"`)
	if len(token) < 40 || len(s.run.mails) != 1 || !strings.Contains(s.run.mails[0], token) {
		t.Fatalf("the link %q was not mailed: %q", token, s.run.mails)
	}
	if strings.Contains(admin.get("/desk/settings/people").body, token) {
		t.Error("the link is shown again")
	}
	c := s.client()
	path := "/desk/welcome/" + token
	c.get(path).want(t, http.StatusOK, "new@desk.example", "editor")
	c.get(path).want(t, http.StatusOK) // a scanner's visit changes nothing
	for _, bad := range []string{"", "short", "1234567890", "aaaaaaaaaaaaaa", "new@desk.example"} {
		c.post(path, "name", "New", "password", bad).want(t, http.StatusUnprocessableEntity, "too short or too simple")
	}
	c.post(path, "name", "New", "email", "liar@desk.example", "role", "admin", "password", goodPassword).want(t,
		http.StatusSeeOther)
	c.get("/desk").want(t, http.StatusOK, "New")
	c.get("/desk/settings/people").want(t, http.StatusForbidden, "admin")
	s.client().get(path).want(t, http.StatusNotFound, "does not work any more")
	s.client().post(path, "name", "Second", "password", goodPassword).want(t, http.StatusNotFound)
	if _, err := s.st.PersonByEmail(t.Context(), "liar@desk.example"); !errors.Is(err, news.ErrNotFound) {
		t.Error("the address of the invitation was not kept")
	}
	a = admin.post("/desk/settings/people", "email", "late@desk.example", "role", "viewer")
	_, rest, _ = strings.Cut(a.body, "https://press.example/desk/welcome/")
	token, _, _ = strings.Cut(rest, `"`)
	s.now = s.now.Add(desk.InvitationLasts)
	s.client().get("/desk/welcome/"+token).want(t, http.StatusNotFound)
}

// TestLastAdmin: nobody can lock everybody out.
func TestLastAdmin(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	c.post("/desk/settings/people/1", "role", "viewer", "enabled", "yes").want(t, http.StatusSeeOther)
	c.get("/desk/settings/people").want(t, http.StatusOK, "would have no admin")
	c.post("/desk/settings/people/1", "role", "owner", "enabled", "yes").want(t, http.StatusSeeOther)
	c.get("/desk/settings/people").want(t, http.StatusOK, "is not a role")
}

// TestSources: find, add, pause by the list, undo, edit with a mistake and without, and an undo that was overtaken.
func TestSources(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/sources").want(t, http.StatusOK, "The One", "No answer")
	c.get("/desk/sources?state=ok").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/sources?region=Central+Asia&lang=ru&q=ONE&state=failing").want(t, http.StatusOK, "The One")
	c.post("/desk/sources/add", "source", `{"name":"x"`).want(t, http.StatusNotFound)
	c.post("/desk/sources/add", "source", `{"name":"x","kind":"feed","url":"ftp://x"}`, "outlet", "X").want(t,
		http.StatusSeeOther)
	c.get("/desk/sources/new").want(t, http.StatusOK, "is not a web address")
	found := `{"name":"one","outlet":{"name":"Another"},"kind":"feed","url":"https://another.example/feed"}`
	a := c.post("/desk/sources/add", "source", found, "outlet", "Another", "country", "tr")
	a.want(t, http.StatusSeeOther)
	if a.Header.Get("Location") != "/desk/sources/one-2" {
		t.Errorf("it leads to %s", a.Header.Get("Location"))
	}
	c.get("/desk/sources/one-2").want(t, http.StatusOK, "Another was added", "Türkiye")
	c.post("/desk/sources").want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "Choose at least one")
	c.post("/desk/sources", "name", "one", "name", "one-2", "name", "gone", "do", "pause").want(t, http.StatusSeeOther)
	a = c.get("/desk/sources")
	a.want(t, http.StatusOK, "2 sources are paused", `name="entry"`)
	var undo []string
	for _, part := range strings.Split(a.body, `name="entry" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		undo = append(undo, "entry", id)
	}
	c.post("/desk/undo", undo...).want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "as it was before")
	for _, name := range []string{"one", "one-2"} {
		if src, err := s.st.Source(t.Context(), name); err != nil || !src.Enabled {
			t.Errorf("%s is not enabled again, %v", name, err)
		}
	}
	c.post("/desk/undo", undo...).want(t, http.StatusSeeOther)
	c.get("/desk/sources").want(t, http.StatusOK, "changed this in the meantime")
	edit := []string{
		"outlet", "The One, new", "url", "https://one.example/feed", "kind", "feed", "language", "kk", "every", "15",
	}
	c.post("/desk/sources/one/edit", append(edit, "time_zone", "Nowhere")...).want(t, http.StatusUnprocessableEntity,
		"is not a time zone", "The One, new")
	c.post("/desk/sources/one/edit", append(edit, "every", "0")...)
	c.post("/desk/sources/one/edit", edit...).want(t, http.StatusSeeOther)
	c.get("/desk/sources/one").want(t, http.StatusOK, "The One, new", "15 min", "language")
	c.post("/desk/sources/one/test").want(t, http.StatusOK, "Just read", "As it is read.")
	s.run.broken = news.Invalid("", "The site took too long to answer.")
	c.post("/desk/sources/find", "address", "https://slow.example").want(t, http.StatusUnprocessableEntity,
		"took too long", "https://slow.example")
	c.get("/desk/sources/none").want(t, http.StatusNotFound)
}

// TestIssues: what the page offers is what can be done; a decision on a state that has passed is refused; each is
// noted.
func TestIssues(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk").want(t, http.StatusOK, "The Daily", "in 3 h", "held")
	c.get("/desk/issues?state=held&digest=daily").want(t, http.StatusOK, "The Daily")
	c.get("/desk/issues?state=sent").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/issues/1").want(t, http.StatusOK, "Approve and send", "Cancel", `sandbox=""`, "actors")
	c.get("/desk/issues/1/letter").want(t, http.StatusOK, "The letter")
	c.post("/desk/issues/1", "do", "approve", "seen", "draft").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "in the meantime")
	c.post("/desk/issues/1", "do", "approve", "seen", "held").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "The issue is approved", "Hold")
	c.post("/desk/issues/1", "do", "hold", "seen", "approved").want(t, http.StatusSeeOther)
	c.post("/desk/issues/1", "do", "cancel", "seen", "held").want(t, http.StatusSeeOther)
	c.get("/desk/issues/1").want(t, http.StatusOK, "missed")
	c.post("/desk/issues/1", "do", "approve", "seen", "missed").want(t, http.StatusSeeOther)
	c.post("/desk/issues/1", "do", "burn", "seen", "missed").want(t, http.StatusNotFound)
	c.get("/desk/issues/99").want(t, http.StatusNotFound)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "issue", Limit: 9})
	if err != nil || len(entries) != 3 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
	c.get("/desk/articles?verdict=kept&lang=ru&country=KZ&outlet=one").want(t, http.StatusOK, "Title &lt;script")
	c.get("/desk/articles?verdict=new").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/articles/1").want(t, http.StatusOK, "Names KZ.", "90", "https://one.example/a", "Text &lt;script")
}

// TestAudit: the log is filtered, exported and says that it was; a formula stays a text.
func TestAudit(t *testing.T) {
	s := open(t, desk.Config{Kept: 730})
	c := s.signedIn(newsroom.Admin)
	c.get("/desk/settings/audit?kind=source").want(t, http.StatusOK, "Nothing yet", "730")
	if err := s.st.Note(t.Context(), newsroom.Entry{
		At: s.now, PersonID: 1, Action: "source.edit", Kind: "source", Name: "=HYPERLINK(1)",
		Was: `{"every":1800000000000,"outlet":{"name":"A"}}`, Became: `{"every":900000000000,"outlet":{"name":"B"}}`,
	}); err != nil {
		t.Fatal(err)
	}
	c.get("/desk/settings/audit?kind=source&person=1&from=2026-11-30&to=2026-11-30").want(t, http.StatusOK,
		"outlet.name", "30m0s", "15m0s")
	c.get("/desk/settings/audit?from=2026-12-01").want(t, http.StatusOK, "Nothing yet")
	a := c.get("/desk/settings/audit.csv?kind=source")
	a.want(t, http.StatusOK, "source.edit", "'=HYPERLINK")
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") {
		t.Error(a.Header.Get("Content-Type"))
	}
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "audit", Limit: 9})
	if err != nil || len(entries) != 1 || entries[0].Action != "audit.export" {
		t.Errorf("the export was not noted: %v, %v", entries, err)
	}
}

// TestEmpty: every place says what to do when there is nothing.
func TestEmpty(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	for path, says := range map[string]string{
		"/desk": "No digest yet", "/desk/sources": "No source yet", "/desk/articles": "No article has been read yet",
		"/desk/digests": "No digest yet", "/desk/issues": "No issue has been made yet",
	} {
		c.get(path).want(t, http.StatusOK, says)
	}
}

// TestLanguages: a page comes in the person's language, a door in the browser's or the one asked for.
func TestLanguages(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Viewer)
	for lang, says := range map[string]string{
		"en": "What needs you", "ru": "требует", "kk": "күтіп",
		"tr": "Sizi bekleyenler",
	} {
		c.post("/desk/me", "name", "Name", "language", lang, "time_zone", "Asia/Almaty").want(t, http.StatusSeeOther)
		c.get("/desk").want(t, http.StatusOK, `lang="`+lang+`"`, says)
	}
	c.post("/desk/me", "name", "Name", "language", "xx").want(t, http.StatusSeeOther)
	c.get("/desk/me").want(t, http.StatusOK, "xx")
	door := s.client()
	door.header.Set("Accept-Language", "kk-KZ,ru;q=0.5")
	door.get("/desk/sign-in").want(t, http.StatusOK, `lang="kk"`)
	door.get("/desk/sign-in?lang=tr").want(t, http.StatusOK, "Giriş yap")
}

// TestStyle: the style sheet is small, keeps its name while it is the same, and needs no door.
func TestStyle(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.client()
	_, rest, _ := strings.Cut(c.get("/desk/sign-in").body, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	a := c.get(path)
	a.want(t, http.StatusOK, "@layer")
	if len(a.body) > 14<<10 {
		t.Errorf("%d bytes", len(a.body))
	}
	if got := a.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Error(got)
	}
	if len(a.Header.Values("Set-Cookie")) > 0 {
		t.Error("it sets a cookie")
	}
	c.get("/desk/assets/desk.css").want(t, http.StatusNotFound)
}

// TestDemo: the link signs in as often as one likes; without the setting there is no such address.
func TestDemo(t *testing.T) {
	s := open(t, desk.Config{Demo: "secret-of-the-demo"})
	s.person("admin@desk.example", newsroom.Admin)
	for range 2 {
		c := s.client()
		c.get("/desk/demo/secret-of-the-demo").want(t, http.StatusSeeOther)
		c.get("/desk").want(t, http.StatusOK)
	}
	s.client().get("/desk/demo/another").want(t, http.StatusNotFound)
	plain := open(t, desk.Config{})
	plain.person("admin@desk.example", newsroom.Admin)
	if a := plain.client().get("/desk/demo/"); a.StatusCode != http.StatusSeeOther ||
		!strings.HasPrefix(a.Header.Get("Location"), "/desk/sign-in") {
		t.Errorf("without the setting: %d", a.StatusCode)
	}
}
