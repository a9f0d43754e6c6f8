package worker

import (
	"context"
	"errors"
	"time"

	"attache/news"
	"attache/worker/clock"
)

// jobsEvery is how often the dispatcher asks the queue to repair itself.
const jobsEvery = time.Minute

// believe reports whether the time may be acted on: nothing is published, polled or given up by a clock that has just
// jumped. When the jump is over, at the start and every hour it sets times right that a wrong clock wrote.
func (c *dispatcher) believe(ctx context.Context) (bool, error) {
	var errs []error
	if c.Clock != nil {
		difference, err := c.Clock.Measure(ctx, c.Store.Clock)
		if err != nil {
			errs = append(errs, err)
		}
		if wrong := difference.Abs() > clock.Tolerance; wrong != c.apart {
			if c.apart = wrong; wrong {
				c.log().Error("the clocks of this machine and of the database differ: the database's counts",
					"difference", difference.Round(time.Second), "hint", "set both by NTP")
			}
		}
	}
	jumps := c.Clock.Found()
	sure := false
	for _, j := range jumps {
		if j.Back {
			sure = true
			c.log().Error("the clock was wrong and is right again", "by", j.By)
		} else {
			c.log().Warn("the clock jumped; the new time is believed", "by", j.By)
		}
	}
	if c.Clock.Doubted() {
		if !c.doubted {
			c.log().Error("the clock jumped: nothing is published until it has run evenly for a while", "now", c.Now(),
				"wait", clock.Proof)
		}
		c.doubted = true
		return false, errors.Join(errs...)
	}
	c.doubted = false
	now := c.Now()
	if len(jumps) > 0 || c.mended.IsZero() || now.Sub(c.mended).Abs() >= jobsEvery {
		c.mended = now
		errs = append(errs, c.queue.Repair(ctx))
	}
	if len(jumps) == 0 && !c.repaired.IsZero() && now.Sub(c.repaired).Abs() < repairEvery {
		return true, errors.Join(errs...)
	}
	c.repaired = now
	if c.ticked.After(now) {
		c.ticked = now
	}
	stamps, err := c.Mend(ctx, sure)
	c.tellMended(stamps)
	return true, errors.Join(append(errs, err)...)
}

// tellMended logs what was set right.
func (r *Pipeline) tellMended(stamps []news.Stamp) {
	for _, s := range stamps {
		r.log().Error("times in the future, which a wrong clock wrote, are set right", "what", s.What, "count", s.Count,
			"latest", s.Latest, "action", s.Action)
	}
}
