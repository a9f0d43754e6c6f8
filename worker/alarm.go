package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker/schedule"
)

// Alarms remembers which alarms were raised.
type Alarms interface {
	Tally(ctx context.Context, issueID int64) (news.Tally, error) // as in Ledger
	// ClaimAlarm reports whether the caller is to raise an alarm: once for each digest, slot and kind over all
	// processes, and again after retry when it could not be sent (AlarmSent), at most 8 times.
	ClaimAlarm(ctx context.Context, digestID int64, slot, kind string, now time.Time, retry time.Duration) (bool, error)
	// AlarmSent notes that an alarm was raised: it is not raised again.
	AlarmSent(ctx context.Context, digestID int64, slot, kind string, now time.Time) error
}

// The kinds of alarm: each is raised once for a slot.
const (
	alarmUnpublished = "unpublished" // nothing was approved, held or found empty in time
	alarmMissed      = "missed"      // given up: too late to be worth sending
	alarmRefused     = "refused"     // the mail server refuses us, and the issue is held
	alarmUnsent      = "unsent"      // approved, and not out after a time
)

const (
	alarmRetry = 5 * time.Minute // an alarm that could not be sent is tried again after this
	alarmReach = 24 * time.Hour  // what lies further back is history
	alarmLimit = 3 * time.Minute // longest sending of one
)

// alarms raises alarms about digests whose issues do not come.
type alarms struct {
	stage
	Store   Alarms
	Sender  Sender
	Alarm   AlarmConfig
	Domain  string
	Paste   func(text string) string
	reasons *reasons
	started time.Time // when this process began to serve

	quiet      map[string]time.Time // until when an alarm need not be asked for again, by alarm.key
	raising    sync.Mutex           // held while alarms are raised
	background sync.WaitGroup       // the raising
}

// alarm is one slot that somebody has to look after.
type alarm struct {
	digest news.Digest
	slot   schedule.Slot
	kind   string
	state  string // what is known, one or more sentences
	issue  int64
}

// reasons keeps, in this process, why publishing a digest failed last.
type reasons struct {
	mu  sync.Mutex
	why map[string]string
}

func (r *reasons) set(digest, why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.why == nil {
		r.why = map[string]string{}
	}
	r.why[digest] = why
}

// last is what the last attempt said, a sentence.
func (r *reasons) last(digest string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return cmp.Or(r.why[digest], "attache serve runs and knows no reason; its log tells more.")
}

// raise raises what is worth an alarm among the digests as the tick has found them, beside the tick: a mail server
// that does not answer must not hold up the next issue. One that fails does not stop the rest.
func (al *alarms) raise(ctx context.Context, digests []news.Digest, seen map[int64]sight, now time.Time) error {
	var errs []error
	var list []alarm
	for _, d := range digests {
		a, err := al.worth(ctx, d, seen, now)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		until := al.quiet[a.key()]
		if a.kind != "" && (now.After(until) || until.Sub(now) > alarmRetry) { // later: by a clock that was ahead
			list = append(list, a)
		}
	}
	if len(list) == 0 || !al.raising.TryLock() { // those of the last tick are still being raised
		return errors.Join(errs...)
	}
	for _, a := range list {
		al.quiet[a.key()] = now.Add(alarmRetry)
	}
	al.background.Go(func() {
		defer al.raising.Unlock()
		for _, a := range list {
			if err := al.raiseOne(ctx, a, now); err != nil && ctx.Err() == nil {
				al.log().Error("an alarm could not be raised", "digest", a.digest.Name, "slot", a.slot.Key, "error", err)
			}
		}
	})
	return errors.Join(errs...)
}

func (a alarm) key() string { return fmt.Sprint(a.digest.ID, " ", a.slot.Key, " ", a.kind) }

