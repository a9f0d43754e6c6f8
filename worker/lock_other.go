//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package worker

import "os"

// canLock tells whether locks tell the living from the dead on this system.
const canLock = false

// lockFile locks nothing on systems without flock: what a dead process left there is in doubt when it is stale.
func lockFile(*os.File) error { return nil }

// tryLock never gets a lock on systems without flock: a journal there proves nothing.
func tryLock(*os.File) (bool, error) { return false, nil }
