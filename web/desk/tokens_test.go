package desk_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"attache/newsroom"
	"attache/web/desk"
)

// asks is a request with a token.
func asks(t *testing.T, header string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/sources", http.NoBody)
	r.Header.Set("Authorization", header)
	return r
}

// TestTokens: a token is shown once and kept as a hash; it may what its scopes and its person may; it ends by hand,
// by time, with the account; nobody revokes another's but an admin.
func TestTokens(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/me/tokens").want(t, http.StatusOK, "No program has access")
	c.post("/desk/me/tokens", "name", "x").want(t, http.StatusSeeOther) // without a scope
	c.get("/desk/me/tokens").want(t, http.StatusOK, "at least one scope")
	c.post("/desk/me/tokens", "name", "x", "scope", "everything").want(t, http.StatusSeeOther)
	a := c.post("/desk/me/tokens", "name", "Script <b>", "scope", "read", "scope", "sources", "days", "30")
	a.want(t, http.StatusOK, "attache_", "Script &lt;b&gt;")
	if a.Header.Get("Content-Encoding") == "gzip" {
		t.Error("a page with a secret is compressed")
	}
	_, rest, _ := strings.Cut(a.body, `value="attache_`)
	secret, _, _ := strings.Cut(rest, `"`)
	token := "attache_" + secret
	if strings.Contains(c.get("/desk/me/tokens").body, secret) {
		t.Error("the token is shown twice")
	}
	for header, may := range map[string]map[newsroom.Action]bool{
		"Bearer " + token: {
			newsroom.Look: true, newsroom.EditSources: true, newsroom.DecideIssues: false, newsroom.ManagePeople: false,
			newsroom.Own: false, newsroom.ReadAudit: false,
		},
		"bearer " + token:       {newsroom.Look: true},
		"Basic " + token:        {newsroom.Look: false},
		token:                   {newsroom.Look: false},
		"":                      {newsroom.Look: false},
		"Bearer attache_":       {newsroom.Look: false},
		"Bearer " + token + "x": {newsroom.Look: false},
		"Bearer x" + token:      {newsroom.Look: false},
	} {
		for action, want := range may {
			p, err := s.desk.Bearer(asks(t, header), action)
			if got := err == nil; got != want || got && p.Person.Role != newsroom.Editor {
				t.Errorf("%.12q to %s: %v", header, action, err)
			}
		}
	}
	all, err := s.st.Tokens(t.Context(), 0)
	if err != nil || len(all) != 1 || strings.Contains(all[0].Hash, secret) || all[0].Used.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
	viewer := s.signedIn(newsroom.Viewer)
	viewer.post("/desk/me/tokens/1").want(t, http.StatusNotFound)
	viewer.get("/desk/settings/tokens").want(t, http.StatusForbidden)
	viewer.get("/desk/me/tokens").want(t, http.StatusOK, "No program has access")
	admin := s.signedIn(newsroom.Admin)
	admin.get("/desk/settings/tokens").want(t, http.StatusOK, "Script", "Name editor")
	works := func() bool {
		_, err := s.desk.Bearer(asks(t, "Bearer "+token), newsroom.Look)
		if err != nil && !errors.Is(err, desk.ErrNoToken) {
			t.Error(err)
		}
		return err == nil
	}
	s.now = s.now.AddDate(0, 0, 31)
	if works() {
		t.Error("it works after its end")
	}
	s.now = s.now.AddDate(0, 0, -31)
	edit := func(f func(*newsroom.Person)) {
		t.Helper()
		err := s.st.EditPerson(t.Context(), all[0].PersonID, func(p *newsroom.Person) error { f(p); return nil }, "",
			newsroom.Entry{At: s.now, Action: "person.edit"})
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(func(p *newsroom.Person) { p.Role = newsroom.Viewer })
	if _, err := s.desk.Bearer(asks(t, "Bearer "+token), newsroom.EditSources); err == nil {
		t.Error("it may more than its person")
	}
	edit(func(p *newsroom.Person) { p.Enabled = false })
	if works() {
		t.Error("it works for a closed account")
	}
	edit(func(p *newsroom.Person) { p.Enabled = true })
	admin.post("/desk/settings/tokens/1").want(t, http.StatusSeeOther)
	if works() {
		t.Error("it works after it was revoked")
	}
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "token", Limit: 9})
	if err != nil || len(entries) != 2 || entries[0].Action != "token.revoke" {
		t.Errorf("%+v, %v", entries, err)
	}
	for range 40 { // guesses wait, from this place
		_, err = s.desk.Bearer(asks(t, "Bearer attache_guess"), newsroom.Look)
	}
	if err == nil || errors.Is(err, desk.ErrNoToken) {
		t.Errorf("after 40 guesses: %v", err)
	}
}

// TestRefusalsAreNoted: a sign-in that was refused stands in the log, with the account's number and no address.
func TestRefusalsAreNoted(t *testing.T) {
	s := open(t, desk.Config{OIDC: desk.OIDC{Issuer: "http://127.0.0.1:1", ClientID: "x", Viewers: []string{"x"}}})
	p := s.person("secret.name@desk.example", newsroom.Viewer)
	c := s.client()
	c.post("/desk/sign-in", "email", p.Email, "password", "wrong wrong wrong").want(t, http.StatusUnauthorized)
	c.post("/desk/sign-in", "email", "stranger@desk.example", "password", "wrong wrong").want(t, http.StatusUnauthorized)
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "session", Limit: 9})
	if err != nil || len(entries) != 2 || entries[0].Name != "" || entries[1].Name != "1" {
		t.Fatalf("%+v, %v", entries, err)
	}
	admin := s.signedIn(newsroom.Admin)
	a := admin.get("/desk/settings/audit?kind=session")
	a.want(t, http.StatusOK, "sign-in refused")
	if strings.Contains(a.body, "stranger@") || strings.Contains(admin.get("/desk/settings/audit.csv").body, "stranger@") {
		t.Error("the log has an address")
	}
	for range 300 {
		c.get("/desk/oidc/callback")
	}
	entries, err = s.st.Entries(t.Context(), newsroom.Filter{Kind: "session", Limit: 1000})
	if err != nil || len(entries) > 250 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}
