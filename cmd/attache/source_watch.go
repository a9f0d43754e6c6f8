package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/scrape/fetch"
)

// Watching sources: what is looked at, and when.
const (
	watchFirst = 2 * time.Minute  // after the start
	watchTick  = 10 * time.Minute // between rounds
	driftEvery = 24 * time.Hour   // between comparisons of one source with the page kept of it
	driftBatch = 10               // sources compared in a round
	deadPolls  = 5                // visits in a row without success, and
	deadAfter  = 72 * time.Hour   // so long since the last one that had it: then a source counts as dead
	driftLimit = 2 * time.Minute  // one comparison
)

// watchSources flags sources that are dead or have drifted, and mails those who ask for it, once for each, until ctx
// ends.
func (p *program) watchSources(ctx context.Context) error {
	timer := time.NewTimer(watchFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		if err := p.watchOnce(ctx); err != nil && ctx.Err() == nil {
			p.log.Error("the sources could not be watched", "error", err)
		}
		timer.Reset(watchTick)
	}
}

// watchOnce is one round.
func (p *program) watchOnce(ctx context.Context) error {
	standings, err := p.store.Standings(ctx)
	if err != nil {
		return err
	}
	flags, err := p.store.Flags(ctx)
	if err != nil {
		return err
	}
	compared := 0
	for _, s := range standings {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		was := flags[s.Source.ID]
		is := p.watched(s, was)
		due := p.clock.Now().Sub(was.Checked) >= driftEvery || was.Checked.IsZero()
		if s.Source.Enabled && is.State != newsroom.FlagDead && s.Last.State.Good() && due && compared < driftBatch {
			compared++
			if is, err = p.compared(ctx, s.Source, is); err != nil {
				return err
			}
		}
		if is.State == was.State && is.Checked.Equal(was.Checked) && is.Cause == was.Cause {
			continue
		}
		if err := p.store.SetFlag(ctx, is); err != nil {
			return err
		}
	}
	return p.tellFlags(ctx, standings)
}

// watched is the flag of a source by its visits alone. What a comparison found stays until the next one.
func (p *program) watched(s news.Standing, was newsroom.Flag) newsroom.Flag {
	now := p.clock.Now()
	f := newsroom.Flag{SourceID: s.Source.ID, Since: now, Checked: was.Checked}
	switch {
	case !s.Source.Enabled:
	case s.Failures >= deadPolls && !s.Last.State.Good() && now.Sub(s.LastSuccess) >= deadAfter &&
		(!s.LastSuccess.IsZero() || s.Failures >= 4*deadPolls): // one that never worked gets a longer time
		f.State, f.Cause = newsroom.FlagDead, s.Last.Detail
	case was.State == newsroom.FlagDrifted:
		f.State, f.Cause = was.State, was.Cause
	}
	return f
}

// compared reads a source beside the page kept of it, as attache source check does. One without such a page, and one
// that cannot be read now, is left as it is.
func (p *program) compared(ctx context.Context, src news.Source, f newsroom.Flag) (newsroom.Flag, error) {
	f.Checked = p.clock.Now()
	kept, err := p.store.Fixture(ctx, src.ID)
	if errors.Is(err, news.ErrNotFound) {
		return f, nil
	}
	if err != nil {
		return f, err
	}
	limited, cancel := context.WithTimeout(ctx, driftLimit)
	defer cancel()
	d, err := p.fetcher.Check(limited, src, kept)
	var fail *fetch.Failure
	var invalid *news.InvalidError
	switch {
	case ctx.Err() != nil:
		return f, ctx.Err()
	case errors.As(err, &fail), errors.As(err, &invalid), errors.Is(err, context.DeadlineExceeded):
		return f, nil // its visits tell of that
	case err != nil:
		return f, err
	case len(d.Findings) > 0:
		f.State, f.Cause = newsroom.FlagDrifted, strings.Join(d.Findings, " ")
	case f.State == newsroom.FlagDrifted:
		f.State, f.Cause = "", ""
	}
	return f, nil
}

// tellFlags mails the flags of which nobody was told to those who ask for it. Without a mail server, or somebody who
// asks, they are shown on the desk alone.
func (p *program) tellFlags(ctx context.Context, standings []news.Standing) error {
	people, err := p.store.People(ctx)
	if err != nil {
		return err
	}
	var asked []newsroom.Person
	for _, one := range people {
		if one.Enabled && one.Alerts {
			asked = append(asked, one)
		}
	}
	if len(asked) == 0 || !p.settings.Mail.Leaves() {
		return nil
	}
	flags, err := p.store.TakeFlags(ctx, p.clock.Now())
	if err != nil || len(flags) == 0 {
		return err
	}
	sources := map[int64]news.Source{}
	for _, s := range standings {
		sources[s.Source.ID] = s.Source
	}
	sent := 0
	var last error
	for _, one := range asked {
		lang := or(one.Language, "en")
		text := p.flagText(lang, flags, sources)
		mailed, err := deskRunner{p}.Mail(ctx, one.Email, p.set.DeskText(lang, "alert_subject"), text, lang)
		if err != nil {
			p.log.Warn("somebody could not be told of sources that broke", "person", one.ID, "error", err)
			last = err
		} else if mailed {
			sent++
		}
	}
	if sent == 0 && last != nil { // the next round tries again
		return errors.Join(fmt.Errorf("tell of %d sources: %w", len(flags), last), p.store.GiveFlags(ctx, flags))
	}
	return nil
}

// flagText is the mail in a language.
func (p *program) flagText(lang string, flags []newsroom.Flag, sources map[int64]news.Source) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", p.set.DeskText(lang, "alert_mail", "site", or(p.settings.Web.Title, "attache")))
	base := strings.TrimRight(p.links.Base, "/")
	for _, f := range flags {
		src := sources[f.SourceID]
		what := "flag_drifted"
		if f.State == newsroom.FlagDead {
			what = "flag_dead"
		}
		fmt.Fprintf(&b, "\n%s\n%s %s\n%s/desk/sources/%s\n", src.Outlet.Name, p.set.DeskText(lang, what),
			p.set.DeskReason(lang, f.Cause), base, src.Name)
	}
	fmt.Fprintf(&b, "\n%s\n", p.set.DeskText(lang, "alert_once"))
	return b.String()
}
