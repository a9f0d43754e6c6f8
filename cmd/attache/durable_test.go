package main

import (
	"bytes"
	"errors"
	"fmt"
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

// do runs a command line that must succeed and gives what it printed.
func (p place) do(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.attache(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("attache %s: %v\n%s", strings.Join(args, " "), err, out)
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
	tries := 4
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
				if p.stop(t, time.Duration(rand.Float64()*float64(life)), []syscall.Signal{syscall.SIGKILL, syscall.SIGINT}[n%2], "init") {
					stopped++
				}
				if data, err := os.ReadFile(filepath.Join(p.dir, "attache.yaml")); err == nil && !bytes.Equal(data, config.Template()) {
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
	if sig == syscall.SIGINT && err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitInterrupted && exit.Exited()) {
		t.Fatalf("interrupted: %v: %s", err, &said)
	}
	return err != nil
}

// TestInitKeepsWhatIsThere runs init over a place where somebody has worked.
func TestInitKeepsWhatIsThere(t *testing.T) {
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
	whole := places["SQLite"](t)
	whole.do(t, "init")
	desk := whole.do(t, "export")
	for _, left := range []int64{4 << 10, 20 << 10, 64 << 10, 200 << 10, 600 << 10} {
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
			!strings.Contains(text, "no space left") && !strings.Contains(text, "disk is full") && !strings.Contains(text, "no room left") {
			t.Errorf("with %d bytes left it says\n%s", left, out)
		}
		if data, err := os.ReadFile(filepath.Join(dir, "attache.yaml")); err == nil && !bytes.Equal(data, config.Template()) {
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
			for _, args := range [][]string{{"restore", "first.backup", "--replace", "--yes"}, {"restore", "second.backup", "--replace", "--yes"}} {
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
			if got := p.do(t, "subscriber", "list"); strings.Contains(got, "b@example.org") || !strings.Contains(got, "a@example.org") {
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
