package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"attache/config"
	"attache/store/storetest"
)

// place is a folder in which the real program runs, and its database.
type place struct {
	dir string
	env []string
}

// places makes a new place on one kind of database.
var places = map[string]func(*testing.T) place{
	"SQLite": func(t *testing.T) place { return place{dir: t.TempDir()} },
	"Postgres": func(t *testing.T) place {
		return place{t.TempDir(), []string{"ATTACHE_DATABASE__URL=" + storetest.Postgres(t)}}
	},
}

// attache is a command line of the real program: this test binary under its other name (see TestMain).
func (p place) attache(args ...string) *exec.Cmd {
	cmd := exec.Command("attache", args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), append(p.env, "TZ=UTC")...)
	return cmd
}

// do runs a command line that must succeed and returns what it printed on standard output.
func (p place) do(t *testing.T, args ...string) string {
	t.Helper()
	var said bytes.Buffer // a slow machine says there what it waits for
	cmd := p.attache(args...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("attache %s: %v\n%s%s", strings.Join(args, " "), err, out, &said)
	}
	return string(out)
}

// complete checks that init has made all of it: the whole settings file, and the desk as an undisturbed init makes it.
func (p place) complete(t *testing.T, desk string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, "attache.yaml"))
	if err != nil || !bytes.Equal(data, config.Template()) {
		t.Fatalf("the settings file is not whole: %d bytes, %v", len(data), err)
	}
	if got := p.do(t, "export"); got != desk {
		t.Fatalf("the desk is not whole: %d bytes, want %d", len(got), len(desk))
	}
}

// TestTortureInit stops init at random moments, with SIGKILL and with Ctrl-C, and lets a second one complete it.
func TestTortureInit(t *testing.T) {
	manyProcesses(t)
	tries := 2
	if os.Getenv("ATTACHE_TORTURE") != "" {
		tries = 60
	}
	for name, fresh := range places {
		t.Run(name, func(t *testing.T) {
			p := fresh(t)
			began := time.Now()
			p.do(t, "init")
			life := time.Since(began)
			desk := p.do(t, "export")
			if n := strings.Count(desk, "- name:"); n < 200 {
				t.Fatalf("init makes a desk of %d entries", n)
			}
			stopped := 0
			for n := range tries {
				p := fresh(t)
				if p.stop(t, time.Duration(rand.Float64()*float64(life)), []syscall.Signal{
					syscall.SIGKILL,
					syscall.SIGINT,
				}[n%2], "init") {
					stopped++
				}
				if data, err := os.ReadFile(filepath.Join(p.dir, "attache.yaml")); err == nil &&
					!bytes.Equal(data, config.Template()) {
					t.Fatalf("half a settings file: %d bytes", len(data))
				}
				p.do(t, "init")
				p.complete(t, desk)
			}
			t.Logf("%d of %d were stopped within %s", stopped, tries, life)
		})
	}
}

// stop starts a command and sends it a signal after a while; it reports whether the command had not ended by itself.
func (p place) stop(t *testing.T, after time.Duration, sig syscall.Signal, args ...string) bool {
	t.Helper()
	cmd := p.attache(args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	timer := time.NewTimer(after)
	defer timer.Stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatalf("%v: %s", err, &said)
		}
		return false
	case <-timer.C:
	}
	if err := cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	err := <-ended
	var exit *exec.ExitError
	if sig == syscall.SIGINT && err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitInterrupted &&
		exit.Exited()) {
		t.Fatalf("interrupted: %v: %s", err, &said)
	}
	return err != nil
}

// TestInitKeepsWhatIsThere runs init over a place where somebody has worked.
func TestInitKeepsWhatIsThere(t *testing.T) {
	manyProcesses(t)
	p := places["SQLite"](t)
	const mine = "# mine\nweb:\n  listen: 127.0.0.1:9999\n"
	path := filepath.Join(p.dir, "attache.yaml")
	if err := os.WriteFile(path, []byte(mine), 0o600); err != nil {
		t.Fatal(err)
	}
	p.do(t, "init", "--bare")
	p.do(t, "digest", "add", "mine", "--title", "Mine", "--schedule", "0 7 * * *", "--time-zone", "UTC")
	before := p.do(t, "export")
	p.do(t, "init")
	if data, err := os.ReadFile(path); err != nil || string(data) != mine {
		t.Errorf("the settings are now %q, %v", data, err)
	}
	if after := p.do(t, "export"); after != before {
		t.Errorf("the desk is now\n%s\nand was\n%s", after, before)
	}
}

