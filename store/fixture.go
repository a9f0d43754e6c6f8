package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"

	"attache/news"
)

// The bounds of a fixture's page, in bytes: as it is kept, and unpacked.
const (
	maxFixture     = 1 << 20
	maxFixturePage = 32 << 20
)

// PutFixture keeps a source's list page in place of the one kept before. A page larger than 1 MB packed is a
// *news.InvalidError; the error wraps news.ErrNotFound when the source is gone.
func (s *Store) PutFixture(ctx context.Context, f news.Fixture) error {
	packed, err := pack(f.Body)
	if err != nil {
		return fmt.Errorf("pack the page of source %d: %w", f.SourceID, err)
	}
	if len(packed) > maxFixture || len(f.Body) > maxFixturePage {
		return news.Invalid("",
			"The page %s is too large to be kept for a later check: %d kB packed, 1024 kB are kept.", f.URL,
			len(packed)>>10)
	}
	return s.durable(ctx, func(t tx) error {
		var id int64
		if err := t.row(ctx, `SELECT id FROM sources WHERE id = $1`, f.SourceID).Scan(&id); err != nil {
			return fmt.Errorf("keep the page of source %d: %w", f.SourceID, found(err))
		}
		_, err := t.exec(ctx, `
			INSERT INTO fixtures (source_id, doc, body) VALUES ($1, $2, $3)
			ON CONFLICT (source_id) DO UPDATE SET doc = excluded.doc, body = excluded.body`, f.SourceID, doc{f}, packed)
		if err != nil {
			return fmt.Errorf("keep the page of source %d: %w", f.SourceID, err)
		}
		return nil
	})
}

// Fixture returns the list page kept of a source; the error wraps news.ErrNotFound when there is none. PutSource
// forgets it when the source's address or kind changes.
func (s *Store) Fixture(ctx context.Context, sourceID int64) (news.Fixture, error) {
	f := news.Fixture{SourceID: sourceID}
	var packed []byte
	err := s.alone().row(ctx, `SELECT doc, body FROM fixtures WHERE source_id = $1`, sourceID).Scan(doc{&f}, &packed)
	if err == nil {
		f.Body, err = unpack(packed)
	}
	if err != nil {
		return f, fmt.Errorf("page kept of source %d: %w", sourceID, found(err))
	}
	return f, nil
}

func pack(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	err = z.Close()
	return b.Bytes(), err
}

func unpack(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, maxFixturePage))
}
