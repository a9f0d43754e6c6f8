package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestUnreadableDatabase: what is no database, or a damaged one, is told with what to do.
func TestUnreadableDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	run := func(url string, args ...string) (int, string) {
		var out bytes.Buffer
		a := &app{out: &out, errs: &out, now: time.Now, environ: []string{"ATTACHE_DATABASE__URL=" + url}}
		code := a.run(t.Context(), args)
		return code, out.String()
	}
	if code, said := run("good.db", "init", "--bare"); code != exitOK {
		t.Fatal(said)
	}
	whole, err := os.ReadFile("good.db")
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte(nil), whole...)
	for i := 4096; i < len(damaged); i++ {
		damaged[i] = byte(i * 7)
	}
	for name, c := range map[string]struct {
		data []byte
		hint string
	}{
		"words.db":   {bytes.Repeat([]byte("these are no tables\n"), 500), "name the right file in database.url"},
		"zeros.db":   {make([]byte, 9000), "name the right file in database.url"},
		"damaged.db": {damaged, "the file is damaged"},
	} {
		if err := os.WriteFile(name, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"digest", "list"}, {"check"}, {"run"}, {"subscriber", "list"}} {
			if code, said := run(name, args...); code == exitOK || !strings.Contains(said, c.hint) {
				t.Errorf("%s: %q exits with %d and says no %q: %s", name, args, code, c.hint, said)
			}
		}
	}
}

func TestFileWords(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(path string) error { _, err := os.ReadFile(path); return err }
	for want, err := range map[string]error{
		"There is no file " + dir + "/none.":                 read(dir + "/none"),
		"open the backup: there is no folder " + dir + "/no": fmt.Errorf("open the backup: %w", read(dir+"/no/file")),
		dir + " is a folder.":                                read(dir),
		file + " is no folder.":                              read(file + "/x"),
		"something else":                                     fmt.Errorf("something else"),
	} {
		if got := fileWords(err.Error(), err); got != want {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}
