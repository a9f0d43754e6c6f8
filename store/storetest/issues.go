package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"attache/news"
)

// told is a section with one story.
func told(key, headline string, countries ...string) news.Section {
	return news.Section{Key: key, Stories: []news.Story{{Headline: headline, Countries: countries}}}
}

// fullIssue is one with every field set.
func (r *room) fullIssue() (news.Issue, []news.Verdict, []news.Letter) {
	piece := news.Piece{
		ArticleID: 3, URL: "https://a.example/3", Title: "Title", Outlet: "A+", Country: "KZ",
		Authors: []string{"X"}, Published: r.now, DateFrom: news.DateFromPage, Language: "en", Minutes: 3,
	}
	story := news.Story{
		Headline: "Headline", Language: "en", Lead: piece, Also: []news.Piece{piece}, Countries: []string{"KZ", "TR"},
		Actors: []string{"OTS"}, Score: .9,
		Summary: []news.Sentence{{Text: "One.", ArticleID: 3, URL: piece.URL, Start: 4, End: 8, Language: "en"}},
		Reasons: []news.Reason{{Code: "actors", Detail: "Two states act.", Weight: .4}},
		Renditions: map[string]news.Rendition{"tr": {
			Lead:    piece,
			Summary: []news.Sentence{{Text: "Bir.", ArticleID: 3, URL: piece.URL, Start: 4, End: 8, Language: "tr"}},
		}},
		Translations: map[string]news.Translation{"ru": {Headline: "Заголовок", Summary: []string{"Одно."}}},
		UpdateOf:     12, UpdateAt: r.now.Add(-time.Hour),
	}
	i := news.Issue{
		Title: "Masthead", State: news.IssueHeld, Language: "ru", TimeZone: "Asia/Almaty",
		Window:  news.Window{From: r.now.Add(-24 * time.Hour), To: r.now},
		Created: r.now, Lead: story.Summary, Note: "waits for the editor",
		Sections: []news.Section{
			{Key: "central-asia", Stories: []news.Story{story, story}},
			{Key: "europe"},
			{Key: "africa", Stories: []news.Story{story}},
		},
		Coverage: news.Coverage{
			Sources: 20, Read: 18, Articles: 99, Kept: 7,
			Notes: []news.CoverageNote{{Outlet: "X", Source: "x", State: news.PollRefused, Status: 403, Since: r.now}},
		},
		Week: []news.CountryCount{{Country: "KZ", Stories: 5}},
		Help: &news.Help{
			Model: "m", Answers: 4, TokensIn: 900, Cost: .01,
			Missing: []string{"1 of 5 translations are missing."},
		},
	}
	verdicts := []news.Verdict{
		{
			ArticleID: 3, Score: .2, Reasons: []news.Reason{{Code: "excluded-word", Detail: "football"}},
			DuplicateOf: 4,
			Judged:      r.now,
		},
		{ArticleID: 4, Kept: true, Score: .6, Judged: r.now, Countries: []news.Mention{{
			ID: "KZ", As: "name",
			Text: "Казахстана", Count: 2, Start: 7,
		}}},
		{
			ArticleID: 5, Kept: true, Score: .8, Judged: r.now, People: []news.Mention{{ID: "P"}},
			Organisations: []news.Mention{{ID: "O"}}, Regions: []news.Mention{{ID: "R"}},
		},
	}
	letters := []news.Letter{
		{
			Language: "ru", Subject: "Тема", Preheader: "p", HTML: "<p>\x00</p>" + news.UnsubscribeToken, Text: "t",
			Stories: 3, Cut: 2,
		},
		{Language: "en", Subject: "Subject", HTML: "<p></p>", Text: "t", Stories: 5},
	}
	return i, verdicts, letters
}

