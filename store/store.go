package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"attache/news"
)

// DefaultURL is the database of an installation that names none, relative to the working directory.
const DefaultURL = "data/attache.db"

// openTimeout bounds the first contact with a database.
const openTimeout = 15 * time.Second

// Config says which database to use.
type Config struct {
	// URL is a path or sqlite:///path for SQLite, or postgres://user@host/name; "" = data/attache.db.
	URL string `yaml:"url"`
	// Conns is how many connections one process opens to PostgreSQL, River's among them; 0 = 12.
	// SQLite always has one that writes and four that read.
	Conns int `yaml:"conns"`
	// Copies is how many copies of a SQLite file from before a migration are kept beside it, as
	// attache.db.schema-00005; 0 = 2, -1 = none is made. PostgreSQL has none: make a backup before an upgrade.
	Copies int `yaml:"copies"`
	// Retention says for how many days what is kept: 0 = the default named beside it, -1 = for ever. What archive pages
	// show, editors' decisions, subscribers and each issue's counts are never deleted.
	Retention Retention `yaml:"retention"`
	// ReadOnly opens a database that is there and refuses every write, for dry runs. It cannot be migrated.
	ReadOnly bool `yaml:"-"`
}

// Validate reports the first mistake as a *news.InvalidError.
func (c Config) Validate() error {
	if c.Conns != 0 && c.Conns < minConns {
		return news.Invalid("conns", "%d connections are too few: attache needs %d.", c.Conns, minConns)
	}
	if c.Copies < -1 {
		return news.Invalid("copies", "%d copies cannot be kept: write a number, or -1 for none.", c.Copies)
	}
	if err := c.Retention.Validate(); err != nil {
		return err
	}
	scheme, _, ok := strings.Cut(c.URL, "://")
	if !ok {
		return nil
	}
	switch scheme {
	case "sqlite":
		return nil
	case "postgres", "postgresql":
		if _, err := pgxpool.ParseConfig(c.URL); err != nil {
			return news.Invalid("url",
				"The address of the PostgreSQL database cannot be read: write it like "+
					"postgres://user:password@host:5432/attache.")
		}
		return nil
	}
	return &news.InvalidError{
		Field:   "url",
		Message: fmt.Sprintf("%q is no kind of database attache knows.", scheme),
		Hint:    "use a file such as data/attache.db, or postgres://user@host/attache",
	}
}

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	if c.URL == "" {
		c.URL = DefaultURL
	}
	if c.Conns == 0 {
		c.Conns = defaultConns
	}
	if c.Copies == 0 {
		c.Copies = defaultCopies
	}
	c.Retention = c.Retention.WithDefaults()
	return c
}

// postgres reports whether the URL names a PostgreSQL database.
func (c Config) postgres() bool {
	return strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://")
}

// path is the file of a SQLite database.
func (c Config) path() (string, error) {
	if c.URL == "" {
		return DefaultURL, nil
	}
	rest, ok := strings.CutPrefix(c.URL, "sqlite://")
	if !ok {
		return c.URL, nil
	}
	p, err := url.PathUnescape(rest)
	if err != nil {
		return "", news.Invalid("url", "%q is not an address of a SQLite file: %v.", c.URL, err)
	}
	return p, nil
}

// Store is one database. It is safe for many goroutines, and many processes may open the same one.
type Store struct {
	// Forgot is told how many rows Forget has just deleted; nil = nobody is. Set it before the first call.
	Forgot func(rows int)

	db      *sql.DB       // writes; on PostgreSQL also reads
	ro      *sql.DB       // reads
	pool    *pgxpool.Pool // nil on SQLite
	dialect dialect
	file    string // absolute path of the SQLite file
	copies  int    // Config.Copies
	copied  string // what Migrate kept

	readOnly  bool
	retention Retention
}

// Open opens the database and creates its file (SQLite) when there is none, unless Config.ReadOnly. It makes no tables:
// call Migrate. A database that a later program has migrated is a *NewerError: nothing is written to it.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	open := openSQLite
	if cfg.postgres() {
		open = openPostgres
	}
	s, err := open(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s.copies, s.readOnly = cfg.Copies, cfg.ReadOnly
	if err := s.refuseNewer(ctx); err != nil {
		s.Close()
		return nil, err
	}
	s.retention = cfg.Retention
	return s, nil
}

// Close ends all connections. Stop River's client first.
func (s *Store) Close() error {
	err := s.db.Close()
	if s.ro != s.db {
		if e := s.ro.Close(); err == nil {
			err = e
		}
	}
	if s.pool != nil {
		s.pool.Close()
	}
	return err
}

// SQL is the handle that writes: hand it to River's SQLite driver, so that its writes and ours wait in one queue. On
// SQLite it has one connection: whoever holds a transaction or open rows on it must not ask it for another.
func (s *Store) SQL() *sql.DB { return s.db }

// Pool is the PostgreSQL pool, nil on SQLite: hand it to River's pgx driver.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.ro.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}
