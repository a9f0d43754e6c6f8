package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"
)

// Memory keeps what is known of relays over restarts, for all processes. *store.Store is one.
type Memory interface {
	// Relays returns the state of each relay that is known, by its name.
	Relays(ctx context.Context) (map[string]string, error)
	// ChangeRelay hands the state of a relay to change, "" = it is not known, and writes what that returns, unless write
	// is false: in one transaction, so that no two processes count the same room.
	ChangeRelay(ctx context.Context, name string, change func(state string) (changed string, write bool)) error
}

// RelayState is what is remembered of a mail relay: whether it may be used, and what it got today. Its zero value is a
// relay that has not been used.
type RelayState struct {
	Name string `json:"name"`

	// why it is left alone: "refuses", "down" or "rests"; "" = it is not
	Closed  string    `json:"closed,omitempty"`
	Why     string    `json:"why,omitempty"`     // the server's words, or the error
	Since   time.Time `json:"since,omitzero"`    // when it was left alone first, of the times in a row
	Until   time.Time `json:"until,omitzero"`    // when one letter tries it again
	InARow  int       `json:"in_a_row,omitzero"` // how often it was left alone without a letter taken in between
	Changed time.Time `json:"changed,omitzero"`

	Day  string `json:"day,omitempty"` // the day, in its zone, that the numbers are of: 2026-11-30
	Used int    `json:"used,omitzero"` // letters that it was given
	Good int    `json:"good,omitzero"` // of these, taken, or refused because of the reader
	Bad  int    `json:"bad,omitzero"`  // of these, refused because of us, of the letter, or of their number
	Cap  int    `json:"cap,omitzero"`  // letters that a plan allows on the day; 0 = no plan, or it has ended
	Done bool   `json:"done,omitzero"` // the plan has ended: per_day counts

	Minute time.Time `json:"minute,omitzero"` // until when the letters given use up the limit of a minute
	Hour   time.Time `json:"hour,omitzero"`   // likewise of an hour
}

// The values of RelayState.Closed.
const (
	RelayRefuses = "refuses" // us or our letters, or cannot be used with our settings: a person must look at it
	RelayDown    = "down"    // it cannot be reached, or does not answer
	RelayRests   = "rests"   // it asked for fewer letters, or for later ones
)

// relaysOf reads what a memory knows.
func relaysOf(ctx context.Context, m Memory) (map[string]RelayState, error) {
	known, err := m.Relays(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what is known of the relays: %w", err)
	}
	all := make(map[string]RelayState, len(known))
	for name, text := range known {
		var s RelayState
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return nil, fmt.Errorf("read what is known of the relay %s: %w", name, err)
		}
		s.Name = name
		all[name] = s
	}
	return all, nil
}

// changeRelay changes what a memory knows of a relay, and returns it.
func changeRelay(ctx context.Context, m Memory, name string, change func(*RelayState) bool) (RelayState, error) {
	var s RelayState
	var fault error
	err := m.ChangeRelay(ctx, name, func(text string) (string, bool) {
		if s, fault = (RelayState{}), nil; text != "" {
			fault = json.Unmarshal([]byte(text), &s)
		}
		s.Name = name
		if fault != nil || !change(&s) {
			return "", false
		}
		b, err := json.Marshal(s)
		fault = err
		return string(b), err == nil
	})
	if err == nil {
		err = fault
	}
	if err != nil {
		return s, fmt.Errorf("write what is known of the relay %s: %w", name, err)
	}
	return s, nil
}

// forgetful is a Memory that ends with the program.
type forgetful struct {
	mu    sync.Mutex
	known map[string]string
}

// Relays does what Memory says.
func (f *forgetful) Relays(context.Context) (map[string]string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.known), nil
}

// ChangeRelay does what Memory says.
func (f *forgetful) ChangeRelay(_ context.Context, name string, change func(string) (string, bool)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if changed, write := change(f.known[name]); write {
		f.known[name] = changed
	}
	return nil
}
