package worker_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"attache/news"
)

func item(src, name string, published time.Time) news.Item {
	return news.Item{URL: "https://" + src + ".example.org/" + name, Title: name, Published: published}
}

func day(h *fixture) news.Window {
	now := h.wall.now()
	return news.Window{From: now.Add(-24 * time.Hour), To: now.Add(time.Minute)}
}

func stored(t *testing.T, h *fixture) string {
	t.Helper()
	now := h.wall.now()
	found, err := h.store.Candidates(t.Context(), news.Window{
		From: now.Add(-1000 * time.Hour),
		To:   now.Add(1000 * time.Hour),
	}, nil, 1000)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int64, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	list, err := h.store.ArticlesByID(t.Context(), ids, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range list {
		names = append(names, a.Title)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func standing(t *testing.T, h *fixture, src news.Source) news.Standing {
	t.Helper()
	st, err := h.store.Standing(t.Context(), src.ID)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (f *listFetcher) takeRead() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var names []string
	for _, u := range f.read {
		names = append(names, u[strings.LastIndexByte(u, '/')+1:])
	}
	f.read = nil
	return strings.Join(names, " ")
}

func TestScrapeReadsOnlyWhatIsNewAndInTheWindow(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	midnight := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) // a date without time, two hours before the window
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: []news.Item{
		item("a", "new", now.Add(-time.Hour)), item("a", "dateless", time.Time{}), item("a", "day", midnight),
		item("a", "new", now.Add(-time.Hour)), item("a", "old", now.Add(-25*time.Hour)),
	}}
	run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "pages read", h.fetch.takeRead(), "new dateless day")
	check(t, "new", run.Articles, 2) // the undated one was there at the first visit: backlog
	check(t, "stored and not backlog", stored(t, h), "day new")
	check(t, "state", run.Polls[0].State, news.PollOK)

	h.wall.add(time.Hour)
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v2"}, items: append([]news.Item{item("a", "later", time.Time{})},
		h.fetch.lists["a"].items...)}
	if run, err = h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "pages read the second time", h.fetch.takeRead(), "later")
	check(t, "undated at a later visit counts", stored(t, h), "day later new")
	check(t, "validators handed back", h.fetch.lasts[1].ETag, "v1")
	check(t, "next try", standing(t, h, src).Last.NextTry, h.wall.now().Add(news.DefaultEvery))
	if runs, err := h.store.Runs(t.Context(), 10); err != nil || len(runs) != 2 || runs[0].Articles != 1 {
		t.Errorf("runs %+v, %v", runs, err)
	}
}

func TestScrapeOneBadSourceStopsNobody(t *testing.T) {
	h := build(t, onSQLite(t))
	var sources []news.Source
	for _, n := range []string{"bad", "broken", "good", "refused"} {
		sources = append(sources, h.source(t, n))
	}
	now := h.wall.now()
	h.fetch.lists["bad"] = list{panic: "a stranger's page"}
	h.fetch.lists["broken"] = list{poll: news.Poll{State: news.PollBroken}}
	h.fetch.lists["refused"] = list{poll: news.Poll{State: news.PollRefused, Status: 403}}
	h.fetch.lists["good"] = list{items: []news.Item{
		item("good", "one", now), item("good", "two", now),
		item("good", "three", now),
	}}
	h.fetch.pages["https://good.example.org/two"] = page{
		err: fmt.Errorf("read it: %w", &news.UnreadError{State: news.PollFailing, Brief: "The house is shut.", Err: errDown}),
	}
	var told []string
	run, err := h.pipeline.Scrape(t.Context(), sources, day(h), func(done, total int, src news.Source, p news.Poll) {
		told = append(told, fmt.Sprintf("%d/%d", done, total))
	})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "progress", told, "[1/4 2/4 3/4 4/4]")
	check(t, "stored", stored(t, h), "one three")
	states := map[int64]news.PollState{}
	for _, p := range run.Polls {
		states[p.SourceID] = p.State
	}
	for i, want := range []news.PollState{news.PollBroken, news.PollBroken, news.PollOK, news.PollRefused} {
		check(t, sources[i].Name, states[sources[i].ID], want)
	}
	st := standing(t, h, sources[2])
	check(t, "unread", st.Last.Unread, 1)
	page, err := h.store.UnreadPage(t.Context(), "https://good.example.org/two")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "why, in words for people", page.Why, "The house is shut.")
	check(t, "validators are dropped so that the page is tried again", st.Last.ETag, "")
	for range 2 { // tried again, then given up
		h.wall.add(time.Hour)
		if _, err := h.pipeline.Scrape(t.Context(), sources[2:3], day(h), nil); err != nil {
			t.Fatal(err)
		}
	}
	h.fetch.takeRead()
	if _, err := h.pipeline.Scrape(t.Context(), sources[2:3], day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "given up after three tries", h.fetch.takeRead(), "")
}

