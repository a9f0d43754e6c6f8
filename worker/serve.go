package worker

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// Engine is the database that River keeps its jobs in. Its tables must be there (store.Migrate makes them).
type Engine struct {
	SQL  *sql.DB       // SQLite
	Pool *pgxpool.Pool // PostgreSQL; wins when it is not nil
}

// The queues, one for each stage, so that a flood of one does not hold up the others.
const (
	queuePoll    = "poll"
	queuePublish = "publish"
	queueDeliver = "deliver"
)

// Bounds of the engine that nobody needs to set.
const (
	publishers = 4                   // issues composed at the same time in one process
	deliverers = 4                   // delivery jobs at the same time in one process
	keepDone   = time.Hour           // finished jobs: what matters of them stands in our own rows
	keepFailed = 14 * 24 * time.Hour // jobs given up
	hardStop   = 5 * time.Second     // after Grace, for jobs to notice that they are cancelled
	fetchPause = 100 * time.Millisecond
	fetchEvery = time.Second // PostgreSQL behind a pooler cannot notify
	// On SQLite the process rings for itself (bell). The poll is for what nobody rings for: a job that River's
	// maintenance took back.
	fetchSeldom  = 30 * time.Second
	jobSlack     = 2 * time.Minute
	firstRetry   = 15 * time.Second
	longestRetry = 5 * time.Minute
	jobTries     = 25
)

// Serve works until ctx ends: it polls sources when they are due, publishes the digests' slots and delivers issues.
// Then it finishes what is in flight within Config.Grace. Several processes may serve one PostgreSQL.
//
// The rows of the store decide what is to be done; River's jobs only carry it to a worker. A job that is lost or comes
// twice does no harm: the clock makes it again, and whoever works on it looks at the rows first.
func (r *Pipeline) Serve(ctx context.Context, e Engine) error {
	if err := r.Config.Validate(); err != nil {
		return err
	}
	switch {
	case e.Pool != nil:
		return serve(ctx, r, timedDriver[pgx.Tx]{riverpgxv5.New(e.Pool), r.Clock}, nil)
	case e.SQL != nil:
		b := newBell()
		return serve(ctx, r, timedDriver[*sql.Tx]{quietDriver{riversqlite.New(e.SQL), b}, r.Clock}, b)
	}
	return errors.New("serve: the engine has no database")
}

// serve is Serve on either database. b wakes the queues on SQLite; nil = the database does.
func serve[TTx any](ctx context.Context, r *Pipeline, driver riverdriver.Driver[TTx], b *bell) error {
	cfg := r.Config.withDefaults()
	every := fetchEvery
	if b != nil {
		every = fetchSeldom
	}
	limit := max(cfg.VisitLimit, cfg.FreshLimit+cfg.PublishLimit, 2*cfg.BatchLimit) + cfg.Grace + jobSlack
	j := &jobs{Pipeline: r, cfg: cfg, soften: func(job context.Context) (context.Context, context.CancelFunc) {
		soft, cancel := context.WithCancel(job)
		unhook := context.AfterFunc(ctx, cancel)
		return soft, func() { unhook(); cancel() }
	}}
	j.heart, j.reasons = newHeartbeat(r.Alarm.Heartbeat, r.log()), &reasons{}
	workers := river.NewWorkers()
	river.AddWorker(workers, &pollWorker{jobs: j})
	river.AddWorker(workers, &publishWorker{jobs: j})
	river.AddWorker(workers, &deliverWorker{jobs: j})
	if r.Clock != nil { // before anything is written by it
		if _, err := r.Clock.Measure(ctx, r.Store.Clock); err != nil {
			return err
		}
	}
	settings := &river.Config{
		ID: holder(),
		Queues: map[string]river.QueueConfig{
			queuePoll:    {MaxWorkers: cfg.Hosts},
			queuePublish: {MaxWorkers: publishers},
			queueDeliver: {MaxWorkers: deliverers},
		},
		Workers:                     workers,
		Logger:                      slog.New(minLevel{r.log().Handler(), slog.LevelWarn}),
		ErrorHandler:                failures{r.log(), r.Clock.likely},
		FetchCooldown:               fetchPause,
		FetchPollInterval:           every,
		JobTimeout:                  limit,
		RescueStuckJobsAfter:        limit + time.Minute,
		CompletedJobRetentionPeriod: keepDone,
		CancelledJobRetentionPeriod: keepFailed,
		DiscardedJobRetentionPeriod: keepFailed,
		Test:                        river.TestConfig{Time: riverTime{r.Clock}}, // River's only setting for the time
	}
	if b == nil { // SQLite's statement leaves the time to the database by itself
		settings.Middleware = []rivertype.Middleware{&databaseNow{}}
	}
	client, err := river.NewClient(driver, settings)
	if err != nil {
		return fmt.Errorf("set up the job queue: %w", err)
	}
	insert := func(ctx context.Context, args []river.JobArgs) error {
		thrown, err := insertDue(ctx, client, r.Clock, b, args)
		r.tellJobs(thrown)
		return err
	}
	j.insert = insert
	if err := rescueOrphans(ctx, client, r.Clock.likely().UTC()); err != nil {
		return err
	}
	if b != nil {
		events, end := client.Subscribe(river.EventKindJobSnoozed, river.EventKindJobFailed)
		ended := make(chan struct{})
		go func() { defer close(ended); b.again(events) }()
		defer func() { end(); <-ended }()
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", err)
	}
	called := make(chan struct{})
	calling, hush := context.WithCancel(context.WithoutCancel(ctx)) // the last issue's call is made after ctx has ended
	go func() { defer close(called); j.heart.run(calling) }()
	defer func() { hush(); <-called }()
	c := &clock{
		Pipeline: r, cfg: cfg, insert: insert, started: r.Now(), known: map[int64]knownSchedule{}, quiet: map[string]time.Time{},
		heart: j.heart, reasons: j.reasons,
	}
	c.mendJobs = func(ctx context.Context) (int, error) { return mendJobs(ctx, client, r.Clock) }
	forgot := make(chan struct{})
	go func() { defer close(forgot); r.forgetting(ctx) }()
	c.run(ctx)
	c.background.Wait()
	<-forgot
	return stop(ctx, client, cfg.Grace)
}

