package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"attache/config"
)

// schema is a JSON Schema as far as ours go.
type schema struct {
	doc map[string]any
}

// about are the keywords that only describe.
var about = []string{
	"$schema", "$defs", "$id", "title", "description", "examples", "default", "format",
	"contentEncoding",
}

// check returns the first place where a value breaks a schema; "" when none does.
func (s schema) check(rule any, v any, at string) string {
	switch rule {
	case true:
		return ""
	case false:
		return at + ": not allowed"
	}
	rules := rule.(map[string]any)
	for _, keyword := range slices.Sorted(maps.Keys(rules)) {
		if wrong := s.keyword(rules, keyword, v, at); wrong != "" {
			return wrong
		}
	}
	return ""
}

func (s schema) keyword(rules map[string]any, keyword string, v any, at string) string {
	switch arg := rules[keyword]; keyword {
	case "$ref":
		name := strings.TrimPrefix(arg.(string), "#/$defs/")
		def, ok := s.doc["$defs"].(map[string]any)[name]
		if !ok {
			return "no definition " + name
		}
		return s.check(def, v, at)
	case "type":
		if is := typeOf(v); is != arg && (arg != "number" || is != "integer") {
			return fmt.Sprintf("%s: %s, not %s", at, is, arg)
		}
	case "pattern":
		if text, ok := v.(string); ok && !regexp.MustCompile(arg.(string)).MatchString(text) {
			return at + ": does not match"
		}
	case "enum":
		if !slices.Contains(arg.([]any), v) {
			return at + ": none of the values"
		}
	case "items":
		list, _ := v.([]any)
		for n, item := range list {
			if wrong := s.check(arg, item, fmt.Sprintf("%s[%d]", at, n)); wrong != "" {
				return wrong
			}
		}
	case "properties", "additionalProperties":
		known, _ := rules["properties"].(map[string]any)
		fields, _ := v.(map[string]any)
		for key, value := range fields {
			rule, ok := known[key]
			if ok == (keyword == "additionalProperties") {
				continue
			} else if !ok {
				rule = arg
			}
			if wrong := s.check(rule, value, at+"."+key); wrong != "" {
				return wrong
			}
		}
	default:
		if !slices.Contains(about, keyword) {
			return "unknown keyword " + keyword
		}
	}
	return ""
}

func typeOf(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float32, float64:
		return "number"
	case nil:
		return "null"
	}
	return "integer"
}

// TestSettingsSchema holds the schema to a file with every setting, and to files that are wrong in each section and
// setting.
func TestSettingsSchema(t *testing.T) {
	data, _ := config.Schema("settings")
	var s schema
	if err := json.Unmarshal(data, &s.doc); err != nil {
		t.Fatal(err)
	}
	read := func(text string) any {
		var v map[string]any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return any(v)
	}
	if wrong := s.check(s.doc, read(everySettingSet()), ""); wrong != "" {
		t.Errorf("every setting at its default: %s", wrong)
	}
	write := func(path, value string) string { // a document with one setting
		var b strings.Builder
		steps := strings.Split(path, ".")
		for depth, step := range steps {
			b.WriteString(strings.Repeat("  ", depth) + step + ":")
			if depth < len(steps)-1 {
				b.WriteString("\n")
			}
		}
		return b.String() + " " + value + "\n"
	}
	keys := map[string][]string{} // of each section
	all := everySetting(comments(t))
	for _, set := range all {
		if set.value != "" && set.depth == 1 {
			section, key, _ := strings.Cut(set.path, ".")
			keys[section] = append(keys[section], key)
		}
	}
	for _, set := range all {
		right := map[string]string{
			"time": "90s", "text": "some text", "true or false": "true", "list": "[]", "names and values": "{}",
			"number": "1", "": "{}",
		}[set.kind]
		wrong := map[string]string{
			"time": "soon", "text": "[1]", "true or false": "perhaps", "list": "text", "names and values": "[1]",
			"number": "'1'", "": "text",
		}[set.kind]
		if bad := s.check(s.doc, read(write(set.path, right)), ""); bad != "" {
			t.Errorf("%s: %s is refused: %s", set.path, right, bad)
		}
		if bad := s.check(s.doc, read(write(set.path, wrong)), ""); !strings.HasPrefix(bad, "."+set.path) {
			t.Errorf("%s: %s passes: %s", set.path, wrong, bad)
		}
	}
	for section, own := range keys {
		for other, theirs := range keys {
			for _, key := range theirs {
				if other == section || slices.Contains(own, key) {
					continue
				}
				if bad := s.check(s.doc, read(write(section+"."+key, "1")), ""); !strings.HasPrefix(bad, "."+section+
					"."+key) {
					t.Errorf("%s.%s passes, which is a setting of %s: %s", section, key, other, bad)
				}
			}
		}
	}
}
