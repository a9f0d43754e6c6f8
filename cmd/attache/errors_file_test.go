package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

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
