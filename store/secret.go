package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Secret gives the bytes kept under a name, such as the key of unsubscribe links. The first caller's create makes them; whoever
// asks at the same moment, in this process or another, gets the same bytes.
func (s *Store) Secret(ctx context.Context, name string, create func() []byte) ([]byte, error) {
	var b []byte
	err := s.durable(ctx, func(t tx) error {
		err := t.row(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&b)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, create()); err != nil {
			return err
		}
		return t.row(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&b)
	})
	if err != nil {
		return nil, fmt.Errorf("secret %q: %w", name, err)
	}
	return b, nil
}
