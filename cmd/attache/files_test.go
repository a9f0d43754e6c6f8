package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMakeFolderIsUndone(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "a", "b", "c")
	undo, err := makeFolder(folder+"/", 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a", "other"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	undo()
	if _, err := os.Stat(filepath.Join(dir, "a", "b")); !os.IsNotExist(err) {
		t.Errorf("b is left: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a", "other")); err != nil {
		t.Errorf("another's file is gone: %v", err)
	}
	undo, err = makeFolder(filepath.Join(dir, "a"), 0o700) // there already
	if err != nil {
		t.Fatal(err)
	}
	undo()
	if _, err := os.Stat(filepath.Join(dir, "a")); err != nil {
		t.Errorf("a folder that was there is gone: %v", err)
	}
}
