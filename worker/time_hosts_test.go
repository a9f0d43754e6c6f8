package worker_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

const aDay = 24 * time.Hour

// telling makes sources whose hosts answer with dates that are right when the clock is ahead by so much.
func (h *fixture) telling(t *testing.T, names string, ahead time.Duration) (sources []news.Source) {
	t.Helper()
	for name := range strings.FieldsSeq(names) {
		src := h.source(t, name)
		h.fetch.mu.Lock()
		h.fetch.lists[name] = list{tells: true, ahead: ahead}
		h.fetch.mu.Unlock()
		sources = append(sources, src)
	}
	return sources
}

// visitsKept counts the visits to a source that the database keeps.
func (h *fixture) visitsKept(t *testing.T, src news.Source) int {
	t.Helper()
	list, err := h.store.Polls(t.Context(), src.ID, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestWeighHosts(t *testing.T) {
	now := breakfast
	visit := func(host string, ago, ahead, took time.Duration) news.Standing {
		return news.Standing{
			Source: news.Source{URL: "https://" + host + "/feed"},
			Last:   news.Poll{Started: now.Add(-ago), Took: took, Date: now.Add(-ago - ahead)},
		}
	}
	silent := visit("s.example", 0, 0, 0)
	silent.Last.Date = time.Time{}
	for _, test := range []struct {
		name  string
		list  []news.Standing
		ahead time.Duration
		votes string // hosts, for, against
		say   string // wrong, confirmed
	}{
		{"nobody", nil, 0, "0 0 0", ""},
		{"one is enough to refuse", []news.Standing{visit("a.example", 0, year, 0)}, year, "1 0 1", "wrong"},
		{"two", []news.Standing{visit("a.example", 0, year, 0), visit("b.example", 0, year, 0)}, year, "2 0 2", "wrong"},
		{"two are too few to confirm", []news.Standing{
			visit("a.example", 0, 0, 0), visit("b.example", 0, 0, 0),
		}, 0, "2 2 0", ""},
		{"one against one decides nothing", []news.Standing{
			visit("a.example", 0, year, 0), visit("b.example", 0, 0, 0),
		}, 0, "2 1 1", ""},
		{"three", []news.Standing{
			visit("a.example", time.Hour, year, 0), visit("b.example", 0, year+time.Minute, 0),
			visit("c.example", 2*time.Hour, year-time.Minute, 0),
		}, year, "3 0 3", "wrong"},
		{"one of three is wrong", []news.Standing{
			visit("a.example", 0, 10*year, 0), visit("b.example", 0, 0, 0), visit("c.example", 0, time.Second, 0),
		}, 0, "3 2 1", ""},
		{"one of four is wrong", []news.Standing{
			visit("a.example", 0, 10*year, 0), visit("b.example", 0, 0, 0), visit("c.example", 0, time.Second, 0),
			visit("d.example", 0, time.Second, 0),
		}, time.Second, "4 3 1", "confirmed"},
		{"those that are wrong do not agree", []news.Standing{
			visit("a.example", 0, 10*year, 0), visit("b.example", 0, -year, 0), visit("c.example", 0, 3*time.Hour, 0),
			visit("d.example", 0, 0, 0),
		}, 0, "4 1 1", ""},
		{"twenty hours", []news.Standing{visit("a.example", 0, 20*time.Hour, 0)}, 20 * time.Hour, "1 0 1", "wrong"},
		{"half an hour, a time zone", []news.Standing{
			visit("a.example", 0, -30*time.Minute, 0),
		}, -30 * time.Minute, "1 0 1", "wrong"},
		{"twelve minutes, told only", []news.Standing{
			visit("a.example", 0, 12*time.Minute, 0), visit("b.example", 0, 12*time.Minute, 0),
			visit("c.example", 0, 12*time.Minute, 0),
		}, 12 * time.Minute, "3 3 0", "confirmed"},
		{"behind", []news.Standing{
			visit("a.example", 0, -aDay, 0), visit("b.example", 0, -aDay, 0), visit("c.example", 0, -aDay, 0),
		}, -aDay, "3 0 3", "wrong"},
		{"the date of a visit that is still to come", []news.Standing{
			visit("a.example", -9*aDay, 0, 0),
		}, -9 * aDay, "1 0 1", "wrong"},
		{"within a long visit", []news.Standing{
			visit("a.example", time.Hour, -30*time.Minute, time.Hour), visit("b.example", time.Hour, -time.Hour, time.Hour),
			visit("c.example", time.Hour, 0, time.Hour),
		}, 0, "3 3 0", "confirmed"},
		{"one host thrice", []news.Standing{
			visit("a.example", 0, year, 0), visit("www.a.example", 0, year, 0), visit("A.example", 0, year, 0),
			visit("b.example", 0, 0, 0),
		}, 0, "2 1 1", ""},
		{"the newest of a host", []news.Standing{
			visit("a.example", time.Hour, year, 0), visit("a.example", 0, 0, 0), visit("b.example", 0, 0, 0),
			visit("c.example", 0, 0, 0),
		}, 0, "3 3 0", "confirmed"},
		{"a visit of this morning contradicts, and confirms nothing", []news.Standing{
			visit("a.example", 9*time.Hour, year, 0), visit("b.example", 9*time.Hour, 0, 0),
			visit("c.example", 25*time.Hour, year, 0),
		}, year, "1 0 1", "wrong"},
		{"old visits, those of a wrong clock, own hosts, silent and known wrong ones", []news.Standing{
			visit("a.example", 25*time.Hour, year, 0), visit("b.example", -year, year, 0),
			visit("localhost", 0, year, 0), visit("127.0.0.1:81", 0, year, 0), visit("[::1]", 0, year, 0),
			visit("10.1.2.3", 0, year, 0), visit("liar.example", 0, year, 0), silent,
		}, 0, "0 0 0", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := worker.WeighHosts(test.list, now, []string{"liar.example"})
			check(t, "votes", fmt.Sprint(got.Hosts, got.For, got.Against), test.votes)
			check(t, "ahead", got.Ahead, test.ahead)
			check(t, "wrong", got.Wrong(), test.say == "wrong")
			check(t, "confirmed", got.Confirmed(), test.say == "confirmed")
		})
	}
}

// TestServeStartedWithAWrongClock serves from the start on by a clock that is off, on PostgreSQL one that the
// database shares, and then by the right one.
func TestServeStartedWithAWrongClock(t *testing.T) {
	for name, off := range map[string]time.Duration{"a year ahead": year, "nine days behind": -9 * aDay} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				heard := h.listen()
				sources := h.telling(t, "a b c", 0)
				d := h.digest(t, nil)
				h.readers(t, d, 2)
				past(t, h, d)
				h.wall.set(breakfast.Add(-25 * time.Hour))
				h.polled(t, sources[0])
				h.wall.set(breakfast.Add(off)) // the very minute of a slot
				h.fetch.reset(breakfast)
				steady := h.doubting()
				stop := h.serving(t)
				await(t, heard, wrong, 1)
				h.tick(t)
				pass(h.wall, steady, 11*time.Minute)
				h.tick(t)
				check(t, "issues by the wrong clock", len(issues(t, h)), 1)
				kept := h.visitsKept(t, sources[0])
				if err := h.pipeline.Forget(t.Context()); err != nil {
					t.Fatal(err)
				}
				check(t, "visits kept", h.visitsKept(t, sources[0]), kept)
				h.keepsFor(t, "3 sites")
				_, err := h.pipeline.Publish(t.Context(), worker.Order{Digest: d, Slot: "by a person", Again: true})
				if invalid := (*news.InvalidError)(nil); !errors.As(err, &invalid) || invalid.Hint == "" {
					t.Errorf("published by a person: %v", err)
				}
				if err := stop(); err != nil {
					t.Fatal(err)
				}

				h.wall.set(breakfast)
				h.fetch.reset(h.wall.now())
				h.piece(t, sources[0], "one", time.Hour)
				h.doubting()
				h.serving(t)
				await(t, heard, "issue sent", 1)
				if got := slots(t, h); !strings.HasSuffix(got, "2026-11-23T07:00 Asia/Almaty sent") {
					t.Errorf("got %s", got)
				}
				check(t, "letters", len(h.post.to()), 2)
			})
		})
	}
}

