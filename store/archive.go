package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"attache/news"
)

// PublicMarks returns the marks of a digest's public issues ("" = of all digests), newest first, at most limit: those
// with a number below older, or, when older is 0, the limit ones that follow newer. sent leaves out the empty issues.
// It costs the same whatever the number of issues.
func (s *Store) PublicMarks(
	ctx context.Context, digest string, older, newer int64, limit int, sent bool,
) ([]news.IssueMark, error) {
	where, args := "", []any{int64(limit)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(condition, len(args))
	}
	if digest != "" {
		add(" AND i.digest = $%d", digest)
	}
	order := "DESC"
	switch {
	case older > 0:
		add(" AND i.id < $%d", older)
	case newer > 0:
		add(" AND i.id > $%d", newer)
		order = "ASC"
	}
	if sent {
		where += " AND i.state <> 'empty'"
	}
	all, err := list(ctx, s.alone(), readMark, `
		SELECT i.id, i.state, i.begun, i.changed FROM issues i WHERE (`+public+`)`+where+` ORDER BY i.id `+order+` LIMIT $1`,
		args...)
	if err != nil {
		return nil, fmt.Errorf("list public issues: %w", err)
	}
	if order == "ASC" {
		slices.Reverse(all)
	}
	return all, nil
}

// public is the condition of the index issues_public: an issue i that the world may see.
const public = `i.state IN ('sending', 'sent', 'empty') OR i.state = 'held' AND i.begun <> 0`

func readMark(r scanner) (m news.IssueMark, err error) {
	err = r.Scan(&m.ID, &m.State, when(&m.Begun), when(&m.Changed))
	return m, err
}

// IssueMark returns the mark of an issue; the error wraps news.ErrNotFound when there is none.
func (s *Store) IssueMark(ctx context.Context, id int64) (news.IssueMark, error) {
	var m news.IssueMark
	err := s.alone().row(ctx, `SELECT id, state, begun, changed, digest FROM issues WHERE id = $1`, id).
		Scan(&m.ID, &m.State, when(&m.Begun), when(&m.Changed), &m.Digest)
	if err != nil {
		return m, fmt.Errorf("issue %d: %w", id, found(err))
	}
	return m, nil
}

const issueRowColumns = `i.id, i.digest_id, i.digest, i.title, i.number, i.slot, i.state, i.language, i.time_zone,
	i.created, i.changed, i.sent, i.note, i.outline`

func readIssueRow(r scanner) (i news.IssueRow, err error) {
	var outline string
	err = r.Scan(&i.ID, &i.DigestID, &i.Digest, &i.Title, &i.Number, &i.Slot, &i.State, &i.Language, &i.TimeZone,
		when(&i.Created), when(&i.Changed), when(&i.Sent), &i.Note, &outline)
	if err == nil && outline != "" { // a draft has none
		err = doc{&i.Outline}.Scan(outline)
	}
	return i, err
}

// IssueRows returns the rows of issues by number, newest first.
func (s *Store) IssueRows(ctx context.Context, ids []int64) ([]news.IssueRow, error) {
	wanted := make([]string, len(ids))
	for i, id := range ids {
		wanted[i] = strconv.FormatInt(id, 10)
	}
	all, err := list(ctx, s.alone(), readIssueRow, `
		SELECT `+issueRowColumns+` FROM issues i WHERE i.id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)
		ORDER BY i.id DESC`, texts(wanted))
	if err != nil {
		return nil, fmt.Errorf("list issues: %w", err)
	}
	return all, nil
}

// NewestIssues returns the rows of a digest's issues in every state, newest first, at most limit (0 = all).
func (s *Store) NewestIssues(ctx context.Context, digest string, limit int) ([]news.IssueRow, error) {
	all, err := list(ctx, s.alone(), readIssueRow, `
		SELECT `+issueRowColumns+` FROM issues i WHERE i.digest = $1 ORDER BY i.id DESC LIMIT $2`, digest, most(limit))
	if err != nil {
		return nil, fmt.Errorf("list issues of %s: %w", digest, err)
	}
	return all, nil
}

