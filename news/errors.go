package news

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the thing asked for does not exist. Stores wrap it with what was asked.
var ErrNotFound = errors.New("not found")

// InvalidError is a mistake that the person who reads it can mend. Message is a full sentence
// fit to show on a terminal or a page; Hint, when set, is a command or a value to try.
type InvalidError struct {
	Field   string // dotted path of the offending field; "" when it is the whole thing
	Message string
	Hint    string
}

// Error returns the field and the message; the hint is for the caller to set apart.
func (e *InvalidError) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Invalid makes an *InvalidError for one field.
func Invalid(field, format string, args ...any) *InvalidError {
	return &InvalidError{Field: field, Message: fmt.Sprintf(format, args...)}
}
