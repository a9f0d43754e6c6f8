package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"attache/news"
)

// RecordDeliveries does what worker.Ledger says.
func (s *Store) RecordDeliveries(ctx context.Context, ds []news.Delivery) error {
	if len(ds) == 0 {
		return nil
	}
	err := s.durable(ctx, func(t tx) error {
		_, err := s.recordOutcomes(ctx, t, ds, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("record %d deliveries: %w", len(ds), err)
	}
	return nil
}

// recordOutcomes writes outcomes in a transaction, those that lacks says the ledger lacks (nil = all), and counts them
// by state.
func (s *Store) recordOutcomes(
	ctx context.Context, t tx, ds []news.Delivery, lacks func(*chunk, int, news.Delivery) bool,
) (news.Tally, error) {
	written := news.Tally{}
	var took []news.Delivery
	byChunk := map[chunkKey][]news.Delivery{}
	for _, d := range ds {
		k, _ := keyOf(d.ID)
		byChunk[k] = append(byChunk[k], d)
	}
	for _, k := range slices.SortedFunc(maps.Keys(byChunk), chunkKey.compare) {
		c, err := s.oneChunk(ctx, t, wait, k)
		if err != nil {
			return nil, err
		}
		if c == nil { // forgotten
			continue
		}
		var places []int
		for _, d := range byChunk[k] {
			if _, i := keyOf(d.ID); i < len(c.subscribers) && d.State != news.DeliverySent && d.Response != "" {
				places = append(places, i)
			}
		}
		who, err := s.people(ctx, t, c, places)
		if err != nil {
			return nil, err
		}
		var last time.Time
		for _, d := range byChunk[k] {
			_, i := keyOf(d.ID)
			if i >= len(c.subscribers) || !c.answers(i, d.Claim) || lacks != nil && !lacks(c, i, d) {
				continue
			}
			if _, known := who[i]; !known {
				d.Response = "" // of an erased person nothing is kept
			}
			c.record(i, d)
			written[d.State]++
			if last = later(last, d.Changed); d.State == news.DeliverySent {
				took = append(took, d)
			}
		}
		if err := s.save(ctx, t, c, later(last, c.changed)); err != nil {
			return nil, err
		}
	}
	return written, s.clearStrikes(ctx, t, took)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// answers reports whether an outcome of a taking counts for a place: it is under way in it, or was, and nobody has
// taken it since.
func (c *chunk) answers(i int, claim int64) bool {
	if k := c.taking(i); k != nil {
		return k.claim == claim
	}
	e := c.strange[i]
	return e != nil && e.claim == claim
}

// record writes an outcome.
func (c *chunk) record(i int, d news.Delivery) {
	switch {
	case d.State == news.DeliverySent && c.give(i, d.Changed):
		return
	case d.State == news.DeliveryQueued && c.strange[i] == nil && d.Attempts <= 0 && d.Cause == "":
		c.plain(i, c.waiting)
		return
	}
	e := c.except(i, d.State, d.Changed)
	e.attempts, e.claim, e.messageID, e.response = d.Attempts, d.Claim, d.MessageID, d.Response
	e.cause, e.verdict = d.Cause, verdict(d)
	if d.State == news.DeliveryDeferred {
		e.nextTry = d.NextTry
	}
}

// Sending lists who holds deliveries of an issue that are under way, in order of name.
func (s *Store) Sending(ctx context.Context, issueID int64) ([]string, error) {
	names, err := list(ctx, s.alone(), value[string],
		`SELECT DISTINCT holder FROM takings WHERE issue_id = $1 ORDER BY holder`, issueID)
	if err != nil {
		return nil, fmt.Errorf("list who sends issue %d: %w", issueID, err)
	}
	return names, nil
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
		if n, err = s.requeue(ctx, t, issueID, at, states...); err != nil {
			return err
		}
		if n == 0 && was == news.IssueSent { // nothing is to be sent: it stays sent
			_, err = t.exec(ctx, `UPDATE issues SET state = 'sent' WHERE id = $1`, issueID)
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("requeue deliveries of issue %d: %w", issueID, err)
	}
	return n, nil
}

// requeue puts those in the states who want their letter still back into the queue.
func (s *Store) requeue(
	ctx context.Context, t tx, issueID int64, at time.Time, states ...news.DeliveryState,
) (n int, err error) {
	some := "FALSE"
	for _, state := range states {
		if column := counterOf[state]; column != "" {
			some += " OR c." + column + " > 0"
		}
	}
	err = s.eachChunk(ctx, t, issueID, some, at, func(c *chunk) error {
		places := c.in(states)
		who, err := s.people(ctx, t, c, places)
		for _, i := range places {
			if who[i].wants {
				c.queue(i, at)
				n++
			}
		}
		return err
	})
	return n, err
}

// counterOf names the columns of chunks that count recipients by state.
var counterOf = map[news.DeliveryState]string{
	news.DeliveryQueued: "queued", news.DeliverySending: "sending", news.DeliverySent: "delivered",
	news.DeliveryDeferred: "deferred", news.DeliveryFailed: "failed", news.DeliveryDoubt: "doubt",
	news.DeliveryWithdrawn: "withdrawn",
}

// interrupted is the condition that an exception e is in doubt because its process died, not because the server was
// silent, and that its reader wants the letter still.
const interrupted = `e.state = 'doubt' AND e.cause <> 'doubt' AND (
	EXISTS (SELECT 1 FROM subscribers s WHERE s.id = e.subscriber_id AND (e.by_hand OR s.state = 'active' AND EXISTS (
		SELECT 1 FROM subscriptions p JOIN issues i ON i.digest_id = p.digest_id
		WHERE p.subscriber_id = s.id AND i.id = e.issue_id)))
	OR EXISTS (SELECT 1 FROM guests g WHERE g.issue_id = e.issue_id AND g.rank = e.rank AND g.email <> ''))`

// RequeueInterrupted does what worker.Ledger says.
func (s *Store) RequeueInterrupted(ctx context.Context, issueID int64, at time.Time) (int, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		n = 0
		var state news.IssueState
		if err := t.row(ctx, `SELECT state FROM issues WHERE id = $1`, issueID).Scan(&state); err != nil {
			return found(err)
		}
		if state != news.IssueSending {
			return nil
		}
		return s.eachChunk(ctx, t, issueID, `c.doubt > 0`, at, func(c *chunk) error {
			places := slices.DeleteFunc(c.in([]news.DeliveryState{news.DeliveryDoubt}), func(i int) bool {
				return c.strange[i].cause == news.CauseDoubt
			})
			who, err := s.people(ctx, t, c, places)
			for _, i := range places {
				if who[i].wants {
					c.queue(i, at)
					n++
				}
			}
			return err
		})
	})
	if err != nil {
		return 0, fmt.Errorf("requeue interrupted deliveries of issue %d: %w", issueID, err)
	}
	return n, nil
}

// Interrupted does what worker.Due says.
func (s *Store) Interrupted(ctx context.Context, issueID int64) (int, error) {
	n := 0
	err := s.alone().row(ctx, `SELECT count(*) FROM exceptions e WHERE e.issue_id = $1 AND `+interrupted,
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
		if n > 0 {
			tally[state] += n
		}
		return struct{}{}, err
	}, tallyQuery, issueID)
	if err != nil {
		return nil, fmt.Errorf("tally of issue %d: %w", issueID, err)
	}
	return tally, nil
}

