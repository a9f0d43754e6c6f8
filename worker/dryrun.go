package worker

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"attache/news"
)

// DryRun returns a store that reads from s and keeps in memory what scraping and composing a draft write: a pipeline
// on it reads sources and composes issues, and s stays as it is. What it keeps ends with it. Sending, publishing and
// everything else goes to s, which the caller opens read-only.
func DryRun(s Store) Store {
	return &dryStore{
		Store: s, polls: map[int64]news.Poll{}, known: map[string]bool{}, articles: map[int64]news.Article{},
		givenUp: map[int64]bool{}, next: firstDryID,
	}
}

// firstDryID is the first number of an article that a dry run keeps: no database counts so far, and JSON holds it.
const firstDryID = int64(1) << 52

// dryStore is the store of a dry run. It is safe for use by several goroutines.
type dryStore struct {
	Store
	mu       sync.Mutex
	polls    map[int64]news.Poll // by source
	known    map[string]bool     // addresses of articles, and those that were given up
	articles map[int64]news.Article
	also     map[int64][]int64 // articles of this run: the further sources that list them
	cut      map[int64][]news.Block
	unread   map[string]news.Unread
	failed   []dryFailure
	givenUp  map[int64]bool // articles
	next     int64
}

// dryFailure is a page that attache itself failed to read.
type dryFailure struct {
	news.Failure
	sourceID int64
	at       time.Time
}

// Standings implements Polls.
func (s *dryStore) Standings(ctx context.Context) ([]news.Standing, error) {
	all, err := s.Store.Standings(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range all {
		s.stand(&all[i])
	}
	return all, err
}

// Standing implements Polls.
func (s *dryStore) Standing(ctx context.Context, sourceID int64) (news.Standing, error) {
	st, err := s.Store.Standing(ctx, sourceID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stand(&st)
	return st, err
}

// stand sets what the visit of this run tells of a source.
func (s *dryStore) stand(st *news.Standing) {
	p, ok := s.polls[st.Source.ID]
	if !ok {
		return
	}
	st.Last = p
	if st.Failures++; p.State.Good() {
		st.Failures = 0
	}
	if p.State.Good() || p.State == news.PollEmpty {
		st.LastSuccess = p.Started
	}
	if p.New > 0 {
		st.LastNews = p.Started
	}
}

// SavePoll implements Polls.
func (s *dryStore) SavePoll(_ context.Context, p news.Poll) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.polls[p.SourceID] = p
	return nil
}

// SaveRun implements Polls: a dry run is not recorded.
func (s *dryStore) SaveRun(context.Context, *news.Run) error { return nil }

// Unknown implements Polls.
func (s *dryStore) Unknown(ctx context.Context, urls []string) ([]string, error) {
	all, err := s.Store.Unknown(ctx, urls)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(all, func(u string) bool { return s.known[u] }), err
}

// NoteUnread implements Polls.
func (s *dryStore) NoteUnread(_ context.Context, pages ...news.Unread) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unread == nil {
		s.unread = map[string]news.Unread{}
	}
	for _, p := range pages {
		s.unread[p.URL] = p
	}
	return nil
}

// GiveUp implements Polls.
func (s *dryStore) GiveUp(_ context.Context, sourceID int64, url, _ string, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[url] = true
	for id := range s.articles {
		if s.articles[id].URL == url {
			s.givenUp[id] = true
			return nil
		}
	}
	s.failed = append(s.failed, dryFailure{news.Failure{URL: url, Stage: news.StageRead}, sourceID, at})
	return nil
}

// PutRead implements Polls. The ID of an article that the database holds is not looked up.
func (s *dryStore) PutRead(ctx context.Context, a *news.Article, listed string, cut []news.Block) (bool, error) {
	unknown, err := s.Store.Unknown(ctx, []string{a.URL})
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.known[listed], s.known[a.URL] = true, true }()
	delete(s.unread, listed)
	delete(s.unread, a.URL)
	if len(unknown) == 0 || s.known[a.URL] {
		return false, nil
	}
	a.ID = s.next
	s.next++
	s.articles[a.ID] = *a
	if s.cut == nil {
		s.cut = map[int64][]news.Block{}
	}
	s.cut[a.ID] = cut
	return true, nil
}

// NoteListed implements Polls, for the articles of this run: those that the database holds stay with the sources that
// listed them before.
func (s *dryStore) NoteListed(_ context.Context, sourceID int64, urls []string, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.articles {
		if slices.Contains(urls, s.articles[id].URL) {
			if s.also == nil {
				s.also = map[int64][]int64{}
			}
			s.also[id] = append(s.also[id], sourceID)
		}
	}
	return nil
}

