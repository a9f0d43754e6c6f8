package text

import (
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/spanish"
)

// stemRunes is the length of the prefix that stands for a word in languages without a stemmer of their own. On
// Turkic news five letters keep the root of most words, since suffixes only follow it.
const stemRunes = 5

// Stem returns the stem of a word as Words returns it. English, Russian, French and Spanish have Snowball stemmers;
// Turkic and other suffixing languages keep a prefix; Arabic loses its article and conjunction; Chinese words stay
// whole.
func Stem(word, lang string) string {
	if len(word) < 4 || word[0] >= '0' && word[0] <= '9' {
		return word
	}
	switch lang {
	case "en":
		return stemEnglish(strings.TrimSuffix(word, "'s"))
	case "ru":
		return stemRussian(word)
	case "fr":
		return french.Stem(word, true)
	case "es":
		return spanish.Stem(word, true)
	case "zh", "ja":
		return word
	case "ar", "fa":
		return stemArabic(word)
	}
	if at := strings.IndexByte(word, '\''); at > 2 {
		word = word[:at] // Türkiye'nin; the apostrophe of o'zbek stands earlier
	}
	return Prefix(word, stemRunes)
}

func stemArabic(word string) string {
	for _, p := range []string{"وال", "بال", "فال", "كال", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(word, p); ok && utf8.RuneCountInString(rest) >= 3 {
			return Prefix(rest, stemRunes)
		}
	}
	return Prefix(word, stemRunes)
}

// StemAny returns the stem of a word, as Words returns it, that serves in whatever language it is: its first stemRunes
// letters, since headlines are often too short to tell their language. What stands after an apostrophe is an ending
// (Iran's, AB'den), except after o and g, which Uzbek writes so (bo'lib, tog'da).
func StemAny(w string) string {
	if i := strings.IndexByte(w, '\''); i > 1 && w[i-1] != 'o' && w[i-1] != 'g' {
		w = w[:i]
	}
	return Prefix(w, stemRunes)
}
