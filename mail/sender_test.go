package mail

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// inbox is a real SMTP server that keeps what it takes and refuses some recipients.
type inbox struct {
	mu       sync.Mutex
	got      map[string]string // recipient → message
	sessions int
	user     string // authentication is required when set
}

func (b *inbox) NewSession(*smtp.Conn) (smtp.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sessions++
	return &session{inbox: b, open: b.user == ""}, nil
}

type session struct {
	*inbox
	open bool
	to   string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.user || password != "secret" {
			return errors.New("wrong password")
		}
		s.open = true
		return nil
	}), nil
}
func (s *session) Reset()        { s.to = "" }
func (s *session) Logout() error { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.open {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch {
	case strings.HasPrefix(to, "grey"):
		return &smtp.SMTPError{
			Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1},
			Message: "greylisted, come back later",
		}
	case strings.HasPrefix(to, "nobody"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case strings.HasPrefix(to, "policy"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "not from you"}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if strings.HasPrefix(s.to, "spam") {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "content refused"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got[s.to] = string(b)
	return nil
}

// serve starts an inbox and returns its port.
func serve(t *testing.T, b *inbox, tlsConfig *tls.Config) int {
	t.Helper()
	b.got = map[string]string{}
	return serveOn(t, b, tlsConfig)
}

// serveOn starts a server of any kind.
func serveOn(t *testing.T, b smtp.Backend, tlsConfig *tls.Config) int {
	t.Helper()
	srv := smtp.NewServer(b)
	srv.TLSConfig = tlsConfig
	return serveServer(t, srv)
}

// serveServer starts a server.
func serveServer(t *testing.T, srv *smtp.Server) int {
	t.Helper()
	srv.Domain = "sink.example"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close(); l.Close(); <-done }) // it may not have begun to serve
	return l.Addr().(*net.TCPAddr).Port
}

func sender(t *testing.T, cfg Config) *Sender {
	t.Helper()
	if cfg.From == "" {
		cfg.From = "press@example.org"
	}
	s, err := New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// send sends one message to each address and returns the outcomes in their order.
func send(t *testing.T, s *Sender, to ...string) []Outcome {
	t.Helper()
	batch := make([]Message, len(to))
	for i, a := range to {
		batch[i] = sample(a)
	}
	out := make([]Outcome, len(to))
	calls := 0
	s.Send(t.Context(), batch, nil, func(i int, o Outcome) { out[i] = o; calls++ })
	if calls != len(to) {
		t.Fatalf("%d outcomes for %d messages", calls, len(to))
	}
	return out
}

func TestSendOutcomes(t *testing.T) {
	b := &inbox{}
	s := sender(t, Config{Host: "127.0.0.1", Port: serve(t, b, nil), Security: NoTLS, Connections: 1})
	tests := []struct {
		to   string
		kind OutcomeKind
		code int
		dead bool
	}{
		{"a@example.org", Sent, 250, false},
		{"grey@example.org", Deferred, 451, false},
		{"nobody@example.org", Failed, 550, true},
		{"policy@example.org", Deferred, 550, false},
		{"spam@example.org", Failed, 554, false},
		{"z@bücher.example", Sent, 250, false},
		{"no address", Failed, 0, false},
		{"b@example.org", Sent, 250, false},
	}
	var to []string
	for _, c := range tests {
		to = append(to, c.to)
	}
	for i, o := range send(t, s, to...) {
		if c := tests[i]; o.Kind != c.kind || o.Code != c.code || o.Refusal.Sure != c.dead {
			t.Errorf("%s: %+v, want %s %d dead %v", c.to, o, c.kind, c.code, c.dead)
		}
	}
	if len(b.got) != 3 || b.got["z@xn--bcher-kva.example"] == "" {
		t.Errorf("the server took %d messages", len(b.got))
	}
	if !strings.Contains(b.got["a@example.org"], "\r\n=2E\r\n") {
		t.Error("the line with a lone dot was lost")
	}
	if b.sessions != 1 {
		t.Errorf("%d connections for messages that one could carry", b.sessions)
	}
}

func TestConnectionsAreReusedAndRenewed(t *testing.T) {
	b := &inbox{}
	s := sender(t, Config{Host: "127.0.0.1", Port: serve(t, b, nil), Security: NoTLS, Connections: 1, PerConnection: 3})
	for range 2 {
		send(t, s, "a@e.org", "b@e.org")
	}
	if b.sessions != 2 {
		t.Errorf("%d connections for 4 messages at 3 a connection, want 2", b.sessions)
	}
}

func TestSTARTTLSAndPassword(t *testing.T) {
	cert, ca := selfSigned(t)
	b := &inbox{user: "press"}
	port := serve(t, b, &tls.Config{Certificates: []tls.Certificate{cert}})
	s := sender(t, Config{Host: "localhost", Port: port, CAFile: ca, Username: "press", Password: "secret"})
	if o := send(t, s, "a@example.org")[0]; o.Kind != Sent {
		t.Errorf("%+v", o)
	}
	for name, cfg := range map[string]Config{
		"wrong password":      {Host: "localhost", Port: port, CAFile: ca, Username: "press", Password: "guess"},
		"unknown certificate": {Host: "localhost", Port: port, Username: "press", Password: "secret"},
		"no TLS on offer":     {Host: "127.0.0.1", Port: serve(t, &inbox{}, nil)},
		"nobody listens":      {Host: "127.0.0.1", Port: 1, Security: NoTLS},
	} {
		for _, o := range send(t, sender(t, cfg), "a@example.org", "b@example.org") {
			if o.Kind != Unsent || o.Response == "" {
				t.Errorf("%s: %+v, want unsent with a reason", name, o)
			}
		}
	}
}

// script plays a server that goes through its lines: "> text" is said, "< word" awaits a line with that word, "<byte" a
// byte, "<." a message; it hangs up at the end, and "hang" waits until the client does.
func script(t *testing.T, lines ...string) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			play(c, lines)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().(*net.TCPAddr).Port
}

func play(c net.Conn, lines []string) {
	r := bufio.NewReader(c)
	for _, l := range lines {
		switch {
		case l == "hang":
			_, _ = io.Copy(io.Discard, r)
		case l == "<byte":
			if _, err := r.ReadByte(); err != nil {
				return
			}
		case l == "<.":
			for {
				s, err := r.ReadString('\n')
				if err != nil {
					return
				}
				if s == ".\r\n" {
					break
				}
			}
		case l[0] == '<':
			s, err := r.ReadString('\n')
			if err != nil || !strings.Contains(s, strings.TrimSpace(l[1:])) {
				return
			}
		default:
			fmt.Fprintf(c, "%s\r\n", strings.TrimSpace(l[1:]))
		}
	}
}

func TestBrokenServers(t *testing.T) {
	hello := []string{"> 220 hi", "< EHLO", "> 250 sink", "< MAIL", "> 250 ok"}
	data := append(append([]string{}, hello...), "< RCPT", "> 250 ok", "< DATA", "> 354 go on")
	tests := []struct {
		name string
		play []string
		want OutcomeKind
	}{
		{"hangs up before RCPT", hello, Deferred},
		{"hangs up after the final dot", append(append([]string{}, data...), "<."), Doubt},
		{"is silent after the final dot", append(append([]string{}, data...), "<.", "hang"), Doubt},
		{"refuses after the final dot", append(append([]string{}, data...), "<.", "> 554 no"), Failed},
		{"delays after the final dot", append(append([]string{}, data...), "<.", "> 451 later"), Deferred},
		{"closes with 421 at RCPT", append(append([]string{}, hello...), "< RCPT", "> 421 closing"), Deferred},
		{"is silent at MAIL", []string{"> 220 hi", "< EHLO", "> 250 sink", "hang"}, Deferred},
		{"greets with 554", []string{"> 554 go away"}, Unsent},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := sender(t, Config{
				Host: "127.0.0.1", Port: script(t, c.play...), Security: NoTLS,
				Timeout: 300 * time.Millisecond, FinalTimeout: 300 * time.Millisecond, Connections: 1,
			})
			if o := send(t, s, "a@example.org")[0]; o.Kind != c.want {
				t.Errorf("%+v, want %s", o, c.want)
			}
		})
	}
}

