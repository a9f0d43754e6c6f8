// Package worker takes pieces along the road: it scrapes sources, publishes issues and delivers them, once by
// hand (Road's methods) or by the clock (Serve: River jobs and robfig/cron). Both call the same functions.
//
// It decides when and in what order, and what is tried again. It does not fetch, judge, set, send or keep anything
// itself: the interfaces in road.go, read downward, are the rooms that do.
package worker

import (
	"context"
	"log/slog"
	"time"

	"attache/mail"
	"attache/news"
)

// Fetcher reads sources and pages. Package scrape implements it.
type Fetcher interface {
	// Poll visits a source. last holds the validators (ETag, Last-Modified) of the poll before; its zero value
	// means the first visit. The outcome is always a named state with a Detail for people; items come newest first.
	Poll(ctx context.Context, src news.Source, last news.Poll) (news.Poll, []news.Item)
	// Read fetches and reads one item's page. When the page cannot be read but the item carries a text, it returns that
	// with Partial set; otherwise the error says what was tried. An error whose Until() time.Time returns a time says
	// that the host wants to be left alone until then; one whose Remembered() bool is true, that the host was not asked
	// because it failed shortly before.
	Read(ctx context.Context, src news.Source, it news.Item) (news.Article, error)
	// Trim cuts the lines out of an article that its source's earlier articles repeat (pleas, author boxes, notices),
	// and returns them. earlier hold what was cut from them too.
	Trim(a *news.Article, earlier []news.Article) (cut []news.Block)
}

// Editor judges and composes. Package digest implements it.
type Editor interface {
	// Compose returns the issue (Title, Lead, Sections, Coverage, Week, Language, TimeZone, Window; State draft, or
	// empty) and a verdict on every article, kept or dropped.
	Compose(ctx context.Context, m news.Material) (news.Issue, []news.Verdict, error)
}

