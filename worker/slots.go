package worker

import (
	"errors"
	"time"
)

// Slot is one local wall-clock minute at which a schedule asks for an issue.
type Slot struct {
	Key string    // "2026-11-23T07:00 Asia/Almaty"
	At  time.Time // UTC
}

// CheckSchedule reports a mistake in a digest's schedule (five cron fields, or @hourly, @daily, @weekly, @monthly, @yearly) or time zone
// as an *news.InvalidError. An empty schedule is fine: by hand only.
func CheckSchedule(spec, timezone string) error { return errors.New("not built yet") }

// Slots lists the schedule's slots after from, up to and including to, in order.
func Slots(spec, timezone string, from, to time.Time) ([]Slot, error) {
	return nil, errors.New("not built yet")
}

// NextSlot is the schedule's first slot after a time; false when there is none within five years or the schedule is empty.
func NextSlot(spec, timezone string, after time.Time) (Slot, bool, error) {
	return Slot{}, false, errors.New("not built yet")
}
