package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"attache/news"
)

// A reader is struck off by so many refusals that are not sure, of so many issues, within so long (the rule of github.com/mjl-/mox for
// deliveries that fail in a row, bounded in time).
const (
	strikesOut = 3
	strikeSpan = 14 * 24 * time.Hour
)

// Strike is one refusal of a reader that is not sure.
type Strike struct {
	IssueID  int64     `json:"issue_id"`
	At       time.Time `json:"at"`
	Response string    `json:"response"`
}

// Restored is a bounce that a person undid.
type Restored struct {
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	Why        string    `json:"why"`
	Bounced    time.Time `json:"bounced"`     // when the subscriber had bounced
	BouncedFor string    `json:"bounced_for"` // the server's words then
}

// HoldIssue stops the sending of an issue because the mail server refuses us, and reports whether it was being sent until now: one of
// several processes gets true. The deliveries refused as ours or for their content go back to queued, the attempt not counted. The note
// says why it is held.
func (s *Store) HoldIssue(ctx context.Context, id int64, note string, at time.Time) (bool, error) {
	held := false
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `UPDATE issues SET state = 'held', changed = $2, note = $3 WHERE id = $1 AND state = 'sending'`, id, us(at), note)
		if err != nil {
			return err
		}
		held = n > 0
		// Also when another process held it: this one has letters of its own that were refused.
		_, err = t.exec(ctx, `
			UPDATE deliveries AS d SET state = 'queued', attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END, next_try = 0, changed = $2
			WHERE d.issue_id = $1 AND (d.state = 'deferred' AND d.cause = 'us' OR d.state = 'failed' AND d.cause IN ('us', 'content')) AND `+wants+`
			AND EXISTS (SELECT 1 FROM issues i WHERE i.id = d.issue_id AND i.state = 'held')`, id, us(at))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hold issue %d: %w", id, err)
	}
	return held, nil
}

// ReleaseIssue lets a held issue go and returns the state it is in then: approved; or sending, when its sending had begun and goes on
// where it stood. Its note, which told why it was held, goes. It returns "" when the issue was not held.
func (s *Store) ReleaseIssue(ctx context.Context, id int64, at time.Time) (news.IssueState, error) {
	var state news.IssueState
	err := s.durable(ctx, func(t tx) error {
		state = ""
		err := t.row(ctx, `
			UPDATE issues SET state = CASE WHEN begun <> 0 THEN 'sending' ELSE 'approved' END, changed = $2, note = ''
			WHERE id = $1 AND state = 'held' RETURNING state`, id, us(at)).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("release issue %d: %w", id, err)
	}
	return state, nil
}

// strikes counts refusals that are not sure against their readers, and for those whose letter was taken begins from zero.
func (s *Store) strikes(ctx context.Context, t tx, ds []news.Delivery) error {
	var taken [][]any
	for _, d := range ds {
		if d.State == news.DeliverySent && d.SubscriberID != 0 {
			taken = append(taken, []any{d.SubscriberID})
		}
	}
	if len(taken) > 0 {
		param, err := cells(taken)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `
			DELETE FROM strikes WHERE subscriber_id IN (SELECT CAST(v.value ->> 0 AS BIGINT) FROM `+s.rows("$1")+`)`, param); err != nil {
			return fmt.Errorf("clear strikes: %w", err)
		}
	}
	for _, d := range ds {
		if !d.Strike || d.SubscriberID == 0 {
			continue
		}
		if err := strike(ctx, t, d); err != nil {
			return fmt.Errorf("strike subscriber %d: %w", d.SubscriberID, err)
		}
	}
	return nil
}

// strike notes one refusal, once for each issue, and strikes the reader off at the last that is allowed. A vague one counts only when the
// issue was taken for somebody else: else it may be a refusal of us.
func strike(ctx context.Context, t tx, d news.Delivery) error {
	since := d.Changed.Add(-strikeSpan)
	if _, err := t.exec(ctx, `DELETE FROM strikes WHERE at <= $1`, us(since)); err != nil {
		return err
	}
	n, err := t.exec(ctx, `
		INSERT INTO strikes (subscriber_id, issue_id, at, response)
		SELECT s.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT) FROM subscribers s
		WHERE s.id = $1 AND s.state = 'active' AND s.email_key = $5
		AND EXISTS (SELECT 1 FROM deliveries d WHERE d.id = $6 AND d.claim = $7)
		AND ($8 OR EXISTS (SELECT 1 FROM deliveries o WHERE o.issue_id = $2 AND o.state = 'sent'))
		ON CONFLICT (subscriber_id, issue_id) DO UPDATE SET at = excluded.at, response = excluded.response`,
		d.SubscriberID, d.IssueID, us(d.Changed), d.Response, emailKey(d.Email), d.ID, d.Claim, !d.Vague)
	if err != nil || n == 0 {
		return err
	}
	if err := t.row(ctx, `SELECT count(*) FROM strikes WHERE subscriber_id = $1`, d.SubscriberID).Scan(&n); err != nil || n < strikesOut {
		return err
	}
	if _, err := t.exec(ctx, `UPDATE deliveries SET state = 'failed', next_try = 0 WHERE id = $1 AND state = 'deferred'`, d.ID); err != nil {
		return err
	}
	d.Response = fmt.Sprintf("refused for %d issues in %d days; the last: %s", n, int(strikeSpan.Hours()/24), d.Response)
	return bounce(ctx, t, d)
}

