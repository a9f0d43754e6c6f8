package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite", without cgo
)

// sqliteReaders is how many connections read beside the one that writes.
const sqliteReaders = 4

// sqlite is how SQLite says what the two databases say differently.
var sqlite = dialect{
	goose:      "sqlite3",
	migrations: "migrations/sqlite",
	texts:      "json_each(%s) AS v",
	rows:       "json_each(%s) AS v",
}

func openSQLite(ctx context.Context, cfg Config) (*Store, error) {
	path, err := cfg.path()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("make its folder: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// It holds readers' addresses: for the owner alone. SQLite gives its WAL the mode of the file.
	f, err := os.OpenFile(abs, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	// One connection writes: writers then wait in database/sql's fair queue instead of SQLite's polling. It begins
	// transactions with BEGIN IMMEDIATE, so that one never fails halfway because another process wrote in between.
	// synchronous=NORMAL is for River and for what can be read again; durable() raises it to FULL.
	db, err := sql.Open("sqlite", sqliteDSN(abs, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(ON)", "cache_size(-8000)", "journal_size_limit(67108864)"},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	s := &Store{db: db, ro: db, dialect: sqlite, file: abs}
	if err := db.PingContext(ctx); err != nil { // makes the file and its WAL before a reader looks for them
		db.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	ro, err := sql.Open("sqlite", sqliteDSN(abs, url.Values{
		"_txlock": {"deferred"},
		"_pragma": {"busy_timeout(15000)", "query_only(ON)", "cache_size(-4000)"},
	}))
	if err != nil {
		db.Close()
		return nil, err
	}
	ro.SetMaxOpenConns(sqliteReaders)
	ro.SetMaxIdleConns(sqliteReaders)
	s.ro = ro
	return s, nil
}

func sqliteDSN(path string, q url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}
