package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// sideBySide is how many letters are under way over one connection, where the server takes BDAT (RFC 3030) and several
// commands at a time (RFC 2920), unless Config.SideBySide says otherwise. Postfix, Exim and maddy take four.
const (
	sideBySide     = 4
	mostSideBySide = 16
)

// talk is what is under way on a lane's connection: letters that have been begun, and the answers that are to come, in
// the order of the commands. With BDAT several letters are on their way, else the commands of one go with the final dot
// of the one before it.
type talk struct {
	flights []*flight // without an answer to their end, oldest first
	waits   []wait    // answers that are to come
	out     []byte    // to be written next
	closing bool      // no letter is begun any more on the connection
	silent  bool      // nor any other command: it is closed without a word
}

// wait is an answer that is to come.
type wait struct {
	f     *flight
	step  string
	digit int // what it is to begin with
}

// The steps besides MAIL, RCPT and DATA; see lastStep, too.
const (
	resetStep = "RSET"
	chunkStep = "BDAT"
	emptyStep = "the dot of no letter" // of a refused recipient, when the server wants a text all the same
)

// say puts a command into what is written next.
func (l *lane) say(f *flight, step string, digit int, format string, args ...any) {
	l.out = append(fmt.Appendf(l.out, format, args...), "\r\n"...)
	l.waits = append(l.waits, wait{f, step, digit})
}

// joins reports whether a message may be begun beside those that are under way, and gives it its permit.
func (l *lane) joins(f *flight) bool {
	if l.closing || l.c.sent >= l.cfg.PerConnection || f.utf8 && !l.c.utf8 || !l.severalAtATime() {
		return false
	}
	if l.c.chunks && len(l.flights) >= l.c.beside {
		return false
	}
	if !l.c.chunks && (len(l.flights) > 1 || !l.flights[0].finished) {
		return false
	}
	if _, ok := l.mayGo(l.ctx, l.batch); !ok {
		return false
	}
	var ok bool
	f.permit, ok = l.trust.try()
	return ok
}

// offer begins a message: its commands and, in chunks, its text.
func (l *lane) offer(f *flight) {
	l.begin(l.c)
	l.c.sent++
	l.c.used = time.Now()
	f.over(l.c)
	if l.c.open || l.c.chunks && len(l.flights) > 0 { // a letter before it may be refused, and its transaction left open
		l.say(f, resetStep, done, "RSET")
		l.c.open = false
	}
	l.flights = append(l.flights, f)
	l.say(f, string(StepMail), done, l.c.mailLine(f.utf8), f.from)
	l.say(f, string(StepRcpt), done, "RCPT TO:<%s>", f.to)
	if !l.c.chunks {
		l.say(f, string(StepData), goOn, "DATA")
		return
	}
	// The last chunk is an empty one of its own: some servers take what a broken connection leaves of a last chunk for all
	// of it (go-smtp v0.26).
	l.say(f, chunkStep, done, "BDAT %d", len(f.data))
	l.out = append(l.out, f.data...)
	l.waits = append(l.waits, wait{f, lastStep, done})
	if l.flush() { // else what the server still says is heard
		l.finish(f, "BDAT 0 LAST\r\n")
	}
}

// finish notes a message whose text is written, and lets go of its end.
func (l *lane) finish(f *flight, end string) {
	if err := l.batch.note(f.i); err != nil {
		l.waits = slices.DeleteFunc(l.waits, func(w wait) bool { return w.f == f })
		l.flights = slices.DeleteFunc(l.flights, func(g *flight) bool { return g == f })
		l.closing, l.silent = true, true // any further command would finish it
		l.leave(f)
		l.tell(f, unnoted(err))
		l.settle()
		return
	}
	f.finished = true
	l.out = append(l.out, end...)
	l.release(f)
}

// flush writes what is to be written. When that fails nothing more is: what the server has said before is still heard.
func (l *lane) flush() bool {
	if len(l.out) == 0 || l.c == nil {
		return true
	}
	err := l.c.limit(l.cfg.FinalTimeout)
	if err == nil {
		err = l.c.write(l.out)
	}
	if l.out = l.out[:0]; err != nil {
		l.closing, l.silent = true, true
	}
	return err == nil
}

// lastWords is how long a server that takes nothing any more is listened to.
const lastWords = time.Second

// listen hears the next answer.
func (l *lane) listen() {
	l.flush()
	w := l.waits[0]
	l.waits = l.waits[1:]
	limit := l.cfg.Timeout
	switch {
	case l.silent:
		limit = min(limit, lastWords)
	case w.step == lastStep:
		limit = l.cfg.FinalTimeout
	}
	l.c.code, l.c.said = 0, ""
	code, err := 0, l.c.limit(limit)
	if err == nil {
		code, err = l.c.answer(w.digit)
	}
	l.hear(w, code, err)
	l.settle()
}

