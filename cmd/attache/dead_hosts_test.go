package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// silentAddress is an address at which connections are accepted and nothing is ever answered.
func silentAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts for it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "http://" + l.Addr().String()
}

// TestDeadHostsCostOneTimeout runs a good source beside one that links to ten silent hosts and one that links to 26
// that refuse.
func TestDeadHostsCostOneTimeout(t *testing.T) {
	const timeout = 2 * time.Second
	var silent, refusing []string
	for range 10 {
		silent = append(silent, silentAddress(t)+"/a")
	}
	for range 26 {
		refusing = append(refusing, deadAddress(t)+"/a")
	}
	open := pagesOf(t, "127.0.0.1", "")
	feeds := feedsOf(t, map[string][]string{
		"good": numbered(open.URL+"/good", 3), "silent": silent,
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
	if took := time.Since(began); took > 3*timeout { // ten timeouts when hosts are read one after the other
		t.Errorf("the run took %s", took)
	} else {
		t.Logf("the run took %s", took)
	}
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
