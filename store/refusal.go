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
		var state news.IssueState
		if err := t.row(ctx, `SELECT state FROM issues WHERE id = $1`, id).Scan(&state); err != nil {
			return found(err)
		}
		if state != news.IssueHeld {
			return nil
		}
		return s.eachChunk(ctx, t, id, `c.strange > 0`, at, func(c *chunk) error {
			return s.holdChunk(ctx, t, c, readers, at)
		})
	})
	if err != nil {
		return false, fmt.Errorf("hold issue %d: %w", id, err)
	}
	return held, nil
}

// holdChunk does to the recipients of a chunk what HoldIssue and HoldForReaders say.
func (s *Store) holdChunk(ctx context.Context, t tx, c *chunk, readers bool, at time.Time) error {
	open := func(e *exception) bool { return e.state == news.DeliveryQueued || e.state == news.DeliveryDeferred }
	var again []int
	for i, e := range c.strange {
		if e.oursToSend(readers) {
			again = append(again, i)
		}
	}
	who, err := s.people(ctx, t, c, again)
	if err != nil {
		return err
	}
	for _, i := range again {
		if !who[i].wants {
			continue
		}
		e := c.except(i, news.DeliveryQueued, at)
		e.attempts = max(0, e.attempts-1)
		if readers && e.verdict != "applied" {
			e.verdict = ""
		}
	}
	for i, e := range c.strange {
		if open(e) && readers && isUndecided(e.verdict) {
			e.verdict, e.dirty = "", true
		}
		if open(e) && e.cause == news.CauseDoubt {
			c.except(i, news.DeliveryDoubt, e.changed)
		}
	}
	return nil
}

// oursToSend reports whether a letter was refused for no fault of its reader; readers says that refusals of readers are
// doubted too.
func (e *exception) oursToSend(readers bool) bool {
	switch e.state {
	case news.DeliveryDeferred:
		return e.cause == news.CauseUs
	case news.DeliveryFailed:
		return e.cause == news.CauseUs || e.cause == news.CauseContent || readers && isUndecided(e.verdict)
	}
	return false
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

func isUndecided(verdict string) bool {
	return verdict == "gone" || verdict == "strike" || verdict == "vague"
}

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
	var ready, taken bool
	err := t.row(ctx, `
		SELECT EXISTS (SELECT 1 FROM issues i WHERE i.id = $1 AND i.state IN ('sending', 'sent'))
			AND NOT EXISTS (SELECT 1 FROM chunks c WHERE c.issue_id = $1 AND c.queued + c.sending > 0),
			EXISTS (SELECT 1 FROM chunks c WHERE c.issue_id = $1 AND c.delivered > 0)`, issueID).Scan(&ready, &taken)
	if err != nil || !ready {
		return 0, err
	}
	ranks, err := list(ctx, t, value[int64], `
		SELECT e.rank FROM exceptions e WHERE e.issue_id = $1 AND e.verdict IN `+undecided+` ORDER BY e.rank LIMIT $2`,
		issueID, int64(appliedAtOnce))
	if err != nil {
		return 0, err
	}
	var all []refusal
	for n := 0; n < len(ranks); {
		k, _ := keyOf(deliveryID(issueID, ranks[n]))
		c, err := s.oneChunk(ctx, t, wait, k)
		if err != nil {
			return 0, err
		}
		var places []int
		for ; n < len(ranks) && ranks[n]>>placeBits == k.chunk; n++ {
			if _, i := keyOf(deliveryID(issueID, ranks[n])); c.strange[i] != nil && isUndecided(c.strange[i].verdict) {
				places = append(places, i)
			}
		}
		ds, err := s.deliveriesOf(ctx, t, c, places)
		if err != nil {
			return 0, err
		}
		for x, i := range places {
			e := c.strange[i]
			ds[x].Vague = e.verdict == "vague"
			all = append(all, refusal{ds[x], e.verdict == "gone"})
			e.verdict, e.dirty = "applied", true
		}
		if err := s.save(ctx, t, c, time.Time{}); err != nil {
			return 0, err
		}
	}
	for _, r := range all {
		switch {
		case r.Vague && !vague:
		case r.gone && sure:
			err = s.bounce(ctx, t, r.Delivery)
		default:
			err = s.strike(ctx, t, r.Delivery, taken)
		}
		if err != nil {
			return 0, fmt.Errorf("subscriber %d: %w", r.SubscriberID, err)
		}
	}
	return len(all), nil
}

// refusal is a refused delivery that is applied to its reader.
type refusal struct {
	news.Delivery
	gone bool
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
// counts only when the issue was taken for somebody else (taken): else it may be a refusal of us.
func (s *Store) strike(ctx context.Context, t tx, d news.Delivery, taken bool) error {
	since := d.Changed.Add(-strikeSpan)
	if _, err := t.exec(ctx, `DELETE FROM strikes WHERE at <= $1`, us(since)); err != nil {
		return err
	}
	n, err := t.exec(ctx, `
		INSERT INTO strikes (subscriber_id, issue_id, at, response)
		SELECT s.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS TEXT) FROM subscribers s
		WHERE s.id = $1 AND s.state = 'active' AND s.email_key = $5
		AND $6
		ON CONFLICT (subscriber_id, issue_id) DO UPDATE SET at = excluded.at, response = excluded.response`,
		d.SubscriberID, d.IssueID, us(d.Changed), d.Response, emailKey(d.Email), taken || !d.Vague)
	if err != nil || n == 0 {
		return err
	}
	if err := t.row(ctx, `SELECT count(*) FROM strikes WHERE subscriber_id = $1`,
		d.SubscriberID).Scan(&n); err != nil || n < strikesOut {
		return err
	}
	k, i := keyOf(d.ID)
	c, err := s.oneChunk(ctx, t, wait, k)
	if err != nil {
		return err
	}
	if c.state(i) == news.DeliveryDeferred {
		c.except(i, news.DeliveryFailed, d.Changed)
		if err := s.save(ctx, t, c, time.Time{}); err != nil {
			return err
		}
	}
	d.Response = fmt.Sprintf("refused for %d issues in %d days; the last: %s", n, int(strikeSpan.Hours()/24),
		d.Response)
	return s.bounce(ctx, t, d)
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
