package main

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// toldIn reads the lines of JSON that a command wrote on standard error; every line must be one.
func toldIn(t *testing.T, errs string) (all []map[string]told) {
	t.Helper()
	for line := range strings.Lines(errs) {
		var any map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &any); err != nil {
			t.Errorf("standard error holds a line that is no JSON: %s", line)
			continue
		}
		if any["level"] != nil { // of the log
			continue
		}
		var one map[string]told
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Error(line, err)
		}
		all = append(all, one)
	}
	return all
}

// TestErrorCodes has a command line fail in each way that has a code, and compares the code, the exit code and the
// form: one line of JSON on standard error, with a message, and the same message and exit code without --json.
func TestErrorCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	b := newBench(t)
	b.publish()
	for name, text := range map[string]string{
		"broken.yaml":  "digests:\n  - name: daily\n    titel: x\n",
		"nothing.html": "<html><body><a href='/'>Home</a></body></html>",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dead := append([]string{}, b.environ...)
	dead = append(dead, "ATTACHE_MAIL__HOST=127.0.0.1", "ATTACHE_MAIL__PORT=1", "ATTACHE_MAIL__SECURITY=none",
		"ATTACHE_MAIL__FROM=press@example.org")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	seen := map[code]bool{}
	for _, c := range []struct {
		code    code
		line    string
		environ []string
		typed   string
		ctx     context.Context
	}{
		{code: codeUsage, line: "run --since 24h --from 2026-01-01"},
		{code: codeUnknownCommand, line: "sorce list"},
		{code: codeUnknownFlag, line: "run --bogus"},
		{code: codeInvalidFlag, line: "issue list -n many"},
		{code: codeMissingArgument, line: "source show"},
		{code: codeExtraArgument, line: "version now"},
		{code: codeNeedsYes, line: "digest remove daily"},
		{code: codeInvalidValue, line: "digest add Bad_Name"},
		{code: codeInvalidDocument, line: "apply -f broken.yaml"},
		{code: codeInvalidSettings, line: "source list", environ: append(b.environ, "ATTACHE_MAIL__PORT=x")},
		{code: codeNotFound, line: "digest show nosuch"},
		{code: codeNoDatabase, line: "digest list", environ: append(b.environ, "ATTACHE_DATABASE__URL=none.db")},
		{code: codeNoSettings, line: "digest list -c none.yaml"},
		{code: codeNoFile, line: "apply -f none.yaml"},
		{code: codePartly, line: "read nothing.html"},
		{code: codeUnfinished, line: "issue resend 1 --state sent --yes", environ: dead},
		{code: codeDeclined, line: "digest remove daily", typed: "n\n"},
		{code: codeInterrupted, line: "run", ctx: cancelled},
		{code: codeNetwork, line: "read http://127.0.0.1:1/"},
	} {
		seen[c.code] = true
		t.Run(string(c.code), func(t *testing.T) {
			run := func(args ...string) (int, string) {
				var out, errs bytes.Buffer
				a := &app{
					in: strings.NewReader(c.typed), out: &out, errs: &errs, environ: b.environ, now: time.Now,
					interactive: c.typed != "",
				}
				if c.environ != nil {
					a.environ = c.environ
				}
				ctx := c.ctx
				if ctx == nil {
					ctx = t.Context()
				}
				return a.run(ctx, args), errs.String()
			}
			exit, plain := run(strings.Fields(c.line)...)
			inJSON, errs := run(append(strings.Fields(c.line), "--json")...)
			if c.typed != "" { // the question stands before the answer
				_, errs, _ = strings.Cut(errs, "[y/N] ")
			}
			all := toldIn(t, errs)
			if len(all) == 0 {
				t.Fatalf("nothing is told: %s", errs)
			}
			e, ok := all[len(all)-1]["error"]
			if !ok || e.Code != c.code || e.Exit != exit || inJSON != exit || e.Message == "" {
				t.Errorf("got %+v, exit codes %d and %d", e, exit, inJSON)
			}
			if !strings.HasPrefix(strings.TrimSpace(plain[max(strings.Index(plain, "attache:"), 0):]), "attache: ") {
				t.Errorf("without --json: %s", plain)
			}
			if e.Exit != exitOf(t, c.code) {
				t.Errorf("%s ends with %d, documented is %d", c.code, e.Exit, exitOf(t, c.code))
			}
		})
	}
	for _, c := range []struct {
		code code
		err  error
	}{
		{codeHeld, &news.HeldError{Issue: 7}},
		{codeDiskFull, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}},
		{codePermission, &os.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}},
		{codeDatabaseInUse, &store.InUseError{Err: errors.New("busy")}},
		{codeDatabaseInUse, lockedDatabase(t)},
		{codeDatabaseNewer, &store.NewerError{}},
		{codeMigration, &store.MigrationError{Name: "00001.sql", Err: errors.New("no")}},
		{codeFailed, errors.New("something")},
	} {
		seen[c.code] = true
		var errs bytes.Buffer
		a := &app{errs: &errs, json: true}
		exit := a.explain(t.Context(), fmt.Errorf("do it: %w", c.err))
		all := toldIn(t, errs.String())
		if len(all) != 1 || all[0]["error"].Code != c.code || all[0]["error"].Exit != exit || exit != exitOf(t, c.code) {
			t.Errorf("%s: %d, %s", c.code, exit, errs.String())
		}
	}
	for _, e := range errorCodes {
		if !seen[e.code] {
			t.Errorf("nothing fails with %s", e.code)
		}
	}
}

