package api_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"attache/newsroom"
	"attache/web/api"
)

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestExamples runs the examples of docs/api.md, one after the other, against a real server.
func TestExamples(t *testing.T) {
	for _, program := range []string{"curl", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED, NOT TESTED: the examples of docs/api.md. Install %s.", program)
		}
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, api.Config{})
	s.fill()
	script := "set -eu\n"
	for _, m := range shellBlock.FindAllSubmatch(doc, -1) {
		if block := string(m[1]); !strings.HasPrefix(block, "export ") { // where it is, and the token: below
			script += block
		}
	}
	cmd := exec.CommandContext(t.Context(), "sh")
	cmd.Stdin = strings.NewReader(script)
	cmd.Env = append(os.Environ(), "ATTACHE="+s.server.URL+api.Path, "TOKEN="+s.token(newsroom.Editor, newsroom.Scopes...),
		"http_proxy=", "HTTP_PROXY=", "NO_PROXY=127.0.0.1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s.run.work.Wait()
	got := string(out)
	if strings.Contains(got, "urn:attache:problem") {
		t.Errorf("an example is refused:\n%s", got)
	}
	for _, want := range []string{`"name":"one"`, "304\n", `"entry":`, `{"job":1}`} {
		if !strings.Contains(got, want) {
			t.Errorf("no example gives %s:\n%s", want, got)
		}
	}
	src, err := s.st.Source(t.Context(), "gazette")
	if err != nil || src.Language != "en" || src.Every.Minutes() != 15 || src.Enabled {
		t.Errorf("in the end the source is %+v, %v", src, err)
	}
}

// TestCodes: docs/api.md lists every code that the API has.
func TestCodes(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`Code: "([a-z_]+)"`)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllSubmatch(src, -1) {
			if !strings.Contains(string(doc), "`"+string(m[1])+"`") {
				t.Errorf("docs/api.md does not list the code %s", m[1])
			}
		}
	}
}
