package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"attache/news"
)

// Enqueue does what worker.Ledger says.
func (s *Store) Enqueue(ctx context.Context, issueID int64, at time.Time) (int, error) {
	added := 0
	err := s.durable(ctx, func(t tx) error {
		var err error
		added, err = s.enqueue(ctx, t, issueID, at, ready)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("enqueue issue %d: %w", issueID, err)
	}
	return added, nil
}

// enqueue freezes the list of an issue's recipients. Who is in it stays where they are, but who had left and came back
// is queued.
func (s *Store) enqueue(ctx context.Context, t tx, issueID int64, at time.Time, states string) (int, error) {
	digest, err := open(ctx, t, issueID, at, states)
	if err != nil {
		return 0, err
	}
	added, err := s.requeue(ctx, t, issueID, at, news.DeliveryWithdrawn)
	if err != nil {
		return 0, err
	}
	known, next, err := s.frozen(ctx, t, issueID)
	if err != nil {
		return 0, err
	}
	const readers = `FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id
		WHERE p.digest_id = $1 AND s.state = 'active'`
	var all int
	if err := t.row(ctx, `SELECT count(*) `+readers, digest).Scan(&all); err != nil {
		return 0, err
	}
	size := min(mostChunk, max(usualChunk, (all+mostChunks-1)/mostChunks))
	segments, err := list(ctx, t, value[string], `SELECT DISTINCT s.language `+readers+` ORDER BY s.language`, digest)
	if err != nil {
		return 0, err
	}
	for _, segment := range segments {
		c := &chunk{chunkKey: chunkKey{issueID, next}, digest: digest, segment: segment}
		for after, more := int64(0), true; more; {
			const page = 5000 // subscribers that one query reads into memory
			ids, err := list(ctx, t, value[int64], `SELECT s.id `+readers+` AND s.language = $2 AND p.subscriber_id > $3
				AND NOT EXISTS (SELECT 1 FROM guests g WHERE g.issue_id = $4 AND g.email_key = s.email_key)
				ORDER BY p.subscriber_id LIMIT $5`, digest, segment, after, issueID, page)
			if err != nil {
				return 0, err
			}
			if more = len(ids) == page; len(ids) > 0 {
				after = ids[len(ids)-1]
			}
			for _, id := range ids {
				if known.has(id) {
					continue
				}
				if c.subscribers = append(c.subscribers, id); len(c.subscribers) < size {
					continue
				}
				if added, err = added+size, insertChunk(ctx, t, c, at); err != nil {
					return 0, err
				}
				next++
				c = &chunk{chunkKey: chunkKey{issueID, next}, digest: digest, segment: segment}
			}
		}
		if len(c.subscribers) > 0 {
			if err := insertChunk(ctx, t, c, at); err != nil {
				return 0, err
			}
			added += len(c.subscribers)
			next++
		}
	}
	return added, nil
}

// frozen returns the subscribers in an issue's list, and the number of the next chunk.
func (s *Store) frozen(ctx context.Context, t tx, issueID int64) (idSet, int64, error) {
	known, next := idSet{}, int64(0)
	_, err := list(ctx, t, func(r scanner) (struct{}, error) {
		var n int
		var packed []byte
		if err := r.Scan(&next, &n, &packed); err != nil {
			return struct{}{}, err
		}
		next++
		ids, err := unpackIDs(packed, n)
		for _, id := range ids {
			known.add(id)
		}
		return struct{}{}, err
	}, `SELECT chunk, frozen, subscribers FROM chunks WHERE issue_id = $1 ORDER BY chunk`, issueID)
	return known, next, err
}

// insertChunk writes a new chunk: all of its recipients are queued.
func insertChunk(ctx context.Context, t tx, c *chunk, at time.Time) error {
	n := len(c.subscribers)
	if c.waiting == nil {
		c.waiting, c.given = fullBitmap(n), newBitmap(n)
	}
	low, high := slices.Min(c.subscribers), slices.Max(c.subscribers)
	_, err := t.exec(ctx, `
		INSERT INTO chunks (issue_id, chunk, digest_id, not_before, segment, by_hand, low, high, frozen, subscribers, claim,
			changed, given_at, next_try, strange, queued, sending, deferred, delivered, failed, doubt, withdrawn, waiting, given)
		VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, 0, $10, 0, 0, 0, $8, 0, 0, 0, 0, 0, 0, $11, $12)`,
		c.issue, c.chunk, c.digest, c.segment, c.byHand, low, high, n, packIDs(c.subscribers), us(at),
		[]byte(c.waiting), []byte(c.given))
	if err != nil {
		return fmt.Errorf("chunk %d: %w", c.chunk, err)
	}
	return nil
}

// EnqueueTo does what worker.Ledger says.
func (s *Store) EnqueueTo(
	ctx context.Context, issueID int64, emails []string, at time.Time, again ...news.DeliveryState,
) ([]news.Delivery, error) {
	var named []guest
	seen := map[string]bool{}
	for _, e := range emails {
		sub := news.Subscriber{Email: e, State: news.SubscriberActive}
		if err := sub.Validate(); err != nil {
			return nil, err
		}
		if key := clean(emailKey(e)); !seen[key] { // the first spelling counts
			seen[key] = true
			named = append(named, guest{email: e, key: key})
		}
	}
	again = append([]news.DeliveryState{news.DeliveryWithdrawn}, again...)
	var all []news.Delivery
	err := s.durable(ctx, func(t tx) error {
		all = nil
		digest, err := open(ctx, t, issueID, at, begun)
		if err != nil {
			return err
		}
		places, fresh, err := s.findGuests(ctx, t, issueID, slices.Clone(named))
		if err != nil {
			return err
		}
		for _, k := range slices.SortedFunc(maps.Keys(places), chunkKey.compare) {
			c, err := s.oneChunk(ctx, t, wait, k)
			if err != nil {
				return err
			}
			for _, i := range places[k] {
				if slices.Contains(again, c.state(i)) {
					doubted := c.state(i) == news.DeliveryDoubt
					e := c.except(i, news.DeliveryQueued, at)
					if e.attempts, e.byHand = 0, true; doubted {
						e.cause = news.CauseDoubt
					}
				}
			}
			if err := s.save(ctx, t, c, at); err != nil {
				return err
			}
			ds, err := s.deliveriesOf(ctx, t, c, places[k])
			if err != nil {
				return err
			}
			all = append(all, ds...)
		}
		ds, err := s.enqueueGuests(ctx, t, issueID, digest, fresh, at)
		all = append(all, ds...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("enqueue issue %d by hand: %w", issueID, err)
	}
	return all, nil
}

// guest is who was named by address.
type guest struct {
	email, key     string
	name, language string
	subscriber     int64 // 0 = none
}

// findGuests looks for people in an issue's list: it returns their places there, and those who are not in it, with what
// is known of them.
func (s *Store) findGuests(
	ctx context.Context, t tx, issueID int64, named []guest,
) (places map[chunkKey][]int, fresh []guest, err error) {
	places = map[chunkKey][]int{}
	keys := make([]string, len(named))
	for i, g := range named {
		keys[i] = g.key
	}
	found := map[string]bool{}
	_, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var rank int64
		var key string
		err := r.Scan(&rank, &key)
		k, i := keyOf(deliveryID(issueID, rank))
		places[k], found[key] = append(places[k], i), true
		return struct{}{}, err
	}, `SELECT rank, email_key FROM guests WHERE issue_id = $1 AND email_key IN (SELECT v.value FROM `+s.in("$2")+
		`) ORDER BY rank`, issueID, texts(keys))
	if err != nil {
		return nil, nil, err
	}
	subs := map[string]guest{}
	if _, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var g guest
		err := r.Scan(&g.subscriber, &g.key, &g.name, &g.language)
		subs[g.key] = g
		return struct{}{}, err
	}, `SELECT id, email_key, name, language FROM subscribers WHERE email_key IN (SELECT v.value FROM `+s.in("$1")+`)`,
		texts(keys)); err != nil {
		return nil, nil, err
	}
	for _, g := range named {
		if found[g.key] {
			continue
		}
		if sub := subs[g.key]; sub.subscriber != 0 {
			k, i, err := s.placeOf(ctx, t, issueID, sub.subscriber)
			if err != nil {
				return nil, nil, err
			}
			if i >= 0 {
				places[k] = append(places[k], i)
				continue
			}
			g.subscriber, g.name, g.language = sub.subscriber, sub.name, sub.language
		}
		fresh = append(fresh, g)
	}
	for _, p := range places {
		slices.Sort(p)
	}
	return places, fresh, nil
}

