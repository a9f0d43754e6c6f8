package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"attache/news"
)

const articleColumns = `a.id, a.url, a.source_id, a.outlet, a.title, a.authors, a.published, a.date_from, a.seen,
	a.language, a.image,
	a.blocks, a.summary, ` + packedText + `, a.excerpt, a.partial, a.backlog, a.forgotten, a.forgotten_at,
	a.zone`

// packedText is the packed text of an article a.
const packedText = `(SELECT x.packed FROM texts x WHERE x.article_id = a.id)`

// articleText is the packed part of an article.
type articleText struct {
	Blocks  []news.Block `json:"blocks"`
	Cut     []news.Block `json:"cut,omitempty"`
	Summary string       `json:"summary,omitempty"`
	Whole   int          `json:"whole,omitempty"` // news.Article.Whole
}

// bytes is how long a text is, in bytes: what an issue's limit counts.
func (t *articleText) bytes() int {
	n := len(t.Summary)
	for i := range t.Blocks {
		n += len(t.Blocks[i].Text)
	}
	return n
}

// putText stores the text of an article.
func putText(ctx context.Context, t tx, articleID int64, text articleText) error {
	_, err := t.exec(ctx, `INSERT INTO texts (article_id, bytes, packed) VALUES ($1, $2, $3)`, articleID, text.bytes(),
		packed{text})
	return err
}

func readArticle(r scanner) (news.Article, error) {
	var a news.Article
	var text articleText
	var zone int
	err := r.Scan(&a.ID, &a.URL, &a.SourceID, doc{&a.Outlet}, &a.Title, doc{&a.Authors}, when(&a.Published),
		&a.DateFrom, when(&a.Seen),
		&a.Language, &a.Image, doc{&text.Blocks}, &text.Summary, packed{&text}, &a.Excerpt, &a.Partial, &a.Backlog,
		&a.Forgotten, when(&a.ForgottenAt), &zone)
	a.Published = inZone(a.Published, zone)
	a.Blocks, a.Summary, a.Whole = text.Blocks, text.Summary, text.Whole
	return a, err
}

// zoneOf is how many minutes east of UTC the clock is that a time is told by.
func zoneOf(t time.Time) int {
	_, seconds := t.Zone()
	return seconds / 60
}

// inZone is a time by the clock that many minutes east of UTC.
func inZone(t time.Time, minutes int) time.Time {
	if minutes == 0 {
		return t
	}
	return t.In(time.FixedZone("", minutes*60))
}

// PutArticle stores an article; it reports false and changes nothing when the URL, or another spelling of it
// (spellings), is known. It sets a.ID either way, to 0 when retention has deleted the article's row and only its
// address is known.
func (s *Store) PutArticle(ctx context.Context, a *news.Article) (bool, error) {
	return s.PutRead(ctx, a, a.URL, nil)
}

