// Package web serves the pages that readers see: the archive of issues, its feed, unsubscribing; and the addresses that
// machines ask: health, readiness, metrics. It does not set text (package templates does) nor keep anything (package store).
package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"attache/news"
	"attache/templates"
)

// Config of the web room.
type Config struct {
	Listen          string        `yaml:"listen"`           // address to listen on; "" = 127.0.0.1:8080
	URL             string        `yaml:"url"`              // how the world reaches it, without trailing slash; "" = http://Listen
	Title           string        `yaml:"title"`            // name of the archive; "" = attache
	Metrics         string        `yaml:"metrics"`          // who may read /metrics: loopback, all or nobody; "" = loopback
	ReadTimeout     time.Duration `yaml:"read_timeout"`     // for a whole request; 0 = 10s
	WriteTimeout    time.Duration `yaml:"write_timeout"`    // for a whole answer; 0 = 30s
	IdleTimeout     time.Duration `yaml:"idle_timeout"`     // of a kept connection; 0 = 2m
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout"` // for requests in flight when stopping; 0 = 10s
	Key             []byte        `yaml:"-"`                // signs unsubscribe links: 32 random bytes (store.Secret); under 16 bytes no link is made or honoured
}

// Store is what the pages need. Package store implements it.
type Store interface {
	Digests(ctx context.Context, enabled bool) ([]news.Digest, error)
	// Issues of a digest, newest first, at most limit.
	Issues(ctx context.Context, digest string, limit int) ([]news.Issue, error)
	Issue(ctx context.Context, id int64) (news.Issue, error) // wraps news.ErrNotFound
	SubscriberByID(ctx context.Context, id int64) (news.Subscriber, error)
	// Unsubscribe takes the digest from the subscriber; digestID 0 = every digest. Repeating it changes nothing.
	Unsubscribe(ctx context.Context, subscriberID, digestID int64, at time.Time) error
	PutSubscriber(ctx context.Context, s *news.Subscriber) error
	Ping(ctx context.Context) error
}

// Server serves the pages.
type Server struct{}

// New makes a server. Handler gives its routes; Run listens.
func New(cfg Config, st Store, set *templates.Set, log *slog.Logger) *Server { return &Server{} }

// Handler is every route behind its guards.
func (s *Server) Handler() http.Handler { return http.NotFoundHandler() }

// Run listens on Config.Listen and serves until ctx ends, then finishes what is in flight.
func (s *Server) Run(ctx context.Context) error { return nil }

// Serve is Run on a listener of the caller's, which it closes.
func (s *Server) Serve(ctx context.Context, l net.Listener) error { return nil }

// Links makes the addresses that letters carry.
type Links struct {
	Base string // how the world reaches the pages, e.g. https://press.example.org
	Key  []byte // of the unsubscribe tokens
}

// Issue is the address of an issue in the archive; "" without Base.
func (l Links) Issue(id int64) string { return "" }

// Unsubscribe is the address where one subscriber leaves one digest (0 = all); "" without Base or a key of 16 bytes. It holds
// no character that HTML would escape. GET shows a form, POST acts.
func (l Links) Unsubscribe(subscriberID, digestID int64) string { return "" }

// Links of this configuration.
func (c Config) Links() Links { return Links{Base: c.URL, Key: c.Key} }

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error { return nil }
