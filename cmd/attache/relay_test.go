package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// relay is an SMTP server on loopback whose answer depends on the recipient's name: grey…@ is told to come again at its
// first attempts, gone…@ is refused, silent…@ gets no answer after the final dot, stuck…@ gets none before it. Each
// letter taken becomes a line of the file log, and the last one to each recipient is kept for scriptReturned. mute…@
// gets no answer to the final dot.
type relay struct {
	mu       sync.Mutex
	log      string
	attempts map[string]int
	open     chan struct{} // closed at the end: whoever is stuck goes on
}

// endServer ends a mail server and waits for its connections, which are of programs that have ended: its own Close
// reads without a lock what a connection's BDAT writes.
func endServer(srv *smtp.Server, l net.Listener, served <-chan struct{}) {
	_ = l.Close()
	<-served
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = srv.Shutdown(ctx)
}

// scriptRelay is the command "relay LOG": it sets the environment so that letters go there. LOG is a file in $WORK.
func scriptRelay(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: relay LOG")
	}
	r := &relay{log: ts.MkAbs(args[0]), attempts: map[string]int{}, open: make(chan struct{})}
	ts.Check(os.WriteFile(r.log, nil, 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session,
		error,
	) {
		return &relaySession{relay: r, conn: c}, nil
	}))
	srv.Domain, srv.ErrorLog = "relay.example.org", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // it ends when it is closed
	}()
	ts.Defer(func() {
		close(r.open)
		endServer(srv, l, done)
	})
	ts.Setenv("ATTACHE_MAIL__HOST", "127.0.0.1")
	ts.Setenv("ATTACHE_MAIL__PORT", port)
	ts.Setenv("ATTACHE_MAIL__SECURITY", "none")
	ts.Setenv("ATTACHE_MAIL__FROM", "press@press.example.org")
	ts.Setenv("ATTACHE_MAIL__CONNECTIONS", "1")
	ts.Setenv("ATTACHE_WEB__URL", "https://press.example.org")
}

// relaySession is one connection to the relay.
type relaySession struct {
	relay    *relay
	conn     *smtp.Conn
	from, to string
}

func (s *relaySession) Reset()        {}
func (s *relaySession) Logout() error { return nil }

func (s *relaySession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *relaySession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	s.relay.mu.Lock()
	s.relay.attempts[to]++
	n := s.relay.attempts[to]
	s.relay.mu.Unlock()
	switch {
	case strings.HasPrefix(to, "grey") && n == 1:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, come again"}
	case strings.HasPrefix(to, "gone"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case strings.HasPrefix(to, "stuck") && n == 1:
		s.relay.note("stuck " + to)
		<-s.relay.open
	}
	return nil
}

func (s *relaySession) Data(r io.Reader) error {
	letter, err := io.ReadAll(io.LimitReader(r, longestMail))
	if err != nil {
		return err
	}
	if err := s.relay.keep(s.from, s.to, letter); err != nil {
		return err
	}
	s.relay.note("letter to " + s.to)
	if strings.HasPrefix(s.to, "mute") {
		<-s.relay.open // after the final dot
	}
	if strings.HasPrefix(s.to, "silent") {
		s.conn.Close() // after the final dot, without an answer
	}
	return nil
}

// note adds a line to the log.
func (r *relay) note(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, err := os.OpenFile(r.log, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return // the folder of the script is gone: the script has ended
	}
	defer f.Close()
	fmt.Fprintln(f, line)
}

// keep writes a letter to a file, with its envelope sender before it.
func (r *relay) keep(from, to string, letter []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	path := lettersOf(filepath.Dir(r.log), to)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, append([]byte("Return-Path: <"+from+">\r\n"), letter...), 0o600)
}

// lettersOf is the file of the last letter to a recipient.
func lettersOf(dir, to string) string { return filepath.Join(dir, ".letters", to) }

// scriptReturned is the command "returned KIND RECIPIENT FILE": it writes what comes back because of the last letter
// that the relay took for somebody. The kinds are bounce, with the header of the letter; forged, with a token that is
// not ours; verp, to the letter's own envelope sender; complaint; and leave, by the address that the letter names.
func scriptReturned(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: returned KIND RECIPIENT FILE")
	}
	kind, to := args[0], args[1]
	whole, err := os.ReadFile(lettersOf(ts.MkAbs("."), to))
	ts.Check(err)
	m, err := netmail.ReadMessage(bytes.NewReader(whole))
	ts.Check(err)
	header, _, _ := strings.Cut(string(whole), "\r\n\r\n")
	_, p, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	ts.Check(err)
	report := func(kind, status string, parts ...string) string {
		text := "From: MAILER-DAEMON@mx.example.org\r\nTo: bounces@press.example.org\r\nSubject: returned\r\n" +
			"Content-Type: multipart/report; report-type=" + kind + "; boundary=report\r\n\r\n" +
			"--report\r\nContent-Type: text/plain\r\n\r\nAbout a letter.\r\n" +
			"--report\r\nContent-Type: message/" + kind + "\r\n\r\n" + status + "\r\n"
		for _, p := range parts {
			text += "--report\r\n" + p + "\r\n"
		}
		return text + "--report--\r\n"
	}
	failed := "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; " + to +
		"\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
	headers := "Content-Type: text/rfc822-headers\r\n\r\n"
	text := ""
	switch kind {
	case "bounce":
		text = report("delivery-status", failed, headers+header)
	case "forged":
		token := p["boundary"]
		bare := "Content-Type: multipart/alternative; boundary=" + token[:len(token)-2] + "00"
		text = report("delivery-status", failed, headers+bare)
	case "verp":
		text = "From: MAILER-DAEMON@mx.example.org\r\nTo: " + m.Header.Get("Return-Path") +
			"\r\nSubject: failure notice\r\n\r\n<" + to + ">:\r\n550 5.1.1 no such user\r\n"
	case "complaint":
		text = report("feedback-report", "Feedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: mx/1\r\n",
			"Content-Type: message/rfc822\r\n\r\n"+string(whole))
	case "leave":
		_, query, _ := strings.Cut(m.Header.Get("List-Unsubscribe"), "mailto:")
		query, _, _ = strings.Cut(query, ">")
		at, query, _ := strings.Cut(query, "?subject=")
		subject, err := url.PathUnescape(query)
		ts.Check(err)
		text = "From: another-address@example.com\r\nTo: " + at + "\r\nSubject: " + subject + "\r\n\r\n"
	default:
		ts.Fatalf("nothing comes back as %s", kind)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(text), 0o600))
}
