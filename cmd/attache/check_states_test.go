package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// lastState is a state of an issue and of its letters, and what check --last says of it.
type lastState struct {
	issue   news.IssueState
	letters []news.DeliveryState
	slot    int // exit code when it is the issue of a slot, half an hour ago
	later   int // two hours ago
	hand    int // of a digest that is published by hand only, half an hour ago
	says    string
}

// lastStates holds each state of docs/states.md.
var lastStates = []lastState{
	{news.IssueDraft, nil, 5, 5, 5, "still being composed"},
	{news.IssueHeld, nil, 0, 0, 0, "waits for approval"},
	{news.IssueHeld, []news.DeliveryState{"queued"}, 5, 5, 5, "stopped by the mail server's refusal"},
	{news.IssueHeld, []news.DeliveryState{"sent", "queued"}, 6, 6, 6, "1 of 2 letters sent, .*1 waiting"},
	{news.IssueApproved, nil, 0, 5, 0, "approved, composed"},
	{news.IssueSending, []news.DeliveryState{"queued"}, 0, 5, 5, "1 waiting"},
	{news.IssueSending, []news.DeliveryState{"sending"}, 0, 5, 5, "1 under way"},
	{news.IssueSending, []news.DeliveryState{"deferred"}, 5, 5, 5, "nobody has got it; .*1 deferred, the next try at "},
	{news.IssueSending, []news.DeliveryState{"sent", "queued"}, 0, 6, 6, "1 of 2 letters sent, .*1 waiting"},
	{news.IssueSending, []news.DeliveryState{"sent", "sending"}, 0, 6, 6, "1 of 2 letters sent, .*1 under way"},
	{news.IssueSending, []news.DeliveryState{"sent", "deferred"}, 0, 6, 6, "1 of 2 letters sent, .*1 deferred"},
	{news.IssueSending, []news.DeliveryState{"sent", "doubt", "deferred"}, 6, 6, 6, "1 in doubt, 1 deferred"},
	{news.IssueSent, nil, 5, 5, 5, "nobody got it: nobody subscribes to it"},
	{news.IssueSent, []news.DeliveryState{"sent"}, 0, 0, 0, "1 of 1 letter sent"},
	{news.IssueSent, []news.DeliveryState{"failed"}, 5, 5, 5, "nobody has got it; .*1 failed"},
	{news.IssueSent, []news.DeliveryState{"sent", "failed"}, 0, 0, 0, "1 of 2 letters sent, .*1 failed"},
	{news.IssueSent, []news.DeliveryState{"sent", "withdrawn"}, 0, 0, 0, "1 of 1 letter sent, .*1 withdrawn"},
	{news.IssueSent, []news.DeliveryState{"doubt"}, 5, 5, 5, "nobody is known to have got it; .*1 in doubt"},
	{news.IssueSent, []news.DeliveryState{"sent", "doubt"}, 6, 6, 6, "1 of 2 letters sent, .*1 in doubt"},
	{news.IssueEmpty, nil, 0, 0, 0, "nothing new to send"},
	{news.IssueMissed, nil, 5, 5, 5, "missed"},
}

