package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"attache/worker/clock"
)

// Bounds of River that nobody needs to set.
const (
	publishers = 4                   // issues composed at the same time in one process
	deliverers = 4                   // delivery jobs at the same time in one process
	keepDone   = time.Hour           // finished jobs: what matters of them stands in our own rows
	keepFailed = 14 * 24 * time.Hour // jobs given up
	hardStop   = 5 * time.Second     // after the grace of Stop, for jobs to notice that they are cancelled
	fetchPause = 100 * time.Millisecond
	fetchEvery = time.Second // PostgreSQL behind a pooler cannot notify
	// On SQLite the process notifies itself (localListener). The poll is for jobs that nobody notifies of: those that
	// River's maintenance took back.
	fetchSeldom = 30 * time.Second
)

// client is a queue over River on one of the databases.
type client[TTx any] struct {
	river    *river.Client[TTx]
	cfg      Config
	listener *localListener // on SQLite; nil = the database notifies
	soften   func(job context.Context) (context.Context, context.CancelFunc)
	quiet    func() // ends the goroutine of the listener; nil = there is none
}

func newClient[TTx any](
	driver riverdriver.Driver[TTx], cfg Config, h Handlers, listener *localListener,
) (*Queue, error) {
	c := &client[TTx]{cfg: cfg, listener: listener}
	every := fetchEvery
	if listener != nil {
		every = fetchSeldom
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker[Poll]{handle: h.Poll, clock: cfg.Clock, soften: c.softened})
	river.AddWorker(workers, &worker[Publish]{handle: h.Publish, clock: cfg.Clock, soften: c.softened})
	river.AddWorker(workers, &worker[Deliver]{handle: h.Deliver, clock: cfg.Clock, soften: c.softened})
	settings := &river.Config{
		ID: cfg.Name,
		Queues: map[string]river.QueueConfig{
			queuePoll:    {MaxWorkers: cfg.Polls},
			queuePublish: {MaxWorkers: publishers},
			queueDeliver: {MaxWorkers: deliverers},
		},
		Workers:                     workers,
		Logger:                      slog.New(minLevel{cfg.Log.Handler(), slog.LevelWarn}),
		ErrorHandler:                failures{cfg.Log, cfg.Clock.Likely, cfg.Reason},
		FetchCooldown:               fetchPause,
		FetchPollInterval:           every,
		JobTimeout:                  cfg.JobLimit,
		RescueStuckJobsAfter:        cfg.JobLimit + time.Minute,
		CompletedJobRetentionPeriod: keepDone,
		CancelledJobRetentionPeriod: keepFailed,
		DiscardedJobRetentionPeriod: keepFailed,
		Test:                        river.TestConfig{Time: riverTime{cfg.Clock}}, // River's only setting for the time
	}
	if listener == nil { // SQLite's statement leaves the time to the database by itself
		settings.Middleware = []rivertype.Middleware{&databaseNow{}}
	}
	var err error
	if c.river, err = river.NewClient(driver, settings); err != nil {
		return nil, fmt.Errorf("set up the job queue: %w", err)
	}
	return &Queue{c}, nil
}

// worker hands jobs of one kind to their handler.
type worker[J Job] struct {
	river.WorkerDefaults[J]
	handle func(ctx context.Context, j J) error
	clock  *clock.Clock
	soften func(job context.Context) (context.Context, context.CancelFunc)
}

// NextRetry is when a failed job is tried again.
func (w *worker[J]) NextRetry(job *river.Job[J]) time.Time {
	return retry(w.clock.Likely(), job.Attempt)
}

// Work hands a job to the handler and its answer to River.
func (w *worker[J]) Work(ctx context.Context, job *river.Job[J]) error {
	soft, done := w.soften(ctx)
	defer done()
	err := w.handle(soft, job.Args)
	var cancelled *Cancelled
	switch {
	case errors.Is(err, ErrAgain):
		return river.JobSnooze(0)
	case errors.As(err, &cancelled):
		return river.JobCancel(cancelled.Err)
	}
	return err
}

// softened returns a context that ends when the process is told to stop, while the job's own lives on until it must
// end.
func (c *client[TTx]) softened(job context.Context) (context.Context, context.CancelFunc) {
	return c.soften(job)
}

// Start begins to hand out jobs, those that a dead process of this machine was working on first.
func (c *client[TTx]) Start(ctx context.Context) error {
	c.soften = func(job context.Context) (context.Context, context.CancelFunc) {
		soft, cancel := context.WithCancel(job)
		unhook := context.AfterFunc(ctx, cancel)
		return soft, func() { unhook(); cancel() }
	}
	if err := c.rescueOrphans(ctx); err != nil {
		return err
	}
	if c.listener != nil {
		events, end := c.river.Subscribe(river.EventKindJobSnoozed, river.EventKindJobFailed)
		ended := make(chan struct{})
		go func() { defer close(ended); c.listener.wakeLater(events) }()
		c.quiet = func() { end(); <-ended }
	}
	if err := c.river.Start(context.WithoutCancel(ctx)); err != nil {
		if c.quiet != nil {
			c.quiet()
		}
		return fmt.Errorf("start the job queue: %w", err)
	}
	return nil
}

