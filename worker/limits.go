package worker

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// mostCandidates bounds the articles that are looked at, without their texts, for one issue: the newest. At some 150
// bytes each they take 15 MB.
const mostCandidates = 100_000

// leftOut is an article of the window that an issue does not judge, and why.
type leftOut struct {
	news.Candidate
	why string
}

// choose picks what one issue judges: of each source the newest, up to the limits of a source; and of all sources, when
// the issue's own limits are too narrow for the rest, the newest of each first, then the second newest of each, and so
// on. So a source that brings much takes no place of another one. Candidates come newest first.
func (c Config) choose(all []news.Candidate) (chosen []news.Candidate, left []leftOut) {
	type share struct {
		articles int
		bytes    int64
	}
	type ranked struct {
		news.Candidate
		rank int // among the chosen of its source, 0 the newest
	}
	shares := map[int64]*share{}
	fits := make([]ranked, 0, len(all))
	for _, a := range all {
		s := shares[a.SourceID]
		if s == nil {
			s = &share{}
			shares[a.SourceID] = s
		}
		n := int64(min(a.Bytes, c.MaxText))
		switch {
		case s.articles >= c.SourceArticles:
			left = append(left, leftOut{
				a,
				fmt.Sprintf("Its source has brought %d newer articles: an issue judges no more of one source "+
					"(worker.source_articles).", s.articles),
			})
		case s.articles > 0 && s.bytes+n > c.SourceText:
			left = append(left, leftOut{
				a,
				fmt.Sprintf("The newer articles of its source hold %s: an issue reads no more than %s of one source "+
					"(worker.source_text).", news.Bytes(int(s.bytes)), news.Bytes(int(c.SourceText))),
			})
			s.bytes = c.SourceText // none older slips in by being short
		default:
			fits = append(fits, ranked{a, s.articles})
			s.articles++
			s.bytes += n
		}
	}
	slices.SortStableFunc(fits, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	total, full := int64(0), ""
	for _, a := range fits {
		n := int64(min(a.Bytes, c.MaxText))
		switch {
		case full != "":
		case len(chosen) == c.Articles:
			full = fmt.Sprintf("The issue was full: it judges %d articles (worker.articles), the newest of each "+
				"source first.", c.Articles)
		case len(chosen) > 0 && total+n > c.IssueText:
			full = fmt.Sprintf("The issue was full: it reads %s of text (worker.issue_text), the newest of each "+
				"source first.", news.Bytes(int(c.IssueText)))
		}
		if full != "" {
			left = append(left, leftOut{a.Candidate, full})
			continue
		}
		chosen = append(chosen, a.Candidate)
		total += n
	}
	return chosen, left
}

// load reads the texts of what was chosen, oldest first.
func (g *gatherer) load(ctx context.Context, chosen []news.Candidate) ([]news.Article, error) {
	ids := make([]int64, len(chosen))
	for i := range chosen {
		ids[i] = chosen[i].ID
	}
	return g.Store.ArticlesByID(ctx, ids, g.cfg.MaxText)
}

// noteBounds names in the coverage the sources of which articles were left out or cut, behind the failing ones, those
// that lost most first.
func noteBounds(c *news.Coverage, sources []news.Source, articles []news.Article, left []leftOut) {
	bounded := map[int64]*news.CoverageNote{}
	of := func(id int64) *news.CoverageNote {
		if bounded[id] == nil {
			bounded[id] = &news.CoverageNote{State: news.PollOK}
		}
		return bounded[id]
	}
	for i := range left {
		of(left[i].SourceID).Left++
	}
	for i := range articles {
		if articles[i].Whole > 0 {
			of(articles[i].SourceID).Cut++
		}
	}
	var notes []news.CoverageNote
	for i := range sources {
		n := bounded[sources[i].ID]
		if n == nil {
			continue
		}
		n.Outlet, n.Source = sources[i].Outlet.Name, sources[i].Name
		if k := slices.IndexFunc(c.Notes,
			func(o news.CoverageNote) bool { return o.Source == n.Source && o.Outlet == n.Outlet }); k >= 0 {
			c.Notes[k].Left, c.Notes[k].Cut = n.Left, n.Cut
			continue
		}
		notes = append(notes, *n)
	}
	slices.SortStableFunc(notes, func(a, b news.CoverageNote) int {
		return cmp.Or(cmp.Compare(b.Left, a.Left), cmp.Compare(b.Cut, a.Cut), strings.Compare(a.Source, b.Source))
	})
	at := slices.IndexFunc(c.Notes, func(o news.CoverageNote) bool { return o.State.Good() })
	if at < 0 {
		at = len(c.Notes)
	}
	c.Notes = slices.Insert(c.Notes, at, notes...)
}

// mostLeftOut bounds the articles of which an issue keeps why they were left out: the newest of each source first.
const mostLeftOut = 5000

// LeftOut is the code of the reason in the verdict on an article that an issue did not judge, because it was beyond a
// limit.
const LeftOut = "left-out"

// verdictsOn returns a verdict with the reason for each article that was left out, so that `attache why` can tell.
func verdictsOn(digestID int64, left []leftOut, at time.Time) []news.Verdict {
	out := make([]news.Verdict, min(len(left), mostLeftOut))
	for i := range out {
		out[i] = news.Verdict{
			DigestID: digestID, ArticleID: left[i].ID, Judged: at,
			Reasons: []news.Reason{{Code: LeftOut, Detail: left[i].why}},
		}
	}
	return out
}
