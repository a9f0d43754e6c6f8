package worker_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker"
	"attache/worker/clock"
)

const (
	year     = 365 * 24 * time.Hour
	jumped   = "the clock jumped: nothing is published until it has run evenly for a while"
	right    = "the clock was wrong and is right again"
	believed = "the clock jumped; the new time is believed"
)

// ticks is a steady ticks that tests move.
type ticks struct{ atomic.Int64 }

func (c *ticks) since() time.Duration  { return time.Duration(c.Load()) }
func (c *ticks) move(by time.Duration) { c.Add(int64(by)) }
func pass(w *wall, c *ticks, d time.Duration) { // time goes by, on both
	c.move(d)
	w.add(d)
}

// doubting returns the fixture a clock that doubts, and the ticks that it goes by.
func (h *fixture) doubting() *ticks {
	s := &ticks{}
	h.pipeline.Clock = clock.New(h.wall.now, s.since)
	h.pipeline.Now = h.pipeline.Clock.Now
	return s
}

// slots lists the slots that hold issues, oldest first, with their states.
func slots(t *testing.T, h *fixture) string {
	t.Helper()
	var all []string
	for _, i := range issues(t, h) {
		all = append(all, i.Slot+" "+string(i.State))
	}
	return strings.Join(all, "; ")
}

func TestServeDoubtsAYearAheadForOneLook(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		src := h.source(t, "a")
		h.readers(t, h.digest(t, nil), 1)
		h.piece(t, src, "one", time.Hour)
		h.wall.set(breakfast.Add(-time.Hour))
		steady := h.doubting()
		h.serving(t)
		h.tick(t)
		h.wall.add(year)
		await(t, heard, jumped, 1)
		h.wall.add(-year)
		await(t, heard, right, 1)
		h.tick(t)
		check(t, "issues", slots(t, h), "")
		pass(h.wall, steady, time.Hour+time.Second)
		await(t, heard, "issue sent", 1)
		check(t, "issues", slots(t, h), "2026-11-23T07:00 Asia/Almaty sent")
	})
}

// wrongAtStart lets a process that knows no better serve by a clock that is off, until it has published, and sets the
// clock right.
func wrongAtStart(t *testing.T, h *fixture, off time.Duration) {
	t.Helper()
	heard := h.listen()
	h.wall.add(off)
	stop := h.serving(t)
	await(t, heard, "issue composed", 1)
	h.tick(t)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	h.wall.add(-off)
}

func TestServeAfterAYearAhead(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		d := h.digest(t, nil)
		h.readers(t, d, 1)
		past(t, h, d)
		h.wall.set(breakfast.Add(year)) // 23 November a year later, the very minute
		h.piece(t, src, "of the wrong year", time.Hour)
		h.wall.set(breakfast)
		wrongAtStart(t, h, year)
		if got := slots(t, h); !strings.Contains(got, "2027-11-23T07:00 Asia/Almaty") {
			t.Fatalf("the wrong clock published nothing: %s", got)
		}
		if st, err := h.store.Standing(t.Context(), src.ID); err != nil || !st.Last.NextTry.After(breakfast.Add(year)) {
			t.Fatalf("the wrong clock polled nothing: %+v, %v", st.Last, err)
		}
		stamps, err := h.pipeline.Ahead(t.Context())
		if err != nil || len(stamps) == 0 {
			t.Fatalf("nothing is noticed: %v, %v", stamps, err)
		}

		h.wall.set(breakfast.Add(24*time.Hour - time.Minute)) // the day after, restarted
		heard := h.listen()
		h.fetch.visited = make(chan string, 100)
		h.serving(t)
		select { // the source is not silent for a year
		case <-h.fetch.visited:
		case <-time.After(waitLimit):
			t.Fatal("the source is not visited")
		}
		h.tick(t)
		h.piece(t, src, "of the right day", 10*time.Minute)
		h.wall.set(breakfast.Add(24 * time.Hour))
		await(t, heard, "issue composed", 1)
		h.tick(t)
		if got := slots(t, h); !strings.Contains(got, "2026-11-24T07:00 Asia/Almaty approved") &&
			!strings.Contains(got, "2026-11-24T07:00 Asia/Almaty sen") {
			t.Fatalf("readers miss the right day: %s", got)
		}
		for _, i := range issues(t, h) {
			if strings.HasPrefix(i.Slot, "2027-") {
				t.Errorf("the slot %s is still taken", i.Slot)
			}
			if i.Created.After(h.wall.now()) || i.Window.To.After(h.wall.now()) {
				t.Errorf("issue %d (%s) has times in the future", i.ID, i.Slot)
			}
		}
		if stamps, err = h.pipeline.Ahead(t.Context()); err != nil || len(stamps) > 0 {
			t.Errorf("left: %v, %v", stamps, err)
		}
	})
}

