package train

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	dir := t.TempDir()
	for i, name := range raritySources {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for n := range 400 {
			if i > 0 {
				break
			}
			b.WriteString(`{"lang":"en","title":"Treaty","text":"` + []string{"tariff", ""}[n%2] + "\"}\n")
		}
		writeMaybeGzip(t, path, b.String())
	}
	return dir
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
	if err := run("rarity", "-check"); err != nil || !strings.Contains(out.String(), "digest/rarity.bin: same bytes") {
		t.Errorf("a second run: %v, %s", err, out.String())
	}
	path := filepath.Join(root, "digest", "rarity.bin")
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
	if err := run(
		"rarity",
		"-check",
	); err == nil ||
		!strings.Contains(out.String(), "differs: 1 of 131072 bytes, the first at 5") {
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
