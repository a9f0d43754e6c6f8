package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	defaultConns = 12 // of one process, River's among them: a default server (100) bears eight processes
	minConns     = 4  // River's listener, a migration's lock, one that works and one to spare
)

// postgres is how PostgreSQL says what the two databases say differently.
var postgres = dialect{
	goose:      "postgres",
	migrations: "migrations/postgres",
	lock:       "FOR UPDATE",
	skipLocked: "FOR UPDATE SKIP LOCKED",
	stay:       "FOR KEY SHARE",
	texts:      "json_array_elements_text(CAST(%s AS JSON)) AS v(value)",
	rows:       "json_array_elements(CAST(%s AS JSON)) AS v(value)",
}

func openPostgres(ctx context.Context, cfg Config) (*Store, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, err
	}
	pc.MaxConns = defaultConns
	if cfg.Conns > 0 {
		pc.MaxConns = int32(cfg.Conns)
	}
	pc.MaxConnIdleTime = 5 * time.Minute
	pc.ConnConfig.ConnectTimeout = openTimeout
	pc.AfterConnect = settings
	if cfg.ReadOnly {
		pc.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
			if err := settings(ctx, c); err != nil {
				return err
			}
			_, err := c.Exec(ctx, "SET default_transaction_read_only = on")
			return err
		}
	}
	if pc.ConnConfig.RuntimeParams["application_name"] == "" {
		pc.ConnConfig.RuntimeParams["application_name"] = "attache"
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	return &Store{db: db, ro: db, pool: pool, dialect: postgres}, nil
}

// settings prepares a new connection. They are statements, not start-up parameters, which poolers such as PgBouncer
// refuse. The ledger needs commits that are on disk, whatever the server's own default is. Compiling plans (JIT) would
// cost our short statements more than running them: 40 ms of 45 for a batch of TakeDeliveries on 500,000 rows.
func settings(ctx context.Context, c *pgx.Conn) error {
	if _, err := c.Exec(ctx, "SET synchronous_commit = on; SET jit = off"); err != nil {
		return err
	}
	// Every connection shares this lock as long as it lives: Restore, which takes it alone, finds out whether anybody
	// is there.
	_, err := c.Exec(ctx, "SELECT pg_advisory_lock_shared("+openLock+")")
	return err
}

// openLock is the PostgreSQL advisory lock of who has the database open: "atta" in ASCII, and the schema that our
// tables stand in.
const openLock = "1635021921, hashtext(COALESCE(current_schema(), ''))"

// isPostgres reports which of the two databases it is; pool is nil in a Store that Restore uses.
func (s *Store) isPostgres() bool { return s.dialect.goose == postgres.goose }

// conflict reports whether PostgreSQL gave up a transaction that may succeed when tried again:
// serialization_failure and deadlock_detected (https://www.postgresql.org/docs/15/errcodes-appendix.html).
func conflict(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}
