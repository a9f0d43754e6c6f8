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

// Stem gives the stem of a word as Words gives it. English, Russian, French and Spanish have Snowball stemmers; Turkic
// and other suffixing languages keep a prefix; Arabic loses its article and conjunction; Chinese words stay whole.
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
	return prefix(word, stemRunes)
}

func stemArabic(word string) string {
	for _, p := range []string{"وال", "بال", "فال", "كال", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(word, p); ok && utf8.RuneCountInString(rest) >= 3 {
			return prefix(rest, stemRunes)
		}
	}
	return prefix(word, stemRunes)
}

// prefix is the first n runes of s.
func prefix(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
