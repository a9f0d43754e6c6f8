package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"attache/news"
)

// mostMissed bounds the rows written for slots that passed while nobody served; older ones leave no trace but a log
// line.
const mostMissed = 24

// clock looks, in every process, at what the rows say is due and hands it to River.
type clock struct {
	*Road
	cfg     Config
	insert  func(ctx context.Context, args []river.JobArgs) error
	started time.Time
	looked  time.Time          // when it looked last; zero = never
	told    time.Time          // when it said last that a restore waits; zero = never
	known   map[int64]standing // what it knows of each digest, by ID

	ahead    time.Duration // of the time that sites told, when that is more than HostTolerance
	unsure   bool          // slots are due and wait, for the time is not confirmed
	apart    bool          // the clocks of machine and database differ
	doubted  bool          // the last look did nothing, for the time was in doubt
	repaired time.Time     // when it looked for times in the future last; zero = never
	mended   time.Time     // when it looked for jobs in the future last; zero = never
	mendJobs func(ctx context.Context) (int, error)

	seen       map[int64]sight      // what the last look found of each digest, by ID
	quiet      map[string]time.Time // until when an alarm need not be asked for again, by alarm.key
	raising    sync.Mutex           // held while alarms are raised
	background sync.WaitGroup       // the raising
	heart      *heartbeat
	reasons    *reasons
}

// sight is what a look has found of a digest with a schedule.
type sight struct {
	due  []Slot     // not published yet
	last news.Issue // the newest issue of the schedule; zero = none
}

// standing is a digest's schedule as the clock has seen it.
type standing struct {
	schedule, zone string
	since          time.Time // when this schedule came to be known; zero = at the start
}

// run looks at every tick and at the very minute of each slot, until ctx ends.
func (c *clock) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			timer.Reset(c.look(ctx))
		}
	}
}

// look hands out everything that is due and says how long to wait until the next look. One part that fails does not
// stop the rest.
func (c *clock) look(ctx context.Context) time.Duration {
	wait := c.cfg.Tick
	tell := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			c.log().Error("the clock could not "+what, "error", err)
		}
	}
	believed, err := c.believe(ctx)
	tell("set times in the future right", err)
	if !believed {
		return min(wait, timeSettle/8)
	}
	now := c.Now()
	tell("recover what the dead left", c.Recover(ctx))
	digests, err := c.Store.Digests(ctx, true)
	tell("list the digests", err)
	if err == nil {
		next, err := c.slots(ctx, digests, now)
		tell("look for slots", err)
		if !next.IsZero() {
			wait = max(0, min(wait, next.Sub(now)))
		}
		tell("look for sources", c.sources(ctx, digests, now))
		tell("raise an alarm", c.alarms(ctx, digests, now))
	}
	switch err := c.Sendable(ctx); {
	case err == nil:
		tell("look for issues", c.issues(ctx, now))
	case !errors.As(err, new(*news.InvalidError)):
		tell("look whether the database was restored", err)
	case now.Sub(c.told) >= heldEvery || now.Before(c.told):
		c.told = now
		c.log().Error("nothing is published or sent", "why", err, "hint", "attache restore --confirm")
	}
	c.looked = now
	return wait
}

// slots asks for the publishing of digests with slots due, and returns the next slot of all.
func (c *clock) slots(ctx context.Context, digests []news.Digest, now time.Time) (next time.Time, err error) {
	var args []river.JobArgs
	known := make(map[int64]standing, len(digests))
	c.seen = make(map[int64]sight, len(digests))
	for _, d := range digests {
		if d.Schedule == "" {
			continue
		}
		o := c.know(d)
		known[d.ID] = o
		since := o.since
		due, last, e := c.due(ctx, d, since, now)
		if e == nil && last.ID == 0 && since.IsZero() { // its first slot stays due when the first attempt fails
			since = c.started.Add(-time.Minute)
			due, last, e = c.due(ctx, d, since, now)
		}
		if e != nil {
			err = errors.Join(err, fmt.Errorf("digest %s: %w", d.Name, e))
			continue
		}
		c.seen[d.ID] = sight{due, last}
		if len(due) > 0 {
			args = append(args, publishArgs{Digest: d.Name, Since: since})
		}
		if s, ok, e := NextSlot(d.Schedule, d.TimeZone, now); e == nil && ok && (next.IsZero() || s.At.Before(next)) {
			next = s.At
		}
	}
	c.known = known
	if len(args) == 0 {
		return next, err
	}
	if doubt := c.doubtTime(ctx, leapSettle); doubt != nil { // the next look asks again
		for _, d := range digests {
			c.reasons.set(d.Name, doubt.Error())
		}
		if !c.unsure {
			c.log().Warn("a slot is due, and nothing is published yet", "why", doubt)
		}
		c.unsure = true
		return next, err
	}
	c.unsure = false
	return next, errors.Join(err, c.insert(ctx, args))
}

