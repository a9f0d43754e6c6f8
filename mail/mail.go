// Package mail writes an issue's messages and hands them to an SMTP server, or to a folder when none is set. It sorts
// the server's answers by cause, and stops when the server refuses the sender itself.
//
// It does not decide who gets what, nor remember it: that is the ledger's work (package store, driven by worker). Read
// mail.go first, then sender.go: Sender.Send. compose.go writes a message, dial.go and dialogue.go speak with the
// server, refusal.go and refusal_words.go sort its answers, brake.go and trust.go decide when to stop.
package mail

import "time"

// Message is one letter to one recipient, ready to compose.
type Message struct {
	ID      string // Message-ID without angle brackets; see MessageID
	To      string // bare address
	ToName  string
	Subject string
	// text and HTML, shared by all letters of a segment; nil = HTML and Text, which are this letter's alone
	Body        *Body
	HTML        string // news.UnsubscribeToken stands for Unsubscribe
	Text        string // likewise
	Language    string // Content-Language
	From        string // bare address; "" = Config.From
	Digest      string // its name, for the figures of mailbox providers (Feedback-ID, X-Mailru-Msgtype); "" = none
	Issue       int64  // likewise
	ListID      string // "daily.press.example.org"
	ListName    string // the digest's title
	Unsubscribe string // https URL of this recipient; POST to it unsubscribes (RFC 8058)
	Archive     string // URL of the issue on the web; "" = none
	// what parts text and HTML: a short signed token that names the delivery, because some reports of complaints keep
	// nothing else of a letter; "" = it follows from ID
	Boundary string
	Date     time.Time
}

// Parts returns HTML and text as the recipient gets them.
func (m *Message) Parts() (page, text string) {
	if m.Body != nil {
		return m.Body.Parts(m.Unsubscribe)
	}
	return NewBody(m.HTML, m.Text).Parts(m.Unsubscribe)
}

// OutcomeKind names what became of a message.
type OutcomeKind string

// The outcomes.
const (
	Sent OutcomeKind = "sent" // the server answered the final dot with 2xx (or the file is on disk)
	// refused for another reason, timeout or disconnect before the final dot: try again
	Deferred OutcomeKind = "deferred"
	Failed   OutcomeKind = "failed" // refused because of this recipient or message: do not try again
	// silence, or neither yes nor no, after the final dot: may or may not have arrived
	Doubt OutcomeKind = "doubt"
	// never offered to the server (the context ended, no connection): nothing happened
	Unsent OutcomeKind = "unsent"
)

// Outcome is what became of one message.
type Outcome struct {
	Kind     OutcomeKind
	Code     int     // SMTP reply code; 0 = none
	Response string  // the server's words on one line, or the error
	Refusal  Refusal // whose matter it is that the server refused; zero = it did not
	// Brake says why the sender has stopped, in words fit to be shown: the server refuses us, cannot be used with our
	// settings or takes letters without an answer. The letter is Unsent, or the one whose answer or silence stopped it.
	// "" = it has not.
	Brake string
	// Mute says that the server has stopped answering before the final dot, letter after letter: this one was not
	// offered, and others are not worth a try for now.
	Mute bool
	// Until says that the letter was not offered because no relay may take one before then: its hours, its limits, or a
	// rest that it asked for. Zero = that is not why.
	Until time.Time
	Relay string // name of the relay that it is of; "" = none was asked
	// Talk is the conversation with the server about a letter that was not taken, without the letter, passwords and
	// tokens, at most 8 KB; "" = nothing was said
	Talk string

	step     Step
	answered bool        // the server answered the final dot with yes or no
	unclear  bool        // it answered with neither
	late     bool        // it did not answer in time
	setup    *setupError // why the server cannot be used with our settings; nil = it can, or that is not known
}
