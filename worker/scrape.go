package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"attache/news"
)

// Polls is what scraping keeps: what is known of the sources and their pages.
type Polls interface {
	// Standings in order of source name. A source never polled has the state PollNever.
	Standings(ctx context.Context) ([]news.Standing, error)
	// Standing of one source; the error wraps news.ErrNotFound when it is gone.
	Standing(ctx context.Context, sourceID int64) (news.Standing, error)
	// SavePoll writes a poll and the source's standing; the error wraps news.ErrNotFound when the source was deleted
	// meanwhile.
	SavePoll(ctx context.Context, p news.Poll) error
	// Unknown returns those of the URLs that neither are nor were stored, nor lead to a stored article (PutRead), nor
	// are given up (NoteUnread three times), in their order, each once. Addresses that differ in nothing that could
	// lead elsewhere (spellings) count as one. An address of more than 2000 bytes counts as given up.
	Unknown(ctx context.Context, urls []string) ([]string, error)
	// NoteUnread notes pages that were not read, and counts those that were tried. After three times Unknown no longer
	// returns a page.
	NoteUnread(ctx context.Context, pages ...news.Unread) error
	// NoteListed notes the sighting of articles that are stored under addresses that a source lists: a digest that reads
	// only this source gets them, too (Candidates). Addresses that lead to no article are left out.
	NoteListed(ctx context.Context, sourceID int64, urls []string, at time.Time) error
	// GiveUp notes an address that attache itself failed on, a page that it did not read or an article that it stored:
	// Unknown no longer returns it, and Judged returns its article.
	GiveUp(ctx context.Context, sourceID int64, url, why string, at time.Time) error
	// PutRead stores an article that a list gave under the address listed, which leads to it from now on, and what was
	// cut from its text. It reports false and changes nothing in the article when its URL is known. It sets a.ID either
	// way.
	PutRead(ctx context.Context, a *news.Article, listed string, cut []news.Block) (bool, error)
	// LastRead returns the last articles that a source brought, newest first, at most limit, each with all that its
	// page gave: what was cut from it stands behind its blocks.
	LastRead(ctx context.Context, sourceID int64, limit int) ([]news.Article, error)
	// SaveRun writes a run: a new one, whose ID it sets, or in place of the one with r.ID.
	SaveRun(ctx context.Context, r *news.Run) error
}

// writeLimit bounds the writing of an outcome after the context has ended.
const writeLimit = 30 * time.Second

// Progress is told of each visit to a source as it ends, one call at a time: how many of how many are done, and what
// came of this one. A nil Progress is not called.
type Progress func(done, total int, src news.Source, p news.Poll)

// Scrape is Pipeline.Scrape.
func (s *scraper) Scrape(
	ctx context.Context, sources []news.Source, w news.Window, progress Progress,
) (news.Run, error) {
	// A window that reaches further back than every visit does asks for entries that an earlier visit left alone.
	reach := s.cfg.Reach + time.Hour
	return s.scrape(ctx, sources, w, !w.From.IsZero() && w.From.Before(s.Now().Add(-reach)), progress)
}

// scrape is Scrape; afresh asks for whole lists even if nothing changed in them.
func (s *scraper) scrape(
	ctx context.Context, sources []news.Source, w news.Window, afresh bool, progress Progress,
) (news.Run, error) {
	cfg := s.cfg
	run := news.Run{Started: s.Now(), Window: w}
	standings, err := s.standings(ctx)
	if err != nil {
		return run, err
	}
	var mu sync.Mutex
	var group errgroup.Group // its context is not wanted: a source that fails stops nobody
	group.SetLimit(cfg.Hosts)
	for _, ofHost := range byHost(sources) {
		group.Go(func() error {
			for _, src := range ofHost {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				p, err := s.visit(ctx, src, standings[src.ID], w, afresh)
				if err != nil {
					return err
				}
				mu.Lock()
				run.Polls = append(run.Polls, p)
				run.Articles += p.New
				if progress != nil {
					progress(len(run.Polls), len(sources), src, p)
				}
				mu.Unlock()
			}
			return nil
		})
	}
	err = group.Wait()
	run.Ended = s.Now()
	if err != nil {
		run.Note = err.Error()
	}
	slices.SortFunc(run.Polls, func(a, b news.Poll) int { return cmp.Compare(a.SourceID, b.SourceID) })
	save, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if e := s.Store.SaveRun(save, &run); e != nil && err == nil {
		err = e
	}
	return run, err
}

