package queue

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Waits before a failed job is tried again.
const (
	firstRetry   = 15 * time.Second
	longestRetry = 5 * time.Minute
)

// retry is when a failed job is tried again: after 15 s, doubled each time, at most 5 min. Issues are wanted at
// breakfast.
func retry(now time.Time, attempt int) time.Time {
	wait := firstRetry
	for n := 1; n < attempt && wait < longestRetry; n++ {
		wait *= 2
	}
	return now.Add(min(wait, longestRetry))
}

// minLevel passes on records from a level on: River logs every start and stop.
type minLevel struct {
	slog.Handler
	least slog.Level
}

// Enabled reports whether a record of the level is passed on.
func (l minLevel) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= l.least && l.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the level.
func (l minLevel) WithAttrs(a []slog.Attr) slog.Handler {
	return minLevel{l.Handler.WithAttrs(a), l.least}
}

// WithGroup keeps the level.
func (l minLevel) WithGroup(name string) slog.Handler {
	return minLevel{l.Handler.WithGroup(name), l.least}
}

// failures logs what jobs return, once, with the reason in few words and the time of the next try.
type failures struct {
	log    *slog.Logger
	now    func() time.Time
	reason func(error) string
}

// HandleError logs a job's error; River tries the job again.
func (f failures) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error("job failed", "job", job.Kind, "args", string(job.EncodedArgs), "attempt", job.Attempt, "reason",
		f.reason(err), "next_try", retryText(job, f.now()), "error", err)
	return nil
}

// HandlePanic logs a job's panic; River tries the job again.
func (f failures) HandlePanic(
	_ context.Context, job *rivertype.JobRow, panicked any, trace string,
) *river.ErrorHandlerResult {
	f.log.Error("job panicked", "job", job.Kind, "args", string(job.EncodedArgs), "attempt", job.Attempt, "reason",
		fmt.Sprint(panicked),
		"next_try", retryText(job, f.now()), "panic", panicked, "stack", trace)
	return nil
}

// retryText returns when a failed job is tried again.
func retryText(job *rivertype.JobRow, now time.Time) string {
	if job.Attempt >= job.MaxAttempts { // a visit to a source has one attempt; its row says when it is due
		return "when the clock finds it due"
	}
	at := retry(now, job.Attempt)
	return fmt.Sprintf("%s, in %s", at.UTC().Format(time.RFC3339), at.Sub(now).Round(time.Second))
}
