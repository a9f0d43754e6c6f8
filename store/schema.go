package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"attache/news"
)

// Schema says which migrations made the tables of a database, or which a program knows: ours and those of the job queue
// (River). 0 = none.
type Schema struct {
	Own   int64 // the newest migration of ours
	River int64 // the newest of the job queue
}

// String is "5 (job queue 6)".
func (v Schema) String() string { return fmt.Sprintf("%d (job queue %d)", v.Own, v.River) }

// newer reports whether v holds a migration that other lacks.
func (v Schema) newer(other Schema) bool { return v.Own > other.Own || v.River > other.River }

// NewerError says that a later attache has migrated the database. Nothing was written.
type NewerError struct {
	Database Schema
	Program  Schema
	Copy     string // the copy that the later attache left of the tables as this program knows them; "" = none is known
}

// Error returns both versions.
func (e *NewerError) Error() string {
	return fmt.Sprintf("the database was migrated by a newer attache: its tables are of version %s, this program "+
		"knows %s",
		e.Database, e.Program)
}

// Hint returns what to do.
func (e *NewerError) Hint() string {
	if e.Copy != "" {
		return "use the newer attache again; or move the database file away and go back to its copy: " +
			news.Command("attache", "restore", e.Copy)
	}
	return "use the newer attache again; or restore a backup made before the upgrade into an empty database: attache " +
		"restore FILE"
}

// MigrationError says which migration failed. What it began was taken back; those before it stay.
type MigrationError struct {
	Name string // "00005_read.sql", "job queue 6"
	At   Schema // where the database stands now
	Err  error
}

// Error names the migration and where the database stands.
func (e *MigrationError) Error() string {
	return fmt.Sprintf("migration %s failed and was taken back, the database stands at version %s: %v", e.Name, e.At,
		e.Err)
}

// Unwrap returns the cause.
func (e *MigrationError) Unwrap() error { return e.Err }

// Hint returns what to do.
func (e *MigrationError) Hint() string {
	return "nothing is lost; mend the cause (space on the disk, rights, locks) and go on with: attache migrate"
}

// Known is the schema that this program migrates to.
func (s *Store) Known() (Schema, error) {
	dir, err := fs.Sub(migrations, s.dialect.migrations)
	if err != nil {
		return Schema{}, err
	}
	names, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return Schema{}, err
	}
	var v Schema
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return Schema{}, fmt.Errorf("the name of migration %s: %w", name, err)
		}
		v.Own = max(v.Own, n)
	}
	all, err := s.river()
	if err != nil {
		return Schema{}, err
	}
	for _, m := range all {
		v.River = max(v.River, int64(m.Version))
	}
	return v, nil
}

// river lists the job queue's migrations.
func (s *Store) river() ([]rivermigrate.Migration, error) {
	if s.isPostgres() {
		m, err := rivermigrate.New(riverpgxv5.New(s.pool), nil)
		if err != nil {
			return nil, err
		}
		return m.AllVersions(), nil
	}
	m, err := rivermigrate.New(riversqlite.New(s.db), nil)
	if err != nil {
		return nil, err
	}
	return m.AllVersions(), nil
}

// Schema reads which migrations the database has had.
func (s *Store) Schema(ctx context.Context) (Schema, error) {
	return s.schema(ctx, s.alone())
}

func (s *Store) schema(ctx context.Context, t tx) (Schema, error) {
	var v Schema
	for _, q := range []struct {
		table, query string
		to           *int64
	}{
		{"goose_db_version", `SELECT COALESCE(max(version_id), 0) FROM goose_db_version WHERE is_applied`, &v.Own},
		{"river_migration", `SELECT COALESCE(max(version), 0) FROM river_migration`, &v.River},
	} {
		there, err := s.hasTable(ctx, t, q.table)
		if err == nil && there {
			err = t.row(ctx, q.query).Scan(q.to)
		}
		if err != nil {
			return v, fmt.Errorf("read the version of the tables: %w", err)
		}
	}
	return v, nil
}

func (s *Store) hasTable(ctx context.Context, t tx, name string) (bool, error) {
	query := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1`
	if s.isPostgres() {
		query = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1`
	}
	var n int
	err := t.row(ctx, query, name).Scan(&n)
	return n > 0, err
}

// refuseNewer returns a *NewerError when a later program migrated the database.
func (s *Store) refuseNewer(ctx context.Context) error {
	is, err := s.Schema(ctx)
	if err != nil {
		return err
	}
	known, err := s.Known()
	if err != nil {
		return err
	}
	if !is.newer(known) {
		return nil
	}
	e := &NewerError{Database: is, Program: known}
	if s.file != "" {
		e.Copy = newestCopy(s.file, known.Own)
	}
	return e
}

// migrationUps returns the statements of our migrations up to a version, in order: those between "+goose Up" and
// "+goose Down".
func (d dialect) migrationUps(after, upTo int64) ([]migrationUp, error) {
	names, err := fs.Glob(migrations, path.Join(d.migrations, "*.sql")) // sorted
	if err != nil {
		return nil, err
	}
	var all []migrationUp
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return nil, err
		}
		if n <= after || n > upTo {
			continue
		}
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			return nil, err
		}
		_, up, ok := strings.Cut(string(text), "-- +goose Up")
		if !ok || strings.Contains(up, "NO TRANSACTION") {
			return nil, errors.New("migration " + path.Base(name) + " has no statements that run in one transaction")
		}
		up, _, _ = strings.Cut(up, "-- +goose Down")
		all = append(all, migrationUp{Version: n, Name: path.Base(name), SQL: up})
	}
	return all, nil
}

// migrationUp is one of our migrations.
type migrationUp struct {
	Version int64
	Name    string
	SQL     string
}

// tables lists what our migrations up to a version have made, in that order: a table comes after those it refers to.
func (d dialect) tables(upTo int64) ([]string, error) {
	ups, err := d.migrationUps(0, upTo)
	if err != nil {
		return nil, err
	}
	var names []string
	drop := func(name string) {
		for i, n := range names {
			if n == name {
				names = append(names[:i:i], names[i+1:]...)
				return
			}
		}
	}
	for _, up := range ups {
		for line := range strings.Lines(up.SQL) {
			f := strings.Fields(strings.NewReplacer("IF NOT EXISTS ", "", "IF EXISTS ", "", ";", " ", "(",
				" ").Replace(line))
			switch {
			case len(f) >= 3 && f[0] == "CREATE" && f[1] == "TABLE" && !slices.Contains(derived, f[2]):
				names = append(names, f[2])
			case len(f) >= 3 && f[0] == "DROP" && f[1] == "TABLE":
				drop(f[2])
			case len(f) >= 6 && f[0] == "ALTER" && f[1] == "TABLE" && f[3] == "RENAME" && f[4] == "TO":
				for i, n := range names {
					if n == f[2] {
						names[i] = f[5]
					}
				}
			}
		}
	}
	return names, nil
}

// functions lists those that our migrations up to a version have made: PostgreSQL has them, SQLite has none.
func (d dialect) functions(upTo int64) ([]string, error) {
	ups, err := d.migrationUps(0, upTo)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, up := range ups {
		for line := range strings.Lines(up.SQL) {
			rest, ok := strings.CutPrefix(strings.Replace(line, "OR REPLACE ", "", 1), "CREATE FUNCTION ")
			if name, _, _ := strings.Cut(rest, "("); ok && !slices.Contains(names, name) {
				names = append(names, strings.TrimSpace(name))
			}
		}
	}
	return names, nil
}

// riverName names a migration of the job queue.
func riverName(version int64) string { return "job queue " + strconv.FormatInt(version, 10) }
