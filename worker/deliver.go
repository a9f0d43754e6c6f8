package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker/holder"
	"attache/worker/journal"
)

// Ledger is what delivering keeps of each letter, from before it leaves until its outcome is known.
type Ledger interface {
	Restored(ctx context.Context) (news.Restore, error)           // as in Slots
	Digest(ctx context.Context, name string) (news.Digest, error) // as in Issues
	Issue(ctx context.Context, id int64) (news.Issue, error)      // as in Slots
	// Readership counts the subscribers of a digest who were known at a time, each in the state of now. A zero time
	// means all.
	Readership(ctx context.Context, digestID int64, known time.Time) (news.Readership, error)
	// Letters of an issue, in order of language. There are none once retention has deleted them (Retention.Letters).
	Letters(ctx context.Context, issueID int64) ([]news.Letter, error)
	// Enqueue freezes the list of recipients of an approved issue: the digest's active subscribers, all queued; and moves
	// it to sending. Who is in the list stays where they are, but a withdrawn one who is back is queued. It counts those
	// that it queued. An issue in another state than approved or sending is a *news.InvalidError.
	Enqueue(ctx context.Context, issueID int64, at time.Time) (int, error)
	// EnqueueTo is Enqueue to the given addresses only, whether subscribed or not; it makes no subscriber. Those in the
	// list who are withdrawn, or in one of the states again, are queued once more, with no attempts. It returns the
	// deliveries to these addresses as they are then, in order of ID. The issue is being sent, or has been: then it is
	// opened again. An approved one is a *news.InvalidError, or the digest's readers would never get it.
	EnqueueTo(ctx context.Context, issueID int64, emails []string, at time.Time,
		again ...news.DeliveryState) ([]news.Delivery, error)
	// TakeDeliveries moves up to n due deliveries (queued, or deferred with NextTry ≤ now) to sending, counts the
	// attempt, and returns them in order of ID. They are on disk as sending when it returns. Two callers never get the
	// same one. Those whose subscriber no longer wants theirs are not given, but withdrawn. Of an issue that is not
	// being sent, as when another process has held it, none is given. It counts as a Heartbeat of the holder. With IDs
	// it takes only those.
	TakeDeliveries(ctx context.Context, issueID int64, n int, holder string, now time.Time,
		only ...int64) ([]news.Delivery, error)
	// RecordDeliveries writes outcomes: state, attempts, next try, Message-ID and response; of one that is simply sent
	// the state only. When a delivery was taken again since d was given (d.Claim), the later taking decides and this
	// outcome is dropped. What a refusal means for its reader (d.Gone, d.Strike, d.Vague) is noted and waits for
	// ApplyRefusals. A letter that is taken ends the count of a reader's refusals.
	RecordDeliveries(ctx context.Context, ds []news.Delivery) error
	// RequeueInterrupted moves the deliveries of an issue that is being sent, which a dead process left in doubt, back
	// to queued and counts them. What a silent server left in doubt stays so until a person says otherwise.
	RequeueInterrupted(ctx context.Context, issueID int64, at time.Time) (int, error)
	// Tally counts the deliveries of an issue by state, those deleted by retention among them: at every instant their sum
	// is the length of the frozen list.
	Tally(ctx context.Context, issueID int64) (news.Tally, error)
	// MoveIssue changes the state when it is from, and reports whether it did. The note replaces the one before unless
	// it is "". Moving to sent writes the time of sending. An issue whose sending has begun does not become approved:
	// see ReleaseIssue.
	MoveIssue(ctx context.Context, id int64, from, to news.IssueState, note string, at time.Time) (bool, error)
	// KeepConversations keeps what was said with mail servers about letters that they did not take: of each letter the
	// last time, of an issue a bounded number.
	KeepConversations(ctx context.Context, all []news.Delivery) error
}

// recordTries is how often writing outcomes is tried, a second apart, before the rows are left to become doubtful.
const recordTries = 5

// silentTries is how often a letter is offered when the server is silent after the final dot and the digest's policy is
// resend: a server that takes a letter each time without saying so would else bring its reader Config.Attempts of them.
// Then it is in doubt.
const silentTries = 3

// DeliverTo is Pipeline.DeliverTo.
func (dl *deliverer) DeliverTo(
	ctx context.Context, issueID int64, emails []string, again ...news.DeliveryState,
) (left []news.Delivery, t news.Tally, err error) {
	if err := sendable(ctx, dl.Store); err != nil {
		return nil, nil, err
	}
	rows, err := dl.Store.EnqueueTo(ctx, issueID, emails, dl.Now(), again...)
	if err != nil {
		return nil, nil, fmt.Errorf("queue issue %d to %d addresses: %w", issueID, len(emails), err)
	}
	var due []int64
	for _, d := range rows {
		if d.State == news.DeliveryQueued {
			due = append(due, d.ID)
		} else {
			left = append(left, d)
		}
	}
	if len(due) == 0 {
		t, err = dl.finish(ctx, issueID) // queued for nothing
		return left, t, err
	}
	t, err = dl.deliver(ctx, issueID, 0, due...)
	return left, t, err
}

