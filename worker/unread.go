package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
)

// Every page that a source lists as new and that is not read leaves a row that says why, and stands in the coverage of
// the next issue.

// failed remembers a page that could not be read.
func (v *visit) failed(it news.Item, err error) {
	e := unreadOf(err)
	u := news.Unread{Cause: causeOf(e), Why: e.Brief, Tried: true}
	if e.Remembered { // the host was not asked, so this says nothing of the page
		u.Tried, u.Since = false, e.Since
		v.log().Debug("page was not asked for: its host fails", "source", v.src.Name, "url", it.URL, "error", err)
	} else {
		v.log().Info("page could not be read", "source", v.src.Name, "url", it.URL, "error", err)
	}
	v.leave([]news.Item{it}, u)
}

// leave remembers pages that are not read for one reason.
func (v *visit) leave(items []news.Item, why news.Unread) {
	why.SourceID, why.At = v.src.ID, v.Now()
	for _, it := range items {
		why.URL = it.URL
		v.unread = append(v.unread, why)
	}
}

// whyStopped is why a visit reads no further page.
func (v *visit) whyStopped(ctx context.Context) news.Unread {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return news.Unread{Cause: news.UnreadTime, Why: fmt.Sprintf("The visit was over after %s (worker.visit_limit).",
			v.cfg.VisitLimit)}
	}
	return news.Unread{Cause: news.UnreadStopped, Why: "The program was stopped before its turn came."}
}

// saveUnread notes what was remembered, to the end even when the visit is being stopped.
func (v *visit) saveUnread(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	return v.Store.NoteUnread(ctx, v.unread...)
}

// unreadOf returns what an error says of the address that could not be read. One that says nothing of it (a fault of
// ours) counts as failing, in its own words.
func unreadOf(err error) news.UnreadError {
	var unread *news.UnreadError
	if errors.As(err, &unread) {
		return *unread
	}
	return news.UnreadError{State: news.PollFailing, Brief: err.Error(), Err: err}
}

// brief is an error in one sentence for people, when it has one, else its own words.
func brief(err error) string { return unreadOf(err).Brief }

// causeOf is the cause of a page that could not be read.
func causeOf(e news.UnreadError) news.UnreadCause {
	switch {
	case e.State == news.PollRefused:
		return news.UnreadRefused
	case e.State == news.PollBlocked:
		return news.UnreadBlocked
	case e.State == news.PollBroken:
		return news.UnreadBroken
	case e.Status != 0:
		return news.UnreadTrouble
	}
	return news.UnreadFailing
}

// noteUnread names in the coverage the sources with pages that were not read: behind the failing ones, those that lost
// most first. A source of which only pages without an article were left out is of no interest before the others.
func noteUnread(
	c *news.Coverage, sources []news.Source, standings map[int64]news.Standing, counts []news.UnreadCount,
	now time.Time,
) {
	bySource := map[int64][]news.UnreadCount{}
	for _, n := range counts {
		if next := standings[n.SourceID].Last.NextTry; n.Again && next.After(now) {
			n.Next = next
		}
		bySource[n.SourceID] = append(bySource[n.SourceID], n)
	}
	var notes []news.CoverageNote
	for i := range sources {
		list := bySource[sources[i].ID]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b news.UnreadCount) int {
			return cmp.Compare(slices.Index(news.UnreadCauses, a.Cause), slices.Index(news.UnreadCauses, b.Cause))
		})
		note := news.CoverageNote{
			Outlet: sources[i].Outlet.Name, Source: sources[i].Name, State: news.PollOK,
			Unread: list,
		}
		if k := slices.IndexFunc(c.Notes, func(o news.CoverageNote) bool { return o.Source == note.Source }); k >= 0 {
			note = c.Notes[k]
			note.Unread = list
			if !note.State.Good() {
				c.Notes[k] = note
				continue
			}
			c.Notes = slices.Delete(c.Notes, k, k+1)
		}
		notes = append(notes, note)
	}
	slices.SortStableFunc(notes,
		func(a, b news.CoverageNote) int { return cmp.Compare(pagesLost(b.Unread), pagesLost(a.Unread)) })
	at := slices.IndexFunc(c.Notes, func(o news.CoverageNote) bool { return o.State.Good() })
	if at < 0 {
		at = len(c.Notes)
	}
	c.Notes = slices.Insert(c.Notes, at, notes...)
}

// pagesLost is how many pages were not read that may have held an article.
func pagesLost(counts []news.UnreadCount) (n int) {
	for _, c := range counts {
		if c.Cause != news.UnreadBroken {
			n += c.Pages
		}
	}
	return n
}
