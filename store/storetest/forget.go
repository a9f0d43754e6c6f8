package storetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// day is a day of retention.
const day = 24 * time.Hour

// with opens the room's database with another retention.
func (r *room) with(keep store.Retention) *store.Store {
	r.t.Helper()
	s, err := store.Open(r.ctx, store.Config{URL: r.url, Conns: 4, Retention: keep})
	r.must(err)
	r.t.Cleanup(func() { s.Close() })
	return s
}

// aged puts an article that was seen some days ago.
func (r *room) aged(name string, days int) news.Article {
	r.t.Helper()
	at := r.now.Add(-time.Duration(days) * day)
	a := news.Article{
		URL: "https://www.old.example/" + name + "/", Title: "Title of " + name, SourceID: 1,
		Outlet: news.Outlet{Name: "Old"}, DateFrom: news.DateFromPage,
		Published: at, Seen: at, Summary: "A summary.", Authors: []string{"A. Writer"},
		Image:  "https://www.old.example/i.png",
		Blocks: []news.Block{{Kind: news.Paragraph, Text: "A text about " + name + "."}},
	}
	put, err := r.PutRead(r.ctx, &a, "https://old.example/listed/"+name,
		[]news.Block{{Kind: news.Paragraph, Text: "cut"}})
	if r.must(err); !put {
		r.t.Fatalf("%s was known", a.URL)
	}
	return a
}

// judgedBy freezes an issue of some days ago with verdicts on articles: kept when the number is positive.
func (r *room) judgedBy(d news.Digest, slot string, days int, articles ...int64) news.Issue {
	r.t.Helper()
	at := r.now.Add(-time.Duration(days) * day)
	id, _, err := r.ClaimSlot(r.ctx, d.ID, slot, at, time.Hour)
	r.must(err)
	var verdicts []news.Verdict
	for _, n := range articles {
		verdicts = append(verdicts, news.Verdict{
			ArticleID: max(n, -n), Kept: n > 0, Score: .5, Judged: at,
			Reasons: []news.Reason{{Code: "actors", Detail: "Names Kazakhstan.", Weight: .1}},
		})
	}
	i := news.Issue{
		ID: id, Title: d.Title, State: news.IssueApproved, ByHand: byHand(slot), Created: at,
		Sections: []news.Section{told("asia", "Headline of "+slot, "KZ")},
	}
	r.must(r.SaveIssue(r.ctx, &i, verdicts, []news.Letter{
		{Language: "en", Subject: "S", HTML: "<p>" + slot + "</p>", Text: slot}, {
			Language: "tr", Subject: "S",
			Text: slot,
		},
	}))
	return i
}

// pruned runs Forget as a person does and returns the counts by kind, after checking that a dry run says the same.
func (r *room) pruned(s *store.Store) map[string]int {
	r.t.Helper()
	dry, err := s.Forgettable(r.ctx, r.now)
	r.must(err)
	told, rows := 0, 0
	s.Forgot = func(rows int) { told += rows }
	run, err := s.Forget(r.ctx, r.now, true)
	s.Forgot = nil
	r.must(err)
	r.same(run, dry)
	for _, f := range run {
		rows += f.Rows
	}
	r.same(told, rows)
	again, err := s.Forgettable(r.ctx, r.now)
	r.must(err)
	counts := map[string]int{}
	for i, f := range run {
		if f.Rows > 0 {
			counts[f.Kind] = f.Rows
		}
		if again[i].Rows != 0 {
			r.t.Errorf("%s: %d left", f.What, again[i].Rows)
		}
	}
	return counts
}

