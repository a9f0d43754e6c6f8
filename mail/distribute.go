package mail

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// paceWait is how long a batch waits for a relay whose rate is used up; what would wait longer goes back to the ledger.
const paceWait = time.Minute

// distribution is a batch on its way through the relays of a pool. One goroutine decides (run); relays send beside it.
type distribution struct {
	*Pool
	ctx   context.Context //nolint:containedctx // it lives as long as one call of Send
	batch []Message
	note  func(int) error
	done  func(int, Outcome)

	mu      sync.Mutex   // of done, and of what follows
	unnoted map[int]bool // letters that could not be noted: they end here

	open   []int       // letters that no relay has, in order
	tried  []uint32    // of each letter, a bit for each relay that has had it
	last   []Outcome   // what the last relay said of it
	shares []*share    // what each relay has; nil = nothing
	news   chan result // buffered for all
	under  int         // shares under way
	keeps  []keep      // why a relay takes nothing more of this batch
	forced int         // the relay that is tried although it is left alone, as none works; -1 = none
}

// share is what a relay was given.
type share struct {
	letters []int
	begun   time.Time
	enough  context.CancelCauseFunc
	forced  bool // the relay is tried although it is left alone

	left            bool // it is left alone because of this share
	back, good, bad int  // letters not offered; taken, or refused because of the reader; refused otherwise
	works           bool
}

// keep is why a relay takes no letters.
type keep struct {
	until time.Time
	why   string
}

// result is what became of a letter that goes on to another relay, or the end of a share.
type result struct {
	relay int
	i     int // the letter; -1 = the share has ended
	o     Outcome
}

func newDistribution(
	ctx context.Context, p *Pool, batch []Message, note func(int) error, done func(int, Outcome),
) *distribution {
	n := len(p.relays)
	d := &distribution{
		Pool: p, ctx: ctx, batch: batch, note: note, done: done, unnoted: map[int]bool{}, open: make([]int, len(batch)),
		tried: make([]uint32, len(batch)), last: make([]Outcome, len(batch)), shares: make([]*share, n),
		news: make(chan result, 2*(len(batch)+1)*(n+1)), keeps: make([]keep, n), forced: -1,
	}
	for i := range d.open {
		d.open[i] = i
	}
	return d
}

// run hands letters to relays until each has its outcome.
func (d *distribution) run() {
	over := d.ctx.Done()
	for {
		wait := time.Duration(0)
		if d.ctx.Err() == nil {
			wait = d.hand()
		} else {
			d.stop()
		}
		if d.under == 0 && len(d.open) == 0 {
			return
		}
		if d.under == 0 && wait == 0 {
			d.giveUp()
			return
		}
		var timer <-chan time.Time
		if wait > 0 {
			timer = time.After(wait)
		}
		select {
		case r := <-d.news:
			d.hear(r)
			for more := true; more; {
				select {
				case r := <-d.news:
					d.hear(r)
				default:
					more = false
				}
			}
		case <-timer:
		case <-over:
			over = nil // its shares end by themselves
		}
	}
}

// stop ends the letters that no relay has.
func (d *distribution) stop() {
	for _, i := range d.open {
		d.report(i, stopped)
	}
	d.open = nil
}

// hand passes letters to the relays that may take them. It returns how long to wait for one that soon may; 0 = there is
// none.
func (d *distribution) hand() time.Duration {
	soon := time.Duration(0)
	wait := func(t time.Duration) {
		if t > 0 && (soon == 0 || t < soon) {
			soon = t
		}
	}
	for len(d.open) > 0 {
		given := false
		for _, mask := range d.masks() {
			r, then := d.choose(mask)
			if wait(then); r != nil {
				wait(d.give(r, mask))
				given = true
			}
		}
		if !given {
			break
		}
	}
	return soon
}

// masks lists which relays the open letters have been to, each combination once.
func (d *distribution) masks() []uint32 {
	var all []uint32
	seen := map[uint32]bool{}
	for _, i := range d.open {
		if m := d.tried[i]; !seen[m] {
			seen[m] = true
			all = append(all, m)
		}
	}
	return all
}

// usable reports whether a relay may be given letters of this batch, as far as is known; then says when it soon may.
func (d *distribution) usable(r *relay, now time.Time) (ok bool, then time.Duration) {
	k := d.keeps[r.at]
	switch {
	case k.why != "" && k.until.After(now):
		then = k.until.Sub(now)
		return then <= paceWait, then
	case r.at == d.forced:
		return true, 0
	}
	s := d.state(r)
	return s.Closed == "" || !s.Until.After(now), 0
}

// lastResort returns the relay to be tried although it is left alone: all are, and this one's turn is first. A person
// who lets an issue go on means that. -1 = one works, or only waits.
func (d *distribution) lastResort() int {
	best, now := -1, d.now()
	for _, r := range d.relays {
		s := d.state(r)
		if s.Closed == "" || !s.Until.After(now) {
			return -1
		}
		if s.Closed == RelayRests {
			return -1
		}
		if until, _ := r.waits(s, now); !until.IsZero() {
			continue
		}
		if best < 0 || s.Until.Before(d.state(d.relays[best]).Until) {
			best = r.at
		}
	}
	return best
}

