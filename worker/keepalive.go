package worker

import (
	"context"
	"time"
)

// keepAlive returns signs of life of a holder until stop is called. stop(true) takes the holder off the list: it then
// holds nothing.
func (r *recoverer) keepAlive(ctx context.Context, name string) (stop func(recorded bool)) {
	ctx = context.WithoutCancel(ctx) // the last batch is finished after ctx has ended
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(r.cfg.Stale / 6)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			limited, cancel := context.WithTimeout(ctx, writeLimit)
			if err := r.Store.Heartbeat(limited, name, r.Now()); err != nil {
				r.log().Warn("no sign of life could be given", "error", err)
			}
			cancel()
		}
	}()
	return func(recorded bool) {
		close(end)
		<-ended
		if !recorded {
			return
		}
		limited, cancel := context.WithTimeout(ctx, writeLimit)
		defer cancel()
		if err := r.Store.Release(limited, name); err != nil {
			r.log().Warn("a holder could not be taken off the list; it will be when it is stale", "error", err)
		}
	}
}