// keepsFor waits until the reason why nothing is deleted names part: the three sites are visited side by side, and two
// are enough to doubt the clock.
func (h *fixture) keepsFor(t *testing.T, part string) {
	t.Helper()
	limit := time.After(waitLimit)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		why, err := h.pipeline.Keeps(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(why, part) {
			return
		}
		select {
		case <-look.C:
		case <-limit:
			t.Fatalf("why nothing is deleted: %q", why)
		}
	}
}

const wrong = "the clock is wrong, as sites tell: beyond a day nothing is published, sent or deleted"

// reset sets the time that the sources' hosts tell, which goes on with the wall's; zero = they tell none any more.
func (f *listFetcher) reset(date time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name, l := range f.lists {
		l.ahead = f.wall.now().Sub(date)
		l.tells = l.tells && !date.IsZero()
		f.lists[name] = l
	}
}

// TestServeAfterAFortnight starts after the machine was off for two weeks: with three sites that confirm the time it
// publishes at once, without them after a while.
func TestServeAfterAFortnight(t *testing.T) {
	for _, names := range []string{"a b c", "a"} {
		t.Run(names, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				heard := h.listen()
				h.wall.set(breakfast.Add(14 * aDay))
				sources := h.telling(t, names, 0)
				d := h.digest(t, nil)
				h.readers(t, d, 1)
				past(t, h, d)
				steady := h.doubting()
				h.piece(t, sources[0], "one", time.Hour)
				h.serving(t)
				confirmed := len(sources) >= 3 || h.store.Pool() != nil
				if !confirmed {
					h.tick(t)
					h.tick(t)
					check(t, "issues at first", len(issues(t, h)), 1)
					pass(h.wall, steady, 11*time.Minute)
				}
				await(t, heard, "issue sent", 1)
				check(t, "letters", len(h.post.to()), 1)
				why, err := h.pipeline.Keeps(t.Context())
				if err != nil || (why == "") != confirmed {
					t.Errorf("why nothing is deleted: %q, %v", why, err)
				}
			})
		})
	}
}

