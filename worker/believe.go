package worker

import (
	"context"
	"errors"
	"time"

	"attache/news"
)

// believe reports whether the time may be acted on: nothing is published, polled or given up by a clock that has just
// jumped. When the jump is over, at the start and every hour it sets times right that a wrong clock wrote.
func (c *clock) believe(ctx context.Context) (bool, error) {
	var errs []error
	if c.Clock != nil {
		difference, err := c.Clock.Measure(ctx, c.Store.Clock)
		if err != nil {
			errs = append(errs, err)
		}
		if wrong := difference.Abs() > TimeTolerance; wrong != c.apart {
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
				"wait", timeSettle)
		}
		c.doubted = true
		return false, errors.Join(errs...)
	}
	c.doubted = false
	now := c.Now()
	if len(jumps) > 0 || c.mended.IsZero() || now.Sub(c.mended).Abs() >= jobsEvery {
		c.mended = now
		jobs, err := c.mendJobs(ctx)
		c.tellJobs(jobs)
		errs = append(errs, err)
	}
	if len(jumps) == 0 && !c.repaired.IsZero() && now.Sub(c.repaired).Abs() < repairEvery {
		return true, errors.Join(errs...)
	}
	c.repaired = now
	if c.looked.After(now) {
		c.looked = now
	}
	stamps, err := c.Mend(ctx, sure)
	c.tellMended(stamps)
	return true, errors.Join(append(errs, err)...)
}

// compareTime compares the clock with what sites told, and logs when it begins or ends to differ.
func (c *clock) compareTime(list []news.Standing, now time.Time) {
	ahead, hosts := ClockAhead(list, now)
	differs := func(d time.Duration) bool { return d.Abs() > HostTolerance }
	switch {
	case differs(ahead) && (!differs(c.ahead) || (ahead.Abs() > hostsWrong) != (c.ahead.Abs() > hostsWrong)):
		c.log().Error("the clock is wrong, as sites tell: beyond a day nothing is published, sent or deleted", "ahead",
			ahead, "sites", hosts, "hint", "set it by NTP")
	case !differs(ahead) && differs(c.ahead):
		c.log().Warn("the clock is that of the sites again", "was_ahead", c.ahead)
	}
	if c.ahead = 0; differs(ahead) {
		c.ahead = ahead
	}
}

// tellJobs logs that jobs were thrown away.
func (r *Road) tellJobs(n int) {
	if n > 0 {
		r.log().Error("jobs lay in the future: they are made again when they are due", "jobs", n)
	}
}

// tellMended logs what was set right.
func (r *Road) tellMended(stamps []news.Stamp) {
	for _, s := range stamps {
		r.log().Error("times in the future, which a wrong clock wrote, are set right", "what", s.What, "count", s.Count,
			"latest", s.Latest, "action", s.Action)
	}
}
