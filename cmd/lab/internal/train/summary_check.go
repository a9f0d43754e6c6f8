package train

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"attache/digest/summary"
)

const (
	summaryFolds  = 3   // parts, each of which is held out once
	checkCases    = 400 // documents of a part of a file that checkSummary looks at, so that it ends within ten minutes
	familiesCases = 60  // that checkSources looks at
)

// checkSummary prints the figures of the embedded tables on what they have not learnt from, then those of each third of
// all documents by tables learnt from the rest. Into a folder other than the checkout's root it writes the latter's
// figures of each document, so that two ways of training can be compared in pairs.
func checkSummary(j *job) error {
	dir := filepath.Join(j.data, "summary")
	kept, err := readSummaryCases(dir, mostCases, true)
	if err != nil {
		return err
	}
	embedded := summaryFigures{}
	embedded.measure(summary.Embedded(), kept)
	fmt.Fprintln(j.out, "embedded tables, documents kept from them:")
	embedded.print(j.out)
	cases, err := readSummaryCases(dir, checkCases, false)
	if err != nil {
		return err
	}
	count := map[string]int{}
	cases = append(cases, kept...)
	for _, c := range cases {
		c.fold = count[c.Source] % summaryFolds
		count[c.Source]++
	}
	retold, err := readRetold(dir)
	if err != nil {
		return err
	}
	by := summaryFigures{}
	for fold := range summaryFolds {
		in, held := partCases(cases, func(c *summaryCase) bool { return c.fold == fold })
		by.measure(fitSummary(append(in, retold...)), held)
		fmt.Fprintf(j.out, "fold %d of %d done\n", fold+1, summaryFolds)
	}
	by.print(j.out)
	if j.root == "." {
		return nil
	}
	return by.write(filepath.Join(j.root, "summary-check.tsv"))
}

// summaryFamilies are sources much like each other.
var summaryFamilies = [][]string{
	{"bbc-ext"},
	{"rt-ru"},
	{"cnndm-train", "cnndm-val", "qags-cnndm", "summeval"},
	{"sci-ru"},
	{"xsum"},
	{"newsumm"},
	{"tes-tr", "xtinge-tr"},
	{"head-kzgov-ru", "head-tr"},
	{"clusters-en"},
}

// checkSources trains leaving out each family in turn, prints the figures of its documents, and writes nothing.
func checkSources(j *job) error {
	dir := filepath.Join(j.data, "summary")
	cases, err := readSummaryCases(dir, familiesCases, false)
	if err != nil {
		return err
	}
	retold, err := readRetold(dir)
	if err != nil {
		return err
	}
	kept, err := readSummaryCases(dir, mostCases, true)
	if err != nil {
		return err
	}
	for _, family := range summaryFamilies {
		ofFamily := func(c *summaryCase) bool { return slices.Contains(family, c.Source) }
		in, held := partCases(cases, ofFamily)
		others, _ := partCases(retold, ofFamily)
		_, more := partCases(kept, ofFamily)
		by := summaryFigures{}
		by.measure(fitSummary(append(in, others...)), append(held, more...))
		by.print(j.out)
	}
	return nil
}

func partCases(cases []*summaryCase, hold func(c *summaryCase) bool) (in, held []*summaryCase) {
	for _, c := range cases {
		if hold(c) {
			held = append(held, c)
		} else {
			in = append(in, c)
		}
	}
	return in, held
}

// summaryFigures are sums of ROUGE by source.
type summaryFigures map[string]*summaryFigure

type summaryFigure struct {
	docs, lines int
	// ROUGE-1 and -2 of the first sentences, of the most central ones, and of the set chosen
	lead, rank, sets [2]float64
	overLead         []float64 // by document: mean ROUGE of the set chosen less that of the first sentences
	overRank         []float64 // and less that of the most central ones
	each             []string  // by document: its id, and ROUGE-1 and -2 of the set chosen
}

// measure adds the figures of cases that a model has not seen.
func (by summaryFigures) measure(m *summary.Model, cases []*summaryCase) {
	for _, c := range cases {
		f := by[c.Source]
		if f == nil {
			f = &summaryFigure{}
			by[c.Source] = f
		}
		f.docs++
		if len(c.doc.Sentences) == 0 {
			continue
		}
		g := m.Predict(c.doc, c.most)
		p := m.Salience(c.doc, c.doc.Features(c.most, g))
		set := c.doc.Pool(p, c.most, g).Choose(m.Set.Score, nil)
		add := func(to *[2]float64, chosen []int) (one, two float64) {
			one, two = c.judge.figures(chosen)
			to[0], to[1] = to[0]+one, to[1]+two
			return one, two
		}
		add(&f.lead, c.lead())
		add(&f.rank, c.central())
		one, two := add(&f.sets, set)
		f.each = append(f.each, fmt.Sprintf("%s\t%s\t%.5f\t%.5f\n", c.Source, c.ID, one, two))
		f.lines += len(set)
		f.overLead = append(f.overLead, c.judge.score(set)-c.judge.score(c.lead()))
		f.overRank = append(f.overRank, c.judge.score(set)-c.judge.score(c.central()))
	}
}

// write writes a line of tab-separated figures for each document.
func (by summaryFigures) write(name string) error {
	var all strings.Builder
	for _, source := range slices.Sorted(maps.Keys(by)) {
		for _, line := range by[source].each {
			all.WriteString(line)
		}
	}
	return os.WriteFile(name, []byte(all.String()), 0o644)
}

func (by summaryFigures) print(out io.Writer) {
	fmt.Fprintf(out, "%-14s %5s %13s %13s %13s %6s %16s %16s\n", "source", "docs", "lead", "textrank", "ours", "lines",
		"over lead", "over textrank")
	for _, name := range slices.Sorted(maps.Keys(by)) {
		f := by[name]
		n := float64(f.docs) / 100
		lead, leadWide := interval(f.overLead)
		rank, rankWide := interval(f.overRank)
		fmt.Fprintf(out, "%-14s %5d %6.2f/%6.2f %6.2f/%6.2f %6.2f/%6.2f %6.2f %+8.2f ± %5.2f %+8.2f ± %5.2f\n", name,
			f.docs,
			f.lead[0]/n, f.lead[1]/n, f.rank[0]/n, f.rank[1]/n, f.sets[0]/n, f.sets[1]/n, float64(f.lines)/n/100,
			100*lead, 100*leadWide, 100*rank, 100*rankWide)
	}
}

// interval returns the mean and half the width of its 95 % interval.
func interval(x []float64) (mean, wide float64) {
	n := float64(max(2, len(x)))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		wide += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, 1.96 * math.Sqrt(wide/n)
}

// lead is the first sentences, fit or not.
func (c *summaryCase) lead() []int {
	out := make([]int, min(c.most, len(c.doc.Sentences)))
	for i := range out {
		out[i] = i
	}
	return out
}

// central is the sentences most like the rest of the document, as many as are asked for.
func (c *summaryCase) central() []int {
	rank := c.doc.Centrality().TextRank
	order := make([]int, len(rank))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank[b], rank[a]) })
	order = order[:min(len(order), c.most)]
	slices.Sort(order)
	return order
}
