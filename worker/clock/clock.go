// Package clock is the wall clock that the pipeline goes by. A clock that has just jumped is doubted until it has run
// evenly for a while, and processes that share a database go by that database's time.
//
// It does not wait, schedule or log anything, and it does not set the machine's clock. Read clock.go first: Clock.Now
// and Clock.Doubted; boot_linux.go has the counter that jumps are told by.
package clock

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Bounds of what is believed of a clock.
const (
	// Tolerance is how far a stamp may lie ahead of now, or the clock jump between two looks, before somebody's
	// clock was wrong. Machines kept by NTP differ by milliseconds; a step of NTP at boot is seconds.
	Tolerance = 5 * time.Minute
	// Proof is how long a clock that jumped must run evenly before anything is done by it.
	Proof = 2 * time.Minute
)

// Clock is the wall clock that the stages go by, and doubts about it. It notices jumps by a counter that never jumps,
// and it takes the time of the database where several machines share one, so that all of them go by the same clock.
//
// The nil *Clock doubts nothing.
type Clock struct {
	wall    func() time.Time
	machine func() time.Time // what wall is on a real machine: what others on the machine read
	steady  func() time.Duration

	born time.Duration // steady, at the start or when it jumped to the time that is believed

	mu        sync.Mutex
	offset    time.Duration // the database's clock less the machine's
	measured  bool
	trusted   mark          // when the time was last right
	candidate mark          // where a jump led to; zero = no doubt
	jump      time.Duration // how far
	news      []Jump        // what was found since the last call of Found
}

// mark is one moment on both clocks.
type mark struct {
	wall   time.Time
	steady time.Duration
}

// Jump is a step of the clock that is over: it came back, or the new time is believed.
type Jump struct {
	By   time.Duration // > 0: ahead
	Back bool          // it was wrong and came back: what was written meanwhile has wrong stamps
}

// New returns a clock over wall (UTC) and steady, which counts real time from any start; nil = time.Now, and the
// machine's counter, sleep included.
func New(wall func() time.Time, steady func() time.Duration) *Clock {
	return OnMachine(time.Now, wall, steady)
}

// OnMachine is New on a machine whose own clock, which the rest of its programs read, shows what machine returns.
func OnMachine(machine, wall func() time.Time, steady func() time.Duration) *Clock {
	if wall == nil {
		wall = func() time.Time { return time.Now().UTC() }
	}
	if steady == nil {
		steady = sinceBoot
	}
	c := &Clock{wall: wall, machine: machine, steady: steady, born: steady()}
	c.trusted = mark{wall(), steady()}
	return c
}

// Now is the time, right or doubted.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

// Doubted reports whether the clock has just jumped and is not believed yet.
func (c *Clock) Doubted() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	return !c.candidate.wall.IsZero()
}

// Found returns the jumps that ended since it was called last.
func (c *Clock) Found() []Jump {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	found := c.news
	c.news = nil
	return found
}

// read takes the time and compares it with what the steady counter says it should be.
func (c *Clock) read() time.Time {
	now, steady := c.wall().Add(c.offset), c.steady()
	expected := func(m mark) time.Time { return m.wall.Add(steady - m.steady) }
	off := func(m mark) time.Duration { return now.Sub(expected(m)).Round(time.Second) }
	even := func(m mark) bool { d := off(m); return -Tolerance <= d && d <= Tolerance }
	switch {
	case even(c.trusted):
		if !c.candidate.wall.IsZero() {
			c.news = append(c.news, Jump{By: c.jump, Back: true})
			c.candidate, c.jump = mark{}, 0
		}
		c.trusted = mark{now, steady}
	case c.candidate.wall.IsZero() || !even(c.candidate):
		c.candidate, c.jump = mark{now, steady}, off(c.trusted)
	case steady-c.candidate.steady >= Proof:
		c.born = c.candidate.steady
		c.news = append(c.news, Jump{By: c.jump})
		c.trusted, c.candidate, c.jump = mark{now, steady}, mark{}, 0
	}
	return now
}

// Likely is the time as what runs beside the stages (River) is to see it: the machine's, set right by what is known of
// it. A jump that is doubted does not count. It has no monotonic reading, for that does not know of the correction.
func (c *Clock) Likely() time.Time {
	if c == nil {
		return time.Now()
	}
	by := c.Correction()
	return c.machine().Round(0).Add(by)
}

// Correction is what to add to the machine's time to get the likely one.
func (c *Clock) Correction() time.Duration {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	return c.offset - c.jump
}

// Measure asks for the time that all processes of the database share, goes by it, and returns how far it is ahead of
// the machine's clock. Going by it the first time is no jump.
func (c *Clock) Measure(
	ctx context.Context, ask func(context.Context) (time.Time, error),
) (difference time.Duration, err error) {
	before := c.steady()
	theirs, err := ask(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask the database for the time: %w", err)
	}
	if theirs.IsZero() { // it has no clock of its own
		return 0, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	difference = theirs.Add((c.steady() - before) / 2).Sub(c.machine().Round(0))
	if (difference - c.offset).Abs() >= offsetStep { // less is the noise of asking
		c.offset = difference
	}
	if !c.measured {
		c.measured = true
		c.trusted, c.candidate, c.jump, c.news = mark{c.wall().Add(c.offset), c.steady()}, mark{}, 0, nil
	}
	return difference, nil
}

// offsetStep is the least change of a measured difference that is acted on: the answer itself takes milliseconds.
const offsetStep = time.Second

// started is any moment to count from.
var started = time.Now()

// sinceStart counts real time on Go's monotonic clock, which stands still while the machine sleeps.
func sinceStart() time.Duration { return time.Since(started) }

// RanFor reports whether the clock can be relied on for having run evenly for so long, or for being that of a database.
func (c *Clock) RanFor(d time.Duration) bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.measured || c.steady()-c.born >= d
}

// EvenFor reports whether the clock has run evenly for so long, since the start or since it jumped to the time that is
// believed; whatever confirms it.
func (c *Clock) EvenFor(d time.Duration) bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.steady()-c.born >= d
}
