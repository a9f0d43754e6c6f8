package main

import (
	"context"
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
		a.issueList(), a.issueShow(), a.issueApprove(), a.issueResend())
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
			all := []news.Issue{}
			for _, d := range digests {
				issues, err := st.Issues(ctx, d.Name, most)
				if err != nil {
					return err
				}
				all = append(all, issues...)
			}
			slices.SortStableFunc(all, func(x, y news.Issue) int { return y.Created.Compare(x.Created) })
			all = all[:min(len(all), most)]
			if a.json {
				return a.printJSON(all)
			}
			return a.printIssues(ctx, st, all)
		},
	}
	c.Flags().IntVarP(&most, "number", "n", 20, "most issues to list")
	return c
}

func (a *app) printIssues(ctx context.Context, st *store.Store, all []news.Issue) error {
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
		t.add(fmt.Sprint(i.ID), i.Digest, number, short(i.Slot, 34), string(i.State), fmt.Sprint(len(i.Stories())),
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
			i, err := a.issue(ctx, h.store, args[0])
			if err != nil {
				return err
			}
			moved, err := h.store.MoveIssue(ctx, i.ID, news.IssueHeld, news.IssueApproved, "", a.now())
			if err != nil {
				return err
			}
			if !moved {
				return &news.InvalidError{Message: fmt.Sprintf("Issue %d is %s, not held: it cannot be approved.", i.ID, i.State), Hint: "attache issue list"}
			}
			a.say("Approved issue %d of %s.", i.ID, i.Digest)
			if keep {
				return nil
			}
			tally, err := h.road.Deliver(ctx, i.ID)
			if err != nil {
				return err
			}
			return a.reportTally(tally, i.ID)
		},
	}
	c.Flags().BoolVar(&keep, "no-send", false, "leave the sending to a running attache serve")
	return c
}

// reportTally prints what became of an issue's letters, and gives an error when not all arrived.
func (a *app) reportTally(tally news.Tally, id int64) error {
	a.say("%s", tallyText(tally))
	if tally[news.DeliveryFailed]+tally[news.DeliveryDoubt] > 0 {
		return &partly{message: fmt.Sprintf("Issue %d did not reach everybody: %s.", id, tallyText(tally)), hint: fmt.Sprintf("attache issue resend %d --state failed,doubt", id)}
	}
	return nil
}

// tallyText says how letters fared: "12 sent, 1 deferred".
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
		return "no letters: the digest has no active subscriber"
	}
	return strings.Join(parts, ", ")
}

func (a *app) issueResend() *cobra.Command {
	var states, to []string
	c := &cobra.Command{
		Use:   "resend ID",
		Short: "Send an issue again: to those it did not reach, or to given addresses",
		Long: `Without --state, an issue whose sending was interrupted or never begun goes on, and of one that
was sent the letters that failed are tried again. --state doubt also sends those of unknown
outcome, which may arrive twice; --state sent repeats the letter for everyone who got it.`,
		Example: "  attache issue resend 12\n  attache issue resend 12 --state failed,doubt\n  attache issue resend 12 --to editor@example.org",
		Args:    arguments(1, 1),
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
			i, err := a.issue(ctx, h.store, args[0])
			if err != nil {
				return err
			}
			var tally news.Tally
			switch {
			case len(to) > 0 && i.State == news.IssueApproved:
				return &news.InvalidError{Message: fmt.Sprintf("Issue %d has not been sent to its subscribers yet.", i.ID), Hint: fmt.Sprintf("attache issue resend %d", i.ID)}
			case len(to) > 0:
				tally, err = h.road.DeliverTo(ctx, i.ID, to)
			case !cmd.Flags().Changed("state") && (i.State == news.IssueApproved || i.State == news.IssueSending):
				tally, err = h.road.Deliver(ctx, i.ID) // not sent whole yet: go on
			default:
				tally, err = a.resend(ctx, h, i, states)
			}
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(tally)
			}
			return a.reportTally(tally, i.ID)
		},
	}
	c.Flags().StringSliceVar(&states, "state", []string{string(news.DeliveryFailed)}, "states to send again: failed, doubt, sent")
	c.Flags().StringSliceVar(&to, "to", nil, "send only to these addresses")
	return c
}

func (a *app) resend(ctx context.Context, h *house, i news.Issue, names []string) (news.Tally, error) {
	var states []news.DeliveryState
	for _, n := range names {
		s := news.DeliveryState(n)
		switch s {
		case news.DeliveryFailed, news.DeliveryDoubt, news.DeliverySent:
			states = append(states, s)
		default:
			return nil, &usageError{message: fmt.Sprintf("%q cannot be sent again.", n), hint: "use --state failed, doubt or sent"}
		}
	}
	tally, err := h.store.Tally(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	n, twice := 0, 0
	for _, s := range states {
		n += tally[s]
		if s != news.DeliveryFailed {
			twice += tally[s]
		}
	}
	if n == 0 {
		a.say("There is nothing to send again.")
		return tally, nil
	}
	if twice > 0 {
		again := fmt.Sprintf("attache issue resend %d --state %s", i.ID, strings.Join(names, ","))
		if err := a.confirm(fmt.Sprintf("%s may get issue %d twice. Send?", counted(twice, "reader"), i.ID), again); err != nil {
			return nil, err
		}
	}
	if n, err = h.store.Requeue(ctx, i.ID, a.now(), states...); err != nil {
		return nil, err
	}
	a.say("Sending to %s again.", counted(n, "reader"))
	return h.road.Deliver(ctx, i.ID)
}