// TestInitOnFullDisk runs init where there is no room, for the settings or for the database, and again when there is.
func TestInitOnFullDisk(t *testing.T) {
	manyProcesses(t)
	whole := places["SQLite"](t)
	whole.do(t, "init")
	desk := whole.do(t, "export")
	for _, left := range []int64{4 << 10, 20 << 10, 64 << 10, 600 << 10} {
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
			t.Skipf("SKIPPED, NOT TESTED: a full disk. Mounting one needs root: %v", err)
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
		filler := filepath.Join(dir, "filler")
		if err := os.WriteFile(filler, make([]byte, 4<<20-left), 0o600); err != nil {
			t.Fatal(err)
		}
		p := place{dir: dir}
		out, err := p.attache("init").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Errorf("with %d bytes left: %v\n%s", left, err, out)
		}
		if text := string(out); !strings.Contains(text, "attache: ") || !strings.Contains(text, "hint: ") ||
			!strings.Contains(text, "no space left") && !strings.Contains(text, "disk is full") &&
				!strings.Contains(text, "no room left") {
			t.Errorf("with %d bytes left it says\n%s", left, out)
		}
		if data, err := os.ReadFile(filepath.Join(dir, "attache.yaml")); err == nil &&
			!bytes.Equal(data, config.Template()) {
			t.Errorf("with %d bytes left: half a settings file of %d bytes", left, len(data))
		}
		if halves, _ := filepath.Glob(filepath.Join(dir, ".*half*")); len(halves) > 0 {
			t.Errorf("with %d bytes left: %v", left, halves)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		p.do(t, "init")
		p.complete(t, desk)
	}
}

// TestApplyTogether lets two processes apply different documents at once: the desk is that of one of them, whole.
func TestApplyTogether(t *testing.T) {
	manyProcesses(t)
	for name, fresh := range places {
		t.Run(name, func(t *testing.T) {
			p := fresh(t)
			p.do(t, "init", "--bare")
			var cmds []*exec.Cmd
			var said [2]bytes.Buffer
			for n := range 2 {
				var doc strings.Builder
				doc.WriteString("digests:\n")
				for i := range 150 {
					fmt.Fprintf(&doc, "  - {name: d%d-%d, title: T%d, time_zone: UTC}\n", n, i, n)
				}
				file := fmt.Sprintf("desk%d.yaml", n)
				if err := os.WriteFile(filepath.Join(p.dir, file), []byte(doc.String()), 0o600); err != nil {
					t.Fatal(err)
				}
				cmd := p.attache("apply", "-f", file, "--yes")
				cmd.Stderr = &said[n]
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				cmds = append(cmds, cmd)
			}
			won := 0
			for n, cmd := range cmds {
				if err := cmd.Wait(); err == nil {
					won++
				} else if !strings.Contains(said[n].String(), "another process changed the database") {
					t.Errorf("%v: %s", err, &said[n])
				}
			}
			desk := p.do(t, "export")
			zero, one := strings.Count(desk, "title: T0"), strings.Count(desk, "title: T1")
			if won == 0 || zero+one != 150 || zero*one != 0 {
				t.Errorf("%d were applied, the desk has %d and %d of the digests", won, zero, one)
			}
		})
	}
}

