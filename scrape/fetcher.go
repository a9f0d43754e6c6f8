package scrape

import (
	"log/slog"
	"time"

	"attache/scrape/fetch"
	"attache/scrape/list"
)

// Config is how sources are visited: the client's settings, and how much of a list and of a page is kept.
type Config = fetch.Config

// Fetcher visits sources and reads their pages. It is safe for concurrent use; make it with New.
type Fetcher struct {
	// Now tells the time; New sets it to time.Now. Set it before the first call.
	Now func() time.Time

	cfg    Config
	log    *slog.Logger
	client *fetch.Client
	reader *list.Reader
}

// New makes a Fetcher. Proxies come from the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) as it is now; loopback
// addresses are never asked for through a proxy. A mistake in cfg is an *news.InvalidError.
func New(cfg Config, log *slog.Logger) (*Fetcher, error) {
	client, err := fetch.New(cfg, log)
	if err != nil {
		return nil, err
	}
	f := &Fetcher{Now: time.Now, cfg: cfg.WithDefaults(), log: log, client: client}
	client.Now = func() time.Time { return f.Now() }
	f.reader = &list.Reader{Client: client, Log: log, Now: client.Now}
	return f, nil
}
