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
func (p *Pipeline) Serve(ctx context.Context, e queue.Engine) error {
	if err := p.Config.Validate(); err != nil {
		return err
	}
	cfg := p.Config.WithDefaults()
	if p.Clock != nil { // before anything is written by it
		if _, err := p.Clock.Measure(ctx, p.Store.Clock); err != nil {
			return err
		}
	}
	st, log := p.stage(), p.stage().log()
	j := &jobs{
		stage: st, scraper: p.scraper(), publisher: p.publisher(), deliverer: p.deliverer(),
		reasons: &reasons{},
	}
	heart := newHeartbeat(p.Alarm.Heartbeat, log)
	j.outcomes = &outcomes{
		stage: st, Store: p.Store, Alarm: p.Alarm, heart: heart, reasons: j.reasons, started: p.Now(),
		told: map[string]time.Time{}, ended: map[int64]lastEnd{},
	}
	q, err := queue.New(e, queue.Config{
		Name: holder.New(), Polls: cfg.Hosts, Clock: p.Clock, Log: log, Reason: brief, Dead: holder.Dead,
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
	go func() { defer close(called); heart.run(calling) }()
	defer func() { hush(); <-called }()
	alarms := &alarms{
		stage: st, Store: p.Store, Sender: p.Sender, Alarm: p.Alarm, Domain: p.Domain, Paste: p.Paste,
		reasons: j.reasons, started: j.outcomes.started, quiet: map[string]time.Time{},
	}
	dp := &dispatcher{
		stage: st, Store: p.Store, publisher: j.publisher, deliverer: j.deliverer,
		repairer: p.repairer(), time: j.publisher.time, alarms: alarms, outcomes: j.outcomes,
		queue: q, started: alarms.started, known: map[int64]knownSchedule{}, waiting: map[int64]bool{},
	}
	forgot := make(chan struct{})
	go func() { defer close(forgot); p.retention().run(ctx) }()
	dp.run(ctx)
	alarms.background.Wait()
	<-forgot
	return q.Stop(cfg.Grace)
}
