package fetch

import (
	"log/slog"
	"net/http"
	"testing"

	"attache/scrape/fetch/fetchtest"
)

// newClient makes a Client whose every host is served by pages, on a clock that does not wait.
func newClient(
	t testing.TB, cfg Config, pages map[string]http.HandlerFunc,
) (*Client, *fetchtest.Site, *fetchtest.Clock) {
	t.Helper()
	f, err := New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s, c, transport := fetchtest.NewWeb(t, pages)
	f.Now, f.Sleep, f.Transport = c.Now, c.Sleep, transport
	return f, s, c
}
