package worker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"attache/news"
)

// TestScrapeReadsHostsOfASourceSideBySide holds pages of eight hosts until all of them are asked for: none waits for
// another.
func TestScrapeReadsHostsOfASourceSideBySide(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	var items []news.Item
	var names []string
	var all sync.WaitGroup
	all.Add(8)
	for i := range 8 {
		items = append(items, item(fmt.Sprintf("host%d", i), fmt.Sprintf("p%d", i), now))
		names = append(names, fmt.Sprintf("p%d", i))
	}
	h.fetch.lists["a"] = list{items: items}
	h.fetch.reading = func(context.Context, string) {
		all.Done()
		all.Wait()
	}
	run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "new", run.Articles, 8)
	last, err := h.store.LastRead(t.Context(), src.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for i := len(last) - 1; i >= 0; i-- {
		order = append(order, last[i].Title)
	}
	check(t, "stored in the order of the list", strings.Join(order, " "), strings.Join(names, " "))
}

// TestScrapeStopsAskingDeadHosts lists pages of many dead hosts among those of the source itself and of a good one.
func TestScrapeStopsAskingDeadHosts(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	now := h.wall.now()
	items := []news.Item{item("good", "good", now)}
	for i := range 30 {
		it := item(fmt.Sprintf("dead%d", i), fmt.Sprintf("d%d", i), now)
		h.fetch.pages[it.URL] = page{err: errors.New("no answer")}
		items = append(items, it, item("a", fmt.Sprintf("own%d", i), now))
	}
	h.fetch.lists["a"] = list{poll: news.Poll{ETag: "v1"}, items: items}
	run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "new", run.Articles, 31)
	if n := strings.Count(" "+h.fetch.takeRead(), " d"); n < 8 || n > 16 {
		// eight in a row, at most seven before the good answer
		t.Errorf("%d dead hosts were asked", n)
	}
	counts, err := h.store.UnreadCounts(t.Context(), day(h), []int64{src.ID})
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, c := range counts {
		pages += c.Pages
		if c.Cause != news.UnreadFailing && c.Cause != news.UnreadHosts || !c.Again {
			t.Errorf("%+v", c)
		}
	}
	check(t, "pages not read", pages, 30)
	check(t, "the whole list is asked for next time", standing(t, h, src).Last.ETag, "")
}
