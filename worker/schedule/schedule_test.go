package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker/schedule"
)

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04Z", s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestSlots(t *testing.T) {
	tests := []struct {
		name, spec, zone, from, to string
		want                       string // "key=instant" pairs, one a line
	}{
		{
			"plain days",
			"0 7 * * *", "Asia/Almaty", "2026-11-21T00:00Z", "2026-11-23T02:00Z", `
			2026-11-21T07:00 Asia/Almaty=2026-11-21T02:00Z
			2026-11-22T07:00 Asia/Almaty=2026-11-22T02:00Z
			2026-11-23T07:00 Asia/Almaty=2026-11-23T02:00Z`,
		},
		{
			"from is left out, to is in",
			"0 7 * * *", "", "2026-11-21T07:00Z", "2026-11-22T07:00Z", `
			2026-11-22T07:00 UTC=2026-11-22T07:00Z`,
		},
		{
			"Almaty gave up an hour on 1 March 2024, 00:00 came twice",
			"30 23 * * *", "Asia/Almaty", "2024-02-28T18:00Z", "2024-03-01T19:00Z", `
			2024-02-29T23:30 Asia/Almaty=2024-02-29T17:30Z
			2024-03-01T23:30 Asia/Almaty=2024-03-01T18:30Z`,
		},
		{
			"Berlin skips 02:30 on 29 March 2026: fires at the change",
			"30 2 * * *", "Europe/Berlin", "2026-03-27T12:00Z", "2026-03-30T12:00Z", `
			2026-03-28T02:30 Europe/Berlin=2026-03-28T01:30Z
			2026-03-29T02:30 Europe/Berlin=2026-03-29T01:00Z
			2026-03-30T02:30 Europe/Berlin=2026-03-30T00:30Z`,
		},
		{
			"Berlin has 02:30 twice on 25 October 2026: the first counts",
			"30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T12:00Z", `
			2026-10-25T02:30 Europe/Berlin=2026-10-25T00:30Z
			2026-10-26T02:30 Europe/Berlin=2026-10-26T01:30Z`,
		},
		{
			"hourly over Berlin's gap: one slot at the change",
			"0 * * * *", "Europe/Berlin", "2026-03-29T00:00Z", "2026-03-29T02:00Z", `
			2026-03-29T03:00 Europe/Berlin=2026-03-29T01:00Z
			2026-03-29T04:00 Europe/Berlin=2026-03-29T02:00Z`,
		},
		{
			"hourly over Berlin's repeated hour: each wall-clock hour once",
			"0 * * * *", "Europe/Berlin", "2026-10-24T23:00Z", "2026-10-25T02:00Z", `
			2026-10-25T02:00 Europe/Berlin=2026-10-25T00:00Z
			2026-10-25T03:00 Europe/Berlin=2026-10-25T02:00Z`,
		},
		{
			"New York skips 02:30 on 8 March 2026",
			"30 2 * * *", "America/New_York", "2026-03-07T12:00Z", "2026-03-09T12:00Z", `
			2026-03-08T02:30 America/New_York=2026-03-08T07:00Z
			2026-03-09T02:30 America/New_York=2026-03-09T06:30Z`,
		},
		{
			"New York has 01:30 twice on 1 November 2026",
			"30 1 * * *", "America/New_York", "2026-10-31T12:00Z", "2026-11-02T12:00Z", `
			2026-11-01T01:30 America/New_York=2026-11-01T05:30Z
			2026-11-02T01:30 America/New_York=2026-11-02T06:30Z`,
		},
		{
			"Lord Howe moves by half an hour: 02:15 is skipped on 4 October 2026",
			"15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00Z", "2026-10-05T00:00Z", `
			2026-10-04T02:15 Australia/Lord_Howe=2026-10-03T15:30Z
			2026-10-05T02:15 Australia/Lord_Howe=2026-10-04T15:15Z`,
		},
		{
			"Samoa had no 30 December 2011",
			"0 7 * * *", "Pacific/Apia", "2011-12-29T12:00Z", "2011-12-31T12:00Z", `
			2011-12-29T07:00 Pacific/Apia=2011-12-29T17:00Z
			2011-12-30T07:00 Pacific/Apia=2011-12-30T10:00Z
			2011-12-31T07:00 Pacific/Apia=2011-12-30T17:00Z`,
		},
		{
			"Beirut skips midnight on 29 March 2026",
			"0 0 * * *", "Asia/Beirut", "2026-03-28T12:00Z", "2026-03-30T12:00Z", `
			2026-03-29T00:00 Asia/Beirut=2026-03-28T22:00Z
			2026-03-30T00:00 Asia/Beirut=2026-03-29T21:00Z`,
		},
		{
			"Sunday as 7",
			"0 9 * * 7", "Europe/Istanbul", "2026-11-20T00:00Z", "2026-11-30T00:00Z", `
			2026-11-22T09:00 Europe/Istanbul=2026-11-22T06:00Z
			2026-11-29T09:00 Europe/Istanbul=2026-11-29T06:00Z`,
		},
		{
			"Friday to Sunday as 5-7",
			"0 9 * * 5-7", "UTC", "2026-11-19T00:00Z", "2026-11-24T00:00Z", `
			2026-11-20T09:00 UTC=2026-11-20T09:00Z
			2026-11-21T09:00 UTC=2026-11-21T09:00Z
			2026-11-22T09:00 UTC=2026-11-22T09:00Z`,
		},
		{
			"every second day from Monday as 1-7/2",
			"0 9 * * 1-7/2", "UTC", "2026-11-22T12:00Z", "2026-11-29T12:00Z", `
			2026-11-23T09:00 UTC=2026-11-23T09:00Z
			2026-11-25T09:00 UTC=2026-11-25T09:00Z
			2026-11-27T09:00 UTC=2026-11-27T09:00Z
			2026-11-29T09:00 UTC=2026-11-29T09:00Z`,
		},
		{
			"leap days only",
			"0 6 29 2 *", "UTC", "2026-01-01T00:00Z", "2029-01-01T00:00Z", `
			2028-02-29T06:00 UTC=2028-02-29T06:00Z`,
		},
		{
			"a word",
			"@daily", "Asia/Tokyo", "2026-11-22T00:00Z", "2026-11-23T00:00Z", `
			2026-11-23T00:00 Asia/Tokyo=2026-11-22T15:00Z`,
		},
		{"by hand only", "", "Asia/Tokyo", "2026-11-22T00:00Z", "2026-11-23T00:00Z", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			slots, err := schedule.Between(tt.spec, tt.zone, utc(tt.from), utc(tt.to))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range slots {
				got = append(got, s.Key+"="+s.At.Format("2006-01-02T15:04Z"))
			}
			if g, want := strings.Join(got, "\n"), dedent(tt.want); g != want {
				t.Errorf("got\n%s\nwant\n%s", g, want)
			}
			if len(slots) == 0 {
				return
			}
			next, ok, err := schedule.Next(tt.spec, tt.zone, utc(tt.from))
			if err != nil || !ok || next != slots[0] {
				t.Errorf("next slot %v %v %v, want %v", next, ok, err, slots[0])
			}
		})
	}
}

