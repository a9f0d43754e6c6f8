package origin

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		remote, forwarded string
		proxied           bool
		want              string
	}{
		{"192.0.2.7:1234", "", false, "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.1", true, "192.0.2.7"}, // no proxy of ours: it may say what it likes
		{"127.0.0.1:1234", "203.0.113.9, 198.51.100.1", false, "198.51.100.1"},
		{"[::1]:1234", "198.51.100.1", false, "198.51.100.1"},
		{"127.0.0.1:1234", "nonsense", false, "127.0.0.1"},
		{"10.0.0.5:1234", "198.51.100.1", false, "10.0.0.5"},
		{"10.0.0.5:1234", "198.51.100.1", true, "198.51.100.1"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "", false, "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.7]:1234", "", false, "192.0.2.7"},
		{"127.0.0.1:1234", "2001:db8:1:2:3:4:5:6", false, "2001:db8:1:2::/64"},
		{"@", "", false, "@"}, // a Unix socket
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := Of(r, c.proxied); got != c.want {
			t.Errorf("%s, %q, %t: %s, want %s", c.remote, c.forwarded, c.proxied, got, c.want)
		}
	}
}

func TestLimiter(t *testing.T) {
	var l Limiter
	now := time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)
	a, both := Bound{"a", 2}, Bound{"b", 5}
	take := func(after time.Duration, want bool, bounds ...Bound) {
		t.Helper()
		if got := l.Take(now.Add(after), time.Minute, bounds...); got != want {
			t.Errorf("after %s: %t", after, got)
		}
	}
	take(0, true, a, both)
	take(time.Second, true, a, both)
	take(2*time.Second, false, a, both) // a has two; b is not counted
	l.Give(a)
	take(3*time.Second, true, a)
	take(4*time.Second, false, a)
	take(time.Minute, true, a) // a new window
	l.Clear("a")
	take(time.Minute, true, a)
	take(time.Minute, true, a)
	take(time.Minute, false, a)
	l.Give(Bound{"unknown", 1})
	for range 3 {
		take(59*time.Second, true, both)
	}
	take(59*time.Second, false, both)
	for n := range mostKeys {
		l.Take(now, time.Minute, Bound{strconv.Itoa(n), 1})
	}
	if len(l.seen) > mostKeys {
		t.Errorf("it holds %d keys", len(l.seen))
	}
}
