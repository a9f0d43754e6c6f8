package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	sqlite3 "modernc.org/sqlite" // the driver "sqlite", without cgo
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
	if cfg.ReadOnly {
		return openSQLiteReadOnly(cfg)
	}
	abs, err := sqliteFile(cfg)
	if err != nil {
		return nil, err
	}
	// One connection writes: writers then wait in database/sql's fair queue instead of SQLite's polling. It begins
	// transactions with BEGIN IMMEDIATE, so that one never fails halfway because another process wrote in between.
	// synchronous=NORMAL is for River and for what can be read again; durable() raises it to FULL.
	db, err := openStatements(sqliteDSN(abs, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(ON)",
			"cache_size(-8000)", "journal_size_limit(67108864)",
			"secure_delete(ON)", // what is deleted leaves no copy in free pages (https://www.sqlite.org/pragma.html)
		},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	s := &Store{db: db, ro: db, dialect: sqlite, file: abs}
	if err := db.PingContext(ctx); err != nil { // makes the file and its WAL before a reader looks for them
		db.Close()
		return nil, fmt.Errorf("%s: %w", abs, err)
	}
	if s.ro, err = openSQLiteReaders(abs); err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// openSQLiteReaders opens the connections that read.
func openSQLiteReaders(abs string) (*sql.DB, error) {
	ro, err := openStatements(sqliteDSN(abs, url.Values{
		"_txlock": {"deferred"},
		"_pragma": {"busy_timeout(15000)", "query_only(ON)", "cache_size(-4000)"},
	}))
	if err != nil {
		return nil, err
	}
	ro.SetMaxOpenConns(sqliteReaders)
	ro.SetMaxIdleConns(sqliteReaders)
	return ro, nil
}

// openSQLiteReadOnly opens a file that is there by connections that only read: SQLite refuses a write on them.
func openSQLiteReadOnly(cfg Config) (*Store, error) {
	path, err := cfg.path()
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		return nil, err
	}
	ro, err := openSQLiteReaders(path)
	if err != nil {
		return nil, err
	}
	return &Store{db: ro, ro: ro, dialect: sqlite, file: path}, nil
}

func sqliteDSN(path string, q url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

// sqliteFile is the absolute path of a SQLite database, made empty and for the owner alone when there is none: it holds
// readers' addresses. SQLite returns its WAL the mode of the file.
func sqliteFile(cfg Config) (string, error) {
	path, err := cfg.path()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", fmt.Errorf("make its folder: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(abs, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	return abs, f.Close()
}

// Busy reports whether SQLite did not get a lock that another process holds, for as long as it waits (15 s).
func Busy(err error) bool {
	var e *sqlite3.Error
	const resultBusy = 5 // https://www.sqlite.org/rescode.html#busy; the upper bits say more
	return errors.As(err, &e) && e.Code()&0xff == resultBusy
}

// Unreadable reports whether a SQLite file is damaged, or foreign: no database of SQLite at all, or an encrypted one.
func Unreadable(err error) (damaged, foreign bool) {
	var e *sqlite3.Error
	if !errors.As(err, &e) {
		return false, false
	}
	const corrupt, notADatabase = 11, 26 // https://www.sqlite.org/rescode.html; the upper bits say more
	code := e.Code() & 0xff
	return code == corrupt, code == notADatabase
}

// NoRoom reports whether a disk of the database is full.
func NoRoom(err error) bool {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code == "53100" // disk_full
	}
	var e *sqlite3.Error
	if !errors.As(err, &e) {
		return errors.Is(err, syscall.ENOSPC)
	}
	switch e.Code() { // https://www.sqlite.org/rescode.html
	case 13, 778, 4874: // full; a write that failed; no space for the WAL's index
		return true
	}
	return false
}