func dedent(s string) string {
	var lines []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n")
}

// Over three years and zones with odd clocks: a daily time fires exactly once for every local date, in order.
func TestSlotsDailyOnce(t *testing.T) {
	for _, zone := range []string{
		"Asia/Almaty", "Asia/Tashkent", "Europe/Istanbul", "Europe/Berlin",
		"America/New_York", "Africa/Casablanca", "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Apia",
		"Pacific/Kiritimati", "America/St_Johns", "Europe/Moscow", "Antarctica/Troll",
	} {
		for _, spec := range []string{
			"0 0 * * *", "30 1 * * *", "15 2 * * *", "30 2 * * *", "0 3 * * *", "0 7 * * *",
			"59 23 * * *",
		} {
			// Samoa, Russia, Morocco and Troll moved their clocks oddly
			from, to := utc("2009-06-01T00:00Z"), utc("2012-06-01T00:00Z")
			slots, err := schedule.Between(spec, zone, from, to)
			if err != nil {
				t.Fatal(err)
			}
			if n := int(to.Sub(from).Hours() / 24); len(slots) < n-1 || len(slots) > n+1 {
				t.Errorf("%s in %s: %d slots in %d days", spec, zone, len(slots), n)
			}
			for i := 1; i < len(slots); i++ {
				if slots[i].Key <= slots[i-1].Key || !slots[i].At.After(slots[i-1].At) {
					t.Errorf("%s in %s: %v after %v", spec, zone, slots[i], slots[i-1])
				}
			}
		}
	}
}

