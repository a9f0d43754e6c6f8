package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"attache/config"
)

// TestWrongVariableIsNamed sets every setting wrongly by its variable, and by a file that its variable names: what is
// wrong is said of the variable, never of a line of attache.yaml.
func TestWrongVariableIsNamed(t *testing.T) {
	dir := t.TempDir()
	file, secret := filepath.Join(dir, "attache.yaml"), filepath.Join(dir, "value")
	var sections strings.Builder
	all := everySetting(comments(t))
	for _, s := range all {
		if s.value == "" && s.depth == 0 {
			sections.WriteString(s.key + ": {}\n")
		}
	}
	if err := os.WriteFile(file, []byte(sections.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, s := range all {
		if s.value == "" || s.kind == "names and values" {
			continue
		}
		name := config.Prefix + strings.ToUpper(strings.ReplaceAll(s.path, ".", "__"))
		for _, value := range []string{"?", "-5", "-5s", "99999h"} {
			if err := os.WriteFile(secret, []byte(value+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, entry := range []string{name + "=" + value, name + "_FILE=" + secret} {
				a := &app{out: io.Discard, errs: io.Discard, environ: []string{entry}, configPath: file}
				_, err := a.settings()
				if err == nil {
					continue
				}
				refused++
				var ms config.Mistakes
				if !errors.As(err, &ms) {
					t.Fatalf("%s: %v", entry, err)
				}
				variable, _, _ := strings.Cut(entry, "=")
				for _, m := range ms {
					if m.File != variable || m.Line != 0 {
						t.Errorf("%s: %s", entry, m)
					}
				}
			}
		}
	}
	if refused < 400 {
		t.Errorf("only %d wrong values were refused", refused)
	}
}
