package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"attache/news"
)

// Restored does what worker.Slots says.
func (s *Store) Restored(ctx context.Context) (news.Restore, error) {
	r, err := restored(ctx, s.alone())
	if err != nil {
		return r, fmt.Errorf("look whether the database was restored: %w", err)
	}
	return r, nil
}

func restored(ctx context.Context, t tx) (news.Restore, error) {
	var r news.Restore
	err := t.row(ctx, `SELECT id, restored, taken, confirmed, told FROM restores ORDER BY id DESC LIMIT 1`).
		Scan(&r.ID, when(&r.Restored), when(&r.Taken), when(&r.Confirmed), doc{&r.Told})
	if errors.Is(err, sql.ErrNoRows) {
		return news.Restore{}, nil
	}
	return r, err
}

// Confirm lets sending begin after a restore, in one transaction: fates says what becomes of each issue that is held,
// approved or being sent, told lists the digests whose issues between the backup and the restore count as sent. An open
// issue without a fate is a *news.InvalidError, as is a restore that was confirmed already.
func (s *Store) Confirm(ctx context.Context, restoreID int64, fates map[int64]Fate, told []int64, at time.Time) error {
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `UPDATE restores SET confirmed = $2, told = $3 WHERE id = $1 AND confirmed = 0`,
			restoreID, us(at), doc{told})
		if err != nil {
			return err
		}
		r, err := restored(ctx, t)
		if err != nil {
			return err
		}
		if n == 0 || r.ID != restoreID {
			return &news.InvalidError{
				Message: "This restore does not wait to be confirmed.",
				Hint:    "attache restore --confirm",
			}
		}
		open, err := list(ctx, t, func(r scanner) (o openIssue, err error) {
			err = r.Scan(&o.id, &o.state)
			return o, err
		}, `SELECT id, state FROM issues WHERE state IN ('held', 'approved', 'sending') ORDER BY id`)
		if err != nil {
			return err
		}
		for _, o := range open {
			fate := fates[o.id]
			if fate.Validate() != nil {
				return &news.InvalidError{
					Message: fmt.Sprintf("What is to become of issue %d, which is %s?", o.id, o.state),
					Hint: fmt.Sprintf(
						"attache restore --confirm --issue %d=sent; or send, or skip, in the place of sent", o.id),
				}
			}
			if err := s.closeOpen(ctx, t, o, fate, r, at); err != nil {
				return fmt.Errorf("issue %d: %w", o.id, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("confirm the restore: %w", err)
	}
	return nil
}

// openIssue is an issue that was open when the backup was made.
type openIssue struct {
	id    int64
	state news.IssueState
}

// closeOpen ends an open issue by the fate that a person chose for it.
func (s *Store) closeOpen(
	ctx context.Context, t tx, o openIssue, fate Fate, r news.Restore, at time.Time,
) error {
	of := "the restore of " + r.Restored.Format("2006-01-02 15:04 MST")
	switch {
	case fate == FateSend && o.state == news.IssueApproved:
		_, err := s.enqueue(ctx, t, o.id, at, ready) // at once: the clock would find it too late
		return err
	case fate == FateSend:
		return nil
	case fate == FateSent:
		if o.state == news.IssueHeld {
			if err := setIssue(ctx, t, o.id, news.IssueApproved, "", at); err != nil {
				return err
			}
		}
		if o.state != news.IssueSending { // then its readers are in the ledger; who came later did not get it
			if _, err := s.enqueue(ctx, t, o.id, at, ready); err != nil {
				return err
			}
		}
		if err := s.setOpen(ctx, t, o.id, news.DeliverySent, "counts as sent since "+of, at); err != nil {
			return err
		}
		return setIssue(ctx, t, o.id, news.IssueSent, "counts as sent since "+of, at)
	}
	var begun bool
	err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM chunks WHERE issue_id = $1 AND delivered + doubt > 0)`,
		o.id).Scan(&begun)
	if err != nil {
		return err
	}
	if err := s.setOpen(ctx, t, o.id, news.DeliveryFailed, "left out after "+of, at); err != nil {
		return err
	}
	if begun {
		return setIssue(ctx, t, o.id, news.IssueSent, "not sent to everybody: left out after "+of, at)
	}
	return setIssue(ctx, t, o.id, news.IssueMissed, "left out after "+of, at)
}

// setOpen gives the open deliveries of an issue a final state. Of those that count as sent no words are kept.
func (s *Store) setOpen(
	ctx context.Context, t tx, issueID int64, state news.DeliveryState, words string, at time.Time,
) error {
	return s.eachChunk(ctx, t, issueID, `c.queued + c.deferred + c.sending > 0`, at, func(c *chunk) error {
		for _, i := range c.in([]news.DeliveryState{
			news.DeliveryQueued, news.DeliveryDeferred, news.DeliverySending,
		}) {
			if state == news.DeliverySent {
				c.give(i, at)
				continue
			}
			c.except(i, state, at).response = words
		}
		return nil
	})
}

func setIssue(ctx context.Context, t tx, issueID int64, state news.IssueState, note string, at time.Time) error {
	_, err := t.exec(ctx, `
		UPDATE issues SET state = $2, note = $3, changed = $4, sent = CASE WHEN $2 = 'sent' THEN $4 ELSE sent END
		WHERE id = $1`,
		issueID, string(state), note, us(at))
	return err
}

// Fate says what becomes of an issue that was open when the backup was made: it may have been sent since.
type Fate string

// The fates.
const (
	FateSend Fate = "send" // what is open is sent; a held issue waits for approval as before
	FateSent Fate = "sent" // what is open counts as sent
	FateSkip Fate = "skip" // what is open is not sent
)

// Validate reports a word that is no fate as a *news.InvalidError.
func (f Fate) Validate() error {
	switch f {
	case FateSend, FateSent, FateSkip:
		return nil
	}
	e := news.Invalid("", "%q does not say what becomes of an issue.", string(f))
	e.Hint = "write send, sent (treat as sent) or skip"
	return e
}
