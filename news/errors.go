package news

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotFound says that the thing asked for does not exist. Stores wrap it with what was asked.
var ErrNotFound = errors.New("not found")

// InvalidError is a mistake that the person who reads it can mend. Message is a full sentence
// fit to show on a terminal or a page; Hint, when set, is a command or a value to try.
type InvalidError struct {
	Field   string // dotted path of the offending field; "" when it is the whole thing
	Message string
	Hint    string
	Value   string // what is wrong; "" = not told
}

// Error returns the field and the message; the hint is for the caller to set apart.
func (e *InvalidError) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Invalid makes an *InvalidError for one field. A text that is the first of args is the value that is wrong.
func Invalid(field, format string, args ...any) *InvalidError {
	value, _ := append(args, "")[0].(string)
	return &InvalidError{Field: field, Message: fmt.Sprintf(format, args...), Value: value}
}

// ErrOvertaken says that another issue of the digest was frozen while this one was composed: it does not know what that
// one tells, and is composed again.
var ErrOvertaken = errors.New("another issue of the digest was composed meanwhile")

// ErrUnread says that not one source of a digest could be read: that is not "nothing new".
var ErrUnread = errors.New("not one of its sources could be read")

// UnreadError says why an address could not be read. Package scrape/fetch makes it; errors.As finds it in what a
// fetcher returns.
type UnreadError struct {
	State      PollState // blocked, refused, failing or broken
	Status     int       // HTTP status; 0 = none came
	Brief      string    // what happened, in one sentence for people
	RetryAfter time.Time // the host asks for no request until then; zero = it said nothing of it
	Remembered bool      // the host was not asked, because it failed shortly before: this says nothing of the address
	Since      time.Time // when the host failed, if Remembered
	Err        error     // the cause, in words for a log; nil = none
}

// Error is the cause, or what happened in one sentence.
func (e *UnreadError) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	return e.Brief
}

// Unwrap returns the cause.
func (e *UnreadError) Unwrap() error { return e.Err }

// HeldError says that the sending of an issue has stopped in the middle: the mail server refuses our letters or most
// readers, cannot be used with our settings, or takes letters without an answer. The rest is queued; it goes on when a
// person releases the issue and it is delivered again.
type HeldError struct {
	Issue int64
	Why   string // what is wrong, with the server's words, without addresses
}

// Error is the message for people.
func (e *HeldError) Error() string {
	return fmt.Sprintf("issue %d is held, its other letters wait: %s", e.Issue, e.Why)
}

// UnreachableError says that not one message of a batch could be offered to the mail server, or that it has stopped
// answering.
type UnreachableError struct {
	Response string // the error of the connection, or the server's words
}

// Error is the message for people.
func (e *UnreachableError) Error() string { return "the mail server cannot be reached: " + e.Response }
