package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"attache/news"
)

const deliveryColumns = `d.id, d.issue_id, d.subscriber_id, d.email, d.name, d.language, d.state, d.attempts, d.claim,
	d.next_try, d.message_id, d.response, d.changed, d.cause`

func readDelivery(r scanner) (news.Delivery, error) {
	var d news.Delivery
	err := r.Scan(&d.ID, &d.IssueID, &d.SubscriberID, &d.Email, &d.Name, &d.Language, &d.State, &d.Attempts, &d.Claim,
		when(&d.NextTry), &d.MessageID, &d.Response, when(&d.Changed), &d.Cause)
	return d, err
}

// Enqueue does what worker.Ledger says.
func (s *Store) Enqueue(ctx context.Context, issueID int64, at time.Time) (int, error) {
	added := 0
	err := s.durable(ctx, func(t tx) error {
		var err error
		added, err = enqueue(ctx, t, issueID, at, ready)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("enqueue issue %d: %w", issueID, err)
	}
	return added, nil
}

func enqueue(ctx context.Context, t tx, issueID int64, at time.Time, states string) (int, error) {
	digest, err := open(ctx, t, issueID, at, states)
	if err != nil {
		return 0, err
	}
	return t.exec(ctx, `
		INSERT INTO deliveries (issue_id, digest_id, subscriber_id, email, email_key, name, language, by_hand,
		                        state, attempts, claim, holder, next_try, message_id, response, changed)
		SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), s.id, s.email, s.email_key, s.name, s.language, FALSE,
		       'queued', 0, 0, '', 0, '', '', CAST($3 AS BIGINT)
		FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id
		WHERE p.digest_id = $2 AND s.state = 'active' ORDER BY s.id
		ON CONFLICT DO NOTHING`, issueID, digest, us(at))
}

// EnqueueTo does what worker.Ledger says.
func (s *Store) EnqueueTo(
	ctx context.Context, issueID int64, emails []string, at time.Time, again ...news.DeliveryState,
) ([]news.Delivery, error) {
	rows := make([][]any, 0, len(emails))
	named := map[string]bool{}
	for _, e := range emails {
		sub := news.Subscriber{Email: e, State: news.SubscriberActive}
		if err := sub.Validate(); err != nil {
			return nil, err
		}
		if key := emailKey(e); !named[key] { // the first spelling counts
			named[key] = true
			rows = append(rows, []any{e, key})
		}
	}
	param, err := cells(rows)
	if err != nil {
		return nil, err
	}
	var all []news.Delivery
	err = s.durable(ctx, func(t tx) error {
		digest, err := open(ctx, t, issueID, at, begun)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			UPDATE deliveries AS d SET state = 'queued', attempts = 0, next_try = 0, by_hand = TRUE, changed = $2,
			cause = `+keepDoubt+`
			WHERE d.issue_id = $1 AND d.state IN (SELECT v.value FROM `+s.in("$3")+`)
			  AND d.email_key IN (SELECT v.value ->> 1 FROM `+s.rows("$4")+`)`, issueID, us(at), texts(again), param)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			INSERT INTO deliveries (issue_id, digest_id, subscriber_id, email, email_key, name, language, by_hand,
			                        state, attempts, claim, holder, next_try, message_id, response, changed)
			SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), COALESCE(s.id, 0), v.value ->> 0, v.value ->> 1,
			       COALESCE(s.name, ''), COALESCE(s.language, ''), TRUE,
			       'queued', 0, 0, '', 0, '', '', CAST($3 AS BIGINT)
			FROM `+s.rows("$4")+` LEFT JOIN subscribers s ON s.email_key = v.value ->> 1
			WHERE TRUE
			ON CONFLICT DO NOTHING`, issueID, digest, us(at), param)
		if err != nil {
			return err
		}
		all, err = list(ctx, t, readDelivery, `
			SELECT `+deliveryColumns+` FROM deliveries d
			WHERE d.issue_id = $1 AND d.email_key IN (SELECT v.value ->> 1 FROM `+s.rows("$2")+`) ORDER BY d.id`, issueID, param)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("enqueue issue %d by hand: %w", issueID, err)
	}
	return all, nil
}

// What an issue must be for a first sending, and for one to some readers again. Only a first sending may start from
// approved: it queues everybody.
const (
	ready = `('approved', 'sending')`
	begun = `('sending', 'sent')`
)

// open moves an issue from one of the states to sending and returns its digest. The states stand in the condition
// itself: a second caller that waited for the first then sees the row as it has become.
func open(ctx context.Context, t tx, issueID int64, at time.Time, states string) (digestID int64, err error) {
	var unsendable bool
	err = t.row(ctx, `SELECT unsendable FROM issues WHERE id = $1`, issueID).Scan(&unsendable)
	if err == nil && unsendable {
		return 0, &news.InvalidError{
			Message: fmt.Sprintf(
				"The letters of issue %d are no longer kept: it cannot be sent again. Its archive page stays.",
				issueID),
			Hint: "keep them longer from now on: database.retention.letters",
		}
	}
	if err != nil {
		return 0, found(err)
	}
	err = t.row(ctx, `
		UPDATE issues SET state = 'sending', changed = $2, begun = CASE WHEN begun = 0 THEN $2 ELSE begun END WHERE id = $1
		AND state IN `+states+` RETURNING digest_id`, issueID, us(at)).Scan(&digestID)
	if !errors.Is(err, sql.ErrNoRows) {
		return digestID, err
	}
	var state news.IssueState
	if err := t.row(ctx, `SELECT state FROM issues WHERE id = $1`, issueID).Scan(&state); err != nil {
		return 0, found(err)
	}
	bad := news.Invalid("", "The issue %d is %s and cannot be sent.", issueID, state)
	if state == news.IssueApproved {
		bad = news.Invalid("",
			"The issue %d is approved: it must go to its readers before it can be sent to some of them again.", issueID)
	}
	bad.Hint = fmt.Sprintf("attache issue show %d", issueID)
	return 0, bad
}

// TakeDeliveries does what worker.Ledger says.
func (s *Store) TakeDeliveries(
	ctx context.Context, issueID int64, n int, holder string, now time.Time, only ...int64,
) ([]news.Delivery, error) {
	var taken []news.Delivery
	err := s.durable(ctx, func(t tx) error {
		err := beat(ctx, t, holder, now)
		if err != nil {
			return err
		}
		// MATERIALIZED: PostgreSQL must choose and lock the rows once, however it plans the join.
		taken, err = list(ctx, t, readDelivery, `
			WITH due AS MATERIALIZED (
				SELECT d.id FROM deliveries d
				WHERE d.issue_id = $1 AND d.state IN ('queued', 'deferred') AND d.next_try <= $2 AND `+wants+`
				AND ($5 OR d.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$6")+`))
				AND EXISTS (SELECT 1 FROM issues i WHERE i.id = d.issue_id AND i.state = 'sending')
				ORDER BY d.next_try, d.id LIMIT $3 `+s.dialect.skipLocked+`)
			UPDATE deliveries AS d SET state = 'sending', attempts = attempts + 1, claim = claim + 1, holder = $4,
			next_try = 0, changed = $2
			WHERE d.id IN (SELECT due.id FROM due)
			RETURNING `+deliveryReturning, issueID, us(now), int64(n), holder, len(only) == 0, numbers(only))
		if err != nil || len(taken) == n {
			return err
		}
		// The end of the queue: clear away what nobody wants any more, so that the issue can end.
		_, err = t.exec(ctx, `
			DELETE FROM deliveries AS d WHERE d.issue_id = $1 AND d.state IN ('queued', 'deferred') AND NOT `+wants, issueID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take deliveries of issue %d: %w", issueID, err)
	}
	slices.SortFunc(taken, func(a, b news.Delivery) int { return int(a.ID - b.ID) })
	return taken, nil
}

// deliveryReturning is deliveryColumns without the table's name, which SQLite does not know in RETURNING.
const deliveryReturning = `id, issue_id, subscriber_id, email, name, language, state, attempts, claim, next_try,
	message_id, response, changed, cause`

// RecordDeliveries does what worker.Ledger says.
func (s *Store) RecordDeliveries(ctx context.Context, ds []news.Delivery) error {
	if len(ds) == 0 {
		return nil
	}
	err := s.durable(ctx, func(t tx) error { return s.recordOutcomes(ctx, t, ds) })
	if err != nil {
		return fmt.Errorf("record %d deliveries: %w", len(ds), err)
	}
	return nil
}

// recordOutcomes writes outcomes in a transaction.
func (s *Store) recordOutcomes(ctx context.Context, t tx, ds []news.Delivery) error {
	rows := make([][]any, len(ds))
	for i, d := range ds {
		next := int64(0)
		if d.State == news.DeliveryDeferred {
			next = us(d.NextTry)
		}
		rows[i] = []any{
			d.ID, d.Claim, string(d.State), d.Attempts, next, d.MessageID, d.Response, us(d.Changed),
			string(d.Cause), verdict(d),
		}
	}
	param, err := cells(rows)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		UPDATE deliveries SET state = v.value ->> 2, attempts = CAST(v.value ->> 3 AS BIGINT),
			next_try = CAST(v.value ->> 4 AS BIGINT), message_id = v.value ->> 5,
			response = CASE WHEN email = '' THEN '' ELSE v.value ->> 6 END,
			changed = CAST(v.value ->> 7 AS BIGINT), cause = v.value ->> 8, verdict = v.value ->> 9
		FROM `+s.rows("$1")+`
		WHERE deliveries.id = CAST(v.value ->> 0 AS BIGINT) AND deliveries.claim = CAST(v.value ->> 1 AS BIGINT)`, param)
	if err != nil {
		return err
	}
	return s.clearStrikes(ctx, t, ds)
}

