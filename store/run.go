package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
	"attache/newsroom"
)

// SaveRun does what worker.Polls says.
func (s *Store) SaveRun(ctx context.Context, r *news.Run) error {
	return s.write(ctx, func(t tx) error {
		if r.ID != 0 {
			n, err := t.exec(ctx,
				`UPDATE runs SET started = $2, ended = $3, issue_id = $4, doc = $5, brief = $6 WHERE id = $1`,
				r.ID, us(r.Started), us(r.Ended), r.IssueID, doc{r}, doc{newsroom.RowOf(*r)})
			if err == nil && n == 0 {
				err = news.ErrNotFound
			}
			if err != nil {
				return fmt.Errorf("save run %d: %w", r.ID, err)
			}
			return nil
		}
		err := t.row(ctx, `
			INSERT INTO runs (started, ended, issue_id, doc, brief) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
			us(r.Started), us(r.Ended), r.IssueID, doc{r}, doc{newsroom.RowOf(*r)}).Scan(&r.ID)
		if err != nil {
			return fmt.Errorf("save a run: %w", err)
		}
		return nil
	})
}

// LastWork does what worker.Times says.
func (s *Store) LastWork(ctx context.Context, until time.Time) (last time.Time, err error) {
	err = s.read(ctx, func(t tx) error {
		for _, query := range []string{
			`SELECT COALESCE((SELECT started FROM polls WHERE started <= $1 ORDER BY id DESC LIMIT 1), 0)`,
			`SELECT COALESCE((SELECT started FROM runs WHERE started <= $1 ORDER BY started DESC LIMIT 1), 0)`,
			`SELECT COALESCE((SELECT seen FROM articles WHERE NOT forgotten AND seen <= $1 ORDER BY seen DESC LIMIT 1), 0)`,
		} {
			var at time.Time
			if err := t.row(ctx, query, us(until)).Scan(when(&at)); err != nil {
				return err
			}
			if at.After(last) {
				last = at
			}
		}
		return nil
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the last work before %s: %w", until.UTC().Format(time.RFC3339), err)
	}
	return last, nil
}

// Runs lists the runs, newest first, at most limit (0 = all).
func (s *Store) Runs(ctx context.Context, limit int) ([]news.Run, error) {
	all, err := list(ctx, s.alone(), readRun, `SELECT id, doc FROM runs ORDER BY started DESC, id DESC LIMIT $1`,
		most(limit))
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return all, nil
}
