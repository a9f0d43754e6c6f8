package worker_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker"
)

// approved publishes an issue of one story to n readers.
func approved(t *testing.T, h *fixture, n int, change func(*news.Digest)) (news.Issue, news.Digest) {
	t.Helper()
	src := h.source(t, "a")
	d := h.digest(t, change)
	h.readers(t, d, n)
	h.piece(t, src, "one", time.Hour)
	return publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast}), d
}

// skipDoubt is for approved: what is in doubt stays so.
func skipDoubt(d *news.Digest) { d.OnDoubt = news.DoubtSkip }

func deliver(t *testing.T, h *fixture, issue int64) news.Tally {
	t.Helper()
	tally, err := h.pipeline.Deliver(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	return tally
}

func state(t *testing.T, h *fixture, issue int64) news.IssueState {
	t.Helper()
	i, err := h.store.Issue(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	return i.State
}

func row(t *testing.T, h *fixture, issue int64, email string) news.Delivery {
	t.Helper()
	list, err := h.store.Deliveries(t.Context(), issue)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(d news.Delivery) bool { return d.Email == email })
	if i < 0 {
		t.Fatalf("no delivery to %s", email)
	}
	return list[i]
}

func TestDeliver(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		i, d := approved(t, h, 20, nil)
		turk := news.Subscriber{
			Email: "okur@example.org", Name: "Okur", Language: "tr", State: news.SubscriberActive,
			Digests: []string{d.Name},
		}
		if err := h.store.PutSubscriber(t.Context(), &turk); err != nil {
			t.Fatal(err)
		}
		var recorded atomic.Int64
		h.pipeline.Recorded = func(ds []news.Delivery) { recorded.Add(int64(len(ds))) }
		tally := deliver(t, h, i.ID)
		check(t, "tally", tally, "map[sent:21]")
		check(t, "recorded", recorded.Load(), 21)
		check(t, "issue", state(t, h, i.ID), news.IssueSent)
		check(t, "recipients", len(h.post.to()), 21)
		seen := map[string]bool{}
		for _, m := range h.post.got {
			if seen[m.ID] {
				t.Errorf("two letters with Message-ID %s", m.ID)
			}
			seen[m.ID] = true
			page, text := m.Parts()
			if strings.Contains(page+text, news.UnsubscribeToken) {
				t.Error("a letter holds the token of the unsubscribe address")
			}
			if m.To != turk.Email {
				continue
			}
			check(t, "subject in the reader's language", m.Subject, "The Daily No. 1 (tr)")
			check(t, "ID", m.ID, mail.MessageID(i.ID, turk.ID, "press.example.org"))
			check(t, "list", m.ListID, "daily.press.example.org")
			link := fmt.Sprintf("https://press.example.org/leave?s=%d&d=%d", turk.ID, d.ID)
			check(t, "unsubscribe", m.Unsubscribe, link)
			if !strings.Contains(text, link) || !strings.Contains(page, strings.ReplaceAll(link, "&", "&amp;")) {
				t.Errorf("the unsubscribe address is missing: %s %s", text, page)
			}
		}
		check(t, "again", deliver(t, h, i.ID), "map[sent:21]")
		check(t, "recipients after the repeat", len(h.post.to()), 21)
	})
}

func TestDeliverOutcomes(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		h.pipeline.Config.Attempts = 3
		i, _ := approved(t, h, 6, skipDoubt)
		grey := mail.Outcome{Kind: mail.Deferred, Code: 451, Response: "come again"}
		h.post.answers = map[string][]mail.Outcome{
			reader(1): {grey, {Kind: mail.Deferred, Response: "connection reset"}},
			reader(2): {{
				Kind: mail.Failed, Code: 550, Response: "no such user",
				Refusal: mail.Refusal{Cause: news.CauseReader, Sure: true},
			}},
			reader(3): {{Kind: mail.Failed, Code: 554, Response: "looks like spam"}},
			reader(4): {{Kind: mail.Doubt, Response: "silence"}},
			reader(5): {grey, grey, grey, grey},
		}
		check(t, "first", deliver(t, h, i.ID), "map[deferred:2 doubt:1 failed:2 sent:1]")
		check(t, "issue", state(t, h, i.ID), news.IssueSending)
		check(t, "wait", row(t, h, i.ID, reader(1)).NextTry.Sub(h.wall.now()), 5*time.Minute)
		dead, err := h.store.Subscriber(t.Context(), reader(2))
		if err != nil {
			t.Fatal(err)
		}
		check(t, "subscriber whose address is dead", dead.State, news.SubscriberBounced)
		spam, err := h.store.Subscriber(t.Context(), reader(3))
		if err != nil {
			t.Fatal(err)
		}
		check(t, "subscriber whose server took it for spam", spam.State, news.SubscriberActive)

		h.wall.add(4 * time.Minute)
		check(t, "too early", deliver(t, h, i.ID), "map[deferred:2 doubt:1 failed:2 sent:1]")
		h.wall.add(time.Minute)
		check(t, "second", deliver(t, h, i.ID), "map[deferred:2 doubt:1 failed:2 sent:1]")
		check(t, "doubled wait", row(t, h, i.ID, reader(1)).NextTry.Sub(h.wall.now()), 10*time.Minute)
		h.wall.add(10 * time.Minute)
		check(t, "third", deliver(t, h, i.ID), "map[doubt:1 failed:3 sent:2]")
		check(t, "issue at the end", state(t, h, i.ID), news.IssueSent)
		last := row(t, h, i.ID, reader(5))
		check(t, "attempts", last.Attempts, 3)
		if !strings.Contains(last.Response, "given up after 3 attempts") ||
			!strings.Contains(last.Response, "come again") {
			t.Errorf("response %q", last.Response)
		}
	})
}

