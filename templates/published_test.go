package templates

import (
	"testing"
	"time"

	"attache/news"
)

// TestPublished prints a piece's day and time as the outlet printed them: by the outlet's clock, by the digest's zone
// where only a list told the time in UTC or nobody told one.
func TestPublished(t *testing.T) {
	for _, c := range []struct {
		at   string
		from news.DateFrom
		want string
	}{
		{"2026-06-13T22:59:00-04:00", news.DateFromPage, "13 June, 22:59"},
		{"2026-12-01T02:00:00+03:00", news.DateFromFeed, "1 December, 02:00"},
		{"2026-10-16T00:00:00+08:00", news.DateFromMark, "16 October"},
		{"2026-10-16T00:00:00Z", news.DateFromText, "16 October"},
		{"2026-10-15T22:00:00Z", news.DateFromFeed, "16 October, 03:00"},
		{"2026-10-15T22:00:00Z", news.DateFromSeen, "first seen 16 October"},
		{"2026-10-15T22:00:00-04:00", news.DateFromSeen, "first seen 16 October"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		zone := time.FixedZone("", 5*60*60)
		r := renderer{words: wordsOf(t, "en"), zone: zone, now: time.Date(2026, 12, 2, 7, 0, 0, 0, zone)}
		if got := r.published(news.Piece{Published: at, DateFrom: c.from}); got != c.want {
			t.Errorf("%s from %s: %q, want %q", c.at, c.from, got, c.want)
		}
	}
}
