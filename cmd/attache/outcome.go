package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/worker"
	"attache/worker/holder"
)

// outcomes counts what this process has sent: the last outcome of each delivery. It is safe for use by several
// goroutines.
type outcomes struct {
	mu   sync.Mutex
	last map[int64]news.Delivery // by delivery ID
}

// record records outcomes; it is the Pipeline's Recorded.
func (o *outcomes) record(ds []news.Delivery) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last == nil {
		o.last = map[int64]news.Delivery{}
	}
	for _, d := range ds {
		o.last[d.ID] = news.Delivery{IssueID: d.IssueID, State: d.State, Gone: d.Gone, Strike: d.Strike}
	}
}

// of returns the tally of what this process did for an issue. Deliveries that it took and did not offer are counted as
// queued.
func (o *outcomes) of(issue int64) news.Tally {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := news.Tally{}
	for _, d := range o.last {
		if d.IssueID == issue {
			t[d.State]++
		}
	}
	return t
}

// count is how many deliveries of an issue this process has an outcome of.
func (o *outcomes) count(issue int64) int {
	n := 0
	for _, k := range attempted(o.of(issue)) {
		n += k
	}
	return n
}

// refused lists the deliveries of an issue whose readers were refused.
func (o *outcomes) refused(issue int64) []int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	var ids []int64
	for id, d := range o.last {
		if d.IssueID == issue && (d.Gone || d.Strike) {
			ids = append(ids, id)
		}
	}
	return ids
}

// unfinished is a command that left letters in doubt or for another try.
type unfinished struct{ message, hint string }

func (e *unfinished) Error() string { return e.message }

// interrupted is a command that was told to stop in the middle of sending.
type interrupted struct{ hint string }

func (e *interrupted) Error() string { return "interrupted" }

// Unwrap makes it a cancellation.
func (e *interrupted) Unwrap() error { return context.Canceled }

// deliver goes on with an issue and says what came of it. The returned tally counts what this call did, never the
// issue's total.
func (a *app) deliver(ctx context.Context, p *program, id int64) (news.Tally, error) {
	defer a.tellStop(ctx, p)()
	before, err := p.store.Tally(ctx, id)
	if err != nil {
		return nil, err
	}
	all := before.Open()
	if all == 0 { // they are made now
		if i, e := p.store.Issue(ctx, id); e == nil {
			all, _ = p.store.CountReaders(ctx, i.DigestID) // only told
		}
	}
	done := a.waitForPart(fmt.Sprintf("Sending issue %d", id), p.plan.sending(id), all, func() int {
		return p.outcomes.count(id)
	})
	_, err = p.pipeline.Deliver(ctx, id)
	done()
	return a.reportDelivery(ctx, p, id, true, err)
}

// tellStop says at the order to stop what is still waited for. Call done when nothing is any more.
func (a *app) tellStop(ctx context.Context, p *program) (done func()) {
	unhook := context.AfterFunc(ctx, func() {
		if n := p.sender.UnderWay(); n > 0 {
			a.note("Stopping: waiting up to %d s for the mail server's answer to %s; press Ctrl-C again to stop now.",
				int(mail.StopGrace.Seconds()), counted(n, "letter"))
		}
	})
	return func() { unhook() }
}

// reportDelivery prints what this command did for an issue, given what its Deliver returned, and returns it as a tally.
// The error says what is left: letters that failed, wait or are in doubt; of the whole issue, or else of what this
// command took up.
func (a *app) reportDelivery(ctx context.Context, p *program, id int64, whole bool, err error) (news.Tally, error) {
	done := p.outcomes.of(id)
	var (
		down *news.UnreachableError
		held *news.HeldError
		rest *worker.WaitingError
	)
	if errors.As(err, &held) {
		p.mailDown = held.Error()
		// what was refused for us or its content waits in the queue again
		done = news.Tally{news.DeliverySent: done[news.DeliverySent]}
		a.say("Issue %d: %s.", id, tallyText(done))
		return done, p.heldHint(ctx, id, held)
	}
	if err != nil && !errors.As(err, &down) && !errors.As(err, &rest) && (ctx.Err() == nil || !errors.Is(err, ctx.Err())) {
		return done, err
	}
	// What happened is told even when the command has been interrupted.
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportLimit)
	defer cancel()
	i, e := p.store.Issue(limited, id)
	if e != nil {
		return done, errors.Join(err, e)
	}
	all, e := p.store.Tally(limited, id)
	if e != nil {
		return done, errors.Join(err, e)
	}
	if !whole {
		all = done
	}
	if whole && len(all) == 0 && err == nil && ctx.Err() == nil {
		return done, a.reportNobody(limited, p, i)
	}
	told := attempted(done)
	if down != nil { // what waits is told once, with the reason
		delete(told, news.DeliveryDeferred)
	}
	a.say("Issue %d: %s.", id, tallyText(told))
	if ctx.Err() != nil {
		stopped, e := a.stopped(limited, p, id, all)
		return done, errors.Join(stopped, e)
	}
	if down != nil {
		p.mailDown = down.Response
		return done, &unfinished{
			message: fmt.Sprintf("Issue %d: %s; %s %s.", id, down.Error(), counted(all.Open(), "letter"),
				wait(all.Open())),
			hint: fmt.Sprintf("attache serve tries again by itself; or, when the server is up: attache issue resend %d "+
				"--state deferred", id),
		}
	}
	if rest != nil {
		return done, &unfinished{
			message: fmt.Sprintf("Issue %d: %s (%s %s).", id, rest.Error(), counted(all.Open(), "letter"), wait(all.Open())),
			hint:    fmt.Sprintf("attache serve goes on by itself then; or: attache issue resend %d", id),
		}
	}
	return done, a.left(limited, p, i, done, all)
}

