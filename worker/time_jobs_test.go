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
	elected, expires := time.Now().Add(year), time.Now().Add(year+time.Minute)
	_, err = driver.GetExecutor().LeaderInsert(t.Context(), &riverdriver.LeaderInsertParams{
		ElectedAt: &elected, ExpiresAt: &expires, LeaderID: "of the future",
	})
	if err != nil {
		t.Fatal(err)
	}
}
