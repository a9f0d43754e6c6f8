package main

import (
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
)

// heard collects what is written and says when the first text is.
type heard struct {
	mu    sync.Mutex
	text  strings.Builder
	first chan struct{}
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.text.Len() == 0 {
		close(h.first)
	}
	return h.text.Write(p)
}

func TestWaitFor(t *testing.T) {
	h := &heard{first: make(chan struct{})}
	a := &app{errs: h, firstWord: time.Nanosecond}
	done := a.waitFor("Reading %s", "https://example.org/")
	<-h.first
	done()
	done()
	if got := h.text.String(); got != "Reading https://example.org/ …\n" {
		t.Errorf("it says %q", got)
	}
	for name, a := range map[string]*app{
		"json":  {json: true, firstWord: time.Nanosecond},
		"quiet": {quiet: true, firstWord: time.Nanosecond},
		"soon":  {firstWord: time.Hour},
	} {
		h := &heard{first: make(chan struct{})}
		a.errs = h
		a.waitFor("Reading")()
		if h.text.Len() > 0 {
			t.Errorf("%s: it says %q", name, h.text.String())
		}
	}
}

func TestSoFar(t *testing.T) {
	for want, got := range map[string]string{
		"still waiting, 12s":                    stillWaiting(12 * time.Second),
		"100 of 400, about 3 min to go":         soFar(time.Minute, 400, 100),
		"7 so far, 20s":                         soFar(20*time.Second, 0, 7),
		"0 of 400":                              soFar(time.Minute, 400, 0),
		"400 of 400":                            soFar(time.Minute, 400, 401),
		"10 of 40 summaries, about 1 min to go": partsDone(20*time.Second, 10, 40, "summaries"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFunnelText(t *testing.T) {
	run := news.Run{Articles: 39, Polls: []news.Poll{{State: news.PollOK}, {State: news.PollFailing}}}
	i := issueResult{
		Issue: news.Issue{Coverage: news.Coverage{Articles: 39, Kept: 25}}, Tally: news.Tally{news.DeliverySent: 4},
	}
	want := "1 of 2 sources read → 39 new articles → 39 judged → 25 kept → 0 stories → 4 letters sent"
	if got := funnelText(run, i); got != want {
		t.Error(got)
	}
	i.Tally = nil
	if got := funnelText(news.Run{}, i); got != "39 judged → 25 kept → 0 stories → nothing sent" {
		t.Error(got)
	}
}
