package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"attache/news"
	"attache/worker/clock"
	"attache/worker/schedule"
)

// Slots is what tells which slots of a digest are due.
type Slots interface {
	// LastIssue is the newest issue of the schedule in a state other than draft, without its stories; the error wraps
	// news.ErrNotFound when there is none.
	LastIssue(ctx context.Context, digestID int64) (news.Issue, error)
	// Heads lists the newest issues of the schedule (of one digest; 0 = all), newest first, at most limit, without what
	// stands in them: number, slot, state, times and note.
	Heads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error)
	// Issue returns one issue with its stories; the error wraps news.ErrNotFound when there is none.
	Issue(ctx context.Context, id int64) (news.Issue, error)
	// ScheduledSince returns since when a digest has its schedule and is on; zero when that was before it was kept.
	ScheduledSince(ctx context.Context, digestID int64) (time.Time, error)
	// Restored returns the last filling of the database from a backup; one with ID 0 when it was never restored.
	Restored(ctx context.Context) (news.Restore, error)
}

// calendar tells which slots of a digest are due, and which window its next issue covers.
type calendar struct {
	stage
	Store Slots
}

// due lists the slots of a digest from since (or its last issue, or shortly before this process started) until now, and
// returns the last issue of its schedule too; the zero issue when there is none.
//
// After a restore there are none before it is confirmed, and those up to the restore never: their issues may have been
// sent.
func (c *calendar) due(ctx context.Context, d news.Digest, since, now time.Time) ([]schedule.Slot, news.Issue, error) {
	rest, err := c.Store.Restored(ctx)
	if err != nil || rest.Waits() {
		return nil, news.Issue{}, err
	}
	last, err := c.lastIssue(ctx, d.ID)
	if since.After(now) { // seen while the clock was ahead
		since = now.Add(-time.Minute)
	}
	switch {
	case errors.Is(err, news.ErrNotFound):
		if since.IsZero() { // nothing to catch up but what came since it has this schedule, and the slot of this minute
			if since, err = c.Store.ScheduledSince(ctx, d.ID); err != nil {
				return nil, last, err
			}
			if since.IsZero() || since.After(now.Add(-time.Minute)) {
				since = now.Add(-time.Minute)
			}
		}
	case err != nil:
		return nil, last, err
	default:
		if at, ok := schedule.Time(last.Slot); ok && at.After(since) {
			since = at
		}
	}
	if earliest := now.Add(-maxWindow); since.Before(earliest) {
		since = earliest
	}
	if since.Before(rest.Restored) {
		since = rest.Restored
	}
	due, err := schedule.BetweenOf(&d, since, now)
	return due, last, err
}

// publishDue publishes the latest slot that is due and marks the ones before it as missed. It returns the zero issue
// when there is nothing to do. Sources are read first, so that the issue is fresh, and nothing is published or given up
// before their hosts' dates have told the time.
// begun is told of the slot when its sources are read and its issue is about to be composed: a slot that waits for its
// time, or for a right clock, has not begun.
func (p *publisher) publishDue(
	ctx context.Context, d news.Digest, since time.Time, begun func(slot string),
) (news.Issue, error) {
	now, err := p.time.slotTime(ctx)
	if err != nil {
		return news.Issue{}, err
	}
	due, _, err := p.calendar.due(ctx, d, since, now)
	if err != nil || len(due) == 0 {
		return news.Issue{}, err
	}
	latest := due[len(due)-1]
	missed := due[:len(due)-1]
	if len(missed) > mostMissed {
		p.log().Warn("many slots were missed", "digest", d.Name, "slots", len(missed))
		missed = missed[len(missed)-mostMissed:]
	}
	o := Order{Digest: d, Slot: latest.Key, At: latest.At}
	if o.Run, err = p.refresh(ctx, d); err != nil {
		return news.Issue{}, err
	}
	hosts, err := p.time.hosts(ctx)
	if err != nil {
		return news.Issue{}, err
	}
	if err := hosts.mistake(); err != nil {
		return news.Issue{}, err
	}
	if early := latest.At.Sub(hosts.behind(p.Now())); early > 0 {
		p.log().Warn("a slot that the clock shows has not come, as sites tell: it waits", "digest", d.Name, "slot",
			latest.Key, "why", hosts, "wait", "at most "+Span(early), "hint", hosts.Hint())
		return news.Issue{}, nil
	}
	if p.Clock.Doubted() { // it jumped while sources were read: the dispatcher asks again
		return news.Issue{}, nil
	}
	begun(latest.Key)
	for _, s := range missed {
		_, err := p.miss(ctx, Order{Digest: d, Slot: s.Key, At: s.At}, "not published in its time; "+latest.Key+
			" stands for it")
		if err != nil && !errors.Is(err, ErrTaken) {
			return news.Issue{}, err
		}
	}
	i, err := p.Publish(ctx, o)
	if errors.Is(err, ErrTaken) {
		return news.Issue{}, nil
	}
	return i, err
}

