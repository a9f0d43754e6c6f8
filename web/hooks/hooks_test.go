package hooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/scrape/fetch"
	"attache/store"
	"attache/store/storetest"
	"attache/web/hooks"
)

// TestSign holds the example of the libraries of Standard Webhooks (libraries/go/webhook_test.go, v0.0.1).
func TestSign(t *testing.T) {
	got, err := hooks.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
		time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	for _, secret := range []string{"", "whsec_", "whsec_%%"} {
		if _, err := hooks.Sign(secret, "m", time.Unix(1, 0), nil); err == nil {
			t.Errorf("%q signs", secret)
		}
	}
	if a, b := hooks.NewSecret(), hooks.NewSecret(); a == b || !strings.HasPrefix(a, "whsec_") {
		t.Errorf("%q, %q", a, b)
	}
}

// got is a request that a receiver had.
type got struct {
	header http.Header
	body   string
}

// receiver answers with its statuses, one after the other, the last for good.
type receiver struct {
	*httptest.Server
	mu       sync.Mutex
	statuses []int
	header   http.Header
	got      []got
}

func newReceiver(t *testing.T, statuses ...int) *receiver {
	x := &receiver{statuses: statuses, header: http.Header{}}
	x.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.got = append(x.got, got{r.Header.Clone(), string(b)})
		for k, v := range x.header {
			w.Header()[k] = v
		}
		w.WriteHeader(x.statuses[0])
		if len(x.statuses) > 1 {
			x.statuses = x.statuses[1:]
		}
		_, _ = io.WriteString(w, "answer\x1b "+strings.Repeat("x", 9000))
	}))
	t.Cleanup(x.Close)
	return x
}

// bench is a store with a sender, and a clock that the test moves.
type bench struct {
	t    *testing.T
	st   *store.Store
	now  time.Time
	send *hooks.Sender
}

func newBench(t *testing.T, allow ...string) *bench {
	t.Helper()
	out, err := fetch.Guarded(fetch.Config{Allow: allow})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, st: storetest.New(t), now: time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)}
	b.send = &hooks.Sender{
		Store: b.st, Transport: out, Base: "https://press.example/api/v1", Agent: "attache/test",
		Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler),
	}
	return b
}

func (b *bench) hook(address string) newsroom.Hook {
	b.t.Helper()
	h := newsroom.Hook{URL: address, Events: newsroom.HookEvents, Secret: hooks.NewSecret(), Enabled: true, Created: b.now}
	if err := b.st.AddHook(b.t.Context(), &h, newsroom.Entry{At: b.now}); err != nil {
		b.t.Fatal(err)
	}
	return h
}

func newsSource() news.Source {
	return news.Source{
		Name: "one", Outlet: news.Outlet{Name: "One"}, URL: "https://one.example/", Kind: news.KindFeed, Enabled: true,
	}
}

