package text

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// longestEnglish is the longest word in bytes that stemEnglish stems by itself.
const longestEnglish = 40

// stemEnglish is Snowball's English stemmer (snowballstem.org/algorithms/english) on bytes, for words of the letters a
// to z: it returns what package english returns, which has what is not such a word, in a fraction of the time.
func stemEnglish(w string) string {
	if len(w) < 4 || len(w) > longestEnglish || englishExceptions[w] {
		return english.Stem(w, true)
	}
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return english.Stem(w, true)
		}
	}
	var room [longestEnglish + 4]byte
	e := englishWord{b: append(room[:0], w...)}
	e.markConsonantY()
	e.findRegions()
	e.plural()
	e.participle()
	if n := len(e.b); n > 2 && (e.ends("y") || e.ends("Y")) && !vowel(e.b[n-2]) {
		e.b[n-1] = 'i'
	}
	e.derived()
	e.derivedAgain()
	e.cut()
	e.lastLetter()
	for i, c := range e.b {
		if c == 'Y' {
			e.b[i] = 'y'
		}
	}
	if string(e.b) == w[:min(len(w), len(e.b))] {
		return w[:len(e.b)]
	}
	return string(e.b)
}

// englishExceptions are the words that Snowball's steps are not taken with.
var englishExceptions = WordSet(`skis skies dying lying tying idly gently ugly early only singly sky news howe
	atlas cosmos bias andes
	inning innings outing outings canning cannings herring herrings earring earrings proceed proceeds proceeded proceeding
	exceed exceeds exceeded exceeding succeed succeeds succeeded succeeding`)

// englishWord is a word on its way to its stem, with the beginnings of the regions R1 and R2. Y is a consonant y.
type englishWord struct {
	b      []byte
	r1, r2 int
}

func vowel(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'
}

func (e *englishWord) markConsonantY() {
	for i, c := range e.b {
		if c == 'y' && (i == 0 || vowel(e.b[i-1])) {
			e.b[i] = 'Y'
		}
	}
}

func (e *englishWord) findRegions() {
	e.r1 = e.after(0)
	for _, p := range []string{"gener", "commun", "arsen"} {
		if len(e.b) >= len(p) && string(e.b[:len(p)]) == p {
			e.r1 = len(p)
		}
	}
	e.r2 = e.after(e.r1)
}

// after returns the place past the first consonant that follows a vowel at or behind start.
func (e *englishWord) after(start int) int {
	for i := start + 1; i < len(e.b); i++ {
		if vowel(e.b[i-1]) && !vowel(e.b[i]) {
			return i + 1
		}
	}
	return len(e.b)
}

func (e *englishWord) ends(suffix string) bool {
	at := len(e.b) - len(suffix)
	return at >= 0 && string(e.b[at:]) == suffix
}

// first returns the first of suffixes that the word ends in.
func (e *englishWord) first(suffixes []string) string {
	last := e.b[len(e.b)-1]
	for _, s := range suffixes {
		if s[len(s)-1] == last && e.ends(s) {
			return s
		}
	}
	return ""
}

// change puts another ending in place of the last n bytes.
func (e *englishWord) change(n int, ending string) {
	e.b = append(e.b[:len(e.b)-n], ending...)
	e.r1, e.r2 = min(e.r1, len(e.b)), min(e.r2, len(e.b))
}

func (e *englishWord) hasVowel(end int) bool {
	for _, c := range e.b[:max(0, end)] {
		if vowel(c) {
			return true
		}
	}
	return false
}

// short reports whether the first n bytes end in a short syllable.
func (e *englishWord) short(n int) bool {
	switch {
	case n == 2:
		return vowel(e.b[0]) && !vowel(e.b[1])
	case n > 2:
		c := e.b[n-1]
		return !vowel(c) && c != 'w' && c != 'x' && c != 'Y' && vowel(e.b[n-2]) && !vowel(e.b[n-3])
	}
	return false
}

// plural is step 1a.
func (e *englishWord) plural() {
	switch {
	case e.ends("sses"):
		e.change(2, "")
	case (e.ends("ied") || e.ends("ies")) && len(e.b) > 4:
		e.change(2, "")
	case e.ends("ied"), e.ends("ies"):
		e.change(1, "")
	case e.ends("us"), e.ends("ss"):
	case e.ends("s") && e.hasVowel(len(e.b)-2):
		e.change(1, "")
	}
}

