package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
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
				err := s.ChangeRelay(r.ctx, "main", func(state *news.RelayState) bool {
					if took = 0; state.Used < 15 {
						took = 1
					}
					state.Used += took
					return took > 0
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
		if r.must(err); got != 15 || len(all) != 1 || all[0].Used != 15 || all[0].Name != "main" {
			t.Errorf("%d went, %+v", got, all)
		}
	}},
	{"a relay's state survives a restart", func(t *testing.T, r *room) {
		want := news.RelayState{
			Name: "main", Closed: news.RelayRefuses, Why: "550 5.7.1 «нет»", Since: r.now, Until: r.now.Add(time.Hour), InARow: 3,
			Day: "2026-11-23", Used: 7, Good: 5, Bad: 2, Cap: 200, Minute: r.now,
		}
		r.must(r.ChangeRelay(r.ctx, "main", func(s *news.RelayState) bool { *s = want; return true }))
		r.must(r.ChangeRelay(r.ctx, "main", func(s *news.RelayState) bool { s.Used = 99; return false }))
		all, err := Open(t, r.url).Relays(r.ctx)
		r.must(err)
		r.same(all, []news.RelayState{want})
	}},
	{"a conversation is the last one of a letter", func(t *testing.T, r *room) {
		c := news.Conversation{
			IssueID: 7, SubscriberID: 3, Email: "Dana@Example.org", Relay: "main", At: r.now, State: "deferred",
			Text: "C: MAIL FROM:<press@example.org>\nS: 451 later\n",
		}
		stranger := news.Conversation{IssueID: 7, Email: "x@example.net", At: r.now.Add(time.Second), State: "failed", Text: "S: 550 no"}
		r.must(r.KeepConversations(r.ctx, []news.Conversation{c, stranger}))
		c.At, c.State, c.Text = r.now.Add(time.Minute), "failed", "S: 550 no\n"
		r.must(r.KeepConversations(r.ctx, []news.Conversation{c}))
		r.must(r.KeepConversations(r.ctx, nil))
		all, err := r.Conversations(r.ctx, 7, "", 10)
		r.must(err)
		r.same(all, []news.Conversation{c, stranger})
		one, err := r.Conversations(r.ctx, 7, "dana@example.ORG", 10)
		r.must(err)
		r.same(one, []news.Conversation{c})
		none, err := r.Conversations(r.ctx, 8, "", 10)
		if r.must(err); len(none) != 0 {
			t.Error(none)
		}
	}},
	{"an issue has a bounded number of conversations", func(t *testing.T, r *room) {
		batch := make([]news.Conversation, 500)
		for n := range 21 {
			for i := range batch {
				batch[i] = news.Conversation{IssueID: 7, Email: fmt.Sprintf("r%d-%d@example.org", n, i), At: r.now, Text: "x"}
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
		r.must(r.KeepConversations(r.ctx, []news.Conversation{
			{IssueID: 1, SubscriberID: sub.ID, Email: sub.Email, At: r.now, Text: long},
			{IssueID: 2, Email: "Dana@example.org", At: r.now, Text: long},
			{IssueID: 2, Email: "else@example.org", At: r.now, Text: long},
		}))
		r.must(r.DeleteSubscriber(r.ctx, sub.Email, r.now))
		count := func(issue int64, want int) {
			t.Helper()
			all, err := r.Conversations(r.ctx, issue, "", 10)
			if r.must(err); len(all) != want {
				t.Errorf("issue %d has %d conversations, not %d", issue, len(all), want)
			}
		}
		count(1, 0)
		count(2, 1)
		_, err := r.Forget(r.ctx, r.now.AddDate(0, 0, 29), true)
		r.must(err)
		count(2, 1)
		_, err = r.Forget(r.ctx, r.now.AddDate(0, 0, 31), true)
		r.must(err)
		count(2, 0)
	}},
}