// breaks flags a source as dead.
func (b *bench) breaks() {
	b.t.Helper()
	src := newsSource()
	if err := b.st.PutSource(b.t.Context(), &src); err != nil {
		b.t.Fatal(err)
	}
	err := b.st.SetFlag(b.t.Context(), newsroom.Flag{SourceID: src.ID, State: newsroom.FlagDead, Since: b.now})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) drain() {
	b.t.Helper()
	if err := b.send.Drain(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) last(hook int64) newsroom.HookMessage {
	b.t.Helper()
	all, err := b.st.HookMessages(b.t.Context(), hook, 1)
	if err != nil || len(all) == 0 {
		b.t.Fatalf("%v, %v", all, err)
	}
	return all[0]
}

// verify reports by which of the secrets a request is signed.
func (g got) verify(t *testing.T, secrets ...string) []bool {
	t.Helper()
	seconds, err := strconv.ParseInt(g.header.Get("Webhook-Timestamp"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var out []bool
	for _, s := range secrets {
		want, err := hooks.Sign(s, g.header.Get("Webhook-Id"), time.Unix(seconds, 0), []byte(g.body))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for sig := range strings.FieldsSeq(g.header.Get("Webhook-Signature")) {
			found = found || sig == want
		}
		out = append(out, found)
	}
	return out
}

// TestTold: a message is signed, says what happened and where to read on; after a failure it comes again with the same
// id and body, by a schedule; after a rotation both secrets sign, for a day.
func TestTold(t *testing.T) {
	b := newBench(t, "127.0.0.1")
	x := newReceiver(t, http.StatusInternalServerError, http.StatusFound, http.StatusNoContent)
	h := b.hook(x.URL + "/here?key=1")
	b.breaks()
	b.drain()
	m := b.last(h.ID)
	if wait := m.NextTry.Sub(b.now); m.Tries != 1 || m.Status != 500 || wait < 5*time.Second || wait > 6*time.Second ||
		!strings.HasPrefix(m.Answer, "answer xxx") || len(m.Answer) > 200 {
		t.Errorf("after a failure: %+v", m)
	}
	b.drain()
	if len(x.got) != 1 {
		t.Errorf("it was tried before its time: %d", len(x.got))
	}
	b.now = m.NextTry
	old := h.Secret
	err := b.st.EditHook(t.Context(), h.ID, func(h *newsroom.Hook) error {
		hooks.Rotate(h, hooks.NewSecret(), b.now)
		return nil
	}, newsroom.Entry{At: b.now})
	if err != nil {
		t.Fatal(err)
	}
	if h, err = b.st.Hook(t.Context(), h.ID); err != nil {
		t.Fatal(err)
	}
	b.drain() // a redirect is a failure
	if m = b.last(h.ID); m.Status != http.StatusFound || m.NextTry.Sub(b.now) < 5*time.Minute {
		t.Errorf("after a redirect: %+v", m)
	}
	b.now = b.now.Add(25 * time.Hour)
	b.drain()
	if m = b.last(h.ID); !m.Delivered || !m.NextTry.IsZero() || m.Tries != 3 || m.Answer != "No Content" {
		t.Errorf("in the end: %+v", m)
	}
	if len(x.got) != 3 {
		t.Fatalf("%d requests", len(x.got))
	}
	for k, want := range [][]bool{{true, false}, {true, true}, {false, true}} {
		g := x.got[k]
		if is := g.verify(t, old, h.Secret); is[0] != want[0] || is[1] != want[1] {
			t.Errorf("request %d is signed by the old and the new secret: %v", k, is)
		}
		if g.header.Get("Webhook-Id") != x.got[0].header.Get("Webhook-Id") || g.body != x.got[0].body ||
			g.header.Get("Content-Type") != "application/json" {
			t.Errorf("request %d is another: %v %s", k, g.header, g.body)
		}
	}
	var p hooks.Payload
	if err := json.Unmarshal([]byte(x.got[0].body), &p); err != nil {
		t.Fatal(err)
	}
	want := hooks.Payload{
		Type: "source.broken", Timestamp: time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC),
		Data: hooks.Data{Source: "one", State: "dead", URL: "https://press.example/api/v1/sources/one"},
	}
	if p != want {
		t.Errorf("%+v, want %+v", p, want)
	}
}

// TestGivenUp: a message that nobody takes ends after ten tries within four days; the receiver's own wish is heard; 410
// switches the webhook off.
func TestGivenUp(t *testing.T) {
	b := newBench(t, "127.0.0.1")
	x := newReceiver(t, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	x.header.Set("Retry-After", "90")
	h := b.hook(x.URL)
	b.breaks()
	begin := b.now
	b.drain()
	if wait := b.last(h.ID).NextTry.Sub(b.now); wait < 90*time.Second || wait > 91*time.Second {
		t.Errorf("it waits for %s", wait)
	}
	for range 20 {
		if m := b.last(h.ID); !m.NextTry.IsZero() {
			b.now = m.NextTry
		}
		b.drain()
	}
	m := b.last(h.ID)
	if took := m.Ended.Sub(begin); m.Delivered || m.Tries != 10 || len(x.got) != 10 || took < 72*time.Hour ||
		took > 96*time.Hour {
		t.Errorf("%d requests, %+v", len(x.got), m)
	}
	gone := newReceiver(t, http.StatusGone)
	h = b.hook(gone.URL)
	if m, err := b.send.Test(t.Context(), h.ID); err != nil || m.Delivered || m.NextTry != (time.Time{}) {
		t.Errorf("a test: %+v, %v", m, err)
	}
	if h, err := b.st.Hook(t.Context(), h.ID); err != nil || !h.Enabled {
		t.Errorf("a test switched it off: %v", err)
	}
	if err := b.st.SetFlag(t.Context(), newsroom.Flag{SourceID: 1, Since: b.now}); err != nil {
		t.Fatal(err)
	}
	b.drain()
	if h, err := b.st.Hook(t.Context(), h.ID); err != nil || h.Enabled || !strings.Contains(h.Note, "410") {
		t.Errorf("%+v, %v", h, err)
	}
}

// TestGuard: an address of this machine is refused unless it is allowed, also when a name leads there; the reason says
// what to do and not the address's secret.
func TestGuard(t *testing.T) {
	b := newBench(t)
	x := newReceiver(t, http.StatusOK)
	for _, address := range []string{
		x.URL, strings.Replace(x.URL, "127.0.0.1", "localhost", 1), "http://[::1]/", "http://0/",
	} {
		m, err := b.send.Test(t.Context(), b.hook(address+"/secret-path").ID)
		if err != nil || m.Delivered || m.Status != 0 || strings.Contains(m.Answer, "secret-path") {
			t.Errorf("%s: %+v, %v", address, m, err)
		}
	}
	if m, _ := b.send.Test(t.Context(), b.hook(x.URL).ID); !strings.Contains(m.Answer, "scrape.allow") {
		t.Errorf("it does not say what to do: %s", m.Answer)
	}
	if len(x.got) > 0 {
		t.Error("it was reached")
	}
}

// TestStops: Run sends only what may be sent, and a message under way when the program ends stays to be sent.
func TestStops(t *testing.T) {
	b := newBench(t, "127.0.0.1")
	ctx, cancel := context.WithCancel(t.Context())
	x := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // until then the server does not notice that the sender is gone
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(x.Close)
	h := b.hook(x.URL)
	b.breaks()
	never, stop := context.WithCancel(t.Context())
	b.send.Run(never, func(context.Context) bool { stop(); return false })
	if m := b.last(h.ID); m.Tries != 0 {
		t.Errorf("it was sent though nothing may be: %+v", m)
	}
	if err := b.send.Drain(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	m := b.last(h.ID)
	if m.Tries != 1 || !m.Ended.IsZero() || !m.NextTry.Equal(b.now.Add(5*time.Minute)) {
		t.Errorf("%+v", m)
	}
}