// Setter renders an issue. Package templates implements it.
type Setter interface {
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

// Store keeps everything. Package store implements it; each method is one transaction.
type Store interface {
	// Sources in order of name; only enabled ones when enabled is true.
	Sources(ctx context.Context, enabled bool) ([]news.Source, error)
	// Standings in order of source name.
	Standings(ctx context.Context) ([]news.Standing, error)
	// Standing of one source; news.ErrNotFound when it is gone.
	Standing(ctx context.Context, sourceID int64) (news.Standing, error)
	// SavePoll writes a poll and the source's standing.
	SavePoll(ctx context.Context, p news.Poll) error
	// Unknown returns those of the URLs that neither are stored, nor lead to a stored article, nor are given up
	// (NoteUnread three times).
	Unknown(ctx context.Context, urls []string) ([]string, error)
	// NoteUnread notes pages that were not read and why, and counts those that were tried.
	NoteUnread(ctx context.Context, pages ...news.Unread) error
	// UnreadCounts counts the pages of the sources not read in the window, by source and cause; Next is not filled.
	UnreadCounts(ctx context.Context, w news.Window, sourceIDs []int64) ([]news.UnreadCount, error)
	// GiveUp notes a page or an article that attache itself failed on: Unknown no longer returns it, and Judged returns
	// the article.
	GiveUp(ctx context.Context, sourceID int64, url, why string, at time.Time) error
	// FailedPages lists the pages of the sources given up in the window, those that are no articles, at most limit.
	FailedPages(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Failure, error)
	// PutRead stores an article that a list gave under the address listed, which leads to it from now on, and what was
	// cut from it. It reports false and changes nothing in the article when its URL is known. It sets a.ID either way.
	PutRead(ctx context.Context, a *news.Article, listed string, cut []news.Block) (bool, error)
	// LastRead returns the last articles that a source brought, newest first, at most limit, each with what was cut
	// from it.
	LastRead(ctx context.Context, sourceID int64, limit int) ([]news.Article, error)
	// Candidates lists the articles of the sources published in the window, or (DateFrom seen) first seen in it,
	// without their texts and never backlog. Newest first, at most limit. No source IDs = every source.
	Candidates(ctx context.Context, w news.Window, sourceIDs []int64, limit int) ([]news.Candidate, error)
	// ArticlesByID loads articles, oldest first, each cut to at most most bytes of text.
	ArticlesByID(ctx context.Context, ids []int64, most int) ([]news.Article, error)

	Digests(ctx context.Context, enabled bool) ([]news.Digest, error)
	Digest(ctx context.Context, name string) (news.Digest, error) // wraps news.ErrNotFound
	// ClaimSlot makes the row UNIQUE(digest, slot) that decides who publishes. It reports false when another holds it.
	// A claim whose issue was never composed (its holder died) can be taken over after stale.
	ClaimSlot(ctx context.Context, digestID int64, slot string, now time.Time, stale time.Duration) (issueID int64,
		ok bool, err error)
	// DeleteDraft releases a claimed slot when its issue could not be finished.
	DeleteDraft(ctx context.Context, issueID int64) error
	// NextNumber is the number that SaveIssue will give to the digest's next issue.
	NextNumber(ctx context.Context, digestID int64) (int, error)
	// LastIssue is the newest issue of the schedule in a state other than draft; news.ErrNotFound when there is none.
	LastIssue(ctx context.Context, digestID int64) (news.Issue, error)
	// PastStories of the digest's sent, sending and approved issues created since, newest first.
	PastStories(ctx context.Context, digestID int64, since time.Time) ([]news.Story, error)
	// Judged returns those of the articles that an issue counted by PastStories, of whatever age, has a verdict on, and
	// those given up.
	Judged(ctx context.Context, digestID int64, articleIDs []int64) ([]int64, error)
	// Tongues returns the languages in which a digest's active subscribers get their letters ("" = the digest's own),
	// and for each the languages that all of them read untranslated.
	Tongues(ctx context.Context, digestID int64) (map[string][]string, error)
	// Readership counts the digest's subscribers who were known at a time (zero = all), by their state of now.
	Readership(ctx context.Context, digestID int64, known time.Time) (news.Readership, error)
	// WeekCounts counts the digest's stories by country since a time, most first.
	WeekCounts(ctx context.Context, digestID int64, since time.Time) ([]news.CountryCount, error)
	// SaveIssue freezes a composed issue with its verdicts and letters (by language) in one transaction. i.ID comes
	// from ClaimSlot. It numbers the issue when it is not empty or missed.
	SaveIssue(ctx context.Context, i *news.Issue, verdicts []news.Verdict, letters []news.Letter) error
	Issue(ctx context.Context, id int64) (news.Issue, error)
	// IssuesIn lists the issues in any of the states, oldest first.
	IssuesIn(ctx context.Context, states ...news.IssueState) ([]news.Issue, error)
	Letters(ctx context.Context, issueID int64) ([]news.Letter, error)
	// MoveIssue changes the state when it is from, and reports whether it did.
	MoveIssue(ctx context.Context, id int64, from, to news.IssueState, note string, at time.Time) (bool, error)

	// HoldIssue moves an issue from sending to held and reports whether it did. What was refused as our fault goes back
	// to queued; what was to be tried again and may have arrived becomes doubt.
	HoldIssue(ctx context.Context, id int64, note string, at time.Time) (bool, error)
	// HoldForReaders is HoldIssue because too many readers were refused: they go back to queued, too. Once a person has
	// released the issue, its Refusals are Confirmed.
	HoldForReaders(ctx context.Context, id int64, note string, at time.Time) (bool, error)
	// Refusals counts how the server answered for the readers of an issue; with IDs, for those deliveries.
	Refusals(ctx context.Context, issueID int64, only ...int64) (news.Refusals, error)
	// ApplyRefusals does to the readers what the refusals noted by SettleDeliveries mean, unless letters of the issue
	// are queued or under way or it is held. Unless sure, an address that is gone counts as a strike; refusals without
	// a reason count when vague is true.
	ApplyRefusals(ctx context.Context, issueID int64, sure, vague bool) (int, error)

	// Enqueue makes the deliveries (queued) of an approved issue to the digest's active subscribers and moves it to
	// sending, in one transaction. Existing pairs stay as they are.
	Enqueue(ctx context.Context, issueID int64, at time.Time) (int, error)
	// EnqueueTo is Enqueue to the given addresses only, whether subscribed or not; it makes no subscriber. Existing
	// pairs in one of the states again are queued once more. It returns the deliveries to these addresses as they are
	// then.
	EnqueueTo(ctx context.Context, issueID int64, emails []string, at time.Time,
		again ...news.DeliveryState) ([]news.Delivery, error)
	// TakeDeliveries moves up to n due deliveries (queued, or deferred with NextTry ≤ now) to sending, durably, counts
	// the attempt, and returns them. Two callers never get the same row. With IDs it takes only those.
	TakeDeliveries(ctx context.Context, issueID int64, n int, holder string, now time.Time,
		only ...int64) ([]news.Delivery, error)
	// SettleDeliveries writes outcomes. What Gone and Strike rows mean for their readers waits for ApplyRefusals.
	SettleDeliveries(ctx context.Context, ds []news.Delivery) error
	// HolderNames lists the holders that TakeDeliveries or Beat heard of and that have not left.
	HolderNames(ctx context.Context) ([]string, error)
	// Beat tells that a holder is alive, as taking does.
	Beat(ctx context.Context, holder string, now time.Time) error
	// Leave tells that a holder is gone: what it left in sending is stale at once.
	Leave(ctx context.Context, holder string) error
	// DoubtStale moves rows left in sending by a holder that is gone (or older than stale) to doubt and counts them.
	DoubtStale(ctx context.Context, now time.Time, stale time.Duration) (int, error)
	// Recover records what the journal of a dead holder tells: outcomes, rows in doubt (noted); the rest is queued
	// again, the attempt not counted. It forgets the holder and returns how many rows moved to each state.
	Recover(ctx context.Context, holder string, outcomes, noted []news.Delivery, at time.Time) (news.Tally, error)
	// ID names this database.
	ID(ctx context.Context) (string, error)
	// RequeueInterrupted moves the deliveries that a dead process left in doubt back to queued and counts them;
	// Interrupted counts them.
	RequeueInterrupted(ctx context.Context, issueID int64, at time.Time) (int, error)
	Interrupted(ctx context.Context, issueID int64) (int, error)
	Tally(ctx context.Context, issueID int64) (news.Tally, error)
	// NextDue is when the issue's next deferred delivery is due; zero when nothing is open.
	NextDue(ctx context.Context, issueID int64) (time.Time, error)

	SaveRun(ctx context.Context, r *news.Run) error

	// ScheduledSince is since when a digest has its schedule and is on; zero when that was before it was kept.
	ScheduledSince(ctx context.Context, digestID int64) (time.Time, error)

	// Restored returns the last filling of the database from a backup; its ID is 0 when there was none.
	Restored(ctx context.Context) (news.Restore, error)

	// Clock is the time that all processes of the database share; zero when it has none of its own.
	Clock(ctx context.Context) (time.Time, error)
	// Ahead counts stamps further ahead of now than tolerance, and next tries later than wait from now. MendAhead sets
	// them right.
	Ahead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error)
	MendAhead(ctx context.Context, now time.Time, tolerance, wait time.Duration) ([]news.Stamp, error)
	// MendPoll replaces a source's last poll, if it still is was, by one with other times.
	MendPoll(ctx context.Context, was, p news.Poll, now time.Time) (bool, error)
	// Heads lists the newest issues of the schedule (of a digest; 0 = all), drafts among them, without what stands in
	// them.
	Heads(ctx context.Context, digestID int64, limit int) ([]news.Issue, error)
	// HandAhead lists, among the newest issues, those made by hand whose times lie after limit, as Heads does; no
	// drafts.
	HandAhead(ctx context.Context, limit time.Time, newest int) ([]news.Issue, error)
	// MissedAhead lists issues that were given up as too late after limit, newest first, at most newest.
	MissedAhead(ctx context.Context, limit time.Time, newest int) ([]news.Missed, error)
	// MendMissed changes the state of such an issue, with a note; it reports whether it did.
	MendMissed(ctx context.Context, id int64, to news.IssueState, note string, at time.Time) (bool, error)
	// MendIssue moves an issue from one slot to another and pulls its times back to latest; it reports whether it did.
	MendIssue(ctx context.Context, id int64, from, slot string, latest, at time.Time) (bool, error)

	// ClaimAlarm reports whether the caller is to raise an alarm, once for a digest, slot and kind; again after retry
	// until AlarmSent.
	ClaimAlarm(ctx context.Context, digestID int64, slot, kind string, now time.Time, retry time.Duration) (bool, error)
	AlarmSent(ctx context.Context, digestID int64, slot, kind string, now time.Time) error
	// Forget deletes what is older than its retention, in small transactions, until nothing is left or ctx ends.
	// Without hurry it rests between them and does nothing when a whole pass ended within the hour.
	Forget(ctx context.Context, now time.Time, hurry bool) ([]news.Forgotten, error)
}

