package mail

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"attache/news"
)

// A server that our settings do not fit stops the sender at once, and the words name the setting. One that is only out
// of reach does not.
func TestServersThatCannotBeUsed(t *testing.T) {
	cert, ca := selfSigned(t)
	old, oldCA := signedUntil(t, time.Now().Add(-time.Hour))
	secure := func(c tls.Certificate) int {
		return serve(t, &inbox{}, &tls.Config{Certificates: []tls.Certificate{c}})
	}
	ehlo := func(lines ...string) []string {
		return append([]string{"> 220 hi", "< EHLO"}, lines...)
	}
	tests := []struct {
		name string
		cfg  Config
		want []string // in the reason to stop; none = it does not stop
	}{
		{"no STARTTLS", Config{Port: serve(t, &inbox{}, nil)}, []string{"offers no STARTTLS", "mail.security"}},
		{"unknown authority", Config{Host: "localhost", Port: secure(cert)}, []string{
			"does not verify",
			"unknown authority", "mail.ca_file",
		}},
		{"another name", Config{Host: "127.0.0.1", Port: secure(cert), CAFile: ca}, []string{
			"does not verify",
			"127.0.0.1", "mail.host",
		}},
		{"expired", Config{Host: "localhost", Port: secure(old), CAFile: oldCA}, []string{
			"does not verify", "expired",
			"new certificate",
		}},
		{"TLS on a plain port", Config{Security: TLS, Port: serve(t, &inbox{}, nil)}, []string{
			"does not speak TLS",
			"mail.security",
		}},
		{
			"TLS 1.1 at most", Config{Host: "localhost", CAFile: ca, Port: serve(t, &inbox{}, &tls.Config{
				Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
			})}, []string{"cannot agree with us on TLS", "mail.security"},
		},
		{"no AUTH", Config{
			Security: NoTLS, Username: "u", Password: "p",
			Port: script(t, ehlo("> 250 sink", "hang")...),
		}, []string{"offers no AUTH", "mail.username"}},
		{
			"no AUTH before TLS",
			Config{Security: NoTLS, Username: "u", Password: "p", Port: script(t, ehlo("> 250-sink", "> 250 STARTTLS",
				"hang")...)},
			[]string{"offers no AUTH", "mail.security"},
		},
		{
			"no AUTH that we speak",
			Config{
				Security: NoTLS, Username: "u", Password: "p",
				Port: script(t, ehlo("> 250-sink", "> 250 AUTH GSSAPI XOAUTH2", "hang")...),
			},
			[]string{"GSSAPI, XOAUTH2", "none of which we speak", "mail.port"},
		},
		{"STARTTLS for the moment not", Config{Port: script(t, ehlo("> 250-sink", "> 250 STARTTLS", "< STARTTLS",
			"> 454 4.7.0 TLS not available due to temporary reason", "hang")...)}, nil},
		{
			"no TLS after STARTTLS",
			Config{Port: script(t, ehlo("> 250-sink", "> 250 STARTTLS", "< STARTTLS", "> 220 go", "<byte",
				"> 500 what is this?", "hang")...)},
			[]string{"says yes to STARTTLS and then does not speak TLS", "mail.security: tls"},
		},
		{"hangs up after STARTTLS", Config{Port: script(t, ehlo("> 250-sink", "> 250 STARTTLS", "< STARTTLS",
			"> 220 go")...)}, nil},
		{"silent after STARTTLS", Config{Port: script(t, ehlo("> 250-sink", "> 250 STARTTLS", "< STARTTLS", "> 220 go",
			"hang")...)}, nil},
		{"hangs up at AUTH", Config{
			Security: NoTLS, Username: "u", Password: "p",
			Port: script(t, ehlo("> 250-sink", "> 250 AUTH PLAIN", "< AUTH")...),
		}, nil},
		{"silent from the first byte", Config{Port: script(t, "hang")}, nil},
		{"nobody listens", Config{Port: 1}, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if c.cfg.Host == "" {
				c.cfg.Host = "127.0.0.1"
			}
			c.cfg.Timeout, c.cfg.Connections = 300*time.Millisecond, 2
			for _, o := range send(t, sender(t, c.cfg), "a@example.org", "b@example.org", "c@example.org") {
				if o.Kind != Unsent || o.Response == "" || (o.Brake != "") != (c.want != nil) {
					t.Errorf("%+v", o)
				}
				for _, words := range c.want {
					if !strings.Contains(o.Brake, words) {
						t.Errorf("%q lacks %q", o.Brake, words)
					}
				}
				if c.want != nil && strings.HasPrefix(o.Response, "connect") && o.Refusal.Cause != news.CauseUs {
					t.Errorf("its cause is %q", o.Refusal.Cause)
				}
			}
		})
	}
}

// watched plays a script to each connection and then counts who closes it.
type watched struct {
	port   int
	opened atomic.Int64
	closed sync.WaitGroup
}

func watch(t *testing.T, lines ...string) *watched {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{port: l.Addr().(*net.TCPAddr).Port}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.opened.Add(1)
			w.closed.Go(func() {
				defer c.Close()
				play(c, lines)
				_, _ = io.Copy(io.Discard, c) // until the client closes it
			})
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return w
}

