// Package worker is the pipeline: it scrapes sources, publishes issues and delivers them, once by hand (Pipeline's
// methods) or by the clock (Serve). Both call the same stages: scraper, publisher, deliverer.
//
// It decides when and in what order, and what is tried again. It does not fetch, judge, render, send or keep anything
// itself: the interfaces in pipeline.go, read downward, are the packages that do. What a stage needs of the store is
// declared with the stage: Polls (scrape.go), Issues (publish.go, with Materials and Slots), Ledger (deliver.go, with
// Holders). Read pipeline.go first, then scrape.go, publish.go and deliver.go; dispatch.go says when.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker/clock"
	"attache/worker/schedule"
)

// Fetcher reads sources and pages. Package scrape implements it.
type Fetcher interface {
	// Poll visits a source. last holds the validators (ETag, Last-Modified) of the poll before; its zero value
	// means the first visit. The outcome is always a named state with a Detail for people; items come newest first.
	Poll(ctx context.Context, src news.Source, last news.Poll) (news.Poll, []news.Item)
	// Read fetches and reads one item's page. When the page cannot be read but the item carries a text, it returns that
	// with Partial set; otherwise the error wraps a *news.UnreadError, unless ctx ended or attache itself failed
	// (*news.PanicError).
	Read(ctx context.Context, src news.Source, it news.Item) (news.Article, error)
	// Listed returns the article that an item describes, without a text, for a page that is not read.
	Listed(src news.Source, it news.Item) news.Article
	// Trim cuts the lines out of an article that its source's earlier articles repeat (pleas, author boxes, notices),
	// and returns them. earlier hold what was cut from them too.
	Trim(a *news.Article, earlier []news.Article) (cut []news.Block)
}

// Editor judges and composes. Package digest implements it.
type Editor interface {
	// Compose returns the issue, complete but for ID, Number and what happens to it later (State draft, or empty), and
	// a verdict on every article, kept or dropped.
	Compose(ctx context.Context, m news.Material) (news.Issue, []news.Verdict, error)
	// LeaveOut takes stories that cannot be rendered, by their places in i.Stories and with the reason of each, out of
	// a composed issue and out of its verdicts. An issue that has no story left ends as an empty one does.
	LeaveOut(d news.Digest, i *news.Issue, verdicts []news.Verdict, failed map[int]error)
	// Missed returns the issue of a slot that is too late to be worth sending, for the reason why. w is the window that
	// it counts as having covered.
	Missed(d news.Digest, slot string, w news.Window, why string) news.Issue
}

// Renderer renders an issue. Package templates implements it.
type Renderer interface {
	// Letter renders the issue in one of news.Languages; HTML and text hold news.UnsubscribeToken.
	// web is the issue's address in the archive, "" when there is no web address.
	Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error)
}

// Sender hands messages to a mail server or a folder. Package mail implements it.
type Sender interface {
	// Send delivers a batch over as many connections as it is set to, and calls done once for each message as soon as
	// its outcome is known, from any goroutine but one call at a time. It returns after the last call. note is called
	// before a message is finished (the final dot): one whose note fails is not finished and is mail.Unsent. It may be
	// called for several messages before the first answer, and from several goroutines at once; nil = no notes.
	Send(ctx context.Context, batch []mail.Message, note func(i int) error, done func(i int, o mail.Outcome))
	// Batch is how many messages the sender wants at a time (≥ 1). After a power cut at most that many are in doubt.
	Batch() int
}

// Store keeps everything, for all stages; each of them gets only its own part. Package store implements it. Each method
// is one transaction; its contract stands with the stage that it was made for.
type Store interface {
	Polls
	Slots
	Materials
	Issues
	Ledger
	Refusing
	Holders
	Repairs
	Due
	Times
	Outcomes
	Retention
}

// Links makes the addresses that stand in letters. web.Links implements it.
type Links interface {
	// Issue is the address of an issue in the archive; "" when there is none.
	Issue(id int64) string
	// Unsubscribe is where one subscriber leaves one digest; "" when there is none.
	Unsubscribe(subscriberID, digestID int64) string
	// Delivery is a short signed token that names the letter of an issue to a subscriber, in characters that a MIME
	// boundary may have (RFC 2046 5.1.1); "" when there is none.
	Delivery(issueID, subscriberID int64) string
}

