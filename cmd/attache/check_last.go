package main

import (
	"cmp"
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
	"attache/worker/clock"
	"attache/worker/schedule"
)

// lastReport is what became of a digest's last due slot.
type lastReport struct {
	Digest  string     `json:"digest"`
	Slot    string     `json:"slot,omitempty"`
	At      *time.Time `json:"at,omitempty"`    // when it was due
	Issue   int64      `json:"issue,omitempty"` // 0 = none
	State   string     `json:"state,omitempty"` // of the issue; "none" when there is none
	Made    *time.Time `json:"made,omitempty"`  // when it was composed
	Begun   *time.Time `json:"begun,omitempty"` // when the first letter left
	Sent    *time.Time `json:"sent,omitempty"`  // when the last one did and none waited any more
	Letters news.Tally `json:"letters,omitempty"`
	ByHand  int64      `json:"by_hand,omitempty"` // the issue made by hand that is reported instead of the slot; 0 = none
	OK      bool       `json:"ok"`
	Says    string     `json:"says"`           // for people
	Hint    string     `json:"hint,omitempty"` // what to do when it is not OK

	next       time.Time // when the next deferred letter is due
	nobody     string    // why an issue without a letter has none
	instead    bool      // a slot brought no issue, and this one is to take its place
	zone       string    // of its digest
	unfinished bool      // it reached somebody, and letters of it are in doubt or wait too long
}

// checkLast reports whether the last due slot of each digest, or of one, was published in time. It reckons the slots by
// itself: it needs no attache that serves.
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
		d, err := digestNoun.get(ctx, st, name)
		if err != nil {
			return err
		}
		digests = []news.Digest{d}
	}
	now, err := a.sharedNow(ctx, st)
	if err != nil {
		return err
	}
	restored, err := st.Restored(ctx)
	if err != nil {
		return err
	}
	reports := make([]lastReport, 0, len(digests))
	for _, d := range digests {
		r, err := lastOf(ctx, st, d, s.Alarm, now)
		if err != nil {
			return err
		}
		if restored.Waits() && d.Enabled {
			r.fail("nothing is published or sent: the database was restored from a backup of %s, which waits to be "+
				"confirmed. %s", when(restored.Taken), r.Says)
			r.Hint, r.unfinished = "attache restore --confirm", false
		}
		reports = append(reports, r)
	}
	if a.json {
		if err := a.printJSON(reports); err != nil {
			return err
		}
	} else {
		for _, r := range reports {
			a.say("%s: %s", r.Digest, r.Says)
		}
	}
	return lastTrouble(reports)
}

// lastTrouble returns what ends the command: a *partly for digests whose last issue did not come in time, or not to
// anybody, an *unfinished for those that did and have letters in doubt or waiting; nil when all is in order.
func lastTrouble(reports []lastReport) error {
	if len(reports) == 0 {
		return withHint(notThere(news.ErrNotFound, "There is no digest, so nothing is ever published."),
			"attache digest add daily --schedule '0 7 * * *'")
	}
	var late, open []string
	var lateHint, openHint string
	for _, r := range reports {
		switch {
		case r.OK:
		case r.unfinished:
			open, openHint = append(open, r.Digest), cmp.Or(openHint, r.Hint)
		default:
			late, lateHint = append(late, r.Digest), cmp.Or(lateHint, r.Hint)
		}
	}
	var all troubles
	if len(late) > 0 {
		all = append(all, &partly{
			message: "not published in time, or not to anybody: " + strings.Join(late, ", "),
			hint:    cmp.Or(lateHint, "attache check; the log of attache serve tells why"),
		})
	}
	if len(open) > 0 {
		all = append(all, &unfinished{
			message: "published, but letters are in doubt or wait: " + strings.Join(open, ", "), hint: openHint,
		})
	}
	return all.and(nil)
}

// openToCheck opens a database that must be there and up to date, and changes nothing in it.
func (a *app) openToCheck(ctx context.Context, s Settings) (*store.Store, error) {
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, withHint(notThere(news.ErrNotFound, "There is no database at %s.", path), "attache init")
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	n, err := st.Pending(ctx)
	if err == nil && n > 0 {
		err = &news.InvalidError{Message: fmt.Sprintf("The database is older than this program: %s to run.",
			counted(n, "migration")), Hint: "attache migrate"}
	}
	if err != nil {
		st.Close()
		return nil, err
	}
	return st, nil
}

