package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/worker"
)

func TestCheckLast(t *testing.T) {
	st, err := store.Open(t.Context(), store.Config{URL: filepath.Join(t.TempDir(), "attache.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// Every digest is made now; its slots are those of the days that follow.
	day := time.Now().UTC().Truncate(24 * time.Hour).Add(2 * 24 * time.Hour)
	slot := day.Add(7 * time.Hour)
	key := slot.Format("2006-01-02T15:04") + " UTC"
	issue := func(d news.Digest, state news.IssueState, made time.Time, note string) int64 {
		t.Helper()
		id, ok, err := st.ClaimSlot(t.Context(), d.ID, key, made, time.Hour)
		if must(err); !ok {
			t.Fatal("the slot is taken")
		}
		must(st.SaveIssue(t.Context(), &news.Issue{ID: id, State: state, Created: made, Note: note}, nil, nil))
		return id
	}
	hand := func(d news.Digest, state news.IssueState, made time.Time) {
		t.Helper()
		id, _, err := st.ClaimSlot(t.Context(), d.ID, "by hand "+made.Format(time.RFC3339), made, time.Hour)
		must(err)
		must(st.SaveIssue(t.Context(), &news.Issue{ID: id, State: state, ByHand: true, Created: made}, nil, nil))
	}
	reader := func(d news.Digest, state news.SubscriberState) {
		t.Helper()
		must(st.PutSubscriber(t.Context(), &news.Subscriber{
			Email: d.Name + "@example.org", State: state, Digests: []string{d.Name}, Created: slot.Add(-time.Hour),
			Changed: slot.Add(-time.Hour),
		}))
	}
	// sendOne sends an issue made by hand, or in its slot, to one reader, with this outcome
	sendOne := func(d news.Digest, slotKey string, made time.Time, outcome news.Delivery) int64 {
		t.Helper()
		reader(d, news.SubscriberActive)
		id, _, err := st.ClaimSlot(t.Context(), d.ID, slotKey, made, time.Hour)
		must(err)
		must(st.SaveIssue(t.Context(), &news.Issue{
			ID: id, State: news.IssueApproved, ByHand: strings.HasPrefix(slotKey, "by hand"), Created: made,
		}, nil, nil))
		_, err = st.Enqueue(t.Context(), id, made)
		must(err)
		rows, err := st.TakeDeliveries(t.Context(), id, 10, "me", made)
		must(err)
		rows[0].State, rows[0].NextTry, rows[0].Gone = outcome.State, outcome.NextTry, outcome.Gone
		rows[0].Cause, rows[0].Changed = outcome.Cause, made
		must(st.RecordDeliveries(t.Context(), rows))
		_, err = st.ApplyRefusals(t.Context(), id, true, true)
		must(err)
		if outcome.State != news.DeliveryDeferred {
			_, err = st.MoveIssue(t.Context(), id, news.IssueSending, news.IssueSent, "", made)
			must(err)
		}
		return id
	}
	handSent := func(d news.Digest, made time.Time) {
		t.Helper()
		sendOne(d, "by hand "+made.Format(time.RFC3339), made, news.Delivery{State: news.DeliverySent})
	}
	deferred := news.Delivery{State: news.DeliveryDeferred, NextTry: slot.Add(2 * time.Hour)}
	gone := news.Delivery{State: news.DeliveryFailed, Gone: true, Cause: news.CauseReader}
	for _, test := range []struct {
		name string
		make func(d news.Digest)
		now  time.Duration // after the slot
		ok   bool
		says string
	}{
		{"new", nil, -48 * time.Hour, true, "nothing was due yet"},
		{"under-way", nil, 5 * time.Minute, false, "no issue, 1 day 0 h"}, // the day before had none either
		{"not-there", nil, 20 * time.Minute, false, "no issue, 20 min after it was due. Was attache serve running?"},
		{
			"in-time", func(d news.Digest) {
				sendOne(d, key, slot.Add(time.Minute), news.Delivery{State: news.DeliverySent})
			}, time.Hour, true,
			"sent, composed at 07:01:00 UTC; 1 of 1 letter sent",
		},
		{
			"in-time, to nobody", func(d news.Digest) { issue(d, news.IssueSent, slot.Add(time.Minute), "") },
			time.Hour, false,
			"sent, composed at 07:01:00 UTC, and nobody got it: nobody subscribes to it.",
		},
		{
			"empty", func(d news.Digest) { issue(d, news.IssueEmpty, slot.Add(time.Minute), "") }, time.Hour, true,
			"nothing new to send",
		},
		{
			"held", func(d news.Digest) { issue(d, news.IssueHeld, slot, "waits for approval") }, 5 * time.Hour, true,
			"waits for approval",
		},
		{
			"missed", func(d news.Digest) { issue(d, news.IssueMissed, slot.Add(7*time.Hour), "7h late") },
			8 * time.Hour,
			false, "missed (7h late)",
		},
		{
			"doubt of an earlier one", func(d news.Digest) {
				sendOne(d, "2026-01-01T07:00", slot.Add(-24*time.Hour), news.Delivery{State: news.DeliveryDoubt})
				issue(d, news.IssueEmpty, slot.Add(time.Minute), "")
			}, time.Hour, false, "nothing new to send. Of issue ",
		},
		{
			"doubt of long ago", func(d news.Digest) {
				sendOne(d, "2026-01-01T07:00", slot.Add(-6*24*time.Hour), news.Delivery{State: news.DeliveryDoubt})
				issue(d, news.IssueEmpty, slot.Add(time.Minute), "")
			}, time.Hour, true, "nothing new to send",
		},
		{
			"late", func(d news.Digest) { issue(d, news.IssueSent, slot.Add(2*time.Hour), "") }, 3 * time.Hour, false,
			"2 h 0 min late",
		},
		{
			"stuck", func(d news.Digest) { issue(d, news.IssueApproved, slot, "") }, 2 * time.Hour, false,
			"not out after 2 h 0 min",
		},
		{
			"leaving", func(d news.Digest) { issue(d, news.IssueApproved, slot, "") }, 30 * time.Minute, true,
			"approved, composed at 07:00:00 UTC",
		},
		{
			"refused", func(d news.Digest) {
				s := news.Subscriber{
					Email: "reader@example.org", State: news.SubscriberActive,
					Digests: []string{d.Name},
				}
				must(st.PutSubscriber(t.Context(), &s))
				id := issue(d, news.IssueApproved, slot, "")
				_, err := st.Enqueue(t.Context(), id, slot)
				must(err)
				_, err = st.MoveIssue(t.Context(), id, news.IssueSending, news.IssueHeld, "550 relay not permitted",
					slot)
				must(err)
			}, time.Hour, false,
			"refusal (550 relay not permitted); 0 of 1 letter sent, 1 waiting",
		},
		{"composing", func(d news.Digest) {
			_, _, err := st.ClaimSlot(t.Context(), d.ID, key, slot, time.Hour)
			must(err)
		}, time.Hour, false, "still being composed"},
		{"missed, made by hand", func(d news.Digest) {
			issue(d, news.IssueMissed, slot.Add(7*time.Hour), "7h late")
			handSent(d, slot.Add(8*time.Hour))
		}, 9 * time.Hour, true, ": missed; made by hand instead: issue"},
		{
			"none, made by hand", func(d news.Digest) { handSent(d, slot.Add(time.Hour)) }, 2 * time.Hour,
			true, "no issue in its time; made by hand",
		},
		{
			"none, by hand and nothing new", func(d news.Digest) { hand(d, news.IssueEmpty, slot.Add(time.Hour)) },
			2 * time.Hour, true, "nothing new to send",
		},
		{
			"none, by hand and held", func(d news.Digest) { hand(d, news.IssueHeld, slot.Add(time.Hour)) },
			9 * time.Hour,
			true, "waits for approval",
		},
		{
			"none, by hand and stuck", func(d news.Digest) { hand(d, news.IssueApproved, slot.Add(time.Hour)) },
			90 * time.Minute, false, "and no letter has left; no letter was made",
		},
		{"none, by hand and stuck after one that left", func(d news.Digest) {
			handSent(d, slot.Add(time.Hour))
			hand(d, news.IssueApproved, slot.Add(61*time.Minute))
		}, 4 * time.Hour, true, "made by hand instead"},
		{
			"none, by hand but before", func(d news.Digest) { handSent(d, slot.Add(-time.Minute)) },
			time.Hour,
			false, "no issue, 1 h 0 min",
		},
		{"late, and by hand", func(d news.Digest) {
			issue(d, news.IssueSent, slot.Add(2*time.Hour), "")
			handSent(d, slot.Add(time.Hour))
		}, 3 * time.Hour, false, "2 h 0 min late"},
		{"composing, made by hand", func(d news.Digest) {
			_, _, err := st.ClaimSlot(t.Context(), d.ID, key, slot, time.Hour)
			must(err)
			handSent(d, slot.Add(time.Hour))
		}, 2 * time.Hour, true, "made by hand instead"},
		{"sent to readers", func(d news.Digest) {
			s := news.Subscriber{Email: "other@example.org", State: news.SubscriberActive, Digests: []string{d.Name}}
			must(st.PutSubscriber(t.Context(), &s))
			id := issue(d, news.IssueApproved, slot, "")
			_, err := st.Enqueue(t.Context(), id, slot.Add(time.Minute))
			must(err)
			rows, err := st.TakeDeliveries(t.Context(), id, 10, "me", slot.Add(time.Minute))
			must(err)
			rows[0].State = news.DeliverySent
			must(st.RecordDeliveries(t.Context(), rows))
			_, err = st.MoveIssue(t.Context(), id, news.IssueSending, news.IssueSent, "", slot.Add(3*time.Minute))
			must(err)
		}, time.Hour, true, "1 of 1 letter sent, the first at 07:01:00 UTC, the last at 07:03:00 UTC."},
		{"all deferred", func(d news.Digest) {
			sendOne(d, key, slot.Add(time.Minute), deferred)
		}, 30 * time.Minute, false, "nobody has got it; 0 of 1 letter sent, 1 deferred, the next try at 09:00:00 UTC."},
		{"none, by hand and all deferred", func(d news.Digest) {
			sendOne(d, "by hand x", slot.Add(time.Hour), deferred)
		}, 70 * time.Minute, false, "nobody has got it; 0 of 1 letter sent, 1 deferred"},
		{"by hand, not yet due, all deferred", func(d news.Digest) {
			sendOne(d, "by hand x", slot.Add(-71*time.Hour), deferred)
		}, -70 * time.Hour, false, "nothing was due yet: it has its schedule (0 7 * * * UTC) only since "},
		{"by hand after a good one, all deferred", func(d news.Digest) {
			issue(d, news.IssueEmpty, slot.Add(time.Minute), "")
			sendOne(d, "by hand x", slot.Add(time.Hour), deferred)
		}, 70 * time.Minute, false, "nothing new to send. Made by hand since: issue "},
		{"by hand after a good one, not sent yet", func(d news.Digest) {
			issue(d, news.IssueEmpty, slot.Add(time.Minute), "")
			hand(d, news.IssueApproved, slot.Add(time.Hour))
		}, 70 * time.Minute, true, "nothing new to send."},
		{"by hand only, all deferred", func(d news.Digest) {
			d.Schedule = ""
			must(st.PutDigest(t.Context(), &d))
			sendOne(d, "by hand x", slot.Add(time.Hour), deferred)
		}, 70 * time.Minute, false, "published by hand only; the last: issue "},
		{"by hand only, long ago", func(d news.Digest) {
			d.Schedule = ""
			must(st.PutDigest(t.Context(), &d))
			sendOne(d, "by hand x", slot.Add(-200*time.Hour), deferred)
		}, 70 * time.Minute, false, "composed at 2"},
		{"off, all deferred", func(d news.Digest) {
			sendOne(d, "by hand x", slot.Add(time.Hour), deferred)
			must(st.EnableDigest(t.Context(), d.Name, false))
		}, 70 * time.Minute, false, "switched off; the last: issue "},
		{"off, all failed", func(d news.Digest) {
			sendOne(d, "by hand x", slot.Add(time.Hour), gone)
			must(st.EnableDigest(t.Context(), d.Name, false))
		}, 70 * time.Minute, true, "nobody has got it; 0 of 1 letter sent, 1 failed"},
		{"by hand only, schedule taken away", func(d news.Digest) {
			sendOne(d, key, slot.Add(time.Minute), deferred)
			d.Schedule = ""
			must(st.PutDigest(t.Context(), &d))
		}, 70 * time.Minute, false, "the last: issue "},
		{"by hand after a good one, sent", func(d news.Digest) {
			issue(d, news.IssueEmpty, slot.Add(time.Minute), "")
			sendOne(d, "by hand x", slot.Add(time.Hour), news.Delivery{State: news.DeliverySent})
		}, 70 * time.Minute, true, "nothing new to send. Made by hand since: issue "},
		{"erased, and others since", func(d news.Digest) {
			sendOne(d, "the one before", slot.Add(-time.Minute), news.Delivery{State: news.DeliverySent})
			must(st.DeleteSubscriber(t.Context(), d.Name+"@example.org", slot))
			issue(d, news.IssueSent, slot.Add(time.Minute), "")
			must(st.PutSubscriber(t.Context(), &news.Subscriber{
				Email: "new@example.org", State: news.SubscriberActive, Digests: []string{d.Name},
				Created: slot.Add(30 * time.Minute),
			}))
		}, time.Hour, false, "nobody got it: nobody subscribed to it then."},
		{"all failed", func(d news.Digest) {
			sendOne(d, key, slot.Add(time.Minute), gone)
		}, 30 * time.Minute, false, "nobody has got it; 0 of 1 letter sent, 1 failed."},
		{"struck off by one before", func(d news.Digest) {
			sendOne(d, "the one before", slot.Add(-time.Minute), gone)
			issue(d, news.IssueSent, slot.Add(time.Minute), "")
		}, time.Hour, false, "nobody got it: of 1 subscriber, 1 struck off by refused letters since " +
			slot.Format("2006-01-02") + " 06:59 UTC."},
		{"struck off, and back since", func(d news.Digest) {
			sendOne(d, "the one before", slot.Add(-time.Minute), gone)
			issue(d, news.IssueSent, slot.Add(time.Minute), "")
			reader(d, news.SubscriberActive)
		}, time.Hour, false, "nobody got it: of 1 subscriber, 1 active again."},
		{"left", func(d news.Digest) {
			reader(d, news.SubscriberUnsubscribed)
			issue(d, news.IssueSent, slot.Add(time.Minute), "")
		}, time.Hour, false, "nobody got it: of 1 subscriber, 1 unsubscribed."},
		{"subscribed since", func(d news.Digest) {
			must(st.PutSubscriber(t.Context(), &news.Subscriber{
				Email: "late@example.org", State: news.SubscriberActive, Digests: []string{d.Name},
				Created: slot.Add(30 * time.Minute),
			}))
			issue(d, news.IssueSent, slot.Add(time.Minute), "")
		}, time.Hour, false, "nobody got it: nobody subscribed to it then."},
		{
			"off", func(d news.Digest) { must(st.EnableDigest(t.Context(), d.Name, false)) }, time.Hour, true,
			"switched off",
		},
		{
			"by-hand", func(d news.Digest) { d.Schedule = ""; must(st.PutDigest(t.Context(), &d)) }, time.Hour, true,
			"by hand only",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := news.Digest{
				Name: strings.NewReplacer(" ", "-", ",", "").Replace(test.name), Title: "T",
				Schedule: "0 7 * * *", Enabled: true,
			}
			must(st.PutDigest(t.Context(), &d))
			if test.make != nil {
				test.make(d)
			}
			d, err := st.Digest(t.Context(), d.Name)
			must(err)
			r, err := lastOf(t.Context(), st, d, worker.AlarmConfig{}, slot.Add(test.now))
			must(err)
			if r.OK != test.ok || !strings.Contains(r.Says, test.says) {
				t.Errorf("ok %v: %s", r.OK, r.Says)
			}
		})
	}
}

func TestSpell(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"less than a minute": 10 * time.Second, "1 min": 50 * time.Second, "59 min": 59 * time.Minute,
		"3 h 12 min": 3*time.Hour + 12*time.Minute,
		"1 day 1 h":  25 * time.Hour, "6 days 0 h": 6 * 24 * time.Hour,
	} {
		if got := spell(d); got != want {
			t.Errorf("%s: %s, want %s", d, got, want)
		}
	}
}
