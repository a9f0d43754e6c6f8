//go:build !linux

package clock

import "time"

// sinceBoot counts real time. After a sleep of the machine the wall clock is ahead of it, and doubted for a while.
func sinceBoot() time.Duration { return sinceStart() }
