package main

import (
	"strings"
	"unicode"

	"attache/text"
)

// rouge measures sets of a document's sentences against a reference summary, as score/rouge does but for word pairs across
// sentences and the stemmer (Snowball's English for Porter's).
type rouge struct {
	ref   [2]map[string]int // of n+1 words
	size  [2]int
	sents []rougeSentence
}

type rougeSentence struct {
	have [2]map[string]int // only what the reference has too
	size [2]int
}

func newRouge(lang, reference string, sentences []string) *rouge {
	r := &rouge{}
	words := rougeWords(reference, lang)
	for n := range r.ref {
		r.ref[n], r.size[n] = map[string]int{}, max(0, len(words)-n)
		for i := 0; i+n < len(words); i++ {
			r.ref[n][strings.Join(words[i:i+n+1], " ")]++
		}
	}
	for _, s := range sentences {
		var x rougeSentence
		words := rougeWords(s, lang)
		for n := range x.have {
			x.have[n], x.size[n] = map[string]int{}, max(0, len(words)-n)
			for i := 0; i+n < len(words); i++ {
				if g := strings.Join(words[i:i+n+1], " "); r.ref[n][g] > 0 {
					x.have[n][g]++
				}
			}
		}
		r.sents = append(r.sents, x)
	}
	return r
}

func rougeWords(s, lang string) []string {
	if lang == "en" {
		words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
		for i, w := range words {
			words[i] = text.Stem(w, "en")
		}
		return words
	}
	if lang == "tr" || lang == "az" {
		s = strings.ToLowerSpecial(unicode.TurkishCase, s)
	}
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func (r *rouge) touches(i int) bool { return len(r.sents[i].have[0]) > 0 }

// figures gives ROUGE-1 and ROUGE-2 F1 of a set of sentences.
func (r *rouge) figures(set []int) (one, two float64) {
	var f [2]float64
	for n := range f {
		match, size := 0, 0
		got := map[string]int{}
		for _, i := range set {
			size += r.sents[i].size[n]
			for g, c := range r.sents[i].have[n] {
				before := min(got[g], r.ref[n][g])
				got[g] += c
				match += min(got[g], r.ref[n][g]) - before
			}
		}
		if match > 0 {
			f[n] = 2 * float64(match) / float64(size+r.size[n])
		}
	}
	return f[0], f[1]
}

// score is the mean of both.
func (r *rouge) score(set []int) float64 {
	one, two := r.figures(set)
	return (one + two) / 2
}
