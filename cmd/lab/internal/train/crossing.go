package train

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/digest"
	"attache/digest/cluster"
	"attache/news"
	"attache/scrape/page"
	"attache/text"
)

// Settings of the trainer of crossing.bin.
const (
	crossingSeed       = 1
	crossingFolds      = 4
	crossingRenditions = 4   // of each made event, in languages of their own
	crossingRounds     = 40  // of Newton's method
	crossingRidge      = 0.5 // keeps the weights of features that go together small
)

// crossingLanguages are those of the table. Others cross by names alone.
var crossingLanguages = strings.Fields("ar az be de en es fa fr kk kk-Latn ky ru tg tr tt uk uz uz-Cyrl zh")

// parallel is one sentence by language.
type parallel map[string]string

// trainCrossing learns which words of different languages stand in the same sentences of a parallel corpus (SIB-200),
// and how much the likeness of names and of meanings weighs. The weights are learnt from made events: three sentences,
// of which each telling, in a language of its own, has the first, perhaps the others, and perhaps a strange one; the
// words' table is made without them.
func trainCrossing(j *job) (tables, error) {
	corpus, err := readParallel(j.data)
	if err != nil {
		return nil, err
	}
	examples := crossingExamples(corpus)
	x := cluster.Crosslingual{Weights: fitCrossing(slices.Concat(examples...)), Sentences: len(corpus)}
	fmt.Fprintf(j.out, "%d sentences, weights %.2f\n", len(corpus), x.Weights)
	return tables{"digest/cluster/data/crossing.bin": crossingTable(&x, crossingLists(corpus))}, nil
}

