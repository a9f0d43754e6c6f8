package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TermsVersion is that of what Terms returns: it is one more whenever the same text gives other terms, so that who
// keeps them knows which to make again.
const TermsVersion = 1

// mostTerms bounds the different terms of one text: a longer text is searched by its first ones.
const mostTerms = 5000

// longestTerm bounds a term, in bytes.
const longestTerm = 60

// Terms returns what a text is found by: its words, folded for search and stemmed as its language is, each once and in
// order. They hold nothing but letters, marks and digits.
func Terms(lang string, texts ...string) []string {
	seen := map[string]bool{}
	lang, _, _ = strings.Cut(lang, "-")
	for _, s := range texts {
		for _, w := range Words(s) {
			if len(seen) == mostTerms {
				break
			}
			if t := term(w, lang); t != "" {
				seen[t] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for t := range seen {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// termLanguages stand for every way in which Stem makes a stem: a word that is sought may be of any language.
var termLanguages = []string{"en", "ru", "fr", "es", "ar", "kk", "zh"}

// Query is what is sought: texts that have, for each of All, one of its terms, and none of None.
type Query struct {
	All  [][]string
	None [][]string
}

// mostSought is how many words of a search count.
const mostSought = 12

// Sought reads what a person typed into a search box: words that all must be there, -words that must not. A word is
// found by its stem in any of the languages. Nothing sought is a Query without All.
func Sought(typed string) Query {
	var q Query
	n := 0
	for field := range strings.FieldsSeq(typed) {
		rest, not := strings.CutPrefix(field, "-")
		for _, w := range Words(rest) {
			alternatives := termsOf(w)
			if len(alternatives) == 0 || n == mostSought {
				continue
			}
			n++
			if not {
				q.None = append(q.None, alternatives)
			} else {
				q.All = append(q.All, alternatives)
			}
		}
	}
	return q
}

// termsOf are the terms under which a word may stand, each once and in order.
func termsOf(word string) []string {
	var out []string
	for _, lang := range termLanguages {
		if t := term(word, lang); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}

// term is one word as it is searched: folded further than Fold does, so that қ is к and ş is s, and stemmed.
func term(word, lang string) string {
	if at := strings.IndexByte(word, '\''); at > 2 {
		word = word[:at] // Astana'da, Iran's; the apostrophe of o'zbek stands earlier
	}
	word = foldTerm(word)
	if word == "" {
		return ""
	}
	return Prefix(Stem(word, lang), longestTerm/utf8.UTFMax)
}

// foldTerm drops what is neither letter nor digit, and folds letters that are typed without their marks: of the Latin
// alphabets those with marks, of the Cyrillic ones those that a Russian keyboard lacks.
func foldTerm(word string) string {
	plain := true
	for i := 0; i < len(word); i++ {
		if c := word[i]; c >= utf8.RuneSelf || c == '\'' || c == '.' || c == ',' {
			plain = false
			break
		}
	}
	if plain {
		return word
	}
	var b strings.Builder
	for _, r := range word {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			continue
		case r == 'ə': // Azerbaijani
			r = 'a'
		case r < 0x250:
			if p, ok := plainLatin[r]; ok {
				b.WriteString(p)
				continue
			}
		case r >= 0x400 && r < 0x530:
			if p, ok := plainCyrillic[r]; ok {
				r = p
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plainCyrillic has the letters of Kazakh, Kyrgyz, Tatar, Tajik, Uzbek, Mongolian, Ukrainian and Belarusian by those
// that people type in their place.
var plainCyrillic = map[rune]rune{
	'қ': 'к', 'ҡ': 'к', 'ҳ': 'х', 'һ': 'х', 'ғ': 'г', 'ґ': 'г', 'ң': 'н', 'ө': 'о', 'ү': 'у', 'ұ': 'у', 'ў': 'у',
	'ӯ': 'у', 'ә': 'а', 'і': 'и', 'ї': 'и', 'ӣ': 'и', 'җ': 'ж', 'ҷ': 'ч', 'є': 'е', 'ё': 'е', 'ѓ': 'г', 'ќ': 'к',
}

// plainLatin has the lower-case letters with marks, as they are typed without.
var plainLatin = func() map[rune]string {
	m := map[rune]string{
		'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ð': "d", 'đ': "d", 'ł': "l", 'ø': "o", 'ħ': "h", 'ŋ': "n",
	}
	for plain, marked := range map[string]string{
		"a": "àáâãäåāăąǎ", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģǧ", "h": "ĥ", "i": "ìíîïĩīĭįı", "j": "ĵ",
		"k": "ķ", "l": "ĺļľ", "n": "ñńņňǹ", "o": "òóôõöōŏőǒ", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťțŧ", "u": "ùúûüũūŭůűųǔ",
		"w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()
