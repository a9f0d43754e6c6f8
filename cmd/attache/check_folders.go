package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"

	"attache/config"
	"attache/news"
)

// lowRoom is the free room on a disk, in bytes, below which check warns: 1 GB is what 300 sources bring in some six
// weeks, at 9 GB a year, and more than a migration's copy of a usual database.
const lowRoom = 1 << 30

// checkFolders tries the folders that must be writable and returns those that are not; one with little room is a
// warning. freeAt returns how many bytes are free where a folder is.
func (a *app) checkFolders(s Settings, freeAt func(folder string) (uint64, error)) config.Mistakes {
	type place struct{ field, what, path string }
	var places []place
	if file := databaseFile(s.Database); file != "" {
		places = append(places, place{"database.url", "The folder of the database", filepath.Dir(file)})
	}
	places = append(places, place{"worker.journal", "The folder in which it is noted what leaves", journalFolder(s)})
	if !s.Mail.Leaves() {
		places = append(places, place{"mail.outbox", "The folder of the letters", or(s.Mail.Outbox, "outbox")})
	}
	var wrong config.Mistakes
	tight := false
	for _, p := range places {
		folder, err := tryFolder(p.path)
		if err != nil {
			wrong = append(wrong, config.Mistake{
				File: config.Variable(a.environ, p.field), Field: p.field,
				Message: fmt.Sprintf("%s, %s, cannot be written to: %s.", p.what, p.path, obstacle(folder, err)),
				Hint:    "let this user write there, or set " + p.field + " to another folder",
			})
			continue
		}
		if free, err := freeAt(folder); err == nil && free < lowRoom && !tight {
			tight = true // the others are on the same disk, as a rule
			a.caution(fmt.Sprintf("The disk of %s is nearly full: %s are free.", p.path, news.Bytes(int(free))),
				"make room, or keep less: database.retention; attache prune --vacuum gives room back")
		}
	}
	if file := databaseFile(s.Database); file != "" && len(wrong) == 0 {
		f, err := os.OpenFile(file, os.O_RDWR, 0)
		switch {
		case err == nil:
			f.Close()
		case !errors.Is(err, fs.ErrNotExist):
			wrong = append(wrong, config.Mistake{
				File: config.Variable(a.environ, "database.url"), Field: "database.url",
				Message: fmt.Sprintf("The database %s cannot be written to: %s.", file, obstacle(file, err)),
				Hint:    "let this user write it",
			})
		}
	}
	return wrong
}

// tryFolder writes a file into a folder, or into the one that it would be made in, and deletes it. It returns the
// folder tried.
func tryFolder(folder string) (string, error) {
	for {
		st, err := os.Stat(folder)
		if err == nil && !st.IsDir() {
			return folder, errors.New("it is no folder")
		}
		if parent := filepath.Dir(folder); errors.Is(err, fs.ErrNotExist) && parent != folder {
			folder = parent
			continue
		}
		if err != nil {
			return folder, err
		}
		f, err := os.CreateTemp(folder, ".attache-check-*")
		if err != nil {
			return folder, err
		}
		f.Close()
		return folder, os.Remove(f.Name())
	}
}

// obstacle says who may not write to a path and what stands in the way.
func obstacle(path string, err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	said := path + ": " + err.Error()
	if st, e := os.Stat(path); e == nil {
		said = fmt.Sprintf("%s (mode %s%s): %v", path, st.Mode(), ownerOf(st), err)
	}
	if u, e := user.Current(); e == nil {
		said += fmt.Sprintf("; attache runs as %s (%s)", u.Username, u.Uid)
	}
	return said
}
