package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"attache/config"
	"attache/news"
	"attache/scrape/fetch"
	"attache/store"
)

// code is what --json says of an error beside its words: scripts may rely on it, as on the exit code.
type code string

// The codes of errors; errorCodes says what each means.
const (
	codeUsage           code = "usage"
	codeUnknownCommand  code = "unknown_command"
	codeUnknownFlag     code = "unknown_flag"
	codeInvalidFlag     code = "invalid_flag"
	codeMissingArgument code = "missing_argument"
	codeExtraArgument   code = "extra_argument"
	codeNeedsYes        code = "needs_yes"
	codeInvalidValue    code = "invalid_value"
	codeInvalidDocument code = "invalid_document"
	codeInvalidSettings code = "invalid_settings"
	codeNotFound        code = "not_found"
	codeNoDatabase      code = "no_database"
	codeNoSettings      code = "no_settings"
	codeNoFile          code = "no_file"
	codePartly          code = "partly"
	codeUnfinished      code = "unfinished"
	codeHeld            code = "held"
	codeDeclined        code = "declined"
	codeInterrupted     code = "interrupted"
	codeNetwork         code = "network"
	codeDiskFull        code = "disk_full"
	codeDatabaseInUse   code = "database_in_use"
	codeDatabaseNewer   code = "database_newer"
	codeMigration       code = "migration"
	codePermission      code = "permission"
	codeFailed          code = "failed"
)

// errorCodes are all codes, with the exit code that goes with each and its meaning.
var errorCodes = []struct {
	code    code
	exit    int
	meaning string
}{
	{codeFailed, exitFailed, "something else failed; the message says what"},
	{codeNetwork, exitFailed, "a host could not be reached, or did not answer as it should"},
	{codeDiskFull, exitFailed, "there is no room left on the disk"},
	{codePermission, exitFailed, "a file or folder may not be read or written"},
	{codeDatabaseInUse, exitFailed, "another attache has the database open"},
	{codeDatabaseNewer, exitFailed, "a later attache has migrated the database"},
	{codeMigration, exitFailed, "a migration of the database failed"},
	{codeUsage, exitUsage, "options or arguments that do not go together"},
	{codeUnknownCommand, exitUsage, "there is no such command"},
	{codeUnknownFlag, exitUsage, "there is no such flag"},
	{codeInvalidFlag, exitUsage, "the value of a flag cannot be read"},
	{codeMissingArgument, exitUsage, "an argument is missing"},
	{codeExtraArgument, exitUsage, "there is an argument too many"},
	{codeNeedsYes, exitUsage, "the command asks before it does this, and nobody can answer: add --yes"},
	{codeInvalidValue, exitInvalid, "a value is wrong, or does not go with what is there"},
	{codeInvalidDocument, exitInvalid, "a mistake in a document; each has an error of its own, with file, line and field"},
	{codeInvalidSettings, exitInvalid, "a mistake in the settings, likewise"},
	{codeNotFound, exitNotFound, "a digest, source, subscriber, issue or article does not exist"},
	{codeNoDatabase, exitNotFound, "there is no database yet"},
	{codeNoSettings, exitNotFound, "the settings file that was named does not exist"},
	{codeNoFile, exitNotFound, "a file that was named does not exist"},
	{codePartly, exitPartly, "done in part"},
	{codeUnfinished, exitUnfinished, "letters wait, are in doubt, or are being sent by another attache"},
	{codeHeld, exitUnfinished, "the mail server refuses us: the issue is held"},
	{codeDeclined, exitDeclined, "a question was answered with no"},
	{codeInterrupted, exitInterrupted, "stopped by a signal"},
}

// coded carries the code of an error along.
type coded struct {
	error
	code code
}

func (e *coded) Unwrap() error { return e.error }

func withCode(err error, c code) error { return &coded{err, c} }

// codeOf returns the code of an error that ends with an exit code.
func codeOf(err error, exit int) code {
	var own *coded
	if errors.As(err, &own) {
		return own.code
	}
	switch exit {
	case exitInterrupted:
		return codeInterrupted
	case exitUsage:
		return codeUsage
	case exitInvalid:
		return codeInvalidValue
	case exitNotFound:
		if !errors.Is(err, news.ErrNotFound) {
			return codeNoFile
		}
		return codeNotFound
	case exitPartly:
		return codePartly
	case exitUnfinished:
		if errors.As(err, new(*news.HeldError)) {
			return codeHeld
		}
		return codeUnfinished
	case exitDeclined:
		return codeDeclined
	}
	switch {
	case errors.As(err, new(*fetch.Failure)):
		return codeNetwork
	case store.NoRoom(err):
		return codeDiskFull
	case errors.As(err, new(*store.InUseError)), store.Busy(err):
		return codeDatabaseInUse
	case errors.As(err, new(*store.NewerError)):
		return codeDatabaseNewer
	case errors.As(err, new(*store.MigrationError)):
		return codeMigration
	case errors.Is(err, fs.ErrPermission):
		return codePermission
	}
	return codeFailed
}

// told is what --json writes of an error, a warning or a note: one line on standard error.
type told struct {
	Code    code   `json:"code,omitempty"`
	Exit    int    `json:"exit,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Field   string `json:"field,omitempty"`
}

// tellJSON writes one line on standard error: kind is error, warning or note.
func (a *app) tellJSON(kind string, t told) {
	t.Message, t.Hint = bounded(strings.TrimSpace(t.Message)), bounded(a.paste(t.Hint))
	e := json.NewEncoder(a.errs)
	e.SetEscapeHTML(false)
	_ = e.Encode(map[string]told{kind: t}) // nobody is left to tell
}

// toldOf is a mistake as --json writes it.
func toldOf(m config.Mistake, c code) told {
	return told{Code: c, Exit: exitInvalid, Message: m.Message, Hint: m.Hint, File: m.File, Line: m.Line, Field: m.Field}
}

// wantsJSON reports whether --json stands in a command line: one whose flags cannot be read has not set it.
func wantsJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

// nearest is the word of known that was probably meant by another, and how that is said; "" when none is near. All
// hints of commands, flags, names and words come from here, those of settings from config, by the same measure.
func nearest(word string, known []string) (near, said string) {
	if near = config.Nearest(word, known); near != "" {
		said = "did you mean " + near + "?"
	}
	return near, said
}

// meant is the hint that names the word that was probably meant, and the way to see all; the way alone when none is
// near.
func meant(word string, known []string, all string) string {
	if near, said := nearest(word, known); near != "" {
		return said + " All: " + all
	}
	return all
}

// oneOf says what in a sentence: that a word is none of some; and names the one that was probably meant.
func oneOf(word string, known []string, what string) error {
	return withCode(&usageError{message: what, hint: among(word, known)}, codeInvalidFlag)
}

// among is the hint that names all words of known, and the one that was probably meant.
func among(word string, known []string) string {
	if near, said := nearest(word, known); near != "" {
		return said + " All: " + strings.Join(known, ", ")
	}
	return "use " + strings.Join(known, ", ")
}

// commandNames are the names of the commands below one.
func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}