// Pipeline joins the stages with what they need. Its methods, in order: Scrape, Publish, Deliver; Serve calls them by
// the clock. All fields but Links, Pictures, Log, Recorded and Paste must be set, or those of the stages that are used;
// a Pipeline is safe for use by several goroutines and holds no state.
type Pipeline struct {
	Store    Store
	Fetcher  Fetcher
	Editor   Editor
	Renderer Renderer
	Sender   Sender
	Links    Links            // nil = letters without web addresses
	Pictures Pictures         // nil = letters without pictures
	Domain   string           // right-hand side of List-Id and Message-ID: mail.Config.Domain()
	Config   Config           // checked by Config.Validate
	Alarm    AlarmConfig      // who is told when an issue does not come; checked by AlarmConfig.Validate
	Log      *slog.Logger     // nil = no log
	Now      func() time.Time // the time in UTC
	Clock    *clock.Clock     // doubts about Now, which is its Now then; nil = none

	// Recorded is told of deliveries whose outcome has just been written, for progress bars and metrics; nil = nobody
	// is. It may be called by several goroutines at once.
	Recorded func([]news.Delivery)

	// Paste completes the commands of attache in a text for people, such as an alarm, so that they work when they are
	// pasted; nil = as they are.
	Paste func(text string) string
}

// stage is what every stage has.
type stage struct {
	cfg   Config // with its defaults
	Now   func() time.Time
	Clock *clock.Clock
	Log   *slog.Logger
}

func (p *Pipeline) stage() stage {
	log := p.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return stage{cfg: p.Config.WithDefaults(), Now: p.Now, Clock: p.Clock, Log: log}
}

// log is where the stage writes what somebody wants to know tomorrow.
func (s stage) log() *slog.Logger { return s.Log }

// logFault writes a panic that was stopped, with its stack.
func (s stage) logFault(message string, err error, fields ...any) {
	fields = append(fields, "error", err)
	var fault *news.PanicError
	if errors.As(err, &fault) {
		fields = append(fields, "stack", fault.Stack)
	}
	s.Log.Error(message, fields...)
}

// scraper is the first stage: sources to articles.
type scraper struct {
	stage
	Store   Polls
	Fetcher Fetcher
}

func (p *Pipeline) scraper() *scraper { return &scraper{p.stage(), p.Store, p.Fetcher} }

// publisher is the second stage: articles to a frozen issue with its letters.
type publisher struct {
	stage
	Store    Issues
	Editor   Editor
	Renderer Renderer
	Links    Links
	Pictures Pictures
	calendar *calendar
	gatherer *gatherer
	scraper  *scraper // reads what is stale before an issue is composed
	time     *timekeeper
}

func (p *Pipeline) publisher() *publisher {
	s, c := p.scraper(), p.calendar()
	g := &gatherer{p.stage(), p.Store, c, s}
	return &publisher{p.stage(), p.Store, p.Editor, p.Renderer, p.Links, p.Pictures, c, g, s, p.timekeeper()}
}

func (p *Pipeline) calendar() *calendar { return &calendar{p.stage(), p.Store} }

// deliverer is the third stage: an approved issue to its readers.
type deliverer struct {
	stage
	Store    Ledger
	Sender   Sender
	Links    Links
	Domain   string
	Recorded func([]news.Delivery)
	brake    *brake
	holders  *recoverer
}

func (p *Pipeline) deliverer() *deliverer {
	return &deliverer{
		p.stage(), p.Store, p.Sender, p.Links, p.Domain, p.Recorded, &brake{p.stage(), p.Store}, p.recoverer(),
	}
}

func (p *Pipeline) recoverer() *recoverer { return &recoverer{p.stage(), p.Store} }

// repairer sets times right that a wrong clock wrote.
type repairer struct {
	stage
	Store Repairs
}

func (p *Pipeline) repairer() *repairer { return &repairer{p.stage(), p.Store} }

// retention deletes what is old.
type retention struct {
	stage
	Store Retention
	time  *timekeeper
}

func (p *Pipeline) retention() *retention { return &retention{p.stage(), p.Store, p.timekeeper()} }

// Scrape visits the sources, hosts in parallel, and stores the new articles of the window. One bad source never stops
// the rest: what became of each stands in the run's polls. A source that asked to be left alone for a while
// (Retry-After) is not visited; its last poll stands in the run. The error is of the store, or of the context.
func (p *Pipeline) Scrape(
	ctx context.Context, sources []news.Source, w news.Window, progress Progress,
) (news.Run, error) {
	return p.scraper().Scrape(ctx, sources, w, progress)
}

// NextWindow is what an issue composed now would cover.
func (p *Pipeline) NextWindow(ctx context.Context, d news.Digest) (news.Window, error) {
	return p.calendar().NextWindow(ctx, d)
}

// SourcesOf lists the enabled sources that a digest reads: those it names, or all.
func (p *Pipeline) SourcesOf(ctx context.Context, d news.Digest) ([]news.Source, error) {
	return p.publisher().gatherer.SourcesOf(ctx, d)
}

