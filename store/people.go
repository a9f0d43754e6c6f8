package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

const personColumns = `id, email, name, role, language, time_zone, enabled, password, created, signed_in, alerts`

func readPerson(r scanner) (p newsroom.Person, err error) {
	err = r.Scan(&p.ID, &p.Email, &p.Name, &p.Role, &p.Language, &p.TimeZone, &p.Enabled, &p.Password,
		when(&p.Created), when(&p.SignedIn), &p.Alerts)
	return p, err
}

// People lists who works at the desk, in the order in which they came.
func (s *Store) People(ctx context.Context) ([]newsroom.Person, error) {
	all, err := list(ctx, s.alone(), readPerson, `SELECT `+personColumns+` FROM people ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return all, nil
}

// Person returns one by number; the error wraps news.ErrNotFound when there is none.
func (s *Store) Person(ctx context.Context, id int64) (newsroom.Person, error) {
	p, err := readPerson(s.alone().row(ctx, `SELECT `+personColumns+` FROM people WHERE id = $1`, id))
	if err != nil {
		return p, fmt.Errorf("person %d: %w", id, found(err))
	}
	return p, nil
}

// PersonByEmail returns one by address; the error, which does not tell the address, wraps news.ErrNotFound.
func (s *Store) PersonByEmail(ctx context.Context, email string) (newsroom.Person, error) {
	p, err := readPerson(s.alone().row(ctx, `SELECT `+personColumns+` FROM people WHERE email_key = $1`,
		emailKey(email)))
	if err != nil {
		return p, fmt.Errorf("person of an address: %w", found(err))
	}
	return p, nil
}

// Admins counts the admins who may sign in.
func (s *Store) Admins(ctx context.Context) (n int, err error) {
	if err = s.alone().row(ctx, adminCount, true, string(newsroom.Admin)).Scan(&n); err != nil {
		return 0, fmt.Errorf("count admins: %w", err)
	}
	return n, nil
}

const adminCount = `SELECT count(*) FROM people WHERE enabled = $1 AND role = $2 AND password <> ''`

// AddPerson writes a new person and the entry that tells of it, and sets p.ID. An address that is taken is an
// *news.InvalidError.
func (s *Store) AddPerson(ctx context.Context, p *newsroom.Person, e newsroom.Entry) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return addPerson(ctx, t, p, e) })
}

func addPerson(ctx context.Context, t tx, p *newsroom.Person, e newsroom.Entry) error {
	var others int
	err := t.row(ctx, `SELECT count(*) FROM people WHERE email_key = $1`, emailKey(p.Email)).Scan(&others)
	if err == nil && others > 0 {
		return news.Invalid("email", "Somebody with this address works at the desk already.")
	}
	if err == nil {
		err = t.row(ctx, `
			INSERT INTO people (email, email_key, name, role, language, time_zone, enabled, password, created, signed_in, alerts)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`, p.Email, emailKey(p.Email), p.Name,
			string(p.Role), p.Language, p.TimeZone, p.Enabled, p.Password, us(p.Created), us(p.SignedIn), p.Alerts).Scan(&p.ID)
	}
	if err == nil && p.Role == newsroom.Admin && p.Password != "" { // the link for the first admin has no use any more
		_, err = t.exec(ctx, `DELETE FROM invitations WHERE used = 0 AND email = '' AND person_id = 0`)
	}
	if err == nil {
		e.Kind, e.Name, e.Became = "person", fmt.Sprint(p.ID), string(p.Role)
		if e.PersonID == 0 && e.By == "" { // who opened the invitation
			e.PersonID = p.ID
		}
		_, err = addEntry(ctx, t, e)
	}
	if err != nil {
		return fmt.Errorf("add a person: %w", err)
	}
	return nil
}

// EditPerson changes a person in one transaction and notes which fields changed, not what stands in them. When the
// account is closed or the password changes, the person's sessions end, but for that of the token keep, and so do links
// that would set a password. The last admin stays one (newsroom.ErrLastAdmin).
func (s *Store) EditPerson(
	ctx context.Context, id int64, edit func(*newsroom.Person) error, keep string, e newsroom.Entry,
) error {
	return s.durable(ctx, func(t tx) error {
		was, err := readPerson(t.row(ctx, `SELECT `+personColumns+` FROM people WHERE id = $1`, id))
		if err != nil {
			return fmt.Errorf("person %d: %w", id, found(err))
		}
		p := was
		if err := edit(&p); err != nil {
			return err
		}
		p.ID = id
		if err := p.Validate(); err != nil {
			return err
		}
		changed := personChanges(was, p)
		if changed == "" {
			return nil
		}
		if _, err := t.exec(ctx, `
			UPDATE people SET email = $2, email_key = $3, name = $4, role = $5, language = $6, time_zone = $7,
				enabled = $8, password = $9, alerts = $10 WHERE id = $1`, id, p.Email, emailKey(p.Email), p.Name, string(p.Role),
			p.Language, p.TimeZone, p.Enabled, p.Password, p.Alerts); err != nil {
			return fmt.Errorf("edit person %d: %w", id, err)
		}
		if was.Role == newsroom.Admin && was.Enabled && (p.Role != newsroom.Admin || !p.Enabled) {
			var admins int
			if err := t.row(ctx, adminCount, true, string(newsroom.Admin)).Scan(&admins); err != nil {
				return fmt.Errorf("count admins: %w", err)
			}
			if admins == 0 {
				return newsroom.ErrLastAdmin
			}
		}
		if !p.Enabled || p.Password != was.Password {
			if _, err := t.exec(ctx, `DELETE FROM sessions WHERE person_id = $1 AND token <> $2`, id, keep); err != nil {
				return fmt.Errorf("end the sessions of person %d: %w", id, err)
			}
		}
		if was.Enabled && !p.Enabled || p.Password != was.Password { // a link to an account closed before stays
			if _, err := t.exec(ctx, `DELETE FROM invitations WHERE used = 0 AND person_id = $1`, id); err != nil {
				return fmt.Errorf("end the links of person %d: %w", id, err)
			}
		}
		e.Kind, e.Name, e.Became = "person", fmt.Sprint(id), changed
		if was.Role != p.Role {
			e.Was, e.Became = string(was.Role), changed+": "+string(p.Role)
		}
		_, err = addEntry(ctx, t, e)
		return err
	})
}

// personChanges names the fields in which two states of a person differ.
func personChanges(a, b newsroom.Person) string {
	var fields []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"email", a.Email != b.Email},
		{"name", a.Name != b.Name},
		{"role", a.Role != b.Role},
		{"language", a.Language != b.Language},
		{"time_zone", a.TimeZone != b.TimeZone},
		{"enabled", a.Enabled != b.Enabled},
		{"password", a.Password != b.Password},
		{"alerts", a.Alerts != b.Alerts},
	} {
		if f.differs {
			fields = append(fields, f.name)
		}
	}
	return strings.Join(fields, ", ")
}

// SignedIn notes that a person has come in.
func (s *Store) SignedIn(ctx context.Context, id int64, at time.Time) error {
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE people SET signed_in = $2 WHERE id = $1`, id, us(at))
		return err
	})
}

