package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"attache/config"
	"attache/news"
	"attache/scrape/fetch"
	"attache/store"
	"attache/text"
)

// The exit codes. They are part of what attache promises: scripts may rely on them.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInvalid     = 3
	exitNotFound    = 4
	exitPartly      = 5
	exitUnfinished  = 6
	exitDeclined    = 7
	exitInterrupted = 130
)

const exitCodes = `Exit codes:
  0    done
  1    failed: the network, the disk, the database or a server; the message says which
  2    the command line is wrong
  3    settings, a document or a value are wrong; every mistake is listed
  4    what was asked for does not exist
  5    done in part: some letters were refused, or nobody got the issue, for no subscriber is active; a
       source gave no items or has drifted; or an issue did not come in time, or to anybody (check --last)
  6    not finished: some letters are in doubt, wait for another try or are being sent by another attache; the
       message says how many and what to do
  7    declined: a question was answered with no, and nothing was changed or sent
  130  interrupted

With --json, errors are lines of JSON on standard error, {"error": {"code": "not_found", …}}; docs/commands.md
lists the codes. Warnings and notes are told likewise.`

// usageError is a command line that cannot be obeyed.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

// hinted carries a hint for people along with an error.
type hinted struct {
	error
	hint string
}

func (e *hinted) Unwrap() error { return e.error }

func withHint(err error, format string, args ...any) error {
	return &hinted{error: err, hint: fmt.Sprintf(format, args...)}
}

// absent is something asked for that does not exist, in a full sentence; cause is news.ErrNotFound or fs.ErrNotExist,
// whose own words add nothing.
type absent struct {
	message string
	cause   error
}

func (e *absent) Error() string { return e.message }

func (e *absent) Unwrap() error { return e.cause }

// notThere returns an *absent error.
func notThere(cause error, format string, args ...any) error {
	return &absent{message: fmt.Sprintf(format, args...), cause: cause}
}

// partly is a command that did its work, but not all of it.
type partly struct{ message, hint string }

func (e *partly) Error() string { return e.message }

// declined is a command whose question was answered with no: nothing was done.
type declined struct{ message, hint string }

func (e *declined) Error() string { return e.message }

// worst returns the exit code that matters more: the others are told by their messages alone.
func worst(a, b int) int {
	for _, code := range []int{
		exitInterrupted, exitFailed, exitUsage, exitInvalid, exitNotFound, exitUnfinished,
		exitPartly, exitDeclined,
	} {
		if a == code || b == code {
			return code
		}
	}
	return exitOK
}

// explain prints an error for a person, with what to do about it, and returns the exit code.
func (a *app) explain(ctx context.Context, err error) int {
	if parts, ok := err.(troubles); ok { //nolint:errorlint // it is never wrapped
		code := exitOK
		for _, e := range parts {
			code = worst(code, a.explain(ctx, e))
		}
		return code
	}
	var mistakes config.Mistakes
	if errors.As(err, &mistakes) {
		return a.explainMistakes(err, mistakes)
	}
	exit, message, hint := classify(ctx, err)
	message = fileWords(message, err)
	if store.NoRoom(err) && hint == "" {
		message, hint = message+" (there is no room left on the disk)",
			"make room; what was written before is as it was"
	}
	if damaged, foreign := store.Unreadable(err); foreign && hint == "" {
		hint = "name the right file in database.url; or move this one away, then bring the last backup back " +
			"(attache restore --help)"
	} else if damaged && hint == "" {
		hint = "the file is damaged: move it and what stands beside it (-wal, -shm) away, then bring the last backup " +
			"back (attache restore --help)"
	}
	if store.Busy(err) && hint == "" {
		message, hint = "Another process writes to the database, and has not let go of it for 15 seconds ("+message+").",
			"wait until it has ended, then run it again; one that was stopped (Ctrl-Z, a debugger) holds it until it "+
				"goes on (fg) or ends"
	}
	var own interface{ Hint() string } // what other packages say to do about it
	if errors.As(err, &own) {
		hint = own.Hint()
	}
	var h *hinted
	if errors.As(err, &h) {
		hint = h.hint
	}
	if a.json {
		t := told{Code: codeOf(err, exit), Exit: exit, Message: message, Hint: hint}
		if invalid := (*news.InvalidError)(nil); errors.As(err, &invalid) {
			t.Field = invalid.Field
		}
		a.tellJSON("error", t)
		return exit
	}
	a.complain(message, hint)
	return exit
}

