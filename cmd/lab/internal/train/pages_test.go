package train

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"attache/cmd/lab/internal/dataset"
	"attache/cmd/lab/internal/dataset/datasettest"
)

// readingData makes a dataset reading of the first n pages written for tests, each with a snippet that its body has and
// those that it must not have.
func readingData(t *testing.T, n int) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(checkout, madePages, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	dir := filepath.Join(data, "reading")
	for _, f := range files {
		a, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]any
		page := ""
		for _, part := range a.Files {
			switch part.Name {
			case "want.json":
				if err := json.Unmarshal(part.Data, &want); err != nil {
					t.Fatal(err)
				}
			case "page.html":
				page = string(part.Data)
			}
		}
		if want["first"] == nil || n == 0 {
			continue
		}
		n--
		id := strings.TrimSuffix(filepath.Base(f), ".txtar")
		truth := map[string]any{
			"id":      id,
			"url":     want["url"],
			"site":    id,
			"source":  "made",
			"title":   want["title"],
			"authors": want["authors"],
			"date":    want["date"],
			"with":    []any{want["first"]},
			"without": want["without"],
		}
		b, err := json.Marshal(truth)
		if err != nil {
			t.Fatal(err)
		}
		datasettest.Write(t, dir, map[string]string{id + ".json": string(b), id + ".html.gz": page})
	}
	return data
}

// TestForestsOfPages trains each forest of package scrape twice on a few pages: the bytes are the same, and on pages of
// sites that were kept apart the figures are printed.
func TestForestsOfPages(t *testing.T) {
	data := readingData(t, 8)
	for _, name := range []string{"title", "authors", "date", "blocks"} {
		chosen, err := withName(name)
		if err != nil {
			t.Fatal(err)
		}
		tr := chosen[0]
		var out strings.Builder
		first, err := tr.learn(&job{data: data, root: checkout, figures: true, out: &out})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := tr.learn(&job{data: data, root: checkout, out: io.Discard})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, f := range tr.files {
			if len(first[f]) == 0 || string(first[f]) != string(again[f]) {
				t.Errorf(
					"%s: %d bytes, then %d: two trainings on the same pages differ",
					f,
					len(first[f]),
					len(again[f]),
				)
			}
		}
		if !strings.Contains(
			out.String(),
			map[string]string{
				"title": "other four fifths", "authors": "other four fifths",
				"date": "sixths of the sites", "blocks": "learnt on B: made",
			}[name],
		) {
			t.Errorf("%s prints no figures:\n%s", name, out.String())
		}
	}
}

// TestMarkBody: a block is of the body when more than half of its runs of four words are in the true body; three words
// or fewer only as a whole line of it.
func TestMarkBody(t *testing.T) {
	body := "The foreign ministers met in Astana on Monday.\nThey signed a treaty on transit through the Caspian " +
		"Sea.\nWhat comes next"
	page := `<html><body><article><h1>Talks</h1><p>The foreign ministers met in Astana on Monday.</p>
<p>They signed a treaty on transit through the Caspian Sea, an aide said.</p>
<h2>What comes next</h2><p>Share this page with the friends of Astana today</p><p>Caspian Sea</p>
</article></body></html>`
	p := blockTrainer{Folds: 2}.page(readingTruth{URL: "https://example.org/a", Site: "example.org"}, []byte(page))
	p.mark(&readingTruth{Body: &body, With: []string{"signed  a treaty"}, Without: []string{"Share this"}})
	got := map[string]float32{}
	for i := range p.label {
		got[p.table.Text(i)] = p.label[i]
	}
	for text, want := range map[string]float32{
		"The foreign ministers met in Astana on Monday.":                         1,
		"They signed a treaty on transit through the Caspian Sea, an aide said.": 1,
		"What comes next": 1, "Share this page with the friends of Astana today": 0, "Caspian Sea": 0,
	} {
		if label, ok := got[text]; !ok || label != want {
			t.Errorf("the block %q is labelled %v (%v), want %v", text, label, ok, want)
		}
	}
}

