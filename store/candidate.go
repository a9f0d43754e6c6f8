package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"attache/news"
)

// Candidates does what worker.Materials says.
func (s *Store) Candidates(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Candidate, error) {
	read := func(r scanner) (c news.Candidate, err error) {
		return c, r.Scan(&c.ID, &c.SourceID, when(&c.Dated), when(&c.Seen), &c.Bytes)
	}
	// Each piece is of the source that listed it first among those asked for: none of them listed it before. Said so,
	// PostgreSQL joins; asked for the first source of each row, it looked for it row by row (74,000 pages, not 2,300).
	asked := func(alias string) string {
		return "($3 OR " + alias + ".source_id IN (SELECT CAST(v.value AS BIGINT) FROM " + s.in("$4") + "))"
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT a.id, l.source_id, a.dated, l.seen, COALESCE(x.bytes, octet_length(a.blocks))
		FROM articles a JOIN article_sources l ON l.article_id = a.id AND `+asked("l")+`
		LEFT JOIN texts x ON x.article_id = a.id
		WHERE a.dated >= $1 AND a.dated < $2 AND NOT a.backlog AND NOT a.forgotten AND NOT EXISTS (
			SELECT 1 FROM article_sources f WHERE f.article_id = l.article_id AND `+asked("f")+`
			AND (f.seen < l.seen OR f.seen = l.seen AND f.source_id < l.source_id))
		ORDER BY a.dated DESC, a.id DESC LIMIT $5`, us(w.From), us(w.To), len(sourceIDs) == 0, numbers(sourceIDs),
		most(limit))
	if err != nil {
		return nil, fmt.Errorf("list articles: %w", err)
	}
	return all, nil
}

// loadSlice is how many articles one query of ArticlesByID loads: a canceled context ends the loading after it.
const loadSlice = 500

// ArticlesByID does what worker.Materials says.
func (s *Store) ArticlesByID(ctx context.Context, ids []int64, most int) ([]news.Article, error) {
	read := func(r scanner) (news.Article, error) {
		a, err := readArticle(r)
		a.Bound(most)
		return a, err
	}
	all := make([]news.Article, 0, len(ids))
	for part := range slices.Chunk(ids, loadSlice) {
		some, err := list(ctx, s.alone(), read, `
			SELECT `+articleColumns+` FROM articles a
			WHERE a.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, numbers(part))
		if err != nil {
			return nil, fmt.Errorf("load articles: %w", err)
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b news.Article) int {
		return cmp.Or(a.Dated().Compare(b.Dated()), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// readBounded is readArticle for many articles at once, some of which may have been stored before texts were bounded.
func readBounded(r scanner) (news.Article, error) {
	a, err := readArticle(r)
	a.Bound(0)
	return a, err
}