// sharedNow is the time that serve goes by: the database's, where it has one.
func (a *app) sharedNow(ctx context.Context, st *store.Store) (time.Time, error) {
	c := clock.New(a.utc, nil)
	_, err := c.Measure(ctx, st.Clock)
	return c.Now(), err
}

// lastOf reports what became of a digest's last slot, and of an issue made by hand since; of a digest for which nothing
// is due by the clock, what became of its last issue; and of letters of earlier ones that are in doubt.
func lastOf(
	ctx context.Context, st *store.Store, d news.Digest, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	r, err := newestOf(ctx, st, d, c, now)
	if err == nil {
		err = r.earlier(ctx, st, now)
	}
	return r, err
}

// newestOf is lastOf without the earlier issues.
func newestOf(
	ctx context.Context, st *store.Store, d news.Digest, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	if !d.Enabled || d.Schedule == "" {
		return lastMade(ctx, st, d, c, now)
	}
	r, err := slotOf(ctx, st, d, c, now)
	if err != nil || !r.OK || r.ByHand != 0 {
		return r, err
	}
	return byHandSince(ctx, st, d, r, c, now)
}

// slotOf finds a digest's last slot that is due and judges it. While a slot's time to be published runs, the one before
// counts.
func slotOf(
	ctx context.Context, st *store.Store, d news.Digest, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	r := lastReport{Digest: d.Name, OK: true, zone: d.TimeZone}
	since, err := st.ScheduledSince(ctx, d.ID)
	if err != nil {
		return r, err
	}
	slot, ok, err := schedule.LastOf(&d, now)
	if err != nil {
		return r, err
	}
	after := c.Patience()
	i, err := st.SlotHead(ctx, d.ID, slot.Key)
	none := errors.Is(err, news.ErrNotFound) || err == nil && i.State == news.IssueDraft
	if ok && none && now.Sub(slot.At) < after { // under way
		slot, ok, err = schedule.LastOf(&d, slot.At.Add(-time.Second))
		if err != nil {
			return r, err
		}
		i, err = st.SlotHead(ctx, d.ID, slot.Key)
	}
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return r, err
	}
	if !ok || slot.At.Before(since) && errors.Is(err, news.ErrNotFound) {
		r.Says, err = notYetDue(d, since, now)
		return r, err
	}
	r.Slot, r.At, r.State = slot.Key, &slot.At, "none"
	if errors.Is(err, news.ErrNotFound) {
		r.OK = false
		r.Says = fmt.Sprintf("%s: no issue, %s after it was due. Was attache serve running?", slotText(slot.Key),
			spell(now.Sub(slot.At)))
		return byHandInstead(ctx, st, d, r, c, now)
	}
	if err := r.read(ctx, st, i); err != nil {
		return r, err
	}
	r.judge(i, c, now)
	if i.State == news.IssueDraft || i.State == news.IssueMissed { // no reader gets anything by it
		return byHandInstead(ctx, st, d, r, c, now)
	}
	return r, nil
}

// notYetDue says since when a digest has its schedule, and when its first issue is due.
func notYetDue(d news.Digest, since, now time.Time) (string, error) {
	says := "nothing was due yet"
	if !since.IsZero() {
		says += fmt.Sprintf(": it has its schedule (%s %s) only since %s", d.Schedule, or(d.TimeZone, "UTC"),
			whenIn(since, d.TimeZone))
		if ago := now.Sub(since); ago >= time.Minute {
			says += ", " + spell(ago) + " ago"
		}
	}
	slot, ok, err := schedule.NextOf(&d, now)
	if err != nil {
		return "", err
	}
	if !ok {
		return says + ", and its schedule has no next time.", nil
	}
	return fmt.Sprintf("%s; the first issue is due %s, in %s.", says, slotTime(slot, d.TimeZone), spell(slot.At.Sub(now))),
		nil
}

