package store

import (
	"bytes"
	"encoding/json"
	"fmt"
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

func TestWithout(t *testing.T) {
	for _, test := range []string{
		`{}`, `{"a":1}`, `{"also":[]}`, `{"also":[{"a":"]"}],"b":"also"}`, `{"b":"also","also":[[],{}]}`,
		`{"a":{"also":[1]},"also":[{"also":[2]}],"c":[{"also":[3]}]}`, `{"a":"x\\\"also\":[","also":{"a":"\\"},"z":null}`,
		`{"a":["also"],"k":"\"also\"","also":["also"]}`,
	} {
		var rest bytes.Buffer
		value := without([]byte(test), `"also"`, &rest)
		var all, left map[string]json.RawMessage
		if err := json.Unmarshal([]byte(test), &all); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(rest.Bytes(), &left); err != nil {
			t.Errorf("%s: %s: %v", test, rest.String(), err)
		}
		want := string(all["also"])
		delete(all, "also")
		if string(value) != want || fmt.Sprintf("%s", left) != fmt.Sprintf("%s", all) {
			t.Errorf("%s: %s and %s", test, rest.String(), value)
		}
	}
	for n, doc := 0, `{"a":1,"also":[{"b":"c"}],"d":2}`; n < len(doc); n++ { // a damaged document ends
		var rest bytes.Buffer
		without([]byte(doc[:n]), `"also"`, &rest)
	}
}
