package mail

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// gate is a mail server that wants a token (XOAUTH2).
type gate struct {
	station
	token  string // the one that it takes
	logins int
}

func (g *gate) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &gateSession{stop: stop{station: &g.station}, gate: g}, nil
}

type gateSession struct {
	stop
	gate *gate
	in   bool
}

func (s *gateSession) AuthMechanisms() []string { return []string{"XOAUTH2", sasl.Plain} }

func (s *gateSession) Auth(string) (sasl.Server, error) { return &bearer{s: s}, nil }

func (s *gateSession) Mail(from string, o *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	return s.stop.Mail(from, o)
}

// bearer is the server's side, as Google and Microsoft have it: a refusal is a challenge with JSON, then 535.
type bearer struct {
	s     *gateSession
	asked bool
}

func (b *bearer) Next(response []byte) ([]byte, bool, error) {
	if b.asked {
		return nil, true, &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "token not accepted"}
	}
	g := b.s.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	g.logins++
	if string(response) == "user=press@example.org\x01auth=Bearer "+g.token+"\x01\x01" {
		b.s.in = true
		return nil, true, nil
	}
	b.asked = true
	return []byte(`{"status":"401"}`), false, nil
}

func startGate(t *testing.T, token string) (*gate, Relay) {
	t.Helper()
	g := &gate{station: station{got: map[string]int{}}, token: token}
	srv := smtp.NewServer(g)
	srv.AllowInsecureAuth = true // on this machine
	port := serveServer(t, srv)
	return g, Relay{
		Name: "gate", Host: "127.0.0.1", Port: port, Security: NoTLS, Username: "press@example.org",
		Login: Login{Auth: AuthXOAuth2},
	}
}

// office gives tokens for a refresh token.
type office struct {
	mu    sync.Mutex
	asked int
	last  http.Request
	says  func(n int) (status int, body string)
}

func startOffice(t *testing.T, says func(n int) (int, string)) (*office, string) {
	t.Helper()
	o := &office{says: says}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.asked++
		_ = r.ParseForm() // it is compared below
		o.last = *r
		status, body := o.says(o.asked)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(srv.Close)
	return o, srv.URL
}

func TestTokenFromAddress(t *testing.T) {
	g, r := startGate(t, "t1")
	o, at := startOffice(t, func(n int) (int, string) {
		return 200, fmt.Sprintf(`{"access_token":"t%d","token_type":"Bearer","expires_in":3600,"refresh_token":"new%d"}`,
			n, n)
	})
	r.TokenURL, r.ClientID, r.ClientSecret, r.RefreshToken = at, "id", "hush-hush", "old"
	clock := &fixed{t: noon}
	p := startPool(t, clock, nil, r)
	s := p.relays[0].Sender
	s.tokens.now = clock.now
	for range 2 {
		if kinds, all := through(t, p, 4); kinds[Sent] != 4 {
			t.Fatalf("%v %+v", kinds, all[0])
		}
		p.Close() // the next connections log in anew, by the token that was kept
	}
	if f := o.last.PostForm; o.asked != 1 || f.Get("refresh_token") != "old" || f.Get("client_id") != "id" ||
		f.Get("grant_type") != "refresh_token" {
		t.Errorf("asked %d times, last with %v", o.asked, f)
	}

	// The token ends: a new one is asked for, by the refresh token that came last.
	g.set(func(*station) { g.token = "t2" })
	clock.add(2 * time.Hour)
	if kinds, all := through(t, p, 4); kinds[Sent] != 4 || o.asked != 2 || o.last.PostForm.Get("refresh_token") != "new1" {
		t.Fatalf("%v %+v asked %d times", kinds, all[0], o.asked)
	}

	// The server refuses one before its time: the next is tried at once.
	p.Close()
	g.set(func(*station) { g.token = "t3" })
	if kinds, all := through(t, p, 4); kinds[Sent] != 4 || o.asked != 3 {
		t.Fatalf("%v %+v asked %d times", kinds, all[0], o.asked)
	}

	// It refuses every one: the operator is told, and no secret.
	p.Close()
	g.set(func(*station) { g.token = "none" })
	kinds, all := through(t, p, 2)
	for _, o := range all {
		if o.Brake == "" || strings.Contains(o.Talk+o.Response+o.Brake, "t4") ||
			!strings.Contains(o.Brake, "token not accepted") {
			t.Errorf("%v %+v", kinds, o)
		}
	}
}

func TestTokenWithdrawn(t *testing.T) {
	_, r := startGate(t, "t1")
	b, rb := startStation(t, "b")
	_, at := startOffice(t, func(int) (int, string) { return 400, `{"error":"invalid_grant","error_description":"x"}` })
	r.TokenURL, r.ClientID, r.RefreshToken = at, "id", "old"
	p := startPool(t, &fixed{t: noon}, nil, r, rb)
	if kinds, all := through(t, p, 6); kinds[Sent] != 6 || b.count() != 6 {
		t.Errorf("%v %+v", kinds, all[0])
	}
	s := p.state(p.relays[0])
	if s.Closed != RelayRefuses || !strings.Contains(s.Why, "invalid_grant") ||
		!strings.Contains(s.Why, "mail.relays[gate].refresh_token") {
		t.Errorf("%+v", s)
	}
}

// TestTokenOfficeDown: what may pass is no fault of the settings.
func TestTokenOfficeDown(t *testing.T) {
	_, r := startGate(t, "t1")
	_, at := startOffice(t, func(int) (int, string) { return 503, `busy` })
	r.TokenURL, r.ClientID, r.RefreshToken = at, "id", "old-secret"
	p := startPool(t, &fixed{t: noon}, nil, r)
	kinds, all := through(t, p, 2)
	if kinds[Unsent] != 2 || all[0].Brake != "" || strings.Contains(all[0].Response, "old-secret") {
		t.Errorf("%v %+v", kinds, all[0])
	}
	if s := p.state(p.relays[0]); s.Closed != RelayDown {
		t.Errorf("%+v", s)
	}
}

func TestTokenFromCommand(t *testing.T) {
	dir := t.TempDir()
	script := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, text, token string
		life              time.Duration
	}{
		{"plain", "echo tok", "tok", tokenUnknown},
		{"json", `echo '{"access_token":"tok","expires_in":3599}'`, "tok", 3599 * time.Second},
		{"empty", "true", "", 0},
		{"failing", "echo secret-of-mine >&2; exit 3", "", 0},
		{"words", "echo Please log in first", "", 0},
	} {
		token, life, err := run(t.Context(), []string{script(c.name, c.text)})
		if token != c.token || life != c.life || (err == nil) != (c.token != "") {
			t.Errorf("%s: %q for %s, %v", c.name, token, life, err)
		}
	}
	if _, _, err := run(t.Context(), []string{filepath.Join(dir, "nowhere")}); err == nil {
		t.Error("a command that is not there gives a token")
	}
	g, r := startGate(t, "tok")
	r.TokenCommand = []string{filepath.Join(dir, "json")}
	if kinds, all := through(t, startPool(t, &fixed{t: noon}, nil, r), 3); kinds[Sent] != 3 || g.count() != 3 {
		t.Errorf("%v %+v", kinds, all[0])
	}
}

func TestTokenNeedsItsMechanism(t *testing.T) {
	_, r := startStation(t, "plain")
	r.Username, r.Auth, r.TokenCommand = "u@example.org", AuthXOAuth2, []string{"echo", "tok"}
	p := startPool(t, &fixed{t: noon}, nil, r)
	_, all := through(t, p, 1)
	if !strings.Contains(all[0].Brake, "AUTH") {
		t.Errorf("%+v", all[0])
	}
}
