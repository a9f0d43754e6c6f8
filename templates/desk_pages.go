package templates

import (
	"time"

	"attache/news"
	"attache/newsroom"
)

// What the pages of the desk are given, by page. All texts are plain; the pages escape them.

// DeskSignIn is the page sign-in.
type DeskSignIn struct {
	Email  string
	Next   string // where to go afterwards, a path
	Other  string // name of the organisation through which one signs in; "" = there is none
	Closed bool   // passwords are for admins in an emergency only
}

// DeskWelcome is the page welcome: it makes an account, or sets a password.
type DeskWelcome struct {
	Token string
	Email string // of the invitation; "" = the person says
	Name  string
	Role  newsroom.Role
	Reset bool // the person is known already
}

// DeskDenied is the page denied: who may do it.
type DeskDenied struct{ Role newsroom.Role }

// DeskError is the page error.
type DeskError struct {
	Key string // not_found, busy, too_many, overtaken, unreadable or internal
}

// DeskMe is the page me.
type DeskMe struct {
	Sessions []newsroom.Session
	Current  int64 // ID of the session that asks
}

// DeskPeople is the page people.
type DeskPeople struct {
	People      []newsroom.Person
	Invitations []newsroom.Invitation
	Roles       []newsroom.Role
	Link        string // of an invitation just made, shown once; "" = none
	For         string // whom it is for
	Mailed      bool
}

// DeskAudit is the page audit.
type DeskAudit struct {
	Entries []DeskEntry
	People  []newsroom.Person
	Filter  newsroom.Filter
	Kinds   []string
	To      string // day, as the form has it
	From    string
	Older   string // address; "" = none
	Export  string
	Days    int // for how long entries are kept; < 0 = for ever
}

// DeskEntry is an entry with what changed in words.
type DeskEntry struct {
	newsroom.Entry
	Changes []DeskChange
}

// DeskChange is a field that changed.
type DeskChange struct{ Field, Was, Became string }

// DeskToday is the page today.
type DeskToday struct {
	Next      []DeskNext // of each digest that has a schedule, the soonest first
	Held      []news.IssueRow
	Doubt     []DeskDoubt
	Missed    []news.IssueRow
	Drifted   []DeskSource    // whose pages have changed
	Broken    []news.Standing // at most some; BrokenAll says how many there are
	Last      *DeskLast
	Sources   int // that are polled
	Digests   int
	BrokenAll int
}

// Calm reports whether nothing needs a person.
func (d DeskToday) Calm() bool {
	return len(d.Held)+len(d.Doubt)+len(d.Missed)+len(d.Broken)+len(d.Drifted) == 0
}

// DeskNext is the next issue of a digest.
type DeskNext struct {
	Digest news.Digest
	At     time.Time // zero = none by the clock
	Zone   *time.Location
}

// DeskDoubt is an issue with letters of unknown outcome.
type DeskDoubt struct {
	Issue news.IssueRow
	N     int
}

// DeskLast is the newest issue.
type DeskLast struct {
	Issue     news.IssueRow
	Sent      int // letters
	Headlines []string
}

// DeskSources is the page sources.
type DeskSources struct {
	Rows      []DeskSource
	Total     int // of all sources
	Found     int // that the filters let through
	State     string
	Region    string
	Lang      string
	Query     string
	States    []DeskChoice
	Regions   []string
	Languages []string
	Group     string
	Groups    []string
	Outlet    string
	Outlets   []string // that have several sources
	Export    string   // address of the file of what is shown, less its format
	More      string   // address of the next page; "" = none
	Filtered  bool
}

// DeskChoice is a filter with how many it lets through.
type DeskChoice struct {
	Key  string
	N    int
	Link string
}

// DeskSource is a source in a list.
type DeskSource struct {
	news.Standing
	State string // ok, dead, failing, drifted, paused or never
	Week  []int  // articles of each of the last seven days
	Sum   int
	Flag  newsroom.Flag // State "" = nothing is wrong with it
}

// DeskSourcePage is the page source.
type DeskSourcePage struct {
	DeskSource
	Polls    []news.Poll
	Articles []newsroom.ArticleRow
	Entries  []DeskEntry
	Tried    *DeskTried // when it was just read; nil = not
}

// DeskTried is what reading a source now gave.
type DeskTried struct {
	Poll    news.Poll
	Items   []news.Item
	Newest  *news.Article
	Problem string
}

// DeskAdd is the page add.
type DeskAdd struct {
	Address string
	Asked   bool // ways were looked for
	Ways    []DeskWay
}

// DeskWay is one way to read a site.
type DeskWay struct {
	Source   news.Source
	Document string // the source as JSON, which the form gives back
	Why      string
	Items    []news.Item
}

// DeskEdit is the page edit.
type DeskEdit struct {
	Source news.Source
	Every  string // minutes
	Groups string // by commas
	Kinds  []news.SourceKind
}

// DeskArticles is the page articles.
type DeskArticles struct {
	Rows      []newsroom.ArticleRow
	Verdict   string
	Lang      string
	Country   string
	Outlet    string
	From, To  string
	Languages []string
	Lands     []string
	Outlets   []string
	Older     string
	Filtered  bool
	Query     string // words that are sought
	Issue     int64  // of an issue that judged them; 0 = any
	Fate      string // what became of them in it
	Fates     []newsroom.Fate
	Found     DeskFound
	Typed     *DeskWithout  // with the keyboard set to other letters; nil = nothing either
	Without   []DeskWithout // when nothing was found
	Building  bool          // not all can be searched yet
}

// DeskArticlePage is the page article.
type DeskArticlePage struct {
	Article  *news.Article
	Source   string // name of its source; "" = gone
	Verdicts []DeskVerdict
	Choose   []DeskChoose
	Reread   *DeskReread // when its page was just read again; nil = not
}

// DeskVerdict is a verdict with the digest's name.
type DeskVerdict struct {
	news.Verdict
	Digest string
}

// DeskDigests is the page digests.
type DeskDigests struct{ Digests []DeskDigest }

// DeskDigest is a digest with its next slots.
type DeskDigest struct {
	news.Digest
	Runs    []time.Time
	Zone    *time.Location
	Sources int // it reads
	Readers int // who get it
}

// DeskIssues is the page issues.
type DeskIssues struct {
	Rows    []news.IssueRow
	Digest  string
	State   string
	Digests []news.Digest
	States  []news.IssueState
	Older   string
}

// DeskIssue is the page issue.
type DeskIssue struct {
	Issue      *news.Issue
	Tally      news.Tally
	Letters    []news.Letter // their languages and subjects
	Shown      string        // language of the letter in the frame; "" = there is none
	Coverage   []string
	Funnel     DeskFunnel
	Cut        []DeskCut // what found no room, by cap
	Run        int64     // that read for it; 0 = none is known
	CanHold    bool
	CanCancel  bool
	CanApprove bool
	Readers    int // who would get it, when it can be approved and none has been sent
	// why a person must approve it with the command: sending stopped because readers were refused
	Refused bool
}
