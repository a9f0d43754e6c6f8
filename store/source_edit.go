package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"attache/news"
	"attache/newsroom"
)

// sourceText is a source as the audit log keeps it.
func sourceText(src news.Source) (string, error) {
	src.ID = 0
	b, err := json.Marshal(src)
	return string(b), err
}

// AddSource writes a new source, with the entry that tells of it, and returns the entry's number. A name that is taken
// is an *news.InvalidError.
func (s *Store) AddSource(ctx context.Context, src *news.Source, e newsroom.Entry) (id int64, err error) {
	if err := src.Validate(); err != nil {
		return 0, err
	}
	err = s.durable(ctx, func(t tx) error {
		var others int
		if err := t.row(ctx, `SELECT count(*) FROM sources WHERE name = $1`, src.Name).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			return news.Invalid("name", "There is a source %q already.", src.Name)
		}
		if err := putSource(ctx, t, src); err != nil {
			return err
		}
		e.Kind, e.Name = "source", src.Name
		if e.Became, err = sourceText(*src); err != nil {
			return err
		}
		id, err = addEntry(ctx, t, e)
		return err
	})
	return id, err
}

// EditSource changes a source in one transaction and notes how it was before and after. It returns the number of the
// entry, 0 when nothing changed. A source keeps its name.
func (s *Store) EditSource(
	ctx context.Context, name string, edit func(*news.Source) error, e newsroom.Entry,
) (id int64, err error) {
	err = s.durable(ctx, func(t tx) error {
		src, err := readSource(t.row(ctx, `SELECT id, enabled, doc FROM sources WHERE name = $1`, name))
		if err != nil {
			return fmt.Errorf("source %q: %w", name, found(err))
		}
		was, err := sourceText(src)
		if err != nil {
			return err
		}
		if err := edit(&src); err != nil {
			return err
		}
		src.Name = name
		if err := src.Validate(); err != nil {
			return err
		}
		e.Kind, e.Name, e.Was = "source", name, was
		if e.Became, err = sourceText(src); err != nil || e.Became == was {
			return err
		}
		if err := putSource(ctx, t, &src); err != nil {
			return err
		}
		id, err = addEntry(ctx, t, e)
		return err
	})
	return id, err
}

// RemoveSource deletes a source as a person saw it, and notes how it was: newsroom.ErrOvertaken when it is not any more
// as the JSON seen says, news.ErrNotFound when there is none. A source that a digest names stays. It returns the number
// of the entry; its articles stay.
func (s *Store) RemoveSource(ctx context.Context, name, seen string, e newsroom.Entry) (id int64, err error) {
	err = s.durable(ctx, func(t tx) error {
		src, err := readSource(t.row(ctx, `SELECT id, enabled, doc FROM sources WHERE name = $1`, name))
		if err != nil {
			return fmt.Errorf("source %q: %w", name, found(err))
		}
		if e.Was, err = sourceText(src); err != nil {
			return err
		}
		if e.Was != seen {
			return newsroom.ErrOvertaken
		}
		digests, err := list(ctx, t, readDigest, `SELECT id, enabled, doc FROM digests ORDER BY name`)
		if err != nil {
			return err
		}
		for _, d := range digests {
			if slices.Contains(d.Sources, name) {
				return &news.InvalidError{
					Message: fmt.Sprintf("The digest %s reads the source %s.", d.Name, name), Hint: "take it out there first",
				}
			}
		}
		if _, err := t.exec(ctx, `DELETE FROM sources WHERE id = $1`, src.ID); err != nil {
			return fmt.Errorf("remove source %q: %w", name, err)
		}
		e.Kind, e.Name = "source", name
		id, err = addEntry(ctx, t, e)
		return err
	})
	return id, err
}

// UndoSource takes back what an entry tells of a source: a new entry, not a change of the old one. It is
// newsroom.ErrOvertaken when the source is not as the entry left it; news.ErrNotFound when there is no such entry.
func (s *Store) UndoSource(ctx context.Context, entry int64, e newsroom.Entry) (name string, err error) {
	err = s.durable(ctx, func(t tx) error {
		old, err := readEntry(t.row(ctx, `SELECT `+entryColumns+` FROM audit x LEFT JOIN people p ON p.id = x.person_id
			WHERE x.id = $1 AND x.kind = 'source'`, entry))
		if err != nil {
			return fmt.Errorf("entry %d: %w", entry, found(err))
		}
		name = old.Name
		src, err := readSource(t.row(ctx, `SELECT id, enabled, doc FROM sources WHERE name = $1`, name))
		now := "" // there is none: it was removed
		if err == nil {
			now, err = sourceText(src)
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("source %q: %w", name, err)
		}
		if now != old.Became {
			return newsroom.ErrOvertaken
		}
		if now == "" && old.Was == "" { // it tells of no change
			return fmt.Errorf("entry %d: %w", entry, news.ErrNotFound)
		}
		e.Kind, e.Name, e.Was, e.Became = "source", name, now, old.Was
		if old.Was == "" { // it was added
			_, err = t.exec(ctx, `DELETE FROM sources WHERE name = $1`, name)
		} else {
			var back news.Source
			if err = json.Unmarshal([]byte(old.Was), &back); err == nil {
				err = putSource(ctx, t, &back)
			}
		}
		if err == nil {
			_, err = addEntry(ctx, t, e)
		}
		if err != nil {
			return fmt.Errorf("take back what was done to %q: %w", name, err)
		}
		return nil
	})
	return name, err
}
