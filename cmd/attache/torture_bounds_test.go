package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mostMemory is the peak of memory that a run may take with a hostile source, in bytes.
const mostMemory = 300 << 20

// hostile is a source that sends more than anybody can read.
type hostile struct {
	name  string
	pages int
	bytes int    // of each page
	rules string // of a listing; "" = a feed lists the pages
	body  func(b *strings.Builder, n, size int)
	named string // what the coverage says of it
}

func filled(b *strings.Builder, size int, text func(i int) string) {
	for i, end := 0, b.Len()+size; b.Len() < end; i++ {
		b.WriteString(text(i))
	}
}

var hostiles = []hostile{
	{name: "pages", pages: 30, bytes: 5 << 20, named: "articles? cut|left out", body: func(b *strings.Builder, n,
		size int,
	) {
		filled(b, size, func(i int) string {
			return fmt.Sprintf("<p>Page %d: the foreign minister of Kazakhstan and the president of Türkiye signed "+
				"agreement %d on transit in Astana.</p>\n", n, i)
		})
	}},
	{name: "letters", pages: 60, bytes: 1 << 20, named: "articles? cut|left out", body: func(b *strings.Builder, n,
		size int,
	) {
		fmt.Fprintf(b, "<p>The ministers of Kazakhstan and Russia met in Astana for talk %d. ", n)
		filled(b, size, func(i int) string { return string([]byte{'A' + byte(i%26), 'a' + byte(i/26%26)}) + ". " })
		b.WriteString("</p>")
	}},
	{name: "paragraph", pages: 10, bytes: 5 << 20, named: "articles? cut|left out", body: func(b *strings.Builder, n,
		size int,
	) {
		fmt.Fprintf(b, "<p>Ministers of Kazakhstan and China met for talk %d ", n)
		filled(b, size, func(i int) string { return fmt.Sprintf("about sanctions and transit %d ", i) })
		b.WriteString("</p>")
	}},
	{name: "links", pages: 4, bytes: 7 << 20, body: func(b *strings.Builder, n, size int) {
		fmt.Fprintf(b, "<p>Ministers of Kazakhstan and China met for talk %d about transit in Astana on Monday, "+
			"officials said.</p>", n)
		filled(b, size, func(i int) string { return fmt.Sprintf("<a href=/%x>", i) })
	}},
	{name: "nested", pages: 4, bytes: 7 << 20, body: func(b *strings.Builder, n, size int) {
		filled(b, size, func(int) string { return "<div><b>" })
		fmt.Fprintf(b, "<p>Ministers of Kazakhstan and China met for talk %d about transit in Astana on Monday, "+
			"officials said.</p>", n)
	}},
	{name: "listing", pages: 1, bytes: 8<<20 - 2000, rules: "a", body: func(b *strings.Builder, _, size int) {
		filled(b, size, func(i int) string { return fmt.Sprintf("<a href=/%x>", i) })
	}},
}

