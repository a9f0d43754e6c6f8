package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"attache/news"
	"attache/worker"
)

// unread returns an error when not one source answered, nil otherwise: then there is nothing to judge, and "nothing
// new" would be false.
func unread(run news.Run) error {
	answered := false
	for _, p := range run.Polls {
		if p.State.Good() || p.State == news.PollEmpty {
			return nil
		}
		answered = answered || p.Status != 0 || p.State != news.PollFailing // refused by our own rules, by robots.txt …
	}
	if len(run.Polls) == 0 {
		return nil
	}
	first := run.Polls[0]
	message := fmt.Sprintf("None of %s could be read, so nothing was composed.", counted(len(run.Polls), "source"))
	said := " The first said: "
	if len(run.Polls) == 1 {
		message, said = "The one source could not be read, so nothing was composed.", " It said: "
	}
	if answered {
		message += said + first.Detail
		return withCode(withHint(errors.New(message), "attache source list --trouble"), codeNetwork)
	}
	return withCode(withHint(errors.New(message), "no host answered: check the network, the DNS and HTTPS_PROXY"),
		codeNetwork)
}

// scrape reads every source that the orders need, and reports.
func (a *app) scrape(ctx context.Context, p *program, orders []worker.Order) (news.Run, error) {
	enabled, err := p.store.Sources(ctx, true)
	if err != nil {
		return news.Run{}, err
	}
	now := a.now().UTC()
	w := news.Window{From: now, To: now}
	wanted := map[string]bool{}
	for _, o := range orders {
		from := o.Window.From
		if from.IsZero() {
			next, err := p.pipeline.NextWindow(ctx, o.Digest)
			if err != nil {
				return news.Run{}, err
			}
			from = next.From
		}
		if from.Before(w.From) {
			w.From = from
		}
		for _, s := range enabled {
			if o.Digest.Reads(&s) {
				wanted[s.Name] = true
			}
		}
	}
	sources := slices.DeleteFunc(enabled, func(s news.Source) bool { return !wanted[s.Name] })
	if len(sources) == 0 {
		return news.Run{}, &news.InvalidError{
			Message: "There is no source to read.",
			Hint:    "attache source import --catalogue; or one of your own: attache source add https://example.org/",
		}
	}
	p.plan.read.guess = always(a.guessReading(ctx, p, len(sources)))
	bar := a.progress("read", "Reading "+counted(len(sources), "source"), len(sources), p.plan.read)
	run, err := p.pipeline.Scrape(ctx, sources, w, func(_, _ int, src news.Source, _ news.Poll) { bar.step(src.Name) })
	bar.end()
	if err != nil {
		return run, err
	}
	if !a.json && unread(run) == nil {
		a.reportScrape(run, sources)
	}
	return run, nil
}

// reportScrape prints what the sources answered, those in trouble by name.
func (a *app) reportScrape(run news.Run, sources []news.Source) {
	names := map[int64]string{}
	for _, s := range sources {
		names[s.ID] = s.Name
	}
	good, items := 0, 0
	t := a.table(col{}, col{}, col{fold: true})
	for _, p := range run.Polls {
		items += p.Items
		if p.State.Good() {
			good++
			continue
		}
		t.add("  "+names[p.SourceID], string(p.State), p.Detail)
	}
	a.say("Read %d of %s: %s listed, %s, in %s.", good, counted(len(run.Polls), "source"), counted(items, "item"),
		counted(run.Articles, "new article"), took(run.Ended.Sub(run.Started)))
	rest := len(t.rows) - maxTrouble
	if rest > 0 {
		t.rows = t.rows[:maxTrouble]
	}
	t.write()
	if rest > 0 {
		a.suggest("  … and %d more: attache source list --trouble", rest)
	}
}

// maxTrouble is how many sources in trouble a run names.
const maxTrouble = 20
