package desk

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// limiter counts failures by key in a window, and refuses when there are too many. Its zero value is ready. It forgets
// all when it holds too many keys: an attacker gains some attempts, the program no memory.
type limiter struct {
	mu   sync.Mutex
	seen map[string]failed
}

type failed struct {
	n     int
	until time.Time // the window's end
}

// Bounds of failed sign-ins in failWindow.
const (
	failWindow  = 15 * time.Minute
	mostKeys    = 100_000
	mostOfBoth  = 5   // of one account from one address
	mostOfPlace = 30  // from one address, whatever the account
	mostOfName  = 100 // of one account, from wherever
)

// full reports whether a key has failed so often that it must wait.
func (l *limiter) full(key string, most int, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.seen[key]
	return now.Before(f.until) && f.n >= most
}

// add counts a failure.
func (l *limiter) add(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil || len(l.seen) >= mostKeys {
		l.seen = map[string]failed{}
	}
	f := l.seen[key]
	if !now.Before(f.until) {
		f = failed{until: now.Add(failWindow)}
	}
	f.n++
	l.seen[key] = f
}

// clear forgets a key.
func (l *limiter) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, key)
}

// placeOf is where a request comes from: an IPv4 address, or the /64 of an IPv6 one (one customer has all of it). When
// the request was passed on by this machine or its network, it is the last address that X-Forwarded-For names.
func placeOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.IsLoopback() || ip.IsPrivate() {
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
