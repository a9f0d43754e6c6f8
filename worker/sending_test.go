package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/worker/journal"
)

var errFull = errors.New("no space left on device")

// almostFull is a journal with space for so many notes.
type almostFull struct {
	journalWriter
	mu    sync.Mutex
	space int
}

func (j *almostFull) Note(d news.Delivery) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.space == 0 {
		return errFull
	}
	j.space--
	return j.journalWriter.Note(d)
}

func (j *almostFull) Recorded() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.space == 0 {
		return errFull
	}
	return j.journalWriter.Recorded()
}

// TestFullDiskStopsSending sends for real until the journal is full.
func TestFullDiskStopsSending(t *testing.T) {
	const readers, fits = 40, 7
	ctx := context.Background()
	r, issue := queued(t, readers)
	m, err := r.pipeline.deliverer().prepare(ctx, issue)
	if err != nil {
		t.Fatal(err)
	}
	m.journal = &almostFull{journalWriter: m.journal, space: fits}
	err = m.send(ctx, 0)
	var invalid *news.InvalidError
	if !errors.Is(err, journal.ErrUnwritable) || !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	m.end(r.pipeline.recoverer().keepAlive(ctx, m.holder))
	letters, err := filepath.Glob(filepath.Join(r.outbox, "*"))
	if err != nil {
		t.Fatal(err)
	}
	tally, err := r.pipeline.Store.Tally(ctx, issue)
	if err != nil {
		t.Fatal(err)
	}
	sent := tally[news.DeliverySent]
	if sent == 0 || sent > fits || len(letters) != sent || tally[news.DeliveryQueued] != readers-sent {
		t.Fatalf("%d letters, %v", len(letters), tally)
	}
	if left, _ := filepath.Glob(filepath.Join(r.pipeline.Config.Journal, "*.journal")); len(left) > 0 {
		t.Errorf("files left: %v", left)
	}
	tally, err = r.pipeline.Deliver(ctx, issue)
	if err != nil || tally[news.DeliverySent] != readers {
		t.Errorf("%v, %v", tally, err)
	}
}

// TestLedgerDown: the ledger fails for good in mid-send, and the process lives on.
func TestLedgerDown(t *testing.T) {
	t.Parallel() // it waits for some seconds before it gives the ledger up
	const readers = 40
	ctx := context.Background()
	r, issue := queued(t, readers)
	st := r.pipeline.Store.(*store.Store)
	r.pipeline.Store = &down{Store: st}
	if _, err := r.pipeline.Deliver(ctx, issue); err == nil {
		t.Fatal("no error")
	}
	letters, err := filepath.Glob(filepath.Join(r.outbox, "*"))
	if err != nil || len(letters) == 0 {
		t.Fatal(letters, err)
	}
	r.pipeline.Store = st
	if err := r.pipeline.Recover(ctx); err != nil {
		t.Fatal(err)
	}
	tally, err := st.Tally(ctx, issue)
	if err != nil || tally[news.DeliverySent] != len(letters) || tally[news.DeliveryQueued] != readers-len(letters) {
		t.Errorf("%d letters, %v, %v", len(letters), tally, err)
	}
}

// down is a store that cannot write outcomes.
type down struct{ *store.Store }

func (down) RecordDeliveries(context.Context, []news.Delivery) error { return errors.New("down") }

type toOutbox struct {
	pipeline *Pipeline
	outbox   string
}

// queued makes an issue that is approved, to n readers, and a pipeline that sends to an outbox.
func queued(t *testing.T, n int) (toOutbox, int64) {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(dir, "attache.db")})
	must(err)
	t.Cleanup(func() { st.Close() })
	must(st.Migrate(ctx))
	d := news.Digest{Name: "daily", Title: "Daily", Enabled: true, OnDoubt: news.DoubtSkip}
	must(st.PutDigest(ctx, &d))
	for i := range n {
		must(st.PutSubscriber(ctx, &news.Subscriber{
			Email: fmt.Sprintf("reader%d@example.org", i), State: news.SubscriberActive, Digests: []string{"daily"},
		}))
	}
	now := time.Now().UTC()
	id, _, err := st.ClaimSlot(ctx, d.ID, "by hand", now, time.Minute)
	must(err)
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: d.Name, Title: d.Title, Slot: "by hand", ByHand: true, State: news.IssueApproved,
		Language: "en", Created: now,
	}
	must(st.SaveIssue(ctx, &i, nil, []news.Letter{{Language: "en", Subject: "Daily", HTML: "<p>News", Text: "News"}}))
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	outbox := filepath.Join(dir, "outbox")
	sender, err := mail.New(mail.Config{Outbox: outbox}, quiet)
	must(err)
	return toOutbox{&Pipeline{
		Store: st, Sender: sender, Domain: "press.example.org", Log: quiet,
		Now:    func() time.Time { return time.Now().UTC() },
		Config: Config{Journal: filepath.Join(dir, "journal")},
	}, outbox}, id
}
