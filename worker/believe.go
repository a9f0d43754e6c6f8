package worker

import (
	"context"
	"errors"
	"fmt"
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
	for _, j := range jumps {
		if j.Back {
			dp.sure = true
			dp.log().Error("the clock was wrong and is right again", "by", j.By)
		} else {
			dp.log().Warn("the clock jumped; the new time is believed", "by", j.By)
		}
	}
	if dp.Clock.Doubted() {
		if !dp.doubted {
			dp.log().Error("the clock jumped: nothing is published until it has run evenly for a while", "now", dp.Now(),
				"wait", clock.Proof, "hint", "nothing if the clock is right; else set it by NTP")
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
	if dp.ticked.After(now) {
		dp.ticked = now
	}
	if len(jumps) > 0 || dp.repaired.IsZero() || now.Sub(dp.repaired).Abs() >= repairEvery {
		errs = append(errs, dp.repair(ctx, now))
	}
	return true, errors.Join(errs...)
}

// repair sets times in the future right when the clock is proven: one that is behind takes right times for such. Until
// then it says once what waits.
func (dp *dispatcher) repair(ctx context.Context, now time.Time) error {
	var err error
	if dp.proven, err = dp.time.proven(ctx); err != nil {
		return err
	}
	if dp.proven {
		dp.repaired, dp.told = now, false
		stamps, err := dp.repairer.mend(ctx, dp.sure, false)
		if err == nil {
			dp.sure = false
		}
		dp.logRepairs(stamps)
		return err
	}
	dp.repaired = time.Time{} // the next tick asks again
	if dp.told {
		return nil
	}
	stamps, err := dp.repairer.mend(ctx, dp.sure, true)
	if err != nil || len(stamps) == 0 {
		return err
	}
	dp.told = true
	dp.log().Warn("times lie in the future and are not set right yet: the clock may be behind", "now", now,
		"what", stamps[0].What, "latest", stamps[0].Latest, "wait", leapProof, "hint", "nothing if the clock is right: "+
			"then they are, as soon as three sites confirm it or it has run evenly so long; else set it by NTP")
	return nil
}

// compareTime compares the clock with what sites told, and logs when it begins or ends to differ.
func (dp *dispatcher) compareTime(list []news.Standing, now time.Time) {
	t, was := WeighHosts(list, now, dp.cfg.WrongClocks), dp.hosts
	switch {
	case t.Differs() && (!was.Differs() || t.Stops() != was.Stops() || t.Wrong() != was.Wrong()):
		effect := "none yet"
		switch {
		case t.Stops():
			effect = "nothing is published, sent, given up or deleted until it is right"
		case t.Wrong() && t.Ahead > 0:
			effect = fmt.Sprintf("slots wait %s longer, nothing is given up or deleted", Span(t.Ahead))
		case t.Wrong():
			effect = fmt.Sprintf("slots come %s too late, nothing is given up or deleted", Span(-t.Ahead))
		}
		dp.log().Error("the clock is wrong, as sites tell: beyond a day nothing is published, sent or deleted", "ahead",
			t.Ahead, "sites", max(t.For, t.Against), "confirm_it", t.For, "contradict_it", t.Against, "which", t.Who,
			"effect", effect, "hint", t.Hint())
	case !t.Differs() && was.Differs():
		dp.log().Warn("the clock is that of the sites again", "was_ahead", was.Ahead)
	}
	dp.hosts = t
}

// logRepairs logs what was set right.
func (s stage) logRepairs(stamps []news.Stamp) {
	for _, st := range stamps {
		s.log().Error("times in the future, which a wrong clock wrote, are set right", "what", st.What, "count", st.Count,
			"latest", st.Latest, "action", st.Action)
	}
}
