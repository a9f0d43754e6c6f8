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

// Materials is what an issue is composed from.
type Materials interface {
	// Sources in order of name; only enabled ones when enabled is true.
	Sources(ctx context.Context, enabled bool) ([]news.Source, error)
	Standings(ctx context.Context) ([]news.Standing, error) // as in Polls
	// Candidates lists the articles that the sources listed (PutRead, NoteListed) and that were published in the window,
	// or (DateFrom seen) first seen in it, without their texts and never backlog or forgotten. Each is of the source that
	// listed it first. Newest first, at most limit (0 = all). No source IDs = every source.
	Candidates(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Candidate, error)
	// ArticlesByID loads articles, oldest first, and cuts each to at most most bytes of text as it is read
	// (news.Article.Bound; 0 = its default). IDs that are not there are left out.
	ArticlesByID(ctx context.Context, ids []int64, most int) ([]news.Article, error)
	// FailedPages lists the pages of the sources that attache itself failed to read in the window, oldest first, at
	// most limit (0 = all).
	FailedPages(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Failure, error)
	// UnreadCounts counts the pages of the sources that were not read in the window, by source and cause; not those
	// that attache itself failed on (FailedPages), nor those that were read since. Next is not filled.
	UnreadCounts(ctx context.Context, w news.Window, sourceIDs []int64) ([]news.UnreadCount, error)
	// PastStories of the digest's sent, sending and approved issues created since, newest first, but not of those that
	// went to chosen addresses only.
	PastStories(ctx context.Context, digestID int64, since time.Time) ([]news.Story, error)
	// WeekCounts counts the digest's stories by country since a time, most first, in the issues of PastStories. A story
	// counts for each of its countries.
	WeekCounts(ctx context.Context, digestID int64, since time.Time) ([]news.CountryCount, error)
	// Judged returns those of the articles that an issue of PastStories, of whatever age, has a verdict on (kept or
	// dropped, they are not new), and those that were given up (GiveUp).
	Judged(ctx context.Context, digestID int64, articleIDs []int64) ([]int64, error)
	// Choices returns what persons at the desk said since a time of articles for a digest: true keeps one. open are
	// those that it keeps and no issue of PastStories has kept yet, oldest first.
	Choices(ctx context.Context, digestID int64, since time.Time) (of map[int64]bool, open []int64, err error)
	// LetterLanguages returns the languages in which a digest's active subscribers get their letters ("" = the digest's
	// own), and for each the languages that all of them read untranslated.
	LetterLanguages(ctx context.Context, digestID int64) (map[string][]string, error)
}

// gatherer gathers what an issue is composed from.
type gatherer struct {
	stage
	Store    Materials
	calendar *calendar
	scraper  *scraper // knows how the sources stand
}

// sourcesDown reports whether not one source of the digest can be read at present; false when that cannot be told.
func (g *gatherer) sourcesDown(ctx context.Context, d news.Digest) bool {
	sources, err := g.SourcesOf(ctx, d)
	if err != nil {
		return false
	}
	standings, err := g.scraper.standings(ctx)
	return err == nil && blind(coverage(sources, standings, true, g.Now()))
}

// blind reports whether no source could be looked at. One that answered with an empty list was looked at.
func blind(c news.Coverage) bool {
	if c.Sources == 0 || c.Read > 0 {
		return false
	}
	return !slices.ContainsFunc(c.Notes, func(n news.CoverageNote) bool { return n.State == news.PollEmpty })
}

