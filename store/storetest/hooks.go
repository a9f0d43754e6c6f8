package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
)

// hook puts a webhook that asks for events.
func (r *room) hook(events ...string) newsroom.Hook {
	r.t.Helper()
	h := newsroom.Hook{URL: "https://example.org/h", Events: events, Secret: "whsec_eA==", Enabled: true, Created: r.now}
	r.must(r.AddHook(r.ctx, &h, newsroom.Entry{At: r.now, Action: "hook.add"}))
	return h
}

// told lists the events of a webhook's messages with their subject, the oldest first.
func (r *room) told(hook int64) (out []string) {
	r.t.Helper()
	all, err := r.HookMessages(r.ctx, hook, 100)
	r.must(err)
	for _, m := range slices.Backward(all) {
		out = append(out, fmt.Sprintf("%s %s %s", m.Event, m.Name, m.State))
	}
	return out
}

var hookBehaviours = []behaviour{
	{"a webhook is kept whole, changed, rotated and removed, and the log has no secret", func(t *testing.T, r *room) {
		h := r.hook(newsroom.EventSent, newsroom.EventHeld)
		got, err := r.Hook(r.ctx, h.ID)
		r.must(err)
		r.same(got, h)
		r.must(r.EditHook(r.ctx, h.ID, func(x *newsroom.Hook) error {
			x.OldSecret, x.OldUntil, x.Secret = x.Secret, r.now.Add(time.Hour), "whsec_eQ=="
			return nil
		}, newsroom.Entry{At: r.now, Action: "hook.rotate"}))
		all, err := r.Hooks(r.ctx)
		r.must(err)
		if len(all) != 1 || len(all[0].Secrets(r.now)) != 2 || len(all[0].Secrets(r.now.Add(time.Hour))) != 1 {
			t.Errorf("%+v", all)
		}
		var invalid *news.InvalidError
		err = r.EditHook(r.ctx, h.ID, func(x *newsroom.Hook) error { x.Events = nil; return nil }, newsroom.Entry{})
		if !errors.As(err, &invalid) {
			t.Errorf("without events: %v", err)
		}
		for n := range 2 { // two at the same moment
			m, err := r.AddTest(r.ctx, h.ID, r.now, r.now)
			r.must(err)
			if m.Subject != int64(n+1) || m.Event != newsroom.EventTest || m.Tries != 1 {
				t.Errorf("%+v", m)
			}
		}
		r.must(r.RemoveHook(r.ctx, h.ID, newsroom.Entry{At: r.now, Action: "hook.remove"}))
		if err := r.RemoveHook(r.ctx, h.ID, newsroom.Entry{}); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
		if left := r.told(h.ID); len(left) > 0 {
			t.Errorf("messages of nobody: %v", left)
		}
		entries := r.entries()
		if len(entries) != 3 {
			t.Errorf("%d entries", len(entries))
		}
		for _, e := range entries {
			if text := e.Was + e.Became; e.Kind != "hook" || strings.Contains(text, "whsec") || strings.Contains(text, "/h") {
				t.Errorf("%+v", e)
			}
		}
	}},
	{"an issue that is composed, held and sent tells who asks, once each, whatever moved it", func(t *testing.T, r *room) {
		all := r.hook(newsroom.HookEvents...)
		sent := r.hook(newsroom.EventSent)
		off := r.hook(newsroom.HookEvents...)
		r.must(r.EditHook(r.ctx, off.ID, func(x *newsroom.Hook) error { x.Enabled = false; return nil }, newsroom.Entry{}))
		d := r.digest("daily")
		id, _, err := r.ClaimSlot(r.ctx, d.ID, "2026-11-23T07:00 UTC", r.now, time.Hour)
		r.must(err)
		if got := r.told(all.ID); got != nil {
			t.Errorf("a draft tells %v", got)
		}
		r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, Title: "T", State: news.IssueHeld, Created: r.now}, nil, nil))
		move := func(from, to news.IssueState, after time.Duration) {
			t.Helper()
			ok, err := r.MoveIssue(r.ctx, id, from, to, "", r.now.Add(after))
			r.must(err)
			if !ok {
				t.Fatalf("it is not %s", from)
			}
		}
		move(news.IssueHeld, news.IssueApproved, time.Minute)
		move(news.IssueApproved, news.IssueHeld, 2*time.Minute)
		move(news.IssueHeld, news.IssueApproved, 3*time.Minute)
		move(news.IssueApproved, news.IssueSending, 4*time.Minute)
		move(news.IssueSending, news.IssueSent, 5*time.Minute)
		want := []string{
			"issue.composed daily held", "issue.held daily held", "issue.held daily held", "issue.sent daily sent",
		}
		if got := r.told(all.ID); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if got := r.told(sent.ID); !slices.Equal(got, want[3:]) {
			t.Errorf("who asks for sent is told %q", got)
		}
		if got := r.told(off.ID); got != nil {
			t.Errorf("who is switched off is told %q", got)
		}
		messages, err := r.HookMessages(r.ctx, sent.ID, 1)
		r.must(err)
		if m := messages[0]; m.Subject != id || !m.At.Equal(r.now.Add(5*time.Minute)) || m.Tries != 0 {
			t.Errorf("%+v", m)
		}
	}},
	{"an empty issue is composed, a missed one tells nothing", func(t *testing.T, r *room) {
		h := r.hook(newsroom.HookEvents...)
		d := r.digest("daily")
		for k, state := range []news.IssueState{news.IssueEmpty, news.IssueMissed, news.IssueApproved} {
			id, _, err := r.ClaimSlot(r.ctx, d.ID, fmt.Sprintf("2026-11-2%dT07:00 UTC", k), r.now, time.Hour)
			r.must(err)
			r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, Title: "T", State: state, Created: r.now}, nil, nil))
		}
		want := []string{"issue.composed daily empty", "issue.composed daily approved"}
		if got := r.told(h.ID); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}},
	{"a source that breaks and is repaired tells once each", func(t *testing.T, r *room) {
		h := r.hook(newsroom.EventBroken, newsroom.EventRepaired)
		src := r.source("one")
		for k, state := range []string{"", newsroom.FlagDead, newsroom.FlagDead, newsroom.FlagDrifted, "", ""} {
			r.must(r.SetFlag(r.ctx, newsroom.Flag{
				SourceID: src.ID, State: state, Since: r.now.Add(time.Duration(k) * time.Hour), Checked: r.now,
			}))
		}
		want := []string{"source.broken one dead", "source.broken one drifted", "source.repaired one "}
		if got := r.told(h.ID); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}},
	{"messages are lent to one, come again, end, and are forgotten", func(t *testing.T, r *room) {
		h := r.hook(newsroom.EventBroken)
		for _, name := range []string{"a", "b", "c"} {
			r.must(r.SetFlag(r.ctx, newsroom.Flag{SourceID: r.source(name).ID, State: newsroom.FlagDead, Since: r.now}))
		}
		lease := r.now.Add(5 * time.Minute)
		first, err := r.TakeMessages(r.ctx, r.now, lease, 2)
		r.must(err)
		second, err := r.TakeMessages(r.ctx, r.now, lease, 2)
		r.must(err)
		if len(first) != 2 || len(second) != 1 || first[0].Name != "a" || second[0].Name != "c" || second[0].Tries != 1 {
			t.Fatalf("%+v, %+v", first, second)
		}
		due := func(at time.Time, want bool) {
			t.Helper()
			got, err := r.MessagesDue(r.ctx, at)
			r.must(err)
			if got != want {
				t.Errorf("due at %s: %v", at, got)
			}
		}
		due(r.now, false)
		m := first[0]
		m.Status, m.Answer, m.Delivered, m.Ended, m.NextTry = 200, "OK", true, r.now, time.Time{}
		r.must(r.RecordMessage(r.ctx, m, ""))
		m = first[1]
		m.Status, m.Answer, m.Ended, m.NextTry = 410, "Gone", r.now, time.Time{}
		r.must(r.RecordMessage(r.ctx, m, "It is gone."))
		due(lease, false) // it is switched off
		r.must(r.EditHook(r.ctx, h.ID, func(x *newsroom.Hook) error {
			if x.Enabled || x.Note != "It is gone." {
				t.Errorf("%+v", x)
			}
			x.Enabled = true
			return nil
		}, newsroom.Entry{}))
		due(lease, true)
		again, err := r.TakeMessages(r.ctx, lease, lease.Add(time.Minute), 9)
		r.must(err)
		if len(again) != 1 || again[0].ID != second[0].ID || again[0].Tries != 2 {
			t.Errorf("%+v", again)
		}
		forgotten, err := r.Forget(r.ctx, r.now.AddDate(0, 0, 31), true)
		r.must(err)
		n := -1
		for _, f := range forgotten {
			if f.Kind == "hooks" {
				n = f.Rows
			}
		}
		if left := r.told(h.ID); n != 3 || left != nil {
			t.Errorf("%d were forgotten, left: %v", n, left)
		}
	}},
	{"a source is removed as it was seen, unless a digest names it, and comes back by undo", func(t *testing.T, r *room) {
		src := r.source("one")
		seen := src
		seen.ID = 0
		b, err := json.Marshal(seen)
		r.must(err)
		e := newsroom.Entry{At: r.now, Action: "source.remove"}
		if _, err := r.RemoveSource(r.ctx, "one", "{}", e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("as it never was: %v", err)
		}
		if _, err := r.RemoveSource(r.ctx, "none", "{}", e); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("none: %v", err)
		}
		d := r.digest("daily")
		d.Sources = []string{"one"}
		r.must(r.PutDigest(r.ctx, &d))
		var invalid *news.InvalidError
		if _, err := r.RemoveSource(r.ctx, "one", string(b), e); !errors.As(err, &invalid) {
			t.Errorf("a digest names it: %v", err)
		}
		d.Sources = nil
		r.must(r.PutDigest(r.ctx, &d))
		id, err := r.RemoveSource(r.ctx, "one", string(b), e)
		r.must(err)
		if _, err := r.Source(r.ctx, "one"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("it is there: %v", err)
		}
		_, err = r.UndoSource(r.ctx, id, newsroom.Entry{At: r.now, Action: "source.undo"})
		r.must(err)
		back, err := r.Source(r.ctx, "one")
		r.must(err)
		back.ID = 0
		r.same(back, seen)
		if _, err := r.UndoSource(r.ctx, id, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("twice: %v", err)
		}
		undo := r.entries()[0]
		_, err = r.UndoSource(r.ctx, undo.ID, e) // the undo is undone
		r.must(err)
	}},
}
