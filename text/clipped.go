package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most letters of a clipped word that no list knows, by what gives it away.
const (
	clippedBare    = 5 // it has no vowel
	clippedFirst   = 4 // it is the second word of its sentence, behind an article
	clippedBetween = 8 // it stands, small, between a German article and a capital letter
)

// clipped reports whether a word before a full stop is an abbreviation that no list knows, by its shape or its place:
// it cannot be said ("hl.", "wg.", "гл."), or its sentence would end before it has a word that could end one ("Il card.
// Zuppi …", "des hochw. Herrn …").
func clipped(head, word, after string, lead rune, lang string) bool {
	n := utf8.RuneCountInString(word)
	if n < 2 || n > clippedBetween || !unicode.IsUpper(lead) || starter(after, lang) || !smallBehindFirst(word) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(word)
	before := strings.TrimRightFunc(head, blank)
	if len(before) == len(head) || !unicode.IsLetter(first) { // joined to what stands before it, or first
		return false
	}
	last := before[strings.LastIndexFunc(before, unicode.IsSpace)+1:]
	r, _ := utf8.DecodeRuneInString(last)
	if unicode.IsDigit(r) { // a unit
		return false
	}
	article := lists(nounMarks, strings.ToLower(last))
	switch {
	case n <= clippedBare && !hasVowel(word, lang) && !lists(units, strings.ToLower(word)):
		return unicode.IsLower(first) || article || !unicode.IsUpper(r)
	case article && last == before && n <= clippedFirst:
		return true
	}
	return lang == "de" && article && unicode.IsLower(first) && lists(germanMarks, strings.ToLower(last))
}

// smallBehindFirst reports a word of letters of which all but the first are small.
func smallBehindFirst(word string) bool {
	_, size := utf8.DecodeRuneInString(word)
	return !strings.ContainsFunc(word[size:], func(r rune) bool { return !unicode.IsLower(r) })
}

// nounMarks are articles and prepositions that no sentence of two words begins with.
const nounMarks = " the a an der die das den dem des ein eine einem einen einer eines im am zum zur vom beim le la " +
	"les l' un une du des au il lo gli i uno una del della dei al alla el los las de os as um uma do da dos das no na " +
	"het een van bij en ett mit von bei für um mr "

// germanMarks are those of German behind which a small word wants a noun.
const germanMarks = " der die das den dem des ein eine einem einen einer eines im am zum zur vom beim für von bei mit "

// units end sentences, though they have no vowel.
const units = " km kg cm mm hz khz mhz ghz kw mw gw tv hr км кг см мм кв шт "

// hasVowel reports whether a word of Latin, Cyrillic or Greek letters has a letter that is a vowel in its language; a
// word of other letters is taken to have one.
func hasVowel(word, lang string) bool {
	for _, r := range word {
		if !unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek) {
			return true
		}
		if strings.ContainsRune(vowels, unicode.ToLower(r)) {
			return true
		}
		switch lang {
		case "cs", "sk", "sl", "hr", "bs", "sr", "mk": // prst, vlk, smrt
			if strings.ContainsRune("rlрл", r) {
				return true
			}
		}
	}
	return false
}

const vowels = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿāăąēĕėęěīĭįıōŏőœūŭůűųǎəơưаеёиоуыэюяіїєўәөүұӯӣѐѝαεηιουωάέήίόύώϊϋΐΰ" +
	"ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