func TestScrapeBacksOff(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	h.fetch.lists["a"] = list{poll: news.Poll{State: news.PollFailing, Status: 503}}
	var waits []time.Duration
	for range 7 {
		if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, standing(t, h, src).Last.NextTry.Sub(h.wall.now()))
		h.wall.add(time.Minute)
	}
	check(t, "waits", waits, "[30m0s 1h0m0s 2h0m0s 4h0m0s 8h0m0s 12h0m0s 12h0m0s]")

	later := h.wall.now().Add(48 * time.Hour)
	h.fetch.lists["a"] = list{poll: news.Poll{State: news.PollFailing, Status: 429, RetryAfter: later}}
	if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "the server's own wish", standing(t, h, src).Last.NextTry, later)
	visits := h.fetch.visits["a"]
	run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
	if err != nil || len(run.Polls) != 1 || run.Polls[0].State != news.PollFailing {
		t.Errorf("run %+v, %v", run, err)
	}
	check(t, "visits while asked to wait", h.fetch.visits["a"], visits)

	h.wall.set(later.Add(time.Second))
	h.fetch.lists["a"] = list{items: []news.Item{item("a", "new", h.wall.now())}}
	if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "after it healed", standing(t, h, src).Last.NextTry.Sub(h.wall.now()), 30*time.Minute)
}

// A host's wish ends the visit and counts against none of its pages, however often it is uttered.
func TestScrapeHeedsAHostsWish(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: []news.Item{
		item("a", "1", now), item("a", "2", now),
		item("a", "3", now),
	}}
	for range 4 {
		until := h.wall.now().Add(2 * time.Hour)
		h.fetch.pages["https://a.example.org/2"] = page{
			err: fmt.Errorf("read: %w", &news.UnreadError{State: news.PollRefused, Status: 429, RetryAfter: until}),
		}
		if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
			t.Fatal(err)
		}
		st := standing(t, h, src).Last
		check(t, "state and next try", fmt.Sprintf("%s %t %q", st.State, st.NextTry.Equal(until), st.ETag),
			`ok true ""`)
		h.wall.set(until.Add(time.Second))
	}
	check(t, "pages asked", h.fetch.takeRead(), "1 2 2 2 2")
	delete(h.fetch.pages, "https://a.example.org/2")
	if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "stored in the end", stored(t, h), "1 2 3")
}

func TestScrapeFirstVisitDoesNotFlood(t *testing.T) {
	h := build(t, onSQLite(t))
	h.pipeline.Config.Pages = 2
	src := h.source(t, "a")
	var items []news.Item
	for i := range 5 {
		items = append(items, item("a", fmt.Sprint("undated", i), time.Time{}))
	}
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: items}
	for range 3 {
		if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
			t.Fatal(err)
		}
		h.wall.add(time.Hour)
	}
	check(t, "pages read", h.fetch.takeRead(), "undated0 undated1")
	check(t, "counted as new", stored(t, h), "")
	check(t, "state", standing(t, h, src).Last.State, news.PollUndated)
}

func TestScrapeGoesOnWhereTheBoundCutIt(t *testing.T) {
	h := build(t, onSQLite(t))
	h.pipeline.Config.Pages = 2
	src := h.source(t, "a")
	now := h.wall.now()
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: []news.Item{
		item("a", "1", now), item("a", "2", now), item("a", "3", now), item("a", "4", now), item("a", "5", now),
	}}
	for n, want := range []string{"1 2", "3 4", "5", ""} {
		if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
			t.Fatal(err)
		}
		check(t, fmt.Sprint("visit ", n), h.fetch.takeRead(), want)
		h.wall.add(time.Hour)
	}
	etags := fmt.Sprint(h.fetch.lasts[1].ETag, h.fetch.lasts[2].ETag, h.fetch.lasts[3].ETag)
	check(t, "validators", etags, "v1") // withheld until everything was read
}

func TestScrapeWiderWindowAsksAfresh(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: []news.Item{
		item("a", "new", now.Add(-time.Hour)),
		item("a", "old", now.Add(-50*time.Hour)),
	}}
	if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "read", h.fetch.takeRead(), "new")
	wide := news.Window{From: now.Add(-72 * time.Hour), To: now.Add(time.Minute)}
	if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, wide, nil); err != nil {
		t.Fatal(err)
	}
	check(t, "read with the wide window", h.fetch.takeRead(), "old")
	check(t, "asked for the whole list", h.fetch.lasts[1].ETag, "")
}