// readParallel gathers the sentences that the dataset has in many languages, each once.
func readParallel(data string) ([]parallel, error) {
	var out []parallel
	known := map[string]bool{}
	put := func(p parallel) {
		if en := p["en"]; en != "" && !known[en] {
			known[en] = true
			out = append(out, p)
		}
	}
	byLang := map[string][]string{} // the n-th line of each language is the same sentence
	err := dataset.EachLine(filepath.Join(data, "judgment/lid_train.jsonl.gz"), func(line []byte) error {
		var r struct{ Lang, Text string }
		err := json.Unmarshal(line, &r)
		byLang[r.Lang] = append(byLang[r.Lang], r.Text)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range byLang["en"] {
		p := parallel{}
		for lang, list := range byLang {
			p[lang] = list[i]
		}
		put(p)
	}
	for _, name := range []string{"judgment/lid.jsonl", "judgment/relevance.jsonl"} {
		byID := map[string]parallel{}
		var order []string
		err := dataset.EachLine(filepath.Join(data, name), func(line []byte) error {
			var r struct{ ID, Set, Src, Lang, Text string }
			if err := json.Unmarshal(line, &r); err != nil || r.Set != "sent" && r.Src != "sib200" {
				return err
			}
			id, _, _ := strings.Cut(r.ID, ".")
			if byID[id] == nil {
				byID[id] = parallel{}
				order = append(order, id)
			}
			byID[id][r.Lang] = r.Text
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, id := range order {
			put(byID[id])
		}
	}
	return out, nil
}

// crossingLists returns for each word the sentences that it stands in. Words of more than an eighth of the sentences
// are left out.
func crossingLists(corpus []parallel) map[uint32][]uint16 {
	lists := map[uint32][]uint16{}
	for i, p := range corpus {
		for _, lang := range crossingLanguages {
			for _, w := range text.Words(p[lang]) {
				key, ok := cluster.WordKey(lang, w)
				if list := lists[key]; ok && (len(list) == 0 || list[len(list)-1] != uint16(i)) {
					lists[key] = append(list, uint16(i))
				}
			}
		}
	}
	for k, list := range lists {
		if len(list) > len(corpus)/8 {
			delete(lists, k)
		}
	}
	return lists
}

func crossingOf(corpus []parallel) *cluster.Crosslingual {
	x := cluster.Crosslingual{Sentences: len(corpus)}
	return cluster.ReadCrosslingual(crossingTable(&x, crossingLists(corpus)))
}

// crossingExample is a pair of renditions in two languages, weighed by how many such pairs there are.
type crossingExample struct {
	features [cluster.CrossFeatures]float64
	same     bool
}

// crossingFold parts the corpus: what a table is made of, and what is told.
func crossingFold(corpus []parallel, fold int) (learn, tell []parallel) {
	for i, p := range corpus {
		if i%crossingFolds == fold {
			tell = append(tell, p)
		} else {
			learn = append(learn, p)
		}
	}
	return learn, tell
}

// crossingExamples compares all pairs of renditions, each fold's by a table made without its sentences.
func crossingExamples(corpus []parallel) [][]crossingExample {
	out := make([][]crossingExample, crossingFolds)
	for fold := range out {
		learn, tell := crossingFold(corpus, fold)
		docs, event := renditions(tell, uint64(fold))
		var pairs [][2]int
		for i := range docs {
			for j := range i {
				if docs[i].Lang != docs[j].Lang {
					pairs = append(pairs, [2]int{i, j})
				}
			}
		}
		for k, features := range crossingFeatures(crossingOf(learn), docs, pairs) {
			out[fold] = append(out[fold], crossingExample{features, event[pairs[k][0]] == event[pairs[k][1]]})
		}
	}
	return out
}

// crossingFeatures compares pairs of documents of one window, as grouping compares a document with a story of one.
func crossingFeatures(x *cluster.Crosslingual, docs []cluster.Item, pairs [][2]int) [][cluster.CrossFeatures]float64 {
	groups := make([][]cluster.Item, len(docs))
	for i := range docs {
		groups[i] = docs[i : i+1]
	}
	c := x.Compare(nil, groups)
	out := make([][cluster.CrossFeatures]float64, len(pairs))
	for i, p := range pairs {
		out[i] = c.Features(p[0], p[1])
	}
	return out
}

// renditions makes events of the sentences and tells each in some languages, within a day.
func renditions(sentences []parallel, seed uint64) (docs []cluster.Item, event []int) {
	rng := rand.New(rand.NewPCG(crossingSeed, seed))
	sentences = slices.Clone(sentences)
	rng.Shuffle(len(sentences), func(i, j int) { sentences[i], sentences[j] = sentences[j], sentences[i] })
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for e := 0; e+3 <= len(sentences); e += 3 {
		for _, l := range rng.Perm(len(crossingLanguages))[:crossingRenditions] {
			lang := crossingLanguages[l]
			parts := []string{}
			for _, p := range sentences[e+1 : e+3] {
				if rng.IntN(2) == 0 {
					parts = append(parts, p[lang])
				}
			}
			if rng.IntN(3) == 0 {
				parts = append(parts, sentences[rng.IntN(len(sentences))][lang])
			}
			title, body := sentences[e][lang], strings.Join(parts, " ")
			if title == "" {
				continue // the sentence is not there in this language
			}
			docs = append(docs, cluster.Item{
				ID: fmt.Sprint(len(docs)), Lang: lang, Title: title, Text: body,
				At: at.Add(time.Duration(rng.IntN(24*60)) * time.Minute), Marks: dataset.Marks(lang, title, body),
			})
			event = append(event, e)
		}
	}
	return docs, event
}

// fitCrossing is a logistic regression by Newton's method.
func fitCrossing(examples []crossingExample) (w [cluster.CrossFeatures]float32) {
	const n = cluster.CrossFeatures
	var weights [n]float64
	for range crossingRounds {
		var grad [n]float64
		var hess [n][n]float64
		for i := range n {
			grad[i] = -crossingRidge * weights[i]
			hess[i][i] = crossingRidge
		}
		for _, e := range examples {
			z := 0.0
			for i, f := range e.features {
				z += weights[i] * f
			}
			p := text.Sigmoid(z)
			d := -p
			if e.same {
				d = 1 - p
			}
			for i, f := range e.features {
				grad[i] += d * f
				for j, g := range e.features {
					hess[i][j] += p * (1 - p) * f * g
				}
			}
		}
		step := solve(hess, grad)
		for i := range weights {
			weights[i] += step[i]
		}
	}
	for i := range weights {
		w[i] = float32(weights[i])
	}
	return w
}

// solve returns x with a·x = b, by elimination; a is symmetric and positive.
func solve(
	a [cluster.CrossFeatures][cluster.CrossFeatures]float64, b [cluster.CrossFeatures]float64,
) [cluster.CrossFeatures]float64 {
	for i := range b {
		for j := i + 1; j < len(b); j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < len(b); k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}

// checkCrossing prints what the crossing is worth on sentences that it has not learnt from: pairs of made renditions,
// the same renditions grouped, and the articles of the dataset sites, with a table made without the sentences that
// stand in them.
func checkCrossing(j *job) error {
	corpus, err := readParallel(j.data)
	if err != nil {
		return err
	}
	examples := crossingExamples(corpus)
	for fold := range examples {
		var others []crossingExample
		for k := range examples {
			if k != fold {
				others = append(others, examples[k]...)
			}
		}
		x := cluster.Crosslingual{Weights: fitCrossing(others)}
		learn, tell := crossingFold(corpus, fold)
		y := crossingOf(learn)
		y.Weights = x.Weights
		docs, event := renditions(tell, uint64(fold))
		right, wrong, all := crossed(docs, cluster.Grouping{Across: y}.Group(docs),
			func(i, j int) bool { return event[i] == event[j] })
		fmt.Fprintf(j.out, "fold %d: %d renditions, %d of %d pairs joined across languages, %d false\n", fold, len(docs),
			right, all, wrong)
	}
	pairOdds(j.out, examples)
	docs, groups, err := siteArticles(j.data)
	if err != nil {
		return err
	}
	var strange []parallel
	for _, p := range corpus {
		if !slices.ContainsFunc(docs, func(d cluster.Item) bool {
			s := p[d.Lang]
			return s != "" && strings.Contains(d.Text, text.Clip(s, 80))
		}) {
			strange = append(strange, p)
		}
	}
	x := crossingOf(strange)
	x.Weights = fitCrossing(slices.Concat(crossingExamples(strange)...))
	for _, day := range []bool{false, true} {
		if day {
			for i := range docs {
				docs[i].At = docs[0].At
			}
		}
		in := cluster.Grouping{Across: x}.Group(docs)
		right, wrong, all := crossed(docs, in, func(i, j int) bool { return groups[i] != "" && groups[i] == groups[j] })
		fmt.Fprintf(j.out, "sites, all on one day %v: %d sentences learnt from, %d articles, %d of %d pairs joined "+
			"across languages, %d false\n", day, len(strange), len(docs), right, all, wrong)
	}
	pastOdds(j.out, x, docs, groups)
	return nil
}

// pastOdds prints which articles would be taken for going on from another told before in another language, of which
// only the title and a summary are remembered: at some odds, by those alone and where both name two actors.
func pastOdds(out io.Writer, x *cluster.Crosslingual, docs []cluster.Item, groups []string) {
	all := slices.Clone(docs)
	for _, d := range docs {
		summary := digest.Summarise(news.Article{
			Title: d.Title, Language: d.Lang, Blocks: dataset.Plain(d.Text),
			Excerpt: len(d.Text),
		}, 3)
		d.Text = ""
		for _, s := range summary {
			d.Text += s.Text + " "
		}
		all = append(all, d)
	}
	var pairs [][2]int
	for i := range docs {
		for j := range docs {
			if docs[i].Lang != docs[j].Lang {
				pairs = append(pairs, [2]int{i, len(docs) + j})
			}
		}
	}
	features := crossingFeatures(x, all, pairs)
	for _, limit := range []float64{1, 1.5, 2, 2.5, 3} {
		var told, found, strangers, named, namedStrangers int
		for k, p := range pairs {
			j := p[1] - len(docs)
			same := groups[p[0]] != "" && groups[p[0]] == groups[j]
			told += dataset.Bit(same)
			if x.Odds(features[k]) < limit {
				continue
			}
			actors := 0
			for _, m := range docs[j].Marks {
				actors += dataset.Bit(slices.Contains(docs[p[0]].Marks, m))
			}
			found, strangers = found+dataset.Bit(same), strangers+dataset.Bit(!same)
			named, namedStrangers = named+dataset.Bit(same && actors > 1), namedStrangers+dataset.Bit(!same &&
				actors > 1)
		}
		fmt.Fprintf(out, "past stories at odds of %.1f: %d of %d found, %d of %d others false; naming two actors: %d "+
			"and %d\n", limit, found, told, strangers, len(pairs)-told, named, namedStrangers)
	}
}

// pairOdds prints what single pairs of renditions are worth at some odds, each fold by weights from the others.
func pairOdds(out io.Writer, examples [][]crossingExample) {
	for _, limit := range []float64{0, 1, 1.5, 3} {
		var right, all, wrong, pairs int
		for fold := range examples {
			x := cluster.Crosslingual{Weights: fitCrossing(slices.Concat(append(slices.Clone(examples[:fold]),
				examples[fold+1:]...)...))}
			for _, e := range examples[fold] {
				over := x.Odds(e.features) > limit
				pairs++
				all += dataset.Bit(e.same)
				right += dataset.Bit(e.same && over)
				wrong += dataset.Bit(!e.same && over)
			}
		}
		fmt.Fprintf(out, "pairs at odds of %.1f: %d of %d found, %d of %d others false\n", limit, right, all, wrong,
			pairs-all)
	}
}

// crossed counts the pairs of documents in different languages, no more than 72 hours apart, that are in one group.
func crossed(docs []cluster.Item, in []int, same func(i, j int) bool) (right, wrong, all int) {
	for i := range docs {
		for j := range i {
			if docs[i].Lang == docs[j].Lang || docs[i].At.Sub(docs[j].At).Abs() > 72*time.Hour {
				continue
			}
			all += dataset.Bit(same(i, j))
			if in[i] == in[j] {
				right += dataset.Bit(same(i, j))
				wrong += dataset.Bit(!same(i, j))
			}
		}
	}
	return right, wrong, all
}

// siteArticles reads the articles of the dataset sites with their story, "" for none.
func siteArticles(data string) (docs []cluster.Item, groups []string, err error) {
	dir := filepath.Join(data, "sites")
	articles, err := dataset.Articles(dir)
	if err != nil {
		return nil, nil, err
	}
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, e := range articles {
		body, err := dataset.ReadFile(filepath.Join(dir, e.File))
		if err != nil {
			return nil, nil, err
		}
		r := page.Read(page.Input{URL: e.URL, Body: body, Now: now})
		d := cluster.Item{
			ID: e.URL, Lang: r.Article.Language, Title: r.Article.Title, Text: r.Article.Text(),
			At: r.Date,
		}
		if d.Lang == "" {
			d.Lang, _ = text.Language(d.Title + "\n" + d.Text)
		}
		if d.At.IsZero() {
			d.At = now
		}
		d.Marks = dataset.Marks(d.Lang, d.Title, d.Text)
		docs, groups = append(docs, d), append(groups, e.Group)
	}
	return docs, groups, nil
}