var issueBehaviours = []behaviour{
	{"a slot is claimed once", func(t *testing.T, r *room) {
		d, other := r.digest("daily"), r.digest("weekly")
		id, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		if r.must(err); !ok {
			t.Fatal("the first claim failed")
		}
		again, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now.Add(59*time.Minute), time.Hour)
		if r.must(err); ok || again != id {
			t.Fatalf("second claim: %v, issue %d, want %d", ok, again, id)
		}
		for _, c := range []struct {
			digest news.Digest
			slot   string
		}{{d, "later"}, {other, "slot"}} {
			if _, ok, err := r.ClaimSlot(r.ctx, c.digest.ID, c.slot, r.now, time.Hour); err != nil || !ok {
				t.Fatalf("%s %s: %v %v", c.digest.Name, c.slot, ok, err)
			}
		}
		i, err := r.Issue(r.ctx, id)
		r.must(err)
		r.same(i, news.Issue{
			ID: id, DigestID: d.ID, Digest: "daily", Title: d.Title, Slot: "slot",
			State: news.IssueDraft, TimeZone: d.TimeZone, Created: r.now,
		})
	}},
	{"a stale claim is taken over, a composed issue never", func(t *testing.T, r *room) {
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		r.must(err)
		again, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now.Add(time.Hour), time.Hour)
		if r.must(err); !ok || again != id {
			t.Fatalf("take over: %v, issue %d, want %d", ok, again, id)
		}
		if _, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now.Add(time.Hour+1), time.Hour); err != nil || ok {
			t.Fatalf("it was just taken over: %v %v", ok, err)
		}
		r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, State: news.IssueDraft}, nil, nil))
		if _, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now.Add(100*time.Hour), time.Hour); err != nil || ok {
			t.Fatalf("it is composed: %v %v", ok, err)
		}
		if err := r.DeleteDraft(r.ctx, id); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("a composed issue was deleted: %v", err)
		}
	}},
	{"a slot given back can be claimed at once", func(t *testing.T, r *room) {
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		r.must(err)
		r.must(r.DeleteDraft(r.ctx, id))
		again, ok, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		if r.must(err); !ok || again == id {
			t.Fatalf("claim: %v, issue %d, was %d", ok, again, id)
		}
	}},
	{"issue is frozen whole", func(t *testing.T, r *room) {
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		r.must(err)
		i, verdicts, letters := r.fullIssue()
		i.ID = id
		r.must(r.SaveIssue(r.ctx, &i, verdicts, letters))
		r.same([]any{i.DigestID, i.Slot, i.Number, i.Sections[0].Key}, []any{d.ID, "slot", 1, "central-asia"})
		got, err := r.Issue(r.ctx, id)
		r.must(err)
		i.Digest = "daily"
		r.same(got, i)
		if s := got.Stories(); len(s) != 3 || s[0].ID == 0 || s[0].ID == s[1].ID || s[2].Section != "africa" ||
			!s[0].Composed.Equal(r.now) {
			t.Fatalf("stories: %+v", s)
		}

		gotLetters, err := r.Letters(r.ctx, id)
		r.must(err)
		letters[0].HTML = "<p></p>" + news.UnsubscribeToken
		r.same(gotLetters, []news.Letter{letters[1], letters[0]})

		gotVerdicts, err := r.Verdicts(r.ctx, id)
		r.must(err)
		for n := range verdicts {
			verdicts[n].DigestID = d.ID
		}
		r.same(gotVerdicts, []news.Verdict{verdicts[2], verdicts[1], verdicts[0]})
		of, err := r.VerdictsOf(r.ctx, 4)
		r.must(err)
		r.same(of, verdicts[1:2])
	}},
	{"an issue is frozen once", func(t *testing.T, r *room) {
		i := r.issue(r.digest("daily"), "slot", news.IssueApproved, told("europe", "First", "DE"))
		again := i
		again.Title = "Second"
		var invalid *news.InvalidError
		if err := r.SaveIssue(r.ctx, &again, nil, nil); !errors.As(err, &invalid) {
			t.Fatalf("got %v", err)
		}
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		r.same(got, i)
		if err := r.SaveIssue(r.ctx, &news.Issue{}, nil, nil); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("without a claim: %v", err)
		}
	}},
	{"a mistake in one verdict freezes nothing", func(t *testing.T, r *room) {
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		r.must(err)
		i, verdicts, letters := r.fullIssue()
		i.ID = id
		if err := r.SaveIssue(r.ctx, &i, append(verdicts, verdicts[0]), letters); err == nil {
			t.Fatal("the same article was judged twice")
		}
		got, err := r.Issue(r.ctx, id)
		r.must(err)
		r.same([]any{got.State, got.Number, len(got.Sections)}, []any{news.IssueDraft, 0, 0})
	}},
	{"thousands of verdicts", func(t *testing.T, r *room) {
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "slot", r.now, time.Hour)
		r.must(err)
		many := make([]news.Verdict, 2345)
		for n := range many {
			many[n] = news.Verdict{ArticleID: int64(n + 1), Kept: n%2 == 0, Score: float64(n) / 3000}
		}
		r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, State: news.IssueApproved}, many, nil))
		got, err := r.Verdicts(r.ctx, id)
		r.must(err)
		r.same([]any{len(got), got[0].ArticleID, got[0].Score, got[2344].ArticleID}, []any{
			2345, int64(2345),
			2344. / 3000, int64(2),
		})
	}},
	{"issues are numbered unless empty or missed", func(t *testing.T, r *room) {
		d := r.digest("daily")
		for n, c := range []struct {
			state  news.IssueState
			number int
		}{
			{news.IssueSent, 1},
			{news.IssueEmpty, 0},
			{news.IssueHeld, 2},
			{news.IssueMissed, 0},
			{news.IssueApproved, 3},
		} {
			next, err := r.NextNumber(r.ctx, d.ID)
			r.must(err)
			i := r.issue(d, string(rune('a'+n)), c.state)
			r.same(i.Number, c.number)
			if i.Number != 0 {
				r.same(next, i.Number)
			}
		}
		r.same(r.issue(r.digest("weekly"), "a", news.IssueHeld).Number, 1)
	}},
	{"the last issue of the schedule", func(t *testing.T, r *room) {
		d := r.digest("daily")
		last := func(want news.Issue) {
			t.Helper()
			got, err := r.LastIssue(r.ctx, d.ID)
			r.must(err)
			r.same(got, want)
		}
		_, _, err := r.ClaimSlot(r.ctx, d.ID, "2026-11-20T07:00 Asia/Almaty", r.now, time.Hour)
		r.must(err)
		if _, err := r.LastIssue(r.ctx, d.ID); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("a draft is no issue: %v", err)
		}
		one := r.issue(d, "2026-11-21T07:00 Asia/Almaty", news.IssueSent)
		last(one)
		two := r.issue(d, "2026-11-22T07:00 Asia/Almaty", news.IssueMissed)
		r.issue(d, "by hand 2026-11-22T10:00:00Z", news.IssueSent)
		r.issue(r.digest("weekly"), "2026-11-23T07:00 Asia/Almaty", news.IssueSent)
		last(two)
	}},
	{"issues are listed newest first, or by state oldest first", func(t *testing.T, r *room) {
		d, w := r.digest("daily"), r.digest("weekly")
		a := r.issue(d, "a", news.IssueSent, told("europe", "A", "DE"))
		b := r.issue(w, "b", news.IssueApproved, told("asia", "B", "KZ"))
		c := r.issue(d, "c", news.IssueApproved, told("asia", "C", "KZ"), told("europe", "D", "FR"))
		check := func(got []news.Issue, err error, want ...news.Issue) {
			t.Helper()
			r.must(err)
			r.same(got, want)
		}
		got, err := r.Issues(r.ctx, "", 0)
		check(got, err, c, b, a)
		got, err = r.Issues(r.ctx, "", 2)
		check(got, err, c, b)
		got, err = r.Issues(r.ctx, "daily", 5)
		check(got, err, c, a)
		got, err = r.Issues(r.ctx, "none", 5)
		check(got, err)
		got, err = r.IssuesIn(r.ctx, news.IssueApproved, news.IssueHeld)
		check(got, err, bare(b), bare(c))
		got, err = r.IssuesIn(r.ctx, news.IssueApproved, news.IssueSent)
		check(got, err, bare(a), bare(b), bare(c))
		got, err = r.IssuesIn(r.ctx)
		check(got, err)
		if _, err := r.Issue(r.ctx, 99); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("got %v", err)
		}
	}},
	{"an issue moves only from the state it is in", func(t *testing.T, r *room) {
		i := r.issue(r.digest("daily"), "slot", news.IssueHeld)
		move := func(from, to news.IssueState, note string, want bool) news.Issue {
			t.Helper()
			r.now = r.now.Add(time.Minute)
			ok, err := r.MoveIssue(r.ctx, i.ID, from, to, note, r.now)
			if r.must(err); ok != want {
				t.Fatalf("%s to %s: %v", from, to, ok)
			}
			got, err := r.Issue(r.ctx, i.ID)
			r.must(err)
			return got
		}
		r.same(move(news.IssueApproved, news.IssueSending, "x", false), i)
		i.State, i.Note = news.IssueApproved, "by the editor"
		r.same(move(news.IssueHeld, news.IssueApproved, "by the editor", true), i)
		i.State = news.IssueSent
		got := move(news.IssueApproved, news.IssueSent, "", true)
		i.Sent = r.now
		r.same(got, i)
		ok, err := r.MoveIssue(r.ctx, 99, news.IssueHeld, news.IssueSent, "", r.now)
		if r.must(err); ok {
			t.Fatal("an issue that is not there moved")
		}
	}},
	{"past stories and the week's countries", func(t *testing.T, r *room) {
		d := r.digest("daily")
		start := r.now
		r.issue(d, "old", news.IssueSent, told("asia", "Old", "KZ"))
		r.now = start.Add(time.Hour)
		since := r.now
		r.issue(d, "a", news.IssueSent, told("asia", "A1", "KZ", "TR"), told("europe", "A2", "DE", "KZ", "KZ"))
		for n, s := range []news.IssueState{news.IssueHeld, news.IssueDraft, news.IssueEmpty, news.IssueMissed} {
			r.issue(d, "no"+string(rune('0'+n)), s, told("asia", "No", "US"))
		}
		r.issue(r.digest("weekly"), "a", news.IssueSent, told("asia", "Other", "US"))
		r.issue(d, "b", news.IssueApproved, told("asia", "B", "TR"))
		r.issue(d, "c", news.IssueSending, told("asia", "C"))
		past, err := r.PastStories(r.ctx, d.ID, since)
		r.must(err)
		var headlines []string
		for _, s := range past {
			headlines = append(headlines, s.Headline)
			if s.ID == 0 || s.IssueID == 0 || !s.Composed.Equal(r.now) {
				t.Fatalf("a story without its numbers or time: %+v", s)
			}
		}
		r.same(headlines, []string{"C", "B", "A1", "A2"})
		week, err := r.WeekCounts(r.ctx, d.ID, since)
		r.must(err)
		r.same(week, []news.CountryCount{
			{Country: "KZ", Stories: 2},
			{Country: "TR", Stories: 2},
			{Country: "DE", Stories: 1},
		})
		all, err := r.PastStories(r.ctx, d.ID, start)
		r.must(err)
		r.same(slices.ContainsFunc(all, func(s news.Story) bool { return s.Headline == "Old" }), true)
	}},
	{"what an issue judged is known, whatever its age", func(t *testing.T, r *room) {
		d := r.digest("daily")
		frozen := func(slot string, state news.IssueState, articles ...int64) {
			id, _, err := r.ClaimSlot(r.ctx, d.ID, slot, r.now, time.Hour)
			r.must(err)
			var verdicts []news.Verdict
			for _, a := range articles {
				verdicts = append(verdicts, news.Verdict{ArticleID: a, Kept: a%2 == 0})
			}
			i := news.Issue{ID: id, Title: d.Title, State: state, Created: r.now.Add(-1000 * time.Hour)}
			r.must(r.SaveIssue(r.ctx, &i, verdicts, nil))
		}
		frozen("a", news.IssueSent, 1, 2)
		frozen("b", news.IssueHeld, 3)
		frozen("c", news.IssueApproved, 2, 4)
		judged, err := r.Judged(r.ctx, d.ID, []int64{1, 2, 3, 4, 5})
		r.must(err)
		slices.Sort(judged)
		r.same(judged, []int64{1, 2, 4})
		judged, err = r.Judged(r.ctx, r.digest("weekly").ID, []int64{1, 2})
		r.must(err)
		r.same(judged, []int64(nil))
		judged, err = r.Judged(r.ctx, d.ID, nil)
		r.must(err)
		r.same(judged, []int64(nil))
	}},
	{"an issue for chosen addresses tells the readers nothing", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.reader("a@example.org", "daily")
		private := r.issue(d, "by hand 1", news.IssueSending, told("asia", "Private", "KZ"))
		past := func(want ...string) {
			t.Helper()
			stories, err := r.PastStories(r.ctx, d.ID, r.now)
			r.must(err)
			var got []string
			for _, s := range stories {
				got = append(got, s.Headline)
			}
			r.same(got, want)
			week, err := r.WeekCounts(r.ctx, d.ID, r.now)
			r.must(err)
			r.same(len(week), min(1, len(want)))
		}
		past()
		_, err := r.EnqueueTo(r.ctx, private.ID, []string{"a@example.org", "editor@example.org"}, r.now)
		r.must(err)
		past()
		public := r.issue(d, "by hand 2", news.IssueApproved, told("asia", "Public", "KZ"))
		past("Public")
		_, err = r.Enqueue(r.ctx, public.ID, r.now)
		r.must(err)
		past("Public")
	}},
}

// bare is an issue without its stories.
func bare(i news.Issue) news.Issue {
	i.Sections = nil
	return i
}
