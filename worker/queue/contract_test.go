package queue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"attache/store/storetest"
)

// waitLimit is how long a test waits for an event before it fails. Jobs take milliseconds.
const waitLimit = 30 * time.Second

// fixture is a database with River's tables, and what the tests ask of it behind the queue's back.
type fixture struct {
	engine Engine
	exec   riverdriver.Executor
	list   func(ctx context.Context, p *river.JobListParams) (*river.JobListResult, error)
	insert func(ctx context.Context, j river.JobArgs, o *river.InsertOpts) (*rivertype.JobInsertResult, error)
	log    *logged
}

// logged is a log that may be read while others write.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func inspected[TTx any](t *testing.T, e Engine, driver riverdriver.Driver[TTx]) *fixture {
	t.Helper()
	c, err := river.NewClient(driver, &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{engine: e, exec: driver.GetExecutor(), list: c.JobList, insert: c.Insert, log: &logged{}}
}

// onBoth runs a test on an empty database of either kind.
func onBoth(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		s := storetest.New(t)
		test(t, inspected(t, Engine{SQL: s.SQL()}, riversqlite.New(s.SQL())))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		s := storetest.Open(t, storetest.Postgres(t))
		test(t, inspected(t, Engine{Pool: s.Pool()}, riverpgxv5.New(s.Pool())))
	})
}

// handlers answers every job with what do returns for it.
func handlers(do func(ctx context.Context, j Job) error) Handlers {
	return Handlers{
		Poll:    func(ctx context.Context, j Poll) error { return do(ctx, j) },
		Publish: func(ctx context.Context, j Publish) error { return do(ctx, j) },
		Deliver: func(ctx context.Context, j Deliver) error { return do(ctx, j) },
	}
}

// config is a process of a name; change may be nil.
func (f *fixture) config(name string, change func(*Config)) Config {
	c := Config{Name: name, Polls: 2, JobLimit: time.Minute, Log: slog.New(slog.NewTextHandler(f.log, nil))}
	if change != nil {
		change(&c)
	}
	return c
}

// queue sets up a queue that hands out nothing yet.
func (f *fixture) queue(t *testing.T, c Config, h Handlers) *Queue {
	t.Helper()
	q, err := New(f.engine, c, h)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// start sets up a queue and starts it. The test stops it, or its end does.
func (f *fixture) start(t *testing.T, c Config, h Handlers) (q *Queue, stop func()) {
	t.Helper()
	q = f.queue(t, c, h)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	if err := q.Start(ctx); err != nil {
		cancel()
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		cancel()
		if err := q.Stop(waitLimit); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	t.Cleanup(stop)
	return q, stop
}

// jobs returns each job as "kind state", in order of insertion.
func (f *fixture) jobs(t *testing.T) []string {
	t.Helper()
	all, err := f.list(t.Context(), river.NewJobListParams().First(100).OrderBy(river.JobListOrderByID,
		river.SortOrderAsc).States(rivertype.JobStates()...))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, j := range all.Jobs {
		out = append(out, j.Kind+" "+string(j.State))
	}
	return out
}

// await waits until ok reports true.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(waitLimit)
	for !ok() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("%s: it did not come", what)
		}
	}
}

// receive returns the next of c.
func receive[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(waitLimit):
		t.Fatalf("%s: it did not come", what)
		panic("unreachable")
	}
}

func insert(t *testing.T, q *Queue, jobs ...Job) {
	t.Helper()
	if err := q.Insert(t.Context(), jobs...); err != nil {
		t.Fatal(err)
	}
}

// TestKindsReachTheirHandlers: each kind reaches its own handler, with its fields.
func TestKindsReachTheirHandlers(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		got := make(chan string, 10)
		say := func(handler string, j Job) error { got <- fmt.Sprintf("%s: %+v", handler, j); return nil }
		q, _ := f.start(t, f.config("a", nil), Handlers{
			Poll:    func(_ context.Context, j Poll) error { return say("poll", j) },
			Publish: func(_ context.Context, j Publish) error { return say("publish", j) },
			Deliver: func(_ context.Context, j Deliver) error { return say("deliver", j) },
		})
		at := time.Date(2026, 11, 23, 2, 0, 0, 1000, time.UTC)
		all := []Job{Poll{Source: 7, From: at}, Publish{Digest: "daily", Since: at}, Deliver{Issue: 3, Share: 2}}
		insert(t, q, all...)
		var have []string
		for range all {
			have = append(have, receive(t, "a job", got))
		}
		slices.Sort(have)
		want := []string{
			fmt.Sprintf("deliver: %+v", all[2]), fmt.Sprintf("poll: %+v", all[0]), fmt.Sprintf("publish: %+v", all[1]),
		}
		if !slices.Equal(have, want) {
			t.Errorf("got %q, want %q", have, want)
		}
	})
}

