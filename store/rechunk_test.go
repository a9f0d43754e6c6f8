package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestRechunk upgrades a database of version 27 whose ledger has rows in every state, stops in the middle, and finds
// every recipient where they were.
func TestRechunk(t *testing.T) {
	onBoth(t, rechunk)
}

// oldDelivery is a row of the ledger of before.
type oldDelivery struct {
	news.Delivery
	key, holder, verdict string
	byHand               bool
}

// oldDeliveries are 1,203 readers of an issue, most of whom got it, and one in each other state; two issues.
func oldDeliveries(now time.Time) []oldDelivery {
	var all []oldDelivery
	add := func(d news.Delivery, o oldDelivery) {
		n := len(all) + 1
		d.ID = int64(n)
		if d.Language == "" {
			d.Language = []string{"en", "kk"}[n%2]
		}
		if o.key == "" {
			d.Email, o.key = fmt.Sprintf("Reader%d@example.org", d.SubscriberID), fmt.Sprintf("reader%d@example.org",
				d.SubscriberID)
			d.Name = "Ы"
		}
		if d.Changed.IsZero() {
			d.Changed = now.Add(time.Duration(n) * time.Second)
		}
		o.Delivery = d
		all = append(all, o)
	}
	sub := int64(0)
	next := func() int64 { sub++; return sub }
	for issue := int64(1); issue <= 2; issue++ {
		sub = 0
		for range 1200 {
			add(news.Delivery{IssueID: issue, SubscriberID: next(), State: news.DeliverySent, Attempts: 1}, oldDelivery{})
		}
		late := now.Add(5 * time.Hour)
		for _, d := range []news.Delivery{
			{State: news.DeliverySent, Attempts: 4, Changed: late, Response: "250 at last", MessageID: "4@x"},
			{State: news.DeliveryFailed, Attempts: 1, Cause: news.CauseReader, Response: "550 5.1.1", MessageID: "5@x"},
			{State: news.DeliveryDoubt, Attempts: 3, Cause: news.CauseDoubt, Response: "silence"},
			{State: news.DeliveryDoubt, Attempts: 1, Response: "stopped"},
		} {
			d.IssueID, d.SubscriberID = issue, next()
			add(d, oldDelivery{verdict: map[news.DeliveryState]string{news.DeliveryFailed: "applied"}[d.State]})
		}
		add(news.Delivery{IssueID: issue, SubscriberID: next(), State: news.DeliverySent, Attempts: 1},
			oldDelivery{key: fmt.Sprint("erased ", issue)})
		add(news.Delivery{
			IssueID: issue, Email: "Guest@example.org", Name: "Guest", Language: "ru", State: news.DeliverySent,
			Attempts: 1,
		}, oldDelivery{key: "guest@example.org", byHand: true})
		if issue == 1 {
			continue
		}
		for _, d := range []news.Delivery{
			{State: news.DeliveryQueued},
			{State: news.DeliveryQueued, Attempts: 2, Cause: news.CauseLater, Response: "451"},
			{State: news.DeliveryQueued, Cause: news.CauseDoubt},
			{State: news.DeliveryDeferred, Attempts: 2, Cause: news.CauseLater, Response: "451", NextTry: late},
			{State: news.DeliverySending, Attempts: 1},
			{State: news.DeliverySending, Attempts: 3, Cause: news.CauseLater, Response: "452"},
		} {
			d.IssueID, d.SubscriberID = issue, next()
			add(d, oldDelivery{holder: map[news.DeliveryState]string{news.DeliverySending: "dead"}[d.State]})
		}
		add(news.Delivery{IssueID: issue, SubscriberID: 3000, State: news.DeliveryQueued},
			oldDelivery{byHand: true})
	}
	return all
}

