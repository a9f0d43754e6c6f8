package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
)

// onlyJournal is the one journal in the folder.
func onlyJournal(t *testing.T, h *fixture) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(h.pipeline.Config.Journal, "*.journal"))
	if err != nil || len(list) != 1 {
		t.Fatalf("journals %v, %v", list, err)
	}
	return list[0]
}

// rewrite changes the opening record of a journal.
func rewrite(t *testing.T, path, field, value string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line, rest, _ := bytes.Cut(b, []byte("\n"))
	var opening map[string]any
	if err := json.Unmarshal(line[9:], &opening); err != nil || opening[field] == nil {
		t.Fatalf("%s: %v", line, err)
	}
	opening[field] = value
	line, err = json.Marshal(opening)
	if err != nil {
		t.Fatal(err)
	}
	sum := crc32.Checksum(line, crc32.MakeTable(crc32.Castagnoli))
	if err := os.WriteFile(path, fmt.Appendf(nil, "%08x %s\n%s", sum, line, rest), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRecoverByJournal(t *testing.T) {
	const readers, letters = 90, 31 // the second batch, the third is taken
	tests := []struct {
		name   string
		spoil  func(t *testing.T, path string)
		proves bool
		keeps  bool // the file is somebody else's
	}{
		{"whole", func(*testing.T, string) {}, true, false},
		{"torn tail", func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteString(`0123abcd {"id":4`); err != nil {
				t.Fatal(err)
			}
		}, true, false},
		{"deleted", func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, false, false},
		{"of an earlier boot", func(t *testing.T, path string) {
			rewrite(t, path, "boot", "01234567-89ab-cdef-0123-456789abcdef")
		}, false, false},
		{
			"of another database", func(t *testing.T, path string) { rewrite(t, path, "database", "ANOTHER") }, false,
			true,
		},
		{
			"of another holder", func(t *testing.T, path string) { rewrite(t, path, "holder", "host/place/1/2/X") },
			false,
			true,
		},
		{"without opening", func(t *testing.T, path string) {
			if err := os.Truncate(path, 50); err != nil {
				t.Fatal(err)
			}
		}, false, true},
		{"empty", func(t *testing.T, path string) {
			if err := os.Truncate(path, 0); err != nil {
				t.Fatal(err)
			}
		}, false, true},
		{"damaged", func(t *testing.T, path string) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b[bytes.IndexByte(b, '\n')+20] ^= 1
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			try := func(t *testing.T, url string) {
				h := build(t, url)
				office := openPostOffice(t)
				i, _ := approved(t, h, readers, skipDoubt)
				killAfter(t, h, office, i.ID, letters, true, 0)
				path := onlyJournal(t, h)
				if err := lockLedger(t, h)(); err != nil {
					// PostgreSQL may still be committing outcomes of the dead: the lock waits
					t.Fatal(err)
				}
				left := len(rows(t, h, i.ID, news.DeliverySending))
				tt.spoil(t, path)
				if err := h.pipeline.Recover(t.Context()); err != nil {
					t.Fatal(err)
				}
				if err := h.pipeline.Recover(t.Context()); err != nil { // a second time changes nothing
					t.Fatal(err)
				}
				check(t, "rows left in sending", len(rows(t, h, i.ID, news.DeliverySending)), 0)
				doubt := len(rows(t, h, i.ID, news.DeliveryDoubt))
				if tt.proves && (doubt < 1 || doubt > underWay) || !tt.proves &&
					(doubt != left || doubt <= underWay) {
					t.Errorf("%d of %d rows are in doubt", doubt, left)
				}
				if _, err := os.Stat(path); (err == nil) != tt.keeps {
					t.Errorf("the file afterwards: %v", err)
				}
				tally := ended(t, h, office, i.ID)
				check(t, "tally", tally, fmt.Sprintf("map[doubt:%d sent:%d]", doubt, readers-doubt))
				inDoubt := map[string]int{}
				for _, d := range rows(t, h, i.ID, news.DeliveryDoubt) {
					inDoubt[d.Email] = 1
				}
				audit(t, h, office, i.ID, news.DoubtSkip, inDoubt)
			}
			switch tt.name {
			case "whole", "deleted", "of another database":
				onBoth(t, try)
			default: // what the file is worth does not depend on the database
				try(t, onSQLite(t))
			}
		})
	}
}

// TestRecoverOutcomes: the process dies when the journal has an outcome and the ledger has not.
func TestRecoverOutcomes(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		office := openPostOffice(t)
		i, d := approved(t, h, 5, nil)
		for _, name := range []string{"grey", "gone"} {
			s := news.Subscriber{Email: name + "@example.org", State: news.SubscriberActive, Digests: []string{d.Name}}
			if err := h.store.PutSubscriber(t.Context(), &s); err != nil {
				t.Fatal(err)
			}
		}
		var once sync.Once
		locked := make(chan func() error, 1)
		office.mu.Lock()
		// nothing is recorded in the ledger from now on
		office.reached = func(int) { once.Do(func() { locked <- lockLedger(t, h) }) }
		office.mu.Unlock()
		p := start(t, h, office, i.ID, 0)
		awaitOutcomes(t, h, p, 7)
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-p.exited
		if err := (<-locked)(); err != nil {
			t.Fatal(err)
		}
		check(t, "in doubt", recovered(t, h, i.ID), "[]")
		check(t, "sent", len(rows(t, h, i.ID, news.DeliverySent)), 5)
		grey, gone := row(t, h, i.ID, "grey@example.org"), row(t, h, i.ID, "gone@example.org")
		check(t, "grey", []any{grey.State, grey.Attempts, grey.NextTry.Sub(breakfast)}, []any{
			news.DeliveryDeferred, 1,
			5 * time.Minute,
		})
		check(t, "gone", gone.State, news.DeliveryFailed)
		if !strings.Contains(gone.Response, "no such user") || gone.MessageID == "" {
			t.Errorf("%+v", gone)
		}
		deliver(t, h, i.ID) // nothing is due; what the refusal means for its reader is applied
		dead, err := h.store.Subscriber(t.Context(), "gone@example.org")
		if err != nil {
			t.Fatal(err)
		}
		check(t, "subscriber whose address is gone", dead.State, news.SubscriberBounced)
		recipients, letters := office.count()
		check(t, "letters", []int{recipients, letters}, "[5 5]")
	})
}

