package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// perConnectionBatch is how many messages of a batch one connection gets, on average. Each message of a batch is in
// doubt after a crash, so it is small; it is above one so that writing the ledger costs less than sending.
const perConnectionBatch = 8

// idleLimit is how long an unused connection is kept. Servers close idle clients after five minutes (RFC 5321
// 4.5.3.2.7).
const idleLimit = time.Minute

// Sender sends batches through one SMTP server, or writes them to a folder. It is safe for concurrent use.
type Sender struct {
	cfg   Config // with no Host: the outbox
	tls   *tls.Config
	log   *slog.Logger
	slots chan struct{} // one token for each connection that may be open
	brake brake
	trust trust

	grace time.Duration // StopGrace, less in tests

	mu   sync.Mutex
	idle []*conn
	busy map[*conn]bool // those on which a letter is under way
}

// StopGrace is how long letters under way may go on after the order to stop: a relay that answers does so within
// seconds, and a container is killed after ten (docker stop). What has no answer by then is in doubt, or was not sent
// when its final dot has not left.
const StopGrace = 10 * time.Second

// ErrEnough is the cause of a context that ends because no more letters are to be begun, and not by the order to stop:
// those under way have their full time.
var ErrEnough = errors.New("no more letters are to be begun")

// conn is one open connection.
type conn struct {
	smtp *smtp.Client
	sent int
	kept bool // it comes from the idle ones: the server may have closed it meanwhile
	used time.Time

	mu  sync.Mutex
	cut bool // we are stopping: nothing is waited for any more
}

// limit sets how long the next step may take, and reports whether it may be begun.
func (c *conn) limit(d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut {
		return errCut
	}
	return c.smtp.UpdateDeadline(d)
}

// end makes the step under way end now, and the next ones fail.
func (c *conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
	_ = c.smtp.UpdateDeadline(-time.Second) // it is given up
}

// isCut reports whether end was called.
func (c *conn) isCut() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cut
}

// lastStep is the step after which a letter may have arrived.
const lastStep = "final dot"

// errCut is a step that was not begun because we are stopping.
var errCut = errors.New("we are stopping")

// New makes a sender. It does not connect: a server that is down today may be up at seven.
func New(cfg Config, log *slog.Logger) (*Sender, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.WithDefaults()
	t, err := cfg.tls()
	if err != nil {
		return nil, err
	}
	return &Sender{
		cfg: cfg, tls: t, log: log, slots: make(chan struct{}, cfg.Connections), grace: StopGrace,
		busy: map[*conn]bool{},
	}, nil
}

// Where says in a few words where messages go, for people.
func (s *Sender) Where() string {
	if s.cfg.Host == "" {
		return "files in " + s.cfg.Outbox
	}
	return fmt.Sprintf("%s:%d", s.cfg.Host, s.cfg.Port)
}

// Domain is the domain letters come from.
func (s *Sender) Domain() string { return s.cfg.Domain() }

// Batch is how many messages the sender wants at a time.
func (s *Sender) Batch() int { return s.cfg.Connections * perConnectionBatch }

// Send delivers a batch and calls done once for each message as soon as its outcome is known, one call at a time. When
// ctx ends, messages under way are finished within StopGrace, or within their timeouts when its cause is ErrEnough or a
// deadline, and the rest are Unsent. So it is when the server refuses us, by one answer at connecting or MAIL, or by
// three within a minute, when it cannot be used with our settings, and when it is silent after the final dot three
// times in a row: then the outcomes have a Brake. The rest are Unsent and Mute when the server lets three letters in a
// row wait before the final dot until their time is over.
//
// note is called once for each message that is about to leave: when all of it is written but its final dot, or before
// its file gets its name; from several goroutines at once. A message whose note fails is not finished and Unsent. nil =
// no notes.
func (s *Sender) Send(ctx context.Context, batch []Message, note func(i int) error, done func(i int, o Outcome)) {
	if note == nil {
		note = func(int) error { return nil }
	}
	next := make(chan int)
	var mu sync.Mutex
	report := func(i int, o Outcome) {
		mu.Lock()
		defer mu.Unlock()
		o.Response, o.Brake = s.hide(o.Response), s.hide(o.Brake)
		done(i, o)
	}
	defer s.hurry(ctx)()
	stops, _ := s.brake.stopped()
	b := &laneBatch{messages: batch, stops: stops, note: note, report: report}
	var wg sync.WaitGroup
	for range min(s.cfg.Connections, len(batch)) {
		wg.Go(func() {
			s.lane(ctx, b, next)
		})
	}
	for i := range batch {
		next <- i
	}
	close(next)
	wg.Wait()
}

// hurry ends the letters under way when ctx has been cancelled for the grace. Call stop when the batch is done.
func (s *Sender) hurry(ctx context.Context) (stop func()) {
	over := make(chan struct{})
	unhook := context.AfterFunc(ctx, func() {
		if cause := context.Cause(ctx); errors.Is(cause, ErrEnough) || errors.Is(cause, context.DeadlineExceeded) {
			return
		}
		t := time.NewTimer(s.grace)
		defer t.Stop()
		select {
		case <-over:
			return
		case <-t.C:
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.busy {
			c.end()
		}
	})
	return func() { unhook(); close(over) }
}

// UnderWay returns how many letters have been begun and have no outcome yet.
func (s *Sender) UnderWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.busy)
}