// read takes what is judged of an issue: its letters, and why there is none.
func (r *lastReport) read(ctx context.Context, st *store.Store, i news.Issue) (err error) {
	r.Issue, r.State = i.ID, string(i.State)
	if r.Letters, err = st.Tally(ctx, i.ID); err != nil {
		return err
	}
	if r.next, err = st.NextDue(ctx, i.ID); err != nil {
		return err
	}
	if i.State != news.IssueSent || !r.Letters.Empty() {
		return nil
	}
	known, err := st.Readership(ctx, i.DigestID, i.Created)
	if err != nil {
		return err
	}
	today, err := st.Readership(ctx, i.DigestID, time.Time{})
	if err != nil {
		return err
	}
	r.nobody, r.Hint = worker.Nobody(known, i.Digest)
	if known.Total() == 0 && today.Total() > 0 {
		r.nobody = "nobody subscribed to it then"
	}
	if today.Active() > 0 {
		r.Hint = fmt.Sprintf("attache issue resend %d", i.ID)
	}
	return nil
}

// judge reports whether an issue that exists came in time, and got out: a letter reached somebody, unless there was
// nobody to write to, and none is in doubt or waits too long. One made by hand is to be out when its command ends.
func (r *lastReport) judge(i news.Issue, c worker.AlarmConfig, now time.Time) {
	made := i.Created
	r.Made = &made
	if !i.Begun.IsZero() {
		r.Begun = &i.Begun
	}
	if !i.Sent.IsZero() {
		r.Sent = &i.Sent
	}
	when := fmt.Sprintf("%s: %s, composed at %s", slotText(i.Slot), i.State, r.clock(made))
	switch late := made.Sub(*r.At); {
	case i.State == news.IssueDraft && r.ByHand != 0:
		r.fail("%s: still being composed, %s after that began", slotText(i.Slot), spell(now.Sub(made)))
	case i.State == news.IssueDraft:
		r.fail("%s: still being composed, %s after it was due", slotText(i.Slot), spell(now.Sub(*r.At)))
	case i.State == news.IssueMissed:
		r.fail("%s: missed (%s)", slotText(i.Slot), i.Note)
	case late > c.Patience():
		r.fail("%s, %s late; %s", when, spell(late), r.letters(now))
	case i.State == news.IssueHeld && !r.Letters.Empty():
		r.leaveOpen("%s: stopped by the mail server's refusal (%s); %s", slotText(i.Slot), i.Note, r.letters(now))
		r.Hint = fmt.Sprintf("mend what the mail server says, then: attache issue resend %d", i.ID)
	case i.State == news.IssueHeld:
		r.Says = when + ", waits for approval"
		r.Hint = fmt.Sprintf("attache issue approve %d", i.ID)
	case i.State == news.IssueEmpty:
		r.Says = when + ", nothing new to send"
	case r.ByHand != 0 && i.State == news.IssueApproved && now.Sub(made) <= c.SendPatience() && !r.instead:
		r.Says = when + ", not sent yet: attache serve sends it" // run --no-send
		r.Hint = fmt.Sprintf("attache issue resend %d", i.ID)
	default:
		r.judgeLetters(i, when, c, now)
	}
	r.Says += "."
}

// judgeLetters is judge for an issue that came in time and has letters to send, or nobody to send them to.
func (r *lastReport) judgeLetters(i news.Issue, when string, c worker.AlarmConfig, now time.Time) {
	letters, sent, doubt := r.letters(now), r.Letters[news.DeliverySent], r.Letters[news.DeliveryDoubt]
	underWay := r.Letters[news.DeliveryQueued] + r.Letters[news.DeliverySending]
	resend := fmt.Sprintf("attache issue resend %d", i.ID)
	if r.Letters[news.DeliveryDeferred] > 0 && r.Letters[news.DeliverySending] == 0 {
		resend = "attache serve tries again by itself; at once: " + resend + " --state deferred"
	}
	inDoubt := fmt.Sprintf("to see whose: attache issue readers %d --state doubt; to send them again: attache issue "+
		"resend %d --state doubt", i.ID, i.ID)
	switch out := i.State == news.IssueSent; {
	case out && r.Letters.Empty():
		r.fail("%s, and nobody got it: %s", when, r.nobody)
	case sent == 0 && underWay == 0 && doubt > 0:
		r.fail("%s, and nobody is known to have got it; %s", when, letters)
		r.Hint = inDoubt
	case !r.Letters.Empty() && sent == 0 && underWay == 0:
		r.fail("%s, and nobody has got it; %s", when, letters)
		r.Hint = fmt.Sprintf("to see why: attache issue readers %d", i.ID)
	case r.ByHand != 0 && sent == 0:
		r.fail("%s, and no letter has left; %s", when, letters)
		r.Hint = resend
	case !out && now.Sub(i.Created) > c.SendPatience():
		r.leaveOpen("%s, and not out after %s; %s", when, spell(now.Sub(i.Created)), letters)
		r.Hint = resend
	case doubt > 0:
		r.leaveOpen("%s; %s", when, letters)
		r.Hint = inDoubt
	case r.ByHand != 0 && r.Letters.Open() > 0:
		r.leaveOpen("%s; %s", when, letters)
		r.Hint = resend
	default:
		r.Says = when + "; " + letters
	}
}

