package worker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
)

func ours(name string) opening { return opening{journalFormat, name, "boot", "database"} }

// BenchmarkJournal is what the journal costs a letter: a note and an outcome.
func BenchmarkJournal(b *testing.B) {
	j := opened(b, b.TempDir(), "host/place/1/2/ABC")
	d := news.Delivery{
		ID: 123456, IssueID: 42, SubscriberID: 98765, Email: "reader@example.org", State: news.DeliverySent,
		Attempts: 1, Claim: 1,
		MessageID: "issue-42.0123456789abcdef0123@press.example.org", Changed: time.Now().UTC(),
	}
	for n := range b.N {
		if err := errors.Join(j.note(d), j.outcome(d)); err != nil {
			b.Fatal(err)
		}
		if n%32 == 0 { // a batch
			if err := j.recorded(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func opened(t testing.TB, folder, name string) *journal {
	t.Helper()
	j, err := openJournal(folder, ours(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.free() })
	return j
}

func row(id, claim int64) news.Delivery { return news.Delivery{ID: id, Claim: claim} }

func TestJournalTellsAll(t *testing.T) {
	j := opened(t, t.TempDir(), "host/place/1/2/ABC")
	full := news.Delivery{}
	for v, i := reflect.ValueOf(&full).Elem(), 0; i < v.NumField(); i++ {
		// a field that is added later must survive too
		switch f := v.Field(i); f.Kind() {
		case reflect.Int, reflect.Int64:
			f.SetInt(int64(i + 1))
		case reflect.String:
			f.SetString(fmt.Sprint("text ", i, "\nАстана\x00"))
		case reflect.Bool:
			f.SetBool(true)
		default:
			if f.Type() != reflect.TypeFor[time.Time]() {
				t.Fatalf("say how the journal keeps the field %s", v.Type().Field(i).Name)
			}
			f.Set(reflect.ValueOf(time.Date(2026, 11, 23, 2, 0, i, 1000, time.UTC)))
		}
	}
	again := row(7, 1)
	again.State = news.DeliveryDeferred
	for _, err := range []error{
		j.note(full), j.note(row(7, 1)), j.note(row(8, 1)), j.outcome(full), j.outcome(again), j.note(row(7, 2)),
		j.note(row(9, 3)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	p, whole := readJournal(b)
	want := past{ours("host/place/1/2/ABC"), []news.Delivery{full, again}, []news.Delivery{
		row(8, 1), row(7, 2),
		row(9, 3),
	}}
	if !whole || !reflect.DeepEqual(p, want) {
		t.Errorf("%v\n got %+v\nwant %+v", whole, p, want)
	}
	long := row(10, 1)
	long.Response = strings.Repeat("Привет ", 10_000)
	if err := j.outcome(long); err != nil || j.size > int64(len(b))+2*journalWords {
		t.Errorf("a long reply took %d bytes: %v", j.size-int64(len(b)), err)
	}
}

// TestJournalTornTail cuts a journal at every byte: what is whole counts, the rest does not.
func TestJournalTornTail(t *testing.T) {
	j := opened(t, t.TempDir(), "host/place/1/2/ABC")
	ends := []int64{j.size} // where records end
	outcome := row(1, 1)
	outcome.State, outcome.Response = news.DeliverySent, "250 принято"
	for _, write := range []func() error{
		func() error { return j.note(row(1, 1)) },
		func() error { return j.note(row(2, 1)) },
		func() error { return j.outcome(outcome) },
		func() error { return j.note(row(3, 1)) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
		ends = append(ends, j.size)
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"[] []", "[] [1]", "[] [1 2]", "[1] [2]", "[1] [2 3]"}
	ids := func(ds []news.Delivery) []int64 {
		list := []int64{}
		for _, d := range ds {
			list = append(list, d.ID)
		}
		return list
	}
	for cut := range len(b) + 1 {
		p, whole := readJournal(b[:cut])
		if int64(cut) < ends[0] {
			if whole || p.Holder != "" {
				t.Errorf("cut at %d: a torn opening record proves something", cut)
			}
			continue
		}
		n := 0
		for n+1 < len(ends) && int64(cut) >= ends[n+1] {
			n++
		}
		if got := fmt.Sprint(ids(p.outcomes), ids(p.noted)); !whole || got != want[n] {
			t.Errorf("cut at %d: %s, want %s", cut, got, want[n])
		}
	}
	for at := range b { // and flips each byte: no record is taken for another, and the tail only for torn
		bent := bytes.Clone(b)
		bent[at] ^= 0x10
		p, whole := readJournal(bent)
		if whole && int64(at) < ends[3] {
			t.Errorf("byte %d is another and the journal passes for whole: %+v", at, p)
		}
	}
}

func FuzzReadJournal(f *testing.F) {
	line, err := frame(ours("host/place/1/2/ABC"))
	if err != nil {
		f.Fatal(err)
	}
	note, err := frame(entry{ID: 1, Claim: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add(append(bytes.Clone(line), note...))
	f.Add(append(bytes.Clone(line), "00000000 {}\n\n\n"...))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, whole := readJournal(b)
		if whole && p.Holder == "" || !whole && len(p.noted)+len(p.outcomes) > 0 {
			t.Errorf("%v %+v", whole, p)
		}
	})
}

func TestJournalStaysSmall(t *testing.T) {
	j := opened(t, t.TempDir(), "host/place/1/2/ABC")
	most := int64(0)
	for batch := range int64(300) { // the journal is cut back some five times
		for n := range int64(16) {
			d := row(batch*16+n, 1)
			if err := errors.Join(j.note(d), j.outcome(d)); err != nil {
				t.Fatal(err)
			}
		}
		info, err := os.Stat(j.path)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, info.Size())
		if err := j.recorded(); err != nil {
			t.Fatal(err)
		}
	}
	if most > journalKeep+16<<10 {
		t.Errorf("it grew to %d bytes", most)
	}
	if err := j.note(row(1, 2)); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	if p, whole := readJournal(b); !whole || p.Holder == "" || p.noted[len(p.noted)-1].Claim != 2 {
		t.Errorf("%v %+v", whole, p.opening)
	}
}

func TestJournalFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data", "journal")
	j := opened(t, folder, "host/place/1/2/ABC")
	for path, want := range map[string]os.FileMode{folder: 0o700, j.path: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	locked := func() bool {
		l := fileLock(j.path)
		got, err := l.TryLock()
		if err != nil {
			t.Fatal(err)
		}
		_ = l.Close()
		return !got
	}
	if canLock && !locked() {
		t.Error("the journal of one who lives is free")
	}
	if b, err := os.ReadFile(j.path); err != nil || len(b) == 0 || canLock && !locked() {
		t.Errorf("reading the journal took its lock away: %v", err)
	}
	if err := j.end(false); err != nil || canLock && locked() {
		t.Errorf("the journal of one who is gone is locked: %v", err)
	}
	if err := opened(t, folder, "host/place/1/2/DEF").end(true); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("files left: %v", left)
	}
	if _, err := openJournal(j.path, ours("x")); !isTrouble(err) { // a folder that is a file
		t.Errorf("got %v", err)
	}
}

func isTrouble(err error) bool {
	var invalid *news.InvalidError
	return errors.Is(err, ErrJournal) && errors.As(err, &invalid) && invalid.Field == "worker.journal" &&
		invalid.Hint != ""
}

// almostFull is a file on a disk with little room left.
type almostFull struct {
	*os.File
	room int64
}

var errFull = errors.New("no space left on device")

func (f *almostFull) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) <= f.room {
		return f.File.WriteAt(p, at)
	}
	n, err := f.File.WriteAt(p[:max(0, f.room-at)], at)
	return n, errors.Join(err, errFull)
}

func TestJournalFullDisk(t *testing.T) {
	j := opened(t, t.TempDir(), "host/place/1/2/ABC")
	if err := j.note(row(1, 1)); err != nil {
		t.Fatal(err)
	}
	whole := j.size
	j.file = &almostFull{j.file.(*os.File), whole + 5}
	for range 2 {
		if err := j.note(row(2, 1)); !errors.Is(err, errFull) {
			t.Fatalf("a note without room: %v", err)
		}
	}
	j.file.(*almostFull).room = 1 << 20
	if err := j.note(row(3, 1)); err == nil {
		t.Error("a broken journal took a note")
	}
	if info, err := os.Stat(j.path); err != nil || info.Size() != whole {
		t.Errorf("half a record was left: %d bytes, want %d; %v", info.Size(), whole, err)
	}
	if err := j.recorded(); !errors.Is(err, errFull) {
		t.Errorf("recorded: %v", err)
	}
}

// TestFullDiskStopsSending sends for real until the journal is full.
func TestFullDiskStopsSending(t *testing.T) {
	const readers, fits = 40, 7
	ctx := context.Background()
	r, issue := queued(t, readers)
	m, err := r.prepare(ctx, issue)
	if err != nil {
		t.Fatal(err)
	}
	line, err := frame(entry{ID: 10, Claim: 1})
	if err != nil {
		t.Fatal(err)
	}
	m.journal.file = &almostFull{m.journal.file.(*os.File), m.journal.head + int64(fits*len(line))}
	n, err := m.batch(ctx)
	if !isTrouble(err) || n == 0 {
		t.Fatalf("%d, %v", n, err)
	}
	m.end(r.beating(ctx, m.holder))
	letters, err := filepath.Glob(filepath.Join(r.outbox, "*"))
	if err != nil {
		t.Fatal(err)
	}
	tally, err := r.Store.Tally(ctx, issue)
	if err != nil {
		t.Fatal(err)
	}
	sent := tally[news.DeliverySent]
	if sent == 0 || sent > fits || len(letters) != sent || tally[news.DeliveryQueued] != readers-sent {
		t.Fatalf("%d letters, %v", len(letters), tally)
	}
	if left, _ := filepath.Glob(filepath.Join(r.Config.Journal, "*"+journalSuffix)); len(left) > 0 {
		t.Errorf("files left: %v", left)
	}
	tally, err = r.Deliver(ctx, issue)
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
	st := r.Store.(*store.Store)
	r.Store = &down{Store: st}
	if _, err := r.Deliver(ctx, issue); err == nil {
		t.Fatal("no error")
	}
	letters, err := filepath.Glob(filepath.Join(r.outbox, "*"))
	if err != nil || len(letters) == 0 {
		t.Fatal(letters, err)
	}
	r.Store = st
	if err := r.Recover(ctx); err != nil {
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
	*Pipeline
	outbox string
}

// queued makes an issue that is approved, to n readers, and a road that sends to an outbox.
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
		ID: id, DigestID: d.ID, Digest: d.Name, Title: d.Title, Slot: "by hand", State: news.IssueApproved,
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
