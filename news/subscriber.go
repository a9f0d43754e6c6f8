package news

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// SubscriberState is where a subscriber stands.
type SubscriberState string

// The states of a subscriber. Only active ones get mail.
const (
	SubscriberPending      SubscriberState = "pending"
	SubscriberActive       SubscriberState = "active"
	SubscriberUnsubscribed SubscriberState = "unsubscribed"
	SubscriberBounced      SubscriberState = "bounced"
	SubscriberComplained   SubscriberState = "complained"
)

// Subscriber is a person who gets issues.
type Subscriber struct {
	ID       int64  `json:"id,omitempty" yaml:"-"`
	Email    string `json:"email" yaml:"email"` // unique, compared in lower case
	Name     string `json:"name,omitempty" yaml:"name,omitempty"`
	Language string `json:"language,omitempty" yaml:"language,omitempty"` // of the letter; "" = the digest's
	// languages read besides that of the letter
	Reads   []string        `json:"reads,omitempty" yaml:"reads,omitempty"`
	Digests []string        `json:"digests,omitempty" yaml:"digests,omitempty"` // names of the digests subscribed to
	State   SubscriberState `json:"state" yaml:"state,omitempty"`
	Created time.Time       `json:"created,omitzero" yaml:"-"`
	Changed time.Time       `json:"changed,omitzero" yaml:"-"` // when the state became what it is
	// Bounced is when a delivery's refusal made an active subscriber bounced, BouncedFor the server's words; zero = no
	// delivery did.
	Bounced    time.Time `json:"bounced,omitzero" yaml:"-"`
	BouncedFor string    `json:"bounced_for,omitempty" yaml:"-"`
}

// SubscriberText is a text that an operator may say of a subscriber, "" = nothing.
type SubscriberText struct {
	Name  string                    // the column in the database and in CSV files, and the flag of "subscriber add"
	Usage string                    // of the flag
	Of    func(*Subscriber) *string // the field
}

// SubscriberTexts are all of them. Store, CSV, commands and imports range over this table, so one more text is a
// field, a row here and a migration that adds a column of that name to the table "subscribers"; a test holds fields
// and rows to each other.
var SubscriberTexts = []SubscriberText{
	{"name", "the person's name", func(s *Subscriber) *string { return &s.Name }},
	{
		"language", "language of the letter: " + strings.Join(Languages, ", ") + " (default the digest's)",
		func(s *Subscriber) *string { return &s.Language },
	},
}

// Update adds what is said now of a subscriber to what is known: texts and languages read that are said replace those
// known, digests are added. The state, the times and the address stay.
func (s *Subscriber) Update(now *Subscriber) {
	for _, t := range SubscriberTexts {
		if said := *t.Of(now); said != "" {
			*t.Of(s) = said
		}
	}
	if len(now.Reads) > 0 {
		s.Reads = now.Reads
	}
	s.Digests = slices.Clone(s.Digests)
	for _, d := range now.Digests {
		if !slices.Contains(s.Digests, d) {
			s.Digests = append(s.Digests, d)
		}
	}
}

// Validate reports the first mistake as an *InvalidError.
func (s *Subscriber) Validate() error {
	if !deliverable(s.Email) {
		return Invalid("email", "%q is not an e-mail address: write it plainly, like reader@example.org.", s.Email)
	}
	if s.State == SubscriberPending || s.State == SubscriberActive {
		// one that nobody writes to may stay, to be known as such
		if why := Unreachable(s.Email); why != "" {
			e := Invalid("email", "No letter reaches %q: %s.", s.Email, why)
			e.Hint = "use an address of the Internet, such as reader@example.org"
			return e
		}
	}
	for _, t := range SubscriberTexts {
		if said := *t.Of(s); strings.ContainsAny(said, "\n\r\v\f\u0085\u2028\u2029") {
			e := Invalid(t.Name, "A line break stands in %q.", said)
			e.Hint = "write it on one line"
			return e
		}
	}
	switch s.State {
	case SubscriberPending, SubscriberActive, SubscriberUnsubscribed, SubscriberBounced, SubscriberComplained:
	default:
		return Invalid("state",
			"%q is not a state of a subscriber: use pending, active, unsubscribed, bounced or complained.", s.State)
	}
	return nil
}

// An address that a server of the Internet may take mail for: the form of RFC 5321 without quotation marks and address
// literals, with the letters of any script (RFC 6531), in a domain of at least two parts (RFC 1035). They are compiled
// when the first address is checked: thousands of ranges of letters take 2 ms.
var (
	part    = `[\pL\pM\p{Nd}]([\pL\pM\p{Nd}-]{0,61}[\pL\pM\p{Nd}])?`
	address = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[^\s"@\pC\pZ\x{FFFD}]+@(` + part + `\.)+` + part + `$`)
	})
)

// deliverable reports whether an address can be written to. Its part before the @ has at most 64 bytes, all of it 254
// (RFC 5321).
func deliverable(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= 254 && strings.LastIndexByte(email, '@') <= 64 &&
		address().MatchString(email)
}

// DeliveryState is where one issue to one subscriber stands.
type DeliveryState string

// Cause says whose matter it is that a mail server does not take a letter.
type Cause string

