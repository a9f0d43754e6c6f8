package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// riverTime is the time that River goes by in this process: the database's on PostgreSQL, and without a jump that is
// doubted. It is a rivertype.TimeGenerator.
type riverTime struct{ clock *Clock }

// Now is the time of retries, snoozes and terms.
func (t riverTime) Now() time.Time { return t.clock.likely() }

// NowOrNil leaves the times of River's own statements to the database.
func (riverTime) NowOrNil() *time.Time { return nil }

// databaseNow has the jobs that are due now inserted with the time of the database. River's driver for PostgreSQL
// (v0.51.2, JobInsertFastMany) otherwise writes the machine's, and a clock that is ahead hides the job and its unique
// key from everybody. Its statement takes the zero time as now().
type databaseNow struct{ river.MiddlewareDefaults }

// InsertMany passes the jobs on.
func (*databaseNow) InsertMany(
	ctx context.Context, jobs []*rivertype.JobInsertParams, insert func(context.Context) ([]*rivertype.JobInsertResult,
		error),
) ([]*rivertype.JobInsertResult, error) {
	for _, job := range jobs {
		if job.CreatedAt == nil {
			job.CreatedAt = &time.Time{}
		}
		if job.ScheduledAt == nil {
			job.ScheduledAt = &time.Time{}
		}
	}
	return insert(ctx)
}

// timedDriver is a driver of River whose maintenance goes by the clock of the process instead of the machine's, which
// River reads there (time.Now in internal/maintenance of v0.51.2).
type timedDriver[TTx any] struct {
	riverdriver.Driver[TTx]
	clock *Clock
}

// GetExecutor returns the executor that River's maintenance works with.
func (d timedDriver[TTx]) GetExecutor() riverdriver.Executor {
	return timedExecutor{d.Driver.GetExecutor(), d.clock}
}

// timedExecutor corrects the times that River's maintenance takes from the machine's clock.
type timedExecutor struct {
	riverdriver.Executor
	clock *Clock
}

// JobDeleteBefore deletes finished jobs.
func (e timedExecutor) JobDeleteBefore(ctx context.Context, p *riverdriver.JobDeleteBeforeParams) (int, error) {
	by, q := e.clock.correction(), *p
	q.CancelledFinalizedAtHorizon = q.CancelledFinalizedAtHorizon.Add(by)
	q.CompletedFinalizedAtHorizon = q.CompletedFinalizedAtHorizon.Add(by)
	q.DiscardedFinalizedAtHorizon = q.DiscardedFinalizedAtHorizon.Add(by)
	return e.Executor.JobDeleteBefore(ctx, &q)
}

// JobGetStuck lists the jobs that have run for too long.
func (e timedExecutor) JobGetStuck(ctx context.Context, p *riverdriver.JobGetStuckParams) ([]*rivertype.JobRow, error) {
	q := *p
	q.StuckHorizon = q.StuckHorizon.Add(e.clock.correction())
	return e.Executor.JobGetStuck(ctx, &q)
}

// QueueDeleteExpired deletes no queue: there are three, whose names are fixed, and a producer without its row logs an
// error each minute. River would delete those of a process whose clock has jumped.
func (timedExecutor) QueueDeleteExpired(context.Context, *riverdriver.QueueDeleteExpiredParams) ([]string, error) {
	return nil, nil
}

// Bounds of how far ahead a job's time may lie.
const (
	jobsAhead = longestRetry + TimeTolerance // one that is to be tried again
	// dueAhead is for jobs that count as due now: River's scheduler makes them available 5 s ahead of their time.
	dueAhead = 30 * time.Second
	// jobsEvery is how often jobs that lie in the future are looked for.
	jobsEvery = time.Minute
)

// jobAhead reports whether a job that waits has a time that no right clock wrote: it would keep new ones of its key
// away till then.
func jobAhead(job *rivertype.JobRow, now time.Time) bool {
	switch job.State {
	case rivertype.JobStateAvailable:
		return job.ScheduledAt.After(now.Add(dueAhead))
	case rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled:
		return job.ScheduledAt.After(now.Add(jobsAhead))
	}
	return false
}

// throwAway deletes a job that lies in the future. It reports false when the job runs or is gone.
func throwAway[TTx any](ctx context.Context, client *river.Client[TTx], job *rivertype.JobRow) (bool, error) {
	_, err := client.JobDelete(ctx, job.ID)
	if errors.Is(err, rivertype.ErrNotFound) || errors.Is(err, rivertype.ErrJobRunning) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("throw away job %d, which lies in the future: %w", job.ID, err)
	}
	return true, nil
}

// insertDue inserts jobs that are due now. A job of the future that keeps one away is thrown away, and the insert done
// again; it returns how many those were. b is rung for the new jobs.
func insertDue[TTx any](
	ctx context.Context, client *river.Client[TTx], clock *Clock, b *bell, args []river.JobArgs,
) (int, error) {
	thrown := 0
	for {
		params := make([]river.InsertManyParams, len(args))
		for i, a := range args {
			params[i] = river.InsertManyParams{Args: a}
		}
		added, err := client.InsertMany(ctx, params)
		if err != nil {
			return thrown, err
		}
		now := clock.likely()
		var again []river.JobArgs
		for i, a := range added {
			switch {
			case !a.UniqueSkippedAsDuplicate:
				if b != nil {
					b.ring(a.Job.Queue)
				}
			case thrown == 0 && jobAhead(a.Job, now):
				done, err := throwAway(ctx, client, a.Job)
				if err != nil {
					return thrown, err
				}
				if done {
					again = append(again, args[i])
				}
			}
		}
		if len(again) == 0 {
			return thrown, nil
		}
		thrown, args = len(again), again
	}
}

// mendJobs throws away jobs that wait for a time that a wrong clock set, with their keys, which would keep new ones
// away; the clock makes them again. It also ends a leader's term that such a clock set: while it lasts nobody else is
// elected. Queues that are missing are made again.
func mendJobs[TTx any](ctx context.Context, client *river.Client[TTx], clock *Clock) (int, error) {
	now := clock.likely()
	exec := client.Driver().GetExecutor()
	leader, err := exec.LeaderGetElectedLeader(ctx, &riverdriver.LeaderGetElectedLeaderParams{})
	if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
		return 0, fmt.Errorf("look at the leader of the job queue: %w", err)
	}
	if leader != nil && leader.ExpiresAt.After(now.Add(TimeTolerance)) {
		_, err := exec.LeaderResign(ctx, &riverdriver.LeaderResignParams{
			ElectedAt: leader.ElectedAt, LeaderID: leader.LeaderID, LeadershipTopic: "river_leadership",
		})
		if err != nil {
			return 0, fmt.Errorf("end the leader's term of the job queue: %w", err)
		}
	}
	if err := mendQueues(ctx, exec); err != nil {
		return 0, err
	}
	waiting, err := client.JobList(ctx, river.NewJobListParams().First(10_000).States(
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateScheduled))
	if err != nil {
		return 0, fmt.Errorf("list the jobs that wait: %w", err)
	}
	n := 0
	for _, job := range waiting.Jobs {
		if !jobAhead(job, now) {
			continue
		}
		done, err := throwAway(ctx, client, job)
		if err != nil {
			return n, err
		}
		if done {
			n++
		}
	}
	return n, nil
}

// mendQueues makes the rows of our queues that are missing: the maintenance of a process whose clock is ahead deletes
// them as unused.
func mendQueues(ctx context.Context, exec riverdriver.Executor) error {
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
