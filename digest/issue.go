package digest

import (
	"cmp"
	"slices"
	"time"

	"attache/digest/relevance"
	"attache/news"
)

// newIssue makes an issue of a digest, a draft with nothing in it.
func newIssue(d *news.Digest, slot string, w news.Window, now time.Time) news.Issue {
	return news.Issue{
		DigestID: d.ID, Digest: d.Name, Title: d.Title, Slot: slot, State: news.IssueDraft,
		Language: cmp.Or(d.Language, news.Languages[0]), TimeZone: d.TimeZone, Window: w, Created: now,
	}
}

// endEmpty marks an issue that has no story, and says why. It stays a draft where the digest sends empty issues.
func endEmpty(i *news.Issue, d *news.Digest, note string) {
	i.Note = note
	if !d.SendEmpty {
		i.State = news.IssueEmpty
	}
}

// Missed returns the issue of a slot that is too late to be worth sending, for the reason why. w is the window that it
// counts as having covered: an empty one, where the last issue's ended, lets the next take up from there.
func (e *Editor) Missed(d news.Digest, slot string, w news.Window, why string) news.Issue {
	i := newIssue(&d, slot, w, e.Now().UTC())
	i.State, i.Note = news.IssueMissed, why
	return i
}

// LeaveOut takes stories that cannot be rendered, by their places in i.Stories, out of a composed issue of the digest
// and out of its verdicts: lead, week, coverage and the log tell of it. An issue that has no story left ends as an
// empty one does.
func (e *Editor) LeaveOut(d news.Digest, i *news.Issue, verdicts []news.Verdict, failed map[int]error) {
	var out []news.Story
	n := 0
	sections := i.Sections
	i.Sections = nil
	for _, sec := range sections {
		kept := news.Section{Key: sec.Key}
		for _, st := range sec.Stories {
			if err := failed[n]; err != nil {
				logPanic(e.Log, "a story is left out: attache failed to set it", err, "url", st.Lead.URL, "outlet",
					st.Lead.Outlet)
				out = append(out, st)
			} else {
				kept.Stories = append(kept.Stories, st)
			}
			n++
		}
		if len(kept.Stories) > 0 {
			i.Sections = append(i.Sections, kept)
		}
	}
	i.Lead = slices.DeleteFunc(slices.Clone(i.Lead), func(q news.Sentence) bool {
		return slices.ContainsFunc(out, func(s news.Story) bool { return slices.Contains(s.Summary, q) })
	})
	i.Week = weekWithout(i.Week, out)
	i.Coverage.Failed = slices.Clone(i.Coverage.Failed)
	for s := range out {
		leaveOutPieces(i, verdicts, &out[s])
	}
	if len(i.Sections) == 0 && len(out) > 0 {
		endEmpty(i, &d, "Every story of the issue was left out: attache itself failed to set it.")
	}
}

// leaveOutPieces drops the pieces of a story that cannot be rendered.
func leaveOutPieces(i *news.Issue, verdicts []news.Verdict, st *news.Story) {
	for _, p := range append([]news.Piece{st.Lead}, st.Also...) {
		f := news.Failure{
			ArticleID: p.ArticleID, URL: p.URL, Outlet: p.Outlet, Title: p.Title, Stage: news.StageRender,
		}
		i.Coverage.Failed = append(i.Coverage.Failed, f)
		for k := range verdicts {
			if v := &verdicts[k]; v.ArticleID == p.ArticleID && v.Kept {
				v.Kept = false
				v.Reasons = append([]news.Reason{{Code: relevance.Failed, Detail: f.Why()}}, v.Reasons...)
				i.Coverage.Kept--
			}
		}
	}
}

// weekWithout returns the week's counts less those of some of the issue's stories.
func weekWithout(week []news.CountryCount, out []news.Story) []news.CountryCount {
	week = slices.Clone(week)
	for s := range out {
		for k := range week {
			if slices.Contains(out[s].Countries, week[k].Country) {
				week[k].Stories--
			}
		}
	}
	return slices.DeleteFunc(week, func(c news.CountryCount) bool { return c.Stories <= 0 })
}
