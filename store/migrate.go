package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrations embed.FS

// migrateLock is the PostgreSQL advisory lock that lets one process migrate at a time. The number is "attache" in ASCII.
const migrateLock = 0x61747461636865

// Migrate brings the tables, River's among them, to this program's version. Several processes may call it at once.
func (s *Store) Migrate(ctx context.Context) error {
	migrate := s.migrateSQLite
	if s.pool != nil {
		migrate = s.migratePostgres
	}
	if err := migrate(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

func (s *Store) migratePostgres(ctx context.Context) (err error) {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrateLock)); err != nil {
		return err
	}
	defer func() {
		_, e := c.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrateLock))
		err = errors.Join(err, e)
	}()
	if err := s.migrateHouse(ctx); err != nil {
		return err
	}
	m, err := rivermigrate.New(riverpgxv5.New(s.pool), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// migrateSQLite has no lock to take beside the file's own: each migration is one immediate transaction, so when two processes
// migrate at once one of them fails on a table that already stands, and finds the work done when it looks again.
func (s *Store) migrateSQLite(ctx context.Context) error {
	const tries = 5
	var err error
	for range tries {
		if err = s.migrateSQLiteOnce(ctx); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (s *Store) migrateSQLiteOnce(ctx context.Context) error {
	if err := s.migrateHouse(ctx); err != nil {
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(s.db), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func (s *Store) migrateHouse(ctx context.Context) error {
	p, err := s.goose()
	if err != nil {
		return err
	}
	if _, err = p.Up(ctx); err != nil {
		return err
	}
	return s.repack(ctx)
}

func (s *Store) goose() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, s.dialect.migrations)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.Dialect(s.dialect.goose), s.db, dir, goose.WithDisableGlobalRegistry(true))
}

// Pending is how many of our migrations Migrate would run.
func (s *Store) Pending(ctx context.Context) (int, error) {
	p, err := s.goose()
	if err != nil {
		return 0, err
	}
	st, err := p.Status(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the state of the migrations: %w", err)
	}
	n := 0
	for _, m := range st {
		if m.State == goose.StatePending {
			n++
		}
	}
	return n, nil
}