// standings returns how each source has been doing, by source ID.
func (s *scraper) standings(ctx context.Context) (map[int64]news.Standing, error) {
	list, err := s.Store.Standings(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up how the sources have been doing: %w", err)
	}
	m := make(map[int64]news.Standing, len(list))
	for _, st := range list {
		m[st.Source.ID] = st
	}
	return m, nil
}

// byHost groups sources by host, in the order given, so that one slow host holds up one lane only.
func byHost(sources []news.Source) [][]news.Source {
	var groups [][]news.Source
	at := map[string]int{}
	for _, src := range sources {
		host := src.URL
		if u, err := url.Parse(src.URL); err == nil {
			host = strings.TrimPrefix(u.Hostname(), "www.")
		}
		i, ok := at[host]
		if !ok {
			i = len(groups)
			at[host] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], src)
	}
	return groups
}

// visit polls one source, reads its new pages and saves what came of it. It reports errors of the store only. afresh
// asks for the whole list even if nothing changed in it.
func (s *scraper) visit(
	ctx context.Context, src news.Source, st news.Standing, w news.Window, afresh bool,
) (p news.Poll, err error) {
	cfg := s.cfg
	if p, wrong := sanePoll(cfg, st, s.Now()); wrong { // a wrong clock wrote it; what it asked for still counts
		st.Last = p
	}
	if st.Last.RetryAfter.After(s.Now()) {
		return st.Last, nil
	}
	v := visit{scraper: s, src: src, standing: st, window: w, stopping: ctx.Done()}
	work, stop := withGrace(ctx, cfg.Grace)
	defer stop()
	limited, cancel := context.WithTimeout(work, cfg.VisitLimit)
	defer cancel()
	p, err = v.run(limited, afresh)
	if work.Err() != nil { // stopped by us: that says nothing about the source
		return p, ctx.Err()
	}
	if err != nil {
		return p, fmt.Errorf("visit source %s: %w", src.Name, err)
	}
	p.NextTry = nextTry(cfg, src, st, p, s.Now())
	if ctx.Err() != nil && v.cut {
		p.NextTry = s.Now() // stopped in the middle: go on at the next start
	}
	save, done := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer done()
	if err := s.Store.SavePoll(save, p); err != nil {
		return p, fmt.Errorf("visit source %s: %w", src.Name, err)
	}
	s.log().Debug("source visited", "source", src.Name, "state", p.State, "items", p.Items, "new", p.New, "unread",
		p.Unread, "took", p.Took)
	return p, nil
}

// visit is one visit under way.
type visit struct {
	*scraper
	src      news.Source
	standing news.Standing
	window   news.Window
	stopping <-chan struct{} // closed when no further page is to be begun
	cut      bool            // new entries were left for the next visit
	pages    int             // pages read
	unread   []news.Unread   // pages that were not read, to be noted
	// the source's last articles, oldest first, to tell what its pages repeat; the newest are of this visit
	earlier []news.Article
}

func (v *visit) mustStop(ctx context.Context) bool {
	select {
	case <-v.stopping:
		return true
	default:
		return ctx.Err() != nil
	}
}

// first reports whether the source has never been read: what it lists then is no news merely because it is unknown.
func (v *visit) first() bool { return v.standing.LastSuccess.IsZero() }

// run polls and reads. A panic that no page is to blame for costs this one visit, not the rest.
func (v *visit) run(ctx context.Context, afresh bool) (p news.Poll, err error) {
	fault := news.Catch(func() { p, err = v.poll(ctx, afresh) })
	if fault != nil {
		v.logFault("reading a source failed", fault, "source", v.src.Name)
		return news.Poll{
			SourceID: v.src.ID, Started: v.Now(), State: news.PollBroken,
			Detail: "Reading this source failed inside attache; the log tells where. Please report it.",
		}, nil
	}
	return p, err
}

