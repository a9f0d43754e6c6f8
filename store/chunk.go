package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"attache/news"
)

// The number of a delivery holds the issue, the chunk and the place in the chunk: no row needs to exist to name it. The
// lowest rankBits are its rank within the issue, of which placeBits are its place.
const (
	rankBits  = 32
	placeBits = 10

	// usualChunk and mostChunk are how many recipients a chunk has: more only in an issue of more than mostChunks chunks.
	usualChunk = 500
	mostChunk  = 1 << placeBits
	mostChunks = 10_000
)

func deliveryID(issueID, rank int64) int64 { return issueID<<rankBits | rank }

// rankOf returns the issue and the rank of a delivery.
func rankOf(id int64) (issueID, rank int64) { return id >> rankBits, id & (1<<rankBits - 1) }

// chunkKey names a chunk.
type chunkKey struct{ issue, chunk int64 }

func (k chunkKey) compare(o chunkKey) int {
	return cmp.Or(cmp.Compare(k.issue, o.issue), cmp.Compare(k.chunk, o.chunk))
}

// keyOf returns the chunk of a delivery and its place in it.
func keyOf(id int64) (chunkKey, int) {
	issue, rank := rankOf(id)
	return chunkKey{issue, rank >> placeBits}, int(rank & (mostChunk - 1))
}

// chunk is a part of an issue's frozen list of recipients. It is read, changed and saved as a whole, under a lock of
// its row: what is in memory is the truth, and the counters are counted from it.
type chunk struct {
	chunkKey
	digest      int64
	segment     string
	byHand      bool
	subscribers []int64

	claim   int64
	changed time.Time
	givenAt time.Time // when those in given were sent, give or take giveSpan
	nextTry int64     // no deferred one is due before
	waiting bitmap
	given   bitmap
	takings []*taking
	strange map[int]*exception // by place

	stored  int   // rows of exceptions in the table
	dropped []int // places whose row of exceptions is to be deleted
	stale   bool  // nextTry is to be found anew
}

// taking is what one call of TakeDeliveries took from a chunk, as far as its outcome is not written.
type taking struct {
	claim  int64
	holder string
	at     time.Time
	taken  bitmap
	dirty  bool
	fresh  bool
}

// exception is a recipient that is not simply queued, under way or sent.
type exception struct {
	subscriber int64
	byHand     bool
	state      news.DeliveryState
	attempts   int
	claim      int64
	nextTry    time.Time
	changed    time.Time
	cause      news.Cause
	verdict    string
	messageID  string
	response   string
	dirty      bool
	fresh      bool
}

const chunkColumns = `c.issue_id, c.chunk, c.digest_id, c.segment, c.by_hand, c.frozen, c.subscribers, c.claim,
	c.changed, c.given_at, c.next_try, c.waiting, c.given, c.strange, c.sending`

// locking says how chunks are read.
type locking int

const (
	look     locking = iota // to be read only
	wait                    // to be changed: waits for whoever changes them
	whatever                // to be changed: those that another transaction has are left out
)

// chunks reads the chunks c of a condition, in order of issue and chunk.
func (s *Store) chunks(ctx context.Context, t tx, l locking, where string, args ...any) ([]*chunk, error) {
	lock := map[locking]string{look: "", wait: s.dialect.lock, whatever: s.dialect.skipLocked}[l]
	sending := map[*chunk]int{}
	all, err := list(ctx, t, func(r scanner) (*chunk, error) {
		c := &chunk{strange: map[int]*exception{}}
		var n, under int
		var packed []byte
		err := r.Scan(&c.issue, &c.chunk, &c.digest, &c.segment, &c.byHand, &n, &packed, &c.claim, when(&c.changed),
			when(&c.givenAt), &c.nextTry, (*[]byte)(&c.waiting), (*[]byte)(&c.given), &c.stored, &under)
		if err != nil {
			return nil, err
		}
		sending[c] = under
		c.subscribers, err = unpackIDs(packed, n)
		return c, err
	}, `SELECT `+chunkColumns+` FROM chunks c WHERE `+where+` `+lock, args...)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.stored > 0 {
			err = c.readExceptions(ctx, t)
		}
		if err == nil && sending[c] > 0 {
			err = c.readTakings(ctx, t)
		}
		if err != nil {
			return nil, fmt.Errorf("chunk %d of issue %d: %w", c.chunk, c.issue, err)
		}
	}
	return all, nil
}

