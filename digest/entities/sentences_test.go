package entities

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestSentences holds the tables of names to a list of sentences in every language: what must be found, and what only
// looks like it.
func TestSentences(t *testing.T) {
	b, err := os.ReadFile("testdata/entities.tsv")
	if err != nil {
		t.Fatal(err)
	}
	sorted := func(list string) string {
		f := strings.Fields(list)
		slices.Sort(f)
		return strings.Join(f, " ")
	}
	languages := map[string]int{}
	n := 0
	for line := range strings.Lines(string(b)) {
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(col) != 4 {
			t.Fatalf("%q has %d columns, want 4", line, len(col))
		}
		n++
		languages[col[0]]++
		m := Find(col[0], "", col[3])
		if got := ids(m.Countries); got != sorted(col[1]) {
			t.Errorf("%s %q: countries %q, want %q", col[0], col[3], got, sorted(col[1]))
		}
		if got := sorted(ids(m.Organisations)); got != sorted(col[2]) {
			t.Errorf("%s %q: organisations %q, want %q", col[0], col[3], got, sorted(col[2]))
		}
	}
	if n < 150 || len(languages) < 24 {
		t.Errorf("%d sentences in %d languages: the list has shrunk", n, len(languages))
	}
}

// TestSeats holds the kinds of naming to a list of sentences in which a palace, a square or a capital speaks.
func TestSeats(t *testing.T) {
	b, err := os.ReadFile("testdata/seats.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		m := Find(col[0], "", col[3])
		if got := append(m.Countries, m.Organisations...); len(got) != 1 || got[0].ID != col[1] || got[0].As != col[2] {
			t.Errorf("%s %q: %+v, want %s as %s", col[0], col[3], got, col[1], col[2])
		}
	}
	if n < 90 {
		t.Errorf("%d sentences: the list has shrunk", n)
	}
}
