package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// Returned makes a subscriber bounced or complained because of a message that came back, for the reason why, and
// reports whether they were active or pending until now. What is queued for them goes out of the queue.
func (s *Store) Returned(
	ctx context.Context, subscriberID int64, state news.SubscriberState, why string, at time.Time,
) (bool, error) {
	done := false
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `
			UPDATE subscribers SET state = $2, changed = $3, bounced_for = CASE WHEN $2 = 'bounced' THEN $4 ELSE '' END,
				bounced = CASE WHEN $2 = 'bounced' AND state = 'active' THEN CAST($3 AS BIGINT) ELSE 0 END
			WHERE id = $1 AND state IN ('pending', 'active')`, subscriberID, string(state), us(at), why)
		if done = n > 0; err != nil || !done {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM strikes WHERE subscriber_id = $1`, subscriberID); err != nil {
			return err
		}
		return s.withdraw(ctx, t, subscriberID, 0, true, at)
	})
	if err != nil {
		return false, fmt.Errorf("note what came back from subscriber %d: %w", subscriberID, err)
	}
	return done, nil
}

// CountActive counts the active subscribers.
func (s *Store) CountActive(ctx context.Context) (n int, err error) {
	if err = s.alone().row(ctx, `SELECT count(*) FROM subscribers WHERE state = 'active'`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the active subscribers: %w", err)
	}
	return n, nil
}
