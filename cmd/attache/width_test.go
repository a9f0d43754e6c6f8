package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

func TestTable(t *testing.T) {
	columns := []col{
		{name: "NAME"}, {name: "OUTLET", drop: 2}, {name: "KIND", drop: 1}, {name: "WHAT", fold: true},
	}
	rows := [][]string{
		{"a", "Қазақ тынысы", "feed", ""}, {"longer", "x", "listing", "the server answered with an error that is long"},
	}
	for _, c := range []struct {
		name  string
		width int
		plain bool
		want  string
	}{
		{"pipe", 0, false, `NAME    OUTLET        KIND     WHAT
a       Қазақ тынысы  feed
longer  x             listing  the server answered with an error that is long
`},
		{"plain", 0, true, "NAME\tOUTLET\tKIND\tWHAT\na\tҚазақ тынысы\tfeed\t\n" +
			"longer\tx\tlisting\tthe server answered with an error that is long\n"},
		{"folds", 60, false, `NAME    OUTLET        KIND     WHAT
a       Қазақ тынысы  feed
longer  x             listing  the server answered with an
                               error that is long
`},
		{"drops", 40, false, `NAME    OUTLET        WHAT
a       Қазақ тынысы
longer  x             the server
                      answered with an
                      error that is long
(too narrow for KIND: --plain or a pipe
  shows all)
`},
		{"drops in order", 25, false, `NAME    WHAT
a
longer  the server
        answered with an
        error that is
        long
(too narrow for OUTLET,
  KIND: --plain or a pipe
  shows all)
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			tab := (&app{out: &b}).table(columns...)
			tab.fit, tab.plain = c.width, c.plain
			for _, r := range rows {
				tab.add(r...)
			}
			tab.write()
			tab.note()
			if b.String() != c.want {
				t.Errorf("got\n%s\nwant\n%s", b.String(), c.want)
			}
		})
	}
	t.Run("a list when nothing helps", func(t *testing.T) {
		var b bytes.Buffer
		tab := (&app{out: &b}).table(col{name: "EMAIL"}, col{name: "STATE"}, col{name: "WHY", fold: true})
		tab.fit = 30
		tab.add("somebody.with.a.name@example.org", "active", "because somebody said so today")
		tab.write()
		want := "somebody.with.a.name@example.org\n    state: active\n    why: because somebody said\n      so today\n"
		if b.String() != want {
			t.Errorf("got\n%s\nwant\n%s", b.String(), want)
		}
	})
	t.Run("pages", func(t *testing.T) {
		var b bytes.Buffer
		tab := (&app{out: &b}).table(col{name: "N"}, col{name: "X"})
		tab.page = 2
		for _, n := range []string{"1", "2", "333", "4", "5"} {
			tab.add(n, "x")
		}
		tab.write()
		if want := "N  X\n1  x\n2  x\n333  x\n4    x\n5    x\n"; b.String() != want {
			t.Errorf("got\n%s\nwant\n%s", b.String(), want)
		}
	})
}

func TestFoldLine(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"short enough", "short enough"},
		{"one two three four five six seven", "one two three four five six\n  seven"},
		{
			"hint: mend it, then: attache issue resend 12 --state deferred; or not at all",
			"hint: mend it, then:\n  attache issue resend 12 --state deferred;\n  or not at all",
		},
		{"  name      a text of several words that goes on", "  name      a text of several\n            words that goes on"},
		{
			"see https://example.org/a/very/long/address/that/cannot/be/broken here",
			"see\n  https://example.org/a/very/long/address/that/cannot/be/broken\n  here",
		},
		{
			"paste: '/my dir/attache' -c 'a b.yaml' issue show 12, or nothing",
			"paste:\n  '/my dir/attache' -c 'a b.yaml' issue show 12,\n  or nothing",
		},
	} {
		if got := foldLine(c.line, 30); got != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.line, got, c.want)
		}
	}
}

func TestFoldingWriterKeepsQuestions(t *testing.T) {
	var b bytes.Buffer
	w := &foldingWriter{to: &b, width: func() int { return 20 }}
	for _, part := range []string{"Make 12 subscribers active again? [y/N] ", "\n", "one two three four five\nend"} {
		if n, err := io.WriteString(w, part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	if want := "Make 12 subscribers active again? [y/N] \none two three four\n  five\nend"; b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// narrow runs a command line as on a terminal of 80 columns and returns what it printed, on both streams.
func narrow(t *testing.T, environ []string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &out, errs: &out, environ: append(environ, "COLUMNS=80"), now: time.Now,
		terminal: true, outTerminal: true, outside: outside{silence{}, http.DefaultClient},
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if len(args) > 0 && args[0] == "serve" {
		ctx, cancel = context.WithTimeout(ctx, time.Second)
		defer cancel()
	}
	if code := a.run(ctx, args); code == exitUsage && !slices.Contains(args, "--wrong") {
		t.Errorf("attache %s: usage\n%s", strings.Join(args, " "), out.String())
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) && args[0] != "serve" {
		t.Errorf("attache %s does not end", strings.Join(args, " "))
	}
	return out.String()
}

// documents are commands whose output is a document: its lines stay whole.
var documents = []string{
	"source show", "source export", "digest show", "subscriber export", "schema", "export", "completion", "man",
}

// tooWide returns the first line wider than 80 columns that could have been folded; lines of the log are not.
func tooWide(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if line = line[strings.LastIndexByte(line, '\r')+1:]; strings.HasPrefix(line, "\x1b[2m20") {
			continue
		}
		_, words := cutWords(line)
		if utf8.RuneCountInString(line) > 80 && len(words) > 1 {
			return line
		}
	}
	return ""
}

// TestEveryCommandAt80Columns runs the help of every command, and every command on a full desk.
func TestEveryCommandAt80Columns(t *testing.T) {
	t.Chdir(t.TempDir())
	w := newWideDesk(t)
	ran := map[string]bool{}
	for _, line := range w.lines {
		out := narrow(t, w.environ, line...)
		document := slices.ContainsFunc(documents, func(d string) bool {
			return strings.HasPrefix(strings.Join(line, " ")+" ", d+" ")
		})
		if bad := tooWide(out); bad != "" && !document {
			t.Errorf("attache %s: wider than 80 columns:\n%s", strings.Join(line, " "), bad)
		}
		for n := range line {
			ran[strings.Join(line[:n], " ")] = true
		}
		ran[strings.Join(line, " ")] = true
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		path := strings.Fields(c.CommandPath())[1:]
		out := narrow(t, nil, append(path, "--help")...)
		for line := range strings.Lines(out) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("attache %s --help: %d columns: %s", strings.Join(path, " "), n, line)
			}
		}
		if !c.HasSubCommands() && !ran[strings.Join(path, " ")] && c.Name() != "help" {
			t.Errorf("attache %s is not run at 80 columns", strings.Join(path, " "))
		}
		if c.Name() == "completion" {
			return
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	root := (&app{now: time.Now}).root()
	walk(root)
}

// wideDesk is a folder with long names and texts, and the command lines to run in it.
type wideDesk struct {
	environ []string
	lines   [][]string
}

func newWideDesk(t *testing.T) wideDesk {
	t.Helper()
	const long = "A Very Long Name of an Outlet That Reports About Everything There Is Between the Caspian Sea " +
		"and the Altai"
	page := `<html><head><title>` + long + `</title></head><body><article><h1>` + long + `</h1><p>` +
		strings.Repeat("The foreign ministers of Kazakhstan and Turkey met in Astana and signed an agreement. ", 30) +
		`</p></article></body></html>`
	server := httptest.NewServer(serveText(map[string]string{
		"/feed": `<?xml version="1.0"?><rss version="2.0"><channel><title>` + long + `</title><item><title>` + long +
			`</title><link>BASE/news/a-very-long-address-of-an-article-that-cannot-be-folded-anywhere-at-all</link><pubDate>` +
			time.Now().Add(-time.Hour).Format(time.RFC1123Z) + `</pubDate></item></channel></rss>`,
		"/news/a-very-long-address-of-an-article-that-cannot-be-folded-anywhere-at-all": page,
	}))
	t.Cleanup(server.Close)
	for name, text := range map[string]string{
		"page.html": page,
		"people.csv": "email,name\nsomebody.with.a.rather.long.name@press.example.org," +
			"Somebody With a Rather Long Name of Her Own\n",
		"feeds.opml": `<opml version="2.0"><body><outline text="` + long + `" xmlUrl="https://long.example.org/feed"/>` +
			`</body></opml>`,
		"desk.yaml": "digests:\n  - name: daily\n    title: " + long + "\n    window: 48h\n",
		"relays.yaml": "mail:\n  from: press@example.org\n  relays:\n" +
			"    - {name: first, host: 127.0.0.1, port: 1}\n    - {name: second, host: 127.0.0.1, port: 1, order: 1}\n",
		"broken.yaml": "digests:\n  - name: Daily Of Mine\n    titel: x\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := wideDesk{environ: []string{
		"ATTACHE_SCRAPE__ALLOW=127.0.0.0/8", "ATTACHE_SCRAPE__GAP=1ms", "ATTACHE_SCRAPE__RETRIES=-1",
		"ATTACHE_WEB__LISTEN=127.0.0.1:0",
		"HOME=" + t.TempDir(),
	}}
	for _, line := range []string{
		"init --bare", "source add URL/feed --kind feed --name wire --outlet LONG", "source add URL/feed --dry-run",
		"source add http://127.0.0.1:1/feed --kind feed --name dead.and.buried.in.the.long.grass --outlet LONG",
		"digest add daily --title LONG --schedule @daily --time-zone America/Argentina/ComodRivadavia --window 48h",
		"subscriber add a.reader.with.a.long.name@press.example.org", "subscriber import people.csv --digest daily",
		"subscriber import people.csv --digest daily --dry-run --rows",
		"source list", "source list --trouble", "source show wire", "source test wire", "source check wire",
		"source check", "source export", "source import feeds.opml", "source edit wire --set every=2h",
		"source disable wire", "source enable wire", "run --dry-run", "run", "run --digest daily --no-scrape",
		"issue list", "issue show 1", "issue show 1 --why", "issue readers 1", "issue resend 1", "issue approve 1",
		"issue resend 99", "digest list", "digest show daily", "digest edit daily --set window=24h",
		"digest decide daily 1 keep", "digest decisions daily", "digest learn daily", "digest disable daily",
		"digest enable daily", "subscriber list", "subscriber show a.reader.with.a.long.name@press.example.org",
		"subscriber export", "subscriber restore --since 24h --dry-run",
		"subscriber edit a.reader.with.a.long.name@press.example.org --set name=Somebody", "man", "man run",
		"check", "check --last", "check -f broken.yaml", "doctor", "dkim new example.org",
		"admin create somebody.with.a.rather.long.name@press.example.org", "admin list",
		"admin link somebody.with.a.rather.long.name@press.example.org", "migrate", "backup saved.backup",
		"prune --dry-run", "seed --large", "preview --out shots", "read page.html",
		"why URL/news/a-very-long-address-of-an-article-that-cannot-be-folded-anywhere-at-all", "schema desk",
		"version", "export", "apply -f desk.yaml --dry-run", "serve", "demo --once --dir here --listen 127.0.0.1:0",
		"issue log 1", "issue pause 1", "issue resume 1", "issue cancel 1", "hook add http://127.0.0.1:1/told", "hook list",
		"hook test 1", "hook list", "hook rotate 1", "hook remove 1 --yes", "mail relays -c relays.yaml",
		"mail relays --reopen second -c relays.yaml", "mail test --to a@example.org -c relays.yaml",
		"mail read page.html -c relays.yaml", "source lst --wrong",
		"why --wrong",
		"subscriber remove a.reader.with.a.long.name@press.example.org --yes", "source remove wire --yes",
		"digest remove daily --yes", "restore saved.backup --wrong", "nosuch --wrong",
		"completion bash", "completion zsh", "completion fish", "completion powershell",
	} {
		words := strings.Fields(line)
		for i, word := range words {
			words[i] = strings.Replace(strings.Replace(word, "URL", server.URL, 1), "LONG", long, 1)
		}
		w.lines = append(w.lines, words)
	}
	return w
}

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		environ []string
		size    int
		want    int
	}{
		{nil, 0, 80},
		{nil, 132, 132},
		{[]string{"COLUMNS=100"}, 132, 100},
		{[]string{"COLUMNS=x"}, 0, 80},
		{[]string{"COLUMNS=3"}, 0, leastColumns},
	} {
		a := &app{environ: c.environ, size: func() int { return c.size }, outTerminal: true}
		if got := a.columns(); got != c.want || a.width() != c.want {
			t.Errorf("%v, %d: %d", c.environ, c.size, got)
		}
	}
	for _, a := range []*app{{}, {outTerminal: true, json: true}, {outTerminal: true, plain: true}} {
		if a.width() != 0 {
			t.Errorf("%+v is folded", a)
		}
	}
}

// serveText serves texts by path; BASE in one is the address of the server.
func serveText(texts map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := texts[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, strings.ReplaceAll(text, "BASE", "http://"+r.Host))
	})
}

func TestFoldCommandIsTheSameToAShell(t *testing.T) {
	const command = `  attache digest add weekly --title 'The week in Central Asia and beyond' ` +
		`--schedule "0 9 * * 1" --window 168h`
	folded := foldCommand(command, 40)
	words := func(text string) string {
		out, err := exec.Command("sh", "-c", "attache() { printf '%s|' \"$@\"; }\n"+text).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if got, want := words(folded), words(command); got != want || strings.Count(folded, "\n") < 2 {
		t.Errorf("%s\nis %s, want %s", folded, got, want)
	}
}
