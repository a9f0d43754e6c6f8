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

// firstWord is after how long work says what it waits for. It is a variable for the tests' sake: a script that compares
// all that a command prints must not depend on how busy the machine is.
var firstWord = time.Second

// nextWord is how long it is silent again after each word.
const nextWord = 10 * time.Second

// waitFor says on standard error what is waited for, when it takes long; call done when it is over. With --json and
// --quiet it says nothing.
func (a *app) waitFor(format string, args ...any) (done func()) {
	return a.waitForWork(fmt.Sprintf(format, args...), stillWaiting)
}

// waitForCount is waitFor of work in parts: count says how many of all are done. It tells them, and the time to go.
func (a *app) waitForCount(what string, all int, count func() int) (done func()) {
	return a.waitForPart(what, newWork().add(part{}), all, count)
}

// waitForPart is waitForCount of a part of a longer work. It tells the time to go of the whole, too.
func (a *app) waitForPart(what string, x *part, all int, count func() int) (done func()) {
	x.begin(time.Now(), all, count)
	over := a.waitForWork(what, x.soFar)
	return sync.OnceFunc(func() {
		over()
		x.end(time.Now())
	})
}

// waitForWork is waitFor of work of which progress says how far it is, after so long.
func (a *app) waitForWork(what string, progress func(since time.Duration) string) (done func()) {
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
				fmt.Fprintf(a.errs, "%s: %s\n", what, progress(time.Since(began)))
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

// stillWaiting says how long work has taken of which nobody knows how much there is.
func stillWaiting(since time.Duration) string {
	return "still waiting, " + took(since.Round(time.Second))
}

// soFar says how much of some work is done and about how long the rest takes; all = 0 = nobody knows how much there is.
func soFar(since time.Duration, all, done int) string {
	if all == 0 {
		return fmt.Sprintf("%d so far, %s", done, took(since.Round(time.Second)))
	}
	return partsDone(since, done, all, "")
}

// partsDone says how many of all parts are done and about how long the others take; parts is what they are called, ""
// when that is plain.
func partsDone(since time.Duration, done, all int, parts string) string {
	done = min(done, all)
	text := fmt.Sprintf("%d of %d", done, all)
	if parts != "" {
		text += " " + parts
	}
	if done > 0 && done < all {
		text += ", " + nearly(time.Duration(float64(since)*float64(all-done)/float64(done))) + " to go"
	}
	return text
}

// nearly writes a length of time that is only reckoned.
func nearly(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return "a few seconds"
	case d < 55*time.Second:
		return fmt.Sprintf("about %d s", int(d.Round(10*time.Second)/time.Second))
	}
	return "about " + spell(d)
}
