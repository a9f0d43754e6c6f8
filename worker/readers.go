package worker

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"attache/mail"
	"attache/news"
)

// The second brake's measure. A relay whose directory is empty or out of order says of everybody that there is no such
// user; Amazon SES pauses a sender at 10 % of such answers, which a list that is only old reaches. So what counts first
// is whether the readers refused got earlier issues (Config.RefusedMost).
const (
	refusedOf    = 50 // the last answers that are looked at while an issue is being sent, in letters
	refusedLeast = 20 // refused readers among these from which sending stops
	// refused readers of a whole issue from which it is held at its end; fewer strike nobody off at once when nobody
	// got it
	refusedFew = 3
	// waveSpan is what counts as lately when an issue's refusals are compared with those before: two issues of a digest
	// that comes every month.
	waveSpan = 62 * 24 * time.Hour
)

// answers are the last answers for readers of an issue, oldest first.
type answers struct {
	ids     []int64
	refused []bool
}

// add notes a delivery's outcome and reports whether so many readers were refused that sending is to stop for a look.
func (a *answers) add(d news.Delivery, share int) bool {
	refused := d.Cause == news.CauseReader && (d.Gone || d.Strike) && d.SubscriberID != 0
	if refused || d.State == news.DeliverySent {
		a.ids, a.refused = append(a.ids, d.ID), append(a.refused, refused)
	}
	if over := len(a.ids) - refusedOf; over > 0 {
		a.ids, a.refused = a.ids[over:], a.refused[over:]
	}
	n := 0
	for _, is := range a.refused {
		if is {
			n++
		}
	}
	return refused && share < 100 && n >= refusedLeast && 100*n > min(share, 89)*len(a.refused)
}

// checkFlood decides about a flood of refused readers: the issue is held, or sending goes on and the next answers are
// looked at anew.
func (m *mailing) checkFlood(ctx context.Context) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	m.mu.Lock()
	ids := m.answers.ids
	m.mu.Unlock()
	n, err := m.brake.Store.Refusals(limited, m.issue.ID, ids...)
	if err != nil {
		return err
	}
	m.mu.Lock()
	m.answers = answers{}
	m.confirmed = n.Confirmed
	m.mu.Unlock()
	if !n.Confirmed && flood(&n, m.cfg.RefusedMost, refusedLeast) {
		return m.brake.hold(ctx, m.issue, tooMany(n, "of the last"), true)
	}
	return nil
}

// decide applies the refusals of readers to them when nothing of the issue is queued or under way, or holds it when
// there are too many.
func (b *brake) decide(ctx context.Context, issueID int64) error {
	n, err := b.Store.Refusals(ctx, issueID)
	if err != nil || n.Open > 0 || n.Undecided == 0 {
		return err
	}
	cfg := b.cfg
	if !n.Confirmed && cfg.RefusedMost < 100 {
		w, err := b.Store.Wave(ctx, issueID, b.Now().Add(-waveSpan))
		if err != nil {
			return err
		}
		why := ""
		switch {
		case flood(&n, cfg.RefusedMost, refusedFew):
			why = tooMany(n, "of")
		case doubted(w):
			why = unlikely(n, w)
		}
		if why != "" {
			i, err := b.Store.Issue(ctx, issueID)
			if err != nil || i.State != news.IssueSending {
				return err
			}
			return b.hold(ctx, i, why, true)
		}
	}
	sure := n.Confirmed || n.Refused < n.Answered || cfg.RefusedMost >= 100 // somebody got it
	vague := 100*(n.Refused+n.Vague) <= min(cfg.RefusedMost, 89)*(n.Answered+n.Vague)
	_, err = b.Store.ApplyRefusals(ctx, issueID, sure, vague)
	return err
}

// tooMany returns why an issue is held for its readers, and what going on means.
func tooMany(n news.Refusals, of string) string {
	return fmt.Sprintf("the mail server says that the addresses of %d %s %d readers are gone, and %d of these "+
		"readers got earlier issues (%s). "+
		"Nobody was struck off. Ask who runs the mail server; going on offers them the letter again, and strikes off "+
		"whom it refuses then",
		n.Refused, of, n.Answered, n.Known, cmp.Or(mail.WithoutAddresses(n.Words), "no words"))
}

// unlikely says why an issue is held although most of its readers got it.
func unlikely(n news.Refusals, w news.Wave) string {
	usual := "none was of an issue before"
	if w.Usual > 0 {
		usual = fmt.Sprintf("of no issue before were more than %d", w.Usual)
	}
	return fmt.Sprintf("the mail server says that the addresses of %d of %d readers are gone who took an issue lately; "+
		"%s (%s). Nobody was struck off, and their letters wait. Ask who runs the mail server; going on offers them the "+
		"letter again, and strikes off whom it refuses then",
		w.Refused, w.Reached, usual, cmp.Or(mail.WithoutAddresses(n.Words), "no words"))
}

// flood reports whether too many readers are refused: at least least, and more than share percent of the answered are
// readers that got an earlier issue, or nine of ten are refused, whatever they got. A share of 100 or more is never too
// many.
func flood(r *news.Refusals, share, least int) bool {
	return share < 100 && r.Refused >= least && (100*r.Known > share*r.Answered || 10*r.Refused >= 9*r.Answered)
}

// Bounds of what is likely. A list that is mailed every week loses 0.1 to 0.5 % of its readers an issue.
const (
	waveLeast, waveShare           = 20, 5 // readers, and percent of those reached, from which refusals are doubted
	waveLeastSmall, waveShareSmall = 3, 20 // the same of a short list
	waveUsual                      = 2     // and more than so many times as many as usual
)

// doubted reports whether a wave has more refusals than readers who left can explain.
func doubted(w news.Wave) bool {
	over := func(least, share int) bool { return w.Refused >= least && 100*w.Refused >= share*w.Reached }
	return (over(waveLeast, waveShare) || over(waveLeastSmall, waveShareSmall)) && w.Refused > waveUsual*w.Usual
}
