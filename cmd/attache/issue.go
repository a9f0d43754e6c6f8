package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
	"attache/store"
)

func (a *app) issueCommand() *cobra.Command {
	return group("issue", "What was published", `An issue is one dated edition of a digest. Once composed it is frozen.`,
		a.issueList(), a.issueShow(), a.issueReaders(), a.issueApprove(), a.issueResend())
}

func (a *app) issueList() *cobra.Command {
	var most int
	c := &cobra.Command{
		Use: "list [DIGEST]", Short: "Issues, newest first", Args: arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			digests, err := st.Digests(ctx, false)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				d, err := a.digest(ctx, st, args[0])
				if err != nil {
					return err
				}
				digests = []news.Digest{d}
			}
			all := []news.IssueRow{}
			for _, d := range digests {
				rows, err := st.NewestIssues(ctx, d.Name, most)
				if err != nil {
					return err
				}
				all = append(all, rows...)
			}
			slices.SortStableFunc(all, func(x, y news.IssueRow) int { return y.Created.Compare(x.Created) })
			all = all[:min(len(all), most)]
			if !a.json {
				return a.printIssues(ctx, st, all)
			}
			out := a.jsonList()
			for _, row := range all {
				i, err := st.Issue(ctx, row.ID)
				if err != nil {
					return err
				}
				if err := out.add(i); err != nil {
					return err
				}
			}
			return out.end()
		},
	}
	c.Flags().IntVarP(&most, "number", "n", 20, "most issues to list")
	return c
}

func (a *app) printIssues(ctx context.Context, st *store.Store, all []news.IssueRow) error {
	t := table{}
	t.add("ID", "DIGEST", "NO", "SLOT", "STATE", "STORIES", "SENT", "OPEN", "FAILED", "DOUBT", "CREATED", "NOTE")
	for _, i := range all {
		tally, err := st.Tally(ctx, i.ID)
		if err != nil {
			return err
		}
		number := "-"
		if i.Number > 0 {
			number = fmt.Sprint(i.Number)
		}
		t.add(fmt.Sprint(i.ID), i.Digest, number, short(i.Slot, 34), string(i.State), fmt.Sprint(i.Outline.Stories),
			fmt.Sprint(tally[news.DeliverySent]), fmt.Sprint(tally.Open()), fmt.Sprint(tally[news.DeliveryFailed]), fmt.Sprint(tally[news.DeliveryDoubt]),
			when(i.Created), short(i.Note, 50))
	}
	t.write(a.out)
	return nil
}

// issue finds an issue by its number as a command's argument gives it.
func (a *app) issue(ctx context.Context, st *store.Store, arg string) (news.Issue, error) {
	id, err := strconv.ParseInt(arg, 10, 64)
	if err != nil {
		return news.Issue{}, &usageError{message: fmt.Sprintf("%q is not the ID of an issue.", arg), hint: "attache issue list"}
	}
	i, err := st.Issue(ctx, id)
	if err != nil {
		return i, withHint(err, "attache issue list")
	}
	return i, nil
}

func (a *app) issueShow() *cobra.Command {
	var html, why bool
	var language string
	c := &cobra.Command{
		Use: "show ID", Short: "One issue: its letter, or why each piece is in or out", Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			_, st, err := a.desk(ctx, refuse)
			if err != nil {
				return err
			}
			defer st.Close()
			i, err := a.issue(ctx, st, args[0])
			if err != nil {
				return err
			}
			switch {
			case why:
				return a.printVerdicts(ctx, st, i)
			case a.json:
				return a.printJSON(i)
			}
			letters, err := st.Letters(ctx, i.ID)
			if err != nil {
				return err
			}
			for _, l := range letters {
				if l.Language != or(language, or(i.Language, "en")) {
					continue
				}
				text := l.Text
				if html {
					text = l.HTML
				}
				_, err := io.WriteString(a.out, text)
				return err
			}
			if len(letters) == 0 && i.State == news.IssueSent {
				a.say("The letters of issue %d are no longer kept: it is older than database.retention.letters. Its archive page is.", i.ID)
				return nil
			}
			a.say("Issue %d of %s, %s, has no letter in %s. %s", i.ID, i.Digest, i.State, or(language, or(i.Language, "en")), i.Note)
			return nil
		},
	}
	c.Flags().BoolVar(&html, "html", false, "the HTML part instead of the text")
	c.Flags().BoolVar(&why, "why", false, "the verdict on every article")
	c.Flags().StringVar(&language, "language", "", "of the letter (default the digest's)")
	return c
}