// deliver is Pipeline.Deliver of at most limit recipients, rounded up to whole batches; 0 = all that is due. With IDs
// it sends only those deliveries.
func (dl *deliverer) deliver(ctx context.Context, issueID int64, limit int, only ...int64) (news.Tally, error) {
	if err := sendable(ctx, dl.Store); err != nil {
		return nil, err
	}
	m, err := dl.prepare(ctx, issueID)
	if err != nil {
		return nil, err
	}
	if m != nil {
		m.only = only
		defer m.end(dl.holders.keepAlive(ctx, m.holder))
	}
	if m != nil {
		err := m.send(ctx, limit)
		if held(err) {
			t, e := dl.finish(ctx, issueID)
			return t, errors.Join(err, e)
		}
		if err != nil {
			return nil, fmt.Errorf("deliver issue %d: %w", issueID, err)
		}
	}
	t, err := dl.finish(ctx, issueID)
	if err == nil && t.Open() > 0 && ctx.Err() == nil {
		err = dl.brake.heldMeanwhile(ctx, issueID)
	}
	return t, err
}

// prepare makes an issue ready to be sent: its deliveries exist, those of dead holders are as their journals say
// (Recover), and those in doubt are queued again unless the digest says otherwise. It returns nil when the issue is
// sent already.
func (dl *deliverer) prepare(ctx context.Context, issueID int64) (*mailing, error) {
	cfg := dl.cfg
	i, err := dl.Store.Issue(ctx, issueID)
	if err != nil {
		return nil, fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	switch i.State {
	case news.IssueApproved:
		n, err := dl.Store.Enqueue(ctx, issueID, dl.Now())
		if err != nil {
			return nil, fmt.Errorf("queue issue %d: %w", issueID, err)
		}
		dl.log().Info("issue queued", "digest", i.Digest, "issue", issueID, "recipients", n)
	case news.IssueSending:
	case news.IssueSent:
		return nil, nil
	default:
		return nil, notToBeSent(i)
	}
	d, err := dl.Store.Digest(ctx, i.Digest)
	if err != nil && !errors.Is(err, news.ErrNotFound) { // an issue outlives its digest
		return nil, fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	if err := dl.holders.Recover(ctx); err != nil {
		return nil, err
	}
	if d.Resends() { // what a silent server leaves in doubt stays so when its tries are used up
		n, err := dl.Store.RequeueInterrupted(ctx, issueID, dl.Now())
		if err != nil {
			return nil, fmt.Errorf("queue the doubtful deliveries of issue %d again: %w", issueID, err)
		}
		if n > 0 {
			dl.log().Warn("deliveries in doubt are sent again", "issue", issueID, "recipients", n)
		}
	}
	list, err := dl.Store.Letters(ctx, issueID)
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("deliver issue %d: its letters: %w", issueID, cmp.Or(err, news.ErrNotFound))
	}
	flow := make(chan struct{})
	m := &mailing{
		deliverer: dl, issue: i, onDoubt: d.OnDoubt, letters: map[string]letter{}, holder: holder.New(),
		from: d.Publisher.From,
		flow: flow, flows: sync.OnceFunc(func() { close(flow) }),
	}
	for _, l := range list {
		m.letters[l.Language] = cutLetter(l)
	}
	if m.fallback = i.Language; m.letters[i.Language].Language == "" {
		m.fallback = list[0].Language
	}
	database, err := dl.holders.Store.ID(ctx)
	if err != nil {
		return nil, fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	m.journal, err = journal.Open(cfg.Journal, journal.Opening{Holder: m.holder, Boot: holder.Boot(), Database: database})
	if err != nil {
		return nil, fmt.Errorf("deliver issue %d: %w", issueID, err)
	}
	return m, nil
}

// finish decides about the readers that were refused, counts, and marks the issue as sent when nothing is open.
func (dl *deliverer) finish(ctx context.Context, issueID int64) (news.Tally, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	t, err := dl.Store.Tally(ctx, issueID)
	var stopped error
	if err == nil && t[news.DeliveryQueued]+t[news.DeliverySending] == 0 {
		if stopped = dl.brake.decide(ctx, issueID); stopped != nil {
			t, err = dl.Store.Tally(ctx, issueID)
		}
	}
	if err != nil {
		return nil, errors.Join(stopped, fmt.Errorf("count the deliveries of issue %d: %w", issueID, err))
	}
	if stopped != nil || t.Open() > 0 {
		return t, stopped
	}
	if t.Empty() {
		return t, dl.closeUnread(ctx, issueID)
	}
	moved, err := dl.Store.MoveIssue(ctx, issueID, news.IssueSending, news.IssueSent, "", dl.Now())
	if err != nil {
		return t, fmt.Errorf("mark issue %d as sent: %w", issueID, err)
	}
	if moved {
		dl.log().Info("issue sent", "issue", issueID, "sent", t[news.DeliverySent], "failed", t[news.DeliveryFailed],
			"doubt", t[news.DeliveryDoubt])
	}
	return t, nil
}

// closeUnread marks an issue that has no recipient as sent. Its note, and a warning, say why nobody gets it.
func (dl *deliverer) closeUnread(ctx context.Context, issueID int64) error {
	i, err := dl.Store.Issue(ctx, issueID)
	if err != nil {
		return fmt.Errorf("mark issue %d as sent: %w", issueID, err)
	}
	known, err := dl.Store.Readership(ctx, i.DigestID, time.Time{})
	if err != nil {
		return fmt.Errorf("mark issue %d as sent: %w", issueID, err)
	}
	why, hint := Nobody(known, i.Digest)
	note := "nobody got it: " + why
	moved, err := dl.Store.MoveIssue(ctx, issueID, news.IssueSending, news.IssueSent, note, dl.Now())
	if err != nil {
		return fmt.Errorf("mark issue %d as sent: %w", issueID, err)
	}
	if !moved {
		return nil
	}
	level := slog.LevelWarn
	if Begins(known) {
		level = slog.LevelInfo
	}
	dl.log().Log(ctx, level, "issue sent to nobody", "digest", i.Digest, "issue", issueID, "why", note, "hint", hint)
	return nil
}

// letter is a letter with what the messages of its segment share.
type letter struct {
	news.Letter
	body *mail.Body // of a subscriber
	bare *mail.Body // of one who has nothing to leave: better no link than a dead one
}

func cutLetter(l news.Letter) letter {
	return letter{Letter: l, body: mail.NewBody(l.HTML, l.Text), bare: mail.NewBody(WithoutLeave(l.HTML, l.Text))}
}

// WithoutLeave returns the parts of a letter without the links to unsubscribing: the anchor with its words and the
// separator after it, and the line of the text part.
func WithoutLeave(body, text string) (string, string) {
	for {
		at := strings.Index(body, news.UnsubscribeToken)
		if at < 0 {
			break
		}
		from, to := strings.LastIndex(body[:at], "<a "), strings.Index(body[at:], "</a>")
		if from < 0 || to < 0 || strings.Contains(body[from:at], ">") { // not in the address of a link
			body = body[:at] + body[at+len(news.UnsubscribeToken):]
			continue
		}
		rest := body[at+to+len("</a>"):]
		body = body[:from] + strings.TrimPrefix(strings.TrimPrefix(rest, " · "), " | ")
	}
	lines := slices.DeleteFunc(strings.Split(text, "\n"),
		func(l string) bool { return strings.Contains(l, news.UnsubscribeToken) })
	return body, strings.Join(lines, "\n")
}

// record writes outcomes as they come: while one writing is under way others gather for the next.
func (m *mailing) record(ctx context.Context, outcomes <-chan news.Delivery) error {
	ctx = context.WithoutCancel(ctx) // what happened has happened
	for first := range outcomes {
		rows := []news.Delivery{first}
		for more := true; more; {
			select {
			case d, ok := <-outcomes:
				if more = ok; ok {
					rows = append(rows, d)
				}
			default:
				more = false
			}
		}
		if err := m.write(ctx, rows); err != nil {
			return err
		}
		if m.Recorded != nil {
			m.Recorded(rows)
		}
	}
	return nil
}

func (m *mailing) write(ctx context.Context, rows []news.Delivery) (err error) {
	for try := range recordTries {
		if try > 0 {
			time.Sleep(time.Second)
		}
		limited, cancel := context.WithTimeout(ctx, writeLimit)
		err = m.Store.RecordDeliveries(limited, rows)
		cancel()
		if err == nil {
			return nil
		}
		m.log().Warn("outcomes could not be written, trying again", "issue", m.issue.ID, "rows", len(rows), "error",
			err)
	}
	return fmt.Errorf("write the outcomes of %d deliveries: %w", len(rows), err)
}

// outcome returns what a delivery becomes. stopped tells a message that was not offered because we stop from one that
// found no server.
func (m *mailing) outcome(d news.Delivery, o mail.Outcome, stopped bool) news.Delivery {
	now := m.Now()
	d.Response, d.Changed, d.NextTry = o.Response, now, time.Time{}
	refused(&d, o)
	switch {
	case o.Kind == mail.Sent:
		d.State = news.DeliverySent
	case o.Kind == mail.Doubt && (m.onDoubt == news.DoubtSkip || o.Brake != "" ||
		d.Attempts >= min(silentTries, m.cfg.Attempts)):
		d.State = news.DeliveryDoubt
		if d.Attempts > 1 {
			d.Response = gaveUp(d.Attempts, o.Response)
		}
	case o.Brake != "": // not offered, or the letter whose answer stopped the sender
		d.State = news.DeliveryQueued
		d.Attempts--
	case o.Kind == mail.Failed:
		d.State = givenUp(d)
	case o.Kind == mail.Unsent && stopped:
		d.State = news.DeliveryQueued
		d.Attempts--
	case d.Attempts >= m.cfg.Attempts:
		d.State, d.Response = givenUp(d), gaveUp(d.Attempts, o.Response)
	default:
		d.State, d.NextTry = news.DeliveryDeferred, now.Add(m.wait(d.Attempts))
	}
	return d
}

// wait is how long a delivery rests after its nth attempt: Backoff, doubled each time, at most BackoffMax.
func (m *mailing) wait(attempts int) time.Duration {
	wait := m.cfg.Backoff
	for n := 1; n < attempts && wait < m.cfg.BackoffMax; n++ {
		wait *= 2
	}
	return min(wait, m.cfg.BackoffMax)
}

// givenUp is the state of a delivery that is not tried again: in doubt when an earlier attempt may have arrived.
func givenUp(d news.Delivery) news.DeliveryState {
	if d.Cause == news.CauseDoubt {
		return news.DeliveryDoubt
	}
	return news.DeliveryFailed
}

func gaveUp(attempts int, last string) string {
	return fmt.Sprintf("given up after %d attempts; the last: %s", attempts, last)
}

// MessageID is a function of issue and subscriber, so that a repeat is recognisable, and that the ledger need not keep
// it; of the delivery for an address that is no subscriber.
func MessageID(d news.Delivery, domain string) string {
	id := d.SubscriberID
	if id == 0 {
		id = -d.ID
	}
	return mail.MessageID(d.IssueID, id, domain)
}

func (m *mailing) domain() string { return cmp.Or(m.Domain, "localhost") }

// message is one recipient's letter.
func (m *mailing) message(d news.Delivery) mail.Message {
	l, ok := m.letters[d.Language]
	if !ok {
		l = m.letters[m.fallback]
	}
	msg := mail.Message{
		ID: d.MessageID, To: d.Email, ToName: d.Name, Subject: l.Subject, Language: l.Language, Body: l.bare,
		ListID: m.issue.Digest + "." + m.domain(), ListName: m.issue.Title, Digest: m.issue.Digest, Issue: m.issue.ID,
		From: m.from, Date: m.Now(),
	}
	if m.Links == nil {
		return msg
	}
	if m.issue.ID != 0 { // a draft is on no page
		msg.Archive = m.Links.Issue(m.issue.ID)
	}
	if d.SubscriberID == 0 {
		return msg
	}
	msg.Boundary = m.Links.Delivery(m.issue.ID, d.SubscriberID)
	if msg.Unsubscribe = m.Links.Unsubscribe(d.SubscriberID, m.issue.DigestID); msg.Unsubscribe != "" {
		msg.Body = l.body
	}
	return msg
}

// SendDraft is Pipeline.SendDraft.
func (dl *deliverer) SendDraft(ctx context.Context, d Draft, emails []string) ([]mail.Outcome, error) {
	if len(d.Letters) == 0 {
		return nil, news.Invalid("", "There is no letter to send: %s.", cmp.Or(d.Issue.Note, "the issue is empty"))
	}
	now := dl.Now()
	m := &mailing{
		deliverer: dl, issue: d.Issue,
		letters: map[string]letter{"": cutLetter(d.Letters[0])},
	}
	batch := make([]mail.Message, len(emails))
	for i, e := range emails {
		if err := (&news.Subscriber{Email: e, State: news.SubscriberActive}).Validate(); err != nil {
			return nil, err
		}
		batch[i] = m.message(news.Delivery{Email: e, MessageID: mail.MessageID(-now.UnixMicro(), int64(i), m.domain())})
	}
	outcomes := make([]mail.Outcome, len(emails))
	limited, cancel := context.WithTimeout(ctx, m.cfg.BatchLimit)
	defer cancel()
	m.Sender.Send(limited, batch, nil, func(i int, o mail.Outcome) { outcomes[i] = o })
	return outcomes, nil
}
