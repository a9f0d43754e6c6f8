package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"attache/news"
)

//go:embed migrations
var migrations embed.FS

// migrateLock is the PostgreSQL advisory lock that lets one process migrate a schema at a time: "migr" in ASCII, and
// the schema.
const migrateLock = "1835624306, hashtext(COALESCE(current_schema(), ''))"

// packVersion is the migration whose columns repack fills.
const packVersion = 8

// Migrate brings the tables, the job queue's among them, to this program's version. Several processes may call it at
// once. Each migration is one transaction: one that fails, or whose process is killed, leaves nothing (a
// *MigrationError names it), and the next call goes on there. Tables of a later program are a *NewerError. A SQLite
// file that holds tables is copied first.
func (s *Store) Migrate(ctx context.Context) error {
	is, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	known, err := s.Known()
	if err != nil {
		return err
	}
	half, err := s.halfway(ctx)
	if err != nil || is == known && !half {
		return err
	}
	if s.readOnly {
		return &news.InvalidError{
			Message: "The tables are of an older attache, and nothing may be changed in them now (--dry-run).",
			Hint:    "bring them to this program's version first: attache migrate",
		}
	}
	unlock, err := s.lockMigration(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if is, err = s.Schema(ctx); err == nil { // whoever had the lock may have done the work
		half, err = s.halfway(ctx)
	}
	if err != nil || is == known && !half {
		return err
	}
	if err := s.refuseNewer(ctx); err != nil {
		return err
	}
	if is.Own < known.Own {
		if s.copied, err = s.copyBefore(ctx, is); err != nil {
			return withoutCopy{err}
		}
	}
	migrate := s.migrateSQLite
	if s.pool != nil {
		migrate = s.migratePostgres
	}
	err = migrate(ctx)
	if cause := ctx.Err(); err != nil && cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w (%w)", cause, err) // a driver says then that its connection is bad
	}
	if err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// Copied is the copy of the SQLite file that this Store's Migrate kept; "" = none.
func (s *Store) Copied() string { return s.copied }

// withoutCopy is a database that was not migrated because it could not be copied first.
type withoutCopy struct{ error }

// Unwrap returns the cause.
func (e withoutCopy) Unwrap() error { return e.error }

// Hint returns what to do.
func (e withoutCopy) Hint() string {
	return "the database is as it was; make space for a copy beside it, or make a backup elsewhere and set " +
		"database.copies to -1"
}

func (s *Store) migratePostgres(ctx context.Context) (err error) {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock("+migrateLock+")"); err != nil {
		return err
	}
	defer func() {
		_, e := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock("+migrateLock+")")
		err = errors.Join(err, e)
	}()
	return s.migrateOnce(ctx)
}

// migrateSQLite also works where there is no lock (lockMigration): each migration is one immediate transaction, so when
// two processes migrate at once one of them fails on a table that already stands, and finds the work done when it looks
// again. It returns up when the database stands still: then nobody else did the work.
func (s *Store) migrateSQLite(ctx context.Context) error {
	const still = 3 // tries without progress: a lock of the other process may be in the way of one
	for tries, before := 0, (Schema{}); ; {
		is, err := s.Schema(ctx)
		if err != nil {
			return err
		}
		if is != before {
			tries, before = 0, is
		}
		if err = s.migrateOnce(ctx); err == nil || ctx.Err() != nil {
			return err
		}
		if tries++; tries >= still {
			return err
		}
	}
}

// migrateOnce runs what is to be run.
func (s *Store) migrateOnce(ctx context.Context) error {
	p, err := s.goose()
	if err != nil {
		return err
	}
	// A process killed while it packs leaves the tables of packVersion: the next one goes on there.
	for _, to := range []int64{packVersion, chunkVersion, math.MaxInt64} {
		_, err = p.UpTo(ctx, to)
		var partial *goose.PartialError
		if errors.As(err, &partial) {
			return s.failed(ctx, path.Base(partial.Failed.Source.Path), partial.Err)
		}
		if err == nil {
			err = s.repack(ctx)
		}
		if err == nil && to >= chunkVersion {
			err = s.rechunk(ctx)
		}
		if err != nil {
			return err
		}
	}
	if s.pool != nil {
		err = migrateRiver(ctx, riverpgxv5.New(s.pool))
	} else {
		err = migrateRiver(ctx, riversqlite.New(s.db))
	}
	if err != nil {
		is, e := s.Schema(context.WithoutCancel(ctx))
		return s.failed(ctx, riverName(is.River+1), errors.Join(err, e))
	}
	return nil
}

func migrateRiver[TTx any](ctx context.Context, driver riverdriver.Driver[TTx]) error {
	m, err := rivermigrate.New(driver, nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func (s *Store) failed(ctx context.Context, name string, err error) error {
	is, e := s.Schema(context.WithoutCancel(ctx))
	return &MigrationError{Name: name, At: is, Err: errors.Join(err, e)}
}

func (s *Store) goose() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, s.dialect.migrations)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.Dialect(s.dialect.goose), s.db, dir, goose.WithDisableGlobalRegistry(true))
}

// Pending is how many of our migrations Migrate would run. Tables of a later program are a *NewerError.
func (s *Store) Pending(ctx context.Context) (int, error) {
	if err := s.refuseNewer(ctx); err != nil {
		return 0, err
	}
	is, err := s.Schema(ctx)
	if err != nil {
		return 0, err
	}
	known, err := s.Known()
	if err != nil {
		return 0, err
	}
	ups, err := s.dialect.migrationUps(is.Own, known.Own)
	return len(ups), err
}
