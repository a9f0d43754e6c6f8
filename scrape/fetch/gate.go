package fetch

import (
	"context"
	"sync"
	"time"
)

// maxHosts bounds the memory of hosts. At about 200 bytes each it is under 2 MiB.
const maxHosts = 8192

// gate lets one request at a time through to each host, with a gap between them, and a bounded number to all.
type gate struct {
	gap   time.Duration // least time between two requests to a host
	all   chan struct{} // one slot per host that may be asked at the same time
	now   func() time.Time
	sleep func(context.Context, time.Duration) error

	mu    sync.Mutex
	hosts map[string]*host
}

// host is what the gate remembers of one host.
type host struct {
	turn  chan struct{} // holds one token: who has it may ask
	users int           // callers that hold or wait for the turn; guarded by gate.mu

	// Guarded by gate.mu.
	delay time.Duration // what robots.txt asks for, already bounded
	last  time.Time     // when the newest request ended
	hold  time.Time     // the host asked to be left alone until then (Retry-After)
	why   int           // the HTTP status of that wish
}

func newGate(
	gap time.Duration, parallel int, now func() time.Time, sleep func(context.Context, time.Duration) error,
) *gate {
	return &gate{gap: gap, all: make(chan struct{}, parallel), now: now, sleep: sleep, hosts: map[string]*host{}}
}

// pass waits for the host's turn and gap, and for one of the slots. leave must be called when the body is read: the
// next gap counts from then, so that a slow host gets more rest. ask may refuse the request once it is its turn: the
// error is then that of ask, and no gap is kept. A part of a page that is being shown keeps no gap either: it belongs
// to one visit.
func (g *gate) pass(ctx context.Context, name string, part bool, ask func() error) (leave func(), err error) {
	h := g.take(name)
	select {
	case <-h.turn:
	case <-ctx.Done():
		g.drop(h)
		return nil, ctx.Err()
	}
	back := func() { h.turn <- struct{}{}; g.drop(h) }
	if err := ask(); err != nil {
		back()
		return nil, err
	}
	gap := time.Duration(0)
	if !part {
		gap = g.wait(h)
	}
	if err := g.sleep(ctx, gap); err != nil {
		back()
		return nil, err
	}
	select {
	case g.all <- struct{}{}:
	case <-ctx.Done():
		back()
		return nil, ctx.Err()
	}
	return func() { <-g.all; g.ended(h); back() }, nil
}

// wait is how long the host's gap still lasts.
func (g *gate) wait(h *host) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if h.last.IsZero() {
		return 0
	}
	return max(g.gap, h.delay) - g.now().Sub(h.last)
}

func (g *gate) ended(h *host) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h.last = g.now()
}

// setDelay notes what the host's robots.txt asks for.
func (g *gate) setDelay(name string, d time.Duration) {
	h := g.take(name)
	defer g.drop(h)
	g.mu.Lock()
	defer g.mu.Unlock()
	h.delay = d
}

// setHold notes that the host asks for no request until t, and the HTTP status of that answer.
func (g *gate) setHold(name string, t time.Time, status int) {
	h := g.take(name)
	defer g.drop(h)
	g.mu.Lock()
	defer g.mu.Unlock()
	if t.After(h.hold) {
		h.hold, h.why = t, status
	}
}

// held is the time until which the host asks for no request, zero when it asks for none, and the status of that answer.
func (g *gate) held(name string) (until time.Time, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if h := g.hosts[name]; h != nil && g.now().Before(h.hold) {
		return h.hold, h.why
	}
	return time.Time{}, 0
}

func (g *gate) take(name string) *host {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[name]
	if h == nil {
		if len(g.hosts) >= maxHosts {
			g.forget()
		}
		h = &host{turn: make(chan struct{}, 1)}
		h.turn <- struct{}{}
		g.hosts[name] = h
	}
	h.users++
	return h
}

func (g *gate) drop(h *host) {
	g.mu.Lock()
	defer g.mu.Unlock()
	h.users--
}

// forget drops the hosts that nobody uses and whose gap and hold are over.
func (g *gate) forget() {
	now := g.now()
	for name, h := range g.hosts {
		if h.users == 0 && now.After(h.hold) && now.Sub(h.last) > max(g.gap, h.delay) {
			delete(g.hosts, name)
		}
	}
}

// sleep waits for d, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