// LastRead implements Polls.
func (s *dryStore) LastRead(ctx context.Context, sourceID int64, limit int) ([]news.Article, error) {
	old, err := s.Store.LastRead(ctx, sourceID, limit)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []news.Article
	for id, a := range s.articles {
		if a.SourceID == sourceID {
			a.Blocks = append(slices.Clone(a.Blocks), s.cut[id]...)
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b news.Article) int { return cmp.Compare(b.ID, a.ID) })
	all = append(all, old...)
	return all[:min(len(all), limit)], nil
}

// Candidates implements Materials.
func (s *dryStore) Candidates(
	ctx context.Context, w news.Window, sourceIDs []int64, limit int,
) ([]news.Candidate, error) {
	all, err := s.Store.Candidates(ctx, w, sourceIDs, limit)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.articles {
		a := s.articles[id]
		at := a.Dated()
		if a.Backlog || at.Before(w.From) || !at.Before(w.To) {
			continue
		}
		listing := append([]int64{a.SourceID}, s.also[id]...)
		of := slices.IndexFunc(listing, func(source int64) bool { return isOf(sourceIDs, source) })
		if of < 0 {
			continue
		}
		bytes := len(a.Summary)
		for _, b := range a.Blocks {
			bytes += len(b.Text)
		}
		all = append(all, news.Candidate{
			ID: id, SourceID: listing[of], Dated: at, Seen: a.Seen, Bytes: bytes,
		})
	}
	slices.SortFunc(all, func(a, b news.Candidate) int {
		return cmp.Or(b.Dated.Compare(a.Dated), cmp.Compare(b.ID, a.ID))
	})
	if limit > 0 {
		all = all[:min(len(all), limit)]
	}
	return all, nil
}

// isOf reports whether a source is one of some; none means any.
func isOf(sources []int64, id int64) bool { return len(sources) == 0 || slices.Contains(sources, id) }

// ArticlesByID implements Materials.
func (s *dryStore) ArticlesByID(ctx context.Context, ids []int64, most int) ([]news.Article, error) {
	all, err := s.Store.ArticlesByID(ctx, stored(ids), most)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if a, ok := s.articles[id]; ok {
			a.Blocks = slices.Clone(a.Blocks)
			a.Bound(most)
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b news.Article) int {
		return cmp.Or(a.Dated().Compare(b.Dated()), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// stored returns the IDs that are the database's.
func stored(ids []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id >= firstDryID })
}

// Judged implements Materials.
func (s *dryStore) Judged(ctx context.Context, digestID int64, articleIDs []int64) ([]int64, error) {
	all, err := s.Store.Judged(ctx, digestID, stored(articleIDs))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range articleIDs {
		if s.givenUp[id] {
			all = append(all, id)
		}
	}
	return all, nil
}

// FailedPages implements Materials.
func (s *dryStore) FailedPages(
	ctx context.Context, w news.Window, sourceIDs []int64, limit int,
) ([]news.Failure, error) {
	all, err := s.Store.FailedPages(ctx, w, sourceIDs, limit)
	if err != nil || len(s.failures()) == 0 {
		return all, err
	}
	sources, err := s.Sources(ctx, false)
	if err != nil {
		return nil, err
	}
	outlets := map[int64]string{}
	for i := range sources {
		outlets[sources[i].ID] = sources[i].Outlet.Name
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.failed {
		within := !f.at.Before(w.From) && f.at.Before(w.To)
		if isOf(sourceIDs, f.sourceID) && within && (limit == 0 || len(all) < limit) {
			f.Outlet = outlets[f.sourceID]
			all = append(all, f.Failure)
		}
	}
	return all, nil
}

func (s *dryStore) failures() []dryFailure {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// UnreadCounts implements Materials.
func (s *dryStore) UnreadCounts(ctx context.Context, w news.Window, sourceIDs []int64) ([]news.UnreadCount, error) {
	all, err := s.Store.UnreadCounts(ctx, w, sourceIDs)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.unread {
		if !isOf(sourceIDs, u.SourceID) || u.At.Before(w.From) || !u.At.Before(w.To) {
			continue
		}
		at := slices.IndexFunc(all, func(c news.UnreadCount) bool {
			return c.SourceID == u.SourceID && c.Cause == u.Cause
		})
		if at < 0 {
			at = len(all)
			all = append(all, news.UnreadCount{SourceID: u.SourceID, Cause: u.Cause, Why: u.Why, Since: u.Since})
		}
		all[at].Pages++
		all[at].Again = true
	}
	return all, nil
}
