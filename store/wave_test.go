package store_test

import (
	"fmt"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestLookBack looks for who got earlier letters: from the newest issue back, and so many chunks at most.
func TestLookBack(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		s := storetest.Open(t, fresh(t))
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		d := news.Digest{Name: "daily", Title: "Daily", TimeZone: "UTC", Enabled: true}
		must(s.PutDigest(ctx, &d))
		var ids []int64
		subscribe := func(n int) {
			sub := news.Subscriber{
				Email: fmt.Sprintf("r%d@example.org", n), State: news.SubscriberActive, Digests: []string{"daily"},
				Created: breakfast, Changed: breakfast,
			}
			must(s.PutSubscriber(ctx, &sub))
			ids = append(ids, sub.ID)
		}
		subscribe(0)
		for n := range 4 { // the first reader gets all, each other one the issues from theirs on, and leaves
			subscribe(n + 1)
			id, _, err := s.ClaimSlot(ctx, d.ID, fmt.Sprint("slot ", n), breakfast, time.Hour)
			must(err)
			i := news.Issue{ID: id, State: news.IssueApproved, Created: breakfast}
			must(s.SaveIssue(ctx, &i, nil, []news.Letter{{Language: "en"}}))
			_, err = s.Enqueue(ctx, id, breakfast)
			must(err)
			ds, err := s.TakeDeliveries(ctx, id, 10, "holder", breakfast)
			must(err)
			for k := range ds {
				ds[k].State, ds[k].Changed = news.DeliverySent, breakfast
			}
			must(s.RecordDeliveries(ctx, ds))
			must(s.Unsubscribe(ctx, ids[n+1], 0, breakfast))
		}
		for _, c := range []struct {
			most, want int
			who        []int64
		}{
			{100, 5, ids},
			{1, 2, ids}, // the first reader, and the one of the last issue
			{3, 4, ids},
			{0, 0, ids},
			{1, 1, ids[:1]},
			{4, 1, ids[1:2]},
			{1, 0, nil},
		} {
			n, err := store.Reached(ctx, s, c.most, c.who...)
			if err != nil || n != c.want {
				t.Errorf("%d chunks, %v: %d, not %d; %v", c.most, c.who, n, c.want, err)
			}
		}
	})
}