// TestRestoreBesideServe asks for a restore while serve runs, and makes backups meanwhile.
func TestRestoreBesideServe(t *testing.T) {
	for name, fresh := range places {
		t.Run(name, func(t *testing.T) {
			p := fresh(t)
			p.env = append(p.env, "ATTACHE_WEB__LISTEN=127.0.0.1:0")
			p.do(t, "init", "--bare")
			p.do(t, "digest", "add", "daily", "--title", "Daily", "--schedule", "0 7 * * *", "--time-zone", "UTC")
			p.do(t, "subscriber", "add", "a@example.org")
			p.do(t, "backup", "first.backup")
			serve := p.attache("serve")
			log, err := serve.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := serve.Start(); err != nil {
				t.Fatal(err)
			}
			awaitLine(t, log, "serving")
			p.do(t, "subscriber", "add", "b@example.org")
			p.do(t, "backup", "second.backup")
			for _, args := range [][]string{
				{"restore", "first.backup", "--replace", "--yes"},
				{"restore", "second.backup", "--replace", "--yes"},
			} {
				out, err := p.attache(args...).CombinedOutput()
				if err == nil || !strings.Contains(string(out), "stop attache serve") {
					t.Errorf("%s while serve runs: %v\n%s", args, err, out)
				}
			}
			if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := serve.Wait(); err != nil {
				t.Fatal(err)
			}
			if got := p.do(t, "subscriber", "list"); !strings.Contains(got, "b@example.org") {
				t.Errorf("a refused restore changed something:\n%s", got)
			}
			p.do(t, "restore", "first.backup", "--replace", "--yes")
			if got := p.do(t, "subscriber", "list"); strings.Contains(got, "b@example.org") ||
				!strings.Contains(got, "a@example.org") {
				t.Errorf("after the restore of the first backup:\n%s", got)
			}
		})
	}
}

// awaitLine reads until a line holds a text, and goes on reading so that the process is not held up.
func awaitLine(t *testing.T, r interface{ Read([]byte) (int, error) }, text string) {
	t.Helper()
	var all []byte
	buf := make([]byte, 4096)
	for !strings.Contains(string(all), text) {
		n, err := r.Read(buf)
		if err != nil {
			t.Fatalf("it ended: %v\n%s", err, all)
		}
		all = append(all, buf[:n]...)
	}
	go func() {
		for {
			if _, err := r.Read(buf); err != nil {
				return
			}
		}
	}()
}

// TestMoveBetweenDatabases takes an installation from SQLite to PostgreSQL and back.
func TestMoveBetweenDatabases(t *testing.T) {
	manyProcesses(t)
	small, large := places["SQLite"](t), places["Postgres"](t)
	small.do(t, "init")
	small.do(t, "subscriber", "add", "a@example.org")
	desk := small.do(t, "export", "--subscribers")
	path := filepath.Join(small.dir, "there.backup")
	small.do(t, "backup", path)
	large.do(t, "restore", path)
	large.do(t, "restore", "--confirm", "--all", "send")
	if got := large.do(t, "export", "--subscribers"); got != desk {
		t.Error("the desk is another on PostgreSQL")
	}
	large.do(t, "subscriber", "add", "b@example.org")
	desk = large.do(t, "export", "--subscribers")
	large.do(t, "backup", path)
	small.do(t, "restore", path, "--replace", "--yes")
	small.do(t, "restore", "--confirm", "--all", "send")
	if got := small.do(t, "export", "--subscribers"); got != desk {
		t.Error("the desk is another back on SQLite")
	}
	small.do(t, "check")
}

