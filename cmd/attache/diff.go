package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// change is one field that differs; an empty side means that it is not there.
type change struct{ Field, From, To string }

// changes lists the fields in which two values of one type differ, as their YAML shows them.
func changes(from, to any) []change {
	a, b := flatten(from), flatten(to)
	keys := slices.Sorted(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var list []change
	for _, k := range keys {
		if a[k] != b[k] {
			list = append(list, change{k, a[k], b[k]})
		}
	}
	return list
}

// flatten returns every leaf of a value under its dotted field; lists count as leaves.
func flatten(v any) map[string]string {
	flat := map[string]string{}
	data, err := yaml.Marshal(v)
	if err != nil {
		return flat
	}
	var tree map[string]any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return flat
	}
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		if m, ok := v.(map[string]any); ok {
			for k, v := range m {
				walk(strings.TrimPrefix(prefix+"."+k, "."), v)
			}
			return
		}
		if list, ok := v.([]any); ok {
			words := make([]string, len(list))
			for i, w := range list {
				words[i] = fmt.Sprint(w)
			}
			v = strings.Join(words, ", ")
		}
		if text := fmt.Sprint(v); v != nil && text != "" {
			if goDuration().MatchString(text) { // as YAML writes a length of time
				text = zeroUnits().ReplaceAllString(text, "$1")
			}
			flat[prefix] = text
		}
	}
	walk("", tree)
	return flat
}

var goDuration = pattern(`^(?:[0-9]+h)?[0-9]+m0s$`)

// String writes a change on one line: "every: 30m0s → 15m0s".
func (c change) String() string {
	side := func(s string) string {
		if s == "" {
			return "(none)"
		}
		return short(s, 60)
	}
	return fmt.Sprintf("%s: %s → %s", c.Field, side(c.From), side(c.To))
}

// printChange reports what an edit changed.
func (a *app) printChange(kind, name string, before, after any) error {
	list := changes(before, after)
	if a.json {
		return a.printJSON(map[string]any{
			"kind": kind, "name": name, "changes": append([]change{}, list...), "dry_run": a.dry,
		})
	}
	if len(list) == 0 {
		a.say("%s: nothing changed.", name)
	}
	for _, c := range list {
		a.say("~ %s %s: %s", kind, name, c)
	}
	if a.dry {
		a.sayDry()
	}
	return nil
}

// MarshalJSON returns a change in lower-case names.
func (c change) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"field": c.Field, "from": c.From, "to": c.To})
}
