package train

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/relevance"
	"attache/text"
)

// Settings of the relevance trainer, chosen by cross-validation.
const (
	relevanceSeed   = 20220321
	relevanceRounds = 3 // of cross-validation, each with other folds
	relevanceFolds  = 5
	relevanceEpochs = 25
	pullShared      = 5e-5 // L2 pull of the weights that all languages share to 0
	pullOwn         = 3e-2 // L2 pull of each language's own weights to 0
	pullGrams       = 2e-4 // L2 pull of the weights of grams to 0
	pullPlatt       = 16   // L2 pull of a language's calibration to the mean of all: as some dozens of texts
	// L2 pull of that mean to no change: else its slope grows for ever on texts that a line parts
	pullFirst = 1
)

// example is one labelled text.
type example struct {
	id, lang, src string
	group         string // what must not be in training and test at once: a text with its translations
	label         float64
	weight        float64
	ours, unsure  bool // its label stands in relevanceLabels; a model was unsure of it
	features      relevance.Features
}

// trainRelevance learns the weights of digest.Relevance from judgment/relevance.jsonl. With figures it prints those of
// five-fold cross-validation, in which the translations of one sentence always stay in one fold, and then those of
// nested cross-validation, in which calibration and threshold too are chosen without the texts they are measured on:
// the figure to expect on others. (Self-training on the unlabelled texts, boosted trees over the features, and the mean
// of five models were tried, and moved no figure by more than .002.)
func trainRelevance(j *job) (tables, error) {
	labelled, err := relevanceExamples(filepath.Join(j.data, "judgment"))
	if err != nil {
		return nil, err
	}
	ours, err := judgedByUs(j.data)
	if err != nil {
		return nil, err
	}
	labelled = withoutRare(append(labelled, ours...))
	held := heldOut(labelled, relevanceRounds)
	m := fitRelevance(labelled)
	calibrate(m, labelled, held)
	if j.figures {
		reportRelevance(j.out, m, labelled, held)
		nestedRelevance(j.out, labelled)
	}
	return tables{"digest/relevance/data/relevance.bin": relevanceTable(m)}, nil
}

// leastOfLanguage is how many texts about foreign policy a language has that is learnt from: a few texts of which none
// is would teach that nothing in their language is.
const leastOfLanguage = 8

// withoutRare leaves out the texts of languages with too few about foreign policy.
func withoutRare(labelled []example) []example {
	n := map[string]int{}
	for _, e := range labelled {
		n[e.lang] += int(e.label)
	}
	return slices.DeleteFunc(labelled, func(e example) bool { return n[e.lang] < leastOfLanguage })
}

// fold returns which of relevanceFolds parts a text belongs to, 0 to relevanceFolds−1: all texts of a group to one.
// Each salt parts otherwise.
func (e example) fold(salt string) int { return int(text.Hash(salt+e.group) >> 20 % relevanceFolds) }

// heldOut returns for each text the mean of the logits of the models, one a round, that have not seen its group.
func heldOut(labelled []example, rounds int) []float64 {
	held := make([]float64, len(labelled))
	for round := range rounds {
		for fold := range relevanceFolds {
			out := func(e example) bool { return e.fold(fmt.Sprint(round)) == fold }
			m := fitRelevance(slices.DeleteFunc(slices.Clone(labelled), out))
			for i, e := range labelled {
				if out(e) {
					held[i] += m.Logit(e.lang, e.features) / float64(rounds)
				}
			}
		}
	}
	return held
}

func relevanceExamples(dir string) (labelled []example, err error) {
	type row struct {
		ID, Lang, Src, Title, Text string
		Label                      int
	}
	err = dataset.Each(filepath.Join(dir, "relevance.jsonl"), func(r row) error {
		if r.Label < 0 {
			return nil
		}
		e := example{id: r.ID, lang: r.Lang, src: r.Src, group: r.ID, label: float64(r.Label), weight: 1}
		if r.Src == "sib200" {
			e.group, _, _ = strings.Cut(r.ID, ".")
			e.weight = 0.15 // twelve translations of one text
		}
		if r.Src == "whitehouse" {
			e.weight = 0.1 // labelled by a rule, and all of one kind
		}
		e.features = relevance.FeaturesOf(r.Lang, r.Title, r.Text)
		labelled = append(labelled, e)
		return nil
	})
	return labelled, err
}

