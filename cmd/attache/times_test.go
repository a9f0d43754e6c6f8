package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// zoned is a time of day that says in which zone it is; clockText one of any kind.
var (
	zoned     = regexp.MustCompile(`\d\d:\d\d(:\d\d)? ([A-Z]{3,5}|[+-]\d\d(\d\d)?|[A-Z][A-Za-z_]+/[A-Za-z_/]+)`)
	clockText = regexp.MustCompile(`\b\d\d:\d\d(:\d\d)?\b`)
)

func TestTimesNameTheirZone(t *testing.T) {
	at := time.Date(2026, 11, 29, 21, 45, 0, 0, time.UTC)
	if got := whenIn(at, "Asia/Almaty"); got != "2026-11-30 02:45 +05" {
		t.Error(got)
	}
	if got := whenIn(at, "Nowhere/Here"); got != "2026-11-29 21:45 UTC" {
		t.Error(got)
	}
	if got := windowText(at.Add(-365*24*time.Hour), at, "Asia/Almaty"); got !=
		"30 November 2025 02:45 to 30 November 2026 02:45 +05" {
		t.Error(got)
	}
	for _, text := range []string{when(at), whenIn(at, ""), whenIn(at, "Europe/Istanbul")} {
		if !zoned.MatchString(text) {
			t.Errorf("%s has no zone", text)
		}
	}
	if when(time.Time{}) != "-" || whenIn(time.Time{}, "Asia/Almaty") != "-" {
		t.Error("no time is not a dash")
	}
	a := &app{now: func() time.Time { return at }}
	d := news.Digest{Name: "daily", Schedule: "0 7 * * *", TimeZone: "Asia/Almaty", Enabled: true}
	if got := a.nextIssue(d); got != "2026-11-30 07:00 +05" {
		t.Errorf("the next issue is due %s", got)
	}
	r := lastReport{At: &at, zone: "Asia/Almaty"}
	if got := r.clock(at.Add(time.Hour)); got != "03:45:00 +05" {
		t.Error(got)
	}
	if got := r.clock(at.Add(48 * time.Hour)); got != "2026-12-02 02:45:00 +05" {
		t.Error(got)
	}
	i := news.Issue{Slot: "2026-11-30T07:00 Asia/Almaty", State: news.IssueEmpty, Created: at.Add(5 * time.Hour)}
	r.judge(i, worker.AlarmConfig{}, at.Add(6*time.Hour))
	if len(clockText.FindAllString(r.Says, -1)) != len(zoned.FindAllString(r.Says, -1)) {
		t.Errorf("a time has no zone: %s", r.Says)
	}
}

func TestDurationsAreTextsInJSON(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"15m": 15 * time.Minute, "48h": 48 * time.Hour, "1h30m": 90 * time.Minute, "1h0m10s": time.Hour + 10*time.Second,
		"10m": 10 * time.Minute, "2.5s": 2500 * time.Millisecond, "0s": 0, "20s": 20 * time.Second,
	} {
		if got := durationText(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
	for want, d := range map[string]time.Duration{
		"1.23s": 1234567891, "12s": 12345678912, "1.5s": 1500 * time.Millisecond, "15m": 15 * time.Minute,
		"1h0m1s": time.Hour + 1234*time.Millisecond, "1m": 59999 * time.Millisecond,
	} {
		if got := spanText(d); got != want {
			t.Errorf("%d ns are %s, want %s", d, got, want)
		}
	}
	var b bytes.Buffer
	a := &app{out: &b}
	all := []news.Standing{{
		Source: news.Source{Name: `"took": 5`, Every: 15 * time.Minute},
		Last:   news.Poll{Items: 12, Took: 1500 * time.Millisecond},
	}}
	if err := a.printJSON(all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"every": 900000000000,`, `"every_text": "15m"`, `"took_text": "1.5s"`, `"items": 12`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
	var again []news.Standing
	if err := json.Unmarshal(b.Bytes(), &again); err != nil || again[0].Last.Took != all[0].Last.Took {
		t.Errorf("%v\n%s", err, b.String())
	}
	if strings.Count(b.String(), "_text") != 2 {
		t.Errorf("a number that is no length of time has a text:\n%s", b.String())
	}
	b.Reset()
	if l := a.jsonList(); l.add(news.Digest{Window: time.Hour}) != nil || l.end() != nil ||
		!strings.Contains(b.String(), `"window_text": "1h"`) {
		t.Errorf("a list says\n%s", b.String())
	}
}

func TestInstant(t *testing.T) {
	almaty := zoneOf("Asia/Almaty")
	a := &app{now: func() time.Time { return time.Date(2026, 11, 29, 21, 45, 0, 0, time.UTC) }} // the 30th in Almaty
	for text, want := range map[string]string{
		"yesterday": "2026-11-28T19:00:00Z", "Today": "2026-11-29T19:00:00Z", "now": "2026-11-29T21:45:00Z",
		"7d": "2026-11-22T21:45:00Z", "2 weeks": "2026-11-15T21:45:00Z", "90m": "2026-11-29T20:15:00Z",
		"2026-11-16": "2026-11-15T19:00:00Z", "2026-11-16 07:00": "2026-11-16T02:00:00Z",
		"2026-11-16T07:00:00+03:00": "2026-11-16T04:00:00Z",
	} {
		if got, err := a.instant(text, almaty); err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%s is %v (%v), want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{"", "7x", "-7d", "tomorrow?", "99999999999999999999d", "2026-13-01", "d"} {
		got, err := a.instant(bad, almaty)
		if err == nil || !strings.Contains(err.Error(), "is not a date or time") {
			t.Errorf("%q is %v (%v)", bad, got, err)
		}
	}
}
