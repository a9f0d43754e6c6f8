package desk_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// ministry is an identity provider: oidctest for what is known of it, and codes of ours.
type ministry struct {
	t      *testing.T
	url    string
	key    *rsa.PrivateKey
	claims map[string]any // of who signs in
	nonce  string         // of the last leaving
	signs  crypto.PrivateKey
	asked  url.Values // the last question for a token
}

func newMinistry(t *testing.T) *ministry {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m := &ministry{t: t, key: key, signs: key}
	known := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{
		PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.RS256,
	}}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" {
			known.ServeHTTP(w, r)
			return
		}
		_ = r.ParseForm()
		m.asked = r.PostForm
		if r.PostForm.Get("code") != "good" {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		all := map[string]any{
			"iss": m.url, "aud": "desk", "sub": "17", "nonce": m.nonce, "exp": start.Add(time.Hour).Unix(),
			"iat": start.Unix(), "email": "aida@ministry.example", "email_verified": true, "name": "Aida",
		}
		for k, v := range m.claims {
			all[k] = v
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": "a", "token_type": "Bearer", "id_token": oidctest.SignIDToken(m.signs, "k", oidc.RS256, string(b)),
		})
	}))
	t.Cleanup(server.Close)
	m.url = server.URL
	known.SetIssuer(server.URL)
	return m
}

