package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"attache/news"
	"attache/newsroom"
)

// DailyArticles does what web/desk.Store says. Retention forgets no text of these days, so the index of articles with
// text has them all.
func (s *Store) DailyArticles(ctx context.Context, now time.Time, days int) (map[int64][]int, error) {
	type cell struct {
		source int64
		day, n int
	}
	length := (24 * time.Hour).Microseconds()
	from := us(now) - int64(days)*length
	all, err := list(ctx, s.alone(), func(r scanner) (c cell, err error) {
		err = r.Scan(&c.source, &c.day, &c.n)
		return c, err
	}, `SELECT source_id, (seen - CAST($1 AS BIGINT)) / CAST($2 AS BIGINT), count(*) FROM articles
		WHERE NOT forgotten AND seen >= $1 AND seen < $3 GROUP BY 1, 2`, from, length, us(now))
	if err != nil {
		return nil, fmt.Errorf("count the articles of %d days: %w", days, err)
	}
	out := map[int64][]int{}
	for _, c := range all {
		if out[c.source] == nil {
			out[c.source] = make([]int, days)
		}
		if c.day >= 0 && c.day < days {
			out[c.source][c.day] = c.n
		}
	}
	return out, nil
}

// wasJudged is the condition that an issue has judged an article a.
const wasJudged = `EXISTS (SELECT 1 FROM judged j WHERE j.article_id = a.id)`

// chosen is the condition of a filter on articles a, and its parameters.
func (s *Store) chosen(f *newsroom.ArticleFilter) (where string, args []any) {
	to, before, id := f.To, int64(math.MaxInt64), f.BeforeID
	if to.IsZero() {
		to = farFuture
	}
	if !f.BeforeAt.IsZero() {
		before = us(f.BeforeAt)
	}
	args = []any{us(f.From), us(to), before, id, f.Language, f.Limit}
	next := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	where = map[string]string{
		"kept": ` AND ` + isKept, "dropped": ` AND ` + wasJudged + ` AND NOT ` + isKept, "new": ` AND NOT ` + wasJudged,
	}[f.Verdict]
	among := func(ids []int64) string {
		return ` IN (SELECT CAST(v.value AS BIGINT) FROM ` + s.in(next(numbers(ids))) + `)`
	}
	switch {
	case len(f.Sources) == 1: // in order by an index of its own
		where += ` AND a.source_id = ` + next(f.Sources[0])
	case f.Sources != nil:
		where += ` AND a.source_id` + among(f.Sources)
	}
	if f.IDs != nil {
		where += ` AND a.id` + among(f.IDs)
	}
	if condition, match := s.sought(f.Query, "$"+strconv.Itoa(len(args)+1)); condition != "" {
		where += condition
		args = append(args, match)
	}
	return `a.dated >= $1 AND a.dated < $2 AND (a.dated, a.id) < ($3, $4)
			AND (a.language = $5 OR CAST($5 AS TEXT) = '')` + where, args
}

// ArticleRows does what web/desk.Store says.
func (s *Store) ArticleRows(ctx context.Context, f newsroom.ArticleFilter) ([]newsroom.ArticleRow, error) {
	where, args := s.chosen(&f)
	all, err := list(ctx, s.alone(), func(r scanner) (a newsroom.ArticleRow, err error) {
		var outlet news.Outlet
		err = r.Scan(&a.ID, &a.URL, &a.Title, doc{&outlet}, &a.Language, when(&a.Dated), &a.Forgotten, &a.Kept,
			&a.Judged)
		a.Outlet = outlet.Name
		return a, err
	}, `SELECT a.id, a.url, a.title, a.outlet, a.language, a.dated, a.forgotten, `+isKept+`, `+wasJudged+`
		FROM articles a WHERE `+where+` ORDER BY a.dated DESC, a.id DESC LIMIT $6`, args...)
	if err != nil {
		return nil, fmt.Errorf("list articles: %w", err)
	}
	return all, nil
}

// CountArticles counts the articles that a filter chooses, up to its Limit.
func (s *Store) CountArticles(ctx context.Context, f newsroom.ArticleFilter) (n int, err error) {
	f.BeforeAt, f.BeforeID = time.Time{}, 0
	where, args := s.chosen(&f)
	err = s.alone().row(ctx, `SELECT count(*) FROM (SELECT 1 FROM articles a WHERE `+where+` LIMIT $6) found`,
		args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count articles: %w", err)
	}
	return n, nil
}

// IssueList does what web/desk.Store says.
func (s *Store) IssueList(
	ctx context.Context, digest string, state news.IssueState, before int64, limit int,
) ([]int64, error) {
	all, err := list(ctx, s.alone(), value[int64], `
		SELECT id FROM issues WHERE (digest = $1 OR CAST($1 AS TEXT) = '') AND (state = $2 OR CAST($2 AS TEXT) = '')
			AND (id < $3 OR CAST($3 AS BIGINT) = 0) ORDER BY id DESC LIMIT $4`, digest, string(state), before, limit)
	if err != nil {
		return nil, fmt.Errorf("list issues: %w", err)
	}
	return all, nil
}