// The states of a delivery. Queued, sending and deferred are open; the others are final unless a person resends.
// And the causes of a refusal; "" = the letter was not refused.
const (
	DeliveryQueued  DeliveryState = "queued"
	DeliverySending DeliveryState = "sending" // written before the message leaves
	DeliverySent    DeliveryState = "sent"    // the server took it
	// refused for us or for the moment, timeout or disconnect before the final dot: tried again at NextTry
	DeliveryDeferred DeliveryState = "deferred"
	DeliveryFailed   DeliveryState = "failed" // refused for the reader or the letter, or deferred too often
	DeliveryDoubt    DeliveryState = "doubt"  // silence after the final dot, or a crash: may or may not have arrived
	// the reader left, bounced or was erased after the list of recipients was frozen: nothing was sent
	DeliveryWithdrawn DeliveryState = "withdrawn"

	CauseReader  Cause = "reader"  // the address: it does not exist, is switched off, or moved
	CauseContent Cause = "content" // this letter: too large, its text or a part of it
	// we: sender, relaying, authentication, policy, reputation; it says nothing of the reader
	CauseUs    Cause = "us"
	CauseLater Cause = "later" // the moment: a full mailbox, greylisting, a fault that passes, or no reason at all
	// CauseDoubt: the server was silent after the final dot of this attempt or an earlier one, or a crash left it in
	// doubt and it is sent again. The letter may have arrived. Only a yes of the server, or a refusal of the reader,
	// ends it.
	CauseDoubt Cause = "doubt"
)

// Delivery is one issue to one subscriber.
type Delivery struct {
	ID           int64         `json:"id,omitempty"`
	IssueID      int64         `json:"issue_id"`
	SubscriberID int64         `json:"subscriber_id"`
	Email        string        `json:"email"`
	Name         string        `json:"name,omitempty"`
	Language     string        `json:"language,omitempty"` // "" = the digest's
	State        DeliveryState `json:"state"`
	Attempts     int           `json:"attempts"`
	Claim        int64         `json:"-"` // which taking this is; the store drops the outcome of an earlier one
	NextTry      time.Time     `json:"next_try,omitzero"`
	MessageID    string        `json:"message_id,omitempty"`
	Response     string        `json:"response,omitempty"` // the server's last words
	Cause        Cause         `json:"cause,omitempty"`    // whose matter the last refusal was; "" = it was not refused
	// a failure of the address itself: it makes the subscriber bounced (ApplyRefusals)
	Gone   bool `json:"-"`
	Strike bool `json:"-"` // a refusal that is not sure: the third in two weeks does
	// a strike only if the issue was taken for somebody else: it may be a refusal of us
	Vague   bool      `json:"-"`
	Changed time.Time `json:"changed,omitzero"`
	// of a conversation that is kept (KeepConversations): through which relay, and what was said
	Relay string `json:"relay,omitempty"`
	Talk  string `json:"text,omitempty"`
}

// MayHaveArrived reports whether the reader has the letter or may have it, so that another one may be a second copy.
func (d *Delivery) MayHaveArrived() bool {
	return d.State == DeliverySent || d.State == DeliveryDoubt || d.Cause == CauseDoubt
}

// Refusals counts how the mail server answered for the readers of an issue. Many refusals of readers are a fault of the
// server, or of us, more often than of the readers: the second brake (Flood).
type Refusals struct {
	Answered  int    // letters taken and readers refused
	Refused   int    // readers refused: the server says in one way or another that the address is gone
	Known     int    // of these, those that got an earlier issue
	Vague     int    // readers refused without a reason; not in the others
	Open      int    // deliveries that are queued or being sent
	Undecided int    // refusals that have not been applied to their readers yet
	Confirmed bool   // a person has looked at the refusals and let the issue go on
	Words     string // the server's words for one of the refused
}

// Wave compares how an issue's readers who got an earlier one lately were refused with the issues before. Readers whom
// the server took letters for last week do not leave together: many at once are a fault of the server.
type Wave struct {
	Reached int // readers answered for who got another issue lately
	Refused int // of these, those that were refused
	Usual   int // the most such refusals in one of the digest's issues lately, but those that a person has looked at
}

// Tally counts the deliveries of an issue by state.
type Tally map[DeliveryState]int

// Empty reports whether the issue is for nobody: all who were to get it have left.
func (t Tally) Empty() bool { return t.Letters() == 0 }

// Frozen is how many recipients the issue's list has: the sum of all states.
func (t Tally) Frozen() int {
	n := 0
	for _, of := range t {
		n += of
	}
	return n
}

// Letters is how many letters there are: the recipients who have not left before theirs was sent.
func (t Tally) Letters() int { return t.Frozen() - t[DeliveryWithdrawn] }

// Open is how many are not final yet.
func (t Tally) Open() int { return t[DeliveryQueued] + t[DeliverySending] + t[DeliveryDeferred] }

// Run is one passage through the pipeline.
type Run struct {
	ID       int64     `json:"id,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	Window   Window    `json:"window"`
	Polls    []Poll    `json:"polls,omitempty"`
	Articles int       `json:"articles"` // new ones
	IssueID  int64     `json:"issue_id,omitempty"`
	Note     string    `json:"note,omitempty"`
}
