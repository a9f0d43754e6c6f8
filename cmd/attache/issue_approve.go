package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"attache/news"
)

func (a *app) issueApprove() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use: "approve ID", Short: "Let a held issue leave, and send it", Args: arguments(1, 1),
		Long: "An issue whose sending stopped because the mail server refused us goes on where it stood.\n" +
			"One that stopped because most readers were refused may strike them off: the command asks first.",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			p, i, err := a.toSend(ctx, args[0])
			if err != nil {
				return err
			}
			defer p.close()
			if a.dry {
				if i.State != news.IssueHeld {
					return a.notHeld(ctx, p, i)
				}
				return a.drySend(ctx, p, i, nil, nil)
			}
			again := fmt.Sprintf("attache issue approve %d", i.ID)
			if keep {
				again += " --no-send"
			}
			if err := a.confirmRefused(ctx, p, i, again); err != nil {
				return err
			}
			state, err := p.store.ReleaseIssue(ctx, i.ID, a.now())
			if err != nil {
				return err
			}
			if state == "" { // it was not held
				return a.notHeld(ctx, p, i)
			}
			var done news.Tally
			switch {
			case keep && state == news.IssueSending:
				a.suggest("Released issue %d of %s: attache serve sends the rest. To do it now: attache issue resend %d",
					i.ID, i.Digest, i.ID)
			case keep:
				a.suggest("Approved issue %d of %s: attache serve sends it. To do it now: attache issue resend %d",
					i.ID, i.Digest, i.ID)
			case state == news.IssueSending:
				a.say("Going on with issue %d of %s.", i.ID, i.Digest)
				done, err = a.deliver(ctx, p, i.ID)
			default:
				a.say("Approved issue %d of %s.", i.ID, i.Digest)
				done, err = a.deliver(ctx, p, i.ID)
			}
			if a.json {
				if e := a.printJSON(map[string]any{"issue": i.ID, "state": state, "letters": done}); e != nil {
					return e
				}
			}
			return err
		},
	}
	c.Flags().BoolVar(&keep, "no-send", false, "leave the sending to a running attache serve")
	a.dryFlag(c, "only say to how many it would go")
	return c
}

// notHeld says why an issue in its state cannot be approved.
func (a *app) notHeld(ctx context.Context, p *program, i news.Issue) error {
	again := fmt.Sprintf("attache issue resend %d", i.ID)
	switch i.State {
	case news.IssueApproved:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is approved already, and not sent yet: attache serve sends it.", i.ID),
			Hint:    "to do it now: " + again,
		}
	case news.IssueSending:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is approved already, and is being sent.", i.ID),
			Hint:    "to go on with it: " + again,
		}
	case news.IssueSent:
		t, err := p.store.Tally(ctx, i.ID)
		if err != nil {
			return err
		}
		if t.Empty() { // the same words and code as of the command that sent it
			return a.reportNobody(ctx, p, i)
		}
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is sent already: %s.", i.ID, tallyText(t)),
			Hint:    fmt.Sprintf("attache issue readers %d", i.ID),
		}
	}
	return noLetter(i)
}

// noLetter says why an issue that waits for nobody has no letter to send; nil when it may have one.
func noLetter(i news.Issue) error {
	publish := news.Command("attache", "run", "--digest", i.Digest)
	switch i.State {
	case news.IssueDraft:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is still being composed.", i.ID),
			Hint:    "attache issue list",
		}
	case news.IssueEmpty:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d is empty: there was nothing new to tell, so there is no letter.", i.ID),
			Hint:    "to look again: " + publish,
		}
	case news.IssueMissed:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d was missed (%s): it is not sent any more.", i.ID,
				or(i.Note, "no reason is known")), Hint: "to publish now: " + publish,
		}
	}
	return nil
}
