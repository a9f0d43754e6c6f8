package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"attache/digest"
	"attache/digest/extract"
	"attache/news"
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

const (
	summaryFolds = 5
	summarySeed  = 20261123
	oracleSets   = 12   // best sets that make a soft label
	oracleHeat   = 0.02 // how much ROUGE a set may lack and still count e⁻¹
	sourceSize   = 300  // documents at which a source weighs 1
	mostCases    = 600  // documents learnt from in one file
)

// summaryCase is one document to learn from or to be measured on.
type summaryCase struct {
	ID, Lang, Title, Text, Summary, Source, Split string

	most   int
	fold   int
	weight float32
	doc    *extract.Doc
	rows   []float32 // of extract.Features
	judge  *rouge
	soft   []float32 // label of each sentence
}

// trainSummary learns which sentences stand in good summaries and which sets of them do, and writes sentence.bin,
// words.bin and set.bin into digest/extract.
func trainSummary(kits, out string) error {
	cases, err := readSummaryCases(filepath.Join(kits, "summary"))
	if err != nil {
		return err
	}
	return fitSummary(cases).write(filepath.Join(out, "digest", "extract"))
}

// checkSummary trains leaving out each fifth of the documents in turn, prints the figures of those left out, and writes nothing.
func checkSummary(kits, _ string) error {
	cases, err := readSummaryCases(filepath.Join(kits, "summary"))
	if err != nil {
		return err
	}
	return crossValidate(cases)
}

// summaryModel is what extract embeds.
type summaryModel struct {
	sentence, set extract.Forest
	words         []byte
}

func (m *summaryModel) write(dir string) error {
	sentence, err := m.sentence.MarshalBinary()
	if err != nil {
		return err
	}
	set, err := m.set.MarshalBinary()
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{"sentence.bin": sentence, "words.bin": m.words, "set.bin": set} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return fmt.Errorf("write the table: %w", err)
		}
	}
	return nil
}

func readSummaryCases(dir string) ([]*summaryCase, error) {
	var all []*summaryCase
	for _, k := range summarySources {
		cases, err := readSummaryKit(filepath.Join(dir, k.file))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", k.file, err)
		}
		if slices.ContainsFunc(cases, func(c *summaryCase) bool { return c.Split == "train" }) {
			cases = slices.DeleteFunc(cases, func(c *summaryCase) bool { return c.Split == "dev" }) // kept for measuring
		}
		for i, c := range cases[:min(len(cases), mostCases)] {
			c.most, c.fold = k.most, i%summaryFolds
			c.weight = float32(min(3, max(0.3, math.Pow(sourceSize/float64(min(len(cases), mostCases)), 0.7))))
			c.prepare()
			all = append(all, c)
		}
	}
	return all, nil
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
	a := news.Article{Title: c.Title, Language: c.Lang, Blocks: digest.Plain(c.Text)}
	c.doc = extract.Read(&a)
	c.rows = c.doc.Features(c.most)
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
	return c.rows[i*extract.SentenceFeatures : (i+1)*extract.SentenceFeatures]
}

// promise scores every sentence.
func (c *summaryCase) promise(f *extract.Forest, words []byte) []float32 {
	return c.doc.PromiseBy(f, words, c.rows)
}

func fitSentences(cases []*summaryCase) extract.Forest {
	var rows [][]float32
	var label, weight []float32
	for _, c := range cases {
		fit := 0
		for i := range c.doc.Sentences {
			if c.doc.Sentences[i].Fit {
				fit++
			}
		}
		for i := range c.doc.Sentences {
			if c.doc.Sentences[i].Fit {
				rows = append(rows, c.row(i))
				label = append(label, c.soft[i])
				weight = append(weight, c.weight*float32(min(1, 30/float64(fit))))
			}
		}
	}
	o := oblivious{Trees: 400, Depth: 6, Rate: 0.06, Lambda: 5, Columns: 0.4, Logistic: true, Seed: summarySeed}
	return o.fit(newSampleSet(rows, label, weight))
}

// fitSummary fits all tables. What is learnt on top of the sentence forest, the words and the sets, is learnt from promises by
// forests and words that have not seen the document.
func fitSummary(cases []*summaryCase) *summaryModel {
	const parts = 3
	var split [parts]struct{ in, held []*summaryCase }
	for i, c := range cases {
		for part := range split {
			if s := &split[part]; i%parts == part {
				s.held = append(s.held, c)
			} else {
				s.in = append(s.in, c)
			}
		}
	}
	none := make([]byte, extract.WordBuckets)
	promises := map[*summaryCase][]float32{}
	var forests [parts]extract.Forest
	for part, s := range split {
		forests[part] = fitSentences(s.in)
		for _, c := range s.held {
			promises[c] = c.promise(&forests[part], none)
		}
	}
	withWords := map[*summaryCase][]float32{}
	for part, s := range split {
		words := fitWords(s.in, promises)
		for _, c := range s.held {
			withWords[c] = c.promise(&forests[part], words)
		}
	}
	var rows [][]float32
	var label, weight []float32
	rng := random(summarySeed)
	for _, c := range cases {
		r, l := c.sets(withWords[c], &rng)
		for range l {
			weight = append(weight, c.weight)
		}
		rows, label = append(rows, r...), append(label, l...)
	}
	o := oblivious{Trees: 400, Depth: 6, Rate: 0.05, Lambda: 20, Columns: 0.5, Seed: summarySeed + 1}
	return &summaryModel{sentence: fitSentences(cases), words: fitWords(cases, promises), set: o.fit(newSampleSet(rows, label, weight))}
}

