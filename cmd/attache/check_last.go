package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// lastReport is what became of a digest's last due slot.
type lastReport struct {
	Digest  string     `json:"digest"`
	Slot    string     `json:"slot,omitempty"`
	At      *time.Time `json:"at,omitempty"`    // when it was due
	Issue   int64      `json:"issue,omitempty"` // 0 = none
	State   string     `json:"state,omitempty"` // of the issue; "none" when there is none
	Made    *time.Time `json:"made,omitempty"`  // when it was composed
	Letters news.Tally `json:"letters,omitempty"`
	OK      bool       `json:"ok"`
	Says    string     `json:"says"` // for people
}

// checkLast reports whether the last due slot of each digest, or of one, was published in time. It reckons the slots by itself: it
// needs no attache that serves.
func (a *app) checkLast(ctx context.Context, s Settings, name string) error {
	st, err := a.openToCheck(ctx, s)
	if err != nil {
		return err
	}
	defer st.Close()
	digests, err := st.Digests(ctx, false)
	if err != nil {
		return err
	}
	if name != "" {
		d, err := st.Digest(ctx, name)
		if err != nil {
			return withHint(err, "attache digest list")
		}
		digests = []news.Digest{d}
	}
	now, err := a.sharedNow(ctx, st)
	if err != nil {
		return err
	}
	reports := make([]lastReport, 0, len(digests))
	var late []string
	for _, d := range digests {
		r, err := lastOf(ctx, st, d, s.Alarm, now)
		if err != nil {
			return err
		}
		reports = append(reports, r)
		if !r.OK {
			late = append(late, d.Name)
		}
	}
	if a.json {
		if err := a.printJSON(reports); err != nil {
			return err
		}
	} else {
		for _, r := range reports {
			a.say("%s: %s", r.Digest, r.Says)
		}
		if len(reports) == 0 {
			a.say("There is no digest.")
		}
	}
	if len(late) > 0 {
		return &partly{message: "not published in time: " + strings.Join(late, ", "), hint: "attache check; the log of attache serve tells why"}
	}
	return nil
}

// openToCheck opens a database that must be there and up to date, and changes nothing in it.
func (a *app) openToCheck(ctx context.Context, s Settings) (*store.Store, error) {
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, withHint(fmt.Errorf("there is no database at %s: %w", path, news.ErrNotFound), "attache init")
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	n, err := st.Pending(ctx)
	if err == nil && n > 0 {
		err = &news.InvalidError{Message: fmt.Sprintf("The database is older than this program: %s to run.", counted(n, "migration")), Hint: "attache migrate"}
	}
	if err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

// sharedNow is the time that serve goes by: the database's, where it has one.
func (a *app) sharedNow(ctx context.Context, st *store.Store) (time.Time, error) {
	c := worker.NewClock(a.utc, nil)
	_, err := c.Measure(ctx, st.Clock)
	return c.Now(), err
}

// lastOf finds a digest's last slot that is due and judges it. While a slot's time to be published runs, the one before counts.
func lastOf(ctx context.Context, st *store.Store, d news.Digest, c worker.AlarmConfig, now time.Time) (lastReport, error) {
	r := lastReport{Digest: d.Name, OK: true}
	switch {
	case !d.Enabled:
		r.Says = "switched off: nothing is due."
		return r, nil
	case d.Schedule == "":
		r.Says = "published by hand only: nothing is due."
		return r, nil
	}
	since, err := st.ScheduledSince(ctx, d.ID)
	if err != nil {
		return r, err
	}
	slot, ok, err := worker.LastSlot(d.Schedule, d.TimeZone, now)
	if err != nil {
		return r, err
	}
	after := c.Patience()
	i, err := st.SlotHead(ctx, d.ID, slot.Key)
	none := errors.Is(err, news.ErrNotFound) || err == nil && i.State == news.IssueDraft
	if ok && none && now.Sub(slot.At) < after { // under way
		slot, ok, err = worker.LastSlot(d.Schedule, d.TimeZone, slot.At.Add(-time.Second))
		if err != nil {
			return r, err
		}
		i, err = st.SlotHead(ctx, d.ID, slot.Key)
	}
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return r, err
	}
	if !ok || slot.At.Before(since) && errors.Is(err, news.ErrNotFound) {
		r.Says = "nothing was due yet since its schedule is as it is."
		return r, nil
	}
	r.Slot, r.At, r.State = slot.Key, &slot.At, "none"
	if errors.Is(err, news.ErrNotFound) {
		r.OK = false
		r.Says = fmt.Sprintf("%s: no issue, %s after it was due. Was attache serve running?", slot.Key, spell(now.Sub(slot.At)))
		return r, nil
	}
	r.Issue, r.State = i.ID, string(i.State)
	if r.Letters, err = st.Tally(ctx, i.ID); err != nil {
		return r, err
	}
	r.judge(i, c, now)
	return r, nil
}

// judge says whether an issue that exists came in time, and got out.
func (r *lastReport) judge(i news.Issue, c worker.AlarmConfig, now time.Time) {
	made := i.Created
	r.Made = &made
	late := made.Sub(*r.At)
	letters := fmt.Sprintf("%d sent", r.Letters[news.DeliverySent])
	for _, s := range []struct {
		state news.DeliveryState
		word  string
	}{{news.DeliveryFailed, "failed"}, {news.DeliveryDoubt, "in doubt"}, {news.DeliveryDeferred, "deferred"}, {news.DeliveryQueued, "waiting"}} {
		if n := r.Letters[s.state]; n > 0 {
			letters += fmt.Sprintf(", %d %s", n, s.word)
		}
	}
	when := fmt.Sprintf("%s: %s at %s", i.Slot, i.State, made.UTC().Format("15:04:05 MST"))
	switch {
	case i.State == news.IssueDraft:
		r.OK, r.Says = false, fmt.Sprintf("%s: still being composed, %s after it was due", i.Slot, spell(now.Sub(*r.At)))
	case i.State == news.IssueMissed:
		r.OK, r.Says = false, fmt.Sprintf("%s: missed (%s)", i.Slot, i.Note)
	case late > c.Patience():
		r.OK, r.Says = false, fmt.Sprintf("%s, %s late; %s", when, spell(late), letters)
	case i.State == news.IssueHeld && len(r.Letters) > 0:
		r.OK, r.Says = false, fmt.Sprintf("%s: stopped by the mail server's refusal (%s); %s", i.Slot, i.Note, letters)
	case i.State == news.IssueHeld:
		r.Says = when + ", waits for approval"
	case i.State == news.IssueEmpty:
		r.Says = when + ", nothing new to send"
	case i.State != news.IssueSent && now.Sub(made) > c.SendPatience():
		r.OK, r.Says = false, fmt.Sprintf("%s, and not out after %s; %s", when, spell(now.Sub(made)), letters)
	default:
		r.Says = when + "; " + letters
	}
	r.Says += "."
}