// exitOf is the documented exit code that goes with a code.
func exitOf(t *testing.T, c code) int {
	t.Helper()
	for _, e := range errorCodes {
		if e.code == c {
			return e.exit
		}
	}
	t.Fatalf("%s is not documented", c)
	return 0
}

// TestExitCodesAreDocumented: every exit code stands in --help, and has a code of --json that is tried above.
func TestExitCodesAreDocumented(t *testing.T) {
	for _, exit := range []int{
		exitOK, exitFailed, exitUsage, exitInvalid, exitNotFound, exitPartly, exitUnfinished, exitDeclined, exitInterrupted,
	} {
		if !strings.Contains(exitCodes, fmt.Sprintf("\n  %-3d  ", exit)) {
			t.Errorf("%d is not in --help", exit)
		}
		has := exit == exitOK
		for _, e := range errorCodes {
			has = has || e.exit == exit
		}
		if !has {
			t.Errorf("no code goes with %d", exit)
		}
	}
}

// TestMistakesInJSON: each mistake of a document is an error of its own, with its place.
func TestMistakesInJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.yaml")
	data := []byte("digests:\n  - name: daily\n    titel: x\n    window: soon\n")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, now: time.Now}
	exit, out, errs := b.try("check", "-f", path, "--json")
	all := toldIn(t, errs)
	if exit != exitInvalid || out != "" || len(all) != 2 || all[0]["error"].Line != 3 || all[1]["error"].Line != 4 ||
		all[1]["error"].Field != "digests[0].window" || all[0]["error"].File != "desk.yaml" {
		t.Errorf("%d %s\n%s", exit, out, errs)
	}
}

// TestCanceledDrivers: what a driver says when its connection is taken from it is an interruption once the command is
// canceled, and a failure else.
func TestCanceledDrivers(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range []error{driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone} {
		err = fmt.Errorf("migrate the database: %w", err)
		if code, _, _ := classify(canceled, err); code != exitInterrupted {
			t.Errorf("%v: code %d of a canceled command", err, code)
		}
		if code, _, _ := classify(t.Context(), err); code == exitInterrupted {
			t.Errorf("%v: code %d of one that nobody canceled", err, code)
		}
	}
}

// lockedDatabase is what SQLite says when another connection writes for too long.
func lockedDatabase(t *testing.T) error {
	t.Helper()
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "..", "locked.db")+"?_pragma=busy_timeout(1)")
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		t.Cleanup(func() { db.Close() })
		return db
	}
	first, second := open(), open()
	if _, err := first.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	_, err := second.Exec("CREATE TABLE a (b)")
	if err == nil {
		t.Fatal("two wrote at once")
	}
	return err
}
