package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"attache/mail"
	"attache/news"
)

// Refusing is how sending stops because the mail server refuses, and what refusals mean for readers.
type Refusing interface {
	Issue(ctx context.Context, id int64) (news.Issue, error) // as in Slots
	// HoldIssue stops the sending of an issue because the mail server refuses us, and reports whether it was being sent
	// until now: one of several processes gets true. The deliveries refused as ours or for their content go back to
	// queued, the attempt not counted; those that were to be tried again although they may have arrived are in doubt.
	// The note says why it is held.
	HoldIssue(ctx context.Context, id int64, note string, at time.Time) (bool, error)
	// HoldForReaders is HoldIssue because too many readers were refused. These go back to queued, too, and their
	// refusals are forgotten. When a person releases the issue, later refusals of its readers count.
	HoldForReaders(ctx context.Context, id int64, note string, at time.Time) (bool, error)
	// Refusals counts how the mail server answered for the readers of an issue; with IDs, for those deliveries.
	Refusals(ctx context.Context, issueID int64, only ...int64) (news.Refusals, error)
	// Wave compares the refusals of an issue's readers with those of the digest's issues that were begun since a time.
	Wave(ctx context.Context, issueID int64, since time.Time) (news.Wave, error)
	// ApplyRefusals does to the readers of an issue what its refusals mean: who is gone becomes bounced, and other
	// queued deliveries of theirs leave the queue; a refusal that is not sure counts as a strike, and the third in two
	// weeks, with no letter taken in between, does the same. Refusals without a reason are dropped unless vague is
	// true. Unless sure, who is gone gets a strike only. An issue that is held, or has letters queued or under way, is
	// left alone. It counts the refusals that it applied.
	ApplyRefusals(ctx context.Context, issueID int64, sure, vague bool) (int, error)
}

// brake stops the sending of issues that the mail server refuses, and decides about the readers it refused.
type brake struct {
	stage
	Store Refusing
}

// hold stops the sending of the issue for every process and tells the operator once. readers says that it is for the
// readers that were refused. It always returns an error.
func (b *brake) hold(ctx context.Context, i news.Issue, why string, readers bool) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	stop := b.Store.HoldIssue
	if readers {
		stop = b.Store.HoldForReaders
	}
	first, err := stop(limited, i.ID, why, b.Now())
	if err != nil {
		return err
	}
	if first { // of several processes one
		hint := fmt.Sprintf("mend it, then: attache issue resend %d", i.ID)
		if readers {
			hint = fmt.Sprintf("ask who runs the mail server why, then: attache issue resend %d; "+
				"the way back for whom it strikes off: attache subscriber restore --since 1h --dry-run", i.ID)
		}
		b.log().Error("issue held: its sending has stopped; nobody was struck off for it", "digest", i.Digest, "issue",
			i.ID,
			"why", why, "hint", hint)
	}
	return &news.HeldError{Issue: i.ID, Why: why}
}

// heldMeanwhile returns a *news.HeldError when another process has stopped the sending of the issue.
func (b *brake) heldMeanwhile(ctx context.Context, issueID int64) error {
	i, err := b.Store.Issue(ctx, issueID)
	if err != nil {
		return fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	if i.State == news.IssueHeld {
		return &news.HeldError{Issue: issueID, Why: i.Note}
	}
	return nil
}

// notToBeSent returns why an issue in its state is not delivered.
func notToBeSent(i news.Issue) error {
	if i.State == news.IssueHeld && !i.Begun.IsZero() {
		return &news.HeldError{Issue: i.ID, Why: i.Note}
	}
	e := news.Invalid("", "Issue %d is %s: only an approved issue can be sent.", i.ID, i.State)
	e.Hint = fmt.Sprintf("attache issue show %d", i.ID)
	return e
}

// held reports whether an error is a *news.HeldError.
func held(err error) bool {
	var h *news.HeldError
	return errors.As(err, &h)
}

// refused notes in a delivery whose matter the refusal was, and what it means for the reader. A letter that may have
// arrived stays one, whatever else the server says later, unless it says that the reader is gone.
func refused(d *news.Delivery, o mail.Outcome) {
	doubted := o.Kind == mail.Doubt || d.Cause == news.CauseDoubt && o.Kind != mail.Sent
	d.Cause, d.Gone, d.Strike, d.Vague = o.Refusal.Cause, o.Refusal.Sure, o.Refusal.Strike, o.Refusal.Vague
	if doubted && d.Cause != news.CauseReader {
		d.Cause = news.CauseDoubt
	}
}
