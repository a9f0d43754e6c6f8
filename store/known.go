package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// addressHash is what stays of an address whose article's row was deleted: the first 8 bytes of SHA-256 of the bare
// address. Two of 10 million addresses have the same hash with a probability of 3 in a million.
func addressHash(u string) int64 {
	sum := sha256.Sum256([]byte(bare(clean(u))))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// knownHashes returns the hashes of those addresses that articles had whose rows were deleted.
func (s *Store) knownHashes(ctx context.Context, t tx, urls []string) (map[int64]bool, error) {
	asked := make([]string, len(urls))
	for i, u := range urls {
		asked[i] = strconv.FormatInt(addressHash(u), 10)
	}
	hashes, err := list(ctx, t, value[int64], `
		SELECT k.hash FROM known k WHERE k.hash IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, texts(asked))
	gone := make(map[int64]bool, len(hashes))
	for _, h := range hashes {
		gone[h] = true
	}
	return gone, err
}

// wasKnown reports whether an article of that address was stored, whose row was deleted.
func (s *Store) wasKnown(ctx context.Context, t tx, u string) (bool, error) {
	gone, err := s.knownHashes(ctx, t, []string{u})
	return len(gone) > 0, err
}

// GoneArticle returns when retention deleted the row of an article of that address, zero when that is not known; ok is
// false when there was none.
func (s *Store) GoneArticle(ctx context.Context, u string) (at time.Time, ok bool, err error) {
	err = s.alone().row(ctx, `SELECT since FROM known WHERE hash = $1`, addressHash(u)).Scan(when(&at))
	if errors.Is(err, sql.ErrNoRows) {
		return at, false, nil
	}
	if err != nil {
		return at, false, fmt.Errorf("look up whether %s was known: %w", u, err)
	}
	return at, true, nil
}

// noteKnown remembers the addresses without a row, and since when, in microseconds.
func (s *Store) noteKnown(ctx context.Context, t tx, since int64, urls ...string) error {
	hashes := make([]string, len(urls))
	for i, u := range urls {
		hashes[i] = strconv.FormatInt(addressHash(u), 10)
	}
	_, err := t.exec(ctx, `
		INSERT INTO known (hash, since)
		SELECT CAST(v.value AS BIGINT), CAST($2 AS BIGINT) FROM `+s.in("$1")+` WHERE TRUE ON CONFLICT DO NOTHING`,
		texts(hashes), since)
	return err
}
