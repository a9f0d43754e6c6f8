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

// ErrTaken says that another worker has published, or is publishing, the slot.
var ErrTaken = errors.New("the slot is taken")

// ErrUnread says that not one source of a digest could be read: that is not "nothing new".
var ErrUnread = errors.New("not one of its sources could be read")

// Reaches of what an issue looks back on.
const (
	pastReach = 7 * 24 * time.Hour // stories already told, and the week's coverage
	// an issue after a long pause does not bring everything since, unless the digest's own window is longer
	maxWindow      = 7 * 24 * time.Hour
	tooLateDefault = 6 * time.Hour      // of a digest that sets no TooLate
	silentFrom     = 3 * 24 * time.Hour // a source without news for this long is named in the coverage line
)

// Order asks for one issue of a digest. Only Digest must be set.
type Order struct {
	Digest   news.Digest
	Slot     string      // a Slot's Key; "" = by hand: the schedule does not see the issue
	At       time.Time   // the slot's instant; zero = now
	Window   news.Window // zero From = since the digest's last issue, or its Lookback; zero To = now
	Approved bool        // leaves at once whatever the digest's approval policy: the person who asks has approved it
	// take up what earlier issues of the digest have judged, as if they had not: for replaying a past week
	Again bool
	Run   *news.Run // the passage that read for this issue: saved again with the issue's ID; nil = none
}

// Draft is a composed issue that was not saved.
type Draft struct {
	Issue    news.Issue
	Verdicts []news.Verdict
	// in news.Languages, the digest's own first; none when the issue is empty and the digest does not send empty ones
	Letters []news.Letter

	articles []news.Article // that it was composed from
}

// Draft composes an issue and sets its letters without saving anything: the dry run.
func (r *Road) Draft(ctx context.Context, o Order) (Draft, error) {
	d, err := r.compose(ctx, o)
	if err != nil || d.Issue.State == news.IssueEmpty {
		return d, err
	}
	return d, r.letters(ctx, o, &d)
}

// Publish composes an issue, claims its slot, sets its letters and freezes it: state approved, held, empty, missed when
// the slot is too long ago. ErrTaken when another worker has the slot. Composing comes before claiming, so that a
// failure on the way leaves nothing behind and the next try can follow at once.
func (r *Road) Publish(ctx context.Context, o Order) (news.Issue, error) {
	cfg := r.Config.withDefaults()
	if ctx.Err() != nil {
		return news.Issue{}, ctx.Err()
	}
	if err := r.Sendable(ctx); err != nil {
		return news.Issue{}, err
	}
	if err := r.CheckTime(ctx); err != nil {
		return news.Issue{}, err
	}
	ctx, stop := linger(ctx, cfg.Grace)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, cfg.PublishLimit)
	defer cancel()
	if late := r.tooLate(o); late != "" {
		if r.sourcesDown(ctx, o.Digest) {
			late += "; " + ErrUnread.Error()
		}
		return r.miss(ctx, o, late)
	}
	d, err := r.compose(ctx, o)
	if err != nil {
		return d.Issue, err
	}
	if err := r.claim(ctx, &d.Issue); err != nil {
		return d.Issue, err
	}
	if d.Issue.State != news.IssueEmpty {
		if err := r.letters(ctx, o, &d); err != nil {
			return d.Issue, errors.Join(err, r.release(ctx, d.Issue))
		}
	}
	if d.Issue.State != news.IssueEmpty { // a story that could not be set may have been its only one
		d.Issue.State, d.Issue.Note = o.decide(d.Issue.Note)
	}
	if err := r.giveUpFailed(ctx, d.Issue, d.articles); err != nil {
		return d.Issue, errors.Join(err, r.release(ctx, d.Issue))
	}
	i := d.Issue
	if err := r.freeze(ctx, &i, d.Verdicts, d.Letters); err != nil {
		return i, errors.Join(err, r.release(ctx, i))
	}
	if o.Run != nil {
		o.Run.IssueID = i.ID
		if err := r.Store.SaveRun(ctx, o.Run); err != nil {
			return i, fmt.Errorf("note which issue the run was for: %w", err)
		}
	}
	if i.Help != nil && len(i.Help.Missing) > 0 {
		r.log().Warn("the language model could not do all that was asked", "issue", i.ID, "model", i.Help.Model,
			"missing", i.Help.Missing)
	}
	r.log().Info("issue composed", "digest", i.Digest, "slot", i.Slot, "state", i.State, "issue", i.ID, "stories",
		len(i.Stories()), "articles", i.Coverage.Articles, "kept", i.Coverage.Kept)
	return i, nil
}

