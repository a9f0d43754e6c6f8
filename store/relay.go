package store

import (
	"context"
	"fmt"
	"time"

	"attache/news"
)

const (
	// relaysKept is how long a relay is remembered that is not used any more.
	relaysKept = 90 * 24 * time.Hour
	// conversationsKept bounds the conversations of an issue: a server that refuses everybody says the same to all.
	conversationsKept = 10_000
)

// Relays does what mail.Memory says.
func (s *Store) Relays(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	_, err := list(ctx, s.alone(), func(r scanner) (struct{}, error) {
		var name, state string
		err := r.Scan(&name, &state)
		all[name] = state
		return struct{}{}, err
	}, `SELECT name, state FROM relays WHERE state <> ''`)
	if err != nil {
		return nil, fmt.Errorf("list the relays: %w", err)
	}
	return all, nil
}

// ChangeRelay does what mail.Memory says. It survives a power cut, or a relay could get a day's letters twice.
func (s *Store) ChangeRelay(ctx context.Context, name string, change func(string) (string, bool)) error {
	err := s.durable(ctx, func(t tx) error {
		// The row is there before it is read, so that it can be locked: two processes do not count the same room.
		var state string
		if err := t.row(ctx, `
			INSERT INTO relays (name, state, changed) VALUES ($1, '', 0) ON CONFLICT (name) DO UPDATE SET name = excluded.name
			RETURNING state`, name).Scan(&state); err != nil {
			return err
		}
		changed, write := change(state)
		if !write {
			return nil
		}
		now := time.Now()
		if _, err := t.exec(ctx, `UPDATE relays SET state = $2, changed = $3 WHERE name = $1`, name, changed,
			us(now)); err != nil {
			return err
		}
		_, err := t.exec(ctx, `DELETE FROM relays WHERE changed < $1 AND name <> $2`, us(now.Add(-relaysKept)), name)
		return err
	})
	if err != nil {
		return fmt.Errorf("change the relay %s: %w", name, err)
	}
	return nil
}

// KeepConversations does what worker.Ledger says. Of people who were erased while their letter was under way it keeps
// nothing.
func (s *Store) KeepConversations(ctx context.Context, all []news.Delivery) error {
	if len(all) == 0 {
		return nil
	}
	err := s.write(ctx, func(t tx) error { return s.keepConversations(ctx, t, all) })
	if err != nil {
		return fmt.Errorf("keep %d conversations with mail servers: %w", len(all), err)
	}
	return nil
}

func (s *Store) keepConversations(ctx context.Context, t tx, all []news.Delivery) error {
	emails := make([]string, len(all))
	ids := make([]int64, len(all))
	for i, c := range all {
		emails[i], ids[i] = c.Email, c.SubscriberID
	}
	// Who is being erased at this moment is waited for.
	if _, err := list(ctx, t, value[int64], `SELECT s.id FROM subscribers s WHERE s.id IN (
		SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`) ORDER BY s.id `+s.dialect.stay, numbers(ids)); err != nil {
		return err
	}
	removed, err := s.removedOf(ctx, t, emails)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, c := range all {
		if _, erased := removed[emailKey(c.Email)]; erased {
			continue
		}
		rows = append(rows, []any{
			c.IssueID, c.SubscriberID, clean(emailKey(c.Email)), clean(c.Email), c.Relay, us(c.Changed),
			string(c.State), clean(c.Talk),
		})
	}
	if len(rows) == 0 {
		return nil
	}
	param, err := cells(rows)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `
		INSERT INTO conversations (issue_id, subscriber_id, email_key, email, relay, at, state, said)
		SELECT CAST(v.value ->> 0 AS BIGINT), CAST(v.value ->> 1 AS BIGINT), v.value ->> 2, v.value ->> 3, v.value ->> 4,
			CAST(v.value ->> 5 AS BIGINT), v.value ->> 6, v.value ->> 7
		FROM `+s.rows("$1")+`
		WHERE (SELECT count(*) FROM conversations c WHERE c.issue_id = CAST(v.value ->> 0 AS BIGINT)) < $2
			OR EXISTS (SELECT 1 FROM conversations c WHERE c.issue_id = CAST(v.value ->> 0 AS BIGINT)
				AND c.email_key = v.value ->> 2)
		ON CONFLICT (issue_id, email_key) DO UPDATE SET subscriber_id = excluded.subscriber_id, relay = excluded.relay,
			at = excluded.at, state = excluded.state, said = excluded.said`, param, conversationsKept)
	return err
}

// Conversations lists the conversations of an issue, the last first, at most n; email "" = of all readers.
func (s *Store) Conversations(ctx context.Context, issueID int64, email string, n int) ([]news.Delivery, error) {
	all, err := list(ctx, s.alone(), func(r scanner) (c news.Delivery, err error) {
		err = r.Scan(&c.IssueID, &c.SubscriberID, &c.Email, &c.Relay, when(&c.Changed), &c.State, &c.Talk)
		return c, err
	}, `
		SELECT issue_id, subscriber_id, email, relay, at, state, said FROM conversations
		WHERE issue_id = $1 AND ($2 = '' OR email_key = $2) ORDER BY at DESC, email_key LIMIT $3`, issueID,
		emailKey(email), n)
	if err != nil {
		return nil, fmt.Errorf("conversations of issue %d: %w", issueID, err)
	}
	return all, nil
}
