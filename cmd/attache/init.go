package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/news"
	"attache/store"
)

func (a *app) initCommand() *cobra.Command {
	var bare bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Write attache.yaml, make the database, import the catalogue",
		Long: `Writes a commented attache.yaml (or the file that -c names), makes the database, puts the
catalogue of outlets into it, and a first digest called "daily". Nothing that is there
already is changed: running it again is safe, and completes what an interrupted one left out.`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			path := or(a.configPath, or(a.getenv(config.Prefix+"CONFIG"), "attache.yaml"))
			switch err := writeNew(path, config.Template(), 0o640); {
			case errors.Is(err, fs.ErrExist):
				a.say("%s is there already: left as it is.", path)
			case errors.Is(err, fs.ErrNotExist):
				return withHint(fmt.Errorf("write %s: its folder is not there: %w", path, err), "%s",
					news.Command("mkdir", "-p", filepath.Dir(path)))
			case err != nil:
				return withHint(fmt.Errorf("write the settings: %w", err),
					"nothing was written; make room or change the rights of the folder, and run attache init again")
			default:
				a.say("Wrote %s: every setting stands in it, at its default.", path)
			}
			a.configPath = path
			_, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			n, made := 0, false
			if !bare {
				if n, made, err = seed(ctx, st); err != nil {
					return withHint(err, "nothing of it was kept; mend the cause and run attache init again")
				}
			}
			if !made {
				return a.sayHeld(ctx, st)
			}
			on, err := st.Sources(ctx, true)
			if err != nil {
				return err
			}
			a.say("Made the database: %s from the catalogue, %d of them enabled, and the digest \"daily\".",
				counted(n, "source"), len(on))
			a.suggest("Next: attache subscriber add you@example.org, then attache run --dry-run --out today.html")
			return nil
		},
	}
	c.Flags().BoolVar(&bare, "bare", false, "no catalogue and no digest")
	return c
}

// sayHeld tells what a database holds that init left as it is.
func (a *app) sayHeld(ctx context.Context, st *store.Store) error {
	desk, err := currentDesk(ctx, st, false)
	if err != nil {
		return err
	}
	if len(desk.Sources)+len(desk.Digests) == 0 {
		a.say("Made an empty database.")
		return nil
	}
	a.say("The database holds %s and %s: left as they are.", counted(len(desk.Sources), "source"),
		counted(len(desk.Digests), "digest"))
	return nil
}
