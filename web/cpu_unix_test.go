//go:build unix

package web_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is the CPU time that this process has used: unlike the time on the wall it does not grow with the load of the
// machine.
func cpuTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
