package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

// summarySources are the files with reference summaries and how many sentences each asks for. Files that have no part for training are
// learnt from whole: what `lab score` prints for them has been seen, and only summary-check tells their worth.
var summarySources = []struct {
	file string
	most int
}{
	{"bbc-ext.jsonl.gz", 8},
	{"clusters-en.jsonl", 10},
	{"cnndm-train.jsonl", 3},
	{"cnndm-val.jsonl.gz", 3},
	{"head-kzgov-ru.jsonl", 1},
	{"head-tr.jsonl", 1},
	{"newsumm.jsonl.gz", 5},
	{"rt-ru.jsonl.gz", 4},
	{"sci-ru.jsonl.gz", 7},
	{"tes-tr.jsonl", 5},
	{"xsum.jsonl.gz", 2},
	{"xtinge-tr.jsonl", 8},
}

// retoldFile holds articles with summaries by other systems. Those of retoldSources are of the outlets of cnndm-train, which has few, and
// are learnt from beside them, never measured by.
const (
	retoldFile   = "faith-dev.jsonl.gz"
	retoldMost   = 3
	retoldWeight = 1
)

var retoldSources = []string{"qags-cnndm", "summeval"}

const (
	summarySeed = 20261124
	oracleSets  = 12   // best sets that make a soft label
	oracleHeat  = 0.02 // how much ROUGE a set may lack and still count e⁻¹
	sourceSize  = 300  // documents at which a source weighs 1
	mostCases   = 1000 // documents learnt from in one file
)

// summaryCase is one document to learn from or to be measured on.
type summaryCase struct {
	ID, Lang, Title, Text, Summary, Source, Split string

	most   int
	fold   int // -1 = never measured
	weight float32
	part   int // of fitSummary: learnt from by the models of the other parts
	doc    *summary.Document
	judge  *rouge
	soft   []float32           // label of each sentence
	said   [2][]bool           // which words and pairs the summary has
	guess  *summary.Prediction // by models that have not seen the summary
	rows   []float32           // of summary.Document.Features, by that prediction
}

// trainSummary learns how long good summaries are, which words and pairs of words stand in them, which sentences, and which sets of
// sentences, and writes the tables of digest/summary.
func trainSummary(kits, out string) error {
	dir := filepath.Join(kits, "summary")
	cases, err := readSummaryCases(dir, mostCases, false)
	if err != nil {
		return err
	}
	retold, err := readRetold(dir)
	if err != nil {
		return err
	}
	cases = append(cases, retold...)
	return writeSummary(fitSummary(cases), filepath.Join(out, "digest", "summary"))
}

// writeSummary writes what package summary embeds.
func writeSummary(m *summary.Model, dir string) error {
	files := map[string][]byte{"prior.bin": m.Prior, "said.bin": m.Said}
	for name, f := range map[string]*summary.Forest{"length.bin": m.Length, "word.bin": m.Word, "pair.bin": m.Pair, "sentence.bin": m.Sentence, "set.bin": m.Set} {
		files[name] = forestTable(f)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	return nil
}

// saidIn tells which of a document's tokens, and which of its pairs, stand in a text of its language: by a person's summary, what a
// prediction should have been.
func saidIn(d *summary.Document, s string) (word, pair []bool) {
	two := d.Pairs().Two
	number := make(map[[2]int32]int, len(two))
	for k, p := range two {
		number[p] = k
	}
	word, pair = make([]bool, len(d.Tokens)), make([]bool, len(two))
	last := int32(-1)
	words, _ := summary.Words(s, d.Language)
	for _, w := range words {
		if d.Language == "en" {
			w = text.Stem(w, "en")
		}
		t, ok := d.Forms[w]
		if !ok {
			last = -1
			continue
		}
		word[t] = true
		if k, ok := number[[2]int32{last, t}]; ok && last >= 0 {
			pair[k] = true
		}
		last = t
	}
	return word, pair
}

// readSummaryCases reads at most most documents of each file to learn from: those of its part for training, or, of a file that has
// none, all. With kept it gives the others, which are kept for measuring.
func readSummaryCases(dir string, most int, kept bool) ([]*summaryCase, error) {
	var all []*summaryCase
	for _, k := range summarySources {
		cases, err := readSummaryKit(filepath.Join(dir, k.file))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", k.file, err)
		}
		apart := slices.ContainsFunc(cases, func(c *summaryCase) bool { return c.Split == "train" })
		cases = slices.DeleteFunc(cases, func(c *summaryCase) bool { return kept != (apart && c.Split == "dev") })
		for i, c := range cases[:min(len(cases), most)] {
			c.most, c.fold = k.most, i%summaryFolds
			c.weight = float32(min(3, max(0.3, math.Pow(sourceSize/float64(min(len(cases), most)), 0.7))))
			c.prepare()
			all = append(all, c)
		}
	}
	return all, nil
}

