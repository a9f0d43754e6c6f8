package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/mail"
	"attache/news"
	"attache/worker"
)

// runOptions are what a person may say to `attache run`.
type runOptions struct {
	digests  []string
	since    time.Duration
	from     string
	to       []string // an instant, or addresses
	dry      bool
	noScrape bool
	noSend   bool
	again    bool
	out      string
	language string // of the letter that is written or sent to an address; "" = the digest's

	until string   // the instant out of to
	only  []string // the addresses out of to
}

// runResult is what `attache run --json` prints.
type runResult struct {
	Run    news.Run      `json:"run"`
	Issues []issueResult `json:"issues"`
}

type issueResult struct {
	Issue    news.Issue     `json:"issue"`
	Tally    news.Tally     `json:"tally,omitempty"`
	Out      string         `json:"out,omitempty"`
	Verdicts []news.Verdict `json:"verdicts,omitempty"`
}

func (a *app) runCommand() *cobra.Command {
	var o runOptions
	var since string
	c := &cobra.Command{
		Use:   "run",
		Short: "Read, compose and send once, now",
		Long: `Runs every stage once: reads the sources, judges and groups what is new, composes an issue
of each digest that is switched on, and sends it to its subscribers. It is what serve does
by the clock. A run that was interrupted goes on where it stopped when it is run again.

--to takes an instant that ends the window, or an address that gets the letter instead of
the subscribers; both may be given. With an address no issue is kept: the subscribers' next
one tells the same pieces. Without a database it makes one as init does.`,
		Example: `  attache run --dry-run --out today.html
  attache run --digest daily --since 48h --to editor@example.org
  attache run --from 2026-11-16 --to 2026-11-23 --dry-run`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, to := range o.to {
				if strings.Contains(to, "@") {
					to = strings.ToLower(strings.TrimSpace(to))
					sub := news.Subscriber{Email: to, State: news.SubscriberActive}
					if err := sub.Validate(); err != nil {
						return &usageError{
							message: fmt.Sprintf("--to: %q is not an e-mail address.", to),
							hint:    "use --to editor@example.org",
						}
					}
					o.only = append(o.only, to)
				} else {
					o.until = to
				}
			}
			if o.language != "" && !slices.Contains(news.Languages, o.language) {
				return &usageError{
					message: fmt.Sprintf("%q is not a language of the letter.", o.language),
					hint:    "use " + strings.Join(news.Languages, ", "),
				}
			}
			if o.from != "" && since != "" {
				return &usageError{
					message: "--from and --since both say where the window begins.",
					hint:    "use one of them",
				}
			}
			if span, ok := spanOf(since); ok {
				o.since = span
			} else {
				o.from = or(o.from, since) // a day or a time
			}
			if err := writable(o.out); err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			p, err := a.open(cmd.Context(), s, createSeeded, slog.LevelWarn)
			if err != nil {
				return err
			}
			defer p.close()
			return a.runOnce(cmd.Context(), p, o)
		},
	}
	f := c.Flags()
	f.StringSliceVarP(&o.digests, "digest", "d", nil, "only these digests (default all that are on)")
	f.StringVar(&since, "since", "", "window: the last 24h, 7d, 2w …, or since yesterday (default since the last issue)")
	f.StringVar(&o.from, "from", "", "window begins: 2026-11-16, '2026-11-16 07:00' or yesterday, in the digest's zone")
	f.StringSliceVar(&o.to, "to", nil, "window ends (an instant), or send only to this address")
	f.BoolVar(&o.dry, "dry-run", false, "compose, but keep no issue and send nothing")
	f.BoolVar(&o.noScrape, "no-scrape", false, "compose from what is stored, read nothing")
	f.BoolVar(&o.noSend, "no-send", false, "keep the issue; a later run, attache serve or issue resend sends it")
	f.BoolVar(&o.again, "again", false,
		"take up what earlier issues have judged, as if they had not (to replay a past week)")
	f.StringVarP(&o.out, "out", "o", "", "write the letter to this file (HTML; plain text when it ends in .txt)")
	f.StringVar(&o.language, "language", "",
		"of the letter that --out writes or an address of --to gets (default the digest's)")
	return c
}

