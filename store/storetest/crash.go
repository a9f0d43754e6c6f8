package storetest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// childEnv makes the test binary a process that sends: "<issue> <holder> <address>".
const childEnv = "ATTACHE_STORETEST_CHILD"

// childBatch is how many deliveries the child takes at a time, and so the most that a crash leaves in sending.
const childBatch = 50

// Child does the work of a process that is about to be killed, when this process was started for that, and ends. Call
// it first in the TestMain of whoever calls Crash.
func Child() {
	order := os.Getenv(childEnv)
	if order == "" {
		return
	}
	part := strings.SplitN(order, " ", 3)
	issue, err := strconv.ParseInt(part[0], 10, 64)
	if err == nil {
		err = send(context.Background(), os.Stdout, issue, part[1], part[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// send takes and records without end, and says each step as soon as it is done.
func send(ctx context.Context, log io.Writer, issue int64, who, address string) error {
	s, err := store.Open(ctx, store.Config{URL: address, Conns: 4})
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		ds, err := s.TakeDeliveries(ctx, issue, childBatch, who, time.Now())
		if err != nil || len(ds) == 0 {
			return err
		}
		say(log, "taken", ds)
		for len(ds) > 0 { // as outcomes come from a mail server: a few at a time
			n := min(7, len(ds))
			for i := range ds[:n] {
				ds[i].State = news.DeliverySent
			}
			if err := s.RecordDeliveries(ctx, ds[:n]); err != nil {
				return err
			}
			say(log, "recorded", ds[:n])
			ds = ds[n:]
		}
	}
}

func say(log io.Writer, what string, ds []news.Delivery) {
	var b strings.Builder
	b.WriteString(what)
	for _, d := range ds {
		fmt.Fprintf(&b, " %d", d.ID)
	}
	fmt.Fprintln(log, b.String())
}

// Crash kills real processes with SIGKILL in the middle of sending, at several points, and checks that the ledger lost
// nobody.
func Crash(t *testing.T, fresh Fresh) {
	const readers = 2000
	r := newRoom(t, fresh)
	i := r.mailing(readers)
	told := map[int64]string{} // the last that a process said of each delivery
	for n, steps := range []int{1, 2, 5, 8, 9, 17, 30} {
		who := fmt.Sprint("process", n)
		r.kill(i, who, steps, told)
		r.checkLedger(i, told, readers)

		// The holder is on record as alive until it is stale; then exactly its rows are in doubt, and can be queued
		// again.
		now, sending := time.Now(), r.tally(i)[news.DeliverySending]
		early, err := r.DoubtStale(r.ctx, now, time.Hour)
		r.must(err)
		r.same(early, 0)
		doubt, err := r.DoubtStale(r.ctx, now.Add(2*time.Hour), time.Hour)
		r.must(err)
		r.same(doubt, sending)
		if n%2 == 0 {
			doubts := r.tally(i)[news.DeliveryDoubt]
			requeued, err := r.Requeue(r.ctx, i.ID, now, news.DeliveryDoubt)
			r.must(err)
			r.same(requeued, doubts)
		}
	}
	_, err := r.Requeue(r.ctx, i.ID, time.Now(), news.DeliveryDoubt)
	r.must(err)
	r.must(send(r.ctx, io.Discard, i.ID, "the last", r.url))
	r.same(r.tally(i), news.Tally{news.DeliverySent: readers})
}

// kill starts a process that sends, waits until it has said so many things, kills it, and notes all that it said.
func (r *room) kill(i news.Issue, who string, steps int, told map[int64]string) {
	r.t.Helper()
	self, err := os.Executable()
	r.must(err)
	cmd := exec.CommandContext(r.ctx, self, "-test.run=^$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s %s", childEnv, i.ID, who, r.url))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	r.must(err)
	r.must(cmd.Start())
	lines := 0
	for sc := bufio.NewScanner(out); sc.Scan(); lines++ {
		f := strings.Fields(sc.Text())
		for _, id := range f[1:] {
			n, err := strconv.ParseInt(id, 10, 64)
			r.must(err)
			told[n] = f[0]
		}
		if lines == steps {
			r.must(cmd.Process.Kill()) // SIGKILL; what it said before it died is still read
		}
	}
	if err := cmd.Wait(); err == nil || lines < steps {
		r.t.Fatalf("the process ended by itself after %d steps: %v", lines, err)
	}
	if r.Pool() == nil {
		return
	}
	// PostgreSQL's end of the connection may still be committing what it was told: the lock waits for it.
	t, err := r.SQL().BeginTx(r.ctx, nil)
	r.must(err)
	_, err = t.ExecContext(r.ctx, "LOCK TABLE chunks")
	r.must(err)
	r.must(t.Commit())
}

// checkLedger holds the ledger against what the killed processes said.
func (r *room) checkLedger(i news.Issue, told map[int64]string, readers int) {
	r.t.Helper()
	all, err := r.Deliveries(r.ctx, i.ID)
	r.must(err)
	r.same(len(all), readers)
	count := news.Tally{}
	for _, d := range all {
		count[d.State]++
		switch {
		case told[d.ID] == "recorded" && d.State != news.DeliverySent:
			r.t.Fatalf("delivery %d was recorded and is %s", d.ID, d.State)
		case told[d.ID] == "taken" && d.State == news.DeliveryQueued && d.Attempts > 0:
			r.t.Fatalf("delivery %d was taken and is queued again by itself", d.ID)
		case d.State != news.DeliverySent && d.State != news.DeliverySending && d.State != news.DeliveryQueued &&
			d.State != news.DeliveryDoubt:
			r.t.Fatalf("delivery %d is %s", d.ID, d.State)
		}
	}
	if n := count[news.DeliverySending]; n > childBatch {
		r.t.Fatalf("%d rows are in sending, more than one batch", n)
	}
	r.t.Logf("killed: %v", count)
}