// Strikes lists the refusals that count against a subscriber now, oldest first.
func (s *Store) Strikes(ctx context.Context, subscriberID int64) ([]Strike, error) {
	all, err := list(ctx, s.alone(), func(r scanner) (k Strike, err error) {
		err = r.Scan(&k.IssueID, when(&k.At), &k.Response)
		return k, err
	}, `SELECT issue_id, at, response FROM strikes WHERE subscriber_id = $1 ORDER BY at, issue_id`, subscriberID)
	if err != nil {
		return nil, fmt.Errorf("strikes of subscriber %d: %w", subscriberID, err)
	}
	return all, nil
}

// Bounced lists the subscribers whom a delivery's refusal made bounced from since on, before until (zero = up to now), in order of
// number. Only those whose refusal holds the words of reply, in any case ("" = any). Who left, complained or was never active is not
// among them.
func (s *Store) Bounced(ctx context.Context, since, until time.Time, reply string) ([]news.Subscriber, error) {
	all, err := s.subscribers(ctx, `
		SELECT `+subscriberColumns+` FROM subscribers s
		WHERE s.state = 'bounced' AND s.bounced <> 0 AND s.bounced >= $1 AND ($2 = CAST(0 AS BIGINT) OR s.bounced < $2) ORDER BY s.id`, us(since), us(until))
	if err != nil {
		return nil, fmt.Errorf("list bounced subscribers: %w", err)
	}
	reply = strings.ToLower(reply)
	var some []news.Subscriber
	for _, sub := range all {
		if strings.Contains(strings.ToLower(sub.BouncedFor), reply) {
			some = append(some, sub)
		}
	}
	return some, nil
}

// Restore makes subscribers given by Bounced active again and notes who did it and why. It returns how many: one whose state has changed
// meanwhile stays as they are. What they did not get they can be sent by resending the issue's failed deliveries.
func (s *Store) Restore(ctx context.Context, subs []news.Subscriber, by, why string, at time.Time) (int, error) {
	rows := make([][]any, len(subs))
	for i, sub := range subs {
		rows[i] = []any{sub.ID, us(sub.Bounced)}
	}
	param, err := cells(rows)
	if err != nil {
		return 0, err
	}
	restored := 0
	err = s.durable(ctx, func(t tx) error {
		const same = ` WHERE s.id = CAST(v.value ->> 0 AS BIGINT) AND s.bounced = CAST(v.value ->> 1 AS BIGINT) AND s.bounced <> 0 AND s.state = 'bounced'`
		restored = 0
		if _, err := t.exec(ctx, `
			INSERT INTO subscriber_restores (subscriber_id, at, by_whom, why, bounced, bounced_for)
			SELECT s.id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), s.bounced, s.bounced_for FROM `+s.rows("$1")+`, subscribers s`+same,
			param, us(at), by, why); err != nil {
			return err
		}
		n, err := t.exec(ctx, `
			UPDATE subscribers AS s SET state = 'active', changed = $2, bounced = 0, bounced_for = '' FROM `+s.rows("$1")+same, param, us(at))
		restored = n
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("restore %d subscribers: %w", len(subs), err)
	}
	return restored, nil
}

// Restores lists what Restore noted of a subscriber, oldest first.
func (s *Store) Restores(ctx context.Context, subscriberID int64) ([]Restored, error) {
	all, err := list(ctx, s.alone(), func(r scanner) (e Restored, err error) {
		err = r.Scan(when(&e.At), &e.By, &e.Why, when(&e.Bounced), &e.BouncedFor)
		return e, err
	}, `SELECT at, by_whom, why, bounced, bounced_for FROM subscriber_restores WHERE subscriber_id = $1 ORDER BY id`, subscriberID)
	if err != nil {
		return nil, fmt.Errorf("restores of subscriber %d: %w", subscriberID, err)
	}
	return all, nil
}
