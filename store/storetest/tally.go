package storetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"attache/news"
)

// tallyBehaviours hold the sum of the ledger through whatever may be done to it.
var tallyBehaviours = []behaviour{
	{"sent, withdrawn, failed, in doubt and open are the frozen list at every instant", func(t *testing.T, r *room) {
		steps, seeds := 200, 1
		if os.Getenv("ATTACHE_TORTURE") != "" {
			steps, seeds = 3000, 5
		}
		for seed := range seeds {
			newMess(r, uint64(seed)).play(steps)
			r.empty()
		}
	}},
}

// mess does random things to the ledger of an issue, and knows what must be true of it.
type mess struct {
	*room
	rnd     *rand.Rand
	digest  news.Digest
	issue   news.Issue
	emails  []string
	flight  map[string][]news.Delivery // by holder: what it took and has no outcome of
	frozen  map[int64]bool             // the list: it only grows
	sent    map[int64]bool             // recorded as sent, and not asked to be sent again since
	journal []string                   // what was done, for whoever reads a failure
}

func newMess(r *room, seed uint64) *mess {
	m := &mess{
		room: r, rnd: rand.New(rand.NewPCG(seed, 28)), digest: r.digest("daily"), flight: map[string][]news.Delivery{},
		frozen: map[int64]bool{}, sent: map[int64]bool{},
	}
	for n := range 40 {
		m.emails = append(m.emails, fmt.Sprintf("r%d@example.org", n))
		m.put(m.emails[n])
	}
	m.issue = r.issue(m.digest, "slot", news.IssueApproved)
	_, err := r.Enqueue(r.ctx, m.issue.ID, r.now)
	r.must(err)
	return m
}

func (m *mess) put(email string) {
	sub := news.Subscriber{
		Email: email, State: news.SubscriberActive, Digests: []string{"daily"}, Created: m.now, Changed: m.now,
		Language: []string{"en", "kk", "ru"}[m.rnd.IntN(3)],
	}
	m.must(m.PutSubscriber(m.ctx, &sub))
}

func (m *mess) email() string { return m.emails[m.rnd.IntN(len(m.emails))] }

func (m *mess) play(steps int) {
	m.t.Helper()
	things := []struct {
		name string
		do   func()
	}{
		{"take", m.takeSome},
		{"take", m.takeSome},
		{"record", m.recordSome},
		{"record", m.recordSome},
		{"record", m.recordSome},
		{"leave", m.leave},
		{"come back", func() { m.put(m.email()) }},
		{"erase", m.erase},
		{"more readers", m.more},
		{"by hand", m.byHand},
		{"requeue", m.requeue},
		{"hold", m.hold},
		{"die", m.die},
		{"recover", m.recoverOne},
		{"apply", func() {
			_, err := m.ApplyRefusals(m.ctx, m.issue.ID, m.rnd.IntN(2) == 0, m.rnd.IntN(2) == 0)
			m.must(err)
		}},
	}
	for n := range steps {
		m.now = m.now.Add(time.Duration(m.rnd.IntN(60)) * time.Second)
		k := things[m.rnd.IntN(len(things))]
		m.journal = append(m.journal, k.name)
		k.do()
		m.check(n)
	}
}

func (m *mess) takeSome() {
	who := fmt.Sprint("holder", m.rnd.IntN(3))
	ds, err := m.TakeDeliveries(m.ctx, m.issue.ID, 1+m.rnd.IntN(8), who, m.now)
	m.must(err)
	for _, d := range ds {
		for holder, has := range m.flight {
			if slices.ContainsFunc(has, func(x news.Delivery) bool { return x.ID == d.ID }) {
				m.t.Fatalf("%s took delivery %d, which %s has under way; %v", who, d.ID, holder, m.journal)
			}
		}
		if m.sent[d.ID] {
			m.t.Fatalf("delivery %d was sent, and is taken again; %v", d.ID, m.journal)
		}
	}
	m.flight[who] = append(m.flight[who], ds...)
}

func (m *mess) recordSome() {
	for who, has := range m.flight {
		n := m.rnd.IntN(len(has) + 1)
		out := slices.Clone(has[:n])
		m.flight[who] = has[n:]
		states := []news.DeliveryState{
			news.DeliverySent, news.DeliverySent, news.DeliverySent, news.DeliveryFailed, news.DeliveryDeferred,
			news.DeliveryDoubt, news.DeliveryQueued,
		}
		for i := range out {
			d := &out[i]
			d.State, d.Changed, d.Response = states[m.rnd.IntN(len(states))], m.now, "words"
			switch d.State {
			case news.DeliverySent:
				d.Cause = ""
				m.sent[d.ID] = true
			case news.DeliveryFailed:
				d.Cause, d.Gone = news.CauseReader, m.rnd.IntN(2) == 0
				d.Strike = !d.Gone
			case news.DeliveryDeferred:
				d.Cause, d.NextTry = news.CauseUs, m.now.Add(time.Minute)
			case news.DeliveryDoubt:
				d.Cause = news.CauseDoubt
			case news.DeliveryQueued:
				d.Attempts--
			}
		}
		m.must(m.RecordDeliveries(m.ctx, out))
		if m.rnd.IntN(4) == 0 { // an answer that got lost: it is written once more
			m.must(m.RecordDeliveries(m.ctx, out))
		}
		return
	}
}

