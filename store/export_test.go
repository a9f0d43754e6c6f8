package store

import (
	"database/sql"
	"testing"
)

// MigrateTo brings an empty SQLite database to one of our versions, and no job queue to it.
func MigrateTo(t testing.TB, db *sql.DB, version int64) {
	t.Helper()
	s := &Store{db: db, ro: db, dialect: sqlite}
	p, err := s.goose()
	if err == nil {
		_, err = p.UpTo(t.Context(), version)
	}
	if err != nil {
		t.Fatal(err)
	}
}
