package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"attache/news"
)

const (
	// foreignKeep is how long a dead journal is kept that tells nothing about this database: another may want it.
	foreignKeep = 30 * 24 * time.Hour
	// unopenedKeep is how long a journal without opening record is kept: its holder may be about to write it.
	unopenedKeep = time.Hour
	// openingMost is more than an opening record's size in bytes: a holder's name has at most 100.
	openingMost = 4096
	// recoverWait is how long one process waits for another that recovers in the same folder.
	recoverWait = 30 * time.Second
	// recoverPause is the time between two looks at the lock of such a process.
	recoverPause = 20 * time.Millisecond
)

// Recover records what holders that are dead left in sending. By the holder's journal (Config.Journal) a delivery that
// was not about to leave is queued again, one with a recorded outcome gets it, and one that was about to leave is in
// doubt. Without the journal everything the holder left is in doubt. Holders on other machines are left to the stale
// time. Deliver and Serve call it; several processes may at once.
func (r *Pipeline) Recover(ctx context.Context) error {
	unlock, err := r.lockRecovery(ctx)
	if err != nil {
		return fmt.Errorf("recover what dead processes were sending: %w", err)
	}
	defer unlock()
	err = errors.Join(r.recoverJournals(ctx), r.releaseDead(ctx))
	if r.Clock.Doubted() { // by a clock that jumped everybody is silent
		return err
	}
	n, e := r.Store.DoubtStale(ctx, r.Now(), r.Config.withDefaults().Stale)
	if n > 0 {
		r.log().Warn("deliveries of a process that is gone are in doubt", "recipients", n)
	}
	if err = errors.Join(err, e); err != nil {
		return fmt.Errorf("recover what dead processes were sending: %w", err)
	}
	return nil
}

// lockRecovery keeps other processes from recovering in the same folder: what one has locked but not yet recorded must
// not pass for alive, nor for lost. Without a folder there is nothing to recover from.
func (r *Pipeline) lockRecovery(ctx context.Context) (unlock func(), err error) {
	l := flock.New(filepath.Join(r.Config.withDefaults().Journal, "recovery.lock"))
	ctx, cancel := context.WithTimeout(ctx, recoverWait)
	defer cancel()
	switch _, err := l.TryLockContext(ctx, recoverPause); {
	case errors.Is(err, fs.ErrNotExist):
		return func() {}, nil
	case errors.As(err, new(*fs.PathError)):
		return nil, journalTrouble(filepath.Dir(l.Path()), err)
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", l.Path(), err)
	}
	return func() { _ = l.Close() }, nil // the end of the process releases it too
}

// recoverJournals goes through the journals of this machine. One that fails does not stop the rest.
func (r *Pipeline) recoverJournals(ctx context.Context) error {
	folder := r.Config.withDefaults().Journal
	list, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return journalTrouble(folder, err)
	}
	var failed error
	for _, e := range list {
		if !strings.HasSuffix(e.Name(), journalSuffix) {
			continue
		}
		path := filepath.Join(folder, e.Name())
		if _, err := r.recoverJournal(ctx, path); err != nil {
			failed = errors.Join(failed, fmt.Errorf("journal %s: %w", path, err))
		}
	}
	return failed
}

// releaseDead tells the ledger of holders that are dead and whose journal is not found or proves nothing.
func (r *Pipeline) releaseDead(ctx context.Context) error {
	names, err := r.Store.Holders(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if surelyAlive(name) { // whatever its last beat and the clock say
			if err := r.Store.Heartbeat(ctx, name, r.Now()); err != nil {
				return err
			}
			continue
		}
		if !surelyDead(name) {
			continue
		}
		// Once more: it may have begun and ended since the journals were listed.
		found, err := r.recoverJournal(ctx, journalPath(r.Config.withDefaults().Journal, name))
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
func (r *Pipeline) recoverJournal(ctx context.Context, path string) (found bool, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return true, err // the stale time decides
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return true, err
	}
	age := time.Since(info.ModTime())
	got, l := false, fileLock(path)
	if canLock {
		got, err = l.TryLock()
		defer l.Close() //nolint:errcheck // closing the file releases it
	}
	switch {
	case errors.Is(err, fs.ErrNotExist): // its holder ended
		return false, nil
	case err != nil:
		return true, err
	case !got && canLock:
		return true, r.vouch(ctx, f)
	case !got && age < foreignKeep:
		return true, nil // the stale time decides
	}
	b, err := io.ReadAll(io.LimitReader(f, journalMost+1))
	if err != nil {
		return true, err
	}
	database, err := r.Store.ID(ctx)
	if err != nil {
		return true, err
	}
	p, whole := readJournal(b)
	own := p.own(path, database)
	switch {
	case p.Holder == "" && age < unopenedKeep, p.Holder != "" && !own && age < foreignKeep:
		return false, nil
	case !own:
		return false, removeJournal(f)
	case !whole || len(b) > journalMost || p.Boot == "" || p.Boot != bootID():
		r.log().Warn("a journal is damaged, or of the time before the machine was started: all that its process was "+
			"sending is in doubt",
			"holder", p.Holder, "boot", p.Boot)
		err = r.Store.Release(ctx, p.Holder)
	default:
		err = r.recoverHolder(ctx, p)
	}
	if err != nil {
		return true, err
	}
	return true, removeJournal(f)
}

// vouch returns a sign of life for a holder whose journal is locked: it lives, whatever the clocks say of its last one.
func (r *Pipeline) vouch(ctx context.Context, f *os.File) error {
	b, err := io.ReadAll(io.LimitReader(f, openingMost))
	if err != nil {
		return err
	}
	database, err := r.Store.ID(ctx)
	if err != nil {
		return err
	}
	if line := bytes.IndexByte(b, '\n'); line < 0 {
		return nil // it has not begun
	} else if p, _ := readJournal(b[:line+1]); p.own(f.Name(), database) {
		return r.Store.Heartbeat(ctx, p.Holder, r.Now())
	}
	return nil
}

// own reports whether a file is the journal of the holder that it names, and of this database.
func (p past) own(path, database string) bool {
	return p.Holder != "" && p.Database == database && journalPath(filepath.Dir(path), p.Holder) == path
}

// recoverHolder records what a journal tells.
func (r *Pipeline) recoverHolder(ctx context.Context, p past) error {
	moved, err := r.Store.Recover(ctx, p.Holder, p.outcomes, p.noted, r.Now())
	if err == nil && len(moved) > 0 {
		r.log().Warn("a process ended while it was sending: its journal tells what became of its deliveries", "holder",
			p.Holder,
			"queued", moved[news.DeliveryQueued], "doubt", moved[news.DeliveryDoubt], "sent", moved[news.DeliverySent],
			"failed", moved[news.DeliveryFailed], "deferred", moved[news.DeliveryDeferred])
	}
	return err
}

// removeJournal removes a journal that was read.
func removeJournal(f *os.File) error {
	f.Close() //nolint:errcheck // nothing was written; Windows removes no open file
	if err := os.Remove(f.Name()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