func TestDeliverDoubtResent(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 2, nil) // resend is the default
	h.post.answers = map[string][]mail.Outcome{reader(1): {{Kind: mail.Doubt, Response: "silence"}}}
	check(t, "first", deliver(t, h, i.ID), "map[deferred:1 sent:1]")
	h.wall.add(5 * time.Minute)
	check(t, "second", deliver(t, h, i.ID), "map[sent:2]")
	got := h.post.to()
	check(t, "letters", len(got), 3)
	var ids []string
	for _, m := range h.post.got {
		if m.To == reader(1) {
			ids = append(ids, m.ID)
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("the repeat is not recognisable: %q", ids)
	}
}

func TestDeliverSilentServer(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 1, nil)
	silence := mail.Outcome{Kind: mail.Doubt, Response: "silence"}
	h.post.answers = map[string][]mail.Outcome{reader(1): {silence, silence, silence, silence, silence}}
	for range 6 {
		deliver(t, h, i.ID)
		h.wall.add(time.Hour)
	}
	check(t, "letters of a server that never says that it took them", len(h.post.to()), 3)
	check(t, "issue", state(t, h, i.ID), news.IssueSent)
	last := row(t, h, i.ID, reader(1))
	if last.State != news.DeliveryDoubt || !last.MayHaveArrived() || !strings.Contains(last.Response,
		"given up after 3 attempts") {
		t.Errorf("%+v", last)
	}
}

// A letter that may have arrived is never called failed, whatever else the server says later, unless it says that the
// reader is gone.
func TestDeliverDoubtIsNotFailure(t *testing.T) {
	silence := mail.Outcome{Kind: mail.Doubt, Response: "silence"}
	later := mail.Outcome{
		Kind: mail.Deferred, Code: 451, Response: "RCPT: 451 later",
		Refusal: mail.Refusal{Cause: news.CauseLater},
	}
	spam := mail.Outcome{
		Kind: mail.Failed, Code: 554, Response: "final dot: 554 spam",
		Refusal: mail.Refusal{Cause: news.CauseContent},
	}
	gone := mail.Outcome{
		Kind: mail.Failed, Code: 550, Response: "RCPT: 550 5.1.1 no",
		Refusal: mail.Refusal{Cause: news.CauseReader, Sure: true},
	}
	for _, c := range []struct {
		name    string
		answers []mail.Outcome
		want    news.DeliveryState
	}{
		{
			"silent, then always deferred",
			[]mail.Outcome{silence, later, later, later, later, later, later, later},
			news.DeliveryDoubt,
		},
		{"deferred, then silent", []mail.Outcome{later, later, later, silence}, news.DeliveryDoubt},
		{"silent, then refused for its content", []mail.Outcome{silence, spam}, news.DeliveryDoubt},
		{"silent, then taken", []mail.Outcome{silence}, news.DeliverySent},
		{"silent, then gone", []mail.Outcome{silence, gone}, news.DeliveryFailed},
		{
			"always deferred",
			[]mail.Outcome{later, later, later, later, later, later, later, later},
			news.DeliveryFailed,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := build(t, onSQLite(t))
			i, _ := approved(t, h, 2, nil)
			h.post.answers = map[string][]mail.Outcome{reader(1): c.answers}
			for range 10 {
				deliver(t, h, i.ID)
				h.wall.add(5 * time.Hour)
			}
			check(t, "state", row(t, h, i.ID, reader(1)).State, c.want)
			check(t, "issue", state(t, h, i.ID), news.IssueSent)
		})
	}
}

func TestDeliverServerDown(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 20, nil)
	down := mail.Outcome{Kind: mail.Unsent, Response: "connection refused"}
	h.post.answers = map[string][]mail.Outcome{}
	for n := range 20 {
		h.post.answers[reader(n+1)] = []mail.Outcome{down}
	}
	if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, new(*news.UnreachableError)) ||
		!strings.Contains(err.Error(), "connection refused") {
		t.Fatalf("got %v, want an UnreachableError", err)
	}
	tally, err := h.store.Tally(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "one batch was tried, not all", tally, "map[deferred:8 queued:12]")
}

