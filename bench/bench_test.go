package main

import (
	"slices"
	"strings"
	"testing"
)

// TestSynthetic holds that the pages of the size table are of their size and are articles to every reader. How much of
// the larger ones each reads stands in the table.
func TestSynthetic(t *testing.T) {
	const size = 10 << 10
	page := synthetic(size)
	if len(page) < size || len(page) > size+1<<10 {
		t.Fatalf("the page has %d bytes, want about %d", len(page), size)
	}
	paragraphs := strings.Count(page, mark)
	for _, s := range systems {
		a, err := s.read(address, []byte(page))
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if got := strings.Count(a.Body, mark); got < paragraphs*9/10 {
			t.Errorf("%s read %d of %d paragraphs", s.name, got, paragraphs)
		}
	}
}

func TestFigures(t *testing.T) {
	//nolint:lll // a table as it is printed
	said := `system                     pages |  body     F1   ±std      P      R    acc   pgF1  >=.95    <.5 | snipP  snipR  snipF | title    tit   tit~ | auth     F1  exact | date   sameday  wrong | image  hit | lang   hit | empty
attache                     1395 |   717 0.9811 0.0015 0.9767 0.9855  0.388  0.980  0.908  0.001 | 0.981  0.922  0.951 |  1061  0.864  0.889 |  791  0.794  0.779 |  697   0.934  0.046 |  113  0.894 | 128  0.992 | 13

== source shub
attache                       89 |    89 0.9853 0.0046 0.9814 0.9892  0.573  0.983  0.921  0.000 |     -      -      - |     0      -      - |    0      -      - |    0       -      - |    0      - |   0      - | 0
`
	got := figures(said)["attache"]
	want := []string{".9811", ".9853", "", "", ".001", ".951", "", ".864", ".794", ".934", ".046", ".894", ".992", "13"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