// oneChunk reads a chunk to be changed; nil when there is none.
func (s *Store) oneChunk(ctx context.Context, t tx, l locking, k chunkKey) (*chunk, error) {
	all, err := s.chunks(ctx, t, l, `c.issue_id = $1 AND c.chunk = $2`, k.issue, k.chunk)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// eachChunk changes the chunks c of a condition on an issue, $1, one after the other, and saves them.
func (s *Store) eachChunk(
	ctx context.Context, t tx, issueID int64, where string, at time.Time, f func(*chunk) error,
) error {
	keys, err := list(ctx, t, value[int64], `SELECT c.chunk FROM chunks c WHERE c.issue_id = $1 AND (`+where+
		`) ORDER BY c.chunk`, issueID)
	for _, n := range keys {
		var c *chunk
		if c, err = s.oneChunk(ctx, t, wait, chunkKey{issueID, n}); err == nil && c != nil {
			if err = f(c); err == nil {
				err = s.save(ctx, t, c, at)
			}
		}
		if err != nil {
			return err
		}
	}
	return err
}

func (c *chunk) readExceptions(ctx context.Context, t tx) error {
	_, err := list(ctx, t, func(r scanner) (struct{}, error) {
		var rank int64
		e := &exception{}
		err := r.Scan(&rank, &e.subscriber, &e.byHand, &e.state, &e.attempts, &e.claim, when(&e.nextTry),
			when(&e.changed), &e.cause, &e.verdict, &e.messageID, &e.response)
		c.strange[int(rank&(mostChunk-1))] = e
		return struct{}{}, err
	}, `SELECT e.rank, e.subscriber_id, e.by_hand, e.state, e.attempts, e.claim, e.next_try, e.changed, e.cause, e.verdict,
		e.message_id, e.response FROM exceptions e WHERE e.issue_id = $1 AND e.rank >= $2 AND e.rank < $3`,
		c.issue, c.rank(0), c.rank(mostChunk))
	return err
}

func (c *chunk) readTakings(ctx context.Context, t tx) error {
	all, err := list(ctx, t, func(r scanner) (*taking, error) {
		k := &taking{}
		err := r.Scan(&k.claim, &k.holder, when(&k.at), (*[]byte)(&k.taken))
		return k, err
	}, `SELECT claim, holder, at, taken FROM takings WHERE issue_id = $1 AND chunk = $2 ORDER BY claim`, c.issue, c.chunk)
	c.takings = all
	return err
}

func (c *chunk) rank(i int) int64 { return c.chunk<<placeBits + int64(i) }
func (c *chunk) id(i int) int64   { return deliveryID(c.issue, c.rank(i)) }

// taking returns what a place is under way in; nil when it is not.
func (c *chunk) taking(i int) *taking {
	for _, k := range c.takings {
		if k.taken.has(i) {
			return k
		}
	}
	return nil
}

// state returns where a place stands.
func (c *chunk) state(i int) news.DeliveryState {
	switch e := c.strange[i]; {
	case e != nil:
		return e.state
	case c.waiting.has(i):
		return news.DeliveryQueued
	case c.given.has(i):
		return news.DeliverySent
	}
	return news.DeliverySending
}

// leave takes a place out of all the sets of which it is in one, but the exceptions.
func (c *chunk) leave(i int) {
	c.waiting.clear(i)
	c.given.clear(i)
	if k := c.taking(i); k != nil {
		k.taken.clear(i)
		k.dirty = true
	}
}

// plain makes a place one that is no exception: queued for the first time, or sent.
func (c *chunk) plain(i int, in bitmap) {
	c.leave(i)
	if e := c.strange[i]; e != nil {
		if !e.fresh {
			c.dropped = append(c.dropped, i)
		}
		delete(c.strange, i)
		c.stale = true
	}
	in.set(i)
}

// giveSpan is how far the times of the letters of a chunk that were simply sent may lie apart.
const giveSpan = time.Hour

// give makes a place one that was sent, and reports whether it is no exception.
func (c *chunk) give(i int, at time.Time) bool {
	if c.given.count() == 0 {
		c.givenAt = at
	}
	if at.Sub(c.givenAt).Abs() > giveSpan {
		c.except(i, news.DeliverySent, at)
		return false
	}
	c.plain(i, c.given)
	return true
}

// except makes a place an exception in a state, or moves one, and returns it to be filled in.
func (c *chunk) except(i int, state news.DeliveryState, at time.Time) *exception {
	e := c.strange[i]
	if e == nil {
		e = &exception{subscriber: c.subscribers[i], byHand: c.byHand, fresh: true}
		switch k := c.taking(i); {
		case k != nil:
			e.attempts, e.claim = 1, k.claim
		case c.given.has(i):
			e.attempts = 1
		}
		c.strange[i] = e
	}
	c.leave(i)
	e.state, e.changed, e.nextTry, e.dirty = state, at, time.Time{}, true
	c.stale = true
	return e
}

// queue puts a place back into the queue as one that was never tried, but for what is known of it.
func (c *chunk) queue(i int, at time.Time) {
	if c.strange[i] == nil {
		c.plain(i, c.waiting)
		return
	}
	doubted := c.state(i) == news.DeliveryDoubt
	e := c.except(i, news.DeliveryQueued, at)
	if e.attempts = 0; doubted {
		e.cause = news.CauseDoubt
	}
}

// takeBack puts a place that is under way, and whose letter was not offered, back into the queue.
func (c *chunk) takeBack(i int, at time.Time) {
	if c.strange[i] == nil {
		c.plain(i, c.waiting)
		return
	}
	e := c.except(i, news.DeliveryQueued, at)
	e.attempts = max(0, e.attempts-1)
}

// count counts the places by state.
func (c *chunk) count() map[news.DeliveryState]int {
	n := map[news.DeliveryState]int{
		news.DeliveryQueued: c.waiting.count(), news.DeliverySent: c.given.count(),
	}
	for _, k := range c.takings {
		n[news.DeliverySending] += k.taken.count()
	}
	for i, e := range c.strange {
		if e.state != news.DeliverySending || c.taking(i) == nil { // those under way are counted above
			n[e.state]++
		}
	}
	return n
}

// save writes what was changed at a time; zero = the chunk's time stays.
func (s *Store) save(ctx context.Context, t tx, c *chunk, at time.Time) error {
	if err := s.saveExceptions(ctx, t, c); err != nil {
		return fmt.Errorf("exceptions: %w", err)
	}
	if err := c.saveTakings(ctx, t); err != nil {
		return fmt.Errorf("takings: %w", err)
	}
	if c.stale {
		c.nextTry = 0
		for _, e := range c.strange {
			if n := us(e.nextTry); e.state == news.DeliveryDeferred && (c.nextTry == 0 || n < c.nextTry) {
				c.nextTry = n
			}
		}
	}
	n := c.count()
	if !at.IsZero() {
		c.changed = at
	}
	_, err := t.exec(ctx, `
		UPDATE chunks SET claim = $3, changed = $4, next_try = $5, strange = $6, queued = $7, sending = $8, deferred = $9,
			delivered = $10, failed = $11, doubt = $12, withdrawn = $13, waiting = $14, given = $15, given_at = $16
		WHERE issue_id = $1 AND chunk = $2`,
		c.issue, c.chunk, c.claim, us(c.changed), c.nextTry, len(c.strange), n[news.DeliveryQueued], n[news.DeliverySending],
		n[news.DeliveryDeferred], n[news.DeliverySent], n[news.DeliveryFailed], n[news.DeliveryDoubt],
		n[news.DeliveryWithdrawn], []byte(c.waiting), []byte(c.given), us(c.givenAt))
	return err
}

func (c *chunk) saveTakings(ctx context.Context, t tx) error {
	for _, k := range c.takings {
		var err error
		switch {
		case k.fresh && k.taken.count() > 0:
			_, err = t.exec(ctx, `
				INSERT INTO takings (issue_id, chunk, claim, holder, at, taken) VALUES ($1, $2, $3, $4, $5, $6)`,
				c.issue, c.chunk, k.claim, k.holder, us(k.at), []byte(k.taken))
		case k.dirty && k.taken.count() == 0:
			_, err = t.exec(ctx, `DELETE FROM takings WHERE issue_id = $1 AND chunk = $2 AND claim = $3`,
				c.issue, c.chunk, k.claim)
		case k.dirty:
			_, err = t.exec(ctx, `UPDATE takings SET taken = $4 WHERE issue_id = $1 AND chunk = $2 AND claim = $3`,
				c.issue, c.chunk, k.claim, []byte(k.taken))
		}
		if err != nil {
			return err
		}
		k.fresh, k.dirty = false, false
	}
	c.takings = slices.DeleteFunc(c.takings, func(k *taking) bool { return k.taken.count() == 0 })
	return nil
}

func number(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func (s *Store) saveExceptions(ctx context.Context, t tx, c *chunk) error {
	var fresh, dirty, gone [][]any
	for _, i := range slices.Sorted(maps.Keys(c.strange)) {
		e := c.strange[i]
		row := []any{
			c.rank(i), e.subscriber, number(e.byHand), string(e.state), e.attempts, e.claim, us(e.nextTry), us(e.changed),
			string(e.cause), e.verdict, e.messageID, e.response,
		}
		switch {
		case e.fresh:
			fresh = append(fresh, row)
		case e.dirty:
			dirty = append(dirty, row)
		}
		e.fresh, e.dirty = false, false
	}
	for _, i := range c.dropped {
		if c.strange[i] == nil {
			gone = append(gone, []any{c.rank(i)})
		}
	}
	dropped := map[int]bool{} // dropped, and an exception again: it is written over
	for _, i := range c.dropped {
		dropped[i] = true
	}
	fresh = slices.DeleteFunc(fresh, func(row []any) bool {
		again := dropped[int(row[0].(int64)&(mostChunk-1))]
		if again {
			dirty = append(dirty, row)
		}
		return again
	})
	c.dropped = nil
	for _, q := range []struct {
		rows  [][]any
		query string
	}{
		{gone, `DELETE FROM exceptions WHERE issue_id = $1 AND rank IN (SELECT CAST(v.value ->> 0 AS BIGINT) FROM ` +
			s.rows("$2") + `)`},
		{dirty, `
			UPDATE exceptions SET by_hand = CAST(v.value ->> 2 AS BIGINT) = 1, state = v.value ->> 3,
				attempts = CAST(v.value ->> 4 AS BIGINT), claim = CAST(v.value ->> 5 AS BIGINT),
				next_try = CAST(v.value ->> 6 AS BIGINT), changed = CAST(v.value ->> 7 AS BIGINT), cause = v.value ->> 8,
				verdict = v.value ->> 9, message_id = v.value ->> 10, response = v.value ->> 11
			FROM ` + s.rows("$2") + ` WHERE issue_id = $1 AND rank = CAST(v.value ->> 0 AS BIGINT)`},
		{fresh, `
			INSERT INTO exceptions (issue_id, rank, subscriber_id, by_hand, state, attempts, claim, next_try, changed, cause,
				verdict, message_id, response)
			SELECT CAST($1 AS BIGINT), CAST(v.value ->> 0 AS BIGINT), CAST(v.value ->> 1 AS BIGINT),
				CAST(v.value ->> 2 AS BIGINT) = 1, v.value ->> 3, CAST(v.value ->> 4 AS BIGINT), CAST(v.value ->> 5 AS BIGINT),
				CAST(v.value ->> 6 AS BIGINT), CAST(v.value ->> 7 AS BIGINT), v.value ->> 8, v.value ->> 9, v.value ->> 10,
				v.value ->> 11
			FROM ` + s.rows("$2") + ` WHERE TRUE`},
	} {
		if len(q.rows) == 0 {
			continue
		}
		param, err := cells(q.rows)
		if err == nil {
			_, err = t.exec(ctx, q.query, c.issue, param)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
