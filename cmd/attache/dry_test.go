package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/spf13/cobra"

	"attache/store/storetest"
)

// dumpOf is all that a database holds, row by row, as another connection than the program's sees it: every table, those
// of the job queue and of the migrations too.
func dumpOf(t *testing.T, address string) string {
	t.Helper()
	driver, tables := "sqlite", `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`
	if strings.Contains(address, "://") {
		driver, tables = "pgx", `SELECT table_name FROM information_schema.tables
			WHERE table_schema = current_schema() ORDER BY table_name`
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rowsOf := func(query string) (all []string) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(query, err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			cells, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			all = append(all, fmt.Sprint(cells...))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(all)
		return all
	}
	var b strings.Builder
	for _, table := range rowsOf(tables) {
		table = strings.Trim(table, "[]")
		fmt.Fprintf(&b, "== %s\n%s\n", table, strings.Join(rowsOf("SELECT * FROM "+table), "\n"))
	}
	return b.String()
}

// dryCommands are commands that change something, in a form that would: {N} is the number of the issue.
var dryCommands = []string{
	"init", "run", "run --digest daily --since 48h --again --out letter.html", "run --to someone@example.org",
	"source add SITE/atom.xml --kind feed --name second", "source edit wire --set every=2h", "source enable wire",
	"source disable wire", "source remove wire", "source import sources.yaml", "digest add weekly",
	"digest edit daily --set window=7d", "digest enable daily", "digest disable daily", "digest remove daily",
	"digest decide daily 1 keep", "digest learn daily", "digest learn daily --forget",
	"subscriber add new@example.org --digest daily", "subscriber add a@example.org --digest held --name Anna",
	"subscriber edit a@example.org --set language=kk", "subscriber remove a@example.org",
	"subscriber import people.csv --digest daily", "subscriber restore --since 24h", "issue approve HELD",
	"issue resend 1",
	"issue resend 1 --state sent", "issue resend 1 --to z@example.org", "apply -f sources.yaml", "migrate",
	"restore saved.backup --replace", "restore --confirm", "prune", "completion bash --install",
	"admin create new@example.org", "admin link new@example.org", "issue pause 4", "issue resume 3", "issue cancel 2",
	"issue cancel 4", "hook add https://example.org/told", "hook test 1", "hook rotate 1", "hook remove 1",
	"mail relays --reopen mail", "mail test --to someone@example.org", "mail read returned", "mail read returned/new/1",
	"seed --large",
}

// readsOnly are commands that change nothing but a file that they are asked to write.
var readsOnly = []string{
	"attache demo", "attache serve", "attache source list", "attache source show", "attache source test",
	"attache source check", "attache source export", "attache digest list", "attache digest show",
	"attache digest decisions", "attache subscriber list", "attache subscriber show", "attache subscriber export",
	"attache admin list", "attache issue list", "attache issue show", "attache issue readers", "attache export",
	"attache check", "attache doctor", "attache dkim new",
	"attache backup", "attache preview", "attache read", "attache why", "attache schema", "attache man",
	"attache version", "attache issue log", "attache hook list",
}

// TestEveryChangeHasADryRun holds all commands to one of the two lists.
func TestEveryChangeHasADryRun(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			walk(sub)
		}
		if c.HasSubCommands() || c.Name() == "help" {
			return
		}
		path := strings.TrimPrefix(c.CommandPath(), "attache ") + " "
		tried := slices.ContainsFunc(dryCommands, func(line string) bool { return strings.HasPrefix(line+" ", path) })
		switch dry := c.Flags().Lookup("dry-run") != nil; {
		case dry && !tried:
			t.Errorf("%s has --dry-run, which is not tried", c.CommandPath())
		case !dry && !slices.Contains(readsOnly, c.CommandPath()):
			t.Errorf("%s has no --dry-run", c.CommandPath())
		}
	}
	walk((&app{now: time.Now}).root())
}

// TestDryRunsWriteNothing runs every command that changes something with --dry-run, and compares the whole database and
// the whole folder before and after, on both databases.
func TestDryRunsWriteNothing(t *testing.T) {
	for name, fresh := range map[string]storetest.Fresh{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			address := fresh(t)
			t.Chdir(t.TempDir())
			b := newBench(t, "ATTACHE_DATABASE__URL="+address)
			b.publish()
			b.stop()
			files := contentsOf(t, ".")
			before := dumpOf(t, address)
			raw, _ := os.ReadFile(address) // of SQLite
			for _, line := range dryCommands {
				line = strings.NewReplacer("SITE", b.site, "HELD", "2").Replace(line)
				want := exitOK
				if line == "seed --large" { // it takes an empty database only; see TestDryRunWithoutADatabase
					want = exitInvalid
				}
				out := b.runs(want, append(strings.Fields(line), "--dry-run")...)
				if !strings.Contains(strings.Join(strings.Fields(out), " "), "--dry-run") && !strings.Contains(out, "Dry run:") &&
					!strings.Contains(line, "--out") && line != "restore --confirm" && !strings.HasPrefix(line, "subscriber import") &&
					line != "migrate" && line != "seed --large" {
					t.Errorf("attache %s --dry-run does not say that it was one:\n%s", line, out)
				}
				if after := dumpOf(t, address); after != before {
					t.Fatalf("attache %s --dry-run changed the database:\n%s", line, firstDifference(before, after))
				}
				if strings.HasPrefix(line, "subscriber import") { // it is done and undone: SQLite counts it in its file
					raw, _ = os.ReadFile(address)
				}
				if now, _ := os.ReadFile(address); !bytes.Equal(now, raw) {
					t.Errorf("attache %s --dry-run wrote to the file of the database", line)
				}
			}
			os.Remove("letter.html") // which was asked for
			if after := contentsOf(t, "."); after != files {
				t.Errorf("files before:\n%s\nafter:\n%s", files, after)
			}
		})
	}
}

