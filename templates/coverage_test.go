package templates

import (
	"strings"
	"testing"
	"time"

	"attache/news"
)

// TestCoverageFolds holds that two sources of one outlet, and several outlets with one fault, are told once.
func TestCoverageFolds(t *testing.T) {
	s := renderer{words: wordsOf(t, "en"), zone: time.UTC, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	out := s.coverage(news.Coverage{Sources: 9, Read: 4, Notes: []news.CoverageNote{
		{Outlet: "Steppe", State: news.PollRefused, Status: 403},
		{Outlet: "Steppe", State: news.PollRefused, Status: 403},
		{Outlet: "Post", State: news.PollRefused, Status: 404},
		{Outlet: "Wire", State: news.PollRefused, Status: 403},
	}})
	all := clean(strings.Join(out, " "))
	if strings.Count(all, "403") != 1 || strings.Count(all, "Steppe") != 1 || !strings.Contains(all, "Wire") ||
		strings.Count(all, "404") != 1 {
		t.Errorf("coverage is %q", all)
	}
}

// TestAlsoByHouse holds that what also covers a story is one piece of each house.
func TestAlsoByHouse(t *testing.T) {
	st := news.Story{Houses: 3, Also: []news.Piece{{Outlet: "Post"}, {Outlet: "Boğaz"}, {Outlet: "Post, mobile"}}}
	s := renderer{words: wordsOf(t, "en"), zone: time.UTC}
	if v := s.story(st); len(v.Also) != 2 || v.Also[1].Outlet != "Boğaz" || v.AlsoMore != 0 {
		t.Errorf("it is also covered by %v and %d more", v.Also, v.AlsoMore)
	}
}

// TestAlsoUnquoted holds that an outlet whose words stand above, with a link, is not named once more below.
func TestAlsoUnquoted(t *testing.T) {
	st := news.Story{
		Lead: news.Piece{ArticleID: 1, Outlet: "Wire", URL: "https://wire.example/1"},
		Also: []news.Piece{
			{ArticleID: 2, Outlet: "Post", URL: "https://post.example/2"},
			{ArticleID: 3, Outlet: "Boğaz", URL: "https://bogaz.example/3"},
		},
		Summary: []news.Sentence{
			{ArticleID: 1, URL: "https://wire.example/1", Text: "One.", End: 4},
			{ArticleID: 2, URL: "https://post.example/2", Text: "Two.", End: 4},
		},
	}
	s := renderer{words: wordsOf(t, "en"), zone: time.UTC}
	if v := s.story(st); len(v.Also) != 1 || v.Also[0].Outlet != "Boğaz" || v.AlsoMore != 0 {
		t.Errorf("it is also covered by %v and %d more", v.Also, v.AlsoMore)
	}
}

// TestStraightQuotes holds that straight quotation marks in a quotation become the inner ones, where they are pairs.
func TestStraightQuotes(t *testing.T) {
	for _, c := range []struct{ language, text, want string }{
		{"en", `The answer was "yes, in part".`, "“The answer was ‘yes, in part’.”"},
		{"ru", `"Да", – сказал он ("и только").`, "«„Да“, – сказал он („и только“).»"},
		{"en", `Rain of 5" fell, "he said.`, `“Rain of 5" fell, "he said.”`},
		{"en", `A "loose mark.`, `“A "loose mark.”`},
	} {
		if got := quotation(c.text, c.language); got != c.want {
			t.Errorf("%s is %s, want %s", c.text, got, c.want)
		}
	}
}
