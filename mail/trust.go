package mail

import (
	"context"
	"sync"
	"time"
)

// A server that takes letters and never answers the final dot leaves each of them in doubt (RFC 1047). So a server that
// has not answered one for trustSpan gets one letter at a time, until it answers; after silenceAfter silences in a row
// the brake stops the sender. Letters that were under way side by side when it fell silent count once: the network may
// have failed under all of them.
const (
	silenceAfter = 3
	trustSpan    = 5 * time.Minute
)

// trust is what the server's answers to the final dot have earned it.
type trust struct {
	mu      sync.Mutex
	until   time.Time     // several letters at a time until then
	probing bool          // one letter is under way, the others wait
	wake    chan struct{} // closed when it has come back; nil = nobody waits
	silent  int           // silences in a row
	last    time.Time     // when the last one that counts was noticed
}

// permit allows one letter to be offered.
type permit struct {
	begun time.Time
	probe bool
}

// enter returns at once when the server is trusted, or nobody is trying it. Else it calls idle, which gives up what is
// held meanwhile, and waits. It reports false when ctx ended.
func (t *trust) enter(ctx context.Context, idle func()) (permit, bool) {
	for {
		t.mu.Lock()
		now := time.Now()
		if now.Before(t.until) || !t.probing {
			k := permit{begun: now, probe: !now.Before(t.until)}
			t.probing = t.probing || k.probe
			t.mu.Unlock()
			return k, true
		}
		if t.wake == nil {
			t.wake = make(chan struct{})
		}
		wake := t.wake
		t.mu.Unlock()
		idle()
		select {
		case <-wake:
		case <-ctx.Done():
			return permit{}, false
		}
	}
}

// try permits a letter beside others of its connection, if the server is trusted. It never waits.
func (t *trust) try() (permit, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	return permit{begun: now}, now.Before(t.until)
}

// leave lets the next letter go.
func (t *trust) leave(k permit) {
	if !k.probe {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.probing = false
	if t.wake != nil {
		close(t.wake)
		t.wake = nil
	}
}

// answered notes that the server answered a final dot, with yes or no.
func (t *trust) answered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.silent, t.until = 0, time.Now().Add(trustSpan)
}

// silence notes that it did not, and reports whether that is enough to stop.
func (t *trust) silence(k permit) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.until = time.Time{}
	if t.silent > 0 && k.begun.Before(t.last) {
		return false
	}
	t.silent, t.last = t.silent+1, time.Now()
	if t.silent < silenceAfter {
		return false
	}
	t.silent = 0
	return true
}
