package dataset

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
)

func TestLines(t *testing.T) {
	type row struct{ ID string }
	dir := datasettest.Dir(
		t,
		map[string]string{
			"a.jsonl":    "{\"id\":\"1\"}\n{\"id\":\"2\"}\n",
			"b.jsonl.gz": "{\"id\":\"3\"}",
			"bad.jsonl":  "{\"id\":\"1\"}\n{\n",
			"no.gz":      "",
		},
	)
	if err := os.WriteFile(filepath.Join(dir, "no.gz"), []byte("plain"), 0o640); err != nil {
		t.Fatal(err)
	}
	rows, err := Read[row](filepath.Join(dir, "a.jsonl"))
	if err != nil || !slices.Equal(rows, []row{{"1"}, {"2"}}) {
		t.Errorf("plain lines: %v, %v", rows, err)
	}
	if rows, err = Read[row](filepath.Join(dir, "b.jsonl.gz")); err != nil || !slices.Equal(rows, []row{{"3"}}) {
		t.Errorf("packed lines: %v, %v", rows, err)
	}
	lines, err := Lines(filepath.Join(dir, "a.jsonl"))
	if err != nil || len(lines) != 2 || string(lines[0].(json.RawMessage)) != `{"id":"1"}` {
		t.Errorf("raw lines: %s, %v", lines, err)
	}
	if _, err = Read[row](
		filepath.Join(dir, "bad.jsonl"),
	); err == nil ||
		!strings.Contains(err.Error(), "bad.jsonl line 2") {
		t.Errorf("a broken line: %v", err)
	}
	if err = EachLine(
		filepath.Join(dir, "a.jsonl"),
		func([]byte) error { return os.ErrClosed },
	); !errors.Is(err, os.ErrClosed) ||
		!strings.Contains(err.Error(), "line 1") {
		t.Errorf("what the caller says: %v", err)
	}
	for name, want := range map[string]string{"no.gz": "unpack", "none.jsonl": "no such file"} {
		if _, err = Lines(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		if _, err = ReadFile(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s as a file: %v, want %q", name, err, want)
		}
	}
	if b, err := ReadFile(filepath.Join(dir, "b.jsonl.gz")); err != nil || string(b) != `{"id":"3"}` {
		t.Errorf("a packed file: %s, %v", b, err)
	}
}

// TestReadFileBound: a page that unpacks to more than MaxFile is cut there, as the product does.
func TestReadFileBound(t *testing.T) {
	dir := datasettest.Dir(t, map[string]string{"bomb.gz": strings.Repeat("x", MaxFile+1000)})
	if b, err := ReadFile(filepath.Join(dir, "bomb.gz")); err != nil || len(b) != MaxFile {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestPages(t *testing.T) {
	type truth struct {
		ID    string
		Title *string
	}
	dir := datasettest.Dir(
		t,
		map[string]string{
			"b.json":    `{"id":"b","title":null}`,
			"a.json":    `{"id":"a","title":"T"}`,
			"a.html.gz": "<p>",
			"b.html.gz": "<p>",
		},
	)
	pages, err := Pages[truth](dir)
	if err != nil || len(pages) != 2 || pages[0].Truth.ID != "a" || *pages[0].Truth.Title != "T" ||
		pages[1].Truth.Title != nil {
		t.Fatalf("pages are %+v, %v", pages, err)
	}
	if b, err := ReadFile(pages[0].File); err != nil || string(b) != "<p>" {
		t.Errorf("the page is %q, %v", b, err)
	}
	if _, err = Pages[truth](
		datasettest.Dir(t, map[string]string{"c.json": "{"}),
	); err == nil ||
		!strings.Contains(err.Error(), "c.json") {
		t.Errorf("a broken truth: %v", err)
	}
}

func TestArticles(t *testing.T) {
	dir := datasettest.Dir(t, map[string]string{"manifest.json": `{"entries": [
		{"kind": "feed", "host": "a.test", "path": "/feed", "file": "f.xml"},
		{"kind": "article", "host": "a.test", "path": "/1", "url": "https://a.test/1", "file": "1.html",
		 "content_type": "text/html", "story_group": "g"},
		{"kind": "article", "host": "a.test", "path": "/moved"}]}`})
	all, err := Entries(dir)
	if err != nil || len(all) != 3 || all[0].Kind != "feed" {
		t.Errorf("entries are %+v, %v", all, err)
	}
	got, err := Articles(dir)
	if want := (Entry{"article", "https://a.test/1", "a.test", "/1", "1.html", "text/html", "g"}); err != nil ||
		len(got) != 1 ||
		got[0] != want {
		t.Errorf("articles are %+v, %v", got, err)
	}
	if _, err = Articles(t.TempDir()); err == nil || !strings.Contains(err.Error(), "-data") {
		t.Errorf("without a manifest: %v", err)
	}
	if _, err = Entries(
		datasettest.Dir(t, map[string]string{"manifest.json": "["}),
	); err == nil ||
		!strings.Contains(err.Error(), "manifest") {
		t.Errorf("a broken manifest: %v", err)
	}
}

// TestFlag: -data and its older name -kits set the same folder.
func TestFlag(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "../shared/kits"},
		{[]string{"-data", "x"}, "x"},
		{[]string{"-kits", "y"}, "y"},
		{[]string{"-kits", "y", "-data", "x"}, "x"},
	} {
		fs := flag.NewFlagSet("t", flag.ContinueOnError)
		dir := Flag(fs)
		if err := fs.Parse(c.args); err != nil || *dir != c.want {
			t.Errorf("%v: %q, %v", c.args, *dir, err)
		}
	}
}

func TestSummaryNames(t *testing.T) {
	var names []string
	for _, s := range Summaries {
		names = append(names, s.Name())
		if s.Most < 1 {
			t.Errorf("%s asks for %d sentences", s.File, s.Most)
		}
	}
	if !slices.IsSorted(names) || names[0] != "bbc-ext" {
		t.Errorf("names are %v: their order decides the bytes of the tables", names)
	}
}

func TestMarks(t *testing.T) {
	got := Marks("en", "Ministers of Kazakhstan and Türkiye meet", "They spoke of the OSCE.")
	if !slices.Equal(got, []string{"KZ", "TR", "OSCE"}) {
		t.Errorf("marks are %v", got)
	}
	if Bit(true) != 1 || Bit(false) != 0 {
		t.Error("bits are wrong")
	}
}
