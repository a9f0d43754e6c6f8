package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"attache/news"
)

// repack brings rows from before migration 8 into today's form: verdicts, stories, letters and outlines, one issue a
// transaction. Killed in between, it goes on at the next start. The texts of articles, which are most, are packed by
// Forget.
func (s *Store) repack(ctx context.Context) error {
	for {
		done, err := s.repackOne(ctx)
		if err != nil {
			return fmt.Errorf("pack what was kept before: %w", err)
		}
		if done {
			return nil
		}
	}
}

// repackOne works on one issue, and reports whether there was none left. An issue without an outline was not yet worked
// on.
func (s *Store) repackOne(ctx context.Context) (done bool, err error) {
	err = s.write(ctx, func(t tx) error {
		var id int64
		err := t.row(ctx, `SELECT id FROM issues WHERE outline = '' AND composed ORDER BY id LIMIT 1`).Scan(&id)
		if done = errors.Is(err, sql.ErrNoRows); done {
			return nil
		}
		if err == nil {
			err = s.repackVerdicts(ctx, t, id)
		}
		if err == nil {
			err = s.repackLetters(ctx, t, id)
		}
		if err == nil {
			err = s.repackStories(ctx, t, id)
		}
		if err != nil {
			return fmt.Errorf("issue %d: %w", id, err)
		}
		return nil
	})
	return done, err
}

func (s *Store) repackVerdicts(ctx context.Context, t tx, issueID int64) error {
	read := func(r scanner) (v news.Verdict, err error) {
		var article int64
		err = r.Scan(&article, doc{&v})
		v.ArticleID = article
		return v, err
	}
	verdicts, err := list(ctx, t, read,
		`SELECT article_id, doc FROM old_verdicts WHERE issue_id = $1 ORDER BY article_id`, issueID)
	if err == nil {
		err = s.saveVerdicts(ctx, t, issueID, verdicts)
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM old_verdicts WHERE issue_id = $1`, issueID)
	}
	return err
}

func (s *Store) repackLetters(ctx context.Context, t tx, issueID int64) error {
	type old struct {
		language string
		letterParts
	}
	letters, err := list(ctx, t, func(r scanner) (l old, err error) {
		err = r.Scan(&l.language, &l.HTML, &l.Text)
		return l, err
	}, `SELECT language, html, body FROM letters WHERE issue_id = $1 AND packed IS NULL`, issueID)
	for i := 0; err == nil && i < len(letters); i++ {
		_, err = t.exec(ctx,
			`UPDATE letters SET html = '', body = '', packed = $3 WHERE issue_id = $1 AND language = $2`,
			issueID, letters[i].language, packed{letters[i].letterParts})
	}
	return err
}

// repackStories also writes the issue's outline.
func (s *Store) repackStories(ctx context.Context, t tx, issueID int64) error {
	type old struct {
		id  int64
		doc string
	}
	stories, err := list(ctx, t, func(r scanner) (o old, err error) {
		err = r.Scan(&o.id, &o.doc)
		return o, err
	}, `SELECT id, doc FROM stories WHERE issue_id = $1 AND packed IS NULL ORDER BY pos`, issueID)
	var sec news.Section
	for i := 0; err == nil && i < len(stories); i++ {
		var st news.Story
		if err = json.Unmarshal([]byte(stories[i].doc), &st); err != nil {
			break
		}
		sec.Stories = append(sec.Stories, st)
		_, err = t.exec(ctx, `UPDATE stories SET doc = '', packed = $2 WHERE id = $1`, stories[i].id,
			packed{json.RawMessage(stories[i].doc)})
	}
	if err == nil {
		i := news.Issue{Sections: []news.Section{sec}}
		_, err = t.exec(ctx, `UPDATE issues SET outline = $2 WHERE id = $1`, issueID, doc{i.Outline()})
	}
	return err
}
