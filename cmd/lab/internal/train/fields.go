package train

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"attache/cmd/lab/internal/dataset"
	"attache/scrape/page"
	"attache/text"
)

// fieldTrainer learns which candidate for a field is the right one.
type fieldTrainer struct {
	Data  string // folder of the dataset reading
	Field string // title, authors
	Log   io.Writer
}

var fieldBoosts = map[string]boost{
	"authors": {Trees: 150, Leaves: 8, Rate: .08, Lambda: 5, MinHess: 2, Columns: .2, Seed: 5},
	"title":   {Trees: 200, Leaves: 8, Rate: .06, Lambda: 5, MinHess: 2, Columns: .2, Seed: 3},
}

// fieldTruth is what the dataset says about a page's fields.
type fieldTruth struct {
	URL, Site string
	Title     *string
	Authors   []string
	Date      *string
}

// fieldPage is a page's candidates for a field.
type fieldPage struct {
	site    string
	choices [][]float32               // each candidate's features
	right   []float32                 // 1 = this candidate is right
	skip    []bool                    // this candidate is never believed; nil = none is
	score   func(p []float32) float64 // how good the reader's answer is, 0 to 1, when it believes the candidates so
}

// trainField returns the trainer of the model that chooses among candidates for a field.
func trainField(field string) func(j *job) (tables, error) {
	return func(j *job) (tables, error) {
		t := fieldTrainer{Data: filepath.Join(j.data, "reading"), Field: field, Log: j.out}
		table, err := t.learn(j.figures)
		return tables{"scrape/page/" + field + ".model": table}, err
	}
}

func (t fieldTrainer) learn(figures bool) ([]byte, error) {
	pages, err := t.load()
	if err != nil {
		return nil, err
	}
	possible, rows := 0, 0
	for i := range pages {
		rows += len(pages[i].choices)
		for _, y := range pages[i].right {
			if y > .5 {
				possible++
				break
			}
		}
	}
	fmt.Fprintf(t.Log, "%s: %d pages, right among the candidates on %d, %d rows\n", t.Field, len(pages), possible, rows)
	if figures {
		t.check(pages, "the other half of the sites", func(site string) int { return int(siteHash(site) % 2) }, 2)
		t.check(pages, "the other four fifths", func(site string) int { return int(siteHash(site) / 2 % 5) }, 5)
	}
	forest := t.fit(pages, func(string) bool { return true })
	return appendForest(nil, &forest), nil
}

// fit grows a forest on the pages of some sites.
func (t fieldTrainer) fit(pages []fieldPage, use func(site string) bool) page.Forest {
	var rows [][]float32
	var label, weight []float32
	for i := range pages {
		if !use(pages[i].site) {
			continue
		}
		for k, x := range pages[i].choices {
			if pages[i].skip != nil && pages[i].skip[k] {
				continue
			}
			rows, label, weight = append(rows, x), append(label, pages[i].right[k]), append(weight, 1)
		}
	}
	return fieldBoosts[t.Field].fit(newSampleSet(rows, label, weight))
}

// check prints the mean score over pages whose sites the forest has not learnt from, in all and by part.
func (t fieldTrainer) check(pages []fieldPage, rest string, part func(site string) int, parts int) {
	var sum, count float64
	var by []string
	for k := range parts {
		forest := t.fit(pages, func(site string) bool { return part(site) != k })
		var s, n float64
		for i := range pages {
			if p := &pages[i]; part(p.site) == k {
				probability := make([]float32, len(p.choices))
				for j, x := range p.choices {
					probability[j] = text.Sigmoid(forest.Score(x))
				}
				s, n = s+p.score(probability), n+1
			}
		}
		sum, count = sum+s, count+n
		by = append(by, fmt.Sprintf("%.3f", s/max(n, 1)))
	}
	fmt.Fprintf(t.Log, "%s, trained on %s: %.4f (%s)\n", t.Field, rest, sum/max(count, 1), strings.Join(by, " "))
}

// load reads the pages for which the dataset knows the field.
func (t fieldTrainer) load() ([]fieldPage, error) {
	known, err := dataset.Pages[fieldTruth](t.Data)
	if err != nil {
		return nil, err
	}
	var pages []fieldPage
	for _, k := range known {
		truth := k.Truth
		var failed error
		in := func() page.Input {
			body, err := dataset.ReadFile(k.File)
			if err != nil {
				failed = err
				return page.Input{}
			}
			return page.Input{URL: truth.URL, Body: body, Now: dataset.Now}
		}
		p := t.page(in, &truth, dataset.PageID(k.File))
		if failed != nil {
			return nil, failed
		}
		if p.score != nil {
			pages = append(pages, p)
		}
	}
	return pages, nil
}

// page returns a page's candidates and which are right; none when the dataset does not say.
func (t fieldTrainer) page(in func() page.Input, truth *fieldTruth, id string) fieldPage {
	p := fieldPage{site: truth.Site}
	space := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	switch {
	case t.Field == "title" && truth.Title != nil:
		titles := page.Parse(context.Background(), in()).Titles()
		p.choices = titles.Features
		for _, c := range titles.Candidates {
			p.right = append(p.right, float32(dataset.Bit(space(c.Text) == space(*truth.Title))))
		}
		p.score = func(scores []float32) float64 {
			answer := ""
			if best := titles.Pick(scores); best >= 0 {
				answer = titles.Candidates[best].Text
			}
			return float64(dataset.Bit(space(answer) == space(*truth.Title)))
		}
	case t.Field == "authors" && truth.Authors != nil:
		r := page.Parse(context.Background(), in())
		r.Title()
		authors := r.Authors()
		names := dataset.Names(dataset.Persons(id, truth.Authors))
		p.choices = authors.Features
		for i := range authors.Candidates {
			c := &authors.Candidates[i]
			p.right = append(p.right, float32(dataset.Bit(dataset.Has(names, c.Name))))
			p.skip = append(p.skip, c.Refused())
		}
		p.score = func(probability []float32) float64 {
			var answer []string
			for _, i := range authors.Pick(probability) {
				answer = append(answer, authors.Candidates[i].Name)
			}
			return dataset.SetF1(names, dataset.Names(answer))
		}
	}
	return p
}
