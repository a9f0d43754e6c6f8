package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"attache/news"
	"attache/newsroom"
)

// ImportSources adds sources, or writes them in place of those with the same address or name, all or none, each with
// an entry of its own. It returns the numbers of the entries; those that are as they were have none. A source that is
// known by its address keeps its name.
func (s *Store) ImportSources(ctx context.Context, sources []news.Source, e newsroom.Entry) (ids []int64, err error) {
	err = s.durable(ctx, func(t tx) error {
		ids = nil
		for i := range sources {
			id, err := importSource(ctx, t, sources[i], e)
			if err != nil {
				return err
			}
			if id != 0 {
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids, err
}

func importSource(ctx context.Context, t tx, src news.Source, e newsroom.Entry) (id int64, err error) {
	if err := src.Validate(); err != nil {
		return 0, err
	}
	was, err := readSource(t.row(ctx, `SELECT id, enabled, doc FROM sources WHERE url = $1 OR name = $2
		ORDER BY CASE WHEN url = $1 THEN 0 ELSE 1 END LIMIT 1`, src.URL, src.Name))
	e.Kind, e.Action = "source", "source.edit"
	switch {
	case errors.Is(err, sql.ErrNoRows):
		e.Action = "source.add"
	case err != nil:
		return 0, fmt.Errorf("import source %q: %w", src.Name, err)
	default:
		src.Name = was.Name
		if e.Was, err = sourceText(was); err != nil {
			return 0, err
		}
	}
	e.Name = src.Name
	if e.Became, err = sourceText(src); err != nil || e.Became == e.Was {
		return 0, err
	}
	if err := putSource(ctx, t, &src); err != nil {
		return 0, err
	}
	return addEntry(ctx, t, e)
}

// SaveSource writes a source as a person saw it before it was saved: newsroom.ErrOvertaken when it is not any more as
// the JSON seen says. It returns the number of the entry, 0 when nothing changed. A source keeps its name.
func (s *Store) SaveSource(ctx context.Context, src news.Source, seen string, e newsroom.Entry) (int64, error) {
	return s.EditSource(ctx, src.Name, func(now *news.Source) error {
		text, err := sourceText(*now)
		if err != nil {
			return err
		}
		var was news.Source
		if json.Unmarshal([]byte(seen), &was) != nil {
			return newsroom.ErrOvertaken
		}
		if old, err := sourceText(was); err != nil || old != text {
			return newsroom.ErrOvertaken
		}
		src.ID = now.ID
		*now = src
		return nil
	}, e)
}

// PollsBefore lists visits to a source that began before a time (zero = from the newest on), newest first.
func (s *Store) PollsBefore(ctx context.Context, sourceID int64, before time.Time, limit int) ([]news.Poll, error) {
	at := int64(math.MaxInt64)
	if !before.IsZero() {
		at = us(before)
	}
	all, err := list(ctx, s.alone(), func(r scanner) (p news.Poll, err error) {
		err = r.Scan(doc{&p})
		return p, err
	}, `SELECT doc FROM polls WHERE source_id = $1 AND started < $2 ORDER BY started DESC, id DESC LIMIT $3`, sourceID, at,
		limit)
	if err != nil {
		return nil, fmt.Errorf("list polls of source %d: %w", sourceID, err)
	}
	return all, nil
}
