package relevance

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"attache/text"
)

// TestRelevanceTable holds that the embedded table is that of the program's features. It fails when a feature was added
// and no model trained that weighs it.
func TestRelevanceTable(t *testing.T) {
	if _, err := ParseModel(relevanceTable); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 2, 3, 40, len(relevanceTable) - 1} {
		if _, err := ParseModel(relevanceTable[:n]); err == nil {
			t.Errorf("a table cut to %d bytes is read", n)
		}
	}
	if _, err := ParseModel(append(slices.Clone(relevanceTable), 0)); err == nil {
		t.Error("a table that is too long is read")
	}
	if len(themeTitles) != len(themes) {
		t.Errorf("%d themes have %d titles", len(themes), len(themeTitles))
	}
}

// tableOf writes a table that weighs features by names, the i-th by i.
func tableOf(names []string) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(len(names)))
	for _, name := range names {
		b = append(append(b, byte(len(name))), name...)
	}
	for i := range names {
		b = binary.BigEndian.AppendUint32(b, math.Float32bits(float32(i)))
	}
	b = append(b, make([]byte, 8)...)                   // calibration
	b = append(b, make([]byte, len(text.Languages))...) // none has its own
	return append(b, make([]byte, 4+GramRows)...)
}

// TestTableNamesFeatures reads tables whose features are in another order, or others than the program's.
func TestTableNamesFeatures(t *testing.T) {
	names := FeatureNames()
	turned := slices.Clone(names)
	slices.Reverse(turned)
	m, err := ParseModel(tableOf(turned))
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range m.Shared {
		if int(w) != len(names)-1-i {
			t.Fatalf("%s weighs %g in a table in the reverse order", names[i], w)
		}
	}
	for _, c := range []struct {
		what, want string
		names      []string
	}{
		{"without one", `"capital"`, slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "capital" })},
		{"with one more", `"tides"`, append(slices.Clone(names), "tides")},
		{"with one twice", `"capital" twice`, append(slices.Clone(names), "capital")},
	} {
		if _, err := ParseModel(tableOf(c.names)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("a table %s: %v, want %s", c.what, err, c.want)
		}
	}
}

// TestFeatureNames holds what the table's format asks of names.
func TestFeatureNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range FeatureNames() {
		if name == "" || len(name) > 255 || seen[name] {
			t.Errorf("the feature's name %q is empty, longer than 255 bytes or given twice", name)
		}
		seen[name] = true
	}
}
