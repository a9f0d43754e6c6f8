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

// A reader is struck off by so many refusals that are not sure, of so many issues, within so long (the rule of
// github.com/mjl-/mox for deliveries that fail in a row, bounded in time).
const (
	strikesOut = 3
	strikeSpan = 14 * 24 * time.Hour
)

// Strike is one refusal of a reader that is not sure.
type Strike struct {
	IssueID  int64     `json:"issue_id"`
	At       time.Time `json:"at,omitzero"`
	Response string    `json:"response"`
}

// Restored is a bounce that a person undid.
type Restored struct {
	At         time.Time `json:"at,omitzero"`
	By         string    `json:"by"`
	Why        string    `json:"why"`
	Bounced    time.Time `json:"bounced,omitzero"` // when the subscriber had bounced, or left
	BouncedFor string    `json:"bounced_for"`      // the server's words then, or the state until At
}

// HoldIssue does what worker.Ledger says.
func (s *Store) HoldIssue(ctx context.Context, id int64, note string, at time.Time) (bool, error) {
	return s.hold(ctx, id, note, at, false)
}

// HoldForReaders does what worker.Ledger says.
func (s *Store) HoldForReaders(ctx context.Context, id int64, note string, at time.Time) (bool, error) {
	return s.hold(ctx, id, note, at, true)
}

func (s *Store) hold(ctx context.Context, id int64, note string, at time.Time, readers bool) (bool, error) {
	held := false
	err := s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, `
			UPDATE issues SET state = 'held', changed = $2, note = $3, reader_brake = CASE WHEN $4 THEN 'held' ELSE reader_brake
			END
			WHERE id = $1 AND state = 'sending'`, id, us(at), note, readers)
		if err != nil {
			return err
		}
		held = n > 0
		// Also when another process held it: this one has letters of its own that were refused.
		_, err = t.exec(ctx, `
			UPDATE deliveries AS d SET state = 'queued', attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END,
			next_try = 0, changed = $2,
				verdict = CASE WHEN $3 AND d.verdict <> 'applied' THEN '' ELSE d.verdict END
			WHERE d.issue_id = $1 AND (d.state = 'deferred' AND d.cause = 'us' OR d.state = 'failed' AND d.cause IN ('us',
			'content')
				OR $3 AND d.state = 'failed' AND d.verdict IN `+undecided+`) AND `+wants+`
			AND EXISTS (SELECT 1 FROM issues i WHERE i.id = d.issue_id AND i.state = 'held')`, id, us(at), readers)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			UPDATE deliveries SET state = CASE WHEN cause = 'doubt' THEN 'doubt' ELSE state END,
				verdict = CASE WHEN $2 AND verdict IN `+undecided+` THEN '' ELSE verdict END
			WHERE issue_id = $1 AND state IN ('queued', 'deferred') AND (cause = 'doubt' OR $2 AND verdict IN `+undecided+`)
			AND EXISTS (SELECT 1 FROM issues i WHERE i.id = deliveries.issue_id AND i.state = 'held')`, id, readers)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hold issue %d: %w", id, err)
	}
	return held, nil
}

// ReleaseIssue lets a held issue go and returns the state it is in then: approved; or sending, when its sending had
// begun and goes on where it stood. Its note, which told why it was held, goes. It returns "" when the issue was not
// held.
func (s *Store) ReleaseIssue(ctx context.Context, id int64, at time.Time) (news.IssueState, error) {
	var state news.IssueState
	err := s.durable(ctx, func(t tx) error {
		state = ""
		err := t.row(ctx, `
			UPDATE issues SET state = CASE WHEN begun <> 0 THEN 'sending' ELSE 'approved' END, changed = $2, note = '',
				reader_brake = CASE WHEN reader_brake = 'held' THEN 'off' ELSE reader_brake END
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

// undecided are the verdicts that wait for ApplyRefusals.
const undecided = `('gone', 'strike', 'vague')`

// verdict is what an outcome means for its reader.
func verdict(d news.Delivery) string {
	switch {
	case d.SubscriberID == 0:
	case d.Gone && d.State == news.DeliveryFailed:
		return "gone"
	case d.Strike && d.Vague:
		return "vague"
	case d.Strike:
		return "strike"
	}
	return ""
}