// bounce marks the subscriber of a failed delivery, with when and why, and takes their other deliveries out of the
// queue. One who was not active before is no matter of Restore.
func bounce(ctx context.Context, t tx, d news.Delivery) error {
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
	return dropUnwanted(ctx, t, d.SubscriberID)
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

// Sending lists who holds deliveries of an issue that are under way, in order of name.
func (s *Store) Sending(ctx context.Context, issueID int64) ([]string, error) {
	names, err := list(ctx, s.alone(), value[string],
		`SELECT DISTINCT holder FROM deliveries WHERE issue_id = $1 AND state = 'sending' ORDER BY holder`, issueID)
	if err != nil {
		return nil, fmt.Errorf("list who sends issue %d: %w", issueID, err)
	}
	return names, nil
}

// DoubtStale does what worker.Holders says.
func (s *Store) DoubtStale(ctx context.Context, now time.Time, stale time.Duration) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		if _, err = t.exec(ctx, `DELETE FROM holders WHERE beat < $1`, us(now.Add(-stale))); err != nil {
			return err
		}
		n, err = t.exec(ctx, `
			UPDATE deliveries SET state = 'doubt', changed = $1, response = $2, cause = ''
			WHERE state = 'sending' AND NOT EXISTS (SELECT 1 FROM holders h WHERE h.name = deliveries.holder)`,
			us(now), stopped)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("look for stale deliveries: %w", err)
	}
	return n, nil
}

