package train

import (
	"testing"
)

// TestRelevanceLabels holds that each text has one label, of a source whose file the trainer knows.
func TestRelevanceLabels(t *testing.T) {
	labels, err := readLabels(relevanceLabels)
	if err != nil {
		t.Fatal(err)
	}
	n := map[int]int{}
	unsure := 0
	for id, l := range labels {
		if l.label < -1 || l.label > 1 {
			t.Errorf("%s has the label %d", id, l.label)
		}
		n[l.label]++
		if l.unsure {
			unsure++
		}
	}
	if n[1] < 400 || n[0] < 2000 || unsure == 0 || unsure > len(labels)/2 {
		t.Errorf("%d belong, %d do not, %d of %d chosen as unsure", n[1], n[0], unsure, len(labels))
	}
	for _, bad := range []string{"agnews\tag1\t1\n", "agnews\tag1\tyes\tsample\n", "agnews\tag1\t1\tsample\nagnews\tag1\t0\tsample\n",
		"elsewhere\tx1\t1\tsample\n"} {
		if _, err := readLabels(bad); err == nil {
			t.Errorf("labels %q are read", bad)
		}
	}
}
