package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"attache/news"
	"attache/text"
)

// derived are the tables that are made again from others: a backup leaves them out, and a restore clears them.
var derived = []string{"article_terms", "searching"}

// putTerms makes an article findable, in place of what it was found by before.
func (s *Store) putTerms(ctx context.Context, t tx, a *news.Article) error {
	texts := []string{a.Title, a.Outlet.Name, a.Summary}
	texts = append(texts, a.Authors...)
	for i := range a.Blocks {
		texts = append(texts, a.Blocks[i].Text)
	}
	lang := a.Language
	if lang == "" {
		lang = text.LanguageOf("", a.Title, a.Text())
	}
	terms := text.Terms(lang, texts...)
	if s.isPostgres() {
		literal := ""
		if len(terms) > 0 {
			literal = `'` + strings.Join(terms, `' '`) + `'`
		}
		_, err := t.exec(ctx, `
			INSERT INTO article_terms (article_id, terms) VALUES ($1, CAST($2 AS TSVECTOR))
			ON CONFLICT (article_id) DO UPDATE SET terms = excluded.terms`, a.ID, literal)
		return err
	}
	_, err := t.exec(ctx, `INSERT OR REPLACE INTO article_terms (rowid, terms) VALUES ($1, $2)`, a.ID,
		strings.Join(terms, " "))
	return err
}

// termsKey is the number of an article in article_terms.
func (s *Store) termsKey() string {
	if s.isPostgres() {
		return "article_id"
	}
	return "rowid"
}

// dropTerms makes articles, by their numbers, not findable any more.
func (s *Store) dropTerms(ctx context.Context, t tx, ids []string) error {
	_, err := t.exec(ctx, `DELETE FROM article_terms WHERE `+s.termsKey()+
		` IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, texts(ids))
	return err
}

// sought is the condition that the terms x of an article have what is sought, before its parameter; "" = nothing is.
func (s *Store) sought(typed string) (condition, match string) {
	q := text.Sought(typed)
	if len(q.All) == 0 {
		return "", ""
	}
	quote, or, and, not := `"`, " OR ", " AND ", " NOT "
	if s.isPostgres() {
		quote, or, and, not = `'`, " | ", " & ", " & !"
	}
	group := func(of []string) string { return "(" + quote + strings.Join(of, quote+or+quote) + quote + ")" }
	var b strings.Builder
	for i, of := range q.All {
		if i > 0 {
			b.WriteString(and)
		}
		b.WriteString(group(of))
	}
	all := b.String()
	for _, of := range q.None { // NOT is of two sides, and binds more tightly
		all = "(" + all + ")" + not + group(of)
	}
	if s.isPostgres() {
		return `x.terms @@ `, all
	}
	return `x.article_terms MATCH `, all
}

// Searching tells how much of the articles can be searched: the number from which on they can, and the highest; from 0
// on means all.
func (s *Store) Searching(ctx context.Context) (from, highest int64, err error) {
	err = s.read(ctx, func(t tx) error {
		var version int64
		err := t.row(ctx, `SELECT version, next FROM searching WHERE id = 1`).Scan(&version, &from)
		none := errors.Is(err, sql.ErrNoRows)
		if err != nil && !none {
			return err
		}
		err = t.row(ctx, `SELECT COALESCE((SELECT id FROM articles ORDER BY id DESC LIMIT 1), 0)`).Scan(&highest)
		if none || version != text.TermsVersion {
			from = highest + 1
		}
		if highest == 0 {
			from = 0
		}
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("look how much can be searched: %w", err)
	}
	return from, highest, nil
}

// Index makes a slice of articles findable that are not, or by other terms than this program makes: the newest of
// them, at most n. It reports false when none is left. Several processes may call it.
func (s *Store) Index(ctx context.Context, n int) (more bool, err error) {
	from, _, err := s.Searching(ctx)
	if err != nil || from == 0 {
		return false, err
	}
	err = s.write(ctx, func(t tx) error {
		var version, next int64
		err := t.row(ctx, `SELECT version, next FROM searching WHERE id = 1`).Scan(&version, &next)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && version != text.TermsVersion:
			next = 1 << 62
		case err != nil:
			return err
		case next == 0:
			more = false
			return nil
		}
		articles, err := list(ctx, t, readArticle, `
			SELECT `+articleColumns+` FROM articles a WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2`, next, n)
		if err != nil {
			return err
		}
		more, next = len(articles) == n, 0
		for i := range articles {
			if more {
				next = articles[i].ID
			}
			if articles[i].Forgotten {
				continue
			}
			if err := s.putTerms(ctx, t, &articles[i]); err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, `
			INSERT INTO searching (id, version, next) VALUES (1, $1, $2)
			ON CONFLICT (id) DO UPDATE SET version = excluded.version, next = excluded.next`, text.TermsVersion, next)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("make articles findable: %w", err)
	}
	return more, nil
}
