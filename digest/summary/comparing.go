package summary

import (
	"slices"
	"strings"
)

// comparing are the first words of phrases that weigh what a sentence says against the one before it ("Even more
// striking, …", "Noch wichtiger ist …", "Ещё показательнее, что …"), by language, and words that make something else of
// them.
var comparing = map[string]struct{ first, unless []string }{
	"en": {
		[]string{
			"even more", "even less", "even worse", "even better", "still more", "still worse", "no less",
			"just as", "more", "most", "less",
		},
		[]string{"than", "of", "recently", "likely"},
	},
	"de": {
		[]string{"noch", "nicht weniger", "ebenso", "genauso", "umso", "nicht minder"},
		[]string{"immer", "nie", "nicht", "am", "im", "vor", "in"},
	},
	"fr": {
		[]string{"plus", "moins", "tout aussi", "non moins", "encore plus", "encore moins"},
		[]string{"tard", "loin", "tôt", "bas", "haut", "au", "à", "de", "du", "que", "en", "tôt"},
	},
	"es": {
		[]string{"más", "menos", "aún más", "todavía más", "igual de", "no menos"},
		[]string{"tarde", "de", "allá", "que", "adelante"},
	},
	"it": {
		[]string{"ancora più", "altrettanto", "non meno", "ancor più", "più"},
		[]string{"tardi", "di", "che", "avanti"},
	},
	"pt": {[]string{"mais", "ainda mais", "menos", "tão", "não menos"}, []string{"tarde", "de", "do", "que"}},
	"pl": {[]string{"co", "jeszcze", "nie mniej", "równie"}, []string{"do", "w", "roku"}},
	"nl": {[]string{"nog", "minstens zo", "even", "niet minder", "minstens even"}, []string{"later", "voor", "in"}},
	"sv": {[]string{"ännu", "lika", "inte mindre", "än"}, []string{"inte"}},
	"ru": {
		[]string{"ещё", "еще", "не менее", "куда", "гораздо", "столь же", "тем"},
		[]string{"в", "до", "один", "одна", "одно", "раз", "два", "три"},
	},
	"uk": {[]string{"ще", "не менш", "куди", "набагато", "тим"}, []string{"в", "у", "до", "один", "одна", "раз"}},
	"kk": {[]string{"одан да", "бұдан да"}, nil},
	"tr": {[]string{"daha da"}, nil},
}

// comparingWords is how many words such a phrase has at most.
const comparingWords = 5

// linking are the verbs behind such a phrase without a comma.
var linking = strings.Fields(`is are was ist sind war waren est sont était es son era fue è sono é são foi jest są
	zijn är var`)

// compares reports a sentence that begins with such a phrase, up to a comma, a colon or a verb. head is as openerHead
// returns it.
func compares(head, lang string) bool {
	t, ok := comparing[lang]
	if !ok {
		return false
	}
	begins := slices.IndexFunc(t.first, func(f string) bool {
		return strings.HasPrefix(head, f) && len(head) > len(f) && head[len(f)] == ' '
	})
	if begins < 0 {
		return false
	}
	n := 0
	for w := range strings.FieldsSeq(head) {
		n++
		bare := strings.TrimRight(w, ",:")
		switch {
		case n > comparingWords, slices.Contains(t.unless, bare), strings.ContainsAny(w, "0123456789"):
			return false
		case n > 2 && slices.Contains(linking, bare):
			return true
		case bare != w:
			return n > 1
		}
	}
	return lang == "tr" || lang == "kk"
}
