package storetest

import (
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
)

var deskListBehaviours = []behaviour{
	{"articles are counted by source and day", func(t *testing.T, r *room) {
		one, two := r.source("one"), r.source("two")
		for n, at := range []time.Time{
			r.now.Add(-time.Hour), r.now.Add(-2 * time.Hour), r.now.Add(-25 * time.Hour), r.now.AddDate(0, 0, -6),
			r.now.AddDate(0, 0, -8), r.now.Add(time.Hour),
		} {
			r.article(one, "https://one.example/"+string(rune('a'+n)), at)
		}
		r.article(two, "https://two.example/a", r.now.Add(-time.Minute))
		got, err := r.DailyArticles(r.ctx, r.now, 7)
		r.must(err)
		r.same(got, map[int64][]int{one.ID: {0, 1, 0, 0, 0, 1, 2}, two.ID: {0, 0, 0, 0, 0, 0, 1}})
	}},
	{"articles are listed by what became of them, a page at a time", func(t *testing.T, r *room) {
		s, other := r.source("one"), r.source("two")
		d := r.digest("daily")
		kept, dropped := r.article(s, "https://one.example/kept", r.now), r.article(s, "https://one.example/dropped", r.now)
		fresh := r.article(other, "https://two.example/new", r.now.Add(-time.Hour))
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "a", r.now, time.Hour)
		r.must(err)
		i := news.Issue{ID: id, DigestID: d.ID, Digest: d.Name, Slot: "a", State: news.IssueEmpty, Created: r.now}
		r.must(r.SaveIssue(r.ctx, &i, []news.Verdict{
			{ArticleID: kept.ID, Kept: true, Score: 1},
			{ArticleID: dropped.ID, Score: 0},
		}, nil))
		list := func(f newsroom.ArticleFilter) (ids []int64) {
			if f.Limit == 0 {
				f.Limit = 10
			}
			all, err := r.ArticleRows(r.ctx, f)
			r.must(err)
			for _, a := range all {
				ids = append(ids, a.ID)
			}
			return ids
		}
		for name, c := range map[string]struct {
			f    newsroom.ArticleFilter
			want []int64
		}{
			"all, newest first": {newsroom.ArticleFilter{}, []int64{dropped.ID, kept.ID, fresh.ID}},
			"kept":              {newsroom.ArticleFilter{Verdict: "kept"}, []int64{kept.ID}},
			"dropped":           {newsroom.ArticleFilter{Verdict: "dropped"}, []int64{dropped.ID}},
			"not judged":        {newsroom.ArticleFilter{Verdict: "new"}, []int64{fresh.ID}},
			"of a language":     {newsroom.ArticleFilter{Language: "ru"}, nil},
			"of a source":       {newsroom.ArticleFilter{Sources: []int64{other.ID}}, []int64{fresh.ID}},
			"of no source":      {newsroom.ArticleFilter{Sources: []int64{}}, nil},
			"from a time":       {newsroom.ArticleFilter{From: r.now}, []int64{dropped.ID, kept.ID}},
			"to a time":         {newsroom.ArticleFilter{To: r.now}, []int64{fresh.ID}},
			"the first page":    {newsroom.ArticleFilter{Limit: 1}, []int64{dropped.ID}},
			"the one after": {
				newsroom.ArticleFilter{BeforeAt: r.now, BeforeID: dropped.ID, Limit: 2}, []int64{kept.ID, fresh.ID},
			},
		} {
			if got := list(c.f); len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] ||
				len(got) > 1 && got[1] != c.want[1] {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		rows, err := r.ArticleRows(r.ctx, newsroom.ArticleFilter{Verdict: "kept", Limit: 1})
		r.must(err)
		r.same(rows, []newsroom.ArticleRow{{
			ID: kept.ID, URL: kept.URL, Title: kept.Title, Outlet: "Outlet one", Language: "en", Dated: r.now, Kept: true,
			Judged: true,
		}})
	}},
	{"issues are listed by digest and state, newest first", func(t *testing.T, r *room) {
		a, b := r.digest("a"), r.digest("b")
		one := r.issue(a, "1", news.IssueHeld)
		two := r.issue(b, "1", news.IssueHeld)
		three := r.issue(a, "2", news.IssueApproved)
		for _, c := range []struct {
			digest string
			state  news.IssueState
			before int64
			limit  int
			want   []int64
		}{
			{"", "", 0, 9, []int64{three.ID, two.ID, one.ID}},
			{"a", "", 0, 9, []int64{three.ID, one.ID}},
			{"", news.IssueHeld, 0, 9, []int64{two.ID, one.ID}},
			{"", "", three.ID, 1, []int64{two.ID}},
			{"c", "", 0, 9, nil},
		} {
			got, err := r.IssueList(r.ctx, c.digest, c.state, c.before, c.limit)
			r.must(err)
			r.same(got, c.want)
		}
	}},
}
