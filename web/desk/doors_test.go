package desk_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

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
		"/desk/me/tokens", "/desk/sources/one/history", "/desk/sources/catalogue", "/desk/sources/export",
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
	c.get("/desk").want(t, http.StatusOK)
	s.now = s.now.Add(16 * time.Minute)
	s.client().enter("aida@desk.example")
}

// TestGuessesAtOnce: attempts that come together are counted as those that come one by one.
func TestGuessesAtOnce(t *testing.T) {
	s := open(t, desk.Config{})
	s.person("aida@desk.example", newsroom.Editor)
	var looked atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if a := s.client().post("/desk/sign-in", "email", "aida@desk.example", "password", "a wrong guess"); a.StatusCode ==
				http.StatusUnauthorized {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if n := looked.Load(); n != 5 {
		t.Errorf("%d of 20 guesses were looked at", n)
	}
}

// TestPlaceOfSignIn: who is not behind our proxy cannot name another address at each attempt; who is behind it, is told
// apart by the address that it names. Being right does not count as an attempt.
func TestPlaceOfSignIn(t *testing.T) {
	for _, c := range []struct {
		url, from string
		many      bool
	}{
		{"http://desk.lan:8080", "10.1.2.3:999", false},
		{"https://press.example", "10.1.2.3:999", true},
		{"http://127.0.0.1:8080", "127.0.0.1:999", true},
		{"https://press.example", "203.0.113.7:999", false},
	} {
		s := open(t, desk.Config{URL: c.url})
		s.person("aida@desk.example", newsroom.Editor)
		attempt := func(n int, password string) int {
			form := url.Values{"email": {"aida@desk.example"}, "password": {password}}
			r := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Forwarded-For", "198.51.100."+strconv.Itoa(n))
			r.RemoteAddr = c.from
			w := httptest.NewRecorder()
			s.desk.ServeHTTP(w, r)
			return w.Code
		}
		for n := range 5 {
			attempt(n, "a wrong guess")
		}
		want := http.StatusTooManyRequests
		if c.many {
			want = http.StatusSeeOther
		}
		for range 3 {
			if got := attempt(77, goodPassword); got != want {
				t.Errorf("%s from %s: %d, not %d", c.url, c.from, got, want)
			}
		}
	}
}

// TestFormsWhole: a form that cannot be read whole changes nothing, and is no attempt to sign in.
func TestFormsWhole(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	before := s.state()
	c.post("/desk/sources/one/edit", "outlet", "Other", "junk", strings.Repeat("x", 300<<10)).want(t,
		http.StatusRequestEntityTooLarge, "too large")
	r := httptest.NewRequest(http.MethodPost, "/desk/sign-in", strings.NewReader("email=%zz&password=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.desk.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("a broken form: %d", w.Code)
	}
	if s.state() != before {
		t.Error("a form that was not whole changed something")
	}
	c.get("/desk/articles?from=%zz").want(t, http.StatusOK)
}

// TestDoorsKeepLanguage: the language that was chosen at a door, and where one was going, outlast a form; a new account
// has that language. Links start with the path of the pages.
func TestDoorsKeepLanguage(t *testing.T) {
	s := open(t, desk.Config{URL: "https://press.example/news", Base: "/news"})
	s.fill()
	c := s.client()
	a := c.get("/desk/sign-in?lang=ru&next=%2Fdesk%2Fsources%3Fstate%3Dfailing")
	a.want(t, http.StatusOK, `action="/news/desk/sign-in?lang=ru"`,
		`href="/news/desk/sign-in?next=%2Fdesk%2Fsources%3Fstate%3Dfailing&amp;lang=kk"`)
	c.post("/desk/sign-in?lang=ru", "email", "x@desk.example", "password", "wrong words", "next", "/desk/issues").want(t,
		http.StatusUnauthorized, `<html lang="ru"`, `next=%2Fdesk%2Fissues&amp;lang=kk`)
	token, hash := desk.NewToken()
	if err := s.st.Invite(t.Context(), &newsroom.Invitation{
		Token: hash, Email: "new@desk.example", Role: newsroom.Viewer, Created: s.now, Expires: s.now.Add(time.Hour),
	}, newsroom.Entry{At: s.now}); err != nil {
		t.Fatal(err)
	}
	path := "/desk/welcome/" + token + "?lang=kk"
	c.get(path).want(t, http.StatusOK, `action="/news`+path+`"`)
	c.post(path, "name", "New", "password", goodPassword).want(t, http.StatusSeeOther)
	if p, err := s.st.PersonByEmail(t.Context(), "new@desk.example"); err != nil || p.Language != "kk" {
		t.Errorf("the account's language is %q, %v", p.Language, err)
	}
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
	s = open(t, desk.Config{URL: "https://press.example"}) // behind a proxy that does not pass the host's name on
	c = s.client()
	c.header = http.Header{"Origin": {"https://press.example"}}
	c.post("/desk/sign-in", "email", "x@y.example", "password", "wrong words").want(t, http.StatusUnauthorized)
	c.header = http.Header{"Origin": {"https://press.example.evil.example"}}
	c.post("/desk/sign-in", "email", "x@y.example", "password", "wrong words").want(t, http.StatusForbidden)
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
		body := strings.Replace(a.body, `<script src="/desk/assets/desk.`, "", 1)
		if strings.Contains(body, "<script") || strings.Contains(a.body, "<img") {
			t.Errorf("%s holds a stranger's markup", path)
		}
		policy := a.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s has the policy %q", path, policy)
		}
	}
	a := c.post("/desk/sources/find", "address", "https://found.example")
	a.want(t, http.StatusOK, "Found &lt;b&gt;", "announced by the page")
	if strings.Count(a.body, "<script") != 1 {
		t.Error("an item's title is markup")
	}
	policy := c.get("/desk/issues/1/letter").Header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "sandbox ") || strings.Contains(policy, "script") ||
		strings.Contains(policy, "same-origin") || strings.Contains(policy, "top-navigation") {
		t.Errorf("the letter has the policy %q", policy)
	}
}