// How far back letters in doubt are looked for: longer than a weekend, for a command that nobody reads on Sunday.
const (
	doubtDays   = 4
	doubtIssues = 50 // of a digest, the newest
)

// earlier says of a digest whose last issue is in order that an earlier one has letters in doubt: nobody has decided on
// them, and the next issue would hide them.
func (r *lastReport) earlier(ctx context.Context, st *store.Store, now time.Time) error {
	if !r.OK {
		return nil
	}
	ids, err := st.IssueList(ctx, r.Digest, "", 0, doubtIssues)
	if err != nil {
		return err
	}
	for _, id := range ids {
		letters, err := st.Tally(ctx, id)
		if err != nil {
			return err
		}
		n := letters[news.DeliveryDoubt]
		if id == r.Issue || n == 0 {
			continue
		}
		i, err := st.Issue(ctx, id)
		if err != nil {
			return err
		}
		if now.Sub(i.Created) > doubtDays*24*time.Hour {
			return nil
		}
		r.OK, r.unfinished = false, true
		r.Says = fmt.Sprintf("%s Of issue %d (%s) %s in doubt.", r.Says, id, slotText(i.Slot),
			isOrAre(n))
		r.Hint = fmt.Sprintf("to see whose: attache issue readers %d --state doubt; to send them again: attache issue "+
			"resend %d --state doubt", id, id)
		return nil
	}
	return nil
}

// isOrAre counts letters, with their verb.
func isOrAre(n int) string {
	if n == 1 {
		return "1 letter is"
	}
	return fmt.Sprintf("%d letters are", n)
}

// leaveOpen is fail of an issue whose letters are in doubt or wait: unfinished when somebody got it.
func (r *lastReport) leaveOpen(format string, args ...any) {
	r.fail(format, args...)
	r.unfinished = r.Letters[news.DeliverySent] > 0
}

// fail makes the report one of an issue that is not in order.
func (r *lastReport) fail(format string, args ...any) {
	r.OK, r.Says = false, fmt.Sprintf(format, args...)
}

// letters says how many letters are in each state, and when the first and the last left.
func (r *lastReport) letters(now time.Time) string {
	all := r.Letters.Letters()
	if all == 0 {
		return "no letter was made"
	}
	says := fmt.Sprintf("%d of %s sent", r.Letters[news.DeliverySent], counted(all, "letter"))
	if r.Letters[news.DeliverySent] > 0 {
		if r.Begun != nil {
			says += ", the first at " + r.clock(*r.Begun)
		}
		if r.Sent != nil {
			says += ", the last at " + r.clock(*r.Sent)
		}
	}
	deferred, queued := r.Letters[news.DeliveryDeferred], r.Letters[news.DeliveryQueued]
	if deferred > 0 && queued > 0 { // as after a dead mail server: one count
		deferred, queued = 0, deferred+queued
	}
	for _, s := range []struct {
		n    int
		word string
	}{
		{r.Letters[news.DeliveryFailed], "failed"},
		{r.Letters[news.DeliveryDoubt], "in doubt"},
		{deferred, "deferred"},
		{r.Letters[news.DeliverySending], "under way"},
		{queued, "waiting"},
		{r.Letters[news.DeliveryWithdrawn], "withdrawn"},
	} {
		if s.n > 0 {
			says += fmt.Sprintf(", %d %s", s.n, s.word)
		}
	}
	if r.Letters[news.DeliveryDeferred] > 0 && r.next.After(now) {
		says += ", the next try at " + r.clock(r.next)
	}
	return says
}

// clock writes a time of day, with its date when it is not the day that the report is about.
func (r *lastReport) clock(t time.Time) string {
	zone := zoneOf(r.zone)
	if t = t.In(zone); r.At == nil || r.ByHand != 0 || t.Format(time.DateOnly) != r.At.In(zone).Format(time.DateOnly) {
		return t.Format(secondLayout)
	}
	return t.Format("15:04:05 MST")
}
