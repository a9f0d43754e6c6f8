package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"attache/news"
)

var sourceBehaviours = []behaviour{
	{"source is kept whole", func(t *testing.T, r *room) {
		s := news.Source{
			Name: "aplus", Outlet: news.Outlet{
				Name: "A+ Analytics", Country: "KZ", Region: "Central Asia",
				Kind: "thinktank", Home: "https://a.example",
			},
			URL: "https://a.example/politics", Kind: news.KindListing, Rules: news.Rules{
				Item: ".card", Date: "time",
				Match: "^https",
			},
			Language: "en", TimeZone: "Asia/Almaty", DayFirst: true, Every: 5 * time.Minute, Excerpt: 300,
			Enabled: true,
		}
		r.must(r.PutSource(r.ctx, &s))
		if s.ID == 0 {
			t.Fatal("no ID")
		}
		got, err := r.Source(r.ctx, "aplus")
		r.must(err)
		r.same(got, s)
	}},
	{"source is put again under its name", func(t *testing.T, r *room) {
		s := r.source("one")
		again := s
		again.ID, again.URL, again.Enabled = 0, "https://moved.example/rss", false
		r.must(r.PutSource(r.ctx, &again))
		if again.ID != s.ID {
			t.Fatalf("it became %d, was %d", again.ID, s.ID)
		}
		got, err := r.Source(r.ctx, "one")
		r.must(err)
		r.same(got, again)
	}},
	{"two sources cannot share an address", func(t *testing.T, r *room) {
		s := r.source("one")
		s.Name = "two"
		var invalid *news.InvalidError
		if err := r.PutSource(r.ctx, &s); !errors.As(err, &invalid) || !strings.Contains(invalid.Message, "one") {
			t.Fatalf("got %v", err)
		}
	}},
	{"an invalid source is refused", func(t *testing.T, r *room) {
		var invalid *news.InvalidError
		if err := r.PutSource(r.ctx, &news.Source{Name: "No Name"}); !errors.As(err, &invalid) {
			t.Fatalf("got %v", err)
		}
	}},
	{"sources are listed by the bytes of their names", func(t *testing.T, r *room) {
		for _, n := range []string{"b", "a.z", "a-z", "az", "a"} {
			r.source(n)
		}
		r.must(r.EnableSource(r.ctx, "az", false))
		names := func(enabled bool) (out []string) {
			all, err := r.Sources(r.ctx, enabled)
			r.must(err)
			for _, s := range all {
				out = append(out, s.Name)
			}
			return out
		}
		r.same(names(false), []string{"a", "a-z", "a.z", "az", "b"})
		r.same(names(true), []string{"a", "a-z", "a.z", "b"})
		r.must(r.EnableSource(r.ctx, "az", true))
		r.same(names(true), []string{"a", "a-z", "a.z", "az", "b"})
	}},
	{"a source that is not there", func(t *testing.T, r *room) {
		_, err := r.Source(r.ctx, "none")
		_, standing := r.Standing(r.ctx, 99)
		for _, err := range []error{
			err, standing, r.EnableSource(r.ctx, "none", true), r.DeleteSource(r.ctx, "none"),
			r.SavePoll(r.ctx, news.Poll{SourceID: 99, State: news.PollOK}),
		} {
			if !errors.Is(err, news.ErrNotFound) {
				t.Fatalf("got %v", err)
			}
		}
	}},
	{"deleting a source leaves its articles", func(t *testing.T, r *room) {
		s := r.source("one")
		r.must(r.SavePoll(r.ctx, news.Poll{SourceID: s.ID, Started: r.now, State: news.PollOK}))
		a := r.article(s, "https://one.example/1", r.now)
		r.must(r.DeleteSource(r.ctx, "one"))
		_, err := r.Article(r.ctx, a.URL)
		r.must(err)
		st, err := r.Standings(r.ctx)
		r.must(err)
		r.same(st, []news.Standing{})
		if again := r.source("one"); again.ID == s.ID {
			t.Fatal("the number of a deleted source was used again")
		}
	}},
	{"standing of a source never polled", func(t *testing.T, r *room) {
		s := r.source("one")
		st, err := r.Standings(r.ctx)
		r.must(err)
		r.same(st, []news.Standing{{Source: s, Last: news.Poll{SourceID: s.ID, State: news.PollNever}}})
	}},
	{"standing follows the polls", func(t *testing.T, r *room) {
		s, other := r.source("one"), r.source("two")
		step := func(state news.PollState) news.Standing {
			r.now = r.now.Add(time.Hour)
			p := news.Poll{
				SourceID: s.ID, Started: r.now, Took: 1500 * time.Millisecond, State: state, Detail: "A sentence.",
				Status: 200, Items: 10, New: 2,
				Unread: 1, ETag: `"x"`, LastModified: "Mon", RetryAfter: r.now.Add(time.Minute),
				NextTry: r.now.Add(time.Hour),
			}
			r.must(r.SavePoll(r.ctx, p))
			all, err := r.Standings(r.ctx)
			r.must(err)
			r.same(all[0].Last, p)
			one, err := r.Standing(r.ctx, s.ID)
			r.must(err)
			r.same(one, all[0])
			r.same(all[1], news.Standing{Source: other, Last: news.Poll{SourceID: other.ID, State: news.PollNever}})
			return all[0]
		}
		var success time.Time
		for _, c := range []struct {
			state    news.PollState
			success  bool
			failures int
		}{
			{news.PollFailing, false, 1},
			{news.PollOK, true, 0},
			{news.PollRefused, false, 1},
			{news.PollBroken, false, 2},
			{news.PollEmpty, true, 3}, // fetched fine, but not good
			{news.PollNotModified, true, 0},
			{news.PollBlocked, false, 1},
			{news.PollUndated, true, 0},
		} {
			st := step(c.state)
			if c.success {
				success = r.now
			}
			if !st.LastSuccess.Equal(success) || st.Failures != c.failures {
				t.Fatalf("after %q: last success %v (want %v), %d failures (want %d)", c.state, st.LastSuccess, success,
					st.Failures, c.failures)
			}
		}
		polls, err := r.Polls(r.ctx, s.ID, 3)
		r.must(err)
		if len(polls) != 3 || polls[0].State != news.PollUndated || polls[2].State != news.PollNotModified {
			t.Fatalf("polls: %v", polls)
		}
	}},
	{"a source that is read in another way is asked for its whole list", func(t *testing.T, r *room) {
		for what, c := range map[string]struct {
			change func(*news.Source)
			whole  bool
		}{
			"url":       {func(s *news.Source) { s.URL = "https://moved.example/rss" }, true},
			"kind":      {func(s *news.Source) { s.Kind, s.Rules.Item = news.KindListing, "li" }, true},
			"rules":     {func(s *news.Source) { s.Rules.Match = "politics" }, true},
			"body":      {func(s *news.Source) { s.Rules.ArticleBody = ".text" }, true},
			"time zone": {func(s *news.Source) { s.TimeZone = "Asia/Almaty" }, true},
			"browser":   {func(s *news.Source) { s.Browser = true }, true},
			"nothing":   {func(*news.Source) {}, false},
			"interval":  {func(s *news.Source) { s.Every = time.Hour }, false},
			"switch":    {func(s *news.Source) { s.Enabled = false }, false},
			"outlet":    {func(s *news.Source) { s.Outlet.Country = "UZ" }, false},
		} {
			r.empty()
			s := r.source("one")
			other := r.source("two")
			p := news.Poll{
				SourceID: s.ID, Started: r.now, State: news.PollOK, Items: 4, ETag: `"x"`,
				LastModified: "Mon, 23 Nov 2026 07:00:00 GMT", NextTry: r.now.Add(time.Hour),
			}
			r.must(r.SavePoll(r.ctx, p))
			beside := p
			beside.SourceID = other.ID
			r.must(r.SavePoll(r.ctx, beside))
			c.change(&s)
			r.must(r.PutSource(r.ctx, &s))
			if c.whole {
				p.ETag, p.LastModified = "", ""
			}
			st, err := r.Standing(r.ctx, s.ID)
			r.must(err)
			t.Log(what)
			r.same(st.Last, p)
			st, err = r.Standing(r.ctx, other.ID)
			r.must(err)
			r.same(st.Last, beside)
		}
	}},
	{"a list page is kept, replaced, and forgotten with what it was read by", func(t *testing.T, r *room) {
		s := r.source("one")
		_, err := r.Fixture(r.ctx, s.ID)
		if !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("none kept: %v", err)
		}
		f := news.Fixture{
			SourceID: s.ID, Taken: r.now, URL: s.URL, ContentType: "text/html", Items: 12, Titled: 11,
			Dated: 10, Body: []byte("<ul>\x00\xff" + strings.Repeat("<li>one", 50_000)),
		}
		same := func() {
			t.Helper()
			got, err := r.Fixture(r.ctx, s.ID)
			r.must(err)
			r.same(got, f)
		}
		r.must(r.PutFixture(r.ctx, f))
		same()
		f.Items, f.Body = 0, []byte{}
		r.must(r.PutFixture(r.ctx, f))
		same()
		s.Rules.Match = "politics"
		r.must(r.PutSource(r.ctx, &s))
		same()
		s.URL = "https://moved.example/rss"
		r.must(r.PutSource(r.ctx, &s))
		if _, err := r.Fixture(r.ctx, s.ID); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("kept for another address: %v", err)
		}
		r.must(r.PutFixture(r.ctx, f))
		r.must(r.DeleteSource(r.ctx, "one"))
		if _, err := r.Fixture(r.ctx, s.ID); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("kept without its source: %v", err)
		}
		if err := r.PutFixture(r.ctx, f); !errors.Is(err, news.ErrNotFound) {
			t.Fatalf("kept for a source that is gone: %v", err)
		}
		noise := make([]byte, 2<<20)
		for i, x := 0, uint64(1); i < len(noise); i++ { // xorshift: nothing packs it
			x ^= x << 13
			x ^= x >> 7
			x ^= x << 17
			noise[i] = byte(x >> 32)
		}
		var invalid *news.InvalidError
		if err := r.PutFixture(r.ctx, news.Fixture{SourceID: s.ID, Body: noise}); !errors.As(err, &invalid) {
			t.Fatalf("too large: %v", err)
		}
	}},
	{"last news is the newest article's first sight", func(t *testing.T, r *room) {
		s := r.source("one")
		r.article(s, "https://one.example/2", r.now)
		r.article(s, "https://one.example/1", r.now.Add(-time.Hour))
		st, err := r.Standings(r.ctx)
		r.must(err)
		if !st[0].LastNews.Equal(r.now) {
			t.Fatalf("last news %v, want %v", st[0].LastNews, r.now)
		}
	}},
	{"unknown addresses", func(t *testing.T, r *room) {
		s := r.source("one")
		r.article(s, "https://one.example/known", r.now)
		urls := []string{
			"https://one.example/z", "https://one.example/known", "https://one.example/a",
			"https://one.example/z", "https://one.example/" + strings.Repeat("x", 3000),
		}
		ask := func() []string {
			got, err := r.Unknown(r.ctx, urls)
			r.must(err)
			return got
		}
		both := []string{"https://one.example/z", "https://one.example/a"}
		r.same(ask(), both)
		for range 2 {
			r.must(r.NoteUnread(r.ctx, unreadPage(s.ID, "https://one.example/z", "timeout", r.now)))
			r.same(ask(), both)
		}
		r.must(r.NoteUnread(r.ctx, unreadPage(s.ID, "https://one.example/z", "timeout", r.now)))
		r.same(ask(), both[1:])
		r.must(r.NoteUnread(r.ctx, unreadPage(s.ID, urls[4], "long", r.now)))
		none, err := r.Unknown(r.ctx, nil)
		r.must(err)
		r.same(none, []string{})
	}},
	{"an article that was read at last is no longer given up", func(t *testing.T, r *room) {
		s := r.source("one")
		r.must(r.NoteUnread(r.ctx, unreadPage(s.ID, "https://one.example/a", "timeout", r.now)))
		r.article(s, "https://one.example/a", r.now)
		got, err := r.Unknown(r.ctx, []string{"https://one.example/a"})
		r.must(err)
		r.same(got, []string{})
	}},
	{"ten thousand addresses at once", func(t *testing.T, r *room) {
		urls := make([]string, 10_000)
		for i := range urls {
			urls[i] = "https://one.example/" + strings.Repeat("a", i%7) + time.Duration(i).String()
		}
		got, err := r.Unknown(r.ctx, urls)
		r.must(err)
		r.same(got, urls)
	}},
}
