// Package schedule computes the slots of a digest's schedule: local wall-clock minutes, which a change of clocks
// neither skips nor doubles.
//
// It does not know issues, nor what time it is. Read schedule.go first: Check and Between.
package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"attache/news"
)

// Slot is one local wall-clock minute at which a schedule asks for an issue.
type Slot struct {
	Key string    // "2026-11-23T07:00 Asia/Almaty"
	At  time.Time // UTC
}

// wallClock is the layout of the first half of a slot's key.
const wallClock = "2006-01-02T15:04"

// dayAround is more than any zone's distance from UTC and any clock change together.
const dayAround = 27 * time.Hour

// Check reports a mistake in a digest's schedule (five cron fields, or @hourly, @daily, @weekly, @monthly,
// @yearly) or time zone as an *news.InvalidError. An empty schedule is fine: by hand only.
func Check(spec, timezone string) error {
	if _, err := zone(timezone); err != nil {
		return err
	}
	if strings.TrimSpace(spec) == "" {
		return nil
	}
	_, err := parseSchedule(spec)
	return err
}

// Between lists the schedule's slots after from, up to and including to, in order.
//
// The schedule is a wall clock without clock changes: slots are reckoned as local date and time and then given their
// instant. A local time that the clock skips gets the instant of the change, unless another slot falls there; one that
// comes twice gets its first instant.
func Between(spec, timezone string, from, to time.Time) ([]Slot, error) {
	loc, err := zone(timezone)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(spec) == "" {
		return nil, nil
	}
	s, err := parseSchedule(spec)
	if err != nil {
		return nil, err
	}
	var slots []Slot
	end := asWall(to, loc).Add(dayAround)
	for w := s.Next(asWall(from, loc).Add(-dayAround)); !w.IsZero() && w.Before(end); w = s.Next(w) {
		at := instant(w, loc)
		switch n := len(slots); {
		case !at.After(from) || at.After(to):
		case n > 0 && slots[n-1].At.Equal(at):
			// a skipped time and the first one after the change: the latter stands for both
			slots[n-1].Key = key(w, loc)
		default:
			slots = append(slots, Slot{Key: key(w, loc), At: at})
		}
	}
	return slots, nil
}

// Next is the schedule's first slot after a time; false when the schedule is empty or has none within five years.
func Next(spec, timezone string, after time.Time) (Slot, bool, error) {
	loc, err := zone(timezone)
	if err != nil || strings.TrimSpace(spec) == "" {
		return Slot{}, false, err
	}
	s, err := parseSchedule(spec)
	if err != nil {
		return Slot{}, false, err
	}
	for w := s.Next(asWall(after, loc).Add(-dayAround)); !w.IsZero(); w = s.Next(w) {
		at := instant(w, loc)
		if !at.After(after) {
			continue
		}
		slots, err := Between(spec, timezone, after, at) // one, with the key that stands for the instant
		return slots[0], err == nil, err
	}
	return Slot{}, false, nil
}

func zone(name string) (*time.Location, error) {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		e := news.Invalid("time_zone", "%q is not a time zone: use a name such as Asia/Almaty.", name)
		e.Hint = "Asia/Almaty"
		return nil, e
	}
	return loc, nil
}

// key names a slot by its wall-clock time. w is the local time written as if it were UTC.
func key(w time.Time, loc *time.Location) string { return w.Format(wallClock) + " " + loc.String() }

// Time reads the instant back out of a key; false for a key that no schedule made ("by hand …").
func Time(slot string) (time.Time, bool) {
	local, name, ok := strings.Cut(slot, " ")
	if !ok {
		return time.Time{}, false
	}
	w, err := time.Parse(wallClock, local)
	if err != nil {
		return time.Time{}, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.Time{}, false
	}
	return instant(w, loc), true
}