// A connection that fails before the first letter is closed by us: the server sees the end of each.
func TestFailedDialsLeaveNoSocket(t *testing.T) {
	const dials = 100
	for name, c := range map[string]struct {
		cfg   Config
		lines []string
	}{
		"STARTTLS refused": {Config{}, []string{
			"> 220 hi", "< EHLO", "> 250-sink", "> 250 STARTTLS", "< STARTTLS",
			"> 454 4.7.0 not now",
		}},
		"STARTTLS not offered": {Config{}, []string{"> 220 hi", "< EHLO", "> 250 sink"}},
		"AUTH refused": {
			Config{Security: NoTLS, Username: "u", Password: "p"},
			[]string{
				"> 220 hi", "< EHLO", "> 250-sink", "> 250 AUTH PLAIN", "< AUTH", "> 535 5.7.8 no", "< *",
				"> 501 aborted", "< QUIT", "> 221 bye",
			},
		},
		"AUTH not offered": {Config{Security: NoTLS, Username: "u", Password: "p"}, []string{
			"> 220 hi", "< EHLO",
			"> 250 sink",
		}},
		"garbage":         {Config{Security: NoTLS}, []string{"> HTTP/1.1 400 Bad Request"}},
		"greets with 554": {Config{Security: NoTLS}, []string{"> 554 go away"}},
		"no TLS":          {Config{Security: TLS}, []string{"> 220 hi"}},
		"EHLO refused":    {Config{Security: NoTLS}, []string{"> 220 hi", "< EHLO", "> 500 no", "< HELO", "> 500 no"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := watch(t, c.lines...)
			c.cfg.Host, c.cfg.Port, c.cfg.Timeout = "127.0.0.1", w.port, 10*time.Second
			s := sender(t, c.cfg)
			for range dials {
				if o := send(t, s, "a@example.org")[0]; o.Kind != Unsent {
					t.Fatalf("%+v", o)
				}
			}
			ended := make(chan struct{})
			go func() { defer close(ended); w.closed.Wait() }()
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Error("some connections stay open")
			}
			if n := w.opened.Load(); n != dials {
				t.Errorf("%d connections, want %d", n, dials)
			}
		})
	}
}

// silentServer takes letters and leaves the final dot unanswered as silent says of the nth, from 1 on.
func silentServer(t *testing.T, silent func(n int64) bool) (port int, dots *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dots = &atomic.Int64{}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				fmt.Fprint(c, "220 hi\r\n")
				r := bufio.NewReader(c)
				for text := false; ; {
					line, err := r.ReadString('\n')
					if err != nil {
						return
					}
					switch {
					case text && line != ".\r\n":
					case text && silent(dots.Add(1)):
						_, _ = io.Copy(io.Discard, r)
						return
					case strings.HasPrefix(line, "DATA"):
						text = true
						fmt.Fprint(c, "354 go on\r\n")
					case strings.HasPrefix(line, "QUIT"):
						return
					default:
						text = false
						fmt.Fprint(c, "250 ok\r\n")
					}
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().(*net.TCPAddr).Port, dots
}

// A server that is silent after every final dot gets no more letters than it takes to see that.
func TestSilentServersGetFewLetters(t *testing.T) {
	for _, c := range []struct {
		name        string
		silent      func(n int64) bool
		connections int
		doubts      int // at most
		stops       bool
	}{
		{"from the first", func(int64) bool { return true }, 1, 3, true},
		{"from the first, many connections", func(int64) bool { return true }, 50, 3, true},
		{"from the tenth", func(n int64) bool { return n >= 10 }, 4, 4 + 2, true},
		{"the second and third", func(n int64) bool { return n == 2 || n == 3 }, 1, 2, false},
		{"every eighth", func(n int64) bool { return n%8 == 0 }, 1, 10, false},
		{"never", func(int64) bool { return false }, 4, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			port, dots := silentServer(t, c.silent)
			s := sender(t, Config{
				Host: "127.0.0.1", Port: port, Security: NoTLS, Connections: c.connections,
				FinalTimeout: 250 * time.Millisecond,
			})
			to := make([]string, 40)
			for i := range to {
				to[i] = fmt.Sprintf("r%d@example.org", i)
			}
			count, braked := map[OutcomeKind]int{}, 0
			for _, o := range send(t, s, to...) {
				count[o.Kind]++
				if o.Brake != "" {
					braked++
					if !strings.Contains(o.Brake, "does not answer the final dot") ||
						strings.Contains(o.Brake, "refuses") {
						t.Errorf("%q", o.Brake)
					}
				}
			}
			if count[Doubt] > c.doubts || (braked > 0) != c.stops || !c.stops && count[Unsent] > 0 ||
				int(dots.Load()) != count[Doubt]+count[Sent] {
				t.Errorf("%v, %d dots, %d with a brake; want at most %d in doubt", count, dots.Load(), braked, c.doubts)
			}
			if c.stops && braked != count[Unsent]+1 {
				t.Errorf("%v, %d know why", count, braked)
			}
		})
	}
}