// choose returns the relay that letters with a mask go to now: of the lowest order that can take them, the one that has
// had the least by its weight. One that is busy is waited for, but not for longer than the pool's patience.
func (d *distribution) choose(mask uint32) (*relay, time.Duration) {
	now := d.now()
	able, thens := d.able(mask, now)
	var best *relay
	least, slow := 0.0, time.Duration(0)
	d.Pool.mu.Lock()
	defer d.Pool.mu.Unlock()
	for _, r := range able {
		ready := thens[r.at] == 0 && d.shares[r.at] == nil && !d.trying[r.Name]
		if ready && (best == nil || d.given[r.at] < least) {
			best, least = r, d.given[r.at]
		}
	}
	soon := time.Duration(0)
	for _, r := range able {
		if t := thens[r.at]; t > 0 && (soon == 0 || t < soon) {
			soon = t
		}
		if d.trying[r.Name] && d.shares[r.at] == nil { // another batch tries it
			soon = max(soon, tryWait)
		}
		if s := d.shares[r.at]; best != nil && s != nil && d.given[r.at] < least {
			if left := d.patience - now.Sub(s.begun); left > 0 {
				slow = max(slow, left)
			}
		}
	}
	if slow > 0 {
		return nil, slow
	}
	return best, soon
}

// able lists the relays of the lowest order that can take letters with a mask, and by all relays' places how soon.
func (d *distribution) able(mask uint32, now time.Time) (all []*relay, thens []time.Duration) {
	thens = make([]time.Duration, len(d.relays))
	for _, r := range d.relays {
		if mask&(1<<r.at) != 0 {
			continue
		}
		ok := false
		if ok, thens[r.at] = d.usable(r, now); !ok || len(all) > 0 && r.Order > all[0].Order {
			continue
		}
		if len(all) > 0 && r.Order < all[0].Order {
			all = nil
		}
		all = append(all, r)
	}
	return all, thens
}

// tryWait is how often a batch looks whether the letter of another batch has shown that a relay works.
const tryWait = 200 * time.Millisecond

// give passes a relay its share of the letters with a mask. When its limits let none go it returns when they soon do.
func (d *distribution) give(r *relay, mask uint32) time.Duration {
	want := d.portion(r, mask)
	s := d.state(r)
	try := s.Closed != ""
	if try {
		want = 1
	}
	n := want
	if r.any() || r.Hours != "" {
		var until time.Time
		var why string
		err := d.change(d.ctx, r, func(s *RelayState) bool {
			n, until, why = r.Relay.take(s, d.now(), want)
			return r.any()
		})
		if err != nil {
			n, until, why = 0, d.now().Add(2*paceWait), tidy(err.Error())
		}
		if n == 0 {
			d.keeps[r.at] = keep{until, why}
			if ok, then := d.usable(r, d.now()); ok {
				return then
			}
			return 0
		}
	}
	d.keeps[r.at] = keep{}
	sh := &share{begun: d.now(), forced: r.at == d.forced}
	rest := d.open[:0]
	for _, i := range d.open {
		if d.tried[i] == mask && len(sh.letters) < n {
			d.tried[i] |= 1 << r.at
			sh.letters = append(sh.letters, i)
		} else {
			rest = append(rest, i)
		}
	}
	d.open = rest
	d.Pool.mu.Lock()
	d.trying[r.Name] = d.trying[r.Name] || try
	least := -1.0
	for _, other := range d.relays { // one that was away does not get all that it missed
		if other.at != r.at && other.Order == r.Order && d.shares[other.at] != nil &&
			(least < 0 || d.given[other.at] < least) {
			least = d.given[other.at]
		}
	}
	w := float64(r.Weight)
	d.given[r.at] = max(d.given[r.at], least-float64(len(d.batch))/w) + float64(len(sh.letters))/w
	d.Pool.mu.Unlock()
	d.shares[r.at] = sh
	d.under++
	var ctx context.Context
	ctx, sh.enough = context.WithCancelCause(d.ctx)
	go d.send(ctx, r, sh, try)
	return 0
}

// portion is how many letters a relay is given at a time: all when it is the only one; else half of its share, so that
// one that is slow does not hold many.
func (d *distribution) portion(r *relay, mask uint32) int {
	n, all := 0, 0
	for _, i := range d.open {
		if d.tried[i] == mask {
			n++
		}
	}
	now := d.now()
	for _, other := range d.relays {
		if ok, _ := d.usable(other, now); ok && other.Order == r.Order && mask&(1<<other.at) == 0 {
			all += other.Weight
		}
	}
	if all <= r.Weight {
		return n
	}
	return min(n, max(1, (len(d.batch)*r.Weight+2*all-1)/(2*all)))
}

