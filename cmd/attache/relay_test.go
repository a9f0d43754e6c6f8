package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// relay is an SMTP server on loopback whose answer depends on the recipient's name: grey…@ is told to come again at its
// first attempts, gone…@ is refused, silent…@ gets no answer after the final dot, stuck…@ gets none before it. Each
// letter taken becomes a line of the file log. mute…@ gets no answer to the final dot.
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
	relay *relay
	conn  *smtp.Conn
	to    string
}

func (s *relaySession) Reset()                               {}
func (s *relaySession) Logout() error                        { return nil }
func (s *relaySession) Mail(string, *smtp.MailOptions) error { return nil }

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
	if _, err := io.Copy(io.Discard, r); err != nil {
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
