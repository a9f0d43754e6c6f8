package mail

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// laneBatch is a batch that several lanes send.
type laneBatch struct {
	messages []Message
	stops    int // how often the brake had stopped the sender before
	note     func(int) error
	report   func(int, Outcome)

	mu      sync.Mutex
	reached bool  // there has been a connection
	down    error // why there is none: nobody asks the server again in this batch; nil once it was reached
	late    int   // letters in a row that the server let wait before the final dot until their time was over
	mute    string
}

// muteAfter is after how many letters in a row, each let wait until its time was over, a server counts as out of reach
// for the batch: else each letter costs its timeout.
const muteAfter = 3

// heard notes how the server answered for a letter.
func (b *laneBatch) heard(o Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case o.Kind == Unsent:
	case o.Kind != Deferred || !o.late:
		b.late = 0
	default:
		if b.late++; b.late >= muteAfter && b.mute == "" {
			b.mute = fmt.Sprintf("it has stopped answering, %d letters in a row (%s)", b.late, o.Response)
		}
	}
}

// isMute returns why the server counts as out of reach; "" when it does not.
func (b *laneBatch) isMute() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.mute
}

// connected notes that there is a connection, or why there is none.
func (b *laneBatch) connected(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.reached, b.down = true, nil
	} else if !b.reached {
		b.down = err
	}
}

// unreached returns why no lane has reached the server, nil when one has or nobody has tried.
func (b *laneBatch) unreached() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.down
}

// stopped is the outcome of a message that was not begun because ctx ended.
var stopped = Outcome{Kind: Unsent, Response: "stopped before it was sent"}

// mayGo reports whether another message may be begun; else what becomes of it: ctx has ended, or the brake has stopped
// the sender.
func (s *Sender) mayGo(ctx context.Context, b *laneBatch) (Outcome, bool) {
	if ctx.Err() != nil {
		return stopped, false
	}
	if n, words := s.brake.stopped(); n > b.stops {
		return Outcome{Kind: Unsent, Response: "not offered: " + words, Brake: words}, false
	}
	if why := b.isMute(); why != "" {
		return Outcome{Kind: Unsent, Response: why, Mute: true}, false
	}
	return Outcome{}, true
}

// lane sends messages of a batch over one connection at a time, until there are none left. Nothing else uses it: it is
// one goroutine, that of run.
type lane struct {
	*Sender
	ctx   context.Context //nolint:containedctx // a lane lives as long as one call of Send
	batch *laneBatch
	next  <-chan int // numbers of the messages that no lane has yet

	c     *conn    // nil = none
	down  error    // a server that refused this lane a connection is not asked again in this batch
	ahead *flight  // composed, and not begun
	again []int    // to be sent once more, over another connection
	tried []int    // those that have been
	free  [][]byte // buffers of messages

	talk // what is under way on the connection
}

// flight is a message on its way.
type flight struct {
	i        int
	from, to string
	utf8     bool
	data     []byte // the composed message; nil once it is written
	permit   permit

	told     bool // its outcome is reported: what answers still come for it say nothing more
	finished bool // it may have left completely

	c       *conn // over which it goes, or went
	nth     int   // which letter over the connection
	begun   time.Time
	size    int // of the message, in bytes
	replies [mostReplies]reply
	answers int // of replies
}

// run sends until no message is left.
func (l *lane) run() {
	defer l.idle()
	for {
		if l.ahead == nil {
			l.flush() // nobody waits while the next message is composed
			l.ahead = l.compose()
		}
		f := l.ahead
		switch {
		case len(l.flights) > 0 && (f == nil || !l.joins(f)):
			l.listen()
		case f == nil:
			return
		default:
			beside := len(l.flights) > 0
			if l.ahead = nil; beside {
				l.offer(f)
			} else {
				l.alone(f)
			}
		}
	}
}

