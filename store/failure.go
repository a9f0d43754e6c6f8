package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"attache/news"
)

// failedTries stands in unread.tries for an address that attache itself failed on; counting never reaches it.
const failedTries = 1_000_000

// GiveUp does what worker.Polls says.
func (s *Store) GiveUp(ctx context.Context, sourceID int64, url, why string, at time.Time) error {
	if len(url) > longestURL {
		return nil // Unknown never returns it
	}
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO unread (url, source_id, tries, why, last) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (url) DO UPDATE SET tries = excluded.tries, why = excluded.why, last = excluded.last, cause = '', since
			= 0`,
			url, sourceID, failedTries, why, us(at))
		if err != nil {
			return fmt.Errorf("give up %s: %w", url, err)
		}
		return nil
	})
}

// FailedPages does what worker.Materials says.
func (s *Store) FailedPages(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Failure, error) {
	ids := make([]string, len(sourceIDs))
	for i, id := range sourceIDs {
		ids[i] = strconv.FormatInt(id, 10)
	}
	read := func(r scanner) (news.Failure, error) {
		var src news.Source
		f := news.Failure{Stage: news.StageRead}
		err := r.Scan(&f.URL, doc{&src})
		f.Outlet = src.Outlet.Name
		return f, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT u.url, s.doc FROM unread u JOIN sources s ON s.id = u.source_id
		WHERE u.tries >= $1 AND u.last >= $2 AND u.last < $3 AND u.source_id IN (SELECT CAST(v.value AS BIGINT)
		FROM `+s.in("$4")+`)
		AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = u.url)
		ORDER BY u.last, u.url LIMIT $5`, failedTries, us(w.From), us(w.To), texts(ids), most(limit))
	if err != nil {
		return nil, fmt.Errorf("pages that could not be read: %w", err)
	}
	return all, nil
}
