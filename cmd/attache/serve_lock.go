package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"attache/store"
)

// lockServe keeps a second worker off a SQLite file: two would poll every source twice as often and share one writer. The lock lies on
// a file beside the database, so that it holds between containers that share a volume, and ends with the process. Other commands do
// not ask for it. Several processes on one PostgreSQL are meant to be: there is no lock.
func lockServe(c store.Config, now time.Time) (unlock func(), err error) {
	path := databaseFile(c)
	if path == "" {
		return func() {}, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	f, err := os.OpenFile(path+".serve", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database for serve: %w", err)
	}
	held, err := lockFile(f)
	if err == nil && held {
		who, _ := io.ReadAll(io.LimitReader(f, 300)) // only for the message
		err = withHint(fmt.Errorf("another attache serve works on %s (%s): two would poll every source twice",
			path, or(strings.TrimSpace(string(who)), "it does not say which")),
			"stop that one, or run attache serve --only web here; several workers need PostgreSQL (database.url)")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	host, _ := os.Hostname()
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt(fmt.Appendf(nil, "process %d on %s since %s\n", os.Getpid(), host, now.UTC().Format("2006-01-02 15:04 MST")), 0)
	}
	return func() { f.Close() }, nil // closing ends the lock; the file stays, for another may wait to open it
}
