package entities

import (
	"strings"
	"unicode"
)

// Two languages borrow another's rows in another alphabet: Kazakh in Latin letters those of Kazakh, Uzbek in Cyrillic
// ones those of Uzbek, so that a name is written down once.

// kazakhLatin maps the letters of Kazakh to its Latin alphabet of 2021, one to a few.
var kazakhLatin = map[rune]string{
	'а': "a", 'ә': "ä", 'б': "b", 'в': "v", 'г': "g", 'ғ': "ğ", 'д': "d", 'е': "e", 'ё': "io", 'ж': "j", 'з': "z",
	'и': "i", 'й': "i",
	'к': "k", 'қ': "q", 'л': "l", 'м': "m", 'н': "n", 'ң': "ñ", 'о': "o", 'ө': "ö", 'п': "p", 'р': "r", 'с': "s",
	'т': "t", 'у': "u",
	'ұ': "ū", 'ү': "ü", 'ф': "f", 'х': "h", 'һ': "h", 'ц': "ts", 'ч': "ch", 'ш': "ş", 'щ': "şş", 'ъ': "", 'ы': "y",
	'і': "ı", 'ь': "",
	'э': "e", 'ю': "iu", 'я': "ia",
}

// inKazakhLatin writes Kazakh in Latin letters.
func inKazakhLatin(s string) string {
	var b strings.Builder
	for _, r := range s {
		lower := unicode.ToLower(r)
		latin, ok := kazakhLatin[lower]
		switch {
		case !ok:
			b.WriteRune(r)
		case lower == r || latin == "":
			b.WriteString(latin)
		default:
			rs := []rune(latin)
			b.WriteRune(capital(rs[0]))
			b.WriteString(string(rs[1:]))
		}
	}
	return b.String()
}

// capital is the capital letter of r in the Turkic manner: the dotless ı has the plain I.
func capital(r rune) rune {
	if r == 'ı' {
		return 'I'
	}
	return unicode.ToUpper(r)
}

// kazakhOnly reports a form in Cyrillic letters that only Kazakh has, among forms that do not say whose they are.
func kazakhOnly(s string) bool {
	return strings.ContainsAny(strings.ToLower(s), "әғқңұһ") || strings.Contains(s, "ік")
}

// uzbekPairs are the letters of Uzbek that are written with two in Latin ones, and those without a look-alike.
var uzbekPairs = strings.NewReplacer(
	"o'", "ў", "O'", "Ў", "g'", "ғ", "G'", "Ғ", "sh", "ш", "Sh", "Ш", "SH", "Ш", "ch", "ч", "Ch", "Ч", "CH", "Ч", "ya",
	"я", "Ya", "Я", "yo'", "йў",
	"Yo'", "Йў", "yo", "ё", "Yo", "Ё", "yu", "ю", "Yu", "Ю", "ye", "е", "Ye", "Е", "'", "ъ",
	"a", "а", "b", "б", "c", "к", "d", "д", "f", "ф", "g", "г", "h", "ҳ", "i", "и", "j", "ж", "k", "к", "l", "л", "m",
	"м", "n", "н",
	"o", "о", "p", "п", "q", "қ", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "х", "y", "й", "z",
	"з",
	"A", "А", "B", "Б", "C", "К", "D", "Д", "F", "Ф", "G", "Г", "H", "Ҳ", "I", "И", "J", "Ж", "K", "К", "L", "Л", "M",
	"М", "N", "Н",
	"O", "О", "P", "П", "Q", "Қ", "R", "Р", "S", "С", "T", "Т", "U", "У", "V", "В", "W", "В", "X", "Х", "Y", "Й", "Z",
	"З",
)

// inUzbekCyrillic writes Uzbek in Cyrillic letters; e begins a word as э and is е within.
func inUzbekCyrillic(s string) string {
	s = strings.NewReplacer("ʻ", "'", "ʼ", "'", "’", "'", "‘", "'").Replace(s)
	words := strings.SplitAfter(s, " ")
	for i, w := range words {
		w = strings.TrimPrefix(w, "~")
		open := words[i][:len(words[i])-len(w)]
		switch {
		case strings.HasPrefix(w, "e"):
			w = "э" + w[1:]
		case strings.HasPrefix(w, "E"):
			w = "Э" + w[1:]
		}
		w = uzbekPairs.Replace(w)
		words[i] = open + strings.NewReplacer("e", "е", "E", "Е").Replace(w)
	}
	return strings.Join(words, "")
}

// borrowed writes a row of the language from in the alphabet of to; ok is false when to does not borrow it.
func borrowed(from, to, forms string) (written string, ok bool) {
	switch {
	case from == "kk" && to == "kk-Latn":
		return inKazakhLatin(forms), true
	case from == "uz" && to == "uz-Cyrl":
		return inUzbekCyrillic(forms), true
	}
	return "", false
}