func TestSlotsInPieces(t *testing.T) { // the clock asks in small steps: together they must give the same as one look
	for _, zone := range []string{"Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia"} {
		from, to := utc("2011-12-28T00:00Z"), utc("2012-01-02T00:00Z")
		whole, err := schedule.Between("*/20 * * * *", zone, from, to)
		if err != nil {
			t.Fatal(err)
		}
		var pieces []schedule.Slot
		for at := from; at.Before(to); at = at.Add(37 * time.Minute) {
			end := at.Add(37 * time.Minute)
			if end.After(to) {
				end = to
			}
			some, err := schedule.Between("*/20 * * * *", zone, at, end)
			if err != nil {
				t.Fatal(err)
			}
			pieces = append(pieces, some...)
		}
		if len(whole) != len(pieces) {
			t.Fatalf("%s: %d slots at once, %d in pieces", zone, len(whole), len(pieces))
		}
		for i := range whole {
			if whole[i] != pieces[i] {
				t.Errorf("%s: %v at once, %v in pieces", zone, whole[i], pieces[i])
			}
		}
	}
}

func TestCheckSchedule(t *testing.T) {
	for _, ok := range []string{
		"", "0 7 * * *", "*/15 6-9 * * mon-fri", "0 7,12 1 jan 0", "0 7 * * 7", "@daily",
		"@hourly", " 0 7 * * * ",
	} {
		if err := schedule.Check(ok, "Asia/Almaty"); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
	for _, bad := range []string{
		"TZ=0", "CRON_TZ=", "TZ=Asia/Almaty 0 7 * * *", "0 0 31 2 *", "0 0 30 2 *",
		"61 * * * *", "0 7 * *", "0 0 7 * * *", "@every 1h", "@reboot", "@", "* * * * 8", "x", "0 7 * * 1-8",
		"*/0 * * * *",
	} {
		var invalid *news.InvalidError
		if err := schedule.Check(bad, "Asia/Almaty"); !errors.As(err, &invalid) || invalid.Field != "schedule" {
			t.Errorf("%q: %v, want a mistake in the schedule", bad, err)
		}
	}
	var invalid *news.InvalidError
	if err := schedule.Check("0 7 * * *", "Asia/Nowhere"); !errors.As(err, &invalid) ||
		invalid.Field != "time_zone" {
		t.Errorf("unknown zone: %v", err)
	}
}

func FuzzCheckSchedule(f *testing.F) {
	for _, s := range []string{
		"0 7 * * *", "TZ=0", "CRON_TZ=", "0 0 31 2 *", "* * * * 7", "1-7/0 * * * 1-7/3",
		"@daily",
	} {
		f.Add(s)
	}
	from := utc("2026-03-01T00:00Z")
	f.Fuzz(func(t *testing.T, spec string) {
		if schedule.Check(spec, "Europe/Berlin") != nil || strings.TrimSpace(spec) == "" {
			return
		}
		slot, ok, err := schedule.Next(spec, "Europe/Berlin", from)
		if err != nil || !ok || !slot.At.After(from) {
			t.Fatalf("%q: %v %v %v", spec, slot, ok, err)
		}
	})
}
