package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// longWork is work of parts that follow each other, as far as they are known before: what is told of one tells how
// long all of them still take. It is safe for use by several goroutines.
type longWork struct {
	mu    sync.Mutex
	parts []*part
}

// part is one part of longWork.
type part struct {
	work  *longWork
	what  string // for people, as "composing daily"
	whole string // what is so when all parts are over; "" = "all is done"
	// guess is how long it takes, by what is known of earlier times; nil, or 0 = that is not known
	guess func() time.Duration

	all          int        // what there is to do; 0 = that is not known
	unit         string     // in which it is counted; "" = that is plain
	count        func() int // how much of it is done; nil = that is not known
	began, ended time.Time
}

func newWork() *longWork { return &longWork{} }

// add adds a part that comes after the others.
func (p *longWork) add(x part) *part {
	p.mu.Lock()
	defer p.mu.Unlock()
	x.work = p
	p.parts = append(p.parts, &x)
	return &x
}

// insert adds a part that comes before those that have not begun.
func (p *longWork) insert(x part) *part {
	p.mu.Lock()
	defer p.mu.Unlock()
	x.work = p
	at := slices.IndexFunc(p.parts, func(y *part) bool { return y.began.IsZero() && y.ended.IsZero() })
	if at < 0 {
		at = len(p.parts)
	}
	p.parts = slices.Insert(p.parts, at, &x)
	return &x
}

// begin says that a part begins, how much there is to do and how to learn how much is done.
func (x *part) begin(now time.Time, all int, count func() int) {
	x.work.mu.Lock()
	defer x.work.mu.Unlock()
	x.began, x.ended, x.all, x.count = now, time.Time{}, all, count
}

// grow says how much there is to do, when that is learned only after it has begun.
func (x *part) grow(all int) {
	x.work.mu.Lock()
	defer x.work.mu.Unlock()
	x.all = all
}

// end says that a part is over. A part that never began is left out that way.
func (x *part) end(now time.Time) {
	x.work.mu.Lock()
	defer x.work.mu.Unlock()
	x.ended = now
}

// toGo is about how long a part still takes; false = that is not known.
func (x *part) toGo(now time.Time) (time.Duration, bool) {
	var guess time.Duration
	if x.guess != nil {
		guess = x.guess()
	}
	switch {
	case !x.ended.IsZero():
		return 0, true
	case x.began.IsZero():
		return guess, guess > 0
	}
	since := now.Sub(x.began)
	if x.count != nil && x.all > 0 {
		if done := min(x.count(), x.all); done > 0 {
			return time.Duration(float64(since) * float64(x.all-done) / float64(done)), true
		}
	}
	return guess - since, guess > since
}

// took is how long a part takes in all: measured, reckoned or guessed; 0 = that is not known.
func (x *part) took(now time.Time) time.Duration {
	switch left, known := x.toGo(now); {
	case !x.ended.IsZero() && !x.began.IsZero():
		return x.ended.Sub(x.began)
	case x.began.IsZero():
		return left
	case known:
		return now.Sub(x.began) + left
	}
	return 0
}

// soFar says how far a part is, and how long it and what follows it take, after so long.
func (x *part) soFar(since time.Duration) string {
	x.work.mu.Lock()
	began := x.began
	x.work.mu.Unlock()
	return x.soFarAt(began.Add(since))
}

// soFarAt is soFar at a time.
func (x *part) soFarAt(now time.Time) string {
	x.work.mu.Lock()
	defer x.work.mu.Unlock()
	since := now.Sub(x.began)
	left, known := x.toGo(now)
	var says string
	switch done := x.done(); {
	case x.count == nil && known:
		says = fmt.Sprintf("%s so far, %s to go", took(since.Round(time.Second)), nearly(left))
	case x.count == nil:
		says = stillWaiting(since)
	case x.all > 0 && done == 0 && known:
		says = fmt.Sprintf("0 of %d, %s to go", x.all, nearly(left))
	case x.all > 0:
		says = partsDone(since, done, x.all, x.unit)
	default:
		says = soFar(since, 0, done)
	}
	return says + x.work.rest(x, now, left, known)
}

// restAfter is the end of what soFar says: how long the whole takes, after so long.
func (x *part) restAfter(since time.Duration) string {
	x.work.mu.Lock()
	defer x.work.mu.Unlock()
	now := x.began.Add(since)
	left, known := x.toGo(now)
	return x.work.rest(x, now, left, known)
}

// done is how much of a part is done.
func (x *part) done() int {
	if x.count == nil {
		return 0
	}
	return x.count()
}

// rest says about how long a part, which takes so long, and all that follow it take, or what follows where that is not
// known; "" when nothing does.
func (p *longWork) rest(x *part, now time.Time, left time.Duration, known bool) string {
	var then []string
	unknown, after := !known, false
	for _, y := range p.parts {
		if after = after || y == x; !after || y == x || !y.ended.IsZero() {
			continue
		}
		d, ok := y.toGo(now)
		left += d
		unknown = unknown || !ok
		then = append(then, y.what)
	}
	switch {
	case len(then) == 0:
		return ""
	case unknown && len(then) > 2: // too many to name
		return "; then " + then[0] + " and more"
	case unknown:
		return "; then " + strings.Join(then, ", ")
	}
	return "; " + nearly(left) + " until " + or(x.whole, "all is done")
}
