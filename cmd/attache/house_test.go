package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// imports is the import table: what each package may import of the others. An arrow that is not here does not exist;
// adding one is a decision, to be written down in docs/decisions.
var imports = map[string][]string{
	"news":        {},
	"file":        {"news"}, // decision 0083
	"text":        {},
	"config":      {},
	"mail":        {"news", "text", "file", "mail/dkim"},
	"mail/dkim":   {"news", "file"},
	"mail/doctor": {"mail", "mail/dkim"},
	"mail/bounce": {"news", "text", "mail"}, // one table of refusals, for answers and for what comes back
	"scrape": {
		"news", "text", "scrape/fetch", "scrape/list", "scrape/page", "scrape/page/dom", "scrape/date",
		"scrape/markup", "scrape/picture",
	},
	"scrape/picture": {},
	"scrape/fetch":   {"news", "text", "scrape/markup"},
	"scrape/list":    {"news", "text", "scrape/fetch", "scrape/date", "scrape/markup", "scrape/page/byline"},
	"scrape/page": {
		"news", "text", "scrape/page/dom", "scrape/page/head", "scrape/page/byline", "scrape/date", "scrape/markup",
	},
	"scrape/page/dom":        {"news", "text", "scrape/date", "scrape/markup"},
	"scrape/page/head":       {"scrape/page/dom", "scrape/markup"},
	"scrape/page/byline":     {"text"},
	"scrape/fetch/fetchtest": {"news"},
	"scrape/date":            {"news", "text", "scrape/markup"},
	"scrape/markup":          {"news", "text"},
	"digest": {
		"news", "text", "digest/entities", "digest/relevance", "digest/cluster", "digest/summary",
		"digest/faithfulness",
	},
	"digest/entities":     {"news", "text"},
	"digest/relevance":    {"news", "text", "digest/entities"},
	"digest/cluster":      {"text"},
	"digest/summary":      {"news", "text"},
	"digest/faithfulness": {"text", "digest/entities"},
	"llm":                 {"news", "text", "file"},
	"templates":           {"news", "newsroom", "file"},
	"newsroom":            {"news"},
	"store":               {"news", "newsroom", "text"},
	"store/storetest":     {"news", "newsroom", "store"},
	"worker": {
		"news", "text", "mail", "worker/clock", "worker/holder", "worker/journal", "worker/queue", "worker/schedule",
	},
	"worker/clock":                    {},
	"worker/holder":                   {},
	"worker/journal":                  {"news", "text"},
	"worker/queue":                    {"worker/clock"},
	"worker/schedule":                 {"news"},
	"web":                             {"news", "templates", "web/origin"},
	"web/desk":                        {"news", "newsroom", "templates", "text", "web/hooks", "web/origin"},
	"web/api":                         {"news", "newsroom", "web/desk", "web/hooks", "web/origin"},
	"web/hooks":                       {"news", "newsroom", "text"},
	"web/origin":                      {},
	"cmd/attache":                     {"*"},
	"cmd/attache/internal/goldentest": {},
	"cmd/attache/internal/roster":     {"config", "news", "scrape/markup", "text"}, // decision 0065
	"cmd/lab": {
		"cmd/lab/internal/audit", "cmd/lab/internal/eval", "cmd/lab/internal/train", "cmd/lab/internal/replay",
		"cmd/lab/internal/screens",
	},

	// The packages of the lab measure and train the product: none knows another but dataset, which reads what all are fed
	// with.
	"cmd/lab/internal/dataset":             {"news", "digest/entities"},
	"cmd/lab/internal/dataset/datasettest": {},
	"cmd/lab/internal/eval": {
		"*", "!web", "!cmd/lab/internal/train", "!cmd/lab/internal/replay", "!cmd/lab/internal/audit",
		"!cmd/lab/internal/screens",
	},
	"cmd/lab/internal/audit":   {"cmd/lab/internal/dataset", "news", "store"},
	"cmd/lab/internal/screens": {"news", "templates"},
	"cmd/lab/internal/train": {
		"cmd/lab/internal/dataset", "news", "text", "scrape/page", "digest", "digest/cluster", "digest/relevance",
		"digest/summary",
	},
	"cmd/lab/internal/replay": {"cmd/lab/internal/dataset", "news", "scrape", "scrape/fetch", "scrape/list"},
}

// lean names packages that use nothing but the standard library and what is named here.
var lean = map[string][]string{
	"news":     {},
	"newsroom": {},
	"config":   {"github.com/goccy/go-yaml"},
	"text":     {"golang.org/x/text", "github.com/clipperhouse/uax29", "github.com/kljensen/snowball"},
}

// goList returns one package of the module a line: its path, then its imports.
func goList(t *testing.T) map[string][]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	pkgs := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		pkgs[strings.TrimPrefix(f[0], "attache/")] = f[1:]
	}
	return pkgs
}

