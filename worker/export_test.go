package worker

import "time"

// OnMachine returns a clock like NewClock's, on a machine whose own clock shows what machine returns.
func OnMachine(machine, wall func() time.Time, steady func() time.Duration) *Clock {
	c := NewClock(wall, steady)
	c.machine = machine
	return c
}
