package storetest

import (
	"errors"
	"slices"
	"testing"

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