// TestInvitations: a link opens an account once, in its time, with the role it names; the page shows it once and mails
// it.
func TestInvitations(t *testing.T) {
	s := open(t, desk.Config{URL: "https://press.example"})
	s.fill()
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
	if p, err := s.st.PersonByEmail(t.Context(), "new@desk.example"); err != nil || p.TimeZone != "Asia/Almaty" {
		t.Errorf("the zone of the digest: %q, %v", p.TimeZone, err)
	}
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

// TestLinksEnd: a link for a password does not open an account that was closed after it, nor undo a password chosen
// since; the one for the first admin ends when there is an admin. A link made for a closed account opens it.
func TestLinksEnd(t *testing.T) {
	s := open(t, desk.Config{URL: "https://press.example"})
	s.fill()
	token, hash := desk.NewToken()
	if err := s.st.Invite(t.Context(), &newsroom.Invitation{
		Token: hash, Role: newsroom.Admin, Created: s.now, Expires: s.now.Add(time.Hour),
	}, newsroom.Entry{At: s.now}); err != nil {
		t.Fatal(err)
	}
	s.client().get("/desk/welcome/"+token).want(t, http.StatusOK)
	admin := s.signedIn(newsroom.Admin)
	first := "/desk/welcome/" + token
	s.client().get(first).want(t, http.StatusNotFound)
	s.client().post(first, "name", "Late", "email", "late@desk.example", "password", goodPassword).want(t,
		http.StatusNotFound)

	p := s.person("gone@desk.example", newsroom.Editor)
	person := "/desk/settings/people/" + strconv.FormatInt(p.ID, 10)
	link := func() string {
		t.Helper()
		a := admin.post(person, "do", "link")
		a.want(t, http.StatusOK)
		_, rest, _ := strings.Cut(a.body, "https://press.example")
		path, _, _ := strings.Cut(rest, `"`)
		return path
	}
	old := link()
	admin.post(person, "role", "editor").want(t, http.StatusSeeOther) // enabled is not ticked
	s.client().post(old, "password", "another steppe morning").want(t, http.StatusNotFound)
	fresh := link()
	admin.post(person, "role", "viewer").want(t, http.StatusSeeOther) // still closed
	c := s.client()
	c.post(fresh, "password", "another steppe morning").want(t, http.StatusSeeOther)
	c.get("/desk").want(t, http.StatusOK)
	old = link()
	c.post("/desk/me/password", "old", "another steppe morning", "password", "one more steppe morning").want(t,
		http.StatusSeeOther)
	s.client().post(old, "password", "a thief's steppe morning").want(t, http.StatusNotFound)
}

// TestLastAdmin: nobody can lock everybody out.
func TestLastAdmin(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Admin)
	c.post("/desk/settings/people/1", "role", "viewer", "enabled", "yes").want(t, http.StatusSeeOther)
	c.get("/desk/settings/people").want(t, http.StatusOK, "would have no admin")
	p := s.person("other@desk.example", newsroom.Editor)
	other := "/desk/settings/people/" + strconv.FormatInt(p.ID, 10)
	seen := []string{"seen", "editor", "enabled", "yes"} // by two admins at once
	c.post(other, append(seen, "role", "viewer")...).want(t, http.StatusSeeOther)
	c.post(other, append(seen, "role", "admin")...).want(t, http.StatusSeeOther)
	c.get("/desk/settings/people").want(t, http.StatusOK, "in the meantime", `name="seen" value="viewer"`)
	c.post("/desk/settings/people/1", "role", "owner", "enabled", "yes").want(t, http.StatusSeeOther)
	c.get("/desk/settings/people").want(t, http.StatusOK, "is not a role")
}
