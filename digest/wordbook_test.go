package digest

import (
	"testing"
)

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