func TestImportTable(t *testing.T) {
	called := map[string]bool{
		"cmd/attache": true, "cmd/lab": true, "store/storetest": true,
		"scrape/fetch/fetchtest": true, "cmd/lab/internal/dataset/datasettest": true, "cmd/attache/internal/goldentest": true,
	}
	pkgs := goList(t)
	for pkg, its := range pkgs {
		may, ok := imports[pkg]
		if !ok {
			t.Errorf("%s is not in the import table: add it on purpose, or move it", pkg)
			continue
		}
		for _, imp := range its {
			name, ours := strings.CutPrefix(imp, "attache/")
			if ours {
				called[name] = true
				if slices.Contains(may, "!"+name) || !slices.Contains(may, name) && !slices.Contains(may, "*") {
					t.Errorf("%s may not import %s", pkg, name)
				}
				continue
			}
			if libs, ok := lean[pkg]; ok && strings.Contains(strings.Split(imp, "/")[0], ".") &&
				!slices.ContainsFunc(libs, func(l string) bool { return strings.HasPrefix(imp, l) }) {
				t.Errorf("%s may not import %s: it stays with the standard library%s", pkg, imp,
					" and "+strings.Join(libs, ", "))
			}
		}
	}
	for pkg := range pkgs {
		if !called[pkg] {
			t.Errorf("nobody calls package %s", pkg)
		}
	}
}

// TestFileSizes holds the hard limits: 700 lines a file, tests included, and news under 1300 lines of code in
// all (blank lines and comments are not counted: nobody should save on those).
func TestFileSizes(t *testing.T) {
	root := filepath.Join("..", "..")
	newsLines := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		n, code, err := lines(path)
		if err != nil {
			return err
		}
		if n > 700 {
			t.Errorf("%s has %d lines; 700 is the limit: part it by noun", path, n)
		}
		if filepath.Base(filepath.Dir(path)) == "news" && !strings.HasSuffix(path, "_test.go") {
			newsLines += code
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if newsLines >= 1300 {
		t.Errorf("package news has %d lines of code; it stays under 1300", newsLines)
	}
}

// lines counts a file's lines, and those that are neither blank nor a comment.
func lines(path string) (all, code int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		all++
		if l := strings.TrimSpace(s.Text()); l != "" && !strings.HasPrefix(l, "//") {
			code++
		}
	}
	return all, code, s.Err()
}

// fileNamed finds names and patterns of files in the tour.
var fileNamed = regexp.MustCompile(`[a-z_*]+\.go\b`)

// elsewhere finds the files of other packages in the tour.
var elsewhere = regexp.MustCompile(`[a-z]+/[a-z_]+\.go\b`)

// TestTour holds the tour in doc.go to the files: each is named, by its name or a pattern, and each name and pattern
// is a file's; each package is named.
func TestTour(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") || f == "doc.go" })
	tour := elsewhere.ReplaceAllString(string(src), "")
	named := fileNamed.FindAllString(tour, -1)
	is := func(pattern, file string) bool {
		ok, err := filepath.Match(pattern, file)
		return err == nil && ok
	}
	for _, f := range files {
		if !slices.ContainsFunc(named, func(n string) bool { return is(n, f) }) {
			t.Errorf("the tour in doc.go does not name %s: say in a line what it is for", f)
		}
	}
	for _, n := range named {
		if n != "doc.go" && !slices.ContainsFunc(files, func(f string) bool { return is(n, f) }) {
			t.Errorf("the tour in doc.go names %s, and there is no such file", n)
		}
	}
	for pkg := range imports {
		if !strings.Contains(pkg, "/") && !regexp.MustCompile(`Package\s+`+pkg+`\b`).Match(src) {
			t.Errorf("the tour in doc.go does not name package %s", pkg)
		}
	}
}

// unbounded are readings of whole files whose size no stranger and no operator chooses; each with its reason.
var unbounded = map[string]string{
	"worker/holder/holder.go":   "files of the kernel",
	"store/schema.go":           "the migrations, which are in the program",
	"llm/prompt.go":             "the built-in prompts",
	"web/api/body.go":           "http.MaxBytesReader bounds the body of every call before it is read",
	"cmd/attache/completion.go": "the .zshrc of who runs the command, who asked for it to be edited",
	"cmd/attache/demo_inbox.go": "letters that the demo has just sent to itself",

	"cmd/attache/internal/goldentest/goldentest.go": "files of the repository, in tests",
}

// readsAll is a reading without a bound: package file has one.
var readsAll = regexp.MustCompile(`\b(os|fs)\.ReadFile\(|\bio\.ReadAll\((io\.LimitReader)?`)

// TestReadingIsBounded: no file, page or answer is read whole without a bound. A setting that leads to /dev/zero took
// all the memory of the machine.
func TestReadingIsBounded(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata" || rel == "bench" || rel == "cmd/lab"):
			return filepath.SkipDir
		case filepath.Ext(rel) != ".go", strings.HasSuffix(rel, "_test.go"), strings.HasSuffix(rel, "test/serve.go"):
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range readsAll.FindAllString(string(src), -1) {
			if !strings.HasSuffix(m, "LimitReader") && unbounded[rel] == "" {
				t.Errorf("%s: %s…) has no bound: use file.Read, file.ReadAtMost or io.LimitReader", rel, m)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
