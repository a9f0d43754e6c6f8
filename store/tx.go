package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"attache/text"
)

// dialect holds the few words that differ between the databases.
type dialect struct {
	goose      string
	migrations string
	lock       string // the clause of a SELECT that locks its rows; "" = there is one writer anyway
	skipLocked string // likewise, leaving out rows that others have locked
	stay       string // the clause of a SELECT whose rows are not deleted meanwhile; "" = there is one writer anyway
	texts      string // a table v(value) of the texts in a JSON array; %s is the parameter
	rows       string // a table v(value) of the arrays in a JSON array: v.value ->> 0 is a cell
}

// in is the table of a list parameter, for "x IN (SELECT v.value FROM …)".
func (s *Store) in(param string) string { return fmt.Sprintf(s.dialect.texts, param) }

// rows is the table of a parameter made by cells.
func (s *Store) rows(param string) string { return fmt.Sprintf(s.dialect.rows, param) }

// querier is what *sql.DB, *sql.Conn and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// tx runs statements in a transaction, or alone when it stands on a *sql.DB.
type tx struct{ q querier }

// exec runs a statement and returns how many rows it touched.
func (t tx) exec(ctx context.Context, query string, args ...any) (int, error) {
	res, err := t.q.ExecContext(ctx, query, tidy(args)...)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// row runs a query that returns at most one row.
func (t tx) row(ctx context.Context, query string, args ...any) *sql.Row {
	return t.q.QueryRowContext(ctx, query, tidy(args)...)
}

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// list runs a query and reads its rows.
func list[T any](ctx context.Context, t tx, read func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.q.QueryContext(ctx, query, tidy(args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// value reads rows of one column.
func value[T any](r scanner) (T, error) {
	var v T
	err := r.Scan(&v)
	return v, err
}

// alone returns the reading side without a transaction, for methods of one statement.
func (s *Store) alone() tx { return tx{s.ro} }

// read runs f on one snapshot.
func (s *Store) read(ctx context.Context, f func(tx) error) error {
	opts := &sql.TxOptions{}
	if s.pool != nil {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return begin(ctx, s.ro, opts, f)
}

// write runs f in a transaction that survives the death of the process; a power cut may take back the last ones.
func (s *Store) write(ctx context.Context, f func(tx) error) error {
	if s.pool == nil {
		return begin(ctx, s.db, nil, f)
	}
	return s.retry(ctx, func(t tx) error {
		if _, err := t.exec(ctx, "SET LOCAL synchronous_commit = off"); err != nil {
			return err
		}
		return f(t)
	})
}

// retry runs f in a transaction, and again when PostgreSQL gave it up for another.
func (s *Store) retry(ctx context.Context, f func(tx) error) error {
	const tries = 3 // in all: of those that collide PostgreSQL rolls back one, which mostly succeeds the second time
	var err error
	for range tries {
		if err = begin(ctx, s.db, nil, f); !conflict(err) {
			return err
		}
	}
	return err
}

// durable is write, on disk when it returns: it survives a power cut. In SQLite's WAL mode a commit is synced only at
// synchronous=FULL, which is a setting of the connection and can only be changed between transactions
// (https://www.sqlite.org/pragma.html#pragma_synchronous). The sync covers every commit before it too.
func (s *Store) durable(ctx context.Context, f func(tx) error) error {
	if s.pool != nil {
		return s.retry(ctx, f)
	}
	c, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "PRAGMA synchronous = FULL"); err != nil {
		return err
	}
	defer func() {
		// Left at FULL the connection is slower, not wrong: the error may go.
		_, _ = c.ExecContext(context.WithoutCancel(ctx), "PRAGMA synchronous = NORMAL")
	}()
	return begin(ctx, c, nil, f)
}

type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

func begin(ctx context.Context, db beginner, opts *sql.TxOptions, f func(tx) error) error {
	t, err := db.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	// nothing after a commit; also when f panics, or SQLite's one connection would be gone for good
	defer func() { _ = t.Rollback() }()
	if err = f(tx{t}); err == nil {
		err = t.Commit()
	}
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err() // database/sql rolled back when the context ended, beside what f did
	}
	return err
}

// tidy makes strangers' text fit both databases, and is the last door before them: no control character gets in
// (text.Clean).
func tidy(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clean(s)
		}
	}
	return args
}

func clean(s string) string { return text.Clean(s) }

// us is a time as the databases keep it: microseconds since 1970 in UTC, 0 for the zero time.
func us(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromUS(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// when reads a time into t.
func when(t *time.Time) sql.Scanner { return scanTime{t} }

type scanTime struct{ t *time.Time }

func (s scanTime) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a time is kept as %T, not as microseconds", v)
	}
	*s.t = fromUS(n)
	return nil
}

// doc is a value kept as JSON: pass doc{v} to write, doc{&v} to read.
type doc struct{ v any }

// Value returns the JSON.
func (d doc) Value() (driver.Value, error) {
	b, err := json.Marshal(d.v)
	return string(text.CleanJSON(b)), err
}

// Scan reads the JSON.
func (d doc) Scan(v any) error {
	switch v := v.(type) {
	case string:
		return json.Unmarshal([]byte(v), d.v)
	case []byte:
		return json.Unmarshal(v, d.v)
	}
	return fmt.Errorf("JSON is kept as %T, not as text", v)
}

// texts is a list as one parameter, for in.
func texts[T ~string](list []T) doc {
	out := make([]string, len(list)) // never null
	for i, s := range list {
		out[i] = clean(string(s))
	}
	return doc{out}
}

// numbers is a list of IDs as one parameter, for in; read it with CAST(v.value AS BIGINT).
func numbers(list []int64) doc {
	out := make([]string, len(list)) // never null
	for i, n := range list {
		out[i] = strconv.FormatInt(n, 10)
	}
	return doc{out}
}

// cells is a table of values as one parameter, for rows: each row is a JSON array. Texts in it are tidied.
func cells(rows [][]any) (string, error) {
	for _, r := range rows {
		tidy(r)
		for i, c := range r {
			if d, ok := c.(doc); ok {
				v, err := d.Value()
				if err != nil {
					return "", err
				}
				r[i] = v
			}
		}
	}
	b, err := json.Marshal(rows)
	return string(b), err
}