// decide says whether a composed issue may leave, and why not.
func (o Order) decide(note string) (news.IssueState, string) {
	if o.Digest.Approval == news.ApproveHold && !o.Approved {
		return news.IssueHeld, "waits for approval"
	}
	return news.IssueApproved, note
}

// compose gathers the material and hands it to the editor. The issue comes back as draft or empty.
func (r *Road) compose(ctx context.Context, o Order) (Draft, error) {
	m, left, err := r.material(ctx, o)
	if err != nil {
		return Draft{}, err
	}
	var i news.Issue
	var verdicts []news.Verdict
	if fault := news.Catch(func() { i, verdicts, err = r.Editor.Compose(ctx, m) }); fault != nil {
		// no one article is to blame
		r.logFault("composing failed", fault, "digest", o.Digest.Name, "articles", len(m.Articles))
		err = fault
	}
	if err != nil {
		return Draft{}, fmt.Errorf("compose an issue of %s: %w", o.Digest.Name, err)
	}
	if len(i.Stories()) == 0 && blind(m.Coverage) {
		return Draft{}, fmt.Errorf("compose an issue of %s: %w", o.Digest.Name, ErrUnread)
	}
	verdicts = append(verdicts, verdictsOn(left)...)
	now := r.Now()
	i.DigestID, i.Digest, i.Created = o.Digest.ID, o.Digest.Name, now
	i.Title, i.Language = cmp.Or(i.Title, o.Digest.Title), cmp.Or(i.Language, o.Digest.Language, news.Languages[0])
	i.TimeZone = cmp.Or(i.TimeZone, o.Digest.TimeZone)
	i.Slot, i.Window = o.slot(now), m.Window
	o.begin(&i)
	for n := range verdicts {
		verdicts[n].DigestID = o.Digest.ID
		if verdicts[n].Judged.IsZero() {
			verdicts[n].Judged = now
		}
	}
	return Draft{Issue: i, Verdicts: verdicts, articles: m.Articles}, nil
}

// begin sets the state of a composed issue: draft, or empty.
func (o Order) begin(i *news.Issue) {
	i.State = news.IssueDraft
	if len(i.Stories()) > 0 {
		return
	}
	i.Note = cmp.Or(i.Note, "nothing new")
	if !o.Digest.SendEmpty {
		i.State = news.IssueEmpty
	}
}

// sourcesDown reports whether not one source of the digest can be read at present; false when that cannot be told.
func (r *Road) sourcesDown(ctx context.Context, d news.Digest) bool {
	sources, err := r.SourcesOf(ctx, d)
	if err != nil {
		return false
	}
	standings, err := r.standings(ctx)
	return err == nil && blind(coverage(sources, standings, true, r.Now()))
}

// blind reports whether no source could be looked at. One that answered with an empty list was looked at.
func blind(c news.Coverage) bool {
	if c.Sources == 0 || c.Read > 0 {
		return false
	}
	return !slices.ContainsFunc(c.Notes, func(n news.CoverageNote) bool { return n.State == news.PollEmpty })
}

// slot is the key of the issue: the schedule's, or one that says it was made by hand and is never asked for again.
func (o Order) slot(now time.Time) string {
	if o.Slot != "" {
		return o.Slot
	}
	return byHand(now)
}

// handKey is the layout of the key of an issue that was made by hand.
const handKey = "by hand 2006-01-02T15:04:05.000000Z"

// byHand is the key of an issue that is made by hand now.
func byHand(now time.Time) string { return now.UTC().Format(handKey) }

// handTime reads back when an issue was made by hand; false for another key.
func handTime(slot string) (time.Time, bool) {
	at, err := time.Parse(handKey, slot[:min(len(slot), len(handKey))])
	return at, err == nil
}

