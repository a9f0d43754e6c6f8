package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"attache/news"
)

// PutMany stores articles in one transaction and sets their IDs. An address that is known is an *news.InvalidError, and
// then none is stored: PutArticle is for what outlets publish.
func (s *Store) PutMany(ctx context.Context, articles []news.Article) error {
	err := s.write(ctx, func(t tx) error {
		for i := range articles {
			a := &articles[i]
			put, err := s.insertArticle(ctx, t, a, nil)
			if err == nil && !put {
				err = news.Invalid("url", "The article %s is known already.", a.URL)
			}
			if err == nil {
				err = noteSource(ctx, t, a)
			}
			if err != nil {
				return fmt.Errorf("put article %s: %w", a.URL, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put %d articles: %w", len(articles), err)
	}
	return nil
}

// Holds names a table of the press desk that has a row in it; "" = there is none.
func (s *Store) Holds(ctx context.Context) (table string, err error) {
	err = s.alone().row(ctx, `
		SELECT 'sources' WHERE EXISTS (SELECT 1 FROM sources)
		UNION ALL SELECT 'digests' WHERE EXISTS (SELECT 1 FROM digests)
		UNION ALL SELECT 'subscribers' WHERE EXISTS (SELECT 1 FROM subscribers)
		UNION ALL SELECT 'articles' WHERE EXISTS (SELECT 1 FROM articles)
		UNION ALL SELECT 'issues' WHERE EXISTS (SELECT 1 FROM issues)
		UNION ALL SELECT 'people' WHERE EXISTS (SELECT 1 FROM people)
		UNION ALL SELECT '' LIMIT 1`).Scan(&table)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look what the database holds: %w", err)
	}
	return table, nil
}