var (
	participles = []string{"eedly", "ingly", "edly", "ing", "eed", "ed"}
	doubles     = []string{"bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"}
)

// participle is step 1b.
func (e *englishWord) participle() {
	s := e.first(participles)
	if s == "" {
		return
	}
	if s == "eed" || s == "eedly" {
		if len(s) <= len(e.b)-e.r1 {
			e.change(len(s), "ee")
		}
		return
	}
	if !e.hasVowel(len(e.b) - len(s)) {
		return
	}
	r1, r2 := e.r1, e.r2
	e.change(len(s), "")
	switch {
	case e.ends("at"), e.ends("bl"), e.ends("iz"):
		e.b = append(e.b, 'e')
	case len(e.b) > 0 && e.first(doubles) != "":
		e.change(1, "")
	case e.r1 >= len(e.b) && e.short(len(e.b)):
		e.b = append(e.b, 'e')
		r1, r2 = len(e.b), len(e.b)
	}
	e.r1, e.r2 = min(r1, len(e.b)), min(r2, len(e.b))
}

// The endings of steps 2 and 3 with what takes their place, longest first.
var (
	derivations = [][2]string{
		{"ational", "ate"},
		{"fulness", "ful"},
		{"iveness", "ive"},
		{"ization", "ize"},
		{"ousness", "ous"},
		{"biliti", "ble"},
		{"lessli", "less"},
		{"tional", "tion"},
		{"alism", "al"},
		{"aliti", "al"},
		{"ation", "ate"},
		{"entli", "ent"},
		{"fulli", "ful"},
		{"iviti", "ive"},
		{"ousli", "ous"},
		{"anci", "ance"},
		{"abli", "able"},
		{"alli", "al"},
		{"ator", "ate"},
		{"enci", "ence"},
		{"izer", "ize"},
		{"bli", "ble"},
		{"ogi", "og"},
		{"li", ""},
	}
	laterDerivations = [][2]string{
		{"ational", "ate"},
		{"tional", "tion"},
		{"alize", "al"},
		{"icate", "ic"},
		{"ative", ""},
		{"iciti", "ic"},
		{"ical", "ic"},
		{"ful", ""},
		{"ness", ""},
	}
	endings = []string{
		"ement", "ance", "ence", "able", "ible", "ment", "ent", "ant", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
		"al", "er", "ic",
	}
)

func (e *englishWord) derivation(list [][2]string) (from, to string) {
	last := e.b[len(e.b)-1]
	for _, d := range list {
		if s := d[0]; s[len(s)-1] == last && e.ends(s) {
			return s, d[1]
		}
	}
	return "", ""
}

// derived is step 2.
func (e *englishWord) derived() {
	from, to := e.derivation(derivations)
	if from == "" || len(from) > len(e.b)-e.r1 {
		return
	}
	before := byte(0)
	if n := len(e.b) - len(from); n > 0 {
		before = e.b[n-1]
	}
	if from == "li" && !strings.Contains("cdeghkmnrt", string(before)) || from == "ogi" && before != 'l' {
		return
	}
	e.change(len(from), to)
}

// derivedAgain is step 3.
func (e *englishWord) derivedAgain() {
	from, to := e.derivation(laterDerivations)
	if from == "" || len(from) > len(e.b)-e.r1 || from == "ative" && len(from) > len(e.b)-e.r2 {
		return
	}
	e.change(len(from), to)
}

// cut is step 4.
func (e *englishWord) cut() {
	s := e.first(endings)
	if s == "" || len(s) > len(e.b)-e.r2 {
		return
	}
	if s == "ion" && !e.ends("sion") && !e.ends("tion") {
		return
	}
	e.change(len(s), "")
}

// lastLetter is step 5.
func (e *englishWord) lastLetter() {
	n := len(e.b) - 1
	if e.r1 > n {
		return
	}
	if e.b[n] == 'e' && (e.r2 <= n || !e.short(n)) || e.r2 <= n && e.ends("ll") {
		e.change(1, "")
	}
}
