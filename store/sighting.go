package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// NoteListed does what worker.Polls says.
func (s *Store) NoteListed(ctx context.Context, sourceID int64, urls []string, at time.Time) error {
	var asked []string
	for _, u := range urls {
		asked = append(asked, spellings(u)...)
	}
	if len(asked) == 0 {
		return nil
	}
	const fresh = `NOT a.forgotten AND NOT EXISTS (
		SELECT 1 FROM article_sources x WHERE x.article_id = a.id AND x.source_id = $2)`
	ids, err := list(ctx, s.alone(), value[int64], `
		SELECT a.id FROM articles a WHERE a.url IN (SELECT v.value FROM `+s.in("$1")+`) AND `+fresh+`
		UNION
		SELECT a.id FROM aliases l JOIN articles a ON a.id = l.article_id
		WHERE l.url IN (SELECT v.value FROM `+s.in("$1")+`) AND `+fresh, texts(asked), sourceID)
	if err != nil {
		return fmt.Errorf("look up who listed %d addresses: %w", len(urls), err)
	}
	if len(ids) == 0 { // the usual case writes nothing
		return nil
	}
	err = s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO article_sources (article_id, source_id, seen)
			SELECT a.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM articles a
			WHERE a.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`) ON CONFLICT DO NOTHING`,
			numbers(ids), sourceID, us(at))
		return err
	})
	if err != nil {
		return fmt.Errorf("note that source %d lists %d articles: %w", sourceID, len(ids), err)
	}
	return nil
}

// noteSource notes in a transaction that a source listed an article.
func noteSource(ctx context.Context, t tx, a *news.Article) error {
	_, err := t.exec(ctx, `
		INSERT INTO article_sources (article_id, source_id, seen) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		a.ID, a.SourceID, us(a.Seen))
	return err
}

// Sighting is a source that listed an article.
type Sighting struct {
	Source string    `json:"source"`        // its name; "" = it is gone
	Seen   time.Time `json:"seen,omitzero"` // when it was first seen to list it
}

// Sightings lists the sources that listed an article, the first one first.
func (s *Store) Sightings(ctx context.Context, articleID int64) ([]Sighting, error) {
	all, err := list(ctx, s.alone(), func(r scanner) (l Sighting, err error) {
		return l, r.Scan(&l.Source, when(&l.Seen))
	}, `
		SELECT COALESCE(s.name, ''), x.seen FROM article_sources x LEFT JOIN sources s ON s.id = x.source_id
		WHERE x.article_id = $1 ORDER BY x.seen, x.source_id`, articleID)
	if err != nil {
		return nil, fmt.Errorf("who listed article %d: %w", articleID, err)
	}
	return all, nil
}
