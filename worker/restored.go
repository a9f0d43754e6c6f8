package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"attache/news"
	"attache/worker/schedule"
)

// heldEvery is how often a serving process says that nothing is sent before a restore is confirmed.
const heldEvery = time.Hour

// sendable is Pipeline.Sendable.
func sendable(ctx context.Context, store interface {
	Restored(ctx context.Context) (news.Restore, error)
},
) error {
	rest, err := store.Restored(ctx)
	if err != nil || !rest.Waits() {
		return err
	}
	const layout = "2006-01-02 15:04 MST"
	e := news.Invalid("",
		"The database was restored at %s from a backup of %s, and nobody has confirmed yet what may be sent: nothing is.",
		rest.Restored.Format(layout), rest.Taken.Format(layout))
	e.Hint = "attache restore --confirm"
	return e
}

// Lost is Pipeline.Lost.
func (c *calendar) Lost(ctx context.Context, d news.Digest, rest news.Restore) ([]schedule.Slot, error) {
	from := rest.Taken
	last, err := c.Store.LastIssue(ctx, d.ID)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return nil, fmt.Errorf("look up the last issue of %s: %w", d.Name, err)
	}
	if at, ok := schedule.Time(last.Slot); ok && at.Before(from) && from.Sub(at) < maxWindow {
		from = at
	}
	return schedule.BetweenOf(&d, from, rest.Restored)
}

// lostWindow keeps what a digest's readers count as told by issues that a restored database does not know out of its
// next one.
type lostWindow struct {
	until time.Time // zero = nothing is kept out
}

func lost(rest news.Restore, o Order) lostWindow {
	if o.Window.From.IsZero() && slices.Contains(rest.Told, o.Digest.ID) {
		return lostWindow{rest.Restored}
	}
	return lostWindow{}
}

// narrow begins a window after what was told.
func (l lostWindow) narrow(w news.Window) news.Window {
	if w.From.Before(l.until) && l.until.Before(w.To) {
		w.From = l.until
	}
	return w
}

// published reports whether what appeared at a time counts as published already.
func (l lostWindow) published(at time.Time) bool { return at.Before(l.until) }