// material gathers what an issue is composed from, and says what of the window was left out.
func (r *Road) material(ctx context.Context, o Order) (m news.Material, left []leftOut, err error) {
	fail := func(err error) (news.Material, []leftOut, error) {
		return news.Material{}, nil, fmt.Errorf("gather the material of %s: %w", o.Digest.Name, err)
	}
	cfg := r.Config.withDefaults()
	now := r.Now()
	last, err := r.lastIssue(ctx, o.Digest.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return fail(err)
	}
	rest, err := r.Store.Restored(ctx)
	if err != nil {
		return fail(err)
	}
	gap := lost(rest, o)
	m = news.Material{Digest: o.Digest, Window: gap.narrow(r.window(o, last, now))}
	sources, err := r.SourcesOf(ctx, o.Digest)
	if err != nil {
		return fail(err)
	}
	standings, err := r.standings(ctx)
	if err != nil {
		return fail(err)
	}
	m.Coverage = coverage(sources, standings, last.ID != 0, now)
	if len(sources) > 0 {
		if m.Coverage.Failed, err = r.Store.FailedPages(ctx, m.Window, ids(sources), mostFailed); err != nil {
			return fail(err)
		}
		counts, err := r.Store.UnreadCounts(ctx, m.Window, ids(sources))
		if err != nil {
			return fail(err)
		}
		noteUnread(&m.Coverage, sources, standings, counts, now)
	}
	if m.Readers, err = r.readers(ctx, o.Digest); err != nil {
		return fail(err)
	}
	if len(sources) > 0 { // no source IDs would mean every source, disabled ones too
		reach := m.Window
		catchUp := o.Window.From.IsZero() && last.ID != 0
		if catchUp {
			reach.From = reach.From.Add(-cfg.Late)
		}
		if left, err = r.articles(ctx, o, last, reach, gap, sources, &m); err != nil {
			return fail(err)
		}
	}
	if o.Again {
		return m, left, nil
	}
	if m.Past, err = r.Store.PastStories(ctx, o.Digest.ID, now.Add(-pastReach)); err != nil {
		return fail(err)
	}
	if m.Week, err = r.Store.WeekCounts(ctx, o.Digest.ID, now.Add(-pastReach)); err != nil {
		return fail(err)
	}
	return m, left, nil
}

// articles fills the material with the articles that have not been told or judged yet, within the limits of a source
// and an issue.
func (r *Road) articles(
	ctx context.Context, o Order, last news.Issue, reach news.Window, gap lostWindow, sources []news.Source,
	m *news.Material,
) (left []leftOut, err error) {
	catchUp := o.Window.From.IsZero() && last.ID != 0
	found, err := r.Store.Candidates(ctx, reach, ids(sources), mostCandidates)
	if err != nil {
		return nil, err
	}
	// What was published before the last issue but only came to light after it has not been told yet.
	found = slices.DeleteFunc(found, func(a news.Candidate) bool {
		when := a.Published
		if a.DateFrom == news.DateFromSeen {
			when = a.Seen
		}
		told := !catchUp || !a.Seen.After(last.Created) || gap.told(when)
		return when.Before(m.Window.From) && told
	})
	if !o.Again {
		all := len(found)
		if found, err = r.unjudged(ctx, o.Digest.ID, found); err != nil {
			return nil, err
		}
		m.Judged = all - len(found)
	}
	chosen, left := r.Config.withDefaults().choose(found)
	if m.Articles, err = r.load(ctx, chosen); err != nil {
		return nil, err
	}
	budget(m.Articles, sources)
	noteBounds(&m.Coverage, sources, m.Articles, left)
	if len(left) > 0 {
		r.log().Warn("articles are left out of an issue: they are beyond its limits", "digest", o.Digest.Name, "judged",
			len(chosen), "left", len(left))
	}
	return left, nil
}

