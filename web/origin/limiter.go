package origin

import (
	"sync"
	"time"
)

// Limiter counts by key in windows, and refuses when there are too many. Its zero value is ready. It forgets all when
// it holds too many keys: an attacker gains some attempts, the program no memory. It is safe for use by several
// goroutines.
type Limiter struct {
	mu   sync.Mutex
	seen map[string]counted
}

type counted struct {
	n     int
	until time.Time // the window's end
}

// mostKeys is how many keys a Limiter holds.
const mostKeys = 100_000

// Bound is a key with how many it may have in a window.
type Bound struct {
	Key  string
	Most int
}

// Take counts one with each key and reports true, or counts none and reports false when one of them has as many as it
// may in its window already. A window begins with the first that is counted. Attempts are to be counted before it is
// known whether they fail: attempts at once would all pass otherwise.
func (l *Limiter) Take(now time.Time, window time.Duration, bounds ...Bound) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		if c := l.seen[b.Key]; now.Before(c.until) && c.n >= b.Most {
			return false
		}
	}
	if l.seen == nil || len(l.seen) >= mostKeys {
		l.seen = map[string]counted{}
	}
	for _, b := range bounds {
		c := l.seen[b.Key]
		if !now.Before(c.until) {
			c = counted{until: now.Add(window)}
		}
		c.n++
		l.seen[b.Key] = c
	}
	return true
}

// Give takes back one of each key, such as an attempt that did not fail.
func (l *Limiter) Give(bounds ...Bound) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		c, ok := l.seen[b.Key]
		if c.n--; ok && c.n > 0 {
			l.seen[b.Key] = c
		} else {
			delete(l.seen, b.Key)
		}
	}
}

// Clear forgets a key.
func (l *Limiter) Clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, key)
}
