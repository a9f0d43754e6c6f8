//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWaitingInputEnds: one Ctrl-C ends a command that waits for somebody to write: into a pipe that nobody has opened,
// into one that is open, and into standard input.
func TestWaitingInputEnds(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.Mkdir("outbox", 0o750); err != nil {
		t.Fatal(err)
	}
	unopened, open := filepath.Join(dir, "unopened.csv"), filepath.Join(dir, "open.csv")
	missing := filepath.Join(dir, "out.csv")
	for _, path := range []string{unopened, open, missing} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	writer, err := os.OpenFile(open, os.O_RDWR, 0) // both ways: this does not wait
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	silent, never := io.Pipe()
	defer never.Close()
	run := func(ctx context.Context, args ...string) (int, string) {
		var out bytes.Buffer
		a := &app{
			in: silent, out: &out, errs: &out, now: time.Now, environ: []string{"ATTACHE_SCRAPE__CONTACT=test@attache.example"},
			firstWord: time.Hour,
		}
		code := a.run(ctx, args)
		return code, out.String()
	}
	for _, args := range [][]string{
		{"init", "--bare"}, {"digest", "add", "daily"}, {"source", "add", "--help"},
	} {
		if code, said := run(t.Context(), args...); code != exitOK {
			t.Fatalf("%q exits with %d: %s", args, code, said)
		}
	}
	for _, args := range []string{
		"subscriber import " + unopened, "subscriber import " + open, "subscriber import -",
		"subscriber import --dry-run " + unopened,
		"source import " + unopened, "source import " + open, "apply -f " + unopened, "apply -f -",
		"check -f " + open, "read " + unopened, "read -", "digest edit daily --file " + unopened,
		"digest edit daily --file -",
		"mail read " + open, "mail read -", "admin create ann@example.org", "restore --check " + unopened,
		"subscriber export --out " + missing, "export --out " + missing,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		type end struct {
			code int
			said string
		}
		ended := make(chan end, 1)
		go func() {
			code, said := run(ctx, strings.Fields(args)...)
			ended <- end{code, said}
		}()
		select {
		case e := <-ended:
			// Here a deadline stands for the signal, which the messages tell apart.
			if e.code == exitOK || !strings.Contains(e.said, "deadline") && !strings.Contains(e.said, "interrupted") {
				t.Errorf("%s exits with %d: %s", args, e.code, e.said)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%s does not end", args)
		}
		cancel()
	}
}
