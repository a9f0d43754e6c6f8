package worker_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/worker"
	"attache/worker/queue"
)

// serving runs Serve in the background, looking at the clock often, until stop is called.
func (h *fixture) serving(t *testing.T) (stop func() error) {
	t.Helper()
	h.pipeline.Config.Tick = 10 * time.Millisecond
	h.ticks = make(chan struct{}, 1)
	h.pipeline.Store = watched{h.pipeline.Store, h.ticks}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.pipeline.Serve(ctx, queue.Engine{SQL: h.store.SQL(), Pool: h.store.Pool()}) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() {
			cancel()
			select {
			case err = <-ended:
			case <-time.After(waitLimit):
				t.Fatal("Serve did not end")
			}
		})
		return err
	}
	t.Cleanup(func() { stop() }) // the test has looked at it, or failed before
	return stop
}

// second returns another process of the fixture: the same database, its own connections.
func (h *fixture) second(t *testing.T) *fixture {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{URL: h.url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	other := *h
	pipeline := *h.pipeline
	other.store, other.pipeline = st, &pipeline
	other.pipeline.Store = st
	return &other
}

// ear hears log messages.
type ear struct {
	slog.Handler
	heard chan slog.Record
}

func (e ear) Handle(ctx context.Context, r slog.Record) error {
	select {
	case e.heard <- r.Clone():
	default: // nobody waits for that many
	}
	return e.Handler.Handle(ctx, r)
}

// listen makes the fixture's log audible.
func (h *fixture) listen() chan slog.Record {
	heard := make(chan slog.Record, 10_000)
	h.pipeline.Log = slog.New(ear{h.pipeline.Log.Handler(), heard})
	return heard
}

// await waits until a message was logged n times.
func await(t *testing.T, heard chan slog.Record, message string, n int) {
	t.Helper()
	limit := time.After(waitLimit)
	for n > 0 {
		select {
		case r := <-heard:
			if r.Message == message {
				n--
			}
		case <-limit:
			t.Fatalf("never heard %q (%d times more)", message, n)
		}
	}
}

// watched is a store that tells when the clock has looked at it: the last thing a look asks for is the issues.
type watched struct {
	worker.Store
	ticks chan struct{}
}

func (w watched) IssuesIn(ctx context.Context, states ...news.IssueState) ([]news.Issue, error) {
	select {
	case w.ticks <- struct{}{}:
	default:
	}
	return w.Store.IssuesIn(ctx, states...)
}

// tick waits until the clock has ticked from beginning to end.
func (h *fixture) tick(t *testing.T) {
	t.Helper()
	for len(h.ticks) > 0 {
		<-h.ticks
	}
	for range 2 { // the first may have begun before
		select {
		case <-h.ticks:
		case <-time.After(waitLimit):
			t.Fatal("the clock does not tick")
		}
	}
}

func issues(t *testing.T, h *fixture) []news.Issue {
	t.Helper()
	list, err := h.store.Issues(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

// past makes the issue of three days ago, so that the schedule has something to catch up from.
func past(t *testing.T, h *fixture, d news.Digest) {
	t.Helper()
	now := h.wall.now()
	h.wall.set(breakfast.Add(-72 * time.Hour))
	sources, err := h.store.Sources(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range sources {
		h.polled(t, src)
	}
	i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-20T07:00 Asia/Almaty", At: h.wall.now()})
	check(t, "the issue before", i.State, news.IssueEmpty)
	h.wall.set(now)
}

func TestServeTheWholePipeline(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 5)
		h.wall.set(breakfast.Add(-20 * time.Minute))
		h.fetch.lists["a"] = list{items: []news.Item{item("a", "one", h.wall.now().Add(-time.Hour))}}
		h.fetch.visited = make(chan string, 100)
		stop := h.serving(t)
		select {
		case <-h.fetch.visited: // the source is polled because it is due
		case <-time.After(waitLimit):
			t.Fatal("the source was not polled")
		}
		await(t, heard, "source visited", 1)
		h.wall.set(breakfast)
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		list := issues(t, h)
		if len(list) != 1 || list[0].Slot != "2026-11-23T07:00 Asia/Almaty" || list[0].State != news.IssueSent {
			t.Fatalf("issues %+v", list)
		}
		check(t, "stories", titles(list[0]), "one")
		check(t, "letters", len(h.post.to()), 5)
		if h.fetch.visits["a"] < 2 {
			t.Error("the source was not read again just before the issue")
		}
	})
}

func TestServeTwoProcessesPublishOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		other := h.second(t)
		src := h.source(t, "a")
		d := h.digest(t, func(d *news.Digest) { d.Schedule, d.SendEmpty = "*/10 * * * *", true })
		h.readers(t, d, 30)
		h.wall.set(breakfast.Add(-30 * time.Second))
		stop, stopOther := h.serving(t), other.serving(t)
		const slots = 6
		h.wall.set(breakfast)
		for range slots {
			await(t, heard, "issue sent", 1)
			h.wall.add(5 * time.Minute)
			h.piece(t, src, h.wall.now().Format("15h04"), time.Minute)
			h.wall.add(5 * time.Minute)
		}
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Error(err)
		}
		if err := stopOther(); err != nil {
			t.Error(err)
		}
		list := issues(t, h)
		check(t, "issues", len(list), slots+1)
		for n, i := range list {
			check(t, i.Slot, i.State, news.IssueSent)
			check(t, "number", i.Number, n+1)
		}
		count := map[string]int{}
		for _, m := range h.post.got {
			count[m.ID+" "+m.To]++
		}
		check(t, "letters", len(count), 30*(slots+1))
		for id, n := range count {
			if n != 1 {
				t.Errorf("%s came %d times", id, n)
			}
		}
	})
}

