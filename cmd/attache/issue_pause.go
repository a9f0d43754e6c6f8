package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"attache/news"
)

// Why an issue is held that a person paused, by a command and on the desk.
const (
	pausedNote     = "paused by a person"
	pausedDeskNote = "Held by a person on the desk."
)

func (a *app) issuePause() *cobra.Command {
	c := &cobra.Command{
		Use: "pause ID", Short: "Stop the sending of an issue until it is resumed", Args: arguments(1, 1),
		Long: `The letters that are under way end; of the others none is begun any more, in any process. The
issue is held. attache issue resume goes on with it, attache issue cancel gives the rest up.`,
		Example: "  attache issue pause 12",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.issueStep(cmd.Context(), args[0], a.pause)
		},
	}
	a.dryFlag(c, "only say how its letters stand")
	return c
}

func (a *app) issueResume() *cobra.Command {
	keep := false
	c := &cobra.Command{
		Use: "resume ID", Short: "Go on with an issue that was paused", Args: arguments(1, 1),
		Long: `Lets a paused issue go on and sends the rest; with --no-send a running attache serve does. For one
that the mail server stopped, or that waits for approval, use attache issue approve.`,
		Example: "  attache issue resume 12",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.issueStep(cmd.Context(), args[0], func(ctx context.Context, p *program, i news.Issue) error {
				return a.goOn(ctx, p, i, keep)
			})
		},
	}
	c.Flags().BoolVar(&keep, "no-send", false, "leave the sending to a running attache serve")
	a.dryFlag(c, "only say to how many it would go")
	return c
}

func (a *app) issueCancel() *cobra.Command {
	c := &cobra.Command{
		Use: "cancel ID", Short: "Give up an issue: who has not got it does not get it", Args: arguments(1, 1),
		Long: `An issue whose sending has not begun is missed then. Of one that is being sent, or is held in the
middle, the letters that nobody has taken yet fail with the reason "cancelled"; those that are
under way end. It asks first. Who did not get it can be sent it later by attache issue resend.`,
		Example: "  attache issue cancel 12",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.issueStep(cmd.Context(), args[0], a.cancelIssue)
		},
	}
	a.dryFlag(c, "only say how many would not get it")
	return c
}

// issueStep opens the program and finds the issue for a step of a person's.
func (a *app) issueStep(
	ctx context.Context, arg string, step func(ctx context.Context, p *program, i news.Issue) error,
) error {
	p, i, err := a.toSend(ctx, arg)
	if err != nil {
		return err
	}
	defer p.close()
	return step(ctx, p, i)
}

func (a *app) pause(ctx context.Context, p *program, i news.Issue) error {
	switch i.State {
	case news.IssueApproved, news.IssueSending:
	case news.IssueHeld:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is held already: %s.", i.ID, or(i.Note, "it waits for approval")),
			Hint:    fmt.Sprintf("attache issue show %d", i.ID),
		}
	case news.IssueSent:
		return a.notHeld(ctx, p, i)
	default:
		return noLetter(i)
	}
	if a.dry {
		tally, err := p.store.Tally(ctx, i.ID)
		if err != nil {
			return err
		}
		return a.dryStep(i, "pause", fmt.Sprintf("Issue %d of %s would be paused: %s.", i.ID, i.Digest, tallyText(tally)))
	}
	done, err := p.hold(ctx, i, a.utc())
	if err != nil {
		return err
	}
	if !done {
		return moved(i)
	}
	return a.reportStep(ctx, p, i, "Paused", fmt.Sprintf("To go on: attache issue resume %d; to give the rest up: "+
		"attache issue cancel %d", i.ID, i.ID))
}

// dryStep says what a person's step would make of an issue.
func (a *app) dryStep(i news.Issue, step, words string) error {
	if a.json {
		return a.printJSON(map[string]any{"issue": i.ID, "would": step, "dry_run": true})
	}
	a.say("%s", words)
	a.sayDry()
	return nil
}

// moved says that an issue's state has changed while a command looked.
func moved(i news.Issue) error {
	return &news.InvalidError{
		Message: fmt.Sprintf("The state of issue %d has changed meanwhile.", i.ID),
		Hint:    fmt.Sprintf("attache issue show %d", i.ID),
	}
}