// Requeue moves deliveries of a sending or sent issue in the given states back to queued and the issue to sending; it
// counts them. They start with no attempts. Subscribers who left or bounced meanwhile are passed over.
func (s *Store) Requeue(ctx context.Context, issueID int64, at time.Time, states ...news.DeliveryState) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		var was news.IssueState
		if err = t.row(ctx, `SELECT state FROM issues WHERE id = $1`, issueID).Scan(&was); err != nil {
			return found(err)
		}
		if _, err = open(ctx, t, issueID, at, begun); err != nil {
			return err
		}
		defer func() {
			if err == nil && n == 0 && was == news.IssueSent { // nothing is to be sent: it stays sent
				_, err = t.exec(ctx, `UPDATE issues SET state = 'sent' WHERE id = $1`, issueID)
			}
		}()
		n, err = t.exec(ctx, `
			UPDATE deliveries AS d SET state = 'queued', attempts = 0, next_try = 0, changed = $2, cause = `+keepDoubt+`
			WHERE d.issue_id = $1 AND d.state IN (SELECT v.value FROM `+s.in("$3")+`) AND `+wants,
			issueID, us(at), texts(states))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("requeue deliveries of issue %d: %w", issueID, err)
	}
	return n, nil
}

// keepDoubt is the cause of a delivery d that is queued again: a letter that may have arrived stays so.
const keepDoubt = `CASE WHEN d.state = 'doubt' THEN 'doubt' ELSE d.cause END`

