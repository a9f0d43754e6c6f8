package schedule

import (
	"testing"
	"time"

	"attache/news"
)

// TestSkip: a skipped date has no slot, in the digest's own zone; the days around it have theirs.
func TestSkip(t *testing.T) {
	d := &news.Digest{Schedule: "0 7 * * *", TimeZone: "Asia/Almaty", Skip: []string{"2026-12-16", "2026-12-17"}}
	from := time.Date(2026, 12, 15, 3, 0, 0, 0, time.UTC) // 8:00 there
	slots, err := BetweenOf(d, from, from.AddDate(0, 0, 4))
	if err != nil || len(slots) != 2 || slots[0].Key != "2026-12-18T07:00 Asia/Almaty" {
		t.Errorf("%v, %v", slots, err)
	}
	s, ok, err := NextOf(d, from)
	if err != nil || !ok || s.Key != "2026-12-18T07:00 Asia/Almaty" {
		t.Errorf("next %v, %v, %v", s, ok, err)
	}
	s, ok, err = LastOf(d, from.AddDate(0, 0, 2))
	if err != nil || !ok || s.Key != "2026-12-15T07:00 Asia/Almaty" {
		t.Errorf("last %v, %v, %v", s, ok, err)
	}
}
