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

// TestNoOutletUnderItsOwnCoverage holds that what also covers a story is of other houses, each once.
func TestNoOutletUnderItsOwnCoverage(t *testing.T) {
	st := news.Story{Lead: news.Piece{URL: "https://steppe.example/1", Outlet: "Steppe"}, Also: []news.Piece{
		{URL: "https://en.steppe.example/2", Outlet: "Steppe in English"},
		{URL: "https://post.example/3", Outlet: "Post"},
		{URL: "https://m.post.example/4", Outlet: "Post"},
		{URL: "https://other.example/5", Outlet: "steppe"},
	}}
	if out := otherHouses(&st); len(out) != 1 || out[0].Outlet != "Post" {
		t.Errorf("it is also covered by %v", out)
	}
}