func (v *visit) poll(ctx context.Context, afresh bool) (p news.Poll, err error) {
	last := v.standing.Last
	if afresh || last.State == news.PollNever || last.State == "" {
		last = news.Poll{}
	}
	started := v.Now()
	p, items := v.Fetcher.Poll(ctx, v.src, last)
	p.SourceID = v.src.ID
	if p.Started.IsZero() {
		p.Started = started
	}
	if !p.State.Good() {
		return p, nil
	}
	if p.State == news.PollNotModified {
		p.ETag, p.LastModified = cmp.Or(p.ETag, last.ETag), cmp.Or(p.LastModified, last.LastModified)
	}
	dated, err := v.read(ctx, items, &p)
	if p.State != news.PollNotModified {
		p.State = datedness(p.State, dated, v.pages > 0, v.standing.Last.State)
	}
	if p.Unread > 0 || v.cut {
		p.ETag, p.LastModified = "", "" // the next visit must get the whole list again
	}
	return p, err
}

// datedness decides between ok and undated: one date in list or pages is enough; without new pages the last word
// stands.
func datedness(now news.PollState, dated, pages bool, last news.PollState) news.PollState {
	switch {
	case dated:
		return news.PollOK
	case pages:
		return news.PollUndated
	case last == news.PollUndated || last == news.PollOK:
		return last
	}
	return now
}

// read reads the pages of the new entries, newest first, stores their articles, and notes the pages that were not read.
// It reports whether any date was found.
func (v *visit) read(ctx context.Context, items []news.Item, p *news.Poll) (dated bool, err error) {
	wanted := make([]news.Item, 0, len(items))
	for _, it := range items {
		it.First = v.first()
		dated = dated || !it.Published.IsZero()
		if v.wanted(it) {
			wanted = append(wanted, it)
		}
	}
	fresh, err := v.unknown(ctx, wanted)
	if err == nil {
		err = v.noteKnown(ctx, wanted, fresh)
	}
	if err != nil {
		return dated, err
	}
	if len(fresh) > 0 {
		if v.earlier, err = v.Store.LastRead(ctx, v.src.ID, EarlierArticles); err != nil {
			return dated, err
		}
		slices.Reverse(v.earlier)
	}
	datedPage, err := v.readPages(ctx, fresh, p)
	return dated || datedPage, errors.Join(err, v.saveUnread(ctx))
}

// readPages reads pages, those of several hosts side by side, until the visit must end, and stores them in the order of
// the list. It reports whether any had a date.
func (v *visit) readPages(ctx context.Context, fresh []news.Item, p *news.Poll) (dated bool, err error) {
	most := min(len(fresh), v.cfg.Pages)
	limited, cancel := context.WithCancel(ctx)
	r := v.start(limited, fresh[:most])
	defer func() { // a lane ends before its visit does
		cancel()
		for i := range r.done {
			<-r.done[i]
		}
	}()
	lanes := len(lanesOf(v.src, fresh[:most]))
	var over *news.Unread // why all further pages are left
	for i, it := range fresh[:most] {
		o := r.wait(i)
		if o.left != nil {
			v.cut = true
			v.leave(fresh[i:i+1], *o.left)
			switch {
			case o.until && (lanes == 1 || siteOf(it.URL) == siteOf(v.src.URL)):
				p.RetryAfter, over = unreadOf(o.err).RetryAfter, o.left
			case o.left.Cause == news.UnreadTime || o.left.Cause == news.UnreadStopped:
				over = o.left
			}
			continue
		}
		hasDate, err := v.record(ctx, it, o, p)
		if err != nil {
			return dated, err
		}
		dated = dated || hasDate
	}
	if over != nil {
		v.leave(fresh[most:], *over)
		return dated, nil
	}
	return dated, v.overflow(ctx, fresh[most:], p)
}

// record stores the article of a page, or notes why there is none. It reports whether it has a date.
func (v *visit) record(ctx context.Context, it news.Item, o outcome, p *news.Poll) (dated bool, err error) {
	a, cut, err := v.prepare(o)
	if fault := (*news.PanicError)(nil); errors.As(err, &fault) {
		return false, v.giveUp(ctx, it, fault)
	}
	if err != nil {
		p.Unread++
		v.failed(it, err)
		return false, nil
	}
	v.pages++
	return a.DateFrom != news.DateFromSeen, v.put(ctx, &a, it.URL, cut, p)
}

// EarlierArticles is how many of a source's last articles tell what its pages repeat.
const EarlierArticles = 24

