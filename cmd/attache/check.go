package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/templates"
)

func (a *app) checkCommand() *cobra.Command {
	var file string
	var health, last, repair bool
	c := &cobra.Command{
		Use:   "check [DIGEST]",
		Short: "Check settings, templates, sources and digests",
		Long: `Reads everything that can be wrong before the night: the settings file and environment, every
template against a full sample issue, and the sources, digests and schedules in the
database. With -f it checks a desk document instead of the database: put that in CI.
It tries whether the folders of the database, of worker.journal and of the letters can be
written to; less than 1 GB of free room in one is a warning.
It sends nothing and fetches nothing. When all is well it also tells how long the database keeps
what, how much is older (attache prune), and which tables take the room. Every mistake is listed
and the exit code is 3 then; warnings alone leave it 0. The last line counts both.
With --health it only asks the attache that serves on this machine whether it is ready.
With --last it only tells what became of the last due slot of each digest, or of one, a line
each, for cron and monitoring: exit code 0 when all came in time (alarm.after) and a letter reached
somebody, else 5; 6 when somebody got it and letters are in doubt, or wait for longer than
alarm.unsent; 4 when there is no digest. A slot that was missed or brought no issue is made good by
an issue made since by hand (attache run); one made by hand in the last 7 days is told, too, and is
in order when no letter of it waits. Of a digest that is published by hand only, or is switched
off, the last issue is told. It reckons the slots by itself, so it also notices that nobody serves.
A digest whose readers were all struck off by refused letters is a mistake; one whose readers have
all left is a warning.
Times of ours that lie in the future, written by a wrong clock, are told; --repair shows them
and sets them right.`,
		Example: "  attache check\n  attache check --last daily\n  attache check --repair",
		Args:    arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0 && !last:
				return &usageError{
					message: "A digest is checked by its last issue only.",
					hint:    "attache check --last " + news.Command(args[0]),
				}
			case last && (repair || health || file != ""), repair && (health || file != ""):
				return &usageError{message: "--last, --repair, --health and --file are questions of their own: ask " +
					"one at a time.", hint: "attache check --help"}
			}
			s, err := a.settings()
			if health && err == nil {
				return a.health(cmd.Context(), s.Web)
			}
			if last || repair {
				switch {
				case err != nil:
					return err
				case repair:
					_, err := a.checkTime(cmd.Context(), s, true)
					return err
				}
				return a.checkLast(cmd.Context(), s, strings.Join(args, ""))
			}
			return a.checkAll(cmd.Context(), s, err, file)
		},
	}
	c.Flags().StringVarP(&file, "file", "f", "", "check this desk document instead of the database")
	c.Flags().BoolVar(&health, "health", false, "ask the attache that serves here whether it is ready")
	c.Flags().BoolVar(&last, "last", false, "tell what became of the last due slot of each digest, or of one")
	c.Flags().BoolVar(&repair, "repair", false, "set times that lie in the future right, after showing them")
	return c
}

// mistakes collects what is wrong.
type mistakes struct {
	list    config.Mistakes
	environ []string
}

// add takes mistakes and returns any other error.
func (m *mistakes) add(err error) error {
	var several config.Mistakes
	var invalid *news.InvalidError
	switch {
	case err == nil:
	case errors.As(err, &several):
		m.list = append(m.list, several...)
	case errors.As(err, &invalid):
		m.list = append(m.list, config.Mistake{
			File: config.Variable(m.environ, invalid.Field), Field: invalid.Field, Message: invalid.Message,
			Hint: invalid.Hint,
		})
	default:
		return err
	}
	return nil
}

// checkAll reads everything that can be wrong; err is what reading the settings brought. It returns all mistakes
// together.
func (a *app) checkAll(ctx context.Context, s Settings, err error, file string) error {
	wrong := &mistakes{environ: a.environ}
	if err := wrong.add(err); err != nil {
		return err
	}
	settingsRight := err == nil
	set, err := templates.New(s.Templates)
	if err := wrong.add(err); err != nil {
		return err
	}
	openable := settingsRight
	if settingsRight && file == "" {
		folders := a.checkFolders(s, freeRoom)
		openable = !slices.ContainsFunc(folders, func(m config.Mistake) bool { return m.Field == "database.url" })
		wrong.list = append(wrong.list, folders...)
	}
	desk, err := a.deskToCheck(ctx, s, file, openable)
	if err := wrong.add(err); err != nil {
		return err
	}
	if set != nil {
		for _, err := range setEach(set, desk.Digests) {
			if err := wrong.add(err); err != nil {
				return err
			}
		}
	}
	if err := wrong.add(checkBrowser(s, file, desk.Sources)); err != nil {
		return err
	}
	kept := settingsRight && file == "" && desk.Sources != nil // there is a database, and it is up to date
	if kept {
		if err := a.checkDatabase(ctx, s, wrong); err != nil {
			return err
		}
	}
	if kept {
		if err := a.warnRelays(ctx, s); err != nil {
			return err
		}
	}
	if settingsRight {
		a.warn(s, desk.Digests)
		a.warnPictures(s, desk)
	}
	if len(wrong.list) > 0 {
		return wrong.list
	}
	a.sayWell(desk)
	if kept {
		return a.reportRetention(ctx, s)
	}
	return nil
}

