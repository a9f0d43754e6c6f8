package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// scriptRefuser serves SMTP on loopback. Each line of the file is the beginning of a recipient ("*" = any) and the
// answer they get, such as "gone 550 5.1.1 no such user"; whom no line concerns gets the letter. "MAIL" in the place of
// a recipient answers the sender. The file is read anew for each.
func scriptRefuser(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: refuser FILE")
	}
	file := ts.MkAbs(args[0])
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	srv := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return refuserSession(file), nil }))
	srv.Domain, srv.ErrorLog = "relay.example", slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(l)
	}()
	ts.Defer(func() { endServer(srv, l, done) })
	ts.Setenv("REFUSER", fmt.Sprint(l.Addr().(*net.TCPAddr).Port))
}

// refuserSession is one connection to a relay that answers by a file.
type refuserSession string

func (refuserSession) Reset()        {}
func (refuserSession) Logout() error { return nil }

func (s refuserSession) Mail(string, *smtp.MailOptions) error {
	return s.answer(func(who string) bool { return who == "MAIL" })
}

func (s refuserSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	return s.answer(func(who string) bool { return who == "*" || strings.HasPrefix(to, who) })
}

// answer returns the answer of the first line that concerns somebody.
func (s refuserSession) answer(concerns func(who string) bool) error {
	b, err := os.ReadFile(string(s))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(b)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(f) < 3 || !concerns(f[0]) {
			continue
		}
		code, err := strconv.Atoi(f[1])
		if err != nil {
			return err
		}
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: f[2]}
	}
	return nil
}

func (refuserSession) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
