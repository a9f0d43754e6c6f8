package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// notDone finds what a package comment says that the package does not do or know.
var notDone = regexp.MustCompile(`\b(does|knows|judges|decides|writes) (not|no|nothing|neither)\b`)

// readFirst finds the file that a package comment says to read first.
var readFirst = regexp.MustCompile(`\b[Rr]ead ([a-z_0-9/]+\.go)\b`)

// lacks returns which part of a package comment is missing, "" = none: what the package does, what it does not, and
// which of its files to read first. exists reports whether the package has a file.
func lacks(doc string, exists func(file string) bool) string {
	doc = strings.Join(strings.Fields(doc), " ")
	first, _, _ := strings.Cut(doc, ". ")
	file := readFirst.FindStringSubmatch(doc)
	switch {
	case len(strings.Fields(first)) < 5 || !strings.HasPrefix(doc, "Package ") && !strings.HasPrefix(doc, "Command "):
		return `a first sentence that says what it does: "Package x does …"`
	case !notDone.MatchString(doc):
		return `a sentence that says what it does not: "It does not …"`
	case file == nil:
		return `the file to read first: "Read x.go first"`
	case !exists(file[1]):
		return "the file that it says to read first: there is no " + file[1]
	}
	return ""
}

// packageComment returns the package comment of a file, "" = none.
func packageComment(t *testing.T, file string) string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return f.Doc.Text()
}

// TestPackageComments holds every package to its three parts.
func TestPackageComments(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,GoFiles", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var pkg struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := dec.Decode(&pkg); err != nil {
			t.Fatal(err)
		}
		exists := func(file string) bool {
			_, err := os.Stat(filepath.Join(pkg.Dir, filepath.FromSlash(file)))
			return err == nil
		}
		var docs []string
		for _, f := range pkg.GoFiles {
			if doc := packageComment(t, filepath.Join(pkg.Dir, f)); doc != "" {
				docs = append(docs, doc)
			}
		}
		if len(docs) != 1 {
			t.Errorf("%s has %d package comments; one is right", pkg.ImportPath, len(docs))
			continue
		}
		if what := lacks(docs[0], exists); what != "" {
			t.Errorf("the package comment of %s lacks %s", pkg.ImportPath, what)
		}
	}
}

func TestLacks(t *testing.T) {
	for doc, want := range map[string]string{
		"": "first sentence",
		"Package x. It does not. Read x.go first.":                                             "first sentence",
		"Package x reads all dates there are. Read x.go first.":                                "does not",
		"Package x reads all dates there are. It does not\nguess.":                             "to read first",
		"Package x reads all dates there are. It does not guess. Read y.go first.":             "there is no y.go",
		"Package x reads all dates there are. It does not guess. Read\nx.go first, then y.go.": "",
	} {
		got := lacks(doc, func(file string) bool { return file == "x.go" })
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q lacks %q, want %q", doc, got, want)
		}
	}
}