// lockLedger keeps every process from writing deliveries until the lock is given back.
func lockLedger(t *testing.T, h *fixture) (unlock func() error) {
	tx, err := h.store.SQL().BeginTx(context.Background(), nil) // on SQLite it locks the file
	if err == nil && h.store.Pool() != nil {
		_, err = tx.Exec("LOCK TABLE chunks")
	}
	if err != nil {
		t.Error(err)
		return func() error { return nil }
	}
	return tx.Rollback
}

// awaitOutcomes waits until the process has recorded n outcomes in its journal.
func awaitOutcomes(t *testing.T, h *fixture, p *process, n int) {
	t.Helper()
	late := time.After(waitLimit)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for got := 0; got < n; {
		select {
		case <-look.C:
		case err := <-p.exited:
			t.Fatalf("the process ended: %v %s", err, &p.said)
		case <-late:
			t.Fatalf("%d of %d outcomes in the journal", got, n)
		}
		if list, _ := filepath.Glob(filepath.Join(h.pipeline.Config.Journal, "*.journal")); len(list) == 1 {
			b, err := os.ReadFile(list[0])
			if err != nil {
				t.Fatal(err)
			}
			got = bytes.Count(b, []byte(`"outcome":`))
		}
	}
}

// TestFullDisk: the journal's disk fills up in mid-send. On SQLite the database would be on it too; TestJournalFull is
// about that.
func TestFullDisk(t *testing.T) {
	const readers = 60
	h := build(t, onPostgres(t))
	office := openPostOffice(t)
	i, _ := approved(t, h, readers, skipDoubt)
	p := start(t, h, office, i.ID, 4096)
	if err := <-p.exited; err == nil || !strings.Contains(p.said.String(), "Nothing leaves without a note") {
		t.Fatalf("a full disk: %v %s", err, &p.said)
	}
	recipients, letters := office.count()
	sent := len(rows(t, h, i.ID, news.DeliverySent))
	if letters == 0 || letters == readers {
		t.Fatalf("%d letters: the disk was full too early or too late", letters)
	}
	check(t, "letters", letters, recipients)
	check(t, "sent", sent, letters)
	check(t, "the rest", len(rows(t, h, i.ID, news.DeliveryQueued)), readers-sent)
	check(t, "tally", ended(t, h, office, i.ID), fmt.Sprintf("map[sent:%d]", readers))
	audit(t, h, office, i.ID, news.DoubtSkip, nil)
}

// TestServeRecovers: the clock of a process that serves goes on where another was killed.
func TestServeRecovers(t *testing.T) {
	const readers = 60
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		office := openPostOffice(t)
		i, _ := approved(t, h, readers, nil)
		killAfter(t, h, office, i.ID, 30, true, 0)
		heard := h.listen()
		stop := h.serving(t)
		await(t, heard, "issue sent", 1)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		check(t, "sent", len(rows(t, h, i.ID, news.DeliverySent)), readers)
		got := map[string]int{}
		for _, to := range h.post.to() {
			got[to]++
		}
		twice := 0
		office.mu.Lock()
		defer office.mu.Unlock()
		for n := range readers {
			letters := len(office.letters[reader(n+1)]) + got[reader(n+1)]
			if letters == 0 {
				t.Errorf("%s was lost", reader(n+1))
			}
			twice += letters - 1
		}
		if twice > underWay {
			t.Errorf("%d repeats of at most %d messages that were under way", twice, underWay)
		}
	})
}

// TestRecoverLeavesTheLiving: who sends keeps its rows, whatever others do in its folder.
func TestRecoverLeavesTheLiving(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		const readers = 20
		h := build(t, url)
		i, _ := approved(t, h, readers, skipDoubt)
		var one sync.Mutex // or the clock would jump within a recovery
		h.post.sending = func(context.Context, mail.Message) {
			one.Lock()
			defer one.Unlock()
			h.wall.add(time.Hour) // the clock jumps, or the machine slept
			if err := h.pipeline.Recover(t.Context()); err != nil {
				t.Error(err)
			}
			if len(rows(t, h, i.ID, news.DeliverySending)) == 0 {
				t.Error("no row is in sending any more")
			}
			check(t, "in doubt", len(rows(t, h, i.ID, news.DeliveryDoubt)), 0)
			onlyJournal(t, h)
		}
		check(t, "tally", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", readers))
		check(t, "letters", len(h.post.to()), readers)
		for _, d := range rows(t, h, i.ID) {
			check(t, "attempts of "+d.Email, d.Attempts, 1)
		}
	})
}