// readRetold reads the articles of retoldSources. One that stands there with one sentence at a time has them all for its summary.
func readRetold(dir string) ([]*summaryCase, error) {
	all, err := readSummaryKit(filepath.Join(dir, retoldFile))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", retoldFile, err)
	}
	var out []*summaryCase
	byText := map[string]*summaryCase{}
	for _, c := range all {
		if !slices.Contains(retoldSources, c.Source) {
			continue
		}
		if known := byText[c.Text]; known != nil {
			if !strings.Contains(known.Summary, c.Summary) {
				known.Summary += "\n" + c.Summary
			}
			continue
		}
		byText[c.Text] = c
		c.most, c.fold, c.weight = retoldMost, -1, retoldWeight
		out = append(out, c)
	}
	for _, c := range out {
		c.prepare()
	}
	return out, nil
}

func readSummaryKit(name string) (out []*summaryCase, err error) {
	err = eachLine(name, func(line []byte) error {
		c := &summaryCase{}
		out = append(out, c)
		return json.Unmarshal(line, c)
	})
	return out, err
}

// prepare reads the document as the product does and finds its soft labels.
func (c *summaryCase) prepare() {
	a := news.Article{Title: c.Title, Language: c.Lang, Blocks: plain(c.Text)}
	c.doc = summary.Read(&a)
	c.said[0], c.said[1] = saidIn(c.doc, c.Summary)
	texts := make([]string, len(c.doc.Sentences))
	for i, s := range c.doc.Sentences {
		texts[i] = s.Text
	}
	c.judge = newRouge(c.Lang, c.Summary, texts)
	c.soft = c.oracle()
}

// oracle weighs the best sets a beam search finds by how near they come to the best.
func (c *summaryCase) oracle() []float32 {
	type scored struct {
		set []int
		v   float64
	}
	var all []scored
	front := []scored{{}}
	for range c.most {
		var next []scored
		seen := map[string]bool{}
		for _, f := range front {
			for i := range c.doc.Sentences {
				at, had := slices.BinarySearch(f.set, i)
				if had || !c.doc.Sentences[i].Fit || !c.judge.touches(i) {
					continue
				}
				set := slices.Insert(slices.Clone(f.set), at, i)
				if key := fmt.Sprint(set); !seen[key] {
					seen[key] = true
					next = append(next, scored{set, c.judge.score(set)})
				}
			}
		}
		slices.SortStableFunc(next, func(a, b scored) int { return cmp.Compare(b.v, a.v) })
		front = next[:min(len(next), 8)]
		all = append(all, front...)
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.v, a.v) })
	all = all[:min(len(all), oracleSets)]
	soft := make([]float32, len(c.doc.Sentences))
	total := 0.0
	for _, s := range all {
		total += math.Exp((s.v - all[0].v) / oracleHeat)
	}
	for _, s := range all {
		w := math.Exp((s.v-all[0].v)/oracleHeat) / total
		for _, i := range s.set {
			soft[i] += float32(w)
		}
	}
	return soft
}

func (c *summaryCase) row(i int) []float32 {
	return c.rows[i*summary.SentenceWidth : (i+1)*summary.SentenceWidth]
}
