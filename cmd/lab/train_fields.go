package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"attache/scrape"
)

// fieldTrainer learns which candidate for a field is the right one.
type fieldTrainer struct {
	Kit, Out string
	Half     string // as in blockTrainer
	Field    string // title, authors
	Log      io.Writer
}

var fieldBoosts = map[string]boost{
	"authors": {Trees: 150, Leaves: 8, Rate: .06, Lambda: 3, MinHess: 1, Columns: .3, Seed: 5},
	"title":   {Trees: 100, Leaves: 12, Rate: .1, Lambda: 3, MinHess: 3, Columns: .6, Seed: 3},
}

// fieldTruth is what the kit says about a page's fields.
type fieldTruth struct {
	URL, Site string
	Title     *string
	Authors   []string
	Date      *string
}

func (t fieldTrainer) run() error {
	files, err := filepath.Glob(filepath.Join(t.Kit, "*.json"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	var rows [][]float32
	var label, weight []float32
	pages, possible := 0, 0
	for _, f := range files {
		var truth fieldTruth
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &truth); err != nil {
			return fmt.Errorf("read %s: %w", f, err)
		}
		if t.Half != "" && siteHalf(truth.Site) != t.Half {
			continue
		}
		choices, right := t.choices(f, &truth)
		if len(choices) == 0 {
			continue
		}
		pages++
		any := false
		for i, c := range choices {
			rows, label, weight = append(rows, c.Features), append(label, right[i]), append(weight, 1)
			any = any || right[i] > .5
		}
		if any {
			possible++
		}
	}
	fmt.Fprintf(t.Log, "%s: %d pages, right among the candidates on %d, %d rows\n", t.Field, pages, possible, len(rows))
	forest := fieldBoosts[t.Field].fit(newSampleSet(rows, label, weight))
	return os.WriteFile(t.Out, forest.AppendTo(nil), 0o644)
}

// choices gives a page's candidates and which are right; none when the kit does not say.
func (t fieldTrainer) choices(file string, truth *fieldTruth) ([]scrape.Choice, []float32) {
	in := func() scrape.Input {
		body, err := readGzip(strings.TrimSuffix(file, ".json") + ".html.gz")
		if err != nil {
			return scrape.Input{}
		}
		return scrape.Input{URL: truth.URL, Body: body, Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	}
	space := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	switch t.Field {
	case "title":
		if truth.Title == nil {
			return nil, nil
		}
		cs := scrape.TitleChoices(in())
		right := make([]float32, len(cs))
		for i, c := range cs {
			right[i] = flagOf(space(c.Value) == space(*truth.Title))
		}
		return cs, right
	case "authors":
		if truth.Authors == nil {
			return nil, nil
		}
		cs := scrape.AuthorChoices(in())
		names := authorNames(truth.Authors)
		right := make([]float32, len(cs))
		for i, c := range cs {
			right[i] = flagOf(names[looseName(c.Value)])
		}
		return cs, right
	}
	return nil, nil
}

var nameFold = strings.NewReplacer("‘", "'", "’", "'", "–", "-", "—", "-", "‑", "-")

func looseName(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(nameFold.Replace(s)), " "))
}

// authorNames is the set of names in a list whose entries may hold several, as the kit's scorer cuts them.
func authorNames(in []string) map[string]bool {
	cut := strings.NewReplacer(";", ",", "|", ",", "،", ",", "、", ",", " and ", ",", " & ", ",", " und ", ",", " et ", ",")
	m := map[string]bool{}
	for _, a := range in {
		for _, x := range strings.Split(cut.Replace(a), ",") {
			if x = looseName(x); x != "" {
				m[x] = true
			}
		}
	}
	return m
}

func flagOf(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// trainFields makes the models that choose among candidates for title, authors and date.
func trainFields(kits, out string) error {
	for _, field := range []string{"title", "authors"} {
		t := fieldTrainer{Kit: filepath.Join(kits, "reading"), Out: filepath.Join(out, "scrape", "read_"+field+".model"), Field: field, Log: os.Stderr}
		if err := t.run(); err != nil {
			return err
		}
	}
	return dateTrainer{Kit: filepath.Join(kits, "reading"), Out: filepath.Join(out, "scrape", "read_date.model"), Log: os.Stderr}.run()
}
