package news

import "time"

// RelayState is what is remembered of a mail relay: whether it may be used, and what it got today. Its zero value is a
// relay that has not been used.
type RelayState struct {
	Name string `json:"name"`

	// why it is left alone: "refuses", "down" or "rests"; "" = it is not
	Closed  string    `json:"closed,omitempty"`
	Why     string    `json:"why,omitempty"`     // the server's words, or the error
	Since   time.Time `json:"since,omitzero"`    // when it was left alone first, of the times in a row
	Until   time.Time `json:"until,omitzero"`    // when one letter tries it again
	InARow  int       `json:"in_a_row,omitzero"` // how often it was left alone without a letter taken in between
	Changed time.Time `json:"changed,omitzero"`

	Day  string `json:"day,omitempty"` // the day, in its zone, that the numbers are of: 2026-11-30
	Used int    `json:"used,omitzero"` // letters that it was given
	Good int    `json:"good,omitzero"` // of these, taken, or refused because of the reader
	Bad  int    `json:"bad,omitzero"`  // of these, refused because of us, of the letter, or of their number
	Cap  int    `json:"cap,omitzero"`  // letters that a plan allows on the day; 0 = no plan, or it has ended
	Done bool   `json:"done,omitzero"` // the plan has ended: per_day counts

	Minute time.Time `json:"minute,omitzero"` // until when the letters given use up the limit of a minute
	Hour   time.Time `json:"hour,omitzero"`   // likewise of an hour
}

// The values of RelayState.Closed.
const (
	RelayRefuses = "refuses" // us or our letters, or cannot be used with our settings: a person must look at it
	RelayDown    = "down"    // it cannot be reached, or does not answer
	RelayRests   = "rests"   // it asked for fewer letters, or for later ones
)

// Conversation is what was said with a mail server about a letter that it did not take, the last time it was offered.
type Conversation struct {
	IssueID      int64     `json:"issue_id"`
	SubscriberID int64     `json:"subscriber_id,omitempty"` // 0 = an address that is no subscriber
	Email        string    `json:"email"`
	Relay        string    `json:"relay,omitempty"`
	At           time.Time `json:"at"`
	State        string    `json:"state"` // of the letter then: deferred, failed or doubt
	Text         string    `json:"text"`
}

// WaitingError says that letters wait because no mail server may take one before a time: hours, limits, or a rest that
// it asked for.
type WaitingError struct {
	Until time.Time
	Why   string
}

// Error is the message for people.
func (e *WaitingError) Error() string {
	return "the letters wait until " + e.Until.UTC().Format("2006-01-02 15:04:05 UTC") + ": " + e.Why
}