// material gathers what an issue is composed from, and says what of the window was left out.
func (g *gatherer) material(ctx context.Context, o Order) (m news.Material, left []leftOut, err error) {
	fail := func(err error) (news.Material, []leftOut, error) {
		return news.Material{}, nil, fmt.Errorf("gather the material of %s: %w", o.Digest.Name, err)
	}
	cfg := g.cfg
	now := g.Now()
	last, err := g.calendar.lastIssue(ctx, o.Digest.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return fail(err)
	}
	rest, err := g.calendar.Store.Restored(ctx)
	if err != nil {
		return fail(err)
	}
	gap := lost(rest, o)
	m = news.Material{
		Digest: o.Digest, Slot: o.slot(now), ByHand: o.Slot == "", Window: gap.narrow(g.calendar.window(o, last, now)),
	}
	sources, err := g.SourcesOf(ctx, o.Digest)
	if err != nil {
		return fail(err)
	}
	standings, err := g.scraper.standings(ctx)
	if err != nil {
		return fail(err)
	}
	m.Coverage = coverage(sources, standings, last.ID != 0, now)
	if len(sources) > 0 {
		if m.Coverage.Failed, err = g.Store.FailedPages(ctx, m.Window, ids(sources), mostFailed); err != nil {
			return fail(err)
		}
		counts, err := g.Store.UnreadCounts(ctx, m.Window, ids(sources))
		if err != nil {
			return fail(err)
		}
		noteUnread(&m.Coverage, sources, standings, counts, now)
	}
	if m.Readers, err = g.readers(ctx, o.Digest); err != nil {
		return fail(err)
	}
	if len(sources) > 0 { // no source IDs would mean every source, disabled ones too
		reach := m.Window
		catchUp := o.Window.From.IsZero() && last.ID != 0
		if catchUp {
			reach.From = reach.From.Add(-cfg.Late)
		}
		if left, err = g.articles(ctx, o, last, reach, gap, sources, &m); err != nil {
			return fail(err)
		}
	}
	if o.Again {
		return m, left, nil
	}
	if m.Past, err = g.Store.PastStories(ctx, o.Digest.ID, now.Add(-pastReach)); err != nil {
		return fail(err)
	}
	if m.Week, err = g.Store.WeekCounts(ctx, o.Digest.ID, now.Add(-pastReach)); err != nil {
		return fail(err)
	}
	return m, left, nil
}

// articles fills the material with the articles that have not been told or judged yet, within the limits of a source
// and an issue.
func (g *gatherer) articles(
	ctx context.Context, o Order, last news.Issue, reach news.Window, gap lostWindow, sources []news.Source,
	m *news.Material,
) (left []leftOut, err error) {
	catchUp := o.Window.From.IsZero() && last.ID != 0
	found, err := g.Store.Candidates(ctx, reach, ids(sources), mostCandidates)
	if err != nil {
		return nil, err
	}
	// What was published before the last issue but only came to light after it has not been told yet.
	found = slices.DeleteFunc(found, func(a news.Candidate) bool {
		told := !catchUp || !a.Seen.After(last.Created) || gap.published(a.Dated)
		return a.Dated.Before(m.Window.From) && told
	})
	if !o.Again {
		all := len(found)
		if found, err = g.unjudged(ctx, o.Digest.ID, found); err != nil {
			return nil, err
		}
		m.Judged = all - len(found)
	}
	chosen, left := g.cfg.choose(found)
	if m.Articles, err = g.load(ctx, chosen); err != nil {
		return nil, err
	}
	budget(m.Articles, chosen, sources)
	if err := g.chosen(ctx, o, m); err != nil {
		return nil, err
	}
	noteBounds(&m.Coverage, sources, m.Articles, left)
	if len(left) > 0 {
		g.log().Warn("articles are left out of an issue: they are beyond its limits", "digest", o.Digest.Name, "judged",
			len(chosen), "left", len(left))
	}
	return left, nil
}

// chosen fills in what persons at the desk said of articles, and adds those that they keep and the window lacks, be it
// that earlier issues had dropped them or that they are older.
func (g *gatherer) chosen(ctx context.Context, o Order, m *news.Material) error {
	choices, open, err := g.Store.Choices(ctx, o.Digest.ID, g.Now().Add(-pastReach))
	if err != nil {
		return err
	}
	m.Choices = choices
	open = slices.DeleteFunc(open, func(id int64) bool {
		return slices.ContainsFunc(m.Articles, func(a news.Article) bool { return a.ID == id })
	})
	if len(open) == 0 {
		return nil
	}
	more, err := g.Store.ArticlesByID(ctx, open, 0)
	if err == nil {
		m.Articles = append(m.Articles, slices.DeleteFunc(more, func(a news.Article) bool { return a.Forgotten })...)
	}
	return err
}

