package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"attache/news"
)

// once keeps a second job of the same kind and key away while one waits, runs or is to be tried again. Finished ones do
// not count: when the rows say that something is due, it is due.
var once = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable,
	rivertype.JobStateScheduled,
}}

// pollArgs asks for one visit to a source.
type pollArgs struct {
	Source int64     `json:"source" river:"unique"`
	From   time.Time `json:"from"` // start of the window that the digests need
}

// Kind names the job in River's tables.
func (pollArgs) Kind() string { return "poll" }

// InsertOpts are River's settings: no retries, since the next look of the clock makes the job again.
func (pollArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queuePoll, UniqueOpts: once, MaxAttempts: 1}
}

// publishArgs asks for the slots of a digest that are due. There is one such job of a digest at a time: overlap is
// impossible.
type publishArgs struct {
	Digest string    `json:"digest" river:"unique"`
	Since  time.Time `json:"since"` // slots up to then are of no interest; zero = the last issue's
}

// Kind names the job in River's tables.
func (publishArgs) Kind() string { return "publish" }

// InsertOpts are River's settings.
func (publishArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queuePublish, UniqueOpts: once, MaxAttempts: jobTries}
}

// deliverArgs asks for the delivery of a chunk of an issue's open deliveries. The shares of one issue work side by
// side; which rows each gets the ledger decides.
type deliverArgs struct {
	Issue int64 `json:"issue"`
	Share int   `json:"share"`
}

// Kind names the job in River's tables.
func (deliverArgs) Kind() string { return "deliver" }

// InsertOpts are River's settings.
func (deliverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueDeliver, UniqueOpts: once, MaxAttempts: jobTries}
}

// retry is when a failed job is tried again: after 15 s, doubled each time, at most 5 min. Issues are wanted at
// breakfast.
func retry(now time.Time, attempt int) time.Time {
	wait := firstRetry
	for n := 1; n < attempt && wait < longestRetry; n++ {
		wait *= 2
	}
	return now.Add(min(wait, longestRetry))
}

// jobs is what the three workers share.
type jobs struct {
	*Road
	cfg Config
	// soften returns a context that ends when the process is told to stop, while the job's own lives on until it must
	// end.
	soften  func(job context.Context) (context.Context, context.CancelFunc)
	insert  func(ctx context.Context, args []river.JobArgs) error
	heart   *heartbeat
	reasons *reasons
}

// after turns a job's outcome into River's: work stopped halfway is to go on at the next start.
func (j *jobs) after(soft context.Context, err error) error {
	if soft.Err() != nil {
		return river.JobSnooze(0)
	}
	return err
}

type pollWorker struct {
	river.WorkerDefaults[pollArgs]
	*jobs
}

// Work visits the source if its row says that it is still due.
func (w *pollWorker) Work(ctx context.Context, job *river.Job[pollArgs]) error {
	soft, done := w.soften(ctx)
	defer done()
	st, err := w.Store.Standing(soft, job.Args.Source)
	if errors.Is(err, news.ErrNotFound) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return w.after(soft, err)
	}
	if w.Clock.Doubted() || !st.Source.Enabled || st.Last.NextTry.After(w.Now()) {
		return nil // when it is still due the clock asks again
	}
	_, err = w.visit(soft, st.Source, st, news.Window{From: job.Args.From}, false)
	if errors.Is(err, news.ErrNotFound) {
		return nil // deleted during the visit
	}
	return w.after(soft, err)
}

type publishWorker struct {
	river.WorkerDefaults[publishArgs]
	*jobs
}

// NextRetry is when a failed job is tried again.
func (w *publishWorker) NextRetry(job *river.Job[publishArgs]) time.Time {
	return retry(w.Clock.likely(), job.Attempt)
}

// Work publishes the digest's latest slot that is due and marks earlier ones as missed.
func (w *publishWorker) Work(ctx context.Context, job *river.Job[publishArgs]) error {
	soft, done := w.soften(ctx)
	defer done()
	d, err := w.Store.Digest(soft, job.Args.Digest)
	if errors.Is(err, news.ErrNotFound) || (err == nil && !d.Enabled) || w.Clock.Doubted() {
		return nil
	}
	if err != nil {
		return w.after(soft, err)
	}
	slot := ""
	i, err := w.publishDue(soft, d, job.Args.Since, func(s string) {
		slot = s
		w.heart.tell(d.Name, heartStart, s)
	})
	w.told(d.Name, slot, i, err, soft.Err() != nil)
	if err != nil && w.CheckTime(soft) != nil {
		return nil // the clock asks again when the time is right
	}
	if err != nil {
		return w.after(soft, err)
	}
	if i.State != news.IssueApproved {
		return nil
	}
	return w.after(soft, w.insert(soft, []river.JobArgs{deliverArgs{Issue: i.ID}}))
}

// told tells the heartbeat address what became of a slot, and keeps the reason of a failure for an alarm. Another
// process that has the slot tells of it itself; one that is stopped goes on at the next start.
func (j *jobs) told(digest, slot string, i news.Issue, err error, stopped bool) {
	switch {
	case err != nil && !stopped:
		why := brief(err)
		j.reasons.set(digest, why)
		j.heart.tell(digest, heartFail, slot+": "+why)
	case err != nil || slot == "" || i.ID == 0:
	case i.State == news.IssueMissed:
		j.heart.tell(digest, heartFail, slot+" is missed: "+i.Note)
	default:
		j.reasons.set(digest, "")
		j.heart.tell(digest, heartOK, fmt.Sprintf("%s: issue %d is %s", slot, i.ID, i.State))
	}
}

type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	*jobs
}

// NextRetry is when a failed job is tried again.
func (w *deliverWorker) NextRetry(job *river.Job[deliverArgs]) time.Time {
	return retry(w.Clock.likely(), job.Attempt)
}

// Work sends a chunk and makes way for other jobs before it goes on.
func (w *deliverWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	soft, done := w.soften(ctx)
	defer done()
	bounded, cancel := context.WithTimeout(soft, w.cfg.BatchLimit)
	defer cancel()
	t, err := w.deliver(bounded, job.Args.Issue, w.cfg.Chunk)
	var invalid *news.InvalidError
	switch {
	case errors.Is(err, ErrJournal): // tried again when the disk has room
	case errors.As(err, &invalid), errors.Is(err, news.ErrNotFound):
		return river.JobCancel(err) // not to be sent any more
	case held(err): // its row says so; whoever stopped it has told
		return nil
	case err == nil && t[news.DeliveryQueued] > 0, bounded.Err() != nil:
		return river.JobSnooze(0)
	}
	return err
}