const invitationColumns = `id, token, email, role, person_id, by_id, created, expires, used`

func readInvitation(r scanner) (i newsroom.Invitation, err error) {
	err = r.Scan(&i.ID, &i.Token, &i.Email, &i.Role, &i.PersonID, &i.ByID, when(&i.Created), when(&i.Expires),
		when(&i.Used))
	return i, err
}

// Invite writes an invitation, with the entry that tells of it, and sets its ID. Earlier ones that are open and for the
// same address or person end.
func (s *Store) Invite(ctx context.Context, i *newsroom.Invitation, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		_, err := t.exec(ctx, `DELETE FROM invitations WHERE used = 0 AND email = $1 AND person_id = $2`, i.Email,
			i.PersonID)
		if err == nil {
			err = t.row(ctx, `
				INSERT INTO invitations (token, email, role, person_id, by_id, created, expires, used)
				VALUES ($1, $2, $3, $4, $5, $6, $7, 0) RETURNING id`, i.Token, i.Email, string(i.Role), i.PersonID,
				i.ByID, us(i.Created), us(i.Expires)).Scan(&i.ID)
		}
		if err == nil {
			e.Kind, e.Name, e.Became = "invitation", fmt.Sprint(i.ID), string(i.Role)
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("invite: %w", err)
		}
		return nil
	})
}

