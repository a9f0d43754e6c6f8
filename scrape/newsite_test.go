package scrape

import (
	"log/slog"
	"net/http"
	"testing"

	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
)

// newSite makes a Fetcher whose every host is served by pages, on a clock that does not wait.
func newSite(
	t testing.TB, cfg fetch.Config, pages map[string]http.HandlerFunc,
) (*Fetcher, *fetchtest.Site, *fetchtest.Clock) {
	t.Helper()
	f, err := New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s, c, transport := fetchtest.NewWeb(t, pages)
	f.Now, f.client.Sleep, f.client.Transport = c.Now, c.Sleep, transport
	return f, s, c
}
