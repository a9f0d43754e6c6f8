package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attache/news"
	"attache/newsroom"
	"attache/store"
	"attache/store/storetest"
)

// livedOn adds to lived deliveries in each state, some of them by hand, and what is kept beside the ledger: relays,
// conversations and webhooks with a message that was told and one that was not.
func livedOn(t *testing.T, s *store.Store, i news.Issue) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	hook := newsroom.Hook{
		URL: "https://receiver.example/hook", Events: []string{newsroom.EventSent}, Secret: "whsec_c2VjcmV0", Enabled: true,
		Created: breakfast,
	}
	must(s.AddHook(ctx, &hook, newsroom.Entry{At: breakfast, Action: "hook.add"}))
	for range 2 {
		_, err := s.AddTest(ctx, hook.ID, breakfast, breakfast.Add(time.Hour))
		must(err)
	}
	told, err := s.HookMessages(ctx, hook.ID, 1)
	must(err)
	told[0].Delivered, told[0].Ended, told[0].NextTry, told[0].Status = true, breakfast, time.Time{}, 204
	must(s.RecordMessage(ctx, told[0], ""))
	_, err = s.EnqueueTo(ctx, i.ID, []string{"Guest@example.net"}, breakfast)
	must(err)
	ds, err := s.TakeDeliveries(ctx, i.ID, 4, "another", breakfast)
	must(err)
	for n, state := range []news.DeliveryState{news.DeliveryDeferred, news.DeliveryFailed, news.DeliveryDoubt} {
		ds[n].State, ds[n].Changed, ds[n].Response, ds[n].Cause = state, breakfast, "451 ж", news.CauseLater
	}
	ds[0].NextTry = breakfast.Add(time.Hour)
	must(s.RecordDeliveries(ctx, ds[:3]))
	ds[0].Relay, ds[0].Talk = "main", "C: MAIL FROM:<a@example.org>\nS: 451 ж\n"
	must(s.KeepConversations(ctx, ds[:1]))
	must(s.ChangeRelay(ctx, "main", func(string) (string, bool) { return `{"closed":"refuses","used":7}`, true }))
}

// TestRestoreLedger takes deliveries in each state, and all that stands beside them, to both kinds of database. Nothing
// is told or sent again by itself there.
func TestRestoreLedger(t *testing.T) {
	for from, fresh := range databases {
		for to, other := range databases {
			t.Run(from+" to "+to, func(t *testing.T) {
				s := storetest.Open(t, fresh(t))
				i := lived(t, s)
				livedOn(t, s, i)
				data, _ := backup(t, s)
				url := other(t)
				if err := restore(t, url, data, false); err != nil {
					t.Fatal(err)
				}
				checkRestoredLedger(t, storetest.Open(t, url), i.ID, data)
			})
		}
	}
}

func checkRestoredLedger(t *testing.T, r *store.Store, issue int64, data []byte) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	again, _ := backup(t, r)
	was, is := dump(t, data), dump(t, again)
	for table, n := range map[string]int{"relays": 1, "conversations": 1, "hooks": 1, "guests": 1} {
		if d := cmp.Diff(was[table], is[table]); d != "" || len(is[table]) != n {
			t.Errorf("%s (-backup +restored):\n%s", table, d)
		}
	}
	if len(was["exceptions"]) != 3 || len(is["exceptions"]) != 3 || len(was["takings"]) != 2 || len(is["takings"]) != 0 {
		t.Errorf("exceptions %v, takings %v, before %v", is["exceptions"], is["takings"], was["takings"])
	}
	for n, row := range is["exceptions"] { // but for the deferred one, which is open
		same := row == was["exceptions"][n]
		if deferred := strings.Contains(was["exceptions"][n], `"deferred"`); same == deferred ||
			deferred && !strings.Contains(row, `"queued"`) {
			t.Errorf("%s has become %s", was["exceptions"][n], row)
		}
	}
	tally, err := r.Tally(ctx, issue)
	must(err)
	want := news.Tally{
		news.DeliverySent: 6, news.DeliveryFailed: 1, news.DeliveryDoubt: 1, news.DeliveryQueued: 43,
	}
	if d := cmp.Diff(want, tally); d != "" {
		t.Errorf("tally: %s", d)
	}

	// Webhooks are told nothing of before; what was told stays so.
	due, err := r.MessagesDue(ctx, breakfast.AddDate(1, 0, 0))
	if err != nil || due {
		t.Errorf("a message for a webhook is due: %v", err)
	}
	messages, err := r.HookMessages(ctx, 1, 10)
	must(err)
	var ends []string
	for _, m := range messages {
		ends = append(ends, fmt.Sprintf("%v %v %s", m.Delivered, m.Ended.Sub(breakfast), m.Answer))
	}
	if d := cmp.Diff([]string{"true 0s ", "false 24h0m0s not sent: the database was restored from a backup"},
		ends); d != "" {
		t.Error(d)
	}

	// Numbers go on beyond those of the days after the backup.
	m, err := r.AddTest(ctx, 1, breakfast, breakfast)
	if must(err); m.ID < 10_000 {
		t.Errorf("the next message has the number %d", m.ID)
	}
	rest, err := r.Restored(ctx)
	must(err)
	must(r.Confirm(ctx, rest.ID, map[int64]store.Fate{issue: store.FateSent}, nil, breakfast.Add(25*time.Hour)))
	ds, err := r.TakeDeliveries(ctx, issue, 100, "holder", breakfast.Add(26*time.Hour))
	if must(err); len(ds) > 0 {
		t.Errorf("%d letters of an issue that counts as sent are sent", len(ds))
	}
	tally, err = r.Tally(ctx, issue)
	must(err)
	want = news.Tally{news.DeliverySent: 49, news.DeliveryFailed: 1, news.DeliveryDoubt: 1}
	if d := cmp.Diff(want, tally); d != "" {
		t.Errorf("tally at the end: %s", d)
	}
}
