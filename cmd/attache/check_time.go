package main

import (
	"context"
	"fmt"

	"attache/config"
	"attache/news"
	"attache/worker"
	"attache/worker/clock"
)

// checkTime returns the times of ours that lie in the future as mistakes, or with repair sets them right after showing
// them.
func (a *app) checkTime(ctx context.Context, s Settings, repair bool) (wrong config.Mistakes, err error) {
	st, err := a.openToCheck(ctx, s)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	shared := clock.New(a.utc, nil)
	difference, err := shared.Measure(ctx, st.Clock)
	if err != nil {
		return nil, err
	}
	if difference.Abs() > clock.Tolerance {
		side := "ahead of"
		if difference < 0 {
			side = "behind"
		}
		a.caution(fmt.Sprintf("The clock of the database is %s %s this machine's; attache goes by the database's.",
			spell(difference.Abs()), side), "set both by NTP")
	}
	pipeline := &worker.Pipeline{Store: st, Config: s.Worker, Now: shared.Now, Clock: shared, Log: a.logger(s.Log, 0)}
	if repair { // a wrong clock would repair what is right
		t, err := pipeline.HostTimes(ctx)
		if err != nil {
			return nil, err
		}
		if t.Wrong() {
			return nil, &news.InvalidError{Message: t.String() + ": nothing is repaired by it.", Hint: t.Hint()}
		}
	}
	stamps, err := pipeline.Ahead(ctx)
	if err != nil {
		return nil, err
	}
	if wrong, err = a.checkSites(ctx, pipeline); err != nil {
		return nil, err
	}
	if !repair {
		for _, x := range stamps {
			wrong = append(wrong, config.Mistake{
				Message: fmt.Sprintf("A wrong clock wrote times in the future: %s (%d, up to %s).",
					x.What, x.Count, x.Latest.Local().Format(secondLayout)),
				Hint: "attache check --repair",
			})
		}
		return wrong, nil
	}
	if len(stamps) == 0 {
		a.say("No time of ours lies in the future: there is nothing to repair.")
		return wrong, nil
	}
	a.say("These times lie in the future; it is %s now:", shared.Now().Local().Format(secondLayout))
	for _, x := range stamps {
		a.say("  %s (%d, up to %s): %s.", x.What, x.Count, x.Latest.Local().Format(secondLayout), x.Action)
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
	return wrong, nil
}

// checkSites returns a mistake when the clock differs from what sites told at the last visits, and says so when
// forgetting waits.
func (a *app) checkSites(
	ctx context.Context, pipeline *worker.Pipeline,
) (wrong config.Mistakes, err error) {
	t, err := pipeline.HostTimes(ctx)
	if err != nil {
		return nil, err
	}
	if t.Differs() {
		return config.Mistakes{{
			Message: t.String() + ". Beyond a day nothing is published, sent or deleted.", Hint: t.Hint(),
		}}, nil
	}
	why, err := pipeline.Keeps(ctx)
	if why != "" {
		a.caution("No old rows are deleted yet: "+why, "they are a day after, or when three sites confirm the time")
	}
	return nil, err
}