// know notes since when a digest has had its schedule: slots from before are not caught up. What it finds at the start
// it takes as having been there.
func (c *clock) know(d news.Digest) standing {
	o, ok := c.known[d.ID]
	switch {
	case ok && o.schedule == d.Schedule && o.zone == d.TimeZone:
		return o
	case c.looked.IsZero():
		return standing{d.Schedule, d.TimeZone, time.Time{}}
	}
	return standing{d.Schedule, d.TimeZone, c.looked}
}

// due lists the slots of a digest from since (or its last issue, or shortly before this process started) until now, and
// returns the last issue of its schedule too; the zero issue when there is none.
//
// After a restore there are none before it is confirmed, and those up to the restore never: their issues may have been
// sent.
func (r *Road) due(ctx context.Context, d news.Digest, since, now time.Time) ([]Slot, news.Issue, error) {
	rest, err := r.Store.Restored(ctx)
	if err != nil || rest.Waits() {
		return nil, news.Issue{}, err
	}
	last, err := r.lastIssue(ctx, d.ID)
	if since.After(now) { // seen while the clock was ahead
		since = now.Add(-time.Minute)
	}
	switch {
	case errors.Is(err, news.ErrNotFound):
		if since.IsZero() { // nothing to catch up but what came since it has this schedule, and the slot of this minute
			if since, err = r.Store.ScheduledSince(ctx, d.ID); err != nil {
				return nil, last, err
			}
			if since.IsZero() || since.After(now.Add(-time.Minute)) {
				since = now.Add(-time.Minute)
			}
		}
	case err != nil:
		return nil, last, err
	default:
		if at, ok := slotTime(last.Slot); ok && at.After(since) {
			since = at
		}
	}
	if earliest := now.Add(-maxWindow); since.Before(earliest) {
		since = earliest
	}
	if since.Before(rest.Restored) {
		since = rest.Restored
	}
	due, err := Slots(d.Schedule, d.TimeZone, since, now)
	return due, last, err
}

// publishDue publishes the latest slot that is due and marks the ones before it as missed. It returns the zero issue
// when there is nothing to do. Sources are read first, so that the issue is fresh and their dates confirm the time.
// begun is told of the slot before its issue is composed.
func (r *Road) publishDue(
	ctx context.Context, d news.Digest, since time.Time, begun func(slot string),
) (news.Issue, error) {
	due, _, err := r.due(ctx, d, since, r.Now())
	if err != nil || len(due) == 0 {
		return news.Issue{}, err
	}
	latest := due[len(due)-1]
	missed := due[:len(due)-1]
	if len(missed) > mostMissed {
		r.log().Warn("many slots were missed", "digest", d.Name, "slots", len(missed))
		missed = missed[len(missed)-mostMissed:]
	}
	o := Order{Digest: d, Slot: latest.Key, At: latest.At}
	begun(latest.Key)
	if r.tooLate(o) == "" {
		run, err := r.refresh(ctx, d)
		if err != nil {
			return news.Issue{}, err
		}
		o.Run = run
	}
	if err := r.CheckTime(ctx); err != nil {
		return news.Issue{}, err
	}
	for _, s := range missed {
		_, err := r.miss(ctx, Order{Digest: d, Slot: s.Key, At: s.At}, "not published in its time; "+latest.Key+
			" stands for it")
		if err != nil && !errors.Is(err, ErrTaken) {
			return news.Issue{}, err
		}
	}
	i, err := r.Publish(ctx, o)
	if errors.Is(err, ErrTaken) {
		return news.Issue{}, nil
	}
	return i, err
}

// refresh reads the digest's sources whose last visit is older than Config.Fresh, within Config.FreshLimit. Sources
// that are failing wait for their next try, unless not one can be read: then it was we who were cut off, and all are
// tried again, but those whose server asked to be left alone.
func (r *Road) refresh(ctx context.Context, d news.Digest) (*news.Run, error) {
	cfg := r.Config.withDefaults()
	now := r.Now()
	sources, err := r.SourcesOf(ctx, d)
	if err != nil {
		return nil, err
	}
	standings, err := r.standings(ctx)
	if err != nil {
		return nil, err
	}
	cutOff := blind(coverage(sources, standings, true, now))
	var stale []news.Source
	for _, src := range sources {
		last := standings[src.ID].Last
		resting := !cutOff && !last.State.Good() && last.State != news.PollEmpty && last.NextTry.After(now)
		if cutOff || !resting && now.Sub(last.Started) > cfg.Fresh {
			stale = append(stale, src)
		}
	}
	if len(stale) == 0 {
		return nil, nil
	}
	w, err := r.NextWindow(ctx, d)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, cfg.FreshLimit)
	defer cancel()
	run, err := r.scrape(limited, stale, news.Window{From: w.From}, false, nil)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		r.log().Warn("not all sources could be read in time for the issue", "digest", d.Name, "read", len(run.Polls),
			"of", len(stale))
		err = nil
	}
	return &run, err
}

