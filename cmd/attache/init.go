package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"attache/config"
)

func (a *app) initCommand() *cobra.Command {
	var bare bool
	c := &cobra.Command{
		Use:   "init",
		Short: "Write attache.yaml, make the database, import the catalogue",
		Long: `Writes a commented attache.yaml (or the file that -c names), makes the database, puts the
catalogue of outlets into it, and a first digest called "daily". Nothing that is there
already is changed: running it again is safe.`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			path := or(a.configPath, or(a.getenv(config.Prefix+"CONFIG"), "attache.yaml"))
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
			switch {
			case errors.Is(err, fs.ErrExist):
				a.say("%s is there already: left as it is.", path)
			case errors.Is(err, fs.ErrNotExist):
				return withHint(fmt.Errorf("write %s: its folder is not there: %w", path, err), "mkdir -p %s", filepath.Dir(path))
			case err != nil:
				return fmt.Errorf("write the settings: %w", err)
			default:
				_, err := f.Write(config.Template())
				if err = errors.Join(err, f.Close()); err != nil {
					return fmt.Errorf("write the settings: %w", err)
				}
				a.say("Wrote %s: every setting stands in it, at its default.", path)
			}
			a.configPath = path
			_, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			sources, err := st.Sources(ctx, false)
			if err != nil {
				return err
			}
			digests, err := st.Digests(ctx, false)
			if err != nil {
				return err
			}
			if len(sources)+len(digests) > 0 {
				a.say("The database holds %s and %s: left as they are.", counted(len(sources), "source"), counted(len(digests), "digest"))
				return nil
			}
			if bare {
				a.say("Made an empty database.")
				return nil
			}
			n, err := furnish(ctx, st)
			if err != nil {
				return err
			}
			on, err := st.Sources(ctx, true)
			if err != nil {
				return err
			}
			a.say("Made the database: %s from the catalogue, %d of them polled, and the digest \"daily\".", counted(n, "source"), len(on))
			a.say("Next: attache subscriber add you@example.org, then attache run --dry-run --out today.html")
			return nil
		},
	}
	c.Flags().BoolVar(&bare, "bare", false, "no catalogue and no digest")
	return c
}