// stopped says what a sending that was told to stop leaves: what waits, and which letters may have arrived although no
// answer came.
func (a *app) stopped(ctx context.Context, p *program, id int64, all news.Tally) (stopped, err error) {
	again := fmt.Sprintf("attache issue resend %d", id)
	deferred, err := mayHaveArrived(ctx, p, id, news.DeliveryDeferred, news.DeliveryQueued)
	if err != nil {
		return &interrupted{hint: again}, err
	}
	for _, left := range []struct {
		n     int
		state news.DeliveryState
	}{{deferred, news.DeliveryDeferred}, {all[news.DeliveryDoubt], news.DeliveryDoubt}} {
		if left.n > 0 {
			a.suggest("Of these %s may have arrived: the mail server had not answered. Sending again may bring a second "+
				"copy. Whose: %s", counted(left.n, "letter"),
				news.Command("attache", "issue", "readers", fmt.Sprint(id), "--state", string(left.state)))
		}
	}
	if all.Open() > 0 {
		again = fmt.Sprintf("%s %s; run it again to continue, or: %s", counted(all.Open(), "letter"),
			wait(all.Open()), again)
	}
	return &interrupted{hint: again}, nil
}

// mayHaveArrived counts the deliveries of an issue in these states whose letter the reader may have.
func mayHaveArrived(ctx context.Context, p *program, id int64, states ...news.DeliveryState) (int, error) {
	n := 0
	for d, err := range p.store.AllDeliveries(ctx, id, states...) {
		if err != nil {
			return 0, err
		}
		if d.MayHaveArrived() {
			n++
		}
	}
	return n, nil
}

// reportNobody says that an issue went to nobody, and why: a *partly, whatever the reason is.
func (a *app) reportNobody(ctx context.Context, p *program, i news.Issue) error {
	r, err := p.store.Readership(ctx, i.DigestID, time.Time{})
	if err != nil {
		return err
	}
	why, hint := worker.Nobody(r, i.Digest)
	switch {
	case r.StruckOff > 0:
		hint += fmt.Sprintf("; without --dry-run it takes them back, then: attache issue resend %d", i.ID)
	case r.Active() > 0:
		hint = fmt.Sprintf("attache issue resend %d", i.ID)
	case worker.Begins(r):
		hint += fmt.Sprintf("; then: attache issue resend %d", i.ID)
	}
	return &partly{message: fmt.Sprintf("Nobody got issue %d of %s: %s.", i.ID, i.Digest, why), hint: hint}
}

// reportLimit bounds the reading of what there is to say at the end of a command, in time.
const reportLimit = 10 * time.Second

// attempted is a tally without what was only put back into the queue.
func attempted(t news.Tally) news.Tally {
	out := news.Tally{}
	for s, n := range t {
		if s != news.DeliveryQueued {
			out[s] = n
		}
	}
	return out
}

// leftover is one thing that remains of an issue after a command.
type leftover struct {
	part, hint string
}

// left says what remains of an issue after a command: letters in doubt, under way elsewhere or for another try
// (*unfinished), else letters that this command could not deliver (*partly), else nil.
func (a *app) left(ctx context.Context, p *program, i news.Issue, done, all news.Tally) error {
	var rest []leftover
	for _, find := range []func(context.Context, *program, int64, news.Tally) (leftover, error){
		a.leftElsewhere, a.leftDeferred, a.leftWaiting,
	} {
		l, err := find(ctx, p, i.ID, all)
		if err != nil {
			return err
		}
		if l.part != "" {
			rest = append(rest, l)
		}
	}
	if n := all[news.DeliveryDoubt]; n > 0 {
		rest = append(rest, leftover{
			part: counted(n, "letter") + " may or may not have arrived",
			hint: fmt.Sprintf("to see whose: attache issue readers %d --state doubt; to send them again: attache issue "+
				"resend %d --state doubt", i.ID, i.ID),
		})
	}
	if n := done[news.DeliveryFailed]; n > 0 {
		rest = append(rest, leftover{
			part: counted(n, "letter") + " failed",
			hint: fmt.Sprintf("to see whose and why: attache issue readers %d --state failed", i.ID),
		})
	}
	if len(rest) == 0 {
		return nil
	}
	parts, hint := make([]string, len(rest)), rest[0].hint
	for n, l := range rest {
		parts[n] = l.part
	}
	fates, err := p.store.Fates(ctx, i.ID, p.outcomes.refused(i.ID))
	if err != nil {
		return err
	}
	if words := fatesText(fates); words != "" {
		parts[len(parts)-1] += "; " + words
		if fates.StruckOff > 0 {
			hint += "; if the server was wrong: attache subscriber restore --since 1h --dry-run"
		}
	}
	message := fmt.Sprintf("Issue %d did not reach everybody: %s.", i.ID, strings.Join(parts, "; "))
	if len(rest) == 1 && all[news.DeliverySending] > 0 { // nothing has failed
		message = fmt.Sprintf("Issue %d is not finished: %s.", i.ID, parts[0])
	}
	if all.Open()+all[news.DeliveryDoubt] > 0 {
		return &unfinished{message: message, hint: hint}
	}
	return &partly{message: message, hint: hint}
}

