package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// noJSON are commands whose output is a document of another form, --json or not.
var noJSON = []string{
	"completion", "man", "schema", "source export", "subscriber export", "serve", "export", "help",
}

// zeroTime finds a time that is none, as Go writes it.
var zeroTime = regexp.MustCompile(`000[01]-01-01T`)

// TestJSONOfEveryCommand runs every command on a full desk with --json: what it writes is JSON, one value or several,
// and holds no time that is none (year 1).
func TestJSONOfEveryCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	w := newWideDesk(t)
	undated := `<html><head><title>Talks of the foreign ministers</title></head><body><article>` +
		strings.Repeat("<p>The foreign ministers of Kazakhstan and Turkey met in Astana and signed an agreement.</p>", 5) +
		`</article></body></html>`
	if err := os.WriteFile("undated.html", []byte(undated), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := slices.Clone(w.lines)
	for _, line := range []string{
		"init", "source add http://127.0.0.1:1/feed --kind feed --name never.visited", "source show never.visited",
		"source list", "source test never.visited", "source check never.visited", "digest add yearly", "digest show yearly",
		"digest decisions yearly", "digest learn yearly", "check --last yearly", "run --digest yearly --dry-run --no-scrape",
		"read undated.html", "subscriber add new@example.org --digest yearly", "subscriber show new@example.org",
		"subscriber list", "issue list", "admin list", "export", "restore saved.backup --check", "backup again.backup",
		"why http://127.0.0.1:1/a-page", "restore again.backup --replace --yes", "restore --confirm --all skip",
		"subscriber restore --since 24h", "issue list", "run --digest yearly --no-scrape", "source list",
	} {
		lines = append(lines, strings.Fields(line))
	}
	ran := map[string]bool{}
	for _, line := range lines {
		command := strings.Join(line, " ")
		for n := range line {
			ran[strings.Join(line[:n+1], " ")] = true
		}
		if slices.ContainsFunc(noJSON, func(c string) bool { return strings.HasPrefix(command+" ", c+" ") }) {
			continue
		}
		out, errs := inJSON(t, w.environ, line...)
		for name, text := range map[string]string{"standard output": out, "standard error": errs} {
			if at := zeroTime.FindStringIndex(text); at != nil {
				t.Errorf("attache %s --json: %s holds a time that is none: …%s…", command, name,
					text[max(at[0]-60, 0):min(at[1]+40, len(text))])
			}
			d := json.NewDecoder(strings.NewReader(text))
			for {
				var v any
				if err := d.Decode(&v); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Errorf("attache %s --json: %s is not JSON: %v\n%s", command, name, err, text)
					break
				}
			}
		}
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		path := strings.TrimPrefix(c.CommandPath(), "attache ")
		if !c.HasSubCommands() && !ran[path] && !slices.Contains(noJSON, path) {
			t.Errorf("attache %s is not run with --json", path)
		}
		for _, sub := range c.Commands() {
			if c.Name() != "completion" {
				walk(sub)
			}
		}
	}
	walk((&app{now: time.Now}).root())
}

// inJSON runs a command line with --json and returns what it wrote on its two streams.
func inJSON(t *testing.T, environ []string, args ...string) (string, string) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{
		in: strings.NewReader(""), out: &out, errs: &errs, environ: environ, now: time.Now,
		outside: outside{silence{}, http.DefaultClient},
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	a.run(ctx, append(slices.Clone(args), "--json"))
	return out.String(), errs.String()
}

// TestNoTimeWithoutOmitzero: each time that is written as JSON is left out where it is none. The packages are those
// whose values commands print.
func TestNoTimeWithoutOmitzero(t *testing.T) {
	field := regexp.MustCompile("[^*]\\btime\\.Time\\s+`[^`]*json:\"([^\"]*)\"")
	found := 0
	for _, dir := range []string{".", "../../news", "../../newsroom", "../../store", "../../scrape"} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range field.FindAllStringSubmatch(string(source), -1) {
				if found++; m[1] != "-" && !strings.Contains(m[1], "omitzero") {
					t.Errorf("%s: %s", path, m[0])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 20 {
		t.Errorf("%d times were found", found)
	}
}
