package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"attache/mail"
	"attache/news"
	"attache/worker"
)

// runResult is what `attache run --json` prints.
type runResult struct {
	Run    news.Run      `json:"run"`
	Issues []issueResult `json:"issues"`
	DryRun bool          `json:"dry_run"`
}

type issueResult struct {
	Issue    news.Issue     `json:"issue"`
	Tally    news.Tally     `json:"tally,omitempty"`
	Out      string         `json:"out,omitempty"`
	Replay   bool           `json:"replay,omitempty"` // of a window that ended long before
	Against  *comparison    `json:"against,omitempty"`
	Verdicts []news.Verdict `json:"verdicts,omitempty"`
}

func (a *app) runCommand() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run",
		Short: "Read, compose and send once, now",
		Long: `Runs every stage once: reads the sources, judges and groups what is new, composes an issue
of each digest that is switched on, and sends it to its subscribers. It is what serve does
by the clock. A run that was interrupted goes on where it stopped when it is run again.

--dry-run reads and composes, and keeps nothing: no article, no visit, no issue, no letter. Without a
database the other runs make one as init does.

--to takes a day or a time at which the window ends, or an address that gets the letter instead of the
subscribers; both may be given. With an address no issue is kept: the subscribers' next one tells the same
pieces. With --again, pieces that earlier issues have judged are taken up too: so a past week is replayed.

--out writes the letter as its ending says: .html, .txt, .eml (a message to open in a mail program) or .json
(the issue with its verdicts); "-" is standard output, in HTML. When the file is there already, the run says
what is new in it.`,
		Example: `  attache run --dry-run --out today.html
  attache run --digest daily --since 48h --to editor@example.org
  attache run --source akorda.kz --since yesterday --dry-run --open
  attache run --from 2026-11-16 --to 2026-11-23 --again --dry-run --out week.html`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(a); err != nil {
				return err
			}
			o.same = strings.Replace(again(cmd, nil), " --dry-run", "", 1)
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
	o.flags(a, c)
	return c
}

// runOnce runs every stage once, for each digest asked for.
func (a *app) runOnce(ctx context.Context, p *program, o runOptions) error {
	orders, err := a.orders(ctx, p, o)
	if err != nil {
		return err
	}
	var trouble troubles
	if o.keeps(a) {
		if err := p.pipeline.Sendable(ctx); err != nil {
			return err
		}
		if !o.noSend {
			if trouble, err = a.resume(ctx, p, orders); err != nil {
				return err
			}
		}
	}
	result := runResult{DryRun: a.dry}
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
	if !a.dry {
		forgetBriefly(ctx, p)
	}
	if a.json {
		if err := a.printJSON(result); err != nil {
			return err
		}
	}
	return trouble.and(nil)
}