// PlainDigests lists all digests in order of name, without what they have learned.
func (s *Store) PlainDigests(ctx context.Context) ([]news.Digest, error) {
	all, err := list(ctx, s.alone(), readDigest, `SELECT id, enabled, doc FROM digests ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list digests: %w", err)
	}
	return all, nil
}

// PlainDigest returns one digest by its name, without what it has learned; the error wraps news.ErrNotFound when there
// is none.
func (s *Store) PlainDigest(ctx context.Context, name string) (news.Digest, error) {
	d, err := readDigest(s.alone().row(ctx, `SELECT id, enabled, doc FROM digests WHERE name = $1`, name))
	if err != nil {
		return d, fmt.Errorf("digest %q: %w", name, found(err))
	}
	return d, nil
}

// Neighbours returns the marks of the public issues of the same digest that come before and after an issue: one with a
// zero ID where there is none. It costs the same whatever the number of issues.
func (s *Store) Neighbours(ctx context.Context, id int64) (older, newer news.IssueMark, err error) {
	next := func(t tx, condition, order string) (m news.IssueMark, err error) {
		m, err = readMark(t.row(ctx, `
			SELECT i.id, i.state, i.begun, i.changed FROM issues i
			WHERE i.digest = (SELECT h.digest FROM issues h WHERE h.id = $1) AND i.id `+condition+` $1 AND (`+public+`)
			ORDER BY i.id `+order+` LIMIT 1`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return news.IssueMark{}, nil
		}
		return m, err
	}
	err = s.read(ctx, func(t tx) (err error) {
		if older, err = next(t, "<", "DESC"); err == nil {
			newer, err = next(t, ">", "ASC")
		}
		return err
	})
	if err != nil {
		return older, newer, fmt.Errorf("neighbours of issue %d: %w", id, err)
	}
	return older, newer, nil
}

// PublicSpan returns when the first and the newest public issue of a digest were composed, zero times when there is
// none. It reads no more than these and what was composed before the first, or after the newest, and is not public.
func (s *Store) PublicSpan(ctx context.Context, digestID int64) (first, last time.Time, err error) {
	at := func(t tx, order string) (at time.Time, err error) {
		err = t.row(ctx, `
			SELECT i.created FROM issues i WHERE i.digest_id = $1 AND (`+public+`)
			ORDER BY i.created `+order+` LIMIT 1`, digestID).Scan(when(&at))
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return at, err
	}
	err = s.read(ctx, func(t tx) (err error) {
		if first, err = at(t, "ASC"); err == nil {
			last, err = at(t, "DESC")
		}
		return err
	})
	if err != nil {
		return first, last, fmt.Errorf("span of the public issues of digest %d: %w", digestID, err)
	}
	return first, last, nil
}

// PublicBetween returns the marks of a digest's public issues that were composed in [from, to), newest first, at most
// limit.
func (s *Store) PublicBetween(
	ctx context.Context, digestID int64, from, to time.Time, limit int,
) ([]news.IssueMark, error) {
	all, err := list(ctx, s.alone(), readMark, `
		SELECT i.id, i.state, i.begun, i.changed FROM issues i
		WHERE i.digest_id = $1 AND i.created >= $2 AND i.created < $3 AND (`+public+`)
		ORDER BY i.created DESC LIMIT $4`, digestID, us(from), us(to), int64(limit))
	if err != nil {
		return nil, fmt.Errorf("list public issues of digest %d by time: %w", digestID, err)
	}
	return all, nil
}

// PublicNumbers returns the marks of the public issues of all digests with numbers in [from, to), lowest first, without
// the empty ones.
func (s *Store) PublicNumbers(ctx context.Context, from, to int64) ([]news.IssueMark, error) {
	all, err := list(ctx, s.alone(), readMark, `
		SELECT i.id, i.state, i.begun, i.changed FROM issues i
		WHERE i.id >= $1 AND i.id < $2 AND (`+public+`) AND i.state <> 'empty' ORDER BY i.id`, from, to)
	if err != nil {
		return nil, fmt.Errorf("list public issues by number: %w", err)
	}
	return all, nil
}