// readers returns the languages that letters are read in, the digest's own always among them, for it is that of the
// archive; and for each what all its readers read untranslated.
func (r *Road) readers(ctx context.Context, d news.Digest) (map[string][]string, error) {
	tongues, err := r.Store.Tongues(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	own := cmp.Or(d.Language, news.Languages[0])
	if reads, ok := tongues[""]; ok {
		if common, both := tongues[own]; both {
			reads = slices.DeleteFunc(reads, func(l string) bool { return !slices.Contains(common, l) })
		}
		tongues[own] = reads
		delete(tongues, "")
	}
	if _, ok := tongues[own]; !ok {
		tongues[own] = nil
	}
	return tongues, nil
}

// budget sets on articles the copyright budgets that their sources have today, which may be others than when they were
// read.
func budget(articles []news.Article, sources []news.Source) {
	today := make(map[int64]int, len(sources))
	for i := range sources {
		today[sources[i].ID] = sources[i].Excerpt
	}
	for i := range articles {
		articles[i].Excerpt = today[articles[i].SourceID]
	}
}

// unjudged leaves the articles that no earlier issue of the digest has judged. Whatever became of them then, they are
// not new: a second issue over the same window must not bring what the first one cut.
func (r *Road) unjudged(ctx context.Context, digestID int64, articles []news.Candidate) ([]news.Candidate, error) {
	all := make([]int64, len(articles))
	for i, a := range articles {
		all[i] = a.ID
	}
	judged, err := r.Store.Judged(ctx, digestID, all)
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
func (r *Road) window(o Order, last news.Issue, now time.Time) news.Window {
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

// SourcesOf lists the enabled sources that a digest reads: those it names, or all.
func (r *Road) SourcesOf(ctx context.Context, d news.Digest) ([]news.Source, error) {
	sources, err := r.Store.Sources(ctx, true)
	if err != nil {
		return nil, fmt.Errorf("list the sources of %s: %w", d.Name, err)
	}
	if len(d.Sources) == 0 {
		return sources, nil
	}
	return slices.DeleteFunc(sources, func(s news.Source) bool { return !slices.Contains(d.Sources, s.Name) }), nil
}

func ids(sources []news.Source) []int64 {
	list := make([]int64, len(sources))
	for i, s := range sources {
		list[i] = s.ID
	}
	return list
}

// coverage tells how many of the sources were read and what is wrong with the others: failing ones first, then those
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

// letters sets the issue in every language of the interface, the digest's own first: a reader may change language, and
// a new one may come, before a held issue leaves. Stories that cannot be set are left out of the issue.
func (r *Road) letters(ctx context.Context, o Order, draft *Draft) error {
	d := o.Digest
	n, err := r.Store.NextNumber(ctx, d.ID) // the store numbers the issue when it freezes it, with its letters
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return fmt.Errorf("set the letters of %s: %w", d.Name, err)
	}
	i := &draft.Issue
	i.Number = n
	defer func() { i.Number = 0 }()
	web := ""
	if r.Links != nil && i.ID != 0 {
		web = r.Links.Issue(i.ID)
	}
	languages := append([]string{i.Language}, slices.DeleteFunc(slices.Clone(news.Languages),
		func(l string) bool { return l == i.Language })...)
	if draft.Letters, err = r.set(d, *i, web, languages...); err == nil {
		return nil
	}
	r.logFault("setting an issue failed: looking for the story", err, "digest", d.Name)
	if draft.Letters, err = r.setWithout(ctx, d, draft, web, languages, err); err != nil {
		return err
	}
	if o.begin(i); i.State == news.IssueEmpty {
		i.Note = "Every story of the issue was left out: attache itself failed to set it."
		draft.Letters = nil
	}
	return nil
}

// claim takes the slot and returns the issue its ID, or says ErrTaken.
func (r *Road) claim(ctx context.Context, i *news.Issue) error {
	id, ok, err := r.Store.ClaimSlot(ctx, i.DigestID, i.Slot, r.Now(), r.Config.withDefaults().Stale)
	if err != nil {
		return fmt.Errorf("claim slot %s of %s: %w", i.Slot, i.Digest, err)
	}
	if !ok {
		return fmt.Errorf("slot %s of %s: %w", i.Slot, i.Digest, ErrTaken)
	}
	i.ID = id
	return nil
}

// release frees a claimed slot, so that the next try need not wait. One that is frozen already stays.
func (r *Road) release(ctx context.Context, i news.Issue) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if err := r.Store.DeleteDraft(ctx, i.ID); err != nil && !errors.Is(err, news.ErrNotFound) {
		return fmt.Errorf("give slot %s of %s back: %w", i.Slot, i.Digest, err)
	}
	return nil
}

func (r *Road) freeze(ctx context.Context, i *news.Issue, verdicts []news.Verdict, letters []news.Letter) error {
	if err := r.Store.SaveIssue(ctx, i, verdicts, letters); err != nil {
		return fmt.Errorf("freeze the issue of %s for %s: %w", i.Digest, i.Slot, err)
	}
	return nil
}

// tooLate says why a slot is not worth publishing any more, "" when it is.
func (r *Road) tooLate(o Order) string {
	if o.Slot == "" || o.At.IsZero() {
		return ""
	}
	limit := cmp.Or(o.Digest.TooLate, tooLateDefault)
	if late := r.Now().Sub(o.At); late > limit {
		return fmt.Sprintf("%s late, more than %s", Span(late), Span(limit))
	}
	return ""
}

// miss marks a slot as missed. A missed issue covers nothing: its window is empty and lies where the last one ended, so
// that the next issue takes up from there.
func (r *Road) miss(ctx context.Context, o Order, why string) (news.Issue, error) {
	now := r.Now()
	last, err := r.lastIssue(ctx, o.Digest.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return news.Issue{}, fmt.Errorf("mark slot %s of %s as missed: %w", o.Slot, o.Digest.Name, err)
	}
	end := last.Window.To
	if end.IsZero() {
		end = o.At.Add(-o.Digest.Lookback())
	}
	i := news.Issue{
		DigestID: o.Digest.ID, Digest: o.Digest.Name, Title: o.Digest.Title, Slot: o.Slot, State: news.IssueMissed,
		Language: cmp.Or(o.Digest.Language, news.Languages[0]), TimeZone: o.Digest.TimeZone,
		Window: news.Window{From: end, To: end}, Created: now, Note: why,
	}
	if err := r.claim(ctx, &i); err != nil {
		return i, err
	}
	r.log().Warn("issue missed", "digest", i.Digest, "slot", i.Slot, "why", why)
	return i, r.freeze(ctx, &i, nil, nil)
}