func TestServeAfterAClockSetBack(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		d := h.digest(t, nil)
		h.readers(t, d, 3)
		past(t, h, d)
		h.piece(t, src, "one", time.Hour)
		steady := h.doubting()
		heard := h.listen()
		h.serving(t)
		await(t, heard, "issue sent", 1)
		h.wall.add(-time.Hour)
		await(t, heard, jumped, 1)
		pass(h.wall, steady, 3*time.Minute)
		await(t, heard, believed, 1)
		h.tick(t)
		for range 8 { // towards seven again, and beyond
			pass(h.wall, steady, 10*time.Minute)
			h.tick(t)
		}
		h.piece(t, src, "two", time.Minute)
		sent := 0
		for _, i := range issues(t, h) {
			if i.State == news.IssueSent {
				sent++
			}
		}
		check(t, "issues sent", sent, 1)
		check(t, "letters", len(h.post.to()), 3)
		pass(h.wall, steady, 24*time.Hour)
		await(t, heard, "issue sent", 1)
		check(t, "letters", len(h.post.to()), 6)
	})
}

func TestServeAfterSleep(t *testing.T) {
	for _, test := range []struct {
		name  string
		sleep time.Duration
		want  string
	}{
		{"short enough", 9 * time.Hour, "2026-11-24T07:00 Asia/Almaty sent"}, // from 22:30 to 7:30
		{"too long", 20 * time.Hour, "2026-11-24T07:00 Asia/Almaty missed"},  // to 18:30
	} {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				src := h.source(t, "a")
				d := h.digest(t, nil)
				h.readers(t, d, 1)
				past(t, h, d)
				h.wall.set(breakfast.Add(15*time.Hour + 30*time.Minute)) // 22:30
				publish(t, h, worker.Order{
					Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty",
					At: breakfast.Add(15 * time.Hour),
				})
				h.wall.add(time.Minute)
				h.piece(t, src, "one", 0)
				steady := h.doubting()
				heard := h.listen()
				h.serving(t)
				h.tick(t)
				pass(h.wall, steady, test.sleep)
				if strings.HasSuffix(test.want, "sent") {
					await(t, heard, "issue sent", 1)
				} else {
					await(t, heard, "issue missed", 1)
				}
				h.tick(t)
				if got := slots(t, h); !strings.Contains(got, test.want) {
					t.Errorf("got %s", got)
				}
			})
		})
	}
}

// TestSendingThroughAStep lets the clock jump a year ahead while letters leave, and back.
func TestSendingThroughAStep(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		d := h.digest(t, nil)
		h.readers(t, d, 20)
		h.piece(t, src, "one", time.Hour)
		i := publish(t, h, worker.Order{Digest: d})
		h.post.answers = map[string][]mail.Outcome{
			reader(5):  {{Kind: mail.Deferred, Code: 451, Response: "451 later"}},
			reader(12): {{Kind: mail.Deferred, Code: 451, Response: "451 later"}},
		}
		other := h.second(t) // beside it, on the same machine
		var n atomic.Int64
		h.post.sending = func(ctx context.Context, _ mail.Message) {
			if n.Add(1) != 4 {
				return
			}
			h.wall.add(year)
			if _, err := other.pipeline.Ahead(ctx); err != nil {
				t.Error(err)
			}
		}
		tally, err := h.pipeline.Deliver(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		check(t, "deferred", tally[news.DeliveryDeferred], 2)
		h.wall.add(-year + 6*time.Minute)
		stamps, err := h.pipeline.Mend(t.Context(), false)
		if err != nil || len(stamps) == 0 {
			t.Fatalf("nothing is mended: %v, %v", stamps, err)
		}
		if tally, err = h.pipeline.Deliver(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		check(t, "sent", tally[news.DeliverySent], 20)
		check(t, "letters", len(h.post.to()), 20)
	})
}

// off is a store whose database has another time than the machine.
type off struct {
	worker.Store
	by time.Duration
}

func (o off) Clock(context.Context) (time.Time, error) { return time.Now().Add(o.by), nil }

