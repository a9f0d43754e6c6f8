package newsroom

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"attache/news"
)

// The events that a webhook can ask for, and EventTest, which a person sends.
const (
	EventComposed = "issue.composed"  // an issue was composed: it is held, approved or empty
	EventHeld     = "issue.held"      // an issue waits for a person
	EventSent     = "issue.sent"      // no letter of it is on its way any more
	EventBroken   = "source.broken"   // a source is flagged as dead, or its page has changed
	EventRepaired = "source.repaired" // a flagged source is read again as before
	EventTest     = "test"
)

// HookEvents lists what a webhook can ask for.
var HookEvents = []string{EventComposed, EventHeld, EventSent, EventBroken, EventRepaired}

// HookOverlap is for how long the secret before a rotation still signs.
const HookOverlap = 24 * time.Hour

// Hook is an address that is told of events (Standard Webhooks).
type Hook struct {
	ID        int64     `json:"id"`
	URL       string    `json:"url"`
	Events    []string  `json:"events"`
	Secret    string    `json:"-"` // whsec_ and base64
	OldSecret string    `json:"-"` // the one before; "" = none
	OldUntil  time.Time `json:"-"` // when OldSecret ends
	Enabled   bool      `json:"enabled"`
	Note      string    `json:"note,omitempty"` // why the program switched it off
	Created   time.Time `json:"created,omitzero"`
}

// longestHookURL bounds the address of a webhook, in bytes.
const longestHookURL = 2000

// Validate reports the first mistake as an *news.InvalidError.
func (h *Hook) Validate() error {
	u, err := url.Parse(h.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(h.URL) > longestHookURL {
		return &news.InvalidError{
			Field: "url", Message: "A webhook needs a web address of at most 2,000 characters.",
			Hint: "use an address such as https://example.org/attache",
		}
	}
	if u.User != nil || u.Fragment != "" {
		return &news.InvalidError{
			Field: "url", Message: "The address of a webhook has no user name, password or #.",
			Hint: "leave it out: the receiver knows us by the signature",
		}
	}
	if len(h.Events) == 0 {
		return &news.InvalidError{
			Field:   "events",
			Message: "A webhook needs at least one event.",
			Hint:    "the events are " + strings.Join(HookEvents, ", "),
		}
	}
	for i, e := range h.Events {
		if !slices.Contains(HookEvents, e) || slices.Contains(h.Events[:i], e) {
			return &news.InvalidError{
				Field: "events", Message: "“" + e + "” is no event of a webhook, or stands twice.",
				Hint: "the events are " + strings.Join(HookEvents, ", "),
			}
		}
	}
	return nil
}

// Secrets are those that sign now, the newest first.
func (h *Hook) Secrets(now time.Time) []string {
	if h.OldSecret != "" && now.Before(h.OldUntil) {
		return []string{h.Secret, h.OldSecret}
	}
	return []string{h.Secret}
}

// HookMessage is one event on its way to one webhook.
type HookMessage struct {
	ID        int64     `json:"id"`
	HookID    int64     `json:"hook_id"`
	Event     string    `json:"event"`
	Subject   int64     `json:"subject"`         // number of the issue or source
	Name      string    `json:"name"`            // of the digest or source
	State     string    `json:"state,omitempty"` // of the issue or source at that moment
	At        time.Time `json:"at,omitzero"`
	Tries     int       `json:"tries"`
	NextTry   time.Time `json:"next_try,omitzero"` // zero = it has ended
	Ended     time.Time `json:"ended,omitzero"`
	Delivered bool      `json:"delivered"`
	Status    int       `json:"status,omitempty"` // HTTP status of the last answer; 0 = none came
	Answer    string    `json:"answer,omitempty"` // its beginning, or why there is none
}