// Refusals does what worker.Ledger says.
func (s *Store) Refusals(ctx context.Context, issueID int64, only ...int64) (news.Refusals, error) {
	r := news.Refusals{}
	const refused = `d.cause = 'reader' AND d.verdict <> ''`
	err := s.alone().row(ctx, `
		SELECT count(CASE WHEN d.state = 'sent' OR `+refused+` THEN 1 END), count(CASE WHEN `+refused+` THEN 1 END),
			count(CASE WHEN `+refused+` AND EXISTS (
				SELECT 1 FROM deliveries o WHERE o.subscriber_id = d.subscriber_id AND o.subscriber_id <> 0 AND o.issue_id <>
				d.issue_id AND o.state = 'sent'
			) THEN 1 END),
			count(CASE WHEN d.cause <> 'reader' AND d.verdict = 'vague' THEN 1 END),
			count(CASE WHEN d.state IN ('queued', 'sending') THEN 1 END), count(CASE WHEN d.verdict IN `+undecided+` THEN 1 END),
			COALESCE(max(CASE WHEN `+refused+` THEN d.response END), ''),
			COALESCE((SELECT i.reader_brake FROM issues i WHERE i.id = $1), '') = 'off'
		FROM deliveries d WHERE d.issue_id = $1 AND ($2 OR d.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$3")+`))`,
		issueID, len(only) == 0, numbers(only)).
		Scan(&r.Answered, &r.Refused, &r.Known, &r.Vague, &r.Open, &r.Undecided, &r.Words, &r.Confirmed)
	if err != nil {
		return r, fmt.Errorf("count the refusals of issue %d: %w", issueID, err)
	}
	return r, nil
}

// Wave does what worker.Ledger says.
func (s *Store) Wave(ctx context.Context, issueID int64, since time.Time) (news.Wave, error) {
	var w news.Wave
	const refused = `d.cause = 'reader' AND d.verdict <> ''`
	err := s.alone().row(ctx, `
		SELECT count(*), count(CASE WHEN `+refused+` THEN 1 END), COALESCE((
			SELECT max(u.n) FROM (
				SELECT count(*) AS n FROM issues i JOIN deliveries d ON d.issue_id = i.id
				WHERE i.digest_id = (SELECT e.digest_id FROM issues e WHERE e.id = $1) AND i.id <> $1 AND i.begun > $2
					AND i.reader_brake <> 'off' AND `+refused+`
					AND EXISTS (SELECT 1 FROM deliveries o WHERE o.subscriber_id = d.subscriber_id AND o.subscriber_id <> 0
						AND o.issue_id <> d.issue_id AND o.state = 'sent' AND o.changed <= d.changed)
				GROUP BY i.id) u), 0)
		FROM deliveries d WHERE d.issue_id = $1 AND (d.state = 'sent' OR `+refused+`)
			AND EXISTS (SELECT 1 FROM deliveries o WHERE o.subscriber_id = d.subscriber_id AND o.subscriber_id <> 0
				AND o.issue_id <> d.issue_id AND o.state = 'sent' AND o.changed > $2)`,
		issueID, us(since)).Scan(&w.Reached, &w.Refused, &w.Usual)
	if err != nil {
		return w, fmt.Errorf("compare the refusals of issue %d with those before: %w", issueID, err)
	}
	return w, nil
}

// appliedAtOnce is how many refusals one transaction of ApplyRefusals applies to their readers.
const appliedAtOnce = 200

// ApplyRefusals does what worker.Ledger says.
func (s *Store) ApplyRefusals(ctx context.Context, issueID int64, sure, vague bool) (int, error) {
	total := 0
	for {
		n := 0
		err := s.durable(ctx, func(t tx) (err error) {
			n, err = s.applyRefusals(ctx, t, issueID, sure, vague)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("apply the refusals of issue %d: %w", issueID, err)
		}
		if total += n; n < appliedAtOnce {
			return total, nil
		}
	}
}

func (s *Store) applyRefusals(ctx context.Context, t tx, issueID int64, sure, vague bool) (int, error) {
	kinds := map[int64]string{}
	ds, err := list(ctx, t, func(r scanner) (d news.Delivery, err error) {
		var kind string
		err = r.Scan(&d.ID, &d.IssueID, &d.SubscriberID, &d.Email, &d.State, &d.Claim, &d.Response, when(&d.Changed),
			&kind)
		kinds[d.ID] = kind
		return d, err
	}, `
		SELECT d.id, d.issue_id, d.subscriber_id, d.email, d.state, d.claim, d.response, d.changed, d.verdict
		FROM deliveries d WHERE d.issue_id = $1 AND d.verdict IN `+undecided+`
		AND EXISTS (SELECT 1 FROM issues i WHERE i.id = d.issue_id AND i.state IN ('sending', 'sent'))
		AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.issue_id = $1 AND o.state IN ('queued', 'sending'))
		ORDER BY d.id LIMIT $2 `+s.dialect.skipLocked, issueID, int64(appliedAtOnce))
	if err != nil || len(ds) == 0 {
		return 0, err
	}
	ids := make([]int64, len(ds))
	for i, d := range ds {
		ids[i] = d.ID
	}
	if _, err := t.exec(ctx, `
		UPDATE deliveries SET verdict = 'applied' WHERE id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`,
		numbers(ids)); err != nil {
		return 0, err
	}
	for _, d := range ds {
		kind := kinds[d.ID]
		d.Vague = kind == "vague"
		switch {
		case d.Vague && !vague:
		case kind == "gone" && sure:
			err = bounce(ctx, t, d)
		default:
			err = strike(ctx, t, d)
		}
		if err != nil {
			return 0, fmt.Errorf("subscriber %d: %w", d.SubscriberID, err)
		}
	}
	return len(ds), nil
}

// clearStrikes begins the count of refusals from zero for those whose letter was taken.
func (s *Store) clearStrikes(ctx context.Context, t tx, ds []news.Delivery) error {
	var taken [][]any
	for _, d := range ds {
		if d.State == news.DeliverySent && d.SubscriberID != 0 {
			taken = append(taken, []any{d.SubscriberID})
		}
	}
	if len(taken) == 0 {
		return nil
	}
	param, err := cells(taken)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, `
		DELETE FROM strikes WHERE subscriber_id IN (SELECT CAST(v.value ->> 0 AS BIGINT) FROM `+s.rows("$1")+`)`,
		param); err != nil {
		return fmt.Errorf("clear strikes: %w", err)
	}
	return nil
}

// strike notes one refusal, once for each issue, and strikes the reader off at the last that is allowed. A vague one
// counts only when the issue was taken for somebody else: else it may be a refusal of us.
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
	if err := t.row(ctx, `SELECT count(*) FROM strikes WHERE subscriber_id = $1`,
		d.SubscriberID).Scan(&n); err != nil || n < strikesOut {
		return err
	}
	if _, err := t.exec(ctx,
		`UPDATE deliveries SET state = 'failed', next_try = 0 WHERE id = $1 AND state = 'deferred'`, d.ID); err != nil {
		return err
	}
	d.Response = fmt.Sprintf("refused for %d issues in %d days; the last: %s", n, int(strikeSpan.Hours()/24),
		d.Response)
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

// Bounced lists the subscribers whom a delivery's refusal made bounced from since on, before until (zero = up to now),
// in order of number. Only those whose refusal holds the words of reply, in any case ("" = any). Who left, complained
// or was never active is not among them.
func (s *Store) Bounced(ctx context.Context, since, until time.Time, reply string) ([]news.Subscriber, error) {
	all, err := s.subscribers(ctx, `
		SELECT `+subscriberColumns+` FROM subscribers s
		WHERE s.state = 'bounced' AND s.bounced <> 0 AND s.bounced >= $1 AND ($2 = CAST(0 AS BIGINT) OR s.bounced < $2) ORDER
		BY s.id`, us(since), us(until))
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

// Restore makes subscribers given by Bounced active again and notes who did it and why. It returns how many: one whose
// state has changed meanwhile stays as they are. What they did not get they can be sent by resending the issue's failed
// deliveries.
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
		const same = ` WHERE s.id = CAST(v.value ->> 0 AS BIGINT) AND s.bounced = CAST(v.value ->> 1 AS BIGINT) AND s.bounced
		<> 0 AND s.state = 'bounced'`
		restored = 0
		if _, err := t.exec(ctx, `
			INSERT INTO subscriber_restores (subscriber_id, at, by_whom, why, bounced, bounced_for)
			SELECT s.id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), s.bounced, s.bounced_for
			FROM `+s.rows("$1")+`, subscribers s`+same,
			param, us(at), by, why); err != nil {
			return err
		}
		n, err := t.exec(ctx, `
			UPDATE subscribers AS s SET state = 'active', changed = $2, bounced = 0, bounced_for = ''
			FROM `+s.rows("$1")+same, param, us(at))
		restored = n
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("restore %d subscribers: %w", len(subs), err)
	}
	return restored, nil
}

// Restores lists what Restore and Rejoin noted of a subscriber, oldest first.
func (s *Store) Restores(ctx context.Context, subscriberID int64) ([]Restored, error) {
	all, err := list(ctx, s.alone(), func(r scanner) (e Restored, err error) {
		err = r.Scan(when(&e.At), &e.By, &e.Why, when(&e.Bounced), &e.BouncedFor)
		return e, err
	}, `SELECT at, by_whom, why, bounced, bounced_for FROM subscriber_restores WHERE subscriber_id = $1 ORDER BY id`,
		subscriberID)
	if err != nil {
		return nil, fmt.Errorf("restores of subscriber %d: %w", subscriberID, err)
	}
	return all, nil
}
