package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"attache/newsroom"
)

const flagColumns = `source_id, state, cause, since, checked, told`

func readFlag(r scanner) (f newsroom.Flag, err error) {
	err = r.Scan(&f.SourceID, &f.State, &f.Cause, when(&f.Since), when(&f.Checked), when(&f.Told))
	return f, err
}

// Flags of all sources that were watched, by number of the source.
func (s *Store) Flags(ctx context.Context) (map[int64]newsroom.Flag, error) {
	all, err := list(ctx, s.alone(), readFlag, `SELECT `+flagColumns+` FROM flags`)
	if err != nil {
		return nil, fmt.Errorf("list the flags of sources: %w", err)
	}
	by := make(map[int64]newsroom.Flag, len(all))
	for _, f := range all {
		by[f.SourceID] = f
	}
	return by, nil
}

// SetFlag writes what was found of a source. One whose state is as before keeps since when it is so and whether it was
// told. It is no error when the source is gone.
func (s *Store) SetFlag(ctx context.Context, f newsroom.Flag) error {
	err := s.write(ctx, func(t tx) error {
		if err := tellFlag(ctx, t, f); err != nil {
			return err
		}
		_, err := t.exec(ctx, `
			INSERT INTO flags (source_id, state, cause, since, checked, told)
			SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), 0 FROM sources
				WHERE id = $1
			ON CONFLICT (source_id) DO UPDATE SET state = excluded.state, cause = excluded.cause,
				since = CASE WHEN flags.state = excluded.state THEN flags.since ELSE excluded.since END,
				told = CASE WHEN flags.state = excluded.state THEN flags.told ELSE 0 END,
				checked = excluded.checked`, f.SourceID, f.State, f.Cause, us(f.Since), us(f.Checked))
		return err
	})
	if err != nil {
		return fmt.Errorf("flag source %d: %w", f.SourceID, err)
	}
	return nil
}

// tellFlag tells webhooks of a flag that is raised, changed or taken back.
func tellFlag(ctx context.Context, t tx, f newsroom.Flag) error {
	var name, was string
	err := t.row(ctx, `SELECT s.name, COALESCE(f.state, '') FROM sources s LEFT JOIN flags f ON f.source_id = s.id
		WHERE s.id = $1`, f.SourceID).Scan(&name, &was)
	if errors.Is(err, sql.ErrNoRows) || err == nil && was == f.State {
		return nil
	}
	if err != nil {
		return err
	}
	m := newsroom.HookMessage{
		Event: newsroom.EventBroken, Subject: f.SourceID, Name: name, State: f.State, At: f.Since,
	}
	if f.State == "" {
		m.Event = newsroom.EventRepaired
	}
	return tellHooks(ctx, t, m)
}

// TakeFlags returns the flags that nobody was told of, and notes that somebody is: of several processes one has them.
func (s *Store) TakeFlags(ctx context.Context, at time.Time) (all []newsroom.Flag, err error) {
	err = s.durable(ctx, func(t tx) error {
		all, err = list(ctx, t, readFlag, `UPDATE flags SET told = $1 WHERE told = 0 AND state <> ''
			RETURNING `+flagColumns, us(at))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take the flags of sources: %w", err)
	}
	return all, nil
}

// GiveFlags notes that nobody could be told of flags after all.
func (s *Store) GiveFlags(ctx context.Context, flags []newsroom.Flag) error {
	return s.durable(ctx, func(t tx) error {
		for _, f := range flags {
			_, err := t.exec(ctx, `UPDATE flags SET told = 0 WHERE source_id = $1 AND state = $2 AND told = $3`,
				f.SourceID, f.State, us(f.Told))
			if err != nil {
				return fmt.Errorf("give back the flag of source %d: %w", f.SourceID, err)
			}
		}
		return nil
	})
}
