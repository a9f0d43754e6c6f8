package worker_test

import (
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

func TestNobody(t *testing.T) {
	at := time.Date(2026, 11, 23, 7, 12, 40, 0, time.FixedZone("", 5*3600))
	states := func(active, pending, unsubscribed, bounced, complained int) map[news.SubscriberState]int {
		return map[news.SubscriberState]int{
			news.SubscriberActive: active, news.SubscriberPending: pending,
			news.SubscriberUnsubscribed: unsubscribed, news.SubscriberBounced: bounced,
			news.SubscriberComplained: complained,
		}
	}
	const list, restore = "attache subscriber list --digest daily",
		"attache subscriber restore --since 2026-11-23T02:12:00Z --dry-run"
	for _, c := range []struct {
		what      string
		r         news.Readership
		why, hint string
	}{
		{
			"never",
			news.Readership{},
			"nobody subscribes to it",
			"attache subscriber add you@example.org --digest daily",
		},
		{"erased", news.Readership{Written: true}, "nobody subscribes to it any more", list},
		{
			"struck off",
			news.Readership{States: states(0, 0, 0, 1, 0), StruckOff: 1, Since: at},
			"of 1 subscriber, 1 struck off by refused letters since 2026-11-23 02:12 UTC", restore,
		},
		{
			"all kinds",
			news.Readership{States: states(0, 1, 2, 5, 3), StruckOff: 4, Since: at},
			"of 11 subscribers, 4 struck off by refused letters since 2026-11-23 02:12 UTC, 1 bounced elsewhere, " +
				"2 unsubscribed, 3 complained, 1 pending", restore,
		},
		{"left", news.Readership{States: states(0, 0, 2, 0, 0)}, "of 2 subscribers, 2 unsubscribed", list},
		{"back", news.Readership{States: states(2, 0, 0, 0, 0)}, "of 2 subscribers, 2 active again", list},
	} {
		if why, hint := worker.Nobody(c.r, "daily"); why != c.why || hint != c.hint {
			t.Errorf("%s: %q, %q; want %q, %q", c.what, why, hint, c.why, c.hint)
		}
	}
}
