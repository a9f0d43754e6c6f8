package store

import (
	"context"
	"fmt"
)

// NextNumber does what worker.Issues says.
func (s *Store) NextNumber(ctx context.Context, digestID int64) (int, error) {
	var n int
	if err := s.alone().row(ctx, `SELECT numbers + 1 FROM digests WHERE id = $1`, digestID).Scan(&n); err != nil {
		return 0, fmt.Errorf("next number of digest %d: %w", digestID, found(err))
	}
	return n, nil
}
