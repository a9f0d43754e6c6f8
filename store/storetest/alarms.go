package storetest

import (
	"errors"
	"testing"
	"time"

	"attache/news"
)

var timeBehaviours = []behaviour{
	{"an alarm is raised once", func(t *testing.T, r *room) {
		d := r.digest("daily")
		claim := func(slot, kind string, want bool) {
			t.Helper()
			got, err := r.ClaimAlarm(r.ctx, d.ID, slot, kind, r.now, 5*time.Minute)
			if r.must(err); got != want {
				t.Fatalf("claimed %s, %s: %v", slot, kind, got)
			}
		}
		claim("monday", "missed", true)
		claim("monday", "missed", false) // another process
		claim("monday", "unsent", true)
		claim("tuesday", "missed", true)
		r.now = r.now.Add(5 * time.Minute)
		r.must(r.AlarmSent(r.ctx, d.ID, "monday", "unsent", r.now))
		claim("monday", "missed", true) // it was not sent
		claim("monday", "unsent", false)
		for range 6 {
			r.now = r.now.Add(5 * time.Minute)
			claim("monday", "missed", true)
		}
		r.now = r.now.Add(5 * time.Minute)
		claim("monday", "missed", false) // tried often enough
		r.now = r.now.Add(91 * 24 * time.Hour)
		claim("wednesday", "missed", true)
		claim("monday", "unsent", true) // forgotten
	}},
	{"a digest's schedule has a beginning", func(t *testing.T, r *room) {
		since := func(id int64) time.Time {
			t.Helper()
			at, err := r.ScheduledSince(r.ctx, id)
			r.must(err)
			return at
		}
		d := r.digest("daily")
		first := since(d.ID)
		if first.IsZero() {
			t.Fatal("a new digest has its schedule since never")
		}
		d.Title = "Another title"
		r.must(r.PutDigest(r.ctx, &d))
		r.same(since(d.ID), first)
		d.Schedule = "0 8 * * *"
		r.must(r.PutDigest(r.ctx, &d))
		second := since(d.ID)
		if !second.After(first) {
			t.Fatalf("a changed schedule: since %s, before since %s", second, first)
		}
		r.must(r.EnableDigest(r.ctx, "daily", true)) // it is on already
		r.same(since(d.ID), second)
		r.must(r.EnableDigest(r.ctx, "daily", false))
		r.must(r.EnableDigest(r.ctx, "daily", true))
		if !since(d.ID).After(second) {
			t.Fatal("switching it on again begins nothing")
		}
		if _, err := r.ScheduledSince(r.ctx, 99); !errors.Is(err, news.ErrNotFound) {
			t.Fatal(err)
		}
	}},
	{"times in the future are counted and set right", func(t *testing.T, r *room) {
		const tolerance, wait = 5 * time.Minute, 4 * time.Hour
		mend := func(want int) {
			t.Helper()
			found, err := r.Ahead(r.ctx, r.now, tolerance, wait)
			r.must(err)
			done, err := r.MendAhead(r.ctx, r.now, tolerance, wait)
			r.must(err)
			r.same(done, found)
			if len(found) != want {
				t.Fatalf("found %+v, want %d kinds", found, want)
			}
		}
		write := func(at time.Time, name string) {
			t.Helper()
			src := r.source(name)
			r.must(r.SavePoll(r.ctx, news.Poll{SourceID: src.ID, Started: at, State: news.PollOK}))
			r.must(r.NoteUnread(r.ctx, unreadPage(src.ID, "https://"+name+".example/unread", "why", at)))
			a := news.Article{
				URL: "https://" + name + ".example/a", SourceID: src.ID, Title: "T", Published: at,
				Seen: at, DateFrom: news.DateFromSeen,
			}
			_, err := r.PutArticle(r.ctx, &a)
			r.must(err)
			r.must(r.SaveRun(r.ctx, &news.Run{Started: at, Ended: at}))
			r.must(r.KeepAnswer(r.ctx, name, "model", "{}", at))
			r.must(r.Heartbeat(r.ctx, "holder "+name, at))
		}
		write(r.now.Add(4*time.Minute), "near")
		i := r.mailing(2)
		taken := r.take(i, 2)
		taken[0].State, taken[0].NextTry, taken[0].Changed = news.DeliveryDeferred, r.now.Add(4*time.Hour), r.now
		r.must(r.RecordDeliveries(r.ctx, taken[:1]))
		mend(0)

		far := r.now.Add(365 * 24 * time.Hour)
		write(far, "far")
		taken[1].State, taken[1].NextTry, taken[1].Changed = news.DeliveryDeferred, far.Add(time.Minute), far
		r.must(r.RecordDeliveries(r.ctx, taken[1:]))
		_, ok, err := r.ClaimSlot(r.ctx, i.DigestID, "2027", far, time.Hour)
		if r.must(err); !ok {
			t.Fatal("the slot is taken")
		}
		tell := func(at time.Time) (mine bool) {
			t.Helper()
			mine, err := r.ClaimAlarm(r.ctx, i.DigestID, "2027", "start", at, time.Minute)
			r.must(err)
			r.must(r.AlarmSent(r.ctx, i.DigestID, "2027", "start", at))
			return mine
		}
		if !tell(far) {
			t.Fatal("told before")
		}
		mend(10)
		mend(0)
		if !tell(r.now) || tell(r.now) {
			t.Fatal("what a clock that was ahead told keeps the slot silent, or it is told twice")
		}
		again, err := r.TakeDeliveries(r.ctx, i.ID, 2, "us", r.now)
		r.must(err)
		if len(again) != 1 || again[0].ID != taken[1].ID {
			t.Fatalf("due now: %+v", again)
		}
		seen := r.loaded(r.now.Add(-time.Hour), r.now.Add(time.Minute), 0)
		if len(seen) != 1 || !seen[0].Seen.Equal(r.now) || !seen[0].Published.Equal(r.now) {
			t.Fatalf("the article of the future: %+v", seen)
		}
		if _, ok, err = r.ClaimSlot(r.ctx, i.DigestID, "2027", r.now.Add(2*time.Hour), time.Hour); err != nil || !ok {
			t.Fatalf("a draft of the future is never taken over: %v, %v", ok, err)
		}
	}},
	{"a poll's times are set right unless it was visited meanwhile", func(t *testing.T, r *room) {
		src := r.source("a")
		was := news.Poll{
			SourceID: src.ID, Started: r.now.Add(time.Hour), NextTry: r.now.Add(2 * time.Hour),
			State: news.PollOK,
		}
		r.must(r.SavePoll(r.ctx, was))
		p := was
		p.Started, p.NextTry = r.now, r.now
		done, err := r.MendPoll(r.ctx, was, p, r.now)
		if r.must(err); !done {
			t.Fatal("not done")
		}
		st, err := r.Standing(r.ctx, src.ID)
		r.must(err)
		if !st.Last.NextTry.Equal(r.now) || !st.LastSuccess.Equal(r.now) || st.Failures != 0 {
			t.Fatalf("%+v", st)
		}
		if done, err = r.MendPoll(r.ctx, was, was, r.now); err != nil || done {
			t.Fatalf("an old poll came back: %v, %v", done, err)
		}
	}},
	{
		"an issue given up by a wrong clock is approved again, unless a later one stands for it",
		func(t *testing.T, r *room) {
			const year = 365 * 24 * time.Hour
			wrong := r.now.Add(2 * year)
			give := func(d news.Digest, note string, at time.Time) news.Issue {
				i := r.issue(d, "by hand "+note, news.IssueApproved)
				ok, err := r.MoveIssue(r.ctx, i.ID, news.IssueApproved, news.IssueMissed, note, at)
				if r.must(err); !ok {
					t.Fatal("not given up")
				}
				return i
			}
			alone, followed := r.digest("alone"), r.digest("followed")
			back := give(alone, "composed 17520h9m0s ago and not sent since", wrong)
			give(alone, "composed 7 h 0 min ago and not sent since", r.now)         // by a right clock
			give(alone, "left out after a restore", wrong)                          // by a person
			r.issue(alone, "by hand later, by the right clock", news.IssueApproved) // says nothing of it
			covered := give(followed, "composed 2 years ago and not sent since", wrong)
			r.now = wrong.Add(time.Minute)
			later := r.issue(followed, "by hand, by the wrong clock", news.IssueSent)
			r.now = r.now.Add(-2*year - time.Minute)
			list, err := r.MissedAhead(r.ctx, r.now.Add(5*time.Minute), 10)
			r.must(err)
			if len(list) != 2 || list[0].ID != covered.ID || list[0].Replaced != later.ID || list[1].ID != back.ID ||
				list[1].Replaced != 0 ||
				list[1].Digest != "alone" || !list[1].Changed.Equal(wrong) {
				t.Fatalf("%+v", list)
			}
			for _, m := range list {
				to := news.IssueApproved
				if m.Replaced > 0 {
					to = news.IssueMissed
				}
				done, err := r.MendMissed(r.ctx, m.ID, to, "set right", r.now)
				if r.must(err); !done {
					t.Fatal("not done")
				}
				got, err := r.Issue(r.ctx, m.ID)
				if r.must(err); got.State != to || got.Note != "set right" {
					t.Fatalf("%+v", got)
				}
			}
			if done, err := r.MendMissed(r.ctx, back.ID, news.IssueApproved, "again", r.now); err != nil || done {
				t.Fatalf("done twice: %v, %v", done, err)
			}
			if list, err = r.MissedAhead(r.ctx, r.now.Add(5*time.Minute), 10); err != nil || len(list) > 0 {
				t.Fatalf("left: %+v, %v", list, err)
			}
		},
	},
	{"an issue gives up a slot that has not come", func(t *testing.T, r *room) {
		d := r.digest("daily")
		const slot, away = "2027-11-23T07:00 Asia/Almaty", "by hand, ahead of time"
		i := r.issue(d, slot, news.IssueSent)
		heads, err := r.Heads(r.ctx, d.ID, 10)
		r.must(err)
		if len(heads) != 1 || heads[0].ID != i.ID || heads[0].Slot != slot || heads[0].State != news.IssueSent {
			t.Fatalf("heads: %+v", heads)
		}
		tell := func(slot string) bool {
			t.Helper()
			mine, err := r.ClaimAlarm(r.ctx, d.ID, slot, "end", r.now, time.Minute)
			r.must(err)
			r.must(r.AlarmSent(r.ctx, d.ID, slot, "end", r.now))
			return mine
		}
		const next = "2027-11-24T07:00 Asia/Almaty"
		if !tell(slot) || !tell(next) {
			t.Fatal("told before")
		}
		before := r.now.Add(-time.Hour)
		done, err := r.MendIssue(r.ctx, i.ID, slot, away, before, r.now)
		if r.must(err); !done {
			t.Fatal("not done")
		}
		if done, err = r.MendIssue(r.ctx, i.ID, slot, away, before, r.now); err != nil || done {
			t.Fatalf("done twice: %v, %v", done, err)
		}
		got, err := r.Issue(r.ctx, i.ID)
		r.must(err)
		if got.Slot != away || got.State != news.IssueSent || !got.Created.Equal(before) {
			t.Fatalf("%+v", got)
		}
		if _, err := r.SlotHead(r.ctx, d.ID, slot); !errors.Is(err, news.ErrNotFound) {
			t.Fatal(err)
		}
		if heads, err = r.Heads(r.ctx, 0, 10); err != nil || len(heads) > 0 {
			t.Fatalf("it is of the schedule still: %+v, %v", heads, err)
		}
		r.issue(d, slot, news.IssueApproved) // the day comes
		if !tell(slot) {
			t.Fatal("what the issue told when it had the slot keeps the slot silent")
		}
		draft, _, err := r.ClaimSlot(r.ctx, d.ID, next, r.now, time.Hour)
		r.must(err)
		if done, err := r.MendDraft(r.ctx, i.ID, slot); err != nil || done || tell(slot) {
			t.Fatalf("no draft: %v, %v", done, err)
		}
		if done, err := r.MendDraft(r.ctx, draft, next); err != nil || !done || !tell(next) {
			t.Fatalf("a draft: %v, %v", done, err)
		}
		if done, err := r.MendDraft(r.ctx, draft, next); err != nil || done {
			t.Fatalf("done twice: %v, %v", done, err)
		}
	}},
	{"issues made by hand are listed by their times", func(t *testing.T, r *room) {
		d, other := r.digest("daily"), r.digest("other")
		make := func(d news.Digest, slot string, state news.IssueState, at time.Time) int64 {
			id, ok, err := r.ClaimSlot(r.ctx, d.ID, slot, at, time.Hour)
			if r.must(err); !ok {
				t.Fatal("taken")
			}
			r.must(r.SaveIssue(r.ctx, &news.Issue{ID: id, State: state, ByHand: byHand(slot), Created: at}, nil, nil))
			return id
		}
		year := r.now.Add(365 * 24 * time.Hour)
		ahead := make(d, "by hand 2027", news.IssueSent, year)
		make(d, "2027-11-23T07:00 UTC", news.IssueSent, year) // of the schedule
		before := make(d, "by hand 1", news.IssueSent, r.now.Add(-time.Hour))
		after := make(d, "by hand 2", news.IssueEmpty, r.now)
		missed := make(d, "by hand, ahead of time", news.IssueMissed, r.now)
		make(other, "by hand 2", news.IssueSent, r.now)
		draft, _, err := r.ClaimSlot(r.ctx, d.ID, "by hand 3", year, time.Hour)
		r.must(err)
		ids := func(all []news.Issue, err error) (ids []int64) {
			r.must(err)
			for _, i := range all {
				ids = append(ids, i.ID)
			}
			return ids
		}
		r.same(ids(r.HandAhead(r.ctx, r.now.Add(time.Minute), 100)), []int64{ahead})
		r.same(ids(r.HandSince(r.ctx, d.ID, r.now, 10)), []int64{after, ahead})
		r.same(ids(r.HandSince(r.ctx, d.ID, r.now.Add(-time.Hour), 10)), []int64{after, before, ahead})
		r.same(ids(r.NewestHeads(r.ctx, d.ID, 2)), []int64{draft, missed})
		r.same(len(ids(r.NewestHeads(r.ctx, d.ID, 100))), 6)
	}},
	{"the database has a clock", func(t *testing.T, r *room) {
		at, err := r.Clock(r.ctx)
		if r.must(err); r.Pool() == nil {
			r.same(at, time.Time{})
		} else if time.Since(at).Abs() > time.Minute {
			t.Fatalf("the server's clock says %s", at)
		}
	}},
}