// PutRead does what worker.Polls says.
func (s *Store) PutRead(ctx context.Context, a *news.Article, listed string, cut []news.Block) (bool, error) {
	if a.URL == "" || len(a.URL) > longestURL {
		return false, news.Invalid("url", "An article needs an address of 1 to %d bytes; this one has %d.", longestURL,
			len(a.URL))
	}
	put := false
	err := s.write(ctx, func(t tx) (err error) {
		put = false // the transaction may be tried again
		a.ID, err = s.articleID(ctx, t, a.URL)
		if errors.Is(err, sql.ErrNoRows) {
			gone, err := s.wasKnown(ctx, t, a.URL)
			if err != nil {
				return err
			}
			if gone {
				return s.noteKnown(ctx, t, 0, listed)
			}
			if put, err = s.insertArticle(ctx, t, a, cut); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		if err = noteSource(ctx, t, a); err != nil {
			return err
		}
		if listed != a.URL && len(listed) <= longestURL {
			_, err := t.exec(ctx, `
				INSERT INTO aliases (url, article_id) VALUES ($1, $2)
				ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id`, listed, a.ID)
			if err != nil {
				return err
			}
		}
		_, err = t.exec(ctx, `DELETE FROM unread WHERE url = $1 OR url = $2`, a.URL, listed)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("put article %s: %w", a.URL, err)
	}
	return put, nil
}

// articleID returns the ID of the article whose address is url or another spelling of it; sql.ErrNoRows when there is
// none.
func (s *Store) articleID(ctx context.Context, t tx, url string) (int64, error) {
	// Not ORDER BY id LIMIT 1: for that PostgreSQL, which knows nothing of the list, walks the table by id.
	var id sql.NullInt64
	err := t.row(ctx, `SELECT min(id) FROM articles WHERE url IN (SELECT v.value FROM `+s.in("$1")+`)`,
		texts(spellings(url))).Scan(&id)
	if err == nil && !id.Valid {
		return 0, sql.ErrNoRows
	}
	return id.Int64, err
}

// insertArticle stores an article that is not known and sets a.ID. It reports false when another process has stored it
// in between.
func (s *Store) insertArticle(ctx context.Context, t tx, a *news.Article, cut []news.Block) (put bool, err error) {
	err = t.row(ctx, `
		INSERT INTO articles (url, source_id, outlet, title, authors, published, date_from, seen, dated, language, image,
		blocks, summary, excerpt, partial, backlog, zone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '[]', '', $12, $13, $14, $15)
		ON CONFLICT (url) DO NOTHING RETURNING id`,
		a.URL, a.SourceID, doc{a.Outlet}, a.Title, doc{a.Authors}, us(a.Published), string(a.DateFrom), us(a.Seen),
		us(a.Dated()), a.Language, a.Image, a.Excerpt, a.Partial, a.Backlog, zoneOf(a.Published)).Scan(&a.ID)
	if errors.Is(err, sql.ErrNoRows) {
		a.ID, err = s.articleID(ctx, t, a.URL)
		return false, err
	}
	if err != nil {
		return false, err
	}
	err = putText(ctx, t, a.ID, articleText{
		Blocks: a.Blocks, Cut: cut, Summary: clean(a.Summary), Whole: a.Whole,
	})
	if err == nil {
		err = s.putTerms(ctx, t, a)
	}
	return true, err
}

// LastRead does what worker.Polls says.
func (s *Store) LastRead(ctx context.Context, sourceID int64, limit int) ([]news.Article, error) {
	read := func(r scanner) (a news.Article, err error) {
		var text articleText
		err = r.Scan(&a.ID, &a.URL, &a.Title, doc{&text.Blocks}, doc{&text.Cut}, packed{&text})
		a.Blocks = text.Blocks
		a.Bound(0) // it may have been stored before texts were bounded
		a.Blocks = append(a.Blocks, text.Cut...)
		return a, err
	}
	all, err := list(ctx, s.alone(), read, `
		SELECT a.id, a.url, a.title, a.blocks, a.cut, `+packedText+` FROM articles a
		WHERE a.source_id = $1 AND NOT a.forgotten ORDER BY a.seen DESC, a.id DESC LIMIT $2`, sourceID, limit)
	if err != nil {
		return nil, fmt.Errorf("last articles of source %d: %w", sourceID, err)
	}
	return all, nil
}

// CutFrom returns what was cut from an article because its source's pages repeat it, and the other addresses that lead
// to it.
func (s *Store) CutFrom(ctx context.Context, articleID int64) (cut []news.Block, aliases []string, err error) {
	var text articleText
	err = s.alone().row(ctx, `SELECT a.cut, `+packedText+` FROM articles a WHERE a.id = $1`,
		articleID).Scan(doc{&text.Cut}, packed{&text})
	if err == nil {
		aliases, err = list(ctx, s.alone(), value[string], `SELECT url FROM aliases WHERE article_id = $1 ORDER BY url`,
			articleID)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("how article %d was read: %w", articleID, found(err))
	}
	return text.Cut, aliases, nil
}

// most is a limit for SQL: 0 means no limit.
func most(limit int) int64 {
	if limit <= 0 {
		return 1 << 62
	}
	return int64(limit)
}

// Article returns one article by its canonical URL, another address that leads to it, or its number; the error wraps
// news.ErrNotFound when there is none.
func (s *Store) Article(ctx context.Context, urlOrID string) (news.Article, error) {
	id, _ := strconv.ParseInt(urlOrID, 10, 64) // 0, which no article has, when it is an address
	a, err := readArticle(s.alone().row(ctx, `
		SELECT `+articleColumns+` FROM articles a
		WHERE a.url = $1 OR a.id = $2 OR a.id = (SELECT l.article_id FROM aliases l WHERE l.url = $1)
		ORDER BY CASE WHEN a.url = $1 THEN 0 ELSE 1 END LIMIT 1`, urlOrID, id))
	if err != nil {
		return a, fmt.Errorf("article %s: %w", urlOrID, found(err))
	}
	return a, nil
}

// AllArticles goes through every article in the order they were stored, a page at a time.
func (s *Store) AllArticles(ctx context.Context) iter.Seq2[news.Article, error] {
	const page = 200 // articles hold their text: some megabytes a page
	return pages(func(after int64) ([]news.Article, error) {
		return list(ctx, s.alone(), readArticle,
			`SELECT `+articleColumns+` FROM articles a WHERE a.id > $1 ORDER BY a.id LIMIT $2`, after, page)
	}, page, func(a *news.Article) int64 { return a.ID })
}

// pages turns a function that returns the rows after an id into one walk over all of them.
func pages[T any](next func(after int64) ([]T, error), size int, id func(*T) int64) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		after := int64(0)
		for {
			rows, err := next(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for i := range rows {
				if !yield(rows[i], nil) {
					return
				}
				after = id(&rows[i])
			}
			if len(rows) < size {
				return
			}
		}
	}
}
