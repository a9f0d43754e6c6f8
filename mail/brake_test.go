package mail

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"attache/news"
)

// refuser is a real SMTP server that answers as it is told, at the step it is told.
type refuser struct {
	step   string // "MAIL", "RCPT", "DATA"
	answer func(to string) error
	rcpts  int
}

func (r *refuser) NewSession(*smtp.Conn) (smtp.Session, error) { return &refusing{refuser: r}, nil }

type refusing struct {
	*refuser
	to string
}

func (s *refusing) Reset()        {}
func (s *refusing) Logout() error { return nil }
func (s *refusing) at(step string) error {
	if s.step != step {
		return nil
	}
	return s.answer(s.to)
}
func (s *refusing) Mail(string, *smtp.MailOptions) error { return s.at("MAIL") }
func (s *refusing) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	s.rcpts++
	return s.at("RCPT")
}

func (s *refusing) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	return s.at("DATA")
}

func smtpError(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
}

func TestBrake(t *testing.T) {
	for _, c := range []struct {
		name, step, text string
		code             int
		offered, unsent  int // of 20 messages
	}{
		{"relaying", "RCPT", "relay not permitted", 550, 3, 17},
		{
			"policy after DATA", "DATA", "5.7.26 This mail has been blocked because the sender is unauthenticated", 550,
			3,
			17,
		},
		{"spam after DATA", "DATA", "5.7.1 Message rejected under suspicion of SPAM", 554, 3, 17},
		{"sender at MAIL", "MAIL", "5.7.1 Sender address rejected: not owned by user", 553, 1, 19},
		{"bare at MAIL", "MAIL", "no", 550, 1, 19},
		{"relay access deferred", "RCPT", "4.7.1 <a@example.org>: Relay access denied", 454, 3, 17},
		{"no such user", "RCPT", "5.1.1 no such user", 550, 20, 0},
		{"bare", "RCPT", "no", 550, 20, 0},
		{"greylisting", "RCPT", "4.7.1 greylisted", 451, 20, 0},
		{"mailbox full", "RCPT", "5.2.2 over quota", 552, 20, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := &refuser{step: c.step, answer: func(string) error { return smtpError(c.code, c.text) }}
			s := sender(t, Config{Host: "127.0.0.1", Port: serveOn(t, r, nil), Security: NoTLS, Connections: 1})
			to := make([]string, 20)
			for i := range to {
				to[i] = "reader@example.org"
			}
			for again := range 2 { // a later batch tries again, and stops again
				offered, unsent, brakes := 0, 0, 0
				for _, o := range send(t, s, to...) {
					if o.Kind == Unsent {
						unsent++
					} else {
						offered++
					}
					if o.Brake != "" {
						brakes++
						if strings.Contains(o.Brake, "a@") || !strings.Contains(o.Brake, "refuses our letters") {
							t.Errorf("brake %q", o.Brake)
						}
					}
					if o.Refusal.Cause == news.CauseUs && o.Kind == Failed {
						t.Errorf("a refusal of us is final: %+v", o)
					}
				}
				if offered != c.offered || unsent != c.unsent || brakes != 0 && brakes != unsent+1 ||
					(brakes == 0) != (unsent == 0) {
					t.Errorf("pass %d: %d offered, %d unsent, %d told of the brake", again, offered, unsent, brakes)
				}
			}
		})
	}
}

func TestBrakeBeforeAnyReader(t *testing.T) {
	cert, ca := selfSigned(t)
	for name, s := range map[string]*Sender{
		"greeting": sender(t, Config{
			Host: "127.0.0.1", Port: script(t, "> 554 No SMTP service here"), Security: NoTLS,
			Connections: 1,
		}),
		"EHLO": sender(t, Config{Host: "127.0.0.1", Port: script(t, "> 220 hi", "< EHLO", "> 550 5.7.1 bad helo",
			"< HELO", "> 550 5.7.1 bad helo"), Security: NoTLS, Connections: 1}),
		"AUTH": sender(t, Config{
			Host: "localhost", Port: serve(t, &inbox{user: "press"},
				&tls.Config{Certificates: []tls.Certificate{cert}}), CAFile: ca, Username: "press", Password: "guess",
			Connections: 1,
		}),
	} {
		for _, o := range send(t, s, "a@example.org", "b@example.org", "c@example.org") {
			if o.Kind != Unsent || o.Brake == "" || strings.Contains(o.Brake, "guess") {
				t.Errorf("%s: %+v", name, o)
			}
		}
	}
	s := sender(t, Config{Host: "127.0.0.1", Port: script(t, "> 421 come back later"), Security: NoTLS, Connections: 1})
	if o := send(t, s, "a@example.org")[0]; o.Kind != Unsent || o.Brake != "" {
		t.Errorf("a server that is busy: %+v", o)
	}
}

func TestBrakeForgets(t *testing.T) {
	var b brake
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	for i, want := range []bool{false, false, false, false, true, false} {
		at := now.Add(time.Duration(i) * 31 * time.Second) // two within a minute, never three
		if i >= 3 {
			at = now.Add(93*time.Second + time.Duration(i)*time.Second)
		}
		if i == 3 {
			at = now.Add(93 * time.Second)
		}
		if got := b.count(false, "no", at); got != want {
			t.Errorf("answer %d: stopped %v, want %v", i+1, got, want)
		}
	}
	if n, words := b.stopped(); n != 1 || words != "no" {
		t.Errorf("%d stops, %q", n, words)
	}
	if !b.count(true, "at once", now) {
		t.Error("one answer at MAIL did not stop it")
	}
}

func TestWordsAreFitToBeShown(t *testing.T) {
	s := sender(t, Config{Host: "relay.example", Username: "press", Password: "pa55word!"})
	plain := base64.StdEncoding.EncodeToString([]byte("\x00press\x00pa55word!"))
	got := s.hide(s.shown(tidy("RCPT: 550 5.7.1 <reader@example.org>:\x1b[31m Relay\r\n denied \u202efor pa55word! " +
		plain + " \xff" + strings.Repeat("ж", 600))))
	for _, bad := range []string{"reader@", "\x1b", "\n", "\u202e", "pa55word", plain, "\xff"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is in %q", bad, got)
		}
	}
	if !strings.Contains(got, "***@example.org") || !strings.Contains(got, "Relay denied") || len(got) > maxWords+100 {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	if o := judge("RCPT", errors.New("reset\x07")); o.Kind != Deferred || o.Response != "RCPT: reset" ||
		o.Refusal != (Refusal{}) {
		t.Errorf("%+v", o)
	}
}
