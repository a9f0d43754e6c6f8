package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"attache/news"
)

func ours(name string) Opening { return Opening{format, name, "boot", "database"} }

// BenchmarkJournal is what the journal costs a letter: a note and an outcome.
func BenchmarkJournal(b *testing.B) {
	j := opened(b, b.TempDir(), "host/place/1/2/ABC")
	d := news.Delivery{
		ID: 123456, IssueID: 42, SubscriberID: 98765, Email: "reader@example.org", State: news.DeliverySent,
		Attempts: 1, Claim: 1,
		MessageID: "issue-42.0123456789abcdef0123@press.example.org", Changed: time.Now().UTC(),
	}
	for n := range b.N {
		if err := errors.Join(j.Note(d), j.Outcome(d)); err != nil {
			b.Fatal(err)
		}
		if n%32 == 0 { // a batch
			if err := j.Recorded(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func opened(t testing.TB, folder, name string) *Journal {
	t.Helper()
	j, err := Open(folder, ours(name))
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
		j.Note(full), j.Note(row(7, 1)), j.Note(row(8, 1)), j.Outcome(full), j.Outcome(again), j.Note(row(7, 2)),
		j.Note(row(9, 3)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	p, whole := read(b)
	want := Past{ours("host/place/1/2/ABC"), []news.Delivery{full, again}, []news.Delivery{
		row(8, 1), row(7, 2),
		row(9, 3),
	}}
	if !whole || !reflect.DeepEqual(p, want) {
		t.Errorf("%v\n got %+v\nwant %+v", whole, p, want)
	}
	long := row(10, 1)
	long.Response = strings.Repeat("Привет ", 10_000)
	if err := j.Outcome(long); err != nil || j.size > int64(len(b))+2*words {
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
		func() error { return j.Note(row(1, 1)) },
		func() error { return j.Note(row(2, 1)) },
		func() error { return j.Outcome(outcome) },
		func() error { return j.Note(row(3, 1)) },
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
		p, whole := read(b[:cut])
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
		if got := fmt.Sprint(ids(p.Outcomes), ids(p.Noted)); !whole || got != want[n] {
			t.Errorf("cut at %d: %s, want %s", cut, got, want[n])
		}
	}
	for at := range b { // and flips each byte: no record is taken for another, and the tail only for torn
		bent := bytes.Clone(b)
		bent[at] ^= 0x10
		p, whole := read(bent)
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
		p, whole := read(b)
		if whole && p.Holder == "" || !whole && len(p.Noted)+len(p.Outcomes) > 0 {
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
			if err := errors.Join(j.Note(d), j.Outcome(d)); err != nil {
				t.Fatal(err)
			}
		}
		info, err := os.Stat(j.path)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, info.Size())
		if err := j.Recorded(); err != nil {
			t.Fatal(err)
		}
	}
	if most > keep+16<<10 {
		t.Errorf("it grew to %d bytes", most)
	}
	if err := j.Note(row(1, 2)); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	if p, whole := read(b); !whole || p.Holder == "" || p.Noted[len(p.Noted)-1].Claim != 2 {
		t.Errorf("%v %+v", whole, p.Opening)
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
	if err := j.Close(false); err != nil || canLock && locked() {
		t.Errorf("the journal of one who is gone is locked: %v", err)
	}
	if err := opened(t, folder, "host/place/1/2/DEF").Close(true); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 1 {
		t.Errorf("files left: %v", left)
	}
	if _, err := Open(j.path, ours("x")); !isTrouble(err) { // a folder that is a file
		t.Errorf("got %v", err)
	}
}

func isTrouble(err error) bool {
	var invalid *news.InvalidError
	return errors.Is(err, ErrUnwritable) && errors.As(err, &invalid) && invalid.Field == "worker.journal" &&
		invalid.Hint != ""
}

// almostFull is a file on a disk with little space left.
type almostFull struct {
	*os.File
	space int64
}

var errFull = errors.New("no space left on device")

func (f *almostFull) WriteAt(p []byte, at int64) (int, error) {
	if at+int64(len(p)) <= f.space {
		return f.File.WriteAt(p, at)
	}
	n, err := f.File.WriteAt(p[:max(0, f.space-at)], at)
	return n, errors.Join(err, errFull)
}

func TestJournalFullDisk(t *testing.T) {
	j := opened(t, t.TempDir(), "host/place/1/2/ABC")
	if err := j.Note(row(1, 1)); err != nil {
		t.Fatal(err)
	}
	whole := j.size
	j.file = &almostFull{j.file.(*os.File), whole + 5}
	for range 2 {
		if err := j.Note(row(2, 1)); !errors.Is(err, errFull) {
			t.Fatalf("a note without space: %v", err)
		}
	}
	j.file.(*almostFull).space = 1 << 20
	if err := j.Note(row(3, 1)); err == nil {
		t.Error("a broken journal took a note")
	}
	if info, err := os.Stat(j.path); err != nil || info.Size() != whole {
		t.Errorf("half a record was left: %d bytes, want %d; %v", info.Size(), whole, err)
	}
	if err := j.Recorded(); !errors.Is(err, errFull) {
		t.Errorf("recorded: %v", err)
	}
}