// fitRelevance fits the logistic regression by stochastic gradients with AdaGrad's steps (Duchi et al. 2011).
func fitRelevance(all []example) *relevance.Model {
	n := len(relevance.FeatureNames())
	shared := newWeights(n, pullShared)
	grams := newWeights(relevance.GramRows, pullGrams)
	own := map[string]*weights{}
	for _, e := range all {
		if own[e.lang] == nil {
			own[e.lang] = newWeights(n, pullOwn)
		}
	}
	rng := rand.New(rand.NewPCG(relevanceSeed, 0))
	for epoch := range relevanceEpochs {
		rate := 0.2 * (1 - float64(epoch)/relevanceEpochs)
		for _, i := range rng.Perm(len(all)) {
			e := all[i]
			o := own[e.lang]
			norm := relevance.GramNorm(len(e.features.Grams))
			z := 0.0
			for k, x := range e.features.Dense {
				z += (shared.w[k] + o.w[k]) * float64(x)
			}
			for _, r := range e.features.Grams {
				z += grams.w[r] * norm
			}
			g := (text.Sigmoid(z) - e.label) * e.weight
			for k, x := range e.features.Dense {
				if x != 0 {
					shared.step(k, g*float64(x), rate, e.weight)
					o.step(k, g*float64(x), rate, e.weight)
				}
			}
			for _, r := range e.features.Grams {
				grams.step(int(r), g*norm, rate, e.weight)
			}
		}
	}
	return newRelevanceModel(shared, grams, own)
}

// weights are one group with its sums of squared gradients.
type weights struct {
	w, g []float64
	pull float64
}

func newWeights(n int, pull float64) *weights {
	return &weights{w: make([]float64, n), g: make([]float64, n), pull: pull}
}

func (ws *weights) step(k int, grad, rate, weight float64) {
	grad += ws.pull * weight * ws.w[k]
	ws.g[k] += grad * grad
	ws.w[k] -= rate * grad / (math.Sqrt(ws.g[k]) + 1e-2)
}

func newRelevanceModel(shared, grams *weights, own map[string]*weights) *relevance.Model {
	m := &relevance.Model{
		Own: map[string][]float32{}, Platt: map[string][2]float32{},
		Grams: make([]int8, relevance.GramRows),
	}
	m.PlattAll = [2]float32{1, 0}
	m.Shared = float32s(shared.w)
	for lang, o := range own {
		m.Own[lang] = float32s(o.w)
		m.Platt[lang] = m.PlattAll
	}
	top := 0.0
	for _, w := range grams.w {
		top = max(top, math.Abs(w))
	}
	m.Scale = float32(top / 127)
	for i, w := range grams.w {
		m.Grams[i] = int8(math.Round(w / float64(m.Scale)))
	}
	return m
}

func float32s(w []float64) []float32 {
	out := make([]float32, len(w))
	for i, v := range w {
		out[i] = float32(v)
	}
	return out
}

// newsSource reports texts of the kind a digest reads, rather than sentences of an encyclopaedia, releases, or pages
// of which most are guides and shops.
func newsSource(src string) bool { return src != "sib200" && src != "whitehouse" && src != "reading" }

// calibrate fits Platt's two numbers for each language on the held-out logits of its news, or of all its texts when it
// has none, near to the mean of the languages with news: a few dozen texts that speak for foreign policy tell little by
// themselves.
func calibrate(m *relevance.Model, labelled []example, held []float64) {
	hasNews := map[string]bool{}
	for _, e := range labelled {
		hasNews[e.lang] = hasNews[e.lang] || newsSource(e.src)
	}
	z, y := map[string][]float64{}, map[string][]float64{}
	for i, e := range labelled {
		if !e.unsure && (newsSource(e.src) || !hasNews[e.lang]) {
			z[e.lang] = append(z[e.lang], held[i])
			y[e.lang] = append(y[e.lang], e.label)
		}
	}
	m.PlattAll = [2]float32{}
	for _, lang := range relevanceLanguages {
		ab := platt(z[lang], y[lang], [2]float32{1, 0}, pullFirst)
		for i := range ab {
			m.PlattAll[i] += ab[i] / float32(len(relevanceLanguages))
		}
	}
	for lang := range m.Own {
		m.Platt[lang] = platt(z[lang], y[lang], m.PlattAll, pullPlatt)
	}
}

