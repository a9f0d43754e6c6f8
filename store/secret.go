package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
)

// Secret returns the bytes kept under a name, such as the key of unsubscribe links. The first caller's create makes
// them; whoever asks at the same moment, in this process or another, gets the same bytes. A database that is open
// read-only does not keep what create makes.
func (s *Store) Secret(ctx context.Context, name string, create func() []byte) ([]byte, error) {
	var b []byte
	if s.readOnly {
		err := s.alone().row(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&b)
		if errors.Is(err, sql.ErrNoRows) {
			return create(), nil
		}
		return b, err
	}
	err := s.durable(ctx, func(t tx) (err error) {
		b, err = secret(ctx, t, name, create)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("secret %q: %w", name, err)
	}
	return b, nil
}

// secret is Secret in a transaction that is there.
func secret(ctx context.Context, t tx, name string, create func() []byte) (b []byte, err error) {
	err = t.row(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&b)
	if !errors.Is(err, sql.ErrNoRows) {
		return b, err
	}
	if _, err := t.exec(ctx, `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
		name, create()); err != nil {
		return nil, err
	}
	err = t.row(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&b)
	return b, err
}

// idSecret is the name under which the database's own id is kept. A restore removes the row, so that a restored
// database is another.
const idSecret = "database-id"

// ID does what worker.Holders says.
func (s *Store) ID(ctx context.Context) (string, error) {
	var b []byte // found without a lock in all calls but the first
	err := s.alone().row(ctx, `SELECT value FROM secrets WHERE name = $1`, idSecret).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		b, err = s.Secret(ctx, idSecret, func() []byte { return []byte(rand.Text()) })
	}
	if err != nil {
		return "", fmt.Errorf("id of the database: %w", err)
	}
	return string(b), nil
}
