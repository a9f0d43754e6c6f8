//go:build linux || darwin

package main

import (
	"fmt"
	"io/fs"
	"syscall"
)

// freeRoom returns how many bytes this user may still write where a folder is.
func freeRoom(folder string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(folder, &st); err != nil {
		return 0, fmt.Errorf("ask for the free room of %s: %w", folder, err)
	}
	//nolint:unconvert // never negative; the types differ between systems
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}

// ownerOf says whose a file is.
func ownerOf(st fs.FileInfo) string {
	if s, ok := st.Sys().(*syscall.Stat_t); ok {
		return fmt.Sprintf(", of user %d and group %d", s.Uid, s.Gid)
	}
	return ""
}