func (a *app) printVerdicts(ctx context.Context, st *store.Store, i news.Issue) error {
	verdicts, err := st.Verdicts(ctx, i.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(verdicts)
	}
	if len(verdicts) == 0 && i.Coverage.Articles > 0 {
		a.say("The verdicts of issue %d are no longer kept: it is older than database.retention.verdicts.", i.ID)
	}
	a.describeHelp(i.Help)
	a.describeRefused(i)
	slices.SortStableFunc(verdicts, func(x, y news.Verdict) int {
		switch {
		case x.Kept != y.Kept && x.Kept:
			return -1
		case x.Kept != y.Kept:
			return 1
		case x.Score != y.Score && x.Score > y.Score:
			return -1
		case x.Score != y.Score:
			return 1
		}
		return 0
	})
	for _, v := range verdicts {
		title, url := fmt.Sprintf("article %d", v.ArticleID), ""
		if art, err := st.Article(ctx, fmt.Sprint(v.ArticleID)); err == nil {
			title, url = art.Outlet.Name+": "+art.Title, art.URL
		}
		word := "dropped"
		switch {
		case v.Kept:
			word = "kept   "
		case isLeftOut(v):
			word = "left   "
		}
		a.say("%s %.2f  %s", word, v.Score, short(title, 100))
		a.say("              %s", url)
		for _, r := range v.Reasons {
			a.say("              %+.2f %s: %s", r.Weight, r.Code, r.Detail)
		}
	}
	return nil
}

func (a *app) issueApprove() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use: "approve ID", Short: "Let a held issue leave, and send it", Args: arguments(1, 1),
		Long: "An issue whose sending stopped because the mail server refused us goes on where it stood.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			s, err := a.settings()
			if err != nil {
				return err
			}
			h, err := a.house(ctx, s, refuse, slog.LevelWarn)
			if err != nil {
				return err
			}
			defer h.close()
			if err := h.road.Sendable(ctx); err != nil {
				return err
			}
			i, err := a.issue(ctx, h.store, args[0])
			if err != nil {
				return err
			}
			state, err := h.store.ReleaseIssue(ctx, i.ID, a.now())
			if err != nil {
				return err
			}
			switch state {
			case news.IssueApproved:
				a.say("Approved issue %d of %s.", i.ID, i.Digest)
			case news.IssueSending:
				a.say("Going on with issue %d of %s.", i.ID, i.Digest)
			default:
				return &news.InvalidError{Message: fmt.Sprintf("Issue %d is %s, not held: it cannot be approved.", i.ID, i.State), Hint: "attache issue list"}
			}
			if keep {
				return nil
			}
			_, err = a.deliver(ctx, h, i.ID)
			return err
		},
	}
	c.Flags().BoolVar(&keep, "no-send", false, "leave the sending to a running attache serve")
	return c
}

// tallyText says how letters fared: "12 sent, 1 deferred"; "no letter was sent" of none.
func tallyText(t news.Tally) string {
	var parts []string
	for _, s := range []news.DeliveryState{
		news.DeliverySent, news.DeliveryQueued, news.DeliverySending, news.DeliveryDeferred, news.DeliveryFailed, news.DeliveryDoubt,
	} {
		if t[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", t[s], s))
		}
	}
	if len(parts) == 0 {
		return "no letter was sent"
	}
	return strings.Join(parts, ", ")
}

// resendOptions are what a person may say to `attache issue resend`.
type resendOptions struct {
	states []string
	to     []string
	named  bool // --state was given
}

func (a *app) issueResend() *cobra.Command {
	var o resendOptions
	c := &cobra.Command{
		Use:   "resend ID",
		Short: "Send an issue again: to those it did not reach, or to given addresses",
		Long: `Without --state, an issue whose sending was interrupted, stopped by the mail server or never
begun goes on, and of one that was sent the letters that failed are tried again. --state deferred
does not wait for the next try; --state doubt also sends those of unknown outcome, which may
arrive twice; --state sent repeats the letter for everyone who got it.
With --to only these addresses get it, subscribed or not: one that has the letter already gets
it again only with --state sent. The numbers printed are those of this command.`,
		Example: "  attache issue resend 12\n  attache issue resend 12 --state failed,doubt\n  attache issue resend 12 --to editor@example.org",
		Args:    arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			o.named = cmd.Flags().Changed("state")
			states, err := resendable(o.states)
			if err != nil {
				return err
			}
			s, err := a.settings()
			if err != nil {
				return err
			}
			h, err := a.house(ctx, s, refuse, slog.LevelWarn)
			if err != nil {
				return err
			}
			defer h.close()
			if err := h.road.Sendable(ctx); err != nil {
				return err
			}
			i, err := a.issue(ctx, h.store, args[0])
			if err != nil {
				return err
			}
			done, err := a.resend(ctx, h, i, o, states)
			if a.json && done != nil {
				return errors.Join(a.printJSON(done), err)
			}
			return err
		},
	}
	c.Flags().StringSliceVar(&o.states, "state", []string{string(news.DeliveryFailed)}, "states to send again: failed, deferred, doubt, sent")
	c.Flags().StringSliceVar(&o.to, "to", nil, "send only to these addresses")
	return c
}

