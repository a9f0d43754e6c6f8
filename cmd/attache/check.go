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
	"attache/templates"
)

func (a *app) checkCommand() *cobra.Command {
	var file string
	var health bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check settings, templates, sources and digests",
		Long: `Reads everything that can be wrong before the night: the settings file and environment, every
template against a full sample issue, and the sources, digests and schedules in the
database. With -f it checks a desk document instead of the database: put that in CI.
It sends nothing and fetches nothing. Every mistake is listed; the exit code is 3 then.
With --health it only asks the attache that serves on this machine whether it is ready.`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var mistakes config.Mistakes
			collect := func(err error) error {
				var ms config.Mistakes
				var invalid *news.InvalidError
				switch {
				case err == nil:
				case errors.As(err, &ms):
					mistakes = append(mistakes, ms...)
				case errors.As(err, &invalid):
					mistakes = append(mistakes, config.Mistake{Field: invalid.Field, Message: invalid.Message, Hint: invalid.Hint})
				default:
					return err
				}
				return nil
			}
			s, err := a.settings()
			if health && err == nil {
				return a.health(cmd.Context(), s.Web)
			}
			if err := collect(err); err != nil {
				return err
			}
			settingsRight := err == nil
			set, err := templates.New(s.Templates)
			if err := collect(err); err != nil {
				return err
			}
			desk, err := a.deskToCheck(cmd.Context(), s, file, settingsRight)
			if err := collect(err); err != nil {
				return err
			}
			if set != nil {
				for _, err := range setEach(set, desk.Digests) {
					if err := collect(err); err != nil {
						return err
					}
				}
			}
			if err := collect(checkBrowser(s, file, desk.Sources)); err != nil {
				return err
			}
			if len(mistakes) > 0 {
				return mistakes
			}
			a.say("All is well: %s, templates, %s, %s.", or(a.configFile(), "no settings file (defaults)"), counted(len(desk.Sources), "source"), counted(len(desk.Digests), "digest"))
			return nil
		},
	}
	c.Flags().StringVarP(&file, "file", "f", "", "check this desk document instead of the database")
	c.Flags().BoolVar(&health, "health", false, "ask the attache that serves here whether it is ready")
	return c
}

// checkBrowser reports a browser that sources need and this machine lacks. A document may be meant for another machine.
func checkBrowser(s Settings, file string, sources []news.Source) error {
	for _, src := range sources {
		if file == "" && src.Enabled && src.Browser {
			return s.Scrape.CheckBrowser()
		}
	}
	return nil
}

// setEach sets a full sample issue for every digest that names a template, and gives what went wrong.
func setEach(set *templates.Set, digests []news.Digest) []error {
	var wrong []error
	for _, d := range digests {
		if d.Template == "" {
			continue
		}
		lang := or(d.Language, "en")
		if _, err := set.Letter(d, templates.Sample(lang), lang, ""); err != nil {
			var invalid *news.InvalidError
			if !errors.As(err, &invalid) {
				err = news.Invalid("digest "+d.Name+".template", "The template %q cannot be set: %v.", d.Template, err)
			}
			wrong = append(wrong, err)
		}
	}
	return wrong
}

// deskToCheck reads and checks the desk: a file, or what the database holds. Without a database there is none.
func (a *app) deskToCheck(ctx context.Context, s Settings, file string, settingsRight bool) (news.Desk, error) {
	if file != "" {
		r, err := a.input(file)
		if err != nil {
			return news.Desk{}, err
		}
		defer r.Close()
		data, err := readAtMost(r, filepath.Base(file), config.MaxDocument)
		if err != nil {
			return news.Desk{}, err
		}
		return readDesk(filepath.Base(file), data)
	}
	if !settingsRight {
		return news.Desk{}, nil // where the database is, is not known
	}
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			a.say("There is no database at %s yet.", path)
			return news.Desk{}, nil
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return news.Desk{}, err
	}
	defer st.Close()
	if n, err := st.Pending(ctx); err != nil {
		return news.Desk{}, err
	} else if n > 0 {
		return news.Desk{}, &news.InvalidError{Message: fmt.Sprintf("The database is older than this program: %s to run.", counted(n, "migration")), Hint: "attache migrate"}
	}
	desk, err := currentDesk(ctx, st, false)
	if err != nil {
		return desk, err
	}
	if desk.Sources == nil {
		desk.Sources = []news.Source{}
	}
	if mistakes := checkDesk("database", nil, &desk); len(mistakes) > 0 {
		return desk, mistakes
	}
	return desk, nil
}

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this program's version",
		Long:  "Every command does this by itself when it opens the database; run it alone to do it before an upgrade goes live. Several processes may run it at once.",
		Args:  arguments(0, 0),
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
			if err := st.Migrate(ctx); err != nil {
				return err
			}
			if a.json {
				return a.printJSON(map[string]int{"migrations": n})
			}
			a.say("The database is up to date (%s run).", counted(n, "migration"))
			return nil
		},
	}
}
