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

// TakeDeliveries does what worker.Ledger says.
func (s *Store) TakeDeliveries(
	ctx context.Context, issueID int64, n int, holder string, now time.Time, only ...int64,
) ([]news.Delivery, error) {
	var taken []news.Delivery
	err := s.durable(ctx, func(t tx) error {
		taken = nil
		if err := beat(ctx, t, holder, now); err != nil {
			return err
		}
		var state news.IssueState
		err := t.row(ctx, `SELECT state FROM issues WHERE id = $1`, issueID).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) || err == nil && state != news.IssueSending {
			return nil
		}
		if err != nil {
			return err
		}
		k := taker{s, issueID, n, holder, now, idSet{}}
		for _, id := range only {
			k.only.add(id)
		}
		taken, err = k.take(ctx, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take deliveries of issue %d: %w", issueID, err)
	}
	slices.SortFunc(taken, func(a, b news.Delivery) int { return int(a.ID - b.ID) })
	return taken, nil
}

// taker is one call of TakeDeliveries.
type taker struct {
	*Store
	issue  int64
	n      int
	holder string
	now    time.Time
	only   idSet // none = all
}

// What is taken: first what was never tried, or is queued again, then what is to be tried again.
const (
	someQueued   = `c.queued > 0`
	someDeferred = `c.deferred > 0 AND c.next_try <= $3`
)

// take goes through the chunks that have something due. Chunks that somebody else changes just now are waited for only
// when there is nothing else.
func (k *taker) take(ctx context.Context, t tx) (all []news.Delivery, err error) {
	for _, l := range []locking{whatever, wait} {
		for _, due := range []string{someQueued, someDeferred} {
			for after := int64(-1); len(all) < k.n; {
				cs, err := k.chunks(ctx, t, l, `c.issue_id = $1 AND c.chunk > $2 AND c.not_before <= $3 AND `+due+
					` ORDER BY c.chunk LIMIT 1`, k.issue, after, us(k.now))
				if err != nil || len(cs) == 0 {
					if err != nil {
						return nil, err
					}
					break
				}
				after = cs[0].chunk
				ds, err := k.takeFrom(ctx, t, cs[0], k.n-len(all), due == someDeferred)
				if err != nil {
					return nil, fmt.Errorf("chunk %d: %w", after, err)
				}
				all = append(all, ds...)
			}
		}
		if len(all) > 0 || k.dialect.lock == "" {
			break
		}
	}
	return all, nil
}

// takeFrom takes up to n deliveries from a chunk. Who does not want theirs any more is withdrawn.
func (k *taker) takeFrom(ctx context.Context, t tx, c *chunk, n int, deferred bool) ([]news.Delivery, error) {
	var due []int
	for i := range c.subscribers {
		e := c.strange[i]
		is := !deferred && c.state(i) == news.DeliveryQueued ||
			deferred && c.state(i) == news.DeliveryDeferred && us(e.nextTry) <= us(k.now)
		if is && (len(k.only) == 0 || k.only.has(c.id(i))) {
			due = append(due, i)
		}
	}
	under := &taking{claim: c.claim + 1, holder: k.holder, at: k.now, taken: newBitmap(len(c.subscribers)), fresh: true}
	var places []int
	for len(due) > 0 && len(places) < n {
		part := due[:min(len(due), n-len(places))]
		due = due[len(part):]
		who, err := k.people(ctx, t, c, part)
		if err != nil {
			return nil, err
		}
		for _, i := range part {
			if !who[i].wants {
				c.except(i, news.DeliveryWithdrawn, k.now)
				continue
			}
			if e := c.strange[i]; e != nil {
				c.except(i, news.DeliverySending, k.now)
				e.attempts, e.claim = e.attempts+1, under.claim
			}
			c.waiting.clear(i)
			under.taken.set(i)
			places = append(places, i)
		}
	}
	if len(places) > 0 {
		c.claim = under.claim
		c.takings = append(c.takings, under)
	}
	c.stale = c.stale || deferred
	if err := k.save(ctx, t, c, k.now); err != nil {
		return nil, err
	}
	return k.deliveriesOf(ctx, t, c, places)
}

// person is a recipient as known now.
type person struct {
	email, name, language string
	wants                 bool // is to get their letter still
}

// people returns the recipients at some places of a chunk. Those who were erased are not among them.
func (s *Store) people(ctx context.Context, t tx, c *chunk, places []int) (map[int]person, error) {
	who := make(map[int]person, len(places))
	if len(places) == 0 {
		return who, nil
	}
	if c.byHand {
		_, err := list(ctx, t, func(r scanner) (struct{}, error) {
			var rank int64
			var p person
			err := r.Scan(&rank, &p.email, &p.name, &p.language)
			if p.wants = true; p.email != "" {
				who[int(rank&(mostChunk-1))] = p
			}
			return struct{}{}, err
		}, `SELECT rank, email, name, language FROM guests WHERE issue_id = $1 AND rank >= $2 AND rank < $3`, c.issue,
			c.rank(0), c.rank(mostChunk))
		return who, err
	}
	place := make(map[int64]int, len(places))
	ids := make([]int64, len(places))
	for n, i := range places {
		ids[n] = c.subscribers[i]
		place[ids[n]] = i
	}
	_, err := list(ctx, t, func(r scanner) (struct{}, error) {
		var id int64
		p := person{language: c.segment}
		err := r.Scan(&id, &p.email, &p.name, &p.wants)
		if e := c.strange[place[id]]; e != nil && e.byHand {
			p.wants = true
		}
		who[place[id]] = p
		return struct{}{}, err
	}, `SELECT s.id, s.email, s.name, s.state = 'active' AND EXISTS (
			SELECT 1 FROM subscriptions p WHERE p.digest_id = $2 AND p.subscriber_id = s.id)
		FROM subscribers s WHERE s.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, numbers(ids), c.digest)
	return who, err
}

// deliveriesOf returns the deliveries at some places of a chunk.
func (s *Store) deliveriesOf(ctx context.Context, t tx, c *chunk, places []int) ([]news.Delivery, error) {
	who, err := s.people(ctx, t, c, places)
	if err != nil {
		return nil, err
	}
	all := make([]news.Delivery, len(places))
	for n, i := range places {
		all[n] = c.delivery(i, who[i])
	}
	return all, nil
}

// delivery returns the delivery at a place.
func (c *chunk) delivery(i int, p person) news.Delivery {
	d := news.Delivery{
		ID: c.id(i), IssueID: c.issue, SubscriberID: c.subscribers[i], Email: p.email, Name: p.name, Language: p.language,
		State: c.state(i), Changed: c.changed,
	}
	if k := c.taking(i); k != nil {
		d.Attempts, d.Claim, d.Changed = 1, k.claim, fromUS(us(k.at))
	}
	if c.given.has(i) {
		d.Attempts, d.Changed = 1, c.givenAt
	}
	if e := c.strange[i]; e != nil {
		d.Attempts, d.Claim, d.NextTry, d.Changed = e.attempts, e.claim, e.nextTry, e.changed
		d.Cause, d.MessageID, d.Response = e.cause, e.messageID, clean(e.response)
		d.Changed, d.NextTry = fromUS(us(d.Changed)), fromUS(us(d.NextTry))
	}
	return d
}

// Deliveries of an issue in any of the states (none = all), in order of ID. AllDeliveries does not hold them all in
// memory.
func (s *Store) Deliveries(ctx context.Context, issueID int64, states ...news.DeliveryState) ([]news.Delivery, error) {
	var all []news.Delivery
	for d, err := range s.AllDeliveries(ctx, issueID, states...) {
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// AllDeliveries goes through the deliveries of an issue in any of the states (none = all), a chunk at a time. Of one
// that was simply sent the server's words and the Message-ID are not kept, and its time is that of its chunk's first,
// to the hour.
func (s *Store) AllDeliveries(
	ctx context.Context, issueID int64, states ...news.DeliveryState,
) iter.Seq2[news.Delivery, error] {
	return func(yield func(news.Delivery, error) bool) {
		for after := int64(-1); ; {
			var part []news.Delivery
			more := false
			err := s.read(ctx, func(t tx) error {
				cs, err := s.chunks(ctx, t, look, `c.issue_id = $1 AND c.chunk > $2 ORDER BY c.chunk LIMIT 1`, issueID, after)
				if more = len(cs) > 0; err != nil || !more {
					return err
				}
				after = cs[0].chunk
				part, err = s.deliveriesOf(ctx, t, cs[0], cs[0].in(states))
				return err
			})
			if err != nil {
				yield(news.Delivery{}, fmt.Errorf("list deliveries of issue %d: %w", issueID, err))
				return
			}
			if !more {
				return
			}
			for _, d := range part {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}

// in returns the places that are in any of the states; none = all.
func (c *chunk) in(states []news.DeliveryState) []int {
	places := make([]int, 0, len(c.subscribers))
	for i := range c.subscribers {
		if len(states) == 0 || slices.Contains(states, c.state(i)) {
			places = append(places, i)
		}
	}
	return places
}