// TestNewerDatabase runs every command that opens the database on one that a later attache has migrated: none of them
// writes to it, and all say what to do.
func TestNewerDatabase(t *testing.T) {
	manyProcesses(t)
	p := places["SQLite"](t)
	p.do(t, "init")
	p.do(t, "backup", "x.backup")
	file := filepath.Join(p.dir, "data", "attache.db")
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(),
		`INSERT INTO goose_db_version (version_id, is_applied) VALUES (4242, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"init", "run", "serve", "check", "migrate", "export", "source list", "digest list", "subscriber list",
		"issue list", "issue resend 1",
		"subscriber add a@example.org", "source import --catalogue", "backup y.backup",
		"restore x.backup --replace --yes", "restore --confirm", "why x",
	} {
		out, err := p.attache(strings.Fields(line)...).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Errorf("attache %s: %v", line, err)
		}
		for _, want := range []string{"a newer attache", "4242", "hint: use the newer attache again"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("attache %s does not say %q:\n%s", line, want, out)
			}
		}
	}
	after, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed: %v", err)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "y.backup")); err == nil {
		t.Error("a backup was left")
	}
}

// whenAsked answers yes, after something else has happened.
type whenAsked struct {
	once func()
	text string
}

func (w *whenAsked) Read(b []byte) (int, error) {
	if w.once != nil {
		w.once()
		w.once = nil
	}
	n := copy(b, w.text)
	w.text = w.text[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestApplyWhatWasShown lets another process change the database while a person looks at the difference.
func TestApplyWhatWasShown(t *testing.T) {
	manyProcesses(t)
	p := places["SQLite"](t)
	p.do(t, "init", "--bare")
	p.do(t, "digest", "add", "daily", "--title", "Daily")
	for name, disturb := range map[string]bool{"alone": false, "disturbed": true} {
		doc := filepath.Join(p.dir, "desk.yaml")
		if err := os.WriteFile(doc, []byte("digests:\n  - {name: daily, title: "+name+"}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		in := &whenAsked{text: "yes\n"}
		if disturb {
			in.once = func() { p.do(t, "digest", "add", "other", "--title", "Other") }
		}
		var said bytes.Buffer
		a := &app{in: in, out: &said, errs: &said, environ: []string{"ATTACHE_DATABASE__URL=" + filepath.Join(p.dir,
			"data", "attache.db")}, now: time.Now, interactive: true}
		code := a.run(t.Context(), []string{"apply", "-f", doc})
		desk := p.do(t, "export")
		switch {
		case disturb && (code != exitFailed || !strings.Contains(said.String(), "nothing was done") ||
			!strings.Contains(said.String(), "hint: look at the difference as it is now")):
			t.Errorf("disturbed: code %d\n%s", code, &said)
		case disturb == strings.Contains(desk, "title: "+name):
			t.Errorf("%s: code %d\n%s\n%s", name, code, &said, desk)
		case disturb && !strings.Contains(desk, "title: Other"):
			t.Errorf("what came between is lost:\n%s", desk)
		}
	}
}

// TestTortureImport kills an import of subscribers, of whom half are known: it is made whole or not at all, and can be
// run again.
func TestTortureImport(t *testing.T) {
	manyProcesses(t)
	tries := 2
	if os.Getenv("ATTACHE_TORTURE") != "" {
		tries = 30
	}
	for name, fresh := range places {
		t.Run(name, func(t *testing.T) {
			const people = 1000
			p := fresh(t)
			p.do(t, "init", "--bare")
			p.do(t, "digest", "add", "daily", "--title", "Daily")
			write := func(file, name string, from, to int) {
				var csv strings.Builder
				csv.WriteString("email,name\n")
				for n := from; n < to; n++ {
					fmt.Fprintf(&csv, "r%d@example.org,%s\n", n, name)
				}
				if err := os.WriteFile(filepath.Join(p.dir, file), []byte(csv.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			write("first.csv", "Name0", 0, people)
			began := time.Now()
			p.do(t, "subscriber", "import", "first.csv")
			life := time.Since(began)
			known, last := people, "Name0"
			for n := range tries {
				name := fmt.Sprintf("Name%d", n+1)
				write("next.csv", name, 0, known+100)
				p.stop(t, time.Duration(rand.Float64()*1.5*float64(life)), syscall.SIGKILL, "subscriber", "import",
					"next.csv")
				list := p.do(t, "subscriber", "export")
				was, is := strings.Count(list, ","+last+","), strings.Count(list, ","+name+",")
				switch {
				case was == known && is == 0:
				case was == 0 && is == known+100:
					known, last = known+100, name
				default:
					t.Fatalf("half an import: %d of %d as before, %d as in the file", was, known, is)
				}
			}
			p.do(t, "subscriber", "import", "next.csv")
			t.Logf("%d imports killed, %d made", tries, (known-people)/100)
		})
	}
}
