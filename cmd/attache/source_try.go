package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"attache/news"
	"attache/scrape"
)

// test polls a source and prints what it gives, and its newest article by its rules and without them.
func (a *app) test(ctx context.Context, fetcher *scrape.Fetcher, src news.Source, most int) error {
	poll, items := fetcher.Poll(ctx, src, news.Poll{})
	var compared *scrape.Comparison
	why := "" // it could not be
	if len(items) > 0 {
		c, ok, err := fetcher.Compare(ctx, src, items[0])
		var fail *scrape.Failure
		switch {
		case errors.As(err, &fail):
			why = fail.Detail
		case err != nil:
			return err
		case ok:
			compared = &c
		}
	}
	shown := items[:max(0, min(len(items), most))]
	if a.json {
		if err := a.printJSON(struct {
			Poll    news.Poll          `json:"poll"`
			Items   []news.Item        `json:"items"`
			Article *scrape.Comparison `json:"article,omitempty"`
		}{poll, shown, compared}); err != nil {
			return err
		}
	} else {
		a.say("%s: %s, %s in %s", src.Name, poll.State, counted(poll.Items, "item"), took(poll.Took))
		if poll.Detail != "" {
			a.say("%s", poll.Detail)
		}
		t := table{}
		for _, it := range shown {
			t.add(when(it.Published), short(it.Title, 90), it.URL)
		}
		t.write(a.out)
		if compared != nil {
			a.printComparison(*compared)
		}
		if why != "" {
			a.say("\nThe newest article could not be read. %s", why)
		}
	}
	if !poll.State.Good() {
		return &partly{message: fmt.Sprintf("%s gave nothing: %s.", src.Name, poll.State), hint: "attache source edit " + src.Name}
	}
	return nil
}

// printComparison shows what a source's rules make of a page beside what is made of it without them.
func (a *app) printComparison(c scrape.Comparison) {
	a.say("\nThe newest article, %s", c.URL)
	t := table{}
	t.add("", "BY THE SOURCE'S RULES", "WITHOUT THEM")
	put := func(field, by, without string) {
		if by == without {
			without = "the same"
		}
		t.add(field, short(or(by, "-"), 60), short(or(without, "-"), 60))
	}
	row := func(field string, of func(*news.Article) string) { put(field, of(&c.Ruled), of(&c.Guessed)) }
	row("title", func(x *news.Article) string { return x.Title })
	row("authors", func(x *news.Article) string { return strings.Join(x.Authors, ", ") })
	row("published", func(x *news.Article) string {
		if x.DateFrom == news.DateFromSeen {
			return ""
		}
		return when(x.Published)
	})
	row("body", func(x *news.Article) string {
		return fmt.Sprintf("%s, %d characters", counted(len(x.Blocks), "block"), len([]rune(x.Text())))
	})
	if c.RuledPages > 1 || c.GuessedPages > 1 {
		put("  read from", counted(c.RuledPages, "page"), counted(c.GuessedPages, "page"))
	}
	row("  begins", func(x *news.Article) string { return edge(x.Blocks, 0) })
	row("  ends", func(x *news.Article) string { return edge(x.Blocks, len(x.Blocks)-1) })
	t.write(a.out)
	for _, name := range slices.Sorted(maps.Keys(c.Missed)) {
		a.say("The rule %s %q matched nothing on this page.", name, c.Missed[name])
	}
	for _, name := range slices.Sorted(maps.Keys(c.Unread)) {
		a.say("The rule %s %q matched, but nothing could be read from what it matched.", name, c.Unread[name])
	}
}

// edge is the text of a block; "" when there is none.
func edge(blocks []news.Block, i int) string {
	if i < 0 || i >= len(blocks) {
		return ""
	}
	return blocks[i].Text
}
