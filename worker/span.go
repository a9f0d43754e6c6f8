package worker

import (
	"fmt"
	"time"
)

// Span writes a span of time for people: "less than a minute", "3 h 12 min", "2 days 4 h", "2 years 1 day".
func Span(d time.Duration) string {
	counted := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	m := int(d.Round(time.Minute) / time.Minute)
	days := m / (24 * 60)
	switch {
	case m < 1:
		return "less than a minute"
	case m < 60:
		return fmt.Sprintf("%d min", m)
	case days < 1:
		return fmt.Sprintf("%d h %d min", m/60, m%60)
	case days < 365:
		return fmt.Sprintf("%s %d h", counted(days, "day"), m/60%24)
	case days%365 == 0:
		return counted(days/365, "year")
	}
	return counted(days/365, "year") + " " + counted(days%365, "day")
}
