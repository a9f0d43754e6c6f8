package main

import (
	"context"
	"fmt"
	"time"

	"attache/config"
	"attache/worker"
)

// checkTime returns the times of ours that lie in the future as mistakes, or with repair sets them right after showing
// them.
func (a *app) checkTime(ctx context.Context, s Settings, repair bool) (wrong config.Mistakes, err error) {
	st, err := a.openToCheck(ctx, s)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	clock := worker.NewClock(a.utc, nil)
	difference, err := clock.Measure(ctx, st.Clock)
	if err != nil {
		return nil, err
	}
	if difference.Abs() > worker.TimeTolerance {
		side := "ahead of"
		if difference < 0 {
			side = "behind"
		}
		a.caution(fmt.Sprintf("The clock of the database is %s %s this machine's; attache goes by the database's.",
			spell(difference.Abs()), side), "set both by NTP")
	}
	pipeline := &worker.Road{Store: st, Config: s.Worker, Now: clock.Now, Clock: clock, Log: a.logger(s.Log, 0)}
	stamps, err := pipeline.Ahead(ctx)
	if err != nil {
		return nil, err
	}
	if !repair {
		for _, x := range stamps {
			wrong = append(wrong, config.Mistake{
				Message: fmt.Sprintf("A wrong clock wrote times in the future: %s (%d, up to %s).",
					x.What, x.Count, x.Latest.UTC().Format(time.DateTime+" MST")),
				Hint: "attache check --repair",
			})
		}
		return wrong, nil
	}
	if len(stamps) == 0 {
		a.say("No time of ours lies in the future: there is nothing to repair.")
		return nil, nil
	}
	a.say("These times lie in the future; it is %s now:", clock.Now().Format(time.DateTime+" MST"))
	for _, x := range stamps {
		a.say("  %s (%d, up to %s): %s.", x.What, x.Count, x.Latest.UTC().Format(time.DateTime+" MST"), x.Action)
	}
	if err := a.confirm(ctx, "Set them right?", "attache check --repair"); err != nil {
		return nil, err
	}
	done, err := pipeline.Mend(ctx, true)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, x := range done {
		n += x.Count
	}
	a.say("Set right: %s.", counted(n, "time"))
	return nil, nil
}
