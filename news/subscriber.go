package news

import (
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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
	ID       int64           `json:"id,omitempty" yaml:"-"`
	Email    string          `json:"email" yaml:"email"` // unique, compared in lower case
	Name     string          `json:"name,omitempty" yaml:"name,omitempty"`
	Language string          `json:"language,omitempty" yaml:"language,omitempty"` // of the letter; "" = the digest's
	Reads    []string        `json:"reads,omitempty" yaml:"reads,omitempty"`       // languages read besides that of the letter
	Digests  []string        `json:"digests,omitempty" yaml:"digests,omitempty"`   // names of the digests subscribed to
	State    SubscriberState `json:"state" yaml:"state,omitempty"`
	Created  time.Time       `json:"created,omitzero" yaml:"-"`
	Changed  time.Time       `json:"changed,omitzero" yaml:"-"`
}

// Validate reports the first mistake as an *InvalidError.
func (s *Subscriber) Validate() error {
	if why := undeliverable(s.Email); why != "" {
		return Invalid("email", "%q is not an e-mail address%s.", s.Email, why)
	}
	switch s.State {
	case SubscriberPending, SubscriberActive, SubscriberUnsubscribed, SubscriberBounced, SubscriberComplained:
	default:
		return Invalid("state", "%q is not a state of a subscriber: use pending, active, unsubscribed, bounced or complained.", s.State)
	}
	return nil
}

// undeliverable says why no server of the Internet takes mail for an address, "" when one may: the form of RFC 5321 without
// quotation marks and address literals, with the letters of any script (RFC 6531), in a domain that can be in the DNS.
func undeliverable(email string) string {
	a, err := mail.ParseAddress(email)
	at := strings.LastIndexByte(email, '@')
	if err != nil || a.Address != email || strings.ContainsFunc(email, func(r rune) bool { return !unicode.IsPrint(r) || r == ' ' || r == utf8.RuneError }) {
		return ": write it plainly, like reader@example.org"
	}
	if at > 64 || len(email) > 254 { // RFC 5321, 4.5.3.1
		return " that any server takes: it may have 64 bytes before the @ and 254 in all"
	}
	labels := strings.Split(email[at+1:], ".")
	top := strings.ToLower(labels[len(labels)-1])
	if len(labels) < 2 || top == "localhost" || top == "invalid" || strings.Trim(top, "0123456789") == "" {
		return " on the Internet: its domain needs a name and an ending"
	}
	for _, l := range labels {
		bad := func(r rune) bool { return r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) }
		if l == "" || len(l) > 63*utf8.UTFMax || l[0] == '-' || l[len(l)-1] == '-' || strings.ContainsFunc(l, bad) ||
			len(l) > 63 && strings.IndexFunc(l, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 { // RFC 1035, 2.3.4
			return fmt.Sprintf(": no domain has the part %q", l)
		}
	}
	return ""
}

// DeliveryState is where one issue to one subscriber stands.
type DeliveryState string

// The states of a delivery. Queued, sending and deferred are open; the others are final unless a person resends.
const (
	DeliveryQueued   DeliveryState = "queued"
	DeliverySending  DeliveryState = "sending"  // written before the message leaves
	DeliverySent     DeliveryState = "sent"     // the server took it
	DeliveryDeferred DeliveryState = "deferred" // 4xx, timeout or disconnect before the final dot: tried again at NextTry
	DeliveryFailed   DeliveryState = "failed"   // 5xx, or deferred too often
	DeliveryDoubt    DeliveryState = "doubt"    // silence after the final dot, or a crash: may or may not have arrived
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
	Gone         bool          `json:"-"`                  // a failure of the address itself: settling it makes the subscriber bounced
	Changed      time.Time     `json:"changed,omitzero"`
}

// Tally counts the deliveries of an issue by state.
type Tally map[DeliveryState]int

// Open is how many are not final yet.
func (t Tally) Open() int { return t[DeliveryQueued] + t[DeliverySending] + t[DeliveryDeferred] }

// Run is one passage along the road.
type Run struct {
	ID       int64     `json:"id,omitempty"`
	Started  time.Time `json:"started"`
	Ended    time.Time `json:"ended,omitzero"`
	Window   Window    `json:"window"`
	Polls    []Poll    `json:"polls,omitempty"`
	Articles int       `json:"articles"` // new ones
	IssueID  int64     `json:"issue_id,omitempty"`
	Note     string    `json:"note,omitempty"`
}