// TestForgettingWaitsAfterALeap looks what is deleted after the clock was put a year ahead while nobody served, by
// processes that are started anew, and when the work has gone on for a day.
func TestForgettingWaitsAfterALeap(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	for range 3 {
		h.polled(t, src)
		h.wall.add(time.Hour)
	}
	h.wall.add(year)
	forget := func(want int) {
		t.Helper()
		if err := h.pipeline.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		check(t, "visits kept", h.visitsKept(t, src), want)
	}
	for n := range 4 { // it works, and is started again and again
		h.doubting()
		h.polled(t, src)
		forget(4 + n)
		h.wall.add(5 * time.Hour)
	}
	h.wall.add(9 * time.Hour) // a day of work
	h.doubting()
	h.polled(t, src)
	forget(5)
	why, err := h.pipeline.Keeps(t.Context())
	check(t, "why", why, "")
	check(t, "error", err, nil)
}

// TestForgettingWaitsInOneProcess lets one process run for a day after the clock was put ahead.
func TestForgettingWaitsInOneProcess(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	h.polled(t, src)
	h.wall.add(30 * aDay)
	steady := h.doubting()
	for _, wait := range []time.Duration{time.Minute, 12 * time.Hour, 11 * time.Hour} {
		pass(h.wall, steady, wait)
		if why, err := h.pipeline.Keeps(t.Context()); err != nil || !strings.Contains(why, "Nothing was done for") {
			t.Fatalf("%q, %v", why, err)
		}
	}
	pass(h.wall, steady, time.Hour)
	why, err := h.pipeline.Keeps(t.Context())
	check(t, "why", why, "")
	check(t, "error", err, nil)
}