// Invitation returns the one of a token's hash; the error wraps news.ErrNotFound when there is none.
func (s *Store) Invitation(ctx context.Context, token string) (newsroom.Invitation, error) {
	i, err := readInvitation(s.alone().row(ctx, `SELECT `+invitationColumns+` FROM invitations WHERE token = $1`,
		token))
	if err != nil {
		return i, fmt.Errorf("invitation: %w", found(err))
	}
	return i, nil
}

// OpenInvitations lists those that still work, newest first.
func (s *Store) OpenInvitations(ctx context.Context, now time.Time) ([]newsroom.Invitation, error) {
	all, err := list(ctx, s.alone(), readInvitation, `SELECT `+invitationColumns+` FROM invitations
		WHERE used = 0 AND expires > $1 ORDER BY id DESC`, us(now))
	if err != nil {
		return nil, fmt.Errorf("list invitations: %w", err)
	}
	return all, nil
}

// Withdraw ends an invitation that was not used; the error wraps news.ErrNotFound when there is none.
func (s *Store) Withdraw(ctx context.Context, id int64, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `DELETE FROM invitations WHERE id = $1 AND used = 0`, id)
		if err == nil && n == 0 {
			err = news.ErrNotFound
		}
		if err == nil {
			e.Kind, e.Name = "invitation", fmt.Sprint(id)
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("withdraw invitation %d: %w", id, err)
		}
		return nil
	})
}

// Accept uses an invitation, once: it adds the person, or sets the password of the one it is for and ends the sessions
// of that one. p.ID is set. The error wraps news.ErrNotFound when the invitation is not open any more.
func (s *Store) Accept(ctx context.Context, token string, p *newsroom.Person, now time.Time) error {
	return s.durable(ctx, func(t tx) error {
		i, err := readInvitation(t.row(ctx, `
			UPDATE invitations SET used = $2 WHERE token = $1 AND used = 0 AND expires > $2
			RETURNING `+invitationColumns, token, us(now)))
		if err != nil {
			return fmt.Errorf("accept an invitation: %w", found(err))
		}
		if i.PersonID == 0 {
			if i.Email != "" {
				p.Email = i.Email
			}
			p.Role, p.Enabled, p.Created = i.Role, true, now
			if err := p.Validate(); err != nil {
				return err
			}
			return addPerson(ctx, t, p, newsroom.Entry{At: now, Action: "person.add"})
		}
		p.ID = i.PersonID
		n, err := t.exec(ctx, `UPDATE people SET password = $2, enabled = $3 WHERE id = $1`, p.ID, p.Password, true)
		if err == nil && n == 0 {
			err = news.ErrNotFound
		}
		if err == nil {
			_, err = t.exec(ctx, `DELETE FROM sessions WHERE person_id = $1`, p.ID)
		}
		if err == nil {
			_, err = addEntry(ctx, t, newsroom.Entry{
				At: now, PersonID: p.ID, Action: "person.password", Kind: "person", Name: fmt.Sprint(p.ID),
				Became: "password",
			})
		}
		if err != nil {
			return fmt.Errorf("set a password by invitation: %w", err)
		}
		return nil
	})
}
