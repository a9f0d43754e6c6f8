// Package web serves the pages that readers see: the archive of issues, its feeds, unsubscribing; and the addresses
// that machines ask: health, readiness, metrics.
//
// It does not render text (package templates does) nor keep anything (package store). The pages of editors are those of
// web/desk, which Server.Mount takes in.
// Read routes.go first: every address stands there, marked by who may pass; then server.go, archive.go and
// unsubscribe.go. guard.go bounds what strangers may ask, ops.go answers machines.
package web

import (
	"cmp"
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"attache/news"
)

// Config of the web pages. Zero values mean the defaults named beside them.
type Config struct {
	Listen string `yaml:"listen"` // address to listen on; "" = 127.0.0.1:8080
	// how readers reach it; "" = http:// and listen: links in letters then open only on this machine
	URL   string `yaml:"url"`
	Title string `yaml:"title"` // name of the archive; "" = attache
	// who may read /metrics without metrics_token: loopback, all (who asks directly; never through a proxy) or nobody,
	// not even with the token; "" = loopback, and nobody when url is a public address
	Metrics string `yaml:"metrics"`
	// who shows it (Authorization: Bearer …) may read /metrics, also through a proxy, and nobody else; at least 16
	// characters; "" = none
	MetricsToken string `yaml:"metrics_token"`
	// address of its own for /metrics, /healthz and /readyz; /metrics then is not on listen without the token; "" =
	// none
	MetricsListen   string        `yaml:"metrics_listen"`
	ReadTimeout     time.Duration `yaml:"read_timeout"`     // for a whole request; 0 = 10s
	WriteTimeout    time.Duration `yaml:"write_timeout"`    // for a whole answer; 0 = 30s
	IdleTimeout     time.Duration `yaml:"idle_timeout"`     // of a kept connection; 0 = 2m
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout"` // for requests in flight when stopping; 0 = 10s
	// Renders is how many pages are made at the same time; further requests wait. It bounds the memory that strangers
	// can use: some 3 MB a page. 0 = 4
	Renders int `yaml:"renders"`
	// who may subscribe on the pages: on (anyone; a message asks them to confirm) or off; "" = on when url is set
	Signup string `yaml:"signup"`
	// most requests to subscribe in an hour, over all digests: each is a message to an address that a stranger named;
	// 0 = 100
	SignupsHour int `yaml:"signups_hour"`
	// Version of the program: pages that browsers keep are asked for again when it changes.
	Version string `yaml:"-"`
	// Key signs unsubscribe links: 32 random bytes (store.Secret). With less than 16 bytes no link is made and none
	// honoured.
	Key []byte `yaml:"-"`
}

// mostRenders bounds Config.Renders.
const mostRenders = 1000

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	if _, _, err := net.SplitHostPort(c.listen()); err != nil {
		return &news.InvalidError{
			Field: "listen", Message: c.Listen + " is not an address to listen on.",
			Hint: "use host:port, such as 127.0.0.1:8080 or :8080",
		}
	}
	if u, err := url.Parse(c.base()); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return &news.InvalidError{
			Field: "url", Message: c.URL + " is not a web address.",
			Hint: "use the address readers see, such as https://press.example.org",
		}
	}
	if c.Renders < 0 || c.Renders > mostRenders {
		return news.Invalid("renders", "%d pages at the same time are out of range: use 1 to %d, or 0 for 4.",
			c.Renders, mostRenders)
	}
	if c.Signup != "" && c.Signup != "on" && c.Signup != "off" {
		return news.Invalid("signup", "%q does not say whether readers subscribe on the pages: use on or off.", c.Signup)
	}
	if c.SignupsHour < 0 {
		return news.Invalid("signups_hour", "%d cannot be negative: use signup: off to let nobody subscribe.", c.SignupsHour)
	}
	if err := c.validateMetrics(); err != nil {
		return err
	}
	for field, d := range map[string]time.Duration{
		"read_timeout": c.ReadTimeout, "write_timeout": c.WriteTimeout, "idle_timeout": c.IdleTimeout,
		"shutdown_timeout": c.ShutdownTimeout,
	} {
		if d < 0 {
			return news.Invalid(field, "%s cannot be negative.", d)
		}
	}
	return nil
}

