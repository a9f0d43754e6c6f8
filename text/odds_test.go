package text

import (
	"math"
	"testing"
)

// TestOdds compares with values worked out by hand: odds of 1:1, 3:1 and 1:3.
func TestOdds(t *testing.T) {
	for _, c := range []struct{ p, x float64 }{{.5, 0}, {.75, math.Log(3)}, {.25, -math.Log(3)}} {
		if got := Sigmoid(c.x); math.Abs(got-c.p) > 1e-12 {
			t.Errorf("Sigmoid(%g) is %g, want %g", c.x, got, c.p)
		}
		if got := LogOdds(c.p); math.Abs(got-c.x) > 1e-12 {
			t.Errorf("LogOdds(%g) is %g, want %g", c.p, got, c.x)
		}
	}
}
