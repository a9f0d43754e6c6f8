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

// Repairs is what sets times right that a wrong clock wrote.
type Repairs interface {
	// Ahead counts the stamps that lie further ahead of now than tolerance, and next tries later than wait from now.
	// Standings and issues are not among them (MendPoll, MendIssue).
	Ahead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error)
	// MendAhead is Ahead, and sets them right.
	MendAhead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error)
	Standings(ctx context.Context) ([]news.Standing, error) // as in Polls
	// MendPoll replaces the last poll of a source by one with other times; a last success after now becomes now. It
	// writes no history and counts no failure. It reports false when the source was visited since was was read.
	MendPoll(ctx context.Context, was, p news.Poll, now time.Time) (bool, error)
	Heads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error) // as in Slots
	// HandAhead lists as Heads does, among the newest issues (so many), those made by hand whose times lie after limit;
	// drafts are not among them.
	HandAhead(ctx context.Context, limit time.Time, newest int) ([]news.Issue, error)
	// MissedAhead lists composed issues that were approved, and given up as too late by a clock that showed a time
	// after limit; newest first, at most newest.
	MissedAhead(ctx context.Context, limit time.Time, newest int) ([]news.Missed, error)
	// MendMissed moves an issue that MissedAhead lists to another state (missed = it stays), with a note. It reports
	// false when it is not missed any more.
	MendMissed(ctx context.Context, id int64, to news.IssueState, note string, at time.Time) (bool, error)
	// MendIssue moves an issue out of a slot that a wrong clock gave it (slot = where to; the same when it stays) and
	// pulls its times that lie after latest back to latest. The slot can then be claimed again, and the issue counts as
	// made by hand. What was told of the slot (Alarms) is forgotten with it. It reports false when the issue is not in
	// the slot from any more.
	MendIssue(ctx context.Context, id int64, from, slot string, latest, at time.Time) (bool, error)
	// MendDraft deletes a draft that is in the slot from, and what was told of it; false when it is composed or gone.
	MendDraft(ctx context.Context, id int64, from string) (bool, error)
}

const (
	// slotAhead is how far ahead of now a slot must lie for its issue to be moved out of it although readers may have
	// it. Less, and the clock may have been set back: the slot is today's, and giving it out again would bring one
	// issue twice. More, and the issue holds a later day's slot, whose readers would get nothing.
	slotAhead = 20 * time.Hour
	// mostHeads is how many of the newest slots are looked at: more than a jump makes, with every digest's missed
	// ones.
	mostHeads = 500
	// repairEvery is how often serve looks for times in the future besides its start and the jumps that it sees.
	repairEvery = time.Hour
)

// mend is Pipeline.Mend; dry = Pipeline.Ahead.
func (r *repairer) mend(ctx context.Context, sure, dry bool) ([]news.Stamp, error) {
	cfg := r.cfg
	now := r.Now()
	find := r.Store.MendAhead
	if dry {
		find = r.Store.Ahead
	}
	found, err := find(ctx, now, clock.Tolerance, cfg.BackoffMax)
	if err != nil {
		return nil, err
	}
	list, err := r.Store.Standings(ctx)
	if err != nil {
		return nil, err
	}
	polls, err := r.mendPolls(ctx, list, now, dry)
	if err != nil {
		return found, err
	}
	if polls.Count > 0 {
		found = append(found, polls)
	}
	missed, err := r.mendMissed(ctx, now, dry) // before the times that it goes by are pulled back
	if found = append(found, missed...); err != nil {
		return found, err
	}
	hand, err := r.mendHand(ctx, now, dry)
	if found = append(found, hand...); err != nil {
		return found, err
	}
	slots, err := r.mendSlots(ctx, sure, dry)
	return append(found, slots...), err
}

// mendMissed approves again issues that were given up as too late by a wrong clock: whether they are too late is judged
// anew. One that a later issue stands for, which was composed since, stays missed: its readers would get its stories
// twice.
func (r *repairer) mendMissed(ctx context.Context, now time.Time, dry bool) ([]news.Stamp, error) {
	list, err := r.Store.MissedAhead(ctx, now.Add(clock.Tolerance), mostHeads)
	if err != nil {
		return nil, err
	}
	var found []news.Stamp
	for _, m := range list {
		st := news.Stamp{
			What: fmt.Sprintf("issue %d of %s, given up as too late", m.ID, m.Digest), Count: 1, Latest: m.Changed,
			Action: "is approved again, as it was",
		}
		to, note := news.IssueApproved, "a wrong clock had given it up; approved again"
		if m.Replaced > 0 {
			to, note = news.IssueMissed, fmt.Sprintf("a wrong clock had given it up; issue %d stands for it",
				m.Replaced)
			st.Action = fmt.Sprintf("stays missed: issue %d stands for it", m.Replaced)
		}
		done := dry
		if !dry {
			if done, err = r.Store.MendMissed(ctx, m.ID, to, note, now); err != nil {
				return found, err
			}
		}
		if done {
			found = append(found, st)
		}
	}
	return found, nil
}

