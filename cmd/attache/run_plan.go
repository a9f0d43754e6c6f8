package main

import (
	"context"
	"fmt"
	"time"

	"attache/news"
	"attache/worker"
)

// runPlan is the plan of a run. Its methods work for nil too: for commands that only send.
type runPlan struct {
	*longWork
	read          *part
	compose, send map[int64]*part // by digest; none where it is not asked for
	issues        map[int64]*part // of send, by the issue that is sent
}

// untilEnd is how the end of a run is called.
const untilEnd = "the run is over"

// guessable is the longest time between two stages of an earlier run from which the next one's is guessed: a person's
// approval and a server that defers letters make it hours, and say nothing of the work.
const guessable = time.Hour

// planRun lists the parts of a run for the digests in orders, with what is known of how long they take.
func (a *app) planRun(ctx context.Context, p *program, orders []worker.Order, o runOptions) *runPlan {
	r := &runPlan{longWork: newWork(), compose: map[int64]*part{}, send: map[int64]*part{}, issues: map[int64]*part{}}
	if !o.noScrape {
		r.read = r.add(part{what: "reading", whole: untilEnd})
	}
	for _, order := range orders {
		d := order.Digest
		composing, sending := a.guessIssue(ctx, p, d)
		r.compose[d.ID] = r.add(part{what: "composing " + d.Name, whole: untilEnd, guess: always(composing)})
		if o.keeps(a) && !o.noSend && d.Approval != news.ApproveHold {
			r.send[d.ID] = r.add(part{what: "sending " + d.Name, whole: untilEnd, guess: always(sending)})
		}
	}
	return r
}

// always is a guess that is made once; 0 = nobody knows.
func always(d time.Duration) func() time.Duration { return func() time.Duration { return d } }

// guessReading is how long it takes to read so many sources, by the newest run that read about as many.
func (a *app) guessReading(ctx context.Context, p *program, sources int) time.Duration {
	const looked = 5 // newest runs among which it is sought
	runs, err := p.store.Runs(ctx, looked)
	if err != nil { // it is only told
		return 0
	}
	for _, r := range runs {
		n, took := len(r.Polls), r.Ended.Sub(r.Started)
		if 2*n >= sources && n <= 2*sources && took > 0 && took < guessable {
			return took * time.Duration(sources) / time.Duration(n)
		}
	}
	return 0
}

// guessIssue is how long composing and sending an issue of a digest take, by the newest that was sent; 0 = there is
// none. Sending goes by the number of readers.
func (a *app) guessIssue(ctx context.Context, p *program, d news.Digest) (composing, sending time.Duration) {
	const looked = 5 // newest issues among which it is sought
	rows, err := p.store.NewestIssues(ctx, d.Name, looked)
	if err != nil { // it is only told
		return 0, 0
	}
	for _, row := range rows {
		if row.State != news.IssueSent {
			continue
		}
		i, err := p.store.Issue(ctx, row.ID)
		if err != nil || i.Begun.IsZero() || i.Sent.IsZero() {
			continue
		}
		if t := i.Begun.Sub(i.Created); t > 0 && t < guessable {
			composing = t
		}
		tally, err := p.store.Tally(ctx, i.ID)
		letters := tally[news.DeliverySent] + tally[news.DeliveryFailed]
		readers, e := p.store.CountReaders(ctx, d.ID)
		if t := i.Sent.Sub(i.Begun); err == nil && e == nil && letters > 0 && t > 0 && t < guessable {
			sending = t * time.Duration(readers) / time.Duration(letters)
		}
		return composing, sending
	}
	return 0, 0
}

// sends says that the issue of a digest is sent next, or with 0 that none is.
func (r *runPlan) sends(digest, issue int64) {
	if r == nil || r.send[digest] == nil {
		return
	}
	if issue == 0 {
		r.send[digest].end(time.Now())
		return
	}
	r.issues[issue] = r.send[digest]
}

// sending is the part of sending an issue: one that was planned, or of an issue that was left open.
func (r *runPlan) sending(issue int64) *part {
	if r == nil {
		return newWork().add(part{})
	}
	if x := r.issues[issue]; x != nil {
		return x
	}
	return r.insert(part{what: fmt.Sprintf("sending issue %d", issue), whole: untilEnd})
}

// composing is the part of composing an issue of a digest.
func (r *runPlan) composing(digest int64) *part {
	if r == nil || r.compose[digest] == nil {
		return newWork().add(part{})
	}
	return r.compose[digest]
}
