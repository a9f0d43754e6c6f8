package text

import (
	"strings"
	"testing"

	"github.com/kljensen/snowball/english"
)

// englishRoots and englishEndings make words that Snowball's steps all have to do with.
const (
	englishRoots = "gener commun arsen nation relat hop hopp y sky say tr agree fe bl us gas th kiw analy " +
		"archaeolo possib radic electr adjust control rat conflat trap be yy oy"
	englishEndings = "s es ed ing sses ies ied us ss eed eedly edly ingly y ational fulness iveness ization ousness " +
		"biliti lessli alism enci izer ogi logi li cli alize icate ative ical ful ness ement ion sion e ll le"
)

func TestStemEnglishIsSnowball(t *testing.T) {
	words := strings.Fields("skies news exceeding early don't café o'neil")
	for root := range strings.FieldsSeq(englishRoots) {
		for ending := range strings.FieldsSeq(englishEndings) {
			words = append(words, root+ending)
			for last := range strings.FieldsSeq(englishEndings) {
				words = append(words, root+ending+last)
			}
		}
	}
	for _, w := range words {
		if got, want := stemEnglish(w), english.Stem(w, true); got != want {
			t.Fatalf("%s: %s, want %s", w, got, want)
		}
	}
}

func FuzzStemEnglish(f *testing.F) {
	f.Add("generalisations")
	f.Add("o'neill's")
	f.Fuzz(func(t *testing.T, w string) {
		for word := range strings.FieldsSeq(strings.ToLower(w)) {
			if got, want := stemEnglish(word), english.Stem(word, true); got != want {
				t.Errorf("%q: %q, want %q", word, got, want)
			}
		}
	})
}

func BenchmarkStemEnglish(b *testing.B) {
	words := strings.Fields("ministry signed agreements reported international negotiations relations importantly")
	for b.Loop() {
		for _, w := range words {
			stemEnglish(w)
		}
	}
}