// Links makes the addresses that stand in letters. web.Links implements it.
type Links interface {
	// Issue is the address of an issue in the archive; "" when there is none.
	Issue(id int64) string
	// Unsubscribe is where one subscriber leaves one digest; "" when there is none.
	Unsubscribe(subscriberID, digestID int64) string
}

// Road is the stages and what they need. Its methods, in the order of the road: Scrape, Publish, Deliver; Serve calls
// them by the clock. All fields but Links, Log, Settled and Paste must be set; a Road is safe for use by several
// goroutines and holds no state.
type Road struct {
	Store   Store
	Fetcher Fetcher
	Editor  Editor
	Setter  Setter
	Sender  Sender
	Links   Links            // nil = letters without web addresses
	Domain  string           // right-hand side of List-Id and Message-ID: mail.Config.Domain()
	Config  Config           // checked by Config.Validate
	Alarm   AlarmConfig      // who is told when an issue does not come; checked by AlarmConfig.Validate
	Log     *slog.Logger     // nil = no log
	Now     func() time.Time // the time in UTC
	Clock   *Clock           // doubts about Now, which is its Now then; nil = none

	// Settled is told of deliveries whose outcome has just been written, for progress bars and metrics; nil = nobody
	// is. It may be called by several goroutines at once.
	Settled func([]news.Delivery)

	// Paste completes the commands of attache in a text for people, such as an alarm, so that they work when they are
	// pasted; nil = as they are.
	Paste func(text string) string
}

func (r *Road) log() *slog.Logger {
	if r.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return r.Log
}