// resendable reads the states of --state.
func resendable(names []string) ([]news.DeliveryState, error) {
	var states []news.DeliveryState
	for _, n := range names {
		s := news.DeliveryState(n)
		switch s {
		case news.DeliveryFailed, news.DeliveryDeferred, news.DeliveryDoubt, news.DeliverySent:
			states = append(states, s)
		default:
			return nil, &usageError{message: fmt.Sprintf("%q cannot be sent again.", n), hint: "use --state failed, deferred, doubt or sent"}
		}
	}
	return states, nil
}

// resend sends an issue again as asked and returns what it did, by state; nil when it did not come to that.
func (a *app) resend(
	ctx context.Context, h *house, i news.Issue, o resendOptions, states []news.DeliveryState,
) (news.Tally, error) {
	again := fmt.Sprintf("attache issue resend %d --state %s", i.ID, strings.Join(o.states, ","))
	switch {
	case len(o.to) > 0 && i.State == news.IssueApproved:
		return nil, &news.InvalidError{
			Message: fmt.Sprintf("Issue %d has not been sent to its subscribers yet.", i.ID), Hint: fmt.Sprintf("attache issue resend %d", i.ID),
		}
	case len(o.to) > 0:
		return a.resendTo(ctx, h, i, o, states, again)
	case !o.named && i.State == news.IssueHeld && !i.Begun.IsZero(): // the mail server refused us
		if _, err := h.store.ReleaseIssue(ctx, i.ID, a.utc()); err != nil {
			return nil, err
		}
		return a.deliver(ctx, h, i.ID)
	case !o.named && (i.State == news.IssueApproved || i.State == news.IssueSending):
		return a.deliver(ctx, h, i.ID) // not sent whole yet: go on
	}
	switch i.State {
	case news.IssueApproved:
		return nil, &news.InvalidError{Message: fmt.Sprintf("Issue %d has not been sent yet.", i.ID), Hint: fmt.Sprintf("attache issue resend %d", i.ID)}
	case news.IssueHeld:
		if i.Begun.IsZero() {
			return nil, &news.InvalidError{Message: fmt.Sprintf("Issue %d waits for approval.", i.ID), Hint: fmt.Sprintf("attache issue approve %d", i.ID)}
		}
	}
	tally, err := h.store.Tally(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	n, twice := 0, 0
	for _, s := range states {
		n += tally[s]
		if s == news.DeliverySent || s == news.DeliveryDoubt {
			twice += tally[s]
		}
	}
	if n == 0 {
		a.say("There is nothing to send again.")
		return news.Tally{}, a.left(ctx, h, i, news.Tally{}, tally)
	}
	if err := a.confirmTwice(twice, i.ID, again); err != nil {
		return nil, err
	}
	if n, err = h.store.Requeue(ctx, i.ID, a.utc(), states...); err != nil {
		return nil, err
	}
	if n == 0 {
		a.say("There is nothing to send again: those readers have left or bounced since.")
		return news.Tally{}, nil
	}
	a.say("Sending to %s again.", counted(n, "reader"))
	return a.deliver(ctx, h, i.ID)
}

func (a *app) confirmTwice(n int, issue int64, again string) error {
	if n == 0 {
		return nil
	}
	return a.confirm(fmt.Sprintf("%s may get issue %d twice. Send?", counted(n, "reader"), issue), again)
}

// resendTo sends an issue to the given addresses only. Without --state, who has it or may have it is named and left alone.
func (a *app) resendTo(
	ctx context.Context, h *house, i news.Issue, o resendOptions, states []news.DeliveryState, again string,
) (news.Tally, error) {
	again += " " + news.Command("--to", strings.Join(o.to, ","))
	if !o.named {
		states = append(states, news.DeliveryDeferred) // a person who names an address does not want to wait
	}
	known, err := h.store.Deliveries(ctx, i.ID, states...)
	if err != nil {
		return nil, err
	}
	twice := 0
	for _, d := range known {
		named := slices.ContainsFunc(o.to, func(to string) bool { return strings.EqualFold(to, d.Email) })
		if named && (d.State == news.DeliverySent || d.State == news.DeliveryDoubt) {
			twice++
		}
	}
	if err := a.confirmTwice(twice, i.ID, again); err != nil {
		return nil, err
	}
	left, _, err := h.road.DeliverTo(ctx, i.ID, o.to, states...)
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		return nil, err
	}
	for _, d := range left {
		a.suggest("%s was left alone: its letter is %s already. To send it again: %s",
			d.Email, d.State, news.Command("attache", "issue", "resend", fmt.Sprint(i.ID), "--to", d.Email, "--state", string(d.State)))
	}
	return a.reportDelivery(ctx, h, i.ID, false, err)
}
