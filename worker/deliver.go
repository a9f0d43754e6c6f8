package worker

import (
	"context"
	"errors"

	"attache/news"
)

// Deliver sends an approved issue to the digest's active subscribers, or goes on with one that is being sent: all that is due
// now, batch by batch. What was deferred waits in the ledger for a later call. The issue is sent when nothing is open.
// When ctx ends, the batch in flight is finished within Config.Grace and the rest stays queued.
func (r *Road) Deliver(ctx context.Context, issueID int64) (news.Tally, error) {
	return nil, errors.New("not built yet")
}

// DeliverTo is Deliver to the given addresses only, whether subscribed or not.
func (r *Road) DeliverTo(ctx context.Context, issueID int64, emails []string) (news.Tally, error) {
	return nil, errors.New("not built yet")
}
