package worker

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"attache/news"
)

const (
	// sideBySide is how many hosts of one source are read at the same time; each still gets one request at a time. It
	// is half of the hosts that a run asks at the same time by default, so that a source full of dead links leaves hosts
	// for others.
	sideBySide = 8
	// deadHosts is after how many foreign hosts that fail one after the other, those still asked among them, a visit
	// asks no new one.
	deadHosts = 8
)

// lane is the entries of one host of a source, by their places in the list.
type lane struct {
	own   bool // the host of the source itself
	items []int
}

// outcome is what came of one entry: an article, an error, or why it was left unread.
type outcome struct {
	article news.Article
	err     error
	left    *news.Unread
	until   bool // left, because the host asked to be left alone
}

// lanesOf groups entries by host: that of the source first, the others in the order of the list.
func lanesOf(src news.Source, items []news.Item) []*lane {
	var lanes []*lane
	at := map[string]*lane{}
	own := siteOf(src.URL)
	for i, it := range items {
		host := siteOf(it.URL)
		l := at[host]
		if l == nil {
			l = &lane{own: host == own}
			at[host] = l
			if l.own {
				lanes = append([]*lane{l}, lanes...)
			} else {
				lanes = append(lanes, l)
			}
		}
		l.items = append(l.items, i)
	}
	return lanes
}

// siteOf is an address's host and port without "www.", the address itself when it has none.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}

// reading is the pages of a visit being read, several hosts side by side. done[i] is closed when out[i] is set.
type reading struct {
	v      *visit
	items  []news.Item
	out    []outcome
	done   []chan struct{}
	events chan laneEvent
}

// laneEvent tells of a lane that its host answered for the first time, or that the lane ended.
type laneEvent struct{ own, ended, answered, failed bool }

// start begins to read entries. The answers are to be taken with wait, in the order of the list; after ctx ended all
// come soon.
func (v *visit) start(ctx context.Context, items []news.Item) *reading {
	r := &reading{
		v: v, items: items, out: make([]outcome, len(items)), done: make([]chan struct{}, len(items)),
		events: make(chan laneEvent),
	}
	for i := range r.done {
		r.done[i] = make(chan struct{})
	}
	go r.schedule(ctx, lanesOf(v.src, items))
	return r
}

// wait returns what came of an entry.
func (r *reading) wait(i int) outcome {
	<-r.done[i]
	o := r.out[i]
	r.out[i] = outcome{} // its text is held once
	return o
}

func (r *reading) set(i int, o outcome) {
	r.out[i] = o
	close(r.done[i])
}

// schedule runs the lanes until all entries have an outcome.
func (r *reading) schedule(ctx context.Context, queue []*lane) {
	running, asked, dead := 0, 0, 0 // asked: foreign hosts under way that have not answered yet
	for len(queue) > 0 || running > 0 {
		for len(queue) > 0 && running < sideBySide && (queue[0].own || asked+dead < deadHosts) {
			l := queue[0]
			queue = queue[1:]
			running++
			if !l.own {
				asked++
			}
			go r.run(ctx, l)
		}
		if running == 0 { // too many are dead
			for _, l := range queue {
				r.leave(l.items, news.Unread{
					Cause: news.UnreadHosts,
					Why: fmt.Sprintf("Its host was not asked: %d other hosts that the source links to failed one "+
						"after the other.", dead),
				})
			}
			return
		}
		e := <-r.events
		if e.ended {
			running--
		}
		switch {
		case e.own:
		case e.answered:
			asked, dead = asked-1, 0
		case e.failed:
			asked, dead = asked-1, dead+1
		case e.ended:
			asked--
		}
	}
}

// leave marks entries as left unread.
func (r *reading) leave(items []int, why news.Unread) {
	for _, i := range items {
		r.set(i, outcome{left: &why})
	}
}

// run reads the entries of one host, one after the other.
func (r *reading) run(ctx context.Context, l *lane) {
	answered, failed := false, false
	defer func() {
		r.events <- laneEvent{own: l.own || answered, ended: true, failed: failed && !answered}
	}()
	for n, i := range l.items {
		if r.v.mustStop(ctx) {
			r.leave(l.items[n:], r.v.whyStopped(ctx))
			return
		}
		var o outcome
		if fault := news.Catch(func() { o.article, o.err = r.v.Fetcher.Read(ctx, r.v.src, r.items[i]) }); fault != nil {
			o.err = fault
		}
		var unread news.UnreadError
		if o.err != nil {
			unread = unreadOf(o.err)
		}
		switch fault := (*news.PanicError)(nil); {
		case errors.As(o.err, &fault):
		case o.err != nil && ctx.Err() != nil: // the visit took too long: that says nothing about the page
			r.leave(l.items[n:], r.v.whyStopped(ctx))
			return
		case !unread.RetryAfter.IsZero(): // nor does this: the host asked to be left alone
			why := news.Unread{Cause: news.UnreadLater, Why: unread.Brief}
			r.set(i, outcome{err: o.err, left: &why, until: true})
			r.leave(l.items[n+1:], why)
			return
		case o.err != nil && (causeOf(unread) == news.UnreadFailing || causeOf(unread) == news.UnreadTrouble):
			failed = failed || !unread.Remembered
		case !answered:
			answered = true
			r.events <- laneEvent{own: l.own, answered: true}
		}
		r.set(i, o)
	}
}
