package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"attache/news"
	"attache/worker/clock"
	"attache/worker/queue"
	"attache/worker/schedule"
)

// Due is what tells the dispatcher what is to be done.
type Due interface {
	// Clock returns the time that all processes of this database share: the server's own on PostgreSQL. It is zero on
	// SQLite, whose processes all live on one machine.
	Clock(ctx context.Context) (time.Time, error)
	// Digests in order of name; only enabled ones when enabled is true.
	Digests(ctx context.Context, enabled bool) ([]news.Digest, error)
	Restored(ctx context.Context) (news.Restore, error)     // as in Slots
	Standings(ctx context.Context) ([]news.Standing, error) // as in Polls
	// IssuesIn lists the issues in any of the states, oldest first, without their stories.
	IssuesIn(ctx context.Context, states ...news.IssueState) ([]news.Issue, error)
	// MoveIssue is as in Ledger.
	MoveIssue(ctx context.Context, id int64, from, to news.IssueState, note string, at time.Time) (bool, error)
	Tally(ctx context.Context, issueID int64) (news.Tally, error) // as in Ledger
	// Interrupted counts the deliveries that RequeueInterrupted would move.
	Interrupted(ctx context.Context, issueID int64) (int, error)
	// NextDue is when the issue's next delivery is due: a deferred one's NextTry, or the time a queued one was queued,
	// which is past. It is zero when neither exists; rows in sending are their holder's to record.
	NextDue(ctx context.Context, issueID int64) (time.Time, error)
}

// mostMissed bounds the rows written for slots that passed while nobody served; older ones leave no trace but a log
// line.
const mostMissed = 24

// dispatcher finds, in every process, what the rows say is due, and hands it to the queue.
type dispatcher struct {
	stage
	Store     Due
	publisher *publisher
	deliverer *deliverer
	repairer  *repairer
	time      *timekeeper
	alarms    *alarms
	outcomes  *outcomes
	queue     Queue
	started   time.Time
	ticked    time.Time               // when it ticked last; zero = never
	reminded  time.Time               // when it said last that a restore waits; zero = never
	known     map[int64]knownSchedule // what it knows of each digest, by ID

	hosts    HostTimes      // what sites told of the time, as of the last tick
	unsure   bool           // slots are due and wait, for the time is not confirmed
	apart    bool           // the clocks of machine and database differ
	doubted  bool           // the last tick did nothing, for the time was in doubt
	proven   bool           // times in the future may be set right
	sure     bool           // the clock was seen to be wrong and to come back since they were last set right
	told     bool           // that times in the future wait
	repaired time.Time      // when it set times in the future right last; zero = it has to
	mended   time.Time      // when it looked for jobs in the future last; zero = never
	waiting  map[int64]bool // issues that seem too late, and wait for the time to be confirmed

	seen map[int64]sight // what the last tick found of each digest, by ID
}

// sight is what a tick has found of a digest with a schedule.
type sight struct {
	due   []schedule.Slot // not published yet
	last  news.Issue      // the newest issue of the schedule; zero = none
	ahead time.Duration   // of the clock, which slots do not go by
}

// knownSchedule is a digest's schedule as the clock has seen it.
type knownSchedule struct {
	schedule, zone string
	since          time.Time // when this schedule came to be known; zero = at the start
}

// run ticks every Config.Tick and at the very minute of each slot, until ctx ends.
func (dp *dispatcher) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			timer.Reset(dp.tick(ctx))
		}
	}
}

// tick hands out everything that is due and says how long to wait until the next tick. One part that fails does not
// stop the rest.
func (dp *dispatcher) tick(ctx context.Context) time.Duration {
	wait := dp.cfg.Tick
	tell := func(what string, err error) {
		if err != nil && ctx.Err() == nil {
			dp.log().Error("the clock could not "+what, "error", err)
		}
	}
	believed, err := dp.believe(ctx)
	tell("set times in the future right", err)
	if !believed {
		return min(wait, clock.Proof/8)
	}
	now := dp.Now()
	tell("recover what the dead left", dp.deliverer.holders.Recover(ctx))
	digests, err := dp.Store.Digests(ctx, true)
	tell("list the digests", err)
	if err == nil {
		next, err := dp.slots(ctx, digests, now)
		tell("look for slots", err)
		if !next.IsZero() {
			wait = max(0, min(wait, next.Sub(now)))
		}
		tell("look for sources", dp.sources(ctx, digests, now))
		tell("tell how slots ended", dp.outcomes.end(ctx, digests, dp.seen, now))
		tell("raise an alarm", dp.alarms.raise(ctx, digests, dp.seen, now))
	}
	switch err := sendable(ctx, dp.Store); {
	case err == nil:
		tell("look for issues", dp.issues(ctx, now))
	case !errors.As(err, new(*news.InvalidError)):
		tell("look whether the database was restored", err)
	case now.Sub(dp.reminded) >= heldEvery || now.Before(dp.reminded):
		dp.reminded = now
		dp.log().Error("nothing is published or sent", "why", err, "hint", "attache restore --confirm")
	}
	dp.ticked = now
	return wait
}

