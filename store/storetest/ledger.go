package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/news"
)

const holder = "this process"

// take takes up to n deliveries now.
func (r *room) take(i news.Issue, n int) []news.Delivery {
	r.t.Helper()
	return r.takeAs(i, n, holder)
}

func (r *room) takeAs(i news.Issue, n int, who string) []news.Delivery {
	r.t.Helper()
	ds, err := r.TakeDeliveries(r.ctx, i.ID, n, who, r.now)
	r.must(err)
	return ds
}

// record writes one outcome for all.
func (r *room) record(ds []news.Delivery, state news.DeliveryState) {
	r.t.Helper()
	for n := range ds {
		ds[n].State, ds[n].Changed = state, r.now
		if state == news.DeliveryDeferred {
			ds[n].NextTry = r.now.Add(time.Hour)
		}
	}
	r.must(r.RecordDeliveries(r.ctx, ds))
	if len(ds) > 0 {
		r.apply(ds[0].IssueID)
	}
}

// apply does to the readers what their refusals mean.
func (r *room) apply(issue int64) int {
	r.t.Helper()
	n, err := r.ApplyRefusals(r.ctx, issue, true, true)
	r.must(err)
	return n
}

func (r *room) tally(i news.Issue) news.Tally {
	r.t.Helper()
	tally, err := r.Tally(r.ctx, i.ID)
	r.must(err)
	return tally
}

func (r *room) due(i news.Issue) time.Time {
	r.t.Helper()
	due, err := r.NextDue(r.ctx, i.ID)
	r.must(err)
	return due
}

// mailing is an approved issue that is queued for n readers.
func (r *room) mailing(n int) news.Issue {
	r.t.Helper()
	d := r.digest("daily")
	r.readers(n, "daily")
	i := r.issue(d, "slot", news.IssueApproved)
	got, err := r.Enqueue(r.ctx, i.ID, r.now)
	if r.must(err); got != n {
		r.t.Fatalf("queued %d of %d", got, n)
	}
	return i
}

func emails(ds []news.Delivery) (out []string) {
	for _, d := range ds {
		out = append(out, d.Email)
	}
	slices.Sort(out)
	return out
}

