package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// bounce marks the subscriber of a failed delivery, with when and why, and takes their other deliveries out of the
// queue. One who was not active before is no matter of Restore.
func (s *Store) bounce(ctx context.Context, t tx, d news.Delivery) error {
	_, err := t.exec(ctx, `
		UPDATE subscribers SET state = 'bounced', changed = $2, bounced_for = $4,
			bounced = CASE WHEN state = 'active' THEN CAST($2 AS BIGINT) ELSE 0 END
		WHERE id = $1 AND state IN ('pending', 'active') AND email_key = $3`,
		d.SubscriberID, us(d.Changed), emailKey(d.Email), d.Response)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM strikes WHERE subscriber_id = $1`, d.SubscriberID); err != nil {
		return err
	}
	return s.withdraw(ctx, t, d.SubscriberID, 0, false, d.Changed)
}

// Heartbeat does what worker.Holders says.
func (s *Store) Heartbeat(ctx context.Context, holder string, now time.Time) error {
	return s.write(ctx, func(t tx) error { return beat(ctx, t, holder, now) })
}

func beat(ctx context.Context, t tx, holder string, now time.Time) error {
	_, err := t.exec(ctx, `
		INSERT INTO holders (name, beat) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET beat = excluded.beat WHERE excluded.beat > holders.beat`, holder, us(now))
	if err != nil {
		return fmt.Errorf("beat of %s: %w", holder, err)
	}
	return nil
}

// Release does what worker.Holders says.
func (s *Store) Release(ctx context.Context, holder string) error {
	return s.write(ctx, func(t tx) error {
		if _, err := t.exec(ctx, `DELETE FROM holders WHERE name = $1`, holder); err != nil {
			return fmt.Errorf("release %s: %w", holder, err)
		}
		return nil
	})
}

// Holders does what worker.Holders says.
func (s *Store) Holders(ctx context.Context) ([]string, error) {
	names, err := list(ctx, s.alone(), func(r scanner) (name string, err error) {
		err = r.Scan(&name)
		return name, err
	}, `SELECT name FROM holders ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list holders: %w", err)
	}
	return names, nil
}

// DoubtStale does what worker.Holders says.
func (s *Store) DoubtStale(ctx context.Context, now time.Time, stale time.Duration) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		n = 0
		if _, err = t.exec(ctx, `DELETE FROM holders WHERE beat < $1`, us(now.Add(-stale))); err != nil {
			return err
		}
		const orphan = `NOT EXISTS (SELECT 1 FROM holders h WHERE h.name = k.holder)`
		return s.eachTaking(ctx, t, orphan, now, func(c *chunk, k *taking) error {
			for i := range c.subscribers {
				if k.taken.has(i) {
					c.doubt(i, now)
					n++
				}
			}
			return nil
		})
	})
	if err != nil {
		return 0, fmt.Errorf("look for stale deliveries: %w", err)
	}
	return n, nil
}

// doubt puts a place that is under way in doubt because its process died.
func (c *chunk) doubt(i int, at time.Time) {
	e := c.except(i, news.DeliveryDoubt, at)
	e.response, e.cause = stopped, ""
}

// eachTaking changes the chunks with takings k of a condition, one after the other, and saves them.
func (s *Store) eachTaking(
	ctx context.Context, t tx, where string, at time.Time, f func(*chunk, *taking) error, args ...any,
) error {
	type which struct {
		chunkKey
		claim int64
	}
	all, err := list(ctx, t, func(r scanner) (w which, err error) {
		err = r.Scan(&w.issue, &w.chunk, &w.claim)
		return w, err
	}, `SELECT k.issue_id, k.chunk, k.claim FROM takings k WHERE `+where+` ORDER BY k.issue_id, k.chunk, k.claim`, args...)
	for n := 0; err == nil && n < len(all); {
		key := all[n].chunkKey
		var c *chunk
		if c, err = s.oneChunk(ctx, t, wait, key); err != nil {
			return err
		}
		if c == nil {
			return fmt.Errorf("chunk %d of issue %d is under way, and there is none", key.chunk, key.issue)
		}
		for ; n < len(all) && all[n].chunkKey == key; n++ {
			for _, k := range c.takings { // as it is now, under the lock
				if k.claim == all[n].claim && err == nil {
					err = f(c, k)
				}
			}
		}
		if err == nil {
			err = s.save(ctx, t, c, at)
		}
	}
	return err
}