// slots asks for the publishing of digests with slots due, and returns the next slot of all.
func (dp *dispatcher) slots(ctx context.Context, digests []news.Digest, now time.Time) (next time.Time, err error) {
	var args []queue.Job
	known := make(map[int64]knownSchedule, len(digests))
	dp.seen = make(map[int64]sight, len(digests))
	hosts, err := dp.time.hosts(ctx)
	if err != nil {
		return next, err
	}
	slotTime := hosts.behind(now)
	for _, d := range digests {
		if d.Schedule == "" {
			continue
		}
		o := dp.know(d)
		known[d.ID] = o
		since := o.since
		due, last, e := dp.publisher.calendar.due(ctx, d, since, slotTime)
		if e == nil && last.ID == 0 && since.IsZero() { // its first slot stays due when the first attempt fails
			since = hosts.behind(dp.started).Add(-time.Minute)
			due, last, e = dp.publisher.calendar.due(ctx, d, since, slotTime)
		}
		if e != nil {
			err = errors.Join(err, fmt.Errorf("digest %s: %w", d.Name, e))
			continue
		}
		dp.seen[d.ID] = sight{due, last, now.Sub(slotTime)}
		if len(due) > 0 {
			args = append(args, queue.Publish{Digest: d.Name, Since: since})
		}
		if s, ok, e := schedule.NextOf(&d, now); e == nil && ok && (next.IsZero() || s.At.Before(next)) {
			next = s.At
		}
	}
	dp.known = known
	if len(args) == 0 {
		return next, err
	}
	if doubt := dp.time.doubt(ctx, leapProof); doubt != nil { // the next tick asks again
		for _, d := range digests {
			dp.alarms.reasons.set(d.Name, doubt.Error())
		}
		if !dp.unsure {
			dp.log().Warn("a slot is due, and nothing is published yet", waiting(doubt, leapProof)...)
		}
		dp.unsure = true
		return next, err
	}
	dp.unsure = false
	return next, errors.Join(err, dp.queue.Insert(ctx, args...))
}

// know notes since when a digest has had its schedule: slots from before are not caught up. What it finds at the start
// it takes as having been there.
func (dp *dispatcher) know(d news.Digest) knownSchedule {
	o, ok := dp.known[d.ID]
	switch {
	case ok && o.schedule == d.Schedule && o.zone == d.TimeZone:
		return o
	case dp.ticked.IsZero():
		return knownSchedule{d.Schedule, d.TimeZone, time.Time{}}
	}
	return knownSchedule{d.Schedule, d.TimeZone, dp.ticked}
}

// sources asks for visits to the sources that are due.
func (dp *dispatcher) sources(ctx context.Context, digests []news.Digest, now time.Time) error {
	from := now.Add(-dp.cfg.Reach)
	for _, d := range digests {
		w, err := dp.publisher.calendar.NextWindow(ctx, d)
		if err != nil {
			return err
		}
		if w.From.Before(from) {
			from = w.From
		}
	}
	standings, err := dp.Store.Standings(ctx)
	if err != nil {
		return err
	}
	dp.compareTime(standings, now)
	// before the clock is proven the sources are only visited, which brings their hosts' dates
	wrong, err := dp.repairer.mendPolls(ctx, standings, now, !dp.proven)
	if err != nil {
		return err
	}
	if wrong.Count > 0 && dp.proven {
		dp.logRepairs([]news.Stamp{wrong})
	}
	var args []queue.Job
	for _, st := range standings {
		if st.Source.Enabled && !st.Last.NextTry.After(now) {
			args = append(args, queue.Poll{Source: st.Source.ID, From: from})
		}
	}
	const most = 1000 // one statement's worth
	for len(args) > 0 {
		n := min(most, len(args))
		if err := dp.queue.Insert(ctx, args[:n]...); err != nil {
			return err
		}
		args = args[n:]
	}
	return nil
}