// NextWindow is what an issue composed now would cover.
func (r *Road) NextWindow(ctx context.Context, d news.Digest) (news.Window, error) {
	last, err := r.lastIssue(ctx, d.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.Window{}, fmt.Errorf("look up the last issue of %s: %w", d.Name, err)
	}
	rest, err := r.Store.Restored(ctx)
	if err != nil {
		return news.Window{}, fmt.Errorf("look up the last issue of %s: %w", d.Name, err)
	}
	o := Order{Digest: d}
	return lost(rest, o).narrow(r.window(o, last, r.Now())), nil
}

// sources asks for visits to the sources that are due.
func (c *clock) sources(ctx context.Context, digests []news.Digest, now time.Time) error {
	from := now.Add(-c.cfg.Reach)
	for _, d := range digests {
		w, err := c.NextWindow(ctx, d)
		if err != nil {
			return err
		}
		if w.From.Before(from) {
			from = w.From
		}
	}
	standings, err := c.Store.Standings(ctx)
	if err != nil {
		return err
	}
	c.compareTime(standings, now)
	wrong, err := c.mendPolls(ctx, standings, now, false)
	if err != nil {
		return err
	}
	if wrong.Count > 0 {
		c.tellMended([]news.Stamp{wrong})
	}
	var args []river.JobArgs
	for _, st := range standings {
		if st.Source.Enabled && !st.Last.NextTry.After(now) {
			args = append(args, pollArgs{Source: st.Source.ID, From: from})
		}
	}
	const most = 1000 // one statement's worth
	for len(args) > 0 {
		n := min(most, len(args))
		if err := c.insert(ctx, args[:n]); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// issues asks for the delivery of approved issues and of those with deliveries due. An approved issue that nobody sent
// in time is missed, unless a person approved it: then it was wanted late. It is not given up by a clock that is not
// proven yet.
func (c *clock) issues(ctx context.Context, now time.Time) error {
	list, err := c.Store.IssuesIn(ctx, news.IssueApproved, news.IssueSending)
	if err != nil || len(list) == 0 || c.ahead.Abs() > hostsWrong {
		return err
	}
	digests, err := c.Store.Digests(ctx, false)
	if err != nil {
		return err
	}
	byID := make(map[int64]news.Digest, len(digests))
	for _, d := range digests {
		byID[d.ID] = d
	}
	var args []river.JobArgs
	for _, i := range list {
		d := byID[i.DigestID]
		limit := cmp.Or(d.TooLate, tooLateDefault)
		if i.State == news.IssueApproved && d.Approval != news.ApproveHold && now.Sub(i.Created) > limit {
			if c.Clock.unproven() || c.doubtTime(ctx, leapSettle) != nil {
				continue
			}
			note := fmt.Sprintf("composed %s ago and not sent since", Span(now.Sub(i.Created)))
			if _, err := c.Store.MoveIssue(ctx, i.ID, news.IssueApproved, news.IssueMissed, note, now); err != nil {
				return err
			}
			c.log().Warn("issue missed", "digest", i.Digest, "slot", i.Slot, "why", note)
			continue
		}
		n, err := c.open(ctx, i, d, now)
		if err != nil {
			return err
		}
		for share := range min(c.cfg.Shares, (n+c.cfg.Chunk-1)/c.cfg.Chunk) {
			args = append(args, deliverArgs{Issue: i.ID, Share: share})
		}
	}
	if len(args) == 0 {
		return nil
	}
	return c.insert(ctx, args)
}

// open estimates how many deliveries of an issue are due now; at least 1 when there is anything to do for it.
func (c *clock) open(ctx context.Context, i news.Issue, d news.Digest, now time.Time) (int, error) {
	if i.State == news.IssueApproved {
		return 1, nil
	}
	t, err := c.Store.Tally(ctx, i.ID)
	if err != nil {
		return 0, err
	}
	n := t[news.DeliveryQueued]
	if d.Resends() && t[news.DeliveryDoubt] > 0 {
		again, err := c.Store.Interrupted(ctx, i.ID)
		if err != nil {
			return 0, err
		}
		n += again
	}
	if t[news.DeliveryDeferred] > 0 {
		next, err := c.Store.NextDue(ctx, i.ID)
		if err != nil {
			return 0, err
		}
		if !next.After(now) {
			n += t[news.DeliveryDeferred]
		}
	}
	if t.Open() == 0 {
		n = 1 // it only needs to be marked as sent
	}
	return n, nil
}
