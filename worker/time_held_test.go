package worker_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// field returns what a record says under a name; "" when it says nothing.
func field(r slog.Record, name string) (value string) {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == name {
			value = a.Value.String()
		}
		return a.Key != name
	})
	return value
}

// hear waits for a message and returns its record.
func hear(t *testing.T, heard chan slog.Record, message string) slog.Record {
	t.Helper()
	limit := time.After(waitLimit)
	for {
		select {
		case r := <-heard:
			if r.Message == message {
				return r
			}
		case <-limit:
			t.Fatalf("never heard %q", message)
		}
	}
}

// hearBoth waits for two messages in any order.
func hearBoth(t *testing.T, heard chan slog.Record, one, two string) (first, second slog.Record) {
	t.Helper()
	limit := time.After(waitLimit)
	for first.Message == "" || second.Message == "" {
		select {
		case r := <-heard:
			switch r.Message {
			case one:
				first = r
			case two:
				second = r
			}
		case <-limit:
			t.Fatalf("never heard %q and %q", one, two)
		}
	}
	return first, second
}

// TestServeHoldsTomorrowsSlot serves by a clock some hours ahead, which few hosts contradict: slots between their time
// and the clock's wait and somebody is told; a slot of today that both have passed leaves in time.
func TestServeHoldsTomorrowsSlot(t *testing.T) {
	for _, hosts := range []string{"x", "x y z"} {
		for _, test := range []struct {
			name  string
			truth time.Time
			ahead time.Duration
			sent  string // the slot that leaves; "" = none
		}{
			{"tomorrow's", breakfast.Add(-20*time.Hour + 5*time.Minute), 20 * time.Hour, ""},
			{"today's, two hours early", breakfast.Add(-2*time.Hour + time.Minute), 2 * time.Hour, ""},
			{"today's, in time", breakfast.Add(time.Minute), 20 * time.Hour, "2026-11-23T07:00 Asia/Almaty"},
		} {
			t.Run(hosts+", "+test.name, func(t *testing.T) {
				onBoth(t, func(t *testing.T, url string) {
					h := build(t, url)
					heard := h.listen()
					d := h.digest(t, nil)
					h.readers(t, d, 1)
					h.wall.set(test.truth.Add(-3 * time.Hour)) // what was told before the clock went wrong confirms nothing
					sources := h.telling(t, hosts, 0)
					for _, src := range sources {
						h.polled(t, src)
					}
					publish(t, h, worker.Order{Digest: d, Slot: "2026-11-22T07:00 Asia/Almaty", At: h.wall.now()})
					h.wall.set(test.truth.Add(test.ahead))
					h.fetch.reset(test.truth)
					h.piece(t, sources[0], "one", test.ahead+time.Hour)
					steady := h.doubting()
					h.serving(t)
					var r slog.Record
					if test.sent == "" {
						r = hear(t, heard, wrong)
					} else { // it may be sent first
						r, _ = hearBoth(t, heard, wrong, "issue sent")
					}
					if !strings.Contains(field(r, "effect"), "slots wait "+worker.Span(test.ahead)) ||
						!strings.Contains(field(r, "hint"), "NTP") {
						t.Errorf("the log says neither what waits nor what to do: %s; %s", field(r, "effect"), field(r, "hint"))
					}
					if test.sent != "" {
						if got := slots(t, h); !strings.HasSuffix(got, test.sent+" sent") {
							t.Errorf("got %s", got)
						}
						return
					}
					for range 3 {
						pass(h.wall, steady, 11*time.Minute)
						h.tick(t)
					}
					check(t, "issues by the wrong clock", len(issues(t, h)), 1)
					check(t, "letters by the wrong clock", len(h.post.to()), 0)
					pass(h.wall, steady, test.ahead-34*time.Minute) // its time by the hosts
					await(t, heard, "issue composed", 1)
				})
			})
		}
	}
}