// asWall writes the local time of t in loc as if it were UTC, where no clock ever changes.
func asWall(t time.Time, loc *time.Location) time.Time {
	_, offset := t.In(loc).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// instant is when the clocks of loc show w (a local time written as if it were UTC): the first time, when they show it
// twice; the moment of the change, when they skip it.
func instant(w time.Time, loc *time.Location) time.Time {
	before, after := w.Add(-24*time.Hour).In(loc), w.Add(24*time.Hour).In(loc)
	var tries [2]time.Time
	for i, t := range []time.Time{before, after} {
		_, offset := t.Zone()
		tries[i] = w.Add(-time.Duration(offset) * time.Second)
	}
	if tries[1].Before(tries[0]) {
		tries[0], tries[1] = tries[1], tries[0]
	}
	for _, t := range tries {
		if asWall(t, loc).Equal(w) {
			return t
		}
	}
	change, _ := tries[1].In(loc).ZoneBounds() // skipped: by the old offset, it lies just after the change
	return change.UTC()
}

// parseSchedule reads five cron fields. robfig/cron panics on some "TZ=" prefixes, takes Sunday only as 0, repeats or
// skips slots when clocks change, and returns the zero time for dates that never come: each is dealt with here.
func parseSchedule(spec string) (s cron.Schedule, err error) {
	mistake := func(format string, args ...any) *news.InvalidError {
		e := news.Invalid("schedule", format, args...)
		e.Hint = "minute, hour, day, month, weekday: 0 7 * * 1-5 is 07:00 from Monday to Friday"
		return e
	}
	defer func() {
		if p := recover(); p != nil {
			s, err = nil, mistake("%q is not a schedule.", spec)
		}
	}()
	spec = strings.TrimSpace(spec)
	switch {
	case strings.Contains(spec, "="):
		return nil, mistake("%q names a time zone: put it into time_zone instead.", spec)
	case strings.HasPrefix(spec, "@every"):
		return nil, mistake(
			"%q has no wall-clock time: use five fields (minute, hour, day, month, weekday) such as 0 7 * * *.", spec)
	case strings.HasPrefix(spec, "@"):
	case len(strings.Fields(spec)) != 5:
		return nil, mistake(
			"%q has %d fields: a schedule has five (minute, hour, day, month, weekday), such as 0 7 * * *.", spec,
			len(strings.Fields(spec)))
	default:
		f := strings.Fields(spec)
		f[4] = sundayZero(f[4])
		spec = strings.Join(f, " ")
	}
	s, err = cron.ParseStandard(spec)
	if err != nil {
		return nil, mistake("%q is not a schedule: %v.", spec, err)
	}
	if sp, ok := s.(*cron.SpecSchedule); ok {
		sp.Location = time.UTC // wall-clock reckoning: see Between
	}
	if s.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, mistake("%q never comes: there is no such date.", spec)
	}
	return s, nil
}

// sundayZero writes weekday 7 as 0: alone, as the end of a range, and with a step.
func sundayZero(field string) string {
	parts := strings.Split(field, ",")
	for i, p := range parts {
		span, step, stepped := strings.Cut(p, "/")
		from, to, ranged := strings.Cut(span, "-")
		switch {
		case span == "7" && !stepped:
			parts[i] = "0"
		case ranged && to == "7":
			first, err1 := strconv.Atoi(from)
			by, err2 := 1, error(nil)
			if stepped {
				by, err2 = strconv.Atoi(step)
			}
			if err1 != nil || err2 != nil || first < 0 || first > 7 || by < 1 {
				continue // the parser says what is wrong
			}
			var days []string
			for d := first; d <= 7; d += by {
				days = append(days, fmt.Sprint(d%7))
			}
			parts[i] = strings.Join(days, ",")
		}
	}
	return strings.Join(parts, ",")
}

// Last is the schedule's last slot at or before a time; false when the schedule is empty or had none within five
// years.
func Last(spec, timezone string, at time.Time) (Slot, bool, error) {
	if strings.TrimSpace(spec) == "" {
		return Slot{}, false, nil
	}
	const day = 24 * time.Hour
	for _, reach := range []time.Duration{2 * time.Hour, 2 * day, 9 * day, 32 * day, 367 * day, 5 * 367 * day} {
		slots, err := Between(spec, timezone, at.Add(-reach), at)
		if err != nil {
			return Slot{}, false, err
		}
		if n := len(slots); n > 0 {
			return slots[n-1], true, nil
		}
	}
	return Slot{}, false, nil
}
