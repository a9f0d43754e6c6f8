package worker

import (
	"context"
	"errors"
	"time"

	"attache/news"
)

// ErrTaken says that another worker has published, or is publishing, the slot.
var ErrTaken = errors.New("the slot is taken")

// Order asks for one issue of a digest. Only Digest must be set.
type Order struct {
	Digest   news.Digest
	Slot     string      // a Slot's Key; "" = by hand: the schedule does not see the issue
	At       time.Time   // the slot's instant; zero = now
	Window   news.Window // zero From = since the digest's last issue, or its Lookback; zero To = now
	Approved bool        // leaves at once whatever the digest's approval policy: the person who asks has approved it
	Run      *news.Run   // the passage that read for this issue: saved again with the issue's ID; nil = none
}

// Draft is a composed issue that was not saved.
type Draft struct {
	Issue    news.Issue
	Verdicts []news.Verdict
	Letters  []news.Letter // in news.Languages, the digest's own first; none when the issue is empty and the digest does not send empty ones
}

// Draft composes an issue and sets its letters without saving anything: the dry run.
func (r *Road) Draft(ctx context.Context, o Order) (Draft, error) {
	return Draft{}, errors.New("not built yet")
}

// Publish composes an issue, claims its slot, sets its letters and freezes it: state approved, held, empty, or missed when the
// slot is too long ago. ErrTaken when another worker has the slot.
func (r *Road) Publish(ctx context.Context, o Order) (news.Issue, error) {
	return news.Issue{}, errors.New("not built yet")
}