// issues asks for the delivery of approved issues and of those with deliveries due. An approved issue that nobody sent
// in time is missed, unless a person approved it: then it was wanted late. It is not given up by a clock that is not
// proven yet; one made by hand, only by a clock that three hosts confirm.
func (dp *dispatcher) issues(ctx context.Context, now time.Time) error {
	list, err := dp.Store.IssuesIn(ctx, news.IssueApproved, news.IssueSending)
	if err != nil || len(list) == 0 || dp.hosts.Stops() {
		return err
	}
	digests, err := dp.Store.Digests(ctx, false)
	if err != nil {
		return err
	}
	byID := make(map[int64]news.Digest, len(digests))
	for _, d := range digests {
		byID[d.ID] = d
	}
	wait := dp.deliverer.waiting(ctx)
	var args []queue.Job
	for _, i := range list {
		d := byID[i.DigestID]
		late := dp.hosts.behind(now).Sub(i.Created)
		if i.State == news.IssueApproved && d.Approval != news.ApproveHold && late > cmp.Or(d.TooLate, tooLateDefault) {
			if err := dp.giveUp(ctx, i, late, now); err != nil {
				return err
			}
			continue
		}
		n, err := dp.countDue(ctx, i, d, now)
		if err != nil {
			return err
		}
		if wait != nil && i.State == news.IssueSending && n > 0 && dp.deliverer.open(ctx, i.ID) {
			continue // no relay may take a letter now
		}
		for share := range min(dp.cfg.Shares, (n+dp.cfg.Chunk-1)/dp.cfg.Chunk) {
			args = append(args, queue.Deliver{Issue: i.ID, Share: share})
		}
	}
	if len(args) == 0 {
		return nil
	}
	return dp.queue.Insert(ctx, args...)
}

// giveUp marks an approved issue that seems too late as missed, unless the clock is not sure enough for that.
func (dp *dispatcher) giveUp(ctx context.Context, i news.Issue, late time.Duration, now time.Time) error {
	unsure := dp.hosts.Wrong() || !dp.Clock.EvenFor(clock.Proof) || i.ByHand && !dp.hosts.Confirmed()
	if unsure || dp.time.doubt(ctx, leapProof) != nil {
		if !dp.waiting[i.ID] {
			dp.log().Warn("an approved issue seems too late, and is neither sent nor given up", "digest", i.Digest,
				"issue", i.ID, "late", Span(late), "why", "the time is not confirmed", "hint",
				fmt.Sprintf("to send it: attache issue resend %d", i.ID))
		}
		dp.waiting[i.ID] = true
		return nil
	}
	note := fmt.Sprintf("composed %s ago and not sent since", Span(late))
	if _, err := dp.Store.MoveIssue(ctx, i.ID, news.IssueApproved, news.IssueMissed, note, now); err != nil {
		return err
	}
	dp.log().Warn("issue missed", "digest", i.Digest, "slot", i.Slot, "why", note)
	return nil
}

// waiting is what a log line says of a doubt: why, for how long at most, and what to do.
func waiting(doubt error, most time.Duration) []any {
	fields := []any{"why", doubt}
	var m *news.InvalidError
	if !errors.As(doubt, &m) {
		return fields
	}
	if m.Hint != "" {
		fields = append(fields, "hint", m.Hint)
	}
	var stops *stoppedError
	if errors.As(doubt, &stops) {
		return append(fields, "wait", "until the clock is right")
	}
	return append(fields, "wait", "at most "+Span(most))
}

// countDue estimates how many deliveries of an issue are due now; at least 1 when there is anything to do for it.
func (dp *dispatcher) countDue(ctx context.Context, i news.Issue, d news.Digest, now time.Time) (int, error) {
	if i.State == news.IssueApproved {
		return 1, nil
	}
	t, err := dp.Store.Tally(ctx, i.ID)
	if err != nil {
		return 0, err
	}
	n := t[news.DeliveryQueued]
	if d.Resends() && t[news.DeliveryDoubt] > 0 {
		again, err := dp.Store.Interrupted(ctx, i.ID)
		if err != nil {
			return 0, err
		}
		n += again
	}
	if t[news.DeliveryDeferred] > 0 {
		next, err := dp.Store.NextDue(ctx, i.ID)
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
