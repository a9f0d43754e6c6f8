package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
)

func (a *app) pruneCommand() *cobra.Command {
	var vacuum bool
	c := &cobra.Command{
		Use:   "prune",
		Short: "Delete what is older than it is kept",
		Long: `Deletes old texts of articles, verdicts, letters, deliveries, visits and runs, as the settings under
database.retention say. attache serve does it every hour by itself, attache run a little at its
end; this does all of it now. What archive pages show, editors' decisions, subscribers and the
counts of each issue are never deleted. The room is used again for new rows; --vacuum gives it
back to the file system, which on SQLite needs as much free disk as the database has. It does
not ask, unless nothing was read for three days by this machine's clock, which may be wrong, or no
reading is known at all; what is deleted is gone: look first with --dry-run. Texts of articles go by two
settings: database.retention.texts for those that an issue kept, dropped for the others.`,
		Example: "  attache prune --dry-run\n  attache prune --vacuum",
		Args:    arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			var all []news.Forgotten
			if a.dry {
				all, err = st.Forgettable(ctx, a.utc())
			} else if err = a.confirmTime(ctx, st); err == nil {
				all, err = a.forget(ctx, st, vacuum)
			}
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(all)
			}
			head := "DELETED"
			if a.dry {
				head = "WOULD BE DELETED"
			}
			a.printForgotten(all, head)
			if a.dry {
				a.sayDry()
			}
			return nil
		},
	}
	a.dryFlag(c, "count, change nothing")
	c.Flags().BoolVar(&vacuum, "vacuum", false, "give the room back to the file system")
	return c
}

// forget deletes what is older than it is kept, and gives the room back when asked to. It says how far it is.
func (a *app) forget(ctx context.Context, st *store.Store, vacuum bool) ([]news.Forgotten, error) {
	whole, counter, rows := newWork(), &rowCounter{}, 0
	deleting, giving := whole.add(part{what: "deleting"}), whole.add(part{what: "giving the room back"})
	if !vacuum {
		giving.end(time.Now())
	}
	due, err := st.Forgettable(ctx, a.utc())
	if err != nil {
		return nil, err
	}
	for _, f := range due {
		rows += f.Rows
	}
	st.Forgot = func(n int) { counter.n.Add(int64(n)) }
	done := a.waitForPart("Deleting what is older than it is kept", deleting, rows, counter.count)
	all, err := st.Forget(ctx, a.utc(), true)
	done()
	if err != nil || !vacuum {
		return all, err
	}
	done = a.waitForPart("Giving the room back to the file system", giving, 0, nil)
	defer done()
	return all, st.Vacuum(ctx)
}

// longPause is from which pause of the work on a clock that is ahead is the likelier reason, as for attache serve
// (decision 0024).
const longPause = 3 * 24 * time.Hour

// confirmTime asks before anything is deleted by a clock that shows long after the last work, or when no work is known
// that it could be compared with: what a clock that is ahead deletes is gone. It asks nothing when nothing is old
// enough.
func (a *app) confirmTime(ctx context.Context, st *store.Store) error {
	now := a.utc()
	last, err := st.LastWork(ctx, now)
	if err != nil || !last.IsZero() && now.Sub(last) < longPause {
		return err
	}
	since := "It is not known when anything was last read"
	if !last.IsZero() {
		since = "Nothing was read since " + last.Format(time.DateOnly)
	}
	due, err := st.Forgettable(ctx, now)
	if err != nil || !slices.ContainsFunc(due, func(f news.Forgotten) bool { return f.Rows > 0 }) {
		return err
	}
	return a.confirm(ctx, fmt.Sprintf("%s, or this machine's clock, %s, is wrong. Delete by it?", since,
		now.Format(time.DateOnly)), "if the clock is right: attache prune")
}

// printForgotten prints by which setting and how long what is kept, and how much is older.
func (a *app) printForgotten(all []news.Forgotten, head string) {
	t := a.table(col{name: "WHAT", fold: true}, col{name: "SETTING", drop: 1}, col{name: "KEPT"},
		col{name: head})
	for _, f := range all {
		setting, kept := "database.retention."+f.Kind, counted(f.Days, "day")
		switch f.Days {
		case store.Forever:
			kept = "for ever"
		case 0: // no setting keeps it
			setting, kept = "-", "-"
		}
		t.add(f.What, setting, kept, fmt.Sprint(f.Rows))
	}
	t.write()
	t.note()
}

// leastShown is the smallest table that check lists, in bytes.
const leastShown = 1 << 20

// reportRetention prints how long what is kept, what would go, and what takes the room.
func (a *app) reportRetention(ctx context.Context, s Settings) error {
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return err
	}
	defer st.Close()
	all, err := st.Forgettable(ctx, a.utc())
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(all)
	}
	a.printForgotten(all, "OLDER")
	sizes, free, err := st.Sizes(ctx)
	if err != nil {
		return err
	}
	t := a.table(col{}, col{})
	for _, size := range sizes {
		if size.Bytes >= leastShown {
			t.add("  "+size.Table, news.Bytes(int(size.Bytes)))
		}
	}
	if free >= leastShown {
		t.add("  free for new rows", news.Bytes(int(free)))
	}
	if len(t.rows) > 0 {
		a.say("Room taken, with indexes:")
		t.write()
	}
	return nil
}