// TestCheckLastTellsEveryState makes an issue in each state that docs/states.md knows, of a slot and by hand.
func TestCheckLastTellsEveryState(t *testing.T) {
	st, err := store.Open(t.Context(), store.Config{URL: filepath.Join(t.TempDir(), "attache.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	slot := time.Now().UTC().Truncate(24 * time.Hour).Add(55 * time.Hour)
	for n, c := range lastStates {
		for _, made := range []struct {
			schedule string
			ago      time.Duration
			code     int
		}{{"0 7 * * *", 30 * time.Minute, c.slot}, {"0 7 * * *", 2 * time.Hour, c.later}, {"", 30 * time.Minute, c.hand}} {
			d := news.Digest{
				Name: fmt.Sprintf("d%d-%d-%d", n, len(made.schedule), made.ago/time.Minute), Title: "T",
				Schedule: made.schedule, Enabled: true,
			}
			if err := st.PutDigest(t.Context(), &d); err != nil {
				t.Fatal(err)
			}
			c.make(t, st, d, slot)
			r, err := lastOf(t.Context(), st, d, worker.AlarmConfig{}, slot.Add(made.ago))
			if err != nil {
				t.Fatal(err)
			}
			code := exitOK
			if trouble := lastTrouble([]lastReport{r}); trouble != nil {
				var hint string
				if code, _, hint = classify(t.Context(), trouble); hint == "" {
					t.Errorf("%s %v: no hint", c.issue, c.letters)
				}
			}
			if code != made.code || !regexp.MustCompile(c.says).MatchString(r.Says) {
				t.Errorf("%s %v, schedule %q, %v ago: code %d, want %d: %s", c.issue, c.letters, made.schedule, made.ago, code,
					made.code, r.Says)
			}
		}
	}
	if code, _, hint := classify(t.Context(), lastTrouble(nil)); code != exitNotFound {
		t.Errorf("no digest: code %d (%s)", code, hint)
	}
}

// make makes the issue, by hand when the digest has no schedule.
func (c lastState) make(t *testing.T, st *store.Store, d news.Digest, slot time.Time) {
	t.Helper()
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key := slot.Format("2006-01-02T15:04") + " UTC"
	if d.Schedule == "" {
		key = "by hand " + slot.Format(time.RFC3339)
	}
	for n := range c.letters {
		must(nil, st.PutSubscriber(t.Context(), &news.Subscriber{
			Email: fmt.Sprintf("reader%d@%s.example.org", n, d.Name), State: news.SubscriberActive,
			Digests: []string{d.Name}, Created: slot.Add(-time.Hour), Changed: slot.Add(-time.Hour),
		}))
	}
	id, _, err := st.ClaimSlot(t.Context(), d.ID, key, slot, time.Hour)
	must(nil, err)
	if c.issue == news.IssueDraft {
		return
	}
	i := news.Issue{ID: id, State: c.issue, Created: slot, ByHand: d.Schedule == "", Note: "a note"}
	if len(c.letters) > 0 {
		i.State = news.IssueApproved
	}
	must(nil, st.SaveIssue(t.Context(), &i, nil, nil))
	if len(c.letters) == 0 {
		return
	}
	must(st.Enqueue(t.Context(), id, slot))
	queued := 0
	for _, l := range c.letters {
		if l == news.DeliveryQueued {
			queued++
		}
	}
	if queued < len(c.letters) {
		rows, err := st.TakeDeliveries(t.Context(), id, len(c.letters)-queued, "me", slot)
		must(nil, err)
		var over []news.Delivery
		for n, state := range c.letters[:len(rows)] { // the queued are the last
			if state != news.DeliverySending {
				rows[n].State, rows[n].NextTry, rows[n].Changed = state, slot.Add(5*time.Hour), slot
				over = append(over, rows[n])
			}
		}
		must(nil, st.RecordDeliveries(t.Context(), over))
	}
	if c.issue != news.IssueSending {
		must(st.MoveIssue(t.Context(), id, news.IssueSending, c.issue, "a note", slot))
	}
}

// TestLastStatesAreAll reads the states out of docs/states.md: each is in the table above.
func TestLastStatesAreAll(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "states.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range lastStates {
		known["Issue "+string(c.issue)] = true
		for _, l := range c.letters {
			known["Delivery "+string(l)] = true
		}
	}
	n := 0
	for _, chapter := range strings.Split(string(doc), "\n## ")[1:] {
		name, text, _ := strings.Cut(chapter, ":")
		if name != "Issue" && name != "Delivery" {
			continue
		}
		for _, m := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(text, -1) {
			if n++; !known[name+" "+m[1]] {
				t.Errorf("%s %s is not tested", name, m[1])
			}
		}
	}
	if n != 14 {
		t.Errorf("docs/states.md has %d states of issues and deliveries, not 14", n)
	}
}