// hear draws the conclusions of an answer, each for the letter that it belongs to.
func (l *lane) hear(w wait, code int, err error) {
	var reply *textproto.Error
	isReply := errors.As(err, &reply)
	w.f.heard(w.step, l.c, err)
	switch {
	case err != nil && !isReply:
		l.broken(w, err)
	case isReply && reply.Code == closes:
		l.closed(w, err)
	case w.step == resetStep:
		if isReply { // it has lost count: what follows cannot be told apart
			l.beCareful()
			l.broken(w, err)
		}
	case w.step == emptyStep:
		l.over(w.f)
	case w.step == lastStep:
		l.hearEnd(w, code, err)
	case isReply && !refuses(reply.Code):
		l.broken(w, err)
	case isReply:
		l.tell(w.f, judge(w.step, err))
		if w.step == string(StepData) {
			l.c.open = true
			l.over(w.f)
		}
	case w.step == string(StepData) && w.f.told: // it takes a text for nobody
		l.say(w.f, emptyStep, done, ".")
	case w.step == string(StepData):
		l.text(w)
	}
}

// closes is the code of a server that closes the connection (RFC 5321 3.8).
const closes = 421

// text writes the text of a message after DATA.
func (l *lane) text(w wait) {
	if o, ok := l.mayGo(l.ctx, l.batch); !ok { // it was begun before an answer that stopped us
		l.closing, l.silent = true, true
		l.tell(w.f, o)
		l.over(w.f)
		return
	}
	l.out = append(l.out, w.f.data...)
	if !l.flush() {
		l.broken(wait{w.f, "text", 0}, errWrite)
		return
	}
	l.waits = append(l.waits, wait{w.f, lastStep, done})
	l.finish(w.f, ".\r\n")
}

// errWrite is a text that could not be written.
var errWrite = errors.New("the connection broke while the letter was being written")

// hearEnd concludes from the answer to the final dot, or to the last chunk.
func (l *lane) hearEnd(w wait, code int, err error) {
	l.over(w.f)
	o := Outcome{Kind: Sent, Code: code, answered: true}
	if err != nil {
		if o = judge(lastStep, err); !refuses(o.Code) {
			o.Kind, o.Code, o.unclear = Doubt, 0, true
			l.tell(w.f, o)
			l.broken(w, err)
			return
		}
		o.answered = true
		l.c.open = l.c.chunks
	}
	l.tell(w.f, o)
}

// over takes a message out of those under way: its last answer has come, or none will.
func (l *lane) over(f *flight) {
	l.flights = slices.DeleteFunc(l.flights, func(g *flight) bool { return g == f })
	l.leave(f)
}

// leave frees what a message held.
func (l *lane) leave(f *flight) {
	l.ended(l.c)
	l.release(f)
}

// broken ends a connection on which nothing more can be understood: what may have left completely is in doubt, the rest
// was not taken.
func (l *lane) broken(w wait, err error) {
	doubts := 0
	l.abandon(func(f *flight) (Outcome, bool) {
		switch {
		case f.finished: // no answer, or neither yes nor no: the server may have taken it (RFC 1047)
			o := judge(lastStep, err)
			o.Kind, o.Code, o.unclear = Doubt, 0, o.Code != 0 || o.unclear
			doubts++
			return o, true
		case l.c.isCut():
			return stopped, true
		case f == w.f && w.step != resetStep && (w.step != string(StepMail) || l.c.sent < 2 && !l.c.kept):
			return judge(w.step, err), true
		}
		return Outcome{Kind: Deferred, Response: tidy(w.step + ": " + err.Error())}, slices.Contains(l.tried, f.i)
	})
	if doubts > 1 {
		l.beCareful()
	}
}

// closed ends a connection that the server closes with an answer: it has not looked at anything behind it.
func (l *lane) closed(w wait, err error) {
	o := judge(w.step, err)
	o.answered = w.step == lastStep
	l.tell(w.f, o)
	l.abandon(func(f *flight) (Outcome, bool) {
		if l.c.isCut() {
			return stopped, true
		}
		return Outcome{Kind: Deferred, Response: o.Response}, slices.Contains(l.tried, f.i)
	})
}

// abandon ends all that is under way: each message has an outcome, or goes once more over another connection.
func (l *lane) abandon(outcome func(f *flight) (o Outcome, final bool)) {
	for _, f := range l.flights {
		l.leave(f)
		if f.told {
			continue
		}
		if o, final := outcome(f); final {
			l.tell(f, o)
		} else {
			l.again, l.tried = append(l.again, f.i), append(l.tried, f.i)
		}
	}
	l.flights, l.waits, l.out = nil, nil, l.out[:0]
	l.closing, l.silent = true, true
}

