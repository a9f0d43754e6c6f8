package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"attache/cmd/attache/internal/goldentest"
)

// aMoment is one step of a newcomer's first ten minutes: what is said of it, and what is typed.
type aMoment struct {
	words string
	line  string
	exit  int
	typed string // at a question
	lines int    // shown of what is printed; 0 = all
}

// firstMinutes is the session of docs/first-ten-minutes.md. URL stands for an outlet on this machine.
var firstMinutes = []aMoment{
	{words: "## See it work\n\nNothing is configured, and the machine has no network. The demo brings outlets, readers " +
		"and a mail server of its own, and takes them away again.", line: "attache demo --once"},
	{words: "## Begin\n\nIn an empty folder:", line: "attache init"},
	{
		words: "Every setting stands in `attache.yaml` with the value that applies:",
		line:  "sed -n '/timeout bounds one request/,/#retries/p' attache.yaml",
	},
	{line: "attache check", lines: 4},
	{words: "The outlets of the catalogue:", line: "attache source list --enabled", lines: 8},
	{
		words: "## A first issue\n\nThe catalogue's outlets are on the Internet. Without a network, one message " +
			"says so, and what to do:",
		line: "attache run --dry-run --out today.html", exit: exitFailed,
	},
	{
		words: "An outlet on this machine stands in for them from here on (its address is private, so `scrape.allow` " +
			"names it). attache finds out by itself how it is read:",
		line: "attache source add URL/ --name wire --outlet 'Silk Road Wire'", lines: 12,
	},
	{line: "attache run --source wire --since 7d --dry-run --out today.html"},
	{
		words: "The same command again says what is new:",
		line:  "attache run --source wire --since 7d --dry-run --out today.html",
	},
	{words: "## Who gets it", line: "attache subscriber add you@example.org"},
	{line: "attache run --source wire --since 7d"},
	{line: "attache issue list"},
	{words: "The letter as text:", line: "attache issue show 1", lines: 22},
	{words: "Why a piece is in, or out:", line: "attache why URL/eu-central-asia-ministers-samarkand", lines: 14},
	{line: "attache run --source wire"},
	{
		words: "## Change something\n\nA slip of the pen is told, with what was probably meant:",
		line:  "attache digset list", exit: exitUsage,
	},
	{line: "attache digest edit daily --set windw=7d", exit: exitInvalid},
	{line: "attache digest edit daily --set window=7d --set schedule='30 8 * * 1-5' --dry-run"},
	{line: "attache digest edit daily --set window=7d --set schedule='30 8 * * 1-5'"},
	{
		words: "What cannot be taken back is asked about:", line: "attache source remove wire", typed: "n\n",
		exit: exitDeclined,
	},
	{words: "## At home in the shell", line: "attache completion bash --install --dry-run"},
	{
		words: "For scripts, results and errors are JSON, with a code that stays:", line: "attache digest show weekly --json",
		exit: exitNotFound,
	},
}

// TestFirstTenMinutes runs the session on a terminal of 80 columns, with no network, and holds
// docs/first-ten-minutes.md to it.
func TestFirstTenMinutes(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY"} { // as on a machine without network: no host answers
		t.Setenv(name, "http://127.0.0.1:1")
	}
	outlets, err := sampleOutlets(fixedNow, false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	site := ""
	for _, o := range outlets {
		if o.Key == "wire" {
			if err := o.serve(ctx, 0, func() time.Time { return fixedNow }); err != nil {
				t.Fatal(err)
			}
			site = o.base
		}
	}
	home := t.TempDir()
	var doc strings.Builder
	doc.WriteString("# The first ten minutes\n\nA session of a newcomer on a terminal of 80 columns, on a machine " +
		"without network: recorded by `TestFirstTenMinutes`, which\nfails when it is not true any more. " +
		"Durations, sizes and ports are made alike.\n")
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for n, m := range firstMinutes {
		out, exit := m.run(ctx, t, site, home, fixedNow.Add(time.Duration(n)*time.Minute/2))
		if exit != m.exit {
			t.Fatalf("%s ends with %d, want %d:\n%s", m.line, exit, m.exit, out)
		}
		if m.words != "" {
			fmt.Fprintf(&doc, "\n%s\n", m.words)
		}
		fmt.Fprintf(&doc, "\n```console\n$ %s\n%s```\n", strings.ReplaceAll(m.line, "URL", sessionSite),
			sessionText(m.shown(out), site, home))
	}
	t.Chdir(top)
	goldentest.File(t, "docs/first-ten-minutes.md", []byte(doc.String()))
}

