package worker_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"attache/news"
	"attache/worker"
	"attache/worker/queue"
)

// counting is SQLite's driver with a count of the statements that are run.
type counting struct {
	driver.Driver
	n *atomic.Int64
}

func (c counting) Open(name string) (driver.Conn, error) {
	conn, err := c.Driver.Open(name)
	return countingConn{conn, c.n}, err
}

type countingConn struct {
	driver.Conn
	n *atomic.Int64
}

func (c countingConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	c.n.Add(1)
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

func (c countingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.n.Add(1)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c countingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.n.Add(1)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

// asked counts what the clock asks the store for in a look.
type asked struct {
	worker.Store
	n atomic.Int64
}

func (a *asked) Digests(ctx context.Context, enabled bool) ([]news.Digest, error) {
	a.n.Add(1)
	return a.Store.Digests(ctx, enabled)
}

func (a *asked) LastIssue(ctx context.Context, digestID int64) (news.Issue, error) {
	a.n.Add(1)
	return a.Store.LastIssue(ctx, digestID)
}

func (a *asked) Standings(ctx context.Context) ([]news.Standing, error) {
	a.n.Add(1)
	return a.Store.Standings(ctx)
}

func (a *asked) Standing(ctx context.Context, id int64) (news.Standing, error) {
	a.n.Add(1)
	return a.Store.Standing(ctx, id)
}

func (a *asked) Tally(ctx context.Context, id int64) (news.Tally, error) {
	a.n.Add(1)
	return a.Store.Tally(ctx, id)
}

// TestIdleServeAsksLittle counts statements instead of CPU time, which depends on the machine. With River's own
// listener on SQLite it is 20 statements a second.
func TestIdleServeAsksLittle(t *testing.T) {
	h := build(t, onSQLite(t))
	h.digest(t, nil)
	for _, name := range []string{"a", "b", "c"} {
		src := h.source(t, name)
		p := news.Poll{
			SourceID: src.ID, Started: h.wall.now(), State: news.PollOK,
			NextTry: h.wall.now().Add(20 * time.Minute),
		}
		if err := h.store.SavePoll(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	h.wall.add(2 * time.Minute) // no slot is due
	var n atomic.Int64
	sql.Register("counting", counting{&sqlite.Driver{}, &n})
	db, err := sql.Open("counting", "file:"+h.url+"?_pragma=busy_timeout(15000)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	a := &asked{Store: h.store}
	h.pipeline.Store = a
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.pipeline.Serve(ctx, queue.Engine{SQL: db}) }()

	// River's services start within a second or so; on a slow machine a later window is the quiet one.
	const warm, window, most, windows = 3 * time.Second, 4 * time.Second, 20, 4
	<-time.After(warm)
	ran := int64(most + 1)
	for n0, w := n.Load(), 0; ran > most && w < windows; w++ {
		<-time.After(window)
		now := n.Load()
		ran, n0 = now-n0, now
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if ran > most {
		// per window: two of River's scheduler and of its elector, three fetches, some cleaning
		t.Errorf("%d statements of the job queue in %s of doing nothing, more than %d", ran, window, most)
	}
	if got := a.n.Load(); got < 3 || got > 24 { // one look or two, whatever the number of sources
		t.Errorf("a look asked the store %d times", got)
	}
}

// TestSlotWakesTheQueue publishes within a second of its minute although the queue is asked for jobs twice a minute
// only.
func TestSlotWakesTheQueue(t *testing.T) {
	h := build(t, onSQLite(t))
	records := h.listen()
	h.source(t, "a")
	h.readers(t, h.digest(t, nil), 1)
	h.wall.set(breakfast.Add(-time.Minute))
	h.serving(t)
	h.tick(t)
	begun := time.Now()
	h.wall.set(breakfast)
	await(t, records, "issue composed", 1)
	if took := time.Since(begun); took > 15*time.Second {
		// nearly all of it is the machine's; without the bell it is up to 30 s
		t.Errorf("publishing began %s after its minute", took)
	}
}
