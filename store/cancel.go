package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// CancelIssue gives up a held issue, for the reason why, and reports whether it did. One whose sending has not begun is
// missed. Else its letters that are queued or deferred fail, those that may have arrived are in doubt, and it is sent.
// While letters of it are under way it does nothing, and counts them.
func (s *Store) CancelIssue(
	ctx context.Context, id int64, why string, at time.Time,
) (done bool, underWay int, err error) {
	err = s.durable(ctx, func(t tx) error {
		// Whoever is taking letters at this moment is waited for: they are under way then.
		if _, err := list(ctx, t, value[int64], `SELECT c.chunk FROM chunks c WHERE c.issue_id = $1 ORDER BY c.chunk `+
			s.dialect.lock, id); err != nil {
			return err
		}
		if err := t.row(ctx, `SELECT COALESCE(sum(sending), 0) FROM chunks WHERE issue_id = $1`, id).
			Scan(&underWay); err != nil || underWay > 0 {
			done = false
			return err
		}
		n, err := t.exec(ctx, `
			UPDATE issues SET state = CASE WHEN begun = 0 THEN 'missed' ELSE 'sent' END,
				sent = CASE WHEN begun = 0 THEN sent ELSE $2 END, changed = $2, note = $3
			WHERE id = $1 AND state = 'held'`, id, us(at), why)
		if done = n > 0; err != nil || !done {
			return err
		}
		return s.eachChunk(ctx, t, id, `c.queued > 0 OR c.deferred > 0`, at, func(c *chunk) error {
			for _, i := range c.in([]news.DeliveryState{news.DeliveryQueued, news.DeliveryDeferred}) {
				c.giveUp(i, why, at)
			}
			return nil
		})
	})
	if err != nil {
		return false, 0, fmt.Errorf("cancel issue %d: %w", id, err)
	}
	return done, underWay, nil
}

// giveUp ends the delivery at a place, which is queued or deferred: in doubt if its letter may have arrived, else
// failed, for the reason why.
func (c *chunk) giveUp(i int, why string, at time.Time) {
	state := news.DeliveryFailed
	if e := c.strange[i]; e != nil && e.cause == news.CauseDoubt {
		state = news.DeliveryDoubt
	}
	e := c.except(i, state, at)
	e.response = why
	if state == news.DeliveryFailed {
		e.cause = ""
	}
	if isUndecided(e.verdict) {
		e.verdict = ""
	}
}
