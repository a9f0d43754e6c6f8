package worker_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/worker"
)

var (
	_ worker.Store  = (*store.Store)(nil)
	_ worker.Sender = (*mail.Sender)(nil)
)

// breakfast is a Monday, seven in the morning in Almaty.
var breakfast = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// wall is a clock on the wall that tests set.
type wall struct {
	mu sync.Mutex
	t  time.Time
}

func (w *wall) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.t
}

func (w *wall) add(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.t = w.t.Add(d)
}

func (w *wall) set(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.t = t
}

// fixture is a pipeline with everything at hand: a real store, and memory for the rest.
type fixture struct {
	pipeline *worker.Pipeline
	url      string
	store    *store.Store
	fetch    *listFetcher
	edit     *everyPiece
	post     *mailbox
	wall     *wall
	ticks    chan struct{} // told when the clock has ticked
}

// onSQLite returns the address of a fresh SQLite file.
func onSQLite(t *testing.T) string { return filepath.Join(t.TempDir(), "attache.db") }

// onPostgres returns the address of a fresh schema, or skips aloud.
func onPostgres(t *testing.T) string {
	base := os.Getenv("ATTACHE_TEST_POSTGRES")
	if base == "" {
		t.Skip("SKIPPED: not tried on PostgreSQL; set ATTACHE_TEST_POSTGRES")
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("worker_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := conn.Exec(ctx, "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := conn.Exec(ctx, "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		conn.Close(ctx)
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// onBoth runs a test on SQLite, and on PostgreSQL when there is one.
func onBoth(t *testing.T, f func(t *testing.T, url string)) {
	t.Run("sqlite", func(t *testing.T) { f(t, onSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, onPostgres(t)) })
}

func build(t *testing.T, url string) *fixture {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	h := &fixture{url: url, store: st, wall: &wall{t: breakfast}, post: &mailbox{batch: 8}}
	h.edit = &everyPiece{now: func() time.Time { return h.pipeline.Now() }}
	h.fetch = &listFetcher{wall: h.wall, lists: map[string]list{}, pages: map[string]page{}}
	h.pipeline = &worker.Pipeline{
		Store: st, Fetcher: h.fetch, Editor: h.edit, Renderer: plainRenderer{}, Sender: h.post, Links: plainLinks{},
		Domain: "press.example.org", Now: h.wall.now, Log: logTo(t),
		Config: worker.Config{Journal: filepath.Join(t.TempDir(), "journal")},
	}
	return h
}

// logTo writes the log into the test's output.
func logTo(t *testing.T) *slog.Logger {
	w := &testLog{t: t}
	t.Cleanup(w.close)
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type testLog struct {
	mu sync.Mutex
	t  *testing.T
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.t != nil {
		l.t.Logf("%s", bytes.TrimSpace(p))
	}
	return len(p), nil
}

func (l *testLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.t = nil
}

func (h *fixture) source(t *testing.T, name string) news.Source {
	t.Helper()
	src := news.Source{
		Name: name, URL: "https://" + name + ".example.org/feed", Kind: news.KindFeed, Enabled: true,
		Outlet: news.Outlet{Name: strings.ToUpper(name), Country: "KZ"},
	}
	if err := h.store.PutSource(t.Context(), &src); err != nil {
		t.Fatal(err)
	}
	return src
}

func (h *fixture) digest(t *testing.T, change func(*news.Digest)) news.Digest {
	t.Helper()
	d := news.Digest{
		Name: "daily", Title: "The Daily", Language: "en", Schedule: "0 7 * * *", TimeZone: "Asia/Almaty",
		Enabled: true,
	}
	if change != nil {
		change(&d)
	}
	if err := h.store.PutDigest(t.Context(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// readers subscribes n people, reader1@example.org and on.
func (h *fixture) readers(t *testing.T, d news.Digest, n int) {
	t.Helper()
	for i := range n {
		s := news.Subscriber{Email: reader(i + 1), State: news.SubscriberActive, Digests: []string{d.Name}}
		if err := h.store.PutSubscriber(t.Context(), &s); err != nil {
			t.Fatal(err)
		}
	}
}

func reader(n int) string { return fmt.Sprintf("reader%d@example.org", n) }

// piece stores an article published some time before now.
func (h *fixture) piece(t *testing.T, src news.Source, name string, ago time.Duration) news.Article {
	t.Helper()
	now := h.wall.now()
	a := news.Article{
		URL: "https://" + src.Name + ".example.org/" + name, SourceID: src.ID, Outlet: src.Outlet, Title: name,
		Published: now.Add(-ago), DateFrom: news.DateFromPage, Seen: now.Add(-ago),
		Blocks: []news.Block{{Kind: news.Paragraph, Text: name + "."}},
	}
	if _, err := h.store.PutArticle(t.Context(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// polled records that a source was read just now, without reading it; it is due again at once.
func (h *fixture) polled(t *testing.T, src news.Source) {
	t.Helper()
	now := h.wall.now()
	p := news.Poll{SourceID: src.ID, Started: now, State: news.PollOK, NextTry: now}
	if err := h.store.SavePoll(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

func titles(i news.Issue) string {
	var list []string
	for _, s := range i.Stories() {
		list = append(list, s.Headline)
	}
	return strings.Join(list, " ")
}

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}