// readers returns the languages that letters are read in, the digest's own always among them, for it is that of the
// archive; and for each what all its readers read untranslated.
func (g *gatherer) readers(ctx context.Context, d news.Digest) (map[string][]string, error) {
	languages, err := g.Store.LetterLanguages(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	own := cmp.Or(d.Language, news.Languages[0])
	if reads, ok := languages[""]; ok {
		if common, both := languages[own]; both {
			reads = slices.DeleteFunc(reads, func(l string) bool { return !slices.Contains(common, l) })
		}
		languages[own] = reads
		delete(languages, "")
	}
	if _, ok := languages[own]; !ok {
		languages[own] = nil
	}
	return languages, nil
}

// budget sets on articles the source by which the digest has them, and the copyright budget that it has today, which
// may be another than when they were read. The source that read an article may be another one, too: then the tighter
// budget counts.
func budget(articles []news.Article, chosen []news.Candidate, sources []news.Source) {
	today := make(map[int64]int, len(sources))
	letters := map[int64]bool{} // those whose texts may stand in letters only
	for i := range sources {
		today[sources[i].ID] = sources[i].Excerpt
		letters[sources[i].ID] = sources[i].Rights.NoArchive
	}
	by := make(map[int64]int64, len(chosen))
	for _, c := range chosen {
		by[c.ID] = c.SourceID
	}
	for i := range articles {
		a := &articles[i]
		read, id := cmp.Or(a.Excerpt, news.DefaultExcerpt), by[a.ID]
		now := cmp.Or(today[id], news.DefaultExcerpt)
		if id != a.SourceID {
			now = min(now, read)
		}
		a.NoArchive = letters[id] || letters[a.SourceID]
		a.SourceID, a.Excerpt = id, now
	}
}

// unjudged leaves the articles that no earlier issue of the digest has judged. Whatever became of them then, they are
// not new: a second issue over the same window must not bring what the first one cut.
func (g *gatherer) unjudged(ctx context.Context, digestID int64, articles []news.Candidate) ([]news.Candidate, error) {
	all := make([]int64, len(articles))
	for i, a := range articles {
		all[i] = a.ID
	}
	judged, err := g.Store.Judged(ctx, digestID, all)
	if err != nil {
		return nil, err
	}
	known := make(map[int64]bool, len(judged))
	for _, id := range judged {
		known[id] = true
	}
	return slices.DeleteFunc(articles, func(a news.Candidate) bool { return known[a.ID] }), nil
}

// window is what the order asks for, or from the end of the last issue (or the digest's Lookback) until now.
func (c *calendar) window(o Order, last news.Issue, now time.Time) news.Window {
	w := o.Window
	if w.To.IsZero() {
		w.To = now
		if o.At.After(now) {
			w.To = o.At
		}
	}
	if w.From.IsZero() {
		w.From = w.To.Add(-o.Digest.Lookback())
		if earliest := w.To.Add(-max(maxWindow, o.Digest.Lookback())); last.ID != 0 && !last.Window.To.IsZero() {
			w.From = last.Window.To
			if last.State == news.IssueMissed { // nobody got it
				w.From = last.Window.From
			}
			if w.From.Before(earliest) {
				w.From = earliest
			}
		}
	}
	return w
}

// SourcesOf is Pipeline.SourcesOf.
func (g *gatherer) SourcesOf(ctx context.Context, d news.Digest) ([]news.Source, error) {
	sources, err := g.Store.Sources(ctx, true)
	if err != nil {
		return nil, fmt.Errorf("list the sources of %s: %w", d.Name, err)
	}
	return slices.DeleteFunc(sources, func(s news.Source) bool { return !d.Reads(&s) }), nil
}

func ids(sources []news.Source) []int64 {
	list := make([]int64, len(sources))
	for i, s := range sources {
		list[i] = s.ID
	}
	return list
}

// coverage returns how many of the sources were read and what is wrong with the others: failing ones first, then those
// that have been silent. Before the digest's first issue a source that never had news is not called silent: it had no
// chance.
func coverage(sources []news.Source, standings map[int64]news.Standing, hadIssue bool, now time.Time) news.Coverage {
	c := news.Coverage{Sources: len(sources)}
	var silent []news.CoverageNote
	for _, src := range sources {
		st := standings[src.ID]
		note := news.CoverageNote{Outlet: src.Outlet.Name, Source: src.Name, State: cmp.Or(st.Last.State,
			news.PollNever)}
		if !note.State.Good() {
			note.Status, note.Since = st.Last.Status, st.LastSuccess
			c.Notes = append(c.Notes, note)
			continue
		}
		c.Read++
		note.Since = st.LastNews
		if (st.LastNews.IsZero() && hadIssue) || (!st.LastNews.IsZero() && now.Sub(st.LastNews) >= silentFrom) {
			silent = append(silent, note)
		}
	}
	c.Notes = append(c.Notes, silent...)
	return c
}
