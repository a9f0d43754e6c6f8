package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// state is all that Apply may change, to be compared.
type state struct {
	Sources     []news.Source
	Digests     []news.Digest
	Subscribers []news.Subscriber
}

func (r *room) state() state {
	r.t.Helper()
	var (
		s   state
		err error
	)
	s.Sources, err = r.Sources(r.ctx, false)
	r.must(err)
	s.Digests, err = r.Digests(r.ctx, false)
	r.must(err)
	for sub, err := range r.AllSubscribers(r.ctx, "", "") {
		r.must(err)
		s.Subscribers = append(s.Subscribers, sub)
	}
	return s
}

var applyBehaviours = []behaviour{
	{"changes are made together", func(t *testing.T, r *room) {
		a, b, old := r.source("a"), r.source("b"), r.source("old")
		r.digest("gone")
		r.reader("left@example.org", "gone")
		a.URL, b.URL = b.URL, a.URL // addresses change hands
		c := news.Source{Name: "c", Outlet: a.Outlet, URL: old.URL, Kind: news.KindFeed, Enabled: true}
		d := news.Digest{Name: "daily", Title: "Daily", TimeZone: "UTC", Sources: []string{"a"}, Enabled: true}
		one := news.Subscriber{
			Email: "one@example.org", State: news.SubscriberActive, Digests: []string{"daily"},
			Created: r.now, Changed: r.now,
		}
		rev, err := r.Revision(r.ctx, true)
		r.must(err)
		r.must(r.Apply(r.ctx, &store.Changes{
			Expect: rev, Sources: []*news.Source{&a, &b, &c}, Digests: []*news.Digest{&d},
			Subscribers: []*news.Subscriber{
				&one, {
					Email: "two@example.org", State: news.SubscriberActive, Digests: []string{"daily"},
					Created: r.now, Changed: r.now,
				},
			},
			RemoveSources: []string{"old"}, RemoveDigests: []string{"gone"},
			RemoveSubscribers: []string{"left@example.org"},
		}))
		got := r.state()
		r.same(got.Sources, []news.Source{a, b, c})
		r.same(got.Digests, []news.Digest{d})
		r.same(len(got.Subscribers), 2)
		r.same(got.Subscribers[1].Digests, []string{"daily"})
	}},
	{"changes of which one cannot be made change nothing", func(t *testing.T, r *room) {
		a := r.source("a")
		busy := r.digest("busy")
		r.digest("free")
		r.reader("a@example.org", "busy")
		r.issue(busy, "2026-11-23T07:00 Asia/Almaty", news.IssueHeld)
		before := r.state()
		changed := a
		changed.URL = "https://elsewhere.example/feed"
		taken := news.Source{Name: "b", Outlet: a.Outlet, URL: a.URL, Kind: news.KindFeed}
		for name, c := range map[string]store.Changes{
			"an issue is held":     {RemoveDigests: []string{"free", "busy"}, Sources: []*news.Source{&changed}},
			"nothing of that name": {RemoveDigests: []string{"free"}, RemoveSources: []string{"a", "none"}},
			"nobody of that name": {RemoveDigests: []string{"free"}, RemoveSubscribers: []string{
				"a@example.org",
				"none@example.org",
			}},
			"the address is taken": {RemoveDigests: []string{"free"}, Sources: []*news.Source{&taken}},
			"it is not valid": {RemoveDigests: []string{"free"}, Sources: []*news.Source{
				&changed,
				{Name: "no address"},
			}},
			"there is no such digest": {
				RemoveDigests: []string{"free"},
				Subscribers: []*news.Subscriber{{
					Email: "b@example.org", State: news.SubscriberActive,
					Digests: []string{"free"},
				}},
			},
			"the database changed": {RemoveDigests: []string{"free"}, Expect: "desk of long ago"},
		} {
			if err := r.Apply(r.ctx, &c); err == nil {
				t.Errorf("%s: it was done", name)
			}
			r.same(r.state(), before)
		}
	}},
	{"a revision is another when anything is", func(t *testing.T, r *room) {
		src, d := r.source("a"), r.digest("daily")
		sub := r.reader("a@example.org", "daily")
		desk, err := r.Revision(r.ctx, false)
		r.must(err)
		people, err := r.Revision(r.ctx, true)
		r.must(err)
		for _, step := range []struct {
			what         string
			do           func() error
			desk, people bool // differ
		}{
			{"a poll", func() error {
				return r.SavePoll(r.ctx, news.Poll{SourceID: src.ID, Started: r.now, State: news.PollOK})
			}, false, false},
			{"a reader who leaves", func() error { return r.Unsubscribe(r.ctx, sub.ID, d.ID, r.now) }, false, true},
			{"a source switched off", func() error { return r.EnableSource(r.ctx, "a", false) }, true, true},
			{"a title", func() error { d.Title = "Other"; return r.PutDigest(r.ctx, &d) }, true, true},
		} {
			r.must(step.do())
			now, err := r.Revision(r.ctx, false)
			r.must(err)
			all, err := r.Revision(r.ctx, true)
			r.must(err)
			if (now != desk) != step.desk || (all != people) != step.people {
				t.Errorf("%s: the desk differs: %v, the people: %v", step.what, now != desk, all != people)
			}
			desk, people = now, all
		}
	}},
	{"of two changes worked out from one state only the first is made", func(t *testing.T, r *room) {
		r.source("a")
		rev, err := r.Revision(r.ctx, false)
		r.must(err)
		done := make(chan error, 4)
		r.race(4, func(ctx context.Context, s *store.Store, who string) error {
			err := s.Apply(ctx, &store.Changes{Expect: rev, Digests: []*news.Digest{{
				Name:  "by-" + who[len(who)-1:],
				Title: "T", TimeZone: "UTC",
			}}})
			done <- err
			return nil
		})
		won := 0
		for range 4 {
			switch err := <-done; {
			case err == nil:
				won++
			case !errors.Is(err, store.ErrChanged):
				t.Error(err)
			}
		}
		r.same(won, 1)
		r.same(len(r.state().Digests), 1)
	}},
	{"changes beside a sending end well", func(t *testing.T, r *room) {
		const readers = 600
		i := r.mailing(readers)
		done := make(chan error, 1)
		go func() { // one process sends
			ctx, cancel := context.WithTimeout(r.ctx, time.Minute)
			defer cancel()
			done <- func() error {
				for {
					ds, err := r.TakeDeliveries(ctx, i.ID, 20, "sender", r.now)
					if err != nil || len(ds) == 0 {
						return err
					}
					for n := range ds {
						ds[n].State, ds[n].Changed = news.DeliverySent, r.now
					}
					if err := r.RecordDeliveries(ctx, ds); err != nil {
						return err
					}
				}
			}()
		}()
		other := Open(t, r.url)
		var bad *news.InvalidError
		if err := other.Apply(r.ctx, &store.Changes{RemoveDigests: []string{i.Digest}}); err != nil &&
			!errors.As(err, &bad) {
			t.Error(err)
		}
		gone := []string{}
		for sub, err := range other.AllSubscribers(r.ctx, "", "") {
			r.must(err)
			if sub.ID%3 == 0 {
				gone = append(gone, sub.Email)
			}
		}
		r.must(other.Apply(r.ctx, &store.Changes{RemoveSubscribers: gone}))
		r.must(<-done)
		all, err := r.Deliveries(r.ctx, i.ID)
		r.must(err)
		for _, d := range all {
			if d.State != news.DeliverySent && d.State != news.DeliveryWithdrawn || (d.SubscriberID%3 == 0) != (d.Email == "") {
				t.Fatalf("delivery %d to %q (subscriber %d) is %s", d.ID, d.Email, d.SubscriberID, d.State)
			}
		}
		r.same(r.tally(i).Open(), 0)
	}},
}
