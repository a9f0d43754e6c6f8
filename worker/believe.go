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
func (dp *dispatcher) believe(ctx context.Context) (bool, error) {
	var errs []error
	if dp.Clock != nil {
		difference, err := dp.Clock.Measure(ctx, dp.Store.Clock)
		if err != nil {
			errs = append(errs, err)
		}
		if wrong := difference.Abs() > clock.Tolerance; wrong != dp.apart {
			if dp.apart = wrong; wrong {
				dp.log().Error("the clocks of this machine and of the database differ: the database's counts",
					"difference", difference.Round(time.Second), "hint", "set both by NTP")
			}
		}
	}
	jumps := dp.Clock.Found()
	sure := false
	for _, j := range jumps {
		if j.Back {
			sure = true
			dp.log().Error("the clock was wrong and is right again", "by", j.By)
		} else {
			dp.log().Warn("the clock jumped; the new time is believed", "by", j.By)
		}
	}
	if dp.Clock.Doubted() {
		if !dp.doubted {
			dp.log().Error("the clock jumped: nothing is published until it has run evenly for a while", "now", dp.Now(),
				"wait", clock.Proof)
		}
		dp.doubted = true
		return false, errors.Join(errs...)
	}
	dp.doubted = false
	now := dp.Now()
	if len(jumps) > 0 || dp.mended.IsZero() || now.Sub(dp.mended).Abs() >= jobsEvery {
		dp.mended = now
		errs = append(errs, dp.queue.Repair(ctx))
	}
	if len(jumps) == 0 && !dp.repaired.IsZero() && now.Sub(dp.repaired).Abs() < repairEvery {
		return true, errors.Join(errs...)
	}
	dp.repaired = now
	if dp.ticked.After(now) {
		dp.ticked = now
	}
	stamps, err := dp.repairer.mend(ctx, sure, false)
	dp.logRepairs(stamps)
	return true, errors.Join(append(errs, err)...)
}

// compareTime compares the clock with what sites told, and logs when it begins or ends to differ.
func (dp *dispatcher) compareTime(list []news.Standing, now time.Time) {
	ahead, hosts := ClockAhead(list, now)
	differs := func(d time.Duration) bool { return d.Abs() > HostTolerance }
	switch {
	case differs(ahead) && (!differs(dp.ahead) || (ahead.Abs() > hostsWrong) != (dp.ahead.Abs() > hostsWrong)):
		dp.log().Error("the clock is wrong, as sites tell: beyond a day nothing is published, sent or deleted", "ahead",
			ahead, "sites", hosts, "hint", "set it by NTP")
	case !differs(ahead) && differs(dp.ahead):
		dp.log().Warn("the clock is that of the sites again", "was_ahead", dp.ahead)
	}
	if dp.ahead = 0; differs(ahead) {
		dp.ahead = ahead
	}
}

// logRepairs logs what was set right.
func (s stage) logRepairs(stamps []news.Stamp) {
	for _, st := range stamps {
		s.log().Error("times in the future, which a wrong clock wrote, are set right", "what", st.What, "count", st.Count,
			"latest", st.Latest, "action", st.Action)
	}
}
