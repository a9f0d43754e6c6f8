package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// stateConstants returns the values of package news's constants of types named …State, by type.
func stateConstants(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "news", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of package news: %v", err)
	}
	states := map[string][]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			kind, ok := spec.Type.(*ast.Ident)
			if !ok || !strings.HasSuffix(kind.Name, "State") {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					s, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					states[kind.Name] = append(states[kind.Name], s)
				}
			}
			return true
		})
	}
	return states
}

// TestStatesAreDrawn holds docs/states.md to the constants of package news: each kind has a section whose drawing and
// table name exactly its states.
func TestStatesAreDrawn(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "docs", "states.md"))
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, part := range strings.Split(string(b), "\n## ")[1:] {
		title, _, _ := strings.Cut(part, ":")
		sections[title+"State"] = part
	}
	states := stateConstants(t)
	if len(states) != 4 {
		t.Errorf("package news has the states of %d nouns; docs/states.md knows four", len(states))
	}
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	for kind, want := range states {
		section := sections[kind]
		_, drawing, _ := strings.Cut(section, "```mermaid")
		drawing, _, _ = strings.Cut(drawing, "```")
		var got []string
		for _, m := range row.FindAllStringSubmatch(section, -1) {
			got = append(got, m[1])
		}
		for _, s := range want {
			if !regexp.MustCompile(`\b` + s + `\b`).MatchString(drawing) {
				t.Errorf("%s %q is not drawn", kind, s)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the table of %s has %q, the code %q", kind, got, want)
		}
	}
}
