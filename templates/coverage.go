package templates

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// covered tells no news from not having looked, in one sentence for readers.
func (s *renderer) covered(c news.Coverage) string {
	if c.Sources == 0 {
		return ""
	}
	return s.tally("read", c.Sources, "read", c.Read)
}

// coverage tells editors what was the matter with each source, and what became of the articles.
func (s *renderer) coverage(c news.Coverage) []string {
	if c.Sources == 0 {
		return nil
	}
	parts := []string{s.tally("read", c.Sources, "read", c.Read)}
	folded := s.fold(c.Notes)
	for n, f := range folded {
		if n == mostNotes {
			more := 0
			for _, rest := range folded[n:] {
				more += len(rest.outlets)
			}
			parts = append(parts, s.tally("more", more))
			break
		}
		parts = append(parts, s.several(f.outlets)+": "+f.why)
	}
	out := []string{strings.Join(parts, "; ") + "."}
	if c.Articles > 0 {
		out = append(out, capital(s.tag, s.tally("kept", c.Articles, "kept", c.Kept))+".")
	}
	if n := len(c.Failed); n > 0 {
		var outlets []string
		for _, f := range c.Failed {
			if o := isolate(brief(f.Outlet, longestName)); o != "" && !slices.Contains(outlets, o) {
				outlets = append(outlets, o)
			}
		}
		whose := s.several(outlets)
		if whose != "" {
			whose = " (" + whose + ")"
		}
		out = append(out, capital(s.tag, s.tally("failed", n))+whose+".")
	}
	return out
}

// foldedNote is what is to be said of some outlets alike.
type foldedNote struct {
	outlets []string
	why     string
}

// fold puts together the notes on the sources of one outlet, and the outlets of which the same is to be said.
func (s *renderer) fold(notes []news.CoverageNote) (out []foldedNote) {
	var outlets []string
	why := map[string][]string{}
	for _, n := range notes {
		o := isolate(brief(n.Outlet, longestName))
		if !slices.Contains(outlets, o) {
			outlets = append(outlets, o)
		}
		for _, w := range s.notes(n) {
			if !slices.Contains(why[o], w) {
				why[o] = append(why[o], w)
			}
		}
	}
	for _, o := range outlets {
		reasons := strings.Join(why[o], ", ")
		if i := slices.IndexFunc(out, func(f foldedNote) bool { return f.why == reasons }); i >= 0 {
			out[i].outlets = append(out[i].outlets, o)
		} else {
			out = append(out, foldedNote{[]string{o}, reasons})
		}
	}
	return out
}

// several lists outlets, the first mostFailed of them by name.
func (s *renderer) several(outlets []string) string {
	names := strings.Join(outlets[:min(len(outlets), mostFailed)], ", ")
	if more := len(outlets) - mostFailed; more > 0 {
		names += ", " + s.tally("more", more)
	}
	return names
}

// notes says all that is to be said of one source.
func (s *renderer) notes(n news.CoverageNote) []string {
	var out []string
	if !n.State.Good() {
		out = append(out, s.state(n))
	}
	for _, u := range n.Unread {
		out = append(out, s.tally("note_unread", u.Pages, "why", s.unread(u)))
	}
	if n.Left > 0 {
		out = append(out, s.tally("note_left", n.Left))
	}
	if n.Cut > 0 {
		out = append(out, s.tally("note_cut", n.Cut))
	}
	switch {
	case len(out) > 0:
	case n.State == news.PollUndated:
		out = append(out, s.say("note_undated"))
	case n.Since.IsZero():
		out = append(out, s.say("note_silent_never"))
	default:
		out = append(out, s.tally("note_silent", max(1, int(s.now.Sub(n.Since)/(24*time.Hour)))))
	}
	return out
}

// state says in a word why a source's list was not read.
func (s *renderer) state(n news.CoverageNote) string {
	switch {
	case n.State == news.PollNever, n.State == news.PollEmpty, n.State == news.PollBlocked, n.State == news.PollBroken:
		return s.say("note_" + string(n.State))
	case n.Status >= 400:
		return fmt.Sprint(n.Status)
	case n.State == news.PollRefused:
		return s.say("note_refused")
	}
	return s.say("note_failing")
}

// unread says why pages were not read, since when their host is left alone, and when they are tried again.
func (s *renderer) unread(u news.UnreadCount) string {
	var out []string
	switch u.Cause {
	case news.UnreadRefused, news.UnreadBlocked:
		out = append(out, s.say("note_"+string(u.Cause)))
	case news.UnreadTrouble, news.UnreadHosts, news.UnreadLater, news.UnreadTime, news.UnreadLimit, news.UnreadStopped,
		news.UnreadBroken:
		out = append(out, s.say("unread_"+string(u.Cause)))
	default:
		out = append(out, s.say("note_failing"))
	}
	if !u.Since.IsZero() {
		out = append(out, s.say("unread_since", "time", s.moment(u.Since)))
	}
	if !u.Next.IsZero() {
		out = append(out, s.say("unread_next", "time", s.moment(u.Next)))
	}
	return strings.Join(out, ", ")
}

// moment is the time of day, with the day when it is not that of the issue.
func (s *renderer) moment(t time.Time) string {
	t = t.In(s.zone)
	if t.Format(time.DateOnly) == s.now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return s.clock(t, s.now)
}
