package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
	"attache/newsroom"
)

const sessionColumns = `id, token, person_id, created, seen, expires, agent, data`

func readSession(r scanner) (s newsroom.Session, err error) {
	err = r.Scan(&s.ID, &s.Token, &s.PersonID, when(&s.Created), when(&s.Seen), when(&s.Expires), &s.Agent, &s.Data)
	return s, err
}

// PutSession writes a new session.
func (s *Store) PutSession(ctx context.Context, x newsroom.Session) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `
			INSERT INTO sessions (token, person_id, created, seen, expires, agent, data)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			x.Token, x.PersonID, us(x.Created), us(x.Seen), us(x.Expires), x.Agent, x.Data)
		return err
	})
	if err != nil {
		return fmt.Errorf("put a session of person %d: %w", x.PersonID, err)
	}
	return nil
}

// KeepSession writes what a session holds now. One that was ended meanwhile stays ended.
func (s *Store) KeepSession(ctx context.Context, x newsroom.Session) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE sessions SET seen = $2, expires = $3, data = $4 WHERE token = $1`, x.Token,
			us(x.Seen), us(x.Expires), x.Data)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a session of person %d: %w", x.PersonID, err)
	}
	return nil
}

// Session returns that of a token, unless it has expired; the error wraps news.ErrNotFound when there is none.
func (s *Store) Session(ctx context.Context, token string, now time.Time) (newsroom.Session, error) {
	x, err := readSession(s.alone().row(ctx, `SELECT `+sessionColumns+` FROM sessions
		WHERE token = $1 AND expires > $2`, token, us(now)))
	if err != nil {
		return x, fmt.Errorf("session: %w", found(err))
	}
	return x, nil
}

// Sessions of a person that have not expired, the one seen last first.
func (s *Store) Sessions(ctx context.Context, person int64, now time.Time) ([]newsroom.Session, error) {
	all, err := list(ctx, s.alone(), readSession, `SELECT `+sessionColumns+` FROM sessions
		WHERE person_id = $1 AND expires > $2 ORDER BY seen DESC, id DESC`, person, us(now))
	if err != nil {
		return nil, fmt.Errorf("list the sessions of person %d: %w", person, err)
	}
	return all, nil
}

// DeleteSession ends that of a token; it is no error when there is none.
func (s *Store) DeleteSession(ctx context.Context, token string) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `DELETE FROM sessions WHERE token = $1`, token)
		return err
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndSession ends one of a person's own sessions, or with id 0 all but that of the token keep, and notes it. The error
// wraps news.ErrNotFound when the one is not theirs.
func (s *Store) EndSession(ctx context.Context, person, id int64, keep string, e newsroom.Entry) error {
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `
			DELETE FROM sessions WHERE person_id = $1 AND token <> $3 AND (id = $2 OR CAST($2 AS BIGINT) = 0)`,
			person, id, keep)
		if err != nil {
			return err
		}
		if n == 0 && id != 0 {
			return news.ErrNotFound
		}
		e.Kind, e.Name, e.Became = "session", fmt.Sprint(id), fmt.Sprint(n)
		_, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("end session %d: %w", id, err)
	}
	return nil
}

// addEntry writes one line of the audit log and returns its number.
func addEntry(ctx context.Context, t tx, e newsroom.Entry) (id int64, err error) {
	err = t.row(ctx, `
		INSERT INTO audit (at, person_id, command, action, kind, name, was, became)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`, us(e.At), e.PersonID, e.By, e.Action, e.Kind, e.Name,
		e.Was, e.Became).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("note %s: %w", e.Action, err)
	}
	return id, nil
}

// Note writes one line of the audit log for what no other method notes.
func (s *Store) Note(ctx context.Context, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		_, err := addEntry(ctx, t, e)
		return err
	})
}

const entryColumns = `x.id, x.at, x.person_id, x.command, x.action, x.kind, x.name, x.was, x.became,
	COALESCE(p.name, '')`

func readEntry(r scanner) (e newsroom.Entry, err error) {
	err = r.Scan(&e.ID, when(&e.At), &e.PersonID, &e.By, &e.Action, &e.Kind, &e.Name, &e.Was, &e.Became, &e.Who)
	return e, err
}

// farFuture stands for "no end" in a range of times.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Entries of the audit log that a filter chooses, newest first.
func (s *Store) Entries(ctx context.Context, f newsroom.Filter) ([]newsroom.Entry, error) {
	to := f.To
	if to.IsZero() {
		to = farFuture
	}
	all, err := list(ctx, s.alone(), readEntry, `
		SELECT `+entryColumns+` FROM audit x LEFT JOIN people p ON p.id = x.person_id
		WHERE (x.person_id = $1 OR CAST($1 AS BIGINT) = 0) AND (x.kind = $2 OR CAST($2 AS TEXT) = '')
			AND (x.name = $3 OR CAST($3 AS TEXT) = '') AND x.at >= $4 AND x.at < $5
			AND (x.id < $6 OR CAST($6 AS BIGINT) = 0)
		ORDER BY x.id DESC LIMIT $7`, f.PersonID, f.Kind, f.Name, us(f.From), us(to), f.Before, f.Limit)
	if err != nil {
		return nil, fmt.Errorf("list the audit log: %w", err)
	}
	return all, nil
}