// mendHand pulls the times of issues made by hand back to now. They hold no slot that a schedule asks for, so that
// nothing comes twice or is passed over whichever clock was wrong; only the key, which tells when an issue was made,
// becomes another.
func (r *repairer) mendHand(ctx context.Context, now time.Time, dry bool) ([]news.Stamp, error) {
	limit := now.Add(clock.Tolerance)
	heads, err := r.Store.HandAhead(ctx, limit, mostHeads)
	if err != nil {
		return nil, err
	}
	var found []news.Stamp
	for _, i := range heads {
		st := news.Stamp{
			What: fmt.Sprintf("issue %d of %s, made by hand, %s", i.ID, i.Digest, i.State), Count: 1,
			Action: "counts as made now",
		}
		for _, t := range []time.Time{i.Window.From, i.Window.To, i.Created, i.Sent} {
			st.Latest = later(st.Latest, t)
		}
		if dry {
			found = append(found, st)
			continue
		}
		slot := i.Slot
		if i.Created.After(limit) { // the key tells when it was made
			slot = fmt.Sprintf("%s (%d)", byHand(now), i.ID)
		}
		done, err := r.Store.MendIssue(ctx, i.ID, i.Slot, slot, now, now)
		if err != nil {
			return found, err
		}
		if done {
			found = append(found, st)
		}
	}
	return found, nil
}

// mendPolls sets next tries right that no visit up to now can have set, and changes them in list; dry, only there.
func (r *repairer) mendPolls(ctx context.Context, list []news.Standing, now time.Time, dry bool) (news.Stamp, error) {
	found := news.Stamp{What: "next tries of sources", Action: "are set as from now"}
	cfg := r.cfg
	var errs []error
	for i, st := range list {
		p, wrong := sanePoll(cfg, st, now)
		if !wrong {
			continue
		}
		found.Count++
		for _, t := range []time.Time{st.Last.Started, st.Last.NextTry} {
			if t.After(found.Latest) {
				found.Latest = t
			}
		}
		if !dry {
			if _, err := r.Store.MendPoll(ctx, st.Last, p, now); err != nil {
				errs = append(errs, err)
				continue
			}
		}
		list[i].Last = p
	}
	return found, errors.Join(errs...)
}

// longestWish is the longest Retry-After that is honoured.
const longestWish = 7 * 24 * time.Hour

// sanePoll reports whether a source's last poll has times that a right clock did not write, and returns it as due now;
// when the source failed, with the waits that it asked for counted from now.
func sanePoll(cfg Config, st news.Standing, now time.Time) (news.Poll, bool) {
	p := st.Last
	// RetryMax too for a good poll: the interval may have been shortened since
	longest := max(st.Source.Interval(), cfg.RetryMax)
	if !p.RetryAfter.IsZero() {
		longest = max(longest, longestWish)
	}
	made, limit := p.Started, now.Add(clock.Tolerance)
	if !made.After(limit) && !p.NextTry.After(limit.Add(longest)) {
		return p, false
	}
	from := func(t time.Time) time.Time { // as long after now as it was after the poll
		if t.IsZero() {
			return t
		}
		return now.Add(max(0, min(t.Sub(made), longest)))
	}
	if made.After(now) { // when it was is not known: long enough ago to be read again before an issue
		p.Started, p.Date = now.Add(-st.Source.Interval()), time.Time{}
	}
	p.NextTry, p.RetryAfter = from(p.NextTry), from(p.RetryAfter)
	if p.State.Good() || p.State == news.PollEmpty {
		p.NextTry = now
	}
	return p, true
}

// mendSlots moves issues out of slots that have not come yet, and pulls back the times of issues whose slots are right.
func (r *repairer) mendSlots(ctx context.Context, sure, dry bool) ([]news.Stamp, error) {
	heads, err := r.Store.Heads(ctx, 0, mostHeads)
	if err != nil {
		return nil, err
	}
	now := r.Now()
	var found []news.Stamp
	for _, i := range heads {
		at, ok := schedule.Time(i.Slot)
		if !ok {
			continue
		}
		st := news.Stamp{
			What: fmt.Sprintf("slot %s of %s, issue %d, %s", i.Slot, i.Digest, i.ID, i.State), Count: 1,
			Latest: at,
		}
		slot, latest := i.Slot, at
		switch early := at.Sub(now); {
		case early > clock.Tolerance && (sure || early > slotAhead || nobodyGot(i.State)):
			slot, latest = fmt.Sprintf("by hand, ahead of time for %s (%d)", i.Slot, i.ID), now
			st.Action = "gives up the slot, which is free for its day again"
		case early > clock.Tolerance: // perhaps today's clock is slow
			continue
		case i.Window.To.After(now.Add(clock.Tolerance)) || i.Created.After(now.Add(clock.Tolerance)):
			st.Latest = i.Created
			st.Action = "counts as made at its slot"
		default:
			continue
		}
		done, err := dry, error(nil)
		switch {
		case dry:
		case i.State == news.IssueDraft && slot != i.Slot:
			done, err = r.Store.MendDraft(ctx, i.ID, i.Slot)
		default:
			done, err = r.Store.MendIssue(ctx, i.ID, i.Slot, slot, latest, now)
		}
		if err != nil {
			return found, err
		}
		if done {
			found = append(found, st)
		}
	}
	return found, nil
}

// nobodyGot reports whether an issue in this state is with no reader, and goes to none.
func nobodyGot(s news.IssueState) bool {
	return s == news.IssueMissed || s == news.IssueEmpty || s == news.IssueDraft
}
