package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

const (
	// migrateSuffix parts the database's file from the name of the lock that is held while it is migrated:
	// attache.db.migrate.
	migrateSuffix = ".migrate"
	// migrateWait bounds the wait for another process that migrates. Copying a file of 10 GB takes some two minutes.
	migrateWait = 15 * time.Minute
	// migratePause is the time between two tries to get the lock.
	migratePause = 50 * time.Millisecond
)

// NoLocks reports whether an error says that a file system, or the system, has no file locks.
func NoLocks(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK)
}

// lockMigration lets one process at a time copy and migrate a SQLite file. The lock lies on a file beside the database,
// which is deleted again, and ends with the process. On a file system without locks it locks nothing: migrateSQLite
// tries again.
func (s *Store) lockMigration(ctx context.Context) (unlock func(), err error) {
	if s.file == "" {
		return func() {}, nil
	}
	file := s.file
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	ctx, cancel := context.WithTimeoutCause(ctx, migrateWait, busyMigration{file})
	defer cancel()
	path := file + migrateSuffix
	for {
		l := flock.New(path)
		_, err := l.TryLockContext(ctx, migratePause)
		switch {
		case NoLocks(err):
			return func() {}, nil
		case err != nil && ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			return nil, fmt.Errorf("lock the database for its migration: %w", err)
		}
		// Who held the lock before deletes the file while it is locked: a lock on a deleted file keeps nobody out.
		if locked, err := l.Stat(); err == nil {
			if there, err := os.Stat(path); err == nil && os.SameFile(locked, there) {
				return func() {
					_ = os.Remove(path) // where an open file cannot be removed (Windows) it stays, and does no harm
					_ = l.Close()       // the end of the process closes it too
				}, nil
			}
		}
		if err := l.Close(); err != nil {
			return nil, fmt.Errorf("lock the database for its migration: %w", err)
		}
	}
}

// busyMigration is a database that another process has been migrating for longer than migrateWait.
type busyMigration struct{ file string }

// Error returns who is waited for.
func (e busyMigration) Error() string {
	return fmt.Sprintf("another attache has been migrating %s for %s", e.file, migrateWait)
}

// Hint returns what to do.
func (busyMigration) Hint() string {
	return "wait until it has ended, or stop it (a migration that is stopped leaves nothing); then run this again"
}
