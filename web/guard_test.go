package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"attache/web"
)

// TestMetricsAreNotShownByAccident tries who may read /metrics.
func TestMetricsAreNotShownByAccident(t *testing.T) {
	token := strings.Repeat("0123456789", 2) // not a secret
	none := newRoom(t, func(c *web.Config) { c.Metrics = "loopback" })
	published, home := newRoom(t, nil), newRoom(t, func(c *web.Config) { c.URL = "http://127.0.0.1:8080" })
	withToken := newRoom(t, func(c *web.Config) { c.MetricsToken = token })
	all := newRoom(t, func(c *web.Config) { c.Metrics = "all" })
	own := newRoom(t, func(c *web.Config) { c.MetricsListen = "127.0.0.1:0" })
	nobody := newRoom(t, func(c *web.Config) { c.Metrics, c.MetricsToken = "nobody", token })
	for name, c := range map[string]struct {
		room               *room
		from, host, header string
		proto              int // minor version of HTTP/1
		want               int
	}{
		// a proxy that adds nothing looks like this
		"pages with an address":  {published, "127.0.0.1:5", "localhost", "", 1, 404},
		"pages of this machine":  {home, "127.0.0.1:5", "localhost", "", 1, 200},
		"this machine":           {none, "127.0.0.1:5", "127.0.0.1:8080", "", 1, 200},
		"this machine, IPv6":     {none, "[::1]:5", "[::1]:8080", "", 1, 200},
		"by its name":            {none, "127.0.0.1:5", "localhost", "", 1, 200},
		"another machine":        {none, "192.0.2.1:5", "localhost", "", 1, 404},
		"a local network":        {none, "10.0.0.2:5", "10.0.0.1:8080", "", 1, 404},
		"a proxy's host":         {none, "127.0.0.1:5", "press.example.org", "", 1, 404},
		"an old proxy":           {none, "127.0.0.1:5", "127.0.0.1:8080", "", 0, 404},
		"X-Forwarded-For":        {none, "127.0.0.1:5", "localhost", "X-Forwarded-For: 203.0.113.9", 1, 404},
		"X-Forwarded-For, empty": {none, "127.0.0.1:5", "localhost", "X-Forwarded-For: ", 1, 404},
		"X-Forwarded-Proto":      {none, "127.0.0.1:5", "localhost", "X-Forwarded-Proto: https", 1, 404},
		"Forwarded":              {none, "127.0.0.1:5", "localhost", "Forwarded: for=203.0.113.9", 1, 404},
		"Via":                    {none, "127.0.0.1:5", "localhost", "Via: 1.1 varnish", 1, 404},
		"Cloudflare":             {none, "127.0.0.1:5", "localhost", "CF-Connecting-IP: 203.0.113.9", 1, 404},
		"X-Real-IP":              {none, "127.0.0.1:5", "localhost", "X-Real-IP: 203.0.113.9", 1, 404},
		"Forwarded-For":          {none, "127.0.0.1:5", "localhost", "Forwarded-For: 203.0.113.9", 1, 404},
		"X-ProxyUser-Ip":         {none, "127.0.0.1:5", "localhost", "X-ProxyUser-Ip: 203.0.113.9", 1, 404},
		"X-Scheme":               {none, "127.0.0.1:5", "localhost", "X-Scheme: https", 1, 404},
		"Front-End-Https":        {none, "127.0.0.1:5", "localhost", "Front-End-Https: on", 1, 404},
		"X-Forwarded":            {none, "127.0.0.1:5", "localhost", "X-Forwarded: for=203.0.113.9", 1, 404},
		"a scraper's header": {
			none, "127.0.0.1:5", "localhost", "X-Prometheus-Scrape-Timeout-Seconds: 10", 1,
			200,
		},
		"a token that is not set": {none, "192.0.2.1:5", "localhost", "Authorization: Bearer ", 1, 404},
		"all":                     {all, "192.0.2.1:5", "press.example.org", "", 1, 200},
		"all, by a proxy":         {all, "192.0.2.1:5", "press.example.org", "Via: 1.1 x", 1, 404},
		"token": {
			withToken, "192.0.2.1:5", "press.example.org", "Authorization: Bearer " + token, 1,
			200,
		},
		"token, lower case": {
			withToken, "192.0.2.1:5", "press.example.org", "Authorization: bearer " + token, 1,
			200,
		},
		"token, upper case": {
			withToken, "192.0.2.1:5", "press.example.org", "Authorization: BEARER  " + token, 1,
			200,
		},
		"another scheme": {
			withToken, "192.0.2.1:5", "press.example.org", "Authorization: Basic " + token, 1,
			404,
		},
		"token, proxy": {
			withToken, "127.0.0.1:5", "press.example.org", "Authorization: Bearer " + token, 0,
			200,
		},
		"wrong token": {
			withToken, "127.0.0.1:5", "localhost", "Authorization: Bearer 01234567890123456780",
			1, 404,
		},
		"token's beginning":    {withToken, "127.0.0.1:5", "localhost", "Authorization: Bearer 0123456789", 1, 404},
		"token without Bearer": {withToken, "127.0.0.1:5", "localhost", "Authorization: " + token, 1, 404},
		"no token":             {withToken, "127.0.0.1:5", "localhost", "", 1, 404},
		"another listener":     {own, "127.0.0.1:5", "localhost", "", 1, 404},
		"nobody":               {nobody, "127.0.0.1:5", "localhost", "Authorization: Bearer " + token, 1, 404},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
			req.RemoteAddr, req.Host, req.ProtoMinor = c.from, c.host, c.proto
			if k, v, ok := strings.Cut(c.header, ": "); ok {
				req.Header.Set(k, v)
			}
			if code, _, _ := c.room.do(req); code != c.want {
				t.Errorf("%d, want %d", code, c.want)
			}
		})
	}
	none.store.Close()
	if code, body, _ := none.get("/readyz"); code != http.StatusServiceUnavailable || body != "not ready\n" {
		t.Errorf("a stranger is told: %d %q", code, body)
	}
}

// TestMetricsListener: metrics on an address of their own.
func TestMetricsListener(t *testing.T) {
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	pages, own := free(), free()
	r := newRoom(t, func(c *web.Config) { c.Listen, c.MetricsListen = pages, own })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.web.Run(ctx) }()
	for address, want := range map[string]int{
		own + "/metrics": 200, own + "/readyz": 200, own + "/": 404,
		pages + "/metrics": 404, pages + "/healthz": 200,
	} {
		resp, err := await(t, "http://"+address)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d %.80s", address, resp.StatusCode, body)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// await asks until somebody listens.
func await(t *testing.T, address string) (*http.Response, error) {
	t.Helper()
	for {
		resp, err := http.Get(address)
		if err == nil || t.Context().Err() != nil {
			return resp, err
		}
	}
}
