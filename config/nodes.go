package config

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// plain takes off the wrappings that carry no value of their own: a lone pair becomes a mapping, tags and anchors fall
// away.
func plain(n ast.Node) ast.Node {
	switch t := n.(type) {
	case *ast.MappingValueNode:
		return &ast.MappingNode{BaseNode: t.BaseNode, Start: t.Start, Values: []*ast.MappingValueNode{t}}
	case *ast.AnchorNode:
		return plain(t.Value)
	case *ast.TagNode:
		return plain(t.Value)
	default:
		return n
	}
}

// scalar is the text of a single value, quotes off and block texts joined; false for lists and mappings.
func scalar(n ast.Node) (string, bool) {
	switch t := n.(type) {
	case *ast.StringNode:
		return t.Value, true
	case *ast.LiteralNode:
		return t.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	default:
		return "", false
	}
}

func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode:
		return "settings of its own"
	case *ast.SequenceNode:
		return "a list"
	default:
		return "a single value"
	}
}

func keyText(k ast.MapKeyNode) string {
	if s, ok := k.(*ast.StringNode); ok {
		return s.Value
	}
	return k.GetToken().Value
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return lineOf(m.Values[0].Key) // the mapping's own token is the colon
	}
	return n.GetToken().Position.Line
}

func join(field, key string) string {
	if field == "" {
		return key
	}
	return field + "." + key
}

// Keys lists the settings of a struct type by their yaml names, in the order of the fields.
func Keys(t reflect.Type) []string {
	var keys []string
	walkFields(t, nil, func(name string, _ []int) { keys = append(keys, name) })
	return keys
}

func fieldsOf(t reflect.Type) map[string][]int {
	fields := map[string][]int{}
	walkFields(t, nil, func(name string, index []int) { fields[name] = index })
	return fields
}

// walkFields visits the fields that a document can set: exported, with a yaml name other than "-"; inline structs count
// as their fields.
func walkFields(t reflect.Type, prefix []int, visit func(name string, index []int)) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		index := append(slices.Clone(prefix), i)
		switch {
		case name == "-" || !f.IsExported():
		case strings.Contains(opts, "inline"):
			walkFields(f.Type, index, visit)
		case name == "":
			visit(strings.ToLower(f.Name), index)
		default:
			visit(name, index)
		}
	}
}

// suggest names the key that was probably meant, or all there are.
func suggest(key string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	if meant := Nearest(key, known); meant != "" {
		return "Did you mean " + meant + "?"
	}
	return "The settings here are " + strings.Join(known, ", ") + "."
}

// Nearest is the known word that a mistyped one probably stands for: the one with the fewest edits, at most one edit in
// three letters and one more; "" when none is that near.
func Nearest(word string, known []string) string {
	best, least := "", 2+len(word)/3
	for _, k := range known {
		if n := distance(strings.ToLower(word), k); n < least {
			best, least = k, n
		}
	}
	return best
}

// distance is the Levenshtein distance of two short words, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
