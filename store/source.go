package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"attache/news"
)

// unreadTries is how often a page that cannot be read is tried before it is given up.
const unreadTries = 3

// longestURL bounds an article's address: PostgreSQL indexes no value above 2.7 kB, and no article has a longer one.
const longestURL = 2000

func readSource(r scanner) (news.Source, error) {
	var s news.Source
	var id int64
	var on bool
	if err := r.Scan(&id, &on, doc{&s}); err != nil {
		return s, err
	}
	s.ID, s.Enabled = id, on
	return s, nil
}

// Sources does what worker.Materials says.
func (s *Store) Sources(ctx context.Context, enabled bool) ([]news.Source, error) {
	all, err := list(ctx, s.alone(), readSource,
		`SELECT id, enabled, doc FROM sources WHERE enabled OR NOT $1 ORDER BY name`, enabled)
	if err != nil {
		return nil, fmt.Errorf("list sources: %w", err)
	}
	return all, nil
}

// Source returns one source by its name; the error wraps news.ErrNotFound when there is none.
func (s *Store) Source(ctx context.Context, name string) (news.Source, error) {
	src, err := readSource(s.alone().row(ctx, `SELECT id, enabled, doc FROM sources WHERE name = $1`, name))
	if err != nil {
		return src, fmt.Errorf("source %q: %w", name, found(err))
	}
	return src, nil
}

// PutSource writes a source: a new one, or in place of the one of the same name. It sets src.ID. An address that
// another source has is a *news.InvalidError. When the source is now read in another way, the next visit asks for its
// whole list: what the server says has not changed (304) may give other entries by the new rules.
func (s *Store) PutSource(ctx context.Context, src *news.Source) error {
	if err := src.Validate(); err != nil {
		return err
	}
	return s.durable(ctx, func(t tx) error { return putSource(ctx, t, src) })
}

func putSource(ctx context.Context, t tx, src *news.Source) error {
	var other string
	err := t.row(ctx, `SELECT name FROM sources WHERE url = $1 AND name <> $2`, src.URL, src.Name).Scan(&other)
	switch {
	case err == nil:
		return &news.InvalidError{
			Field: "url", Message: fmt.Sprintf("The source %s already reads %s.", other, src.URL),
			Hint: news.Command("attache", "source", "show", other),
		}
	case !errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("put source %q: %w", src.Name, err)
	}
	before, err := readSource(t.row(ctx, `SELECT id, enabled, doc FROM sources WHERE name = $1`, src.Name))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("put source %q: %w", src.Name, err)
	}
	err = t.row(ctx, `
		INSERT INTO sources (name, url, enabled, doc) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET url = excluded.url, enabled = excluded.enabled, doc = excluded.doc
		RETURNING id`, src.Name, src.URL, src.Enabled, doc{src}).Scan(&src.ID)
	if err == nil && before.ID != 0 && !readAlike(&before, src) {
		err = forgetValidators(ctx, t, src.ID)
	}
	if err == nil && before.ID != 0 && (before.URL != src.URL || before.Kind != src.Kind) {
		_, err = t.exec(ctx, `DELETE FROM fixtures WHERE source_id = $1`, src.ID)
	}
	if err != nil {
		return fmt.Errorf("put source %q: %w", src.Name, err)
	}
	return nil
}

// readAlike reports whether two states of a source read the same list in the same way.
func readAlike(a, b *news.Source) bool {
	return a.URL == b.URL && a.Kind == b.Kind && a.Rules == b.Rules &&
		a.Language == b.Language && a.TimeZone == b.TimeZone && a.DayFirst == b.DayFirst && a.Browser == b.Browser
}

// forgetValidators takes the ETag and the Last-Modified out of a source's last poll.
func forgetValidators(ctx context.Context, t tx, id int64) error {
	var last news.Poll
	err := t.row(ctx, `SELECT doc FROM standings WHERE source_id = $1`, id).Scan(doc{&last})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case last.ETag == "" && last.LastModified == "":
		return nil
	}
	last.ETag, last.LastModified = "", ""
	_, err = t.exec(ctx, `UPDATE standings SET doc = $2 WHERE source_id = $1`, id, doc{last})
	return err
}

// EnableSource switches a source on or off; the error wraps news.ErrNotFound when there is none of that name.
func (s *Store) EnableSource(ctx context.Context, name string, on bool) error {
	return s.one(ctx, fmt.Sprintf("source %q", name), `UPDATE sources SET enabled = $2 WHERE name = $1`, name, on)
}

// DeleteSource forgets a source, its polls and its standing. Its articles stay.
func (s *Store) DeleteSource(ctx context.Context, name string) error {
	return s.one(ctx, fmt.Sprintf("source %q", name), `DELETE FROM sources WHERE name = $1`, name)
}

// one runs a statement that must touch a row of what.
func (s *Store) one(ctx context.Context, what, query string, args ...any) error {
	return s.durable(ctx, func(t tx) error {
		n, err := t.exec(ctx, query, args...)
		if err == nil && n == 0 {
			err = news.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	})
}

// found turns "no rows" into news.ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return news.ErrNotFound
	}
	return err
}

const standingRows = `SELECT s.id, s.enabled, s.doc, COALESCE(t.doc, '{}'), COALESCE(t.last_success, 0),
	       COALESCE((SELECT max(a.seen) FROM article_sources a WHERE a.source_id = s.id), 0), COALESCE(t.failures, 0)
	FROM sources s LEFT JOIN standings t ON t.source_id = s.id `

