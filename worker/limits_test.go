package worker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// offered makes candidates, newest first: each source's in the order given, all sources in turn.
func offered(bytes int, perSource ...int) (all []news.Candidate) {
	now := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	for n := 0; len(all) < sumOf(perSource); n++ {
		for s, most := range perSource {
			if n < most {
				all = append(all, news.Candidate{
					ID: int64(1000*(s+1) + n), SourceID: int64(s + 1),
					Dated: now.Add(-time.Duration(n) * time.Minute), Bytes: bytes,
				})
			}
		}
	}
	return all
}

func sumOf(list []int) (n int) {
	for _, x := range list {
		n += x
	}
	return n
}

func ofSources(chosen []news.Candidate) map[int64]int {
	n := map[int64]int{}
	for _, c := range chosen {
		n[c.SourceID]++
	}
	return n
}

func TestChooseWithinLimits(t *testing.T) {
	for _, c := range []struct {
		name string
		cfg  Config
		all  []news.Candidate
		want string
		why  string // of every article that is left out
	}{
		{"all fit", Config{}, offered(5000, 60, 3, 7), "map[1:60 2:3 3:7]", ""},
		{
			"articles of a source",
			Config{SourceArticles: 10},
			offered(5000, 60, 3, 7), "map[1:10 2:3 3:7]",
			"Its source has brought 10 newer articles",
		},
		{"text of a source", Config{SourceText: 20_000}, offered(5000, 60, 3, 7), "map[1:4 2:3 3:4]", "hold 20 kB"},
		{
			"a long text counts as cut",
			Config{SourceText: 20_000, MaxText: 5000},
			offered(5<<20, 60, 3), "map[1:4 2:3]",
			"worker.source_text",
		},
		{
			"one text is never too long for its source",
			Config{SourceText: 1000},
			offered(5000, 60, 3), "map[1:1 2:1]",
			"worker.source_text",
		},
		{
			"a full issue takes the newest of each source first",
			Config{Articles: 12},
			offered(5000, 60, 3, 7),
			"map[1:5 2:3 3:4]", "judges 12 articles",
		},
		{
			"so does one full of text",
			Config{IssueText: 60_000},
			offered(5000, 60, 3, 7), "map[1:5 2:3 3:4]",
			"worker.issue_text",
		},
		{"nothing", Config{}, nil, "map[]", ""},
	} {
		chosen, left := c.cfg.WithDefaults().choose(c.all)
		if got := fmt.Sprint(ofSources(chosen)); got != c.want || len(chosen)+len(left) != len(c.all) {
			t.Errorf("%s: %s of %d, %d left; want %s", c.name, got, len(c.all), len(left), c.want)
		}
		for _, l := range left {
			if !strings.Contains(l.why, c.why) || c.why == "" {
				t.Errorf("%s: %q", c.name, l.why)
			}
			if i := slices.IndexFunc(chosen,
				func(x news.Candidate) bool {
					return x.SourceID == l.SourceID && x.Dated.Before(
						l.Dated,
					)
				}); i >= 0 {
				t.Errorf("%s: an article was left out for an older one of its source", c.name)
			}
		}
	}
}

func TestCoverageNamesBounds(t *testing.T) {
	sources := []news.Source{
		{ID: 1, Name: "loud", Outlet: news.Outlet{Name: "Loud Times"}},
		{ID: 2, Name: "long", Outlet: news.Outlet{Name: "Long Read"}},
		{ID: 3, Name: "silent", Outlet: news.Outlet{Name: "Silent"}},
		{ID: 4, Name: "broken", Outlet: news.Outlet{Name: "Broken"}},
	}
	c := news.Coverage{Notes: []news.CoverageNote{
		{Outlet: "Broken", Source: "broken", State: news.PollFailing}, {
			Outlet: "Silent", Source: "silent",
			State: news.PollOK,
		},
	}}
	left := []leftOut{
		{news.Candidate{SourceID: 1}, "x"},
		{news.Candidate{SourceID: 1}, "x"},
		{news.Candidate{SourceID: 4}, "x"},
	}
	noteBounds(&c, sources, []news.Article{{SourceID: 2, Whole: 9}, {SourceID: 1}, {SourceID: 1, Whole: 7}}, left)
	var got []string
	for _, n := range c.Notes {
		got = append(got, fmt.Sprint(n.Source, " ", n.State, " ", n.Left, " ", n.Cut))
	}
	if want := "[broken failing 1 0 loud ok 2 1 long ok 0 1 silent ok 0 0]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
