package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// emailKey is what two spellings of one address have in common.
func emailKey(email string) string { return strings.ToLower(email) }

const subscriberColumns = `s.id, s.email, s.name, s.language, s.reads, s.state, s.created, s.changed, s.bounced, s.bounced_for`

func readSubscriber(r scanner) (news.Subscriber, error) {
	var s news.Subscriber
	err := r.Scan(&s.ID, &s.Email, &s.Name, &s.Language, doc{&s.Reads}, &s.State, when(&s.Created), when(&s.Changed), when(&s.Bounced), &s.BouncedFor)
	return s, err
}

// PutSubscriber writes a subscriber: a new one, or in place of the one of the same address. It sets sub.ID. A digest that does not
// exist is a *news.InvalidError. Queued deliveries that the subscriber no longer wants are taken out of the queue.
func (s *Store) PutSubscriber(ctx context.Context, sub *news.Subscriber) error {
	if err := sub.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return s.putSubscriber(ctx, t, sub) })
}

func (s *Store) putSubscriber(ctx context.Context, t tx, sub *news.Subscriber) error {
	err := t.row(ctx, `
		INSERT INTO subscribers (email, email_key, name, language, reads, state, created, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (email_key) DO UPDATE SET email = excluded.email, name = excluded.name, language = excluded.language,
			reads = excluded.reads, state = excluded.state, changed = excluded.changed,
			bounced = CASE WHEN excluded.state = 'bounced' THEN subscribers.bounced ELSE 0 END,
			bounced_for = CASE WHEN excluded.state = 'bounced' THEN subscribers.bounced_for ELSE '' END
		RETURNING id, created`,
		sub.Email, emailKey(sub.Email), sub.Name, sub.Language, doc{sub.Reads}, string(sub.State), us(sub.Created), us(sub.Changed)).
		Scan(&sub.ID, when(&sub.Created))
	if err != nil {
		return fmt.Errorf("put a subscriber: %w", err)
	}
	if err := s.subscribe(ctx, t, sub); err != nil {
		return err
	}
	return dropUnwanted(ctx, t, sub.ID)
}

// subscribe makes the subscriptions those of sub.Digests.
func (s *Store) subscribe(ctx context.Context, t tx, sub *news.Subscriber) error {
	if _, err := t.exec(ctx, `
		DELETE FROM subscriptions WHERE subscriber_id = $1
		AND digest_id NOT IN (SELECT d.id FROM digests d WHERE d.name IN (SELECT v.value FROM `+s.in("$2")+`))`, sub.ID, texts(sub.Digests)); err != nil {
		return fmt.Errorf("end subscriptions of subscriber %d: %w", sub.ID, err)
	}
	if _, err := t.exec(ctx, `
		INSERT INTO subscriptions (digest_id, subscriber_id)
		SELECT d.id, CAST($1 AS BIGINT) FROM digests d WHERE d.name IN (SELECT v.value FROM `+s.in("$2")+`)
		ON CONFLICT DO NOTHING`, sub.ID, texts(sub.Digests)); err != nil {
		return fmt.Errorf("subscribe subscriber %d: %w", sub.ID, err)
	}
	known, err := list(ctx, t, value[string], `
		SELECT d.name FROM digests d JOIN subscriptions p ON p.digest_id = d.id WHERE p.subscriber_id = $1`, sub.ID)
	if err != nil {
		return fmt.Errorf("subscriptions of subscriber %d: %w", sub.ID, err)
	}
	for _, name := range sub.Digests {
		if !slices.Contains(known, name) {
			return noDigest(name)
		}
	}
	return nil
}

func noDigest(name string) error {
	return &news.InvalidError{Field: "digests", Message: fmt.Sprintf("There is no digest %q.", name), Hint: "attache digest list"}
}

// wants is the condition that a delivery d still has an active, subscribed reader, or was asked for by hand and not erased.
const wants = `(d.email <> '' AND (d.by_hand OR EXISTS (
		SELECT 1 FROM subscribers s JOIN subscriptions p ON p.subscriber_id = s.id
		WHERE s.id = d.subscriber_id AND s.state = 'active' AND p.digest_id = d.digest_id)))`

// dropUnwanted takes out of the queue what a subscriber no longer wants.
func dropUnwanted(ctx context.Context, t tx, subscriberID int64) error {
	_, err := t.exec(ctx, `
		DELETE FROM deliveries AS d
		WHERE d.subscriber_id = $1 AND d.subscriber_id <> 0 AND d.state IN ('queued', 'deferred') AND NOT `+wants, subscriberID)
	if err != nil {
		return fmt.Errorf("clear the queue of subscriber %d: %w", subscriberID, err)
	}
	return nil
}

