package queue

import (
	"context"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"attache/worker/clock"
)

// riverTime is the time that River goes by in this process: the database's on PostgreSQL, and without a jump that is
// doubted. It is a rivertype.TimeGenerator.
type riverTime struct{ clock *clock.Clock }

// Now is the time of retries, snoozes and terms.
func (t riverTime) Now() time.Time { return t.clock.Likely() }

// NowOrNil leaves the times of River's own statements to the database.
func (riverTime) NowOrNil() *time.Time { return nil }

// databaseNow has the jobs that are due now inserted with the time of the database. River's driver for PostgreSQL
// (v0.51.2, JobInsertFastMany) otherwise writes the machine's, and a clock that is ahead hides the job and its unique
// key from everybody. Its statement takes the zero time as now().
type databaseNow struct{ river.MiddlewareDefaults }

// InsertMany passes the jobs on.
func (*databaseNow) InsertMany(
	ctx context.Context, jobs []*rivertype.JobInsertParams,
	insert func(context.Context) ([]*rivertype.JobInsertResult, error),
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
	clock *clock.Clock
}

// GetExecutor returns the executor that River's maintenance works with.
func (d timedDriver[TTx]) GetExecutor() riverdriver.Executor {
	return timedExecutor{d.Driver.GetExecutor(), d.clock}
}

// timedExecutor corrects the times that River's maintenance takes from the machine's clock.
type timedExecutor struct {
	riverdriver.Executor
	clock *clock.Clock
}

// JobDeleteBefore deletes finished jobs.
func (e timedExecutor) JobDeleteBefore(ctx context.Context, p *riverdriver.JobDeleteBeforeParams) (int, error) {
	by, q := e.clock.Correction(), *p
	q.CancelledFinalizedAtHorizon = q.CancelledFinalizedAtHorizon.Add(by)
	q.CompletedFinalizedAtHorizon = q.CompletedFinalizedAtHorizon.Add(by)
	q.DiscardedFinalizedAtHorizon = q.DiscardedFinalizedAtHorizon.Add(by)
	return e.Executor.JobDeleteBefore(ctx, &q)
}

// JobGetStuck lists the jobs that have run for too long.
func (e timedExecutor) JobGetStuck(ctx context.Context, p *riverdriver.JobGetStuckParams) ([]*rivertype.JobRow, error) {
	q := *p
	q.StuckHorizon = q.StuckHorizon.Add(e.clock.Correction())
	return e.Executor.JobGetStuck(ctx, &q)
}

// QueueDeleteExpired deletes no queue: there are three, whose names are fixed, and a producer without its row logs an
// error each minute. River would delete those of a process whose clock has jumped.
func (timedExecutor) QueueDeleteExpired(context.Context, *riverdriver.QueueDeleteExpiredParams) ([]string, error) {
	return nil, nil
}

// Bounds of how far ahead a job's time may lie.
const (
	jobsAhead = longestRetry + clock.Tolerance // one that is to be tried again
	// dueAhead is for jobs that count as due now: River's scheduler makes them available 5 s ahead of their time.
	dueAhead = 30 * time.Second
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