// settle ends a connection that is not to be used any more, once nothing is under way on it.
func (l *lane) settle() {
	if len(l.flights) > 0 || l.c == nil {
		return
	}
	switch {
	case l.silent:
		l.hangUp(l.c) // QUIT would finish a message that is half written
	case l.closing, l.c.sent >= l.cfg.PerConnection:
		l.flush()
		l.drop(l.c)
	default:
		return
	}
	l.c, l.talk = nil, talk{out: l.out[:0]}
}

// stepByStep sends one message and waits for each answer. A kept connection may have been closed by the server
// meanwhile: when it fails at MAIL, one fresh one is tried.
func (l *lane) stepByStep(f *flight) Outcome {
	reused := l.c.sent > 0 || l.c.kept
	o, ok := l.transact(l.c, f)
	idle := l.c.kept && o.Code == 421 // the server closed it meanwhile, and says so (RFC 5321 3.8)
	if !ok && reused && o.Kind == Deferred && (o.Code == 0 || idle) && strings.HasPrefix(o.Response, "MAIL") {
		l.hangUp(l.c)
		fresh, err := l.take(l.ctx)
		if l.c = fresh; err != nil {
			return l.unreachable(err)
		}
		o, ok = l.transact(l.c, f)
	}
	switch {
	case !ok && o.Code == 0:
		// it has stopped answering; QUIT would finish a message that is half written
		l.hangUp(l.c)
		l.c = nil
	case !ok, l.c.sent >= l.cfg.PerConnection:
		l.drop(l.c)
		l.c = nil
	case o.Kind == Sent:
		l.c.beside = min(2*l.c.beside, l.cfg.SideBySide)
	}
	return o
}

// transact runs MAIL, RCPT, DATA and calls note before the final dot. It reports whether the connection can take
// another message.
func (l *lane) transact(c *conn, f *flight) (Outcome, bool) {
	l.begin(c)
	defer l.ended(c)
	c.sent++
	c.used = time.Now()
	f.over(c)
	if c.open && (c.limit(l.cfg.Timeout) != nil || c.ask(done, "RSET") != nil) {
		return Outcome{Kind: Deferred, Response: "MAIL: the connection does not come back to order"}, false
	}
	c.open = false
	step := func(name string, limit time.Duration, do func() error) (Outcome, bool) {
		err := c.limit(limit)
		c.code, c.said = 0, ""
		if err == nil {
			err = do()
		}
		if f.heard(name, c, err); err == nil {
			return Outcome{}, true
		}
		if c.isCut() && name != lastStep {
			return stopped, false
		}
		return judge(name, err), false
	}
	for _, s := range []struct {
		name string
		do   func() error
	}{
		{string(StepMail), func() error { return c.ask(done, c.mailLine(f.utf8), f.from) }},
		{string(StepRcpt), func() error { return c.ask(done, "RCPT TO:<%s>", f.to) }},
		{string(StepData), func() error { return c.ask(goOn, "DATA") }},
	} {
		if o, ok := step(s.name, l.cfg.Timeout, s.do); !ok {
			return o, l.reset(c, o)
		}
	}
	if o, ok := step("text", l.cfg.FinalTimeout, func() error { return c.write(f.data) }); !ok {
		return o, false // the final dot never left: the server drops the message (RFC 5321 4.1.1.4)
	}
	if err := l.batch.note(f.i); err != nil {
		c.smtp.Close() // any further command, QUIT too, might be taken for more of it
		return unnoted(err), false
	}
	code := 0
	if o, ok := step(lastStep, l.cfg.FinalTimeout, func() (err error) { code, err = c.finish(); return err }); !ok {
		if !refuses(o.Code) { // no answer, or neither yes nor no: the server may have taken it (RFC 1047)
			o.Kind, o.Code, o.unclear = Doubt, 0, o.Code != 0 || o.unclear
			return o, false
		}
		o.answered = true
		return o, l.reset(c, o)
	}
	return Outcome{Kind: Sent, Code: code, answered: true}, true
}

// reset makes the connection ready for the next message after a refusal, and reports whether it is.
func (s *Sender) reset(c *conn, o Outcome) bool {
	if !refuses(o.Code) || o.Code == closes { // gone, out of step, or closing
		return false
	}
	return c.limit(s.cfg.Timeout) == nil && c.ask(done, "RSET") == nil
}

// envelope returns sender and recipient as they stand in the SMTP commands, and whether they need SMTPUTF8.
func (s *Sender) envelope(m *Message) (from, to string, utf8 bool, err error) {
	if from, err = toASCII(s.cfg.returnPath(m.Boundary)); err != nil {
		return "", "", false, err
	}
	if to, err = toASCII(m.To); err != nil {
		return "", "", false, err
	}
	if strings.ContainsAny(from+to, "\r\n") {
		return "", "", false, fmt.Errorf("an address of more than one line: %q", to)
	}
	for _, r := range from + to {
		utf8 = utf8 || r > 126
	}
	return from, to, utf8, nil
}