func digestIDs(ctx context.Context, t tx) (map[string]int64, error) {
	all, err := list(ctx, t, readDigest, `SELECT id, enabled, doc FROM digests`)
	ids := make(map[string]int64, len(all))
	for _, d := range all {
		ids[d.Name] = d.ID
	}
	return ids, err
}

func (s *Store) importPart(ctx context.Context, t tx, part []news.Subscriber, digests map[string]int64) (int, error) {
	rows := make([][]any, len(part))
	wish := make(map[string][]string, len(part))
	for i, sub := range part {
		key := clean(emailKey(sub.Email))
		rows[i] = []any{sub.Email, key, sub.Name, sub.Language, doc{sub.Reads}, string(sub.State), us(sub.Created), us(sub.Changed)}
		if _, twice := wish[key]; !twice {
			wish[key] = sub.Digests
		}
	}
	param, err := cells(rows)
	if err != nil {
		return 0, err
	}
	type person struct {
		id  int64
		key string
	}
	people, err := list(ctx, t, func(r scanner) (p person, err error) {
		err = r.Scan(&p.id, &p.key)
		return p, err
	}, `
		INSERT INTO subscribers (email, email_key, name, language, reads, state, created, changed)
		SELECT v.value ->> 0, v.value ->> 1, v.value ->> 2, v.value ->> 3, v.value ->> 4, v.value ->> 5,
		       CAST(v.value ->> 6 AS BIGINT), CAST(v.value ->> 7 AS BIGINT)
		FROM `+s.rows("$1")+` WHERE TRUE
		ON CONFLICT (email_key) DO NOTHING RETURNING id, email_key`, param)
	if err != nil {
		return 0, err
	}
	var pairs [][]any
	for _, p := range people {
		for _, name := range wish[p.key] {
			id, ok := digests[name]
			if !ok {
				return 0, noDigest(name)
			}
			pairs = append(pairs, []any{id, p.id})
		}
	}
	if len(pairs) == 0 {
		return len(people), nil
	}
	if param, err = cells(pairs); err != nil {
		return 0, err
	}
	_, err = t.exec(ctx, `
		INSERT INTO subscriptions (digest_id, subscriber_id)
		SELECT CAST(v.value ->> 0 AS BIGINT), CAST(v.value ->> 1 AS BIGINT) FROM `+s.rows("$1")+` WHERE TRUE
		ON CONFLICT DO NOTHING`, param)
	return len(people), err
}

// Subscriber gives one subscriber by address, in any spelling of upper and lower case; the error wraps news.ErrNotFound.
func (s *Store) Subscriber(ctx context.Context, email string) (news.Subscriber, error) {
	return s.oneSubscriber(ctx, fmt.Sprintf("subscriber %s", email), `s.email_key = $1`, emailKey(email))
}

// SubscriberByID gives one subscriber by number; the error wraps news.ErrNotFound.
func (s *Store) SubscriberByID(ctx context.Context, id int64) (news.Subscriber, error) {
	return s.oneSubscriber(ctx, fmt.Sprintf("subscriber %d", id), `s.id = $1`, id)
}

func (s *Store) oneSubscriber(ctx context.Context, what, where string, arg any) (news.Subscriber, error) {
	all, err := s.subscribers(ctx, `SELECT `+subscriberColumns+` FROM subscribers s WHERE `+where, arg)
	if err == nil && len(all) == 0 {
		err = news.ErrNotFound
	}
	if err != nil {
		return news.Subscriber{}, fmt.Errorf("%s: %w", what, err)
	}
	return all[0], nil
}

// subscribers runs a query over subscriberColumns and fills in the names of their digests, on one snapshot.
func (s *Store) subscribers(ctx context.Context, query string, args ...any) ([]news.Subscriber, error) {
	var all []news.Subscriber
	err := s.read(ctx, func(t tx) (err error) {
		all, err = s.subscribersIn(ctx, t, query, args...)
		return err
	})
	return all, err
}

