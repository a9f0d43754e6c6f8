package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"attache/news"
	"attache/newsroom"
)

// DailyArticles does what web/desk.Store says.
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
	}, `SELECT x.source_id, (x.seen - CAST($1 AS BIGINT)) / CAST($2 AS BIGINT), count(*)
		FROM sources s CROSS JOIN article_sources x
		WHERE x.source_id = s.id AND x.seen >= $1 AND x.seen < $3 GROUP BY 1, 2`, from, length, us(now))
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

// choosing is a statement on articles a that a filter makes.
type choosing struct {
	from  string // the tables, with what they have in common
	order string // the newest first, by an index
	// what an index finds, and what is looked at for each row found
	found, fate string
	args        []any
}

// param adds a parameter.
func (c *choosing) param(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// chosen makes the parts of a statement out of a filter. What is searched for comes in order of the articles' numbers,
// which is that of reading: so the index of terms gives its newest ones first, and no more are read than are listed.
func (s *Store) chosen(f *newsroom.ArticleFilter) *choosing {
	c := &choosing{from: `articles a`, order: `a.dated DESC, a.id DESC`, found: `TRUE`}
	and := func(condition string) { c.found += ` AND ` + condition }
	condition, match := s.sought(f.Query)
	switch {
	case condition != "":
		key := "x." + s.termsKey()
		c.from, c.order = `article_terms x CROSS JOIN articles a`, key+` DESC`
		and(`a.id = ` + key + ` AND ` + condition + c.match(s, match))
		if f.BeforeID != 0 {
			and(key + ` < ` + c.param(f.BeforeID))
		}
	case !f.BeforeAt.IsZero():
		and(`(a.dated, a.id) < (` + c.param(us(f.BeforeAt)) + `, ` + c.param(f.BeforeID) + `)`)
	}
	if !f.From.IsZero() {
		and(`a.dated >= ` + c.param(us(f.From)))
	}
	if !f.To.IsZero() {
		and(`a.dated < ` + c.param(us(f.To)))
	}
	if f.Language != "" {
		and(`a.language = ` + c.param(f.Language))
	}
	among := func(ids []int64) string {
		return ` IN (SELECT CAST(v.value AS BIGINT) FROM ` + s.in(c.param(numbers(ids))) + `)`
	}
	switch {
	case len(f.Sources) == 1: // in order by an index of its own
		and(`a.source_id = ` + c.param(f.Sources[0]))
	case f.Sources != nil: // the sum keeps the databases from reading all articles of these sources, and sorting them
		and(`a.source_id + 0` + among(f.Sources))
	}
	if f.IDs != nil {
		and(`a.id` + among(f.IDs))
	}
	c.fate = map[string]string{
		"kept": isKept, "dropped": wasJudged + ` AND NOT ` + isKept, "new": `NOT ` + wasJudged,
	}[f.Verdict]
	return c
}

// match is the parameter of what is sought.
func (c *choosing) match(s *Store, sought string) string {
	if s.isPostgres() {
		return `CAST(` + c.param(sought) + ` AS TSQUERY)`
	}
	return c.param(sought)
}

// ArticleRows does what web/desk.Store says.
func (s *Store) ArticleRows(ctx context.Context, f newsroom.ArticleFilter) ([]newsroom.ArticleRow, error) {
	c := s.chosen(&f)
	where := c.found
	if c.fate != "" {
		where += ` AND ` + c.fate
	}
	all, err := list(ctx, s.alone(), func(r scanner) (a newsroom.ArticleRow, err error) {
		var outlet news.Outlet
		err = r.Scan(&a.ID, &a.URL, &a.Title, doc{&outlet}, &a.Language, when(&a.Dated), &a.Forgotten, &a.Kept,
			&a.Judged)
		a.Outlet = outlet.Name
		return a, err
	}, `SELECT a.id, a.url, a.title, a.outlet, a.language, a.dated, a.forgotten, `+isKept+`, `+wasJudged+`
		FROM `+c.from+` WHERE `+where+` ORDER BY `+c.order+` LIMIT `+c.param(f.Limit), c.args...)
	if err != nil {
		return nil, fmt.Errorf("list articles: %w", err)
	}
	return all, nil
}

// mostLooked is how many of the newest articles a count looks at to tell what became of them.
const mostLooked = 5000

// CountArticles does what web/desk.Store says.
func (s *Store) CountArticles(ctx context.Context, f newsroom.ArticleFilter) (n int, more bool, err error) {
	f.BeforeAt, f.BeforeID = time.Time{}, 0
	count := func(most int, fate string) (n int, err error) {
		c := s.chosen(&f)
		query := `SELECT a.id FROM ` + c.from + ` WHERE ` + c.found + ` ORDER BY ` + c.order + ` LIMIT ` + c.param(most)
		if fate != "" {
			query = `SELECT 1 FROM (` + query + `) a WHERE ` + fate + ` LIMIT ` + c.param(f.Limit+1)
		}
		err = s.alone().row(ctx, `SELECT count(*) FROM (`+query+`) found`, c.args...).Scan(&n)
		return n, err
	}
	fate := s.chosen(&f).fate
	if fate == "" {
		n, err = count(f.Limit+1, "")
	} else if n, err = count(mostLooked, fate); err == nil && n <= f.Limit {
		var looked int
		looked, err = count(mostLooked, "")
		more = looked == mostLooked
	}
	if err != nil {
		return 0, false, fmt.Errorf("count articles: %w", err)
	}
	return min(n, f.Limit), more || n > f.Limit, nil
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
