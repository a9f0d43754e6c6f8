package text

import "testing"

// TestStemAny cuts endings behind an apostrophe, but not the letters that Uzbek writes with one.
func TestStemAny(t *testing.T) {
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
		if got := StemAny(c[0]); got != c[1] {
			t.Errorf("StemAny(%q) is %q, want %q", c[0], got, c[1])
		}
	}
}
