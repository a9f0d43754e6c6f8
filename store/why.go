package store

import (
	"context"
	"fmt"
	"time"
)

// Unread is a page that was listed but could not be read, or an article that attache itself failed on.
type Unread struct {
	URL      string
	SourceID int64
	Tries    int
	GivenUp  bool // it is not tried again
	Failed   bool // attache itself failed on it (GiveUp); Tries tells nothing
	Why      string
	Last     time.Time
}

// UnreadPage returns what is known of a page that could not be read, or an article that attache failed on; the error wraps news.ErrNotFound when there is none.
func (s *Store) UnreadPage(ctx context.Context, url string) (Unread, error) {
	u := Unread{URL: url}
	err := s.alone().row(ctx, `SELECT source_id, tries, why, last FROM unread WHERE url = $1`, url).
		Scan(&u.SourceID, &u.Tries, &u.Why, when(&u.Last))
	if err != nil {
		return u, fmt.Errorf("unread page %s: %w", url, found(err))
	}
	u.GivenUp, u.Failed = u.Tries >= unreadTries, u.Tries >= failedTries
	return u, nil
}
