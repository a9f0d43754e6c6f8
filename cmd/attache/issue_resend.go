package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/news"
)

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
begun goes on, and of one that was sent the letters that failed are tried again; one that went to
nobody goes to those who are active now. --state deferred
does not wait for the next try; --state doubt also sends those of unknown outcome, which may
arrive twice; --state sent repeats the letter for everyone who got it.
An issue that stopped because the server refused most readers may strike them off when it goes
on: the command asks first.
With --to only these addresses get it, subscribed or not: one that has the letter already gets
it again only with --state sent. The numbers printed are those of this command.`,
		Example: "  attache issue resend 12\n  attache issue resend 12 --state failed,doubt\n  attache issue resend " +
			"12 --to editor@example.org",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			o.named = cmd.Flags().Changed("state")
			states, err := o.check(args[0])
			if err != nil {
				return err
			}
			p, i, err := a.toSend(ctx, args[0])
			if err != nil {
				return err
			}
			defer p.close()
			done, err := a.resend(ctx, p, i, o, states)
			if a.json && done != nil {
				return errors.Join(a.printJSON(done), err)
			}
			return err
		},
	}
	c.Flags().StringSliceVar(&o.states, "state", []string{string(news.DeliveryFailed)},
		"states to send again: failed, deferred, doubt, sent")
	c.Flags().StringSliceVar(&o.to, "to", nil, "send only to these addresses")
	a.dryFlag(c, "only say to how many it would go")
	return c
}

// toSend opens the program, checks that letters may be sent now, and finds the issue to send. The caller closes the
// program.
func (a *app) toSend(ctx context.Context, id string) (*program, news.Issue, error) {
	s, err := a.settings()
	if err != nil {
		return nil, news.Issue{}, err
	}
	p, err := a.open(ctx, s, refuse, slog.LevelWarn)
	if err != nil {
		return nil, news.Issue{}, err
	}
	i := news.Issue{}
	if err = p.pipeline.Sendable(ctx); err == nil {
		i, err = a.issue(ctx, p.store, id)
	}
	if err != nil {
		p.close()
		return nil, news.Issue{}, err
	}
	return p, i, nil
}

// check reads the states of --state and the addresses of --to for an issue.
func (o *resendOptions) check(id string) ([]news.DeliveryState, error) {
	for n, to := range o.to {
		o.to[n] = strings.TrimSpace(to)
		sub := news.Subscriber{Email: o.to[n], State: news.SubscriberActive}
		if err := sub.Validate(); err != nil {
			return nil, &usageError{
				message: fmt.Sprintf("--to: %q is not an e-mail address.", to),
				hint:    news.Command("attache", "issue", "resend", id, "--to", "reader@example.org"),
			}
		}
	}
	if len(o.states) == 0 {
		return nil, &usageError{message: "--state names no state.", hint: "use --state failed, deferred, doubt or sent"}
	}
	var states []news.DeliveryState
	for _, n := range o.states {
		s := news.DeliveryState(n)
		switch s {
		case news.DeliveryFailed, news.DeliveryDeferred, news.DeliveryDoubt, news.DeliverySent:
			states = append(states, s)
		default:
			return nil, oneOf(n, []string{"failed", "deferred", "doubt", "sent"}, fmt.Sprintf("%q cannot be sent again.", n))
		}
	}
	return states, nil
}

// resend sends an issue again as asked and returns what it did, by state; nil when it did not come to that.
func (a *app) resend(
	ctx context.Context, p *program, i news.Issue, o resendOptions, states []news.DeliveryState,
) (news.Tally, error) {
	refused := i.State == news.IssueHeld && !i.Begun.IsZero() // the mail server refused us
	if err := a.mayResend(ctx, p, i, o, refused); err != nil {
		return nil, err
	}
	again := news.Command("attache", "issue", "resend", fmt.Sprint(i.ID), "--state", strings.Join(o.states, ","))
	if a.dry {
		if !o.named && (i.State == news.IssueApproved || i.State == news.IssueSending || refused) {
			states = nil
		}
		return nil, a.drySend(ctx, p, i, o.to, states)
	}
	switch {
	case len(o.to) > 0:
		return a.resendTo(ctx, p, i, o, states, again)
	case refused:
		if err := a.confirmRefused(ctx, p, i, fmt.Sprintf("attache issue resend %d", i.ID)); err != nil {
			return nil, err
		}
		if _, err := p.store.ReleaseIssue(ctx, i.ID, a.utc()); err != nil {
			return nil, err
		}
		return a.deliver(ctx, p, i.ID)
	case !o.named && (i.State == news.IssueApproved || i.State == news.IssueSending):
		return a.deliver(ctx, p, i.ID) // not sent whole yet: go on
	}
	return a.resendStates(ctx, p, i, o, states, again)
}

// mayResend returns why an issue cannot be sent again as asked; nil when it can.
func (a *app) mayResend(ctx context.Context, p *program, i news.Issue, o resendOptions, refused bool) error {
	if err := noLetter(i); err != nil {
		return err
	}
	all := fmt.Sprintf("attache issue resend %d", i.ID)
	switch {
	case i.State == news.IssueHeld && !refused:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d waits for approval.", i.ID),
			Hint:    fmt.Sprintf("attache issue approve %d", i.ID),
		}
	case len(o.to) > 0 && i.State == news.IssueApproved:
		return &news.InvalidError{
			Message: fmt.Sprintf(
				"Issue %d has not been sent to its subscribers yet: they come first, then the addresses of --to.",
				i.ID), Hint: all,
		}
	case refused && (o.named || len(o.to) > 0):
		return &news.InvalidError{
			Message: fmt.Sprintf("The sending of issue %d is stopped (%s): first it goes on for all.", i.ID, i.Note),
			Hint:    p.mendHint(ctx, i.ID),
		}
	case o.named && i.State == news.IssueApproved:
		return &news.InvalidError{
			Message: fmt.Sprintf("Issue %d has not been sent yet: no letter is in any of these states.", i.ID),
			Hint:    all,
		}
	}
	return nil
}

// resendStates sends the letters in the states again, after asking about those that may arrive twice.
func (a *app) resendStates(
	ctx context.Context, p *program, i news.Issue, o resendOptions, states []news.DeliveryState, again string,
) (news.Tally, error) {
	tally, err := p.store.Tally(ctx, i.ID)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, s := range states {
		n += tally[s]
	}
	if n == 0 {
		return a.resendNothing(ctx, p, i, o, tally)
	}
	twice, err := mayHaveArrived(ctx, p, i.ID, states...)
	if err != nil {
		return nil, err
	}
	if err := a.confirmTwice(ctx, twice, i.ID, again); err != nil {
		return nil, err
	}
	if n, err = p.store.Requeue(ctx, i.ID, a.utc(), states...); err != nil {
		return nil, err
	}
	if n == 0 {
		a.say("There is nothing to send again: those readers have left or bounced since.")
		return news.Tally{}, nil
	}
	if tally, err = p.store.Tally(ctx, i.ID); err != nil {
		return nil, err
	}
	if queued := tally[news.DeliveryQueued]; queued > n { // those who were not come to are sent to, too
		a.say("Sending to %s.", counted(queued, "reader"))
	} else {
		a.say("Sending to %s again.", counted(n, "reader"))
	}
	return a.deliver(ctx, p, i.ID)
}

// resendNothing is resendStates when no letter is in the states: an issue that was sent to nobody goes to those who are
// active now.
func (a *app) resendNothing(
	ctx context.Context, p *program, i news.Issue, o resendOptions, tally news.Tally,
) (news.Tally, error) {
	if !o.named && i.State == news.IssueSent {
		n, err := p.store.EnqueueSent(ctx, i.ID, a.utc())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			a.say("Nobody got issue %d: sending it to %s.", i.ID, counted(n, "reader"))
			return a.deliver(ctx, p, i.ID)
		}
	}
	if i.State == news.IssueSent && tally.Empty() {
		return news.Tally{}, a.reportNobody(ctx, p, i)
	}
	a.say("There is nothing to send again.")
	return news.Tally{}, a.left(ctx, p, i, news.Tally{}, tally)
}

// drySend says to how many readers an issue would go: to addresses, else to those whose letter is in one of the states,
// else to those who have not got it.
func (a *app) drySend(
	ctx context.Context, p *program, i news.Issue, to []string, states []news.DeliveryState,
) error {
	tally, err := p.store.Tally(ctx, i.ID)
	if err != nil {
		return err
	}
	n := tally.Open()
	switch {
	case len(to) > 0:
		n = len(to)
	case len(states) > 0:
		n = 0
		for _, s := range states {
			n += tally[s]
		}
	case tally.Empty(): // the ledger is made when it leaves
		if n, err = p.store.CountReaders(ctx, i.DigestID); err != nil {
			return err
		}
	}
	if a.json {
		return a.printJSON(map[string]any{"issue": i.ID, "would_send": n, "dry_run": true})
	}
	a.say("Issue %d of %s would go to %s.", i.ID, i.Digest, counted(n, "reader"))
	a.sayDry()
	return nil
}

func (a *app) confirmTwice(ctx context.Context, n int, issue int64, again string) error {
	if n == 0 {
		return nil
	}
	return a.confirm(ctx, fmt.Sprintf("%s may get issue %d twice. Send?", counted(n, "reader"), issue), again)
}

// resendTo sends an issue to the given addresses only. Without --state, who has it or may have it is named and left
// alone.
func (a *app) resendTo(
	ctx context.Context, p *program, i news.Issue, o resendOptions, states []news.DeliveryState, again string,
) (news.Tally, error) {
	again += " " + news.Command("--to", strings.Join(o.to, ","))
	if !o.named {
		states = append(states, news.DeliveryDeferred) // a person who names an address does not want to wait
	}
	known, err := p.store.Deliveries(ctx, i.ID, states...)
	if err != nil {
		return nil, err
	}
	twice := 0
	for _, d := range known {
		named := slices.ContainsFunc(o.to, func(to string) bool { return strings.EqualFold(to, d.Email) })
		if named && d.MayHaveArrived() {
			twice++
		}
	}
	if err := a.confirmTwice(ctx, twice, i.ID, again); err != nil {
		return nil, err
	}
	if err := a.tellStrangers(ctx, p, i, o.to); err != nil {
		return nil, err
	}
	defer a.tellStop(ctx, p)()
	left, _, err := p.pipeline.DeliverTo(ctx, i.ID, o.to, states...)
	var invalid *news.InvalidError
	if errors.As(err, &invalid) { // its state has changed meanwhile
		return nil, invalid
	}
	for _, d := range left {
		a.suggest("%s was left alone: its letter is %s already. To send it again: %s",
			d.Email, d.State, news.Command("attache", "issue", "resend", fmt.Sprint(i.ID), "--to", d.Email, "--state",
				string(d.State)))
	}
	return a.reportDelivery(ctx, p, i.ID, false, err)
}

// tellStrangers warns of addresses that get an issue although they are not, or are no longer, its digest's readers.
func (a *app) tellStrangers(ctx context.Context, p *program, i news.Issue, to []string) error {
	for _, email := range to {
		sub, err := p.store.Subscriber(ctx, email)
		why := ""
		switch {
		case errors.Is(err, news.ErrNotFound):
			why = "it is no subscriber"
		case err != nil:
			return err
		case sub.State != news.SubscriberActive:
			why = fmt.Sprintf("it is %s since %s", sub.State, when(sub.Changed))
		case !slices.Contains(sub.Digests, i.Digest):
			why = "it does not subscribe to " + i.Digest
		default:
			continue
		}
		a.caution(fmt.Sprintf("%s is no reader of %s (%s): it gets issue %d because --to names it.", email, i.Digest, why,
			i.ID), "")
	}
	return nil
}
