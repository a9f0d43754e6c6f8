package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"attache/news"
)

// emailKey is what two spellings of one address have in common: the letters are small, and a domain that is written in
// its ASCII form (RFC 5891, xn--…) is written in its own letters.
func emailKey(email string) string {
	key := strings.ToLower(email)
	local, domain, _ := strings.Cut(key, "@")
	if own, err := idna.Lookup.ToUnicode(domain); err == nil && strings.Contains(domain, "xn--") {
		return local + "@" + own
	}
	return key
}

// subscriberColumn is a column of the table subscribers.
type subscriberColumn struct {
	name string
	sql  string                     // SQL type of a value that comes as text in JSON; "" = text
	into func(*news.Subscriber) any // where its value is scanned to; nil = it is only written
	from func(*news.Subscriber) any // the value that is written; nil = putting a subscriber does not write it
	set  string                     // what an update makes it; "" = what is written
}

// subscriberTable is every column. Each statement that reads or writes subscribers whole is made of it, so that none
// can miss one.
var subscriberTable = func() []subscriberColumn {
	all := []subscriberColumn{
		{name: "id", into: func(s *news.Subscriber) any { return &s.ID }},
		{
			name: "email", into: func(s *news.Subscriber) any { return &s.Email },
			from: func(s *news.Subscriber) any { return s.Email },
		},
		{name: "email_key", from: func(s *news.Subscriber) any { return emailKey(s.Email) }},
	}
	for _, t := range news.SubscriberTexts {
		all = append(all, subscriberColumn{
			name: t.Name, into: func(s *news.Subscriber) any { return t.Of(s) },
			from: func(s *news.Subscriber) any { return *t.Of(s) },
		})
	}
	return append(
		all,
		subscriberColumn{
			name: "reads", into: func(s *news.Subscriber) any { return doc{&s.Reads} },
			from: func(s *news.Subscriber) any { return doc{s.Reads} },
		},
		subscriberColumn{
			name: "state", into: func(s *news.Subscriber) any { return &s.State },
			from: func(s *news.Subscriber) any { return string(s.State) },
		},
		subscriberColumn{
			name: "created", sql: "BIGINT", set: "subscribers.created",
			into: func(s *news.Subscriber) any { return when(&s.Created) },
			from: func(s *news.Subscriber) any { return us(s.Created) },
		},
		subscriberColumn{
			name: "changed", sql: "BIGINT", into: func(s *news.Subscriber) any { return when(&s.Changed) },
			set:  "CASE WHEN excluded.state = subscribers.state THEN subscribers.changed ELSE excluded.changed END",
			from: func(s *news.Subscriber) any { return us(s.Changed) },
		},
		subscriberColumn{
			name: "bounced", set: "CASE WHEN excluded.state = 'bounced' THEN subscribers.bounced ELSE 0 END",
			into: func(s *news.Subscriber) any { return when(&s.Bounced) },
		},
		subscriberColumn{
			name: "bounced_for", set: "CASE WHEN excluded.state = 'bounced' THEN subscribers.bounced_for ELSE '' END",
			into: func(s *news.Subscriber) any { return &s.BouncedFor },
		},
	)
}()

// subscriberParts are parts of statements, made of subscriberTable.
type subscriberParts struct {
	read    string // what readSubscriber scans: "s.id, s.email, …"
	written string // what putting one writes: "email, email_key, …"
	params  string // "$1, $2, …" for subscriberValues
	cells   string // the same out of a row of s.rows: "v.value ->> 0, …"
	update  string // "email = excluded.email, …"
	ordered string // what a person can order of a subscriber, for the revision: no key, no time
}

var (
	subscriberSQL     = partsOf(subscriberTable)
	subscriberColumns = subscriberSQL.read
)

func partsOf(table []subscriberColumn) subscriberParts {
	var read, written, params, cells, update, ordered []string
	for _, c := range table {
		set := c.set
		if c.into != nil {
			read = append(read, "s."+c.name)
		}
		if c.from != nil {
			cell := fmt.Sprintf("v.value ->> %d", len(written))
			if c.sql != "" {
				cell = fmt.Sprintf("CAST(%s AS %s)", cell, c.sql)
			}
			cells = append(cells, cell)
			written = append(written, c.name)
			params = append(params, fmt.Sprintf("$%d", len(written)))
			set = cmp.Or(set, "excluded."+c.name)
			if c.sql == "" && c.into != nil {
				ordered = append(ordered, c.name)
			}
		}
		if set != "" && c.name != "email_key" {
			update = append(update, c.name+" = "+set)
		}
	}
	join := func(list []string) string { return strings.Join(list, ", ") }
	return subscriberParts{join(read), join(written), join(params), join(cells), join(update), join(ordered)}
}

func readSubscriber(r scanner) (news.Subscriber, error) {
	var s news.Subscriber
	into := make([]any, 0, len(subscriberTable))
	for _, c := range subscriberTable {
		if c.into != nil {
			into = append(into, c.into(&s))
		}
	}
	err := r.Scan(into...)
	return s, err
}

