package worker_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
)

// torture reports whether the long form of attack tests was asked for.
func torture() bool { return os.Getenv("ATTACHE_TORTURE") != "" }

// process is a child that delivers an issue.
type process struct {
	cmd    *exec.Cmd
	said   bytes.Buffer
	exited chan error
}

// start starts a process that delivers the issue; it writes no file longer than most bytes, 0 = any.
func start(t *testing.T, h *house, office *postOffice, issue int64, most int) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), exited: make(chan error, 1)}
	order := fmt.Sprintf("%s=%s|%s|%d|%s|%d", childVariable, h.url, h.Config.Journal, issue, office.port, most)
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), order), &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.exited <- p.cmd.Wait() }()
	return p
}

// killAfter starts a process that delivers the issue and kills it (SIGKILL) when the post office has got so many letters in all.
// withhold lets no letter from then on be answered; without it the process goes on for a random time of at most delay. It reports
// false when the process had nothing left to send before that.
func killAfter(
	t *testing.T, h *house, office *postOffice, issue int64, letters int, withhold bool, delay time.Duration,
) bool {
	t.Helper()
	reached := make(chan struct{})
	var once sync.Once
	office.mu.Lock()
	office.reached = func(n int) {
		if n >= letters {
			once.Do(func() { close(reached) })
			if withhold {
				<-t.Context().Done()
			}
		}
	}
	office.mu.Unlock()
	p := start(t, h, office, issue, 0)
	select {
	case <-reached:
	case err := <-p.exited:
		if err != nil {
			t.Fatalf("the process failed before it was killed: %v %s", err, &p.said)
		}
		return false
	}
	if !withhold {
		select {
		case <-time.After(rand.N(delay)):
		case err := <-p.exited: // it was done before its time
			p.exited <- err
		}
	}
	_ = p.cmd.Process.Kill() // an error says that it has ended
	<-p.exited
	office.mu.Lock()
	office.reached = nil
	office.mu.Unlock()
	return true
}

// randomKill kills the kth of so many processes at a random moment of its share of what is left.
func randomKill(t *testing.T, h *house, office *postOffice, issue int64, readers, k, kills int) bool {
	t.Helper()
	_, got := office.count()
	share := max(2, (readers-got)*2/(kills-k+1))
	if killAfter(t, h, office, issue, got+1+rand.IntN(share), rand.IntN(4) == 0, 20*time.Millisecond) {
		return true
	}
	if k < kills/2 {
		t.Errorf("all was sent after %d of %d kills", k, kills)
	}
	return false
}

// recovered recovers, in two processes at once as it were, and returns who is in doubt.
func recovered(t *testing.T, h *house, issue int64) []string {
	t.Helper()
	failed := make(chan error, 2)
	for range cap(failed) {
		go func() { failed <- h.Recover(t.Context()) }()
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Fatal(err)
		}
	}
	var doubt []string
	for _, d := range rows(t, h, issue, news.DeliveryDoubt) {
		doubt = append(doubt, d.Email)
	}
	check(t, "rows left in sending", len(rows(t, h, issue, news.DeliverySending)), 0)
	if left, _ := filepath.Glob(filepath.Join(h.Config.Journal, "*.journal")); len(left) > 0 {
		t.Errorf("journals were left: %v", left)
	}
	return doubt
}

func rows(t *testing.T, h *house, issue int64, states ...news.DeliveryState) []news.Delivery {
	t.Helper()
	list, err := h.store.Deliveries(t.Context(), issue, states...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ended delivers the rest in this process.
func ended(t *testing.T, h *house, office *postOffice, issue int64) news.Tally {
	t.Helper()
	sender, err := postTo(office.port, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	h.Sender = sender
	return deliver(t, h, issue)
}

// TestTortureKill kills processes that send, at random moments, and counts who got what.
func TestTortureKill(t *testing.T) {
	readers, kills := 300, 4
	if torture() {
		readers, kills = 5000, 20
	}
	for _, policy := range []news.DoubtPolicy{news.DoubtSkip, news.DoubtResend} {
		t.Run(string(policy), func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				office := openPostOffice(t)
				i, _ := approved(t, h, readers, func(d *news.Digest) { d.OnDoubt = policy })
				inDoubt := map[string]int{} // how often each was
				for k := range kills {
					if !randomKill(t, h, office, i.ID, readers, k, kills) {
						break
					}
					if policy == news.DoubtSkip && rand.IntN(2) == 0 {
						continue // the next process recovers, and may be killed while it does
					}
					before := len(inDoubt)
					for _, to := range recovered(t, h, i.ID) {
						if policy == news.DoubtResend || inDoubt[to] == 0 {
							inDoubt[to]++
						}
					}
					if n := len(inDoubt) - before; policy == news.DoubtResend && n > connections {
						t.Errorf("kill %d left %d in doubt, more than can be between dot and answer", k, n)
					}
				}
				tally := ended(t, h, office, i.ID)
				check(t, "issue", state(t, h, i.ID), news.IssueSent)
				if policy == news.DoubtSkip {
					for _, d := range rows(t, h, i.ID, news.DeliveryDoubt) {
						inDoubt[d.Email] = 1
					}
				}
				audit(t, h, office, i.ID, policy, inDoubt)
				if n := tally[news.DeliveryDoubt]; n > kills*connections {
					t.Errorf("%d in doubt after %d kills", n, kills)
				}
			})
		})
	}
}

