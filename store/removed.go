package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"attache/news"
)

// removedSecret is the name of the key of the traces that erased people leave. Without it, which nobody reads but this
// file, a trace cannot be compared with an address.
const removedSecret = "removed"

// traceOf is what stays of an erased person: HMAC-SHA256 (RFC 2104) of the address's key, in hex.
func traceOf(key []byte, email string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(clean(emailKey(email))))
	return hex.EncodeToString(h.Sum(nil))
}

// noteRemoved leaves the trace of an erased person.
func noteRemoved(ctx context.Context, t tx, email string, at time.Time) error {
	key, err := secret(ctx, t, removedSecret, func() []byte {
		b := make([]byte, sha256.Size)
		_, _ = rand.Read(b) // it does not fail (crypto/rand)
		return b
	})
	if err == nil {
		_, err = t.exec(ctx, `
			INSERT INTO removed (hash, at) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET at = excluded.at`,
			traceOf(key, email), us(at))
	}
	return err
}

// removedKey returns the key of the traces; nil when nobody was ever erased.
func removedKey(ctx context.Context, t tx) (key []byte, err error) {
	err = t.row(ctx, `SELECT value FROM secrets WHERE name = $1`, removedSecret).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return key, err
}

// removedOf finds those of some addresses whose people were erased, and when, by emailKey.
func (s *Store) removedOf(ctx context.Context, t tx, emails []string) (map[string]time.Time, error) {
	key, err := removedKey(ctx, t)
	if err != nil || key == nil || len(emails) == 0 {
		return nil, err
	}
	whose := make(map[string]string, len(emails))
	traces := make([]string, len(emails))
	for i, email := range emails {
		traces[i] = traceOf(key, email)
		whose[traces[i]] = emailKey(email)
	}
	found := map[string]time.Time{}
	_, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var trace string
		var at time.Time
		err := r.Scan(&trace, when(&at))
		found[whose[trace]] = at
		return struct{}{}, err
	}, `SELECT r.hash, r.at FROM removed r WHERE r.hash IN (SELECT v.value FROM `+s.in("$1")+`)`, texts(traces))
	return found, err
}

// Removed returns when people of some addresses were erased, by the addresses in lower case; who was not, or so long
// ago that the trace is gone (Retention.Removed), is left out.
func (s *Store) Removed(ctx context.Context, emails ...string) (map[string]time.Time, error) {
	var found map[string]time.Time
	err := s.read(ctx, func(t tx) (err error) {
		found, err = s.removedOf(ctx, t, emails)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look whether people were erased: %w", err)
	}
	return found, nil
}

// cameBack ends the trace of an erased person who is a subscriber again, and notes who took them back and why
// (Restores). Without a trace it does nothing.
func (s *Store) cameBack(ctx context.Context, t tx, sub *news.Subscriber, by, why string) error {
	removed, err := s.removedOf(ctx, t, []string{sub.Email})
	if err != nil || len(removed) == 0 {
		return err
	}
	key, err := removedKey(ctx, t)
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM removed WHERE hash = $1`, traceOf(key, sub.Email))
	}
	if err == nil {
		_, err = t.exec(ctx, `
			INSERT INTO subscriber_restores (subscriber_id, at, by_whom, why, bounced, bounced_for)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			sub.ID, us(sub.Changed), by, why, us(removed[emailKey(sub.Email)]), RestoredRemoved)
	}
	if err != nil {
		return fmt.Errorf("note that an erased person is taken back: %w", err)
	}
	return nil
}

// RestoredRemoved is Restored.BouncedFor of somebody who was erased, and taken back.
const RestoredRemoved = "removed"
