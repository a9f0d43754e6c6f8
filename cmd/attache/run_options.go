package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/news"
	"attache/store"
)

// runOptions are what a person may say to `attache run`.
type runOptions struct {
	digests  []string
	sources  []string
	since    string
	from     string
	to       []string // an instant, or addresses
	noScrape bool
	noSend   bool
	afresh   bool
	open     bool
	out      string
	language string // of the letter that is written or sent to an address; "" = the digest's

	span   time.Duration // out of since
	until  string        // the instant out of to
	only   []string      // the addresses out of to
	before string        // what stood in the file of out
	same   string        // the same command without --dry-run
}

func (o *runOptions) flags(a *app, c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVarP(&o.digests, "digest", "d", nil, "only these digests (default all that are on)")
	f.StringSliceVar(&o.sources, "source", nil, "only these sources of theirs (default all)")
	f.StringVar(&o.since, "since", "", "window: the last 24h, 7d, 2w …, or since yesterday (default since the last issue)")
	f.StringVar(&o.from, "from", "", "window begins: 2026-11-16, '2026-11-16 07:00' or yesterday, in the digest's zone")
	f.StringSliceVar(&o.to, "to", nil, "window ends (a day or a time), or send only to this address")
	a.dryFlag(c, "read and compose, keep and send nothing")
	f.BoolVar(&o.noScrape, "no-scrape", false, "compose from what is stored, read nothing")
	f.BoolVar(&o.noSend, "no-send", false, "keep the issue; a later run, attache serve or issue resend sends it")
	f.BoolVar(&o.afresh, "again", false,
		"take up what earlier issues have judged, as if they had not (to replay a past week)")
	f.BoolVar(&o.open, "open", false, "show the letter in a browser")
	f.StringVarP(&o.out, "out", "o", "", "write the letter to this file: .html, .txt, .eml or .json")
	f.StringVar(&o.language, "language", "",
		"of the letter that --out writes, --open shows or an address of --to gets (default the digest's)")
}

// keeps reports whether issues are kept: they are not in a dry run, nor when the letter goes to given addresses.
func (o *runOptions) keeps(a *app) bool { return !a.dry && len(o.only) == 0 }

// again is the command for the letter of one digest.
func (o *runOptions) again(digest string) string {
	words := []string{"attache", "run", "--digest", digest}
	if o.out != "" {
		words = append(words, "--out", o.out)
	}
	if o.open {
		words = append(words, "--open")
	}
	return news.Command(words...)
}

// check reads the options and says what cannot be obeyed, before any work.
func (o *runOptions) check(a *app) error {
	for _, to := range o.to {
		if !strings.Contains(to, "@") {
			if o.until != "" {
				return &usageError{message: "--to says twice when the window ends.", hint: "leave one away"}
			}
			o.until = to
			continue
		}
		to = strings.ToLower(strings.TrimSpace(to))
		sub := news.Subscriber{Email: to, State: news.SubscriberActive}
		if err := sub.Validate(); err != nil {
			return &usageError{
				message: fmt.Sprintf("--to: %q is not an e-mail address.", to),
				hint:    "use --to editor@example.org",
			}
		}
		o.only = append(o.only, to)
	}
	if o.language != "" && !slices.Contains(news.Languages, o.language) {
		return oneOf(o.language, news.Languages, fmt.Sprintf("%q is not a language of the letter.", o.language))
	}
	if o.from != "" && o.since != "" {
		return &usageError{
			message: "--from and --since both say where the window begins.",
			hint:    "use one of them",
		}
	}
	if d, ok := config.Span(o.since); ok {
		o.span = d
	} else {
		o.from = or(o.from, o.since) // a day or a time
	}
	// They are read again in each digest's zone; what cannot be read there cannot be read in any.
	for _, said := range []struct{ flag, text, or, hint string }{
		{"--from", o.from, "", ""},
		{"--to", o.until, ", and no address", "; or send the letter to an address: --to editor@example.org"},
	} {
		if said.text == "" {
			continue
		}
		if said.flag == "--from" && o.since != "" {
			said.flag = "--since"
		}
		if _, err := a.instant(said.text, time.UTC); err != nil {
			return &usageError{
				message: fmt.Sprintf("%s: %q is not a date or time%s.", said.flag, said.text, said.or),
				hint:    instantHint + said.hint,
			}
		}
	}
	return o.checkOut(a)
}

