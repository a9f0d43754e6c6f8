package queue

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river/rivertype"
)

// A failed job is tried again after 15 s, 30 s, 1, 2 and 4 minutes, then every five, as docs/states.md says; the log
// names reason and time.
func TestRetriesAreLogged(t *testing.T) {
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	for n, want := range []time.Duration{
		15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute,
		4 * time.Minute, 5 * time.Minute, 5 * time.Minute,
	} {
		if got := retry(now, n+1).Sub(now); got != want {
			t.Errorf("attempt %d: %s, want %s", n+1, got, want)
		}
	}
	row := func(attempt int) *rivertype.JobRow {
		return &rivertype.JobRow{
			Kind: "publish", Attempt: attempt, MaxAttempts: jobTries,
			EncodedArgs: []byte(`{"digest":"daily"}`),
		}
	}
	if got := retryText(row(2), now); got != "2026-11-23T02:00:30Z, in 30s" {
		t.Errorf("%q", got)
	}
	if got := retryText(row(jobTries), now); got != "when the clock finds it due" {
		t.Errorf("%q", got)
	}
	var b bytes.Buffer
	f := failures{slog.New(slog.NewTextHandler(&b, nil)), time.Now, error.Error}
	f.HandleError(t.Context(), row(3), fmt.Errorf("publish daily: %w", errors.New("no source could be read")))
	f.HandlePanic(t.Context(), row(3), "nil map", "stack")
	for _, line := range strings.SplitAfter(strings.TrimSpace(b.String()), "\n") {
		if !strings.Contains(line, "reason=") || !strings.Contains(line, "in 1m0s") {
			t.Errorf("%q", line)
		}
	}
	if !strings.Contains(b.String(), "no source could be read") || !strings.Contains(b.String(), "nil map") {
		t.Errorf("%q", b.String())
	}
}
