package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"attache/news"
	"attache/scrape"
	"attache/scrape/fetch"
	"attache/store"
)

// The outcomes of checking a source against its kept page.
const (
	checkSame       = "as kept"
	checkDrifted    = "drifted"
	checkUnreadable = "unreadable"
	checkNotKept    = "no saved page"
)

// checked is what `attache source check` says of one source.
type checked struct {
	Source string    `json:"source"`
	State  string    `json:"state"`
	Kept   time.Time `json:"kept,omitzero"` // when its page was kept
	// the first poll that gave less than the kept page, after the last that did not; zero when there is none
	Since  time.Time    `json:"since,omitzero"`
	Detail string       `json:"detail,omitempty"`
	Drift  scrape.Drift `json:"drift"`
}

func (a *app) sourceCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [NAME…]",
		Short: "Read sources beside the pages kept of them, and report drift",
		Long: `When a source is added, the page that its rule was found on is kept (later: attache source test NAME --save).
This reads today's page and the kept one by the same rule and tells what is gone: entries, titles, dates, and which
selector no longer matches. Without names all enabled sources with a kept page are checked. Nothing is stored. The exit
code is 5 when a source has drifted or cannot be read.`,
		Args: arguments(0, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			var sources []news.Source
			for _, name := range args {
				src, err := sourceNoun.get(ctx, st, name)
				if err != nil {
					return err
				}
				sources = append(sources, src)
			}
			if len(args) == 0 {
				if sources, err = st.Sources(ctx, true); err != nil {
					return err
				}
			}
			fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
			if err != nil {
				return err
			}
			all := make([]checked, len(sources))
			bar := a.progress("check", "Reading "+counted(len(sources), "source"), len(sources), nil)
			group, ctx := errgroup.WithContext(ctx)
			group.SetLimit(8) // hosts keep their own turns; this bounds the pages in memory
			for i, src := range sources {
				group.Go(func() (err error) {
					all[i], err = checkSource(ctx, st, fetcher, src)
					bar.step(src.Name)
					return err
				})
			}
			err = group.Wait()
			bar.end()
			if err != nil {
				return err
			}
			return a.reportChecks(all, len(args) > 0)
		},
	}
}

// checkSource checks one source. The error is of the store, or of the context.
func checkSource(ctx context.Context, st *store.Store, fetcher *scrape.Fetcher, src news.Source) (checked, error) {
	c := checked{Source: src.Name, State: checkSame}
	kept, err := st.Fixture(ctx, src.ID)
	switch {
	case errors.Is(err, news.ErrNotFound):
		c.State, c.Detail = checkNotKept, "No page of it is kept: "+news.Command("attache", "source", "test",
			src.Name, "--save")
		return c, nil
	case err != nil:
		return c, err
	}
	c.Kept = kept.Taken
	c.Drift, err = fetcher.Check(ctx, src, kept)
	var fail *fetch.Failure
	var invalid *news.InvalidError
	switch {
	case errors.As(err, &fail):
		c.State, c.Detail = checkUnreadable, fail.Detail
	case errors.As(err, &invalid):
		c.State, c.Detail = checkUnreadable, invalid.Message
	case err != nil:
		return c, err
	case len(c.Drift.Findings) > 0:
		c.State, c.Detail = checkDrifted, strings.Join(c.Drift.Findings, " ")
	}
	if c.State == checkSame {
		return c, nil
	}
	polls, err := st.Polls(ctx, src.ID, 1000)
	if err != nil {
		return c, err
	}
	if c.Since = badSince(polls, c.Drift.Kept); !c.Since.IsZero() {
		c.Detail += " So since " + c.Since.Local().Format("2 January 2006") + "."
	}
	return c, nil
}

// badSince is the first poll, of those newest first, since which none gave what the kept page did: entries, at least a
// third of them, and dates when most had one. Zero when the newest one did, or none ever.
func badSince(polls []news.Poll, kept scrape.Yield) (since time.Time) {
	for _, p := range polls {
		if p.State == news.PollNotModified {
			continue // as the one before
		}
		undated := p.State == news.PollUndated && kept.Dated*2 >= kept.Items
		if p.State.Good() && 3*p.Items > kept.Items && !undated {
			return since
		}
		since = p.Started
	}
	return since
}

// reportChecks prints the outcomes; those without a kept page only when they were asked for by name.
func (a *app) reportChecks(all []checked, named bool) error {
	count := map[string]int{}
	t := a.table(col{name: "NAME"}, col{name: "STATE"}, col{name: "SAVED", drop: 4},
		col{name: "ITEMS", drop: 3}, col{name: "TITLES", drop: 1}, col{name: "DATES", drop: 2},
		col{name: "WHAT", fold: true})
	shown, pageless := []checked{}, ""
	for _, c := range all {
		count[c.State]++
		if c.State == checkNotKept && !named {
			pageless = cmp.Or(pageless, c.Source)
			continue
		}
		shown = append(shown, c)
		was, now := c.Drift.Kept, c.Drift.Fresh
		row := []string{c.Source, c.State, when(c.Kept), "-", "-", "-", a.paste(c.Detail)}
		if c.State == checkSame || c.State == checkDrifted {
			row[3], row[4], row[5] = fromTo(was.Items, now.Items), fromTo(was.Titled, now.Titled),
				fromTo(was.Dated, now.Dated)
		}
		t.add(row...)
	}
	if a.json {
		if err := a.printJSON(shown); err != nil {
			return err
		}
	} else {
		if len(shown) > 0 {
			t.write()
			t.note()
		}
		a.foot("%s checked, %d drifted, %d unreadable", counted(len(all)-count[checkNotKept], "source"),
			count[checkDrifted], count[checkUnreadable])
		if n := count[checkNotKept]; n > 0 && !named {
			a.suggest("%s without a kept page. To keep one: %s", counted(n, "source"),
				news.Command("attache", "source", "test", pageless, "--save"))
		}
	}
	for _, c := range shown {
		if c.State == checkDrifted || c.State == checkUnreadable {
			return &partly{message: fmt.Sprintf("%s drifted, %d unreadable.", counted(count[checkDrifted], "source"),
				count[checkUnreadable]), hint: news.Command("attache", "source", "test", c.Source)}
		}
	}
	return nil
}

func fromTo(was, now int) string {
	if was == now {
		return fmt.Sprint(now)
	}
	return fmt.Sprintf("%d → %d", was, now)
}

// keepPage reads a source's list once more and keeps it for later checks.
func (a *app) keepPage(ctx context.Context, s Settings, st *store.Store, src news.Source) (news.Fixture, error) {
	fetcher, err := scrape.New(s.Scrape, a.logger(s.Log, slog.LevelWarn))
	if err != nil {
		return news.Fixture{}, err
	}
	fetcher.Now = a.utc
	done := a.waitFor("Reading the list of %s, to keep it", src.Name)
	kept, _, err := fetcher.Sample(ctx, src)
	done()
	if err != nil {
		return kept, err
	}
	if kept.Items == 0 {
		return kept, news.Invalid("", "The list of %s gives no items now, so its page is not kept.", src.Name)
	}
	return kept, st.PutFixture(ctx, kept)
}
