package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

// Judged is a verdict and the issue it was given for.
type Judged struct {
	IssueID int64
	Verdict news.Verdict
}

// JudgedIn gives the verdicts on one article with their issues, newest first, at most limit (0 = all).
func (s *Store) JudgedIn(ctx context.Context, articleID int64, limit int) ([]Judged, error) {
	read := func(r scanner) (j Judged, err error) {
		var digest, article int64
		err = r.Scan(&j.IssueID, &digest, &article, doc{&j.Verdict})
		j.Verdict.DigestID, j.Verdict.ArticleID = digest, article
		return j, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT issue_id, digest_id, article_id, doc FROM verdicts WHERE article_id = $1 ORDER BY issue_id DESC LIMIT $2`, articleID, most(limit))
	if err != nil {
		return nil, fmt.Errorf("issues that judged article %d: %w", articleID, err)
	}
	return all, nil
}

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

// UnreadPage gives what is known of a page that could not be read, or an article that attache failed on; the error wraps news.ErrNotFound when there is none.
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
