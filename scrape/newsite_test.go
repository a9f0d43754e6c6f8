package scrape

import (
	"log/slog"
	"net/http"
	"testing"
)

// newSite makes a Fetcher whose every host is served by pages, on a clock that does not wait.
func newSite(t testing.TB, cfg Config, pages map[string]http.HandlerFunc) (*Fetcher, *Site, *Clock) {
	t.Helper()
	f, err := New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s, c, transport := NewWeb(t, pages)
	f.Now, f.client.Sleep, f.client.Transport = c.Now, c.Sleep, transport
	return f, s, c
}
