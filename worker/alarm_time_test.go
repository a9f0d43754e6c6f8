package worker_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// TestHeartbeatUnderAWrongClock serves by a clock that is ahead and comes back: a slot whose issue is not composed is
// not told to begin, and each slot that is told to begin is told to end.
func TestHeartbeatUnderAWrongClock(t *testing.T) {
	const slot = "2026-11-23T07:00 Asia/Almaty"
	for _, test := range []struct {
		name  string
		hosts string
		ahead time.Duration // of the clock, from the start
		step  time.Duration // it is put ahead by that while the issue is composed, for a moment
	}{
		{"a year ahead from the start, three hosts", "x y z", year + 6*time.Minute, 0},
		{"a year ahead from the start, one host", "x", year + 6*time.Minute, 0},
		{"a day ahead from the start", "x y z", 24*time.Hour - 10*time.Minute, 0},
		{"right", "x y z", 0, 0},
		{"a step while composing", "x y z", 0, year},
		{"a step while composing, no host", "", 0, year},
		{"a small step while composing, no host", "", 0, 7 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				base, calls := monitoring(t, nil)
				h.pipeline.Alarm.Heartbeat = base
				d := h.digest(t, nil)
				h.readers(t, d, 2)
				h.wall.set(breakfast.Add(-5 * time.Hour)) // what was told before the clock went wrong confirms nothing
				src := h.source(t, "a")
				// Only the slot itself has sources read: their dates come after it has been found due.
				for _, src := range append(h.telling(t, test.hosts, 0), src) {
					err := h.store.SavePoll(t.Context(), news.Poll{
						SourceID: src.ID, Started: h.wall.now(), State: news.PollOK,
						NextTry: breakfast.Add(test.ahead + time.Hour),
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				publish(t, h, worker.Order{Digest: d, Slot: "2026-11-22T07:00 Asia/Almaty", At: h.wall.now()})
				records := h.listen()
				truth := breakfast.Add(-5 * time.Minute)
				h.wall.set(truth.Add(test.ahead))
				h.fetch.reset(truth)
				h.piece(t, src, "one", test.ahead+time.Hour)
				steady := h.doubting()
				if test.step != 0 {
					h.edit.composing = func(context.Context) {
						h.wall.add(test.step)
						h.edit.composing = nil
					}
				}
				h.serving(t)
				h.tick(t)
				pass(h.wall, steady, time.Minute)
				h.tick(t)
				pass(h.wall, steady, time.Minute)
				h.tick(t)
				next := func(wait time.Duration) string { // skips what is told of the day before
					late := time.After(wait)
					for {
						var c string
						select {
						case c = <-calls: // what is there comes before the end of the wait
						default:
							select {
							case c = <-calls:
							case <-late:
								return ""
							}
						}
						if c = strings.TrimPrefix(c, "/secret-key"); !strings.Contains(c, "2026-11-22") {
							return c
						}
					}
				}
				for c := next(0); c != ""; c = next(0) {
					t.Errorf("told before the slot: %s", c)
				}
				if test.ahead != 0 { // it comes back
					h.wall.add(-test.ahead)
					h.fetch.reset(h.wall.now())
					await(t, records, jumped, 1)
					pass(h.wall, steady, 2*time.Minute+time.Second)
					await(t, records, believed, 1)
					h.tick(t)
				}
				h.wall.set(breakfast.Add(time.Second))
				await(t, records, "issue composed", 1)
				check(t, "begin", next(waitLimit), "start "+slot)
				if test.step != 0 {
					h.wall.add(-test.step)
				}
				h.tick(t)
				end := next(0)
				for range 8 { // two minutes
					if end != "" {
						break
					}
					pass(h.wall, steady, 15*time.Second)
					h.tick(t)
					h.tick(t)
					end = next(time.Second / 4) // the monitor is called beside the pass
				}
				if end == "" { // the machine is slow
					end = next(waitLimit)
				}
				// A pass of the alarm that falls into a step of hours finds the slot late, and no host tells better.
				late := test.step != 0 && test.hosts == "" && strings.HasPrefix(end, "fail "+slot)
				if !strings.HasPrefix(end, " "+slot) && !late {
					t.Errorf("end: %q; %s", end, slots(t, h))
				}
				for range 4 {
					pass(h.wall, steady, time.Hour)
					h.tick(t)
				}
				if c := next(0); c != "" {
					t.Errorf("told besides: %s", c)
				}
				n := 0
				for _, i := range issues(t, h) {
					if i.State == news.IssueSent {
						n++
					}
				}
				check(t, "issues sent", n, 1)
			})
		})
	}
}
