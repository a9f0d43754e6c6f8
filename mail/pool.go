package mail

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"
)

// memoryLimit bounds one question to the Memory.
const memoryLimit = 10 * time.Second

// Pool sends through the relays of the settings, or to the outbox. It is safe for concurrent use.
//
// Letters go to the relays of the lowest order that may take them, by weight. A relay that refuses us, cannot be
// reached, asks for fewer letters, or has got what it may get is left alone, and its letters go to another: only an
// answer that concerns the reader, a letter that was taken, and one that may have been are final.
type Pool struct {
	cfg    Config // the whole, with defaults
	relays []*relay
	outbox *Sender // when there is no relay; nil else
	memory Memory
	log    *slog.Logger
	now    func() time.Time

	patience time.Duration // a relay that has not finished its share by then loses what it has not begun

	mu     sync.Mutex
	given  []float64 // letters by weight, of each relay
	states map[string]RelayState
	trying map[string]bool // relays that one letter tries
}

// relay is one of a pool's.
type relay struct {
	Relay
	*Sender
	at int // its place
}

// patience is how long relays wait for the share of another that is slow.
const patience = 2 * time.Second

// NewPool makes a pool. It does not connect. With no memory it forgets when the program ends. now = nil is the clock of
// this machine.
func NewPool(cfg Config, log *slog.Logger, memory Memory, now func() time.Time) (*Pool, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if now == nil {
		now = time.Now
	}
	if memory == nil {
		memory = &forgetful{known: map[string]string{}}
	}
	p := &Pool{
		cfg: cfg.WithDefaults(), memory: memory, log: log, now: now, patience: patience,
		states: map[string]RelayState{}, trying: map[string]bool{},
	}
	for i, r := range cfg.Each() {
		s, err := New(cfg.Of(r), log)
		if err != nil {
			return nil, err
		}
		p.relays = append(p.relays, &relay{r, s, i})
	}
	p.given = make([]float64, len(p.relays))
	if len(p.relays) > 0 {
		return p, nil
	}
	var err error
	p.outbox, err = New(cfg, log)
	return p, err
}

// all are the senders.
func (p *Pool) all() []*Sender {
	if p.outbox != nil {
		return []*Sender{p.outbox}
	}
	list := make([]*Sender, len(p.relays))
	for i, r := range p.relays {
		list[i] = r.Sender
	}
	return list
}

// Where says in a few words where messages go, for people.
func (p *Pool) Where() string {
	var all []string
	for _, s := range p.all() {
		all = append(all, s.Where())
	}
	return strings.Join(all, ", ")
}

// Domain is the domain letters come from.
func (p *Pool) Domain() string { return p.cfg.Domain() }

// Batch is how many messages the pool wants at a time: what all connections take, and no more than its rates let go in
// a minute.
func (p *Pool) Batch() int {
	n := 0
	for _, s := range p.all() {
		most := s.Batch()
		if s.cfg.PerMinute > 0 {
			most = min(most, s.cfg.PerMinute)
		}
		if s.cfg.PerHour > 0 {
			most = min(most, 1+s.cfg.PerHour/60)
		}
		n += most
	}
	return max(1, n)
}

// UnderWay returns how many letters have been begun and have no outcome yet.
func (p *Pool) UnderWay() int {
	n := 0
	for _, s := range p.all() {
		n += s.UnderWay()
	}
	return n
}

// Close ends the idle connections.
func (p *Pool) Close() error {
	var all error
	for _, s := range p.all() {
		all = errors.Join(all, s.Close())
	}
	return all
}

// Waits returns until when no relay may take a letter because of hours, limits or rests, and why; zero = one may, or
// none works, which sending finds out.
func (p *Pool) Waits(ctx context.Context) (until time.Time, why string, err error) {
	if p.outbox != nil {
		return time.Time{}, "", nil
	}
	if err := p.recall(ctx); err != nil {
		return time.Time{}, "", err
	}
	now := p.now()
	var reasons []string
	for _, r := range p.relays {
		s := p.state(r)
		then, words := r.waits(s, now)
		switch {
		case then.IsZero() && s.Closed == "":
			return time.Time{}, "", nil
		case then.IsZero():
			continue // it does not work
		case until.IsZero() || then.Before(until):
			until = then
		}
		reasons = append(reasons, r.Where()+": "+words)
	}
	return until, strings.Join(reasons, "; "), nil
}

// waits returns until when a relay takes no letters by our or its own wish; zero = that does not keep it.
func (r *relay) waits(s RelayState, now time.Time) (time.Time, string) {
	if s.Closed == RelayRests && s.Until.After(now) {
		return s.Until, "it asked us to wait (" + s.Why + ")"
	}
	_, until, why := r.Relay.take(&s, now, 1) // of a copy: it is not counted
	if until.Sub(now) <= paceWait {
		return time.Time{}, ""
	}
	return until, why
}

// recall reads what is known of the relays.
func (p *Pool) recall(ctx context.Context) error {
	if len(p.relays) == 1 && !p.relays[0].any() && p.state(p.relays[0]).Closed == "" {
		return nil // there is nothing that another process could have written and that would matter
	}
	ctx, cancel := context.WithTimeout(ctx, memoryLimit)
	defer cancel()
	all, err := relaysOf(ctx, p.memory)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.Copy(p.states, all)
	return nil
}