// The settings of fitWords: passes over the sentences, step of AdaGrad, and penalty on squared weights.
const (
	wordPasses  = 6
	wordStep    = 0.1
	wordPenalty = 0.005
)

// fitWords learns what each word adds to the score that a forest gave, by logistic regression (AdaGrad, Duchi and others 2011).
func fitWords(cases []*summaryCase, promises map[*summaryCase][]float32) []byte {
	type example struct {
		buckets         []uint16
		score, y, w, by float64
	}
	var all []example
	for _, c := range cases {
		for i := range c.doc.Sentences {
			if !c.doc.Sentences[i].Fit {
				continue
			}
			p := min(0.999, max(0.001, float64(promises[c][i])))
			b := c.doc.Buckets(i)
			all = append(all, example{b, math.Log(p / (1 - p)), float64(c.soft[i]), float64(c.weight), math.Sqrt(float64(len(b) + 1))})
		}
	}
	weights, squares := make([]float64, extract.WordBuckets), make([]float64, extract.WordBuckets)
	rng := random(summarySeed)
	for range wordPasses {
		for k := range all { // Fisher-Yates
			j := k + int(rng.next()%uint64(len(all)-k))
			all[k], all[j] = all[j], all[k]
			x := &all[k]
			z := x.score
			for _, b := range x.buckets {
				z += weights[b] / x.by
			}
			slope := x.w * (1/(1+math.Exp(-z)) - x.y)
			for _, b := range x.buckets {
				g := slope/x.by + wordPenalty*weights[b]
				squares[b] += g * g
				weights[b] -= wordStep * g / math.Sqrt(squares[b]+0.1)
			}
		}
	}
	table := make([]byte, extract.WordBuckets)
	for b, w := range weights {
		table[b] = byte(int8(max(-127, min(127, math.Round(w/extract.WordUnit)))))
	}
	return table
}

// setsPerCase is how many sets of a document are learnt from.
const setsPerCase = 150

// sets gives rows of sets that a choice by promise alone would look at, and for each how much more ROUGE it has than
// their mean, against how much they differ.
func (c *summaryCase) sets(promise []float32, rng *random) (rows [][]float32, label []float32) {
	if len(c.doc.Sentences) == 0 {
		return nil, nil
	}
	p := c.doc.Pool(promise, c.most)
	type seen struct {
		row []float32
		v   float64
	}
	var all []seen
	see := func(set []int, row []float32) {
		sentences := make([]int, len(set))
		for i, k := range set {
			sentences[i] = p.Sentences[k]
		}
		all = append(all, seen{slices.Clone(row), c.judge.score(sentences)})
	}
	p.Choose(func(row []float32) float32 { return row[3] - 0.35*row[0] + float32(0.1*(rng.unit()-0.5)) }, see)
	mean := 0.0
	for i := range all { // Fisher-Yates
		j := i + int(rng.next()%uint64(len(all)-i))
		all[i], all[j] = all[j], all[i]
	}
	all = all[:min(len(all), setsPerCase)]
	for _, s := range all {
		mean += s.v / float64(len(all))
	}
	spread := 0.0
	for _, s := range all {
		spread += (s.v - mean) * (s.v - mean) / float64(len(all))
	}
	for _, s := range all {
		rows = append(rows, s.row)
		label = append(label, float32((s.v-mean)/(math.Sqrt(spread)+0.01)))
	}
	return rows, label
}

// crossValidate prints, for each source, ROUGE of documents that the forests had not seen beside the first sentences' and
// the best possible.
func crossValidate(cases []*summaryCase) error {
	type figures struct {
		n              int
		lead, one, two [2]float64
		lines          float64
	}
	by := map[string]*figures{}
	for fold := range summaryFolds {
		var in []*summaryCase
		for _, c := range cases {
			if c.fold != fold {
				in = append(in, c)
			}
		}
		m := fitSummary(in)
		for _, c := range cases {
			if c.fold != fold {
				continue
			}
			f := by[c.Source]
			if f == nil {
				f = &figures{}
				by[c.Source] = f
			}
			f.n++
			add := func(to *[2]float64, chosen []int) {
				one, two := c.judge.figures(chosen)
				to[0], to[1] = to[0]+one, to[1]+two
			}
			add(&f.lead, c.lead())
			p := c.promise(&m.sentence, m.words)
			add(&f.one, c.best(p))
			chosen := c.doc.Pool(p, c.most).Choose(m.set.Score, nil)
			f.lines += float64(len(chosen))
			add(&f.two, chosen)
		}
		fmt.Printf("fold %d of %d done\n", fold+1, summaryFolds)
	}
	fmt.Printf("%-14s %5s %13s %13s %13s %6s\n", "source", "docs", "lead", "sentences", "sets", "lines")
	var names []string
	for name := range by {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := by[name]
		n := float64(f.n) / 100
		fmt.Printf("%-14s %5d %6.2f/%6.2f %6.2f/%6.2f %6.2f/%6.2f %6.2f\n", name, f.n, f.lead[0]/n, f.lead[1]/n, f.one[0]/n, f.one[1]/n, f.two[0]/n, f.two[1]/n, f.lines/n/100)
	}
	return nil
}

func (c *summaryCase) lead() []int {
	var out []int
	for i := range c.doc.Sentences {
		if len(out) < c.most {
			out = append(out, i)
		}
	}
	return out
}

func (c *summaryCase) best(p []float32) []int {
	var order []int
	for i := range p {
		if c.doc.Sentences[i].Fit {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	order = order[:min(len(order), c.most)]
	slices.Sort(order)
	return order
}