// TestTwoProcessesApart sends from a process two hours ahead while one two hours behind looks for dead ones, and the
// reverse.
func TestTwoProcessesApart(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		h.piece(t, src, "one", time.Hour)
		h.polled(t, src)
		d := h.digest(t, nil)
		h.readers(t, d, 10)
		other := h.second(t)
		apart := func(h *fixture, by time.Duration) {
			t.Helper()
			h.pipeline.Clock = clock.New(func() time.Time { return h.wall.now().Add(by) }, (&ticks{}).since)
			h.pipeline.Now = h.pipeline.Clock.Now
			h.pipeline.Store = off{h.store, -by}
			if _, err := h.pipeline.Clock.Measure(t.Context(), h.pipeline.Store.Clock); err != nil {
				t.Fatal(err)
			}
		}
		for _, by := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
			h.wall.add(time.Minute)
			apart(h, by)
			apart(other, -by)
			i := publish(t, h, worker.Order{Digest: d, Again: true})
			h.post.sending = func(ctx context.Context, _ mail.Message) {
				if _, err := other.pipeline.Mend(ctx, false); err != nil {
					t.Error(err)
				}
				if n, err := other.store.DoubtStale(ctx, other.pipeline.Now(), 90*time.Second); err != nil || n > 0 {
					t.Errorf("off by %s: %d letters of a process that lives are in doubt (%v)", by, n, err)
				}
			}
			tally, err := h.pipeline.Deliver(t.Context(), i.ID)
			if err != nil {
				t.Fatal(err)
			}
			check(t, "sent", tally[news.DeliverySent], 10)
		}
		o := worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast, Again: true}
		publish(t, h, o)
		if _, err := other.pipeline.Publish(t.Context(), o); !errors.Is(err, worker.ErrTaken) {
			t.Errorf("the slot comes twice: %v", err)
		}
	})
}

// TestByHandUnderAWrongClock makes issues by hand while the clock is ahead: they are told, set right and not lost;
// nobody gets one twice.
func TestByHandUnderAWrongClock(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		h.piece(t, src, "one", time.Hour)
		h.polled(t, src)
		d := h.digest(t, nil)
		h.readers(t, d, 3)
		h.wall.add(year)
		h.piece(t, src, "two", time.Hour)
		h.polled(t, src)
		sent := publish(t, h, worker.Order{Digest: d, Again: true})
		if _, err := h.pipeline.Deliver(t.Context(), sent.ID); err != nil {
			t.Fatal(err)
		}
		h.wall.add(time.Minute)
		waits := publish(t, h, worker.Order{Digest: d, Again: true})
		check(t, "letters", len(h.post.to()), 3)
		h.wall.add(-year)

		ahead := func() (n int) {
			t.Helper()
			stamps, err := h.pipeline.Ahead(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range stamps {
				if strings.Contains(s.What, "made by hand") {
					n++
				}
			}
			return n
		}
		check(t, "told", ahead(), 2)
		if _, err := h.pipeline.Mend(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		check(t, "left", ahead(), 0)
		for n, want := range map[int64]news.IssueState{sent.ID: news.IssueSent, waits.ID: news.IssueApproved} {
			i, err := h.store.Issue(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			now := h.wall.now()
			check(t, "state", i.State, want)
			if i.Created.After(now) || i.Window.To.After(now) || i.Window.From.After(now) || i.Sent.After(now) {
				t.Errorf("issue %d has times in the future: %+v", n, i)
			}
			if !strings.HasPrefix(i.Slot, "by hand 2026-11-23") || len(i.Stories()) == 0 {
				t.Errorf("issue %d is in slot %s with %d stories", n, i.Slot, len(i.Stories()))
			}
		}
		if _, err := h.pipeline.Deliver(t.Context(), waits.ID); err != nil {
			t.Fatal(err)
		}
		check(t, "letters", len(h.post.to()), 6)

		h.wall.add(24 * time.Hour)
		h.piece(t, src, "three", time.Hour)
		h.polled(t, src)
		i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-24T07:00 Asia/Almaty", At: h.wall.now()})
		if !i.Window.From.Before(i.Window.To) || i.Window.To.After(h.wall.now()) {
			t.Errorf("the next window goes from %s to %s", i.Window.From, i.Window.To)
		}
		check(t, "stories of the next issue", len(i.Stories()) > 0, true)
	})
}
