package worker_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

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
func start(t *testing.T, h *fixture, office *postOffice, issue int64, most int) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), exited: make(chan error, 1)}
	order := fmt.Sprintf("%s=%s|%s|%d|%s|%d", childVariable, h.url, h.pipeline.Config.Journal, issue, office.port, most)
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), order), &p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.exited <- p.cmd.Wait() }()
	return p
}

// killAfter starts a process that delivers the issue and kills it (SIGKILL) when the post office has got so many
// letters in all. withhold lets no letter from then on be answered; without it the process goes on for a random time of
// at most delay. It reports false when the process had nothing left to send before that.
func killAfter(
	t *testing.T, h *fixture, office *postOffice, issue int64, letters int, withhold bool, delay time.Duration,
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
func randomKill(t *testing.T, h *fixture, office *postOffice, issue int64, readers, k, kills int) bool {
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
func recovered(t *testing.T, h *fixture, issue int64) []string {
	t.Helper()
	failed := make(chan error, 2)
	for range cap(failed) {
		go func() { failed <- h.pipeline.Recover(t.Context()) }()
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
	if left, _ := filepath.Glob(filepath.Join(h.pipeline.Config.Journal, "*.journal")); len(left) > 0 {
		t.Errorf("journals were left: %v", left)
	}
	return doubt
}

func rows(t *testing.T, h *fixture, issue int64, states ...news.DeliveryState) []news.Delivery {
	t.Helper()
	list, err := h.store.Deliveries(t.Context(), issue, states...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ended delivers the rest in this process.
func ended(t *testing.T, h *fixture, office *postOffice, issue int64) news.Tally {
	t.Helper()
	sender, err := postTo(office.port, 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	h.pipeline.Sender = sender
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
					if n := len(inDoubt) - before; policy == news.DoubtResend && n > underWay {
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
				if n := tally[news.DeliveryDoubt]; n > kills*underWay {
					t.Errorf("%d in doubt after %d kills", n, kills)
				}
			})
		})
	}
}

// audit holds what arrived against the ledger. inDoubt is how often each reader was.
func audit(t *testing.T, h *fixture, office *postOffice, issue int64, policy news.DoubtPolicy, inDoubt map[string]int) {
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
	t.Logf("%s: %d readers, %d in doubt, %d of them never got it, %d repeats, %d lost", policy, len(all), len(inDoubt),
		never, repeats, lost)
}

// TestTortureKillWithoutJournal is how it was before there was a journal: all that a process had taken is in doubt.
func TestTortureKillWithoutJournal(t *testing.T) {
	if !torture() {
		t.Skip("SKIPPED: how it was without a journal, for the figures of docs/benchmarks.md; make torture runs it")
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
			if err := os.RemoveAll(h.pipeline.Config.Journal); err != nil {
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
