package worker

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"attache/mail"
	"attache/news"
	"attache/worker/journal"
)

const (
	// batchesBeside is how many batches of an issue are under way in a process: while one is sent the next is taken, and
	// goes on over the connections that the first has left. So sending does not wait for the ledger.
	batchesBeside = 2
	// batchesOn is after how many batches all of them are waited for, so that the journal can be cut back: it keeps what
	// is under way. At 80 letters each they take some 2 MB.
	batchesOn = 64
)

// mailing is one issue under way to its recipients.
type mailing struct {
	*deliverer
	issue    news.Issue
	onDoubt  news.DoubtPolicy
	letters  map[string]letter
	from     string // address that the digest's letters come from; "" = the sender's
	fallback string // language of a recipient whose own has no letter
	holder   string
	only     []int64 // IDs of the deliveries to send; none = all that are due
	journal  journalWriter

	mu         sync.Mutex
	answers    answers // the last ones, for the second brake
	confirmed  bool    // a person has looked at the refused readers: they stop nothing more
	unrecorded int     // batches of which rows may be left in sending
	halted     bool    // something went wrong: no batch is taken any more

	flows func()          // tells that a letter was taken
	flow  <-chan struct{} // closed then: from now on a batch may be taken beside another
}

// journalWriter is a journal that a mailing writes. *journal.Journal implements it.
type journalWriter interface {
	// Note records that a message is about to leave. When it fails, the message must not leave.
	Note(d news.Delivery) error
	// Outcome records what became of a message.
	Outcome(d news.Delivery) error
	// Recorded says that the ledger has every outcome. It returns why no more can be noted.
	Recorded() error
	// Close ends the journal and, when the ledger has everything, removes it.
	Close(recorded bool) error
}

// send takes, sends and records deliveries until there are none, limit is reached, ctx ends or something stops it. A
// batch is as many as the sender wants at a time.
func (m *mailing) send(ctx context.Context, limit int) error {
	for sent := 0; ; {
		n, more, err := m.stretch(ctx, limit-sent, limit > 0)
		if err != nil || !more || ctx.Err() != nil {
			return err
		}
		if sent += n; limit > 0 && sent >= limit {
			return nil
		}
	}
}

// stretch sends batches, some at a time, and waits for all of them: then nothing is under way. It counts the
// deliveries, and reports whether there may be more.
func (m *mailing) stretch(ctx context.Context, limit int, limited bool) (sent int, more bool, err error) {
	flow, enough := context.WithCancelCause(ctx) // ends with the first batch that wants no more letters begun
	room := make(chan struct{}, batchesBeside)
	failures := make(chan error, batchesOn)
	var open sync.WaitGroup
	more = true
	for n := range batchesOn {
		if room <- struct{}{}; n > 0 {
			m.untilItFlows(room)
		}
		if flow.Err() != nil || m.isHalted() || limited && sent >= limit {
			break
		}
		var taken []news.Delivery
		if err = m.waiting(ctx); err != nil {
			more = false
			break
		}
		if taken, err = m.take(ctx); err != nil || len(taken) == 0 {
			more = false
			break
		}
		sent += len(taken)
		open.Go(func() {
			defer func() { <-room }()
			var err error
			if fault := news.Catch(func() { err = m.deliverBatch(ctx, flow, enough, taken) }); fault != nil {
				err = fault
			}
			if err != nil {
				m.halt()
			}
			failures <- err
		})
	}
	open.Wait()
	enough(mail.ErrEnough)
	close(failures)
	for e := range failures {
		if e != nil && (err == nil || held(e) && !held(err)) {
			err = e
		}
	}
	if err == nil {
		if e := m.journal.Recorded(); e != nil {
			err = journal.Unwritable(m.cfg.Journal, e)
		}
	}
	return sent, more, err
}

// untilItFlows waits until a letter of the issue was taken, or nothing is under way but the caller's own place in room:
// a server that is down, or refuses us, costs one batch its try.
func (m *mailing) untilItFlows(room chan struct{}) {
	select {
	case <-m.flow:
		return
	default:
	}
	select {
	case <-m.flow:
	case room <- struct{}{}: // the other has ended
		<-room
	}
}