// compose makes the next message ready; nil = there is none.
func (l *lane) compose() *flight {
	for {
		var i int
		if n := len(l.again); n > 0 {
			i, l.again = l.again[n-1], l.again[:n-1]
		} else {
			var ok bool
			if i, ok = <-l.next; !ok { // it is filled before lanes begin: nothing waits here
				return nil
			}
		}
		m := &l.batch.messages[i]
		var buf []byte
		if n := len(l.free); n > 0 {
			buf, l.free = l.free[n-1][:0], l.free[:n-1]
		}
		data, err := l.write.compose(buf, m)
		f := &flight{i: i, data: data, size: len(data)}
		if err == nil && l.cfg.Host != "" {
			f.from, f.to, f.utf8, err = l.envelope(m)
		}
		if err != nil {
			l.batch.report(i, Outcome{Kind: Failed, Response: err.Error()})
			l.release(f)
			continue
		}
		return f
	}
}

// release returns the buffer of a message to the free ones.
func (l *lane) release(f *flight) {
	if f.data != nil {
		l.free, f.data = append(l.free, f.data), nil
	}
}

// alone sends a message when nothing else is under way on the lane, or only begins it when others may go beside it.
func (l *lane) alone(f *flight) {
	defer func() {
		if len(l.flights) == 0 {
			l.release(f)
		}
	}()
	if l.cfg.Host == "" {
		if o, ok := l.mayGo(l.ctx, l.batch); !ok {
			l.batch.report(f.i, o)
		} else {
			l.batch.report(f.i, l.file(l.batch.messages[f.i].ID, f.data, func() error { return l.batch.note(f.i) }))
		}
		return
	}
	k, ok := l.trust.enter(l.ctx, l.idle)
	if !ok {
		l.batch.report(f.i, stopped)
		return
	}
	f.permit = k
	if o, ok := l.mayGo(l.ctx, l.batch); !ok {
		l.tell(f, o)
		return
	}
	if o, ok := l.connect(k); !ok {
		l.tell(f, o)
		return
	}
	if f.utf8 && !l.c.utf8 {
		l.tell(f, noUTF8)
		return
	}
	if k.probe || !l.severalAtATime() {
		l.tell(f, l.stepByStep(f))
		return
	}
	l.offer(f)
}

// noUTF8 is the outcome of a message to an address that the server cannot be told.
var noUTF8 = Outcome{Kind: Failed, Response: "the address needs SMTPUTF8 and the mail server does not offer it"}

// tell settles what became of a message.
func (l *lane) tell(f *flight, o Outcome) {
	if f.told {
		return
	}
	if f.told = true; o.Refusal.Brake && l.c != nil {
		l.c.beside = 1 // the next may meet it too
	}
	if o.Relay = l.cfg.relay; o.Kind != Sent {
		o.Talk = l.conversation(f)
	}
	l.batch.heard(o)
	o = l.weigh(o, f.permit)
	l.trust.leave(f.permit)
	l.batch.report(f.i, o)
}

// connect sees to it that the lane has a connection; else it returns what becomes of the message.
func (l *lane) connect(k permit) (Outcome, bool) {
	if l.c != nil {
		return Outcome{}, true
	}
	if l.down == nil {
		l.down = l.batch.unreached()
	}
	if l.down != nil {
		return Outcome{Kind: Unsent, Response: l.down.Error()}, false
	}
	c, err := l.take(l.ctx)
	if k.probe || err == nil {
		l.batch.connected(err)
	}
	if err != nil {
		l.down = err
		l.log.Debug("mail server cannot be used", "server", l.Where(), "error", err)
		return l.unreachable(err), false
	}
	l.c = c
	return Outcome{}, true
}

// idle returns the connection to the idle ones; there is nothing under way on it.
func (l *lane) idle() {
	if l.c != nil {
		l.give(l.c)
		l.c = nil
	}
}

// severalAtATime reports whether letters may go side by side over the connection.
func (l *lane) severalAtATime() bool {
	if !l.c.pipes || l.c.beside < 2 {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return !time.Now().Before(l.careful)
}

// beCareful makes the sender go step by step for a while.
func (l *lane) beCareful() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.careful = time.Now().Add(carefulSpan)
}

// carefulSpan is how long a sender goes step by step after a server broke off with several letters under way.
const carefulSpan = 10 * time.Minute
