package worker

import (
	"context"
	"errors"

	"attache/news"
	"attache/worker/journal"
	"attache/worker/queue"
)

// Queue carries jobs to the workers of all processes. *queue.Queue implements it.
type Queue interface {
	// Insert adds jobs that are due now, but those whose kind and key there are already.
	Insert(ctx context.Context, jobs ...queue.Job) error
	// Repair throws away jobs that lie in the future, where a wrong clock put them: they keep new ones away.
	Repair(ctx context.Context) error
}

// jobs works on what the queue hands out. Each job looks at the rows first.
type jobs struct {
	stage
	scraper   *scraper
	publisher *publisher
	deliverer *deliverer
	queue     Queue
	outcomes  *outcomes
	reasons   *reasons
}

// after turns a job's outcome into the queue's: work stopped halfway is to go on at the next start.
func after(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return queue.ErrAgain
	}
	return err
}

// poll visits the source if its row says that it is still due.
func (j *jobs) poll(ctx context.Context, job queue.Poll) error {
	st, err := j.scraper.Store.Standing(ctx, job.Source)
	if errors.Is(err, news.ErrNotFound) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return after(ctx, err)
	}
	if p, wrong := sanePoll(j.cfg, st, j.Now()); wrong { // not set right before the clock is proven
		st.Last = p
	}
	if j.Clock.Doubted() || !st.Source.Enabled || st.Last.NextTry.After(j.Now()) {
		return nil // when it is still due the dispatcher asks again
	}
	_, err = j.scraper.visit(ctx, st.Source, st, news.Window{From: job.From}, false)
	if errors.Is(err, news.ErrNotFound) {
		return nil // deleted during the visit
	}
	return after(ctx, err)
}

// publish publishes the digest's latest slot that is due and marks earlier ones as missed.
func (j *jobs) publish(ctx context.Context, job queue.Publish) error {
	d, err := j.publisher.Store.Digest(ctx, job.Digest)
	if errors.Is(err, news.ErrNotFound) || (err == nil && !d.Enabled) || j.Clock.Doubted() {
		return nil
	}
	if err != nil {
		return after(ctx, err)
	}
	i, err := j.publisher.publishDue(ctx, d, job.Since, func(s string) {
		j.outcomes.begin(ctx, d, s)
	})
	j.report(d.Name, i, err, ctx.Err() != nil)
	if err != nil && j.publisher.time.CheckTime(ctx) != nil {
		return nil //nolint:nilerr // the dispatcher asks again when the time is right
	}
	if err != nil {
		return after(ctx, err)
	}
	if i.State != news.IssueApproved {
		return nil
	}
	return after(ctx, j.queue.Insert(ctx, queue.Deliver{Issue: i.ID}))
}

// report keeps the reason of a failure for whoever is told that the slot has no issue.
func (j *jobs) report(digest string, i news.Issue, err error, stopped bool) {
	switch {
	case err != nil && !stopped:
		j.reasons.set(digest, brief(err))
	case err == nil && i.ID != 0:
		j.reasons.set(digest, "")
	}
}

// deliverChunk sends a chunk and makes way for other jobs before it goes on.
func (j *jobs) deliverChunk(ctx context.Context, job queue.Deliver) error {
	bounded, cancel := context.WithTimeout(ctx, j.cfg.BatchLimit)
	defer cancel()
	t, err := j.deliverer.deliver(bounded, job.Issue, j.cfg.Chunk)
	var invalid *news.InvalidError
	switch {
	case errors.Is(err, journal.ErrUnwritable): // tried again when the disk has space
	case errors.As(err, &invalid), errors.Is(err, news.ErrNotFound):
		return &queue.Cancelled{Err: err} // not to be sent any more
	case errors.As(err, new(*WaitingError)): // the dispatcher asks again when a relay may take letters
		return nil
	case held(err): // its row says so; whoever stopped it has told
		return nil
	case err == nil && t[news.DeliveryQueued] > 0, bounded.Err() != nil:
		return queue.ErrAgain
	}
	return err
}
