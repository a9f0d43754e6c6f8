package digest

import "testing"

// TestStem cuts endings behind an apostrophe, but not the letters that Uzbek writes with one.
func TestStem(t *testing.T) {
	for _, c := range [][2]string{
		{"iran's", "iran"},
		{"fed's", "fed"},
		{"ab'den", "ab"},
		{"türkiye'nin", "türki"},
		{"o'zbekiston", "o'zbe"},
		{"bo'lib", "bo'li"},
		{"tog'da", "tog'd"},
		{"n'golo", "n'gol"},
		{"саммит", "самми"},
		{"", ""},
	} {
		if got := stem(c[0]); got != c[1] {
			t.Errorf("stem(%q) is %q, want %q", c[0], got, c[1])
		}
	}
}

// TestRuns says which terms a title has: with runs of letters where it stands alone, without them beside a text.
func TestRuns(t *testing.T) {
	runs := func(d Doc) (n int) {
		for _, h := range words(&d) {
			if h.hash&isRun != 0 {
				n++
			}
		}
		return n
	}
	if n := runs(Doc{Title: "gas in Ashgabat"}); n != 4 { // shga hgab gaba abat
		t.Errorf("a title has %d runs, want 4", n)
	}
	if n := runs(Doc{Title: "gas in Ashgabat", Text: "Three ministers met."}); n != 0 {
		t.Errorf("a title before a text has %d runs, want none", n)
	}
}
