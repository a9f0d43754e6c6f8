package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"attache/news"
	"attache/worker/holder"
	"attache/worker/journal"
)

// Holders is what recovery knows of the processes that hold deliveries.
type Holders interface {
	// ID is a random text that names this database. The first call makes it; all callers, at the same moment too, get
	// the same.
	ID(ctx context.Context) (string, error)
	// Holders lists the holders that have not been released, in order of name.
	Holders(ctx context.Context) ([]string, error)
	// Heartbeat tells that a holder is alive. Call it at least four times within the stale time of DoubtStale while
	// sending.
	Heartbeat(ctx context.Context, holder string, now time.Time) error
	// Release tells that a holder is gone: what it left in sending is stale at once. A process calls it when it stops,
	// or for one that it knows to be dead.
	Release(ctx context.Context, holder string) error
	// DoubtStale moves rows left in sending by a holder that is gone (no Heartbeat for longer than stale) to doubt and
	// counts them. It forgets such holders.
	DoubtStale(ctx context.Context, now time.Time, stale time.Duration) (int, error)
	// Recover records what the journal of a dead holder tells: outcomes, rows in doubt (noted); the rest is queued
	// again, the attempt not counted. It forgets the holder and returns how many rows moved to each state.
	Recover(ctx context.Context, holder string, outcomes, noted []news.Delivery, at time.Time) (news.Tally, error)
}

// recoverer keeps the list of the processes that hold deliveries, and records what dead ones left.
type recoverer struct {
	stage
	Store Holders
}

// Recover is Pipeline.Recover. By the holder's journal (Config.Journal) a delivery that was not about to leave is
// queued again, one with a recorded outcome gets it, and one that was about to leave is in doubt. Without the journal
// everything the holder left is in doubt. Holders on other machines are left to the stale time.
func (r *recoverer) Recover(ctx context.Context) error {
	unlock, err := journal.Lock(ctx, r.cfg.Journal)
	if err != nil {
		return fmt.Errorf("recover what dead processes were sending: %w", err)
	}
	defer unlock()
	err = errors.Join(r.recoverJournals(ctx), r.releaseDead(ctx))
	if r.Clock.Doubted() { // by a clock that jumped everybody is silent
		return err
	}
	n, e := r.Store.DoubtStale(ctx, r.Now(), r.cfg.Stale)
	if n > 0 {
		r.log().Warn("deliveries of a process that is gone are in doubt", "recipients", n)
	}
	if err = errors.Join(err, e); err != nil {
		return fmt.Errorf("recover what dead processes were sending: %w", err)
	}
	return nil
}

// recoverJournals goes through the journals of this machine. One that fails does not stop the rest.
func (r *recoverer) recoverJournals(ctx context.Context) error {
	paths, err := journal.Files(r.cfg.Journal)
	for _, path := range paths {
		if _, e := r.recoverJournal(ctx, path); e != nil {
			err = errors.Join(err, fmt.Errorf("journal %s: %w", path, e))
		}
	}
	return err
}

// releaseDead tells the ledger of holders that are dead and whose journal is not found or proves nothing.
func (r *recoverer) releaseDead(ctx context.Context) error {
	names, err := r.Store.Holders(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if holder.Alive(name) { // whatever its last beat and the clock say
			if err := r.Store.Heartbeat(ctx, name, r.Now()); err != nil {
				return err
			}
			continue
		}
		if !holder.Dead(name) {
			continue
		}
		// Once more: it may have begun and ended since the journals were listed.
		found, err := r.recoverJournal(ctx, journal.Path(r.cfg.Journal, name))
		if err == nil && !found {
			r.log().Warn("a process that is gone left no journal: whatever it was sending is in doubt", "holder", name)
			err = r.Store.Release(ctx, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recoverJournal records what one journal tells, if its holder is dead, and removes it. It reports false when there is
// no journal that speaks for its holder's rows in this database.
func (r *recoverer) recoverJournal(ctx context.Context, path string) (found bool, err error) {
	database, err := r.Store.ID(ctx)
	if err != nil {
		return false, err
	}
	j, err := journal.Inspect(path, database, holder.Boot())
	if err != nil { // what others send must not wait for it
		r.log().Error("a journal cannot be read: what its process was sending is in doubt when it has been silent for "+
			"worker.stale; make the file readable, or move it away", "journal", path, "error", err)
		return true, nil
	}
	defer j.Close()
	switch j.State {
	case journal.None:
		return false, nil
	case journal.Stray:
		return false, j.Remove()
	case journal.Living: // whatever the clocks say of its last sign of life
		if j.Holder == "" {
			return true, nil
		}
		return true, r.Store.Heartbeat(ctx, j.Holder, r.Now())
	case journal.Unclear:
		return true, nil // the stale time decides
	case journal.Unproven:
		r.log().Warn("a journal is damaged, or of the time before the machine was started: all that its process was "+
			"sending is in doubt", "holder", j.Holder, "boot", j.Boot)
		err = r.Store.Release(ctx, j.Holder)
	case journal.Proven:
		err = r.recoverHolder(ctx, j.Past)
	}
	if err != nil {
		return true, err
	}
	return true, j.Remove()
}

// recoverHolder records what a journal tells.
func (r *recoverer) recoverHolder(ctx context.Context, p journal.Past) error {
	moved, err := r.Store.Recover(ctx, p.Holder, p.Outcomes, p.Noted, r.Now())
	if err == nil && len(moved) > 0 {
		r.log().Warn("a process ended while it was sending: its journal tells what became of its deliveries", "holder",
			p.Holder,
			"queued", moved[news.DeliveryQueued], "doubt", moved[news.DeliveryDoubt], "sent", moved[news.DeliverySent],
			"failed", moved[news.DeliveryFailed], "deferred", moved[news.DeliveryDeferred])
	}
	return err
}
