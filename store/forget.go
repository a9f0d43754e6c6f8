package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"attache/news"
)

// forgetLock is the PostgreSQL advisory lock that lets one process forget at a time: "forg" in ASCII, and the schema,
// so that two installations in one database do not wait for each other.
const forgetLock = "1718579815, hashtext(COALESCE(current_schema(), ''))"

// Bounds of one slice, which is one transaction.
const (
	firstSlice = 100                   // rows examined in the first slice of a task
	mostSlice  = 1000                  // rows examined at most
	longSlice  = 40 * time.Millisecond // a slice that took longer makes the next one half as large
	lightSlice = 15 * time.Millisecond // a slice that took less makes the next one twice as large
	// after a slice a background pass rests this many times as long as the slice took
	slicePause  = 4
	forgetEvery = time.Hour // between the whole passes of a task
)

// place is where the pass of a task stands: it goes on behind it. Rows are in order of (after, id).
type cursor struct{ after, id int64 }

// task is one kind of forgetting. Both functions go by one condition, so that what is counted is what goes.
type task struct {
	name string // as in Retention
	what string // in words, for people
	// days is how long the rows are kept.
	days func(Retention) int
	// slice works on at most n rows behind p that are older than old, and returns how many it examined, how many it
	// deleted or emptied, and where it stands. Fewer than n examined end the pass.
	slice func(ctx context.Context, s *Store, t tx, a ages, p cursor, n int) (seen, gone int, next cursor, err error)
	// count counts what a pass would delete or empty.
	count func(ctx context.Context, s *Store, t tx, a ages) (int, error)
	once  bool // after one whole pass nothing is ever left
}

// ages are the times, in microseconds, before which rows are old; 0 = never.
type ages struct {
	at      int64 // the time of the deleting itself
	own     int64 // of the task
	dropped int64
	texts   int64
}

func agesOf(r Retention, at, now time.Time, k *task) ages {
	return ages{us(at), us(before(now, k.days(r))), us(before(now, r.Dropped)), us(before(now, r.Texts))}
}

