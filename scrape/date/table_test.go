package date

import (
	_ "embed"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/dates.tsv
var madeDates string

// TestMadeDates reads the table of made dates: months of 24 languages, relative words, zones, odd clocks, Jalali, years
// that cannot be right.
func TestMadeDates(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	cases, langs := 0, map[string]bool{}
	for line := range strings.Lines(madeDates) {
		want, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		lang, in, _ := strings.Cut(rest, "\t")
		cases++
		langs[lang] = true
		got := "none"
		if at, ok := Parse(in, lang, nil, false, now); ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s %q: %s, want %s", lang, in, got, want)
		}
	}
	if cases < 400 || len(langs) < 20 {
		t.Errorf("the table holds %d cases in %d languages, want 400 in 20", cases, len(langs))
	}
}