func readStanding(r scanner) (news.Standing, error) {
	var st news.Standing
	var id int64
	var on bool
	err := r.Scan(&id, &on, doc{&st.Source}, doc{&st.Last}, when(&st.LastSuccess), when(&st.LastNews), &st.Failures)
	st.Source.ID, st.Source.Enabled, st.Last.SourceID = id, on, id
	if st.Last.State == "" {
		st.Last.State = news.PollNever
	}
	return st, err
}

// Standings does what worker.Polls says.
func (s *Store) Standings(ctx context.Context) ([]news.Standing, error) {
	all, err := list(ctx, s.alone(), readStanding, standingRows+`ORDER BY s.name`)
	if err != nil {
		return nil, fmt.Errorf("list standings: %w", err)
	}
	return all, nil
}

// Standing does what worker.Polls says.
func (s *Store) Standing(ctx context.Context, sourceID int64) (news.Standing, error) {
	st, err := readStanding(s.alone().row(ctx, standingRows+`WHERE s.id = $1`, sourceID))
	if err != nil {
		return st, fmt.Errorf("standing of source %d: %w", sourceID, found(err))
	}
	return st, nil
}

// SavePoll does what worker.Polls says.
func (s *Store) SavePoll(ctx context.Context, p news.Poll) error {
	return s.write(ctx, func(t tx) error {
		var id int64
		err := t.row(ctx, `SELECT id FROM sources WHERE id = $1`, p.SourceID).Scan(&id)
		if err == nil {
			_, err = t.exec(ctx, `INSERT INTO polls (source_id, started, state, doc) VALUES ($1, $2, $3, $4)`,
				p.SourceID, us(p.Started), string(p.State), doc{p})
		}
		if err == nil {
			success := int64(0)
			if p.State.Good() || p.State == news.PollEmpty {
				success = us(p.Started)
			}
			_, err = t.exec(ctx, `
				INSERT INTO standings (source_id, last_success, failures, doc) VALUES ($1, $2, $3, $4)
				ON CONFLICT (source_id) DO UPDATE SET
					last_success = CASE WHEN excluded.last_success > 0 THEN excluded.last_success ELSE standings.last_success END,
					failures = CASE WHEN excluded.failures = 0 THEN 0 ELSE standings.failures + 1 END,
					doc = excluded.doc`, p.SourceID, success, bit(!p.State.Good()), doc{p})
		}
		if err != nil {
			return fmt.Errorf("save the poll of source %d: %w", p.SourceID, found(err))
		}
		return nil
	})
}

// Polls of a source, newest first.
func (s *Store) Polls(ctx context.Context, sourceID int64, limit int) ([]news.Poll, error) {
	read := func(r scanner) (p news.Poll, err error) {
		err = r.Scan(doc{&p})
		return p, err
	}
	all, err := list(ctx, s.alone(), read,
		`SELECT doc FROM polls WHERE source_id = $1 ORDER BY started DESC, id DESC LIMIT $2`, sourceID, limit)
	if err != nil {
		return nil, fmt.Errorf("list polls of source %d: %w", sourceID, err)
	}
	return all, nil
}

// Unknown does what worker.Polls says.
func (s *Store) Unknown(ctx context.Context, urls []string) ([]string, error) {
	if len(urls) == 0 {
		return nil, nil
	}
	var asked []string
	for _, u := range urls {
		asked = append(asked, spellings(u)...)
	}
	known, err := list(ctx, s.alone(), value[string], `
		SELECT a.url FROM articles a WHERE a.url IN (SELECT v.value FROM `+s.in("$1")+`)
		UNION ALL
		SELECT l.url FROM aliases l WHERE l.url IN (SELECT v.value FROM `+s.in("$1")+`)
		UNION ALL
		SELECT u.url FROM unread u WHERE u.tries >= $2 AND u.url IN (SELECT v.value FROM `+s.in("$1")+`)`,
		texts(asked), unreadTries)
	if err != nil {
		return nil, fmt.Errorf("look up %d addresses: %w", len(urls), err)
	}
	gone, err := s.knownHashes(ctx, s.alone(), urls)
	if err != nil {
		return nil, fmt.Errorf("look up %d addresses: %w", len(urls), err)
	}
	skip := make(map[string]bool, len(known)+len(urls))
	for _, u := range known {
		skip[bare(u)] = true
	}
	var out []string
	for _, u := range urls {
		if key := bare(clean(u)); !skip[key] && !gone[addressHash(u)] {
			skip[key] = true
			if len(u) <= longestURL {
				out = append(out, u)
			}
		}
	}
	return out, nil
}

// bare is an address without what leads to the same page: http or https, www, and a slash at the end of its path.
func bare(u string) string {
	u = strings.TrimPrefix(strings.TrimPrefix(u, "https://"), "http://")
	u = strings.TrimPrefix(u, "www.")
	if strings.Contains(u, "?") {
		return u
	}
	return strings.TrimSuffix(u, "/")
}

// spellings are the addresses that are the same when bare, u among them.
func spellings(u string) []string {
	u = clean(u)
	key := bare(u)
	out := []string{u}
	for _, scheme := range []string{"https://", "http://", "https://www.", "http://www."} {
		for _, end := range []string{"", "/"} {
			if s := scheme + key + end; s != u && bare(s) == key {
				out = append(out, s)
			}
		}
	}
	return out
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
