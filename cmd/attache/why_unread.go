package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"attache/news"
	"attache/store"
)

// whoListed fills in which source listed a page that was not read, and when it is read next.
func whoListed(ctx context.Context, st *store.Store, w *explained) error {
	s, err := st.Standing(ctx, w.Unread.SourceID)
	switch {
	case errors.Is(err, news.ErrNotFound):
		return nil // the source is gone
	case err != nil:
		return err
	}
	w.Source, w.Article.Outlet = s.Source.Name, s.Source.Outlet
	if s.Source.Enabled && !s.Last.NextTry.IsZero() {
		w.Next = &s.Last.NextTry
	}
	return nil
}

// printUnread tells of a page that was listed and not read.
func (a *app) printUnread(w explained) {
	u := w.Unread
	a.say("%s\n", w.Article.URL)
	by := fmt.Sprintf("The source %s (%s) listed it", w.Source, w.Article.Outlet.Name)
	if w.Source == "" {
		by = "A source that is gone listed it"
	}
	switch {
	case u.Failed:
		a.step("not read", fmt.Sprintf("%s. On %s %s", by, when(u.At), u.Why))
		return
	case !u.Since.IsZero():
		a.step("not read", fmt.Sprintf("%s, but its host failed at %s, so it was not asked for again at %s: %s", by,
			when(u.Since), when(u.At), u.Why))
	case u.Tries == 0 || u.Cause == news.UnreadLater || u.Cause == news.UnreadTime || u.Cause == news.UnreadLimit ||
		u.Cause == news.UnreadStopped || u.Cause == news.UnreadHosts:
		a.step("not read", fmt.Sprintf("%s, but it was left unread at %s: %s", by, when(u.At), u.Why))
	default:
		a.step("not read", fmt.Sprintf("%s, but its page could not be read %s, last on %s: %s", by, times(u.Tries),
			when(u.At), u.Why))
	}
	if u.Tries > 0 && (!u.Since.IsZero() || u.Cause == news.UnreadLimit) {
		a.step("", fmt.Sprintf("Its page was asked for in vain %s before.", times(u.Tries)))
	}
	switch {
	case u.GivenUp:
		a.step("", a.paste("It is not tried again by itself. See what a reader would: "+news.Command("attache", "read",
			w.Article.URL)))
	case w.Source == "":
		a.step("", "It is not tried again.")
	case w.Next == nil:
		a.step("", "It is tried again when its source is read next.")
	default:
		a.step("", fmt.Sprintf(
			"It is tried again when its source is read next: by `attache run`, or by `attache serve` from %s.",
			when(*w.Next)))
	}
}

// unreadWords say why pages were not read.
var unreadWords = map[news.UnreadCause]string{
	news.UnreadFailing: "no answer", news.UnreadTrouble: "the site has trouble of its own",
	news.UnreadRefused: "refused", news.UnreadBlocked: "closed by robots.txt",
	news.UnreadLater: "the host asked to be left alone",
	news.UnreadTime:  "the visit took too long (worker.visit_limit)",
	news.UnreadLimit: "beyond the pages of one visit (worker.pages)", news.UnreadStopped: "the program was stopped",
	news.UnreadHosts: "their hosts were not asked, as too many others failed", news.UnreadBroken: "no article in them",
}

// describeUnread names the sources of which pages were listed and not read.
func (a *app) describeUnread(notes []news.CoverageNote) {
	notes = slices.DeleteFunc(slices.Clone(notes), func(n news.CoverageNote) bool { return len(n.Unread) == 0 })
	if len(notes) == 0 {
		return
	}
	pages := 0
	for _, n := range notes {
		for _, u := range n.Unread {
			pages += u.Pages
		}
	}
	a.say("Listed and not read (attache why tells of each by its address): %s of %s.", counted(pages, "page"),
		counted(len(notes), "source"))
	for _, n := range notes[:min(len(notes), maxTrouble)] {
		var parts []string
		for _, u := range n.Unread {
			parts = append(parts, unreadText(u))
		}
		a.say("  %s (%s): %s", n.Outlet, n.Source, strings.Join(parts, "; "))
	}
	if more := len(notes) - maxTrouble; more > 0 {
		a.say("  and %s more", counted(more, "source"))
	}
}

func unreadText(u news.UnreadCount) string {
	s := fmt.Sprintf("%s, %s", counted(u.Pages, "page"), or(unreadWords[u.Cause], string(u.Cause)))
	if u.Why != "" && (u.Cause == news.UnreadFailing || u.Cause == news.UnreadTrouble) {
		s += " (" + strings.TrimSuffix(u.Why, ".") + ")"
	}
	if !u.Since.IsZero() {
		s += ", last asked " + when(u.Since)
	}
	switch {
	case !u.Again:
		s += ", given up"
	case !u.Next.IsZero():
		s += ", next try " + when(u.Next)
	}
	return s
}
