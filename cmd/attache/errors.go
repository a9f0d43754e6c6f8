package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"attache/config"
	"attache/news"
	"attache/scrape/fetch"
	"attache/store"
	"attache/worker"
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
	exitInterrupted = 130
)

const exitCodes = `Exit codes:
  0    done
  1    failed: the network, the disk, the database or a server; the message says which
  2    the command line is wrong
  3    settings, a document or a value are wrong; every mistake is listed
  4    what was asked for does not exist
  5    done in part: some letters were refused, a source gave no items or has drifted, or an issue
       did not come in time (check --last)
  6    not finished: some letters are in doubt or wait for another try; the message says how many and what to do
  130  interrupted`

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

// partly is a command that did its work, but not all of it.
type partly struct{ message, hint string }

func (e *partly) Error() string { return e.message }

// worst returns the exit code that matters more: the others are told by their messages alone.
func worst(a, b int) int {
	for _, code := range []int{
		exitInterrupted, exitFailed, exitUsage, exitInvalid, exitNotFound, exitUnfinished,
		exitPartly,
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
		for _, m := range mistakes {
			a.complain(m.String(), m.Hint)
		}
		switch {
		case a.warnings > 0:
			fmt.Fprintf(a.errs, "attache: %s, %s\n", counted(len(mistakes), "mistake"), counted(a.warnings, "warning"))
		case len(mistakes) > 1:
			fmt.Fprintf(a.errs, "attache: %d mistakes\n", len(mistakes))
		}
		return exitInvalid
	}
	code, message, hint := exitFailed, err.Error(), ""
	var (
		usage   *usageError
		invalid *news.InvalidError
		part    *partly
		open    *unfinished
		stopped *interrupted
		failure *fetch.Failure
		h       *hinted
		held    *worker.HeldError
	)
	switch {
	case errors.As(err, &stopped):
		code, message, hint = exitInterrupted, "interrupted", stopped.hint
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		code, message = exitInterrupted, "interrupted"
	case errors.As(err, &usage):
		code, hint = exitUsage, usage.hint
	case errors.As(err, &invalid):
		code, hint = exitInvalid, invalid.Hint
	case errors.As(err, &open):
		code, hint = exitUnfinished, open.hint
	case errors.As(err, &held):
		code = exitUnfinished
		hint = fmt.Sprintf("mend what the mail server says, then: attache issue resend %d", held.Issue)
	case errors.As(err, &part):
		code, hint = exitPartly, part.hint
	case errors.Is(err, news.ErrNotFound):
		code = exitNotFound
	case errors.Is(err, fs.ErrNotExist):
		code = exitNotFound
	case errors.As(err, &failure): // it has words for people
		message = failure.Detail
		if !strings.Contains(message, failure.URL) {
			message = failure.URL + ": " + message
		}
	}
	if store.NoRoom(err) && hint == "" {
		message, hint = message+" (there is no room left on the disk)",
			"make room; what was written before is as it was"
	}
	var own interface{ Hint() string } // what other packages say to do about it
	if errors.As(err, &own) {
		hint = own.Hint()
	}
	if errors.As(err, &h) {
		hint = h.hint
	}
	a.complain(message, hint)
	return code
}

// complain writes one message and its hint in the form every command uses.
func (a *app) complain(message, hint string) {
	fmt.Fprintf(a.errs, "attache: %s\n", strings.TrimSpace(message))
	if hint != "" {
		fmt.Fprintf(a.errs, "hint: %s\n", a.paste(hint))
	}
}

// caution writes a warning and its hint: the command goes on.
func (a *app) caution(message, hint string) {
	a.warnings++
	fmt.Fprintf(a.errs, "attache: warning: %s\n", message)
	if hint != "" {
		fmt.Fprintf(a.errs, "hint: %s\n", a.paste(hint))
	}
}

// mistake turns what a Validate method says into a mistake at its line of a document.
func mistake(file string, lines config.Lines, prefix string, err error) config.Mistake {
	m := config.Mistake{File: file, Field: prefix, Message: err.Error()}
	var invalid *news.InvalidError
	if errors.As(err, &invalid) {
		m.Message, m.Hint = invalid.Message, invalid.Hint
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