// chooseSources leaves each digest only those of its sources that were asked for.
func (o *runOptions) chooseSources(ctx context.Context, st *store.Store, digests []news.Digest) error {
	if len(o.sources) == 0 {
		return nil
	}
	var asked []news.Source
	for _, name := range o.sources {
		src, err := sourceNoun.get(ctx, st, name)
		if err != nil {
			return err
		}
		if !src.Enabled {
			return &news.InvalidError{
				Message: fmt.Sprintf("The source %s is switched off.", name),
				Hint:    news.Command("attache", "source", "enable", name),
			}
		}
		asked = append(asked, src)
	}
	for i := range digests {
		d := &digests[i]
		var chosen []string
		for k := range asked {
			if d.Reads(&asked[k]) {
				chosen = append(chosen, asked[k].Name)
			}
		}
		if len(chosen) == 0 {
			return &news.InvalidError{
				Message: fmt.Sprintf("The digest %s reads none of these sources.", d.Name),
				Hint:    news.Command("attache", "digest", "show", d.Name),
			}
		}
		d.Sources = chosen
	}
	return nil
}

func (a *app) chosenDigests(ctx context.Context, p *program, o runOptions) ([]news.Digest, error) {
	if len(o.digests) == 0 {
		all, err := p.store.Digests(ctx, true)
		if err == nil && len(all) == 0 {
			err = &news.InvalidError{
				Message: "There is no digest that is switched on.",
				Hint:    "attache digest add daily --schedule '0 7 * * *'",
			}
		}
		if err == nil && o.oneLetter() && len(all) > 1 {
			err = &usageError{
				message: "--out and --open are for one letter, and there are several digests.",
				hint:    o.again(all[0].Name),
			}
		}
		return all, err
	}
	var chosen []news.Digest
	for _, name := range o.digests {
		d, err := digestNoun.get(ctx, p.store, name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, d)
	}
	if o.oneLetter() && len(chosen) > 1 {
		return nil, &usageError{
			message: "--out and --open are for one letter, and several digests were named.",
			hint:    o.again(chosen[0].Name),
		}
	}
	return chosen, nil
}

// window is the span a digest's issue is asked to cover. A zero end is left to the pipeline: since the last issue,
// until now.
func (a *app) window(d news.Digest, o runOptions) (news.Window, error) {
	var w news.Window
	zone, err := d.Location()
	if err != nil {
		return w, err
	}
	if d.TimeZone == "" {
		zone = time.Local
	}
	if o.until != "" {
		if w.To, err = a.instant(o.until, zone); err != nil {
			return w, err
		}
	}
	if now := a.now(); w.To.After(now) { // there is nothing from then; the times of an issue do not lie in the future
		w.To = now.UTC()
	}
	if o.span != 0 {
		end := w.To
		if end.IsZero() {
			end = a.now()
		}
		w.From = end.Add(-o.span).UTC()
	}
	if o.from != "" {
		if w.From, err = a.instant(o.from, zone); err != nil {
			return w, err
		}
	}
	clock := func(t time.Time) string { return t.In(zone).Format(minuteLayout) }
	if w.From.After(a.now()) {
		if o.from == "" {
			return w, &usageError{
				message: "--since is a span before now: it cannot be negative.",
				hint:    "attache run --since 24h",
			}
		}
		return w, &usageError{
			message: fmt.Sprintf("The window begins at %s, which is still to come.", clock(w.From)),
			hint:    "change --from",
		}
	}
	if !w.From.IsZero() && !w.To.IsZero() && !w.From.Before(w.To) {
		begin := "change --from or --to"
		if o.from == "" {
			begin = "--since is a span that ends at --to, and positive: attache run --since 24h"
		}
		return w, &usageError{message: fmt.Sprintf("The window ends at %s, before it begins at %s.", clock(w.To),
			clock(w.From)), hint: begin}
	}
	return w, nil
}
