package train

import (
	"strings"
	"unicode"

	"attache/text"
)

// rouge measures sets of a document's sentences against a reference summary, as score/rouge does but for word pairs
// across sentences and the stemmer (Snowball's English for Porter's).
type rouge struct {
	size  [2]int   // n-grams of the reference, by n−1
	times [2][]int // how often each distinct one stands in it
	sents []rougeSentence
	left  [2][]int // scratch
	words int      // of the reference
}

type rougeSentence struct {
	grams [2][]int32 // those the reference has too, by their numbers, each time they occur
	size  [2]int
}

func newRouge(lang, reference string, sentences []string) *rouge {
	r := &rouge{}
	words := rougeWords(reference, lang)
	r.words = len(words)
	r.sents = make([]rougeSentence, len(sentences))
	for n := range r.size {
		number := map[string]int32{}
		r.size[n] = max(0, len(words)-n)
		for i := 0; i+n < len(words); i++ {
			g := strings.Join(words[i:i+n+1], " ")
			k, ok := number[g]
			if !ok {
				k = int32(len(r.times[n]))
				number[g] = k
				r.times[n] = append(r.times[n], 0)
			}
			r.times[n][k]++
		}
		r.left[n] = make([]int, len(r.times[n]))
		for s := range sentences {
			x := &r.sents[s]
			words := rougeWords(sentences[s], lang)
			x.size[n] = max(0, len(words)-n)
			for i := 0; i+n < len(words); i++ {
				if k, ok := number[strings.Join(words[i:i+n+1], " ")]; ok {
					x.grams[n] = append(x.grams[n], k)
				}
			}
		}
	}
	return r
}

func rougeWords(s, lang string) []string {
	if lang == "en" {
		words := strings.FieldsFunc(strings.ToLower(s),
			func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
		for i, w := range words {
			words[i] = text.Stem(w, "en")
		}
		return words
	}
	if lang == "tr" || lang == "az" {
		s = strings.ToLowerSpecial(unicode.TurkishCase, s)
	}
	return strings.FieldsFunc(strings.ToLower(s),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

func (r *rouge) touches(i int) bool { return len(r.sents[i].grams[0]) > 0 }

// figures returns ROUGE-1 and ROUGE-2 F1 of a set of sentences.
func (r *rouge) figures(set []int) (one, two float64) {
	var f [2]float64
	for n := range f {
		match, size := 0, 0
		copy(r.left[n], r.times[n])
		for _, i := range set {
			size += r.sents[i].size[n]
			for _, g := range r.sents[i].grams[n] {
				if r.left[n][g] > 0 {
					r.left[n][g]--
					match++
				}
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
