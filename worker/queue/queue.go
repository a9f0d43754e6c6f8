// Package queue carries jobs to the workers of every process that serves a database. River does it, on SQLite and on
// PostgreSQL; no other package of the program knows River.
//
// It does not decide what is to be done: the rows of the store do, and a job that is lost or comes twice does no harm.
// Read queue.go first: New and the kinds of jobs; client.go is River, listener.go wakes it on SQLite, times.go has it
// go by the pipeline's clock.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"attache/worker/clock"
)

// Engine is the database that the jobs are kept in. River's tables must be there (store.Migrate makes them).
type Engine struct {
	SQL  *sql.DB       // SQLite
	Pool *pgxpool.Pool // PostgreSQL; wins when it is not nil
}

// Config is what a process sets for its queue.
type Config struct {
	Name     string             // the process among those of the database, as holder.New names it
	Polls    int                // visits to sources at the same time
	JobLimit time.Duration      // longest run of one job; a job of a process that is gone is free a minute later
	Clock    *clock.Clock       // nil = the machine's clock is right
	Log      *slog.Logger       // must be set
	Reason   func(error) string // an error in few words, for the log; nil = the error's own
	Dead     func(string) bool  // reports whether the process of a name has ended for sure; nil = nobody knows
}

// Handlers are what is done about a job, one for each kind. The context ends when the process is told to stop; work in
// flight may go on until the queue is stopped. A failed job is tried again, unless it is a Poll.
type Handlers struct {
	Poll    func(ctx context.Context, j Poll) error
	Publish func(ctx context.Context, j Publish) error
	Deliver func(ctx context.Context, j Deliver) error
}

// ErrAgain asks for the same job to be handed out again at once: it makes way for others, or for the end of the
// process.
var ErrAgain = errors.New("the job is to go on")

// Cancelled is an error after which a job is not tried again.
type Cancelled struct{ Err error }

// Error returns the error's own text.
func (c *Cancelled) Error() string { return c.Err.Error() }

// Unwrap returns the error.
func (c *Cancelled) Unwrap() error { return c.Err }

// Job is a Poll, a Publish or a Deliver. While a job of one kind and key waits, runs or is to be tried again, there is
// no second one.
type Job interface {
	river.JobArgs
	river.JobArgsWithInsertOpts
}

// Poll asks for one visit to a source. Its key is the source. It is tried once: when the row says that the source is
// still due, the job is made again.
type Poll struct {
	Source int64     `json:"source" river:"unique"`
	From   time.Time `json:"from"` // start of the window that the digests need
}

// Publish asks for the slots of a digest that are due. Its key is the digest: overlap is impossible.
type Publish struct {
	Digest string    `json:"digest" river:"unique"`
	Since  time.Time `json:"since"` // slots up to then are of no interest; zero = the last issue's
}

// Deliver asks for the delivery of a chunk of an issue's open deliveries. Its key is both fields. The shares of one
// issue work side by side; which rows each gets the ledger decides.
type Deliver struct {
	Issue int64 `json:"issue"`
	Share int   `json:"share"`
}

// uniqueUntilDone keeps a second job of the same kind and key away. Finished ones do not count: when the rows say that
// something is due, it is due.
var uniqueUntilDone = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable,
	rivertype.JobStateScheduled,
}}

// The queues, one for each kind of job, so that a flood of one does not hold up the others.
const (
	queuePoll    = "poll"
	queuePublish = "publish"
	queueDeliver = "deliver"
)

// jobTries is how often a job is tried; see retry.
const jobTries = 25

// Kind names the job in River's tables.
func (Poll) Kind() string { return "poll" }

// InsertOpts are River's settings.
func (Poll) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queuePoll, UniqueOpts: uniqueUntilDone, MaxAttempts: 1}
}

// Kind names the job in River's tables.
func (Publish) Kind() string { return "publish" }

// InsertOpts are River's settings.
func (Publish) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queuePublish, UniqueOpts: uniqueUntilDone, MaxAttempts: jobTries}
}

// Kind names the job in River's tables.
func (Deliver) Kind() string { return "deliver" }

// InsertOpts are River's settings.
func (Deliver) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueDeliver, UniqueOpts: uniqueUntilDone, MaxAttempts: jobTries}
}

// Queue is the queue of one process. It is safe for use by several goroutines.
type Queue struct{ carrier }

// carrier is River on either database.
type carrier interface {
	// Insert adds jobs that are due now, but those whose kind and key there are already. One of these that lies in the
	// future, where a wrong clock put it, is thrown away first, and the log says so. No two of jobs may have the same
	// kind and key.
	Insert(ctx context.Context, jobs ...Job) error
	// Repair throws away jobs that lie in the future, and makes missing queues and the leader's term right.
	Repair(ctx context.Context) error
	// Start begins to hand out jobs. When ctx ends, the handlers are told; then call Stop.
	Start(ctx context.Context) error
	// Stop waits for the jobs in flight and cancels those that outlast grace.
	Stop(grace time.Duration) error
}

// New sets up the queue of a process.
func New(e Engine, cfg Config, h Handlers) (*Queue, error) {
	if cfg.Reason == nil {
		cfg.Reason = error.Error
	}
	if cfg.Dead == nil {
		cfg.Dead = func(string) bool { return false }
	}
	switch {
	case e.Pool != nil:
		return newClient(timedDriver[pgx.Tx]{riverpgxv5.New(e.Pool), cfg.Clock}, cfg, h, nil)
	case e.SQL != nil:
		l := newListener()
		return newClient(timedDriver[*sql.Tx]{quietDriver{riversqlite.New(e.SQL), l}, cfg.Clock}, cfg, h, l)
	}
	return nil, errors.New("set up the job queue: the engine has no database")
}