// reportStep tells what a person's step made of an issue.
func (a *app) reportStep(ctx context.Context, p *program, i news.Issue, did, next string) error {
	now, err := p.store.Issue(ctx, i.ID)
	if err != nil {
		return err
	}
	tally, err := p.store.Tally(ctx, i.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]any{"issue": i.ID, "state": now.State, "letters": tally})
	}
	a.say("%s issue %d of %s: %s.", did, i.ID, i.Digest, tallyText(tally))
	if next != "" {
		a.suggest("%s", next)
	}
	return nil
}

func (a *app) goOn(ctx context.Context, p *program, i news.Issue, keep bool) error {
	if i.State != news.IssueHeld {
		return a.notHeld(ctx, p, i)
	}
	if i.Note != pausedNote && i.Note != pausedDeskNote {
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d was not paused: %s.", i.ID, or(i.Note, "it waits for approval")),
			Hint:    fmt.Sprintf("to let it go on all the same: attache issue approve %d", i.ID),
		}
	}
	if a.dry {
		return a.drySend(ctx, p, i, nil, nil)
	}
	state, err := p.store.ReleaseIssue(ctx, i.ID, a.utc())
	if err != nil {
		return err
	}
	if state == "" {
		return moved(i)
	}
	if keep {
		return a.reportStep(ctx, p, i, "Resumed", "attache serve sends the rest.")
	}
	a.say("Going on with issue %d of %s.", i.ID, i.Digest)
	done, err := a.deliver(ctx, p, i.ID)
	if a.json && done != nil {
		if e := a.printJSON(map[string]any{"issue": i.ID, "letters": done}); e != nil {
			return e
		}
	}
	return err
}

func (a *app) cancelIssue(ctx context.Context, p *program, i news.Issue) error {
	switch i.State {
	case news.IssueApproved, news.IssueSending, news.IssueHeld:
	case news.IssueSent:
		return a.notHeld(ctx, p, i)
	default:
		return noLetter(i)
	}
	tally, err := p.store.Tally(ctx, i.ID)
	if err != nil {
		return err
	}
	open := tally.Open()
	if i.Begun.IsZero() {
		if open, err = p.store.CountReaders(ctx, i.DigestID); err != nil {
			return err
		}
	}
	if a.dry {
		return a.dryStep(i, "cancel", fmt.Sprintf("Issue %d of %s would be cancelled: %s would not get it.", i.ID, i.Digest,
			counted(open, "reader")))
	}
	again := fmt.Sprintf("attache issue cancel %d", i.ID)
	question := fmt.Sprintf("%s will not get issue %d. Cancel it?", counted(open, "reader"), i.ID)
	if err := a.confirm(ctx, question, again); err != nil {
		return err
	}
	if _, err := p.hold(ctx, i, a.utc()); err != nil { // no further letter is begun
		return err
	}
	defer a.waitFor("Waiting for letters that are under way")()
	for begun := time.Now(); ; {
		done, underWay, err := p.store.CancelIssue(ctx, i.ID, "cancelled by a person", a.utc())
		switch {
		case err != nil:
			return err
		case done:
			return a.reportStep(ctx, p, i, "Cancelled", "")
		case underWay == 0:
			return moved(i)
		case time.Since(begun) > underWayLimit:
			return &unfinished{
				message: fmt.Sprintf("Issue %d is held; %s of it are under way still.", i.ID, counted(underWay, "letter")),
				hint:    "when their process has ended: " + again,
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(underWayStep):
		}
	}
}

// How long and how often a cancelling waits for letters that are under way: a batch is sent within worker.batch_limit.
const (
	underWayLimit = 30 * time.Second
	underWayStep  = 200 * time.Millisecond
)

// hold stops an issue that is approved or being sent, and reports whether it was.
func (p *program) hold(ctx context.Context, i news.Issue, at time.Time) (bool, error) {
	if i.State == news.IssueApproved {
		return p.store.MoveIssue(ctx, i.ID, news.IssueApproved, news.IssueHeld, pausedNote, at)
	}
	return p.store.HoldIssue(ctx, i.ID, pausedNote, at)
}
