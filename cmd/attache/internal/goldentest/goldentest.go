// Package goldentest holds files of the repository to what the program makes of them. Tests of the command and of its
// own packages share it. With the flag -update the files are written again. It does not judge what a file says, and the
// program itself has no use for it. Read goldentest.go first.
package goldentest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Update says that generated files are to be written again.
var Update = flag.Bool("update", false, "write the generated files again")

// File holds a file, whose path begins at the top of the repository, to what the program makes now.
func File(t *testing.T, path string, want []byte) {
	t.Helper()
	path = filepath.Join(top(t), path)
	if *Update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not current; look at the difference, then run: make golden\n%s", path, diff)
	}
}

// top is the folder of go.mod, above the working folder.
func top(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("there is no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
}