// through goes to the provider and comes back with a code.
func (m *ministry) through(c *client, next, code string) answer {
	m.t.Helper()
	a := c.get("/desk/oidc?next=" + url.QueryEscape(next))
	a.want(m.t, http.StatusSeeOther)
	u, err := url.Parse(a.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(u.String(), m.url+"/auth?") {
		m.t.Fatalf("it leads to %s, %v", u, err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || q.Get("nonce") == "" {
		m.t.Errorf("it asks %s", u.RawQuery)
	}
	m.nonce = q.Get("nonce")
	return c.get("/desk/oidc/callback?code=" + code + "&state=" + url.QueryEscape(q.Get("state")))
}

// TestOIDC: groups give roles at each sign-in; who is in none is refused; what was tampered with is refused; an admin
// with a password stays the way in for emergencies.
func TestOIDC(t *testing.T) {
	m := newMinistry(t)
	cfg := desk.Config{OIDC: desk.OIDC{
		Issuer: m.url, ClientID: "desk", ClientSecret: "s", Name: "Ministry <b>", Admins: []string{"chiefs"},
		Editors: []string{"press", "writers"}, Viewers: []string{"all"}, Only: true,
	}}
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	s := open(t, cfg)
	s.client().get("/desk/sign-in").want(t, http.StatusOK, "Sign in with Ministry &lt;b&gt;", "Passwords are for admins")

	m.claims = map[string]any{"groups": []string{"all", "press"}}
	c := s.client()
	a := m.through(c, "/desk/sources?state=ok", "good")
	a.want(t, http.StatusSeeOther)
	if a.Header.Get("Location") != "/desk/sources?state=ok" || m.asked.Get("code_verifier") == "" {
		t.Errorf("%s, %v", a.Header.Get("Location"), m.asked)
	}
	p, err := s.st.PersonByEmail(t.Context(), "aida@ministry.example")
	if err != nil || p.Role != newsroom.Editor || p.Password != "" || !p.Enabled {
		t.Fatalf("%+v, %v", p, err)
	}
	c.get("/desk/sources/new").want(t, http.StatusOK)
	m.claims = map[string]any{"groups": "all", "email": "new-address@ministry.example"} // one group as a text
	m.through(s.client(), "https://evil.example/", "good").want(t, http.StatusSeeOther)
	if p, err = s.st.Person(t.Context(), p.ID); err != nil || p.Role != newsroom.Viewer {
		t.Errorf("%+v, %v", p, err)
	}
	c.get("/desk/sources/new").want(t, http.StatusForbidden) // at once, in the session that was there

	for name, claims := range map[string]map[string]any{
		"no group":         {"groups": []string{"others"}},
		"no groups at all": {},
		"not verified":     {"groups": []string{"all"}, "sub": "18", "email_verified": false, "email": "x@ministry.example"},
		"another audience": {"groups": []string{"all"}, "aud": "other"},
		"another issuer":   {"groups": []string{"all"}, "iss": "https://evil.example"},
		"another nonce":    {"groups": []string{"all"}, "nonce": "other"},
		"ended":            {"groups": []string{"all"}, "exp": start.Add(-time.Hour).Unix()},
		"nobody's address": {"groups": []string{"all"}, "sub": "19", "email": "no address"},
	} {
		m.claims = claims
		c := s.client()
		if a := m.through(c, "/desk", "good"); a.StatusCode < 400 || c.token() != "" {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	m.claims = map[string]any{"groups": []string{"chiefs"}}
	m.through(s.client(), "/desk", "bad").want(t, http.StatusBadGateway)
	strange, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m.signs = strange
	m.through(s.client(), "/desk", "good").want(t, http.StatusBadGateway)
	m.signs = m.key

	// a callback that this browser did not ask for signs nobody in (login CSRF)
	other, victim := s.client(), s.client()
	u, err := url.Parse(other.get("/desk/oidc").Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	back := "/desk/oidc/callback?code=good&state=" + url.QueryEscape(u.Query().Get("state"))
	victim.get(back).want(t, http.StatusNotFound)
	victim.get("/desk/oidc")
	victim.get(back).want(t, http.StatusNotFound)
	other.header.Set("Cookie", "attache_oidc=e30.e30")
	other.get(back).want(t, http.StatusNotFound)

	// the way in for emergencies: an admin's password; nobody's at the provider becomes that account
	boss := s.person("boss@ministry.example", newsroom.Admin)
	s.person("plain@ministry.example", newsroom.Editor)
	s.client().post("/desk/sign-in", "email", "plain@ministry.example", "password", goodPassword).want(t,
		http.StatusUnauthorized)
	s.client().enter("boss@ministry.example")
	m.claims = map[string]any{"groups": []string{"all"}, "sub": "boss", "email": "BOSS@ministry.example"}
	m.through(s.client(), "/desk", "good").want(t, http.StatusForbidden)
	if p, err := s.st.Person(t.Context(), boss.ID); err != nil || p.Role != newsroom.Admin {
		t.Errorf("%+v, %v", p, err)
	}
	m.claims = map[string]any{"groups": []string{"all"}, "sub": "plain", "email": "plain@ministry.example"}
	m.through(s.client(), "/desk", "good").want(t, http.StatusSeeOther) // an invited one is taken over
	err = s.st.EditPerson(t.Context(), p.ID, func(p *newsroom.Person) error { p.Enabled = false; return nil }, "",
		newsroom.Entry{At: s.now, Action: "person.edit"})
	if err != nil {
		t.Fatal(err)
	}
	m.claims = map[string]any{"groups": []string{"chiefs"}}
	m.through(s.client(), "/desk", "good").want(t, http.StatusForbidden) // a closed account stays closed
	entries, err := s.st.Entries(t.Context(), newsroom.Filter{Kind: "session", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name+e.Was+e.Became, "@") {
			t.Errorf("the log has an address: %+v", e)
		}
	}
}

// TestOIDCConfig holds what is refused before anything is served, and that a provider that is down is told of.
func TestOIDCConfig(t *testing.T) {
	for _, c := range []desk.OIDC{
		{Only: true},
		{Issuer: "ftp://x"},
		{Issuer: "http://login.example", ClientID: "x", Viewers: []string{"x"}},
		{Issuer: "https://login.example", Viewers: []string{"x"}},
		{Issuer: "https://login.example", ClientID: "x"},
	} {
		cfg := desk.Config{OIDC: c}
		var invalid *news.InvalidError
		if err := cfg.Validate(); err == nil {
			t.Errorf("%+v is taken", c)
		} else if !errors.As(err, &invalid) {
			t.Error(err)
		}
	}
	s := open(t, desk.Config{OIDC: desk.OIDC{Issuer: "http://127.0.0.1:1", ClientID: "x", Viewers: []string{"x"}}})
	s.client().get("/desk/oidc").want(t, http.StatusBadGateway, "does not answer")
}
