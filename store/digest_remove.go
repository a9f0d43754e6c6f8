package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

// removedDigest is what goes with a digest and is not in its entry of the log. Persons stand in it by their numbers.
type removedDigest struct {
	ID        int64            `json:"id"`
	Numbers   int64            `json:"numbers"` // of its newest issue
	Readers   []int64          `json:"readers"`
	Learned   *news.Correction `json:"learned,omitempty"`
	Decisions []removedChoice  `json:"decisions,omitempty"`
	Choices   []removedChoice  `json:"choices,omitempty"`
}

// removedChoice is a decision or a choice: the table says which.
type removedChoice struct {
	Article int64 `json:"a"`
	Keep    bool  `json:"k,omitempty"`
	Made    int64 `json:"m"`
	Person  int64 `json:"p,omitempty"`
}

// RemoveDigest is DeleteDigest with an entry of the log, whose number it returns: UndoDigest takes it back.
func (s *Store) RemoveDigest(ctx context.Context, name string, e newsroom.Entry) (id int64, err error) {
	err = s.durable(ctx, func(t tx) error {
		d, err := readDigest(t.row(ctx, `SELECT id, enabled, doc FROM digests WHERE name = $1`, name))
		if err != nil {
			return fmt.Errorf("digest %q: %w", name, found(err))
		}
		e.Kind, e.Name = "digest", name
		if e.Was, err = digestText(d); err != nil {
			return err
		}
		gone, err := goesWith(ctx, t, d.ID)
		if err != nil {
			return err
		}
		if err := deleteDigest(ctx, t, name); err != nil {
			return err
		}
		if id, err = addEntry(ctx, t, e); err != nil {
			return err
		}
		_, err = t.exec(ctx, `INSERT INTO removed_digests (entry_id, doc) VALUES ($1, $2)`, id, doc{gone})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("remove digest %q: %w", name, err)
	}
	return id, nil
}

// goesWith reads what goes with a digest.
func goesWith(ctx context.Context, t tx, id int64) (gone removedDigest, err error) {
	gone.ID = id
	read := func(r scanner) (c removedChoice, err error) {
		return c, r.Scan(&c.Article, &c.Keep, &c.Made, &c.Person)
	}
	if err = t.row(ctx, `SELECT numbers FROM digests WHERE id = $1`, id).Scan(&gone.Numbers); err != nil {
		return gone, err
	}
	gone.Readers, err = list(ctx, t, value[int64],
		`SELECT subscriber_id FROM subscriptions WHERE digest_id = $1 ORDER BY subscriber_id`, id)
	if err == nil {
		err = t.row(ctx, `SELECT doc FROM corrections WHERE digest_id = $1`, id).Scan(doc{&gone.Learned})
	}
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		gone.Decisions, err = list(ctx, t, read,
			`SELECT article_id, keep, made, 0 FROM decisions WHERE digest_id = $1 ORDER BY article_id`, id)
	}
	if err == nil {
		gone.Choices, err = list(ctx, t, read,
			`SELECT article_id, keep, made, person_id FROM choices WHERE digest_id = $1 ORDER BY article_id`, id)
	}
	return gone, err
}

// bringBack makes a digest again that an entry removed, with its number, so that its issues and the links in its
// letters are its own again. Who was erased since stays away. It is newsroom.ErrOvertaken when there is another of that
// name, or nothing is kept of it.
func (s *Store) bringBack(ctx context.Context, t tx, entry int64, was string) error {
	var gone removedDigest
	err := t.row(ctx, `SELECT doc FROM removed_digests WHERE entry_id = $1`, entry).Scan(doc{&gone})
	if errors.Is(err, sql.ErrNoRows) {
		return newsroom.ErrOvertaken
	}
	var d news.Digest
	if err == nil {
		err = json.Unmarshal([]byte(was), &d)
	}
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, `
		INSERT INTO digests (id, name, enabled, doc, clock, since, numbers) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`, gone.ID, d.Name, d.Enabled, doc{&d}, d.Schedule+" "+d.TimeZone, us(time.Now()), gone.Numbers)
	if err == nil && n == 0 {
		return newsroom.ErrOvertaken
	}
	if err == nil {
		_, err = t.exec(ctx, `
			INSERT INTO subscriptions (digest_id, subscriber_id) SELECT CAST($1 AS BIGINT), b.id FROM subscribers b
			WHERE b.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$2")+`)`, gone.ID, numbers(gone.Readers))
	}
	if err == nil && gone.Learned != nil {
		_, err = t.exec(ctx, `INSERT INTO corrections (digest_id, doc) VALUES ($1, $2)`, gone.ID, doc{gone.Learned})
	}
	if err == nil {
		err = s.putBack(ctx, t, gone.ID, gone.Decisions, `decisions (digest_id, article_id, keep, made)`, 3)
	}
	if err == nil {
		err = s.putBack(ctx, t, gone.ID, gone.Choices, `choices (digest_id, article_id, keep, made, person_id)`, 4)
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM removed_digests WHERE entry_id = $1`, entry)
	}
	return err
}

// putBack puts choices into a table with so many columns of theirs, those of articles that are still there.
func (s *Store) putBack(ctx context.Context, t tx, id int64, all []removedChoice, into string, columns int) error {
	rows := make([][]any, len(all))
	for i, c := range all {
		rows[i] = []any{c.Article, c.Keep, c.Made, c.Person}
	}
	param, err := cells(rows)
	if err != nil {
		return err
	}
	columnsOf := []string{
		"CAST(v.value ->> 0 AS BIGINT)", "CAST(v.value ->> 1 AS BOOLEAN)", "CAST(v.value ->> 2 AS BIGINT)",
		"CAST(v.value ->> 3 AS BIGINT)",
	}
	_, err = t.exec(ctx, `
		INSERT INTO `+into+` SELECT CAST($1 AS BIGINT), `+strings.Join(columnsOf[:columns], ", ")+` FROM `+s.rows("$2")+`
		WHERE CAST(v.value ->> 0 AS BIGINT) IN (SELECT a.id FROM articles a)`, id, param)
	return err
}
