package worker

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// TestEndAfterAWrongClock: a pass by a clock that is a year ahead finds a slot too old to be told; when the clock is
// right again the slot's end is told, once.
func TestEndAfterAWrongClock(t *testing.T) {
	ctx := t.Context()
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(t.TempDir(), "attache.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(st.Migrate(ctx))
	const slot = "2026-11-23T07:00 UTC"
	now := time.Date(2026, 11, 23, 7, 1, 0, 0, time.UTC)
	d := news.Digest{Name: "daily", Title: "Daily", Schedule: "0 7 * * *", Enabled: true}
	must(st.PutDigest(ctx, &d))
	id, _, err := st.ClaimSlot(ctx, d.ID, slot, now, time.Hour)
	must(err)
	must(st.SaveIssue(ctx, &news.Issue{ID: id, State: news.IssueEmpty, Created: now}, nil, nil))

	clock := now
	o := &outcomes{
		stage: stage{Now: func() time.Time { return clock }}, Store: st,
		heart: newHeartbeat("http://127.0.0.1:1", slog.New(slog.DiscardHandler)), reasons: &reasons{},
		started: now, told: map[string]time.Time{}, ended: map[int64]lastEnd{},
	}
	pass := func(at time.Time) (told int) {
		t.Helper()
		clock = at
		must(o.endOf(ctx, d, sight{last: news.Issue{ID: id}}, at))
		for {
			select {
			case <-o.heart.calls:
				told++
			default:
				return told
			}
		}
	}
	for _, step := range []struct {
		name string
		at   time.Time
		told int
	}{
		{"a year ahead", now.AddDate(1, 0, 0), 0},
		{"right again", now.Add(time.Minute), 1},
		{"a minute later", now.Add(2 * time.Minute), 0},
		{"two hours later", now.Add(2 * time.Hour), 0},
	} {
		if told := pass(step.at); told != step.told {
			t.Errorf("%s: told %d times, want %d", step.name, told, step.told)
		}
	}

	// The issue gives up its slot, as Pipeline.Mend has it do; another issue has it on its day, and is told too.
	done, err := st.MendIssue(ctx, id, slot, "by hand, ahead of time", now, now)
	if must(err); !done {
		t.Fatal("not done")
	}
	id, _, err = st.ClaimSlot(ctx, d.ID, slot, now, time.Hour)
	must(err)
	must(st.SaveIssue(ctx, &news.Issue{ID: id, State: news.IssueEmpty, Created: now}, nil, nil))
	if told := pass(now.Add(4 * time.Hour)); told != 1 {
		t.Errorf("the slot of an issue that gave it up: told %d times, want 1", told)
	}
}
