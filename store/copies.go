package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// defaultCopies is how many copies of a SQLite database from before migrations are kept.
const defaultCopies = 2

// copySuffix parts the database's file from the version of the tables in the name of a copy: attache.db.schema-00005.
const copySuffix = ".schema-"

// copyBefore keeps a copy of the SQLite file as it is before migrations change it, and deletes all but the newest ones.
// An empty database has none. It returns the copy's path; "" = none was made.
func (s *Store) copyBefore(ctx context.Context, at Schema) (string, error) {
	if s.pool != nil || s.file == "" || at.Own == 0 || s.copies < 0 {
		return "", nil
	}
	path := fmt.Sprintf("%s%s%05d", s.file, copySuffix, at.Own)
	fail := func(err error) (string, error) {
		return "", fmt.Errorf("copy the database to %s before it is migrated: %w", path, err)
	}
	half, err := s.halfCopy()
	if err != nil {
		return fail(err)
	}
	version, err := s.vacuumInto(ctx, half)
	if err == nil && version != at.Own {
		return "", os.Remove(half) // without locks: another process has migrated meanwhile, and made the copy
	}
	if err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		return fail(errors.Join(err, os.Remove(half)))
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return fail(err)
	}
	all, err := copies(s.file)
	if err != nil {
		return path, err
	}
	keep := s.copies
	if keep == 0 {
		keep = defaultCopies
	}
	for len(all) > keep {
		if err := os.Remove(all[0].path); err != nil {
			return path, fmt.Errorf("delete an old copy: %w", err)
		}
		all = all[1:]
	}
	return path, nil
}

// halfAge is after what time what a killed process left of a copy is taken away: a copy in the making grows.
const halfAge = 10 * time.Minute

// halfCopy makes an empty file for a copy, for the owner alone, and takes away what killed processes left.
func (s *Store) halfCopy() (string, error) {
	dir, pattern := filepath.Dir(s.file), "."+filepath.Base(s.file)+copySuffix+"half-*"
	old, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return "", err
	}
	for _, path := range old {
		if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()) > halfAge {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
	}
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// vacuumInto writes a consistent copy of a SQLite database into an empty file, whose mode stays
// (https://www.sqlite.org/lang_vacuum.html#vacuuminto), syncs it, and returns the version of the tables in it.
func (s *Store) vacuumInto(ctx context.Context, path string) (version int64, err error) {
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite", sqliteDSN(path, url.Values{"_pragma": {"query_only(ON)"}}))
	if err != nil {
		return 0, err
	}
	is, err := (&Store{dialect: sqlite}).schema(ctx, tx{db})
	if e := db.Close(); err == nil {
		err = e
	}
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	return is.Own, err
}

type dbCopy struct {
	version int64
	path    string
}

// copies lists the copies of a database file, the oldest version first.
func copies(file string) ([]dbCopy, error) {
	names, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	var all []dbCopy
	for _, e := range names {
		digits, ok := strings.CutPrefix(e.Name(), filepath.Base(file)+copySuffix)
		if !ok {
			continue
		}
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			all = append(all, dbCopy{n, filepath.Join(filepath.Dir(file), e.Name())})
		}
	}
	slices.SortFunc(all, func(a, b dbCopy) int { return int(a.version - b.version) })
	return all, nil
}

// newestCopy is the newest copy whose tables a program of that version can read; "" = none.
func newestCopy(file string, version int64) string {
	all, err := copies(file)
	if err != nil {
		return ""
	}
	best := ""
	for _, c := range all {
		if c.version <= version {
			best = c.path
		}
	}
	return best
}

// syncDir makes a rename in a folder survive a power cut. Systems that cannot sync a folder have their own ways.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
