package scrape

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
)

// site is a small web of our own: real HTTP over loopback, by whatever host names a test wants.
type site struct {
	mu       sync.Mutex
	pages    map[string]http.HandlerFunc // by host + path; host + "/*" for the rest of a host
	asked    []string                    // method, host and path of each request, in order
	headers  []http.Header
	inFlight map[string]int
	most     map[string]int // most requests at the same time, by host
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.Host)
	if host == "" {
		host = r.Host
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	s.mu.Lock()
	s.asked = append(s.asked, host+r.URL.RequestURI())
	s.headers = append(s.headers, r.Header.Clone())
	s.inFlight[host]++
	s.most[host] = max(s.most[host], s.inFlight[host])
	page := s.pages[host+r.URL.RequestURI()]
	if page == nil {
		page = s.pages[host+r.URL.Path]
	}
	if page == nil {
		page = s.pages[host+"/*"]
	}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.inFlight[host]--
		s.mu.Unlock()
	}()
	if page == nil {
		http.NotFound(w, r)
		return
	}
	page(w, r)
}

func (s *site) set(at string, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[at] = h
}

func (s *site) count(at string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.asked {
		if a == at {
			n++
		}
	}
	return n
}

// clock is a time that passes only by sleeping.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.at = c.at.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// today is the time at which the tests play.
var today = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// newSite makes a Fetcher whose every host is served by pages, on a clock that does not wait.
func newSite(t testing.TB, cfg Config, pages map[string]http.HandlerFunc) (*Fetcher, *site, *clock) {
	t.Helper()
	s := &site{pages: pages, inFlight: map[string]int{}, most: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	f, err := New(cfg, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{at: today}
	f.Now, f.sleep = c.now, c.sleep
	transport := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	t.Cleanup(transport.CloseIdleConnections)
	f.road = transport
	return f, s, c
}

// serve answers with a body with a content type.
func serve(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, body)
	}
}

func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

func source(kind news.SourceKind, url string) news.Source {
	s := news.Source{ID: 7, Name: "desk", Outlet: news.Outlet{Name: "Desk"}, URL: url, Kind: kind, Enabled: true}
	if kind == news.KindListing {
		s.Rules = news.Rules{Item: "li"}
	}
	return s
}

// rss makes a feed with an entry for each path.
func rss(paths ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Desk</title><language>en-GB</language>`)
	for i, p := range paths {
		at := today.Add(-time.Duration(i+1) * time.Hour).Format(time.RFC1123Z)
		b.WriteString("<item><title>Piece " + p + "</title><link>" + p + "</link><pubDate>" + at + "</pubDate><description>What happened.</description></item>")
	}
	b.WriteString("</channel></rss>")
	return b.String()
}
