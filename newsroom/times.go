package newsroom

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
)

// Times is a schedule as people say it: on which days of the week, at which times of the day.
type Times struct {
	Days  []time.Weekday // in order, Sunday first; all seven = every day
	Clock []string       // "07:00", in order
}

// ReadTimes reads a schedule of five fields that says no more than days of the week and times of one minute; false for
// any other.
func ReadTimes(spec string) (Times, bool) {
	f := strings.Fields(spec)
	if len(f) == 1 && (f[0] == "@daily" || f[0] == "@midnight") {
		f = []string{"0", "0", "*", "*", "*"}
	}
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return Times{}, false
	}
	minute, err := strconv.Atoi(f[0])
	if err != nil || minute < 0 || minute > 59 {
		return Times{}, false
	}
	var t Times
	hours, ok := numbersOf(f[1], 0, 23)
	if !ok {
		return t, false
	}
	for _, h := range hours {
		t.Clock = append(t.Clock, fmt.Sprintf("%02d:%02d", h, minute))
	}
	days, ok := []int{0, 1, 2, 3, 4, 5, 6}, true
	if f[4] != "*" {
		days, ok = numbersOf(f[4], 0, 7)
	}
	for _, d := range days {
		if w := time.Weekday(d % 7); !slices.Contains(t.Days, w) {
			t.Days = append(t.Days, w)
		}
	}
	slices.Sort(t.Days)
	return t, ok
}

// numbersOf reads "1-5" or "1,3,5" within bounds, in order.
func numbersOf(s string, least, most int) ([]int, bool) {
	var out []int
	for part := range strings.SplitSeq(s, ",") {
		from, to, span := strings.Cut(part, "-")
		if !span {
			to = from
		}
		a, err := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || a < least || b > most || a > b {
			return nil, false
		}
		for n := a; n <= b; n++ {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out, true
}

// Spec is the schedule in five fields; "" when there is no time.
func (t Times) Spec() string {
	if len(t.Clock) == 0 {
		return ""
	}
	var hours, days []string
	for _, c := range t.Clock {
		hours = append(hours, strconv.Itoa(hourOf(c)))
	}
	for _, d := range t.Days {
		days = append(days, strconv.Itoa(int(d)))
	}
	minute, _ := strconv.Atoi(t.Clock[0][3:]) // SetTimes has read it
	on := strings.Join(days, ",")
	switch {
	case len(days) == 7 || len(days) == 0:
		on = "*"
	case on == "1,2,3,4,5":
		on = "1-5"
	}
	return fmt.Sprintf("%d %s * * %s", minute, strings.Join(hours, ","), on)
}

func hourOf(clock string) int {
	h, _ := strconv.Atoi(clock[:2]) // of a time that SetTimes or ReadTimes has read
	return h
}

// SetTimes makes times of what a person wrote: times of the day, which commas or spaces part, and days of the week.
// What cannot be a schedule is an *news.InvalidError.
func SetTimes(clock string, days []time.Weekday) (Times, error) {
	t := Times{Days: slices.Clone(days)}
	slices.Sort(t.Days)
	for word := range strings.FieldsSeq(strings.ReplaceAll(clock, ",", " ")) {
		at, err := time.Parse("15:04", strings.ReplaceAll(word, ".", ":"))
		if err != nil {
			return t, news.Invalid("times", "%q is not a time of day such as 07:00.", word)
		}
		t.Clock = append(t.Clock, at.Format("15:04"))
	}
	slices.Sort(t.Clock)
	t.Clock = slices.Compact(t.Clock)
	for _, c := range t.Clock {
		if c[3:] != t.Clock[0][3:] {
			e := news.Invalid("times", "The times %s and %s are not of the same minute.", t.Clock[0], c)
			e.Hint = "use times such as 07:00 and 18:00, or the five fields of a schedule"
			return t, e
		}
	}
	return t, nil
}
