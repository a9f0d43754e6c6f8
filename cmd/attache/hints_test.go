package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// placeholder finds a command that cannot be pasted, for it names something that a person has to fill in.
var placeholder = regexp.MustCompile(`attache( [a-z-]+)+[^.;:,]* ([A-Z]{2,}\b|[^ ]*…)`)

// TestHintsNameNoPlaceholder reads every text in the command's sources: but for help, a command that it names is whole.
func TestHintsNameNoPlaceholder(t *testing.T) {
	for _, bad := range []string{
		"attache issue resend ID", "attache why https://…", "x: attache source edit NAME --set a=b",
	} {
		if !placeholder.MatchString(bad) {
			t.Errorf("%q passes", bad)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	texts := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					switch key.Name {
					case "Use", "Short", "Long", "Example": // help has placeholders, and says what they are
						return false
					}
				}
			case *ast.BinaryExpr, *ast.BasicLit:
				text, ok := joined(n)
				if texts++; ok && placeholder.MatchString(text) {
					t.Errorf("%s: %q cannot be pasted", fset.Position(n.Pos()), text)
				}
				return !ok
			}
			return true
		})
	}
	if texts < 1000 {
		t.Errorf("only %d texts were read", texts)
	}
}

// joined is the text of a literal or of several that are added; what is not a literal counts as a word.
func joined(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, err := strconv.Unquote(n.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		if n.Op != token.ADD {
			return "", false
		}
		x, okX := joined(n.X)
		y, okY := joined(n.Y)
		if !okX {
			x = "word"
		}
		if !okY {
			y = "word"
		}
		return x + y, okX || okY
	}
	return "", false
}