// checkDatabase adds what is wrong in the database itself: times that a wrong clock wrote, digests that nobody gets.
func (a *app) checkDatabase(ctx context.Context, s Settings, wrong *mistakes) error {
	stamps, err := a.checkTime(ctx, s, false)
	if err != nil {
		return err
	}
	wrong.list = append(wrong.list, stamps...)
	unread, err := a.checkReaders(ctx, s)
	wrong.list = append(wrong.list, unread...)
	return err
}

// sayWell is the last line of a check that found no mistake.
func (a *app) sayWell(desk news.Desk) {
	well := "All is well"
	if a.warnings > 0 {
		well = "No mistake, " + counted(a.warnings, "warning")
	}
	a.say("%s: %s, templates, %s, %s.", well, or(a.configFile(), "no settings file (defaults)"),
		counted(len(desk.Sources), "source"), counted(len(desk.Digests), "digest"))
}

// warn tells of settings that are allowed and that readers would notice.
func (a *app) warn(s Settings, digests []news.Digest) {
	if !s.Mail.Leaves() {
		return // no letter leaves this machine
	}
	for _, d := range digests {
		if d.Enabled && d.Publisher.Address == "" {
			a.caution("The letters of "+d.Name+
				" show no postal address, which laws on bulk mail ask for (15 U.S.C. 7704(a)(5)).",
				news.Command("attache", "digest", "edit", d.Name, "--set", "publisher.address=STREET, CITY, COUNTRY")+
					`; "none" where no such law applies`)
		}
	}
	switch {
	case s.Web.URL == "":
		a.caution("Letters leave through "+s.Mail.Hosts()+
			", and web.url is not set: their links, unsubscribing among them, lead to this machine only.",
			"set web.url to the address under which readers reach attache serve, such as https://press.example.org")
	case !strings.HasPrefix(s.Web.URL, "https://"):
		a.caution("web.url is "+s.Web.URL+
			": mail programs offer one-click unsubscribing only for https addresses (RFC 8058).",
			"put a proxy with a certificate before attache serve and set web.url to its https address")
	}
}

// warnRelays tells of relays that are left alone because they refuse us.
func (a *app) warnRelays(ctx context.Context, s Settings) error {
	if !s.Mail.Leaves() {
		return nil
	}
	st, err := a.openToCheck(ctx, s)
	if err != nil {
		return err
	}
	defer st.Close()
	p, err := mail.NewPool(s.Mail, a.logger(s.Log, slog.LevelWarn), st, a.utc)
	if err != nil {
		return err
	}
	all, err := p.Reports(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State.Closed == mail.RelayRefuses {
			a.caution(fmt.Sprintf("The mail server %s is left alone since %s: %s.", r.Where, when(r.State.Since), r.Why),
				"mend it, then: "+news.Command("attache", "mail", "relays", "--reopen", r.Name))
		}
	}
	return nil
}

// warnPictures tells of digests that ask for pictures and can have none.
func (a *app) warnPictures(s Settings, desk news.Desk) {
	for _, d := range desk.Digests {
		if !d.Enabled || d.Picture == "" {
			continue
		}
		allowed := func(src news.Source) bool {
			return src.Rights.Images && d.Reads(&src)
		}
		switch {
		case s.Web.URL == "":
			a.caution("The letters of "+d.Name+" have no pictures: these are shown from the archive, and web.url is not set.",
				"set web.url to the address under which readers reach attache serve")
		case len(desk.Sources) > 0 && !slices.ContainsFunc(desk.Sources, allowed):
			a.caution("The letters of "+d.Name+" have no pictures: no source of it says that they may be shown.",
				news.Command("attache", "source", "edit", "NAME", "--set", "rights.images=true")+" where the outlet agrees")
		}
	}
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

// setEach sets a full sample issue for every digest that names a template, and returns what went wrong.
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
func (a *app) deskToCheck(ctx context.Context, s Settings, file string, openable bool) (news.Desk, error) {
	if file != "" {
		r, err := a.input(ctx, file)
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
	if !openable {
		return news.Desk{}, nil // where the database is, is not known, or it cannot be written to
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
		return news.Desk{}, &news.InvalidError{
			Message: fmt.Sprintf("The database is older than this program: %s to run.", counted(n, "migration")),
			Hint:    "attache migrate",
		}
	}
	if err := a.warnRestored(ctx, st); err != nil {
		return news.Desk{}, err
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
