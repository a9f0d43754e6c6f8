package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

func openKeeping(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := openStatements(sqliteDSN(path, nil))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// keptBy counts the statements that the connection of a handle keeps.
func keptBy(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Raw(func(d any) error { n = d.(*keepingConn).byAge.Len(); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKeptStatements changes the tables under kept statements, from the same connection and another one, uses one
// statement twice at once, fails, and runs more texts than are kept.
func TestKeptStatements(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "kept.db")
	db, other := openKeeping(t, path), openKeeping(t, path)
	exec := func(db *sql.DB, query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(ctx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	all := func() (cells []string) {
		t.Helper()
		rows, err := db.QueryContext(ctx, "SELECT * FROM x ORDER BY a")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			row, to := make([]sql.NullString, len(names)), make([]any, len(names))
			for k := range row {
				to[k] = &row[k]
			}
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			for k := range row {
				cells = append(cells, names[k]+"="+row[k].String)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return cells
	}
	exec(db, "CREATE TABLE x (a INTEGER PRIMARY KEY)")
	for n := range 3 {
		exec(db, "INSERT INTO x (a) VALUES ($1)", n)
	}
	if got := all(); !slices.Equal(got, []string{"a=0", "a=1", "a=2"}) {
		t.Error(got)
	}
	exec(other, "ALTER TABLE x ADD COLUMN b TEXT DEFAULT 'new'")
	if got := all(); len(got) != 6 || got[1] != "b=new" {
		t.Errorf("after another connection added a column: %v", got)
	}
	exec(db, "ALTER TABLE x RENAME COLUMN b TO c")
	exec(db, "DELETE FROM x WHERE a > $1", 0)
	if got := all(); !slices.Equal(got, []string{"a=0", "c=new"}) {
		t.Errorf("after a column was renamed: %v", got)
	}
	exec(db, "DROP TABLE x")
	if _, err := db.ExecContext(ctx, "INSERT INTO x (a) VALUES ($1)", 5); err == nil {
		t.Error("a row was put into a table that is gone")
	}
	exec(db, "CREATE TABLE x (z TEXT, a INTEGER PRIMARY KEY)")
	exec(db, "INSERT INTO x (a) VALUES ($1)", 7)
	if got := all(); !slices.Equal(got, []string{"z=", "a=7"}) {
		t.Errorf("after the table was made anew: %v", got)
	}

	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	outer, err := tx.QueryContext(ctx, "SELECT a FROM x UNION ALL SELECT 8 ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	sum := 0
	for outer.Next() { // the same text while it is in use
		var one, two int
		inner := tx.QueryRowContext(ctx, "SELECT a FROM x UNION ALL SELECT 8 ORDER BY 1")
		if err := errors.Join(outer.Scan(&one), inner.Scan(&two)); err != nil {
			t.Fatal(err)
		}
		sum += 10*one + two
	}
	if err := errors.Join(outer.Err(), tx.Rollback()); err != nil || sum != 70+7+80+7 {
		t.Errorf("%d, %v", sum, err)
	}

	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := db.ExecContext(ended, "DELETE FROM x WHERE a > $1", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a statement whose context has ended: %v", err)
	}
	for n := range 3 * mostStatements {
		exec(db, fmt.Sprintf("UPDATE x SET z = %d", n))
	}
	if n := keptBy(t, db); n != mostStatements {
		t.Errorf("%d statements are kept, at most %d", n, mostStatements)
	}
	if got := all(); got[0] != fmt.Sprint("z=", 3*mostStatements-1) {
		t.Error(got)
	}
	exec(db, "VACUUM") // is refused while a statement runs
}

func TestKeeps(t *testing.T) {
	for query, want := range map[string]bool{
		"SELECT 1": true, "\n\t\tINSERT INTO x VALUES (1)": true, "-- name: JobGet :one\nSELECT 1;\n": true,
		"WITH a AS (SELECT 1)\nSELECT": true,
		"select\n1":                    true, "PRAGMA synchronous = FULL": false, "VACUUM INTO $1": false,
		"BEGIN": false, "": false,
		"-- nothing":              false,
		"SELECT 1; DELETE FROM x": false, "CREATE TABLE x (y)": false, "-- a\n-- b\nPRAGMA user_version": false,
	} {
		if got := keeps(query); got != want {
			t.Errorf("%q: %v", query, got)
		}
	}
}

// BenchmarkKeptStatement runs a statement of the kind the job queue asks every second, kept and prepared anew.
func BenchmarkKeptStatement(b *testing.B) {
	s, err := Open(b.Context(), Config{URL: filepath.Join(b.TempDir(), "attache.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	anew, err := sql.Open("sqlite", sqliteDSN(s.file, nil))
	if err != nil {
		b.Fatal(err)
	}
	defer anew.Close()
	for name, db := range map[string]*sql.DB{"kept": s.db, "anew": anew} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if _, err := list(b.Context(), tx{db}, readStanding, standingRows+`ORDER BY s.name`); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