// Stop waits for the jobs in flight, which have been told, and cancels those that outlast grace.
func (c *client[TTx]) Stop(grace time.Duration) error {
	if c.quiet != nil {
		defer c.quiet()
	}
	ctx := context.Background()
	soft, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	if c.river.Stop(soft) == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(ctx, hardStop)
	defer cancel()
	if err := c.river.StopAndCancel(hard); err != nil {
		return fmt.Errorf("stop: work in flight did not end within %s; the rows tell where it stood: %w",
			grace+hardStop, err)
	}
	return nil
}

// rescueOrphans gives up the jobs that processes of this machine were working on when they died: they are made again
// from the rows, while River would leave them for RescueStuckJobsAfter.
func (c *client[TTx]) rescueOrphans(ctx context.Context) error {
	now := c.cfg.Clock.Likely().UTC()
	running, err := c.river.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateRunning).First(1000))
	if err != nil {
		return fmt.Errorf("list the jobs under way: %w", err)
	}
	lost := &riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, job := range running.Jobs {
		if n := len(job.AttemptedBy); n == 0 || !c.cfg.Dead(job.AttemptedBy[n-1]) {
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
	if _, err := c.river.Driver().GetExecutor().JobRescueMany(ctx, lost); err != nil {
		return fmt.Errorf("give up %d lost jobs: %w", len(lost.ID), err)
	}
	return nil
}

// Insert adds jobs that are due now. A job of the future that keeps one away is deleted, and the insert done again.
func (c *client[TTx]) Insert(ctx context.Context, jobs ...Job) error {
	again, err := c.insert(ctx, jobs)
	if len(again) > 0 {
		c.logDeleted(len(again))
		_, err = c.insert(ctx, again)
	}
	return err
}

// insert returns the jobs that one of the future has kept away, which is deleted.
func (c *client[TTx]) insert(ctx context.Context, jobs []Job) (again []Job, err error) {
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		params[i] = river.InsertManyParams{Args: j}
	}
	added, err := c.river.InsertMany(ctx, params)
	if err != nil {
		return nil, err
	}
	now := c.cfg.Clock.Likely()
	for i, a := range added {
		switch {
		case !a.UniqueSkippedAsDuplicate:
			if c.listener != nil {
				c.listener.wake(a.Job.Queue)
			}
		case jobAhead(a.Job, now):
			done, err := c.deleteJob(ctx, a.Job)
			if err != nil {
				return again, err
			}
			if done {
				again = append(again, jobs[i])
			}
		}
	}
	return again, nil
}

// deleteJob deletes a job that lies in the future. It reports false when the job runs or is gone.
func (c *client[TTx]) deleteJob(ctx context.Context, job *rivertype.JobRow) (bool, error) {
	_, err := c.river.JobDelete(ctx, job.ID)
	if errors.Is(err, rivertype.ErrNotFound) || errors.Is(err, rivertype.ErrJobRunning) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("delete job %d, which lies in the future: %w", job.ID, err)
	}
	return true, nil
}

// logDeleted logs that jobs of the future were deleted.
func (c *client[TTx]) logDeleted(n int) {
	if n > 0 {
		c.cfg.Log.Error("jobs lay in the future: they are made again when they are due", "jobs", n)
	}
}

// Repair deletes jobs that wait for a time that a wrong clock set, with their keys, which would keep new ones away. It
// also ends a leader's term that such a clock set: while it lasts nobody else is elected. Queues that are missing are
// made again.
func (c *client[TTx]) Repair(ctx context.Context) error {
	now := c.cfg.Clock.Likely()
	exec := c.river.Driver().GetExecutor()
	leader, err := exec.LeaderGetElectedLeader(ctx, &riverdriver.LeaderGetElectedLeaderParams{})
	if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("ask for the leader of the job queue: %w", err)
	}
	if leader != nil && leader.ExpiresAt.After(now.Add(clock.Tolerance)) {
		_, err := exec.LeaderResign(ctx, &riverdriver.LeaderResignParams{
			ElectedAt: leader.ElectedAt, LeaderID: leader.LeaderID, LeadershipTopic: "river_leadership",
		})
		if err != nil {
			return fmt.Errorf("end the leader's term of the job queue: %w", err)
		}
	}
	if err := remakeQueues(ctx, exec); err != nil {
		return err
	}
	waiting, err := c.river.JobList(ctx, river.NewJobListParams().First(10_000).States(
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateScheduled))
	if err != nil {
		return fmt.Errorf("list the jobs that wait: %w", err)
	}
	n := 0
	defer func() { c.logDeleted(n) }()
	for _, job := range waiting.Jobs {
		if !jobAhead(job, now) {
			continue
		}
		done, err := c.deleteJob(ctx, job)
		if err != nil {
			return err
		}
		if done {
			n++
		}
	}
	return nil
}

// remakeQueues makes the rows of our queues that are missing: the maintenance of a process whose clock is ahead deletes
// them as unused.
func remakeQueues(ctx context.Context, exec riverdriver.Executor) error {
	names := []string{queuePoll, queuePublish, queueDeliver}
	rows, err := exec.QueueList(ctx, &riverdriver.QueueListParams{Max: 100})
	if err != nil {
		return fmt.Errorf("list the queues: %w", err)
	}
	there := map[string]bool{}
	for _, q := range rows {
		there[q.Name] = true
	}
	for _, name := range names {
		if there[name] {
			continue
		}
		_, err := exec.QueueCreateOrSetUpdatedAt(ctx,
			&riverdriver.QueueCreateOrSetUpdatedAtParams{Metadata: []byte("{}"), Name: name})
		if err != nil {
			return fmt.Errorf("make the queue %s again: %w", name, err)
		}
	}
	return nil
}