var ledgerBehaviours = []behaviour{
	{"only active subscribers of the digest are queued", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.digest("weekly")
		r.reader("Active@example.org", "daily", "weekly")
		r.reader("weekly@example.org", "weekly")
		for _, s := range []news.SubscriberState{
			news.SubscriberPending, news.SubscriberUnsubscribed,
			news.SubscriberBounced, news.SubscriberComplained,
		} {
			sub := news.Subscriber{Email: string(s) + "@example.org", State: s, Digests: []string{"daily"}}
			r.must(r.PutSubscriber(r.ctx, &sub))
		}
		i := r.issue(d, "slot", news.IssueApproved)
		for _, want := range []int{1, 0} { // again: existing pairs stay
			n, err := r.Enqueue(r.ctx, i.ID, r.now)
			r.must(err)
			r.same(n, want)
		}
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		r.same(got.State, news.IssueSending)
		all, err := r.Deliveries(r.ctx, i.ID)
		r.must(err)
		r.same(emails(all), []string{"Active@example.org"})
		r.same([]any{all[0].State, all[0].Attempts, all[0].Changed}, []any{news.DeliveryQueued, 0, r.now})
	}},
	{"only an approved issue is queued", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("a@example.org", "daily")
		var invalid *news.InvalidError
		for _, s := range []news.IssueState{news.IssueDraft, news.IssueHeld, news.IssueEmpty, news.IssueMissed} {
			i := r.issue(d, string(s), s)
			_, one := r.Enqueue(r.ctx, i.ID, r.now)
			_, two := r.EnqueueTo(r.ctx, i.ID, []string{"x@example.org"}, r.now)
			_, three := r.Requeue(r.ctx, i.ID, r.now, news.DeliveryFailed)
			for _, err := range []error{one, two, three} {
				if !errors.As(err, &invalid) {
					t.Fatalf("%s: %v", s, err)
				}
			}
			r.same(r.tally(i), news.Tally{})
		}
		if _, err := r.Enqueue(r.ctx, 99, r.now); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("got %v", err)
		}
	}},
	{"an approved issue goes to its readers first", func(t *testing.T, r *room) {
		i := r.issue(r.digest("daily"), "slot", news.IssueApproved)
		r.reader("a@example.org", "daily")
		_, to := r.EnqueueTo(r.ctx, i.ID, []string{"x@example.org"}, r.now)
		_, again := r.Requeue(r.ctx, i.ID, r.now, news.DeliveryFailed)
		for _, err := range []error{to, again} {
			var invalid *news.InvalidError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v", err)
			}
		}
		n, err := r.Enqueue(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(n, 1)
	}},
	{"an issue to addresses named by hand", func(t *testing.T, r *room) {
		d := r.digest("daily")
		known := r.reader("known@example.org")
		r.reader("daily@example.org", "daily")
		i := r.issue(d, "slot", news.IssueSending)
		n, err := r.EnqueueTo(r.ctx, i.ID, []string{
			"Known@example.org", "stranger@example.org",
			"stranger@EXAMPLE.org",
		}, r.now)
		r.must(err)
		r.same(deliveryStates(n), "Known@example.org queued, stranger@example.org queued")
		taken := r.take(i, 10)
		r.same(emails(taken), []string{"Known@example.org", "stranger@example.org"})
		for _, x := range taken {
			if want := map[bool]int64{true: known.ID}[x.Email == "Known@example.org"]; x.SubscriberID != want {
				t.Fatalf("subscriber %d, want %d", x.SubscriberID, want)
			}
		}
		if _, err := r.Subscriber(r.ctx, "stranger@example.org"); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("it made a subscriber: %v", err)
		}
		r.record(taken, news.DeliverySent)
		_, err = r.MoveIssue(r.ctx, i.ID, news.IssueSending, news.IssueSent, "", r.now)
		r.must(err)
		n, err = r.EnqueueTo(r.ctx, i.ID, []string{"late@example.org", "known@example.org"}, r.now)
		r.must(err)
		r.same(deliveryStates(n), "Known@example.org sent, late@example.org queued")
		n, err = r.EnqueueTo(r.ctx, i.ID, []string{"known@example.org"}, r.now, news.DeliverySent)
		r.must(err)
		r.same(deliveryStates(n), "Known@example.org queued")
		only, err := r.TakeDeliveries(r.ctx, i.ID, 10, "one", r.now, n[0].ID)
		r.must(err)
		r.same(emails(only), []string{"Known@example.org"})
		r.same(emails(r.take(i, 10)), []string{"late@example.org"})
		if _, err := r.EnqueueTo(r.ctx, i.ID, []string{"no address"}, r.now); err == nil {
			t.Fatal("no address was queued")
		}
		none, err := r.EnqueueTo(r.ctx, i.ID, nil, r.now)
		r.must(err)
		r.same(len(none), 0)
	}},
	{"taking moves to sending and counts the attempt", func(t *testing.T, r *room) {
		i := r.mailing(5)
		taken := r.take(i, 3)
		for n, d := range taken {
			r.same([]any{d.State, d.Attempts, d.IssueID, d.Changed}, []any{news.DeliverySending, 1, i.ID, r.now})
			if d.SubscriberID == 0 || n > 0 && d.ID <= taken[n-1].ID {
				t.Fatalf("out of order or without subscriber: %+v", d)
			}
		}
		r.same(r.tally(i), news.Tally{news.DeliverySending: 3, news.DeliveryQueued: 2})
		stored, err := r.Deliveries(r.ctx, i.ID, news.DeliverySending)
		r.must(err)
		r.same(stored, taken)
		r.same(len(r.take(i, 3)), 2)
		r.same(len(r.take(i, 3)), 0)
		r.same(len(r.take(news.Issue{ID: 99}, 3)), 0)
	}},
	{"outcomes are written", func(t *testing.T, r *room) {
		i := r.mailing(4)
		taken := r.take(i, 4)
		r.now = r.now.Add(time.Second)
		for n, s := range []news.DeliveryState{
			news.DeliverySent, news.DeliveryFailed, news.DeliveryDoubt,
			news.DeliveryDeferred,
		} {
			taken[n].State, taken[n].MessageID, taken[n].Response, taken[n].Changed = s, fmt.Sprintf("<%d@example.org>",
				n), "250 \x00Ок\xff", r.now
		}
		taken[3].NextTry = r.now.Add(time.Hour)
		r.must(r.RecordDeliveries(r.ctx, taken))
		stored, err := r.Deliveries(r.ctx, i.ID)
		r.must(err)
		for n := range taken {
			taken[n].Response = "250 Ок\uFFFD"
		}
		taken[0].MessageID, taken[0].Response, taken[0].Claim = "", "", 0 // nothing more is kept of what was simply sent
		r.same(stored, taken)
		r.must(r.RecordDeliveries(r.ctx, nil))
		some, err := r.Deliveries(r.ctx, i.ID, news.DeliverySent, news.DeliveryDoubt)
		r.must(err)
		r.same(some, []news.Delivery{taken[0], taken[2]})
	}},
	{"a deferred delivery waits for its time", func(t *testing.T, r *room) {
		i := r.mailing(2)
		r.same(r.due(i), r.now)
		r.record(r.take(i, 1), news.DeliveryDeferred)
		rest := r.take(i, 5)
		r.same(len(rest), 1)
		r.same(r.due(i), r.now.Add(time.Hour))
		r.record(rest, news.DeliverySent)
		r.now = r.now.Add(time.Hour - time.Microsecond)
		r.same(len(r.take(i, 5)), 0)
		r.now = r.now.Add(time.Microsecond)
		again := r.take(i, 5)
		r.same([]any{len(again), again[0].Attempts}, []any{1, 2})
		r.same(r.due(i), time.Time{}) // in sending: nothing is due
		r.record(again, news.DeliverySent)
		r.same(r.due(i), time.Time{})
		r.same(r.tally(i), news.Tally{news.DeliverySent: 2})
	}},
	{"what was not offered goes back as if never taken", func(t *testing.T, r *room) {
		i := r.mailing(1)
		taken := r.take(i, 1)
		taken[0].Attempts--
		r.record(taken, news.DeliveryQueued)
		again := r.take(i, 1)
		r.same([]any{len(again), again[0].Attempts}, []any{1, 1})
	}},
	{"a failure of the address bounces the subscriber everywhere", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		one, two := r.issue(d, "1", news.IssueApproved), r.issue(d, "2", news.IssueApproved)
		for _, i := range []news.Issue{one, two} {
			_, err := r.Enqueue(r.ctx, i.ID, r.now)
			r.must(err)
		}
		check := func(want news.SubscriberState) {
			t.Helper()
			got, err := r.SubscriberByID(r.ctx, s.ID)
			r.must(err)
			r.same(got.State, want)
		}
		taken := r.take(one, 1)
		r.record(taken, news.DeliveryFailed) // of the message, not of the address
		check(news.SubscriberActive)
		n, err := r.Requeue(r.ctx, one.ID, r.now, news.DeliveryFailed)
		r.must(err)
		r.same(n, 1)
		taken = r.take(one, 1)
		taken[0].Gone = true
		r.record(taken, news.DeliveryFailed)
		check(news.SubscriberBounced)
		r.same(r.tally(two), news.Tally{news.DeliveryWithdrawn: 1})
		n, err = r.Requeue(r.ctx, one.ID, r.now, news.DeliveryFailed)
		r.must(err)
		r.same(n, 0)
	}},
	{"who leaves between queueing and taking gets nothing", func(t *testing.T, r *room) {
		d, w := r.digest("daily"), r.digest("weekly")
		r.reader("stays@example.org", "daily")
		leave := map[string]func(s news.Subscriber) error{
			"link":   func(s news.Subscriber) error { return r.Unsubscribe(r.ctx, s.ID, d.ID, r.now) },
			"all":    func(s news.Subscriber) error { return r.Unsubscribe(r.ctx, s.ID, 0, r.now) },
			"erased": func(s news.Subscriber) error { return r.DeleteSubscriber(r.ctx, s.Email, r.now) },
			"admin": func(s news.Subscriber) error {
				s.State = news.SubscriberUnsubscribed
				return r.PutSubscriber(r.ctx, &s)
			},
			"moved": func(s news.Subscriber) error {
				s.Digests = []string{"weekly"}
				return r.PutSubscriber(r.ctx, &s)
			},
		}
		subs := map[string]news.Subscriber{}
		for name := range leave {
			subs[name] = r.reader(name+"@example.org", "daily", "weekly")
		}
		i, other := r.issue(d, "slot", news.IssueApproved), r.issue(w, "slot", news.IssueApproved)
		for _, x := range []news.Issue{i, other} {
			_, err := r.Enqueue(r.ctx, x.ID, r.now)
			r.must(err)
		}
		for name, f := range leave {
			r.must(f(subs[name]))
		}
		r.same(r.tally(i), news.Tally{news.DeliveryQueued: 1, news.DeliveryWithdrawn: len(leave)})
		r.same(emails(r.take(i, 10)), []string{"stays@example.org"})
		r.same(emails(r.take(other, 10)), []string{"link@example.org", "moved@example.org"})
	}},
	{"who leaves after a taking is not queued again", func(t *testing.T, r *room) {
		i := r.mailing(3)
		taken := r.take(i, 3)
		r.must(r.Unsubscribe(r.ctx, taken[0].SubscriberID, 0, r.now))
		r.record(taken[:2], news.DeliveryDeferred)
		r.record(taken[2:], news.DeliveryFailed)
		r.must(r.Unsubscribe(r.ctx, taken[2].SubscriberID, 0, r.now))
		n, err := r.Requeue(r.ctx, i.ID, r.now, news.DeliveryFailed)
		r.must(err)
		r.same(n, 0)
		r.now = r.now.Add(2 * time.Hour)
		r.same(emails(r.take(i, 10)), emails(taken[1:2]))
		r.same(r.tally(i), news.Tally{
			news.DeliverySending: 1, news.DeliveryFailed: 1, news.DeliveryWithdrawn: 1,
		})
	}},
	{"who leaves takes back what was sent by hand as well", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org")
		i := r.issue(d, "slot", news.IssueSending)
		_, err := r.EnqueueTo(r.ctx, i.ID, []string{s.Email}, r.now)
		r.must(err)
		r.must(r.Unsubscribe(r.ctx, s.ID, d.ID, r.now))
		r.same(r.take(i, 1), []news.Delivery{})
	}},
	{"rows of a dead holder become doubt, those of a living one stay", func(t *testing.T, r *room) {
		i := r.mailing(6)
		stale := time.Minute
		from := func(who string, n int) []news.Delivery { return r.takeAs(i, n, who) }
		dead := from("dead", 2)
		from("alive", 2)
		from("left", 1)
		doubt := func(want int) {
			t.Helper()
			n, err := r.DoubtStale(r.ctx, r.now, stale)
			r.must(err)
			r.same(n, want)
		}
		doubt(0)
		r.now = r.now.Add(stale)
		r.must(r.Heartbeat(r.ctx, "alive", r.now))
		doubt(0) // not longer than stale
		r.must(r.Release(r.ctx, "left"))
		doubt(1)
		r.now = r.now.Add(time.Microsecond)
		doubt(2)
		doubt(0)
		r.same(r.tally(i), news.Tally{news.DeliverySending: 2, news.DeliveryDoubt: 3, news.DeliveryQueued: 1})
		stored, err := r.Deliveries(r.ctx, i.ID, news.DeliveryDoubt)
		r.must(err)
		r.same(emails(stored)[:2], emails(dead))
		if stored[0].Response == "" || !stored[0].Changed.Equal(r.now) {
			t.Fatalf("no word on why: %+v", stored[0])
		}
		names, err := r.Holders(r.ctx)
		r.must(err)
		r.same(names, []string{"alive"})
		r.must(r.Heartbeat(r.ctx, "alive", r.now.Add(-time.Hour))) // a late beat does not set the clock back
		doubt(0)
	}},
	{"a holder thought dead tells the truth late", func(t *testing.T, r *room) {
		i := r.mailing(2)
		taken := r.take(i, 2)
		r.now = r.now.Add(time.Hour)
		n, err := r.DoubtStale(r.ctx, r.now, time.Minute)
		r.must(err)
		r.same(n, 2)
		r.record(taken[:1], news.DeliverySent)
		r.same(r.tally(i), news.Tally{news.DeliverySent: 1, news.DeliveryDoubt: 1})
		// The other is queued again: the truth still counts, and nobody gets it twice.
		_, err = r.Requeue(r.ctx, i.ID, r.now, news.DeliveryDoubt)
		r.must(err)
		r.record(taken[1:], news.DeliverySent)
		r.same(r.take(i, 2), []news.Delivery{})
		r.same(r.tally(i), news.Tally{news.DeliverySent: 2})
	}},
	{"a dead holder's journal tells what became of its rows", func(t *testing.T, r *room) {
		i := r.mailing(9)
		taken := r.takeAs(i, 6, "dead")
		other := r.takeAs(i, 2, "alive")
		senders, err := r.Sending(r.ctx, i.ID)
		r.must(err)
		r.same(senders, []string{"alive", "dead"})
		ledgered, lacking, noted := taken[0], taken[1], taken[2]
		r.record([]news.Delivery{ledgered}, news.DeliverySent)
		lacking.State, lacking.MessageID, lacking.Response, lacking.Changed = news.DeliverySent, "<1@example.org>",
			"250 ok", r.now
		deferred := taken[3]
		deferred.State, deferred.NextTry = news.DeliveryDeferred, r.now.Add(time.Hour)
		refused := ledgered // the ledger has another word already
		refused.State = news.DeliveryFailed
		elses := other[0]
		elses.State = news.DeliveryFailed
		older := taken[4]
		older.Claim--
		r.now = r.now.Add(time.Second)
		outcomes := []news.Delivery{lacking, deferred, refused, elses}
		moved, err := r.Recover(r.ctx, "dead", outcomes, []news.Delivery{noted, older, other[1]}, r.now)
		r.must(err)
		r.same(moved, news.Tally{
			news.DeliverySent: 1, news.DeliveryDeferred: 1, news.DeliveryDoubt: 1,
			news.DeliveryQueued: 2,
		})
		r.same(r.tally(i), news.Tally{
			news.DeliverySent: 2, news.DeliveryDeferred: 1, news.DeliveryDoubt: 1, news.DeliveryQueued: 3,
			news.DeliverySending: 2,
		})
		stored, err := r.Deliveries(r.ctx, i.ID, news.DeliveryDoubt)
		r.must(err)
		r.same(emails(stored), []string{noted.Email})
		if stored[0].Response == "" || !stored[0].Changed.Equal(r.now) {
			t.Fatalf("no word on why: %+v", stored[0])
		}
		names, err := r.Holders(r.ctx)
		r.must(err)
		r.same(names, []string{"alive"})
		for range 2 { // a second time changes nothing, whatever has been done since
			moved, err = r.Recover(r.ctx, "dead", outcomes, []news.Delivery{noted}, r.now)
			r.must(err)
			r.same(moved, news.Tally{})
			_, err = r.Requeue(r.ctx, i.ID, r.now, news.DeliverySent, news.DeliveryDoubt)
			r.must(err)
		}
		for _, d := range r.takeAs(i, 9, "next") {
			r.same(d.Attempts, 1) // an attempt that never was does not count
		}
		r.same(r.tally(i), news.Tally{news.DeliverySending: 8, news.DeliveryDeferred: 1})
	}},
	{"a dead holder's journal corrects a doubt, not what was taken since", func(t *testing.T, r *room) {
		i := r.mailing(4)
		taken := r.takeAs(i, 4, "dead")
		r.now = r.now.Add(time.Hour)
		n, err := r.DoubtStale(r.ctx, r.now, time.Minute)
		r.must(err)
		r.same(n, 4)
		for n := range taken {
			taken[n].State, taken[n].Changed = news.DeliverySent, r.now
		}
		moved, err := r.Recover(r.ctx, "dead", taken[:1], nil, r.now)
		r.must(err)
		r.same(moved, news.Tally{news.DeliverySent: 1})
		_, err = r.Requeue(r.ctx, i.ID, r.now, news.DeliveryDoubt)
		r.must(err)
		r.same(len(r.takeAs(i, 2, "next")), 2)
		moved, err = r.Recover(r.ctx, "dead", taken, taken, r.now)
		r.must(err)
		r.same(moved, news.Tally{})
		r.same(r.tally(i), news.Tally{news.DeliverySent: 1, news.DeliverySending: 2, news.DeliveryQueued: 1})
	}},
	{"a dead holder's journal tells of an address that is gone", func(t *testing.T, r *room) {
		i := r.mailing(1)
		taken := r.takeAs(i, 1, "dead")
		taken[0].State, taken[0].Gone, taken[0].Changed = news.DeliveryFailed, true, r.now
		moved, err := r.Recover(r.ctx, "dead", taken, nil, r.now)
		r.must(err)
		r.same(moved, news.Tally{news.DeliveryFailed: 1})
		r.same(r.apply(i.ID), 1)
		s, err := r.SubscriberByID(r.ctx, taken[0].SubscriberID)
		r.must(err)
		r.same(s.State, news.SubscriberBounced)
	}},
	{"the outcome of an earlier taking is dropped", func(t *testing.T, r *room) {
		i := r.mailing(1)
		first := r.take(i, 1)
		r.now = r.now.Add(time.Hour)
		_, err := r.DoubtStale(r.ctx, r.now, time.Minute)
		r.must(err)
		_, err = r.Requeue(r.ctx, i.ID, r.now, news.DeliveryDoubt)
		r.must(err)
		second := r.take(i, 1)
		r.same(second[0].Attempts, 1) // a requeue starts again
		r.record(first, news.DeliveryDeferred)
		r.same(r.tally(i), news.Tally{news.DeliverySending: 1})
		r.record(second, news.DeliverySent)
		r.record(first, news.DeliveryFailed)
		r.same(r.tally(i), news.Tally{news.DeliverySent: 1})
	}},
	{"requeueing opens a sent issue again", func(t *testing.T, r *room) {
		i := r.mailing(3)
		taken := r.take(i, 3)
		r.record(taken[:1], news.DeliverySent)
		r.record(taken[1:2], news.DeliveryFailed)
		r.record(taken[2:], news.DeliveryDoubt)
		_, err := r.MoveIssue(r.ctx, i.ID, news.IssueSending, news.IssueSent, "", r.now)
		r.must(err)
		n, err := r.Requeue(r.ctx, i.ID, r.now, news.DeliveryFailed, news.DeliveryDoubt)
		r.must(err)
		r.same(n, 2)
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		r.same(got.State, news.IssueSending)
		again := r.take(i, 5)
		r.same(emails(again), emails(taken[1:]))
	}},
	{"all deliveries, a page at a time", func(t *testing.T, r *room) {
		i := r.mailing(2100)
		r.record(r.take(i, 1050), news.DeliverySent)
		for want, states := range map[int][]news.DeliveryState{2100: nil, 1050: {news.DeliverySent}} {
			n, last := 0, int64(0)
			for d, err := range r.AllDeliveries(r.ctx, i.ID, states...) {
				if r.must(err); d.ID <= last {
					t.Fatalf("%d after %d", d.ID, last)
				}
				last = d.ID
				n++
			}
			r.same(n, want)
		}
	}},
}

// deliveryStates lists deliveries as "address state, …".
func deliveryStates(ds []news.Delivery) string {
	all := make([]string, len(ds))
	for i, d := range ds {
		all[i] = d.Email + " " + string(d.State)
	}
	return strings.Join(all, ", ")
}
