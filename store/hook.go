package store

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
)

const hookColumns = `id, url, events, secret, old_secret, old_until, enabled, note, created`

func readHook(r scanner) (h newsroom.Hook, err error) {
	var events string
	err = r.Scan(&h.ID, &h.URL, &events, &h.Secret, &h.OldSecret, when(&h.OldUntil), &h.Enabled, &h.Note,
		when(&h.Created))
	h.Events = strings.Fields(events)
	return h, err
}

// mostHooks bounds the webhooks: each event is a message for every one.
const mostHooks = 50

// hostOf is what the audit log says of a webhook's address: the rest of it may be a secret.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return ""
}

// AddHook writes a new webhook, with the entry that tells of it, and sets its ID.
func (s *Store) AddHook(ctx context.Context, h *newsroom.Hook, e newsroom.Entry) error {
	if err := h.Validate(); err != nil {
		return err
	}
	err := s.durable(ctx, func(t tx) error {
		var n int
		if err := t.row(ctx, `SELECT count(*) FROM hooks`).Scan(&n); err != nil {
			return err
		}
		if n >= mostHooks {
			return news.Invalid("", "There are %d webhooks already, and no more are possible.", mostHooks)
		}
		err := t.row(ctx, `
			INSERT INTO hooks (url, events, secret, old_secret, old_until, enabled, note, created)
			VALUES ($1, $2, $3, '', 0, $4, '', $5) RETURNING id`, h.URL, strings.Join(h.Events, " "), h.Secret, h.Enabled,
			us(h.Created)).Scan(&h.ID)
		if err != nil {
			return err
		}
		e.Kind, e.Name, e.Became = "hook", strconv.FormatInt(h.ID, 10), hostOf(h.URL)+" "+strings.Join(h.Events, " ")
		_, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("add a webhook: %w", err)
	}
	return nil
}

// Hooks lists the webhooks in the order in which they were made.
func (s *Store) Hooks(ctx context.Context) ([]newsroom.Hook, error) {
	all, err := list(ctx, s.alone(), readHook, `SELECT `+hookColumns+` FROM hooks ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return all, nil
}

// Hook returns one by number; the error wraps news.ErrNotFound when there is none.
func (s *Store) Hook(ctx context.Context, id int64) (newsroom.Hook, error) {
	h, err := readHook(s.alone().row(ctx, `SELECT `+hookColumns+` FROM hooks WHERE id = $1`, id))
	if err != nil {
		return h, fmt.Errorf("webhook %d: %w", id, found(err))
	}
	return h, nil
}

// EditHook changes a webhook in one transaction and notes which fields changed, never a secret.
func (s *Store) EditHook(ctx context.Context, id int64, edit func(*newsroom.Hook) error, e newsroom.Entry) error {
	err := s.durable(ctx, func(t tx) error {
		was, err := readHook(t.row(ctx, `SELECT `+hookColumns+` FROM hooks WHERE id = $1`, id))
		if err != nil {
			return found(err)
		}
		h := was
		h.Events = slices.Clone(was.Events)
		if err := edit(&h); err != nil {
			return err
		}
		if h.ID = id; h.Enabled {
			h.Note = ""
		}
		if err := h.Validate(); err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE hooks SET url = $2, events = $3, secret = $4, old_secret = $5, old_until = $6,
			enabled = $7, note = $8 WHERE id = $1`, id, h.URL, strings.Join(h.Events, " "), h.Secret, h.OldSecret,
			us(h.OldUntil), h.Enabled, h.Note)
		if err != nil {
			return err
		}
		e.Kind, e.Name = "hook", strconv.FormatInt(id, 10)
		e.Was, e.Became = hookText(was), hookText(h)
		_, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("edit webhook %d: %w", id, err)
	}
	return nil
}

// hookText is what the audit log says of a webhook.
func hookText(h newsroom.Hook) string {
	state := "on"
	if !h.Enabled {
		state = "off"
	}
	return hostOf(h.URL) + " " + strings.Join(h.Events, " ") + " " + state
}