// runOnce runs every stage once, for each digest asked for.
func (a *app) runOnce(ctx context.Context, p *program, o runOptions) error {
	orders, err := a.orders(ctx, p, o)
	if err != nil {
		return err
	}
	var trouble troubles
	if o.keeps() {
		if err := p.pipeline.Sendable(ctx); err != nil {
			return err
		}
		if !o.noSend {
			if trouble, err = a.resume(ctx, p, orders); err != nil {
				return err
			}
		}
	}
	var result runResult
	if !o.noScrape {
		if result.Run, err = a.scrape(ctx, p, orders); err != nil {
			return err
		}
		if err := unread(result.Run); err != nil {
			return trouble.and(err)
		}
		for i := range orders {
			orders[i].Run = &result.Run
		}
	}
	for _, order := range orders {
		r, err := a.publish(ctx, p, order, o)
		if err != nil && ctx.Err() != nil {
			return err
		}
		result.Issues = append(result.Issues, r)
		if err != nil { // one digest's trouble is not the others'
			trouble = append(trouble, publishTrouble(order.Digest, o, err))
		}
	}
	a.funnel(result, o)
	if !o.dry {
		forgetBriefly(ctx, p)
	}
	if a.json {
		if err := a.printJSON(result); err != nil {
			return err
		}
	}
	return trouble.and(nil)
}

// keeps reports whether issues are kept: they are not in a dry run, nor when the letter goes to given addresses.
func (o *runOptions) keeps() bool { return !o.dry && len(o.only) == 0 }

// orders are the digests asked for, each with its window.
func (a *app) orders(ctx context.Context, p *program, o runOptions) ([]worker.Order, error) {
	digests, err := a.chosenDigests(ctx, p, o)
	if err != nil {
		return nil, err
	}
	orders := make([]worker.Order, len(digests))
	for i, d := range digests {
		if orders[i].Window, err = a.window(d, o); err != nil {
			return nil, err
		}
		orders[i].Digest, orders[i].Again = d, o.again
	}
	return orders, nil
}

// publishTrouble adds to an error of one digest its name, or what to do when none of its sources was read.
func publishTrouble(d news.Digest, o runOptions, err error) error {
	switch {
	case !errors.Is(err, news.ErrUnread):
		return fmt.Errorf("digest %s: %w", d.Name, err)
	case o.noScrape:
		return withHint(err, "leave --no-scrape away: attache run reads the sources first")
	}
	return withHint(err, "attache source list --trouble")
}

// unread returns an error when not one source answered, nil otherwise: then there is nothing to judge, and "nothing
// new" would be false.
func unread(run news.Run) error {
	answered := false
	for _, p := range run.Polls {
		if p.State.Good() || p.State == news.PollEmpty {
			return nil
		}
		answered = answered || p.Status != 0
	}
	if len(run.Polls) == 0 {
		return nil
	}
	first := run.Polls[0]
	message := fmt.Sprintf("None of %s could be read, so nothing was composed.", counted(len(run.Polls), "source"))
	if answered {
		message += " The first said: " + first.Detail
		return withHint(errors.New(message), "attache source list --trouble")
	}
	return withHint(errors.New(message),
		"no host answered: check the network, the DNS and HTTPS_PROXY")
}

// forgetLimit bounds the deleting of old rows at the end of a run: who runs attache by cron has no serve that does it.
const forgetLimit = 3 * time.Second