// trim cuts from an article what the source's pages repeat, and remembers the article, as its page gave it, for the
// next one.
func (v *visit) trim(a *news.Article) []news.Block {
	whole := news.Article{Title: a.Title, Blocks: a.Blocks}
	cut := v.Fetcher.Trim(a, v.earlier)
	v.earlier = append(v.earlier, whole)
	v.earlier = v.earlier[max(0, len(v.earlier)-EarlierArticles):]
	if len(cut) > 0 {
		v.log().Debug("lines that the source repeats were cut", "source", v.src.Name, "url", a.URL, "lines", len(cut))
	}
	return cut
}

// wanted reports whether an entry's page should be read: undated, within the window, or so recent that every visit
// reads it. A date without a time of day stands for its whole day.
func (v *visit) wanted(it news.Item) bool {
	if it.Published.IsZero() {
		return true
	}
	end := it.Published
	if loc, err := v.src.Location(); err == nil {
		if h, m, s := it.Published.In(loc).Clock(); h == 0 && m == 0 && s == 0 {
			end = end.Add(24*time.Hour - time.Second)
		}
	}
	if !end.Before(v.Now().Add(-v.cfg.Reach)) {
		return true
	}
	return !end.Before(v.window.From) && (v.window.To.IsZero() || it.Published.Before(v.window.To))
}

// unknown drops the entries that are stored or given up, and those listed twice.
func (v *visit) unknown(ctx context.Context, items []news.Item) ([]news.Item, error) {
	if len(items) == 0 {
		return nil, nil
	}
	byURL := make(map[string]news.Item, len(items))
	urls := make([]string, 0, len(items))
	for _, it := range items {
		if _, twice := byURL[it.URL]; !twice {
			byURL[it.URL] = it
			urls = append(urls, it.URL)
		}
	}
	unknown, err := v.Store.Unknown(ctx, urls)
	if err != nil {
		return nil, err
	}
	isNew := make(map[string]bool, len(unknown))
	for _, u := range unknown {
		isNew[u] = true
	}
	var fresh []news.Item
	for _, u := range urls { // in the order of the list
		if isNew[u] {
			fresh = append(fresh, byURL[u])
		}
	}
	return fresh, nil
}

// noteKnown notes which of the wanted entries, all but the fresh ones, are articles that are stored already.
func (v *visit) noteKnown(ctx context.Context, wanted, fresh []news.Item) error {
	isFresh := make(map[string]bool, len(fresh))
	for _, it := range fresh {
		isFresh[it.URL] = true
	}
	var known []string
	for _, it := range wanted {
		if !isFresh[it.URL] {
			known = append(known, it.URL)
		}
	}
	if len(known) == 0 {
		return nil
	}
	return v.Store.NoteListed(ctx, v.src.ID, known, v.Now())
}

// overflow deals with entries beyond the bound of one visit: they wait for the next one. At the first visit the undated
// ones are noted as backlog by their title alone, or the next visit would take them for news.
func (v *visit) overflow(ctx context.Context, items []news.Item, p *news.Poll) error {
	for _, it := range items {
		if !v.first() || !it.Published.IsZero() {
			v.cut = true
			v.leave([]news.Item{it}, news.Unread{
				Cause: news.UnreadLimit,
				Why:   fmt.Sprintf("One visit reads %d pages, the newest first (worker.pages).", v.cfg.Pages),
			})
			continue
		}
		a := v.Fetcher.Listed(v.src, it)
		if err := v.put(ctx, &a, it.URL, nil, p); err != nil {
			return err
		}
	}
	return nil
}

// put stores an article that was listed under an address, to the end even when the visit is being stopped: its page was
// paid for.
func (v *visit) put(ctx context.Context, a *news.Article, listed string, cut []news.Block, p *news.Poll) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	added, err := v.Store.PutRead(ctx, a, listed, cut)
	if added && !a.Backlog {
		p.New++
	}
	return err
}

// nextTry is when to visit next: after the source's interval, doubled for each failure in a row up to RetryMax, and
// never before the server's own wish, which is honoured for up to a week.
func nextTry(cfg Config, src news.Source, st news.Standing, p news.Poll, now time.Time) time.Time {
	wait := src.Interval()
	if !p.State.Good() && p.State != news.PollEmpty {
		for range min(st.Failures, 30) {
			wait = min(2*wait, max(cfg.RetryMax, src.Interval()))
		}
	}
	next := now.Add(wait)
	if p.RetryAfter.After(next) {
		next = p.RetryAfter
		if week := now.Add(longestWish); next.After(week) {
			next = week
		}
	}
	return next
}
