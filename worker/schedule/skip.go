package schedule

import (
	"slices"
	"time"

	"attache/news"
)

// The same for a digest: without the slots of dates that it skips. A skipped slot makes no issue, and is not missed.

// mostSkips bounds how many skipped slots in a row are passed over.
const mostSkips = 1000

// skipped reports whether a digest makes no issue for a slot.
func skipped(d *news.Digest, s Slot) bool {
	return len(s.Key) >= len(time.DateOnly) && slices.Contains(d.Skip, s.Key[:len(time.DateOnly)])
}

// BetweenOf is Between of a digest's schedule.
func BetweenOf(d *news.Digest, from, to time.Time) ([]Slot, error) {
	slots, err := Between(d.Schedule, d.TimeZone, from, to)
	return slices.DeleteFunc(slots, func(s Slot) bool { return skipped(d, s) }), err
}

// NextOf is Next of a digest's schedule.
func NextOf(d *news.Digest, after time.Time) (Slot, bool, error) {
	for range mostSkips {
		s, ok, err := Next(d.Schedule, d.TimeZone, after)
		if !ok || err != nil || !skipped(d, s) {
			return s, ok, err
		}
		after = s.At
	}
	return Slot{}, false, nil
}

// LastOf is Last of a digest's schedule.
func LastOf(d *news.Digest, at time.Time) (Slot, bool, error) {
	for range mostSkips {
		s, ok, err := Last(d.Schedule, d.TimeZone, at)
		if !ok || err != nil || !skipped(d, s) {
			return s, ok, err
		}
		at = s.At.Add(-time.Second)
	}
	return Slot{}, false, nil
}
