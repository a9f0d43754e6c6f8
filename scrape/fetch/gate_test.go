package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"attache/scrape/fetch/fetchtest"
)

func TestGateOneAtATimeWithGaps(t *testing.T) {
	slow := func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }
	f, s, c := newClient(t, Config{Gap: time.Second, Parallel: 4}, map[string]http.HandlerFunc{
		"a.example/*": slow,
		"b.example/*": slow,
	})
	var wg sync.WaitGroup
	for i := range 20 {
		host := []string{"a.example", "b.example", "A.example.", "a.example:80"}[i%4]
		wg.Go(func() {
			if _, err := f.Fetch(context.Background(), fmt.Sprintf("http://%s/%d", host, i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s.Most["a.example"] > 1 || s.Most["b.example"] > 1 {
		t.Errorf("asked at the same time: %v", s.Most)
	}
	for _, d := range c.Slept {
		if d > time.Second {
			t.Errorf("a gap of %v where 1s is enough", d)
		}
	}
	if len(c.Slept) == 0 {
		t.Error("no gap was kept")
	}
}

// The gap counts on one clock from the end of one request to the beginning of the next.
func TestGateGap(t *testing.T) {
	c := &fetchtest.Clock{At: fetchtest.Today}
	g := newGate(2*time.Second, 1, c.Now, c.Sleep)
	enter := func(name string) {
		t.Helper()
		leave, err := g.enter(context.Background(), name)
		if err != nil {
			t.Fatal(err)
		}
		c.Pass(300 * time.Millisecond) // the exchange
		leave()
	}
	enter("a.example")
	c.Pass(500 * time.Millisecond)
	enter("a.example")
	g.setDelay("a.example", 10*time.Second)
	enter("a.example")
	enter("b.example")
	want := []time.Duration{1500 * time.Millisecond, 10 * time.Second}
	if fmt.Sprint(c.Slept) != fmt.Sprint(want) {
		t.Errorf("slept %v, want %v", c.Slept, want)
	}
}

func TestGateGivesUp(t *testing.T) {
	c := &fetchtest.Clock{At: fetchtest.Today}
	g := newGate(time.Second, 1, c.Now, c.Sleep)
	leave, err := g.enter(context.Background(), "a.example")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, name := range []string{"a.example", "b.example"} { // the turn is taken, the slot is taken
		if _, err := g.enter(ctx, name); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	leave()
	if leave, err = g.enter(context.Background(), "a.example"); err != nil {
		t.Fatal("the turn was lost: ", err)
	}
	leave()
}

func TestGateForgets(t *testing.T) {
	c := &fetchtest.Clock{At: fetchtest.Today}
	g := newGate(time.Second, 1, c.Now, c.Sleep)
	g.setHold("held.example", fetchtest.Today.Add(time.Hour), 429)
	for i := range maxHosts + 100 {
		c.Pass(2 * time.Second)
		leave, err := g.enter(context.Background(), fmt.Sprintf("h%d.example", i))
		if err != nil {
			t.Fatal(err)
		}
		leave()
		if i == 0 {
			g.setHold("held.example", c.Now().Add(1000*time.Hour), 429)
		}
	}
	if len(g.hosts) > maxHosts {
		t.Errorf("%d hosts kept", len(g.hosts))
	}
	if until, _ := g.held("held.example"); until.IsZero() {
		t.Error("a host's wish was forgotten")
	}
}

// enter is pass for a request that nobody refuses.
func (g *gate) enter(ctx context.Context, name string) (leave func(), err error) {
	return g.pass(ctx, name, false, func() error { return nil })
}