// TestOneOfAKey: while a job of a key waits or runs there is no second one, afterwards there may be. Other keys, and
// other shares of an issue, are other jobs.
func TestOneOfAKey(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		begun, let := make(chan Job, 10), make(chan struct{})
		q := f.queue(t, f.config("a", nil), handlers(func(context.Context, Job) error { return nil }))
		insert(t, q, Publish{Digest: "daily"}, Publish{Digest: "weekly"}, Poll{Source: 1}, Deliver{1, 0}, Deliver{1, 1})
		insert(t, q, Publish{Digest: "daily", Since: time.Now()}, Poll{Source: 1, From: time.Now()}, Deliver{1, 1})
		want := []string{
			"publish available", "publish available", "poll available", "deliver available", "deliver available",
		}
		if got := f.jobs(t); !slices.Equal(got, want) {
			t.Fatalf("waiting: %q, want %q", got, want)
		}
		q, _ = f.start(t, f.config("b", nil), handlers(func(_ context.Context, j Job) error {
			begun <- j
			<-let
			return nil
		}))
		for range want {
			receive(t, "a job", begun)
		}
		insert(t, q, Publish{Digest: "daily"}) // it runs
		if got := f.jobs(t); len(got) != len(want) {
			t.Errorf("a second one of the key while it runs: %q", got)
		}
		close(let)
		await(t, "the end of all", func() bool {
			return !slices.ContainsFunc(f.jobs(t), func(j string) bool { return !strings.HasSuffix(j, " completed") })
		})
		insert(t, q, Publish{Digest: "daily"})
		if j := receive(t, "the key once more", begun); j.(Publish).Digest != "daily" {
			t.Errorf("got %+v", j)
		}
	})
}

// TestOutcomes: what an answer of a handler makes of its job, and what the log says.
func TestOutcomes(t *testing.T) {
	fault := errors.New("out of order")
	onBoth(t, func(t *testing.T, f *fixture) {
		var again sync.Map
		q, stop := f.start(t, f.config("a", func(c *Config) {
			c.Reason = func(err error) string { return "in short: " + err.Error() }
		}), handlers(func(_ context.Context, j Job) error {
			d, isDeliver := j.(Deliver)
			if !isDeliver {
				return fault // a visit is tried once
			}
			switch d.Issue {
			case 1:
				return fault
			case 2:
				panic("a fault of ours")
			case 3:
				return fmt.Errorf("wrapped: %w", &Cancelled{fault})
			case 4:
				if _, was := again.LoadOrStore(d.Issue, true); !was {
					return fmt.Errorf("wrapped: %w", ErrAgain)
				}
			}
			return nil
		}))
		insert(t, q, Deliver{Issue: 1}, Deliver{Issue: 2}, Deliver{Issue: 3}, Deliver{Issue: 4}, Poll{Source: 1})
		want := []string{
			"deliver retryable", "deliver retryable", "deliver cancelled", "deliver completed", "poll discarded",
		}
		await(t, "the outcomes", func() bool { return slices.Equal(f.jobs(t), want) })
		if _, was := again.Load(int64(4)); !was {
			t.Error("the job that asked for it was not handed out again")
		}
		retry, err := f.list(t.Context(), river.NewJobListParams().States(rivertype.JobStateRetryable))
		if err != nil || len(retry.Jobs) != 2 {
			t.Fatal(retry, err)
		}
		for _, j := range retry.Jobs {
			if wait := time.Until(j.ScheduledAt); wait > firstRetry || wait < firstRetry-waitLimit {
				t.Errorf("%s is tried again in %s, want %s", j.EncodedArgs, wait, firstRetry)
			}
		}
		insert(t, q, Deliver{Issue: 1}) // it waits for its next try
		if got := f.jobs(t); !slices.Equal(got, want) {
			t.Errorf("a second one of a key that is to be tried again: %q", got)
		}
		stop()
		log := f.log.String()
		for _, words := range []string{
			`msg="job failed" job=deliver`, "in short: out of order", `msg="job panicked"`, "a fault of ours",
			`next_try="when the clock finds it due"`,
		} {
			if !strings.Contains(log, words) {
				t.Errorf("the log does not say %s:\n%s", words, log)
			}
		}
	})
}

