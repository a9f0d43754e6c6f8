package digest

import (
	"slices"
	"strings"
	"testing"
)

func TestRegions(t *testing.T) {
	seen := map[string]string{}
	for key, list := range regionCountries {
		if !slices.Contains(regionOrder, key) {
			t.Errorf("region %s has no place in the order", key)
		}
		for c := range strings.FieldsSeq(list) {
			if seen[c] != "" {
				t.Errorf("%s is in %s and in %s", c, seen[c], key)
			}
			seen[c] = key
			if region(c) != key {
				t.Errorf("region(%s) is %s, want %s", c, region(c), key)
			}
		}
	}
	if region("") != world || region("ZZ") != world {
		t.Error("an unknown country is not in the world section")
	}
}