// begin notes that a letter is under way on a connection. Call end when it has its outcome.
func (s *Sender) begin(c *conn) (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy[c] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, c)
	}
}

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

// lane sends the messages whose numbers it is handed, over one connection at a time.
func (s *Sender) lane(ctx context.Context, b *laneBatch, next <-chan int) {
	var c *conn
	var down error // a server that refused this lane a connection is not asked again in this batch
	idle := func() {
		if c != nil {
			s.give(c)
			c = nil
		}
	}
	defer idle()
	for i := range next {
		data, err := s.cfg.Compose(b.messages[i])
		if err != nil {
			b.report(i, Outcome{Kind: Failed, Response: err.Error()})
			continue
		}
		if s.cfg.Host == "" {
			if o, ok := s.mayGo(ctx, b); !ok {
				b.report(i, o)
			} else {
				b.report(i, s.file(b.messages[i].ID, data, func() error { return b.note(i) }))
			}
			continue
		}
		var o Outcome
		if k, ok := s.trust.enter(ctx, idle); !ok {
			o = stopped
		} else {
			o, c, down = s.deliver(ctx, b, i, c, down, data, k)
			b.heard(o)
			o = s.weigh(o, k)
			s.trust.leave(k)
		}
		b.report(i, o)
	}
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

// deliver sends one message over the lane's connection, a kept one or a new one. It returns the lane's connection, nil
// when it has none any more, and why it can have none.
func (s *Sender) deliver(
	ctx context.Context, b *laneBatch, i int, c *conn, down error, data []byte, k permit,
) (Outcome, *conn, error) {
	if o, ok := s.mayGo(ctx, b); !ok {
		return o, c, down
	}
	if c == nil {
		if down == nil {
			down = b.unreached()
		}
		if down != nil {
			return Outcome{Kind: Unsent, Response: down.Error()}, nil, down
		}
		var err error
		c, err = s.take(ctx)
		if k.probe || err == nil {
			b.connected(err)
		}
		if err != nil {
			s.log.Debug("mail server cannot be used", "server", s.Where(), "error", err)
			return s.unreachable(err), nil, err
		}
	}
	o, c := s.offer(ctx, c, b.messages[i], data, func() error { return b.note(i) })
	return o, c, nil
}

// offer sends one message over a connection and returns the connection when it is still good, else nil. A kept
// connection may have been closed by the server meanwhile: when it fails at MAIL, one fresh one is tried.
func (s *Sender) offer(ctx context.Context, c *conn, m Message, data []byte, note func() error) (Outcome, *conn) {
	reused := c.sent > 0 || c.kept
	o, ok := s.transact(c, m, data, note)
	if !ok && reused && o.Kind == Deferred && o.Code == 0 && strings.HasPrefix(o.Response, "MAIL") {
		s.hangUp(c)
		fresh, err := s.take(ctx)
		if err != nil {
			return s.unreachable(err), nil
		}
		c = fresh
		o, ok = s.transact(c, m, data, note)
	}
	switch {
	case !ok && o.Code == 0:
		// it has stopped answering; QUIT would finish a message that is half written (net/textproto)
		s.hangUp(c)
		return o, nil
	case !ok, c.sent >= s.cfg.PerConnection:
		s.drop(c)
		return o, nil
	}
	return o, c
}

// transact runs MAIL, RCPT, DATA and calls note before the final dot. It reports whether the connection can take
// another message.
func (s *Sender) transact(c *conn, m Message, data []byte, note func() error) (Outcome, bool) {
	from, to, utf8, err := s.envelope(m)
	if err != nil {
		return Outcome{Kind: Failed, Response: err.Error()}, true
	}
	defer s.begin(c)()
	c.sent++
	c.used = time.Now()
	if has, _ := c.smtp.Extension("SMTPUTF8"); utf8 && !has {
		return Outcome{Kind: Failed, Response: "the address needs SMTPUTF8 and the mail server does not offer it"}, true
	}
	step := func(name string, limit time.Duration, f func() error) (Outcome, bool) {
		err := c.limit(limit)
		if err == nil {
			err = f()
		}
		if err == nil {
			return Outcome{}, true
		}
		if c.isCut() && name != lastStep {
			return stopped, false
		}
		return judge(name, err), false
	}
	if o, ok := step("MAIL", s.cfg.Timeout, func() error { return c.mail(from, utf8) }); !ok {
		return o, s.reset(c, o)
	}
	if o, ok := step("RCPT", s.cfg.Timeout, func() error { return c.ask(done, "RCPT TO:<%s>", to) }); !ok {
		return o, s.reset(c, o)
	}
	if o, ok := step("DATA", s.cfg.Timeout, func() error { return c.ask(goOn, "DATA") }); !ok {
		return o, s.reset(c, o)
	}
	text := c.smtp.Text.DotWriter()
	if o, ok := step("text", s.cfg.FinalTimeout, func() error { _, err := text.Write(data); return err }); !ok {
		return o, false // the final dot never left: the server drops the message (RFC 5321 4.1.1.4)
	}
	if err := note(); err != nil {
		c.smtp.Close() // any further command, QUIT too, would send the final dot before it (net/textproto)
		return unnoted(err), false
	}
	code := 0
	if o, ok := step(lastStep, s.cfg.FinalTimeout, func() (err error) { code, err = c.finish(text); return err }); !ok {
		if !refuses(o.Code) { // no answer, or neither yes nor no: the server may have taken it (RFC 1047)
			o.Kind, o.Code, o.unclear = Doubt, 0, o.Code != 0 || o.unclear
			return o, false
		}
		o.answered = true
		return o, s.reset(c, o)
	}
	return Outcome{Kind: Sent, Code: code, answered: true}, true
}

// envelope returns sender and recipient as they stand in the SMTP commands, and whether they need SMTPUTF8.
func (s *Sender) envelope(m Message) (from, to string, utf8 bool, err error) {
	if from, err = toASCII(s.cfg.ReturnPath); err != nil {
		return "", "", false, err
	}
	if to, err = toASCII(m.To); err != nil {
		return "", "", false, err
	}
	for _, r := range from + to {
		utf8 = utf8 || r > 126
	}
	return from, to, utf8, nil
}

// reset makes the connection ready for the next message after a refusal, and reports whether it is.
func (s *Sender) reset(c *conn, o Outcome) bool {
	if !refuses(o.Code) || o.Code == 421 { // gone, out of step, or closing (RFC 5321 3.8)
		return false
	}
	return c.limit(s.cfg.Timeout) == nil && c.ask(done, "RSET") == nil
}

// take returns an idle connection, or opens one when there is room.
func (s *Sender) take(ctx context.Context) (*conn, error) {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.mu.Lock()
	for len(s.idle) > 0 {
		c := s.idle[len(s.idle)-1]
		s.idle = s.idle[:len(s.idle)-1]
		if time.Since(c.used) < idleLimit {
			s.mu.Unlock()
			c.kept = true
			return c, nil
		}
		c.smtp.Close() // it was idle for too long: nothing is lost with it
	}
	s.mu.Unlock()
	client, err := s.dial(ctx)
	if err != nil {
		<-s.slots
		return nil, &dialError{where: s.Where(), err: err}
	}
	return &conn{smtp: client, used: time.Now()}, nil
}

// give keeps a good connection for the next batch.
func (s *Sender) give(c *conn) {
	if c.isCut() {
		s.hangUp(c)
		return
	}
	s.mu.Lock()
	s.idle = append(s.idle, c)
	s.mu.Unlock()
	<-s.slots
}

// drop closes a connection politely if it still answers.
func (s *Sender) drop(c *conn) {
	if c.smtp.UpdateDeadline(time.Second) == nil {
		_ = c.smtp.Quit() // best effort: the connection is given up
	}
	s.hangUp(c)
}

// hangUp closes a connection without a word.
func (s *Sender) hangUp(c *conn) {
	c.smtp.Close() // it is given up
	<-s.slots
}

// Close ends the idle connections. The sender can still be used.
func (s *Sender) Close() error {
	s.mu.Lock()
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, c := range idle {
		s.slots <- struct{}{}
		s.drop(c)
	}
	return nil
}

// file writes a message to the outbox under its Message-ID. A name that is there already is the same letter again: it
// is replaced.
func (s *Sender) file(id string, data []byte, note func() error) Outcome {
	fail := func(err error) Outcome {
		return Outcome{Kind: Deferred, Response: fmt.Sprintf("write to the outbox %s: %v", s.cfg.Outbox, err)}
	}
	if err := os.MkdirAll(s.cfg.Outbox, 0o750); err != nil {
		return fail(err)
	}
	name := filepath.Join(s.cfg.Outbox, fileName(id))
	tmp := fmt.Sprintf("%s.%s.tmp", name, rand.Text()[:8])
	if err := writeSynced(tmp, data); err != nil {
		_ = os.Remove(tmp) // what matters is the error above
		return fail(err)
	}
	if err := note(); err != nil {
		_ = os.Remove(tmp) // as above
		return unnoted(err)
	}
	if err := os.Rename(tmp, name); err != nil {
		return fail(err)
	}
	return Outcome{Kind: Sent, Response: name}
}

// unnoted is the outcome of a message that was held back because it could not be noted.
func unnoted(err error) Outcome {
	return Outcome{Kind: Unsent, Response: "not sent, because it could not be noted first: " + err.Error()}
}

// writeSynced writes a file and waits until it is on disk.
func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// fileName makes a Message-ID fit for a file: its left-hand side, and nothing a file system could take for a path.
func fileName(id string) string {
	left, _, _ := strings.Cut(id, "@")
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, left) + ".eml"
}
