package faithfulness

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// numeral is a number as a text writes it, in digits or in words.
type numeral struct {
	value string // its digits without what groups them, with a letter for millions and the like: 5b
	words int    // tokens it takes; 0 = there is none
	small bool   // none, one or two in words: seldom a claim of its own
}

// numeralAt reads the number that begins at token i: "1,500", "4Q", "twenty-five", "двадцать пять", "fourth".
func numeralAt(tokens []text.Token, i int, lang string) numeral {
	w := tokens[i].Text
	if r, _ := utf8.DecodeRuneInString(w); unicode.IsDigit(r) {
		return numeral{value: leadingDigits(w), words: 1}
	}
	names := numeralWords()[lang]
	if names == nil {
		names = numeralWords()["en"]
	}
	n, ok := names[w]
	if !ok {
		return numeral{}
	}
	words, small := 1, n < 3
	next := func() (int, bool) {
		if i+words >= len(tokens) {
			return 0, false
		}
		v, ok := names[tokens[i+words].Text]
		return v, ok
	}
	if v, ok := next(); ok && n >= 20 && n < 100 && v > 0 && v < 10 {
		n, words = n+v, words+1
	}
	if v, ok := next(); ok && v == 100 && n > 0 && n < 100 {
		n, words, small = n*v, words+1, false
	}
	return numeral{value: strconv.Itoa(n), words: words, small: small}
}

// leadingDigits keeps what a word begins with: "4q" is 4, "1990s" 1990, "1,500" 1500, "5bn" 5b.
func leadingDigits(w string) string {
	end := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) && r != '.' && r != ',' })
	if end < 0 {
		end = len(w)
	}
	digits := strings.ReplaceAll(w[:end], ",", "")
	switch w[end:] {
	case "k", "m", "mn", "mln", "b", "bn", "bln", "t", "tn":
		digits += w[end : end+1]
	}
	return digits
}

// numeralWords are the numbers in words of each language. A word that means something else more often (Turkish bir, on;
// Kazakh он) is left out.
var numeralWords = sync.OnceValue(func() map[string]map[string]int {
	return map[string]map[string]int{
		"en": numeralList(`twenty thirty forty fifty sixty seventy eighty ninety hundred`,
			`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
			eighteen nineteen`,
			`- - - third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth`),
		"ru": numeralList(`двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто`,
			`ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
			пятнадцать шестнадцать семнадцать восемнадцать девятнадцать`,
			`- одна две трех четырех пяти шести семи восьми девяти десяти`, `- одного двух`),
		"tr": numeralList(`yirmi otuz kırk elli altmış yetmiş seksen doksan`,
			`sıfır - iki üç dört beş altı yedi sekiz dokuz`),
		"kk": numeralList(`жиырма отыз қырық елу алпыс жетпіс сексен тоқсан`,
			`нөл - екі үш төрт бес алты жеті сегіз тоғыз`),
		"ky": numeralList(`жыйырма отуз кырк элүү алтымыш жетимиш сексен токсон`,
			`нөл - эки үч төрт беш алты жети сегиз тогуз`),
	}
})

// numeralList counts the words of tens from twenty, and those of each list of units from zero.
func numeralList(tens string, units ...string) map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields(tens) {
		m[text.Fold(w)] = 20 + 10*i
	}
	for _, l := range units {
		for i, w := range strings.Fields(l) {
			if w != "-" {
				m[text.Fold(w)] = i
			}
		}
	}
	return m
}
