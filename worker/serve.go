package worker

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Engine is the database that River keeps its jobs in. Its tables must be there (store.Migrate makes them).
type Engine struct {
	SQL  *sql.DB       // SQLite
	Pool *pgxpool.Pool // PostgreSQL; wins when it is not nil
}

// Serve works until ctx ends: it polls sources when they are due, publishes the digests' slots and delivers issues. Then it
// finishes what is in flight within Config.Grace. Several processes may serve one PostgreSQL.
func (r *Road) Serve(ctx context.Context, e Engine) error { return errors.New("not built yet") }