// forgetBehaviours are those of retention.
var forgetBehaviours = []behaviour{
	{"texts go by age: dropped ones first, kept ones later, decided ones never", func(t *testing.T, r *room) {
		d := r.digest("daily")
		dropped, kept, older, young, chosen := r.aged("dropped", 61), r.aged("kept", 61), r.aged("older", 401),
			r.aged("young", 59), r.aged("chosen", 401)
		r.judgedBy(d, "a", 61, -dropped.ID, kept.ID, older.ID, -young.ID, -chosen.ID)
		r.must(r.Decide(r.ctx, d.ID, []news.Decision{{ArticleID: chosen.ID, Keep: true, Made: r.now}}))
		got := r.pruned(r.with(store.Retention{Articles: store.Forever}))
		r.same(got, map[string]int{"dropped": 1, "texts": 1})
		for _, c := range []struct {
			article   news.Article
			forgotten bool
		}{{dropped, true}, {kept, false}, {older, true}, {young, false}, {chosen, false}} {
			a, err := r.Article(r.ctx, c.article.URL)
			r.must(err)
			want := c.article
			if c.forgotten {
				want.Blocks, want.Summary, want.Forgotten, want.ForgottenAt = nil, "", true, r.now
			}
			r.same(a, want)
		}
		// What has no text is neither read again nor composed anew; the rest is as it was.
		unknown, err := r.Unknown(r.ctx, []string{
			dropped.URL, "http://old.example/dropped",
			"https://old.example/listed/dropped", "https://old.example/new",
		})
		r.must(err)
		r.same(unknown, []string{"https://old.example/new"})
		all := r.loaded(r.now.Add(-1000*day), r.now, 0)
		r.same(len(all), 3)
		last, err := r.LastRead(r.ctx, 1, 10)
		r.must(err)
		r.same(len(last), 3)
		judged, err := r.Judged(r.ctx, d.ID, []int64{kept.ID, young.ID, chosen.ID})
		r.must(err)
		r.same(len(judged), 3)
	}},
	{"each kind of text goes by its own setting alone, and says so", func(t *testing.T, r *room) {
		d := r.digest("daily")
		dropped, kept := r.aged("dropped", 450), r.aged("kept", 450)
		r.judgedBy(d, "a", 450, -dropped.ID, kept.ID)
		for _, c := range []struct {
			keep store.Retention
			want map[string]int
		}{
			{store.Retention{Dropped: 451, Texts: 451}, map[string]int{}},
			{store.Retention{Dropped: store.Forever, Texts: 61}, map[string]int{"texts": 1}},
			{store.Retention{Dropped: 61, Texts: store.Forever}, map[string]int{"dropped": 1}},
		} {
			c.keep.Articles, c.keep.Verdicts, c.keep.Letters = store.Forever, store.Forever, store.Forever
			s := r.with(c.keep)
			all, err := s.Forgettable(r.ctx, r.now)
			r.must(err)
			for _, f := range all {
				if f.Days > 0 && f.Days != c.keep.Days(f.Kind) {
					t.Errorf("%s: %d days, the setting says %d", f.Kind, f.Days, c.keep.Days(f.Kind))
				}
			}
			r.same(r.pruned(s), c.want)
		}
	}},
	{"an article whose row is gone is still known, under each of its addresses", func(t *testing.T, r *room) {
		d := r.digest("daily")
		gone, kept := r.aged("gone", 181), r.aged("kept", 181)
		r.judgedBy(d, "a", 181, -gone.ID, kept.ID)
		r.same(r.pruned(r.with(store.Retention{Verdicts: store.Forever})), map[string]int{"dropped": 1, "articles": 1})
		if _, err := r.Article(r.ctx, gone.URL); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("the row is there: %v", err)
		}
		listed, err := r.Sightings(r.ctx, gone.ID)
		r.must(err)
		r.same(len(listed), 0)
		for _, u := range []string{gone.URL, "http://old.example/gone", "https://old.example/listed/gone"} {
			at, ok, err := r.GoneArticle(r.ctx, u)
			r.must(err)
			r.same([]any{ok, at}, []any{true, r.now})
		}
		_, ok, err := r.GoneArticle(r.ctx, kept.URL)
		r.must(err)
		r.same(ok, false)
		unknown, err := r.Unknown(r.ctx, []string{
			gone.URL, "http://old.example/gone",
			"https://old.example/listed/gone", "https://old.example/other",
		})
		r.must(err)
		r.same(unknown, []string{"https://old.example/other"})
		again := news.Article{URL: "https://old.example/gone", DateFrom: news.DateFromSeen, Seen: r.now}
		put, err := r.PutRead(r.ctx, &again, "https://old.example/third-address", nil)
		r.must(err)
		r.same([]any{put, again.ID}, []any{false, int64(0)})
		unknown, err = r.Unknown(r.ctx, []string{"https://old.example/third-address"})
		r.must(err)
		r.same(len(unknown), 0)
	}},
	{"deliveries go, and what they tell stays", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n := range 30 {
			r.reader(fmt.Sprintf("r%d@example.org", n), "daily")
		}
		r.now = r.now.Add(-500 * day)
		old := r.judgedBy(d, "by hand 1", 0, 7)
		_, err := r.Enqueue(r.ctx, old.ID, r.now)
		r.must(err)
		r.record(r.take(old, 20), news.DeliverySent)
		r.record(r.take(old, 9), news.DeliveryFailed)
		r.record(r.take(old, 1), news.DeliveryDoubt)
		open := r.judgedBy(d, "s2", 0, 8)
		_, err = r.Enqueue(r.ctx, open.ID, r.now)
		r.must(err)
		r.record(r.take(open, 10), news.DeliverySent)
		_, err = r.MoveIssue(r.ctx, old.ID, news.IssueSending, news.IssueSent, "", r.now)
		r.must(err)
		before, err := r.Tally(r.ctx, old.ID)
		r.must(err)
		r.now = r.now.Add(500 * day)
		r.same(r.pruned(r.with(store.Retention{Letters: store.Forever, Verdicts: store.Forever})),
			map[string]int{"deliveries": 30})
		after, err := r.Tally(r.ctx, old.ID)
		r.must(err)
		r.same(after, before)
		r.same(after, news.Tally{news.DeliverySent: 20, news.DeliveryFailed: 9, news.DeliveryDoubt: 1})
		left, err := r.Deliveries(r.ctx, open.ID)
		r.must(err)
		r.same(len(left), 30) // on its way: none may go
		// An issue made by hand still counts as told to the readers.
		judged, err := r.Judged(r.ctx, d.ID, []int64{7})
		r.must(err)
		r.same(judged, []int64{7})
	}},
	{"letters and verdicts of old issues go, their pages stay", func(t *testing.T, r *room) {
		d := r.digest("daily")
		old, held, young := r.judgedBy(d, "a", 401, 1, -2), r.judgedBy(d, "b", 401, 1), r.judgedBy(d, "c", 1, 1, -2)
		for _, i := range []news.Issue{old, young} {
			_, err := r.MoveIssue(r.ctx, i.ID, news.IssueApproved, news.IssueSent, "", i.Created)
			r.must(err)
		}
		whole, err := r.Issue(r.ctx, old.ID)
		r.must(err)
		r.same(r.pruned(r.with(store.Retention{})), map[string]int{"letters": 1, "verdicts": 1})
		for _, c := range []struct {
			issue    news.Issue
			verdicts int
			letters  int
		}{{old, 0, 0}, {held, 1, 2}, {young, 2, 2}} {
			v, err := r.Verdicts(r.ctx, c.issue.ID)
			r.must(err)
			l, err := r.Letters(r.ctx, c.issue.ID)
			r.must(err)
			r.same([]int{len(v), len(l)}, []int{c.verdicts, c.letters})
		}
		got, err := r.Issue(r.ctx, old.ID)
		r.must(err)
		r.same(got, whole)
		var invalid *news.InvalidError
		if _, err := r.EnqueueTo(r.ctx, old.ID, []string{"late@example.org"}, r.now); !errors.As(err, &invalid) ||
			invalid.Hint == "" {
			t.Fatalf("an issue without letters is opened again: %v", err)
		}
		if _, err := r.EnqueueTo(r.ctx, young.ID, []string{"late@example.org"}, r.now); err != nil {
			t.Fatal(err)
		}
		in, err := r.JudgedIn(r.ctx, 1, 0)
		r.must(err)
		r.same([]any{len(in), in[2].IssueID, in[2].Verdict.Kept, len(in[2].Verdict.Reasons)}, []any{3, old.ID, true, 0})
		r.same([]any{in[2].Bare, in[2].Gone, in[0].Bare, in[0].Gone}, []any{true, r.now, false, time.Time{}})
	}},
	{"visits, runs, answers and unread pages go by age, or never", func(t *testing.T, r *room) {
		src := r.source("one")
		for n := range 3000 {
			r.must(r.SavePoll(r.ctx, news.Poll{
				SourceID: src.ID,
				Started:  r.now.Add(-time.Duration(3000-n) * time.Hour / 4), State: news.PollOK,
			}))
		}
		for n := range 5 {
			at := r.now.Add(-time.Duration(100-n*5) * day)
			r.must(r.SaveRun(r.ctx, &news.Run{Started: at}))
			r.must(r.KeepAnswer(r.ctx, strconv.Itoa(n), "m", "x", at))
			r.must(r.NoteUnread(r.ctx, unreadPage(src.ID, "https://u.example/"+strconv.Itoa(n), "404", at)))
		}
		forever := store.Retention{
			Dropped: -1, Texts: -1, Articles: -1, Verdicts: -1, Letters: -1, Deliveries: -1, Polls: -1, Runs: -1,
			Answers: -1, Unread: -1, Removed: -1,
		}
		r.same(r.pruned(r.with(forever)), map[string]int{})
		standing, err := r.Standing(r.ctx, src.ID)
		r.must(err)
		r.same(r.pruned(r.with(store.Retention{})), map[string]int{
			"polls": 3000 - 14*96, "runs": 2, "unread": 2,
			"answers": 5,
		})
		polls, err := r.Polls(r.ctx, src.ID, 5000)
		r.must(err)
		r.same([]any{len(polls), polls[0].Started}, []any{14 * 96, r.now.Add(-time.Hour / 4)})
		still, err := r.Standing(r.ctx, src.ID)
		r.must(err)
		r.same(still, standing)
	}},
	{"several processes forget side by side, and an interrupted one goes on", func(t *testing.T, r *room) {
		src := r.source("one")
		for n := range 1500 {
			r.must(r.SavePoll(r.ctx, news.Poll{
				SourceID: src.ID,
				Started:  r.now.Add(-100*day + time.Duration(n)*time.Second), State: news.PollOK,
			}))
		}
		stopped, cancel := context.WithCancel(r.ctx)
		cancel()
		if _, err := r.with(store.Retention{}).Forget(stopped, r.now, false); err == nil {
			t.Fatal("no error after the context ended")
		}
		const processes = 4
		counts := make(chan int, processes)
		for range processes {
			s := r.with(store.Retention{})
			go func() {
				n := 0
				all, err := s.Forget(r.ctx, r.now, true)
				for _, f := range all {
					n += f.Rows
				}
				if err != nil {
					t.Error(err)
				}
				counts <- n
			}()
		}
		total := 0
		for range processes {
			total += <-counts
		}
		polls, err := r.Polls(r.ctx, src.ID, 5000)
		r.must(err)
		r.same([]any{total, len(polls)}, []any{1500, 0})
	}},
	{"a clock that is a year ahead for an hour deletes a day's worth", func(t *testing.T, r *room) {
		src := r.source("one")
		poll := func(days int) {
			r.must(r.SavePoll(r.ctx, news.Poll{
				SourceID: src.ID, Started: r.now.Add(-time.Duration(days) * day),
				State: news.PollOK,
			}))
		}
		for days := 20; days >= 0; days-- {
			poll(days)
		}
		left := func(now time.Time) int {
			t.Helper()
			_, err := r.with(store.Retention{}).Forget(r.ctx, now, false)
			r.must(err)
			polls, err := r.Polls(r.ctx, src.ID, 100)
			r.must(err)
			return len(polls)
		}
		r.same(left(r.now), 15)
		r.same(left(r.now.Add(365*day)), 14)
		r.same(left(r.now.Add(2*time.Hour)), 14)
		r.same(left(r.now.Add(26*time.Hour)), 13)
		r.same(left(r.now.Add(51*time.Hour)), 12)
	}},
	{"a retention out of range is refused", func(t *testing.T, r *room) {
		for _, bad := range []store.Retention{{Polls: 1}, {Texts: -2}, {Deliveries: 29}, {Dropped: 40_000}} {
			var invalid *news.InvalidError
			if err := bad.Validate(); !errors.As(err, &invalid) || invalid.Hint == "" {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		r.must(store.Retention{Polls: 2, Texts: -1, Deliveries: 3650}.Validate())
	}},
	{"verdicts come back as they were given", func(t *testing.T, r *room) {
		d := r.digest("daily")
		var want []news.Verdict
		for n := range 350 { // several chunks
			v := news.Verdict{
				DigestID: d.ID, ArticleID: int64(1000 - n), Kept: n%3 == 0, Score: 1 / float64(n+3),
				Judged: r.now.Add(time.Duration(n/50) * time.Second), DuplicateOf: int64(n % 2),
				Reasons: []news.Reason{
					{
						Code: "actors", Detail: fmt.Sprintf("Names Қазақстан and %d more.", n),
						Weight: float64(float32(n) / 7),
					}, {Code: "exact", Weight: -float64(n) / 7}, {Code: "none"},
				},
				Countries: []news.Mention{{ID: "KZ", As: "name", Text: "Казахстана", Count: n, Start: 2 * n}},
				People:    []news.Mention{{ID: "P"}},
			}
			if n%5 == 0 {
				v.Reasons, v.Countries, v.People = nil, nil, nil
			}
			want = append(want, v)
		}
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "s", r.now, time.Hour)
		r.must(err)
		r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, State: news.IssueSent}, want, nil))
		for _, n := range []int{0, 1, 99, 100, 101, 249, 349} {
			of, err := r.VerdictsOf(r.ctx, want[n].ArticleID)
			r.must(err)
			r.same(of, want[n:n+1])
		}
		of, err := r.VerdictsOf(r.ctx, 5)
		r.must(err)
		r.same(len(of), 0)
		all, err := r.Verdicts(r.ctx, id)
		r.must(err)
		r.same(len(all), 350)
	}},
}
