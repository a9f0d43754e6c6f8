package main

import (
	"fmt"
	"slices"
	"strings"

	"attache/digest"
	"attache/text"
)

// nestedRelevance prints the figures of nested cross-validation: every text is judged by a model, a calibration and a threshold that
// were all chosen without it. The threshold is one for all languages, the one of the best macro-F1 over the inner folds.
func nestedRelevance(labelled []example) {
	inOuter := func(e example, fold int) bool { return int(text.Hash("outer "+e.group)>>20%relevanceFolds) == fold }
	p := map[string][]float64{}
	y := map[string][]float64{}
	var thresholds []string
	kept := map[string][]float64{} // 1 or 0, by the fold's own threshold
	for fold := range relevanceFolds {
		part := slices.DeleteFunc(slices.Clone(labelled), func(e example) bool { return inOuter(e, fold) })
		m := fitRelevance(part)
		held := heldOut(part, 1)
		calibrate(m, part, held)
		least := bestThreshold(m, part, held)
		thresholds = append(thresholds, fmt.Sprintf("%.2f", least))
		for _, e := range labelled {
			if inOuter(e, fold) && newsSource(e.src) {
				score := m.Score(e.lang, e.evidence)
				p[e.lang], y[e.lang] = append(p[e.lang], score), append(y[e.lang], e.label)
				v := 0.0
				if score >= least {
					v = 1
				}
				kept[e.lang] = append(kept[e.lang], v)
			}
		}
	}
	var words []string
	var f1, f1Default, auc, off float64
	for _, lang := range relevanceLanguages {
		f := f1At(kept[lang], y[lang], 0.5)
		words = append(words, fmt.Sprintf("%s %.3f", lang, f))
		n := float64(len(relevanceLanguages))
		f1, f1Default = f1+f/n, f1Default+f1At(p[lang], y[lang], digest.DefaultThreshold)/n
		auc, off = auc+aucOf(p[lang], y[lang])/n, off+calibrationError(p[lang], y[lang])/n
	}
	fmt.Printf("nested: macro-F1 %.4f (%s), at the default threshold %.4f, macro-AUC %.4f, calibration error %.3f; thresholds chosen %s\n",
		f1, strings.Join(words, ", "), f1Default, auc, off, strings.Join(thresholds, " "))
}

// relevanceLanguages are those with news to judge by.
var relevanceLanguages = []string{"en", "ru", "tr", "kk", "ky"}

// bestThreshold is the least score kept that gives the best macro-F1 on held-out logits.
func bestThreshold(m *digest.RelevanceModel, part []example, held []float64) float64 {
	p, y := map[string][]float64{}, map[string][]float64{}
	for i, e := range part {
		if newsSource(e.src) {
			p[e.lang], y[e.lang] = append(p[e.lang], m.Calibrated(e.lang, held[i])), append(y[e.lang], e.label)
		}
	}
	best, at := 0.0, digest.DefaultThreshold
	for t := 0.1; t < 0.7; t += 0.02 {
		sum := 0.0
		for _, lang := range relevanceLanguages {
			sum += f1At(p[lang], y[lang], t)
		}
		if sum > best {
			best, at = sum, t
		}
	}
	return at
}
