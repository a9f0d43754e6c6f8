package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// proxyHeaders are what proxies, load balancers and content networks add to a request that they pass on. Names that end
// in "-" are beginnings.
var proxyHeaders = []string{
	"Forwarded", "Forwarded-", "Via", "X-Forwarded", "X-Forwarded-", "X-Forward-", "X-Forwarder-", "X-Scheme",
	"X-Url-Scheme", "Front-End-Https", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip", "X-Original-", "X-Envoy-",
	"X-Proxy-", "X-Proxyuser-", "Proxy-", "Wl-Proxy-", "X-Remote-", "X-Originating-",
	"X-Amzn-", "X-Amz-Cf-",
	"X-Azure-", "X-Arr-", "X-Cloud-Trace-Context", "X-Varnish", "X-Haproxy-", "X-Nginx-Proxy", "X-Request-Via", "Cf-",
	"Cdn-Loop", "True-Client-Ip", "Fastly-", "Fly-", "Akamai-",
	"Incap-", "Client-Ip", "Ng-", "Tailscale-",
}

// proxied reports whether a request shows that somebody passed it on for another: by a header, by a host name that is
// not this machine's, or by HTTP/1.0, which old proxies speak to what is behind them and no program that asks for
// itself does.
func proxied(r *http.Request) bool {
	if r.ProtoMajor < 1 || r.ProtoMajor == 1 && r.ProtoMinor == 0 {
		return true
	}
	for name := range r.Header {
		for _, p := range proxyHeaders {
			if name == p || strings.HasSuffix(p, "-") && strings.HasPrefix(name, p) {
				return true
			}
		}
	}
	return false
}

// local reports whether a request comes from this machine and for it.
func local(r *http.Request) bool {
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(from)
	if err != nil || ip == nil || !ip.IsLoopback() {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	ip = net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// knows reports whether a request shows the token (Authorization: Bearer …; RFC 9110, 11.1: the case of the scheme does
// not count). It takes one time whatever is shown.
func (c Config) knows(r *http.Request) bool {
	scheme, shown, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	ok, shown = ok && strings.EqualFold(scheme, "Bearer"), strings.TrimLeft(shown, " ")
	a, b := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(c.MetricsToken))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && ok && c.MetricsToken != ""
}

// ops reports whether a request may see what the program tells of itself: see Config.Metrics, MetricsToken and
// MetricsListen.
func (s *Server) ops(r *http.Request) bool {
	if s.cfg.Metrics == "nobody" {
		return false
	}
	if s.cfg.knows(r) {
		return true
	}
	// With an address or a token of their own, metrics are asked there or with it.
	if s.cfg.MetricsListen != "" || s.cfg.MetricsToken != "" || proxied(r) {
		return false
	}
	// Where the pages have a public address there is a proxy before them, and one that adds no header looks like this
	// machine.
	return s.cfg.Metrics == "all" || s.cfg.Metrics == "loopback" && local(r) || !s.cfg.published() && local(r)
}

// published reports whether readers reach the pages by an address other than this machine's.
func (c Config) published() bool {
	u, err := url.Parse(c.URL)
	if c.URL == "" || err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return !strings.EqualFold(u.Hostname(), "localhost") && (ip == nil || !ip.IsLoopback())
}

// opsOnly passes requests of ops; for others there is no such page.
func (s *Server) opsOnly(p page) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.ops(r) {
			return errNoPage
		}
		return p(w, r)
	}
}

// opsRoutes are the addresses of Config.MetricsListen: metrics and health, to whoever reaches it, with the token if
// there is one.
func (s *Server) opsRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.serve(func(w http.ResponseWriter, r *http.Request) error {
		if s.cfg.MetricsToken != "" && !s.cfg.knows(r) {
			return errNoPage
		}
		return s.metrics.show(w, r)
	}))
	mux.Handle("GET /healthz", s.serve(s.healthy))
	mux.Handle("GET /readyz", s.serve(s.ready))
	return headers(s.rescue(mux))
}
