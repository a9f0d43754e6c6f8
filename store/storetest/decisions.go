package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"attache/news"
)

// decisionBehaviours are those of what an editor decided and a digest learned.
var decisionBehaviours = []behaviour{
	{"decisions are kept, changed and taken back", func(t *testing.T, r *room) {
		d, other := r.digest("daily"), r.digest("weekly")
		a, b := r.decidable("1"), r.decidable("2")
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{
			{ArticleID: a.ID, Keep: true, Made: r.now},
			{ArticleID: b.ID, Made: r.now},
		}))
		r.must(r.Decide(r.ctx, other.ID, []news.Decision{{ArticleID: a.ID, Made: r.now}}))
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{{ArticleID: a.ID, Keep: false, Made: r.now.Add(time.Minute)}}))
		got, err := r.Decisions(r.ctx, d.ID)
		r.must(err)
		r.same(got, []news.Decision{
			{ArticleID: b.ID, URL: b.URL, Title: b.Title, Outlet: "Wire", Made: r.now},
			{ArticleID: a.ID, URL: a.URL, Title: a.Title, Outlet: "Wire", Made: r.now.Add(time.Minute)},
		})
		r.must(r.Undecide(r.ctx, d.ID, a.ID))
		if err := r.Undecide(r.ctx, d.ID, a.ID); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("taken back twice: %v", err)
		}
		left, err := r.Decisions(r.ctx, other.ID)
		r.must(err)
		r.same([]any{len(left), left[0].Keep}, []any{1, false})
		r.must(r.Decide(r.ctx, d.ID, nil))
	}},
	{"the articles last decided come in the order of the decisions", func(t *testing.T, r *room) {
		d := r.digest("daily")
		var ds []news.Decision
		for _, n := range []int{3, 1, 2} {
			ds = append(ds, news.Decision{
				ArticleID: r.decidable(fmt.Sprint(n)).ID, Keep: true,
				Made: r.now.Add(time.Duration(n) * time.Hour),
			})
		}
		r.must(r.Decide(r.ctx, d.ID, ds))
		got, err := r.DecidedArticles(r.ctx, d.ID, 2)
		r.must(err)
		r.same([]any{len(got), got[0].Title, got[1].Title}, []any{2, "Piece 2", "Piece 3"})
	}},
	{"the articles that a digest's issues judged lately", func(t *testing.T, r *room) {
		d, other := r.digest("daily"), r.digest("weekly")
		a, b, c := r.decidable("1"), r.decidable("2"), r.decidable("3")
		judge := func(d news.Digest, slot string, at time.Time, ids ...int64) {
			id, _, err := r.ClaimSlot(r.ctx, d.ID, slot, r.now, time.Minute)
			r.must(err)
			var vs []news.Verdict
			for _, n := range ids {
				vs = append(vs, news.Verdict{ArticleID: n, Judged: at})
			}
			r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, State: news.IssueSent, Created: at}, vs, nil))
		}
		judge(d, "s1", r.now.Add(-48*time.Hour), a.ID)
		judge(d, "s2", r.now, b.ID)
		judge(d, "s3", r.now.Add(time.Hour), b.ID)
		judge(other, "s1", r.now, c.ID)
		got, err := r.JudgedArticles(r.ctx, d.ID, r.now.Add(-24*time.Hour), 0)
		r.must(err)
		r.same([]any{len(got), got[0].ID}, []any{1, b.ID})
		got, err = r.JudgedArticles(r.ctx, d.ID, time.Time{}, 1)
		r.must(err)
		r.same(len(got), 1)
	}},
	{"what a digest learned comes with it, survives editing, and can be forgotten", func(t *testing.T, r *room) {
		d := r.digest("daily")
		c := &news.Correction{
			Keep: 7, Drop: 5, Learned: r.now,
			Weights: []news.Weight{{Feature: "outlet:Wire", Words: "the outlet Wire", Weight: -.5}},
		}
		r.must(r.PutCorrection(r.ctx, d.ID, c))
		c.Weights[0].Weight = -.4
		r.must(r.PutCorrection(r.ctx, d.ID, c))
		d.Title = "Another title"
		r.must(r.PutDigest(r.ctx, &d))
		got, err := r.Digest(r.ctx, "daily")
		r.must(err)
		r.same(got.Learned, c)
		all, err := r.Digests(r.ctx, true)
		r.must(err)
		r.same(all[0].Learned, c)
		r.must(r.PutCorrection(r.ctx, d.ID, nil))
		got, err = r.Digest(r.ctx, "daily")
		r.must(err)
		r.same(got, d)
	}},
	{"a deleted digest takes its decisions and what it learned along", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{{ArticleID: r.decidable("1").ID, Made: r.now}}))
		r.must(r.PutCorrection(r.ctx, d.ID, &news.Correction{Keep: 1, Learned: r.now}))
		r.must(r.DeleteDigest(r.ctx, "daily"))
		left, err := r.Decisions(r.ctx, d.ID)
		r.must(err)
		r.same(len(left), 0)
		if err := r.PutCorrection(r.ctx, d.ID, &news.Correction{}); err == nil {
			t.Fatal("a digest that is gone learned something")
		}
	}},
}

// decidable puts an article.
func (r *room) decidable(n string) news.Article {
	r.t.Helper()
	a := news.Article{
		URL: "https://wire.example/" + n, Title: "Piece " + n, Outlet: news.Outlet{Name: "Wire"},
		DateFrom:  news.DateFromPage,
		Published: r.now, Seen: r.now,
	}
	_, err := r.PutArticle(r.ctx, &a)
	r.must(err)
	return a
}
