package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

// Choices does what worker.Materials says.
func (s *Store) Choices(
	ctx context.Context, digestID int64, since time.Time,
) (of map[int64]bool, open []int64, err error) {
	of = map[int64]bool{}
	_, err = list(ctx, s.alone(), func(r scanner) (struct{}, error) {
		var id int64
		var keep, kept bool
		err := r.Scan(&id, &keep, &kept)
		if of[id] = keep; keep && !kept {
			open = append(open, id)
		}
		return struct{}{}, err
	}, `SELECT c.article_id, c.keep, EXISTS (SELECT 1 FROM judged j JOIN issues i ON i.id = j.issue_id
			WHERE j.article_id = c.article_id AND j.kept AND i.digest_id = c.digest_id AND `+told+`)
		FROM choices c WHERE c.digest_id = $1 AND c.made >= $2 ORDER BY c.made, c.article_id`, digestID, us(since))
	if err != nil {
		return nil, nil, fmt.Errorf("choices for digest %d: %w", digestID, err)
	}
	return of, open, nil
}

// ChoicesOn lists what stands for an article, by digest.
func (s *Store) ChoicesOn(ctx context.Context, articleID int64) (map[int64]bool, error) {
	of := map[int64]bool{}
	_, err := list(ctx, s.alone(), func(r scanner) (struct{}, error) {
		var id int64
		var keep bool
		err := r.Scan(&id, &keep)
		of[id] = keep
		return struct{}{}, err
	}, `SELECT digest_id, keep FROM choices WHERE article_id = $1`, articleID)
	if err != nil {
		return nil, fmt.Errorf("choices on article %d: %w", articleID, err)
	}
	return of, nil
}

// The words of an entry that tells of a choice. "" is none.
const (
	choiceKeep = "keep"
	choiceDrop = "drop"
)

// Choose keeps what a person says of an article for a digest: keep, drop, or "" for nothing, and notes it. It returns
// the number of the entry, 0 when it stood so already. The error wraps news.ErrNotFound when there is no such digest or
// article, and is an *news.InvalidError for another word.
func (s *Store) Choose(
	ctx context.Context, digest string, articleID int64, word string, e newsroom.Entry,
) (entry int64, err error) {
	if word != "" && word != choiceKeep && word != choiceDrop {
		return 0, news.Invalid("do", "%q is none of keep and drop.", word)
	}
	err = s.durable(ctx, func(t tx) error {
		id, was, err := choice(ctx, t, digest, articleID)
		if err != nil || was == word {
			entry = 0
			return err
		}
		if err := putChoice(ctx, t, id, articleID, word, e); err != nil {
			return err
		}
		e.Kind, e.Name, e.Was, e.Became = "article", choiceName(digest, articleID), was, word
		entry, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("decide on article %d for %q: %w", articleID, digest, err)
	}
	return entry, nil
}

// choiceName is how the log calls an article of a digest.
func choiceName(digest string, articleID int64) string {
	return digest + "/" + strconv.FormatInt(articleID, 10)
}

// choice is the number of a digest, and what stands for an article of it.
func choice(ctx context.Context, t tx, digest string, articleID int64) (digestID int64, word string, err error) {
	err = t.row(ctx, `SELECT d.id FROM digests d, articles a WHERE d.name = $1 AND a.id = $2`, digest, articleID).
		Scan(&digestID)
	if err != nil {
		return 0, "", found(err)
	}
	var keep bool
	err = t.row(ctx, `SELECT keep FROM choices WHERE digest_id = $1 AND article_id = $2`, digestID, articleID).Scan(&keep)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return digestID, "", nil
	case keep:
		return digestID, choiceKeep, err
	}
	return digestID, choiceDrop, err
}

func putChoice(ctx context.Context, t tx, digestID, articleID int64, word string, e newsroom.Entry) error {
	var err error
	if word == "" {
		_, err = t.exec(ctx, `DELETE FROM choices WHERE digest_id = $1 AND article_id = $2`, digestID, articleID)
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO choices (digest_id, article_id, keep, made, person_id) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (digest_id, article_id) DO UPDATE SET keep = excluded.keep, made = excluded.made,
			person_id = excluded.person_id`, digestID, articleID, word == choiceKeep, us(e.At), e.PersonID)
	return err
}

// UndoChoice takes back what an entry tells of an article, as UndoSource does of a source.
func (s *Store) UndoChoice(ctx context.Context, entry int64, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		old, err := readEntry(t.row(ctx, `SELECT `+entryColumns+` FROM audit x LEFT JOIN people p ON p.id = x.person_id
			WHERE x.id = $1 AND x.kind = 'article'`, entry))
		if err != nil {
			return fmt.Errorf("entry %d: %w", entry, found(err))
		}
		digest, number, _ := strings.Cut(old.Name, "/")
		articleID, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return fmt.Errorf("entry %d: %w", entry, news.ErrNotFound)
		}
		id, now, err := choice(ctx, t, digest, articleID)
		if errors.Is(err, news.ErrNotFound) || err == nil && now != old.Became {
			return newsroom.ErrOvertaken
		}
		if err == nil {
			err = putChoice(ctx, t, id, articleID, old.Was, e)
		}
		if err == nil { // what it taught goes with it
			_, err = t.exec(ctx, `DELETE FROM decisions WHERE digest_id = $1 AND article_id = $2 AND made = $3`,
				id, articleID, us(old.At))
		}
		if err == nil {
			e.Kind, e.Name, e.Was, e.Became = "article", old.Name, now, old.Was
			_, err = addEntry(ctx, t, e)
		}
		return err
	})
}
