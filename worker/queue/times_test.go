package queue

import (
	"context"
	"testing"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"attache/worker/clock"
)

// maintained notes what River's maintenance asks of the database.
type maintained struct {
	riverdriver.Executor
	stuck   time.Time
	before  [3]time.Time
	deleted bool
}

func (m *maintained) JobGetStuck(_ context.Context, p *riverdriver.JobGetStuckParams) ([]*rivertype.JobRow, error) {
	m.stuck = p.StuckHorizon
	return nil, nil
}

func (m *maintained) JobDeleteBefore(_ context.Context, p *riverdriver.JobDeleteBeforeParams) (int, error) {
	m.before = [3]time.Time{p.CancelledFinalizedAtHorizon, p.CompletedFinalizedAtHorizon, p.DiscardedFinalizedAtHorizon}
	return 0, nil
}

func (m *maintained) QueueDeleteExpired(context.Context, *riverdriver.QueueDeleteExpiredParams) ([]string, error) {
	m.deleted = true
	return nil, nil
}

// River's maintenance of a process whose clock is off, or has just jumped, neither rescues jobs that run nor deletes
// queues.
func TestMaintenanceGoesByTheClock(t *testing.T) {
	const year = 365 * 24 * time.Hour
	by := year
	machine := func() time.Time { return time.Now().UTC().Add(by) }
	off := clock.OnMachine(machine, machine, nil)
	if _, err := off.Measure(t.Context(), func(context.Context) (time.Time,
		error,
	) {
		return time.Now(), nil
	}); err != nil {
		t.Fatal(err)
	}
	jumping := time.Duration(0)
	now := func() time.Time { return time.Now().UTC().Add(jumping) }
	jumped := clock.OnMachine(now, now, nil)
	jumping = year
	for name, c := range map[string]*clock.Clock{"off": off, "jumped": jumped} {
		m := &maintained{}
		e := timedExecutor{m, c}
		horizon := time.Now().Add(year - time.Hour) // as River reckons it there
		_, err1 := e.JobGetStuck(t.Context(), &riverdriver.JobGetStuckParams{StuckHorizon: horizon})
		_, err2 := e.JobDeleteBefore(t.Context(), &riverdriver.JobDeleteBeforeParams{
			CancelledFinalizedAtHorizon: horizon, CompletedFinalizedAtHorizon: horizon,
			DiscardedFinalizedAtHorizon: horizon,
		})
		_, err3 := e.QueueDeleteExpired(t.Context(), &riverdriver.QueueDeleteExpiredParams{UpdatedAtHorizon: horizon})
		if err1 != nil || err2 != nil || err3 != nil || m.deleted {
			t.Fatalf("%s: %v %v %v, queues deleted: %v", name, err1, err2, err3, m.deleted)
		}
		for _, got := range append(m.before[:], m.stuck) {
			if d := time.Since(got); (d - time.Hour).Abs() > 10*time.Second {
				t.Errorf("%s: the horizon is %s ago, want 1h", name, d)
			}
		}
		if d := time.Since(c.Likely()); d.Abs() > 10*time.Second {
			t.Errorf("%s: River's time is off by %s", name, d)
		}
	}
}

func TestJobAhead(t *testing.T) {
	now := time.Now()
	for _, test := range []struct {
		state rivertype.JobState
		ahead time.Duration
		want  bool
	}{
		{rivertype.JobStateAvailable, 10 * time.Second, false},
		{rivertype.JobStateAvailable, time.Minute, true},
		{rivertype.JobStateRetryable, longestRetry, false},
		{rivertype.JobStateRetryable, time.Hour, true},
		{rivertype.JobStateScheduled, time.Hour, true},
		{rivertype.JobStateRunning, time.Hour, false},
	} {
		if got := jobAhead(&rivertype.JobRow{State: test.state, ScheduledAt: now.Add(test.ahead)},
			now); got != test.want {
			t.Errorf("%s, %s ahead: %v", test.state, test.ahead, got)
		}
	}
}