// RemoveHook deletes a webhook with its messages, and notes it. The error wraps news.ErrNotFound when there is none.
func (s *Store) RemoveHook(ctx context.Context, id int64, e newsroom.Entry) error {
	err := s.durable(ctx, func(t tx) error {
		h, err := readHook(t.row(ctx, `DELETE FROM hooks WHERE id = $1 RETURNING `+hookColumns, id))
		if err != nil {
			return found(err)
		}
		e.Kind, e.Name, e.Was = "hook", strconv.FormatInt(id, 10), hookText(h)
		_, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove webhook %d: %w", id, err)
	}
	return nil
}

const messageColumns = `id, hook_id, event, subject, name, state, at, tries, next_try, ended, delivered, status, answer`

func readMessage(r scanner) (m newsroom.HookMessage, err error) {
	err = r.Scan(&m.ID, &m.HookID, &m.Event, &m.Subject, &m.Name, &m.State, when(&m.At), &m.Tries, when(&m.NextTry),
		when(&m.Ended), &m.Delivered, &m.Status, &m.Answer)
	return m, err
}

// HookMessages lists the newest messages of a webhook, the newest first.
func (s *Store) HookMessages(ctx context.Context, hook int64, limit int) ([]newsroom.HookMessage, error) {
	all, err := list(ctx, s.alone(), readMessage, `SELECT `+messageColumns+` FROM hook_messages WHERE hook_id = $1
		ORDER BY id DESC LIMIT $2`, hook, limit)
	if err != nil {
		return nil, fmt.Errorf("list the messages of webhook %d: %w", hook, err)
	}
	return all, nil
}

// AddTest writes a message that a person sends to try a webhook. It is taken by whoever writes it: tries is 1, and
// others take it at lease when that one does not come back. Its subject is its number among the tests of the webhook.
func (s *Store) AddTest(ctx context.Context, hook int64, at, lease time.Time) (m newsroom.HookMessage, err error) {
	err = s.write(ctx, func(t tx) error {
		m, err = readMessage(t.row(ctx, `
			INSERT INTO hook_messages (hook_id, event, subject, name, state, at, tries, next_try, ended, delivered, status,
				answer)
			SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), COALESCE(max(subject), 0) + 1, '', '', CAST($3 AS BIGINT), 1,
				CAST($4 AS BIGINT), 0, CAST($5 AS BOOLEAN), 0, '' FROM hook_messages
			WHERE hook_id = $1 AND event = $2 RETURNING `+messageColumns, hook, newsroom.EventTest, us(at), us(lease), false))
		return err
	})
	if err != nil {
		return m, fmt.Errorf("write a test for webhook %d: %w", hook, err)
	}
	return m, nil
}

// tellHooks writes messages of an event for all webhooks that ask for it.
func tellHooks(ctx context.Context, t tx, m newsroom.HookMessage) error {
	hooks, err := list(ctx, t, readHook, `SELECT `+hookColumns+` FROM hooks WHERE enabled ORDER BY id`)
	for _, h := range hooks {
		if err != nil || !slices.Contains(h.Events, m.Event) {
			continue
		}
		_, err = t.exec(ctx, `
			INSERT INTO hook_messages (hook_id, event, subject, name, state, at, tries, next_try, ended, delivered, status,
				answer)
			VALUES ($1, $2, $3, $4, $5, $6, 0, $6, 0, $7, 0, '') ON CONFLICT DO NOTHING`, h.ID, m.Event, m.Subject, m.Name,
			m.State, us(m.At), false)
	}
	if err != nil {
		return fmt.Errorf("tell webhooks: %w", err)
	}
	return nil
}

// TakeMessages returns messages that are due, with one try more, and lends them to the caller until lease: of several
// processes one has each. One that is not ended by RecordMessage until then is taken again.
func (s *Store) TakeMessages(
	ctx context.Context, now, lease time.Time, limit int,
) (all []newsroom.HookMessage, err error) {
	err = s.durable(ctx, func(t tx) error {
		all, err = list(ctx, t, readMessage, `UPDATE hook_messages SET tries = tries + 1, next_try = $2 WHERE id IN (
			SELECT d.id FROM hook_messages d JOIN hooks h ON h.id = d.hook_id
			WHERE d.next_try > 0 AND d.next_try <= $1 AND h.enabled ORDER BY d.next_try, d.id LIMIT $3 `+
			s.dialect.skipLocked+`) RETURNING `+messageColumns, us(now), us(lease), limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take messages of webhooks: %w", err)
	}
	slices.SortFunc(all, func(a, b newsroom.HookMessage) int { return int(a.ID - b.ID) })
	return all, nil
}

// MessagesDue reports whether TakeMessages would return some: it writes nothing.
func (s *Store) MessagesDue(ctx context.Context, now time.Time) (due bool, err error) {
	err = s.alone().row(ctx, `SELECT EXISTS (SELECT 1 FROM hook_messages d JOIN hooks h ON h.id = d.hook_id
		WHERE d.next_try > 0 AND d.next_try <= $1 AND h.enabled)`, us(now)).Scan(&due)
	if err != nil {
		return false, fmt.Errorf("look for messages of webhooks: %w", err)
	}
	return due, nil
}

// RecordMessage writes how a try ended: Status, Answer, Delivered, NextTry or Ended of m. With off it switches the
// webhook off, for that reason, as the receiver asked for it.
func (s *Store) RecordMessage(ctx context.Context, m newsroom.HookMessage, off string) error {
	err := s.durable(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE hook_messages SET next_try = $2, ended = $3, delivered = $4, status = $5, answer = $6
			WHERE id = $1`, m.ID, us(m.NextTry), us(m.Ended), m.Delivered, m.Status, m.Answer)
		if err == nil && off != "" {
			_, err = t.exec(ctx, `UPDATE hooks SET enabled = $2, note = $3 WHERE id = $1`, m.HookID, false, off)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("record message %d of webhook %d: %w", m.ID, m.HookID, err)
	}
	return nil
}