// TestServeWithALyingHost serves by a right clock with a host that tells another time: alone it holds everything until
// its name is set, beside another it holds nothing.
func TestServeWithALyingHost(t *testing.T) {
	for _, test := range []struct {
		name, honest string
		known, sends bool
	}{
		{"alone", "", false, false},
		{"alone, and known", "", true, true},
		{"beside one", "a", false, true},
		{"beside three", "a b c", false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := build(t, onSQLite(t))
			heard := h.listen()
			d := h.digest(t, nil)
			h.readers(t, d, 1)
			past(t, h, d)
			liar := h.telling(t, "liar", year)[0]
			h.telling(t, test.honest, 0)
			if test.known {
				h.pipeline.Config.WrongClocks = []string{"liar.example.org"}
			}
			h.piece(t, liar, "one", time.Hour)
			steady := h.doubting()
			h.serving(t)
			if test.sends {
				await(t, heard, "issue sent", 1)
				return
			}
			r, due := hearBoth(t, heard, wrong, "a slot is due, and nothing is published yet")
			if !strings.Contains(field(r, "which"), "liar.example.org") ||
				!strings.Contains(field(r, "hint"), "worker.wrong_clocks") {
				t.Errorf("the log does not say which host, or what to do: %s; %s", field(r, "which"), field(r, "hint"))
			}
			check(t, "for how long", field(due, "wait"), "until the clock is right")
			pass(h.wall, steady, 11*time.Minute)
			h.tick(t)
			check(t, "letters", len(h.post.to()), 0)
		})
	}
}

// TestServeSaysHowLongItWaits starts after a pause with nothing that confirms the time.
func TestServeSaysHowLongItWaits(t *testing.T) {
	h := build(t, onSQLite(t))
	heard := h.listen()
	h.wall.set(breakfast.Add(14 * aDay))
	h.readers(t, h.digest(t, nil), 1)
	h.source(t, "a")
	d, err := h.store.Digest(t.Context(), "daily")
	if err != nil {
		t.Fatal(err)
	}
	past(t, h, d)
	h.doubting()
	h.serving(t)
	r := hear(t, heard, "a slot is due, and nothing is published yet")
	check(t, "for how long", field(r, "wait"), "at most 10 min")
	if !strings.Contains(field(r, "hint"), "NTP") {
		t.Errorf("what to do: %q", field(r, "hint"))
	}
}

// TestServeBehindMendsNothingAtOnce starts by a clock that is behind what was written by a right one: nothing is
// pulled back before it is proven, and nothing at all while a host contradicts it.
func TestServeBehindMendsNothingAtOnce(t *testing.T) {
	for _, hosts := range []string{"", "x", "x y z"} {
		t.Run("hosts "+hosts, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				heard := h.listen()
				src := h.source(t, "a")
				h.telling(t, hosts, 0)
				d := h.digest(t, nil)
				h.readers(t, d, 2)
				h.piece(t, src, "one", time.Hour)
				h.polled(t, src)
				i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
				if _, err := h.pipeline.Deliver(t.Context(), i.ID); err != nil {
					t.Fatal(err)
				}
				h.wall.add(time.Minute)
				hand := publish(t, h, worker.Order{Digest: d, Again: true})
				state := func() (all []string) {
					t.Helper()
					for _, id := range []int64{i.ID, hand.ID} {
						got, err := h.store.Issue(t.Context(), id)
						if err != nil {
							t.Fatal(err)
						}
						all = append(all, got.Slot, got.Created.String(), got.Window.To.String())
					}
					return all
				}
				was := state()
				h.wall.set(breakfast.Add(-9 * aDay))
				h.fetch.reset(breakfast.Add(time.Minute))
				steady := h.doubting()
				stop := h.serving(t)
				const behind = "times lie in the future and are not set right yet: the clock may be behind"
				var r slog.Record
				if hosts == "" {
					r = hear(t, heard, behind)
				} else {
					r, _ = hearBoth(t, heard, behind, wrong)
				}
				if field(r, "wait") == "" || field(r, "hint") == "" {
					t.Error("the log says neither how long it waits nor what to do")
				}
				pass(h.wall, steady, 9*time.Minute)
				h.tick(t)
				check(t, "after nine minutes", strings.Join(state(), "; "), strings.Join(was, "; "))
				if hosts == "" {
					return
				}
				pass(h.wall, steady, 9*time.Hour)
				h.tick(t)
				check(t, "while contradicted", strings.Join(state(), "; "), strings.Join(was, "; "))
				if err := stop(); err != nil {
					t.Fatal(err)
				}
				h.wall.set(breakfast.Add(10 * time.Hour)) // set right
				h.fetch.reset(h.wall.now())
				h.doubting()
				h.serving(t)
				h.tick(t)
				check(t, "by the right clock", strings.Join(state(), "; "), strings.Join(was, "; "))
				sent := 0
				for _, i := range issues(t, h) {
					if i.State == news.IssueSent && strings.HasPrefix(i.Slot, "2026-") {
						sent++
					}
				}
				check(t, "issues of the schedule that were sent", sent, 1)
			})
		})
	}
}
