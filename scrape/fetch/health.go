package fetch

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"attache/news"
)

const (
	// sickFor is how long a host that failed is not asked again: longer than a visit to a source lasts
	// (worker.visit_limit), so that one sick host costs a run its timeout once.
	sickFor = 5 * time.Minute
	// sickAfter is how many addresses of a host must fail one after the other, each in a way that may be its own fault,
	// before the host counts as sick. Failures of the host itself need no second one.
	sickAfter = 3
)

// health remembers which hosts do not answer. A host here is a scheme, a name and a port.
type health struct {
	mu    sync.Mutex
	hosts map[string]*condition
}

type condition struct {
	failed   int       // addresses that failed, one after the other
	until    time.Time // not asked before
	last     time.Time // when something was noted
	fail     *Failure  // the newest
	answered bool      // it has answered well at some time
}

// originKey is a URL's scheme, host and port.
func originKey(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }

// known returns the failure of a host that is not asked again for now; nil when it may be asked.
func (h *health) known(u *url.URL, now time.Time) *Failure {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.hosts[originKey(u)]
	if c == nil || !now.Before(c.until) {
		return nil
	}
	twin := remembered(c.fail, c.last)
	twin.URL, twin.answered, twin.RetryAfter = u.String(), c.answered, time.Time{}
	twin.Detail = strings.TrimSpace(c.fail.Detail) + " The site was not asked again so soon after that."
	return twin
}

// remembered is a failure for those who ask later and are answered from memory.
func remembered(f *Failure, since time.Time) *Failure {
	twin := *f
	twin.remembered, twin.since, twin.passing = true, since, false
	return &twin
}

// ailing reports whether the last address asked of a host failed: the next one is not tried several times.
func (h *health) ailing(u *url.URL) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.hosts[originKey(u)]
	return c != nil && c.failed > 0
}

// well notes that a host answered.
func (h *health) well(u *url.URL, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	*h.of(u, now) = condition{answered: true, last: now}
}

// ill notes that a host failed, if the failure may be the host's.
func (h *health) ill(u *url.URL, fail *Failure, now time.Time) {
	dead, mayBe := symptoms(fail)
	if fail.remembered || !dead && !mayBe {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.of(u, now)
	if now.Sub(c.last) > sickFor { // too long ago to belong together
		c.failed = 0
	}
	c.failed++
	c.fail, c.last = fail, now
	if dead || c.failed >= sickAfter {
		c.until = now.Add(sickFor)
	}
}

// of is the condition of a host, a new one when nothing is known. What is known of others is forgotten when it is too
// much.
func (h *health) of(u *url.URL, now time.Time) *condition {
	key := originKey(u)
	c := h.hosts[key]
	if c == nil {
		if len(h.hosts) >= maxHosts {
			h.forget(now)
		}
		c = &condition{last: now}
		h.hosts[key] = c
	}
	return c
}

func (h *health) forget(now time.Time) {
	for key, c := range h.hosts {
		if !now.Before(c.until) {
			delete(h.hosts, key)
		}
	}
	if len(h.hosts) >= maxHosts {
		clear(h.hosts)
	}
}

// symptoms returns what a failure means for the host: dead, nothing of it can be read; mayBe, it or only this address
// fails.
func symptoms(f *Failure) (dead, mayBe bool) {
	var (
		timeout interface{ Timeout() bool }
		dial    *net.OpError
		name    *net.DNSError
	)
	switch {
	case f.Status != 0:
		return false, f.Status >= 500
	case f.away, errors.Is(f.Err, context.DeadlineExceeded), errors.As(f.Err, &timeout) && timeout.Timeout():
		return true, true
	case errors.As(f.Err, &name), errors.As(f.Err, &dial) && dial.Op == "dial":
		return f.State == news.PollFailing, false
	case f.State == news.PollFailing, errors.Is(f.Err, errRedirects):
		return false, f.Err != nil
	}
	return false, false
}