// forgetBriefly deletes old rows for a short while. What it does not come to is left for the next run.
func forgetBriefly(ctx context.Context, p *program) {
	short, cancel := context.WithTimeout(ctx, forgetLimit)
	defer cancel()
	if err := p.pipeline.Forget(short); err != nil && short.Err() == nil {
		p.log.Warn("old rows could not be deleted", "error", err)
	}
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
		if err == nil && o.out != "" && len(all) > 1 {
			err = &usageError{
				message: "--out writes one letter, and there are several digests.",
				hint:    news.Command("attache", "run", "--digest", all[0].Name, "--out", o.out),
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
	if o.out != "" && len(chosen) > 1 {
		return nil, &usageError{
			message: "--out writes one letter, and several digests were named.",
			hint:    "name one --digest",
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
	if o.since != 0 {
		end := w.To
		if end.IsZero() {
			end = a.now()
		}
		w.From = end.Add(-o.since).UTC()
	}
	if o.from != "" {
		if w.From, err = a.instant(o.from, zone); err != nil {
			return w, err
		}
	}
	if w.From.After(a.now()) {
		if o.from == "" {
			return w, &usageError{
				message: "--since is a span before now: it cannot be negative.",
				hint:    "attache run --since 24h",
			}
		}
		return w, &usageError{
			message: fmt.Sprintf("The window begins at %s, which is still to come.", when(w.From)),
			hint:    "change --from",
		}
	}
	if !w.From.IsZero() && !w.To.IsZero() && !w.From.Before(w.To) {
		begin := "change --from or --to"
		if o.from == "" {
			begin = "--since is a span that ends at --to, and positive: attache run --since 24h"
		}
		return w, &usageError{message: fmt.Sprintf("The window ends at %s, before it begins at %s.", when(w.To),
			when(w.From)), hint: begin}
	}
	return w, nil
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
			if len(o.Digest.Sources) == 0 || slices.Contains(o.Digest.Sources, s.Name) {
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
	bar, done := a.progress("read", len(sources)), func() {}
	if bar.bar == nil {
		done = a.waitFor("Reading %s", counted(len(sources), "source"))
	}
	run, err := p.pipeline.Scrape(ctx, sources, w, func(_, _ int, src news.Source, _ news.Poll) { bar.step(src.Name) })
	done()
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

// publish composes one issue, writes and sends it as asked.
func (a *app) publish(ctx context.Context, p *program, order worker.Order, o runOptions) (issueResult, error) {
	if !o.keeps() {
		return a.draft(ctx, p, order, o)
	}
	done := a.waitFor("Composing %s", order.Digest.Name)
	i, err := p.pipeline.Publish(ctx, order)
	done()
	if err != nil {
		return issueResult{Issue: i}, err
	}
	a.describe(i)
	r := issueResult{Issue: i}
	letters, err := p.store.Letters(ctx, i.ID)
	if err != nil {
		return r, err
	}
	if r.Out, err = a.writeLetter(o, i, letters); err != nil {
		return r, err
	}
	switch {
	case i.State == news.IssueHeld:
		a.suggest("It waits for approval: attache issue approve %d", i.ID)
		return r, nil
	case i.State != news.IssueApproved && i.State != news.IssueSending, o.noSend:
		return r, nil
	}
	if p.mailDown != "" {
		a.suggest("Issue %d is kept and waits, too: attache issue resend %d", i.ID, i.ID)
		return r, nil
	}
	r.Tally, err = a.deliver(ctx, p, i.ID)
	a.tellOutbox(p, r.Tally[news.DeliverySent])
	return r, err
}

// draft composes an issue that is not kept: the readers' next one will tell the same pieces. It goes to the addresses
// asked for, unless this is a dry run.
func (a *app) draft(ctx context.Context, p *program, order worker.Order, o runOptions) (issueResult, error) {
	done := a.waitFor("Composing %s", order.Digest.Name)
	d, err := p.pipeline.Draft(ctx, order)
	done()
	if err != nil {
		return issueResult{}, err
	}
	a.describe(d.Issue)
	r := issueResult{Issue: d.Issue, Verdicts: d.Verdicts}
	if r.Out, err = a.writeLetter(o, d.Issue, d.Letters); err != nil {
		return r, err
	}
	if o.dry {
		a.say("Nothing was kept or sent (--dry-run).")
		return r, nil
	}
	if len(d.Letters) == 0 {
		a.say("There is nothing to send.")
		return r, nil
	}
	d.Letters = []news.Letter{o.letter(d.Issue, d.Letters)}
	if p.mailDown != "" {
		a.say("Nothing was sent, for the same reason.")
		return r, nil
	}
	outcomes, err := p.pipeline.SendDraft(ctx, d, o.only)
	if err != nil {
		return r, err
	}
	r.Tally = news.Tally{}
	var trouble, unsent []string
	for i, out := range outcomes {
		if out.Kind == mail.Sent {
			r.Tally[news.DeliverySent]++
			a.say("Sent to %s; no issue was kept.", o.only[i])
			continue
		}
		if out.Kind == mail.Unsent {
			unsent = append(unsent, o.only[i])
			p.mailDown = out.Response
			continue
		}
		trouble = append(trouble, fmt.Sprintf("%s: %s %s", o.only[i], out.Kind, out.Response))
	}
	a.tellOutbox(p, r.Tally[news.DeliverySent])
	switch {
	case ctx.Err() != nil && len(unsent) > 0:
		return r, &interrupted{hint: strings.Join(unsent, ", ") + ": nothing was sent there; run it again"}
	case len(unsent) > 0:
		trouble = append(trouble, fmt.Sprintf("%s: %s", strings.Join(unsent, ", "), p.mailDown))
	}
	if len(trouble) > 0 {
		return r, &partly{
			message: "Not everybody got it: " + strings.Join(trouble, "; ") + ".",
			hint:    "run it again for those addresses",
		}
	}
	return r, nil
}

// tellOutbox says where letters are when no mail server is set.
func (a *app) tellOutbox(p *program, sent int) {
	if p.settings.Mail.Host == "" && sent > 0 {
		a.say("No mail server is set: the letters are in %s.", or(p.settings.Mail.Outbox, "outbox"))
	}
}

// describe prints an issue on a few lines.
func (a *app) describe(i news.Issue) {
	if a.json {
		return
	}
	stories := i.Stories()
	a.say("\n%s, %s: %s.", i.Title, windowText(i.Window.From, i.Window.To, i.TimeZone), i.State)
	a.say("%d articles judged, %d kept, %s; %d of %s read.", i.Coverage.Articles, i.Coverage.Kept, counted(len(stories),
		"story"), i.Coverage.Read, counted(i.Coverage.Sources, "source"))
	for _, s := range stories {
		more := ""
		if len(s.Also) > 0 {
			more = fmt.Sprintf(" (+%d)", len(s.Also))
		}
		a.say("  %-9s  %s: %s%s", strings.Join(s.Countries[:min(len(s.Countries), 3)], " "), s.Lead.Outlet, s.Headline, more)
	}
	if i.Note != "" {
		a.say("%s", i.Note)
	}
	a.describeUnread(i.Coverage.Notes)
	a.describeFailed(i.Coverage.Failed)
	a.describeHelp(i.Help)
}

// describeFailed names the articles that attache itself failed on.
func (a *app) describeFailed(failed []news.Failure) {
	if len(failed) == 0 {
		return
	}
	a.say("Left out, because attache itself failed on them (the log tells how; please report it): %s.",
		counted(len(failed), "article"))
	for _, f := range failed[:min(len(failed), mostNamed)] {
		a.say("  %s, while %s: %s", f.Outlet, f.Stage, f.URL)
	}
	if more := len(failed) - mostNamed; more > 0 {
		a.say("  and %d more", more)
	}
}

// letter is the one in the language asked for, else in the issue's.
func (o *runOptions) letter(i news.Issue, letters []news.Letter) news.Letter {
	n := slices.IndexFunc(letters,
		func(l news.Letter) bool { return l.Language == or(o.language, or(i.Language, news.Languages[0])) })
	return letters[max(n, 0)]
}

// writeLetter writes the letter to the file asked for and returns its absolute path; "" when there is none.
func (a *app) writeLetter(o runOptions, i news.Issue, letters []news.Letter) (string, error) {
	path := o.out
	if path == "" {
		return "", nil
	}
	if len(letters) == 0 {
		a.say("There is no letter to write: the issue is %s.", i.State)
		return "", nil
	}
	l := o.letter(i, letters)
	l.HTML, l.Text = worker.WithoutLeave(l.HTML, l.Text) // it is nobody's own
	text := l.HTML
	if ext := filepath.Ext(path); ext == ".txt" || ext == ".md" {
		text = l.Text
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return "", fmt.Errorf("write the letter: %w", err)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	a.say("Wrote %s.", path)
	return abs, nil
}
