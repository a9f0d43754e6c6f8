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
		n := distance(strings.ToLower(word), k)
		if len(word) >= 3 && strings.HasPrefix(k, strings.ToLower(word)) {
			n = min(n, 1) // its end was left away: aa.com.tr
		}
		if n < least && samePerson(strings.ToLower(word), k) {
			best, least = k, n
		}
	}
	return best
}

// samePerson reports whether two e-mail addresses may be spellings of one: what stands before the @ is mostly the same.
// A shared domain alone, which most readers of a digest have, says nothing. Of other words it says true.
func samePerson(a, b string) bool {
	a, _, mail := strings.Cut(a, "@")
	b, _, other := strings.Cut(b, "@")
	if !mail || !other {
		return true
	}
	n := distance(a, b)
	return n < 2+len(a)/3 && 2*n <= max(len(a), len(b))
}

// distance is the number of edits between two short words, in bytes: letters added, left out, changed, or two
// neighbours in the wrong order (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			n := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				n = 1 + min(n, rows[i][j-1], rows[i-1][j])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, rows[i-2][j-2]+1)
			}
			rows[i][j] = n
		}
	}
	return rows[len(a)][len(b)]
}
