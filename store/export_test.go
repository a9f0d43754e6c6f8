package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// Watch makes an open store tell of every statement it runs, with its parameters, and returns a handle whose statements
// it does not tell of.
func Watch(ctx context.Context, s *Store, note func(query string, args []any)) (*sql.DB, error) {
	quiet := s.ro
	if s.pool != nil {
		cfg := s.pool.Config()
		cfg.ConnConfig.Tracer = pgTracer(note)
		pool, err := pgxpool.NewWithConfig(ctx, cfg)
		if err != nil {
			return nil, err
		}
		watched := stdlib.OpenDBFromPool(pool)
		s.db, s.ro = watched, watched
		return quiet, nil
	}
	s.db, s.ro = sql.OpenDB(watchedSQLite{s.db, note}), sql.OpenDB(watchedSQLite{s.ro, note})
	return quiet, nil
}

type pgTracer func(query string, args []any)

func (t pgTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	t(d.SQL, d.Args)
	return ctx
}

func (pgTracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// watchedSQLite makes connections out of those of another handle.
type watchedSQLite struct {
	db   *sql.DB
	note func(query string, args []any)
}

func (w watchedSQLite) Driver() driver.Driver { return w.db.Driver() }

func (w watchedSQLite) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	var raw driver.Conn
	err = c.Raw(func(d any) error { raw = d.(driver.Conn); return nil })
	return &watchedConn{Conn: raw, from: c, note: w.note}, err
}

type watchedConn struct {
	driver.Conn
	from *sql.Conn
	note func(query string, args []any)
}

func (c *watchedConn) Close() error { return c.from.Close() }

func (c *watchedConn) tell(query string, args []driver.NamedValue) {
	all := make([]any, len(args))
	for i, a := range args {
		all[i] = a.Value
	}
	c.note(strings.TrimSpace(query), all)
}

func (c *watchedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

func (c *watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.tell(query, args)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.tell(query, args)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

// MigrateTo brings the tables to a version, without what Migrate does after the files.
func MigrateTo(ctx context.Context, s *Store, version int64) error {
	p, err := s.goose()
	if err != nil {
		return err
	}
	_, err = p.UpTo(ctx, version)
	return err
}

// RepackOne is one step of what Migrate does after the files.
func RepackOne(ctx context.Context, s *Store) (done bool, err error) { return s.repackOne(ctx) }

// MigrateFile brings an empty SQLite database to one of our versions, and no job queue to it.
func MigrateFile(t testing.TB, db *sql.DB, version int64) {
	t.Helper()
	if err := MigrateTo(t.Context(), &Store{db: db, ro: db, dialect: sqlite}, version); err != nil {
		t.Fatal(err)
	}
}

// RechunkOne brings the ledger of one issue into chunks.
func RechunkOne(ctx context.Context, s *Store) (done bool, err error) {
	err = s.write(ctx, func(t tx) (err error) {
		done, err = s.rechunkOne(ctx, t)
		return err
	})
	return done, err
}

// Reached counts those of some subscribers who got an issue, as far as a look back of so many chunks finds them.
func Reached(ctx context.Context, s *Store, most int, subscribers ...int64) (n int, err error) {
	asked := idSet{}
	for _, id := range subscribers {
		asked.add(id)
	}
	err = s.eachGiven(ctx, s.alone(), lookBack{asked.span, time.Time{}, most}, func(_ int64, _ time.Time, id int64) {
		if asked.remove(id) {
			n++
		}
	})
	return n, err
}