func rechunk(t *testing.T, fresh storetest.Fresh) {
	ctx, url := t.Context(), fresh(t)
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.Open(ctx, store.Config{URL: url})
	must(err)
	must(store.MigrateTo(ctx, s, 27))
	all := oldDeliveries(now)
	tx, err := s.SQL().BeginTx(ctx, nil)
	must(err)
	exec := func(query string, args ...any) {
		t.Helper()
		_, err := tx.ExecContext(ctx, query, args...)
		must(err)
	}
	exec(`INSERT INTO digests (id, name, enabled, doc) VALUES (1, 'daily', TRUE, '{}')`)
	for n, state := range []news.IssueState{news.IssueSent, news.IssueSending} {
		exec(`INSERT INTO issues (id, digest_id, digest, title, number, slot, state, language, time_zone, window_from,
			window_to, claimed, composed, created, changed, sent, lead, sections, coverage, week, note, outline, begun)
			VALUES ($1, 1, 'daily', 'T', $1, $2, $3, 'en', 'UTC', 0, 0, 0, TRUE, $4, $4, 0, '[]', '[]', '{}', '[]', '',
			'{}', $4)`,
			n+1, fmt.Sprint("slot", n), string(state), now.UnixMicro())
	}
	known := map[int64]bool{}
	for _, o := range all {
		if o.SubscriberID != 0 && o.Email != "" && !known[o.SubscriberID] {
			known[o.SubscriberID] = true
			exec(`INSERT INTO subscribers (id, email, email_key, name, language, reads, state, created, changed)
				VALUES ($1, $2, $3, $4, $5, '[]', 'active', 0, 0)`, o.SubscriberID, o.Email, o.key, o.Name, o.Language)
			exec(`INSERT INTO subscriptions (digest_id, subscriber_id) VALUES (1, $1)`, o.SubscriberID)
		}
		next := int64(0)
		if !o.NextTry.IsZero() {
			next = o.NextTry.UnixMicro()
		}
		exec(`INSERT INTO deliveries (id, issue_id, digest_id, subscriber_id, email, email_key, name, language, by_hand,
			state,
			attempts, claim, holder, next_try, message_id, response, changed, cause, verdict)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, 7, $11, $12, $13, $14, $15, $16, $17)`,
			o.ID, o.IssueID, o.SubscriberID, o.Email, o.key, o.Name, o.Language, o.byHand, string(o.State), o.Attempts,
			o.holder, next, o.MessageID, o.Response, o.Changed.UnixMicro(), string(o.Cause), o.verdict)
	}
	must(tx.Commit())
	before, _ := backup(t, s)
	must(store.MigrateTo(ctx, s, 28))
	if done, err := store.RechunkOne(ctx, s); err != nil || done { // then the process is killed
		t.Fatalf("the first issue: %v, %v", done, err)
	}
	between, _ := backup(t, s)
	must(s.Close())
	s = storetest.Open(t, url)
	checkRechunked(t, s, all)

	for _, data := range [][]byte{before, between} {
		checkOlderLedger(t, fresh(t), data, all)
	}

	// What was under way is in doubt when its holder is gone; what is open goes on.
	n, err := s.DoubtStale(ctx, now.Add(24*time.Hour), time.Minute)
	must(err)
	if n != 2 {
		t.Errorf("%d in doubt, not 2", n)
	}
	ds, err := s.TakeDeliveries(ctx, 2, 10, "next", now.Add(6*time.Hour))
	must(err)
	if len(ds) != 5 {
		t.Errorf("took %d, not 5: %+v", len(ds), ds)
	}
}

// checkOlderLedger restores the backup of a ledger that was not, or half, in chunks: what was under way or deferred is
// queued, and everything else is as it was.
func checkOlderLedger(t *testing.T, url string, data []byte, all []oldDelivery) {
	t.Helper()
	if err := restore(t, url, data, false); err != nil {
		t.Fatal(err)
	}
	s := storetest.Open(t, url)
	want := map[int64]news.Tally{1: {}, 2: {}}
	for _, o := range all {
		state := o.State
		if state == news.DeliverySending || state == news.DeliveryDeferred {
			state = news.DeliveryQueued
		}
		want[o.IssueID][state]++
	}
	for issue, tally := range want {
		got, err := s.Tally(t.Context(), issue)
		if d := cmp.Diff(tally, got); err != nil || d != "" {
			t.Errorf("issue %d of an older backup: %v %s", issue, err, d)
		}
	}
	rest, err := s.Restored(t.Context())
	if err != nil || !rest.Waits() {
		t.Errorf("the older backup is not stopped: %+v, %v", rest, err)
	}
}

func checkRechunked(t *testing.T, s *store.Store, all []oldDelivery) {
	t.Helper()
	type key struct {
		issue, subscriber int64
		email             string
	}
	want, got := map[key]news.Delivery{}, map[key]news.Delivery{}
	tally := map[int64]news.Tally{1: {}, 2: {}}
	for _, o := range all {
		d := o.Delivery
		d.ID = 0
		tally[d.IssueID][d.State]++
		want[key{d.IssueID, d.SubscriberID, d.Email}] = d
	}
	for issue, counts := range tally {
		got1, err := s.Tally(t.Context(), issue)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(counts, got1); d != "" {
			t.Errorf("issue %d (-want +got):\n%s", issue, d)
		}
		ds, err := s.Deliveries(t.Context(), issue)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			d.ID, d.Claim = 0, 0
			k := key{d.IssueID, d.SubscriberID, d.Email}
			w := want[k]
			if w.State == news.DeliverySent && d.Response == "" { // simply sent, with the others
				if d.Changed.Sub(w.Changed).Abs() > time.Hour {
					t.Errorf("%v was sent at %v, and not at %v", k, w.Changed, d.Changed)
				}
				d.Changed = w.Changed
			}
			if d.Email == "" {
				d.Language = w.Language // of erased people it is not known
			}
			if w.State == news.DeliveryQueued && w.Attempts == 0 && w.Cause == "" {
				d.Changed = w.Changed
			}
			got[k] = d
		}
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("deliveries differ (-before +now):\n%.4000s", d)
	}
	var left, applied int
	for query, n := range map[string]*int{
		`SELECT count(*) FROM old_deliveries`:                       &left,
		`SELECT count(*) FROM exceptions WHERE verdict = 'applied'`: &applied,
	} {
		if err := s.SQL().QueryRowContext(t.Context(), query).Scan(n); err != nil {
			t.Fatal(err)
		}
	}
	if left != 0 || applied != 2 {
		t.Errorf("%d rows of before are left, %d verdicts are applied", left, applied)
	}
}
