package main

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// mdLink finds the target of a link in Markdown.
var mdLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// mdCode finds code in Markdown, in which there are no links.
var mdCode = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")

// checkLinks returns the relative links in the Markdown files among files, paths in root with slashes, that lead to
// none of files, to no folder of one, or to a heading that its page does not have.
func checkLinks(t *testing.T, root fs.FS, files []string) (broken []string) {
	t.Helper()
	there := map[string]bool{}
	for _, f := range files {
		for ; f != "."; f = path.Dir(f) {
			there[f] = true
		}
	}
	for _, f := range files {
		if path.Ext(f) != ".md" {
			continue
		}
		page, err := fs.ReadFile(root, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mdLink.FindAllStringSubmatch(mdCode.ReplaceAllString(string(page), "`code`"), -1) {
			u, err := url.Parse(m[1])
			if err == nil && u.IsAbs() {
				continue
			}
			if err == nil && headed(t, root, there, f, u) {
				continue
			}
			broken = append(broken, f+": "+m[1])
		}
	}
	return broken
}

// headed reports whether a relative link of page leads to a file, and to one of its headings if it names one.
func headed(t *testing.T, root fs.FS, there map[string]bool, page string, u *url.URL) bool {
	t.Helper()
	target := page
	if u.Path != "" {
		target = path.Join(path.Dir(page), u.Path)
	}
	if !there[target] || u.Fragment == "" {
		return there[target]
	}
	text, err := fs.ReadFile(root, target)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if title := strings.TrimLeft(line, "#"); title != line && anchor(title) == u.Fragment {
			return true
		}
	}
	return false
}

// anchor returns the fragment of a heading, as GitHub makes it: lower case, no punctuation, hyphens for spaces.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(title))
}

// filesOf lists the files below a folder or the file itself, in root with slashes. Hidden folders, datasets and what is
// built are left out.
func filesOf(t *testing.T, root fs.FS, name string) (files []string) {
	t.Helper()
	err := fs.WalkDir(root, name, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"dist", "cldr"}, p)):
			return fs.SkipDir
		case !d.IsDir():
			files = append(files, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestLinks: every relative link of every page leads to a file of the checkout, and every one of a page that a release
// archive holds to a file of the archive.
func TestLinks(t *testing.T) {
	dir := filepath.Join("..", "..")
	root := os.DirFS(dir)
	for _, b := range checkLinks(t, root, filesOf(t, root, ".")) {
		t.Errorf("a link leads nowhere: %s", b)
	}
	list, err := os.ReadFile(filepath.Join(dir, ".ci", "release-files"))
	if err != nil {
		t.Fatal(err)
	}
	var shipped []string
	for _, name := range strings.Fields(string(list)) {
		shipped = append(shipped, filesOf(t, root, name)...)
	}
	for _, b := range checkLinks(t, root, shipped) {
		t.Errorf("a link leads out of the release archive: %s (.ci/release-files lists what it holds)", b)
	}
}

func TestCheckLinks(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"README.md": "[a](docs/a.md) [folder](docs) [b](docs/b.md) [web](https://example.org/x.md) `[code](x.md)`\n" +
			"```\n[code](y.md)\n```\n[h](docs/a.md#what-it-is) [no](docs/a.md#nothing) [here](#top)\n# Top\n",
		"docs/a.md": "## What it is!\n[up](../README.md) [out](../../out.md)\n",
	}
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := os.DirFS(dir)
	got := checkLinks(t, root, filesOf(t, root, "."))
	want := []string{"README.md: docs/b.md", "README.md: docs/a.md#nothing", "docs/a.md: ../../out.md"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
