package storetest

import (
	"errors"
	"testing"
	"time"

	"attache/news"
)

var digestBehaviours = []behaviour{
	{"digest is kept whole", func(t *testing.T, r *room) {
		d := news.Digest{
			Name: "daily", Title: "Foreign policy today", Language: "ru", Sources: []string{"a", "b"},
			Schedule: "0 7 * * 1-5", TimeZone: "Asia/Almaty",
			Topic: news.Topic{
				Threshold: .6, Include: []string{"ОТГ"}, Exclude: []string{"football"},
				Countries: []string{"KZ", "TR"}, Languages: []string{"kk"},
			},
			Window: 36 * time.Hour, Sections: "country", Stories: 9, Template: "broadsheet", Approval: news.ApproveHold,
			TooLate: 2 * time.Hour,
			OnDoubt: news.DoubtResend, SendEmpty: true, Enabled: true,
		}
		r.must(r.PutDigest(r.ctx, &d))
		got, err := r.Digest(r.ctx, "daily")
		r.must(err)
		r.same(got, d)
		again := d
		again.ID, again.Title = 0, "New title"
		r.must(r.PutDigest(r.ctx, &again))
		r.same(again.ID, d.ID)
	}},
	{"digests are listed by name", func(t *testing.T, r *room) {
		b, a := r.digest("b"), r.digest("a")
		r.must(r.EnableDigest(r.ctx, "b", false))
		b.Enabled = false
		all, err := r.Digests(r.ctx, false)
		r.must(err)
		r.same(all, []news.Digest{a, b})
		on, err := r.Digests(r.ctx, true)
		r.must(err)
		r.same(on, []news.Digest{a})
	}},
	{"a digest that is not there or not valid", func(t *testing.T, r *room) {
		_, err := r.Digest(r.ctx, "none")
		_, _, claim := r.ClaimSlot(r.ctx, 99, "slot", r.now, time.Hour)
		for _, err := range []error{err, claim, r.DeleteDigest(r.ctx, "none"), r.EnableDigest(r.ctx, "none", true)} {
			if !errors.Is(err, news.ErrNotFound) {
				t.Fatalf("got %v", err)
			}
		}
		var invalid *news.InvalidError
		if err := r.PutDigest(r.ctx, &news.Digest{Name: "daily"}); !errors.As(err, &invalid) {
			t.Fatalf("got %v", err)
		}
	}},
	{"a deleted digest leaves its archive and its readers", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("a@example.org", "daily")
		i := r.issue(d, "2026-11-23T07:00 Asia/Almaty", news.IssueSent)
		_, _, err := r.ClaimSlot(r.ctx, d.ID, "2026-11-24T07:00 Asia/Almaty", r.now, time.Hour)
		r.must(err)
		r.must(r.DeleteDigest(r.ctx, "daily"))
		all, err := r.Issues(r.ctx, "daily", 0)
		r.must(err)
		r.same(all, []news.Issue{i})
		s, err := r.Subscriber(r.ctx, "a@example.org")
		r.must(err)
		r.same(s.Digests, []string{})
		if again := r.digest("daily"); again.ID == d.ID {
			t.Fatal("the number of a deleted digest was used again")
		}
	}},
	{"a digest with an issue on its way cannot be deleted", func(t *testing.T, r *room) {
		d := r.digest("daily")
		i := r.issue(d, "slot", news.IssueHeld)
		var invalid *news.InvalidError
		for _, next := range []news.IssueState{news.IssueApproved, news.IssueSending, news.IssueSent} {
			if err := r.DeleteDigest(r.ctx, "daily"); !errors.As(err, &invalid) {
				t.Fatalf("while %s: %v", i.State, err)
			}
			_, err := r.MoveIssue(r.ctx, i.ID, i.State, next, "", r.now)
			r.must(err)
			i.State = next
		}
		r.must(r.DeleteDigest(r.ctx, "daily"))
	}},
}