// interrupted is the condition that a delivery d is in doubt because its process died, not because the server was
// silent.
const interrupted = `d.state = 'doubt' AND d.cause <> 'doubt'`

// RequeueInterrupted does what worker.Ledger says.
func (s *Store) RequeueInterrupted(ctx context.Context, issueID int64, at time.Time) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		n, err = t.exec(ctx, `
			UPDATE deliveries AS d SET state = 'queued', attempts = 0, next_try = 0, changed = $2, cause = 'doubt'
			WHERE d.issue_id = $1 AND `+interrupted+` AND `+wants+`
			AND EXISTS (SELECT 1 FROM issues i WHERE i.id = d.issue_id AND i.state = 'sending')`, issueID, us(at))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("requeue interrupted deliveries of issue %d: %w", issueID, err)
	}
	return n, nil
}

// Interrupted does what worker.Due says.
func (s *Store) Interrupted(ctx context.Context, issueID int64) (int, error) {
	n := 0
	err := s.alone().row(ctx, `SELECT count(*) FROM deliveries d WHERE d.issue_id = $1 AND `+interrupted+` AND `+wants,
		issueID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count interrupted deliveries of issue %d: %w", issueID, err)
	}
	return n, nil
}

// Tally does what worker.Ledger says.
func (s *Store) Tally(ctx context.Context, issueID int64) (news.Tally, error) {
	tally := news.Tally{}
	_, err := list(ctx, s.alone(), func(r scanner) (struct{}, error) {
		var state news.DeliveryState
		var n int
		var past news.Tally
		err := r.Scan(&state, &n, doc{&past})
		for state, n := range past {
			tally[state] += n
		}
		if state != "" {
			tally[state] += n
		}
		return struct{}{}, err
	}, `
		SELECT state, count(*), '{}' FROM deliveries WHERE issue_id = $1 GROUP BY state
		UNION ALL SELECT '', 0, tally FROM issues WHERE id = $1`, issueID)
	if err != nil {
		return nil, fmt.Errorf("tally of issue %d: %w", issueID, err)
	}
	return tally, nil
}

// NextDue does what worker.Due says.
func (s *Store) NextDue(ctx context.Context, issueID int64) (time.Time, error) {
	var due time.Time
	err := s.alone().row(ctx, `
		SELECT COALESCE(min(CASE WHEN next_try > 0 THEN next_try ELSE changed END), 0) FROM deliveries
		WHERE issue_id = $1 AND state IN ('queued', 'deferred')`, issueID).Scan(when(&due))
	if err != nil {
		return due, fmt.Errorf("next due delivery of issue %d: %w", issueID, err)
	}
	return due, nil
}

// Deliveries of an issue in any of the states (none = all), in order of ID. AllDeliveries does not hold them all in
// memory.
func (s *Store) Deliveries(ctx context.Context, issueID int64, states ...news.DeliveryState) ([]news.Delivery, error) {
	return s.deliveries(ctx, issueID, 0, 0, states)
}

func (s *Store) deliveries(
	ctx context.Context, issueID, after int64, limit int, states []news.DeliveryState,
) ([]news.Delivery, error) {
	all, err := list(ctx, s.alone(), readDelivery, `
		SELECT `+deliveryColumns+` FROM deliveries d
		WHERE d.issue_id = $1 AND d.id > $2 AND ($3 OR d.state IN (SELECT v.value FROM `+s.in("$4")+`)) ORDER BY d.id
		LIMIT $5`,
		issueID, after, len(states) == 0, texts(states), most(limit))
	if err != nil {
		return nil, fmt.Errorf("list deliveries of issue %d: %w", issueID, err)
	}
	return all, nil
}

// AllDeliveries goes through the deliveries of an issue in any of the states (none = all), a page at a time.
func (s *Store) AllDeliveries(
	ctx context.Context, issueID int64, states ...news.DeliveryState,
) iter.Seq2[news.Delivery, error] {
	const page = 1000 // rows that one query reads into memory
	return pages(func(after int64) ([]news.Delivery, error) {
		return s.deliveries(ctx, issueID, after, page, states)
	}, page, func(d *news.Delivery) int64 { return d.ID })
}
