package worker

import (
	"context"
	"time"

	"attache/news"
)

// Retention deletes what is old.
type Retention interface {
	IssuesIn(ctx context.Context, states ...news.IssueState) ([]news.Issue, error) // as in Due
	// Forget deletes what is older than the store's Retention, in slices of at most 1000 rows, each a transaction of
	// its own, until nothing is left or ctx ends. Between slices it rests, so that it takes at most a fifth of the
	// database's time, what another pass did within the hour is left alone, and a clock that leaps ahead is not
	// believed at once (horizon); hurry leaves all this out. Several processes may call it: one of them works, the
	// others return at once.
	Forget(ctx context.Context, now time.Time, hurry bool) ([]news.Forgotten, error)
}

// Forgetting by the clock.
const (
	forgetFirst = time.Minute     // after the start: first what is due
	forgetTick  = time.Hour       // between passes
	forgetLater = 5 * time.Minute // while an issue is being sent
)

// run deletes what is older than its retention, until ctx ends. While an issue is being sent, or the clock is in
// doubt, it waits.
func (r *retention) run(ctx context.Context) {
	timer := time.NewTimer(forgetFirst)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		sending, err := r.Store.IssuesIn(ctx, news.IssueSending)
		wait := forgetLater
		if err == nil && len(sending) == 0 && !r.Clock.Doubted() {
			wait, err = forgetTick, r.forget(ctx)
		}
		if err != nil && ctx.Err() == nil {
			r.log().Error("old rows could not be deleted", "error", err)
		}
		timer.Reset(wait)
	}
}

// forget is Pipeline.Forget.
func (r *retention) forget(ctx context.Context) error {
	why, err := r.time.Keeps(ctx)
	if err != nil {
		return err
	}
	if why != "" {
		r.log().Warn("no old rows are deleted yet", "why", why, "wait", leapForget)
		return nil
	}
	gone, err := r.Store.Forget(ctx, r.Now(), false)
	for _, f := range gone {
		if f.Rows > 0 {
			r.log().Info("old rows deleted", "what", f.What, "rows", f.Rows, "days", f.Days)
		}
	}
	return err
}