// platt fits p = 1/(1+exp(-(a z + b))) (Platt 1999) with a and b pulled to near, by Newton's method; a step that makes
// things worse is halved.
func platt(z, y []float64, near [2]float32, pull float64) [2]float32 {
	a0, b0 := float64(near[0]), float64(near[1])
	loss := func(a, b float64) float64 {
		sum := pull / 2 * ((a-a0)*(a-a0) + (b-b0)*(b-b0))
		for i, v := range z {
			m := (a*v + b) * (1 - 2*y[i])
			sum += max(m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
		}
		return sum
	}
	a, b := a0, b0
	at := loss(a, b)
	for range 50 {
		ga, gb, haa, hab, hbb := pull*(a-a0), pull*(b-b0), pull, 0.0, pull
		for i, v := range z {
			p := text.Sigmoid(a*v + b)
			d, h := p-y[i], p*(1-p)
			ga, gb = ga+d*v, gb+d
			haa, hab, hbb = haa+h*v*v, hab+h*v, hbb+h
		}
		det := haa*hbb - hab*hab
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		next := loss(a-da, b-db)
		for next > at && da*da+db*db > 1e-12 {
			da, db = da/2, db/2
			next = loss(a-da, b-db)
		}
		if next >= at {
			break
		}
		a, b, at = a-da, b-db, next
	}
	return [2]float32{float32(a), float32(b)}
}

// reportRelevance prints the cross-validated figures by language: news by F1 at the default threshold and area under
// the curve, and the encyclopaedia's sentences by the latter; the calibration error is that of ten bins.
func reportRelevance(out io.Writer, m *relevance.Model, labelled []example, held []float64) {
	type group struct{ p, y []float64 }
	groups := map[string]*group{}
	for i, e := range labelled {
		key := e.lang
		if e.ours || !newsSource(e.src) {
			key = e.src + "." + e.lang
		}
		if groups[key] == nil {
			groups[key] = &group{}
		}
		ab := m.Platt[e.lang]
		groups[key].p = append(groups[key].p, text.Sigmoid(float64(ab[0])*held[i]+float64(ab[1])))
		groups[key].y = append(groups[key].y, e.label)
	}
	var f1s, aucs, sibs, eces float64
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		f, a, c := f1At(g.p, g.y, relevance.DefaultThreshold), aucOf(g.p, g.y), calibrationError(g.p, g.y)
		best, at := 0.0, 0.0
		for t := 0.05; t < 0.95; t += 0.025 {
			if v := f1At(g.p, g.y, t); v > best {
				best, at = v, t
			}
		}
		fmt.Fprintf(out, "%-14s n=%4d F1=%.3f (best %.3f at %.2f) AUC=%.3f ECE=%.3f\n", key, len(g.y), f, best, at, a,
			c)
		switch {
		case slices.Contains([]string{"en", "ru", "tr", "kk", "ky"}, key):
			f1s, aucs, eces = f1s+f/5, aucs+a/5, eces+c/5
		case strings.HasPrefix(key, "sib200."):
			sibs += a / 12
		}
	}
	fmt.Fprintf(out, "cross-validated: macro-F1 %.4f macro-AUC %.4f calibration error %.3f SIB macro-AUC %.4f\n", f1s,
		aucs, eces, sibs)
}

func f1At(p, y []float64, t float64) float64 {
	var tp, fp, fn float64
	for i := range p {
		switch {
		case p[i] >= t && y[i] == 1:
			tp++
		case p[i] >= t:
			fp++
		case y[i] == 1:
			fn++
		}
	}
	return 2 * tp / max(2*tp+fp+fn, 1)
}

func aucOf(p, y []float64) float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	var below, pairs, pos float64
	for _, i := range order {
		if y[i] == 1 {
			pairs += below
			pos++
		} else {
			below++
		}
	}
	return pairs / max(pos*below, 1)
}

// brierScore is the mean squared difference of probabilities and what came true.
func brierScore(p, y []float64) float64 {
	sum := 0.0
	for i := range p {
		sum += (p[i] - y[i]) * (p[i] - y[i])
	}
	return sum / float64(max(len(p), 1))
}

func calibrationError(p, y []float64) float64 {
	var n, sp, sy [10]float64
	for i := range p {
		b := min(9, int(p[i]*10))
		n[b], sp[b], sy[b] = n[b]+1, sp[b]+p[i], sy[b]+y[i]
	}
	e := 0.0
	for b := range n {
		e += math.Abs(sp[b]-sy[b]) / float64(len(p))
	}
	return e
}
