package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"attache/config"
)

// How times are written for people: what belongs to a digest or an issue (slots, windows, when it was made and sent) by
// the clock of the digest's zone, everything else by the machine's; each with its date, its year and its zone.
const (
	minuteLayout = "2006-01-02 15:04 MST"
	secondLayout = "2006-01-02 15:04:05 MST"
)

// when writes an instant by the machine's clock; "-" when there is none.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format(minuteLayout)
}

// whenIn writes an instant by the clock of a digest's zone, "" = UTC; "-" when there is none.
func whenIn(t time.Time, zone string) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(zoneOf(zone)).Format(minuteLayout)
}

// zoneOf is a digest's zone; UTC when it has none, or one that is not known here.
func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// windowText writes a window by the clock of a digest's zone.
func windowText(from, to time.Time, zone string) string {
	const layout = "2 January 2006 15:04"
	in := zoneOf(zone)
	return from.In(in).Format(layout) + " to " + to.In(in).Format(layout+" MST")
}

// durationField is a line of indented JSON that holds a number.
var durationField = pattern(`(?m)^( *)"([a-z_]+)": (-?[0-9]+)(,?)$`)

// spellDurations adds to indented JSON, after each length of time, the same as a text: "every_text": "15m".
func spellDurations(doc []byte, v any) []byte {
	names := map[string]bool{}
	durationNames(reflect.TypeOf(v), names, map[reflect.Type]bool{})
	if len(names) == 0 {
		return doc
	}
	return durationField().ReplaceAllFunc(doc, func(line []byte) []byte {
		m := durationField().FindSubmatch(line)
		if !names[string(m[2])] {
			return line
		}
		n, err := strconv.ParseInt(string(m[3]), 10, 64)
		if err != nil {
			return line
		}
		return fmt.Appendf(nil, "%s\"%s\": %s,\n%s\"%s_text\": %q%s", m[1], m[2], m[3], m[1], m[2],
			spanText(time.Duration(n)), m[4])
	})
}

// durationText writes a length of time as settings are written: 15m, 48h, 1h30m.
func durationText(d time.Duration) string {
	return zeroUnits().ReplaceAllString(d.String(), "$1")
}

// spanText is durationText of a length of time that was measured: no more digits than took writes.
func spanText(d time.Duration) string {
	if d%time.Second != 0 {
		return zeroUnits().ReplaceAllString(took(d), "$1")
	}
	return durationText(d)
}

var zeroUnits = pattern(`([hm])(?:0m)?0s$`)

// durationNames collects under which names JSON holds the lengths of time of a type.
func durationNames(t reflect.Type, names map[string]bool, seen map[reflect.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		durationNames(t.Elem(), names, seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Type == reflect.TypeFor[time.Duration]() && name != "" && name != "-" {
				names[name] = true
			}
			durationNames(f.Type, names, seen)
		}
	}
}

// span is a flag that takes a length of time as people write it (config.Span).
type span struct{ d *time.Duration }

// spanType is how help calls what such a flag takes.
const spanType = "duration"

// String implements pflag.Value.
func (s span) String() string {
	if s.d == nil || *s.d == 0 {
		return ""
	}
	return durationText(*s.d)
}

// Set implements pflag.Value.
func (s span) Set(text string) error {
	d, ok := config.Span(text)
	if !ok || d < 0 {
		return errors.New("no length of time")
	}
	*s.d = d
	return nil
}

// Type implements pflag.Value.
func (span) Type() string { return spanType }

// instantHint says how a time is written.
const instantHint = "write 2026-11-16, '2026-11-16 07:00', 2026-11-16T07:00:00+05:00, yesterday, or how long ago: 7d"

// instant reads a day or a minute in a zone, today, yesterday, how long ago (7d), or an RFC 3339 instant. The result is
// UTC.
func (a *app) instant(text string, zone *time.Location) (time.Time, error) {
	if span, ok := config.Span(text); ok && span >= 0 {
		return a.now().Add(-span).UTC(), nil
	}
	y, m, d := a.now().In(zone).Date()
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "now":
		return a.now().UTC(), nil
	case "today":
		return time.Date(y, m, d, 0, 0, 0, 0, zone).UTC(), nil
	case "yesterday":
		return time.Date(y, m, d-1, 0, 0, 0, 0, zone).UTC(), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, &usageError{
		message: fmt.Sprintf("%q is not a date or time.", text),
		hint:    instantHint,
	}
}
