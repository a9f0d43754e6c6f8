package page

import "time"

// testNow is the time at which the tests of dates and pages play.
var testNow = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
