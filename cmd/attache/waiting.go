package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
)

// Work that takes longer than firstWord says what it waits for, and again every nextWord. Scripts of tests, which
// compare what is printed, set firstWord (TestMain).
var firstWord = time.Second

const nextWord = 10 * time.Second

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
	a.idle.hold(1)
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
	return sync.OnceFunc(func() {
		close(stop)
		<-ended
		a.idle.hold(-1)
	})
}

// idle notices that a command has been silent for a while with nobody to say what it waits for, and says that it works.
// The zero value does nothing until begin.
type idle struct {
	wrote atomic.Int64 // when something was written last, in Unix nanoseconds
	held  atomic.Int32 // waits that are told, questions and editors under way
	quit  chan struct{}
	ended chan struct{}
}

// hold counts those that speak for themselves, or wait for the person: 1 when one begins, -1 when it ends.
func (i *idle) hold(n int32) {
	i.held.Add(n)
	i.wrote.Store(time.Now().UnixNano())
}

// noticing is a stream whose writes are noticed. Those of all streams of a command are one at a time: the watch writes
// beside the command.
type noticing struct {
	io.Writer
	idle *idle
	one  *sync.Mutex // of all streams that were fenced together; those of a command within a command have their own
}

// Write implements io.Writer.
func (n *noticing) Write(p []byte) (int, error) {
	n.one.Lock()
	defer n.one.Unlock()
	n.idle.wrote.Store(time.Now().UnixNano())
	return n.Writer.Write(p)
}

// lasting are commands that stay until they are stopped.
var lasting = []string{"serve", "demo", "preview", "help", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}

// begin watches a command that may be silent for long.
func (a *app) begin(cmd *cobra.Command) {
	if a.json || a.quiet || a.idle.quit != nil || slices.Contains(lasting, cmd.Name()) {
		return
	}
	i := &a.idle
	i.quit, i.ended = make(chan struct{}), make(chan struct{})
	i.wrote.Store(time.Now().UnixNano())
	first := cmp.Or(a.firstWord, firstWord)
	go func() {
		defer close(i.ended)
		t := time.NewTicker(first)
		defer t.Stop()
		for patience := first; ; {
			select {
			case <-i.quit:
				return
			case <-t.C:
			}
			if i.held.Load() > 0 || time.Since(time.Unix(0, i.wrote.Load())) < patience {
				continue
			}
			fmt.Fprintf(a.errs, "%s: working …\n", cmd.CommandPath())
			patience = nextWord
		}
	}()
}

// stop ends the watch.
func (i *idle) stop() {
	if i.quit != nil {
		close(i.quit)
		<-i.ended
		i.quit = nil
	}
}

// soFar says how long work has taken, how much of it is done and about how long the rest takes.
func soFar(since time.Duration, all int, count func() int) string {
	if count == nil {
		return "still waiting, " + took(since.Round(time.Second))
	}
	n := count()
	if all == 0 {
		return fmt.Sprintf("%d so far, %s", n, took(since.Round(time.Second)))
	}
	text := fmt.Sprintf("%d of %d", min(n, all), all)
	if n > 0 && n < all {
		text += ", about " + spell(time.Duration(float64(since)*float64(all-n)/float64(n))) + " to go"
	}
	return text
}
