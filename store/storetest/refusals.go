package storetest

import (
	"fmt"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// refuse takes everything that is due and records it as refused in words that are not sure.
func (r *room) refuse(i news.Issue, state news.DeliveryState, cause news.Cause) {
	r.t.Helper()
	ds := r.take(i, 1000)
	for n := range ds {
		ds[n].Cause, ds[n].Strike, ds[n].Vague, ds[n].Response = cause, true, cause == news.CauseLater,
			"RCPT: 550 no such user"
	}
	r.record(ds, state)
}

// sendingNow is a new issue of the digest that is queued for its readers.
func (r *room) sendingNow(d news.Digest, slot string) news.Issue {
	r.t.Helper()
	i := r.issue(d, slot, news.IssueApproved)
	_, err := r.Enqueue(r.ctx, i.ID, r.now)
	r.must(err)
	i, err = r.Issue(r.ctx, i.ID)
	r.must(err)
	return i
}

func (r *room) stateOf(id int64) news.SubscriberState {
	r.t.Helper()
	s, err := r.SubscriberByID(r.ctx, id)
	r.must(err)
	return s.State
}

var refusalBehaviours = []behaviour{
	{"an issue is held in the middle and goes on where it stood", func(t *testing.T, r *room) {
		i := r.mailing(6)
		began := r.now
		taken := r.take(i, 4)
		r.record(taken[:1], news.DeliverySent)
		taken[1].Cause, taken[2].Cause, taken[3].Cause = news.CauseUs, news.CauseContent, news.CauseLater
		r.record(taken[1:2], news.DeliveryDeferred)
		r.record(taken[2:3], news.DeliveryFailed)
		r.record(taken[3:], news.DeliveryDeferred)
		r.now = r.now.Add(time.Minute)
		for _, first := range []bool{true, false} { // the second process finds it held
			ok, err := r.HoldIssue(r.ctx, i.ID, "the relay's words", r.now)
			r.must(err)
			r.same(ok, first)
		}
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		r.same([]any{got.State, got.Note, got.Begun}, []any{news.IssueHeld, "the relay's words", began})
		r.same(r.tally(i), news.Tally{news.DeliverySent: 1, news.DeliveryDeferred: 1, news.DeliveryQueued: 4})
		r.same(r.take(i, 10), []news.Delivery{}) // whoever is still at it finds nothing
		moved, err := r.MoveIssue(r.ctx, i.ID, news.IssueHeld, news.IssueApproved, "", r.now)
		r.must(err)
		r.same(moved, false) // it would be queued anew, or be missed
		if err := r.DeleteDraft(r.ctx, i.ID); err == nil {
			t.Fatal("an issue whose sending began was deleted")
		}
		if err := r.SaveIssue(r.ctx, &got, nil, nil); err == nil {
			t.Fatal("an issue whose sending began was composed again")
		}
		state, err := r.ReleaseIssue(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(state, news.IssueSending)
		again := r.take(i, 10)
		r.same(len(again), 4)
		for _, d := range again {
			r.same(d.Attempts, 1) // what the brake stopped has not been tried
		}
		state, err = r.ReleaseIssue(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(state, news.IssueState(""))
	}},
	{"an issue that waits for its editor is approved by its release", func(t *testing.T, r *room) {
		i := r.issue(r.digest("daily"), "slot", news.IssueHeld)
		_, err := r.MoveIssue(r.ctx, i.ID, news.IssueHeld, news.IssueHeld, "waits for approval", r.now)
		r.must(err)
		state, err := r.ReleaseIssue(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(state, news.IssueApproved)
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		r.same([]any{got.State, got.Note}, []any{news.IssueApproved, ""})
		ok, err := r.HoldIssue(r.ctx, i.ID, "no", r.now) // not being sent
		r.must(err)
		r.same(ok, false)
	}},
	{"what a held issue has told is told", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("a@example.org", "daily")
		i := r.issue(d, "slot", news.IssueApproved, news.Section{
			Key:     "asia",
			Stories: []news.Story{{Headline: "A", Countries: []string{"KZ"}}},
		})
		_, err := r.Enqueue(r.ctx, i.ID, r.now)
		r.must(err)
		_, err = r.HoldIssue(r.ctx, i.ID, "no", r.now)
		r.must(err)
		past, err := r.PastStories(r.ctx, d.ID, r.now.Add(-time.Hour))
		r.must(err)
		r.same(len(past), 1)
	}},
	{"a reader is struck off by the third refusal that is not sure", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		for n, want := range []news.SubscriberState{
			news.SubscriberActive, news.SubscriberActive,
			news.SubscriberBounced,
		} {
			i := r.sendingNow(d, "slot "+string(rune('a'+n)))
			r.refuse(i, news.DeliveryFailed, news.CauseReader)
			r.same(r.stateOf(s.ID), want)
			r.now = r.now.Add(24 * time.Hour)
		}
		got, err := r.SubscriberByID(r.ctx, s.ID)
		r.must(err)
		r.same(got.Bounced, r.now.Add(-24*time.Hour))
		r.same(got.BouncedFor, "refused for 3 issues in 14 days; the last: RCPT: 550 no such user")
		strikes, err := r.Strikes(r.ctx, s.ID)
		r.must(err)
		r.same(len(strikes), 0) // they have done their work
	}},
	{"one issue strikes once", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		i := r.sendingNow(d, "slot")
		for range 5 {
			r.refuse(i, news.DeliveryDeferred, news.CauseReader)
			r.now = r.now.Add(2 * time.Hour)
		}
		r.same(r.stateOf(s.ID), news.SubscriberActive)
		strikes, err := r.Strikes(r.ctx, s.ID)
		r.must(err)
		r.same(len(strikes), 1)
		r.same(strikes[0].IssueID, i.ID)
	}},
	{"strikes end with a letter that is taken, and after two weeks", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		slot := 'a'
		issue := func() news.Issue {
			slot++
			return r.sendingNow(d, string(slot))
		}
		for range 4 { // no, no, yes
			r.refuse(issue(), news.DeliveryFailed, news.CauseReader)
			r.refuse(issue(), news.DeliveryFailed, news.CauseReader)
			r.record(r.take(issue(), 1), news.DeliverySent)
		}
		r.same(r.stateOf(s.ID), news.SubscriberActive)
		for range 5 { // one a week
			r.refuse(issue(), news.DeliveryFailed, news.CauseReader)
			r.now = r.now.Add(7 * 24 * time.Hour)
		}
		r.same(r.stateOf(s.ID), news.SubscriberActive)
	}},
	{"a refusal without a reason counts only when others got the issue", func(t *testing.T, r *room) {
		d := r.digest("daily")
		a, b := r.reader("a@example.org", "daily"), r.reader("b@example.org", "daily")
		for n := range 5 { // everybody is refused: it is us
			r.refuse(r.sendingNow(d, "all "+string(rune('a'+n))), news.DeliveryFailed, news.CauseLater)
		}
		r.same([]any{r.stateOf(a.ID), r.stateOf(b.ID)}, []any{news.SubscriberActive, news.SubscriberActive})
		for n := range 3 {
			i := r.sendingNow(d, "one "+string(rune('a'+n)))
			ds := r.take(i, 2)
			r.record(ds[1:], news.DeliverySent)
			ds[0].Cause, ds[0].Strike, ds[0].Vague, ds[0].Response = news.CauseLater, true, true, "RCPT: 550 no"
			r.record(ds[:1], news.DeliveryDeferred)
		}
		r.same([]any{r.stateOf(a.ID), r.stateOf(b.ID)}, []any{news.SubscriberBounced, news.SubscriberActive})
	}},
	{"the outcome of an earlier taking strikes nobody", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		for n := range 4 {
			i := r.sendingNow(d, "slot "+string(rune('a'+n)))
			ds := r.take(i, 1)
			ds[0].Strike, ds[0].Cause, ds[0].Claim = true, news.CauseReader, ds[0].Claim-1
			r.record(ds, news.DeliveryFailed)
		}
		r.same(r.stateOf(s.ID), news.SubscriberActive)
	}},
	{"wrong strikes are undone, and nothing else", func(t *testing.T, r *room) {
		d := r.digest("daily")
		names := []string{"early", "wrong1", "wrong2", "other", "left", "complained", "admin", "late"}
		who := map[string]news.Subscriber{}
		for _, n := range names {
			who[n] = r.reader(n+"@example.org", "daily")
		}
		start := r.now
		i := r.sendingNow(d, "slot")
		for _, dl := range r.take(i, 100) {
			dl.Gone, dl.Cause, dl.State, dl.Response, dl.Changed = true, news.CauseReader, news.DeliveryFailed,
				"RCPT: 550 relay NOT permitted", start.Add(time.Hour)
			switch dl.Email {
			case "early@example.org":
				dl.Changed = start.Add(-time.Hour)
			case "late@example.org":
				dl.Changed = start.Add(3 * time.Hour)
			case "other@example.org":
				dl.Response = "RCPT: 550 5.1.1 no such user"
			case "left@example.org", "complained@example.org", "admin@example.org":
				dl.Gone, dl.State = false, news.DeliverySent
			}
			r.must(r.RecordDeliveries(r.ctx, []news.Delivery{dl}))
		}
		r.same(r.apply(i.ID), 5)
		put := func(name string, state news.SubscriberState) {
			s := who[name]
			s.State, s.Changed = state, start.Add(time.Hour)
			r.must(r.PutSubscriber(r.ctx, &s))
		}
		put("complained", news.SubscriberComplained)
		put("admin", news.SubscriberBounced) // by hand: no delivery said so
		r.must(r.Unsubscribe(r.ctx, who["left"].ID, 0, start.Add(time.Hour)))

		found, err := r.Bounced(r.ctx, start, start.Add(2*time.Hour), "")
		r.must(err)
		r.same(len(found), 3)
		found, err = r.Bounced(r.ctx, start, time.Time{}, "")
		r.must(err)
		r.same(len(found), 4)
		found, err = r.Bounced(r.ctx, start, start.Add(2*time.Hour), "relay not")
		r.must(err)
		r.same(len(found), 2)
		r.same([]any{found[0].Email, found[0].Bounced, found[0].BouncedFor}, []any{
			"wrong1@example.org",
			start.Add(time.Hour), "RCPT: 550 relay NOT permitted",
		})

		put("wrong2", news.SubscriberUnsubscribed) // between the question and the yes
		n, err := r.Restore(r.ctx, found, "editor", "the relay was set up wrongly", start.Add(5*time.Hour))
		r.must(err)
		r.same(n, 1)
		for name, want := range map[string]news.SubscriberState{
			"early": news.SubscriberBounced, "wrong1": news.SubscriberActive, "wrong2": news.SubscriberUnsubscribed,
			"other": news.SubscriberBounced,
			"left":  news.SubscriberUnsubscribed, "complained": news.SubscriberComplained,
			"admin": news.SubscriberBounced, "late": news.SubscriberBounced,
		} {
			if got := r.stateOf(who[name].ID); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
		noted, err := r.Restores(r.ctx, who["wrong1"].ID)
		r.must(err)
		r.same(len(noted), 1)
		r.same([]any{noted[0].By, noted[0].Why, noted[0].At, noted[0].Bounced, noted[0].BouncedFor},
			[]any{
				"editor", "the relay was set up wrongly", start.Add(5 * time.Hour), start.Add(time.Hour),
				"RCPT: 550 relay NOT permitted",
			})
		again, err := r.Restore(r.ctx, found, "editor", "twice", r.now)
		r.must(err)
		r.same(again, 0)
		queued, err := r.Requeue(r.ctx, i.ID, r.now, news.DeliveryFailed) // the letter they missed
		r.must(err)
		r.same(queued, 1)
		r.must(r.DeleteSubscriber(r.ctx, "wrong1@example.org", r.now))
		noted, err = r.Restores(r.ctx, who["wrong1"].ID)
		r.must(err)
		r.same(len(noted), 0) // the words hold the address
	}},
	{"who takes back somebody who left is noted", func(_ *testing.T, r *room) {
		r.digest("daily")
		for n, state := range []news.SubscriberState{
			news.SubscriberUnsubscribed, news.SubscriberBounced, news.SubscriberComplained, news.SubscriberPending,
			news.SubscriberActive, "",
		} {
			email := fmt.Sprintf("reader%d@example.org", n)
			if state != "" {
				r.must(r.PutSubscriber(r.ctx, &news.Subscriber{
					Email: email, State: state, Digests: []string{"daily"}, Created: r.now, Changed: r.now,
				}))
			}
			back := news.Subscriber{
				Email: email, State: news.SubscriberActive, Digests: []string{"daily"}, Created: r.now,
				Changed: r.now.Add(time.Hour),
			}
			if n%2 == 0 {
				r.must(r.Rejoin(r.ctx, &back, "editor", "a letter"))
			} else {
				r.must(r.Apply(r.ctx, &store.Changes{
					Subscribers: []*news.Subscriber{&back}, By: "editor", Why: "a letter",
				}))
			}
			r.same(r.stateOf(back.ID), news.SubscriberActive)
			noted, err := r.Restores(r.ctx, back.ID)
			r.must(err)
			want := []store.Restored(nil)
			if n < 3 {
				want = []store.Restored{{
					At: r.now.Add(time.Hour), By: "editor", Why: "a letter", Bounced: r.now, BouncedFor: string(state),
				}}
			}
			r.same(append([]store.Restored(nil), noted...), want)
		}
	}},
	{"refusals of readers wait until the issue is through", func(t *testing.T, r *room) {
		d := r.digest("daily")
		readers := []news.Subscriber{
			r.reader("a@example.org", "daily"), r.reader("b@example.org", "daily"),
			r.reader("c@example.org", "daily"),
		}
		r.record(r.take(r.sendingNow(d, "early"), 1), news.DeliverySent) // a got it
		i := r.sendingNow(d, "slot")
		ds := r.take(i, 2)
		for n := range ds {
			ds[n].State, ds[n].Gone, ds[n].Cause, ds[n].Response = news.DeliveryFailed, true, news.CauseReader,
				"RCPT: 550 5.1.1 no such user"
		}
		r.must(r.RecordDeliveries(r.ctx, ds))
		r.same(r.apply(i.ID), 0) // one is queued
		got, err := r.Refusals(r.ctx, i.ID)
		r.must(err)
		r.same(got, news.Refusals{
			Answered: 2, Refused: 2, Known: 1, Open: 1, Undecided: 2,
			Words: "RCPT: 550 5.1.1 no such user",
		})
		got, err = r.Refusals(r.ctx, i.ID, ds[1].ID)
		r.must(err)
		r.same([]int{got.Answered, got.Refused, got.Known}, []int{1, 1, 0})

		first, err := r.HoldForReaders(r.ctx, i.ID, "too many", r.now)
		r.must(err)
		r.same(first, true)
		refused, waiting, err := r.AtStake(r.ctx, i.ID)
		r.must(err)
		r.same([]int{refused, waiting}, []int{2, 3})
		r.same(r.tally(i), news.Tally{news.DeliveryQueued: 3})
		r.same(r.apply(i.ID), 0)
		_, err = r.ReleaseIssue(r.ctx, i.ID, r.now)
		r.must(err)
		refused, waiting, err = r.AtStake(r.ctx, i.ID)
		r.must(err)
		r.same([]int{refused, waiting}, []int{0, 0})
		again := r.take(i, 3)
		r.same([]int{again[0].Attempts, again[1].Attempts, again[2].Attempts}, []int{1, 1, 1})
		for n := range again[:2] {
			again[n].State, again[n].Gone, again[n].Cause, again[n].Response = news.DeliveryFailed, true,
				news.CauseReader, "RCPT: 550 5.1.1 no such user"
		}
		again[2].State = news.DeliverySent
		r.must(r.RecordDeliveries(r.ctx, again))
		got, err = r.Refusals(r.ctx, i.ID)
		r.must(err)
		r.same([]any{got.Answered, got.Refused, got.Undecided, got.Confirmed}, []any{3, 2, 2, true})
		ids := []int64{again[0].ID, again[1].ID, again[2].ID}
		fates, err := r.Fates(r.ctx, i.ID, ids)
		r.must(err)
		r.same([]int{fates.StruckOff, len(fates.Strikes)}, []int{0, 0}) // not applied yet
		r.same(r.apply(i.ID), 2)
		r.same(r.apply(i.ID), 0)
		fates, err = r.Fates(r.ctx, i.ID, ids)
		r.must(err)
		r.same([]int{fates.StruckOff, len(fates.Strikes)}, []int{2, 0})
		fates, err = r.Fates(r.ctx, i.ID, ids[1:])
		r.must(err)
		r.same(fates.StruckOff, 1)
		for n, want := range []news.SubscriberState{
			news.SubscriberBounced, news.SubscriberBounced,
			news.SubscriberActive,
		} {
			r.same(r.stateOf(readers[n].ID), want)
		}
	}},
	{"unless it is sure, who is gone gets a strike", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := r.reader("a@example.org", "daily")
		for n, want := range []news.SubscriberState{
			news.SubscriberActive, news.SubscriberActive,
			news.SubscriberBounced,
		} {
			ds := r.take(r.sendingNow(d, "slot "+string(rune('a'+n))), 1)
			ds[0].State, ds[0].Gone, ds[0].Cause, ds[0].Changed, ds[0].Response = news.DeliveryFailed, true,
				news.CauseReader, r.now, "RCPT: 550 5.1.1 no"
			r.must(r.RecordDeliveries(r.ctx, ds))
			applied, err := r.ApplyRefusals(r.ctx, ds[0].IssueID, false, true)
			r.must(err)
			r.same(applied, 1)
			r.same(r.stateOf(s.ID), want)
			fates, err := r.Fates(r.ctx, ds[0].IssueID, []int64{ds[0].ID})
			r.must(err)
			r.same([]int{fates.StruckOff, fates.Strikes[1], fates.Strikes[2], len(fates.Strikes)},
				[][]int{{0, 1, 0, 1}, {0, 0, 1, 1}, {1, 0, 0, 0}}[n])
		}
	}},
	{"what may have arrived is sent again by nobody but a person once the issue is held", func(t *testing.T, r *room) {
		i := r.mailing(4)
		ds := r.take(i, 4)
		ds[0].Cause, ds[1].Cause = news.CauseDoubt, news.CauseDoubt
		r.record(ds[:1], news.DeliveryDeferred) // silent, to be tried again
		r.record(ds[1:2], news.DeliveryDoubt)   // silent, tries used up
		r.record(ds[2:3], news.DeliveryDeferred)
		ds[3].Claim--
		moved, err := r.Recover(r.ctx, "other", nil, nil, r.now)
		r.must(err)
		r.same(moved, news.Tally{})
		_, err = r.DoubtStale(r.ctx, r.now.Add(time.Hour), time.Minute) // the fourth: its process died
		r.must(err)
		n, err := r.Interrupted(r.ctx, i.ID)
		r.must(err)
		r.same(n, 1)
		n, err = r.RequeueInterrupted(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(n, 1)
		r.same(r.tally(i), news.Tally{news.DeliveryQueued: 1, news.DeliveryDeferred: 2, news.DeliveryDoubt: 1})
		_, err = r.HoldIssue(r.ctx, i.ID, "silent", r.now)
		r.must(err)
		r.same(r.tally(i), news.Tally{news.DeliveryDeferred: 1, news.DeliveryDoubt: 3})
		_, err = r.ReleaseIssue(r.ctx, i.ID, r.now)
		r.must(err)
		n, err = r.RequeueInterrupted(r.ctx, i.ID, r.now)
		r.must(err)
		r.same(n, 0)
		n, err = r.Requeue(r.ctx, i.ID, r.now, news.DeliveryDoubt) // a person says so
		r.must(err)
		r.same(n, 3)
		for _, d := range r.take(i, 4) {
			r.same(d.MayHaveArrived(), true)
		}
	}},
	{"who was never active is not restored", func(t *testing.T, r *room) {
		d := r.digest("daily")
		s := news.Subscriber{Email: "pending@example.org", State: news.SubscriberPending, Digests: []string{"daily"}}
		r.must(r.PutSubscriber(r.ctx, &s))
		i := r.issue(d, "slot", news.IssueSending)
		_, err := r.EnqueueTo(r.ctx, i.ID, []string{s.Email}, r.now)
		r.must(err)
		ds := r.take(i, 1)
		ds[0].Gone = true
		r.record(ds, news.DeliveryFailed)
		r.same(r.stateOf(s.ID), news.SubscriberBounced)
		found, err := r.Bounced(r.ctx, r.now.Add(-time.Hour), time.Time{}, "")
		r.must(err)
		r.same(len(found), 0)
	}},
	{"refusals of an issue are compared with those before", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n := range 6 {
			r.reader(fmt.Sprintf("r%d@example.org", n), "daily")
		}
		since := r.now.Add(-time.Hour)
		send := func(slot string, refused int) news.Issue {
			t.Helper()
			i := r.sendingNow(d, slot)
			ds := r.take(i, 10)
			for n := range ds {
				ds[n].State, ds[n].Changed = news.DeliverySent, r.now
				if n < refused {
					ds[n].State, ds[n].Gone, ds[n].Cause = news.DeliveryFailed, true, news.CauseReader
				}
			}
			r.must(r.RecordDeliveries(r.ctx, ds))
			return i
		}
		wave := func(i news.Issue, since time.Time, want news.Wave) {
			t.Helper()
			got, err := r.Wave(r.ctx, i.ID, since)
			r.must(err)
			r.same(got, want)
		}
		first := send("1", 1) // nobody got one before
		wave(first, since, news.Wave{})
		r.now = r.now.Add(time.Minute)
		r.apply(first.ID) // one is struck off
		second := send("2", 2)
		wave(second, since, news.Wave{Reached: 5, Refused: 2})
		wave(second, r.now, news.Wave{}) // the first is too long ago
		r.apply(second.ID)
		r.now = r.now.Add(time.Minute)
		third := send("3", 1)
		wave(third, since, news.Wave{Reached: 3, Refused: 1, Usual: 2})
		_, err := r.HoldForReaders(r.ctx, third.ID, "too many", r.now)
		r.must(err)
		_, err = r.ReleaseIssue(r.ctx, third.ID, r.now) // a person has looked at it
		r.must(err)
		r.now = r.now.Add(time.Minute)
		again := r.take(third, 1)
		again[0].State, again[0].Gone, again[0].Cause, again[0].Changed = news.DeliveryFailed, true, news.CauseReader, r.now
		r.must(r.RecordDeliveries(r.ctx, again))
		r.apply(third.ID)
		fourth := send("4", 0)
		wave(fourth, since, news.Wave{Reached: 2, Usual: 2})
	}},
}