// rescueOrphans gives up the jobs that processes of this machine were working on when they died: the clock makes them again
// from the rows, while River would leave them for RescueStuckJobsAfter.
func rescueOrphans[TTx any](ctx context.Context, client *river.Client[TTx], now time.Time) error {
	running, err := client.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateRunning).First(1000))
	if err != nil {
		return fmt.Errorf("list the jobs under way: %w", err)
	}
	lost := &riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, job := range running.Jobs {
		if n := len(job.AttemptedBy); n == 0 || !surelyDead(job.AttemptedBy[n-1]) {
			continue
		}
		why, err := json.Marshal(rivertype.AttemptError{
			At: now, Attempt: job.Attempt,
			Error: "the process that worked on it died",
		})
		if err != nil {
			return fmt.Errorf("give up a lost job: %w", err)
		}
		lost.ID, lost.Error = append(lost.ID, job.ID), append(lost.Error, why)
		lost.FinalizedAt, lost.ScheduledAt = append(lost.FinalizedAt, &now), append(lost.ScheduledAt, job.ScheduledAt)
		lost.State = append(lost.State, string(rivertype.JobStateDiscarded))
	}
	if len(lost.ID) == 0 {
		return nil
	}
	if _, err := client.Driver().GetExecutor().JobRescueMany(ctx, lost); err != nil {
		return fmt.Errorf("give up %d lost jobs: %w", len(lost.ID), err)
	}
	return nil
}

// stop waits for the jobs in flight, which have been told by ctx, and cancels those that outlast grace.
func stop[TTx any](ctx context.Context, client *river.Client[TTx], grace time.Duration) error {
	ctx = context.WithoutCancel(ctx)
	soft, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	if client.Stop(soft) == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(ctx, hardStop)
	defer cancel()
	if err := client.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop: work in flight did not end within %s; the rows tell where it stood: %w",
			grace+hardStop, err)
	}
	return nil
}

// minLevel passes on what is at least as loud as a level: River tells of every start and stop.
type minLevel struct {
	slog.Handler
	least slog.Level
}

// Enabled reports whether a record of the level is passed on.
func (l minLevel) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= l.least && l.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the level.
func (l minLevel) WithAttrs(a []slog.Attr) slog.Handler {
	return minLevel{l.Handler.WithAttrs(a), l.least}
}

// WithGroup keeps the level.
func (l minLevel) WithGroup(name string) slog.Handler {
	return minLevel{l.Handler.WithGroup(name), l.least}
}

// failures logs what jobs return, once, with the reason in few words and the time of the next try.
type failures struct {
	log *slog.Logger
	now func() time.Time
}

// HandleError logs a job's error; River tries the job again.
func (f failures) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error("job failed", "job", job.Kind, "args", string(job.EncodedArgs), "attempt", job.Attempt, "reason",
		brief(err),
		"next_try", retryText(job, f.now()), "error", err)
	return nil
}

// HandlePanic logs a job's panic; River tries the job again.
func (f failures) HandlePanic(
	_ context.Context, job *rivertype.JobRow, panicked any, trace string,
) *river.ErrorHandlerResult {
	f.log.Error("job panicked", "job", job.Kind, "args", string(job.EncodedArgs), "attempt", job.Attempt, "reason",
		fmt.Sprint(panicked),
		"next_try", retryText(job, f.now()), "panic", panicked, "stack", trace)
	return nil
}

// retryText says when a failed job is tried again.
func retryText(job *rivertype.JobRow, now time.Time) string {
	if job.Attempt >= job.MaxAttempts { // a visit to a source has one attempt; its row says when it is due
		return "when the clock finds it due"
	}
	at := retry(now, job.Attempt)
	return fmt.Sprintf("%s, in %s", at.UTC().Format(time.RFC3339), at.Sub(now).Round(time.Second))
}
