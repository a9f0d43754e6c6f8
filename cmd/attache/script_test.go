package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"attache/cmd/attache/internal/goldentest"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // what commands print must not depend on the machine's zone
	testscript.Main(m, map[string]func(){"attache": func() {
		firstWord = time.Hour // the machine may be busy
		main()
	}})
}

// TestScripts runs every command as a person would: testdata/*.txtar. Beside testscript's own commands there are
//
//	outlets           publishes the demo's outlets on loopback and sets $APLUS, $WIRE, $VESTNIK, … to their addresses
//	model RULE        serves a language model on loopback and sets $MODEL to its address: honest, translator, away (500)
//	refuser FILE      serves SMTP on loopback, sets $REFUSER to its port, and answers each recipient as the file says
//	publish DIR       serves a folder of files on loopback and sets $SITE to its address
//	relay LOG         serves a mail relay on loopback that letters go to; see relay_test.go
//	returned KIND TO FILE  writes what comes back because of a letter; see relay_test.go
//	pasted CODE TEXT  runs the command of the last hint as a shell does that it is pasted into; it holds TEXT
//	exits CODE CMD…   runs a command that must end with this exit code
//	await URL         waits until an address answers with 200
//	glob N PATTERN    counts files
func TestScripts(t *testing.T) {
	params := testscript.Params{
		Dir: "testdata", UpdateScripts: *goldentest.Update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			e.Setenv("GORACE", os.Getenv("GORACE"))
			e.Setenv("HTTP_PROXY", "")
			e.Setenv("ATTACHE_SCRAPE__ALLOW", "127.0.0.0/8")
			e.Setenv("ATTACHE_SCRAPE__GAP", "1ms")
			e.Setenv("ATTACHE_SCRAPE__CONTACT", "test@attache.example")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"outlets": scriptOutlets, "model": scriptModel, "exits": scriptExits, "await": scriptAwait,
			"glob": scriptGlob, "publish": scriptPublish,
			"relay": scriptRelay, "refuser": scriptRefuser, "pasted": scriptPasted,
			"returned": scriptReturned,
		},
	}
	if raced { // those in which goroutines meet; the rest would run for ten minutes (see manyProcesses)
		params.Dir = ""
		for _, name := range []string{"run", "serve", "demo", "outcome", "refusals"} {
			params.Files = append(params.Files, filepath.Join("testdata", name+".txtar"))
		}
	}
	testscript.Run(t, params)
}

// manyProcesses skips a test that runs the program many times when the race detector is on: each process then takes
// several times as long, and what is tested happens between processes, where the detector does not look. make test runs
// it without.
func manyProcesses(t *testing.T) {
	t.Helper()
	if raced {
		t.Skip("SKIPPED with the race detector: it runs the program many times")
	}
}

func scriptOutlets(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: outlets")
	}
	ctx, cancel := context.WithCancel(context.Background())
	ts.Defer(cancel)
	outlets, err := sampleOutlets(time.Now(), false)
	ts.Check(err)
	names := map[string]string{
		"aplus": "APLUS", "wire": "WIRE", "vestnik": "VESTNIK", "tynys": "TYNYS", "bogaz": "BOGAZ",
		"caspian": "CASPIAN", "kurier": "KURIER", "transit": "TRANSIT", "gazette": "GAZETTE",
	}
	for _, o := range outlets {
		ts.Check(o.serve(ctx, 0, time.Now))
		ts.Setenv(names[o.Key], o.base)
	}
}

func scriptPublish(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: publish DIR")
	}
	files := http.FileServer(http.Dir(ts.MkAbs(args[0])))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// it counts in whole seconds: a page changed within one would pass for the old one
		r.Header.Del("If-Modified-Since")
		files.ServeHTTP(w, r)
	}))
	ts.Defer(server.Close)
	ts.Setenv("SITE", server.URL)
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func scriptAwait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: await URL [TEXT]")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	ts.Check(awaitURL(ctx, args[0], strings.Join(args[1:], "")))
}

// awaitURL asks until the address answers with 200 and a body that holds the text.
func awaitURL(ctx context.Context, url, text string) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			body, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
			resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK && strings.Contains(string(body), text) {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer with %q: %w", url, text, ctx.Err())
		case <-tick.C:
		}
	}
}

// scriptGlob counts the files that match a pattern: glob N PATTERN.
func scriptGlob(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: glob N PATTERN")
	}
	files, err := filepath.Glob(ts.MkAbs(args[1]))
	ts.Check(err)
	if fmt.Sprint(len(files)) != args[0] {
		ts.Fatalf("%d files match %s, want %s: %s", len(files), args[1], args[0], strings.Join(files, " "))
	}
}

// scriptPasted runs what a hint says: pasted CODE TEXT.
func scriptPasted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pasted CODE TEXT")
	}
	said := ts.ReadFile("stderr") + ts.ReadFile("stdout")
	line := ""
	for l := range strings.Lines(said) {
		if strings.Contains(l, "hint: ") || line == "" && strings.Contains(l, ": attache ") {
			line = strings.TrimSpace(l)
		}
	}
	at := strings.Index(line, "attache -c ")
	if at < 0 {
		ts.Fatalf("no command to paste that names the settings in:\n%s", said)
	}
	command, _, _ := strings.Cut(line[at:], "; ")
	if !strings.Contains(command, args[1]) {
		ts.Fatalf("%q does not stand in the hint %q", args[1], command)
	}
	ts.Logf("$ %s", command)
	scriptExits(ts, false, []string{args[0], "sh", "-c", command})
}