// send offers a share to its relay.
func (d *distribution) send(ctx context.Context, r *relay, sh *share, try bool) {
	letters := make([]Message, len(sh.letters))
	for n, i := range sh.letters {
		letters[n] = d.batch[i]
	}
	note := func(n int) error {
		err := d.note(sh.letters[n])
		if err != nil {
			d.mu.Lock()
			d.unnoted[sh.letters[n]] = true
			d.mu.Unlock()
		}
		return err
	}
	r.Send(ctx, letters, note, func(n int, o Outcome) { // one call at a time
		i := sh.letters[n]
		o.Relay = r.Name
		d.mu.Lock()
		ends := d.unnoted[i]
		d.mu.Unlock()
		if ends {
			sh.back++
		} else {
			d.count(r, sh, o)
		}
		unoffered := o.Kind == Unsent && o.Response == stopped.Response
		alone := len(d.relays) == 1 && !unoffered // there is no other
		if ends || alone || d.ctx.Err() != nil || !moves(o) {
			if len(d.relays) > 1 {
				o.Brake = "" // others work, or the next letter shows that none does
			}
			d.report(i, o)
			return
		}
		d.news <- result{r.at, i, o}
	})
	d.answered(d.ctx, r, sh)
	if try {
		d.Pool.mu.Lock()
		delete(d.trying, r.Name)
		d.Pool.mu.Unlock()
	}
	d.news <- result{r.at, -1, Outcome{}}
}

// count draws from an outcome how the relay stands.
func (d *distribution) count(r *relay, sh *share, o Outcome) {
	span, rests := rest(o)
	switch {
	case o.Kind == Unsent:
		sh.back++
	case o.Refusal.Brake, rests:
		sh.bad++
	case o.Kind == Sent, o.answered, o.Code != 0:
		sh.good++
	}
	if o.Kind == Sent || o.Code != 0 && !o.Refusal.Brake && !rests && o.step != StepConnect && o.Kind != Unsent {
		sh.works = true
	}
	how, why := "", o.Response
	switch {
	case o.Brake != "":
		how, why = RelayRefuses, o.Brake
	case rests:
		how = RelayRests
		sh.enough(ErrEnough)
	case o.Kind == Unsent && o.Response != stopped.Response && d.ctx.Err() == nil:
		how = RelayDown
	}
	if how == "" || sh.left {
		return
	}
	sh.left = true
	if s := d.state(r); s.Closed != how || !s.Until.After(d.now()) || sh.forced {
		d.leaves(d.ctx, r, how, why, span)
	}
}

// moves reports whether a letter goes on to another relay: nothing was taken, and the answer is no word of its reader.
func moves(o Outcome) bool {
	if _, rests := rest(o); rests {
		return true
	}
	switch o.Kind {
	case Unsent:
		return true
	case Deferred:
		return o.Code == 0 || o.Code == closes || o.Refusal.Brake
	case Failed:
		return o.Refusal.Brake || o.Response == noUTF8.Response
	}
	return false
}

// report tells the outcome of a letter.
func (d *distribution) report(i int, o Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done(i, o)
}

// hear takes a letter back, or the end of a share.
func (d *distribution) hear(r result) {
	if r.i < 0 {
		d.shares[r.relay].enough(nil)
		if d.shares[r.relay] = nil; r.relay == d.forced {
			d.forced = -1 // it works, or it does not
		}
		d.under--
		return
	}
	d.last[r.i] = r.o
	if r.o.Kind == Unsent && r.o.Brake == "" && !r.o.Mute && r.o.Response == stopped.Response {
		d.tried[r.i] &^= 1 << r.relay // it was not offered: the share was ended
	}
	d.open = append(d.open, r.i)
}

// giveUp ends the letters that no relay takes now.
func (d *distribution) giveUp() {
	now := d.now()
	var refused, waits []string
	var until time.Time
	down := ""
	for _, r := range d.relays {
		s, k := d.state(r), d.keeps[r.at]
		switch then, why := r.waits(s, now); {
		case k.why != "" && k.until.After(now):
			waits = append(waits, r.Where()+": "+k.why)
			until = sooner(until, k.until)
		case !then.IsZero():
			waits = append(waits, r.Where()+": "+why)
			until = sooner(until, then)
		case s.Closed == RelayRefuses:
			refused = append(refused, s.Why)
		case s.Closed != "":
			down = s.Why
		}
	}
	for _, i := range d.open {
		o := d.last[i]
		if o.Kind == "" || o.Kind == Unsent {
			o.Kind = Unsent
			o.Brake, o.Until = "", time.Time{}
		}
		switch o.Brake = ""; {
		case len(refused) == len(d.relays):
			o.Brake = strings.Join(refused, "; ")
			if len(refused) > 1 {
				o.Brake = fmt.Sprintf("none of the %d relays takes our letters: %s", len(refused), o.Brake)
			}
			if o.Kind == Unsent {
				o.Response = "not offered: " + o.Brake
			}
		case o.Kind != Unsent && len(waits) == 0: // the last answer counts
		case len(waits) > 0:
			o = Outcome{Kind: Unsent, Response: strings.Join(waits, "; "), Until: until, Talk: o.Talk, Relay: o.Relay}
		case down != "":
			o.Response = down
		}
		d.report(i, o)
	}
	d.open = nil
}

func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
