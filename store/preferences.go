package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// KeysOff reports whether a person has switched the shortcuts of the keyboard off.
func (s *Store) KeysOff(ctx context.Context, person int64) (off bool, err error) {
	err = s.alone().row(ctx, `SELECT keys_off FROM preferences WHERE person_id = $1`, person).Scan(&off)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("preferences of person %d: %w", person, err)
	}
	return off, nil
}

// SetKeysOff switches them off, or on again.
func (s *Store) SetKeysOff(ctx context.Context, person int64, off bool) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO preferences (person_id, keys_off) VALUES ($1, $2)
			ON CONFLICT (person_id) DO UPDATE SET keys_off = excluded.keys_off`, person, off)
		return err
	})
	if err != nil {
		return fmt.Errorf("preferences of person %d: %w", person, err)
	}
	return nil
}
