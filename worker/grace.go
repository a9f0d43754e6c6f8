package worker

import (
	"context"
	"time"
)

// withGrace returns a context that outlives ctx by grace: work in flight is finished, within a bound. Call stop when it
// is done.
func withGrace(ctx context.Context, grace time.Duration) (work context.Context, stop func()) {
	work, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(ctx, func() {
		t := time.NewTimer(grace)
		defer t.Stop()
		select {
		case <-t.C:
			cancel(context.Cause(ctx))
		case <-work.Done():
		}
	})
	return work, func() { unhook(); cancel(nil) }
}
