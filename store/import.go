package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"attache/news"
)

// ImportDone is what an import did with one person.
type ImportDone string

// What an import does with a person.
const (
	ImportAdded   ImportDone = "added"   // was not known
	ImportUpdated ImportDone = "updated" // name, languages or digests changed
	// has left, bounced or complained in the file, and not here, or not so gravely
	ImportLowered   ImportDone = "lowered"
	ImportRaised    ImportDone = "raised"    // had left, and is taken back: only with Rejoin
	ImportKept      ImportDone = "kept"      // has left, bounced or complained here: stays as they are
	ImportUnchanged ImportDone = "unchanged" // known, and the file says nothing new
	ImportRemoved   ImportDone = "left out"  // was erased here, and is taken back only with Rejoin
	ImportHeld      ImportDone = "held back" // is not known, and is in the file only to be lowered (Import.Held)
)

// Import is how subscribers are imported.
type Import struct {
	At     time.Time
	Rejoin bool   // take back those who left here, or were erased, and are active in the file
	By     string // who takes them back, and why, for the record
	Why    string
	Held   map[string]bool // addresses whose people are not added when they are not known
	Dry    bool            // do everything, then undo it
	// Progress is told how many people are done, every so often; nil = nobody is.
	Progress func(done int)
	// Lower returns the one of two states that gets less mail.
	Lower func(a, b news.SubscriberState) news.SubscriberState
}

// Imported is what became of one person.
type Imported struct {
	Done ImportDone
	Was  news.SubscriberState // "" = not known
	Now  news.SubscriberState
	// when the person was erased, of ImportRemoved and of those taken back; zero = was not
	Removed time.Time
}

var errDry = errors.New("nothing is kept of a dry run")

// ImportInto adds and updates subscribers in one transaction: all of them or none. A person's address stands in subs
// once. It only lowers the state of who is known, unless Rejoin. A digest that does not exist is a *news.InvalidError.
// The result has one entry for each of subs.
func (s *Store) ImportInto(ctx context.Context, subs []news.Subscriber, how Import) ([]Imported, error) {
	for i := range subs {
		if err := subs[i].Validate(); err != nil {
			return nil, err
		}
	}
	var out []Imported
	err := s.durable(ctx, func(t tx) error {
		out = make([]Imported, 0, len(subs))
		digests, err := digestIDs(ctx, t)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(subs, 1000) {
			done, err := s.importChunk(ctx, t, part, digests, how)
			if err != nil {
				return err
			}
			if out = append(out, done...); how.Progress != nil {
				how.Progress(len(out))
			}
		}
		if how.Dry {
			return errDry
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDry) {
		return nil, fmt.Errorf("import subscribers: %w", err)
	}
	return out, nil
}

func (s *Store) importChunk(
	ctx context.Context, t tx, part []news.Subscriber, digests map[string]int64, how Import,
) ([]Imported, error) {
	known, err := s.knownOf(ctx, t, part)
	if err != nil {
		return nil, err
	}
	emails := make([]string, len(part))
	for i := range part {
		emails[i] = part[i].Email
	}
	removed, err := s.removedOf(ctx, t, emails)
	if err != nil {
		return nil, err
	}
	out := make([]Imported, len(part))
	var fresh []news.Subscriber
	for i, sub := range part {
		was, ok := known[emailKey(sub.Email)]
		if at, erased := removed[emailKey(sub.Email)]; !ok && (erased || how.Held[sub.Email]) {
			if out[i] = (Imported{Done: ImportHeld}); erased {
				if out[i], err = s.importErased(ctx, t, sub, how, at); err != nil {
					return nil, err
				}
			}
			continue
		}
		if !ok {
			sub.Created, sub.Changed = how.At, how.At
			fresh = append(fresh, sub)
			out[i] = Imported{Done: ImportAdded, Now: sub.State}
			continue
		}
		now, done := how.merge(was, sub)
		out[i] = Imported{Done: done, Was: was.State, Now: now.State}
		if done == ImportKept || done == ImportUnchanged {
			if now.State == was.State {
				continue
			}
		}
		now.Changed = how.At
		put := s.putSubscriber
		if done == ImportRaised {
			put = func(ctx context.Context, t tx, sub *news.Subscriber) error {
				return s.rejoin(ctx, t, sub, how.By, how.Why)
			}
		}
		if err := put(ctx, t, &now); err != nil {
			return nil, err
		}
	}
	_, err = s.importPart(ctx, t, fresh, digests)
	return out, err
}

// importErased decides what becomes of a person who was erased here.
func (s *Store) importErased(ctx context.Context, t tx, sub news.Subscriber, how Import, at time.Time) (Imported,
	error,
) {
	if !how.Rejoin || sub.State != news.SubscriberActive {
		return Imported{Done: ImportRemoved, Removed: at}, nil
	}
	sub.Created, sub.Changed = how.At, how.At
	return Imported{Done: ImportRaised, Now: sub.State, Removed: at}, s.rejoin(ctx, t, &sub, how.By, how.Why)
}

// knownOf finds the people of a part that are known, by their keys.
func (s *Store) knownOf(ctx context.Context, t tx, part []news.Subscriber) (map[string]news.Subscriber, error) {
	keys := make([]string, len(part))
	for i := range part {
		keys[i] = emailKey(part[i].Email)
	}
	// Touching the rows first makes a reader who leaves at this moment wait for us, and us for them.
	if _, err := t.exec(ctx, `UPDATE subscribers SET email_key = email_key WHERE email_key IN (SELECT v.value FROM `+
		s.in("$1")+`)`, texts(keys)); err != nil {
		return nil, err
	}
	all, err := s.subscribersIn(ctx, t, `SELECT `+subscriberColumns+
		` FROM subscribers s WHERE s.email_key IN (SELECT v.value FROM `+s.in("$1")+`)`, texts(keys))
	known := make(map[string]news.Subscriber, len(all))
	for _, sub := range all {
		known[emailKey(sub.Email)] = sub
	}
	return known, err
}

// merge decides what becomes of a person who is known.
func (how Import) merge(was, file news.Subscriber) (news.Subscriber, ImportDone) {
	now := was
	now.State = how.Lower(was.State, file.State)
	if was.State == news.SubscriberActive && file.State == news.SubscriberPending {
		now.State = was.State // what was confirmed here needs no confirmation there
	}
	gone := was.State != news.SubscriberActive && was.State != news.SubscriberPending
	switch {
	case gone && how.Rejoin && file.State == news.SubscriberActive:
		now.State = file.State
	case gone && now.State == was.State:
		return now, ImportKept
	case now.State != was.State:
		return now, ImportLowered
	}
	before := now
	now.Update(&file)
	switch {
	case gone:
		return now, ImportRaised
	case reflect.DeepEqual(before, now):
		return now, ImportUnchanged
	}
	return now, ImportUpdated
}
