//go:build unix

package worker_test

import (
	"os/signal"
	"syscall"
)

// limitFiles lets this process write no file longer than most bytes: it gets an error, not a signal.
func limitFiles(most uint64) error {
	signal.Ignore(syscall.SIGXFSZ)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most})
}