// subscriberValues are the values of subscriberSQL.written.
func subscriberValues(s *news.Subscriber) []any {
	values := make([]any, 0, len(subscriberTable))
	for _, c := range subscriberTable {
		if c.from != nil {
			values = append(values, c.from(s))
		}
	}
	return values
}

// PutSubscriber writes a subscriber: a new one, or in place of the one of the same address. It sets sub.ID. A digest
// that does not exist is a *news.InvalidError. Queued deliveries that the subscriber no longer wants are taken out of
// the queue.
func (s *Store) PutSubscriber(ctx context.Context, sub *news.Subscriber) error {
	if err := sub.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return s.putSubscriber(ctx, t, sub) })
}

func (s *Store) putSubscriber(ctx context.Context, t tx, sub *news.Subscriber) error {
	err := t.row(ctx, `
		INSERT INTO subscribers (`+subscriberSQL.written+`) VALUES (`+subscriberSQL.params+`)
		ON CONFLICT (email_key) DO UPDATE SET `+subscriberSQL.update+`
		RETURNING id, created, changed`, subscriberValues(sub)...).
		Scan(&sub.ID, when(&sub.Created), when(&sub.Changed))
	if err != nil {
		return fmt.Errorf("put a subscriber: %w", err)
	}
	if err := s.subscribe(ctx, t, sub); err != nil {
		return err
	}
	return s.withdraw(ctx, t, sub.ID, 0, false, sub.Changed)
}

// Rejoin is PutSubscriber of an active subscriber who may have left, bounced or complained, or was erased; sub.Changed
// is when. Of one who had it notes who took them back and why (Restores).
func (s *Store) Rejoin(ctx context.Context, sub *news.Subscriber, by, why string) error {
	if err := sub.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return s.rejoin(ctx, t, sub, by, why) })
}

func (s *Store) rejoin(ctx context.Context, t tx, sub *news.Subscriber, by, why string) error {
	if sub.State == news.SubscriberActive {
		if _, err := t.exec(ctx, `
			INSERT INTO subscriber_restores (subscriber_id, at, by_whom, why, bounced, bounced_for)
			SELECT id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT),
				CASE WHEN bounced <> 0 THEN bounced ELSE changed END,
				CASE WHEN bounced_for <> '' THEN bounced_for ELSE state END
			FROM subscribers WHERE email_key = $1 AND state IN ('unsubscribed', 'bounced', 'complained')`,
			emailKey(sub.Email), us(sub.Changed), by, why); err != nil {
			return fmt.Errorf("note that a subscriber is taken back: %w", err)
		}
	}
	if err := s.putSubscriber(ctx, t, sub); err != nil {
		return err
	}
	return s.cameBack(ctx, t, sub, by, why)
}

// subscribe makes the subscriptions those of sub.Digests.
func (s *Store) subscribe(ctx context.Context, t tx, sub *news.Subscriber) error {
	if _, err := t.exec(ctx, `
		DELETE FROM subscriptions WHERE subscriber_id = $1
		AND digest_id NOT IN (SELECT d.id FROM digests d WHERE d.name IN (SELECT v.value FROM `+s.in("$2")+`))`,
		sub.ID, texts(sub.Digests)); err != nil {
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
	return &news.InvalidError{
		Field: "digests", Message: fmt.Sprintf("There is no digest %q.", name),
		Hint: "attache digest list",
	}
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
		rows[i] = subscriberValues(&sub)
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
		INSERT INTO subscribers (`+subscriberSQL.written+`) SELECT `+subscriberSQL.cells+` FROM `+s.rows("$1")+` WHERE TRUE
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

// Subscriber returns one subscriber by address, in any spelling of upper and lower case; the error wraps
// news.ErrNotFound.
func (s *Store) Subscriber(ctx context.Context, email string) (news.Subscriber, error) {
	return s.oneSubscriber(ctx, fmt.Sprintf("subscriber %s", email), `s.email_key = $1`, emailKey(email))
}

// SubscriberByID returns one subscriber by number; the error wraps news.ErrNotFound.
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

// Subscribers of a digest ("" = of any or none) in a state ("" = any), by number from the one after after, at most
// limit (0 = all).
func (s *Store) Subscribers(
	ctx context.Context, digest string, state news.SubscriberState, after int64, limit int,
) ([]news.Subscriber, error) {
	all, err := s.subscribers(ctx, `
		SELECT `+subscriberColumns+` FROM subscribers s
		WHERE s.id > $3 AND ($2 = '' OR s.state = $2)
		AND ($1 = '' OR EXISTS (SELECT 1 FROM subscriptions p JOIN digests d ON d.id = p.digest_id
		WHERE p.subscriber_id = s.id AND d.name = $1))
		ORDER BY s.id LIMIT $4`, digest, string(state), after, most(limit))
	if err != nil {
		return nil, fmt.Errorf("list subscribers: %w", err)
	}
	return all, nil
}

// AllSubscribers goes through the subscribers of a digest in a state ("" = any), a page at a time.
func (s *Store) AllSubscribers(
	ctx context.Context, digest string, state news.SubscriberState,
) iter.Seq2[news.Subscriber, error] {
	const page = 1000 // rows that one query reads into memory
	return pages(func(after int64) ([]news.Subscriber, error) {
		return s.Subscribers(ctx, digest, state, after, page)
	}, page, func(s *news.Subscriber) int64 { return s.ID })
}

// Unsubscribe takes the digest from the subscriber; digestID 0 = every digest. Who has none left is unsubscribed. What
// is queued for them goes out of the queue. Repeating it changes nothing; the error wraps news.ErrNotFound when there
// is no such subscriber.
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
			DELETE FROM subscriptions WHERE subscriber_id = $1 AND ($2 = CAST(0 AS BIGINT) OR digest_id = $2)`,
			subscriberID, digestID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			UPDATE subscribers SET state = 'unsubscribed', changed = $2 WHERE id = $1 AND state IN ('pending', 'active')
			AND NOT EXISTS (SELECT 1 FROM subscriptions p WHERE p.subscriber_id = subscribers.id)`,
			subscriberID, us(at)); err != nil {
			return err
		}
		// By hand or not: who says no gets nothing of this digest any more.
		return s.withdraw(ctx, t, subscriberID, digestID, true, at)
	})
	if err != nil {
		return fmt.Errorf("unsubscribe subscriber %d: %w", subscriberID, err)
	}
	return nil
}

