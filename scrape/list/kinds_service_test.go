package list

import (
	"os"
	"strings"
	"testing"
)

// TestServiceKinds holds what titles say of guides, round-ups, running commentaries, sections and captions to a table,
// and headlines that begin alike to being none.
func TestServiceKinds(t *testing.T) {
	b, err := os.ReadFile("testdata/kinds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	all, right := 0, 0
	for line := range strings.Lines(string(b)) {
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(col) != 3 {
			continue
		}
		all++
		kind := KindOf(col[2])
		if (kind == "") == (col[0] == "-") {
			right++
			continue
		}
		t.Logf("%q is %q, want %q", col[2], kind, col[0])
		if col[0] == "-" {
			t.Errorf("%q is an article, and was taken for a %s", col[2], kind)
		}
	}
	t.Logf("%d of %d right", right, all)
	if all < 120 || right*100 < 90*all {
		t.Errorf("%d of %d right, want 90 of 100 and 120 titles", right, all)
	}
}