// sessionSite is where the outlet of the session stands: the demo's own address of it.
const sessionSite = "http://127.0.0.1:8102"

// run runs a line and returns what was printed on both streams, and the exit code.
func (m aMoment) run(ctx context.Context, t *testing.T, site, home string, now time.Time) (string, int) {
	t.Helper()
	words := strings.ReplaceAll(m.line, "URL", site)
	if rest, ok := strings.CutPrefix(words, "sed -n '/"); ok {
		return linesBetween(t, rest), exitOK
	}
	var both bytes.Buffer
	a := &app{
		in: strings.NewReader(m.typed), out: &both, errs: &both, now: func() time.Time { return now }, outTerminal: true,
		interactive: m.typed != "", firstWord: time.Hour,
		environ: []string{
			"COLUMNS=80", "HOME=" + home, "ATTACHE_SCRAPE__ALLOW=127.0.0.0/8", "ATTACHE_SCRAPE__GAP=1ms",
			"ATTACHE_SCRAPE__RETRIES=-1", "ATTACHE_SCRAPE__CONTACT=you@example.org",
		},
	}
	var args []string
	for _, word := range shellWord().FindAllString(words, -1)[1:] {
		args = append(args, strings.ReplaceAll(word, "'", ""))
	}
	exit := a.run(ctx, args)
	if m.typed != "" {
		return strings.Replace(both.String(), "[y/N] ", "[y/N] "+m.typed, 1), exit
	}
	return both.String(), exit
}

// linesBetween returns the lines of attache.yaml that sed prints for FROM/,/TO/p' attache.yaml: found by their words,
// for line numbers change with every new setting.
func linesBetween(t *testing.T, script string) string {
	t.Helper()
	from, rest, _ := strings.Cut(script, "/,/")
	to, _, _ := strings.Cut(rest, "/p'")
	data, err := os.ReadFile("attache.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if b.Len() > 0 || strings.Contains(line, from) {
			b.WriteString(line)
			if strings.Contains(line, to) {
				return b.String()
			}
		}
	}
	t.Fatalf("attache.yaml has no line with %q, or none with %q after it", from, to)
	return ""
}

// shown is the part of what was printed that the page holds.
func (m aMoment) shown(out string) string {
	lines := strings.SplitAfter(out, "\n")
	if m.lines == 0 || len(lines) <= m.lines+1 {
		return out
	}
	return strings.Join(lines[:m.lines], "") + "…\n"
}

var (
	sessionTook  = regexp.MustCompile(`(?m)^(read|compose|set|mail|again)( +)[0-9.]+(ms|µs|s)`)
	sessionIn    = regexp.MustCompile(`\bin [0-9.]+(ms|µs|s)\b`)
	sessionBytes = regexp.MustCompile(`\([0-9]+ bytes`)
	sessionFound = regexp.MustCompile(`127\.0\.0\.1:[0-9]+`)
)

// sessionText makes alike what differs from one machine, or one moment, to the next.
func sessionText(out, site, home string) string {
	out = strings.ReplaceAll(strings.ReplaceAll(out, site, sessionSite), home, "/home/you")
	out = sessionTook.ReplaceAllStringFunc(out, func(line string) string {
		return fmt.Sprintf("%-10s %8s", sessionTook.FindStringSubmatch(line)[1], "0.1s")
	})
	out = sessionIn.ReplaceAllString(out, "in 0.1s")
	out = sessionBytes.ReplaceAllString(out, "(24000 bytes")
	out = strings.ReplaceAll(out, "attache "+versionText()+" shows", "attache shows")
	var clean strings.Builder
	for line := range strings.Lines(sessionFound.ReplaceAllString(out, "127.0.0.1:8102")) {
		clean.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return clean.String()
}
