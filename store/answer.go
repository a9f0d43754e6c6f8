package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Answer returns what KeepAnswer kept under a key; ok is false when there is nothing.
func (s *Store) Answer(ctx context.Context, key string) (body string, ok bool, err error) {
	err = s.alone().row(ctx, `SELECT body FROM answers WHERE key = $1`, key).Scan(&body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("remembered answer %s: %w", key, err)
	}
	return body, true, nil
}

// KeepAnswer remembers a model's answer under the hash of what it was asked, and deletes those that are too old
// (Retention.Answers).
func (s *Store) KeepAnswer(ctx context.Context, key, model, body string, at time.Time) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO answers (key, model, body, made) VALUES ($1, $2, $3, $4)
			ON CONFLICT (key) DO UPDATE SET model = excluded.model, body = excluded.body, made = excluded.made`,
			key, model, body, us(at))
		if err == nil {
			_, err = t.exec(ctx, `DELETE FROM answers WHERE made < $1`,
				us(before(at, s.retention.WithDefaults().Answers)))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("remember answer %s: %w", key, err)
	}
	return nil
}

// LetterLanguages does what worker.Materials says.
func (s *Store) LetterLanguages(ctx context.Context, digestID int64) (map[string][]string, error) {
	type voice struct {
		language string
		reads    []string
	}
	read := func(r scanner) (v voice, err error) {
		err = r.Scan(&v.language, doc{&v.reads})
		return v, err
	}
	voices, err := list(ctx, s.alone(), read, `
		SELECT DISTINCT s.language, s.reads FROM subscribers s JOIN subscriptions p ON p.subscriber_id = s.id
		WHERE p.digest_id = $1 AND s.state = 'active' ORDER BY s.language, s.reads`, digestID)
	if err != nil {
		return nil, fmt.Errorf("languages of the readers of digest %d: %w", digestID, err)
	}
	all := map[string][]string{}
	for _, v := range voices {
		common, known := all[v.language]
		if !known {
			all[v.language] = append([]string{}, v.reads...)
			continue
		}
		all[v.language] = slices.DeleteFunc(common, func(l string) bool { return !slices.Contains(v.reads, l) })
	}
	return all, nil
}
