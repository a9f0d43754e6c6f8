package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

func readDigest(r scanner) (news.Digest, error) {
	var d news.Digest
	var id int64
	var on bool
	if err := r.Scan(&id, &on, doc{&d}); err != nil {
		return d, err
	}
	d.ID, d.Enabled = id, on
	return d, nil
}

// learnedDigests is what readLearned reads, by a digest's name or all.
const learnedDigests = `
	SELECT d.id, d.enabled, d.doc, COALESCE(c.doc, 'null') FROM digests d LEFT JOIN corrections c ON c.digest_id = d.id `

// readLearned reads a digest with what it has learned.
func readLearned(r scanner) (news.Digest, error) {
	var d news.Digest
	var id int64
	var on bool
	var learned *news.Correction
	if err := r.Scan(&id, &on, doc{&d}, doc{&learned}); err != nil {
		return d, err
	}
	d.ID, d.Enabled, d.Learned = id, on, learned
	return d, nil
}

// Digests does what worker.Due says.
func (s *Store) Digests(ctx context.Context, enabled bool) ([]news.Digest, error) {
	all, err := list(ctx, s.alone(), readLearned, learnedDigests+`WHERE d.enabled OR NOT $1 ORDER BY d.name`, enabled)
	if err != nil {
		return nil, fmt.Errorf("list digests: %w", err)
	}
	return all, nil
}

// Digest does what worker.Issues says.
func (s *Store) Digest(ctx context.Context, name string) (news.Digest, error) {
	d, err := readLearned(s.alone().row(ctx, learnedDigests+`WHERE d.name = $1`, name))
	if err != nil {
		return d, fmt.Errorf("digest %q: %w", name, found(err))
	}
	return d, nil
}

// PutDigest writes a digest: a new one, or in place of the one of the same name. It sets d.ID. What the digest has
// learned is not touched (PutCorrection).
func (s *Store) PutDigest(ctx context.Context, d *news.Digest) error {
	if err := d.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return putDigest(ctx, t, d) })
}

func putDigest(ctx context.Context, t tx, d *news.Digest) error {
	err := t.row(ctx, `
		INSERT INTO digests (name, enabled, doc, clock, since) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled, doc = excluded.doc, clock = excluded.clock,
			since = CASE WHEN digests.clock = excluded.clock AND digests.enabled = excluded.enabled THEN digests.since
			ELSE excluded.since END
		RETURNING id`, d.Name, d.Enabled, doc{d}, d.Schedule+" "+d.TimeZone, us(time.Now())).Scan(&d.ID)
	if err != nil {
		return fmt.Errorf("put digest %q: %w", d.Name, err)
	}
	return nil
}

// EnableDigest switches a digest on or off; the error wraps news.ErrNotFound when there is none of that name.
func (s *Store) EnableDigest(ctx context.Context, name string, on bool) error {
	return s.one(ctx, fmt.Sprintf("digest %q", name),
		`UPDATE digests SET since = CASE WHEN enabled = $2 THEN since ELSE $3 END, enabled = $2 WHERE name = $1`, name,
		on, us(time.Now()))
}

// DeleteDigest forgets a digest, its subscriptions, its drafts, and what it learned; its issues stay in the archive.
// While one of them waits to be approved or is on its way, that is a *news.InvalidError.
func (s *Store) DeleteDigest(ctx context.Context, name string) error {
	return s.durable(ctx, func(t tx) error { return deleteDigest(ctx, t, name) })
}

func deleteDigest(ctx context.Context, t tx, name string) error {
	d, err := readDigest(t.row(ctx, `SELECT id, enabled, doc FROM digests WHERE name = $1`, name))
	if err != nil {
		return fmt.Errorf("digest %q: %w", name, found(err))
	}
	var open int
	err = t.row(ctx, `SELECT count(*) FROM issues WHERE digest_id = $1 AND state IN ('held', 'approved', 'sending')`,
		d.ID).Scan(&open)
	if err == nil && open > 0 {
		return &news.InvalidError{
			Message: fmt.Sprintf("The digest %s has an issue that is held or on its way: let it end first.", name),
			Hint:    "attache issue list",
		}
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM issues WHERE digest_id = $1 AND state = 'draft'`, d.ID)
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM digests WHERE id = $1`, d.ID)
	}
	if err != nil {
		return fmt.Errorf("delete digest %q: %w", name, err)
	}
	return nil
}
