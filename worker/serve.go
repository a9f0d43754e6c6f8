package worker

import (
	"context"
	"time"

	"attache/worker/holder"
	"attache/worker/queue"
)

// jobSlack is added to the bounds of what a job does, for all that has no bound of its own.
const jobSlack = 2 * time.Minute

// Serve works until ctx ends: it polls sources when they are due, publishes the digests' slots and delivers issues.
// Then it finishes what is in flight within Config.Grace. Several processes may serve one PostgreSQL.
//
// The rows of the store decide what is to be done; the queue's jobs only carry it to a worker. A job that is lost or
// comes twice does no harm: the dispatcher makes it again, and whoever works on it looks at the rows first.
func (r *Pipeline) Serve(ctx context.Context, e queue.Engine) error {
	if err := r.Config.Validate(); err != nil {
		return err
	}
	cfg := r.Config.withDefaults()
	if r.Clock != nil { // before anything is written by it
		if _, err := r.Clock.Measure(ctx, r.Store.Clock); err != nil {
			return err
		}
	}
	j := &jobs{Pipeline: r, cfg: cfg, heart: newHeartbeat(r.Alarm.Heartbeat, r.log()), reasons: &reasons{}}
	q, err := queue.New(e, queue.Config{
		Name: holder.New(), Polls: cfg.Hosts, Clock: r.Clock, Log: r.log(), Reason: brief, Dead: holder.Dead,
		JobLimit: max(cfg.VisitLimit, cfg.FreshLimit+cfg.PublishLimit, 2*cfg.BatchLimit) + cfg.Grace + jobSlack,
	}, queue.Handlers{Poll: j.poll, Publish: j.publish, Deliver: j.deliverChunk})
	if err != nil {
		return err
	}
	j.queue = q
	if err := q.Start(ctx); err != nil {
		return err
	}
	called := make(chan struct{})
	calling, hush := context.WithCancel(context.WithoutCancel(ctx)) // the last issue's call is made after ctx has ended
	go func() { defer close(called); j.heart.run(calling) }()
	defer func() { hush(); <-called }()
	c := &dispatcher{
		Pipeline: r, cfg: cfg, queue: q, started: r.Now(), known: map[int64]knownSchedule{}, quiet: map[string]time.Time{},
		heart: j.heart, reasons: j.reasons,
	}
	forgot := make(chan struct{})
	go func() { defer close(forgot); r.forgetting(ctx) }()
	c.run(ctx)
	c.background.Wait()
	<-forgot
	return q.Stop(cfg.Grace)
}
