package worker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"attache/news"
	"attache/worker/schedule"
)

// Outcomes is what tells how a slot ended.
type Outcomes interface {
	Alarms
	Heads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error) // as in Slots
	// Readership is as in Ledger.
	Readership(ctx context.Context, digestID int64, known time.Time) (news.Readership, error)
}

// What was told to the heartbeat address of a slot: kinds of rows beside those of the alarms.
const (
	toldStart = "start"
	toldEnd   = "end" // success or failure
)

// toldFor is how long a process trusts that a slot was told: another may have moved the issue out of it since.
const toldFor = repairEvery

// mostOpen is how many of a digest's newest slots are looked at for one that has not ended.
const mostOpen = 10

// outcomes tells the heartbeat address of each slot that it began and, once, how it ended, over all processes: success
// when its letters have left or there was nothing to send, failure otherwise.
type outcomes struct {
	stage
	Store   Outcomes
	Alarm   AlarmConfig
	heart   *heartbeat
	reasons *reasons
	started time.Time // when this process began to serve

	mu    sync.Mutex
	told  map[string]time.Time // kinds of slots that need not be asked for again for toldFor: since when
	ended map[int64]lastEnd    // by digest
}

// lastEnd is the newest issue of a digest when all had ended, and when that was found.
type lastEnd struct {
	issue int64
	at    time.Time
}

// begin tells that a slot's issue is about to be composed.
func (o *outcomes) begin(ctx context.Context, d news.Digest, slot string) {
	if err := o.tell(ctx, d, slot, toldStart, heartStart, slot); err != nil && ctx.Err() == nil {
		o.log().Warn("the heartbeat address is not told that a slot begins", "digest", d.Name, "slot", slot, "error", err)
	}
}

// tell makes a call once for a slot and a kind.
func (o *outcomes) tell(ctx context.Context, d news.Digest, slot, kind, what, body string) error {
	if o.heart == nil || o.heart.base == "" {
		return nil
	}
	key := fmt.Sprint(d.ID, " ", slot, " ", kind)
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.Now()
	if since, ok := o.told[key]; ok && !now.Before(since) && now.Sub(since) < toldFor {
		return nil
	}
	mine, err := o.Store.ClaimAlarm(ctx, d.ID, slot, kind, o.Now(), alarmRetry)
	if err != nil {
		return err
	}
	if mine {
		o.heart.tell(d.Name, what, body)
		err = o.Store.AlarmSent(context.WithoutCancel(ctx), d.ID, slot, kind, o.Now())
	}
	if len(o.told) >= mostHeads {
		clear(o.told)
	}
	o.told[key] = now
	return err
}

// end tells of the slots that have ended among those that the tick has found. One that fails does not stop the rest.
func (o *outcomes) end(ctx context.Context, digests []news.Digest, seen map[int64]sight, now time.Time) error {
	if o.heart == nil || o.heart.base == "" {
		return nil
	}
	var errs []error
	for _, d := range digests {
		if found, ok := seen[d.ID]; ok {
			errs = append(errs, o.endOf(ctx, d, found, now))
		}
	}
	return errors.Join(errs...)
}

func (o *outcomes) endOf(ctx context.Context, d news.Digest, found sight, now time.Time) error {
	// A clock that went back was ahead then, and slots looked too old to be told.
	if e := o.ended[d.ID]; len(found.due) == 0 && found.last.ID != 0 && e.issue == found.last.ID && !now.Before(e.at) {
		return nil
	}
	heads, err := o.Store.Heads(ctx, d.ID, mostOpen)
	if err != nil {
		return err
	}
	all := true
	for n := len(heads) - 1; n >= 0; n-- { // the newest is told last
		i := heads[n]
		at, ok := schedule.Time(i.Slot)
		if !ok || now.Sub(at) >= alarmReach {
			continue
		}
		what, body, err := o.of(ctx, i, at, now)
		if err != nil {
			return err
		}
		if body == "" {
			all = false
			continue
		}
		if err := o.tell(ctx, d, i.Slot, toldEnd, what, i.Slot+": "+body); err != nil {
			return err
		}
	}
	if s, why := found.overdue(o.Alarm, o.started, now); why {
		return o.tell(ctx, d, s.Key, toldEnd, heartFail, s.Key+": no issue was composed. The last attempt: "+
			o.reasons.last(d.Name))
	}
	if all {
		o.ended[d.ID] = lastEnd{found.last.ID, now}
	}
	return nil
}

// of returns how an issue's slot has ended; body "" when it has not yet.
func (o *outcomes) of(ctx context.Context, i news.Issue, at, now time.Time) (what, body string, err error) {
	cfg := o.Alarm.WithDefaults()
	state := fmt.Sprintf("issue %d is %s", i.ID, i.State)
	switch i.State {
	case news.IssueDraft:
		return "", "", nil // the slot is due still
	case news.IssueEmpty:
		return heartOK, state, nil
	case news.IssueMissed:
		return heartFail, state + ": " + i.Note, nil
	}
	t, err := o.Store.Tally(ctx, i.ID)
	if err != nil {
		return "", "", err
	}
	state += "; sent: " + tallied(t)
	switch {
	case i.State == news.IssueHeld && t.Empty():
		return heartOK, fmt.Sprintf("issue %d is held for approval", i.ID), nil
	case i.State == news.IssueHeld:
		return heartFail, state + ": " + i.Note, nil
	case i.State != news.IssueSent:
		if now.Sub(later(at, i.Created)) >= cfg.Unsent {
			return heartFail, state, nil
		}
		return "", "", nil
	case t[news.DeliverySent] > 0:
		return heartOK, state, nil
	case !t.Empty():
		return heartFail, state, nil
	}
	known, err := o.Store.Readership(ctx, i.DigestID, time.Time{})
	if err != nil {
		return "", "", err
	}
	why, _ := Nobody(known, i.Digest)
	return heartFail, fmt.Sprintf("issue %d went to nobody: %s", i.ID, why), nil
}

// overdue returns the last slot that is due when no issue stands for it although its time for that is over.
func (s sight) overdue(cfg AlarmConfig, started, now time.Time) (schedule.Slot, bool) {
	if len(s.due) == 0 {
		return schedule.Slot{}, false
	}
	slot := s.due[len(s.due)-1]
	now = now.Add(-s.ahead)
	from := later(slot.At, started.Add(-s.ahead)) // nobody served before; this process has had no chance yet
	return slot, now.Sub(from) >= cfg.Patience() && now.Sub(slot.At) < alarmReach
}