func TestClosedIdleConnectionIsReplaced(t *testing.T) {
	one := []string{
		"> 220 hi", "< EHLO", "> 250 sink", "< MAIL", "> 250 ok", "< RCPT", "> 250 ok", "< DATA",
		"> 354 go on", "<.", "> 250 taken",
	}
	for what, lines := range map[string][]string{
		"hangs up": one, "says so and hangs up": append(slices.Clone(one), "> 421 4.4.2 Idle timeout, bye bye"),
	} {
		s := sender(t, Config{Host: "127.0.0.1", Port: script(t, lines...), Security: NoTLS, Connections: 1})
		for i := range 3 { // the server does it after each message
			if o := send(t, s, "a@example.org")[0]; o.Kind != Sent {
				t.Errorf("a server that %s, message %d: %+v", what, i+1, o)
			}
		}
	}
}

func TestStopLeavesTheRestUnsent(t *testing.T) {
	b := &inbox{}
	s := sender(t, Config{Host: "127.0.0.1", Port: serve(t, b, nil), Security: NoTLS, Connections: 1})
	ctx, cancel := context.WithCancel(t.Context())
	batch := []Message{sample("a@e.org"), sample("b@e.org"), sample("c@e.org")}
	kinds := make([]OutcomeKind, 3)
	s.Send(ctx, batch, nil, func(i int, o Outcome) { kinds[i] = o.Kind; cancel() })
	if kinds[0] != Sent || kinds[1] != Unsent || kinds[2] != Unsent {
		t.Errorf("%v, want sent, unsent, unsent", kinds)
	}
}

func TestOutbox(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	s := sender(t, Config{Outbox: dir})
	for range 2 {
		o := send(t, s, "a@example.org")[0]
		if o.Kind != Sent || filepath.Dir(o.Response) != dir {
			t.Fatalf("%+v", o)
		}
		if b, err := os.ReadFile(o.Response); err != nil || !strings.Contains(string(b), "<a@example.org>") {
			t.Errorf("%d bytes, %v", len(b), err)
		}
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) != 1 {
		t.Errorf("the same letter twice left %v", names)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if o := send(t, sender(t, Config{Outbox: blocked}), "a@example.org")[0]; o.Kind != Deferred {
		t.Errorf("an outbox that cannot be written: %+v", o)
	}
}

func TestValidate(t *testing.T) {
	for want, c := range map[string]Config{
		"from":        {From: "Press <press@e.org>"},
		"security":    {Security: "ssl"},
		"host":        {Username: "x"},
		"port":        {Port: 70000},
		"connections": {Connections: 501},
		"ca_file":     {CAFile: "/no/such/file"},
	} {
		if err := c.Validate(); err == nil || !strings.HasPrefix(err.Error(), want+": ") {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := (Config{
		Host: "relay.example.org", From: "a@e.org", Username: "u",
		Security: NoTLS,
	}).Validate(); err == nil {
		t.Error("a password in the clear was let through")
	}
}

// selfSigned makes a certificate for localhost and a file that trusts it.
func selfSigned(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	return signedUntil(t, time.Now().Add(time.Hour))
}

func signedUntil(t *testing.T, end time.Time) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: end, IsCA: true,
		BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}
