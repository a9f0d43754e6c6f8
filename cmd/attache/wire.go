package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"attache/config"
	"attache/digest"
	"attache/mail"
	"attache/news"
	"attache/scrape"
	"attache/store"
	"attache/templates"
	"attache/web"
	"attache/worker"
	"attache/worker/clock"
)

// program holds every package that a command uses, joined. Only this file knows them all.
type program struct {
	settings Settings
	log      *slog.Logger
	store    *store.Store
	fetcher  *scrape.Fetcher
	editor   *digest.Editor
	set      *templates.Set
	sender   *mail.Pool
	links    web.Links
	clock    *clock.Clock
	pipeline *worker.Pipeline
	outcomes outcomes
	work     sync.WaitGroup // what the desk's pages asked for and did not wait for
	ending   chan struct{}  // closed when it is to end
	mailDown string         // why the mail server cannot be used, once a command has found it out: it is not asked again
	plan     *runPlan       // of a run; nil = it is another command
	helped   helped         // a language model's help with the issue that is being composed
}

// missing tells what to do when there is no database yet.
type missing int

const (
	refuse       missing = iota // return an error: the folder is probably the wrong one
	create                      // make an empty one
	createSeeded                // make one with the catalogue and a first digest, as init does
)

// openStore opens the database and brings its tables up to date.
func (a *app) openStore(ctx context.Context, s Settings, when missing) (*store.Store, error) {
	if s.Database.ReadOnly {
		return a.openDry(ctx, s, when)
	}
	isNew := false
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			if isNew = true; when == refuse {
				return nil, noDatabase(path)
			}
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	if err := a.migrate(ctx, st); err != nil {
		st.Close()
		return nil, err
	}
	if path := st.Copied(); path != "" {
		a.note("The tables were brought to this program's version; the database as it was before is in %s.", path)
	}
	if isNew && when == createSeeded {
		sources, made, err := seed(ctx, st)
		if err != nil {
			st.Close()
			return nil, err
		}
		if made {
			a.note("There was no database: made %s with %s and the digest \"daily\".", databaseFile(s.Database),
				counted(sources, "source"))
		}
	}
	return st, nil
}

// databaseFile is the file of a SQLite database; "" for PostgreSQL.
func databaseFile(c store.Config) string {
	switch {
	case c.URL == "":
		return store.DefaultURL
	case strings.HasPrefix(c.URL, "sqlite://"):
		return strings.TrimPrefix(c.URL, "sqlite://")
	case strings.Contains(c.URL, "://"):
		return ""
	default:
		return c.URL
	}
}

// desk opens what most commands need: the settings and the database.
func (a *app) desk(ctx context.Context, when missing) (Settings, *store.Store, error) {
	s, err := a.settings()
	if err != nil {
		return s, nil, err
	}
	st, err := a.openStore(ctx, s, when)
	return s, st, err
}

// open opens every package. Close the program.
func (a *app) open(ctx context.Context, s Settings, when missing, usual slog.Level) (*program, error) {
	p := &program{settings: s, log: a.logger(s.Log, usual), ending: make(chan struct{})}
	var err error
	s.Templates.Subscribe = s.Web.Links().Subscribe
	if p.set, err = templates.New(s.Templates); err != nil {
		return nil, err
	}
	if p.fetcher, err = scrape.New(s.Scrape, p.log); err != nil {
		return nil, err
	}
	p.editor = digest.New(s.Digest)
	p.editor.Log = p.log
	if p.store, err = a.openStore(ctx, s, when); err != nil {
		return nil, err
	}
	p.clock = clock.New(a.utc, nil)
	if _, err = p.clock.Measure(ctx, p.store.Clock); err != nil {
		p.store.Close()
		return nil, err
	}
	p.fetcher.Now, p.editor.Now = p.clock.Now, p.clock.Now
	if p.sender, err = mail.NewPool(s.Mail, p.log, p.store, p.clock.Now); err != nil {
		p.store.Close()
		return nil, err
	}
	if p.settings.Web.Key, err = p.store.Secret(ctx, "unsubscribe", newKey); err != nil {
		p.store.Close()
		return nil, err
	}
	if s.Mail.Leaves() && s.Web.URL == "" {
		p.log.Warn("web.url is not set: the links in letters, unsubscribing among them, lead to this machine only")
	}
	if err := p.attachModel(a); err != nil {
		p.store.Close()
		return nil, err
	}
	p.links = p.settings.Web.Links()
	s.Worker.Journal = journalFolder(s)
	p.pipeline = &worker.Pipeline{
		Store: p.store, Fetcher: p.fetcher, Editor: p.editor, Renderer: p.set, Sender: p.sender, Links: p.links,
		Domain: s.Mail.Domain(), Config: s.Worker, Log: p.log, Now: p.clock.Now, Clock: p.clock, Alarm: s.Alarm,
		Recorded: p.outcomes.record, Paste: a.paste,
	}
	if s.Web.URL != "" { // else no letter could show it
		p.pipeline.Pictures = pictures{p.fetcher, p.store, p.links, p.clock.Now}
	}
	if a.dry {
		p.pipeline.Store = worker.DryRun(p.store)
	}
	return p, nil
}

// journalFolder is where senders note what leaves: worker.journal, or beside the SQLite file.
func journalFolder(s Settings) string {
	if s.Worker.Journal != "" {
		return s.Worker.Journal
	}
	if file := databaseFile(s.Database); file != "" {
		return filepath.Join(filepath.Dir(file), filepath.Base(worker.DefaultJournal))
	}
	return worker.DefaultJournal
}

func (p *program) close() {
	close(p.ending)
	p.work.Wait()
	if err := p.store.Close(); err != nil {
		p.log.Error("close the database", "error", err)
	}
}

// newKey makes the key of unsubscribe links: 256 random bits.
func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

// seed puts the catalogue and a first digest into an empty database, all at once, and counts the sources. It reports
// false when the database is not empty, or another process fills it at the same moment.
func seed(ctx context.Context, st *store.Store) (int, bool, error) {
	rev, err := st.Revision(ctx, false) // before it is looked at: what comes in between is noticed
	if err != nil {
		return 0, false, err
	}
	desk, err := currentDesk(ctx, st, false)
	if err != nil || len(desk.Sources)+len(desk.Digests) > 0 {
		return 0, false, err
	}
	sources, err := catalogue()
	if err != nil {
		return 0, false, err
	}
	d := firstDigest()
	todo := &store.Changes{Expect: rev, Digests: []*news.Digest{&d}}
	for i := range sources {
		todo.Sources = append(todo.Sources, &sources[i])
	}
	err = st.Apply(ctx, todo)
	if errors.Is(err, store.ErrChanged) {
		return 0, false, nil
	}
	return len(sources), err == nil, err
}

// catalogue is the built-in list of sources, a copy for each caller.
func catalogue() ([]news.Source, error) {
	all, err := readCatalogue()
	return slices.Clone(all), err
}

var readCatalogue = sync.OnceValues(func() ([]news.Source, error) {
	var desk news.Desk
	if err := config.Decode("sources.yaml", config.Catalogue(), &desk); err != nil {
		return nil, fmt.Errorf("read the built-in catalogue: %w", err)
	}
	return desk.Sources, nil
})

// firstDigest is the standing order that init makes: every weekday at seven, in Almaty's time.
func firstDigest() news.Digest {
	return news.Digest{
		Name: "daily", Title: "Foreign policy daily", Language: "en", Schedule: "0 7 * * 1-5", TimeZone: "Asia/Almaty",
		Enabled: true,
	}
}