// TestBodyScore: the answer "a b c d e x" of the truth "a b c d e f" has the runs abcd, bcde, cdex; two of three are
// right, both ways.
func TestBodyScore(t *testing.T) {
	body := "a b c d e f"
	truth := readingTruth{Body: &body, With: []string{"a b", "e f"}, Without: []string{"x", "y"}}
	p, r := shingleOverlap(body, "a b c d e x")
	near(t, "precision", p, 2./3)
	near(t, "recall", r, 2./3)
	var s bodyScore
	s.add(&truth, "a b c d e x")
	// snippets: 1 of 2 found, 1 of 2 false: precision 1/2, recall 1/2
	if got := s.String(); got != "body F1 0.6667 (P 0.6667, R 0.6667), 0 of 1 pages below .5, snippets F 0.5000, 0 empty" {
		t.Errorf("the score is %q", got)
	}
	s.add(&truth, "") // an empty answer counts against recall, not precision
	if got := s.String(); got != "body F1 0.4444 (P 0.6667, R 0.3333), 1 of 2 pages below .5, snippets F 0.3333, 1 empty" {
		t.Errorf("with an empty answer the score is %q", got)
	}
	near(t, "no overlap at all", fMeasure(0, 0), 0)
	if p, r := shingleOverlap("one two", "one two"); p != 1 || r != 1 {
		t.Errorf("a text of two words overlaps with itself by %v, %v", p, r)
	}
}

func TestAuthorNames(t *testing.T) {
	got := dataset.Names([]string{"Aigerim Bek and Tom O’Hara", "Zeynep Kaya; Ali Öz", " "})
	if want := fmt.Sprint(
		map[string]bool{"aigerim bek": true, "tom o'hara": true, "zeynep kaya": true, "ali öz": true},
	); fmt.Sprint(
		got,
	) != want {
		t.Errorf("names are %v, want %v", got, want)
	}
	truth := map[string]bool{"a": true, "b": true, "c": true}
	near(t, "F1 of two of three and one false", dataset.SetF1(truth, map[string]bool{"a": true, "b": true, "x": true}),
		2*2./6)
	near(t, "F1 of none", dataset.SetF1(truth, map[string]bool{"x": true}), 0)
}

func TestSameDate(t *testing.T) {
	at := func(s string) bool {
		return sameDate("2025-09-23T01:00:00+05:00", mustTime(t, s))
	}
	for s, want := range map[string]bool{
		"2025-09-23T23:00:00+05:00": true,
		"2025-09-22T20:00:00Z":      true, // the same instant, a day earlier as it is written
		"2025-09-23T12:00:00Z":      true,
		"2025-09-22T12:00:00Z":      false,
		"2025-09-24T01:00:00+05:00": false,
	} {
		if at(s) != want {
			t.Errorf("%s is the day of 2025-09-23T01:00:00+05:00: %v, want %v", s, !want, want)
		}
	}
	if sameDate("yesterday", mustTime(t, "2025-09-23T12:00:00Z")) {
		t.Error("a truth that is no date has a day")
	}
}

// TestHalves: a site is in one half, and both have some.
func TestHalves(t *testing.T) {
	count := map[string]int{}
	for i := range 200 {
		count[siteHalf(fmt.Sprint("site", i, ".example"))]++
	}
	if count["A"] < 70 || count["B"] < 70 || count["A"]+count["B"] != 200 {
		t.Errorf("the halves are %v", count)
	}
}

// TestMissingPage: a truth without its page stops the training of each field.
func TestMissingPage(t *testing.T) {
	data := readingData(t, 1)
	pages, err := filepath.Glob(filepath.Join(data, "reading", "*.html.gz"))
	if err != nil || len(pages) != 1 {
		t.Fatal(pages, err)
	}
	if err := os.Remove(pages[0]); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"title", "date", "blocks"} {
		chosen, err := withName(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := chosen[0].learn(&job{data: data, root: checkout, out: io.Discard}); err == nil {
			t.Errorf("%s is learnt without the page", name)
		}
	}
}
