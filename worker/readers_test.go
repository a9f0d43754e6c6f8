package worker_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store/storetest"
	"attache/worker"
)

// flooded is a digest of its own with readers, who got an earlier issue when known, and an issue to be sent to them.
func flooded(t *testing.T, h *fixture, name string, readers int, known bool) (news.Digest, news.Issue) {
	t.Helper()
	h.pipeline.Sender = h.post
	d := h.digest(t, func(d *news.Digest) { d.Name, d.SendEmpty = name, true })
	var subs []news.Subscriber
	for n := range readers {
		subs = append(subs, news.Subscriber{
			Email: fmt.Sprintf("reader%d@%s.example.org", n, name), State: news.SubscriberActive,
			Digests: []string{d.Name},
		})
	}
	for part := range slices.Chunk(subs, 1000) {
		if _, err := storetest.Import(t.Context(), h.store, part); err != nil {
			t.Fatal(err)
		}
	}
	if known {
		i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-22T07:00 Asia/Almaty", At: h.wall.now()})
		check(t, "the earlier issue", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", readers))
	}
	return d, publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: h.wall.now()})
}

// A relay that says of everybody that there is no such user strikes nobody off, from the first letter or in the middle,
// on lists of any size. When it is mended and a person lets the issue go on, everybody gets it.
func TestTortureFloodOfRefusedReaders(t *testing.T) {
	sizes := []int{5, 30, 300}
	if os.Getenv("ATTACHE_TORTURE") != "" {
		sizes = append(sizes, 5000)
	}
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		r := openRelay(t)
		for _, readers := range sizes {
			for n, c := range []struct {
				name  string
				known bool
				after int
			}{{"new readers", false, 0}, {"known readers", true, 0}, {
				"known readers, in the middle", true,
				readers / 3,
			}} {
				t.Run(fmt.Sprint(readers, " ", c.name), func(t *testing.T) {
					d, i := flooded(t, h, fmt.Sprintf("d%d-%d", readers, n), readers, c.known)
					r.set(relayRule{at: "RCPT", after: c.after, answer: "550 5.1.1 <reader@example.org>: User unknown"})
					h.pipeline.Sender = r.sender(t)
					var held *news.HeldError
					if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, &held) {
						t.Fatalf("not held: %v", err)
					}
					letters, _ := r.count()
					r.mu.Lock()
					offered := r.offered
					r.mu.Unlock()
					if most := 50; offered-letters > most {
						t.Errorf("%d readers were refused before it stopped, want at most %d", offered-letters, most)
					}
					t.Logf("held after %d refused: %s", offered-letters, held.Why)
					check(t, "struck off", struckOff(t, h, d), 0)
					r.mend()
					if _, err := h.store.ReleaseIssue(t.Context(), i.ID, h.wall.now()); err != nil {
						t.Fatal(err)
					}
					check(t, "when it is mended", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", readers))
					check(t, "struck off then", struckOff(t, h, d), 0)
				})
			}
		}
	})
}

// A list that is half dead can be mailed: readers that never got anything are struck off without a question, and of a
// list that is nearly dead a person is asked once. A setting says that nobody is to be asked.
func TestOldListsCanBeMailed(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		r := openRelay(t)
		for n, c := range []struct {
			name    string
			readers int
			known   bool
			who     string // beginning of the addresses that are gone
			gone    int
			most    int
			asks    bool
		}{
			{"every sixth", 60, false, "reader1", 11, 0, false},
			{"more than half", 20, false, "reader1", 11, 0, false}, // 1, 10 to 19
			{"more than half, who got an earlier issue", 20, true, "reader1", 11, 0, true},
			{"all, never asked", 60, false, "reader", 60, 100, false},
			{"all", 60, false, "reader", 60, 0, true},
		} {
			t.Run(c.name, func(t *testing.T) {
				d, i := flooded(t, h, fmt.Sprint("d", n), c.readers, c.known)
				h.pipeline.Config.RefusedMost = c.most
				r.set(relayRule{at: "RCPT", who: c.who, answer: "550 5.1.1 User unknown"})
				h.pipeline.Sender = r.sender(t)
				var held *news.HeldError
				_, err := h.pipeline.Deliver(t.Context(), i.ID)
				if errors.As(err, &held) != c.asks || !c.asks && err != nil {
					t.Fatalf("%v", err)
				}
				if c.asks {
					check(t, "struck off before a person has said so", struckOff(t, h, d), 0)
					if _, err := h.store.ReleaseIssue(t.Context(), i.ID, h.wall.now()); err != nil {
						t.Fatal(err)
					}
					deliver(t, h, i.ID)
				}
				check(t, "struck off", struckOff(t, h, d), c.gone)
				check(t, "issue", state(t, h, i.ID), news.IssueSent)
			})
		}
	})
}

