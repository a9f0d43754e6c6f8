package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// sharedBehaviours are those of several processes on one database: two handles stand for two processes.
var sharedBehaviours = []behaviour{
	{"two processes never take the same delivery", func(t *testing.T, r *room) {
		const readers, takers = 3000, 3
		i := r.mailing(readers)
		var mu sync.Mutex
		times := map[int64]int{}
		r.race(takers, func(ctx context.Context, s *store.Store, who string) error {
			for {
				ds, err := s.TakeDeliveries(ctx, i.ID, 70, who, r.now)
				if err != nil || len(ds) == 0 {
					return err
				}
				mu.Lock()
				for n := range ds {
					times[ds[n].ID]++
					ds[n].State = news.DeliverySent
				}
				mu.Unlock()
				if err := s.RecordDeliveries(ctx, ds); err != nil {
					return err
				}
			}
		})
		for id, n := range times {
			if n != 1 {
				t.Errorf("delivery %d was taken %d times", id, n)
			}
		}
		r.same(len(times), readers)
		r.same(r.tally(i), news.Tally{news.DeliverySent: readers})
	}},
	{"two processes never publish the same slot", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n := range 10 {
			slot := fmt.Sprint("slot ", n)
			var won atomic.Int32
			r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
				id, ok, err := s.ClaimSlot(ctx, d.ID, slot, r.now, time.Hour)
				if err != nil || !ok {
					return err
				}
				won.Add(1)
				return s.SaveIssue(ctx, &news.Issue{ID: id, State: news.IssueApproved}, nil, nil)
			})
			r.same(won.Load(), int32(1))
		}
		all, err := r.Issues(r.ctx, "daily", 0)
		r.must(err)
		for n, i := range all {
			r.same(i.Number, len(all)-n)
		}
	}},
	{"two processes take over a stale claim once", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n := range 5 {
			slot := fmt.Sprint("slot ", n)
			_, _, err := r.ClaimSlot(r.ctx, d.ID, slot, r.now, time.Hour)
			r.must(err)
			var won atomic.Int32
			r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
				_, ok, err := s.ClaimSlot(ctx, d.ID, slot, r.now.Add(2*time.Hour), time.Hour)
				if ok {
					won.Add(1)
				}
				return err
			})
			r.same(won.Load(), int32(1))
		}
	}},
	{"two processes put the same article once", func(t *testing.T, r *room) {
		var put atomic.Int32
		var ids sync.Map
		r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
			for n := range 50 {
				a := news.Article{
					URL: fmt.Sprintf("https://one.example/%d", n), DateFrom: news.DateFromPage,
					Published: r.now, Seen: r.now,
				}
				ok, err := s.PutArticle(ctx, &a)
				if err != nil {
					return err
				}
				if ok {
					put.Add(1)
				}
				if id, loaded := ids.LoadOrStore(a.URL, a.ID); loaded && id != a.ID {
					return fmt.Errorf("%s is both %d and %d", a.URL, id, a.ID)
				}
			}
			return nil
		})
		r.same(put.Load(), int32(50))
	}},
	{"leaving races with queueing and taking", func(t *testing.T, r *room) {
		const readers = 300
		d := r.digest("daily")
		r.readers(readers, "daily")
		i := r.issue(d, "slot", news.IssueApproved)
		subs, err := r.Subscribers(r.ctx, "daily", "", 0, 0)
		r.must(err)
		var left sync.Map // subscriber → true, once Unsubscribe returned
		r.race(3, func(ctx context.Context, s *store.Store, who string) error {
			switch who {
			case "process 0":
				for _, x := range subs[:readers/2] {
					if err := s.Unsubscribe(ctx, x.ID, d.ID, r.now); err != nil {
						return err
					}
					left.Store(x.ID, true)
				}
				return nil
			default:
				if _, err := s.Enqueue(ctx, i.ID, r.now); err != nil {
					return err
				}
				for {
					gone := map[int64]bool{}
					left.Range(func(k, _ any) bool { gone[k.(int64)] = true; return true })
					ds, err := s.TakeDeliveries(ctx, i.ID, 7, who, r.now)
					if err != nil || len(ds) == 0 {
						return err
					}
					for n := range ds {
						if gone[ds[n].SubscriberID] {
							return fmt.Errorf("subscriber %d had left before the delivery was taken",
								ds[n].SubscriberID)
						}
						ds[n].State = news.DeliverySent
					}
					if err := s.RecordDeliveries(ctx, ds); err != nil {
						return err
					}
				}
			}
		})
		r.same(r.take(i, readers), []news.Delivery{}) // clears what was left behind
		sent := r.tally(i)
		if sent.Open() != 0 || sent[news.DeliverySent] < readers/2 {
			t.Fatalf("tally %v", sent)
		}
	}},
	{"a secret is made once", func(t *testing.T, r *room) {
		var mu sync.Mutex
		var got [][]byte
		r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
			b, err := s.Secret(ctx, "links", func() []byte { b := make([]byte, 32); _, _ = rand.Read(b); return b })
			mu.Lock()
			defer mu.Unlock()
			got = append(got, b)
			return err
		})
		for _, b := range got {
			if len(b) != 32 || !bytes.Equal(b, got[0]) {
				t.Fatalf("secrets differ: %x", got)
			}
		}
		other, err := r.Secret(r.ctx, "other", func() []byte { return []byte{0, 255, 0} })
		r.must(err)
		r.same(other, []byte{0, 255, 0})
	}},
	{"the database has one id, however many ask first", func(_ *testing.T, r *room) {
		var mu sync.Mutex
		ids := map[string]bool{}
		r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
			id, err := s.ID(ctx)
			mu.Lock()
			defer mu.Unlock()
			ids[id] = true
			return err
		})
		id, err := r.ID(r.ctx)
		r.must(err)
		r.same(ids, map[string]bool{id: true})
		r.same(len(id) >= 20, true)
	}},
	{"several processes recover one holder at once", func(t *testing.T, r *room) {
		i := r.mailing(40)
		taken := r.takeAs(i, 30, "dead")
		outcomes := slices.Clone(taken[:10])
		for n := range outcomes {
			outcomes[n].State, outcomes[n].Changed = news.DeliverySent, r.now
		}
		var mu sync.Mutex
		total := news.Tally{}
		r.race(4, func(ctx context.Context, s *store.Store, _ string) error {
			moved, err := s.Recover(ctx, "dead", outcomes, taken[10:12], r.now)
			mu.Lock()
			defer mu.Unlock()
			for state, n := range moved {
				total[state] += n
			}
			return err
		})
		r.same(total, news.Tally{news.DeliverySent: 10, news.DeliveryDoubt: 2, news.DeliveryQueued: 18})
		r.same(r.tally(i), news.Tally{news.DeliverySent: 10, news.DeliveryDoubt: 2, news.DeliveryQueued: 28})
	}},
	{"a recovery waits for what PostgreSQL is still committing for the dead", func(t *testing.T, r *room) {
		if r.Pool() == nil {
			return // SQLite commits nothing for a process that died
		}
		i := r.mailing(3)
		tx, err := r.SQL().BeginTx(r.ctx, nil) // what TakeDeliveries does, killed while it commits
		r.must(err)
		for _, q := range []string{
			"INSERT INTO holders (name, beat) VALUES ('dead', 1)",
			`INSERT INTO takings (issue_id, chunk, claim, holder, at, taken) SELECT issue_id, chunk, 1, 'dead', 1, waiting
				FROM chunks`,
			`UPDATE chunks SET claim = 1, sending = queued, queued = 0, waiting = '\x00'`,
		} {
			_, err = tx.ExecContext(r.ctx, q)
			r.must(err)
		}
		type answer struct {
			moved news.Tally
			err   error
		}
		got := make(chan answer, 1)
		go func() {
			moved, err := r.Recover(r.ctx, "dead", nil, nil, r.now)
			got <- answer{moved, err}
		}()
		for waiting := false; !waiting; {
			r.must(r.SQL().QueryRowContext(r.ctx, `
				SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO holders%'
				AND pid IN (
					SELECT pid FROM pg_locks WHERE relation = 'holders'::regclass))`).Scan(&waiting))
		}
		r.must(tx.Commit())
		a := <-got
		r.must(a.err)
		r.same(a.moved, news.Tally{news.DeliveryQueued: 3})
		r.same(r.tally(i), news.Tally{news.DeliveryQueued: 3})
	}},
	{"several processes migrate at once", func(t *testing.T, r *room) {
		r.race(4, func(ctx context.Context, s *store.Store, _ string) error { return s.Migrate(ctx) })
		n, err := r.Pending(r.ctx)
		r.must(err)
		r.same(n, 0)
	}},
	{"runs are kept, newest first", func(t *testing.T, r *room) {
		a := news.Run{
			Started: r.now, Ended: r.now.Add(time.Minute), Window: news.Window{From: r.now.Add(-time.Hour), To: r.now},
			Articles: 3, IssueID: 9, Note: "by hand",
			Polls: []news.Poll{{SourceID: 4, Started: r.now, State: news.PollEmpty}},
		}
		b := news.Run{Started: r.now.Add(time.Hour)}
		r.must(r.SaveRun(r.ctx, &a))
		r.must(r.SaveRun(r.ctx, &b))
		b.Articles = 12
		r.must(r.SaveRun(r.ctx, &b))
		all, err := r.Runs(r.ctx, 0)
		r.must(err)
		r.same(all, []news.Run{b, a})
		one, err := r.Runs(r.ctx, 1)
		r.must(err)
		r.same(one, []news.Run{b})
		if err := r.SaveRun(r.ctx, &news.Run{ID: 99}); err == nil {
			t.Fatal("a run that is not there was saved")
		}
	}},
	{"the last work up to a time", func(t *testing.T, r *room) {
		last := func(until, want time.Time) {
			t.Helper()
			got, err := r.LastWork(r.ctx, until)
			r.must(err)
			r.same(got, want)
		}
		last(r.now, time.Time{})
		day := func(n int) time.Time { return r.now.AddDate(0, 0, n) }
		src := r.source("a")
		r.must(r.SavePoll(r.ctx, news.Poll{SourceID: src.ID, Started: day(-9), State: news.PollOK, Date: day(-9)}))
		r.must(r.SaveRun(r.ctx, &news.Run{Started: day(-7)}))
		_, err := r.PutArticle(r.ctx, &news.Article{URL: "https://a.example/1", Seen: day(-5), Published: day(-6)})
		r.must(err)
		r.must(r.SavePoll(r.ctx, news.Poll{SourceID: src.ID, Started: day(-3), State: news.PollBroken}))
		last(day(-10), time.Time{})
		last(day(-8), day(-9))
		last(day(-6), day(-7))
		last(day(-5), day(-5))
		last(day(-4), day(-5))
		last(r.now, day(-3))
	}},
	{"it answers, and not after closing", func(t *testing.T, r *room) {
		r.must(r.Ping(r.ctx))
		s, err := store.Open(r.ctx, store.Config{URL: r.url})
		r.must(err)
		r.must(s.Close())
		if s.Ping(r.ctx) == nil {
			t.Fatal("a closed store answers")
		}
	}},
	{"an ended context writes nothing", func(t *testing.T, r *room) {
		ctx, cancel := context.WithCancel(r.ctx)
		cancel()
		if err := r.PutSource(ctx, &news.Source{
			Name: "a", Outlet: news.Outlet{Name: "A"}, URL: "https://a.example",
			Kind: news.KindFeed,
		}); err == nil {
			t.Fatal("it wrote")
		}
		all, err := r.Sources(r.ctx, false)
		r.must(err)
		r.same(len(all), 0)
	}},
}

// race runs f in n processes' stead: every one on a handle of its own.
func (r *room) race(n int, f func(ctx context.Context, s *store.Store, who string) error) {
	r.t.Helper()
	handles := make([]*store.Store, n)
	for i := range handles {
		var err error
		handles[i], err = store.Open(r.ctx, store.Config{URL: r.url, Conns: 4})
		r.must(err)
		defer handles[i].Close()
	}
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i, s := range handles {
		wg.Go(func() {
			<-start
			if err := f(r.ctx, s, fmt.Sprint("process ", i)); err != nil {
				r.t.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
	if r.t.Failed() {
		r.t.FailNow()
	}
}