// subscribersIn is subscribers in a transaction that is there.
func (s *Store) subscribersIn(ctx context.Context, t tx, query string, args ...any) ([]news.Subscriber, error) {
	all, err := list(ctx, t, readSubscriber, query, args...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := make(map[int64]*news.Subscriber, len(all))
	ids := make([]string, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
		ids[i] = fmt.Sprint(all[i].ID)
	}
	_, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var id int64
		var name string
		err := r.Scan(&id, &name)
		if err == nil {
			at[id].Digests = append(at[id].Digests, name)
		}
		return struct{}{}, err
	}, `
			SELECT p.subscriber_id, d.name FROM subscriptions p JOIN digests d ON d.id = p.digest_id
			WHERE p.subscriber_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`) ORDER BY d.name`, texts(ids))
	return all, err
}

// Subscribers of a digest ("" = of any or none) in a state ("" = any), by number from the one after after, at most limit (0 = all).
func (s *Store) Subscribers(ctx context.Context, digest string, state news.SubscriberState, after int64, limit int) ([]news.Subscriber, error) {
	all, err := s.subscribers(ctx, `
		SELECT `+subscriberColumns+` FROM subscribers s
		WHERE s.id > $3 AND ($2 = '' OR s.state = $2)
		AND ($1 = '' OR EXISTS (SELECT 1 FROM subscriptions p JOIN digests d ON d.id = p.digest_id WHERE p.subscriber_id = s.id AND d.name = $1))
		ORDER BY s.id LIMIT $4`, digest, string(state), after, most(limit))
	if err != nil {
		return nil, fmt.Errorf("list subscribers: %w", err)
	}
	return all, nil
}

// AllSubscribers goes through the subscribers of a digest in a state ("" = any), a page at a time.
func (s *Store) AllSubscribers(ctx context.Context, digest string, state news.SubscriberState) iter.Seq2[news.Subscriber, error] {
	const page = 1000
	return pages(func(after int64) ([]news.Subscriber, error) {
		return s.Subscribers(ctx, digest, state, after, page)
	}, page, func(s *news.Subscriber) int64 { return s.ID })
}

// Unsubscribe takes the digest from the subscriber; digestID 0 = every digest. Who has none left is unsubscribed. What is queued
// for them goes out of the queue. Repeating it changes nothing; the error wraps news.ErrNotFound when there is no such subscriber.
func (s *Store) Unsubscribe(ctx context.Context, subscriberID, digestID int64, at time.Time) error {
	err := s.durable(ctx, func(t tx) error {
		// Touching the subscriber's row first makes a second call wait for this one.
		n, err := t.exec(ctx, `UPDATE subscribers SET email_key = email_key WHERE id = $1`, subscriberID)
		if err != nil {
			return err
		}
		if n == 0 {
			return news.ErrNotFound
		}
		if _, err := t.exec(ctx, `
			DELETE FROM subscriptions WHERE subscriber_id = $1 AND ($2 = CAST(0 AS BIGINT) OR digest_id = $2)`, subscriberID, digestID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			UPDATE subscribers SET state = 'unsubscribed', changed = $2 WHERE id = $1 AND state IN ('pending', 'active')
			AND NOT EXISTS (SELECT 1 FROM subscriptions p WHERE p.subscriber_id = subscribers.id)`, subscriberID, us(at)); err != nil {
			return err
		}
		// By hand or not: who says no gets nothing of this digest any more.
		_, err = t.exec(ctx, `
			DELETE FROM deliveries WHERE subscriber_id = $1 AND subscriber_id <> 0 AND state IN ('queued', 'deferred')
			AND ($2 = CAST(0 AS BIGINT) OR digest_id = $2)`, subscriberID, digestID)
		return err
	})
	if err != nil {
		return fmt.Errorf("unsubscribe subscriber %d: %w", subscriberID, err)
	}
	return nil
}

// DeleteSubscriber erases a person: the subscriber, the subscriptions, what is queued; from the ledger's other rows the address,
// the name and the server's words. The error wraps news.ErrNotFound when there is no such subscriber.
func (s *Store) DeleteSubscriber(ctx context.Context, email string) error {
	err := s.durable(ctx, func(t tx) error { return deleteSubscriber(ctx, t, email) })
	if err != nil {
		return fmt.Errorf("delete subscriber %s: %w", email, err)
	}
	return nil
}

func deleteSubscriber(ctx context.Context, t tx, email string) error {
	var id int64
	if err := t.row(ctx, `DELETE FROM subscribers WHERE email_key = $1 RETURNING id`, emailKey(email)).Scan(&id); err != nil {
		return found(err)
	}
	_, err := t.exec(ctx, `
		DELETE FROM deliveries WHERE (subscriber_id = $1 OR email_key = $2) AND state IN ('queued', 'deferred')`, id, emailKey(email))
	if err == nil {
		_, err = t.exec(ctx, `
			UPDATE deliveries SET email = '', email_key = 'erased ' || CAST(id AS TEXT), name = '', response = ''
			WHERE subscriber_id = $1 OR email_key = $2`, id, emailKey(email))
	}
	return err
}

// CountReaders counts the active subscribers of a digest.
func (s *Store) CountReaders(ctx context.Context, digestID int64) (n int, err error) {
	err = s.alone().row(ctx, `
		SELECT count(*) FROM subscriptions p JOIN subscribers s ON s.id = p.subscriber_id WHERE p.digest_id = $1 AND s.state = 'active'`, digestID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the readers of digest %d: %w", digestID, err)
	}
	return n, nil
}
