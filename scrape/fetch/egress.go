package fetch

import (
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/net/http/httpproxy"
)

// Guarded is the way out for requests that are not readings of a source, such as webhooks: only to the addresses that
// Config.Allow and Ports open, looked at before the request and when its name is resolved, through the environment's
// proxies. It keeps no gap between requests and reads no robots.txt.
func Guarded(cfg Config) (http.RoundTripper, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.WithDefaults()
	g := newGuard(cfg.Allow, cfg.Ports)
	return &guarded{g, newTransports(g, cfg, httpproxy.FromEnvironment().ProxyFunc())}, nil
}

type guarded struct {
	guard     *guard
	transport http.RoundTripper
}

// RoundTrip sends one request that may leave.
func (g *guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	err := g.guard.check(r.URL)
	var res *http.Response
	if err == nil {
		res, err = g.transport.RoundTrip(r)
	}
	var no *forbidden
	if errors.As(err, &no) && no.remedy != "" {
		err = fmt.Errorf("%w. %s", no, no.remedy)
	}
	return res, err
}
