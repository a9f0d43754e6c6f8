package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// limiter counts requests by where they come from, in windows. Its zero value is ready. It forgets all when it holds
// too many places: who has that many gains some requests, the program no memory.
type limiter struct {
	mu     sync.Mutex
	places map[string]counted
}

type counted struct {
	n     int
	until time.Time // the window's end
}

// mostPlaces is how many places a limiter holds.
const mostPlaces = 100_000

// take counts a request, and reports whether it is among the first most of its window.
func (l *limiter) take(place string, now time.Time, window time.Duration, most int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.places == nil || len(l.places) >= mostPlaces {
		l.places = map[string]counted{}
	}
	c := l.places[place]
	if !now.Before(c.until) {
		c = counted{until: now.Add(window)}
	}
	c.n++
	l.places[place] = c
	return c.n <= most
}

// placeOf is where a request comes from: an IPv4 address, or the /64 of an IPv6 one (one customer has all of it). What
// a proxy on this machine passes on, or one of its network where the pages have a public address, comes from the last
// address that X-Forwarded-For names: a proxy writes that one, its client may have written those before.
func (s *Server) placeOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.IsLoopback() || ip.IsPrivate() && s.cfg.published() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			ip = last.Unmap()
		}
	}
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