// leftElsewhere is what other processes send at this moment.
func (a *app) leftElsewhere(ctx context.Context, p *program, id int64, all news.Tally) (leftover, error) {
	n := all[news.DeliverySending]
	if n == 0 {
		return leftover{}, nil
	}
	holders, err := p.store.Sending(ctx, id)
	if err != nil || len(holders) == 0 { // it has ended since
		return leftover{}, err
	}
	for k, h := range holders {
		holders[k] = holder.Describe(h)
	}
	const most = 3 // holders that are named: a line's worth
	who := strings.Join(holders[:min(most, len(holders))], ", ")
	if len(holders) > most {
		who += fmt.Sprintf(" and %d more", len(holders)-most)
	}
	is := "are"
	if n == 1 {
		is = "is"
	}
	return leftover{
		part: fmt.Sprintf("%s %s being sent by another attache (%s)", counted(n, "letter"), is, who),
		hint: fmt.Sprintf("wait until %s has ended; what came of it: attache issue readers %d", who, id),
	}, nil
}

// leftDeferred is what waits for another try.
func (a *app) leftDeferred(ctx context.Context, p *program, id int64, all news.Tally) (leftover, error) {
	n := all[news.DeliveryDeferred]
	if n == 0 {
		return leftover{}, nil
	}
	l := leftover{
		part: counted(n, "letter") + " " + wait(n) + " for another try",
		hint: fmt.Sprintf("attache serve tries again by itself; at once: attache issue resend %d --state deferred", id),
	}
	maybe, err := mayHaveArrived(ctx, p, id, news.DeliveryDeferred)
	if err != nil {
		return l, err
	}
	if maybe > 0 {
		l.part += fmt.Sprintf(" (%d may have arrived already: the server did not answer)", maybe)
	}
	next, err := p.store.NextDue(ctx, id)
	if until := next.Sub(a.now()); err == nil && until > 0 {
		l.part += fmt.Sprintf(", the next in %s", took(until))
	}
	return l, err
}

// leftWaiting is what is queued.
func (a *app) leftWaiting(_ context.Context, _ *program, id int64, all news.Tally) (l leftover, err error) {
	if n := all[news.DeliveryQueued]; n > 0 {
		l.part = counted(n, "letter") + " " + wait(n) + " to be sent"
		l.hint = fmt.Sprintf("attache issue resend %d", id)
	}
	return l, nil
}

// fatesText says what was recorded for the readers whom the server refused; "" when nothing was.
func fatesText(f store.Fates) string {
	var parts []string
	if n := f.StruckOff; n > 0 {
		parts = append(parts, fmt.Sprintf("%s struck off: no more mail for an address that the server calls gone",
			was(n, "reader")))
	}
	out, span := store.StrikesOut()
	for _, n := range slices.Sorted(maps.Keys(f.Strikes)) {
		readers := counted(f.Strikes[n], "reader")
		parts = append(parts, fmt.Sprintf("%s %s active, with strike %d of %d in %d days", readers, stay(f.Strikes[n]),
			n, out, int(span.Hours()/24)))
	}
	return strings.Join(parts, "; ")
}

func was(n int, what string) string {
	if n == 1 {
		return counted(n, what) + " was"
	}
	return counted(n, what) + " were"
}

func stay(n int) string {
	if n == 1 {
		return "stays"
	}
	return "stay"
}

func wait(n int) string {
	if n == 1 {
		return "waits"
	}
	return "wait"
}

// troubles are the errors of several digests of one run; each is told once, with its hint.
type troubles []error

// Error joins the messages.
func (s troubles) Error() string { return errors.Join(s...).Error() }

// Unwrap returns the parts.
func (s troubles) Unwrap() []error { return s }

// and adds an error, if there is one, and returns the trouble as an error: nil when there is none.
func (s troubles) and(err error) error {
	if err != nil {
		s = append(s, err)
	}
	switch len(s) {
	case 0:
		return nil
	case 1:
		return s[0]
	}
	return s
}