// DeleteSubscriber erases a person: the subscriber, the subscriptions, what is queued; from the ledger the address,
// the name and the server's words. The number stays in the lists of the issues' recipients, and is never given out
// again. A keyed hash of the address stays (Removed), so that no import brings the person back. On SQLite the log
// before the file is emptied as well, unless somebody reads in it just then. The error wraps news.ErrNotFound when
// there is no such subscriber.
func (s *Store) DeleteSubscriber(ctx context.Context, email string, at time.Time) error {
	err := s.durable(ctx, func(t tx) error { return s.deleteSubscriber(ctx, t, email, at) })
	if err != nil {
		return fmt.Errorf("delete subscriber %s: %w", email, err)
	}
	if s.pool == nil { // best effort: the next checkpoint does it else
		_, _ = s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return nil
}

func (s *Store) deleteSubscriber(ctx context.Context, t tx, email string, at time.Time) error {
	key := emailKey(email)
	var id int64
	if err := t.row(ctx, `SELECT id FROM subscribers WHERE email_key = $1`, key).Scan(&id); err != nil {
		return found(err)
	}
	if err := s.withdraw(ctx, t, id, 0, true, at); err != nil {
		return err
	}
	if err := s.withdrawGuest(ctx, t, key, at); err != nil {
		return err
	}
	for _, q := range []string{
		`UPDATE exceptions SET response = '' WHERE subscriber_id = $1`,
		`UPDATE exceptions SET response = '' WHERE (issue_id, rank) IN (
			SELECT g.issue_id, g.rank FROM guests g WHERE g.email_key = $1)`,
		`UPDATE guests SET email = '', email_key = 'erased ' || CAST(rank AS TEXT), name = '' WHERE email_key = $1`,
		`DELETE FROM signups WHERE email_key = $1`,
		`DELETE FROM subscribers WHERE email_key = $1`,
	} {
		arg := any(key)
		if strings.Contains(q, "subscriber_id = $1") {
			arg = id
		}
		if _, err := t.exec(ctx, q, arg); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `DELETE FROM conversations WHERE subscriber_id = $1 OR email_key = $2`, id, key)
	if err == nil {
		err = noteRemoved(ctx, t, email, at)
	}
	return err
}

// withdrawGuest takes what is to go to an address that was named by hand out of the queue.
func (s *Store) withdrawGuest(ctx context.Context, t tx, key string, at time.Time) error {
	ids, err := list(ctx, t, func(r scanner) (int64, error) {
		var issue, rank int64
		err := r.Scan(&issue, &rank)
		return deliveryID(issue, rank), err
	}, `SELECT issue_id, rank FROM guests WHERE email_key = $1 ORDER BY issue_id, rank`, key)
	for _, id := range ids {
		k, i := keyOf(id)
		var c *chunk
		if c, err = s.oneChunk(ctx, t, wait, k); err == nil && c != nil {
			err = s.withdrawFrom(ctx, t, c, i, true, at)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// CountReaders counts the active subscribers of a digest: all subscriptions but those of the few who get nothing, so
// that two indexes tell it.
func (s *Store) CountReaders(ctx context.Context, digestID int64) (n int, err error) {
	err = s.alone().row(ctx, `
		SELECT (SELECT count(*) FROM subscriptions WHERE digest_id = $1) - (
			SELECT count(*) FROM subscribers s CROSS JOIN subscriptions p WHERE p.subscriber_id = s.id AND p.digest_id = $1
				AND s.state IN ('pending', 'unsubscribed', 'bounced', 'complained'))`, digestID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the readers of digest %d: %w", digestID, err)
	}
	return n, nil
}
