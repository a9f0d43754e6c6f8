package main

import (
	"cmp"
	"fmt"
	"sync"
	"time"
)

// Work that takes longer than firstWord says what it waits for, and again every nextWord.
const (
	firstWord = time.Second
	nextWord  = 10 * time.Second
)

// waitFor says on standard error what is waited for, when it takes long; call done when it is over. With --json and
// --quiet it says nothing.
func (a *app) waitFor(format string, args ...any) (done func()) {
	what := fmt.Sprintf(format, args...)
	return a.waitForCount(what, 0, nil)
}

// waitForCount is waitFor of work in parts: count says how many of all are done. It tells them, and the time to go.
func (a *app) waitForCount(what string, all int, count func() int) (done func()) {
	if a.json || a.quiet {
		return func() {}
	}
	stop, ended := make(chan struct{}), make(chan struct{})
	first := cmp.Or(a.firstWord, firstWord)
	go func() {
		defer close(ended)
		began, t := time.Now(), time.NewTimer(first)
		defer t.Stop()
		for said := false; ; said = true {
			select {
			case <-stop:
				return
			case <-t.C:
			}
			if said {
				fmt.Fprintf(a.errs, "%s: %s\n", what, soFar(time.Since(began), all, count))
			} else {
				fmt.Fprintf(a.errs, "%s …\n", what)
			}
			t.Reset(nextWord)
		}
	}()
	return sync.OnceFunc(func() { close(stop); <-ended })
}

// soFar says how long work has taken, how much of it is done and about how long the rest takes.
func soFar(since time.Duration, all int, count func() int) string {
	if count == nil {
		return "still waiting, " + took(since.Round(time.Second))
	}
	n := count()
	text := fmt.Sprintf("%d of %d", n, all)
	if n > 0 && n < all {
		text += ", about " + spell(time.Duration(float64(since)*float64(all-n)/float64(n))) + " to go"
	}
	return text
}
