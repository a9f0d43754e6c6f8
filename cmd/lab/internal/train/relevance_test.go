package train

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"attache/digest/relevance"
	"attache/text"
)

// toyExamples makes n texts of each of relevanceLanguages, every fourth about foreign policy. What tells it is left to
// fill.
func toyExamples(n int, fill func(e *example, i int)) []example {
	var out []example
	width := len(fitRelevance([]example{{lang: "en", weight: 1}}).Shared)
	for _, lang := range relevanceLanguages {
		for i := range n {
			e := example{id: fmt.Sprint(lang, i), lang: lang, src: "wire", weight: 1}
			e.group, e.label = e.id, float64((i%4)/3)
			e.features.Dense = make([]float32, width)
			e.features.Dense[0] = 1 // the bias
			fill(&e, i)
			out = append(out, e)
		}
	}
	return out
}

// TestFoldsPartGroups: translations of one text are never on both sides, each salt parts otherwise, and the parts are
// of like size.
func TestFoldsPartGroups(t *testing.T) {
	moved := 0
	var size [relevanceFolds]int
	for g := range 500 {
		group := fmt.Sprint("sib", g)
		a, b := example{id: group + ".en", group: group}, example{id: group + ".kk", group: group}
		for _, salt := range []string{"0", "1", "outer ", "outer 1 "} {
			if a.fold(salt) != b.fold(salt) {
				t.Errorf("group %s is parted by salt %q", group, salt)
			}
		}
		size[a.fold("0")]++
		if a.fold("0") != a.fold("1") {
			moved++
		}
	}
	if moved < 350 || moved > 450 { // four in five
		t.Errorf("another salt moves %d of 500 groups", moved)
	}
	for fold, n := range size {
		if n < 70 || n > 130 {
			t.Errorf("fold %d has %d of 500 groups", fold, n)
		}
	}
}

// TestNestedFindsWhatTellsAll: one fact is 1 on exactly the texts about foreign policy, so nothing is missed and
// nothing false.
func TestNestedFindsWhatTellsAll(t *testing.T) {
	const country = 3
	f := nestedRound(toyExamples(60, func(e *example, _ int) { e.features.Dense[country] = float32(e.label) }), 0)
	for i, lang := range relevanceLanguages {
		near(t, "F1 of "+lang, f.f1[i], 1)
	}
	near(t, "the area under the curve", f.auc, 1)
	if len(f.thresholds) != relevanceFolds {
		t.Errorf("thresholds are %v, one a fold is wanted", f.thresholds)
	}
	if s := f.String(); !strings.HasPrefix(s, "macro-F1 1.0000 (en 1.000, ru 1.000") {
		t.Errorf("the figures print as %q", s)
	}
}

// TestNestedLearnsNothingFromTranslations: each text says nothing but what its own translations say too (a word that
// stands in no other group). A model that had seen a translation would know the label: the area under the curve would
// be 1. Parted by group it knows nothing.
func TestNestedLearnsNothingFromTranslations(t *testing.T) {
	word := func(e *example, i int) {
		e.group = fmt.Sprint("text ", i) // the same in each language
		e.features.Grams = []uint32{uint32(i)}
	}
	f := nestedRound(toyExamples(120, word), 0)
	if f.auc > .6 {
		t.Errorf("the area is %.3f on texts whose translations alone tell the label, about .5 is wanted", f.auc)
	}
	leaky := func(e *example, i int) {
		word(e, i)
		e.group = e.id
	}
	if f := nestedRound(toyExamples(120, leaky), 0); f.auc < .95 {
		t.Errorf("the area is %.3f when translations are on both sides: the toy set cannot tell", f.auc)
	}
}

// TestFigures: texts with the scores .9 .8 .4 .2 and the labels 1 0 1 0. At ½ one of two is found and one of two is
// right: F1 ½. Of four pairs of a 1 and a 0 the 1 is higher in three: .75. The four bins are off by .1, .8, .6, .2:
// their mean is .425.
func TestFigures(t *testing.T) {
	p, y := []float64{.9, .8, .4, .2}, []float64{1, 0, 1, 0}
	near(t, "F1", f1At(p, y, .5), .5)
	near(t, "the area under the curve", aucOf(p, y), .75)
	near(t, "the calibration error", calibrationError(p, y), .425)
	near(t, "F1 of nothing found", f1At(p, y, .95), 0)
	near(t, "the area with one label only", aucOf([]float64{.1, .2}, []float64{1, 1}), 0)
}

// TestPlatt: on logits of ±1 with three of four labels right, p(1) = ¾ and so a = ln 3, b = 0, when hardly anything
// pulls.
func TestPlatt(t *testing.T) {
	z, y := []float64{1, 1, 1, 1, -1, -1, -1, -1}, []float64{1, 1, 1, 0, 0, 0, 0, 1}
	ab := platt(z, y, [2]float32{1, 0}, 1e-9)
	near(t, "the slope", float64(ab[0]), float64(float32(math.Log(3))))
	near(t, "the shift", float64(ab[1]), 0)
	if ab = platt(z, y, [2]float32{1, 0}, 1e9); math.Abs(float64(ab[0])-1) > 1e-6 {
		t.Errorf("a strong pull leaves a slope of %v, 1 is wanted", ab[0])
	}
	if ab = platt(nil, nil, [2]float32{2, -1}, pullPlatt); ab != [2]float32{2, -1} {
		t.Errorf("without texts the calibration is %v, that of all is wanted", ab)
	}
}

// TestBestThreshold: in each language two texts about foreign policy have the probabilities .6 and .35, two others .29
// and .12. A threshold of .30 parts them; the lower ones, from .10 in steps of .02, keep the third, .32 and .34 are no
// better, and the first of the best is taken.
func TestBestThreshold(t *testing.T) {
	m := &relevance.Model{Platt: map[string][2]float32{}, PlattAll: [2]float32{1, 0}}
	var part []example
	var held []float64
	for _, lang := range relevanceLanguages {
		m.Platt[lang] = m.PlattAll
		for i, p := range []float64{.6, .35, .29, .12} {
			part = append(part, example{lang: lang, src: "wire", label: float64(1 - i/2)})
			held = append(held, text.LogOdds(p))
		}
		part = append(part, example{lang: lang, src: "sib200"}) // no news: not looked at
		held = append(held, text.LogOdds(.99))
	}
	near(t, "the threshold", bestThreshold(m, part, held), .30)
}

// TestNestedMean: the mean of two rounds, of which each counts half, and all thresholds.
func TestNestedMean(t *testing.T) {
	var mean nestedFigures
	mean.add(nestedFigures{f1: [5]float64{.5, 1, 1, 1, 1}, auc: .8, off: .1, thresholds: []string{"0.30"}}, .5)
	mean.add(nestedFigures{f1: [5]float64{.7, 1, 1, 1, 1}, auc: .9, off: .3, thresholds: []string{"0.40"}}, .5)
	near(t, "F1", mean.f1[0], .6)
	near(t, "the area", mean.auc, .85)
	near(t, "the calibration error", mean.off, .2)
	if want := "macro-F1 0.9200 (en 0.600, "; !strings.HasPrefix(mean.String(), want) ||
		!strings.Contains(mean.String(), "thresholds chosen 0.30 0.40; judged by us: ") {
		t.Errorf("the mean prints as %q", mean)
	}
}
