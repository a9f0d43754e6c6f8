package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// fileWords says in words for people what the system says of a file in the words of its calls ("open x: no such file or
// directory"). message is what is told of err; alone it becomes a sentence.
func fileWords(message string, err error) string {
	var p *fs.PathError
	if !errors.As(err, &p) || !strings.Contains(message, p.Error()) {
		return message
	}
	words := ""
	folder := filepath.Dir(p.Path)
	switch {
	case errors.Is(p.Err, fs.ErrNotExist) && !isFolder(folder):
		words = "there is no folder " + folder
	case errors.Is(p.Err, fs.ErrNotExist) && p.Op == "mkdir":
		words = "no folder can be made at " + p.Path
	case errors.Is(p.Err, fs.ErrNotExist):
		words = "there is no file " + p.Path
	case errors.Is(p.Err, syscall.EISDIR):
		words = p.Path + " is a folder"
	case errors.Is(p.Err, syscall.ENOTDIR):
		words = folder + " is no folder"
	case errors.Is(p.Err, fs.ErrPermission):
		words = "the permissions of " + p.Path + " do not allow it"
	case errors.Is(p.Err, syscall.EROFS):
		words = p.Path + " is on a disk that can only be read"
	default:
		return message
	}
	if message == p.Error() {
		first, size := utf8.DecodeRuneInString(words)
		return string(unicode.ToUpper(first)) + words[size:] + "."
	}
	return strings.Replace(message, p.Error(), words, 1)
}

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
