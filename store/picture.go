package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"attache/news"
)

// PutPicture keeps a JPEG that was made of the picture at an address, and returns the name that Picture finds it by:
// lower-case letters and digits.
func (s *Store) PutPicture(
	ctx context.Context, from string, jpeg []byte, width, height int, at time.Time,
) (string, error) {
	sum := sha256.Sum256(jpeg)
	name := hex.EncodeToString(sum[:16])
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO pictures (hash, url, width, height, made, jpeg) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (hash) DO UPDATE SET made = excluded.made, url = excluded.url`,
			name, clean(from), width, height, us(at), jpeg)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep a picture: %w", err)
	}
	return name, nil
}

// PictureFrom returns the newest picture that was made of an address since a time: its name and size, "" when there is
// none.
func (s *Store) PictureFrom(
	ctx context.Context, from string, since time.Time,
) (name string, width, height int, err error) {
	err = s.alone().row(ctx, `
		SELECT hash, width, height FROM pictures WHERE url = $1 AND made >= $2 ORDER BY made DESC LIMIT 1`,
		clean(from), us(since)).Scan(&name, &width, &height)
	if err = found(err); errors.Is(err, news.ErrNotFound) {
		return "", 0, 0, nil
	}
	if err != nil {
		return "", 0, 0, fmt.Errorf("look for a picture: %w", err)
	}
	return name, width, height, nil
}

// Picture returns a JPEG by name; the error wraps news.ErrNotFound.
func (s *Store) Picture(ctx context.Context, name string) (jpeg []byte, err error) {
	err = s.alone().row(ctx, `SELECT jpeg FROM pictures WHERE hash = $1`, name).Scan(&jpeg)
	if err != nil {
		return nil, fmt.Errorf("picture: %w", found(err))
	}
	return jpeg, nil
}
