package store

import (
	"context"
	"fmt"
	"strconv"

	"attache/news"
)

// Unread is what is known of a page that was not read, or of an article that attache itself failed on.
type Unread struct {
	news.Unread
	Tries   int  `json:"tries"`    // how often the page itself was asked for
	GivenUp bool `json:"given_up"` // it is not tried again
	Failed  bool `json:"failed"`   // attache itself failed on it (GiveUp); Tries tells nothing
}

// UnreadPage returns what is known of a page that was not read, or an article that attache failed on; the error wraps
// news.ErrNotFound when there is none.
func (s *Store) UnreadPage(ctx context.Context, url string) (Unread, error) {
	u := Unread{Unread: news.Unread{URL: url}}
	err := s.alone().row(ctx, `SELECT source_id, tries, cause, why, since, last FROM unread WHERE url = $1`, url).
		Scan(&u.SourceID, &u.Tries, &u.Cause, &u.Why, when(&u.Since), when(&u.At))
	if err != nil {
		return u, fmt.Errorf("unread page %s: %w", url, found(err))
	}
	u.Tried, u.GivenUp, u.Failed = u.Tries > 0, u.Tries >= unreadTries, u.Tries >= failedTries
	return u, nil
}

// NoteUnread does what worker.Polls says.
func (s *Store) NoteUnread(ctx context.Context, pages ...news.Unread) error {
	at := map[string]int{}
	var rows [][]any
	for _, p := range pages {
		if len(p.URL) > longestURL {
			continue // Unknown never returns it
		}
		tries := 0
		if p.Tried {
			tries = 1
		}
		row := []any{p.URL, p.SourceID, tries, p.Why, us(p.At), string(p.Cause), us(p.Since)}
		if k, twice := at[clean(p.URL)]; twice {
			rows[k] = row
			continue
		}
		at[clean(p.URL)] = len(rows)
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil
	}
	param, err := cells(rows)
	if err != nil {
		return fmt.Errorf("note pages that were not read: %w", err)
	}
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO unread (url, source_id, tries, why, last, cause, since)
			SELECT v.value ->> 0, CAST(v.value ->> 1 AS BIGINT), CAST(v.value ->> 2 AS BIGINT), v.value ->> 3,
				CAST(v.value ->> 4 AS BIGINT), v.value ->> 5, CAST(v.value ->> 6 AS BIGINT)
			FROM `+s.rows("$1")+` WHERE TRUE
			ON CONFLICT (url) DO UPDATE SET tries = unread.tries + excluded.tries, why = excluded.why, last = excluded.last,
				cause = excluded.cause, since = excluded.since
			WHERE unread.tries < $2`, param, failedTries)
		if err != nil {
			return fmt.Errorf("note that %s and other pages were not read: %w", pages[0].URL, err)
		}
		return nil
	})
}

// UnreadCounts does what worker.Materials says.
func (s *Store) UnreadCounts(ctx context.Context, w news.Window, sourceIDs []int64) ([]news.UnreadCount, error) {
	ids := make([]string, len(sourceIDs))
	for i, id := range sourceIDs {
		ids[i] = strconv.FormatInt(id, 10)
	}
	read := func(r scanner) (c news.UnreadCount, err error) {
		err = r.Scan(&c.SourceID, &c.Cause, &c.Pages, &c.Why, when(&c.Since), &c.Again)
		return c, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT u.source_id, u.cause, count(*), max(u.why), max(u.since), min(u.tries) < $1 FROM unread u
		WHERE u.last >= $2 AND u.last < $3 AND u.tries < $4 AND u.cause <> ''
		AND u.source_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$5")+`)
		AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.url = u.url) AND NOT EXISTS (SELECT 1 FROM aliases l
		WHERE l.url = u.url)
		GROUP BY u.source_id, u.cause ORDER BY u.source_id, u.cause`,
		unreadTries, us(w.From), us(w.To), failedTries, texts(ids))
	if err != nil {
		return nil, fmt.Errorf("pages that were not read: %w", err)
	}
	return all, nil
}
