package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
)

// restoreOptions are what a person may say to `attache restore`.
type restoreOptions struct {
	replace, check, confirm bool
	all                     string
	issues, lost            []string
}

func (a *app) restoreCommand() *cobra.Command {
	var o restoreOptions
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Fill the database from a backup; nothing is sent before restore --confirm",
		Long: `FILE is a backup that attache backup wrote, of either database, or the copy of a SQLite file that
a migration kept. It is read through before anything is touched. Without --replace the database
must be empty; nobody else may have it open. It is all or nothing: killed at any time, the
database is as it was or as in the backup.

Afterwards nothing is published or sent: what was open in the backup may have been sent since,
and the issues of the time between are not known. --confirm shows all of that and asks what
becomes of each: send, sent (treat as sent) or skip. Digests are asked about too: sent and skip
keep what was published before the restore out of their next issue, send tells it.
People who left after the backup was taken are subscribed again: see docs/operate-backup.md.`,
		Example: `  attache restore --check attache-20261129T030000Z.backup
  attache restore attache-20261129T030000Z.backup --replace
  attache restore --confirm
  attache restore --confirm --all sent --issue 12=send`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.confirm {
				return arguments(0, 0)(cmd, args)
			}
			return arguments(1, 1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !o.confirm && (o.all != "" || len(o.issues)+len(o.lost) > 0) {
				return &usageError{
					message: "--all, --issue and --digest belong to --confirm.",
					hint:    "attache restore --confirm",
				}
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			if o.confirm {
				return a.confirmRestore(cmd.Context(), s, o)
			}
			return a.restore(cmd.Context(), s, args[0], o)
		},
	}
	f := c.Flags()
	f.BoolVar(&o.replace, "replace", false, "give up what the database holds now")
	f.BoolVar(&o.check, "check", false, "only read FILE through and say what it holds")
	f.BoolVar(&o.confirm, "confirm", false, "decide what a restored database may send, and let it")
	a.dryFlag(c, "only read FILE through, or tell what waits to be confirmed")
	f.StringVar(&o.all, "all", "", "with --confirm, for all that is not named: send, sent or skip")
	f.StringSliceVar(&o.issues, "issue", nil, "with --confirm: 12=send, 13=sent, 14=skip")
	f.StringSliceVarP(&o.lost, "digest", "d", nil,
		"with --confirm, for the time between backup and restore: daily=sent, daily=send")
	return c
}

// restore reads a backup through and fills the database from it.
func (a *app) restore(ctx context.Context, s Settings, path string, o restoreOptions) error {
	f, drop, err := openBackup(ctx, path)
	if err != nil {
		return err
	}
	defer drop()
	describe := func(m store.Manifest) {
		a.say("%s: backup of %s by attache %s, tables of version %d: %s.", path, when(m.Taken), m.Program, m.Schema,
			holds(m))
	}
	if o.check || a.dry {
		in, done, err := a.readingThrough(f, path, newWork().add(part{}))
		if err != nil {
			return err
		}
		m, err := store.CheckBackup(in, nil)
		done()
		if err != nil {
			return err
		}
		if a.dry && !o.check {
			describe(m)
			a.say("It would take the place of what %s holds.", databaseName(s.Database))
			a.sayDry()
			return nil
		}
		if describe(m); a.json {
			return a.printJSON(m)
		}
		return nil
	}
	counter, whole := &rowCounter{}, newWork()
	read := whole.add(part{what: "reading through"})
	fill := whole.add(part{what: "restoring"})
	in, done, err := a.readingThrough(f, path, read)
	if err != nil {
		return err
	}
	_, err = store.Restore(ctx, s.Database, in, store.RestoreOptions{
		Replace: o.replace, Now: a.now(), Row: counter.add,
		Ask: func(m store.Manifest) error {
			done()
			if describe(m); o.replace {
				again := news.Command("attache", "restore", path, "--replace")
				question := fmt.Sprintf("Everything in %s is replaced by it. Go on?", databaseName(s.Database))
				if err := a.confirm(ctx, question, again); err != nil {
					return err
				}
			}
			counter.n.Store(0)
			done = a.waitForPart("Restoring", fill, rowsOf(m), counter.count)
			return nil
		},
	})
	done()
	if err != nil {
		return err
	}
	st, err := a.openStore(ctx, s, refuse)
	if err != nil {
		return err
	}
	defer st.Close()
	a.say("Restored %s.", databaseName(s.Database))
	w, err := a.waiting(ctx, st)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(w)
	}
	w.tell(a)
	a.say("Numbers go on with a gap, so that none is used twice. Who left or was added after the backup was taken is " +
		"not known here.")
	a.suggest("Nothing is published or sent before: attache restore --confirm")
	return nil
}

// openBackup opens a backup, or makes one of a copy of a SQLite file. Call drop when done.
func openBackup(ctx context.Context, path string) (f *os.File, drop func(), err error) {
	if f, err = await(ctx, func() (*os.File, error) { return os.Open(path) }); err != nil {
		return nil, nil, fmt.Errorf("open the backup: %w", err)
	}
	const magic = "SQLite format 3\x00" // https://www.sqlite.org/fileformat.html#magic_header_string
	first := make([]byte, len(magic))
	n, err := f.ReadAt(first, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		f.Close()
		return nil, nil, fmt.Errorf("read the backup: %w", err)
	}
	if string(first[:n]) != magic {
		return f, func() { f.Close() }, nil
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	made, err := os.CreateTemp(filepath.Dir(path), ".restore-*") // for the owner alone
	if err != nil {
		return nil, nil, fmt.Errorf("make a backup of the copy: %w", err)
	}
	drop = func() {
		made.Close()
		os.Remove(made.Name())
	}
	if err = store.BackupFile(ctx, abs, made, versionText(), st.ModTime()); err == nil {
		_, err = made.Seek(0, io.SeekStart)
	}
	if err != nil {
		drop()
		return nil, nil, err
	}
	return made, drop, nil
}

// databaseName names a database without its password.
func databaseName(c store.Config) string {
	if path := databaseFile(c); path != "" {
		return path
	}
	return "the PostgreSQL database"
}

// fates reads "12=send" pairs.
func fates(pairs []string, flag string) (map[string]store.Fate, error) {
	all := map[string]store.Fate{}
	for _, p := range pairs {
		name, fate, _ := strings.Cut(p, "=")
		f := store.Fate(fate)
		if err := f.Validate(); err != nil {
			return nil, &usageError{
				message: fmt.Sprintf("--%s %s: %v", flag, p, err),
				hint: "attache restore --confirm " + news.Option(flag, or(name, "12")+"=sent") +
					"; or send, or skip, in the place of sent",
			}
		}
		all[name] = f
	}
	return all, nil
}