// worth returns what is wrong with a digest and worth an alarm now; kind "" when nothing is.
func (al *alarms) worth(ctx context.Context, d news.Digest, seen map[int64]sight, now time.Time) (alarm, error) {
	cfg := al.Alarm.WithDefaults()
	found, ok := seen[d.ID]
	if !ok {
		return alarm{}, nil
	}
	if s, late := found.overdue(al.Alarm, al.started, now); late {
		return alarm{d, s, alarmUnpublished, "No issue was composed. The last attempt: " + al.reasons.last(d.Name), 0}, nil
	}
	i := found.last
	at, ok := schedule.Time(i.Slot)
	if !ok || now.Sub(i.Created) >= alarmReach || i.Created.After(now) {
		return alarm{}, nil
	}
	slot := schedule.Slot{Key: i.Slot, At: at}
	switch i.State {
	case news.IssueMissed:
		return alarm{d, slot, alarmMissed, "The issue was given up: " + i.Note + ".", i.ID}, nil
	case news.IssueHeld:
		t, err := al.Store.Tally(ctx, i.ID)
		if err != nil || t.Empty() { // held for a person's approval
			return alarm{}, err
		}
		state := fmt.Sprintf("Sending is stopped: %s. Sent so far: %s.", i.Note, tallied(t))
		return alarm{d, slot, alarmRefused, state, i.ID}, nil
	case news.IssueApproved, news.IssueSending:
		if now.Sub(later(at, i.Created)) < cfg.Unsent {
			return alarm{}, nil
		}
		t, err := al.Store.Tally(ctx, i.ID)
		if err != nil {
			return alarm{}, err
		}
		state := fmt.Sprintf("The issue is composed and not out yet. Sent so far: %s.", tallied(t))
		return alarm{d, slot, alarmUnsent, state, i.ID}, nil
	}
	return alarm{}, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func tallied(t news.Tally) string {
	return fmt.Sprintf("%d of %d letters", t[news.DeliverySent], t.Letters())
}

// raiseOne tells the log and the people, once over all processes; the row in the store decides.
func (al *alarms) raiseOne(ctx context.Context, a alarm, now time.Time) error {
	mine, err := al.Store.ClaimAlarm(ctx, a.digest.ID, a.slot.Key, a.kind, now, alarmRetry)
	if err != nil {
		return err
	}
	if !mine { // another process has it, or it was tried a moment ago
		return nil
	}
	al.log().Error("an issue did not come as it should",
		"digest", a.digest.Name, "slot", a.slot.Key, "kind", a.kind, "issue", a.issue, "why", a.state)
	if len(al.Alarm.To) > 0 {
		if err := al.mailAlarm(ctx, a, now); err != nil {
			return err // tried again after alarmRetry
		}
	}
	return al.Store.AlarmSent(context.WithoutCancel(ctx), a.digest.ID, a.slot.Key, a.kind, now)
}

// mailAlarm writes to the people. The ledger does not hear of it.
func (al *alarms) mailAlarm(ctx context.Context, a alarm, now time.Time) error {
	kinds := []string{alarmUnpublished, alarmMissed, alarmRefused, alarmUnsent}
	kind, domain := int64(slices.Index(kinds, a.kind)), cmp.Or(al.Domain, "localhost")
	batch := make([]mail.Message, len(al.Alarm.To))
	for n, to := range al.Alarm.To {
		batch[n] = mail.Message{
			ID: mail.MessageID(-a.slot.At.Unix(), (a.digest.ID*mostAlarmed+int64(n))*int64(len(kinds))+kind,
				domain),
			To:      to,
			Subject: fmt.Sprintf("attache: %s has no issue for %s", a.digest.Name, a.slot.Key), Text: a.text(al.Paste),
			ListName: "attache", Date: now, Language: "en",
		}
		if a.kind == alarmRefused || a.kind == alarmUnsent {
			batch[n].Subject = fmt.Sprintf("attache: the issue of %s for %s does not get out", a.digest.Name,
				a.slot.Key)
		}
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), alarmLimit)
	defer cancel()
	sent := 0
	var words []string
	al.Sender.Send(limited, batch, nil, func(_ int, o mail.Outcome) {
		if o.Kind == mail.Sent || o.Kind == mail.Doubt {
			sent++
			return
		}
		words = append(words, o.Response)
	})
	if sent == 0 {
		return fmt.Errorf("send the alarm to %d addresses: %s", len(batch), strings.Join(words, "; "))
	}
	if sent < len(batch) {
		al.log().Error("the alarm did not reach everybody",
			"digest", a.digest.Name, "slot", a.slot.Key, "reached", sent, "of", len(batch), "why", words)
	}
	return nil
}

// text is the mail: what, when, why, and what to do.
func (a alarm) text(paste func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The digest %s was due at %s (%s).\n\n%s\n\nWhat to do:\n\n",
		a.digest.Name, a.slot.Key, a.slot.At.UTC().Format("15:04 MST"), a.state)
	var commands []string
	switch a.kind {
	case alarmUnpublished, alarmMissed:
		commands = []string{
			"attache check", news.Command("attache", "check", "--last", a.digest.Name),
			news.Command("attache", "run", "--digest", a.digest.Name) + "    # publishes now",
		}
	case alarmRefused:
		commands = []string{
			fmt.Sprintf("attache issue show %d", a.issue),
			fmt.Sprintf("attache issue resend %d    # goes on where it stood, once the mail server takes letters again",
				a.issue),
		}
	default:
		commands = []string{fmt.Sprintf("attache issue show %d", a.issue), "attache check"}
	}
	for _, c := range commands {
		if paste != nil {
			c = paste(c)
		}
		b.WriteString("    " + c + "\n")
	}
	b.WriteString("\nThis alarm comes once for each slot.\n")
	return b.String()
}
