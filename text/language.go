package text

import (
	"math"
	"unicode"
)

// Languages that Language can tell.
var Languages = []string{
	"en", "ru", "kk", "kk-Latn", "uz", "uz-Cyrl", "ky", "tr", "az", "uk", "be", "tt", "zh", "ar", "tg", "tk", "fa",
	"hy", "ka",
	"mn", "ba", "bg", "sr", "de", "fr", "es",
}

// Language identifies the language of s: code is one of Languages, or "" when it is unknown (another language,
// numbers, noise). p is the probability of the answer, from 0 to 1. At most the first 600 letters count.
//
// The method is a linear classifier over runs of one to five letters within words, one for each script that several
// languages share; a script of its own (Armenian, Georgian, Han without kana) decides alone.
func Language(s string) (code string, p float64) {
	script, share := mainScript(s)
	switch script {
	case scriptArmenian:
		return "hy", share
	case scriptGeorgian:
		return "ka", share
	case scriptHan:
		return "zh", share
	case scriptNone:
		return "", 1
	}
	var sum tally
	t := tableOf(script)
	Grams(s, script, func(gram uint64, name bool) { t.add(&sum, gram, name) })
	if sum.plain+sum.names == 0 {
		return "", 1
	}
	return t.best(&sum, func() [16]int { return strange(s, script) })
}

// LanguageOf returns the language of a text: known, a code of Languages, when it is not empty, else what Language says
// of the title and the body together, "" for an unknown one.
func LanguageOf(known, title, body string) string {
	if known == "" {
		known, _ = Language(title + "\n\n" + body)
	}
	return known
}

// perStranger is what a letter that a language does not write takes from its log odds: seven to one against it. Where
// one class has sure already, the few letters that count could hardly change it, and are not looked for.
const (
	perStranger = 2.0
	sure        = 0.97
)

// doubtful is how many grams a text must have, some forty letters, to be called unknown where nothing is likely.
const doubtful = 130

// best returns the most likely class and its probability. A longer text in a language of ours is nearly sure: where
// even the best is less likely than not, and unknown the next, or much less likely, it is in a neighbouring language.
func (t *table) best(sum *tally, strangers func() [16]int) (code string, p float64) {
	scores := sum.scores(len(t.classes))
	norm := t.scale / math.Sqrt(float64(2*sum.plain+sum.names)*2)
	var all [16]float64
	odds := all[:len(t.classes)]
	for k := range odds {
		odds[k] = norm * float64(scores[k])
	}
	best, total, rivals := likeliest(odds)
	if total > 1/sure {
		for k, n := range strangers() {
			all[k] -= perStranger * float64(n)
		}
		best, total, rivals = likeliest(odds)
	}
	if sum.plain+sum.names >= doubtful && (total > 2 && rivals == 1 || total > 2.25) {
		return "", 1 - 1/total
	}
	return t.classes[best], 1 / total
}

// likeliest returns the class of the highest log odds, one over its probability, and how many classes are likelier than
// the last, unknown.
func likeliest(odds []float64) (best int, total float64, rivals int) {
	for k := range odds {
		if odds[k] > odds[best] {
			best = k
		}
	}
	for k := range odds {
		total += math.Exp(odds[k] - odds[best])
		if odds[k] > odds[len(odds)-1] {
			rivals++
		}
	}
	return best, total, rivals
}

// The scripts; the first are indices of Alphabets.
const (
	scriptLatin = iota
	scriptCyrillic
	scriptArabic
	scriptArmenian
	scriptGeorgian
	scriptHan
	scriptOther
	scriptNone
)

// mainScript returns the script of most letters and its share. Latin names and terms stand in texts of every script,
// and hardly ever the other way round, so a Latin letter counts one, others three, and a Han character six, since it
// says as much as several letters. Kana make a text Japanese, which Language does not know.
func mainScript(s string) (int, float64) {
	var n [scriptOther + 1]int
	kana, total := 0, 0
	for _, r := range s {
		sc := scriptOf(r)
		if sc == scriptNone {
			continue
		}
		w := 3
		switch sc {
		case scriptLatin:
			w = 1
		case scriptHan:
			w = 6
			if r <= 0x30FF {
				kana++
			}
		}
		n[sc] += w
		if total += w; total >= 3*letterLimit {
			break
		}
	}
	best := 0
	for k := range n {
		if n[k] > n[best] {
			best = k
		}
	}
	if total == 0 || best == scriptOther || best == scriptHan && kana*40 > n[scriptHan] {
		return scriptNone, 1
	}
	return best, float64(n[best]) / float64(total)
}

// scriptOf returns the script of a letter; scriptNone of what is none.
func scriptOf(r rune) int {
	switch {
	case r < 0x80:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return scriptLatin
		}
		return scriptNone
	case r < 0x370:
		if r >= 0xC0 && r < 0x250 && r != '×' && r != '÷' || r == 'ə' {
			return scriptLatin
		}
		return scriptNone
	case r >= 0x400 && r <= 0x52F:
		return scriptCyrillic
	}
	return rareScriptOf(r)
}

// rareScriptOf is scriptOf beyond the blocks of most letters.
func rareScriptOf(r rune) int {
	switch {
	case r >= 0x1E00 && r <= 0x1EFF:
		return scriptLatin
	case r >= 0x600 && r <= 0x6FF || r >= 0x750 && r <= 0x77F || r >= 0xFB50 && r <= 0xFEFC:
		if unicode.IsLetter(r) {
			return scriptArabic
		}
		return scriptNone
	case r >= 0x531 && r <= 0x587:
		return scriptArmenian
	case r >= 0x10A0 && r <= 0x10FF || r >= 0x1C90 && r <= 0x1CBF:
		return scriptGeorgian
	case ideographic(r):
		return scriptHan
	case unicode.IsLetter(r):
		return scriptOther
	}
	return scriptNone
}
