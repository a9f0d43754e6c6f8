package store_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestRiver shares one database between River's client and our own writes, as the running program does, and fails when
// either waits long for the other.
func TestRiver(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		s := storetest.New(t)
		besideRiver(t, s, riversqlite.New(s.SQL()))
	})
	t.Run("Postgres", func(t *testing.T) {
		s := storetest.Open(t, storetest.Postgres(t))
		besideRiver(t, s, riverpgxv5.New(s.Pool()))
	})
}

type putArgs struct {
	N int `json:"n"`
}

func (putArgs) Kind() string { return "put" }

// putWorker stores an article from within a job, and tells how long it took.
type putWorker struct {
	river.WorkerDefaults[putArgs]
	store *store.Store
	took  chan<- time.Duration
}

func (w *putWorker) Work(ctx context.Context, job *river.Job[putArgs]) error {
	start := time.Now()
	a := news.Article{
		URL: "https://river.example/" + time.Duration(job.Args.N).String(), DateFrom: news.DateFromPage,
		Published: start, Seen: start,
	}
	_, err := w.store.PutArticle(ctx, &a)
	w.took <- time.Since(start)
	return err
}

func besideRiver[TTx any](t *testing.T, s *store.Store, driver riverdriver.Driver[TTx]) {
	// The machine of a test may be busy: the limit is far above the milliseconds that a write takes, and far below the
	// 15 s after which SQLite gives up on a lock.
	const jobs, longest = 200, 5 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	took := make(chan time.Duration, jobs)
	workers := river.NewWorkers()
	river.AddWorker(workers, &putWorker{store: s, took: took})
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 10}}, Workers: workers,
		Logger: slog.New(slog.DiscardHandler), FetchCooldown: 10 * time.Millisecond,
		FetchPollInterval: 20 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	done, unsubscribe := client.SubscribeConfig(&river.SubscribeConfig{
		Kinds: []river.EventKind{river.EventKindJobCompleted, river.EventKindJobFailed}, ChanSize: 2 * jobs,
	})
	defer unsubscribe()
	if err := client.Start(ctx); err != nil {
		t.Fatal(err)
	}
	params := make([]river.InsertManyParams, jobs)
	for n := range params {
		params[n].Args = putArgs{N: n}
	}
	if _, err := client.InsertMany(ctx, params); err != nil {
		t.Fatal(err)
	}
	slowest := time.Duration(0)
	for completed := 0; completed < jobs; {
		select {
		case e := <-done:
			if e.Kind != river.EventKindJobCompleted {
				t.Fatalf("a job failed: %+v", e.Job.Errors)
			}
			completed++
		case d := <-took:
			slowest = max(slowest, d)
		case <-ctx.Done():
			t.Fatalf("%d of %d jobs completed", completed, jobs)
		default: // meanwhile we write as well
			start := time.Now()
			if err := s.Heartbeat(ctx, "us", start); err != nil {
				t.Fatal(err)
			}
			slowest = max(slowest, time.Since(start))
		}
	}
	if err := client.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	t.Logf("the slowest of our writes took %s", slowest)
	if slowest > longest {
		t.Errorf("a write of ours waited %s for River", slowest)
	}
	n := 0
	for _, err := range s.AllArticles(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != jobs {
		t.Errorf("%d articles of %d jobs", n, jobs)
	}
}