// A relay that says of a part of the readers whom it took letters for before that they are gone strikes nobody off,
// unless a person says so. The few that leave are struck off without a question, and so are as many as usual.
func TestWaveOfRefusedReaders(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		r := openRelay(t)
		for n, c := range []struct {
			name    string
			readers int
			before  int // of these, refused for an issue in between
			rule    relayRule
			refused int
			asks    bool
		}{
			{"every second", 60, 0, relayRule{every: 2}, 30, true},
			{"every second of a short list", 10, 0, relayRule{every: 2}, 5, true},
			{"one in fifteen", 300, 0, relayRule{every: 15}, 20, true},
			{"two of a long list", 300, 0, relayRule{most: 2}, 2, false},
			{"nineteen of four hundred", 400, 0, relayRule{most: 19}, 19, false},
			{"two of a short list", 10, 0, relayRule{most: 2}, 2, false},
			{"as many as usual", 400, 15, relayRule{every: 5, most: 200}, 25, false},
			{"many more than usual", 400, 5, relayRule{every: 5, most: 150}, 25, true},
		} {
			t.Run(c.name, func(t *testing.T) {
				d, i := flooded(t, h, fmt.Sprint("w", n), c.readers, true)
				c.rule.at, c.rule.answer = "RCPT", "550 5.1.1 User unknown"
				h.pipeline.Sender = r.sender(t)
				if c.before > 0 {
					r.set(relayRule{at: "RCPT", answer: c.rule.answer, every: 10, most: 10 * c.before})
					deliver(t, h, i.ID)
					check(t, "struck off before", struckOff(t, h, d), c.before)
					h.wall.add(time.Hour)
					i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T08:00 Asia/Almaty", At: h.wall.now()})
				}
				for len(heard) > 0 {
					<-heard
				}
				r.set(c.rule)
				var held *news.HeldError
				_, err := h.pipeline.Deliver(t.Context(), i.ID)
				if errors.As(err, &held) != c.asks || !c.asks && err != nil {
					t.Fatalf("%v", err)
				}
				if !c.asks {
					check(t, "struck off", struckOff(t, h, d), c.before+c.refused)
					return
				}
				check(t, "struck off", struckOff(t, h, d), c.before)
				check(t, "issue", state(t, h, i.ID), news.IssueHeld)
				if want := fmt.Sprintf("%d of %d readers", c.refused, c.readers-c.before); !strings.Contains(held.Why, want) &&
					!strings.Contains(held.Why, "of the last") { // the brake while sending may be first
					t.Errorf("why: %s", held.Why)
				}
				if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, &held) {
					t.Errorf("sent on without a person: %v", err)
				}
				told := 0
				for len(heard) > 0 {
					if r := <-heard; strings.HasPrefix(r.Message, "issue held") {
						told++
					}
				}
				check(t, "told", told, 1)
				r.mend()
				if _, err := h.store.ReleaseIssue(t.Context(), i.ID, h.wall.now()); err != nil {
					t.Fatal(err)
				}
				check(t, "when it is mended", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", c.readers-c.before))
				check(t, "struck off then", struckOff(t, h, d), c.before)
			})
		}
	})
}