// validateMetrics checks who may read the metrics, and where.
func (c Config) validateMetrics() error {
	if _, port, err := net.SplitHostPort(c.MetricsListen); c.MetricsListen != "" && (err != nil || port == "") {
		return &news.InvalidError{Field: "metrics_listen", Message: c.MetricsListen +
			" is not an address to listen on.", Hint: "use host:port, such as 127.0.0.1:9090"}
	}
	if c.MetricsListen != "" && c.MetricsListen == c.listen() {
		return &news.InvalidError{
			Field: "metrics_listen", Message: "It is the address of the pages.",
			Hint: "use another port, such as 127.0.0.1:9090",
		}
	}
	if n := len(c.MetricsToken); n > 0 && n < 16 {
		return &news.InvalidError{
			Field: "metrics_token", Message: "The token has fewer than 16 characters.",
			Hint: "openssl rand -hex 24",
		}
	}
	switch c.Metrics {
	case "", "loopback", "all", "nobody":
	default:
		return news.Invalid("metrics", "%q does not say who may read the metrics: use loopback, all or nobody.",
			c.Metrics)
	}
	return nil
}

// Links of this configuration.
func (c Config) Links() Links {
	open := c.Signup == "on" || c.Signup == "" && c.URL != ""
	return Links{Base: c.base(), Key: c.Key, Signup: open}
}

// WithDefaults replaces zero values by their meaning, where that is one value.
func (c Config) WithDefaults() Config {
	c.Listen, c.Title, c.Renders = c.listen(), c.title(), cmp.Or(c.Renders, 4)
	c.SignupsHour = cmp.Or(c.SignupsHour, 100)
	c.ReadTimeout, c.WriteTimeout = cmp.Or(c.ReadTimeout, 10*time.Second), cmp.Or(c.WriteTimeout, 30*time.Second)
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 2*time.Minute)
	c.ShutdownTimeout = cmp.Or(c.ShutdownTimeout, 10*time.Second)
	return c
}

func (c Config) listen() string { return cmp.Or(c.Listen, "127.0.0.1:8080") }
func (c Config) title() string  { return cmp.Or(c.Title, "attache") }

// base is the public address without a trailing slash.
func (c Config) base() string {
	if c.URL != "" {
		return strings.TrimRight(c.URL, "/")
	}
	host, port, err := net.SplitHostPort(c.listen())
	if err != nil {
		return "http://" + c.listen()
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Store is what the pages need. Package store implements it.
type Store interface {
	// PlainDigests lists all digests in order of name, without what they have learned.
	PlainDigests(ctx context.Context) ([]news.Digest, error)
	PlainDigest(ctx context.Context, name string) (news.Digest, error) // wraps news.ErrNotFound
	// PublicMarks of a digest ("" = all), newest first, at most limit: those below older, or else those that follow
	// newer.
	PublicMarks(ctx context.Context, digest string, older, newer int64, limit int, sent bool) ([]news.IssueMark, error)
	// PublicSpan is when the first and the newest public issue of a digest were composed; zero = there is none.
	PublicSpan(ctx context.Context, digestID int64) (first, last time.Time, err error)
	// PublicBetween lists those composed in [from, to), newest first, at most limit.
	PublicBetween(ctx context.Context, digestID int64, from, to time.Time, limit int) ([]news.IssueMark, error)
	// PublicNumbers lists those of all digests with numbers in [from, to), without the empty ones.
	PublicNumbers(ctx context.Context, from, to int64) ([]news.IssueMark, error)
	IssueMark(ctx context.Context, id int64) (news.IssueMark, error) // wraps news.ErrNotFound
	// Neighbours are the public issues of the digest before and after one; ID 0 = there is none.
	Neighbours(ctx context.Context, id int64) (older, newer news.IssueMark, err error)
	// IssueRows by number, newest first.
	IssueRows(ctx context.Context, ids []int64) ([]news.IssueRow, error)
	// IssuePage is an issue with so many other pieces of each story; the error wraps news.ErrNotFound.
	IssuePage(ctx context.Context, id int64, pieces int) (news.Issue, error)
	SubscriberByID(ctx context.Context, id int64) (news.Subscriber, error) // wraps news.ErrNotFound
	PutSubscriber(ctx context.Context, s *news.Subscriber) error           // by address: insert or update
	// digest 0 = every one; repeating it changes nothing
	Unsubscribe(ctx context.Context, subscriber, digest int64, at time.Time) error
	Signups
	Picture(ctx context.Context, name string) ([]byte, error) // wraps news.ErrNotFound
	Ping(ctx context.Context) error
}
