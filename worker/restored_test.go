package worker_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// restored takes the fixture's database to another of its kind, as it is now, and returns the fixture there. Meanwhile
// passes between the backup and the restore.
func (h *fixture) restored(t *testing.T, meanwhile time.Duration) *fixture {
	t.Helper()
	var data bytes.Buffer
	if _, err := h.store.Backup(t.Context(), &data, "test", h.wall.now(), nil); err != nil {
		t.Fatal(err)
	}
	url := onSQLite(t)
	if strings.HasPrefix(h.url, "postgres") {
		url = onPostgres(t)
	}
	now := h.wall.now().Add(meanwhile)
	if _, err := store.Restore(t.Context(), store.Config{URL: url}, bytes.NewReader(data.Bytes()),
		store.RestoreOptions{Now: now}); err != nil {
		t.Fatal(err)
	}
	other := build(t, url)
	other.wall.set(now)
	return other
}

// confirm returns every open issue one fate, and the digests' lost issues too.
func (h *fixture) confirm(t *testing.T, fate store.Fate, told ...int64) {
	t.Helper()
	rest, err := h.store.Restored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	open, err := h.store.IssuesIn(t.Context(), news.IssueHeld, news.IssueApproved, news.IssueSending)
	if err != nil {
		t.Fatal(err)
	}
	fates := map[int64]store.Fate{}
	for _, i := range open {
		fates[i.ID] = fate
	}
	if err := h.store.Confirm(t.Context(), rest.ID, fates, told, h.wall.now()); err != nil {
		t.Fatal(err)
	}
}

// TestServeAfterRestore serves a database that was restored two days after its backup, with an issue half sent in it.
func TestServeAfterRestore(t *testing.T) {
	for fate, letters := range map[store.Fate]int{store.FateSend: 20 + 20, store.FateSent: 20, store.FateSkip: 20} {
		t.Run(string(fate), func(t *testing.T) {
			on := onBoth
			if fate != store.FateSend { // the fates themselves are the store's, which tests them on both
				on = func(t *testing.T, f func(*testing.T, string)) { f(t, onSQLite(t)) }
			}
			on(t, func(t *testing.T, url string) {
				const readers = 20
				old := build(t, url)
				d := old.digest(t, func(d *news.Digest) { d.SendEmpty = true })
				old.readers(t, d, readers)
				i := publish(t, old, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
				if _, err := old.store.Enqueue(t.Context(), i.ID, breakfast); err != nil {
					t.Fatal(err)
				}
				if _, err := old.store.TakeDeliveries(t.Context(), i.ID, 3, "a holder", breakfast); err != nil {
					t.Fatal(err)
				}
				h := old.restored(t, 49*time.Hour) // Wednesday at eight: Tuesday's and Wednesday's slots have passed
				slots, err := h.pipeline.Lost(t.Context(), d, mustRestored(t, h))
				if err != nil || len(slots) != 2 || slots[1].Key != "2026-11-25T07:00 Asia/Almaty" {
					t.Errorf("lost slots: %v, %v", slots, err)
				}
				refuses(t, h, d, i)
				heard := h.listen()
				stop := h.serving(t)
				await(t, heard, "nothing is published or sent", 1)
				h.wall.set(breakfast.Add(72*time.Hour + time.Minute)) // Thursday's slot comes before anybody confirms
				await(t, heard, "nothing is published or sent", 1)
				h.wall.add(time.Hour)
				await(t, heard, "nothing is published or sent", 1)
				check(t, "letters before", len(h.post.to()), 0)
				check(t, "issues before", slotsOf(t, h), "2026-11-23T07:00 Asia/Almaty sending")
				h.confirm(t, fate, d.ID)
				want := 1
				if fate == store.FateSend {
					want = 2
				}
				await(t, heard, "issue sent", want)
				if err := stop(); err != nil {
					t.Fatal(err)
				}
				check(t, "letters", len(h.post.to()), letters)
				first := map[store.Fate]string{
					store.FateSend: "sent", store.FateSent: "sent",
					store.FateSkip: "missed",
				}[fate]
				check(t, "issues", slotsOf(t, h), "2026-11-23T07:00 Asia/Almaty "+first+
					", 2026-11-26T07:00 Asia/Almaty sent")
			})
		})
	}
}

func mustRestored(t *testing.T, h *fixture) news.Restore {
	t.Helper()
	rest, err := h.store.Restored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rest
}

// refuses checks that every way of sending by hand is refused.
func refuses(t *testing.T, h *fixture, d news.Digest, i news.Issue) {
	t.Helper()
	_, publish := h.pipeline.Publish(t.Context(), worker.Order{Digest: d})
	_, deliver := h.pipeline.Deliver(t.Context(), i.ID)
	_, _, deliverTo := h.pipeline.DeliverTo(t.Context(), i.ID, []string{"other@example.org"})
	for what, err := range map[string]error{"publish": publish, "deliver": deliver, "deliver to": deliverTo} {
		var bad *news.InvalidError
		if !errors.As(err, &bad) || bad.Hint != "attache restore --confirm" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// slotsOf lists the issues, oldest first, with their states.
func slotsOf(t *testing.T, h *fixture) string {
	t.Helper()
	all, err := h.store.Issues(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, i := range all {
		list = append([]string{i.Slot + " " + string(i.State)}, list...)
	}
	return strings.Join(list, ", ")
}

// TestNotToldAgain composes the first issue after a restore: what was published in the lost days is told when a person
// wants it so.
func TestNotToldAgain(t *testing.T) {
	for _, told := range []bool{true, false} {
		on := onBoth
		if !told {
			on = func(t *testing.T, f func(*testing.T, string)) { f(t, onSQLite(t)) }
		}
		on(t, func(t *testing.T, url string) {
			old := build(t, url)
			old.pipeline.Log = slog.New(slog.DiscardHandler)
			d := old.digest(t, nil)
			src := old.source(t, "a")
			old.piece(t, src, "known", time.Hour)
			i := publish(t, old, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
			check(t, "before", titles(i), "known")
			h := old.restored(t, 48*time.Hour)
			if told {
				h.confirm(t, store.FateSent, d.ID)
			} else {
				h.confirm(t, store.FateSent)
			}
			h.wall.add(time.Hour)
			src = h.source(t, "a")
			for name, ago := range map[string]time.Duration{"lost": 20 * time.Hour, "fresh": 30 * time.Minute} {
				a := news.Article{
					URL: "https://a.example.org/" + name, SourceID: src.ID, Title: name,
					Published: h.wall.now().Add(-ago),
					DateFrom:  news.DateFromPage, Seen: h.wall.now().Add(-time.Minute), // read again after the restore
				}
				if _, err := h.store.PutArticle(t.Context(), &a); err != nil {
					t.Fatal(err)
				}
			}
			h.wall.add(22 * time.Hour)
			want := "fresh lost"
			if told {
				want = "fresh"
			}
			i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-26T07:00 Asia/Almaty", At: h.wall.now()})
			check(t, "after", titles(i), want)
		})
	}
}
