package train

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attache/cmd/lab/internal/dataset"
	"attache/cmd/lab/internal/dataset/datasettest"
)

// summaryData makes the files of reference summaries: n articles in the first, one in each other. The summary is the
// article's second sentence.
func summaryData(t *testing.T, n int) string {
	t.Helper()
	article := func(source string, i int) string {
		second := fmt.Sprintf("Ministers of country %d agreed on tariff number %d for wheat.", i, 7*i)
		b, err := json.Marshal(map[string]any{
			"id": fmt.Sprint(source, i), "lang": "en", "title": fmt.Sprint("Talks ", i),
			"source": source, "summary": second,
			"text": fmt.Sprintf("The weather in city %d was mild. %s Football was played in hall %[1]d. "+
				"Nobody came to the market of day %[1]d.", i, second),
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(b) + "\n"
	}
	files := map[string]string{"summary/" + retoldFile: article("summeval", 100) + article("summedits", 101)}
	for k, s := range dataset.Summaries {
		var b strings.Builder
		for i := range max(1, n*(1-min(k, 1))) {
			b.WriteString(article(s.Name(), i))
		}
		files["summary/"+s.File] = b.String()
	}
	return datasettest.Dir(t, files)
}

// TestTrainSummary trains twice: the bytes are the same, and there is a table for each file that is embedded.
func TestTrainSummary(t *testing.T) {
	data := summaryData(t, 6)
	first, err := trainSummary(&job{data: data, out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	cases, err := readSummaryCases(filepath.Join(data, "summary"), mostCases, false)
	if err != nil {
		t.Fatal(err)
	}
	retold, err := readRetold(filepath.Join(data, "summary"))
	if err != nil {
		t.Fatal(err)
	}
	cases = append(cases, retold...)
	model := fitSummary(cases)
	again, err := summaryTables(model)
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != len(summaryFiles) {
		t.Errorf("%d tables are made, %d are embedded", len(first), len(summaryFiles))
	}
	for _, f := range summaryFiles {
		if len(first[f]) == 0 || !bytes.Equal(first[f], again[f]) {
			t.Errorf("%s: %d bytes, then %d: two trainings differ", f, len(first[f]), len(again[f]))
		}
	}
	var out strings.Builder
	by := summaryFigures{}
	by.measure(model, cases)
	by.print(&out)
	if !strings.Contains(out.String(), "bbc-ext            6") ||
		!strings.Contains(out.String(), "summeval           1") {
		t.Errorf("the figures are\n%s", out.String())
	}
	if err := by.write(filepath.Join(data, "check.tsv")); err != nil {
		t.Error(err)
	}
}

// TestOracle: the sets that come near the best share a label of 1 among them; sentences that say nothing of the summary
// have none.
func TestOracle(t *testing.T) {
	c := summaryCase{
		Lang: "en", Title: "Talks", most: 1, Summary: "Ministers agreed on a tariff for wheat.",
		Text: "The ministers agreed on a tariff for wheat. The same day there was football. Nobody came to see it.",
	}
	c.prepare()
	sum := float32(0)
	for _, v := range c.soft {
		sum += v
	}
	near(t, "the sum of the labels", float64(sum), 1)
	if slices.Max(c.soft) != c.soft[0] || c.soft[0] < .99 {
		t.Errorf("the labels are %v, the first sentence says it all", c.soft)
	}
	if got := c.lead(); len(got) != 1 || got[0] != 0 {
		t.Errorf("the lead is %v", got)
	}
	if got := c.central(); len(got) != 1 {
		t.Errorf("the most central are %v", got)
	}
}

// TestSetLabels: of sets with ROUGE .1, .2, .3 the mean is .2 and the spread √(.02/3) = .0816497; with .02 added the
// outer labels are ∓.983771.
func TestSetLabels(t *testing.T) {
	got := setRows{rouge: []float64{.1, .2, .3}}.labels()
	for i, want := range []float64{-.983771, 0, .983771} {
		near(t, "a label", float64(got[i]), want)
	}
}

// TestInterval: 1, 2, 3 have the mean 2 and the variance 1; half the interval is 1.96·√(1/3).
func TestInterval(t *testing.T) {
	mean, wide := interval([]float64{1, 2, 3})
	near(t, "the mean", mean, 2)
	near(t, "half the interval", wide, 1.96*math.Sqrt(1./3))
}

// TestSomeRows: each row is drawn with its own label; about as many as are asked for.
func TestSomeRows(t *testing.T) {
	var rows []float32
	var label []bool
	for i := range 400 {
		rows, label = append(rows, float32(i), float32(-i)), append(label, i%2 == 0)
	}
	rng := random(3)
	out, y := someRows(rows, 2, label, 100, &rng)
	if len(out) < 70 || len(out) > 130 || len(y) != len(out) {
		t.Fatalf("%d rows and %d labels are drawn", len(out), len(y))
	}
	for k, r := range out {
		if i := int(r[0]); r[1] != -r[0] || (y[k] == 1) != (i%2 == 0) {
			t.Errorf("row %v has the label %v", r, y[k])
		}
	}
}

// TestReadSummaryCases: a file with a part for training is learnt from by that part only; the other is kept.
func TestReadSummaryCases(t *testing.T) {
	data := summaryData(t, 3)
	line := `{"id":"%s","lang":"tr","title":"T","text":"Bakanlar bir araya geldi. Hava güzeldi.",` +
		`"summary":"Bakanlar bir araya geldi.","source":"xtinge-tr","split":"%s"}`
	datasettest.Write(t, data, map[string]string{
		"summary/xtinge-tr.jsonl": fmt.Sprintf(line+"\n"+line+"\n", "learnt", "train", "kept", "dev"),
	})
	for kept, want := range map[bool]string{false: "learnt", true: "kept"} {
		cases, err := readSummaryCases(filepath.Join(data, "summary"), 10, kept)
		if err != nil || len(cases) == 0 || cases[len(cases)-1].ID != want {
			t.Errorf("kept %v: %d cases, %v", kept, len(cases), err)
		}
	}
	retold, err := readRetold(filepath.Join(data, "summary"))
	if err != nil || len(retold) != 1 || retold[0].Source != "summeval" || retold[0].fold != -1 {
		t.Errorf("%d articles retold, %v", len(retold), err)
	}
}
