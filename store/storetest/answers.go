package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// unreadPage is a page that was asked for in vain.
func unreadPage(source int64, url, why string, at time.Time) news.Unread {
	return news.Unread{SourceID: source, URL: url, Cause: news.UnreadFailing, Why: why, Tried: true, At: at}
}

// answerBehaviours are those of what a language model said and did.
var answerBehaviours = []behaviour{
	{"an answer is remembered under its key", func(t *testing.T, r *room) {
		_, ok, err := r.Answer(r.ctx, "k1")
		r.must(err)
		r.same(ok, false)
		r.must(r.KeepAnswer(r.ctx, "k1", "m", `{"ids":[1]}`, r.now))
		r.must(r.KeepAnswer(r.ctx, "k2", "m", `{"ids":[2]}`, r.now))
		r.must(r.KeepAnswer(r.ctx, "k1", "m", `{"ids":[3]}`, r.now))
		body, ok, err := r.Answer(r.ctx, "k1")
		r.must(err)
		r.same([]any{body, ok}, []any{`{"ids":[3]}`, true})
	}},
	{"an answer is forgotten after sixty days", func(t *testing.T, r *room) {
		r.must(r.KeepAnswer(r.ctx, "old", "m", "1", r.now.Add(-61*24*time.Hour)))
		r.must(r.KeepAnswer(r.ctx, "young", "m", "2", r.now.Add(-59*24*time.Hour)))
		r.must(r.KeepAnswer(r.ctx, "new", "m", "3", r.now))
		for key, want := range map[string]bool{"old": false, "young": true, "new": true} {
			_, ok, err := r.Answer(r.ctx, key)
			r.must(err)
			r.same([]any{key, ok}, []any{key, want})
		}
	}},
	{"the languages of a digest's readers, and what all of them read", func(t *testing.T, r *room) {
		d := r.digest("daily")
		r.digest("weekly")
		put := func(email, language string, state news.SubscriberState, digest string, reads ...string) {
			s := news.Subscriber{
				Email: email, Language: language, Reads: reads, State: state,
				Digests: []string{digest}, Created: r.now, Changed: r.now,
			}
			r.must(r.PutSubscriber(r.ctx, &s))
		}
		put("a@example.org", "kk", news.SubscriberActive, "daily", "ru", "en", "tr")
		put("b@example.org", "kk", news.SubscriberActive, "daily", "tr", "ru")
		put("c@example.org", "kk", news.SubscriberUnsubscribed, "daily")
		put("d@example.org", "en", news.SubscriberActive, "daily")
		put("e@example.org", "", news.SubscriberActive, "daily", "de")
		put("f@example.org", "tr", news.SubscriberActive, "weekly")
		got, err := r.LetterLanguages(r.ctx, d.ID)
		r.must(err)
		r.same(got, map[string][]string{"kk": {"ru", "tr"}, "en": {}, "": {"de"}})
	}},
	{"the issues that judged an article, newest first", func(t *testing.T, r *room) {
		d := r.digest("asked-why")
		var ids []int64
		for _, slot := range []string{"w1", "w2"} {
			i := news.Issue{State: news.IssueSent, Created: r.now}
			id, _, err := r.ClaimSlot(r.ctx, d.ID, slot, r.now, time.Minute)
			r.must(err)
			i.ID = id
			r.must(r.SaveIssue(r.ctx, &i, []news.Verdict{
				{ArticleID: 777, Kept: slot == "w1", Score: .5, Judged: r.now},
				{ArticleID: 778, Judged: r.now},
			}, nil))
			ids = append(ids, id)
		}
		got, err := r.JudgedIn(r.ctx, 777, 0)
		r.must(err)
		r.same([]any{len(got), got[0].IssueID, got[0].Verdict.Kept, got[1].IssueID, got[1].Verdict.Kept},
			[]any{2, ids[1], false, ids[0], true})
		r.same([]any{got[0].Verdict.ArticleID, got[0].Verdict.DigestID}, []any{int64(777), d.ID})
		got, err = r.JudgedIn(r.ctx, 777, 1)
		r.must(err)
		r.same(len(got), 1)
	}},
	{"what is known of a page that could not be read", func(t *testing.T, r *room) {
		src := r.source("unread-why")
		if _, err := r.UnreadPage(r.ctx, "https://u.example/1"); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("a page never listed: %v", err)
		}
		for n := 1; n <= 3; n++ {
			r.must(r.NoteUnread(r.ctx, unreadPage(src.ID, "https://u.example/1", "404", r.now)))
			u, err := r.UnreadPage(r.ctx, "https://u.example/1")
			r.must(err)
			r.same(u, store.Unread{
				Unread: unreadPage(src.ID, "https://u.example/1", "404", r.now), Tries: n,
				GivenUp: n == 3,
			})
		}
	}},
	{"pages that were not asked for are noted, counted by cause, and never given up", func(t *testing.T, r *room) {
		src, other := r.source("sick"), r.source("well")
		since := r.now.Add(-time.Minute)
		var pages []news.Unread
		for n := range 5 {
			pages = append(pages, news.Unread{
				SourceID: src.ID, URL: fmt.Sprintf("https://sick.example/%d", n), Cause: news.UnreadFailing,
				Why: "no answer", Since: since, At: r.now,
			})
		}
		pages[3].Cause, pages[3].Since = news.UnreadLimit, time.Time{}
		pages = append(pages, pages[0], news.Unread{SourceID: other.ID, URL: "https://well.example/" +
			strings.Repeat("x", 2000), Cause: news.UnreadLimit, At: r.now})
		r.must(r.NoteUnread(r.ctx))
		for range 4 {
			r.must(r.NoteUnread(r.ctx, pages...))
		}
		u, err := r.UnreadPage(r.ctx, pages[0].URL)
		r.must(err)
		r.same(u, store.Unread{Unread: pages[0]})
		urls, err := r.Unknown(r.ctx, []string{pages[0].URL})
		r.must(err)
		r.same(urls, []string{pages[0].URL})
		day := news.Window{From: r.now.Add(-time.Hour), To: r.now.Add(time.Hour)}
		both := []int64{src.ID, other.ID}
		got, err := r.UnreadCounts(r.ctx, day, both)
		r.must(err)
		limit := news.UnreadCount{SourceID: src.ID, Cause: news.UnreadLimit, Pages: 1, Why: "no answer", Again: true}
		r.same(got, []news.UnreadCount{{
			SourceID: src.ID, Cause: news.UnreadFailing, Pages: 4, Why: "no answer",
			Since: since, Again: true,
		}, limit})
		// Read since, an alias of what was read since, failed on, given up: each is counted as what it is now.
		a := r.article(src, pages[0].URL, r.now)
		_, err = r.PutRead(r.ctx, &a, pages[1].URL, nil)
		r.must(err)
		r.must(r.GiveUp(r.ctx, src.ID, pages[2].URL, "it failed", r.now))
		for range 3 {
			r.must(r.NoteUnread(r.ctx, unreadPage(src.ID, pages[4].URL, "404", r.now), unreadPage(src.ID, pages[2].URL,
				"404", r.now)))
		}
		got, err = r.UnreadCounts(r.ctx, day, both)
		r.must(err)
		r.same(got, []news.UnreadCount{{SourceID: src.ID, Cause: news.UnreadFailing, Pages: 1, Why: "404"}, limit})
		u, err = r.UnreadPage(r.ctx, pages[2].URL)
		r.must(err)
		r.same([]any{u.Failed, u.Why, u.Cause}, []any{true, "it failed", news.UnreadCause("")})
		for _, none := range []struct {
			w   news.Window
			ids []int64
		}{{day, []int64{other.ID}}, {day, nil}, {
			news.Window{From: r.now.Add(time.Hour), To: r.now.Add(2 * time.Hour)},
			both,
		}} {
			got, err = r.UnreadCounts(r.ctx, none.w, none.ids)
			r.must(err)
			r.same(len(got), 0)
		}
	}},
	{"an address that attache failed on is given up at once", func(t *testing.T, r *room) {
		src, other := r.source("fails"), r.source("works")
		d := r.digest("daily")
		page, art := "https://fails.example/page", r.article(src, "https://fails.example/article", r.now)
		for range 2 { // again is no error
			r.must(r.GiveUp(r.ctx, src.ID, page, "it failed", r.now))
		}
		r.must(r.NoteUnread(r.ctx, unreadPage(src.ID, "https://fails.example/slow", "timeout", r.now)))
		urls, err := r.Unknown(r.ctx, []string{page, "https://fails.example/slow"})
		r.must(err)
		r.same(urls, []string{"https://fails.example/slow"})
		u, err := r.UnreadPage(r.ctx, page)
		r.must(err)
		r.same([]any{u.GivenUp, u.Failed, u.Why}, []any{true, true, "it failed"})
		judged, err := r.Judged(r.ctx, d.ID, []int64{art.ID})
		r.must(err)
		r.same(judged, []int64{})
		r.must(r.GiveUp(r.ctx, src.ID, art.URL, "it failed", r.now))
		judged, err = r.Judged(r.ctx, d.ID, []int64{art.ID, art.ID + 1})
		r.must(err)
		r.same(judged, []int64{art.ID})
		day := news.Window{From: r.now.Add(-time.Hour), To: r.now.Add(time.Hour)}
		for _, tt := range []struct {
			window news.Window
			source int64
			want   []news.Failure
		}{
			// the article has a verdict of its own
			{day, src.ID, []news.Failure{{URL: page, Outlet: src.Outlet.Name, Stage: news.StageRead}}},
			{day, other.ID, []news.Failure{}},
			{news.Window{From: r.now.Add(time.Hour), To: r.now.Add(2 * time.Hour)}, src.ID, []news.Failure{}},
		} {
			got, err := r.FailedPages(r.ctx, tt.window, []int64{tt.source}, 10)
			r.must(err)
			r.same(got, tt.want)
		}
	}},
}
