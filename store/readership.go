package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"attache/news"
)

// Readership does what worker.Ledger says.
func (s *Store) Readership(ctx context.Context, digestID int64, known time.Time) (news.Readership, error) {
	r := news.Readership{States: map[news.SubscriberState]int{}}
	_, err := list(ctx, s.alone(), func(row scanner) (struct{}, error) {
		var (
			state  news.SubscriberState
			n, off int
			since  time.Time
		)
		err := row.Scan(&state, &n, &off, when(&since))
		r.States[state] = n
		if off > 0 {
			r.StruckOff, r.Since = r.StruckOff+off, since
		}
		return struct{}{}, err
	}, `
		SELECT s.state, count(*), count(CASE WHEN s.state = 'bounced' AND s.bounced <> 0 THEN 1 END),
			COALESCE(min(CASE WHEN s.state = 'bounced' AND s.bounced <> 0 THEN s.bounced END), 0)
		FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id
		WHERE p.digest_id = $1 AND ($2 = CAST(0 AS BIGINT) OR s.created <= $2) GROUP BY s.state`,
		digestID, us(known))
	if err == nil {
		err = s.alone().row(ctx, `
			SELECT EXISTS (SELECT 1 FROM issues i WHERE i.digest_id = $1 AND (i.tally <> '{}' OR EXISTS (
				SELECT 1 FROM chunks d WHERE d.issue_id = i.id AND d.frozen > d.withdrawn)))`, digestID).Scan(&r.Written)
	}
	if err != nil {
		return news.Readership{}, fmt.Errorf("count the subscribers of digest %d: %w", digestID, err)
	}
	return r, nil
}

// EnqueueSent makes the deliveries of an issue that was sent to nobody, to the digest's active subscribers of now, and
// moves it to sending. It counts them; of an issue that went to somebody, or when nobody is active, it makes none and
// the issue stays as it is.
func (s *Store) EnqueueSent(ctx context.Context, issueID int64, at time.Time) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) error {
		n = 0
		var ready bool
		err := t.row(ctx, `
			SELECT state = 'sent' AND tally = '{}' AND NOT EXISTS (
				SELECT 1 FROM chunks d WHERE d.issue_id = i.id AND NOT d.by_hand AND d.frozen > d.withdrawn) AND EXISTS (
				SELECT 1 FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id
				WHERE p.digest_id = i.digest_id AND s.state = 'active')
			FROM issues i WHERE id = $1`, issueID).Scan(&ready)
		if err != nil {
			return found(err)
		}
		if !ready {
			return nil
		}
		if _, err = t.exec(ctx, `UPDATE issues SET note = '' WHERE id = $1`, issueID); err != nil { // it said why
			return err
		}
		n, err = s.enqueue(ctx, t, issueID, at, begun)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("enqueue issue %d, which went to nobody: %w", issueID, err)
	}
	return n, nil
}

// Missed lists the newest issues that struck-off subscribers did not get, newest first, at most limit: those whose
// letter to one of them failed, and those of their digests that were sent to nobody since the first of them was struck
// off. It is meant for subscribers returned by Bounced.
func (s *Store) Missed(ctx context.Context, subs []news.Subscriber, limit int) ([]int64, error) {
	var since time.Time
	keys := make([]int64, len(subs))
	for i, sub := range subs {
		keys[i] = sub.ID
		if since.IsZero() || sub.Bounced.Before(since) {
			since = sub.Bounced
		}
	}
	ids, err := list(ctx, s.alone(), value[int64], `
		SELECT id FROM (
			SELECT d.issue_id AS id FROM exceptions d
			WHERE d.subscriber_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`) AND d.state = 'failed'
			UNION
			SELECT i.id FROM issues i WHERE i.state = 'sent' AND i.created >= $2 AND i.tally = '{}'
			AND i.digest_id IN (SELECT p.digest_id FROM subscriptions p WHERE p.subscriber_id IN (
				SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`))
			AND NOT EXISTS (SELECT 1 FROM chunks d WHERE d.issue_id = i.id AND NOT d.by_hand AND d.frozen > d.withdrawn)
		) AS missed ORDER BY id DESC LIMIT $3`, numbers(keys), us(since), limit)
	if err != nil {
		return nil, fmt.Errorf("list what %s missed: %w", cmp.Or(fmt.Sprint(len(subs)), "no")+" subscribers", err)
	}
	return ids, nil
}
