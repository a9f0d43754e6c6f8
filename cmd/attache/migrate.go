package main

import (
	"context"

	"github.com/spf13/cobra"

	"attache/store"
)

func (a *app) migrateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this program's version",
		Long: "Every command does this by itself when it opens the database; run it alone to do it before an " +
			"upgrade goes live. Several processes may run it at once.",
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			st, err := store.Open(ctx, s.Database)
			if err != nil {
				return err
			}
			defer st.Close()
			n, err := st.Pending(ctx)
			if err != nil {
				return err
			}
			if !a.dry {
				if err := a.migrate(ctx, st); err != nil {
					return err
				}
			}
			switch {
			case a.json:
				return a.printJSON(map[string]any{"migrations": n, "dry_run": a.dry})
			case a.dry && n > 0:
				a.say("%s would be run.", counted(n, "migration"))
				a.sayDry()
			default:
				a.say("The database is up to date (%s run).", counted(n, "migration"))
			}
			if path := st.Copied(); path != "" {
				a.say("The database as it was before is in %s.", path)
			}
			return nil
		},
	}
	a.dryFlag(c, "only count the migrations that would be run")
	return c
}

// migrate brings the tables up to date, and says how far it is when it takes long.
func (a *app) migrate(ctx context.Context, st *store.Store) error {
	all, err := st.Pending(ctx)
	if err != nil {
		return err
	}
	done := func() {}
	if all > 0 {
		done = a.waitForCount("Migrating the database", all, func() int {
			left, err := st.Pending(ctx)
			if err != nil {
				return 0
			}
			return all - left
		})
	}
	defer done()
	return st.Migrate(ctx)
}