// audit holds what arrived against the ledger. inDoubt is how often each reader was.
func audit(t *testing.T, h *house, office *postOffice, issue int64, policy news.DoubtPolicy, inDoubt map[string]int) {
	t.Helper()
	all := rows(t, h, issue)
	office.mu.Lock()
	defer office.mu.Unlock()
	lost, repeats, never := 0, 0, 0
	for _, d := range all {
		ids := office.letters[d.Email]
		for _, id := range ids {
			check(t, "Message-ID of a repeat", id, ids[0])
		}
		repeats += max(0, len(ids)-1)
		switch {
		case len(ids) > 1+inDoubt[d.Email], policy == news.DoubtSkip && len(ids) > 1:
			t.Errorf("%s got %d letters and was in doubt %d times", d.Email, len(ids), inDoubt[d.Email])
		case len(ids) == 0 && (policy == news.DoubtResend || d.State != news.DeliveryDoubt):
			t.Errorf("%s was lost: %s", d.Email, d.State)
		case len(ids) == 0:
			never++
		}
		if d.State == news.DeliverySent && d.Attempts != 1 {
			t.Errorf("%s: an attempt that never was counts: %d", d.Email, d.Attempts)
		}
	}
	t.Logf("%s: %d readers, %d in doubt, %d of them never got it, %d repeats, %d lost", policy, len(all), len(inDoubt), never, repeats, lost)
}

// TestTortureKillWithoutJournal is how it was before there was a journal: all that a process had taken is in doubt.
func TestTortureKillWithoutJournal(t *testing.T) {
	if !torture() {
		t.Skip("only the figures of docs/benchmarks.md need it: set ATTACHE_TORTURE")
	}
	const readers, kills = 5000, 20
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		office := openPostOffice(t)
		i, _ := approved(t, h, readers, skipDoubt)
		for k := range kills {
			if !randomKill(t, h, office, i.ID, readers, k, kills) {
				break
			}
			if err := os.RemoveAll(h.Config.Journal); err != nil {
				t.Fatal(err)
			}
			recovered(t, h, i.ID)
		}
		ended(t, h, office, i.ID)
		inDoubt := map[string]int{}
		for _, d := range rows(t, h, i.ID, news.DeliveryDoubt) {
			inDoubt[d.Email]++
		}
		audit(t, h, office, i.ID, news.DoubtSkip, inDoubt)
	})
}

// onlyJournal is the one journal in the folder.
func onlyJournal(t *testing.T, h *house) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(h.Config.Journal, "*.journal"))
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
	const readers, letters = 40, 31 // the second batch
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
		{"of another database", func(t *testing.T, path string) { rewrite(t, path, "database", "ANOTHER") }, false, true},
		{"of another holder", func(t *testing.T, path string) { rewrite(t, path, "holder", "host/place/1/2/X") }, false, true},
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
				left := len(rows(t, h, i.ID, news.DeliverySending))
				tt.spoil(t, path)
				if err := h.Recover(t.Context()); err != nil {
					t.Fatal(err)
				}
				if err := h.Recover(t.Context()); err != nil { // a second time changes nothing
					t.Fatal(err)
				}
				check(t, "rows left in sending", len(rows(t, h, i.ID, news.DeliverySending)), 0)
				doubt := len(rows(t, h, i.ID, news.DeliveryDoubt))
				if tt.proves && (doubt < 1 || doubt > connections) || !tt.proves && (doubt != left || doubt <= connections) {
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
		office.reached = func(int) { once.Do(func() { locked <- lockLedger(t, h) }) } // nothing is recorded in the ledger from now on
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
		check(t, "grey", []any{grey.State, grey.Attempts, grey.NextTry.Sub(breakfast)}, []any{news.DeliveryDeferred, 1, 5 * time.Minute})
		check(t, "gone", gone.State, news.DeliveryFailed)
		if !strings.Contains(gone.Response, "no such user") || gone.MessageID == "" {
			t.Errorf("%+v", gone)
		}
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
func lockLedger(t *testing.T, h *house) (unlock func() error) {
	tx, err := h.store.SQL().BeginTx(context.Background(), nil) // on SQLite it locks the file
	if err == nil && h.store.Pool() != nil {
		_, err = tx.Exec("LOCK TABLE deliveries")
	}
	if err != nil {
		t.Error(err)
		return func() error { return nil }
	}
	return tx.Rollback
}

// awaitOutcomes waits until the process has recorded n outcomes in its journal.
func awaitOutcomes(t *testing.T, h *house, p *process, n int) {
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
		if list, _ := filepath.Glob(filepath.Join(h.Config.Journal, "*.journal")); len(list) == 1 {
			b, err := os.ReadFile(list[0])
			if err != nil {
				t.Fatal(err)
			}
			got = bytes.Count(b, []byte(`"outcome":`))
		}
	}
}

// TestFullDisk: the journal's disk fills up in mid-send. On SQLite the database would be on it too; TestJournalFull is about that.
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
		if twice > connections {
			t.Errorf("%d repeats of at most %d messages that were under way", twice, connections)
		}
	})
}

// TestRecoverLeavesTheLiving: who sends keeps its rows, whatever others do in its folder.
func TestRecoverLeavesTheLiving(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		const readers = 20
		h := build(t, url)
		i, _ := approved(t, h, readers, skipDoubt)
		h.post.sending = func(context.Context, mail.Message) {
			before := len(rows(t, h, i.ID, news.DeliverySending))
			h.wall.add(time.Hour) // the clock jumps, or the machine slept
			if err := h.Recover(t.Context()); err != nil {
				t.Error(err)
			}
			if now := len(rows(t, h, i.ID, news.DeliverySending)); now == 0 || now > before {
				t.Errorf("%d rows in sending became %d", before, now)
			}
			check(t, "in doubt", len(rows(t, h, i.ID, news.DeliveryDoubt)), 0)
			onlyJournal(t, h)
		}
		check(t, "tally", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", readers))
		check(t, "letters", len(h.post.to()), readers)
		for _, d := range rows(t, h, i.ID) {
			check(t, "takings of "+d.Email, d.Claim, 1)
		}
	})
}