func TestServeCatchesUp(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		d := h.digest(t, nil)
		past(t, h, d)
		src := h.source(t, "a")
		h.readers(t, d, 2)
		h.wall.set(breakfast.Add(2 * time.Hour)) // the machine was off over the weekend and came back at nine
		h.piece(t, src, "saturday", 47*time.Hour)
		h.piece(t, src, "monday", time.Hour)
		stop := h.serving(t)
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range issues(t, h) {
			got = append(got, i.Slot[:10]+" "+string(i.State))
		}
		check(t, "issues", got, "[2026-11-20 empty 2026-11-21 missed 2026-11-22 missed 2026-11-23 sent]")
		check(t, "what nobody was told of is in it", titles(issues(t, h)[3]), "monday saturday")
	})
}

func TestServeTooLate(t *testing.T) {
	h := build(t, onSQLite(t))
	heard := h.listen()
	d := h.digest(t, nil)
	past(t, h, d)
	h.piece(t, h.source(t, "a"), "one", time.Hour)
	h.readers(t, d, 2)
	h.wall.set(breakfast.Add(7 * time.Hour))
	stop := h.serving(t)
	await(t, heard, "issue missed", 3)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	list := issues(t, h)
	check(t, "issues", len(list), 4)
	check(t, "last", list[3].State, news.IssueMissed)
	check(t, "sent", len(h.post.to()), 0)
}

func TestServeApprovedButNotSentInTime(t *testing.T) {
	h := build(t, onSQLite(t))
	heard := h.listen()
	i, d := approved(t, h, 2, nil)
	h.wall.add(7 * time.Hour)
	stop := h.serving(t)
	await(t, heard, "issue missed", 1)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	check(t, "issue", state(t, h, i.ID), news.IssueMissed)
	check(t, "sent", len(h.post.to()), 0)
	i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T19:00 Asia/Almaty", At: h.wall.now()})
	check(t, "the next one tells what nobody got", titles(i), "one")
}

func TestServeOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		other := h.second(t)
		d := h.digest(t, func(d *news.Digest) { d.Schedule, d.SendEmpty = "* * * * *", true })
		h.readers(t, d, 1)
		entered, leave := make(chan struct{}, 10), make(chan struct{})
		h.edit.composing = func(ctx context.Context) {
			entered <- struct{}{}
			select {
			case <-leave:
			case <-ctx.Done():
			}
		}
		h.wall.set(breakfast)
		stop, stopOther := h.serving(t), other.serving(t)
		<-entered
		before := len(issues(t, h))
		h.wall.add(3 * time.Minute) // three more slots come while the first is being composed
		h.tick(t)                   // both processes look at them
		other.tick(t)
		check(t, "issues made meanwhile", len(issues(t, h))-before, 0)
		check(t, "composing at once", len(entered), 0)
		close(leave)
		await(t, heard, "issue sent", 2)
		if err := stop(); err != nil {
			t.Error(err)
		}
		if err := stopOther(); err != nil {
			t.Error(err)
		}
		var got []string
		for _, i := range issues(t, h) {
			got = append(got, i.Slot[11:16]+" "+string(i.State))
		}
		check(t, "issues", got, "[07:00 sent 07:01 missed 07:02 missed 07:03 sent]")
	})
}

func TestServeStops(t *testing.T) {
	t.Run("messages under way are finished, the rest stays queued", func(t *testing.T) {
		h := build(t, onSQLite(t))
		i, _ := approved(t, h, 20, nil)
		entered := make(chan struct{})
		h.post.sending = func(ctx context.Context, m mail.Message) {
			if m.To == reader(3) {
				close(entered)
				<-ctx.Done() // under way when the order to stop comes
			}
		}
		stop := h.serving(t)
		<-entered
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		tally, err := h.store.Tally(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		check(t, "tally", tally, "map[queued:17 sent:3]")

		h.post.sending = nil
		heard := h.listen()
		stop = h.serving(t)
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		got := h.post.to()
		check(t, "letters", len(got), 20)
		slices.Sort(got)
		check(t, "readers", len(slices.Compact(got)), 20)
	})
	t.Run("composing that outlasts grace is given up and leaves the slot free", func(t *testing.T) {
		h := build(t, onSQLite(t))
		h.pipeline.Config.Grace = 50 * time.Millisecond
		h.readers(t, h.digest(t, func(d *news.Digest) { d.SendEmpty = true }), 1)
		entered := make(chan struct{}, 1)
		h.edit.composing = func(ctx context.Context) {
			entered <- struct{}{}
			<-ctx.Done()
		}
		h.edit.err = errDown
		stop := h.serving(t)
		<-entered
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		check(t, "issues", len(issues(t, h)), 0)

		h.edit.composing, h.edit.err = nil, nil
		heard := h.listen()
		stop = h.serving(t)
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("work that never ends does not hold up the end for ever", func(t *testing.T) {
		h := build(t, onSQLite(t))
		h.pipeline.Config.Grace = 50 * time.Millisecond
		approved(t, h, 2, nil)
		entered, leave := make(chan struct{}), make(chan struct{})
		var once sync.Once
		h.post.sending = func(context.Context, mail.Message) {
			once.Do(func() { close(entered) })
			<-leave
		}
		t.Cleanup(func() { close(leave) })
		stop := h.serving(t)
		<-entered
		if err := stop(); err == nil {
			t.Error("Serve said that all ended well")
		}
	})
}
