package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// Decide keeps an editor's decisions for a digest; a later one on the same article takes the place of the earlier. Only
// ArticleID, Keep and Made of each are read.
func (s *Store) Decide(ctx context.Context, digestID int64, ds []news.Decision) error {
	rows := make([][]any, len(ds))
	for i, d := range ds {
		rows[i] = []any{d.ArticleID, d.Keep, us(d.Made)}
	}
	param, err := cells(rows)
	if err == nil {
		err = s.durable(ctx, func(t tx) error {
			_, err := t.exec(ctx, `
				INSERT INTO decisions (digest_id, article_id, keep, made)
				SELECT CAST($1 AS BIGINT), CAST(v.value ->> 0 AS BIGINT), CAST(v.value ->> 1 AS BOOLEAN),
					CAST(v.value ->> 2 AS BIGINT)
				FROM `+s.rows("$2")+` WHERE true
				ON CONFLICT (digest_id, article_id) DO UPDATE SET keep = excluded.keep, made = excluded.made`, digestID, param)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("keep %d decisions of digest %d: %w", len(ds), digestID, err)
	}
	return nil
}

// Undecide takes a decision back; the error wraps news.ErrNotFound when there is none.
func (s *Store) Undecide(ctx context.Context, digestID, articleID int64) error {
	return s.one(ctx, fmt.Sprintf("decision on article %d", articleID),
		`DELETE FROM decisions WHERE digest_id = $1 AND article_id = $2`, digestID, articleID)
}

// Decisions of a digest, the oldest first.
func (s *Store) Decisions(ctx context.Context, digestID int64) ([]news.Decision, error) {
	read := func(r scanner) (d news.Decision, err error) {
		var outlet news.Outlet
		err = r.Scan(&d.ArticleID, &d.URL, &d.Title, doc{&outlet}, &d.Keep, when(&d.Made))
		d.Outlet = outlet.Name
		return d, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT a.id, a.url, a.title, a.outlet, d.keep, d.made FROM decisions d JOIN articles a ON a.id = d.article_id
		WHERE d.digest_id = $1 ORDER BY d.made, d.article_id`, digestID)
	if err != nil {
		return nil, fmt.Errorf("decisions of digest %d: %w", digestID, err)
	}
	return all, nil
}

// DecidedArticles are the newest articles that a digest has decisions on, at most limit, in the order of Decisions.
func (s *Store) DecidedArticles(ctx context.Context, digestID int64, limit int) ([]news.Article, error) {
	all, err := list(ctx, s.alone(), readBounded, `
		SELECT `+articleColumns+` FROM articles a JOIN (
			SELECT article_id, made FROM decisions WHERE digest_id = $1 ORDER BY made DESC, article_id DESC LIMIT $2
		) d ON d.article_id = a.id
		ORDER BY d.made, d.article_id`, digestID, most(limit))
	if err != nil {
		return nil, fmt.Errorf("articles decided for digest %d: %w", digestID, err)
	}
	return all, nil
}

// JudgedArticles are those that issues of a digest created since have judged, the newest first, at most limit (0 =
// all). Those whose text is forgotten are left out.
func (s *Store) JudgedArticles(
	ctx context.Context, digestID int64, since time.Time, limit int,
) ([]news.Article, error) {
	all, err := list(ctx, s.alone(), readBounded, `
		SELECT `+articleColumns+` FROM articles a
		WHERE NOT a.forgotten AND EXISTS (
			SELECT 1 FROM judged j JOIN issues i ON i.id = j.issue_id
			WHERE j.article_id = a.id AND i.digest_id = $1 AND i.created >= $2)
		ORDER BY a.dated DESC, a.id DESC LIMIT $3`, digestID, us(since), most(limit))
	if err != nil {
		return nil, fmt.Errorf("articles judged for digest %d: %w", digestID, err)
	}
	return all, nil
}

// PutCorrection keeps what a digest has learned, in place of what it had learned before; nil forgets it.
func (s *Store) PutCorrection(ctx context.Context, digestID int64, c *news.Correction) error {
	err := s.durable(ctx, func(t tx) error {
		if c == nil {
			_, err := t.exec(ctx, `DELETE FROM corrections WHERE digest_id = $1`, digestID)
			return err
		}
		_, err := t.exec(ctx, `
			INSERT INTO corrections (digest_id, doc) VALUES ($1, $2)
			ON CONFLICT (digest_id) DO UPDATE SET doc = excluded.doc`, digestID, doc{c})
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the correction of digest %d: %w", digestID, err)
	}
	return nil
}
