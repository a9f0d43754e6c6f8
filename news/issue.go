package news

import "time"

// IssueState is where an issue stands.
type IssueState string

// The states of an issue; docs/states.md draws the arrows.
const (
	IssueDraft IssueState = "draft" // being composed
	// waits for a person: composed, or stopped in the middle because the mail server refuses us
	IssueHeld     IssueState = "held"
	IssueApproved IssueState = "approved" // may leave
	IssueSending  IssueState = "sending"  // deliveries exist
	IssueSent     IssueState = "sent"     // no delivery is queued, sending or deferred any more
	IssueEmpty    IssueState = "empty"    // nothing new: nothing sent
	IssueMissed   IssueState = "missed"   // too late to be worth sending
)

// CoverageNote says what is wrong with one source.
type CoverageNote struct {
	Outlet string    `json:"outlet"`
	Source string    `json:"source"` // its name
	State  PollState `json:"state"`
	Status int       `json:"status,omitempty"` // HTTP status, when that is the matter
	Since  time.Time `json:"since,omitzero"`   // last news (when State is Good) or last success; zero = never
	// its articles that the issue does not judge, because they are beyond a limit
	Left int `json:"left,omitempty"`
	// its articles of which only the beginning was read, because they are too long
	Cut int `json:"cut,omitempty"`

	// pages that it listed and that were not read, by cause, the gravest first
	Unread []UnreadCount `json:"unread,omitempty"`
}

// Coverage tells no news from not having looked.
type Coverage struct {
	Sources  int `json:"sources"` // sources of the digest
	Read     int `json:"read"`    // whose last poll was good
	Articles int `json:"articles"`
	Kept     int `json:"kept"`
	// failing sources, those with pages not read or beyond a limit, silent ones (no news for three days or more)
	Notes  []CoverageNote `json:"notes,omitempty"`
	Failed []Failure      `json:"failed,omitempty"` // articles that attache itself failed on
}

// CountryCount is one bar of the week's coverage.
type CountryCount struct {
	Country string `json:"country"` // ISO 3166 alpha-2
	Stories int    `json:"stories"`
}

// Issue is one dated edition of a digest.
type Issue struct {
	ID       int64          `json:"id,omitempty"`
	DigestID int64          `json:"digest_id"`
	Digest   string         `json:"digest"` // its name
	Title    string         `json:"title"`  // the digest's title then
	Number   int            `json:"number,omitempty"`
	Slot     string         `json:"slot"`              // "2026-11-23T07:00 Asia/Almaty", or words; unique in its digest
	ByHand   bool           `json:"by_hand,omitempty"` // no schedule asked for it, and its slot keeps none away
	State    IssueState     `json:"state"`
	Language string         `json:"language,omitempty"`
	TimeZone string         `json:"time_zone,omitempty"`
	Window   Window         `json:"window"`
	Created  time.Time      `json:"created,omitzero"`
	Begun    time.Time      `json:"begun,omitzero"` // when its sending began; zero = not yet
	Sent     time.Time      `json:"sent,omitzero"`
	Lead     []Sentence     `json:"lead,omitempty"` // of its first story, what tells it; at most one
	Sections []Section      `json:"sections,omitempty"`
	Coverage Coverage       `json:"coverage"`
	Week     []CountryCount `json:"week,omitempty"` // most covered first, at most eight
	Note     string         `json:"note,omitempty"` // why it is empty, missed or held
	Help     *Help          `json:"help,omitempty"` // what a language model did for it; nil = none was set
}

// Count is how many stories the issue has.
func (i *Issue) Count() int {
	n := 0
	for _, sec := range i.Sections {
		n += len(sec.Stories)
	}
	return n
}

// Stories lists the stories of all sections in order.
func (i *Issue) Stories() []Story {
	n := i.Count()
	if n == 0 {
		return nil
	}
	s := make([]Story, 0, n)
	for _, sec := range i.Sections {
		s = append(s, sec.Stories...)
	}
	return s
}

// Material is what an editor composes an issue from.
type Material struct {
	Digest   Digest
	Slot     string // key of the issue's slot
	ByHand   bool   // no schedule asked for the issue
	Window   Window
	Articles []Article      // of the window, from the digest's sources
	Past     []Story        // stories of the digest's issues in the last seven days, newest first
	Coverage Coverage       // Sources, Read, Notes and what Failed in reading are filled; the editor fills the rest
	Week     []CountryCount // the digest's stories by country since a week

	// Readers are the languages in which letters are read, and for each those that all its readers read untranslated.
	Readers map[string][]string
	// by article, what a person at the desk said: keep it (true) or drop it, whatever its score
	Choices map[int64]bool
	Judged  int // articles in the window that an earlier issue of the digest has judged; they are not among Articles
}

// UnsubscribeToken stands in a letter where each recipient's own unsubscribe address goes, in HTML and text alike.
const UnsubscribeToken = "https://unsubscribe.attache.invalid/"

// Letter is an issue rendered in one language.
type Letter struct {
	Language  string `json:"language"`
	Subject   string `json:"subject"`
	Preheader string `json:"preheader"`
	HTML      string `json:"html"` // holds UnsubscribeToken
	Text      string `json:"text"` // holds UnsubscribeToken
	Stories   int    `json:"stories"`
	Cut       int    `json:"cut"` // stories left for the web because of the size limit
}

// Restore is one filling of the database from a backup.
type Restore struct {
	ID        int64     `json:"id"` // 0 = the database was never restored
	Restored  time.Time `json:"restored,omitzero"`
	Taken     time.Time `json:"taken,omitzero"`     // when the backup was made
	Confirmed time.Time `json:"confirmed,omitzero"` // zero = not yet: nothing is sent
	// IDs of digests whose lost issues count as sent: what was published before Restored is not told again
	Told []int64 `json:"told,omitempty"`
}

// Waits reports whether a person has yet to confirm what may be sent.
func (r Restore) Waits() bool { return r.ID != 0 && r.Confirmed.IsZero() }
