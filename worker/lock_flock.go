//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package worker

import (
	"errors"
	"os"
	"syscall"
)

// canLock tells whether locks tell the living from the dead on this system.
const canLock = true

// lockFile locks a file until it is closed or the process ends. It waits for one who looks at the file.
func lockFile(f *os.File) error {
	return flock(f, syscall.LOCK_EX)
}

// tryLock locks a file if nobody else does. The lock of a process that died is free, in whatever container it ran.
func tryLock(f *os.File) (bool, error) {
	err := flock(f, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

func flock(f *os.File, how int) error {
	for {
		if err := syscall.Flock(int(f.Fd()), how); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
