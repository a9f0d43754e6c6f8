package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// forgetLock is the PostgreSQL advisory lock that lets one process forget at a time. The number is "forget" in ASCII.
const forgetLock = 0x666f72676574

// Bounds of one slice, which is one transaction.
const (
	firstSlice  = 100                   // rows examined in the first slice of a task
	mostSlice   = 1000                  // rows examined at most
	longSlice   = 40 * time.Millisecond // a slice that took longer makes the next one half as large
	lightSlice  = 15 * time.Millisecond // a slice that took less makes the next one twice as large
	slicePause  = 4                     // after a slice a background pass rests this many times as long as the slice took
	forgetEvery = time.Hour             // between the whole passes of a task
)

// place is where the pass of a task stands: it goes on behind it. Rows are in order of (after, id).
type cursor struct{ after, id int64 }

// task is one kind of forgetting. Both functions go by one condition, so that what is counted is what goes.
type task struct {
	name string // as in Retention
	what string // in words, for people
	// days is how long the rows are kept.
	days func(Retention) int
	// slice works on at most n rows behind p that are older than old, and returns how many it examined, how many it deleted or
	// emptied, and where it stands. Fewer than n examined end the pass.
	slice func(ctx context.Context, s *Store, t tx, a ages, p cursor, n int) (seen, gone int, next cursor, err error)
	// count counts what a pass would delete or empty.
	count func(ctx context.Context, s *Store, t tx, a ages) (int, error)
}

// ages are the times, in microseconds, before which rows are old; 0 = never.
type ages struct {
	own     int64 // of the task
	dropped int64
	texts   int64
}

func agesOf(r Retention, now time.Time, k *task) ages {
	return ages{us(before(now, k.days(r))), us(before(now, r.Dropped)), us(before(now, r.Texts))}
}

// Forgotten is what a task deleted, or would delete.
type Forgotten struct {
	Name string `json:"name"` // as in Retention
	What string `json:"what"`
	Days int    `json:"days"` // how long it is kept; Forever = always
	Rows int    `json:"rows"` // deleted, or emptied of their text
}

// Forget deletes what is older than the store's Retention, in slices of at most 1000 rows, each a transaction of its own, until
// nothing is left or ctx ends. Between slices it rests, so that it takes at most a fifth of the database's time; hurry leaves the rests out.
// Several processes may call it: one of them works, the others return at once.
func (s *Store) Forget(ctx context.Context, now time.Time, hurry bool) ([]Forgotten, error) {
	r := s.retention.withDefaults()
	var all []Forgotten
	for i := range tasks {
		k := &tasks[i]
		f := Forgotten{Name: k.name, What: k.what, Days: k.days(r)}
		if f.Days != Forever {
			n, err := s.forget(ctx, k, agesOf(r, now, k), now, hurry)
			if f.Rows = n; err != nil {
				return all, fmt.Errorf("forget %s: %w", k.what, err)
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// forget runs one task to its end.
func (s *Store) forget(ctx context.Context, k *task, a ages, now time.Time, hurry bool) (total int, err error) {
	n := firstSlice
	for {
		began := time.Now()
		gone, more, err := s.forgetSlice(ctx, k, a, now, n, hurry)
		total += gone
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

// forgetSlice is one transaction. The place of the pass is written with it: killed at any time, the next process goes on there.
func (s *Store) forgetSlice(ctx context.Context, k *task, a ages, now time.Time, n int, hurry bool) (gone int, more bool, err error) {
	err = s.write(ctx, func(t tx) error {
		gone, more = 0, false
		if free, err := s.alonePruning(ctx, t); err != nil || !free {
			return err
		}
		var p cursor
		var ended time.Time
		err := t.row(ctx, `SELECT after, id, ended FROM forgetting WHERE task = $1`, k.name).Scan(&p.after, &p.id, when(&ended))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		// A pass that ended within the hour was another process's; one in the future was a wrong clock's.
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
			ON CONFLICT (task) DO UPDATE SET after = excluded.after, id = excluded.id, ended = excluded.ended`, k.name, next.after, next.id, us(ended))
		return err
	})
	return gone, more, err
}

// alonePruning reports whether no other process is forgetting, and keeps it so for the transaction. SQLite's one writer is alone anyway.
func (s *Store) alonePruning(ctx context.Context, t tx) (free bool, err error) {
	if s.pool == nil {
		return true, nil
	}
	err = t.row(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(forgetLock)).Scan(&free)
	return free, err
}

// Forgettable counts what Forget would delete now.
func (s *Store) Forgettable(ctx context.Context, now time.Time) ([]Forgotten, error) {
	r := s.retention.withDefaults()
	var all []Forgotten
	err := s.read(ctx, func(t tx) error {
		for i := range tasks {
			k := &tasks[i]
			f := Forgotten{Name: k.name, What: k.what, Days: k.days(r)}
			if f.Days != Forever {
				var err error
				if f.Rows, err = k.count(ctx, s, t, agesOf(r, now, k)); err != nil {
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
