package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// restored marks the database as one that was just filled from a backup.
func (r *room) restored() news.Restore {
	r.t.Helper()
	_, err := r.SQL().ExecContext(r.ctx,
		`INSERT INTO restores (restored, taken, confirmed, told) VALUES ($1, $2, 0, '[]')`,
		r.now.UnixMicro(), r.now.Add(-24*time.Hour).UnixMicro())
	r.must(err)
	rest, err := r.Restored(r.ctx)
	r.must(err)
	return rest
}

// open makes a held, an approved and a half sent issue, each with three readers, and returns their numbers.
func (r *room) open() (held, approved, sending int64) {
	r.t.Helper()
	d := r.digest("daily")
	for n := range 3 {
		r.reader(fmt.Sprintf("reader%d@example.org", n), "daily")
	}
	held = r.issue(d, "2026-11-21T07:00 Asia/Almaty", news.IssueHeld).ID
	approved = r.issue(d, "2026-11-22T07:00 Asia/Almaty", news.IssueApproved).ID
	sending = r.issue(d, "2026-11-23T07:00 Asia/Almaty", news.IssueApproved).ID
	_, err := r.Enqueue(r.ctx, sending, r.now)
	r.must(err)
	ds, err := r.TakeDeliveries(r.ctx, sending, 1, "holder", r.now)
	r.must(err)
	ds[0].State, ds[0].Changed = news.DeliverySent, r.now
	r.must(r.RecordDeliveries(r.ctx, ds))
	return held, approved, sending
}

var restoreBehaviours = []behaviour{
	{"a database that was never restored waits for nothing", func(t *testing.T, r *room) {
		rest, err := r.Restored(r.ctx)
		r.must(err)
		r.same(rest, news.Restore{})
		r.same(rest.Waits(), false)
	}},
	{"a restore is confirmed once and whole", func(t *testing.T, r *room) {
		held, approved, sending := r.open()
		rest := r.restored()
		r.same(rest.Waits(), true)
		var bad *news.InvalidError
		part := map[int64]store.Fate{held: store.FateSent, approved: store.FateSent}
		if err := r.Confirm(r.ctx, rest.ID, part, nil, r.now); !errors.As(err, &bad) {
			t.Fatalf("an issue without a fate: %v", err)
		}
		for id, want := range map[int64]news.IssueState{
			held: news.IssueHeld, approved: news.IssueApproved,
			sending: news.IssueSending,
		} {
			r.same(r.issueState(id), want) // nothing was done by halves
		}
		part[sending] = store.FateSent
		r.must(r.Confirm(r.ctx, rest.ID, part, []int64{7}, r.now.Add(time.Hour)))
		rest, err := r.Restored(r.ctx)
		r.must(err)
		r.same(rest.Confirmed, r.now.Add(time.Hour))
		r.same(rest.Told, []int64{7})
		if err := r.Confirm(r.ctx, rest.ID, part, nil, r.now); !errors.As(err, &bad) {
			t.Fatalf("a second time: %v", err)
		}
	}},
	{"the fates of open issues", func(t *testing.T, r *room) {
		type end struct {
			State news.IssueState
			Tally news.Tally
		}
		for fate, want := range map[store.Fate][3]end{
			store.FateSend: {
				{news.IssueHeld, news.Tally{}},
				{news.IssueSending, news.Tally{news.DeliveryQueued: 4}},
				{news.IssueSending, news.Tally{news.DeliverySent: 1, news.DeliveryQueued: 2}},
			},
			store.FateSent: {
				{news.IssueSent, news.Tally{news.DeliverySent: 4}},
				{news.IssueSent, news.Tally{news.DeliverySent: 4}},
				{news.IssueSent, news.Tally{news.DeliverySent: 3}},
			},
			store.FateSkip: {
				{news.IssueMissed, news.Tally{}},
				{news.IssueMissed, news.Tally{}},
				{news.IssueSent, news.Tally{news.DeliverySent: 1, news.DeliveryFailed: 2}},
			},
		} {
			r.empty()
			held, approved, sending := r.open()
			r.reader("late@example.org", "daily") // subscribed after the third issue was queued
			rest := r.restored()
			r.must(r.Confirm(r.ctx, rest.ID, map[int64]store.Fate{held: fate, approved: fate, sending: fate}, nil,
				r.now))
			for n, id := range []int64{held, approved, sending} {
				tally, err := r.Tally(r.ctx, id)
				r.must(err)
				r.same(end{r.issueState(id), tally}, want[n])
			}
		}
	}},
}

// issueState returns the state of an issue.
func (r *room) issueState(id int64) news.IssueState {
	r.t.Helper()
	i, err := r.Issue(r.ctx, id)
	r.must(err)
	return i.State
}
