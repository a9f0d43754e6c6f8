// Package desk serves the pages on which people work: who comes in, what needs them today, sources, articles, digests
// and issues.
//
// It does not render text (package templates does), keep anything (package store) or read and send (package worker):
// handlers call the same functions as the commands, through Store and Runner. Read routes.go first: every address
// stands there with who may pass; then guard.go, which holds the doors, and today.go and sources.go for what a page is
// like.
package desk

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
	"attache/web/origin"
)

// Config of the desk. Zero values mean the defaults named beside them.
type Config struct {
	Off     bool          `yaml:"off"`     // the desk is not served
	Session time.Duration `yaml:"session"` // for how long a sign-in lasts at most; 0 = 336h
	Idle    time.Duration `yaml:"idle"`    // a sign-in ends when it is not used for so long; 0 = 72h
	OIDC    OIDC          `yaml:"oidc"`    // signing in through the organisation's accounts (OpenID Connect)

	Site string `yaml:"-"` // name of the archive
	Base string `yaml:"-"` // path that links start with
	URL  string `yaml:"-"` // how the world reaches the pages, for links in mails
	// Demo is the token of an address that signs anybody in as an admin; "" = there is none. Only attache demo sets it.
	Demo string `yaml:"-"`
	// Kept is for how many days entries of the audit log are kept; < 0 = for ever.
	Kept int `yaml:"-"`
}

// leastSession is the shortest time that a sign-in may last.
const leastSession = 5 * time.Minute

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	for field, d := range map[string]time.Duration{"session": c.Session, "idle": c.Idle} {
		if d != 0 && d < leastSession {
			return &news.InvalidError{
				Field: field, Message: d.String() + " is too short for a sign-in.",
				Hint: "use 5m or more, or 0 for the default",
			}
		}
	}
	return c.OIDC.validate()
}

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	c.Session, c.Idle = cmp.Or(c.Session, 14*24*time.Hour), cmp.Or(c.Idle, 72*time.Hour)
	return c
}

// Store is what the pages need. Package store implements it. What changes something notes it in the audit log.
type Store interface {
	doors
	works
	hookStore
	// Entries of the audit log, newest first.
	Entries(ctx context.Context, f newsroom.Filter) ([]newsroom.Entry, error)
	Note(ctx context.Context, e newsroom.Entry) error

	Sources(ctx context.Context, enabled bool) ([]news.Source, error) // in order of name
	// Standings lists all sources in order of name, with how they have been doing.
	Standings(ctx context.Context) ([]news.Standing, error)
	// DailyArticles counts the articles first seen in each of so many days before now, the oldest first, by source.
	DailyArticles(ctx context.Context, now time.Time, days int) (map[int64][]int, error)
	Source(ctx context.Context, name string) (news.Source, error)              // wraps news.ErrNotFound
	Standing(ctx context.Context, sourceID int64) (news.Standing, error)       // wraps news.ErrNotFound
	Polls(ctx context.Context, sourceID int64, limit int) ([]news.Poll, error) // newest first
	// AddSource, EditSource and UndoSource change a source and note it; they return the number of the entry, 0 when
	// nothing changed. UndoSource is newsroom.ErrOvertaken when the source has changed since.
	AddSource(ctx context.Context, src *news.Source, e newsroom.Entry) (int64, error)
	EditSource(ctx context.Context, name string, edit func(*news.Source) error, e newsroom.Entry) (int64, error)
	UndoSource(ctx context.Context, entry int64, e newsroom.Entry) (name string, err error)
	sourceStore

	// ArticleRows lists articles, newest first.
	ArticleRows(ctx context.Context, f newsroom.ArticleFilter) ([]newsroom.ArticleRow, error)
	Article(ctx context.Context, urlOrID string) (news.Article, error) // wraps news.ErrNotFound
	VerdictsOf(ctx context.Context, articleID int64) ([]news.Verdict, error)

	PlainDigests(ctx context.Context) ([]news.Digest, error)
	// CountReaders who get the next issue of a digest.
	CountReaders(ctx context.Context, digestID int64) (int, error)
	// IssueList lists the numbers of issues, newest first: of a digest and in a state ("" = any), below a number.
	IssueList(ctx context.Context, digest string, state news.IssueState, before int64, limit int) ([]int64, error)
	IssueRows(ctx context.Context, ids []int64) ([]news.IssueRow, error)
	IssuePage(ctx context.Context, id int64, pieces int) (news.Issue, error) // wraps news.ErrNotFound
	Tally(ctx context.Context, issueID int64) (news.Tally, error)
	Letters(ctx context.Context, issueID int64) ([]news.Letter, error)
	// AtStake counts the readers that a held issue's sending would strike off, and those who wait behind them.
	AtStake(ctx context.Context, issueID int64) (refused, waiting int, err error)
}

