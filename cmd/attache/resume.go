package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"attache/news"
	"attache/worker"
)

// resume goes on with the issues of the digests whose sending was interrupted, or never begun: a run that was killed in the
// middle loses nobody. Rows that were on their way when it died are in doubt; the digest's on_doubt says what becomes of them.
func (a *app) resume(ctx context.Context, h *house, orders []worker.Order) error {
	open, err := h.store.IssuesIn(ctx, news.IssueApproved, news.IssueSending)
	if err != nil {
		return err
	}
	for _, i := range open {
		at := slices.IndexFunc(orders, func(o worker.Order) bool { return o.Digest.ID == i.DigestID })
		if at < 0 {
			continue
		}
		if age, limit := a.now().Sub(i.Created), cmp.Or(orders[at].Digest.TooLate, 6*time.Hour); i.State == news.IssueApproved && age > limit {
			a.say("Issue %d of %s was composed %s ago and never sent. If it is still wanted: attache issue resend %d", i.ID, i.Digest, age.Round(time.Minute), i.ID)
			continue
		}
		tally, err := h.road.Deliver(ctx, i.ID)
		if err != nil {
			return fmt.Errorf("go on with issue %d of %s: %w", i.ID, i.Digest, err)
		}
		a.say("Went on with issue %d of %s: %s.", i.ID, i.Digest, tallyText(tally))
		if tally[news.DeliveryDoubt] > 0 {
			a.say("  %s in doubt, they may have it: attache issue resend %d --state doubt", counted(tally[news.DeliveryDoubt], "reader"), i.ID)
		}
	}
	return nil
}