// take takes a batch.
func (m *mailing) take(ctx context.Context) ([]news.Delivery, error) {
	// A taking whose answer got lost would leave rows in sending: it is not to be interrupted.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	m.count(1)
	taken, err := m.Store.TakeDeliveries(ctx, m.issue.ID, m.Sender.Batch(), m.holder, m.Now(), m.only...)
	if err != nil {
		return nil, fmt.Errorf("take deliveries: %w", err)
	}
	if len(taken) == 0 {
		m.count(-1)
	}
	return taken, nil
}

// count counts the batches of which rows may be left in sending.
func (m *mailing) count(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unrecorded += n
}

// halt ends the taking of batches.
func (m *mailing) halt() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.halted = true
}

func (m *mailing) isHalted() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.halted
}

// deliverBatch sends and records what was taken. Letters are begun until flow ends; enough ends it.
func (m *mailing) deliverBatch(
	ctx, flow context.Context, enough context.CancelCauseFunc, taken []news.Delivery,
) error {
	outcomes := make(chan news.Delivery, len(taken)) // buffered for all: a store that fails does not hold up the sender
	recorded := make(chan error, 1)
	go func() { recorded <- m.record(ctx, outcomes) }()
	end := sync.OnceFunc(func() { close(outcomes) })
	defer end() // after a panic, too

	batch, rows := m.batch(taken, outcomes)
	offered, why, brake, many, mute := len(batch) == 0, "", "", false, false
	var wait *WaitingError
	var talks talks
	send, release := context.WithTimeout(flow, m.cfg.BatchLimit)
	defer release()
	done := func() { enough(mail.ErrEnough) }
	var unnoted error
	var noting sync.Mutex
	note := func(i int) error {
		err := m.journal.Note(rows[i])
		if err != nil {
			noting.Lock()
			defer noting.Unlock()
			unnoted = err
			done() // the rest is not to be begun
		}
		return err
	}
	m.Sender.Send(send, batch, note, func(i int, o mail.Outcome) {
		if o.Kind == mail.Unsent {
			why, mute = o.Response, mute || o.Mute
		} else {
			offered = true
		}
		if !o.Until.IsZero() {
			wait = &WaitingError{Until: o.Until, Why: o.Response}
		}
		d := m.outcome(rows[i], o, send.Err() != nil || !o.Until.IsZero())
		talks.add(d, o)
		if o.Kind != mail.Unsent {
			_ = m.journal.Outcome(d) // the ledger gets it too; stretch returns why the journal is broken
		}
		if o.Kind == mail.Sent {
			m.flows()
		}
		if brake = cmp.Or(brake, o.Brake); brake != "" || o.Mute {
			m.halt()
		}
		if m.flooded(d) {
			many = true
			done()
		}
		outcomes <- d
	})
	end()
	if err := <-recorded; err != nil {
		return err
	}
	m.count(-1)
	m.keep(ctx, talks)
	switch {
	case unnoted != nil:
		return journal.Unwritable(m.cfg.Journal, unnoted)
	case brake != "":
		return m.brake.hold(ctx, m.issue, brake, false)
	case many:
		return m.checkFlood(ctx)
	case wait != nil && flow.Err() == nil:
		return wait
	case (!offered || mute) && flow.Err() == nil:
		return &news.UnreachableError{Response: why}
	}
	return nil
}

// batch makes the messages of deliveries. Those that were tried too often already are given up.
func (m *mailing) batch(taken []news.Delivery, outcomes chan<- news.Delivery) ([]mail.Message, []news.Delivery) {
	batch := make([]mail.Message, 0, len(taken))
	rows := make([]news.Delivery, 0, len(taken))
	for _, d := range taken {
		if d.Attempts > m.cfg.Attempts {
			d.State, d.Response = givenUp(d), gaveUp(m.cfg.Attempts, d.Response)
			outcomes <- d
			continue
		}
		d.MessageID = MessageID(d, m.domain())
		batch, rows = append(batch, m.message(d)), append(rows, d)
	}
	return batch, rows
}

// flooded notes an outcome and reports whether so many readers were refused that sending is to stop for a look.
func (m *mailing) flooded(d news.Delivery) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.confirmed && m.answers.add(d, m.cfg.RefusedMost)
}

// end takes the holder off the list and removes its journal. When rows may be left in sending, because the database
// failed, both stay for Recover.
func (m *mailing) end(stop func(recorded bool)) {
	recorded := m.unrecorded == 0
	stop(recorded)
	err := m.journal.Close(recorded)
	if err != nil {
		m.log().Warn("a journal could not be removed; the next recovery does it", "error", err)
	}
}
