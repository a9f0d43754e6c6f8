package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"attache/llm"
	"attache/news"
	"attache/store"
)

// dryFlag gives a command --dry-run. The database is opened read-only then (settings): whatever the command forgets,
// nothing is written.
func (a *app) dryFlag(c *cobra.Command, usage string) {
	c.Flags().BoolVar(&a.dry, "dry-run", false, usage)
}

// onlyShow is what most commands say of --dry-run.
const onlyShow = "only show what would change"

// sayDry says at the end of a dry run that it was one.
func (a *app) sayDry() { a.say("Nothing was changed (--dry-run).") }

// did returns what is said of a thing that was done, or would be.
func (a *app) did(done, would string) string {
	if a.dry {
		return would
	}
	return done
}

// openDry opens the database read-only. In place of one that is not there it makes a temporary one, which is gone at
// the end of the command.
func (a *app) openDry(ctx context.Context, s Settings, when missing) (*store.Store, error) {
	path := databaseFile(s.Database)
	if _, err := os.Stat(path); path == "" || !errors.Is(err, fs.ErrNotExist) {
		st, err := store.Open(ctx, s.Database)
		if err != nil {
			return nil, err
		}
		if err := st.Migrate(ctx); err != nil { // it refuses tables that are not of this version
			return nil, errors.Join(err, st.Close())
		}
		return st, nil
	}
	if when == refuse {
		return nil, noDatabase(path)
	}
	dir, err := os.MkdirTemp("", "attache-dry-")
	if err != nil {
		return nil, err
	}
	a.atEnd(func() { os.RemoveAll(dir) })
	s.Database = store.Config{URL: filepath.Join(dir, "attache.db"), Retention: s.Database.Retention}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	err = st.Migrate(ctx)
	if err == nil && when == createSeeded {
		var n int
		if n, _, err = seed(ctx, st); err == nil {
			a.note("There is no database yet: this dry run takes the catalogue (%s) and the digest \"daily\", and makes none.",
				counted(n, "source"))
		}
	}
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// noDatabase says that there is no database at a path.
func noDatabase(path string) error {
	return withCode(withHint(notThere(news.ErrNotFound, "There is no database at %s.", path), "attache init"),
		codeNoDatabase)
}

// readingCache remembers the answers of a language model as another does, and keeps none.
type readingCache struct{ llm.Cache }

// KeepAnswer implements llm.Cache.
func (readingCache) KeepAnswer(context.Context, string, string, string, time.Time) error { return nil }

// atEnd has something done when the command has ended, the last first.
func (a *app) atEnd(do func()) { a.ends = append(a.ends, do) }

// end does what was left for the end.
func (a *app) end() {
	for n := len(a.ends) - 1; n >= 0; n-- {
		a.ends[n]()
	}
	a.ends = nil
}
