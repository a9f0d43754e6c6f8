package storetest

import (
	"cmp"
	"errors"
	"testing"
	"time"

	"attache/news"
)

var subscriberBehaviours = []behaviour{
	{"subscriber is kept whole", func(t *testing.T, r *room) {
		r.digest("daily")
		r.digest("weekly")
		s := news.Subscriber{
			Email: "Reader@Example.org", Name: "Айгүл", Language: "kk", Reads: []string{"ru", "en"},
			Digests: []string{"daily", "weekly"},
			State:   news.SubscriberActive, Created: r.now, Changed: r.now,
		}
		imported := s
		imported.Email = "second@example.org"
		for _, text := range news.SubscriberTexts {
			*text.Of(&s) = cmp.Or(*text.Of(&s), "a "+text.Name)
			*text.Of(&imported) = *text.Of(&s)
		}
		n, err := Import(r.ctx, r.Store, []news.Subscriber{imported})
		r.must(err)
		r.same(n, 1)
		second, err := r.Subscriber(r.ctx, imported.Email)
		r.must(err)
		imported.ID = second.ID
		r.same(second, imported)
		r.must(r.PutSubscriber(r.ctx, &s))
		got, err := r.Subscriber(r.ctx, "rEADER@example.ORG")
		r.must(err)
		r.same(got, s)
		got, err = r.SubscriberByID(r.ctx, s.ID)
		r.must(err)
		r.same(got, s)
	}},
	{"subscriber is put again under the address", func(t *testing.T, r *room) {
		r.digest("daily")
		r.digest("weekly")
		s := r.reader("reader@example.org", "daily")
		again := news.Subscriber{
			Email: "READER@example.org", State: news.SubscriberPending,
			Digests: []string{"weekly"}, Created: r.now.Add(time.Hour), Changed: r.now.Add(time.Hour),
		}
		r.must(r.PutSubscriber(r.ctx, &again))
		r.same([]any{again.ID, again.Created}, []any{s.ID, s.Created})
		got, err := r.SubscriberByID(r.ctx, s.ID)
		r.must(err)
		r.same(got, again)
	}},
	{"a subscriber of no such digest, or of no address, is refused whole", func(t *testing.T, r *room) {
		r.digest("daily")
		var invalid *news.InvalidError
		for _, s := range []news.Subscriber{
			{Email: "a@example.org", State: news.SubscriberActive, Digests: []string{"daily", "none"}},
			{Email: "not an address", State: news.SubscriberActive},
			{Email: "a@example.org", State: "gone"},
		} {
			if err := r.PutSubscriber(r.ctx, &s); !errors.As(err, &invalid) {
				t.Fatalf("put %v: %v", s, err)
			}
			if n, err := Import(r.ctx, r.Store,
				[]news.Subscriber{{Email: "b@example.org", State: news.SubscriberActive}, s}); !errors.As(err,
				&invalid) || n != 0 {
				t.Fatalf("import %v: %d, %v", s, n, err)
			}
		}
		all, err := r.Subscribers(r.ctx, "", "", 0, 0)
		r.must(err)
		r.same(all, []news.Subscriber{})
	}},
	{"a subscriber that is not there", func(t *testing.T, r *room) {
		_, byEmail := r.Subscriber(r.ctx, "none@example.org")
		_, byID := r.SubscriberByID(r.ctx, 99)
		for _, err := range []error{
			byEmail, byID, r.DeleteSubscriber(r.ctx, "none@example.org", r.now),
			r.Unsubscribe(r.ctx, 99, 0, r.now),
		} {
			if !errors.Is(err, news.ErrNotFound) {
				t.Fatalf("got %v", err)
			}
		}
	}},
	{"subscribers are listed by digest and state, a page at a time", func(t *testing.T, r *room) {
		r.digest("daily")
		r.digest("weekly")
		a, b, c := r.reader("a@example.org", "daily"), r.reader("b@example.org", "weekly", "daily"),
			r.reader("c@example.org")
		c.State = news.SubscriberPending
		r.must(r.PutSubscriber(r.ctx, &c))
		b.Digests = []string{"daily", "weekly"}
		list := func(digest string, state news.SubscriberState, after int64, limit int, want ...news.Subscriber) {
			t.Helper()
			got, err := r.Subscribers(r.ctx, digest, state, after, limit)
			r.must(err)
			r.same(got, want)
		}
		list("", "", 0, 0, a, b, c)
		list("", "", 0, 2, a, b)
		list("", "", b.ID, 2, c)
		list("daily", "", 0, 0, a, b)
		list("weekly", news.SubscriberActive, 0, 0, b)
		list("", news.SubscriberPending, 0, 0, c)
		list("none", "", 0, 0)
	}},
	{"all subscribers, a page at a time", func(t *testing.T, r *room) {
		r.digest("daily")
		r.readers(2500, "daily")
		n, last := 0, int64(0)
		for s, err := range r.AllSubscribers(r.ctx, "daily", news.SubscriberActive) {
			if r.must(err); s.ID <= last || len(s.Digests) != 1 {
				t.Fatalf("%+v after %d", s, last)
			}
			last = s.ID
			n++
		}
		r.same(n, 2500)
	}},
	{"an import changes nobody who is known", func(t *testing.T, r *room) {
		r.digest("daily")
		gone := r.reader("gone@example.org", "daily")
		r.must(r.Unsubscribe(r.ctx, gone.ID, 0, r.now))
		added, err := Import(r.ctx, r.Store, []news.Subscriber{
			{Email: "Gone@example.org", State: news.SubscriberActive, Digests: []string{"daily"}},
			{
				Email: "new@example.org", Name: "New", State: news.SubscriberActive, Digests: []string{"daily"},
				Reads: []string{"en"},
			},
		})
		r.must(err)
		r.same(added, 1)
		got, err := r.SubscriberByID(r.ctx, gone.ID)
		r.must(err)
		r.same([]any{got.State, len(got.Digests)}, []any{news.SubscriberUnsubscribed, 0})
		got, err = r.Subscriber(r.ctx, "new@example.org")
		r.must(err)
		r.same([]any{got.Name, got.Digests, got.Reads}, []any{"New", []string{"daily"}, []string{"en"}})
	}},
	{"a domain in its own letters and in ASCII is one", func(t *testing.T, r *room) {
		r.digest("daily")
		for gone, again := range map[string]string{
			"a@münchen.example":    "A@xn--mnchen-3ya.example",
			"b@xn--80aswg.example": "b@сайт.example",
		} {
			s := r.reader(gone, "daily")
			r.must(r.Unsubscribe(r.ctx, s.ID, 0, r.now))
			added, err := Import(r.ctx, r.Store, []news.Subscriber{{Email: again, State: news.SubscriberActive}})
			r.must(err)
			r.same(added, 0)
			got, err := r.Subscriber(r.ctx, again)
			r.must(err)
			r.same(got.State, news.SubscriberUnsubscribed)
		}
	}},
	{"an import only lowers the state of who is known", importLowers},
	{"an import is done whole or not at all, and a dry run says what the run does", importWhole},
	{"an import leaves out who was erased", importRemoved},
	{"an import notes whom it takes back", importRaisesNoted},
	{"traces of erased people are kept by a setting", removedKept},
	{"unsubscribing from one digest, then from the last", func(t *testing.T, r *room) {
		d := r.digest("daily")
		w := r.digest("weekly")
		s := r.reader("a@example.org", "daily", "weekly")
		check := func(state news.SubscriberState, digests ...string) {
			t.Helper()
			got, err := r.SubscriberByID(r.ctx, s.ID)
			r.must(err)
			r.same(got.State, state)
			r.same(got.Digests, digests)
		}
		for range 2 {
			r.must(r.Unsubscribe(r.ctx, s.ID, d.ID, r.now))
			check(news.SubscriberActive, "weekly")
		}
		for range 2 {
			r.must(r.Unsubscribe(r.ctx, s.ID, w.ID, r.now))
			check(news.SubscriberUnsubscribed)
		}
	}},
	{"unsubscribing from everything keeps a complaint a complaint", func(t *testing.T, r *room) {
		r.digest("daily")
		s := r.reader("a@example.org", "daily")
		s.State = news.SubscriberComplained
		r.must(r.PutSubscriber(r.ctx, &s))
		r.must(r.Unsubscribe(r.ctx, s.ID, 0, r.now))
		got, err := r.SubscriberByID(r.ctx, s.ID)
		r.must(err)
		r.same([]any{got.State, len(got.Digests)}, []any{news.SubscriberComplained, 0})
	}},
	{"a person can be erased", func(t *testing.T, r *room) {
		d := r.digest("daily")
		a, b := r.reader("a@example.org", "daily"), r.reader("b@example.org", "daily")
		first, second := r.issue(d, "1", news.IssueApproved), r.issue(d, "2", news.IssueApproved)
		for _, i := range []news.Issue{first, second} {
			_, err := r.Enqueue(r.ctx, i.ID, r.now)
			r.must(err)
		}
		taken := r.take(first, 10)
		for n := range taken {
			taken[n].State, taken[n].Response = news.DeliverySent, "250 ok "+taken[n].Email
		}
		r.must(r.RecordDeliveries(r.ctx, taken))
		for _, s := range []news.Subscriber{a, b} {
			r.must(r.DeleteSubscriber(r.ctx, s.Email, r.now))
		}
		r.same(r.tally(first), news.Tally{news.DeliverySent: 2})
		r.same(r.tally(second), news.Tally{news.DeliveryWithdrawn: 2})
		all, err := r.Deliveries(r.ctx, first.ID)
		r.must(err)
		for _, x := range all {
			r.same([]any{x.Email, x.Name, x.Response}, []any{"", "", ""})
		}
		n, err := r.Requeue(r.ctx, first.ID, r.now, news.DeliverySent)
		r.must(err)
		r.same(n, 0)
		if again := r.reader("a@example.org", "daily"); again.ID == a.ID {
			t.Fatal("the number of an erased person was used again")
		}
	}},
	{"a person erased while the letter is on its way", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("a@example.org", "daily")
		i := r.issue(d, "1", news.IssueApproved)
		_, err := r.Enqueue(r.ctx, i.ID, r.now)
		r.must(err)
		taken := r.take(i, 1)
		r.must(r.DeleteSubscriber(r.ctx, "a@example.org", r.now))
		taken[0].State, taken[0].NextTry, taken[0].Response = news.DeliveryDeferred, r.now, "451 <a@example.org> later"
		r.must(r.RecordDeliveries(r.ctx, taken))
		all, err := r.Deliveries(r.ctx, i.ID)
		r.must(err)
		r.same([]any{all[0].Email, all[0].Response}, []any{"", ""})
		r.same(r.take(i, 1), []news.Delivery{})
		r.same(r.tally(i), news.Tally{news.DeliveryWithdrawn: 1})
	}},
}
