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
	"attache/scrape/fetch"
	"attache/scrape/page"
)

// tried is what `attache source test` prints.
type tried struct {
	Poll  news.Poll   `json:"poll"`
	Items []news.Item `json:"items"`
	// the newest one, by the source's rules for articles and without them
	Article *scrape.Comparison `json:"article,omitempty"`
	Newest  *news.Article      `json:"newest,omitempty"`  // the newest one, when the source has no such rules
	Page    []page.Evidence    `json:"page,omitempty"`    // what kind of page it is, when it is no plain article
	Problem string             `json:"problem,omitempty"` // why the newest one could not be read
}

// test polls a source and prints what it lists, and its newest article as it is read: by its rules and without them,
// when it has some.
func (a *app) test(ctx context.Context, fetcher *scrape.Fetcher, src news.Source, most int) error {
	done := a.waitFor("Reading %s", src.URL)
	defer done()
	poll, items := fetcher.Poll(ctx, src, news.Poll{})
	got := tried{Poll: poll, Items: items[:max(0, min(len(items), most))]}
	if len(items) > 0 && src.Kind != news.KindTelegram { // a message is whole in the list
		if err := got.read(ctx, fetcher, src, items[0]); err != nil {
			return err
		}
	}
	done()
	if a.json {
		if err := a.printJSON(got); err != nil {
			return err
		}
	} else {
		a.printTried(src, got)
	}
	if !poll.State.Good() {
		hint := news.Command("attache", "source", "edit", src.Name)
		if poll.State == news.PollFailing { // no setting mends that
			hint = "the site or the network fails, not the source's settings; later, once more: " +
				news.Command("attache", "source", "test", src.Name)
		}
		return &partly{message: fmt.Sprintf("%s gave nothing: %s.", src.Name, poll.State), hint: hint}
	}
	return nil
}

// read reads the newest article.
func (t *tried) read(ctx context.Context, fetcher *scrape.Fetcher, src news.Source, it news.Item) error {
	c, ok, err := fetcher.Compare(ctx, src, it)
	if ok && err == nil {
		t.Article = &c
		return nil
	}
	if err == nil {
		var r page.Reading
		if r, err = fetcher.Inspect(ctx, src, it.URL, nil); err == nil {
			t.inspect(src, r)
			return nil
		}
	}
	var fail *fetch.Failure
	if errors.As(err, &fail) {
		t.Problem = fail.Detail
		return nil
	}
	return err
}

// inspect takes what was read of the newest article, or tells why it is none.
func (t *tried) inspect(src news.Source, r page.Reading) {
	for _, e := range r.Evidence {
		if e.Field == "page" {
			t.Page = append(t.Page, e)
		}
	}
	if len(r.Article.Blocks) > 0 {
		t.Newest = &r.Article
		return
	}
	t.Problem = "Its page holds no article text."
	for _, e := range t.Page {
		t.Problem = fmt.Sprintf("Its page: %s (%s).", e.From, e.Value)
		if e.From == page.NeedsBrowser && !src.Browser {
			t.Problem += " To have it shown by one: " +
				news.Command("attache", "source", "edit", src.Name, "--set", "browser=true")
			return
		}
	}
}

func (a *app) printTried(src news.Source, got tried) {
	a.say("%s: %s, %s in %s", src.Name, got.Poll.State, counted(got.Poll.Items, "item"), took(got.Poll.Took))
	if got.Poll.Detail != "" {
		a.say("%s", got.Poll.Detail)
	}
	t := a.table(col{}, col{fold: true}, col{drop: 1})
	for _, it := range got.Items {
		t.add(when(it.Published), or(it.Title, "-"), it.URL)
	}
	t.write()
	switch {
	case got.Article != nil:
		a.printComparison(*got.Article)
	case got.Newest != nil:
		a.say("\nThe newest article, %s", got.Newest.URL)
		t := a.facts()
		for _, row := range articleRows(got.Newest, 1) {
			t.add(row[0], or(row[1], "-"))
		}
		for _, e := range got.Page {
			t.add("page", e.From+": "+e.Value)
		}
		t.write()
	case got.Problem != "":
		a.say("\nThe newest article could not be read. %s", a.paste(got.Problem))
	}
}

// articleRows are the fields of an article that was read from so many pages, as they are shown.
func articleRows(x *news.Article, pages int) [][2]string {
	published := when(x.Published)
	if x.DateFrom == news.DateFromSeen {
		published = ""
	}
	body := fmt.Sprintf("%s, %d characters", counted(len(x.Blocks), "block"), len([]rune(x.Text())))
	if pages > 1 {
		body += " from " + counted(pages, "page")
	}
	return [][2]string{
		{"title", x.Title},
		{"authors", strings.Join(x.Authors, ", ")},
		{"published", published},
		{"body", body},
		{"  begins", edge(x.Blocks, 0)},
		{"  ends", edge(x.Blocks, len(x.Blocks)-1)},
	}
}

// printComparison shows what a source's rules make of a page beside what is made of it without them.
func (a *app) printComparison(c scrape.Comparison) {
	a.say("\nThe newest article, %s", c.URL)
	t := a.table(col{}, col{name: "BY THE SOURCE'S RULES", fold: true}, col{name: "WITHOUT THEM", fold: true})
	without := articleRows(&c.Guessed, c.GuessedPages)
	for i, by := range articleRows(&c.Ruled, c.RuledPages) {
		other := without[i][1]
		if other == by[1] {
			other = "the same"
		}
		t.add(by[0], or(by[1], "-"), or(other, "-"))
	}
	t.write()
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
