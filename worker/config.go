package worker

import (
	"cmp"
	"fmt"
	"time"

	"attache/news"
)

// Config bounds the pipeline. Zero values mean the defaults named beside them; durations are spans of real time.
type Config struct {
	Hosts int `yaml:"hosts"` // hosts read at the same time; each host still gets one request at a time; 0 = 16
	Pages int `yaml:"pages"` // most new pages read in one visit to a source; the rest wait for the next visit; 0 = 200
	// Reach: a visit reads every new entry dated this recently even when the window asked for is narrower, so that a
	// later visit answered "not modified" has missed nothing; 0 = 24h.
	Reach      time.Duration `yaml:"reach"`
	VisitLimit time.Duration `yaml:"visit_limit"` // longest visit to one source, pages included; 0 = 4m
	// a failing source is tried at least this often, unless its Retry-After says otherwise; 0 = 12h
	RetryMax time.Duration `yaml:"retry_max"`

	// SourceArticles is the most articles of one source judged for one issue, newest first; 0 = 1000. What an issue
	// leaves out is named in its coverage.
	SourceArticles int `yaml:"source_articles"`
	// most bytes of text of one source read for one issue, newest first; 0 = 4194304 (4 MB)
	SourceText int64 `yaml:"source_text"`
	// most bytes of text read for one issue, the newest of each source first; 0 = 33554432 (32 MB)
	IssueText int64 `yaml:"issue_text"`
	// MaxText is the most bytes of one article's text, also of those stored when it was larger. The program sets it to
	// scrape.max_text; 0 = 204800.
	MaxText int `yaml:"-"`

	// most articles judged for one issue, the newest of each source first; 0 = 5000
	Articles int `yaml:"articles"`
	// pieces that came to light after the last issue count as new although published up to this long before it; 0 = 12h
	Late time.Duration `yaml:"late"`
	// sources read longer ago are read again before an issue is composed; 0 = 10m
	Fresh time.Duration `yaml:"fresh"`
	// longest such reading; what is not read by then is left out; 0 = 3m
	FreshLimit   time.Duration `yaml:"fresh_limit"`
	PublishLimit time.Duration `yaml:"publish_limit"` // longest composing and setting of one issue; 0 = 2m

	// times a letter is offered before a deferred delivery counts as failed; 0 = 8
	Attempts   int           `yaml:"attempts"`
	Backoff    time.Duration `yaml:"backoff"`     // wait after the first deferral, doubled each time; 0 = 5m
	BackoffMax time.Duration `yaml:"backoff_max"` // longest such wait; 0 = 4h
	BatchLimit time.Duration `yaml:"batch_limit"` // longest sending of one batch; 0 = 3m
	// RefusedMost is the most percent of the readers answered for that the mail server may call gone although they got
	// an earlier issue; above it the issue is held and nobody is struck off. It is held, too, when nine of ten are
	// refused, whatever they got. 100 = it never is, for a list that is known to be dead for the most part; 0 = 50.
	RefusedMost int `yaml:"refused_most"`
	// Stale: deliveries left in sending, and slots left half composed, by a process that has given no sign of life for
	// this long are somebody else's; 0 = 90s. A process that died on this machine is noticed at once.
	Stale  time.Duration `yaml:"stale"`
	Chunk  int           `yaml:"chunk"`  // recipients one delivery job serves before it makes way; 0 = 500
	Shares int           `yaml:"shares"` // delivery jobs of one issue at the same time, over all processes; 0 = 2

	// Journal is the folder, local to this machine, where each process notes a message just before it leaves, so that a
	// crash leaves in doubt only what was between that and the server's answer. Processes that share a database on one
	// machine share it. Nothing is sent while it cannot be written; "" = the folder journal beside the SQLite file,
	// data/journal with PostgreSQL.
	Journal string `yaml:"journal"`

	// WrongClocks: hosts of sources whose clocks are known to be wrong, such as example.org (without www.): the dates
	// that they answer with say nothing of this machine's clock; none = all hosts of sources tell the time
	WrongClocks []string `yaml:"wrong_clocks"`

	// how often the clock looks for what is due, besides the very minute of a slot; 0 = 15s
	Tick  time.Duration `yaml:"tick"`
	Grace time.Duration `yaml:"grace"` // how long work in flight may go on after the order to stop; 0 = 20s
}

