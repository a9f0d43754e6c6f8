package news

import "time"

// UnreadCause says in a word why a page that a source listed was not read.
type UnreadCause string

// The causes, the gravest first.
const (
	UnreadFailing UnreadCause = "failing" // its host did not answer; also when it was not asked again so soon
	// its host answered with an error of its own (HTTP 5xx); also when it was not asked again so soon
	UnreadTrouble UnreadCause = "trouble"
	UnreadRefused UnreadCause = "refused" // the host refused, or the address must not be fetched
	UnreadBlocked UnreadCause = "blocked" // robots.txt does not allow it
	UnreadLater   UnreadCause = "later"   // the host asked to be left alone for a while
	UnreadTime    UnreadCause = "time"    // the time of the visit was over
	UnreadLimit   UnreadCause = "limit"   // beyond the number of pages that one visit reads
	UnreadStopped UnreadCause = "stopped" // the program was stopped
	// its host was not asked, because others that the source links to failed one after the other
	UnreadHosts  UnreadCause = "hosts"
	UnreadBroken UnreadCause = "broken" // it came, and holds no article
)

// UnreadCauses lists all causes, the gravest first.
var UnreadCauses = []UnreadCause{
	UnreadFailing, UnreadTrouble, UnreadRefused, UnreadBlocked, UnreadLater, UnreadTime,
	UnreadLimit, UnreadStopped, UnreadHosts, UnreadBroken,
}

// Unread is a page that a source listed and that was not read.
type Unread struct {
	URL      string      `json:"url"`
	SourceID int64       `json:"source_id"`
	Cause    UnreadCause `json:"cause"`
	Why      string      `json:"why"`            // a sentence for people
	Tried    bool        `json:"tried"`          // the page itself was asked for: this counts towards giving it up
	Since    time.Time   `json:"since,omitzero"` // when the host failed, if it was not asked again since; zero = it was
	At       time.Time   `json:"at,omitzero"`    // when the page was not read, last
}

// UnreadCount is how many pages of a source were not read for one cause.
type UnreadCount struct {
	SourceID int64       `json:"-"`
	Cause    UnreadCause `json:"cause"`
	Pages    int         `json:"pages"`
	Why      string      `json:"why,omitempty"`  // as in Unread, of one of the pages
	Since    time.Time   `json:"since,omitzero"` // as in Unread, the newest
	Again    bool        `json:"again"`          // at least one of them is tried again; else all are given up
	Next     time.Time   `json:"next,omitzero"`  // when the clock reads the source next, if Again; zero = not known
}
