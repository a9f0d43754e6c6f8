package newsroom

import (
	"slices"
	"testing"
	"time"
)

// TestTimes: what people can say comes back as they said it; anything else is left to the five fields.
func TestTimes(t *testing.T) {
	for spec, want := range map[string]string{
		"0 7 * * 1-5": "0 7 * * 1-5", "30 7,18 * * *": "30 7,18 * * *", "@daily": "0 0 * * *", "0 7 * * 7": "0 7 * * 0",
		"0 7 * * 1,3,5": "0 7 * * 1,3,5", "0 6-8 * * 0,6": "0 6,7,8 * * 0,6",
	} {
		if got, ok := ReadTimes(spec); !ok || got.Spec() != want {
			t.Errorf("%s: %v, %v", spec, got.Spec(), ok)
		}
	}
	for _, spec := range []string{
		"", "*/5 * * * *", "0 7 1 * *", "0 7 * 2 *", "@hourly", "0 25 * * *", "0 7 * * mon", "70 7 * * *",
	} {
		if got, ok := ReadTimes(spec); ok {
			t.Errorf("%q is read as %v", spec, got)
		}
	}
	got, err := SetTimes("18.00, 7:00 07:00", []time.Weekday{5, 1})
	if err != nil || got.Spec() != "0 7,18 * * 1,5" {
		t.Errorf("%v, %v", got, err)
	}
	for _, s := range []string{"07:00 08:30", "25:00", "noon"} {
		if _, err := SetTimes(s, nil); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	if none, err := SetTimes(" ", nil); err != nil || none.Spec() != "" || !slices.Equal(none.Days, nil) {
		t.Errorf("%v, %v", none, err)
	}
}
