package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"

	"attache/news"
)

// Candidates lists the articles of the sources published in the window, or (DateFrom seen) first seen in it, without their texts
// and never backlog. Newest first, at most limit (0 = all). No source IDs = every source.
func (s *Store) Candidates(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Candidate, error) {
	read := func(r scanner) (c news.Candidate, err error) {
		return c, r.Scan(&c.ID, &c.SourceID, when(&c.Published), when(&c.Seen), &c.DateFrom, &c.Bytes)
	}
	ids := numbers(sourceIDs)
	all, err := list(ctx, s.alone(), read, `
		SELECT a.id, a.source_id, a.published, a.seen, a.date_from, octet_length(a.blocks) FROM articles a
		WHERE a.dated >= $1 AND a.dated < $2 AND NOT a.backlog
		AND ($3 OR a.source_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$4")+`))
		ORDER BY a.dated DESC, a.id DESC LIMIT $5`, us(w.From), us(w.To), len(ids) == 0, texts(ids), most(limit))
	if err != nil {
		return nil, fmt.Errorf("list articles: %w", err)
	}
	return all, nil
}

// loadSlice is how many articles one query of ArticlesByID loads: a canceled context ends the loading after it.
const loadSlice = 500

// ArticlesByID loads articles, oldest first, and cuts each to at most most bytes of text as it is read (news.Article.Bound; 0 = its
// default). IDs that are not there are left out.
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
			WHERE a.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, texts(numbers(part)))
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

func numbers(ids []int64) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strconv.FormatInt(id, 10)
	}
	return out
}

// wholeKind marks the last block of a stored text that was cut: its text is how many bytes the whole one had. It stands in the
// column of blocks and nowhere else.
const wholeKind news.BlockKind = "whole"

// body is an article's text as its column keeps it.
type body struct{ a *news.Article }

// Value gives the JSON of the blocks, and behind them how long a cut text was.
func (b body) Value() (driver.Value, error) {
	blocks := b.a.Blocks
	if b.a.Whole > 0 {
		blocks = append(slices.Clip(blocks), news.Block{Kind: wholeKind, Text: strconv.Itoa(b.a.Whole)})
	}
	return doc{blocks}.Value()
}

// Scan reads what Value gave.
func (b body) Scan(v any) error {
	if err := (doc{&b.a.Blocks}).Scan(v); err != nil {
		return err
	}
	b.a.Whole = 0
	if n := len(b.a.Blocks); n > 0 && b.a.Blocks[n-1].Kind == wholeKind {
		whole, err := strconv.Atoi(b.a.Blocks[n-1].Text)
		if err != nil {
			return fmt.Errorf("the length of a cut text: %w", err)
		}
		b.a.Whole, b.a.Blocks = whole, b.a.Blocks[:n-1]
	}
	return nil
}