// orders are the digests asked for, each with its window.
func (a *app) orders(ctx context.Context, p *program, o runOptions) ([]worker.Order, error) {
	digests, err := a.chosenDigests(ctx, p, o)
	if err != nil {
		return nil, err
	}
	if err := o.chooseSources(ctx, p.store, digests); err != nil {
		return nil, err
	}
	orders := make([]worker.Order, len(digests))
	for i, d := range digests {
		if orders[i].Window, err = a.window(d, o); err != nil {
			return nil, err
		}
		orders[i].Digest, orders[i].Again = d, o.afresh
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
	if !o.keeps(a) {
		return a.draft(ctx, p, order, o)
	}
	done := a.waitCompose(p, order.Digest.Name)
	i, err := p.pipeline.Publish(ctx, order)
	done()
	if err != nil {
		return issueResult{Issue: i}, err
	}
	r := issueResult{Issue: i}
	letters, err := p.store.Letters(ctx, i.ID)
	if err != nil {
		return r, err
	}
	if err := a.tellIssue(ctx, p, o, &r, letters); err != nil {
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
	done := a.waitCompose(p, order.Digest.Name)
	d, err := p.pipeline.Draft(ctx, order)
	done()
	if err != nil {
		return issueResult{}, err
	}
	r := issueResult{Issue: d.Issue, Verdicts: d.Verdicts}
	if err := a.tellIssue(ctx, p, o, &r, d.Letters); err != nil {
		return r, err
	}
	if a.dry {
		return r, nil // it is told at the end
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
	err = a.reportDraft(ctx, p, o, outcomes, r.Tally)
	return r, err
}

// reportDraft says what became of a draft's letters, counts them in tally, and returns what is left: *unfinished when
// another try may bring letters there, as for an issue's, *partly when all that are left were refused.
func (a *app) reportDraft(
	ctx context.Context, p *program, o runOptions, outcomes []mail.Outcome, tally news.Tally,
) error {
	var trouble, unsent, again []string
	for i, out := range outcomes {
		switch out.Kind {
		case mail.Sent:
			tally[news.DeliverySent]++
			a.say("Sent to %s; no issue was kept.", o.only[i])
			continue
		case mail.Unsent:
			unsent, again = append(unsent, o.only[i]), append(again, o.only[i])
			p.mailDown = out.Response
			continue
		case mail.Doubt:
			tally[news.DeliveryDoubt]++
		case mail.Deferred:
			tally[news.DeliveryDeferred]++
			again = append(again, o.only[i])
		case mail.Failed:
			tally[news.DeliveryFailed]++
		}
		trouble = append(trouble, fmt.Sprintf("%s: %s %s", o.only[i], out.Kind, out.Response))
	}
	a.tellOutbox(p, tally[news.DeliverySent])
	switch {
	case ctx.Err() != nil && len(unsent) > 0:
		return &interrupted{hint: strings.Join(unsent, ", ") + ": nothing was sent there; run it again"}
	case len(unsent) == len(outcomes) && len(unsent) > 0:
		down := news.UnreachableError{Response: p.mailDown}
		return &unfinished{
			message: fmt.Sprintf("Nobody got the letter: %s.", down.Error()),
			hint:    "when the server is up, run it again; what it says of the settings: attache check",
		}
	case len(unsent) > 0:
		trouble = append(trouble, fmt.Sprintf("%s: %s", strings.Join(unsent, ", "), p.mailDown))
	}
	message := "Not everybody got it: " + strings.Join(trouble, "; ") + "."
	switch {
	case len(again) > 0:
		return &unfinished{message: message, hint: "run it again with --to " + strings.Join(again, ",")}
	case tally[news.DeliveryDoubt] > 0:
		return &unfinished{
			message: message, hint: "where the outcome is in doubt it may have arrived: ask before you run it again",
		}
	case len(trouble) > 0:
		return &partly{message: message, hint: "mend the addresses that were refused, and run it again for those"}
	}
	return nil
}

// tellOutbox says where letters are when no mail server is set.
func (a *app) tellOutbox(p *program, sent int) {
	if p.settings.Mail.Host == "" && sent > 0 {
		a.say("No mail server is set: the letters are in %s.", or(p.settings.Mail.Outbox, "outbox"))
	}
}

// describe prints an issue on a few lines.
func (a *app) describe(i news.Issue, c *comparison) {
	if a.json {
		return
	}
	stories := i.Stories()
	a.say("\n%s, %s: %s.", i.Title, windowText(i.Window.From, i.Window.To, i.TimeZone), i.State)
	a.say("%d articles judged, %d kept, %s; %d of %s read.", i.Coverage.Articles, i.Coverage.Kept, counted(len(stories),
		"story"), i.Coverage.Read, counted(i.Coverage.Sources, "source"))
	for n, s := range stories {
		more := ""
		if len(s.Also) > 0 {
			more = fmt.Sprintf(" (+%d)", len(s.Also))
		}
		a.say("%s %-9s  %s: %s%s", c.mark(n), strings.Join(s.Countries[:min(len(s.Countries), 3)], " "), s.Lead.Outlet,
			s.Headline, more)
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
