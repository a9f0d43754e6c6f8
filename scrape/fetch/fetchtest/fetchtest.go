// Package fetchtest is a small web for tests: real HTTP over loopback under any host name, and a clock that passes
// only by sleeping.
//
// It does not know package fetch, and is no part of the product; newClient and newSite in the tests of fetch and
// scrape join the two. Read fetchtest.go first: NewWeb.
package fetchtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
)

// Site is a small web of our own: real HTTP over loopback, by whatever host names a test wants.
type Site struct {
	Mu       sync.Mutex                  // guards what follows
	pages    map[string]http.HandlerFunc // by host + path; host + "/*" for the rest of a host
	Asked    []string                    // method, host and path of each request, in order
	Headers  []http.Header
	inFlight map[string]int
	Most     map[string]int // most requests at the same time, by host
}

func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.Host)
	if host == "" {
		host = r.Host
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	s.Mu.Lock()
	s.Asked = append(s.Asked, host+r.URL.RequestURI())
	s.Headers = append(s.Headers, r.Header.Clone())
	s.inFlight[host]++
	s.Most[host] = max(s.Most[host], s.inFlight[host])
	page := s.pages[host+r.URL.RequestURI()]
	if page == nil {
		page = s.pages[host+r.URL.Path]
	}
	if page == nil {
		page = s.pages[host+"/*"]
	}
	s.Mu.Unlock()
	defer func() {
		s.Mu.Lock()
		s.inFlight[host]--
		s.Mu.Unlock()
	}()
	if page == nil {
		http.NotFound(w, r)
		return
	}
	page(w, r)
}

// Set has an address (host and path, or host and "/*") answered by h from now on.
func (s *Site) Set(at string, h http.HandlerFunc) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.pages[at] = h
}

// Count returns how often an address (host, path and query) was asked for.
func (s *Site) Count(at string) (n int) {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	for _, a := range s.Asked {
		if a == at {
			n++
		}
	}
	return n
}

// Clock is a time that passes only by sleeping.
type Clock struct {
	mu    sync.Mutex
	At    time.Time
	Slept []time.Duration
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.At
}

// Sleep lets d pass at once. The error is that of ctx.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.At = c.At.Add(d)
		c.Slept = append(c.Slept, d)
	}
	return ctx.Err()
}

// Pass lets d pass at once, without a note in Slept.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.At = c.At.Add(d)
}

// Today is the time at which the tests play.
var Today = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Serve answers with a body with a content type.
func Serve(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

// Status answers with a status and headers, given as names and values in turn.
func Status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// Source returns a source of a kind at an address; a listing has the rule that each li is an entry.
func Source(kind news.SourceKind, url string) news.Source {
	s := news.Source{ID: 7, Name: "desk", Outlet: news.Outlet{Name: "Desk"}, URL: url, Kind: kind, Enabled: true}
	if kind == news.KindListing {
		s.Rules = news.Rules{Item: "li"}
	}
	return s
}

// RSS makes a feed with an entry for each path.
func RSS(paths ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Desk</title>` +
		`<language>en-GB</language>`)
	for i, p := range paths {
		at := Today.Add(-time.Duration(i+1) * time.Hour).Format(time.RFC1123Z)
		b.WriteString("<item><title>Piece " + p + "</title><link>" + p + "</link><pubDate>" + at +
			"</pubDate><description>What happened.</description></item>")
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// NewWeb serves pages on a loopback server, until the test ends, and returns a transport that takes every host there
// and a clock that does not wait.
func NewWeb(t testing.TB, pages map[string]http.HandlerFunc) (*Site, *Clock, http.RoundTripper) {
	t.Helper()
	s := &Site{pages: pages, inFlight: map[string]int{}, Most: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network,
		_ string,
	) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return s, &Clock{At: Today}, transport
}
