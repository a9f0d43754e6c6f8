package storetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

var relayBehaviours = []behaviour{
	{"a relay's state is counted once by several processes", func(t *testing.T, r *room) {
		other := Open(t, r.url)
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := 0
		for n := range 20 {
			s := r.Store
			if n%2 == 1 {
				s = other
			}
			wg.Go(func() {
				took := 0
				err := s.ChangeRelay(r.ctx, "main", func(state string) (string, bool) {
					used, _ := strconv.Atoi(state) // "" = 0
					if took = 0; used < 15 {
						took = 1
					}
					return strconv.Itoa(used + took), took > 0
				})
				mu.Lock()
				defer mu.Unlock()
				if got += took; err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		all, err := r.Relays(r.ctx)
		if r.must(err); got != 15 || len(all) != 1 || all["main"] != "15" {
			t.Errorf("%d went, %+v", got, all)
		}
	}},
	{"a relay's state survives a restart", func(t *testing.T, r *room) {
		const want = `{"name":"main","closed":"refuses","why":"550 5.7.1 «нет»"}`
		r.must(r.ChangeRelay(r.ctx, "main", func(was string) (string, bool) { return want, was == "" }))
		r.must(r.ChangeRelay(r.ctx, "main", func(string) (string, bool) { return "another", false }))
		r.must(r.ChangeRelay(r.ctx, "other", func(string) (string, bool) { return "", false }))
		all, err := Open(t, r.url).Relays(r.ctx)
		r.must(err)
		r.same(all, map[string]string{"main": want})
	}},
	{"a conversation is the last one of a letter", func(t *testing.T, r *room) {
		c := talk(7, 3, "Dana@Example.org", r.now, "C: MAIL FROM:<press@example.org>\nS: 451 later\n")
		c.Relay, c.State = "main", "deferred"
		stranger := talk(7, 0, "x@example.net", r.now.Add(time.Second), "S: 550 no")
		r.must(r.KeepConversations(r.ctx, []news.Delivery{c, stranger}))
		c.Changed, c.State, c.Talk = r.now.Add(time.Minute), "failed", "S: 550 no\n"
		r.must(r.KeepConversations(r.ctx, []news.Delivery{c}))
		r.must(r.KeepConversations(r.ctx, nil))
		all, err := r.Conversations(r.ctx, 7, "", 10)
		r.must(err)
		r.same(all, []news.Delivery{c, stranger})
		one, err := r.Conversations(r.ctx, 7, "dana@example.ORG", 10)
		r.must(err)
		r.same(one, []news.Delivery{c})
		none, err := r.Conversations(r.ctx, 8, "", 10)
		if r.must(err); len(none) != 0 {
			t.Error(none)
		}
	}},
	{"a held issue is cancelled when no letter is under way", func(t *testing.T, r *room) {
		i := r.mailing(5)
		ds := r.take(i, 3)
		cancel := func(want bool, underWay int) {
			t.Helper()
			done, n, err := r.CancelIssue(r.ctx, i.ID, "cancelled", r.now)
			if r.must(err); done != want || n != underWay {
				t.Fatalf("cancelled %v, %d under way", done, n)
			}
		}
		cancel(false, 3)
		r.record(ds[:1], news.DeliverySent)
		r.record(ds[1:], news.DeliveryDeferred)
		cancel(false, 0) // it is not held
		_, err := r.HoldIssue(r.ctx, i.ID, "paused", r.now)
		r.must(err)
		cancel(true, 0)
		r.same(r.tally(i), news.Tally{news.DeliverySent: 1, news.DeliveryFailed: 4})
		r.same(r.issueState(i.ID), news.IssueSent)
		cancel(false, 0)

		i = r.issue(r.digest("weekly"), "slot", news.IssueHeld)
		cancel(true, 0)
		r.same(r.issueState(i.ID), news.IssueMissed)
	}},
	{"what is taken while an issue is cancelled is under way", func(t *testing.T, r *room) {
		i := r.mailing(40)
		cancelled := false
		r.race(4, func(ctx context.Context, s *store.Store, who string) error {
			if who != "process 0" {
				for {
					if ds, err := s.TakeDeliveries(ctx, i.ID, 1, who, r.now); err != nil || len(ds) == 0 {
						return err
					}
				}
			}
			_, err := s.HoldIssue(ctx, i.ID, "paused", r.now)
			if err == nil {
				cancelled, _, err = s.CancelIssue(ctx, i.ID, "cancelled", r.now)
			}
			return err
		})
		tally := r.tally(i)
		if n := tally[news.DeliverySending]; cancelled && n > 0 || !cancelled && n == 0 {
			t.Errorf("cancelled %v: %v", cancelled, tally)
		}
	}},
	{"who complains or bounces later gets nothing more", func(t *testing.T, r *room) {
		r.digest("daily")
		a, b := r.reader("a@example.org", "daily"), r.reader("b@example.org", "daily")
		for _, c := range []struct {
			id    int64
			state news.SubscriberState
		}{{a.ID, news.SubscriberComplained}, {b.ID, news.SubscriberBounced}} {
			for _, want := range []bool{true, false} {
				did, err := r.Returned(r.ctx, c.id, c.state, "returned: 550", r.now)
				if r.must(err); did != want || r.stateOf(c.id) != c.state {
					t.Errorf("%d: %v, %s", c.id, did, r.stateOf(c.id))
				}
			}
		}
		n, err := r.CountActive(r.ctx)
		if r.must(err); n != 0 {
			t.Errorf("%d are active", n)
		}
		gone, err := r.Bounced(r.ctx, r.now, time.Time{}, "returned: ")
		if r.must(err); len(gone) != 1 || gone[0].ID != b.ID {
			t.Errorf("%+v", gone)
		}
	}},
	{"an issue has a bounded number of conversations", func(t *testing.T, r *room) {
		batch := make([]news.Delivery, 500)
		for n := range 21 {
			for i := range batch {
				batch[i] = talk(7, 0, fmt.Sprintf("r%d-%d@example.org", n, i), r.now, "x")
			}
			r.must(r.KeepConversations(r.ctx, batch))
		}
		all, err := r.Conversations(r.ctx, 7, "", 20_000)
		if r.must(err); len(all) != 10_000 {
			t.Errorf("%d conversations are kept", len(all))
		}
	}},
	{"who is erased leaves no conversation, and the old are forgotten", func(t *testing.T, r *room) {
		sub := news.Subscriber{Email: "dana@example.org", State: news.SubscriberActive, Created: r.now, Changed: r.now}
		r.must(r.PutSubscriber(r.ctx, &sub))
		long := strings.Repeat("S: 250 ok\n", 100)
		r.must(r.KeepConversations(r.ctx, []news.Delivery{
			talk(1, sub.ID, sub.Email, r.now, long),
			talk(2, 0, "Dana@example.org", r.now, long),
			talk(2, 0, "else@example.org", r.now, long),
		}))
		r.must(r.DeleteSubscriber(r.ctx, sub.Email, r.now))
		// The outcome of letters that were under way then comes in.
		r.must(r.KeepConversations(r.ctx, []news.Delivery{
			talk(1, sub.ID, sub.Email, r.now, long), talk(3, 0, "DANA@example.org", r.now, long),
			talk(3, 0, "third@example.org", r.now, long),
		}))
		count := func(issue int64, want int) {
			t.Helper()
			all, err := r.Conversations(r.ctx, issue, "", 10)
			if r.must(err); len(all) != want {
				t.Errorf("issue %d has %d conversations, not %d", issue, len(all), want)
			}
		}
		count(1, 0)
		count(2, 1)
		count(3, 1)
		_, err := r.Forget(r.ctx, r.now.AddDate(0, 0, 29), true)
		r.must(err)
		count(2, 1)
		_, err = r.Forget(r.ctx, r.now.AddDate(0, 0, 31), true)
		r.must(err)
		count(2, 0)
	}},
}

// talk is a conversation about a letter.
func talk(issue, subscriber int64, email string, at time.Time, text string) news.Delivery {
	return news.Delivery{
		IssueID: issue, SubscriberID: subscriber, Email: email, Changed: at, State: news.DeliveryFailed, Talk: text,
	}
}
