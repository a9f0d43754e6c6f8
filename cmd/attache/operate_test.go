package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestOperateBackupDoc runs the commands of docs/operate-backup.md as they stand there, in order, in a place where
// somebody has worked.
func TestOperateBackupDoc(t *testing.T) {
	manyProcesses(t)
	data, err := os.ReadFile("../../docs/operate-backup.md")
	if err != nil {
		t.Fatal(err)
	}
	p := places["SQLite"](t)
	p.do(t, "init")
	p.do(t, "subscriber", "add", "a@example.org")
	old := filepath.Join(p.dir, "backups", "attache-20260101T030000Z.backup") // the night before's
	if err := os.Mkdir(filepath.Dir(old), 0o700); err != nil {
		t.Fatal(err)
	}
	p.do(t, "backup", old)
	blocks := 0
	for _, part := range strings.Split(string(data), "```sh\n")[1:] {
		script, _, _ := strings.Cut(part, "```")
		cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", script)
		cmd.Dir, cmd.Env = p.dir, p.attache().Env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s%v\n%s", script, err, out)
		}
		blocks++
	}
	if blocks < 4 {
		t.Errorf("%d blocks of commands", blocks)
	}
	if got := p.do(t, "subscriber", "list"); !strings.Contains(got, "a@example.org") {
		t.Errorf("after all of it:\n%s", got)
	}
}
