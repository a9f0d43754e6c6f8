package main

import (
	"strings"
	"testing"
	"time"

	"attache/news"
)

var fixedNow = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func TestCounted(t *testing.T) {
	for want, got := range map[string]string{
		"1 source": counted(1, "source"), "2 sources": counted(2, "source"), "0 stories": counted(0, "story"),
		"3 days": counted(3, "day"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWindow(t *testing.T) {
	a := &app{now: func() time.Time { return fixedNow }}
	d := news.Digest{TimeZone: "Asia/Almaty"}
	for name, c := range map[string]struct {
		o    runOptions
		want string
	}{
		"left to the pipeline": {runOptions{}, "zero to zero"},
		"since":                {runOptions{span: 24 * time.Hour}, "2026-11-22T10:00:00Z to zero"},
		"days": {
			runOptions{from: "2026-11-16", until: "2026-11-23"},
			"2026-11-15T19:00:00Z to 2026-11-22T19:00:00Z",
		},
		"since before to": {
			runOptions{span: time.Hour, until: "2026-11-20 12:00"},
			"2026-11-20T06:00:00Z to 2026-11-20T07:00:00Z",
		},
		"an instant": {runOptions{from: "2026-11-16T00:00:00+03:00"}, "2026-11-15T21:00:00Z to zero"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := a.window(d, c.o)
			if err != nil {
				t.Fatal(err)
			}
			side := func(t time.Time) string {
				if t.IsZero() {
					return "zero"
				}
				return t.Format(time.RFC3339)
			}
			if got := side(w.From) + " to " + side(w.To); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestChanges(t *testing.T) {
	from := news.Source{Name: "a", URL: "https://a.example", Every: time.Hour, Rules: news.Rules{Link: "a"}}
	to := from
	to.Every, to.Rules.Link, to.Enabled = 0, "h2 a", true
	var got []string
	for _, c := range changes(from, to) {
		got = append(got, c.String())
	}
	want := "enabled: false → true|every: 1h → (none)|rules.link: a → h2 a"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got %s, want %s", g, want)
	}
	d := news.Digest{Name: "d", Topic: news.Topic{Countries: []string{"KZ"}}}
	e := d
	e.Topic.Countries = []string{"KZ", "TR"}
	if c := changes(d, e); len(c) != 1 || c[0].String() != "topic.countries: KZ → KZ, TR" {
		t.Errorf("got %v", c)
	}
}

func TestTrickle(t *testing.T) {
	outlets, err := sampleOutlets(fixedNow, true)
	if err != nil {
		t.Fatal(err)
	}
	seen := func(at time.Time) (n int) {
		for _, o := range outlets {
			n += len(o.visible(at))
		}
		return n
	}
	if a, b, c := seen(fixedNow), seen(fixedNow.Add(90*time.Second)), seen(fixedNow.Add(time.Hour)); a >= b || b >= c {
		t.Errorf("at the start %d, after 90 s %d, after an hour %d: a piece should appear every minute", a, b, c)
	}
}
