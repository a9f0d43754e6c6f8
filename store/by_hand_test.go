package store_test

import (
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestIssuesMadeByHandMigrate upgrades a database of version 13, where only the slot's text told which issues were made
// by hand.
func TestIssuesMadeByHandMigrate(t *testing.T) {
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
			if err := store.MigrateTo(ctx, s, 13); err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
			want := map[string]bool{
				"2026-11-23T07:00 Asia/Almaty":                                false,
				"by hand 2026-11-23T02:00:00.000000Z":                         true,
				"by hand, ahead of time for 2027-11-23T07:00 Asia/Almaty (2)": true,
				"by hand 2026-11-23T02:00:00.000000Z (4)":                     true,
				"2026-11-23T07:00 Europe/Berlin":                              false,
			}
			for slot := range want {
				_, err := s.SQL().ExecContext(ctx, `
					INSERT INTO issues (digest_id, digest, title, number, slot, state, language, time_zone, window_from,
						window_to, claimed, composed, created, changed, sent, lead, sections, coverage, week, note)
					VALUES (1, 'daily', 'T', 1, $1, 'sent', 'en', 'UTC', 0, 0, 0, TRUE, $2, $2, $2, '[]', '[]', '{}', '[]', '')`,
					slot, now.UnixMicro())
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			all, err := s.Issues(ctx, "", 0)
			if err != nil || len(all) != len(want) {
				t.Fatal(len(all), err)
			}
			for _, i := range all {
				if i.ByHand != want[i.Slot] {
					t.Errorf("%s: by hand %t", i.Slot, i.ByHand)
				}
			}
			last, err := s.LastIssue(ctx, 1)
			if err != nil || last.ByHand || last.State != news.IssueSent {
				t.Errorf("the last of the schedule: %+v, %v", last, err)
			}
			heads, err := s.Heads(ctx, 1, 10)
			if err != nil || len(heads) != 2 {
				t.Errorf("heads of the schedule: %+v, %v", heads, err)
			}
		})
	}
}
