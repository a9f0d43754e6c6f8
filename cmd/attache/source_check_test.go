package main

import (
	"testing"
	"time"

	"attache/news"
	"attache/scrape"
)

// Polls tell since when a source lists less than it did, whatever it is that it lacks.
func TestBadSince(t *testing.T) {
	kept := scrape.Yield{Items: 12, Titled: 12, Dated: 12}
	type poll struct {
		state news.PollState
		items int
	}
	for _, c := range []struct {
		name  string
		polls []poll // newest first, a day apart
		since int    // days ago; -1 = not
	}{
		{"well", []poll{{news.PollOK, 12}, {news.PollEmpty, 0}}, -1},
		{"empty", []poll{{news.PollEmpty, 0}, {news.PollFailing, 0}, {news.PollOK, 12}}, 1},
		{"fewer", []poll{{news.PollNotModified, 0}, {news.PollOK, 3}, {news.PollOK, 11}}, 1},
		{"undated", []poll{{news.PollUndated, 12}, {news.PollUndated, 12}, {news.PollOK, 12}}, 1},
		{"never well", []poll{{news.PollRefused, 0}, {news.PollRefused, 0}}, 1},
		{"never asked", nil, -1},
	} {
		now := time.Date(2026, 3, 12, 7, 0, 0, 0, time.UTC)
		var polls []news.Poll
		for i, p := range c.polls {
			polls = append(polls, news.Poll{Started: now.AddDate(0, 0, -i), State: p.state, Items: p.items})
		}
		want := time.Time{}
		if c.since >= 0 {
			want = now.AddDate(0, 0, -c.since)
		}
		if got := badSince(polls, kept); !got.Equal(want) {
			t.Errorf("%s: since %s, want %s", c.name, got, want)
		}
	}
	if got := badSince([]news.Poll{{State: news.PollUndated, Items: 12, Started: time.Now()}},
		scrape.Yield{Items: 12}); !got.IsZero() {
		t.Errorf("a list that never had dates is bad since %s", got)
	}
}
