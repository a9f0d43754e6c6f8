package main

import (
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

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

// TestLongWork: what is told of a part tells the time to go of all parts, or what follows.
func TestLongWork(t *testing.T) {
	began := time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)
	at := func(s int) time.Time { return began.Add(time.Duration(s) * time.Second) }
	w, done := newWork(), 0
	read := w.add(part{what: "reading", whole: untilEnd})
	compose := w.add(part{what: "composing daily", whole: untilEnd})
	send := w.add(part{what: "sending daily", whole: untilEnd, guess: always(10 * time.Minute)})
	read.begin(began, 40, func() int { return done })
	says := func(x *part, now int, want string) {
		t.Helper()
		if got := x.soFarAt(at(now)); got != want {
			t.Errorf("after %d s it says %q, want %q", now, got, want)
		}
	}
	says(read, 5, "0 of 40; then composing daily, sending daily")
	read.guess = always(2 * time.Minute)
	says(read, 5, "0 of 40, about 2 min to go; then composing daily, sending daily")
	done = 10
	says(read, 20, "10 of 40, about 1 min to go; then composing daily, sending daily")
	compose.guess = always(4 * time.Minute)
	says(read, 20, "10 of 40, about 1 min to go; about 15 min until the run is over")
	done = 40
	says(read, 80, "40 of 40; about 14 min until the run is over")
	read.end(at(80))
	compose.begin(at(80), 0, nil)
	says(compose, 140, "1m0s so far, about 3 min to go; about 13 min until the run is over")
	says(compose, 400, "still waiting, 5m20s; then sending daily") // longer than ever before
	extra := w.insert(part{what: "sending issue 7"})
	if w.parts[2] != extra {
		t.Error("what came up does not stand before what has not begun")
	}
	extra.end(at(400))
	compose.end(at(400))
	letters := 0
	send.begin(at(400), 1000, func() int { return letters })
	says(send, 401, "0 of 1000, about 10 min to go")
	letters = 500
	says(send, 420, "500 of 1000, about 20 s to go")
	send.end(at(440))
	if send.took(at(500)) != 40*time.Second || read.took(at(500)) != 80*time.Second {
		t.Error(send.took(at(500)), read.took(at(500)))
	}
	verify := newWork().add(part{})
	verify.unit = "MB"
	verify.begin(began, 12, func() int { return 3 })
	says(verify, 10, "3 of 12 MB, about 30 s to go")
}

// TestMeterOnATerminal: one line, no wider than the terminal, drawn again and again and taken away at the end.
func TestMeterOnATerminal(t *testing.T) {
	var b strings.Builder
	a := &app{errs: &b, terminal: true, environ: []string{"COLUMNS=60"}, firstWord: time.Hour}
	m := a.progress("read", "Reading 3 sources", 3, nil)
	for _, name := range []string{
		"tengrinews.kz", "a-source-with-a-very-long-name-that-does-not-fit.example.org\x1b[2J", "x",
	} {
		m.step(name)
		m.draw(time.Now())
	}
	m.end()
	out := b.String()
	if !strings.HasPrefix(out, "\rread  0 of 3") ||
		!strings.Contains(out, "\rread  1 of 3, a few seconds to go  tengrinews.kz") {
		t.Errorf("%q", out)
	}
	if strings.ContainsAny(out, "\n\x1b") {
		t.Errorf("a line ends, or a page's name reaches the terminal: %q", out)
	}
	lines := strings.Split(out, "\r")
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > 59 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
	if last := lines[len(lines)-2]; strings.TrimSpace(last) != "" || len(last) == 0 {
		t.Errorf("the line is left: %q", out)
	}
}
