package storetest

import (
	"testing"
	"time"

	"attache/news"
)

// archiveBehaviours are what the pages of the archive ask for.
var archiveBehaviours = []behaviour{
	{"an issue's neighbours are the public ones of its digest", func(t *testing.T, r *room) {
		daily, weekly := r.digest("daily"), r.digest("weekly")
		first := r.issue(daily, "1", news.IssueSent)
		r.issue(weekly, "1", news.IssueSent)
		r.issue(daily, "2", news.IssueMissed)
		second := r.issue(daily, "3", news.IssueEmpty)
		r.issue(daily, "4", news.IssueHeld)
		third := r.issue(daily, "5", news.IssueSending)
		for _, c := range []struct {
			of, older, newer int64
		}{
			{first.ID, 0, second.ID}, {second.ID, first.ID, third.ID}, {third.ID, second.ID, 0}, {third.ID + 100, 0, 0},
		} {
			older, newer, err := r.Neighbours(r.ctx, c.of)
			r.must(err)
			r.same([]int64{older.ID, newer.ID}, []int64{c.older, c.newer})
		}
		older, _, err := r.Neighbours(r.ctx, second.ID)
		r.must(err)
		mark, err := r.IssueMark(r.ctx, first.ID)
		r.same(mark.Digest, first.Digest)
		mark.Digest = "" // lists leave it out
		r.must(err)
		r.same(older, mark)
	}},
	{"public issues by time and by number", func(t *testing.T, r *room) {
		daily, weekly := r.digest("daily"), r.digest("weekly")
		begun := r.now
		at := func(d news.Digest, days int, state news.IssueState) int64 {
			r.now = begun.AddDate(0, 0, days)
			return r.issue(d, r.now.Format(time.DateOnly), state).ID
		}
		first, last, err := r.PublicSpan(r.ctx, daily.ID)
		r.must(err)
		r.same([]bool{first.IsZero(), last.IsZero()}, []bool{true, true})
		at(daily, 0, news.IssueMissed)
		a, b := at(daily, 1, news.IssueSent), at(daily, 2, news.IssueEmpty)
		other := at(weekly, 2, news.IssueSent)
		c := at(daily, 3, news.IssueSent)
		at(daily, 4, news.IssueHeld)
		first, last, err = r.PublicSpan(r.ctx, daily.ID)
		r.must(err)
		r.same([]time.Time{first, last}, []time.Time{begun.AddDate(0, 0, 1), begun.AddDate(0, 0, 3)})
		between := func(from, to, limit int, want ...int64) {
			t.Helper()
			marks, err := r.PublicBetween(r.ctx, daily.ID, begun.AddDate(0, 0, from), begun.AddDate(0, 0, to), limit)
			r.must(err)
			r.same(numbers(marks), want)
		}
		between(0, 9, 9, c, b, a)
		between(0, 9, 2, c, b)
		between(1, 3, 9, b, a) // the end is not part of it
		between(5, 9, 9)
		marks, err := r.PublicNumbers(r.ctx, 0, 1000)
		r.must(err)
		r.same(numbers(marks), []int64{a, other, c})
		marks, err = r.PublicNumbers(r.ctx, a, c)
		r.must(err)
		r.same(numbers(marks), []int64{a, other})
	}},
}

func numbers(marks []news.IssueMark) (ids []int64) {
	for _, m := range marks {
		ids = append(ids, m.ID)
	}
	return ids
}
