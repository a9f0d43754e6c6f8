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
	"strings"

	"attache/config"
	"attache/digest"
	"attache/mail"
	"attache/news"
	"attache/scrape"
	"attache/store"
	"attache/templates"
	"attache/web"
	"attache/worker"
)

// house is every room of the program, wired. It is the only place that knows them all.
type house struct {
	settings Settings
	log      *slog.Logger
	store    *store.Store
	fetcher  *scrape.Fetcher
	editor   *digest.Editor
	set      *templates.Set
	sender   *mail.Sender
	links    web.Links
	clock    *worker.Clock
	road     *worker.Road
	outcomes outcomes
	mailDown string // why the mail server cannot be used, once a command has found it out: it is not asked again
}

// fresh says what to do when there is no database yet.
type fresh int

const (
	refuse fresh = iota // say so: the folder is probably the wrong one
	create              // make an empty one
	settle              // make one with the catalogue and a first digest, as init does
)

// openStore opens the database and brings its tables up to date.
func (a *app) openStore(ctx context.Context, s Settings, when fresh) (*store.Store, error) {
	isNew := false
	if path := databaseFile(s.Database); path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			if isNew = true; when == refuse {
				return nil, withHint(fmt.Errorf("there is no database at %s: %w", path, news.ErrNotFound),
					"attache init")
			}
		}
	}
	st, err := store.Open(ctx, s.Database)
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(ctx); err != nil {
		st.Close()
		return nil, err
	}
	if path := st.Copied(); path != "" {
		fmt.Fprintf(a.errs, "The tables were brought to this program's version; the database as it was before is in %s.\n", path)
	}
	if isNew && when == settle {
		sources, made, err := furnish(ctx, st)
		if err != nil {
			st.Close()
			return nil, err
		}
		if made {
			fmt.Fprintf(a.errs, "There was no database: made %s with %s and the digest \"daily\".\n",
				databaseFile(s.Database), counted(sources, "source"))
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
func (a *app) desk(ctx context.Context, when fresh) (Settings, *store.Store, error) {
	s, err := a.settings()
	if err != nil {
		return s, nil, err
	}
	st, err := a.openStore(ctx, s, when)
	return s, st, err
}

// house opens every room. Close it.
func (a *app) house(ctx context.Context, s Settings, when fresh, usual slog.Level) (*house, error) {
	h := &house{settings: s, log: a.logger(s.Log, usual)}
	var err error
	if h.set, err = templates.New(s.Templates); err != nil {
		return nil, err
	}
	if h.fetcher, err = scrape.New(s.Scrape, h.log); err != nil {
		return nil, err
	}
	if h.sender, err = mail.New(s.Mail, h.log); err != nil {
		return nil, err
	}
	h.editor = digest.New(s.Digest)
	h.editor.Log = h.log
	if h.store, err = a.openStore(ctx, s, when); err != nil {
		return nil, err
	}
	h.clock = worker.NewClock(a.utc, nil)
	if _, err = h.clock.Measure(ctx, h.store.Clock); err != nil {
		h.store.Close()
		return nil, err
	}
	h.fetcher.Now, h.editor.Now = h.clock.Now, h.clock.Now
	if h.settings.Web.Key, err = h.store.Secret(ctx, "unsubscribe", newKey); err != nil {
		h.store.Close()
		return nil, err
	}
	if s.Mail.Host != "" && s.Web.URL == "" {
		h.log.Warn("web.url is not set: the links in letters, unsubscribing among them, lead to this machine only")
	}
	if err := h.attachModel(a); err != nil {
		h.store.Close()
		return nil, err
	}
	h.links = h.settings.Web.Links()
	s.Worker.Journal = journalFolder(s)
	h.road = &worker.Road{
		Store: h.store, Fetcher: h.fetcher, Editor: h.editor, Setter: h.set, Sender: h.sender, Links: h.links,
		Domain: s.Mail.Domain(), Config: s.Worker, Log: h.log, Now: h.clock.Now, Clock: h.clock, Alarm: s.Alarm,
		Settled: h.outcomes.settled, Paste: a.paste,
	}
	return h, nil
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

func (h *house) close() {
	if err := h.store.Close(); err != nil {
		h.log.Error("close the database", "error", err)
	}
}

// newKey makes the key of unsubscribe links: 256 random bits.
func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

// furnish puts the catalogue and a first digest into an empty database, all at once, and counts the sources. It reports
// false when the database is not empty, or another process fills it at the same moment.
func furnish(ctx context.Context, st *store.Store) (int, bool, error) {
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

// catalogue is the built-in list of sources.
func catalogue() ([]news.Source, error) {
	var desk news.Desk
	if err := config.Decode("sources.yaml", config.Catalogue(), &desk); err != nil {
		return nil, fmt.Errorf("read the built-in catalogue: %w", err)
	}
	return desk.Sources, nil
}

// firstDigest is the standing order that init makes: every weekday at seven, in Almaty's time.
func firstDigest() news.Digest {
	return news.Digest{
		Name: "daily", Title: "Foreign policy daily", Language: "en", Schedule: "0 7 * * 1-5", TimeZone: "Asia/Almaty",
		Enabled: true,
	}
}
