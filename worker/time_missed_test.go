package worker_test

import (
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// TestServeGivesNothingUpByAWrongClock serves an issue made by hand by a clock two years ahead, from the start on, and
// then by the right one: with no host, with one or two that tell the right time, and with three that have the same
// wrong clock, which cannot be told from a right one.
func TestServeGivesNothingUpByAWrongClock(t *testing.T) {
	for _, test := range []struct {
		hosts string
		ahead time.Duration
		until string // what the log says
	}{
		{"", 0, "an approved issue seems too late, and is neither sent nor given up"},
		{"x", 2 * year, wrong},
		{"x y", 2 * year, wrong},
		{"x y z", 0, "issue missed"},
	} {
		t.Run("hosts "+test.hosts, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				src := h.source(t, "a")
				d := h.digest(t, func(d *news.Digest) { d.Schedule = "" })
				h.readers(t, d, 2)
				h.piece(t, src, "one", time.Hour)
				h.polled(t, src)
				i := publish(t, h, worker.Order{Digest: d})
				check(t, "composed", i.State, news.IssueApproved)
				missed := test.until == "issue missed"
				state := func() (news.IssueState, string) {
					t.Helper()
					got, err := h.store.Issue(t.Context(), i.ID)
					if err != nil {
						t.Fatal(err)
					}
					return got.State, got.Note
				}

				h.wall.add(2 * year)
				h.telling(t, test.hosts, test.ahead)
				steady := h.doubting()
				heard := h.listen()
				stop := h.serving(t)
				for _, wait := range []time.Duration{0, 11 * time.Minute, 2 * time.Hour, 9 * time.Hour} {
					pass(h.wall, steady, wait)
					h.tick(t)
				}
				await(t, heard, test.until, 1)
				if err := stop(); err != nil {
					t.Fatal(err)
				}
				if s, note := state(); (s == news.IssueMissed) != missed ||
					missed && note != "composed 2 years ago and not sent since" {
					t.Fatalf("%s, %s", s, note)
				}
				check(t, "letters by the wrong clock", len(h.post.to()), 0)

				h.wall.set(breakfast.Add(time.Minute))
				h.fetch.reset(time.Time{})
				stamps, err := h.pipeline.Ahead(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				named := false
				for _, s := range stamps {
					named = named || strings.Contains(s.What, "given up as too late") &&
						s.Action == "is approved again, as it was"
				}
				check(t, "named", named, missed)
				steady = h.doubting()
				h.serving(t)
				h.tick(t)
				pass(h.wall, steady, 11*time.Minute) // until the right clock is proven
				await(t, heard, "issue sent", 1)
				check(t, "letters", len(h.post.to()), 2)
				// A visit that was under way when the clock went back told an old time: then the next ones prove it.
				for range 20 {
					h.tick(t)
					if stamps, err = h.pipeline.Ahead(t.Context()); err != nil || len(stamps) == 0 {
						break
					}
					pass(h.wall, steady, 11*time.Minute)
				}
				if err != nil || len(stamps) > 0 {
					t.Errorf("left: %v, %v", stamps, err)
				}
			})
		})
	}
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
