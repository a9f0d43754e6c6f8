package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"attache/news"
)

// ErrChanged says that sources, digests or subscribers are not as they were when the changes were worked out. Nothing
// was changed.
var ErrChanged = errors.New("another process changed the database meanwhile, so nothing was done")

// Changes are puts and removals that go together: all of them or none (Apply).
type Changes struct {
	// Expect is the Revision that the changes were worked out from; "" = whatever the database holds.
	Expect string

	Sources     []*news.Source     // as PutSource; addresses may move from one to another
	Digests     []*news.Digest     // as PutDigest
	Subscribers []*news.Subscriber // as PutSubscriber; who had left and is active again is noted as Rejoin does
	By, Why     string             // who makes the changes, and why, for that note
	At          time.Time          // when

	// What is removed, by name or address, before anything is put.
	RemoveSources, RemoveDigests, RemoveSubscribers []string
}

// Revisions begin with what they count.
const (
	deskRevision   = "desk "
	peopleRevision = "people "
)

// Revision is a hash of all sources and digests, and with people of all subscribers and their subscriptions: it differs
// when one of them does. What a source or digest does by itself (polls, issues) does not count.
func (s *Store) Revision(ctx context.Context, people bool) (string, error) {
	var rev string
	err := s.read(ctx, func(t tx) (err error) {
		rev, err = revision(ctx, t, people)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the revision: %w", err)
	}
	return rev, nil
}

func revision(ctx context.Context, t tx, people bool) (string, error) {
	queries := []string{
		`SELECT name, url, enabled, doc FROM sources ORDER BY name`,
		`SELECT name, enabled, doc FROM digests ORDER BY name`,
	}
	kind := deskRevision
	if people {
		kind = peopleRevision
		queries = append(
			queries,
			`SELECT `+subscriberSQL.ordered+` FROM subscribers ORDER BY email_key`,
			`SELECT digest_id, subscriber_id FROM subscriptions ORDER BY digest_id, subscriber_id`,
		)
	}
	h := sha256.New()
	for _, q := range queries {
		if err := hashRows(ctx, t, h, q); err != nil {
			return "", err
		}
	}
	return kind + hex.EncodeToString(h.Sum(nil)), nil
}

// hashRows writes a query's rows to w.
func hashRows(ctx context.Context, t tx, w io.Writer, query string) error {
	rows, err := t.q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	v, into := make([]any, len(names)), make([]any, len(names))
	for i := range v {
		into[i] = &v[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintf(w, "%q\n", v) // a hash does not fail
	}
	fmt.Fprintln(w, "end")
	return rows.Err()
}

// Apply makes the changes in one transaction. When one of them cannot be made, none is; the error names it. With
// Changes.Expect it is ErrChanged when the database is not of that revision any more.
func (s *Store) Apply(ctx context.Context, c *Changes) error {
	if err := c.validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error {
		if s.pool != nil { // on SQLite the transaction alone keeps others from writing
			_, err := t.exec(ctx, `LOCK TABLE sources, digests, subscribers, subscriptions IN SHARE ROW EXCLUSIVE MODE`)
			if err != nil {
				return fmt.Errorf("lock the tables: %w", err)
			}
		}
		if c.Expect != "" {
			rev, err := revision(ctx, t, strings.HasPrefix(c.Expect, peopleRevision))
			if err != nil {
				return fmt.Errorf("read the revision: %w", err)
			}
			if rev != c.Expect {
				return ErrChanged
			}
		}
		if err := s.removeGone(ctx, t, c); err != nil {
			return err
		}
		return s.put(ctx, t, c)
	})
}

// validate checks all that is to be put, before anything is.
func (c *Changes) validate() error {
	for _, src := range c.Sources {
		if err := src.Validate(); err != nil {
			return fmt.Errorf("source %s: %w", src.Name, err)
		}
	}
	for _, d := range c.Digests {
		if err := d.Validate(); err != nil {
			return fmt.Errorf("digest %s: %w", d.Name, err)
		}
	}
	for _, sub := range c.Subscribers {
		if err := sub.Validate(); err != nil {
			return fmt.Errorf("subscriber %s: %w", sub.Email, err)
		}
	}
	return nil
}

func (s *Store) removeGone(ctx context.Context, t tx, c *Changes) error {
	for _, email := range c.RemoveSubscribers {
		if err := s.deleteSubscriber(ctx, t, email, c.At); err != nil {
			return fmt.Errorf("remove subscriber %s: %w", email, err)
		}
	}
	for _, name := range c.RemoveDigests {
		if err := deleteDigest(ctx, t, name); err != nil {
			return fmt.Errorf("remove digest %s: %w", name, err)
		}
	}
	for _, name := range c.RemoveSources {
		n, err := t.exec(ctx, `DELETE FROM sources WHERE name = $1`, name)
		if err == nil && n == 0 {
			err = news.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("remove source %s: %w", name, err)
		}
	}
	return nil
}

func (s *Store) put(ctx context.Context, t tx, c *Changes) error {
	for _, src := range c.Sources { // an address that another source has now may be free in the end
		_, err := t.exec(ctx, `UPDATE sources SET url = 'moves ' || name WHERE name = $1 AND url <> $2`, src.Name,
			src.URL)
		if err != nil {
			return fmt.Errorf("source %s: %w", src.Name, err)
		}
	}
	for _, src := range c.Sources {
		if err := putSource(ctx, t, src); err != nil {
			return fmt.Errorf("source %s: %w", src.Name, err)
		}
	}
	for _, d := range c.Digests {
		if err := putDigest(ctx, t, d); err != nil {
			return fmt.Errorf("digest %s: %w", d.Name, err)
		}
	}
	for _, sub := range c.Subscribers {
		if err := s.rejoin(ctx, t, sub, c.By, c.Why); err != nil {
			return fmt.Errorf("subscriber %s: %w", sub.Email, err)
		}
	}
	return nil
}