// serveOn serves on an address of loopback: each address is a host of its own to the gate.
func serveOn(t *testing.T, address string, h http.Handler) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address+":0")
	if err != nil {
		t.Skipf("no further address of loopback: %v", err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// feedOf lists pages 1 to n of a site, each an hour older than the one before.
func feedOf(base, title string, n int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>`)
	for i := 1; i <= n; i++ {
		at := time.Now().Add(-time.Duration(i) * 10 * time.Minute).UTC().Format(time.RFC1123Z)
		fmt.Fprintf(&b, "<item><title>%s %d</title><link>%s/news/%d</link><pubDate>%s</pubDate></item>", title, i, base,
			i, at)
	}
	return b.String() + "</channel></rss>"
}

// madeSite serves a feed at /feed and made pages below /news/.
func madeSite(title string, pages int, page func(n int) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 0
		switch _, err := fmt.Sscanf(r.URL.Path, "/news/%d", &n); {
		case r.URL.Path == "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			_, _ = io.WriteString(w, feedOf("http://"+r.Host, title, pages))
		case r.URL.Path == "/list", err == nil:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<!doctype html><html lang=en><title>"+fmt.Sprintf("%s %d", title, n)+
				"</title><body><article><h1>"+fmt.Sprintf("%s %d", title, n)+"</h1>"+page(n)+"</article></body></html>")
		default:
			http.NotFound(w, r)
		}
	})
}

func quietPage(n int) string {
	return fmt.Sprintf("<p>The foreign minister of Uzbekistan arrived in Baku on Monday for talks with the president "+
		"of Azerbaijan about gas, transit and visas, the ministry said.</p>"+
		"<p>Both sides signed document %d, which the parliaments in Tashkent and Baku will discuss next month, "+
		"according to the embassy of Uzbekistan.</p>", n)
}

// attacheIn runs a command line in a folder, and returns what it printed and the most memory it had.
func attacheIn(t *testing.T, dir string, args ...string) (out string, peak int64, err error) {
	t.Helper()
	var b bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "attache", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &b, &b
	cmd.Env = append(os.Environ(), "TZ=UTC", "HTTP_PROXY=", "ATTACHE_SCRAPE__ALLOW=127.0.0.0/8",
		"ATTACHE_SCRAPE__GAP=1ms",
		"ATTACHE_SCRAPE__TIMEOUT="+sickTimeout.String(), "ATTACHE_SCRAPE__CONTACT=test@attache.example")
	if err = cmd.Start(); err != nil {
		return "", 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for tick := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case err = <-ended:
			tick.Stop()
			return b.String(), peak, err
		case <-tick.C:
			if now := peakOf(cmd.Process.Pid); now > 0 {
				peak = now
			}
		}
	}
}

// peakOf returns the most memory that a process has had since it became this program, in bytes; 0 when that cannot be
// told. The kernel's account at the end of a process (ru_maxrss) is of no use: it counts what the parent had when it
// forked.
func peakOf(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes int64
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		return 0
	}
	return kilobytes << 10
}

// TestTortureBounds holds that a source which sends too much takes the issue from nobody: it leaves with the others'
// news, within the memory that a small machine has, and names that source.
func TestTortureBounds(t *testing.T) {
	manyProcesses(t)
	full := os.Getenv("ATTACHE_TORTURE") != ""
	for _, h := range hostiles {
		t.Run(h.name, func(t *testing.T) {
			pages, size := h.pages, h.bytes
			if !full {
				pages, size = min(pages, 3), size/4
			}
			bad := serveOn(t, "127.0.0.2", madeSite("Loud "+h.name, pages, func(n int) string {
				var b strings.Builder
				h.body(&b, n, size)
				return b.String()
			}))
			good := serveOn(t, "127.0.0.3", madeSite("Quiet ministers meet in Baku", 5, quietPage))
			dir := t.TempDir()
			do := func(args ...string) (string, int64) {
				t.Helper()
				out, peak, err := attacheIn(t, dir, args...)
				if err != nil {
					t.Fatalf("attache %s: %v\n%s", strings.Join(args, " "), err, out)
				}
				return out, peak
			}
			do("init", "--bare")
			do("digest", "add", "daily", "--title", "Daily", "--time-zone", "UTC", "--window", "48h")
			add := []string{
				"source", "add", bad + "/feed", "--name", "loud", "--outlet", "Loud Times", "--kind",
				"feed",
			}
			if h.rules != "" {
				add = []string{
					"source", "add", bad + "/list", "--name", "loud", "--outlet", "Loud Times", "--kind",
					"listing", "--set", "rules.link=" + h.rules,
				}
			}
			do(add...)
			do("source", "add", good+"/feed", "--name", "quiet", "--outlet", "Quiet Herald", "--kind", "feed")
			do("subscriber", "add", "reader@example.org")
			start := time.Now()
			out, peak := do("run")
			t.Logf("%d pages of %d kB: %v, %d MB at most\n%s", pages, size>>10,
				time.Since(start).Round(time.Millisecond), peak>>20, out)
			if !raced && peak > mostMemory {
				t.Errorf("the run took %d MB", peak>>20)
			}
			letters, err := filepath.Glob(filepath.Join(dir, "outbox", "*.eml"))
			if err != nil || len(letters) != 1 {
				t.Fatalf("%d letters were sent, %v:\n%s", len(letters), err, out)
			}
			text, _ := do("issue", "show", "1")
			if !strings.Contains(text, "Quiet ministers meet in Baku") {
				t.Errorf("the quiet outlet's news is not in the issue:\n%s", text)
			}
			if why, _ := do("issue", "show", "1", "--why"); h.named != "" && !strings.Contains(why, "Loud Times: ") {
				t.Errorf("the coverage does not name the loud source:\n%s", why)
			}
		})
	}
}
