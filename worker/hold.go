package worker

import (
	"context"
	"errors"
	"fmt"

	"attache/mail"
	"attache/news"
)

// HeldError says that the sending of an issue has stopped in the middle because the mail server refuses our letters. The rest is queued;
// it goes on when a person releases the issue (Store.ReleaseIssue) and it is delivered again.
type HeldError struct {
	Issue int64
	Why   string // the server's words, without addresses
}

// Error is the message for people.
func (e *HeldError) Error() string {
	return fmt.Sprintf("issue %d is held, its other letters wait: %s", e.Issue, e.Why)
}

// hold stops the sending of the issue for every process and tells the operator once. It always gives an error.
func (m *mailing) hold(ctx context.Context, why string) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	first, err := m.Store.HoldIssue(limited, m.issue.ID, why, m.Now())
	if err != nil {
		return err
	}
	if first { // of several processes one
		m.log().Error("issue held: the mail server refuses our letters; nobody was struck off for it", "digest", m.issue.Digest, "issue", m.issue.ID,
			"answer", why, "hint", fmt.Sprintf("mend it, then: attache issue resend %d", m.issue.ID))
	}
	return &HeldError{Issue: m.issue.ID, Why: why}
}

// heldMeanwhile returns a *HeldError when another process has stopped the sending of the issue.
func (r *Road) heldMeanwhile(ctx context.Context, issueID int64) error {
	i, err := r.Store.Issue(ctx, issueID)
	if err != nil {
		return fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	if i.State == news.IssueHeld {
		return &HeldError{Issue: issueID, Why: i.Note}
	}
	return nil
}

// notToBeSent says why an issue in its state is not delivered.
func notToBeSent(i news.Issue) error {
	if i.State == news.IssueHeld && !i.Begun.IsZero() {
		return &HeldError{Issue: i.ID, Why: i.Note}
	}
	e := news.Invalid("", "Issue %d is %s: only an approved issue can be sent.", i.ID, i.State)
	e.Hint = fmt.Sprintf("attache issue show %d", i.ID)
	return e
}

// held reports whether an error is a *HeldError.
func held(err error) bool {
	var h *HeldError
	return errors.As(err, &h)
}

// refused notes in a delivery whose matter the refusal was, and what it means for the reader.
func refused(d *news.Delivery, r mail.Refusal) {
	d.Cause, d.Gone, d.Strike, d.Vague = r.Cause, r.Sure, r.Strike, r.Vague
}
