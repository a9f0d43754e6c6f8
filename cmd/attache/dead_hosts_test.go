package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// heldOpen counts the connections that hosts hold open without an answer.
type heldOpen struct{ now, most atomic.Int64 }

// address is an address at which connections are accepted and counted until the client leaves, and nothing is ever
// answered.
func (h *heldOpen) address(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				n := h.now.Add(1)
				defer h.now.Add(-1)
				for most := h.most.Load(); n > most && !h.most.CompareAndSwap(most, n); most = h.most.Load() {
				}
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// TestDeadHostsCostOneTimeout runs a good source beside one that links to ten silent hosts and one that links to 26
// that refuse.
func TestDeadHostsCostOneTimeout(t *testing.T) {
	const timeout = 2 * time.Second
	var silent, refusing []string
	var open heldOpen
	for range 10 {
		silent = append(silent, open.address(t)+"/a")
	}
	for range 26 {
		refusing = append(refusing, deadAddress(t)+"/a")
	}
	pages := pagesOf(t, "127.0.0.1", "")
	feeds := feedsOf(t, map[string][]string{
		"good": numbered(pages.URL+"/good", 3), "silent": silent,
		"refusing": refusing,
	})
	dir := t.TempDir()
	t.Chdir(dir) // the journal of a server's database lies below it
	var out, errs bytes.Buffer
	var ticks atomic.Int64
	clock := func() time.Time { return fixedNow.Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
	a := &app{now: clock, out: &out, errs: &errs, in: strings.NewReader(""), yes: true, configPath: filepath.Join(dir,
		"attache.yaml")}
	config := fmt.Sprintf(
		"database:\n  url: %s\nscrape:\n  allow: [127.0.0.0/8]\n  gap: 1ms\n  timeout: %s\n  contact: "+
			"test@attache.example\nmail:\n  outbox: %s\n",
		filepath.Join(dir, "attache.db"), timeout, filepath.Join(dir, "outbox"))
	if err := os.WriteFile(a.configPath, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) string {
		t.Helper()
		out.Reset()
		if code := a.run(t.Context(), append(args, "-c", a.configPath)); code != exitOK {
			t.Fatalf("%v ends with %d: %s%s", args, code, out.String(), errs.String())
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	command("init", "--bare")
	command("digest", "add", "daily", "--language", "en", "--window", "48h", "--set", "topic.threshold=0.01")
	for _, name := range []string{"silent", "refusing", "good"} {
		command("source", "add", feeds.URL+"/"+name+".xml", "--kind", "feed", "--name", name, "--outlet", name)
	}
	began := time.Now()
	got := command("run", "--no-send")
	// The time alone would measure the machine. One after the other no two would be open at once.
	if most := open.most.Load(); most < 4 {
		t.Errorf("at most %d silent hosts were waited for at once", most)
	}
	t.Logf("the run took %s, with %d silent hosts at once", time.Since(began), open.most.Load())
	for _, want := range []string{
		"3 of 3 sources read",
		"silent (silent): 8 pages, no answer (The site's robots.txt could not be read, so the page was not asked " +
			"for: No complete answer within 2s)", "2 pages, their hosts were not asked, as too many others failed",
		"refusing (refusing): ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the run does not tell %q:\n%s", want, got)
		}
	}
	why := command("why", silent[9])
	for _, want := range []string{
		"left unread at", "Its host was not asked: 8 other hosts",
		"It is tried again when its source is read next",
	} {
		if !strings.Contains(why, want) {
			t.Errorf("why does not tell %q:\n%s", want, why)
		}
	}
}
