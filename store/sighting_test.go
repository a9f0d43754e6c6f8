package store_test

import (
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestSightingsMigrate upgrades a database of version 14, where an article was of one source only.
func TestSightingsMigrate(t *testing.T) {
	for name, address := range map[string]func(testing.TB) string{
		"SQLite": storetest.SQLite, "Postgres": storetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			s, err := store.Open(ctx, store.Config{URL: address(t)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			if err := store.MigrateTo(ctx, s, 14); err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
			for n, source := range []int64{7, 8, 7} {
				_, err := s.SQL().ExecContext(ctx, `
					INSERT INTO articles (url, source_id, outlet, title, authors, published, date_from, seen, dated, language,
						image, blocks, summary, excerpt, partial, backlog)
					VALUES ($1, $2, '{}', 'T', '[]', $3, 'page', $3, $3, 'en', '', '[]', '', 0, FALSE, FALSE)`,
					string(rune('a'+n)), source, now.UnixMicro())
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			for source, want := range map[int64]int{7: 2, 8: 1, 9: 0} {
				found, err := s.Candidates(ctx, news.Window{From: now, To: now.Add(time.Second)}, []int64{source}, 0)
				if err != nil || len(found) != want {
					t.Errorf("source %d: %+v, %v", source, found, err)
				}
				for _, c := range found {
					if c.SourceID != source || !c.Seen.Equal(now) {
						t.Errorf("source %d: %+v", source, c)
					}
				}
			}
		})
	}
}
