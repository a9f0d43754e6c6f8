package fetch

import "testing"

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
