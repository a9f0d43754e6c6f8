package scrape

import "time"

// ParseDate reads a date and time written for people or machines. lang is the page's language ("" = any of the known
// ones), loc the zone of times that name none (nil = UTC), dayFirst says that 03.04.2026 is 3 April whatever the
// language, and now anchors relative dates ("2 hours ago") and those without a year. ok is false when s holds no date.
func ParseDate(s, lang string, loc *time.Location, dayFirst bool, now time.Time) (t time.Time, ok bool) {
	return time.Time{}, false
}