// TestStopWaits: the handlers are told at once; Stop waits for them, and what they did counts.
func TestStopWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		begun, told, let := make(chan struct{}), make(chan struct{}), make(chan struct{})
		q := f.queue(t, f.config("a", nil), handlers(func(ctx context.Context, _ Job) error {
			close(begun)
			<-ctx.Done()
			close(told)
			<-let
			return nil
		}))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := q.Start(ctx); err != nil {
			t.Fatal(err)
		}
		insert(t, q, Publish{Digest: "daily"})
		receive(t, "the job", begun)
		cancel()
		receive(t, "the word to the handler", told)
		stopped := make(chan error)
		go func() { stopped <- q.Stop(waitLimit) }()
		select {
		case err := <-stopped:
			t.Fatalf("Stop did not wait: %v", err)
		default:
		}
		close(let)
		if err := receive(t, "the end of Stop", stopped); err != nil {
			t.Error(err)
		}
		if got := f.jobs(t); !slices.Equal(got, []string{"publish completed"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestStopCancels: work that outlasts the grace is cancelled, and its job waits for another process.
func TestStopCancels(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		begun := make(chan struct{})
		q := f.queue(t, f.config("a", nil), handlers(func(ctx context.Context, _ Job) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}))
		if err := q.Start(t.Context()); err != nil { // nobody tells the handler before Stop
			t.Fatal(err)
		}
		insert(t, q, Publish{Digest: "daily"})
		receive(t, "the job", begun)
		if err := q.Stop(time.Millisecond); err != nil {
			t.Error(err)
		}
		if got := f.jobs(t); !slices.Equal(got, []string{"publish available"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestOrphans: a process that starts gives up the jobs of one that has died, whose keys are free then. Those of a
// process that lives, or of which nobody knows, stay.
func TestOrphans(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		begun, let := make(chan string, 10), make(chan struct{})
		defer close(let)
		named := func(name string) Handlers {
			return handlers(func(context.Context, Job) error { begun <- name; <-let; return nil })
		}
		first, _ := f.start(t, f.config("first", nil), named("first"))
		insert(t, first, Publish{Digest: "daily"})
		if got := receive(t, "the job", begun); got != "first" {
			t.Fatal(got)
		}
		f.start(t, f.config("second", nil), named("second"))
		f.start(t, f.config("third", func(c *Config) { c.Dead = func(n string) bool { return n == "second" } }),
			named("third"))
		if got := f.jobs(t); !slices.Equal(got, []string{"publish running"}) {
			t.Fatalf("a job of a living process: %q", got)
		}
		fourth, _ := f.start(t, f.config("fourth", func(c *Config) {
			c.Dead = func(n string) bool { return n == "first" }
		}), named("fourth"))
		if got := f.jobs(t); !slices.Equal(got, []string{"publish discarded"}) {
			t.Fatalf("a job of a dead process: %q", got)
		}
		insert(t, fourth, Publish{Digest: "daily"})
		receive(t, "the job, made again", begun)
	})
}

// TestJobsOfTheFuture: a job that a wrong clock has put into the future keeps no new one of its key away, and Repair
// deletes it; one that waits for its next try stays.
func TestJobsOfTheFuture(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		q := f.queue(t, f.config("a", nil), handlers(func(context.Context, Job) error { return nil }))
		ahead := func(j river.JobArgs, by time.Duration) {
			t.Helper()
			if _, err := f.insert(t.Context(), j, &river.InsertOpts{ScheduledAt: time.Now().Add(by)}); err != nil {
				t.Fatal(err)
			}
		}
		ahead(Publish{Digest: "daily"}, 24*time.Hour)
		insert(t, q, Publish{Digest: "daily"})
		if got := f.jobs(t); !slices.Equal(got, []string{"publish available"}) {
			t.Errorf("inserted beside one of the future: %q", got)
		}
		if !strings.Contains(f.log.String(), `msg="jobs lay in the future`) {
			t.Errorf("the log: %s", f.log)
		}
		ahead(Publish{Digest: "weekly"}, 24*time.Hour)
		ahead(Deliver{Issue: 1}, time.Minute)
		if err := q.Repair(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := f.jobs(t); !slices.Equal(got, []string{"publish available", "deliver scheduled"}) {
			t.Errorf("repaired: %q", got)
		}
	})
}

// TestRepair: missing queues are made again, and a leader's term of the future ends; one of today stays.
func TestRepair(t *testing.T) {
	onBoth(t, func(t *testing.T, f *fixture) {
		q := f.queue(t, f.config("a", nil), handlers(func(context.Context, Job) error { return nil }))
		lead := func(from time.Time) {
			t.Helper()
			until := from.Add(time.Minute)
			_, err := f.exec.LeaderInsert(t.Context(), &riverdriver.LeaderInsertParams{
				ElectedAt: &from, ExpiresAt: &until, LeaderID: "somebody",
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		leads := func() bool {
			_, err := f.exec.LeaderGetElectedLeader(t.Context(), &riverdriver.LeaderGetElectedLeaderParams{})
			if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		lead(time.Now().Add(24 * time.Hour))
		for range 2 { // the second time there is nothing to do
			if err := q.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			rows, err := f.exec.QueueList(t.Context(), &riverdriver.QueueListParams{Max: 100})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range rows {
				names = append(names, r.Name)
			}
			slices.Sort(names)
			if !slices.Equal(names, []string{"deliver", "poll", "publish"}) {
				t.Errorf("queues: %q", names)
			}
			if leads() {
				t.Error("the leader of the future is still elected")
			}
		}
		lead(time.Now())
		if err := q.Repair(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !leads() {
			t.Error("the leader of today was sent away")
		}
	})
}

// TestNoDatabase: a queue needs one.
func TestNoDatabase(t *testing.T) {
	if _, err := New(Engine{}, Config{Log: slog.New(slog.DiscardHandler)}, Handlers{}); err == nil ||
		!strings.Contains(err.Error(), "no database") {
		t.Error(err)
	}
}
