package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"attache/store"
)

// lockServe keeps a second worker off a SQLite file: two would poll every source twice as often and share one writer.
// The lock lies on a file beside the database, so that it holds between containers that share a volume, and ends with
// the process. Other commands do not ask for it. Several processes on one PostgreSQL are meant to be: there is no lock.
func lockServe(c store.Config, now time.Time) (unlock func(), err error) {
	path := databaseFile(c)
	if path == "" {
		return func() {}, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	path += ".serve"
	l := flock.New(path)
	got, err := l.TryLock()
	switch {
	case store.NoLocks(err): // the claim of each slot still keeps issues from coming twice
		return func() {}, nil
	case err != nil:
		return nil, fmt.Errorf("lock the database for serve: %w", err)
	case !got:
		who, _ := readStart(path, 300) // only for the message
		return nil, withHint(fmt.Errorf("another attache serve works on %s (%s): two would poll every source twice",
			strings.TrimSuffix(path, ".serve"), or(strings.TrimSpace(who), "it does not say which")),
			"stop that one, or run attache serve --only web here; several workers need PostgreSQL (database.url)")
	}
	host, _ := os.Hostname()
	who := fmt.Appendf(nil, "process %d on %s since %s\n", os.Getpid(), host, now.UTC().Format("2006-01-02 15:04 MST"))
	_ = os.WriteFile(path, who, 0o600)   // for messages only; Windows does not let anybody write to a locked file
	return func() { _ = l.Close() }, nil // the file stays, for another may wait to open it
}

// readStart reads the first bytes of a file.
func readStart(path string, most int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most))
	return string(b), err
}
