package storetest

import (
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// asked keeps that an address asks for the digest daily.
func (r *room) asked(email string, at time.Time) (full bool) {
	r.t.Helper()
	full, err := r.AddSignup(r.ctx, &news.Subscriber{
		Email: email, Language: "kk", Digests: []string{"daily"}, State: news.SubscriberPending,
	}, at, 5)
	r.must(err)
	return full
}

// dueSignups takes those that a message is to be sent to.
func (r *room) dueSignups(at time.Time) []news.Subscriber {
	r.t.Helper()
	due, err := r.DueSignups(r.ctx, at, 10)
	r.must(err)
	return due
}

var signupBehaviours = []behaviour{
	{"who asks gets one message, and is subscribed by a yes alone", func(t *testing.T, r *room) {
		r.digest("daily")
		r.asked("Aida@Example.org", r.now)
		r.asked("aida@example.org", r.now.Add(time.Minute)) // too soon
		due := r.dueSignups(r.now)
		want := news.Subscriber{
			Email: "Aida@Example.org", Language: "kk", Digests: []string{"daily"}, State: news.SubscriberPending,
			Created: r.now,
		}
		if len(due) != 1 {
			t.Fatalf("due: %v", due)
		}
		want.ID = due[0].ID
		r.same(due[0], want)
		r.same(len(r.dueSignups(r.now)), 0) // being sent
		if _, err := r.Subscriber(r.ctx, "aida@example.org"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("subscribed without a yes: %v", err)
		}
		r.must(r.SignupDone(r.ctx, due[0].ID))
		r.same(len(r.dueSignups(r.now.Add(24*time.Hour))), 0)
		for n := range 2 {
			r.must(r.ConfirmSignup(r.ctx, due[0].ID, r.now.Add(time.Duration(n+1)*time.Hour)))
		}
		got, err := r.Subscriber(r.ctx, "aida@example.org")
		r.must(err)
		r.same([]any{got.State, got.Digests, got.Language, got.Changed},
			[]any{news.SubscriberActive, []string{"daily"}, "kk", r.now.Add(time.Hour)})
		again, err := r.Signup(r.ctx, due[0].ID)
		r.must(err)
		r.same(again.State, news.SubscriberActive)
	}},
	{"a message is tried six times, ever later, and asked for three times", func(t *testing.T, r *room) {
		r.digest("daily")
		at, tries := r.now, 0
		r.asked("a@example.org", at)
		for range 200 {
			tries += len(r.dueSignups(at))
			at = at.Add(time.Minute)
		}
		r.same(tries, 6)
		for range 9 {
			at = at.Add(time.Hour)
			r.asked("a@example.org", at)
			for _, sub := range r.dueSignups(at) {
				tries++
				r.must(r.SignupDone(r.ctx, sub.ID))
			}
			at = at.Add(time.Minute)
		}
		r.same(tries, 6+2) // the first of each of two more
	}},
	{"a yes adds a digest, and brings back who left, bounced or was erased", func(t *testing.T, r *room) {
		r.digest("daily")
		r.digest("weekly")
		states := map[string]news.SubscriberState{
			"active@example.org": news.SubscriberActive, "left@example.org": news.SubscriberUnsubscribed,
			"bounced@example.org": news.SubscriberBounced,
		}
		for email, state := range states {
			sub := r.reader(email, "weekly")
			sub.State, sub.Changed = state, r.now
			r.must(r.PutSubscriber(r.ctx, &sub))
		}
		r.reader("erased@example.org", "weekly")
		r.must(r.DeleteSubscriber(r.ctx, "erased@example.org", r.now))
		for email, want := range map[string][]string{
			"active@example.org": {"daily", "weekly"}, "bounced@example.org": {"daily", "weekly"},
			"left@example.org": {"daily"}, "erased@example.org": {"daily"},
		} {
			r.asked(email, r.now)
			due := r.dueSignups(r.now)
			r.must(r.ConfirmSignup(r.ctx, due[0].ID, r.now.Add(time.Hour)))
			got, err := r.Subscriber(r.ctx, email)
			r.must(err)
			r.same([]any{email, got.State, got.Digests}, []any{email, news.SubscriberActive, want})
		}
		removed, err := r.Removed(r.ctx, "erased@example.org")
		r.must(err)
		r.same(len(removed), 0)
	}},
	{"many that ask within an hour are too many, and what is old is forgotten", func(t *testing.T, r *room) {
		r.digest("daily")
		for n, email := range []string{"a@example.org", "b@example.org", "c@example.org", "d@example.org", "e@example.org"} {
			r.same(r.asked(email, r.now.Add(time.Duration(n)*time.Second)), false)
		}
		r.same(r.asked("f@example.org", r.now.Add(time.Minute)), true)
		r.same(r.asked("f@example.org", r.now.Add(2*time.Hour)), false)
		if _, err := r.AddSignup(r.ctx, &news.Subscriber{
			Email: "g@example.org", Digests: []string{"none"}, State: news.SubscriberPending,
		}, r.now.Add(4*time.Hour), 5); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("a digest that does not exist: %v", err)
		}
		id := r.dueSignups(r.now)[0].ID
		r.now = r.now.Add(49 * time.Hour)
		r.same(r.pruned(r.with(store.Retention{})), map[string]int{"signups": 5})
		if _, err := r.Signup(r.ctx, id); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("after two days: %v", err)
		}
		if err := r.ConfirmSignup(r.ctx, id, r.now); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("confirmed after two days: %v", err)
		}
	}},
	{"who is erased is not asked any more", func(t *testing.T, r *room) {
		r.digest("daily")
		r.reader("a@example.org", "daily")
		r.asked("a@example.org", r.now)
		r.must(r.DeleteSubscriber(r.ctx, "a@example.org", r.now))
		r.same(len(r.dueSignups(r.now)), 0)
	}},
}