// DefaultJournal is the folder of the journal of an installation that names none and has no SQLite file, relative to
// the working directory.
const DefaultJournal = "data/journal"

// leastStale leaves room for five signs of life, two seconds apart, before a process counts as dead.
const leastStale = 12 * time.Second

// WithDefaults replaces zero values by their meaning.
func (c Config) WithDefaults() Config {
	count := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	span := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	count(&c.Hosts, 16)
	count(&c.Pages, 200)
	span(&c.Reach, 24*time.Hour)
	span(&c.VisitLimit, 4*time.Minute)
	span(&c.RetryMax, 12*time.Hour)
	count(&c.Articles, 5000)
	count(&c.SourceArticles, 1000)
	count(&c.MaxText, news.DefaultText)
	c.SourceText = cmp.Or(c.SourceText, 4<<20)
	c.IssueText = cmp.Or(c.IssueText, 32<<20)
	span(&c.Late, 12*time.Hour)
	span(&c.Fresh, 10*time.Minute)
	span(&c.FreshLimit, 3*time.Minute)
	span(&c.PublishLimit, 2*time.Minute)
	count(&c.Attempts, 8)
	span(&c.Backoff, 5*time.Minute)
	span(&c.BackoffMax, 4*time.Hour)
	span(&c.BatchLimit, 3*time.Minute)
	span(&c.Stale, 90*time.Second)
	count(&c.RefusedMost, 50)
	count(&c.Chunk, 500)
	count(&c.Shares, 2)
	c.Journal = cmp.Or(c.Journal, DefaultJournal)
	span(&c.Tick, 15*time.Second)
	span(&c.Grace, 20*time.Second)
	return c
}

// Validate reports the first mistake as an *news.InvalidError.
func (c Config) Validate() error {
	for _, n := range []struct {
		field      string
		value, top int
	}{
		{"hosts", c.Hosts, 1000},
		{"pages", c.Pages, 100_000},
		{"articles", c.Articles, 1_000_000},
		{"source_articles", c.SourceArticles, 1_000_000},
		{"source_text", int(c.SourceText), 1 << 30},
		{"issue_text", int(c.IssueText), 1 << 30},
		{"attempts", c.Attempts, 100},
		{"refused_most", c.RefusedMost, 100},
		{"chunk", c.Chunk, 100_000},
		{"shares", c.Shares, 64},
	} {
		if n.value < 0 || n.value > n.top {
			return news.Invalid(n.field, "%d is out of range: use 1 to %d, or 0 for the default.", n.value, n.top)
		}
	}
	for _, s := range []struct {
		field string
		value time.Duration
		top   time.Duration
	}{
		{"reach", c.Reach, 31 * 24 * time.Hour},
		{"visit_limit", c.VisitLimit, time.Hour},
		{"retry_max", c.RetryMax, 31 * 24 * time.Hour},
		{"late", c.Late, 7 * 24 * time.Hour},
		{"fresh", c.Fresh, 24 * time.Hour},
		{"fresh_limit", c.FreshLimit, time.Hour},
		{"publish_limit", c.PublishLimit, time.Hour},
		{"backoff", c.Backoff, 24 * time.Hour},
		{"backoff_max", c.BackoffMax, 7 * 24 * time.Hour},
		{"batch_limit", c.BatchLimit, time.Hour},
		{"stale", c.Stale, time.Hour},
		{"tick", c.Tick, time.Hour},
		{"grace", c.Grace, time.Hour},
	} {
		if s.value < 0 || s.value > s.top {
			return news.Invalid(s.field, "%s is out of range: use at most %s, or 0 for the default.", s.value, s.top)
		}
	}
	for i, host := range c.WrongClocks {
		if host == "" || publicHost("https://"+host+"/") != host {
			e := news.Invalid(fmt.Sprintf("wrong_clocks[%d]", i), "%q is not the bare name of a public host.", host)
			e.Hint = "example.org, in small letters, without https:// and without www."
			return e
		}
	}
	d := c.WithDefaults()
	if d.Stale < leastStale {
		return news.Invalid("stale", "%s is too short to tell a slow process from a dead one: use at least %s.",
			c.Stale, leastStale)
	}
	if d.BackoffMax < d.Backoff {
		return news.Invalid("backoff_max", "The longest wait, %s, is shorter than the first, %s.", d.BackoffMax,
			d.Backoff)
	}
	return nil
}
