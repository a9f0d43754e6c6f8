package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
	"attache/worker"
)

// resume goes on with the issues of the digests whose sending was interrupted, or never begun: a run that was killed in
// the middle loses nobody. Letters that were on their way when it died are in doubt (worker.Recover); the digest's
// on_doubt says what becomes of them. What it leaves open is returned as trouble; an error ends the run.
func (a *app) resume(ctx context.Context, p *program, orders []worker.Order) (trouble []error, err error) {
	open, err := p.store.IssuesIn(ctx, news.IssueApproved, news.IssueSending, news.IssueHeld)
	if err != nil {
		return nil, err
	}
	for _, i := range open {
		at := slices.IndexFunc(orders, func(o worker.Order) bool { return o.Digest.ID == i.DigestID })
		if at < 0 {
			continue
		}
		if i.State == news.IssueHeld {
			if !i.Begun.IsZero() {
				trouble = append(trouble, &unfinished{
					message: fmt.Sprintf("Issue %d of %s is held in mid-send: %s.", i.ID, i.Digest, i.Note),
					hint:    p.mendHint(ctx, i.ID),
				})
			}
			continue
		}
		if age, limit := a.now().Sub(i.Created), cmp.Or(orders[at].Digest.TooLate,
			6*time.Hour); i.State == news.IssueApproved && age > limit {
			a.suggest("Issue %d of %s was composed %s ago and never sent. If it is still wanted: attache issue "+
				"resend %d", i.ID, i.Digest, spell(age), i.ID)
			continue
		}
		if p.mailDown != "" {
			a.suggest("Issue %d of %s waits, too: attache issue resend %d", i.ID, i.Digest, i.ID)
			continue
		}
		a.say("Going on with issue %d of %s.", i.ID, i.Digest)
		var (
			open   *unfinished
			failed *partly
			held   *news.HeldError
		)
		_, err := a.deliver(ctx, p, i.ID)
		switch {
		case err == nil:
		case errors.As(err, &open), errors.As(err, &failed), errors.As(err, &held): // the run goes on, and ends with it
			trouble = append(trouble, err)
		default:
			return nil, fmt.Errorf("go on with issue %d of %s: %w", i.ID, i.Digest, err)
		}
	}
	return trouble, nil
}
