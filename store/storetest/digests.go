package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
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
	{"a digest that was deleted at the desk comes back with its readers and what it learned", func(t *testing.T, r *room) {
		d, s := r.digest("daily"), r.source("one")
		r.reader("a@example.org", "daily")
		r.reader("b@example.org", "daily")
		a, b := r.article(s, "https://one.example/a", r.now), r.article(s, "https://one.example/b", r.now)
		e := newsroom.Entry{At: r.now, PersonID: 7, Action: "digest.delete"}
		_, err := r.Choose(r.ctx, "daily", a.ID, "keep", newsroom.Entry{At: r.now, PersonID: 7, Action: "article.choose"})
		r.must(err)
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{{ArticleID: b.ID, Keep: true, Made: r.now}}))
		r.must(r.PutCorrection(r.ctx, d.ID, &news.Correction{Keep: 30}))
		before, err := r.Digest(r.ctx, "daily")
		r.must(err)
		id, err := r.RemoveDigest(r.ctx, "daily", e)
		r.must(err)
		if _, err := r.Digest(r.ctx, "daily"); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("after deleting: %v", err)
		}
		if _, err := r.RemoveDigest(r.ctx, "daily", e); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("deleted twice: %v", err)
		}
		r.must(r.DeleteSubscriber(r.ctx, "b@example.org", r.now)) // in between
		r.must(r.UndoDigest(r.ctx, id, e))
		after, err := r.Digest(r.ctx, "daily")
		r.must(err)
		r.same(after, before)
		n, err := r.CountReaders(r.ctx, d.ID)
		r.must(err)
		r.same(n, 1)
		on, err := r.ChoicesOn(r.ctx, a.ID)
		r.must(err)
		r.same(on, map[int64]bool{d.ID: true})
		taught, err := r.Decisions(r.ctx, d.ID)
		r.must(err)
		r.same(len(taught), 1)
		if err := r.UndoDigest(r.ctx, id, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("taken back twice: %v", err)
		}
		id, err = r.RemoveDigest(r.ctx, "daily", e)
		r.must(err)
		r.digest("daily")
		if err := r.UndoDigest(r.ctx, id, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("another has the name: %v", err)
		}
	}},
	{"the readers of a digest are counted: who is active", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n, state := range []news.SubscriberState{
			news.SubscriberActive, news.SubscriberActive, news.SubscriberPending, news.SubscriberUnsubscribed,
			news.SubscriberBounced, news.SubscriberComplained,
		} {
			r.must(r.PutSubscriber(r.ctx, &news.Subscriber{
				Email: fmt.Sprintf("r%d@example.org", n), State: state, Digests: []string{"daily"},
			}))
		}
		n, err := r.CountReaders(r.ctx, d.ID)
		r.must(err)
		r.same(n, 2)
	}},
	{"runs are listed without their visits", func(t *testing.T, r *room) {
		s := r.source("one")
		run := news.Run{Started: r.now, Ended: r.now, Articles: 3, Polls: []news.Poll{
			{SourceID: s.ID, State: news.PollOK, Items: 30}, {SourceID: s.ID, State: news.PollFailing},
		}}
		r.must(r.SaveRun(r.ctx, &run))
		rows, err := r.RunsBefore(r.ctx, 0, 10)
		r.must(err)
		want := newsroom.RowOf(run)
		r.same(rows, []newsroom.RunRow{want})
		_, err = r.SQL().ExecContext(r.ctx, `UPDATE runs SET brief = ''`) // as an older program wrote it
		r.must(err)
		rows, err = r.RunsBefore(r.ctx, run.ID+1, 10)
		r.must(err)
		r.same(rows, []newsroom.RunRow{want})
		r.same([]int{want.Sources, want.Good, want.Listed, len(want.Polls)}, []int{2, 1, 30, 0})
	}},
	{"many articles are put at once, or none", func(t *testing.T, r *room) {
		s := r.source("one")
		table, err := r.Holds(r.ctx)
		r.must(err)
		r.same(table, "sources")
		article := func(n int) news.Article {
			return news.Article{
				URL: fmt.Sprintf("https://one.example/%d", n), SourceID: s.ID, Title: "Ministers", Language: "en", Seen: r.now,
				Published: r.now, DateFrom: news.DateFromFeed,
			}
		}
		r.must(r.PutMany(r.ctx, []news.Article{article(1), article(2)}))
		var invalid *news.InvalidError
		if err := r.PutMany(r.ctx, []news.Article{article(3), article(2)}); !errors.As(err, &invalid) {
			t.Errorf("one that is known: %v", err)
		}
		rows, err := r.ArticleRows(r.ctx, newsroom.ArticleFilter{Query: "minister", Limit: 9})
		r.must(err)
		r.same(len(rows), 2)
	}},
}
