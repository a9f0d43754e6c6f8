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

// bound is a key with how many failures it may have.
type bound struct {
	key  string
	most int
}

// take counts an attempt with each key as failed and reports true, or reports false when one of them has failed so
// often that it must wait. It counts before the password is looked at: attempts at once would all pass otherwise.
func (l *limiter) take(now time.Time, bounds ...bound) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		if f := l.seen[b.key]; now.Before(f.until) && f.n >= b.most {
			return false
		}
	}
	if l.seen == nil || len(l.seen) >= mostKeys {
		l.seen = map[string]failed{}
	}
	for _, b := range bounds {
		f := l.seen[b.key]
		if !now.Before(f.until) {
			f = failed{until: now.Add(failWindow)}
		}
		f.n++
		l.seen[b.key] = f
	}
	return true
}

// give takes back an attempt that did not fail.
func (l *limiter) give(bounds ...bound) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		f, ok := l.seen[b.key]
		if f.n--; ok && f.n > 0 {
			l.seen[b.key] = f
		} else {
			delete(l.seen, b.key)
		}
	}
}

// clear forgets a key.
func (l *limiter) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, key)
}

// placeOf is where a request comes from: an IPv4 address, or the /64 of an IPv6 one (one customer has all of it). When
// the request was passed on, it is the last address that X-Forwarded-For names. This machine may have passed it on, and
// when the pages are behind a proxy also another of its network; else somebody of that network could name any address.
func placeOf(r *http.Request, proxied bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip = ip.Unmap(); ip.IsLoopback() || proxied && ip.IsPrivate() {
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