func TestScrapeHostsInParallelSourcesOfAHostNot(t *testing.T) {
	h := build(t, onSQLite(t))
	var sources []news.Source
	for i := range 12 {
		src := h.source(t, fmt.Sprint("s", i))
		src.URL = fmt.Sprintf("https://host%d.example.org/feed%d", i%3, i)
		sources = append(sources, src)
	}
	var busy [3]atomic.Int32
	var arrived atomic.Int32
	together := make(chan struct{})
	h.fetch.polling = func(ctx context.Context, src news.Source) {
		host := int(src.URL[len("https://host")] - '0')
		if busy[host].Add(1) > 1 {
			t.Errorf("two visits to host%d at once", host)
		}
		if arrived.Add(1) == 3 {
			close(together)
		}
		select {
		case <-together: // the first three meet here, or never
		case <-ctx.Done():
		case <-time.After(waitLimit):
			t.Error("hosts are not visited at the same time")
		}
		busy[host].Add(-1)
	}
	if _, err := h.pipeline.Scrape(t.Context(), sources, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "visits", arrived.Load(), 12)
}

func TestScrapeStops(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: []news.Item{item("a", "1", now), item("a", "2", now)}}
	ctx, cancel := context.WithCancel(t.Context())
	h.fetch.reading = func(work context.Context, url string) {
		cancel() // the order to stop comes while a page is being read
		if work.Err() != nil {
			t.Error("the page in flight was not finished")
		}
	}
	if _, err := h.pipeline.Scrape(ctx, []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "read", h.fetch.takeRead(), "1")
	check(t, "stored", stored(t, h), "1")
	st := standing(t, h, src)
	check(t, "goes on at once", st.Last.NextTry, h.wall.now())
	check(t, "whole list next time", st.Last.ETag, "")
	check(t, "no failure", st.Failures, 0)

	h.fetch.reading = func(ctx context.Context, _ string) { <-ctx.Done() } // a page that hangs, longer than grace
	h.pipeline.Config.Grace = time.Millisecond
	ctx, cancel = context.WithCancel(t.Context())
	h.fetch.polling = func(context.Context, news.Source) { cancel() }
	if _, err := h.pipeline.Scrape(ctx, []news.Source{src}, day(h), nil); err != nil && ctx.Err() == nil {
		t.Fatal(err)
	}
	check(t, "after a cut visit", standing(t, h, src).Failures, 0)
}

// A page that turns out to be an article known by another address is read once, also by a program started anew.
func TestScrapeReadsSecondAddressesOnce(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	h.fetch.lists["a"] = list{items: []news.Item{item("a", "one", now), item("a", "one-amp", now)}}
	one := page{article: news.Article{
		URL: "https://a.example.org/one", Title: "one", Published: now,
		DateFrom: news.DateFromPage,
	}}
	h.fetch.pages["https://a.example.org/one-amp"] = one
	run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "pages read", h.fetch.takeRead(), "one one-amp")
	check(t, "new", run.Articles, 1)
	if _, err = h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
		t.Fatal(err)
	}
	check(t, "pages read again", h.fetch.takeRead(), "")
	a, err := h.store.Article(t.Context(), "https://a.example.org/one-amp")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "the article behind the second address", a.URL, "https://a.example.org/one")
}

// What the source's pages repeat is told by its articles of earlier visits and of this one, as their pages gave them.
func TestScrapeTrims(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	var told []int // lines of the earlier articles, each time
	h.fetch.trimming = func(a *news.Article, earlier []news.Article) []news.Block {
		lines := 0
		for _, e := range earlier {
			lines += len(e.Blocks)
		}
		told = append(told, lines)
		cut := a.Blocks
		a.Blocks = []news.Block{{Kind: news.Paragraph, Text: "Left."}}
		return cut
	}
	for _, name := range []string{"one", "three"} {
		h.fetch.lists["a"] = list{items: []news.Item{item("a", name, now), item("a", name+"b", now)}}
		if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
			t.Fatal(err)
		}
	}
	check(t, "lines told", fmt.Sprint(told), "[0 1 4 5]") // from the store: what was left and what was cut
	a, err := h.store.Article(t.Context(), "https://a.example.org/one")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "what is left", a.Text(), "Left.")
	cut, _, err := h.store.CutFrom(t.Context(), a.ID)
	if err != nil || len(cut) != 1 {
		t.Fatal(cut, err)
	}
	check(t, "what was cut", cut[0].Text, "one.")
}
