package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"attache/news"
)

// halfAge is after what time a half-written file of a process that was killed is taken away: no writing of ours lasts
// that long without the file growing.
const halfAge = time.Minute

// draftFile is a file that becomes another whole or not at all: it is written under a name of its own beside it,
// synced, and then takes its place in one step.
type draftFile struct {
	*os.File
	path string
}

// newDraft begins a file that is to be at path. Call drop when done: after keep it does nothing.
func newDraft(path string, mode fs.FileMode) (*draftFile, error) {
	dir, name := filepath.Split(path)
	dir = or(dir, ".")
	if err := dropHalves(dir, name); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "."+name+".half-*")
	if err != nil {
		return nil, err
	}
	d := &draftFile{f, path}
	if err := f.Chmod(mode); err != nil {
		return nil, errors.Join(err, d.drop())
	}
	return d, nil
}

// dropHalves takes away what killed processes left of the file.
func dropHalves(dir, name string) error {
	halves, err := filepath.Glob(filepath.Join(dir, "."+name+".half-*"))
	if err != nil {
		return err
	}
	for _, half := range halves {
		if st, err := os.Stat(half); err == nil && time.Since(st.ModTime()) > halfAge {
			if err := os.Remove(half); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// keep puts the file in its place. With fresh it leaves a file that is there already as it is: the error is fs.ErrExist
// then.
func (d *draftFile) keep(fresh bool) error {
	err := d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	if err == nil {
		if fresh {
			err = os.Link(d.Name(), d.path) // unlike a rename it never replaces
			if err != nil && !errors.Is(err, fs.ErrExist) {
				err = renameNew(d.Name(), d.path, err)
			}
		} else {
			err = os.Rename(d.Name(), d.path)
		}
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(d.path))
	if err != nil {
		return nil // the file is there; a folder that cannot be read cannot be synced
	}
	defer dir.Close()
	_ = dir.Sync() // some systems cannot; the file itself is synced
	return nil
}

// renameNew is for file systems without links.
func renameNew(from, to string, linkErr error) error {
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	if err := os.Rename(from, to); err != nil {
		return errors.Join(linkErr, err)
	}
	return nil
}

// drop takes the half file away.
func (d *draftFile) drop() error {
	_ = d.Close() // closed already after keep
	if err := os.Remove(d.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeNew writes a file whole or not at all. One that is there already stays: the error is fs.ErrExist then.
func writeNew(path string, data []byte, mode fs.FileMode) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	d, err := newDraft(path, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.drop()) }()
	if _, err := d.Write(data); err != nil {
		return err
	}
	return d.keep(true)
}

// makeFolder makes a folder and those above it. undo takes away again what was made, as far as nothing stands in it.
func makeFolder(folder string, mode fs.FileMode) (undo func(), err error) {
	var made []string
	for path := filepath.Clean(folder); ; path = filepath.Dir(path) {
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, path)
	}
	undo = func() {
		for _, path := range made { // the deepest first
			if os.Remove(path) != nil {
				return
			}
		}
	}
	if err := os.MkdirAll(folder, mode); err != nil {
		undo()
		return nil, err
	}
	return undo, nil
}

// writableFolder returns why a folder that files are to be written into cannot be; nil when it can, or can be made.
func writableFolder(path string) error {
	if st, err := os.Stat(path); err == nil && !st.IsDir() {
		return &usageError{message: fmt.Sprintf("--out %s is a file.", path), hint: "name a folder"}
	}
	undo, err := makeFolder(path, 0o755)
	if err != nil {
		return withHint(fmt.Errorf("--out cannot be written: %w", err), "write to another folder")
	}
	defer undo()
	f, err := os.CreateTemp(path, ".attache-*")
	if err != nil {
		return withHint(fmt.Errorf("--out cannot be written: %w", err), "write to another folder")
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// writable returns why a file that is to be written at the end of the work cannot be, so that nothing is done in vain;
// nil for "" and "-". It leaves no trace.
func writable(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return &usageError{
			message: fmt.Sprintf("--out %s is a folder.", path),
			hint:    "name a file in it",
		}
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return nil // a pipe or a device: to open it may wait for who reads it, and tells him when closed that this was all
	}
	_, err := os.Lstat(path)
	isNew := errors.Is(err, os.ErrNotExist)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		hint := "write to another folder"
		if errors.Is(err, os.ErrNotExist) {
			hint = news.Command("mkdir", "-p", filepath.Dir(path))
		}
		return withHint(fmt.Errorf("--out cannot be written: %w", err), "%s", hint)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if isNew {
		return os.Remove(path)
	}
	return nil
}
