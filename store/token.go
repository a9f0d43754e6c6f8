package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

const tokenColumns = `id, person_id, name, hash, scopes, created, expires, used`

func readToken(r scanner) (t newsroom.Token, err error) {
	var scopes string
	err = r.Scan(&t.ID, &t.PersonID, &t.Name, &t.Hash, &scopes, when(&t.Created), when(&t.Expires), when(&t.Used))
	for s := range strings.FieldsSeq(scopes) {
		t.Scopes = append(t.Scopes, newsroom.Scope(s))
	}
	return t, err
}

// mostTokens bounds the tokens of one person.
const mostTokens = 50

// AddToken writes a new token, with the entry that tells of it, and sets its ID.
func (s *Store) AddToken(ctx context.Context, k *newsroom.Token, e newsroom.Entry) error {
	if err := k.Validate(); err != nil {
		return err
	}
	var scopes []string
	for _, x := range k.Scopes {
		scopes = append(scopes, string(x))
	}
	return s.durable(ctx, func(t tx) error {
		var n int
		err := t.row(ctx, `SELECT count(*) FROM tokens WHERE person_id = $1`, k.PersonID).Scan(&n)
		if err == nil && n >= mostTokens {
			return news.Invalid("", "Nobody may have more than %d tokens.", mostTokens)
		}
		if err == nil {
			err = t.row(ctx, `
				INSERT INTO tokens (person_id, name, hash, scopes, created, expires, used)
				VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING id`, k.PersonID, k.Name, k.Hash, strings.Join(scopes, " "),
				us(k.Created), us(k.Expires)).Scan(&k.ID)
		}
		if err == nil {
			e.Kind, e.Name, e.Became = "token", fmt.Sprint(k.ID), strings.Join(scopes, " ")
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("add a token of person %d: %w", k.PersonID, err)
		}
		return nil
	})
}

// Token returns that of a hash; the error wraps news.ErrNotFound when there is none.
func (s *Store) Token(ctx context.Context, hash string) (newsroom.Token, error) {
	k, err := readToken(s.alone().row(ctx, `SELECT `+tokenColumns+` FROM tokens WHERE hash = $1`, hash))
	if err != nil {
		return k, fmt.Errorf("token: %w", found(err))
	}
	return k, nil
}

// Tokens of a person, newest first; 0 = of all.
func (s *Store) Tokens(ctx context.Context, person int64) ([]newsroom.Token, error) {
	all, err := list(ctx, s.alone(), readToken, `SELECT `+tokenColumns+` FROM tokens
		WHERE (person_id = $1 OR CAST($1 AS BIGINT) = 0) ORDER BY id DESC`, person)
	if err != nil {
		return nil, fmt.Errorf("list the tokens of person %d: %w", person, err)
	}
	return all, nil
}

// TokenUsed notes when a token was last used.
func (s *Store) TokenUsed(ctx context.Context, id int64, at time.Time) error {
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE tokens SET used = $2 WHERE id = $1`, id, us(at))
		return err
	})
}

// RevokeToken ends a token of a person (0 = of anybody) and notes it. The error wraps news.ErrNotFound when there is
// none.
func (s *Store) RevokeToken(ctx context.Context, person, id int64, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `DELETE FROM tokens WHERE id = $1 AND (person_id = $2 OR CAST($2 AS BIGINT) = 0)`, id,
			person)
		if err == nil && n == 0 {
			err = news.ErrNotFound
		}
		if err == nil {
			e.Kind, e.Name = "token", fmt.Sprint(id)
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("revoke token %d: %w", id, err)
		}
		return nil
	})
}

// Identified returns whom an identity provider knows so; the error wraps news.ErrNotFound when it is nobody.
func (s *Store) Identified(ctx context.Context, who newsroom.Identity) (newsroom.Person, error) {
	p, err := readPerson(s.alone().row(ctx, `SELECT `+personColumns+` FROM people WHERE id =
		(SELECT person_id FROM identities WHERE issuer = $1 AND subject = $2)`, who.Issuer, who.Subject))
	if err != nil {
		return p, fmt.Errorf("person of an identity: %w", found(err))
	}
	return p, nil
}

// Identify notes that an identity is a person, who must be there; with ID 0 it adds the person first and sets the ID.
// An identity that is somebody's already is newsroom.ErrOvertaken.
func (s *Store) Identify(ctx context.Context, who newsroom.Identity, p *newsroom.Person, e newsroom.Entry) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error {
		if p.ID == 0 {
			added := e
			added.Action = "person.add"
			if err := addPerson(ctx, t, p, added); err != nil {
				return err
			}
		}
		n, err := t.exec(ctx, `INSERT INTO identities (issuer, subject, person_id) VALUES ($1, $2, $3)
			ON CONFLICT (issuer, subject) DO NOTHING`, who.Issuer, who.Subject, p.ID)
		if err == nil && n == 0 {
			return newsroom.ErrOvertaken
		}
		if err == nil {
			e.PersonID, e.Kind, e.Name, e.Became = p.ID, "person", fmt.Sprint(p.ID), "identity"
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("note an identity of person %d: %w", p.ID, err)
		}
		return nil
	})
}
