package store_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

const (
	// yearLetters are those of a year of daily issues to 100,000 readers.
	yearLetters = 365 * 100_000
	mostYear    = 2 << 30 // bytes that their ledger may take
	mostWAL     = 100     // bytes of write-ahead log a recipient
)

// TestTortureLedger sends an issue through the ledger, in batches of 80 whose outcomes come in four parts, one of a
// hundred refused, and measures what is written and kept for a recipient. What others write on the same server counts
// too, so that the bounds of the log and of updates hold as a torture only, on a server of one's own.
func TestTortureLedger(t *testing.T) {
	readers, torture := 3000, os.Getenv("ATTACHE_TORTURE") != ""
	if torture {
		readers = 100_000
	}
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		postgres := false
		withStore(t, url, func(s *store.Store) { postgres = s.Pool() != nil })
		var froze, sent int64
		var took time.Duration
		withStore(t, url, func(s *store.Store) {
			issue, now := manyReaders(t, s, readers), time.Now()
			began := walAt(t, s)
			if n, err := s.Enqueue(t.Context(), issue, now); err != nil || n != readers {
				t.Fatalf("froze %d, %v", n, err)
			}
			froze = walAt(t, s) - began
			start := time.Now()
			sendAll(t, s, issue, now)
			took = time.Since(start)
			sent = walAt(t, s) - began - froze
			tally, err := s.Tally(t.Context(), issue)
			if err != nil || tally.Frozen() != readers || tally.Open() != 0 {
				t.Errorf("%v, %v", tally, err)
			}
		})
		withStore(t, url, func(s *store.Store) { // its connections have told the statistics
			n := int64(readers)
			kept := ledgerBytes(t, s)
			year := kept * yearLetters / n
			t.Logf("%d recipients in %v (%.0f/s): %d bytes kept each, %d MB a year of 100,000 a day", n,
				took.Round(time.Millisecond), float64(n)/took.Seconds(), kept/n, year>>20)
			if torture && year > mostYear {
				t.Errorf("a year takes %d MB", year>>20)
			}
			if !postgres {
				return
			}
			t.Logf("the log: %d bytes a recipient frozen, %d sent", froze/n, sent/n)
			if torture && (froze+sent)/n > mostWAL {
				t.Errorf("the log takes %d bytes a recipient, more than %d", (froze+sent)/n, mostWAL)
			}
			hot(t, s, torture)
		})
	})
}

// manyReaders puts readers of a digest in four languages, and an approved issue of it.
func manyReaders(t *testing.T, s *store.Store, readers int) int64 {
	t.Helper()
	now := time.Now()
	d := news.Digest{Name: "daily", Title: "Daily", TimeZone: "UTC", Enabled: true}
	if err := s.PutDigest(t.Context(), &d); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`
		INSERT INTO subscribers (email, email_key, name, language, reads, state, created, changed)
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		SELECT 'r' || CAST(i AS TEXT) || '@example.org', 'r' || CAST(i AS TEXT) || '@example.org', 'A Reader',
			CASE i %% 4 WHEN 0 THEN 'en' WHEN 1 THEN 'kk' WHEN 2 THEN 'ru' ELSE 'tr' END, '[]', 'active', 0, 0 FROM n`, `
		INSERT INTO subscriptions (digest_id, subscriber_id) SELECT 1, id FROM subscribers WHERE %d > 0`,
	} {
		if _, err := s.SQL().ExecContext(t.Context(), fmt.Sprintf(q, readers)); err != nil {
			t.Fatal(err)
		}
	}
	id, _, err := s.ClaimSlot(t.Context(), d.ID, "slot", now, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	i := news.Issue{ID: id, State: news.IssueApproved, Created: now}
	if err := s.SaveIssue(t.Context(), &i, nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SQL().ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	return id
}

// sendAll takes and records as a sender does over ten connections.
func sendAll(t *testing.T, s *store.Store, issue int64, now time.Time) {
	t.Helper()
	for n := 0; ; {
		ds, err := s.TakeDeliveries(t.Context(), issue, 80, "a holder of a usual length/4711/1", now)
		if err != nil {
			t.Fatal(err)
		}
		if len(ds) == 0 {
			return
		}
		for part := range 4 {
			some := ds[part*len(ds)/4 : (part+1)*len(ds)/4]
			for i := range some {
				some[i].State, some[i].Changed = news.DeliverySent, now
				some[i].Response, some[i].MessageID = "250 2.0.0 Ok: queued as 4F2B31C0", "1.23456@press.example.org"
				if n++; n%100 == 0 {
					some[i].State, some[i].Response = news.DeliveryFailed, "550 5.1.1 No such user here"
				}
			}
			if err := s.RecordDeliveries(t.Context(), some); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// walAt is where the write-ahead log of PostgreSQL ends, in bytes; 0 on SQLite.
func walAt(t *testing.T, s *store.Store) (n int64) {
	t.Helper()
	if s.Pool() == nil {
		return 0
	}
	err := s.SQL().QueryRowContext(t.Context(), `SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS BIGINT)`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ledgerBytes is what the tables of the ledger take, with their indexes.
func ledgerBytes(t *testing.T, s *store.Store) (n int64) {
	t.Helper()
	sizes, _, err := s.Sizes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		switch size.Table {
		case "chunks", "exceptions", "takings", "guests":
			n += size.Bytes
		}
	}
	return n
}

// hot asserts that no update of the ledger's tables wrote to an index; unless alone, that few did: old snapshots of
// others keep the room on a page from being used again.
func hot(t *testing.T, s *store.Store, alone bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, table := range []string{"chunks", "takings"} {
		for { // the statistics come when the connections have ended
			var updates, stayed int64
			err := s.SQL().QueryRowContext(ctx, `SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables
				WHERE schemaname = current_schema() AND relname = $1`, table).Scan(&updates, &stayed)
			if err != nil {
				t.Fatal(err)
			}
			if updates == 0 {
				continue
			}
			t.Logf("%s: %d of %d updates were HOT", table, stayed, updates)
			if stayed != updates && (alone || stayed < updates/2) {
				t.Errorf("%s: %d updates of %d wrote to indexes", table, updates-stayed, updates)
			}
			break
		}
	}
}
