package train

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

// retoldFile holds articles with summaries by other systems. Those of retoldSources are of the outlets of cnndm-train,
// which has few, and are learnt from beside them, never measured by.
const (
	retoldFile   = "faith-dev.jsonl.gz"
	retoldMost   = 3
	retoldWeight = 1
)

var retoldSources = []string{"qags-cnndm", "summeval"}

const (
	summarySeed = 20261124 // of the random numbers: training again gives the same bytes
	oracleSets  = 12       // best sets that make a soft label
	oracleHeat  = 0.02     // how much ROUGE a set may lack and still count e⁻¹
	sourceSize  = 300      // documents at which a source weighs 1
	mostCases   = 1000     // documents learnt from in one file
)

// summaryCase is one document to learn from or to be measured on.
type summaryCase struct {
	ID, Lang, Title, Text, Summary, Source, Split string

	most       int
	fold       int // -1 = never measured
	weight     float32
	part       int // of fitSummary: learnt from by the models of the other parts
	doc        *summary.Document
	judge      *rouge
	soft       []float32           // label of each sentence
	said       [2][]bool           // which words and pairs the summary has
	prediction *summary.Prediction // by models that have not seen the summary
	rows       []float32           // of summary.Document.Features, by that prediction
}

// trainSummary learns how long good summaries are, which words and pairs of words stand in them, which sentences, and
// which sets of sentences: the tables of digest/summary.
func trainSummary(j *job) (tables, error) {
	dir := filepath.Join(j.data, "summary")
	cases, err := readSummaryCases(dir, mostCases, false)
	if err != nil {
		return nil, err
	}
	retold, err := readRetold(dir)
	if err != nil {
		return nil, err
	}
	return summaryTables(fitSummary(append(cases, retold...)))
}

// summaryFiles are the tables of summaries.
var summaryFiles = []string{
	summaryDir + "length.bin", summaryDir + "pair.bin", summaryDir + "prior.bin", summaryDir + "said.bin", summaryDir +
		"sentence.bin", summaryDir + "set.bin", summaryDir + "word.bin",
}

const summaryDir = "digest/summary/"

// summaryTables returns a model as the files that are embedded.
func summaryTables(m *summary.Model) (tables, error) {
	out := tables{summaryDir + "prior.bin": m.Prior, summaryDir + "said.bin": m.Said}
	for name, f := range map[string]*summary.Forest{
		"length.bin": m.Length, "word.bin": m.Word, "pair.bin": m.Pair,
		"sentence.bin": m.Sentence, "set.bin": m.Set,
	} {
		out[summaryDir+name] = forestTable(f)
	}
	return out, nil
}

// saidIn returns which of a document's tokens, and which of its pairs, stand in a text of its language: by a person's
// summary, what a prediction should have been.
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

// readSummaryCases reads at most most documents of each file to learn from: those of its part for training, or, of a
// file that has none, all (what `lab score` prints for such a file has been seen; summary-check says what it is worth).
// With kept it returns the others, which are kept for measuring.
func readSummaryCases(dir string, most int, kept bool) ([]*summaryCase, error) {
	var all []*summaryCase
	for _, k := range dataset.Summaries {
		cases, err := readSummaries(filepath.Join(dir, k.File))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", k.File, err)
		}
		apart := slices.ContainsFunc(cases, func(c *summaryCase) bool { return c.Split == "train" })
		cases = slices.DeleteFunc(cases, func(c *summaryCase) bool { return kept != (apart && c.Split == "dev") })
		for i, c := range cases[:min(len(cases), most)] {
			c.most, c.fold = k.Most, i%summaryFolds
			c.weight = float32(min(3, max(0.3, math.Pow(sourceSize/float64(min(len(cases), most)), 0.7))))
			c.prepare()
			all = append(all, c)
		}
	}
	return all, nil
}

// readRetold reads the articles of retoldSources. One that stands there with one sentence at a time has them all for
// its summary.
func readRetold(dir string) ([]*summaryCase, error) {
	all, err := readSummaries(filepath.Join(dir, retoldFile))
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

func readSummaries(name string) (out []*summaryCase, err error) {
	err = dataset.EachLine(name, func(line []byte) error {
		c := &summaryCase{}
		out = append(out, c)
		return json.Unmarshal(line, c)
	})
	return out, err
}

// prepare reads the document as the product does and finds its soft labels.
func (c *summaryCase) prepare() {
	a := news.Article{Title: c.Title, Language: c.Lang, Blocks: dataset.Plain(c.Text)}
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
