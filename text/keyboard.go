package text

import "strings"

// Keys of the same place on the Latin keyboard and on the Russian one.
const (
	latinKeys   = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
	russianKeys = "ёйцукенгшщзхъфывапролджэячсмитьбю"
)

var toRussian, toLatin = keyboards()

func keyboards() (toRussian, toLatin map[rune]rune) {
	toRussian, toLatin = map[rune]rune{}, map[rune]rune{}
	russian := []rune(russianKeys)
	for i, l := range latinKeys {
		toRussian[l], toLatin[russian[i]] = russian[i], l
	}
	return toRussian, toLatin
}

// OtherKeyboard is what a text would be, in small letters, if the keyboard had been set to Russian when it was set to
// Latin letters, or the other way round: "vbybcnh" is "министр". It is "" when the text is of both, or has no letter.
func OtherKeyboard(s string) string {
	s = strings.ToLower(s)
	latin := strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' })
	russian := strings.ContainsFunc(s, func(r rune) bool { return r >= 'а' && r <= 'я' || r == 'ё' })
	if latin == russian {
		return ""
	}
	keys := toLatin
	if latin {
		keys = toRussian
	}
	return strings.Map(func(r rune) rune {
		if other, ok := keys[r]; ok {
			return other
		}
		return r
	}, s)
}