// TestDryRunWithoutADatabase makes none.
func TestDryRunWithoutADatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	b := newBench(t)
	b.environ = append(b.environ, "ATTACHE_SCRAPE__TIMEOUT=1s")
	out := b.runs(exitOK, "subscriber", "add", "a@example.org", "--dry-run")
	if !strings.Contains(out, "There is no database yet") || !strings.Contains(out, "a@example.org would get daily") {
		t.Error(out)
	}
	if out := b.runs(exitOK, "seed", "--large", "--dry-run"); !strings.Contains(out, "Would make 350 sources") {
		t.Error(out)
	}
	for _, dir := range []string{".", os.Getenv("TMPDIR")} {
		if left := contentsOf(t, dir); left != "" {
			t.Errorf("%s holds %s", dir, left)
		}
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] + "\n→\n" + bs[i]
		}
	}
	return "one is longer"
}

// contentsOf lists the files below a folder with their sizes, but for those of a SQLite database.
func contentsOf(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "attache.db") {
			return err
		}
		st, err := d.Info()
		if err == nil {
			fmt.Fprintf(&b, "%s %d\n", path, st.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bench is an installation in the working folder, with the demo's outlets on this machine.
type bench struct {
	t       *testing.T
	environ []string
	site    string // of the Silk Road Wire
	now     func() time.Time
	in      string // what is typed at questions; "" = there is no terminal
}

func newBench(t *testing.T, environ ...string) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Now, environ: append([]string{
		"ATTACHE_SCRAPE__ALLOW=127.0.0.0/8", "ATTACHE_SCRAPE__GAP=1ms", "ATTACHE_SCRAPE__RETRIES=-1",
		"ATTACHE_SCRAPE__CONTACT=test@attache.example", "HOME=" + t.TempDir(),
	}, environ...)}
	outlets, err := sampleOutlets(time.Now(), false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	for _, o := range outlets {
		if o.Key != "wire" {
			continue
		}
		if err := o.serve(ctx, 0, time.Now); err != nil {
			t.Fatal(err)
		}
		b.site = o.base
	}
	return b
}

// try runs a command line and returns its exit code and what it printed on its two streams.
func (b *bench) try(args ...string) (code int, out, errs string) {
	b.t.Helper()
	var o, e bytes.Buffer
	a := &app{in: strings.NewReader(b.in), out: &o, errs: &e, environ: b.environ, now: b.now, interactive: b.in != ""}
	ctx, cancel := context.WithTimeout(b.t.Context(), time.Minute)
	defer cancel()
	code = a.run(ctx, args)
	return code, o.String(), e.String()
}

// runs runs a command line that must end with an exit code, and returns all that it printed.
func (b *bench) runs(want int, args ...string) string {
	b.t.Helper()
	code, out, errs := b.try(args...)
	if code != want {
		b.t.Fatalf("attache %s ends with %d, want %d:\n%s%s", strings.Join(args, " "), code, want, out, errs)
	}
	return out + errs
}

// publish makes a source, two digests, two readers, an issue that is sent, one that is held, a backup, and files for
// commands.
func (b *bench) publish() {
	b.t.Helper()
	for name, text := range map[string]string{
		"sources.yaml": "sources:\n  - name: other\n    url: https://other.example.org/feed\n    kind: feed\n" +
			"    outlet: {name: Other}\n",
		"people.csv": "email\nimported@example.org\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, line := range []string{
		"init --bare", "digest add daily --window 48h",
		"source add " + b.site + "/atom.xml --kind feed --name wire --outlet Wire",
		"subscriber add a@example.org b@example.org", "run", "digest add held --hold --window 48h",
		"subscriber add a@example.org --digest held", "run --digest held --no-scrape", "digest edit held --set enabled=false",
		"backup saved.backup",
	} {
		b.runs(exitOK, strings.Fields(line)...)
	}
}

// stop adds an issue that is paused (3), one that is approved (4), a webhook, a mail server that takes no connection,
// and returned mail.
func (b *bench) stop() {
	b.t.Helper()
	for _, line := range []string{
		"digest add paused --hold --window 48h", "subscriber add a@example.org --digest paused",
		"run --digest paused --no-scrape", "issue approve 3 --no-send", "issue pause 3",
		"digest add approved --hold --window 48h", "subscriber add a@example.org --digest approved",
		"run --digest approved --no-scrape", "issue approve 4 --no-send",
		"hook add " + b.site + "/told",
	} {
		b.runs(exitOK, strings.Fields(line)...)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Close()
			b.t.Error("a dry run connected to the mail server")
		}
	}()
	b.t.Cleanup(func() {
		l.Close()
		<-done
	})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	b.environ = append(b.environ, "ATTACHE_MAIL__HOST=127.0.0.1", "ATTACHE_MAIL__PORT="+port,
		"ATTACHE_MAIL__SECURITY=none", "ATTACHE_MAIL__FROM=press@example.org", "ATTACHE_WEB__URL=https://press.example.org")
	for _, dir := range []string{"returned/new", "returned/cur", "returned/tmp"} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.t.Fatal(err)
		}
	}
	leave := "From: a@example.org\r\nTo: leave@press.example.org\r\nSubject: unsubscribe\r\n\r\nunsubscribe\r\n"
	if err := os.WriteFile("returned/new/1", []byte(leave), 0o600); err != nil {
		b.t.Fatal(err)
	}
	if out := b.runs(exitOK, "mail", "read", "returned", "--dry-run"); !strings.Contains(out, "1 leave\n") {
		b.t.Fatal(out)
	}
}
