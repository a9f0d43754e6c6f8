package worker_test

import (
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

// publishLater is the job that asks for a digest's slots, as a clock a year ahead leaves it: to be tried again then.
type publishLater struct {
	Digest string    `json:"digest" river:"unique"`
	Since  time.Time `json:"since"`
}

func (publishLater) Kind() string { return "publish" }

func (publishLater) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		Queue: "publish", ScheduledAt: time.Now().Add(year),
		UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
			rivertype.JobStateRetryable, rivertype.JobStateScheduled,
		}},
	}
}

func TestServeThrowsJobsOfTheFutureAway(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 1)
		if pool := h.store.Pool(); pool != nil {
			fromTheFuture(t, riverpgxv5.New(pool))
		} else {
			fromTheFuture(t, riversqlite.New(h.store.SQL()))
		}
		heard := h.listen()
		h.serving(t)
		await(t, heard, "issue composed", 1)
	})
}

// A job of the future that appears while serve runs keeps nothing away, and missing rows of queues come back.
func TestServeMendsTheQueueWhileItRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 1)
		heard := h.listen()
		// less than a minute: it is found because it keeps the new one away
		h.wall.set(breakfast.Add(-10 * time.Second))
		h.serving(t)
		h.tick(t)
		var exec riverdriver.Executor
		if pool := h.store.Pool(); pool != nil {
			driver := riverpgxv5.New(pool)
			fromTheFuture(t, driver)
			exec = driver.GetExecutor()
		} else {
			driver := riversqlite.New(h.store.SQL())
			fromTheFuture(t, driver)
			exec = driver.GetExecutor()
		}
		h.wall.set(breakfast)
		await(t, heard, "issue composed", 1)

		queues := func() int {
			rows, err := exec.QueueList(t.Context(), &riverdriver.QueueListParams{Max: 100})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		check(t, "queues", queues(), 3)
		_, err := exec.QueueDeleteExpired(t.Context(), &riverdriver.QueueDeleteExpiredParams{
			Max:              100,
			UpdatedAtHorizon: time.Now().Add(year),
		})
		if err != nil {
			t.Fatal(err)
		}
		check(t, "queues deleted", queues(), 0)
		h.wall.add(time.Minute)
		h.tick(t)
		check(t, "queues made again", queues(), 3)
	})
}

// fromTheFuture leaves a job and a leader's term that a wrong clock has written.
func fromTheFuture[TTx any](t *testing.T, driver riverdriver.Driver[TTx]) {
	t.Helper()
	client, err := river.NewClient(driver, &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Insert(t.Context(), publishLater{Digest: "daily"}, nil); err != nil {
		t.Fatal(err)
	}
	exec := driver.GetExecutor()
	if leader, err := exec.LeaderGetElectedLeader(t.Context(),
		&riverdriver.LeaderGetElectedLeaderParams{}); err == nil && leader != nil {
		return // its process renews its term
	}
	elected, expires := time.Now().Add(year), time.Now().Add(year+time.Minute)
	_, err = exec.LeaderInsert(t.Context(), &riverdriver.LeaderInsertParams{
		ElectedAt: &elected, ExpiresAt: &expires, LeaderID: "of the future",
	})
	if err != nil {
		t.Fatal(err)
	}
}
