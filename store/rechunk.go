package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
)

// chunkVersion is the migration whose tables rechunk fills.
const chunkVersion = 28

// rechunk brings the ledger of before migration 28, a row for each recipient, into chunks, one issue a transaction.
// Killed in between, it goes on at the next start (halfway).
func (s *Store) rechunk(ctx context.Context) error {
	for done := false; !done; {
		err := s.write(ctx, func(t tx) (err error) {
			done, err = s.rechunkOne(ctx, t)
			return err
		})
		if err != nil {
			return fmt.Errorf("bring the ledger into chunks: %w", err)
		}
	}
	return nil
}

// rechunkAll is rechunk in a transaction that is there.
func (s *Store) rechunkAll(ctx context.Context, t tx) error {
	for {
		done, err := s.rechunkOne(ctx, t)
		if err != nil {
			return fmt.Errorf("bring the ledger into chunks: %w", err)
		}
		if done {
			return nil
		}
	}
}

// halfway reports whether a process ended in rechunk.
func (s *Store) halfway(ctx context.Context) (is bool, err error) {
	there, err := s.hasTable(ctx, s.alone(), "old_deliveries")
	if err == nil && there {
		err = s.alone().row(ctx, `SELECT EXISTS (SELECT 1 FROM old_deliveries)`).Scan(&is)
	}
	return is, err
}

// oldRow is a recipient of before migration 28.
type oldRow struct {
	guest
	exception
	digest int64
	holder string
}

// rechunkOne works on one issue, and reports whether there was none left.
func (s *Store) rechunkOne(ctx context.Context, t tx) (done bool, err error) {
	var issue int64
	err = t.row(ctx, `SELECT issue_id FROM old_deliveries ORDER BY issue_id LIMIT 1`).Scan(&issue)
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	b := &rechunker{Store: s, t: t, chunkKey: chunkKey{issue: issue}}
	for _, byHand := range []bool{false, true} {
		// The readers in the order of a frozen list; those named by hand in the order of their naming.
		order := `CASE WHEN by_hand OR subscriber_id = 0 THEN '' ELSE language END,
			CASE WHEN by_hand OR subscriber_id = 0 THEN 0 ELSE subscriber_id END, id`
		for offset := 0; ; {
			const page = 10_000 // rows that one query reads into memory
			rows, err := list(ctx, t, readOldRow, `
				SELECT digest_id, subscriber_id, email, email_key, name, language, by_hand OR subscriber_id = 0, state, attempts,
					claim, holder, next_try, message_id, response, changed, cause, verdict
				FROM old_deliveries WHERE issue_id = $1 AND (by_hand OR subscriber_id = 0) = $2
				ORDER BY `+order+` LIMIT $3 OFFSET $4`, issue, byHand, page, offset)
			if err != nil {
				return false, fmt.Errorf("issue %d: %w", issue, err)
			}
			for _, row := range rows {
				if err := b.add(ctx, row); err != nil {
					return false, fmt.Errorf("issue %d: %w", issue, err)
				}
			}
			if offset += page; len(rows) < page {
				break
			}
		}
		if err := b.flush(ctx); err != nil {
			return false, fmt.Errorf("issue %d: %w", issue, err)
		}
	}
	_, err = t.exec(ctx, `DELETE FROM old_deliveries WHERE issue_id = $1`, issue)
	return false, err
}

func readOldRow(r scanner) (o oldRow, err error) {
	err = r.Scan(&o.digest, &o.guest.subscriber, &o.email, &o.key, &o.name, &o.language, &o.byHand, &o.state, &o.attempts,
		&o.claim, &o.holder, when(&o.nextTry), &o.messageID, &o.response, when(&o.changed), &o.cause, &o.verdict)
	return o, err
}

// rechunker gathers the recipients of a chunk.
type rechunker struct {
	*Store
	t tx
	chunkKey
	rows []oldRow
}

func (b *rechunker) add(ctx context.Context, row oldRow) error {
	if len(b.rows) > 0 {
		if first := b.rows[0]; len(b.rows) == usualChunk || first.byHand != row.byHand ||
			!first.byHand && first.language != row.language {
			if err := b.flush(ctx); err != nil {
				return err
			}
		}
	}
	b.rows = append(b.rows, row)
	return nil
}

// flush writes the chunk of what was gathered.
func (b *rechunker) flush(ctx context.Context) error {
	if len(b.rows) == 0 {
		return nil
	}
	first := b.rows[0]
	c := &chunk{chunkKey: b.chunkKey, digest: first.digest, byHand: first.byHand, strange: map[int]*exception{}}
	if !c.byHand {
		c.segment = first.language
	}
	guests := make([]guest, len(b.rows))
	var last time.Time
	for i, row := range b.rows {
		guests[i] = row.guest
		c.subscribers = append(c.subscribers, row.guest.subscriber)
		last = later(last, row.changed)
	}
	if err := insertChunk(ctx, b.t, c, last); err != nil {
		return err
	}
	if c.byHand {
		if err := b.insertGuests(ctx, b.t, c, guests); err != nil {
			return err
		}
	}
	for i, row := range b.rows {
		c.adopt(i, row)
	}
	if err := b.save(ctx, b.t, c, last); err != nil {
		return err
	}
	b.rows = b.rows[:0]
	b.chunk++
	return nil
}

// adopt gives a place the state of a row of before. What was under way stays so; its journal is of before too and
// proves nothing, so that it is in doubt when its holder is gone.
func (c *chunk) adopt(i int, row oldRow) {
	switch {
	case row.state == news.DeliveryQueued && row.attempts == 0 && row.cause == "" && row.verdict == "":
		return
	case row.state == news.DeliverySent && c.give(i, row.changed):
		return
	case row.state == news.DeliverySending && row.attempts <= 1 && row.cause == "" && row.verdict == "":
		c.under(row).taken.set(i)
		c.waiting.clear(i)
		return
	}
	e := c.except(i, row.state, row.changed)
	fresh, subscriber := e.fresh, e.subscriber
	*e = row.exception
	e.fresh, e.dirty, e.subscriber = fresh, true, subscriber
	if e.claim = 0; e.state == news.DeliverySending { // claims count within the chunk now
		k := c.under(row)
		k.taken.set(i)
		e.claim = k.claim
	}
}

// under returns the taking of a row's holder.
func (c *chunk) under(row oldRow) *taking {
	n := slices.IndexFunc(c.takings, func(k *taking) bool { return k.holder == row.holder })
	if n >= 0 {
		return c.takings[n]
	}
	c.claim++
	k := &taking{
		claim: c.claim, holder: row.holder, at: row.changed, taken: newBitmap(len(c.subscribers)), fresh: true,
	}
	c.takings = append(c.takings, k)
	return k
}
