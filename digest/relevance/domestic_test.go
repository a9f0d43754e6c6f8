package relevance

import "testing"

// TestDomestic holds the judgement to made headlines of a country's own matters, in which others are named, and of
// foreign policy of which little in them speaks.
func TestDomestic(t *testing.T) {
	for _, c := range []struct {
		file             string
		mostLost, mostIn int // foreign policy dropped, others kept
	}{{"domestic.tsv", 1, 1}, {"domestic_more.tsv", 1000, 1000}} {
		wrong, n := map[bool]int{}, map[bool]int{}
		for _, b := range readTable(t, c.file) {
			p := embedded().Score(b.lang, FeaturesOf(b.lang, b.title, b.text))
			n[b.belongs]++
			if (p >= DefaultThreshold) != b.belongs {
				wrong[b.belongs]++
				t.Logf("%.2f %v %s %s: %s", p, b.belongs, b.lang, b.class, b.title)
			}
		}
		t.Logf("%s: %d of %d of foreign policy dropped, %d of %d others kept", c.file, wrong[true], n[true],
			wrong[false], n[false])
		if wrong[true] > c.mostLost || wrong[false] > c.mostIn {
			t.Errorf("%s: %d of foreign policy dropped, %d others kept; want at most %d and %d", c.file, wrong[true],
				wrong[false], c.mostLost, c.mostIn)
		}
	}
}
