package worker_test

import (
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// TestServeGivesNothingUpByAWrongClock serves an approved issue by a clock two years ahead, from the start on, and then
// by the right one.
func TestServeGivesNothingUpByAWrongClock(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		d := h.digest(t, func(d *news.Digest) { d.Schedule = "" })
		h.readers(t, d, 2)
		h.piece(t, src, "one", time.Hour)
		h.polled(t, src)
		i := publish(t, h, worker.Order{Digest: d})
		check(t, "composed", i.State, news.IssueApproved)
		state := func() (news.IssueState, string) {
			t.Helper()
			got, err := h.store.Issue(t.Context(), i.ID)
			if err != nil {
				t.Fatal(err)
			}
			return got.State, got.Note
		}

		h.wall.add(2 * year)
		steady := h.doubting()
		heard := h.listen()
		stop := h.serving(t)
		h.tick(t)
		if h.store.Pool() == nil { // nothing confirms the clock
			if s, note := state(); s != news.IssueApproved {
				t.Fatalf("given up at once: %s, %s", s, note)
			}
			pass(h.wall, steady, 11*time.Minute)
		}
		await(t, heard, "issue missed", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if s, note := state(); s != news.IssueMissed || note != "composed 2 years ago and not sent since" {
			t.Fatalf("%s, %s", s, note)
		}
		check(t, "letters by the wrong clock", len(h.post.to()), 0)

		h.wall.set(breakfast.Add(time.Minute))
		stamps, err := h.pipeline.Ahead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		named := false
		for _, s := range stamps {
			named = named || strings.Contains(s.What, "given up as too late") &&
				s.Action == "is approved again, as it was"
		}
		check(t, "named", named, true)
		h.doubting()
		h.serving(t)
		await(t, heard, "issue sent", 1)
		check(t, "letters", len(h.post.to()), 2)
		if stamps, err = h.pipeline.Ahead(t.Context()); err != nil || len(stamps) > 0 {
			t.Errorf("left: %v, %v", stamps, err)
		}
	})
}

func TestSpan(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"less than a minute": 10 * time.Second, "9 min": 9 * time.Minute, "7 h 30 min": 7*time.Hour + 30*time.Minute,
		"1 day 1 h": 25 * time.Hour,
		"2 years":   2*year + 9*time.Minute, "1 year 1 day": year + 24*time.Hour,
	} {
		check(t, d.String(), worker.Span(d), want)
	}
}
