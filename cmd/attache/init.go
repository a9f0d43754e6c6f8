package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
			path := or(a.configPath, or(a.getenv(config.Prefix+"CONFIG"), usualConfig))
			if a.dry {
				return a.dryInit(path, bare)
			}
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
				a.say("Wrote %s: every setting stands in it with its default, as a comment.", path)
			}
			if path != usualConfig {
				a.configPath = path // else hints need not name it
			}
			s, st, err := a.desk(ctx, create)
			if err != nil {
				return err
			}
			defer st.Close()
			n, made := 0, false
			if !bare {
				done := a.waitFor("Putting the catalogue into the database")
				defer done()
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
			a.sayChosen(s, n, len(on))
			return nil
		},
	}
	c.Flags().BoolVar(&bare, "bare", false, "no catalogue and no digest")
	a.dryFlag(c, "only say what would be made")
	return c
}

// usualConfig is the settings file that is found without being named.
const usualConfig = "attache.yaml"

// dryInit says what init would make.
func (a *app) dryInit(path string, bare bool) error {
	if _, err := os.Lstat(path); err == nil {
		a.say("%s is there already: it would be left as it is.", path)
		a.configPath = path
	} else {
		a.say("Would write %s.", path)
		a.configPath = ""
	}
	s, err := a.settings()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	what := "with the catalogue of outlets and a digest \"daily\""
	if bare {
		what = "without sources and digests"
	}
	if file := databaseFile(s.Database); file == "" {
		a.say("Would make the tables in the PostgreSQL database, if they are not there, %s.", what)
	} else if _, err := os.Lstat(file); err == nil {
		a.say("%s is there already: it would be left as it is.", file)
	} else {
		a.say("Would make the database %s, %s.", file, what)
	}
	a.sayDry()
	return nil
}

// sayChosen tells what init chose for a new installation, why, and how to change it.
func (a *app) sayChosen(s Settings, all, on int) {
	if a.json || a.quiet {
		return
	}
	s = s.WithDefaults()
	d := firstDigest()
	a.say("Made the database with what you need to begin. All of it can be changed later:")
	where, why := databaseFile(s.Database), "one file, nothing to install; for PostgreSQL set database.url"
	if where == "" {
		where, why = "PostgreSQL", "as database.url says"
	}
	letters := "files in ./" + s.Mail.Outbox + ": no mail server is set (mail.host)"
	if s.Mail.Leaves() {
		letters = "through " + s.Mail.Hosts()
	}
	model := "none: every sentence is the outlets' own (llm.url connects one)"
	if s.LLM.URL != "" {
		model = s.LLM.URL
	}
	t := a.facts()
	t.add("  database", fmt.Sprintf("%s: %s", where, why))
	t.add("  sources", fmt.Sprintf("%d of the catalogue, %d of them on: what a desk on Central Asia reads "+
		"(attache source list; source enable, disable)", all, on))
	t.add("  digest", fmt.Sprintf("%q, weekdays at 07:00 in %s, in English (attache digest edit daily)", d.Name,
		d.TimeZone))
	t.add("  letters", letters)
	t.add("  model", model)
	t.write()
	a.say("")
	a.suggest("Next, a first look, nothing is sent or kept: attache run --dry-run --out today.html")
	a.suggest("Then, who gets it: attache subscriber add you@example.org")
	a.suggest("And every weekday by itself: attache serve")
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
