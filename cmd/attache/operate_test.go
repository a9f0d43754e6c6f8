package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOperateDocs runs the commands of docs/operate-backup.md and docs/operate.md as they stand there, in order, in a
// place where somebody has worked.
func TestOperateDocs(t *testing.T) {
	manyProcesses(t)
	for doc, least := range map[string]int{"operate-backup.md": 4, "operate.md": 5} {
		t.Run(doc, func(t *testing.T) { operate(t, doc, least) })
	}
}

func operate(t *testing.T, doc string, least int) {
	data, err := os.ReadFile("../../docs/" + doc)
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
	if blocks < least {
		t.Errorf("%d blocks of commands", blocks)
	}
	if got := p.do(t, "subscriber", "list"); !strings.Contains(got, "a@example.org") {
		t.Errorf("after all of it:\n%s", got)
	}
}

var (
	settingNamed = regexp.MustCompile("`((?:database|scrape|mail|web|desk|" +
		"alarm|worker|log|templates|llm|digest)\\.[a-z_.]+)`")
	variable     = regexp.MustCompile(`ATTACHE_([A-Z_]+)`)
	commandNamed = regexp.MustCompile("(?m)(?:[`/]|^|exec attache )attache ([a-z][^`\\n]*)")
)

// TestOperateNames: each setting, variable and command that docs/operate.md and the files of containers name is there.
func TestOperateNames(t *testing.T) {
	settings, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	known := func(name string) bool {
		return strings.Contains(string(settings), "`"+name) || strings.Contains(string(settings), "## "+name+"\n")
	}
	found := 0
	for _, file := range []string{"docs/operate.md", "compose.yaml", "Dockerfile"} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range settingNamed.FindAllSubmatch(text, -1) {
			if found++; !known(string(m[1])) {
				t.Errorf("%s names the setting %s, which is not there", file, m[1])
			}
		}
		for _, m := range variable.FindAllSubmatch(text, -1) {
			name := strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(string(m[1]), "_FILE"), "__", "."))
			if found++; !known(name) {
				t.Errorf("%s names the variable ATTACHE_%s, which is no setting", file, m[1])
			}
		}
		if file != "docs/operate.md" {
			continue
		}
		for _, m := range commandNamed.FindAllSubmatch(text, -1) {
			a := &app{in: strings.NewReader(""), out: io.Discard, errs: io.Discard, now: time.Now}
			args := strings.Fields(strings.NewReplacer(`"$(`, " | ", " < ", " | ").Replace(string(m[1])))
			if k := slices.IndexFunc(args, func(s string) bool { return strings.Contains(s, "|") }); k >= 0 {
				args = args[:k]
			}
			c, rest, err := a.root().Find(args)
			if err == nil {
				err = c.ParseFlags(rest)
			}
			if found++; err != nil || c.Name() == "attache" {
				t.Errorf("%s: attache %s: %v", file, m[1], err)
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d names were found", found)
	}
}
