package fetch

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"syscall"
	"testing"
	"time"

	"attache/scrape/fetch/fetchtest"
)

// transportFunc is an http.RoundTripper made of a function.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A host that is sick in any way costs those who read 26 of its pages one timeout, few requests and few seconds of
// waiting; others are read as if it were not there, and it is asked again later.
func TestSickHostIsLeftAlone(t *testing.T) {
	page := fetchtest.Serve("text/html",
		"<html><title>T</title><body><article><h1>T</h1><p>Text of a page.</p></article>")
	err := func(e error) transportFunc { return func(*http.Request) (*http.Response, error) { return nil, e } }
	opErr := func(e error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: e} }
	for _, c := range []struct {
		name      string
		handler   http.HandlerFunc
		transport transportFunc
		most      int // requests
		robots    bool
	}{
		{name: "500", handler: fetchtest.Status(500), most: 5},
		{name: "503 with a wish", handler: fetchtest.Status(503, "Retry-After", "3"), most: 5},
		{name: "reset", handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, most: 6},
		{name: "redirects", handler: func(w http.ResponseWriter,
			r *http.Request,
		) {
			http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
		}, most: 19},
		{name: "cut", handler: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "part")
		}, most: 5},
		{name: "hangs", handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, most: 1},
		{name: "drips", handler: func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
			}
		}, most: 1},
		{name: "refuses", transport: err(opErr(syscall.ECONNREFUSED)), most: 3},
		{name: "no way", transport: err(opErr(syscall.EHOSTUNREACH)), most: 1},
		{
			name: "no name", transport: err(&net.DNSError{Err: "no such host", Name: "sick.example", IsNotFound: true}),
			most: 1,
		},
		{name: "names fail", transport: err(&net.DNSError{
			Err: "server misbehaving", Name: "sick.example",
			IsTemporary: true,
		}), most: 1},
		{name: "certificate", transport: err(&tls.CertificateVerificationError{Err: errors.New("expired")}), most: 1},
		{
			name: "no TLS", transport: err(tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}),
			most: 1,
		},
		{name: "robots.txt fails", handler: fetchtest.Status(500), most: 3, robots: true},
		{
			name: "robots.txt hangs", handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
			most: 1, robots: true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, s, clock := newClient(t, Config{Timeout: 200 * time.Millisecond}, map[string]http.HandlerFunc{
				"sick.example/*": page, "well.example/*": page, "well.example/robots.txt": fetchtest.Status(404),
				"sick.example/robots.txt": fetchtest.Status(404),
			})
			switch inner := f.Transport; {
			case c.robots:
				s.Set("sick.example/robots.txt", c.handler)
			case c.handler != nil:
				s.Set("sick.example/*", c.handler)
			default:
				f.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					if r.URL.Hostname() == "sick.example" && r.URL.Path != "/robots.txt" {
						s.Mu.Lock()
						s.Asked = append(s.Asked, r.URL.Host+r.URL.Path)
						s.Mu.Unlock()
						return c.transport(r)
					}
					return inner.RoundTrip(r)
				})
			}
			began := clock.Now()
			fresh, known := 0, 0
			for i := range 26 {
				_, err := f.Fetch(t.Context(), fmt.Sprintf("http://sick.example/news/%d", i))
				var fail *Failure
				switch {
				case !errors.As(err, &fail):
					t.Fatalf("page %d: %v", i, err)
				case fail.Remembered():
					known++
				default:
					fresh++
				}
			}
			asked := 0
			s.Mu.Lock()
			requests := slices.Clone(s.Asked)
			s.Mu.Unlock()
			for _, a := range requests {
				if a != "sick.example/robots.txt" || c.robots {
					asked++
				}
			}
			if asked > c.most || fresh == 0 || fresh > sickAfter || known != 26-fresh {
				t.Errorf("%d requests, at most %d were due; %d pages failed and %d were not asked for", asked, c.most,
					fresh, known)
			}
			if waited := clock.Now().Sub(began); waited > 20*time.Second {
				t.Errorf("waited for %v", waited)
			}
			if _, err := f.Fetch(t.Context(), "http://well.example/1"); err != nil {
				t.Errorf("a healthy host: %v", err)
			}
			clock.Pass(sickFor + time.Second)
			s.Set("sick.example/*", page)
			s.Set("sick.example/robots.txt", fetchtest.Status(404))
			if c.transport != nil {
				return
			}
			for i := range 3 {
				if _, err := f.Fetch(t.Context(), fmt.Sprintf("http://sick.example/later/%d", i)); err != nil {
					t.Errorf("it healed, and is not read: %v", err)
				}
			}
		})
	}
}

// Answers are no sickness: pages that are missing or refused say nothing of others, and neither does a wish to wait.
func TestAnswersAreNoSickness(t *testing.T) {
	for _, code := range []int{401, 403, 404, 410, 451} {
		f, s, _ := newClient(t, Config{}, map[string]http.HandlerFunc{
			"a.example/*":  fetchtest.Status(code),
			"a.example/10": fetchtest.Serve("text/html", "ok"),
		})
		for i := range 10 {
			if _, err := f.Fetch(t.Context(), fmt.Sprintf("http://a.example/%d", i)); err == nil {
				t.Fatal("read")
			}
		}
		if _, err := f.Fetch(t.Context(), "http://a.example/10"); err != nil || s.Count("a.example/9") != 1 {
			t.Errorf("%d: %v", code, err)
		}
	}
}
