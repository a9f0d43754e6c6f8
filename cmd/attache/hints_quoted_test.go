package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// quoting are the functions whose result means in a shell only what it says.
var quoting = map[string]bool{
	"news.Command": true, "news.Option": true, "again": true, "a.again": true, "words": true,
	"fmt.Sprint": true, // of numbers
}

// unquoted returns what is put into a command by hand: a value that a text ending in, or holding, a command takes in.
func unquoted(n ast.Node) string {
	switch n := n.(type) {
	case *ast.BinaryExpr: // "attache source edit " + x
		text, ok := joined(n.X)
		if n.Op == token.ADD && ok && openCommand(text) && !quotes(n.Y) {
			return text
		}
	case *ast.CallExpr: // f("attache source edit %s", x)
		for i, arg := range n.Args {
			text, ok := joined(arg)
			if !ok {
				continue
			}
			verbs := regexp.MustCompile(`%[-+ #0-9.*]*[a-z]`).FindAllStringIndex(strings.ReplaceAll(text, "%%", "  "), -1)
			for k, at := range verbs {
				verb := text[at[0]:at[1]]
				if i+1+k >= len(n.Args) || strings.HasSuffix(verb, "d") || !openCommand(text[:at[0]]) {
					continue
				}
				if !quotes(n.Args[i+1+k]) {
					return text
				}
			}
			break // the format comes first
		}
	}
	return ""
}

// openCommand reports whether a text ends in the middle of a command.
func openCommand(text string) bool {
	at := pastable().FindAllStringIndex(text, -1)
	return len(at) > 0 && !strings.ContainsAny(text[at[len(at)-1][1]:], ";,()`") &&
		!strings.Contains(text[at[len(at)-1][1]:], ". ") && !strings.Contains(text[at[len(at)-1][1]:], ": ")
}

// quotes reports whether an expression quotes what it holds, or is a literal.
func quotes(n ast.Expr) bool {
	switch n := n.(type) {
	case *ast.BasicLit:
		return true
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			if x, ok := f.X.(*ast.Ident); ok {
				name = x.Name + "." + f.Sel.Name
			}
		}
		return quoting[name]
	case *ast.BinaryExpr:
		return quotes(n.X) && quotes(n.Y)
	}
	return false
}

// TestHintsQuoteWhatTheyName reads every text of the program: a value in a command goes through news.Command or
// news.Option.
func TestHintsQuoteWhatTheyName(t *testing.T) {
	var files []string
	for _, dir := range []string{"cmd/attache", "worker", "store", "digest", "web", "scrape", "mail"} {
		found, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
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
			texts++
			if text := unquoted(n); text != "" {
				t.Errorf("%s: %q takes in a value that is not quoted for a shell", fset.Position(n.Pos()), text)
				return false
			}
			return true
		})
	}
	if texts < 10000 {
		t.Errorf("only %d nodes were read", texts)
	}
	for _, bad := range []string{
		`f("attache source edit " + name)`, `f("x: attache digest learn %s --forget", name)`,
		`f("attache source edit " + name + " --set a=b")`,
	} {
		e, err := parser.ParseExpr(bad)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		ast.Inspect(e, func(n ast.Node) bool { found = found || n != nil && unquoted(n) != ""; return true })
		if !found {
			t.Errorf("%s passes", bad)
		}
	}
}
