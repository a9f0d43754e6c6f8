package storetest

import (
	"testing"
	"time"

	"attache/news"
)

// strikeOff refuses all letters of an issue because their readers are gone.
func (r *room) strikeOff(i news.Issue) {
	r.t.Helper()
	ds := r.take(i, 100)
	for n := range ds {
		ds[n].State, ds[n].Gone, ds[n].Cause = news.DeliveryFailed, true, news.CauseReader
		ds[n].Response, ds[n].Changed = "550 5.1.1 no such user", r.now
	}
	r.must(r.RecordDeliveries(r.ctx, ds))
	_, err := r.ApplyRefusals(r.ctx, i.ID, true, true)
	r.must(err)
}

// sent marks an issue as sent.
func (r *room) sent(i news.Issue) {
	r.t.Helper()
	moved, err := r.MoveIssue(r.ctx, i.ID, news.IssueSending, news.IssueSent, "", r.now)
	r.must(err)
	r.same(moved, true)
}

var readershipBehaviours = []behaviour{
	{"readership counts who is known by state, and who was struck off since when", func(_ *testing.T, r *room) {
		d, other := r.digest("daily"), r.digest("other")
		got, err := r.Readership(r.ctx, d.ID, time.Time{})
		r.must(err)
		r.same(got, news.Readership{States: map[news.SubscriberState]int{}})
		r.reader("elsewhere@example.org", "other")
		r.reader("one@example.org", "daily")
		r.reader("two@example.org", "daily")
		i := r.issue(d, "1", news.IssueApproved)
		_, err = r.Enqueue(r.ctx, i.ID, r.now)
		r.must(err)
		r.strikeOff(i)
		for n, state := range []news.SubscriberState{
			news.SubscriberActive, news.SubscriberPending, news.SubscriberBounced, news.SubscriberUnsubscribed,
		} {
			at := r.now.Add(time.Duration(n) * time.Hour)
			r.must(r.PutSubscriber(r.ctx, &news.Subscriber{
				Email: string(state) + "@example.org", State: state, Digests: []string{"daily"}, Created: at,
				Changed: at,
			}))
		}
		got, err = r.Readership(r.ctx, d.ID, time.Time{})
		r.must(err)
		r.same(got, news.Readership{
			States: map[news.SubscriberState]int{
				news.SubscriberActive: 1, news.SubscriberPending: 1, news.SubscriberBounced: 3,
				news.SubscriberUnsubscribed: 1,
			},
			StruckOff: 2, Since: r.now, Written: true,
		})
		r.same([]int{got.Total(), got.Active()}, []int{6, 1})
		got, err = r.Readership(r.ctx, d.ID, r.now.Add(time.Hour))
		r.must(err)
		r.same(got.Total(), 4)
		got, err = r.Readership(r.ctx, other.ID, time.Time{})
		r.must(err)
		r.same([]any{got.Total(), got.Written}, []any{1, false})
	}},
	{"an issue that went to nobody can be sent to those who are active again", func(_ *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("one@example.org", "daily")
		r.reader("two@example.org", "daily")
		first := r.issue(d, "1", news.IssueApproved)
		_, err := r.Enqueue(r.ctx, first.ID, r.now)
		r.must(err)
		r.strikeOff(first)
		r.sent(first)
		second := r.issue(d, "2", news.IssueApproved)
		n, err := r.Enqueue(r.ctx, second.ID, r.now)
		r.must(err)
		r.same(n, 0)
		r.sent(second)
		n, err = r.EnqueueSent(r.ctx, second.ID, r.now) // nobody is active
		r.must(err)
		r.same([]any{n, r.issueState(second.ID)}, []any{0, news.IssueSent})

		off, err := r.Bounced(r.ctx, r.now, time.Time{}, "")
		r.must(err)
		r.same(len(off), 2)
		missed, err := r.Missed(r.ctx, off, 10)
		r.must(err)
		r.same(missed, []int64{second.ID, first.ID})
		missed, err = r.Missed(r.ctx, off, 1)
		r.must(err)
		r.same(missed, []int64{second.ID})
		_, err = r.Restore(r.ctx, off, "me", "a mistake", r.now)
		r.must(err)
		n, err = r.EnqueueSent(r.ctx, first.ID, r.now) // it went to somebody
		r.must(err)
		r.same([]any{n, r.issueState(first.ID)}, []any{0, news.IssueSent})
		n, err = r.EnqueueSent(r.ctx, second.ID, r.now)
		r.must(err)
		r.same([]any{n, r.issueState(second.ID)}, []any{2, news.IssueSending})
		r.same(r.tally(second), news.Tally{news.DeliveryQueued: 2})
	}},
}
