package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot counts real time, sleep of the machine included (CLOCK_BOOTTIME, clock_gettime(2)).
func sinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &t); err != nil {
		return sinceStart()
	}
	return time.Duration(t.Nano())
}
