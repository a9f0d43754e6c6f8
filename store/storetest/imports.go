package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// lowered is the order in which the tests import, lowest mail last.
func lowered(a, b news.SubscriberState) news.SubscriberState {
	order := []news.SubscriberState{
		news.SubscriberActive, news.SubscriberPending, news.SubscriberBounced, news.SubscriberUnsubscribed,
		news.SubscriberComplained,
	}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

func importLowers(t *testing.T, r *room) {
	r.digest("daily")
	all := []news.SubscriberState{
		news.SubscriberActive, news.SubscriberPending, news.SubscriberBounced, news.SubscriberUnsubscribed,
		news.SubscriberComplained,
	}
	for _, rejoin := range []bool{false, true} {
		for _, was := range all {
			for _, file := range all {
				s := r.reader("known@example.org", "daily")
				s.State = was
				r.must(r.PutSubscriber(r.ctx, &s))
				done, err := r.ImportInto(r.ctx, []news.Subscriber{{Email: "Known@example.org", State: file}},
					store.Import{At: r.now, Rejoin: rejoin, Lower: lowered})
				r.must(err)
				got, err := r.SubscriberByID(r.ctx, s.ID)
				r.must(err)
				want := lowered(was, file)
				switch {
				case was == news.SubscriberActive && file == news.SubscriberPending:
					want = was // confirmed here
				case rejoin && file == news.SubscriberActive && was != news.SubscriberPending:
					want = file
				}
				if got.State != want || done[0].Now != want || done[0].Was != was {
					t.Errorf("%s here and %s in the file became %s, want %s (rejoin %v); said %+v", was, file,
						got.State, want, rejoin, done[0])
				}
			}
		}
	}
}

func importWhole(t *testing.T, r *room) {
	r.digest("daily")
	r.digest("weekly")
	ann, gone := r.reader("ann@example.org", "daily"), r.reader("gone@example.org", "daily")
	r.must(r.Unsubscribe(r.ctx, gone.ID, 0, r.now))
	file := []news.Subscriber{
		{Email: "ANN@example.org", Name: "Ann", State: news.SubscriberActive, Digests: []string{"weekly"}},
		{Email: "gone@example.org", Name: "Gone", State: news.SubscriberActive, Digests: []string{"weekly"}},
		{Email: "new@example.org", State: news.SubscriberBounced, Digests: []string{"daily"}},
	}
	how := store.Import{At: r.now, Lower: lowered, Dry: true}
	dry, err := r.ImportInto(r.ctx, file, how)
	r.must(err)
	_, err = r.Subscriber(r.ctx, "new@example.org")
	r.same(errors.Is(err, news.ErrNotFound), true)
	got, err := r.SubscriberByID(r.ctx, ann.ID)
	r.must(err)
	r.same([]any{got.Name, got.Digests}, []any{ann.Name, []string{"daily"}})

	_, err = r.ImportInto(r.ctx, append(slices.Clone(file), news.Subscriber{
		Email: "z@example.org",
		State: news.SubscriberActive, Digests: []string{"none"},
	}), store.Import{At: r.now, Lower: lowered})
	var invalid *news.InvalidError
	r.same(errors.As(err, &invalid), true)
	_, err = r.Subscriber(r.ctx, "new@example.org")
	r.same(errors.Is(err, news.ErrNotFound), true)

	how.Dry = false
	run, err := r.ImportInto(r.ctx, file, how)
	r.must(err)
	r.same(run, dry)
	r.same(run, []store.Imported{
		{Done: store.ImportUpdated, Was: news.SubscriberActive, Now: news.SubscriberActive},
		{Done: store.ImportKept, Was: news.SubscriberUnsubscribed, Now: news.SubscriberUnsubscribed},
		{Done: store.ImportAdded, Now: news.SubscriberBounced},
	})
	got, err = r.SubscriberByID(r.ctx, ann.ID)
	r.must(err)
	r.same([]any{got.Name, got.Digests}, []any{"Ann", []string{"daily", "weekly"}})
	got, err = r.SubscriberByID(r.ctx, gone.ID)
	r.must(err)
	r.same([]any{got.Name == "Gone", len(got.Digests)}, []any{false, 0})
}

// importRemoved: who was erased is left out of an import and comes back only by a person's word, which is noted; what
// stays of the address is a hash.
func importRemoved(t *testing.T, r *room) {
	r.digest("daily")
	s := r.reader("gone@exämple.org", "daily")
	before, err := r.Removed(r.ctx, "gone@exämple.org")
	r.must(err)
	r.same(len(before), 0)
	r.must(r.DeleteSubscriber(r.ctx, s.Email, r.now))
	again := news.Subscriber{Email: "Gone@xn--exmple-cua.org", State: news.SubscriberActive, Digests: []string{"daily"}}
	left := again
	left.State = news.SubscriberUnsubscribed
	other := news.Subscriber{Email: "new@example.org", State: news.SubscriberActive, Digests: []string{"daily"}}
	held := news.Subscriber{Email: "held@example.org", State: news.SubscriberUnsubscribed, Digests: []string{"daily"}}
	how := store.Import{At: r.now.Add(day), Lower: lowered, Held: map[string]bool{held.Email: true}}
	out := store.Imported{Done: store.ImportRemoved, Removed: r.now}
	for _, dry := range []bool{true, false} {
		how.Dry = dry
		done, err := r.ImportInto(r.ctx, []news.Subscriber{again, other, held}, how)
		r.must(err)
		r.same(done, []store.Imported{
			out, {Done: store.ImportAdded, Now: news.SubscriberActive}, {Done: store.ImportHeld},
		})
	}
	for _, email := range []string{again.Email, held.Email} {
		_, err = r.Subscriber(r.ctx, email)
		r.same(errors.Is(err, news.ErrNotFound), true)
	}
	how.Rejoin, how.By, how.Why = true, "ann", "a letter"
	done, err := r.ImportInto(r.ctx, []news.Subscriber{left}, how)
	r.must(err)
	r.same(done, []store.Imported{out})
	done, err = r.ImportInto(r.ctx, []news.Subscriber{again}, how)
	r.must(err)
	r.same(done, []store.Imported{{Done: store.ImportRaised, Now: news.SubscriberActive, Removed: r.now}})
	got, err := r.Subscriber(r.ctx, again.Email)
	r.must(err)
	noted, err := r.Restores(r.ctx, got.ID)
	r.must(err)
	r.same(noted, []store.Restored{
		{At: r.now.Add(day), By: "ann", Why: "a letter", Bounced: r.now, BouncedFor: store.RestoredRemoved},
	})
	after, err := r.Removed(r.ctx, again.Email)
	r.must(err)
	r.same(len(after), 0)
}

// importRaisesNoted: an import that takes people back notes who did it and why, as the command for one person does.
func importRaisesNoted(t *testing.T, r *room) {
	r.digest("daily")
	s := r.reader("gone@example.org", "daily")
	r.must(r.Unsubscribe(r.ctx, s.ID, 0, r.now))
	back := news.Subscriber{Email: s.Email, State: news.SubscriberActive, Digests: []string{"daily"}}
	how := store.Import{At: r.now.Add(day), Rejoin: true, By: "ann", Why: "asked", Lower: lowered}
	for range 2 { // the second time there is nobody to take back
		_, err := r.ImportInto(r.ctx, []news.Subscriber{back}, how)
		r.must(err)
	}
	noted, err := r.Restores(r.ctx, s.ID)
	r.must(err)
	r.same(noted, []store.Restored{{
		At: r.now.Add(day), By: "ann", Why: "asked", Bounced: r.now, BouncedFor: string(news.SubscriberUnsubscribed),
	}})
}

// removedKept: the traces of erased people are forgotten by their own setting, and Rejoin ends one.
func removedKept(t *testing.T, r *room) {
	r.digest("daily")
	for i, email := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		s := r.reader(email, "daily")
		r.must(r.DeleteSubscriber(r.ctx, s.Email, r.now.Add(-time.Duration(i)*40*day)))
	}
	back := news.Subscriber{
		Email: "a@example.org", State: news.SubscriberActive, Digests: []string{"daily"}, Changed: r.now, Created: r.now,
	}
	r.must(r.Rejoin(r.ctx, &back, "ann", "asked"))
	noted, err := r.Restores(r.ctx, back.ID)
	r.must(err)
	r.same([]any{len(noted), noted[0].BouncedFor}, []any{1, store.RestoredRemoved})
	found := func(s *store.Store) int {
		removed, err := s.Removed(r.ctx, "a@example.org", "b@example.org", "c@example.org")
		r.must(err)
		return len(removed)
	}
	r.same(found(r.Store), 2)
	r.same(r.pruned(r.with(store.Retention{Removed: 60})), map[string]int{"removed": 1})
	r.same(found(r.Store), 1)
	r.same(r.pruned(r.with(store.Retention{Removed: store.Forever})), map[string]int{})
	r.same(found(r.Store), 1)
}