// placeOf finds a subscriber in an issue's list; the place is -1 when they are not in it.
func (s *Store) placeOf(ctx context.Context, t tx, issueID, subscriberID int64) (chunkKey, int, error) {
	cs, err := s.chunks(ctx, t, look, `c.issue_id = $1 AND c.low <= $2 AND c.high >= $2 ORDER BY c.chunk`, issueID,
		subscriberID)
	for _, c := range cs {
		if i := slices.Index(c.subscribers, subscriberID); i >= 0 {
			return c.chunkKey, i, nil
		}
	}
	return chunkKey{}, -1, err
}

// enqueueGuests adds chunks of people named by address to an issue's list.
func (s *Store) enqueueGuests(
	ctx context.Context, t tx, issueID, digest int64, fresh []guest, at time.Time,
) (all []news.Delivery, err error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	_, next, err := s.frozen(ctx, t, issueID)
	for part := range slices.Chunk(fresh, usualChunk) {
		c := &chunk{
			chunkKey: chunkKey{issueID, next}, digest: digest, byHand: true, changed: fromUS(us(at)),
			strange: map[int]*exception{},
		}
		next++
		places := make([]int, len(part))
		for i, g := range part {
			places[i] = i
			c.subscribers = append(c.subscribers, g.subscriber)
		}
		if err == nil {
			err = insertChunk(ctx, t, c, at)
		}
		if err == nil {
			err = s.insertGuests(ctx, t, c, part)
		}
		var ds []news.Delivery
		if err == nil {
			ds, err = s.deliveriesOf(ctx, t, c, places)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, ds...)
	}
	return all, nil
}

func (s *Store) insertGuests(ctx context.Context, t tx, c *chunk, all []guest) error {
	rows := make([][]any, len(all))
	for i, g := range all {
		rows[i] = []any{c.rank(i), g.email, g.key, g.name, g.language}
	}
	param, err := cells(rows)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO guests (issue_id, rank, email, email_key, name, language)
		SELECT CAST($1 AS BIGINT), CAST(v.value ->> 0 AS BIGINT), v.value ->> 1, v.value ->> 2, v.value ->> 3,
			v.value ->> 4
		FROM `+s.rows("$2")+` WHERE TRUE`, c.issue, param)
	return err
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
