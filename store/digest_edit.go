package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"attache/news"
	"attache/newsroom"
)

// digestText is a digest as the audit log keeps it.
func digestText(d news.Digest) (string, error) {
	d.ID = 0
	b, err := json.Marshal(d)
	return string(b), err
}

// SaveDigest writes a digest: a new one (was has no name), or in place of the one that a person saw, and notes it. It
// returns the number of the entry, 0 when nothing changed. When the digest is not as the person saw it, that is
// newsroom.ErrOvertaken; a name that is taken is an *news.InvalidError.
func (s *Store) SaveDigest(ctx context.Context, was, d *news.Digest, e newsroom.Entry) (id int64, err error) {
	if err := d.Validate(); err != nil {
		return 0, err
	}
	err = s.durable(ctx, func(t tx) error {
		now, err := readDigest(t.row(ctx, `SELECT id, enabled, doc FROM digests WHERE name = $1`, d.Name))
		none := errors.Is(err, sql.ErrNoRows)
		switch {
		case err != nil && !none:
			return err
		case was.Name == "" && !none:
			return news.Invalid("name", "There is a digest %q already.", d.Name)
		case was.Name != "" && none:
			return newsroom.ErrOvertaken
		}
		e.Kind, e.Name = "digest", d.Name
		if !none {
			if e.Was, err = digestText(now); err != nil {
				return err
			}
			saw, err := digestText(*was)
			if err != nil || saw != e.Was {
				return errors.Join(err, newsroom.ErrOvertaken)
			}
		}
		if e.Became, err = digestText(*d); err != nil || e.Became == e.Was {
			return err
		}
		if err := putDigest(ctx, t, d); err != nil {
			return err
		}
		id, err = addEntry(ctx, t, e)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save digest %q: %w", d.Name, err)
	}
	return id, nil
}

// UndoDigest takes back what an entry tells of a digest, as UndoSource does of a source. One that was made is switched
// off and not deleted, as issues of it may be on their way; one that was deleted (RemoveDigest) is there again.
func (s *Store) UndoDigest(ctx context.Context, entry int64, e newsroom.Entry) error {
	return s.durable(ctx, func(t tx) error {
		old, err := readEntry(t.row(ctx, `SELECT `+entryColumns+` FROM audit x LEFT JOIN people p ON p.id = x.person_id
			WHERE x.id = $1 AND x.kind = 'digest'`, entry))
		if err != nil {
			return fmt.Errorf("entry %d: %w", entry, found(err))
		}
		if old.Became == "" { // it was deleted
			e.Kind, e.Name, e.Became = "digest", old.Name, old.Was
			if err := s.bringBack(ctx, t, entry, old.Was); err != nil {
				return err
			}
			_, err = addEntry(ctx, t, e)
			return err
		}
		d, err := readDigest(t.row(ctx, `SELECT id, enabled, doc FROM digests WHERE name = $1`, old.Name))
		if errors.Is(err, sql.ErrNoRows) {
			return newsroom.ErrOvertaken
		}
		if err != nil {
			return fmt.Errorf("digest %q: %w", old.Name, err)
		}
		now, err := digestText(d)
		if err != nil {
			return err
		}
		if now != old.Became {
			return newsroom.ErrOvertaken
		}
		back := d
		if back.Enabled = false; old.Was != "" {
			back = news.Digest{}
			if err := json.Unmarshal([]byte(old.Was), &back); err != nil {
				return err
			}
		}
		e.Kind, e.Name, e.Was = "digest", old.Name, now
		if e.Became, err = digestText(back); err != nil {
			return err
		}
		if err := putDigest(ctx, t, &back); err != nil {
			return err
		}
		_, err = addEntry(ctx, t, e)
		return err
	})
}

// RunsBefore lists runs, newest first: those with lower numbers than one (0 = all), at most limit.
func (s *Store) RunsBefore(ctx context.Context, before int64, limit int) ([]newsroom.RunRow, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	all, err := list(ctx, s.alone(), readRunRow, `
		SELECT id, brief, CASE WHEN brief = '' THEN doc ELSE '' END FROM runs WHERE id < $1 ORDER BY id DESC LIMIT $2`,
		before, limit)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return all, nil
}

// readRunRow reads what a list shows of a run; one that was written before there was a brief form is read whole.
func readRunRow(r scanner) (row newsroom.RunRow, err error) {
	var id int64
	var brief, whole string
	if err := r.Scan(&id, &brief, &whole); err != nil {
		return row, err
	}
	if brief != "" {
		err = json.Unmarshal([]byte(brief), &row)
	} else {
		var run news.Run
		err = json.Unmarshal([]byte(whole), &run)
		row = newsroom.RowOf(run)
	}
	row.ID = id
	return row, err
}

// Run returns one run; the error wraps news.ErrNotFound when there is none.
func (s *Store) Run(ctx context.Context, id int64) (news.Run, error) {
	run, err := readRun(s.alone().row(ctx, `SELECT id, doc FROM runs WHERE id = $1`, id))
	if err != nil {
		return run, fmt.Errorf("run %d: %w", id, found(err))
	}
	return run, nil
}

// RunOf returns the newest run that was for an issue; the error wraps news.ErrNotFound when there is none.
func (s *Store) RunOf(ctx context.Context, issueID int64) (news.Run, error) {
	run, err := readRun(s.alone().row(ctx, `SELECT id, doc FROM runs WHERE issue_id = $1 ORDER BY id DESC LIMIT 1`,
		issueID))
	if err != nil {
		return run, fmt.Errorf("the run for issue %d: %w", issueID, found(err))
	}
	return run, nil
}

func readRun(r scanner) (news.Run, error) {
	var run news.Run
	var id int64
	err := r.Scan(&id, doc{&run})
	run.ID = id
	return run, err
}