// Forget does what worker.Retention says.
func (s *Store) Forget(ctx context.Context, now time.Time, hurry bool) ([]news.Forgotten, error) {
	r := s.retention.WithDefaults()
	var all []news.Forgotten
	at := now
	if !hurry {
		h, err := s.horizon(ctx, now)
		if err != nil {
			return nil, fmt.Errorf("look at the clock of forgetting: %w", err)
		}
		now = h
	}
	for i := range tasks {
		k := &tasks[i]
		f := news.Forgotten{Kind: k.name, What: k.what, Days: k.days(r)}
		if f.Days != Forever {
			n, err := s.forget(ctx, k, agesOf(r, at, now, k), now, hurry)
			if f.Rows = n; err != nil {
				return all, fmt.Errorf("forget %s: %w", k.what, err)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// mostLeap is how far the time by which ages are counted goes ahead in one pass. A clock that is a year ahead for an
// hour then costs a day of retention, not a year; after a long pause the passes catch up, one an hour.
const mostLeap = 24 * time.Hour

// clockRow is the row of forgetting that holds the time of the last pass.
const clockRow = "clock"

// horizon returns the time by which ages are counted: now, but at most mostLeap after that of the last pass or, when
// there was none, after the last visit to a source.
func (s *Store) horizon(ctx context.Context, now time.Time) (time.Time, error) {
	err := s.write(ctx, func(t tx) error {
		var last time.Time
		err := t.row(ctx, `SELECT after FROM forgetting WHERE task = $1`, clockRow).Scan(when(&last))
		if errors.Is(err, sql.ErrNoRows) {
			err = t.row(ctx, `SELECT COALESCE((SELECT started FROM polls ORDER BY id DESC LIMIT 1), 0)`).Scan(
				when(&last))
		}
		if err != nil {
			return err
		}
		if limit := last.Add(mostLeap); !last.IsZero() && now.After(limit) {
			now = limit
		}
		_, err = t.exec(ctx, `
			INSERT INTO forgetting (task, after, id, ended) VALUES ($1, $2, 0, $2)
			ON CONFLICT (task) DO UPDATE SET after = excluded.after, ended = excluded.ended`, clockRow, us(now))
		return err
	})
	return now, err
}

// forget runs one task to its end.
func (s *Store) forget(ctx context.Context, k *task, a ages, now time.Time, hurry bool) (total int, err error) {
	n := firstSlice
	for {
		began := time.Now()
		gone, more, err := s.forgetSlice(ctx, k, a, now, n, hurry)
		if total += gone; s.Forgot != nil {
			s.Forgot(gone)
		}
		if err != nil || !more {
			return total, err
		}
		took := time.Since(began)
		switch {
		case took > longSlice:
			n = max(1, n/2)
		case took < lightSlice:
			n = min(mostSlice, 2*n)
		}
		if hurry {
			continue
		}
		select {
		case <-ctx.Done():
			return total, ctx.Err()
		case <-time.After(slicePause * took):
		}
	}
}

// forgetSlice is one transaction. The place of the pass is written with it: killed at any time, the next process goes
// on there.
func (s *Store) forgetSlice(
	ctx context.Context, k *task, a ages, now time.Time, n int, hurry bool,
) (gone int, more bool, err error) {
	err = s.write(ctx, func(t tx) error {
		gone, more = 0, false
		if free, err := s.alonePruning(ctx, t, hurry); err != nil || !free {
			return err
		}
		var p cursor
		var ended time.Time
		err := t.row(ctx, `SELECT after, id, ended FROM forgetting WHERE task = $1`, k.name).Scan(&p.after, &p.id,
			when(&ended))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		// A pass that ended within the hour was another process's; one in the future was a wrong clock's.
		if k.once && !ended.IsZero() {
			return nil
		}
		if p == (cursor{}) && !hurry && now.Sub(ended) < forgetEvery && !ended.After(now) {
			return nil
		}
		seen, done, next, err := k.slice(ctx, s, t, a, p, n)
		if err != nil {
			return err
		}
		gone, more = done, seen == n
		if !more {
			next, ended = cursor{}, now
		}
		_, err = t.exec(ctx, `
			INSERT INTO forgetting (task, after, id, ended) VALUES ($1, $2, $3, $4)
			ON CONFLICT (task) DO UPDATE SET after = excluded.after, id = excluded.id, ended = excluded.ended`,
			k.name, next.after, next.id, us(ended))
		return err
	})
	return gone, more, err
}

// alonePruning reports whether no other process is forgetting, and keeps it so for the transaction. One in a hurry
// waits for its turn: two that each found the other at work would both leave the rest of their tasks. SQLite's one
// writer is alone anyway.
func (s *Store) alonePruning(ctx context.Context, t tx, hurry bool) (free bool, err error) {
	if s.pool == nil {
		return true, nil
	}
	if hurry {
		_, err = t.exec(ctx, `SELECT pg_advisory_xact_lock(`+forgetLock+`)`)
		return err == nil, err
	}
	err = t.row(ctx, `SELECT pg_try_advisory_xact_lock(`+forgetLock+`)`).Scan(&free)
	return free, err
}

// Forgettable counts what Forget would delete now.
func (s *Store) Forgettable(ctx context.Context, now time.Time) ([]news.Forgotten, error) {
	r := s.retention.WithDefaults()
	var all []news.Forgotten
	err := s.read(ctx, func(t tx) error {
		for i := range tasks {
			k := &tasks[i]
			f := news.Forgotten{Kind: k.name, What: k.what, Days: k.days(r)}
			if f.Days != Forever {
				var err error
				if f.Rows, err = k.count(ctx, s, t, agesOf(r, now, now, k)); err != nil {
					return fmt.Errorf("%s: %w", k.what, err)
				}
			}
			all = append(all, f)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count what can be forgotten: %w", err)
	}
	return all, nil
}

// TableSize is how much space a table and its indexes take.
type TableSize struct {
	Table string `json:"table"`
	Bytes int64  `json:"bytes"`
}

// Sizes lists the tables by the space that they and their indexes take, largest first, and the bytes of a SQLite file
// that are free for new rows. On SQLite it reads the whole file.
func (s *Store) Sizes(ctx context.Context) (tables []TableSize, free int64, err error) {
	query := `SELECT relname, pg_total_relation_size(oid) FROM pg_class
		WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC, 1`
	if s.pool == nil {
		query = `SELECT m.tbl_name, sum(d.pgsize) FROM dbstat d JOIN sqlite_schema m ON m.name = d.name
			WHERE d.aggregate = TRUE GROUP BY 1 ORDER BY 2 DESC, 1`
		err = s.alone().row(ctx,
			`SELECT f.freelist_count * p.page_size FROM pragma_freelist_count() f, pragma_page_size() p`).Scan(&free)
	}
	if err == nil {
		tables, err = list(ctx, s.alone(), func(r scanner) (t TableSize, err error) {
			err = r.Scan(&t.Table, &t.Bytes)
			return t, err
		}, query)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("measure the tables: %w", err)
	}
	return tables, free, nil
}

// Vacuum returns the space of deleted rows back to the file system (SQLite: the file is written anew, and needs as much
// free disk) or to new rows (PostgreSQL, where autovacuum does it by itself).
func (s *Store) Vacuum(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("vacuum the database: %w", err)
	}
	return nil
}
