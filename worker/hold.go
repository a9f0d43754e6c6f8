package worker

import (
	"context"
	"errors"
	"fmt"

	"attache/mail"
	"attache/news"
)

// hold stops the sending of the issue for every process and tells the operator once. readers says that it is for the
// readers that were refused. It always returns an error.
func (dl *deliverer) hold(ctx context.Context, i news.Issue, why string, readers bool) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	stop := dl.Store.HoldIssue
	if readers {
		stop = dl.Store.HoldForReaders
	}
	first, err := stop(limited, i.ID, why, dl.Now())
	if err != nil {
		return err
	}
	if first { // of several processes one
		hint := fmt.Sprintf("mend it, then: attache issue resend %d", i.ID)
		if readers {
			hint = fmt.Sprintf("ask who runs the mail server why, then: attache issue resend %d; "+
				"the way back for whom it strikes off: attache subscriber restore --since 1h --dry-run", i.ID)
		}
		dl.log().Error("issue held: its sending has stopped; nobody was struck off for it", "digest", i.Digest, "issue",
			i.ID,
			"why", why, "hint", hint)
	}
	return &news.HeldError{Issue: i.ID, Why: why}
}

// heldMeanwhile returns a *news.HeldError when another process has stopped the sending of the issue.
func (dl *deliverer) heldMeanwhile(ctx context.Context, issueID int64) error {
	i, err := dl.Store.Issue(ctx, issueID)
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