// Draft composes an issue and renders its letters without saving anything: the dry run.
func (p *Pipeline) Draft(ctx context.Context, o Order) (Draft, error) {
	return p.publisher().Draft(ctx, o)
}

// Publish composes an issue, claims its slot, renders its letters and freezes it: state approved, held, empty, or
// missed when the slot is too long ago. The error is ErrTaken when another worker has the slot.
func (p *Pipeline) Publish(ctx context.Context, o Order) (news.Issue, error) {
	return p.publisher().Publish(ctx, o)
}

// Deliver sends an approved issue to the digest's active subscribers, or goes on with one that is being sent: all that
// is due now, batch by batch. What was deferred waits in the ledger for a later call. The issue is sent when nothing is
// open. When ctx ends, messages under way are finished, their outcomes are written, and the rest stays queued. So it is
// when the mail server refuses us: the issue is held, and the error a *news.HeldError.
func (p *Pipeline) Deliver(ctx context.Context, issueID int64) (news.Tally, error) {
	return p.deliverer().deliver(ctx, issueID, 0)
}

// DeliverTo sends an issue that is being sent, or has been, to the given addresses only, whether subscribed or not: to
// those that have no delivery of it yet, and to those whose delivery is in one of the states again. It returns the
// deliveries to the other addresses, which stay as they are, and the issue's tally. An issue that is only approved
// cannot be sent so: the dispatcher would take it for one that everybody is to get.
func (p *Pipeline) DeliverTo(
	ctx context.Context, issueID int64, emails []string, again ...news.DeliveryState,
) (left []news.Delivery, t news.Tally, err error) {
	return p.deliverer().DeliverTo(ctx, issueID, emails, again...)
}

// SendDraft sends a draft that is not saved to the given addresses, to be seen in one's own mailbox. The ledger does
// not hear of it, nothing is tried again, and the letters cannot be unsubscribed from. Outcomes are in the order of
// emails.
func (p *Pipeline) SendDraft(ctx context.Context, d Draft, emails []string) ([]mail.Outcome, error) {
	return p.deliverer().SendDraft(ctx, d, emails)
}

// Recover records what holders that are dead left in sending. Deliver and Serve call it; several processes may at once.
func (p *Pipeline) Recover(ctx context.Context) error { return p.recoverer().Recover(ctx) }

// Sendable reports as a *news.InvalidError that the database was restored and nobody has confirmed yet what may be
// sent: what is open may have been sent after the backup was taken.
func (p *Pipeline) Sendable(ctx context.Context) error { return sendable(ctx, p.Store) }

// Lost lists the digest's slots from its last issue in the backup until the restore: their issues, if there were any,
// are not known.
func (p *Pipeline) Lost(ctx context.Context, d news.Digest, rest news.Restore) ([]schedule.Slot, error) {
	return p.calendar().Lost(ctx, d, rest)
}

// Ahead lists what Mend would set right.
func (p *Pipeline) Ahead(ctx context.Context) ([]news.Stamp, error) {
	return p.repairer().mend(ctx, true, true)
}

// Mend sets times of ours right that lie in the future: a wrong clock wrote them, and would silence what waits for
// them. Issues that readers may have stay what they are. One whose slot lies ahead gives the slot up, so that its day
// is not missed: at once when nobody got it, or when the slot is a day ahead; otherwise only when sure says that the
// clock that made it was wrong, for if it was right, and today's clock is slow, the slot would come twice.
func (p *Pipeline) Mend(ctx context.Context, sure bool) ([]news.Stamp, error) {
	return p.repairer().mend(ctx, sure, false)
}

// CheckTime returns a mistake when sites tell that the clock is more than a day off.
func (p *Pipeline) CheckTime(ctx context.Context) error { return p.timekeeper().CheckTime(ctx) }

// HostTimes returns what sites that were visited lately tell of the clock.
func (p *Pipeline) HostTimes(ctx context.Context) (HostTimes, error) {
	return p.timekeeper().hosts(ctx)
}

// Keeps returns why Forget deletes nothing at present; "" when it does.
func (p *Pipeline) Keeps(ctx context.Context) (string, error) { return p.timekeeper().Keeps(ctx) }

func (p *Pipeline) timekeeper() *timekeeper { return &timekeeper{p.stage(), p.Store} }

// Forget deletes what is older than its retention, gently, until nothing is left or ctx ends; nothing when Keeps says
// why.
func (p *Pipeline) Forget(ctx context.Context) error { return p.retention().forget(ctx) }