// doors are the parts of Store that let people in.
type doors interface {
	tokenStore
	People(ctx context.Context) ([]newsroom.Person, error)
	Person(ctx context.Context, id int64) (newsroom.Person, error)            // wraps news.ErrNotFound
	PersonByEmail(ctx context.Context, email string) (newsroom.Person, error) // wraps news.ErrNotFound
	AddPerson(ctx context.Context, p *newsroom.Person, e newsroom.Entry) error
	// EditPerson ends the person's sessions but that of the token keep when the password changes.
	EditPerson(ctx context.Context, id int64, edit func(*newsroom.Person) error, keep string, e newsroom.Entry) error
	SignedIn(ctx context.Context, id int64, at time.Time) error
	Invite(ctx context.Context, i *newsroom.Invitation, e newsroom.Entry) error
	Invitation(ctx context.Context, token string) (newsroom.Invitation, error) // by its hash; wraps news.ErrNotFound
	OpenInvitations(ctx context.Context, now time.Time) ([]newsroom.Invitation, error)
	Withdraw(ctx context.Context, id int64, e newsroom.Entry) error
	Accept(ctx context.Context, token string, p *newsroom.Person, now time.Time) error
	PutSession(ctx context.Context, x newsroom.Session) error  // a new one
	KeepSession(ctx context.Context, x newsroom.Session) error // one that is there; an ended one stays ended
	Session(ctx context.Context, token string, now time.Time) (newsroom.Session, error)
	Sessions(ctx context.Context, person int64, now time.Time) ([]newsroom.Session, error)
	DeleteSession(ctx context.Context, token string) error
	EndSession(ctx context.Context, person, id int64, keep string, e newsroom.Entry) error
}

// Runner does what takes longer than a query, as the commands do it.
type Runner interface {
	composer
	// Find looks for ways to read a site, the best first. What the person can mend is an *news.InvalidError.
	Find(ctx context.Context, address string) ([]Way, error)
	// Try reads a source as a poll would, and its newest article. Nothing is stored.
	Try(ctx context.Context, src news.Source) (Tried, error)
	// Check reports whether a source can be read by its rules, as an *news.InvalidError.
	Check(src *news.Source) error
	sourceRunner
	// Next are the next so many times of a digest's schedule.
	Next(d news.Digest, n int) []time.Time
	// Approve lets a held issue leave, Hold keeps one, Cancel gives a held one up. They report whether it was so.
	Approve(ctx context.Context, id int64) (bool, error)
	Hold(ctx context.Context, id int64, from news.IssueState) (bool, error)
	Cancel(ctx context.Context, id int64) (bool, error)
	// Letter is the HTML of a letter as nobody's own: without a link to unsubscribing.
	Letter(l news.Letter) string
	// TestHook sends a message of its own to a webhook, and returns how that ended.
	TestHook(ctx context.Context, id int64) (newsroom.HookMessage, error)
	// Mail sends a short text to one address; it reports false when no mail server is set.
	Mail(ctx context.Context, to, subject, text, language string) (bool, error)
}

// Way is one way to read a site.
type Way struct {
	Source news.Source
	Why    string // what speaks for it
	Items  []news.Item
}

// Tried is what reading a source gave.
type Tried struct {
	Poll    news.Poll
	Items   []news.Item
	Newest  *news.Article // nil = it could not be read, for Problem
	Problem string
}

// Desk is the pages. Make one with New.
type Desk struct {
	Now func() time.Time // the clock; nil = time.Now

	cfg      Config
	store    Store
	run      Runner
	set      *templates.Set
	log      *slog.Logger
	sessions *scs.SessionManager
	style    asset
	script   asset
	drafts   draftShelf
	works    workShelf
	hashes   chan struct{} // holds a token for each password that is hashed
	visits   chan struct{} // holds a token for each site that is read
	failures origin.Limiter
	trials   origin.Limiter // what people try: sites that are read, letters to look at, wishes
	oidc     provider
	handler  http.Handler
}

// Bounds of what goes on at once.
const (
	mostHashes = 2 // passwords being hashed: each takes hashMemory
	mostVisits = 2 // sites being read because somebody on a page asked
)

// New makes the pages of a valid configuration.
func New(cfg Config, st Store, run Runner, set *templates.Set, log *slog.Logger) (*Desk, error) {
	d := &Desk{cfg: cfg.WithDefaults(), store: st, run: run, set: set, log: log}
	d.hashes, d.visits = make(chan struct{}, mostHashes), make(chan struct{}, mostVisits)
	css, err := templates.DeskStyle()
	if err != nil {
		return nil, err
	}
	if d.style, err = newAsset("desk", ".css", "text/css; charset=utf-8", css); err != nil {
		return nil, err
	}
	js, err := templates.DeskScript()
	if err != nil {
		return nil, err
	}
	if d.script, err = newAsset("desk", ".js", "text/javascript; charset=utf-8", js); err != nil {
		return nil, err
	}
	d.sessions = d.newSessions()
	if d.handler, err = d.routes(); err != nil {
		return nil, err
	}
	return d, nil
}

// ServeHTTP answers what begins with /desk.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// secure reports whether the pages are reached by https, which means behind a proxy.
func (d *Desk) secure() bool { return strings.HasPrefix(d.cfg.URL, "https://") }

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now().UTC()
	}
	return time.Now().UTC()
}
