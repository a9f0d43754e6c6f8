package store

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestElements(t *testing.T) {
	for _, test := range [][]map[string]any{
		{},
		{{"a": `quo"ted {brace} \ and \" end\`}, {"b": map[string]any{"c": "}"}}, {`k"{`: "\\\\"}},
		{{"a": ""}, {"b": []any{map[string]any{"c": "]"}, "x"}}},
	} {
		doc, err := json.Marshal(test)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for e := range elements(doc) {
			got = append(got, string(e))
		}
		for _, e := range test {
			one, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, string(one))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", doc, got, want)
		}
	}
	for range elements([]byte(`[{"a":"never closed`)) { // a damaged document ends
		t.Error("an element")
	}
}