func (m *mess) leave() {
	sub, err := m.Subscriber(m.ctx, m.email())
	if err == nil {
		m.must(m.Unsubscribe(m.ctx, sub.ID, m.digest.ID, m.now))
	}
}

func (m *mess) erase() {
	if _, err := m.Subscriber(m.ctx, m.emails[0]); err == nil {
		m.must(m.DeleteSubscriber(m.ctx, m.emails[0], m.now))
		m.emails = m.emails[1:]
	}
}

func (m *mess) more() {
	m.emails = append(m.emails, fmt.Sprintf("more%d@example.org", len(m.journal)))
	m.put(m.emails[len(m.emails)-1])
	if i, err := m.Issue(m.ctx, m.issue.ID); err == nil && i.State == news.IssueSending {
		_, err := m.Enqueue(m.ctx, m.issue.ID, m.now)
		m.must(err)
	}
}

func (m *mess) byHand() {
	if i, err := m.Issue(m.ctx, m.issue.ID); err != nil || i.State != news.IssueSending {
		return
	}
	ds, err := m.EnqueueTo(m.ctx, m.issue.ID, []string{m.email(), fmt.Sprintf("guest%d@example.org", m.rnd.IntN(9))},
		m.now, news.DeliverySent)
	m.must(err)
	for _, d := range ds {
		delete(m.sent, d.ID)
	}
}

func (m *mess) requeue() {
	if i, err := m.Issue(m.ctx, m.issue.ID); err != nil || i.State != news.IssueSending {
		return
	}
	if m.rnd.IntN(3) == 0 {
		_, err := m.RequeueInterrupted(m.ctx, m.issue.ID, m.now)
		m.must(err)
		return
	}
	states := []news.DeliveryState{news.DeliveryFailed, news.DeliveryDoubt, news.DeliveryDeferred, news.DeliverySent}
	state := states[m.rnd.IntN(len(states))]
	_, err := m.Requeue(m.ctx, m.issue.ID, m.now, state)
	m.must(err)
	if state == news.DeliverySent {
		clear(m.sent)
	}
}

func (m *mess) hold() {
	var err error
	if m.rnd.IntN(2) == 0 {
		_, err = m.HoldIssue(m.ctx, m.issue.ID, "no", m.now)
	} else {
		_, err = m.HoldForReaders(m.ctx, m.issue.ID, "no", m.now)
	}
	m.must(err)
	m.check(-1)
	_, err = m.ReleaseIssue(m.ctx, m.issue.ID, m.now)
	m.must(err)
}

// die ends a holder without a journal.
func (m *mess) die() {
	who := fmt.Sprint("holder", m.rnd.IntN(3))
	m.must(m.Release(m.ctx, who))
	n, err := m.DoubtStale(m.ctx, m.now, 24*time.Hour)
	m.must(err)
	m.same(n, len(m.flight[who]))
	delete(m.flight, who)
}

// recoverOne ends a holder whose journal has outcomes of some, notes of some, and nothing of the rest.
func (m *mess) recoverOne() {
	who := fmt.Sprint("holder", m.rnd.IntN(3))
	has := m.flight[who]
	n := len(has)
	out := slices.Clone(has[:n/3])
	for i := range out {
		out[i].State, out[i].Changed = news.DeliverySent, m.now
		m.sent[out[i].ID] = true
	}
	moved, err := m.Recover(m.ctx, who, out, has[n/3:n/2], m.now)
	m.must(err)
	if moved[news.DeliverySent] != n/3 || moved[news.DeliveryDoubt] != n/2-n/3 || moved[news.DeliveryQueued] != n-n/2 {
		m.t.Fatalf("of %d under way recovery moved %v", n, moved)
	}
	delete(m.flight, who)
}

// check compares the tally with the list, and the list with what was done.
func (m *mess) check(step int) {
	m.t.Helper()
	tally := m.tally(m.issue)
	all, err := m.Deliveries(m.ctx, m.issue.ID)
	m.must(err)
	counted, now := news.Tally{}, map[int64]bool{}
	for _, d := range all {
		if now[d.ID] {
			m.t.Fatalf("step %d: delivery %d is there twice", step, d.ID)
		}
		now[d.ID] = true
		counted[d.State]++
		if m.sent[d.ID] && d.State != news.DeliverySent {
			m.t.Fatalf("step %d: delivery %d was sent and is %s; %v", step, d.ID, d.State, m.journal)
		}
	}
	m.same(counted, tally)
	for id := range m.frozen {
		if !now[id] {
			m.t.Fatalf("step %d: delivery %d is lost; %v", step, id, m.journal)
		}
	}
	m.frozen = now
	under := 0
	for _, has := range m.flight {
		under += len(has)
	}
	if sum := tally[news.DeliverySent] + tally[news.DeliveryWithdrawn] + tally[news.DeliveryFailed] +
		tally[news.DeliveryDoubt] + tally.Open(); sum != len(all) || tally[news.DeliverySending] != under {
		m.t.Fatalf("step %d: %v are %d of %d, and %d are under way; %v", step, tally, sum, len(all), under, m.journal)
	}
	var frozen int
	m.must(m.SQL().QueryRowContext(m.ctx, "SELECT COALESCE(sum(frozen), 0) FROM chunks").Scan(&frozen))
	m.same(frozen, len(all))
}
