package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// defaultCopies is how many copies of a SQLite database from before migrations are kept.
const defaultCopies = 2

// copySuffix parts the database's file from the version of the tables in the name of a copy: attache.db.schema-00005.
const copySuffix = ".schema-"

// copyBefore keeps a copy of the SQLite file as it is before migrations change it, and deletes all but the newest ones. An empty
// database has none. It gives the copy's path; "" = none was made.
func (s *Store) copyBefore(ctx context.Context, at Schema) (string, error) {
	if s.pool != nil || s.file == "" || at.House == 0 || s.copies < 0 {
		return "", nil
	}
	path := fmt.Sprintf("%s%s%05d", s.file, copySuffix, at.House)
	half := path + ".half" // what a killed process left of it is overwritten
	err := s.vacuumInto(ctx, half)
	if err == nil {
		err = os.Rename(half, path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("copy the database to %s before it is migrated: %w", path, err), os.Remove(half))
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

// vacuumInto writes a consistent copy of a SQLite database to a file that only the owner reads, and syncs it.
func (s *Store) vacuumInto(ctx context.Context, path string) error {
	// VACUUM INTO takes an empty file, whose mode then stays (https://www.sqlite.org/lang_vacuum.html#vacuuminto).
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return err
	}
	return f.Sync()
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
