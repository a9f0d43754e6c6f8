package store

import (
	"context"
	"fmt"
	"time"
)

// CancelIssue gives up a held issue, for the reason why, and reports whether it did. One whose sending has not begun is
// missed. Else its letters that are queued or deferred fail, those that may have arrived are in doubt, and it is sent.
// While letters of it are under way it does nothing, and counts them.
func (s *Store) CancelIssue(ctx context.Context, id int64, why string, at time.Time) (done bool, underWay int, err error) {
	err = s.durable(ctx, func(t tx) error {
		if err := t.row(ctx, `SELECT count(*) FROM deliveries WHERE issue_id = $1 AND state = 'sending'`, id).
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
		_, err = t.exec(ctx, `
			UPDATE deliveries SET state = CASE WHEN cause = 'doubt' THEN 'doubt' ELSE 'failed' END, next_try = 0, changed = $2,
				response = $3, cause = CASE WHEN cause = 'doubt' THEN cause ELSE '' END,
				verdict = CASE WHEN verdict IN `+undecided+` THEN '' ELSE verdict END
			WHERE issue_id = $1 AND state IN ('queued', 'deferred')`, id, us(at), why)
		return err
	})
	if err != nil {
		return false, 0, fmt.Errorf("cancel issue %d: %w", id, err)
	}
	return done, underWay, nil
}
