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

	"attache/mail/dkim"
)

// perConnectionBatch is how many messages of a batch one connection gets, on average. Each message of a batch is in
// doubt after a crash, so it is small; it is above one so that writing the ledger costs less than sending.
const perConnectionBatch = 8

// idleLimit is how long an unused connection is kept. Servers close idle clients after five minutes (RFC 5321
// 4.5.3.2.7).
const idleLimit = time.Minute

// freshLimit is how long a connection may lie idle and still be used for several letters at once. The first letter
// after a longer time goes step by step: were the connection closed meanwhile, all of them would be in doubt.
const freshLimit = 2 * time.Second

// Sender sends batches through one SMTP server, or writes them to a folder. It is safe for concurrent use.
type Sender struct {
	cfg   Config // with no Host: the outbox
	write composer
	tls   *tls.Config
	log   *slog.Logger
	slots chan struct{} // one token for each connection that may be open
	brake brake
	trust trust

	tokens *tokens // for XOAUTH2

	grace time.Duration // StopGrace, less in tests

	mu   sync.Mutex
	idle []*conn
	busy map[*conn]int // letters under way on each
	// until then one letter at a time, step by step: a server lost count of several, or closed a connection over them
	careful time.Time
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
	smtp   *smtp.Client
	sent   int
	kept   bool // it comes from the idle ones: the server may have closed it meanwhile
	used   time.Time
	beside int  // letters that may be under way side by side: doubled by each that is taken, up to Config.SideBySide
	open   bool // a transaction may be open on the server: RSET comes before the next

	chunks, pipes bool // the server offers BDAT, and to be told several things at a time
	eightBit      bool
	utf8          bool
	talk          *transcript // what was said before the first letter
	code          int         // of the last answer; 0 = none came
	said          string      // its words

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
	keys, err := dkim.Load(cfg.DKIM)
	if err != nil {
		return nil, err
	}
	return &Sender{
		cfg: cfg, write: composer{cfg, keys}, tls: t, log: log, slots: make(chan struct{}, cfg.Connections),
		grace: StopGrace, busy: map[*conn]int{}, tokens: &tokens{login: cfg.Login, now: time.Now},
	}, nil
}

// Where says in a few words where messages go, for people.
func (s *Sender) Where() string {
	if s.cfg.Host == "" {
		return "files in " + s.cfg.Outbox
	}
	return s.cfg.called()
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
// note is called for each message that is about to leave: when all of it is written but its final dot, or its last
// chunk, or before its file gets its name; from several goroutines at once. It is called a second time for a
// message that goes over another connection because the server closed one before it. A message whose note fails is not
// finished and Unsent. nil = no notes.
func (s *Sender) Send(ctx context.Context, batch []Message, note func(i int) error, done func(i int, o Outcome)) {
	if note == nil {
		note = func(int) error { return nil }
	}
	next := make(chan int, len(batch))
	for i := range batch {
		next <- i
	}
	close(next)
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
			l := lane{Sender: s, ctx: ctx, batch: b, next: next}
			l.run()
		})
	}
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
	n := 0
	for _, letters := range s.busy {
		n += letters
	}
	return n
}

// begin notes that a letter is under way on a connection.
func (s *Sender) begin(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy[c]++
}

// ended notes that it has its outcome.
func (s *Sender) ended(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[c]--; s.busy[c] <= 0 {
		delete(s.busy, c)
	}
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
			if c.kept = true; time.Since(c.used) > freshLimit {
				c.beside = 1
			}
			return c, nil
		}
		c.smtp.Close() // it was idle for too long: nothing is lost with it
	}
	s.mu.Unlock()
	client, talk, err := s.dial(ctx)
	if err != nil {
		<-s.slots
		return nil, &dialError{where: s.Where(), err: err, talk: talk}
	}
	c := &conn{smtp: client, used: time.Now(), beside: 1, talk: talk}
	c.chunks, _ = client.Extension("CHUNKING")
	c.pipes, _ = client.Extension("PIPELINING")
	c.eightBit, _ = client.Extension("8BITMIME")
	c.utf8, _ = client.Extension("SMTPUTF8")
	return c, nil
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
