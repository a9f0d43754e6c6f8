package text

import (
	"strings"

	"github.com/kljensen/snowball/russian"
)

// stemRussian is Snowball's Russian stemmer (snowballstem.org/algorithms/russian) on bytes, for words of small letters
// of two bytes each: it returns what package russian returns, which has what is not such a word, in a fraction of the
// time.
func stemRussian(w string) string {
	if len(w)%2 == 1 {
		return russian.Stem(w, true)
	}
	for i := 0; i < len(w); i += 2 {
		switch c := uint16(w[i])<<8 | uint16(w[i+1]); {
		case c >= 0xd0b0 && c <= 0xd0bf, c >= 0xd180 && c <= 0xd19f: // а–п, р–џ
		default:
			return russian.Stem(w, true)
		}
	}
	if len(w) <= 4 {
		return w
	}
	rv := len(w) // after the first vowel
	for i := 0; i < len(w); i += 2 {
		if vowelRussian(w[i : i+2]) {
			rv = i + 2
			break
		}
	}
	r2 := afterVowelAndConsonant(w, afterVowelAndConsonant(w, 0))
	w = stemRussianEnding(w, rv)
	w, _ = without(w, rv, "и")
	if s, ok := without(w, r2, "ост", "ость"); ok {
		w = s
	}
	if s, ok := without(w, 0, "ейше", "ейш"); ok && !strings.HasSuffix(w, "нн") {
		w = s
	} else if !strings.HasSuffix(w, "нн") {
		return strings.TrimSuffix(w, "ь")
	}
	if strings.HasSuffix(w, "нн") {
		w = w[:len(w)-len("н")]
	}
	return w
}

// stemRussianEnding removes the ending of a gerund, an adjective or participle, a verb or a noun from w[rv:].
func stemRussianEnding(w string, rv int) string {
	if s, ok := without(w, rv, "ившись", "ывшись", "вшись", "ивши", "ывши", "вши", "ив", "ыв", "в"); ok {
		if end := w[len(s):]; !strings.HasPrefix(end, "в") || afterA(s, rv) {
			return s
		}
	}
	w, _ = without(w, rv, "ся", "сь")
	if s, ok := without(w, rv,
		"ими", "ыми", "его", "ого", "ему", "ому", "ее", "ие", "ые", "ое", "ей", "ий", "ый", "ой", "ем", "им", "ым",
		"ом", "их", "ых", "ую", "юю",
		"ая", "яя", "ою", "ею"); ok {
		if t, ok := without(s, rv, "ивш", "ывш", "ующ", "ем", "нн", "вш", "ющ", "щ"); ok {
			if end := s[len(t):]; end == "ивш" || end == "ывш" || end == "ующ" || afterA(t, rv) {
				return t
			}
		}
		return s
	}
	if s, ok := without(w, rv,
		"уйте", "ейте", "ыть", "ыло", "ыли", "ыла", "уют", "ует", "нно", "йте", "ишь", "ить", "ите", "ило", "или",
		"ила", "ешь", "ете", "ены", "ено", "ена",
		"ят", "ют", "ыт", "ым", "ыл", "ую", "уй", "ть", "ны", "но", "на", "ло", "ли", "ла", "ит", "им", "ил", "ет",
		"ен", "ем", "ей", "ю", "н", "л", "й"); ok {
		switch w[len(s):] {
		case "ла", "на", "ете", "йте", "ли", "й", "л", "ем", "н", "ло", "но", "ет", "ют", "ны", "ть", "ешь", "нно":
			if afterA(s, rv) {
				return s
			}
		default:
			return s
		}
	}
	s, _ := without(w, rv,
		"иями", "ями", "иях", "иям", "ием", "ией", "ами", "ях", "ям", "ья", "ью", "ье", "ом", "ой", "ов", "ия", "ию",
		"ий", "ии", "ие", "ем", "ей", "еи",
		"ев", "ах", "ам", "я", "ю", "ь", "ы", "у", "о", "й", "и", "е", "а")
	return s
}

// without removes the first of the endings that w[from:] has.
func without(w string, from int, endings ...string) (string, bool) {
	tail := w[min(from, len(w)):]
	for _, e := range endings {
		if strings.HasSuffix(tail, e) {
			return w[:len(w)-len(e)], true
		}
	}
	return w, false
}

// afterA reports whether w[rv:] ends with а or я.
func afterA(w string, rv int) bool {
	tail := w[min(rv, len(w)):]
	return strings.HasSuffix(tail, "а") || strings.HasSuffix(tail, "я")
}

// afterVowelAndConsonant is where the text after the first consonant that follows a vowel begins, from a place on.
func afterVowelAndConsonant(w string, from int) int {
	for i := from + 2; i < len(w); i += 2 {
		if vowelRussian(w[i-2:i]) && !vowelRussian(w[i:i+2]) {
			return i + 2
		}
	}
	return len(w)
}

func vowelRussian(r string) bool {
	switch r {
	case "а", "е", "и", "о", "у", "ы", "э", "ю", "я":
		return true
	}
	return false
}
