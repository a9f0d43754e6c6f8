package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTargets: every `make X` that a document names is a target, every target says in `make help` what it is for, and
// none is taken for a file.
func TestTargets(t *testing.T) {
	dir := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(dir, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	var targets, phony []string
	for line := range strings.Lines(string(makefile)) {
		if m := regexp.MustCompile(`^([a-z-]+):(.*)`).FindStringSubmatch(line); m != nil {
			targets = append(targets, m[1])
			if !strings.Contains(m[2], "## ") {
				t.Errorf("make help does not list %s: add a comment with ##", m[1])
			}
		}
		if names, ok := strings.CutPrefix(line, ".PHONY:"); ok {
			phony = strings.Fields(names)
		}
	}
	slices.Sort(targets)
	slices.Sort(phony)
	if !slices.Equal(targets, phony) {
		t.Errorf("targets %q, .PHONY %q", targets, phony)
	}
	named := regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)")
	root := os.DirFS(dir)
	for _, f := range filesOf(t, root, ".") {
		if filepath.Ext(f) != ".md" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(targets, m[1]) && f != "CHANGELOG.md" {
				t.Errorf("%s names make %s, and there is no such target", f, m[1])
			}
		}
	}
}
