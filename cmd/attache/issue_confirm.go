package main

import (
	"context"
	"fmt"

	"attache/news"
)

// An issue that is held because the server refused most readers strikes them off when it goes on and the server says
// the same again. So a person is asked before it goes on.

// wayBack takes back whom a server struck off by a mistake.
const wayBack = "attache subscriber restore --since 1h --dry-run"

// confirmRefused asks before an issue goes on that may strike readers off.
func (a *app) confirmRefused(ctx context.Context, p *program, i news.Issue, again string) error {
	refused, waiting, err := p.store.AtStake(ctx, i.ID)
	if err != nil || waiting == 0 {
		return err
	}
	question := fmt.Sprintf("%s would be struck off if the server says the same again", counted(refused, "reader"))
	if more := waiting - refused; more > 0 {
		question += fmt.Sprintf(", and whom else it refuses of the %d who wait, too", more)
	}
	if !a.yes && !a.interactive {
		return &usageError{
			message: question + ": confirmation needed, and there is no terminal to ask on.",
			hint:    fmt.Sprintf("%s --yes; the way back: %s", again, wayBack),
		}
	}
	return a.confirm(ctx, fmt.Sprintf("%s (the way back: %s). Go on?", question, a.paste(wayBack)), again)
}

// mendHint says how to go on with an issue that is held in mid-send.
func (p *program) mendHint(ctx context.Context, id int64) string {
	if _, waiting, err := p.store.AtStake(ctx, id); err == nil && waiting > 0 {
		return fmt.Sprintf("ask who runs the mail server why, then: attache issue resend %d; "+
			"it asks first, as it may strike these readers off; the way back: %s", id, wayBack)
	}
	return fmt.Sprintf("mend what the mail server says, then: attache issue resend %d", id)
}

// heldHint adds to an issue that was held in mid-send how to go on.
func (p *program) heldHint(ctx context.Context, id int64, err error) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportLimit)
	defer cancel()
	return withHint(err, "%s", p.mendHint(limited, id))
}
