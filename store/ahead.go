package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"attache/news"
)

// Clock does what worker.Due says.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	if s.pool == nil {
		return time.Time{}, nil
	}
	var t time.Time
	if err := s.db.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&t); err != nil {
		return t, fmt.Errorf("read the clock of the database: %w", err)
	}
	return t.UTC(), nil
}

// ahead is a kind of stamp that only a wrong clock writes into the future. In its texts {limit} is the latest time
// believed, {now} the time, {wait} the latest time believed of a next try. Rows of one without set are deleted.
type ahead struct {
	what, table, column, where, set, action string
}

var aheads = []ahead{
	{
		"articles", "articles", "seen", "seen > {limit} AND (dated > {limit} OR source_id IN (SELECT id FROM sources))",
		`seen = {now}, published = CASE WHEN date_from = 'seen' THEN {now} ELSE published END,
		 dated = CASE WHEN date_from = 'seen' THEN {now} ELSE dated END`,
		"count as seen now",
	},
	{
		"articles that sources list", "article_sources", "seen",
		"seen > {limit} AND source_id IN (SELECT id FROM sources)", "seen = {now}", "count as seen now",
	},
	{
		"polls", "polls", "started", "started > {limit} AND source_id IN (SELECT id FROM sources)", "started = {now}",
		"count as made now",
	},
	{
		"deferred deliveries", "exceptions", "next_try",
		`state = 'deferred' AND (changed > {limit} OR next_try > {wait}) AND issue_id IN (SELECT id FROM issues
		WHERE state = 'sending')`,
		"next_try = {now}, changed = {now}", "are tried now",
	},
	{"signs of life of senders", "holders", "beat", "beat > {limit}", "beat = {now}", "count as given now"},
	{
		"drafts of issues", "issues", "claimed", "state = 'draft' AND claimed > {limit}",
		"claimed = {now}, created = {now}, changed = {now}",
		"count as begun now",
	},
	{"runs", "runs", "started", "started > {limit}", "started = {now}, ended = {now}", "count as made now"},
	{"answers of a language model", "answers", "made", "made > {limit}", "made = {now}", "count as given now"},
	{"unread pages", "unread", "last", "last > {limit}", "last = {now}", "count as tried now"},
	{"what was told of slots", "alarms", "claimed", "claimed > {limit}", "", "is forgotten: their slots may tell it anew"},
}

// Ahead does what worker.Repairs says.
func (s *Store) Ahead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error) {
	fill := fillAhead(now, tolerance, wait)
	var found []news.Stamp
	err := s.read(ctx, func(t tx) (err error) {
		found, err = countAhead(ctx, t, fill)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for times in the future: %w", err)
	}
	return found, nil
}

// MendAhead does what worker.Repairs says.
func (s *Store) MendAhead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error) {
	found, err := s.Ahead(ctx, now, tolerance, wait)
	if err != nil || len(found) == 0 { // the usual case writes nothing
		return nil, err
	}
	fill := fillAhead(now, tolerance, wait)
	err = s.durable(ctx, func(t tx) (err error) {
		if found, err = countAhead(ctx, t, fill); err != nil {
			return err
		}
		for _, a := range aheads {
			change := "UPDATE " + a.table + " SET " + a.set
			if a.set == "" {
				change = "DELETE FROM " + a.table
			}
			if _, err := t.exec(ctx, fill.Replace(change+" WHERE "+a.where)); err != nil {
				return fmt.Errorf("%s: %w", a.what, err)
			}
		}
		// Chunks look at their deferred ones no later than now.
		_, err = t.exec(ctx, `UPDATE chunks SET next_try = $1 WHERE next_try > $1 AND deferred > 0 AND issue_id IN (
			SELECT id FROM issues WHERE state = 'sending')`, us(now))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("set times in the future right: %w", err)
	}
	return found, nil
}

func fillAhead(now time.Time, tolerance, wait time.Duration) *strings.Replacer {
	n := func(t time.Time) string { return strconv.FormatInt(us(t), 10) }
	return strings.NewReplacer("{limit}", n(now.Add(tolerance)), "{now}", n(now), "{wait}", n(now.Add(tolerance+wait)))
}

func countAhead(ctx context.Context, t tx, fill *strings.Replacer) ([]news.Stamp, error) {
	var found []news.Stamp
	for _, a := range aheads {
		st := news.Stamp{What: a.what, Action: a.action}
		query := fill.Replace("SELECT count(*), COALESCE(max(" + a.column + "), 0) FROM " + a.table + " WHERE " +
			a.where)
		if err := t.row(ctx, query).Scan(&st.Count, when(&st.Latest)); err != nil {
			return nil, fmt.Errorf("%s: %w", a.what, err)
		}
		if st.Count > 0 {
			found = append(found, st)
		}
	}
	return found, nil
}

// MendPoll does what worker.Repairs says.
func (s *Store) MendPoll(ctx context.Context, was, p news.Poll, now time.Time) (bool, error) {
	done := false
	err := s.write(ctx, func(t tx) error {
		var last news.Poll
		err := t.row(ctx, `SELECT doc FROM standings WHERE source_id = $1`, p.SourceID).Scan(doc{&last})
		//nolint:errorlint // Row.Scan returns it as it is
		if err == sql.ErrNoRows || err == nil && !last.Started.Equal(was.Started) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `
			UPDATE standings SET doc = $2, last_success = CASE WHEN last_success > $3 THEN $3 ELSE last_success END
			WHERE source_id = $1`,
			p.SourceID, doc{p}, us(now))
		done = err == nil
		return err
	})
	if err != nil {
		return false, fmt.Errorf("set the last poll of source %d right: %w", p.SourceID, err)
	}
	return done, nil
}

