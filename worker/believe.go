package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"attache/news"
)

// believe reports whether the time may be acted on: nothing is published, polled or given up by a clock that has just jumped. When the
// jump is over, at the start and every hour it sets times right that a wrong clock wrote.
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
			c.log().Error("the clock jumped: nothing is published until it has run evenly for a while", "now", c.Now(), "wait", timeSettle)
		}
		c.doubted = true
		return false, errors.Join(errs...)
	}
	c.doubted = false
	now := c.Now()
	if len(jumps) == 0 && !c.repaired.IsZero() && now.Sub(c.repaired).Abs() < repairEvery {
		return true, errors.Join(errs...)
	}
	c.repaired = now
	if c.looked.After(now) {
		c.looked = now
	}
	stamps, err := c.Mend(ctx, sure)
	c.tellMended(stamps)
	jobs, e := c.mendJobs(ctx)
	if jobs > 0 {
		c.log().Error("jobs lay in the future: they are made again when they are due", "jobs", jobs)
	}
	return true, errors.Join(append(errs, err, e)...)
}

// tellMended logs what was set right.
func (r *Road) tellMended(stamps []news.Stamp) {
	for _, s := range stamps {
		r.log().Error("times in the future, which a wrong clock wrote, are set right", "what", s.What, "count", s.Count,
			"latest", s.Latest, "action", s.Action)
	}
}

// jobsAhead is how far ahead a job's time may lie: the longest retry and the tolerance.
const jobsAhead = longestRetry + TimeTolerance

// mendJobs throws away jobs that wait for a time that a wrong clock set, with their keys, which would keep new ones away; the clock
// makes them again. It also ends a leader's term that such a clock set: while it lasts nobody else is elected.
func mendJobs[TTx any](ctx context.Context, client *river.Client[TTx]) (int, error) {
	now := time.Now() // River goes by the machine's clock
	exec := client.Driver().GetExecutor()
	leader, err := exec.LeaderGetElectedLeader(ctx, &riverdriver.LeaderGetElectedLeaderParams{})
	if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
		return 0, fmt.Errorf("look at the leader of the job queue: %w", err)
	}
	if leader != nil && leader.ExpiresAt.After(now.Add(TimeTolerance)) {
		_, err := exec.LeaderResign(ctx, &riverdriver.LeaderResignParams{
			ElectedAt: leader.ElectedAt, LeaderID: leader.LeaderID, LeadershipTopic: "river_leadership",
		})
		if err != nil {
			return 0, fmt.Errorf("end the leader's term of the job queue: %w", err)
		}
	}
	waiting, err := client.JobList(ctx, river.NewJobListParams().First(10_000).States(
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateScheduled))
	if err != nil {
		return 0, fmt.Errorf("list the jobs that wait: %w", err)
	}
	n := 0
	for _, job := range waiting.Jobs {
		if !job.ScheduledAt.After(now.Add(jobsAhead)) {
			continue
		}
		if _, err := client.JobDelete(ctx, job.ID); err != nil && !errors.Is(err, rivertype.ErrNotFound) {
			return n, fmt.Errorf("throw away job %d, which lies in the future: %w", job.ID, err)
		}
		n++
	}
	return n, nil
}