// explainMistakes prints the mistakes of a document or of the settings, and their number.
func (a *app) explainMistakes(err error, mistakes config.Mistakes) int {
	c := codeInvalidDocument
	if own := (*coded)(nil); errors.As(err, &own) {
		c = own.code
	}
	var last *hinted
	if errors.As(err, &last) {
		defer func() { a.hint(last.hint) }()
	}
	for _, m := range mistakes {
		if a.json {
			a.tellJSON("error", toldOf(m, c))
			continue
		}
		a.complain(m.String(), m.Hint)
	}
	if a.json {
		return exitInvalid
	}
	switch {
	case a.warnings > 0:
		fmt.Fprintf(a.errs, "attache: %s, %s\n", counted(len(mistakes), "mistake"), counted(a.warnings, "warning"))
	case len(mistakes) > 1:
		fmt.Fprintf(a.errs, "attache: %d mistakes\n", len(mistakes))
	}
	return exitInvalid
}

// isCanceled reports whether an error is what a canceled command meets: a driver whose connection was taken from it may
// say only that it is bad.
func isCanceled(err error) bool {
	return slices.ContainsFunc([]error{context.Canceled, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone},
		func(what error) bool { return errors.Is(err, what) })
}

// classify returns the exit code of an error, its words, and the hint that goes with its kind.
func classify(ctx context.Context, err error) (code int, message, hint string) {
	var (
		usage   *usageError
		invalid *news.InvalidError
		part    *partly
		open    *unfinished
		no      *declined
		stopped *interrupted
		failure *fetch.Failure
		held    *news.HeldError
	)
	message = err.Error()
	switch {
	case errors.As(err, &stopped):
		return exitInterrupted, "interrupted", stopped.hint
	case ctx.Err() != nil && isCanceled(err):
		return exitInterrupted, "interrupted", ""
	case errors.As(err, &usage):
		return exitUsage, message, usage.hint
	case errors.As(err, &invalid):
		return exitInvalid, message, hintOf(invalid)
	case errors.As(err, &open):
		return exitUnfinished, message, open.hint
	case errors.As(err, &held):
		return exitUnfinished, message,
			fmt.Sprintf("mend what the mail server says, then: attache issue resend %d", held.Issue)
	case errors.As(err, &part):
		return exitPartly, message, part.hint
	case errors.As(err, &no):
		return exitDeclined, message, no.hint
	case errors.Is(err, news.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitNotFound, message, ""
	case errors.As(err, &failure): // it has words for people
		message = failure.Detail
		if !strings.Contains(message, failure.URL) {
			message = failure.URL + ": " + message
		}
	}
	return exitFailed, message, ""
}

// mostSaid is the most bytes of one message or hint: names and values in them may come from a file of any kind.
const mostSaid = 4000

// bounded is what is said at most.
func bounded(s string) string {
	if len(s) <= mostSaid {
		return s
	}
	return text.Clip(s, mostSaid) + "…"
}

// complain writes one message and its hint in the form every command uses.
func (a *app) complain(message, hint string) {
	if a.json {
		a.tellJSON("error", told{Message: message, Hint: hint})
		return
	}
	fmt.Fprintf(a.errs, "attache: %s\n", bounded(strings.TrimSpace(message)))
	a.hint(hint)
}

// hint writes what to do; nothing for "".
func (a *app) hint(hint string) {
	switch {
	case hint == "":
	case a.json:
		a.tellJSON("note", told{Message: hint})
	default:
		fmt.Fprintf(a.errs, "hint: %s\n", bounded(a.paste(hint)))
	}
}

// note writes on standard error what a person should know and did not ask for.
func (a *app) note(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	if a.json {
		a.tellJSON("note", told{Message: said})
		return
	}
	fmt.Fprintln(a.errs, said)
}

// caution writes a warning and its hint: the command goes on.
func (a *app) caution(message, hint string) {
	a.warnings++
	if a.json {
		a.tellJSON("warning", told{Message: message, Hint: hint})
		return
	}
	fmt.Fprintf(a.errs, "attache: warning: %s\n", bounded(message))
	a.hint(hint)
}

// mistake turns what a Validate method says into a mistake at its line of a document.
func mistake(file string, lines config.Lines, prefix string, err error) config.Mistake {
	m := config.Mistake{File: file, Field: prefix, Message: err.Error()}
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		m.Message, m.Hint = invalid.Message, hintOf(invalid)
		switch last := prefix[strings.LastIndexByte(prefix, '.')+1:]; {
		case invalid.Field == "":
		case prefix == "":
			m.Field = invalid.Field
		case strings.HasPrefix(invalid.Field, last+"."): // some packages write their own name too
			m.Field = strings.TrimSuffix(prefix, last) + invalid.Field
		default:
			m.Field = prefix + "." + invalid.Field
		}
	}
	m.Line = lines.Line(m.Field)
	return m
}
