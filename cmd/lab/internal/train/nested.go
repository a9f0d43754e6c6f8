package train

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"attache/digest/relevance"
)

// nestedRelevance prints the figures of nested cross-validation: every text is judged by a model, a calibration and a
// threshold that were all chosen without it. The threshold is one for all languages, the one of the best macro-F1 over
// the inner folds. Kazakh has 36 texts about foreign policy, and one division into folds moves the macro-F1 by .02, so
// it is done over and over with others.
func nestedRelevance(out io.Writer, labelled []example) {
	const rounds = 4 // partings of the texts into folds, so that one lucky parting does not decide
	var sum nestedFigures
	for round := range rounds {
		f := nestedRound(labelled, round)
		fmt.Fprintf(out, "nested, round %d: %s\n", round+1, f)
		sum.add(f, 1./rounds)
	}
	fmt.Fprintf(out, "nested, mean: %s\n", sum)
}

// nestedFigures are those of one round, or means of several.
type nestedFigures struct {
	f1         [5]float64 // by relevanceLanguages
	byDefault  float64    // macro-F1 at the default threshold
	auc, off   float64
	thresholds []string
	ours       oursFigures
}

// oursFigures are those of the texts of relevanceLabels, all languages together.
type oursFigures struct{ f1, auc, brier, off float64 }

func figuresOfOurs(p, y []float64) (f oursFigures) {
	f.f1, f.auc = f1At(p, y, relevance.DefaultThreshold), aucOf(p, y)
	f.brier, f.off = brierScore(p, y), calibrationError(p, y)
	return f
}

func (f *nestedFigures) add(g nestedFigures, share float64) {
	for i := range f.f1 {
		f.f1[i] += share * g.f1[i]
	}
	f.byDefault += share * g.byDefault
	f.auc += share * g.auc
	f.off += share * g.off
	f.ours.f1 += share * g.ours.f1
	f.ours.auc += share * g.ours.auc
	f.ours.brier += share * g.ours.brier
	f.ours.off += share * g.ours.off
	f.thresholds = append(f.thresholds, g.thresholds...)
}

func (f nestedFigures) String() string {
	var words []string
	mean := 0.0
	for i, lang := range relevanceLanguages {
		words = append(words, fmt.Sprintf("%s %.3f", lang, f.f1[i]))
		mean += f.f1[i] / float64(len(relevanceLanguages))
	}
	return fmt.Sprintf("macro-F1 %.4f (%s), at the default threshold %.4f, macro-AUC %.4f, calibration error %.3f; "+
		"thresholds chosen %s; judged by us: F1 %.3f, AUC %.4f, Brier %.4f, calibration error %.3f",
		mean, strings.Join(words, ", "), f.byDefault, f.auc, f.off, strings.Join(f.thresholds, " "),
		f.ours.f1, f.ours.auc, f.ours.brier, f.ours.off)
}

func nestedRound(labelled []example, round int) nestedFigures {
	salt := "outer "
	if round > 0 {
		salt = fmt.Sprint("outer ", round, " ")
	}
	p := map[string][]float64{}
	y := map[string][]float64{}
	var op, oy []float64 // of the texts judged by us
	var thresholds []string
	kept := map[string][]float64{} // 1 or 0, by the fold's own threshold
	for fold := range relevanceFolds {
		part := slices.DeleteFunc(slices.Clone(labelled), func(e example) bool { return e.fold(salt) == fold })
		m := fitRelevance(part)
		held := heldOut(part, 1)
		calibrate(m, part, held)
		least := bestThreshold(m, part, held)
		thresholds = append(thresholds, fmt.Sprintf("%.2f", least))
		for _, e := range labelled {
			if e.fold(salt) != fold {
				continue
			}
			if e.unsure {
				continue
			}
			if e.ours {
				op, oy = append(op, m.Score(e.lang, e.features)), append(oy, e.label)
			} else if newsSource(e.src) {
				score := m.Score(e.lang, e.features)
				p[e.lang], y[e.lang] = append(p[e.lang], score), append(y[e.lang], e.label)
				v := 0.0
				if score >= least {
					v = 1
				}
				kept[e.lang] = append(kept[e.lang], v)
			}
		}
	}
	figures := nestedFigures{thresholds: thresholds, ours: figuresOfOurs(op, oy)}
	n := float64(len(relevanceLanguages))
	for i, lang := range relevanceLanguages {
		figures.f1[i] = f1At(kept[lang], y[lang], 0.5)
		figures.byDefault += f1At(p[lang], y[lang], relevance.DefaultThreshold) / n
		figures.auc += aucOf(p[lang], y[lang]) / n
		figures.off += calibrationError(p[lang], y[lang]) / n
	}
	return figures
}

// relevanceLanguages are those with news to judge by.
var relevanceLanguages = [...]string{"en", "ru", "tr", "kk", "ky"}

// bestThreshold is the least score kept that yields the best macro-F1 on held-out logits.
func bestThreshold(m *relevance.Model, part []example, held []float64) float64 {
	p, y := map[string][]float64{}, map[string][]float64{}
	for i, e := range part {
		if newsSource(e.src) && !e.unsure {
			p[e.lang], y[e.lang] = append(p[e.lang], m.Calibrated(e.lang, held[i])), append(y[e.lang], e.label)
		}
	}
	best, at := 0.0, relevance.DefaultThreshold
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