// tallyQuery reads the counters of an issue's chunks once, a row for each state.
var tallyQuery = func() string {
	q := `WITH n AS (SELECT COALESCE(sum(queued), 0) AS queued, COALESCE(sum(sending), 0) AS sending,
		COALESCE(sum(deferred), 0) AS deferred, COALESCE(sum(delivered), 0) AS delivered,
		COALESCE(sum(failed), 0) AS failed, COALESCE(sum(doubt), 0) AS doubt, COALESCE(sum(withdrawn), 0) AS withdrawn
		FROM chunks WHERE issue_id = $1)
	SELECT '' AS state, CAST(0 AS BIGINT) AS n, tally FROM issues WHERE id = $1`
	for _, state := range slices.Sorted(maps.Keys(counterOf)) {
		q += ` UNION ALL SELECT '` + string(state) + `', CAST(` + counterOf[state] + ` AS BIGINT), '{}' FROM n`
	}
	return q
}()

// NextDue does what worker.Due says.
func (s *Store) NextDue(ctx context.Context, issueID int64) (time.Time, error) {
	var due time.Time
	err := s.alone().row(ctx, `
		SELECT COALESCE(min(CASE WHEN queued > 0 THEN changed ELSE next_try END), 0) FROM chunks
		WHERE issue_id = $1 AND (queued > 0 OR deferred > 0)`, issueID).Scan(when(&due))
	if err != nil {
		return due, fmt.Errorf("next due delivery of issue %d: %w", issueID, err)
	}
	return due, nil
}

// withdraw takes out of the queue what a subscriber does not want any more, of a digest (0 = of all); all = whatever
// they want.
func (s *Store) withdraw(ctx context.Context, t tx, subscriberID, digestID int64, all bool, at time.Time) error {
	keys, err := list(ctx, t, func(r scanner) (k chunkKey, err error) {
		err = r.Scan(&k.issue, &k.chunk)
		return k, err
	}, `SELECT c.issue_id, c.chunk FROM chunks c
		WHERE c.issue_id IN (SELECT i.id FROM issues i WHERE i.state IN ('approved', 'sending', 'held'))
		AND c.low <= $1 AND c.high >= $1 AND (c.queued > 0 OR c.deferred > 0)
		AND ($2 = CAST(0 AS BIGINT) OR c.digest_id = $2) ORDER BY c.issue_id, c.chunk`, subscriberID, digestID)
	if err != nil {
		return fmt.Errorf("clear the queue of subscriber %d: %w", subscriberID, err)
	}
	for _, k := range keys {
		c, err := s.oneChunk(ctx, t, wait, k)
		if err == nil && c != nil {
			err = s.withdrawFrom(ctx, t, c, slices.Index(c.subscribers, subscriberID), all, at)
		}
		if err != nil {
			return fmt.Errorf("clear the queue of subscriber %d: %w", subscriberID, err)
		}
	}
	return nil
}

// withdrawFrom withdraws the recipient at a place, if it is in the queue and the reader does not want it, or all is
// true.
func (s *Store) withdrawFrom(ctx context.Context, t tx, c *chunk, i int, all bool, at time.Time) error {
	if i < 0 || c.state(i) != news.DeliveryQueued && c.state(i) != news.DeliveryDeferred {
		return nil
	}
	who, err := s.people(ctx, t, c, []int{i})
	if err != nil || who[i].wants && !all {
		return err
	}
	c.except(i, news.DeliveryWithdrawn, at)
	return s.save(ctx, t, c, at)
}
