package train

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset/datasettest"
)

const checkout = "../../../.."

// TestEveryTableHasATrainer walks the checkout: what is embedded and was learnt is made by one trainer, and each
// trainer's files are there.
func TestEveryTableHasATrainer(t *testing.T) {
	made := map[string]string{}
	known := map[string]bool{}
	for _, tr := range trainers {
		for _, before := range tr.after {
			if !known[before] {
				t.Errorf("%s comes after %s, which is not before it in the list", tr.name, before)
			}
		}
		known[tr.name] = true
		for _, f := range tr.files {
			if made[f] != "" {
				t.Errorf("%s is made by %s and by %s", f, made[f], tr.name)
			}
			made[f] = tr.name
			if _, err := os.Stat(filepath.Join(checkout, f)); err != nil {
				t.Errorf("%s makes %s, which is not in the checkout: %v", tr.name, f, err)
			}
		}
	}
	err := fs.WalkDir(os.DirFS(checkout), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			return fs.SkipDir
		case strings.HasSuffix(path, ".bin") || strings.HasSuffix(path, ".model"):
			if made[path] == "" {
				t.Errorf("no trainer makes %s", path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rarityData makes the files that the trainer of rarity counts. In the first, 400 English texts have "treaty" and every
// second one "tariff" as well; the others are empty.
func rarityData(t *testing.T) string {
	t.Helper()
	files := map[string]string{}
	for _, name := range raritySources {
		files[name] = ""
	}
	for n := range 400 {
		files[raritySources[0]] += `{"lang":"en","title":"Treaty","text":"` + []string{"tariff", ""}[n%2] + "\"}\n"
	}
	return datasettest.Dir(t, files)
}

func TestTrainWritesAndChecks(t *testing.T) {
	data, root := rarityData(t), t.TempDir()
	var out strings.Builder
	run := func(args ...string) error {
		out.Reset()
		return Command(t.Context(), append(args, "-data", data, "-out", root), &out)
	}
	if err := run("rarity", "-check"); err == nil || !strings.Contains(err.Error(), "to compare with") {
		t.Errorf("with no table to compare: %v", err)
	}
	if err := run("rarity"); err != nil {
		t.Fatal(err)
	}
	if err := run("rarity", "-check"); err != nil || !strings.Contains(out.String(), "text/rarity.bin: same bytes") {
		t.Errorf("a second run: %v, %s", err, out.String())
	}
	path := filepath.Join(root, "text", "rarity.bin")
	table, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A word of all texts has the byte 0; of every second, 255·ln 2/10 = 17.7; of none, 255·ln(2·e¹⁰)/10, which is over
	// the top.
	counts := map[byte]int{}
	for _, b := range table {
		counts[b]++
	}
	if counts[0] != 1 || counts[18] != 1 || counts[255] != len(table)-2 {
		t.Errorf("the table has %d bytes 0, %d bytes 18 and %d bytes 255", counts[0], counts[18], counts[255])
	}
	table[5] ^= 1
	if err := os.WriteFile(path, table, 0o640); err != nil {
		t.Fatal(err)
	}
	err = run("rarity", "-check")
	if err == nil || !strings.Contains(out.String(), "differs: 1 of 131072 bytes, the first at 5") {
		t.Errorf("with a byte changed: %v, %s", err, out.String())
	}
}

func TestTrainRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"rarities"}, "there are: all, fields, language"},
		{[]string{"-check", "rarity"}, "the name comes first"},
		{[]string{"names"}, "make cldr"},
		{[]string{"fields", "-out", t.TempDir()}, "is no checkout"},
		{[]string{"rarity", "-data", t.TempDir()}, "no such file"},
	} {
		var out strings.Builder
		if err := Command(t.Context(), c.args, &out); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("lab train %v: %v, want %q", c.args, err, c.want)
		}
	}
	var out strings.Builder
	if err := Command(t.Context(), []string{"all", "-check", "-data", t.TempDir()}, &out); err == nil {
		t.Errorf("all without data: %s", out.String())
	}
	if !slices.Contains(Names(), "summary-check") {
		t.Errorf("names are %v", Names())
	}
}

// TestInTurn: a group is trained in order of dependence, each by a program run from the checkout, which is here one
// that only prints what it is asked.
func TestInTurn(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "cmd", "lab"), 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module made\n",
		"cmd/lab/main.go": "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { " +
			"fmt.Println(os.Args[1:]) }\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := Command(t.Context(), []string{"all", "-data", root, "-out", root, "-figures=false"}, &out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		if line, ok := strings.CutPrefix(line, "[train "); ok {
			name, rest, _ := strings.Cut(line, " ")
			got = append(got, name)
			if rest != "-data "+root+" -cldr  -figures=false]\n" {
				t.Errorf("%s is trained with %q", name, rest)
			}
		}
	}
	if want := "language title authors date blocks rarity crossing relevance summary"; strings.Join(got, " ") != want {
		t.Errorf("trained in the order %q, want %q", got, want)
	}
	if !strings.Contains(out.String(), "names: skipped, needs -cldr DIR") {
		t.Errorf("the names are not said to be skipped:\n%s", out.String())
	}
}

// TestCompareSaysWhatIsStale: after a table that differs, those that were learnt with it are named, also when they are
// the same.
func TestCompareSaysWhatIsStale(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(name), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	makes := func(file, text string) func(*job) (tables, error) {
		return func(*job) (tables, error) { return tables{file: []byte(text)}, nil }
	}
	var out strings.Builder
	err := compare(&job{root: root, out: &out}, []trainer{
		{name: "one", files: []string{"a"}, learn: makes("a", "A!")},
		{name: "two", files: []string{"b"}, after: []string{"one"}, learn: makes("b", "b")},
		{name: "three", files: []string{"c"}, learn: makes("c", "c")},
	})
	want := "one: a: differs: 1 bytes, made anew 2, 0 s\ntwo: b: same bytes, 0 s\ntwo: learnt with the old table of " +
		"one\nthree: c: same bytes, 0 s\n"
	if err == nil || !strings.Contains(err.Error(), "1 tables differ") || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}
