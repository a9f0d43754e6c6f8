package worker

import (
	"fmt"
	"strings"
	"time"

	"attache/news"
)

// Begins reports whether a digest is as it begins: nobody subscribes, and no letter of it was ever made.
func Begins(r news.Readership) bool { return r.Total() == 0 && !r.Written }

// Nobody says why an issue of a digest has no reader, and what to do about it: the command may be pasted. With r of
// those who were known when the issue was made, active ones came back since.
func Nobody(r news.Readership, digest string) (why, hint string) {
	if Begins(r) {
		return "nobody subscribes to it", news.Command("attache", "subscriber", "add", "you@example.org", "--digest",
			digest)
	}
	if r.Total() == 0 {
		return "nobody subscribes to it any more", news.Command("attache", "subscriber", "list", "--digest", digest)
	}
	if r.StruckOff > 0 {
		hint = news.Command("attache", "subscriber", "restore", "--since",
			r.Since.UTC().Truncate(time.Minute).Format(time.RFC3339), "--dry-run")
	} else {
		hint = news.Command("attache", "subscriber", "list", "--digest", digest)
	}
	var parts []string
	if n := r.StruckOff; n > 0 {
		parts = append(parts, fmt.Sprintf("%d struck off by refused letters since %s", n,
			r.Since.UTC().Format("2006-01-02 15:04 MST")))
	}
	for _, p := range []struct {
		n    int
		what string
	}{
		{r.States[news.SubscriberBounced] - r.StruckOff, "bounced elsewhere"},
		{r.States[news.SubscriberUnsubscribed], "unsubscribed"},
		{r.States[news.SubscriberComplained], "complained"},
		{r.States[news.SubscriberPending], "pending"},
		{r.Active(), "active again"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	of := fmt.Sprintf("of %d subscribers", r.Total())
	if r.Total() == 1 {
		of = "of 1 subscriber"
	}
	return of + ", " + strings.Join(parts, ", "), hint
}