// state is what is known of a relay.
func (p *Pool) state(r *relay) RelayState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.states[r.Name]
}

// change changes what is known of a relay, also when ctx has ended.
func (p *Pool) change(ctx context.Context, r *relay, change func(*RelayState) bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), memoryLimit)
	defer cancel()
	now, err := changeRelay(ctx, p.memory, r.Name, change)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.states[r.Name] = now
	return nil
}

// leaves notes that a relay is left alone, and tells the operator once of one that refuses us.
func (p *Pool) leaves(ctx context.Context, r *relay, how, why string, asked time.Duration) {
	why = mask(why)
	first := false
	err := p.change(ctx, r, func(s *RelayState) bool {
		first = leave(s, how, why, asked, p.now())
		return true
	})
	until := p.state(r).Until
	if err != nil { // it is left alone by this process all the same
		p.mu.Lock()
		s := p.states[r.Name]
		first = leave(&s, how, why, asked, p.now())
		p.states[r.Name], until = s, s.Until
		p.mu.Unlock()
		p.log.Warn("what is known of a relay could not be written", "relay", r.Name, "error", err)
	}
	if !first || len(p.relays) == 1 { // of a single one the issue tells
		return
	}
	level := slog.LevelWarn
	if how == RelayRefuses {
		level = slog.LevelError
	}
	p.log.Log(ctx, level, "relay is left alone, its letters go to others", "relay", r.Name, "server", r.Where(), "why",
		why, "next try", until, "hint", "attache mail relays")
}

// answered notes what a relay answered to its letters, and that it works again.
func (p *Pool) answered(ctx context.Context, r *relay, sh *share) {
	s := p.state(r)
	works := sh.works && !sh.left
	if !r.any() && (!works || s.Closed == "" && s.InARow == 0) {
		return
	}
	again := false
	err := p.change(ctx, r, func(s *RelayState) bool {
		r.giveBack(s, sh.back)
		s.Good += sh.good
		s.Bad += sh.bad
		again = works && !s.Changed.After(sh.begun) && reopen(s, p.now())
		return true
	})
	switch {
	case err != nil:
		p.log.Warn("what is known of a relay could not be written", "relay", r.Name, "error", err)
	case again && len(p.relays) > 1:
		p.log.Warn("relay works again", "relay", r.Name, "server", r.Where())
	}
}

// Send delivers a batch as Sender.Send does, through the relays that may take its letters. note may be called once more
// for each relay that a message is offered to.
func (p *Pool) Send(ctx context.Context, batch []Message, note func(i int) error, done func(i int, o Outcome)) {
	if p.outbox != nil {
		p.outbox.Send(ctx, batch, note, done)
		return
	}
	if note == nil {
		note = func(int) error { return nil }
	}
	d := newDistribution(ctx, p, batch, note, done)
	if err := p.recall(ctx); err != nil {
		for i := range batch {
			done(i, Outcome{Kind: Unsent, Response: tidy(err.Error()), Until: p.now().Add(memoryLimit)})
		}
		return
	}
	d.forced = d.lastResort()
	d.run()
}

// Reports lists the relays with what is known of them now.
func (p *Pool) Reports(ctx context.Context) ([]Report, error) {
	ctx, cancel := context.WithTimeout(ctx, memoryLimit)
	defer cancel()
	known, err := relaysOf(ctx, p.memory)
	if err != nil {
		return nil, err
	}
	var all []Report
	for _, r := range p.relays {
		one := Report{Name: r.Name, Order: r.Order, Weight: r.Weight, Where: r.Where()}
		one.State = known[r.Name]
		one.State.Name = r.Name
		now := p.now()
		if today := now.In(r.location()).Format(time.DateOnly); one.State.Day != today {
			r.roll(&one.State, now)
		}
		one.Waits, one.Why = r.waits(one.State, now)
		if one.State.Closed != "" {
			one.Waits, one.Why = one.State.Until, one.State.Why
		}
		one.Most = cmp.Or(one.State.Cap, r.PerDay)
		all = append(all, one)
	}
	return all, nil
}

// Report is one relay and how it stands.
type Report struct {
	Name   string     `json:"name"`
	Where  string     `json:"where"`
	Order  int        `json:"order"`
	Weight int        `json:"weight"`
	Most   int        `json:"most_today,omitzero"` // letters that it may get today; 0 = no limit
	Waits  time.Time  `json:"waits_until,omitzero"`
	Why    string     `json:"why,omitempty"` // it waits, or is left alone
	State  RelayState `json:"state"`
}

// Reopen lets a relay that is left alone be used again at once, and reports whether there is such a relay.
func (p *Pool) Reopen(ctx context.Context, name string) (bool, error) {
	for _, r := range p.relays {
		if r.Name == name {
			return true, p.change(ctx, r, func(s *RelayState) bool { return reopen(s, p.now()) })
		}
	}
	return false, nil
}

// Try sends a message through each relay, or through the named one, whatever their hours, limits and rests are, and
// returns what became of it with each conversation; none when no relay is called so.
func (p *Pool) Try(ctx context.Context, name string, m Message) []Outcome {
	var all []Outcome
	for _, r := range p.relays {
		if name != "" && r.Name != name {
			continue
		}
		r.Send(ctx, []Message{m}, nil, func(_ int, o Outcome) {
			o.Relay = r.Name
			all = append(all, o)
		})
	}
	return all
}