// Heads does what worker.Slots says.
func (s *Store) Heads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error) {
	all, err := list(ctx, s.alone(), readHead, headRows+`
		WHERE ($1 = 0 OR digest_id = $1) AND NOT by_hand ORDER BY id DESC LIMIT $2`, digestID, most(limit))
	if err != nil {
		return nil, fmt.Errorf("list the slots of digest %d: %w", digestID, err)
	}
	return all, nil
}

// HandAhead does what worker.Repairs says.
func (s *Store) HandAhead(ctx context.Context, limit time.Time, newest int) ([]news.Issue, error) {
	all, err := list(ctx, s.alone(), readHead, headRows+`
		WHERE id IN (SELECT id FROM issues ORDER BY id DESC LIMIT $2) AND by_hand AND state <> 'draft'
		  AND (created > $1 OR window_from > $1 OR window_to > $1 OR sent > $1)
		ORDER BY id DESC`, us(limit), newest)
	if err != nil {
		return nil, fmt.Errorf("list the issues made by hand with times in the future: %w", err)
	}
	return all, nil
}

// MissedAhead does what worker.Repairs says.
func (s *Store) MissedAhead(ctx context.Context, limit time.Time, newest int) ([]news.Missed, error) {
	read := func(r scanner) (m news.Missed, err error) {
		err = r.Scan(&m.ID, &m.Digest, when(&m.Changed), &m.Replaced)
		return m, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT i.id, i.digest, i.changed, COALESCE((
			SELECT max(l.id) FROM issues l WHERE l.digest_id = i.digest_id AND l.id > i.id AND l.created >= i.changed
			  AND l.state IN ('held', 'approved', 'sending', 'sent')), 0)
		FROM issues i WHERE i.state = 'missed' AND i.changed > $1 AND i.begun = 0
		AND i.note LIKE 'composed % ago and not sent since'
		ORDER BY i.id DESC LIMIT $2`, us(limit), newest)
	if err != nil {
		return nil, fmt.Errorf("list the issues given up by a wrong clock: %w", err)
	}
	return all, nil
}

// MendMissed does what worker.Repairs says.
func (s *Store) MendMissed(ctx context.Context, id int64, to news.IssueState, note string, at time.Time) (bool, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		n, err = t.exec(ctx,
			`UPDATE issues SET state = $2, note = $3, changed = $4 WHERE id = $1 AND state = 'missed' AND begun = 0`,
			id, string(to), note, us(at))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("set missed issue %d right: %w", id, err)
	}
	return n > 0, nil
}

// HandSince lists as Heads does a digest's issues that were made by hand since a time, at most limit; drafts and missed
// ones are not among them.
func (s *Store) HandSince(ctx context.Context, digestID int64, since time.Time, limit int) ([]news.Issue, error) {
	all, err := list(ctx, s.alone(), readHead, headRows+`
		WHERE digest_id = $1 AND created >= $2 AND by_hand AND state NOT IN ('draft', 'missed')
		ORDER BY id DESC LIMIT $3`, digestID, us(since), limit)
	if err != nil {
		return nil, fmt.Errorf("list the issues of digest %d made by hand: %w", digestID, err)
	}
	return all, nil
}

// NewestHeads lists as Heads does the newest issues of a digest, drafts and missed ones among them, newest first, at
// most limit.
func (s *Store) NewestHeads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error) {
	all, err := list(ctx, s.alone(), readHead, headRows+`WHERE digest_id = $1 ORDER BY id DESC LIMIT $2`, digestID, limit)
	if err != nil {
		return nil, fmt.Errorf("list the newest issues of digest %d: %w", digestID, err)
	}
	return all, nil
}

// SlotHead is one of Heads, by its slot, drafts among them; the error wraps news.ErrNotFound when there is none.
func (s *Store) SlotHead(ctx context.Context, digestID int64, slot string) (news.Issue, error) {
	i, err := readHead(s.alone().row(ctx, headRows+`WHERE digest_id = $1 AND slot = $2`, digestID, slot))
	if err != nil {
		return i, fmt.Errorf("slot %s of digest %d: %w", slot, digestID, found(err))
	}
	return i, nil
}

const headRows = `SELECT id, digest_id, digest, number, slot, state, window_from, window_to, created, begun, sent, note,
	by_hand FROM issues `

func readHead(r scanner) (i news.Issue, err error) {
	err = r.Scan(&i.ID, &i.DigestID, &i.Digest, &i.Number, &i.Slot, &i.State, when(&i.Window.From), when(&i.Window.To),
		when(&i.Created), when(&i.Begun), when(&i.Sent), &i.Note, &i.ByHand)
	return i, err
}

// MendIssue does what worker.Repairs says.
func (s *Store) MendIssue(ctx context.Context, id int64, from, slot string, latest, at time.Time) (bool, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		n, err = t.exec(ctx, `
			UPDATE issues SET slot = $3, by_hand = by_hand OR slot <> $3,
				window_from = CASE WHEN window_from > $4 THEN $4 ELSE window_from END,
				window_to = CASE WHEN window_to > $4 THEN $4 ELSE window_to END,
				created = CASE WHEN created > $4 THEN $4 ELSE created END,
				changed = CASE WHEN changed > $5 THEN $5 ELSE changed END,
				sent = CASE WHEN sent > $5 THEN $5 ELSE sent END
			WHERE id = $1 AND slot = $2`, id, from, slot, us(latest), us(at))
		if err != nil || n == 0 || slot == from {
			return err
		}
		return untold(ctx, t, id, from)
	})
	if err != nil {
		return false, fmt.Errorf("set the times of issue %d right: %w", id, err)
	}
	return n > 0, nil
}

// MendDraft does what worker.Repairs says.
func (s *Store) MendDraft(ctx context.Context, id int64, from string) (bool, error) {
	n := 0
	err := s.durable(ctx, func(t tx) (err error) {
		if err = untold(ctx, t, id, from); err != nil {
			return err
		}
		n, err = t.exec(ctx, `DELETE FROM issues WHERE id = $1 AND slot = $2 AND NOT composed`, id, from)
		if err == nil && n == 0 {
			return errComposed // composed meanwhile: what was told of its slot stays
		}
		return err
	})
	if errors.Is(err, errComposed) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take draft %d out of its slot: %w", id, err)
	}
	return true, nil
}

var errComposed = errors.New("the draft is composed")

// untold forgets what was told of the slot that an issue gives up: the slot comes on its day, and tells it then.
func untold(ctx context.Context, t tx, id int64, slot string) error {
	_, err := t.exec(ctx, `
		DELETE FROM alarms WHERE slot = $2 AND digest_id = (SELECT digest_id FROM issues WHERE id = $1)`, id, slot)
	return err
}
