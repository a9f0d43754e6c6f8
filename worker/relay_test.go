package worker_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"attache/mail"
)

// relay is a real SMTP server that answers as it is told.
type relay struct {
	port int

	mu      sync.Mutex
	rule    relayRule
	taken   map[string]int // letters by recipient
	offered int            // RCPT commands
	log     *slog.Logger
	mended  chan struct{} // closed when it is
}

// relayRule says what a relay answers, where and to whom.
type relayRule struct {
	at     string // "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "offer" (what EHLO lists); "" = nowhere
	who    string // beginning of the recipients concerned; "" = everybody
	every  int    // of readers with a number, each whose number this divides; 0 = all
	most   int    // only readers with a number below it; 0 = all
	after  int    // only after so many letters are taken
	answer string // "550 5.7.1 no"; "hang up" closes the connection, "silence" says nothing until it is mended
}

func openRelay(t *testing.T) *relay {
	t.Helper()
	r := &relay{taken: map[string]int{}, log: slog.New(slog.DiscardHandler), mended: make(chan struct{})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.port = l.Addr().(*net.TCPAddr).Port
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s := &relaySession{relay: r, conn: c}
		return s, s.reply("EHLO", "")
	}))
	srv.Domain, srv.AllowInsecureAuth, srv.ErrorLog = "relay.example", true, slog.NewLogLogger(slog.DiscardHandler,
		slog.LevelError)
	t.Cleanup(serve(srv, l))
	t.Cleanup(r.mend)
	return r
}

// serve runs a mail server. What it returns ends the connections and waits for them: the server's own Close reads
// without a lock what a connection's BDAT writes.
func serve(srv *smtp.Server, l net.Listener) (stop func()) {
	open, done := &lines{Listener: l}, make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(open)
	}()
	return func() {
		l.Close()
		<-done
		open.hangUp()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		srv.Shutdown(ctx)
	}
}

// lines is a listener that knows its connections.
type lines struct {
	net.Listener
	mu   sync.Mutex
	open []net.Conn
}

func (l *lines) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.open = append(l.open, c)
	}
	return c, err
}

func (l *lines) hangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.open {
		c.Close()
	}
}

func (r *relay) set(rule relayRule) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rule, r.taken, r.offered = rule, map[string]int{}, 0
}

// mend lets the relay take everything from now on.
func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rule = relayRule{}
	close(r.mended)
	r.mended = make(chan struct{})
}

// count returns how many letters were taken, and the most that one recipient got.
func (r *relay) count() (letters, most int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.taken {
		letters += n
		most = max(most, n)
	}
	return letters, most
}

// sender is a real sender to the relay.
func (r *relay) sender(t *testing.T) *mail.Sender {
	t.Helper()
	cfg := mail.Config{
		From: "press@press.example.org", Host: "127.0.0.1", Port: r.port, Security: mail.NoTLS, Connections: 3,
		Username: "press", Password: "pa55word", Timeout: 5 * time.Second, FinalTimeout: 5 * time.Second,
	}
	r.mu.Lock()
	switch r.rule.answer {
	case "silence":
		cfg.FinalTimeout = 300 * time.Millisecond
		if r.rule.who != "" { // the others have to be answered within it, on a slow machine too
			cfg.FinalTimeout = 3 * time.Second
			cfg.SideBySide = 1 // one behind the silent letter, on its connection, would be in doubt too
		}
	case "hang up": // or the letters beside would be in doubt
		cfg.SideBySide = 1
	case "no STARTTLS":
		cfg.Security = mail.STARTTLS
	}
	r.mu.Unlock()
	s, err := mail.New(cfg, r.log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

type relaySession struct {
	*relay
	conn *smtp.Conn
	to   string
}

func (s *relaySession) Reset()        {}
func (s *relaySession) Logout() error { return nil }

// reply is what the rule answers at a step, nil when it does not concern it.
func (s *relaySession) reply(at, to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := 0
	for _, n := range s.taken {
		taken += n
	}
	if s.rule.at != at || !strings.HasPrefix(to, s.rule.who) || taken < s.rule.after {
		return nil
	}
	if n, ok := numbered(to); ok && (s.rule.every > 0 && n%s.rule.every != 0 || s.rule.most > 0 && n >= s.rule.most) {
		return nil
	}
	if s.rule.answer == "hang up" {
		s.conn.Close()
		return errors.New("hung up")
	}
	code, text, _ := strings.Cut(s.rule.answer, " ")
	n, err := strconv.Atoi(code)
	if err != nil {
		return err
	}
	return &smtp.SMTPError{Code: n, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

// numbered returns the number of reader7@….
func numbered(to string) (int, bool) {
	local, _, _ := strings.Cut(to, "@")
	n, err := strconv.Atoi(strings.TrimPrefix(local, "reader"))
	return n, err == nil
}

func (s *relaySession) AuthMechanisms() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.rule.answer {
	case "no AUTH":
		return nil
	case "only GSSAPI":
		return []string{"GSSAPI"}
	}
	return []string{sasl.Plain}
}

func (s *relaySession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, _ string) error { return s.reply("AUTH", "") }), nil
}
func (s *relaySession) Mail(string, *smtp.MailOptions) error { return s.reply("MAIL", "") }
func (s *relaySession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	s.offered++
	s.mu.Unlock()
	s.to = to
	return s.reply("RCPT", to)
}

func (s *relaySession) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	s.mu.Lock()
	silent, mended := s.rule.answer == "silence" && strings.HasPrefix(s.to, s.rule.who), s.mended
	s.mu.Unlock()
	if !silent {
		if err := s.reply("DATA", s.to); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.taken[s.to]++
	s.mu.Unlock()
	if silent {
		<-mended
	}
	return nil
}

// loud counts records at Error level and keeps their text.
type loud struct {
	slog.Handler
	mu   sync.Mutex
	said []string
}

// newLoud is a log that keeps what is loud.
func newLoud() *loud { return &loud{Handler: slog.DiscardHandler} }

func (l *loud) Enabled(context.Context, slog.Level) bool { return true }

func (l *loud) Handle(_ context.Context, r slog.Record) error {
	if r.Level < slog.LevelError {
		return nil
	}
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, text)
	return nil
}

func (l *loud) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	said := l.said
	l.said = nil
	return said
}
