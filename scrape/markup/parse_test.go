package markup

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClip(t *testing.T) {
	for _, c := range []struct {
		name, unit string
		n          int
	}{
		{"fits", "<p>x", maxTags},
		{"tags", "<p>x", 3 * maxTags},
		{"text", "щ", maxMarkup},
		{"odd text", "xщщ", maxMarkup},
		{"nothing", "", 0},
	} {
		page := []byte(strings.Repeat(c.unit, c.n))
		kept, lost := Clip(page)
		if len(kept)+lost != len(page) || len(kept) > maxMarkup || bytes.Count(kept, []byte("<")) > maxTags ||
			!utf8.Valid(kept) {
			t.Errorf("%s: %d bytes with %d tags kept, %d lost", c.name, len(kept), bytes.Count(kept, []byte("<")), lost)
		}
		if over := len(page) > maxMarkup || bytes.Count(page, []byte("<")) > maxTags; over != (lost > 0) {
			t.Errorf("%s: %d bytes lost of %d", c.name, lost, len(page))
		}
	}
}
