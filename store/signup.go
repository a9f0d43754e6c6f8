package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
)

// Bounds of asking to be subscribed.
const (
	signupApart    = 15 * time.Minute // between two messages to one address about one digest
	signupTimes    = 3                // messages to one address about one digest, until the row is forgotten
	signupAttempts = 6                // to send one message
	signupBackoff  = time.Minute      // after the first attempt, doubled each time
)

// AddSignup keeps that somebody asked to be subscribed: sub has an address, one digest and a language. A message that
// asks for a yes is then to be sent (DueSignups), unless the same was asked a moment ago or too often. It reports full
// when most or more asked within the hour, and keeps nothing. Nobody is subscribed by it.
func (s *Store) AddSignup(ctx context.Context, sub *news.Subscriber, at time.Time, most int) (full bool, err error) {
	if err := sub.Validate(); err != nil {
		return false, err
	}
	err = s.durable(ctx, func(t tx) error {
		var lately int
		if err := t.row(ctx, `SELECT count(*) FROM signups WHERE asked > $1`, us(at.Add(-time.Hour))).
			Scan(&lately); err != nil {
			return err
		}
		if full = lately >= most; full {
			return nil
		}
		var digest int64
		if err := t.row(ctx, `SELECT id FROM digests WHERE name = $1`, sub.Digests[0]).Scan(&digest); err != nil {
			return found(err)
		}
		_, err := t.exec(ctx, `
			INSERT INTO signups (email, email_key, digest_id, language, asked, times, next_try, attempts, confirmed)
			VALUES ($1, $2, $3, $4, $5, 1, $5, 0, 0)
			ON CONFLICT (email_key, digest_id) DO UPDATE SET asked = excluded.asked, times = signups.times + 1,
				next_try = excluded.next_try, attempts = 0, confirmed = 0, language = excluded.language
			WHERE signups.asked < $6 AND signups.times < $7`,
			sub.Email, emailKey(sub.Email), digest, sub.Language, us(at), us(at.Add(-signupApart)), signupTimes)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keep that somebody asks to be subscribed: %w", err)
	}
	return full, nil
}

const signupColumns = `x.id, x.email, x.language, x.asked, x.confirmed, d.name`

// readSignup returns who asked: pending, or active since they confirmed. The ID is that of the asking; more takes
// further columns.
func readSignup(r scanner, more ...any) (news.Subscriber, error) {
	sub := news.Subscriber{State: news.SubscriberPending, Digests: make([]string, 1)}
	err := r.Scan(append([]any{
		&sub.ID, &sub.Email, &sub.Language, when(&sub.Created), when(&sub.Changed), &sub.Digests[0],
	}, more...)...)
	if !sub.Changed.IsZero() {
		sub.State = news.SubscriberActive
	}
	return sub, err
}

// DueSignups takes up to n of those that a message is to be sent to now: no other process gets them for some minutes.
// After six attempts a message is given up.
func (s *Store) DueSignups(ctx context.Context, now time.Time, n int) ([]news.Subscriber, error) {
	type due struct {
		sub      news.Subscriber
		try      int64
		attempts int
	}
	var taken []news.Subscriber
	err := s.durable(ctx, func(t tx) error {
		taken = nil
		all, err := list(ctx, t, func(r scanner) (d due, err error) {
			d.sub, err = readSignup(r, &d.try, &d.attempts)
			return d, err
		}, `SELECT `+signupColumns+`, x.next_try, x.attempts FROM signups x JOIN digests d ON d.id = x.digest_id
			WHERE x.next_try > 0 AND x.next_try <= $1 AND x.confirmed = 0 ORDER BY x.next_try, x.id LIMIT $2`, us(now), n)
		for i := 0; err == nil && i < len(all); i++ {
			next, mine := us(now.Add(signupBackoff<<all[i].attempts)), 0
			if all[i].attempts+1 >= signupAttempts {
				next = 0
			}
			mine, err = t.exec(ctx, `UPDATE signups SET attempts = attempts + 1, next_try = $1 WHERE id = $2 AND next_try = $3`,
				next, all[i].sub.ID, all[i].try)
			if mine > 0 { // else another process took it at the same moment
				taken = append(taken, all[i].sub)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take those who asked to be subscribed: %w", err)
	}
	return taken, nil
}

// SignupDone notes that no message is to be sent to who asked: it was, or cannot be.
func (s *Store) SignupDone(ctx context.Context, id int64) error {
	return s.durable(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE signups SET next_try = 0 WHERE id = $1`, id)
		if err != nil {
			return fmt.Errorf("note the message of sign-up %d: %w", id, err)
		}
		return nil
	})
}

// Signup returns who asked, pending or active; the error wraps news.ErrNotFound when it is forgotten.
func (s *Store) Signup(ctx context.Context, id int64) (news.Subscriber, error) {
	sub, err := signupIn(ctx, s.alone(), id)
	if err != nil {
		return sub, fmt.Errorf("sign-up %d: %w", id, err)
	}
	return sub, nil
}

func signupIn(ctx context.Context, t tx, id int64) (news.Subscriber, error) {
	sub, err := readSignup(t.row(ctx, `
		SELECT `+signupColumns+` FROM signups x JOIN digests d ON d.id = x.digest_id WHERE x.id = $1`, id))
	return sub, found(err)
}

// ConfirmSignup subscribes who asked: a new subscriber, or one more digest of one who is known, whatever the state was:
// the yes came out of the address's own mailbox. The second time changes nothing. Who had left, bounced, complained or
// was erased is noted as taken back (Restores).
func (s *Store) ConfirmSignup(ctx context.Context, id int64, at time.Time) error {
	err := s.durable(ctx, func(t tx) error {
		asked, err := signupIn(ctx, t, id)
		if err != nil || asked.State == news.SubscriberActive {
			return err
		}
		sub, err := readSubscriber(t.row(ctx, `SELECT `+subscriberColumns+` FROM subscribers s WHERE s.email_key = $1`,
			emailKey(asked.Email)))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			sub = news.Subscriber{Email: asked.Email, Created: at}
		case err != nil:
			return err
		default:
			if sub.Digests, err = list(ctx, t, value[string], `
				SELECT d.name FROM digests d JOIN subscriptions p ON p.digest_id = d.id WHERE p.subscriber_id = $1
				ORDER BY d.name`, sub.ID); err != nil {
				return err
			}
		}
		if sub.State != news.SubscriberActive && sub.State != news.SubscriberBounced {
			sub.Digests = nil // what was left before is not asked for now
		}
		sub.State, sub.Changed, sub.Language = news.SubscriberActive, at, asked.Language
		if !slices.Contains(sub.Digests, asked.Digests[0]) {
			sub.Digests = append(sub.Digests, asked.Digests[0])
		}
		if err := s.rejoin(ctx, t, &sub, "the reader", "confirmed on the web"); err != nil {
			return err
		}
		_, err = t.exec(ctx, `UPDATE signups SET confirmed = $2, next_try = 0 WHERE id = $1`, id, us(at))
		return err
	})
	if err != nil {
		return fmt.Errorf("confirm sign-up %d: %w", id, err)
	}
	return nil
}