// refresh reads the digest's sources whose last visit is older than Config.Fresh, within Config.FreshLimit. Sources
// that are failing wait for their next try, unless not one can be read: then it was we who were cut off, and all are
// tried again, but those whose server asked to be left alone.
func (p *publisher) refresh(ctx context.Context, d news.Digest) (*news.Run, error) {
	cfg := p.cfg
	now := p.Now()
	sources, err := p.gatherer.SourcesOf(ctx, d)
	if err != nil {
		return nil, err
	}
	standings, err := p.scraper.standings(ctx)
	if err != nil {
		return nil, err
	}
	cutOff := blind(coverage(sources, standings, true, now))
	var stale []news.Source
	for _, src := range sources {
		last := standings[src.ID].Last
		_, wrong := sanePoll(cfg, news.Standing{Source: src, Last: last}, now) // not set right before the clock is proven
		resting := !cutOff && !last.State.Good() && last.State != news.PollEmpty && last.NextTry.After(now)
		if cutOff || wrong || !resting && now.Sub(last.Started) > cfg.Fresh {
			stale = append(stale, src)
		}
	}
	if len(stale) == 0 {
		return nil, nil
	}
	w, err := p.calendar.NextWindow(ctx, d)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, cfg.FreshLimit)
	defer cancel()
	run, err := p.scraper.scrape(limited, stale, news.Window{From: w.From}, false, nil)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		p.log().Warn("not all sources could be read in time for the issue", "digest", d.Name, "read", len(run.Polls),
			"of", len(stale))
		err = nil
	}
	return &run, err
}

// NextWindow is Pipeline.NextWindow.
func (c *calendar) NextWindow(ctx context.Context, d news.Digest) (news.Window, error) {
	last, err := c.lastIssue(ctx, d.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.Window{}, fmt.Errorf("look up the last issue of %s: %w", d.Name, err)
	}
	rest, err := c.Store.Restored(ctx)
	if err != nil {
		return news.Window{}, fmt.Errorf("look up the last issue of %s: %w", d.Name, err)
	}
	o := Order{Digest: d}
	return lost(rest, o).narrow(c.window(o, last, c.Now())), nil
}

// lastIssue is the newest issue of the schedule that counts: one whose slot or window lies in the future does not, for
// it would hold back all that come before.
func (c *calendar) lastIssue(ctx context.Context, digestID int64) (news.Issue, error) {
	last, err := c.Store.LastIssue(ctx, digestID)
	if err != nil || !c.isAhead(last) {
		return last, err
	}
	heads, err := c.Store.Heads(ctx, digestID, mostHeads)
	if err != nil {
		return news.Issue{}, err
	}
	for _, i := range heads {
		if i.State != news.IssueDraft && !c.isAhead(i) {
			return c.Store.Issue(ctx, i.ID)
		}
	}
	return news.Issue{}, fmt.Errorf("an issue of digest %d that is not ahead of time: %w", digestID, news.ErrNotFound)
}

func (c *calendar) isAhead(i news.Issue) bool {
	limit := c.Now().Add(clock.Tolerance)
	at, ok := schedule.Time(i.Slot)
	return ok && at.After(limit) || i.Window.To.After(limit)
}