// A server that stops answering in the middle of a batch ends the pass: the other batches are not tried, and no letter
// is lost.
func TestDeliverServerMute(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 20, nil)
	late := mail.Outcome{Kind: mail.Deferred, Response: "MAIL: i/o timeout"}
	mute := mail.Outcome{Kind: mail.Unsent, Response: "it has stopped answering", Mute: true}
	h.post.answers = map[string][]mail.Outcome{}
	for n := range 20 {
		h.post.answers[reader(n+1)] = []mail.Outcome{mute}
		if n < 3 {
			h.post.answers[reader(n+1)] = []mail.Outcome{late}
		}
	}
	if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, new(*news.UnreachableError)) ||
		!strings.Contains(err.Error(), "stopped answering") {
		t.Fatalf("got %v, want an UnreachableError", err)
	}
	tally, err := h.store.Tally(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "one batch was tried, not all", tally, "map[deferred:8 queued:12]")
}

func TestDeliverStops(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 20, nil)
	ctx, cancel := context.WithCancel(t.Context())
	h.post.sending = func(_ context.Context, m mail.Message) {
		if m.To == reader(3) {
			cancel()
		}
	}
	tally, err := h.pipeline.Deliver(ctx, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "tally", tally, "map[queued:17 sent:3]")
	check(t, "an attempt that never was does not count", row(t, h, i.ID, reader(5)).Attempts, 0)
	h.post.sending = nil
	check(t, "later", deliver(t, h, i.ID), "map[sent:20]")
	got := h.post.to()
	slices.Sort(got)
	check(t, "nobody twice", len(slices.Compact(got)), 20)
}

func TestDeliverToChosenAddresses(t *testing.T) {
	h := build(t, onSQLite(t))
	d := h.digest(t, nil)
	h.readers(t, d, 3)
	h.piece(t, h.source(t, "a"), "one", time.Hour)
	i := publish(t, h, worker.Order{Digest: d})
	check(t, "to the readers", deliver(t, h, i.ID), "map[sent:3]")
	left, tally, err := h.pipeline.DeliverTo(t.Context(), i.ID, []string{"chief@example.org", "deputy@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "left as they are", len(left), 0)
	check(t, "tally", tally, "map[sent:5]")
	got := h.post.to()
	slices.Sort(got)
	check(t, "recipients", got,
		"[chief@example.org deputy@example.org reader1@example.org reader2@example.org reader3@example.org]")
	ids := map[string]bool{}
	for _, m := range h.post.got {
		ids[m.ID] = true
	}
	check(t, "Message-IDs", len(ids), 5)
	check(t, "issue", state(t, h, i.ID), news.IssueSent)

	left, _, err = h.pipeline.DeliverTo(t.Context(), i.ID, []string{"chief@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "one who has it", len(left), 1)
	check(t, "letters", len(h.post.to()), 5)
	check(t, "issue opened for nothing", state(t, h, i.ID), news.IssueSent)
	if _, _, err = h.pipeline.DeliverTo(t.Context(), i.ID, []string{"chief@example.org"}, news.DeliverySent); err != nil {
		t.Fatal(err)
	}
	check(t, "letters after the repeat", len(h.post.to()), 6)
}

func TestDeliverToLeavesTheRestQueued(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		i, _ := approved(t, h, 3, nil)
		if _, err := h.store.Enqueue(t.Context(), i.ID, h.wall.now()); err != nil {
			t.Fatal(err)
		}
		_, tally, err := h.pipeline.DeliverTo(t.Context(), i.ID, []string{"chief@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		check(t, "tally", tally, "map[queued:3 sent:1]")
		check(t, "recipients", h.post.to(), "[chief@example.org]")
	})
}

func TestDeliverNotApproved(t *testing.T) {
	h := build(t, onSQLite(t))
	i, _ := approved(t, h, 1, func(d *news.Digest) { d.Approval = news.ApproveHold })
	var invalid *news.InvalidError
	if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, &invalid) {
		t.Fatalf("a held issue: %v", err)
	}
	check(t, "sent", len(h.post.to()), 0)
	if _, err := h.pipeline.Deliver(t.Context(), 4711); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("no such issue: %v", err)
	}
}

func TestDeliverStalledHolder(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		i, _ := approved(t, h, 3, skipDoubt)
		if _, err := h.store.Enqueue(t.Context(), i.ID, h.wall.now()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.store.TakeDeliveries(t.Context(), i.ID, 1, "elsewhere/1", h.wall.now()); err != nil {
			t.Fatal(err)
		}
		h.wall.add(80 * time.Second)
		check(t, "before it is stale", deliver(t, h, i.ID), "map[sending:1 sent:2]")
		h.wall.add(20 * time.Second)
		check(t, "after", deliver(t, h, i.ID), "map[doubt:1 sent:2]")
		check(t, "issue", state(t, h, i.ID), news.IssueSent)
	})
}
