package api

import (
	"sync"
	"time"
)

// rates bounds how often each token asks: a bucket that fills evenly. Its zero value is ready. It forgets all when it
// holds too many: a program gains some requests, attache no memory.
type rates struct {
	mu  sync.Mutex
	all map[int64]bucket
}

type bucket struct {
	left float64 // requests
	at   time.Time
}

const (
	mostBuckets = 10_000
	burstShare  = 3 // of the requests of a minute, a third may come at once
)

// take counts a request and returns 0, or for how long the token has to wait.
func (r *rates) take(token int64, perMinute int, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil || len(r.all) >= mostBuckets {
		r.all = map[int64]bucket{}
	}
	most := max(1, float64(perMinute)/burstShare)
	each := time.Minute / time.Duration(perMinute)
	b, known := r.all[token]
	if !known {
		b = bucket{left: most, at: now}
	}
	if gone := now.Sub(b.at); gone > 0 {
		b.left, b.at = min(most, b.left+gone.Seconds()/each.Seconds()), now
	}
	if b.left < 1 {
		r.all[token] = b
		return time.Duration((1 - b.left) * float64(each))
	}
	b.left--
	r.all[token] = b
	return 0
}
