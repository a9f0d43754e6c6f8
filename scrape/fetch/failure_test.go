package fetch

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"attache/news"
)

func TestBrief(t *testing.T) {
	for _, c := range [][2]string{
		{
			"There is nothing at this address (404 Not Found). Look for the new one with `attache source add`.",
			"There is nothing at this address (404 Not Found).",
		},
		{
			"The site has trouble of its own (503 Service Unavailable); it is tried again at the next poll.",
			"The site has trouble of its own (503 Service Unavailable).",
		},
		{"The connection was cut in the middle of the answer.", "The connection was cut in the middle of the answer."},
		{
			robotsUnread + "No complete answer within 5s. The site may be slow or down; it is tried again at the next poll.",
			"The site's robots.txt could not be read, so the page was not asked for: No complete answer within 5s.",
		},
	} {
		detail, want := c[0], c[1]
		if got := (&Failure{Detail: detail}).Brief(); got != want {
			t.Errorf("%q in brief is %q, want %q", detail, got, want)
		}
	}
}

// TestUnread: packages that know nothing of fetching read a failure as a *news.UnreadError, however it is wrapped.
func TestUnread(t *testing.T) {
	since := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	fail := &Failure{
		State: news.PollFailing, Status: 503, URL: "https://a.example/", RetryAfter: since.Add(time.Hour),
		Detail: "The site has trouble of its own (503 Service Unavailable); it is tried again at the next poll.",
	}
	for _, remember := range []bool{false, true} {
		want := news.UnreadError{
			State: news.PollFailing, Status: 503, RetryAfter: fail.RetryAfter, Err: fail,
			Brief: "The site has trouble of its own (503 Service Unavailable).",
		}
		if remember {
			fail = remembered(fail, since)
			want.Remembered, want.Since, want.Err = true, since, fail
		}
		var got *news.UnreadError
		if !errors.As(fmt.Errorf("read: %w", fail), &got) || *got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		var back *Failure
		if !errors.As(error(got), &back) || back != fail || got.Error() != fail.Error() {
			t.Errorf("the failure does not come back from %v", got)
		}
	}
}
