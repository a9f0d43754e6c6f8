package text

import (
	_ "embed"
	"math"
	"unicode"
)

// Languages that Language can tell.
var Languages = []string{
	"en", "ru", "kk", "kk-Latn", "uz", "uz-Cyrl", "ky", "tr", "az", "uk", "be", "tt", "zh", "ar", "tg", "tk", "fa", "hy", "ka",
	"mn", "ba", "bg", "sr", "de", "fr", "es",
}

// Alphabet is a script shared by several languages, which its part of the table tells apart.
type Alphabet struct {
	Name    string
	Classes []string // language codes; the last, "", is every other language of the script, and noise
	Buckets uint32   // rows of the table, each with one signed byte a class
}

// Alphabets in the order of the table. Their sizes fill the megabyte by how much there is to tell apart.
var Alphabets = [...]Alphabet{
	{"Latin", []string{"en", "kk-Latn", "uz", "tr", "az", "tk", "de", "fr", "es", ""}, 44000},
	{"Cyrillic", []string{"ru", "kk", "uz-Cyrl", "ky", "uk", "be", "tt", "tg", "mn", "ba", "bg", "sr", ""}, 44000},
	{"Arabic", []string{"ar", "fa", ""}, 6000},
}

// languageTable is what `lab train language` wrote: for each alphabet a scale (thousandths, two bytes, big end first) and
// Buckets × Classes signed bytes.
//
//go:embed language.bin
var languageTable string

// Language says in which language s is written: code is one of Languages, or "" when it is unknown (another language,
// numbers, noise). p is the probability of the answer, from 0 to 1. At most the first 600 letters count.
//
// The method is a linear classifier over hashed runs of one to four letters within words, one for each script that
// several languages share; a script of its own (Armenian, Georgian, Han without kana) decides alone.
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
	a := Alphabets[script]
	at := 0
	for _, b := range Alphabets[:script] {
		at += 2 + int(b.Buckets)*len(b.Classes)
	}
	scale := float64(int(languageTable[at])<<8|int(languageTable[at+1])) / 1000
	rows := languageTable[at+2:]
	var sums [16]int32
	n, width := 0, len(a.Classes)
	Grams(s, script, func(bucket uint32) {
		n++
		row := rows[int(bucket)*width : int(bucket)*width+width]
		for k := range len(row) {
			sums[k] += int32(int8(row[k]))
		}
	})
	if n == 0 {
		return "", 1
	}
	best := 0
	for k := range width {
		if sums[k] > sums[best] {
			best = k
		}
	}
	total, norm := 0.0, scale/math.Sqrt(float64(n))
	for k := range width {
		total += math.Exp(norm * float64(sums[k]-sums[best]))
	}
	return a.Classes[best], 1 / total
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

// letterLimit is how many letters Language looks at: more would change nothing but the time.
const letterLimit = 600

// mainScript gives the script of most letters and its share. Latin names and terms stand in texts of every script, and
// hardly ever the other way round, so a Latin letter counts one, others two, and a Han character four, since it says as much as
// several letters. Kana make a text Japanese, which Language does not know.
func mainScript(s string) (int, float64) {
	var n [scriptOther + 1]int
	kana, total := 0, 0
	for _, r := range s {
		sc := scriptOf(r)
		if sc == scriptNone {
			continue
		}
		w := 2
		switch sc {
		case scriptLatin:
			w = 1
		case scriptHan:
			w = 4
			if r <= 0x30FF {
				kana++
			}
		}
		n[sc] += w
		if total += w; total >= 2*letterLimit {
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

func scriptOf(r rune) int {
	switch {
	case r < 0x80:
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return scriptLatin
		}
		return scriptNone
	case r < 0x250 || r >= 0x1E00 && r <= 0x1EFF:
		if r >= 0xC0 && r != '×' && r != '÷' {
			return scriptLatin
		}
		return scriptNone
	case r < 0x370:
		return scriptNone
	case r >= 0x400 && r <= 0x52F:
		return scriptCyrillic
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

// Grams calls add with the table row of each run of one to four letters, and of each whole word, that s holds in the
// alphabet: what Language looks up and `lab train language` learns from. Words are framed by a space at both ends.
func Grams(s string, alphabet int, add func(bucket uint32)) {
	buckets := uint64(Alphabets[alphabet].Buckets)
	put := func(h uint64) { add(uint32((mix(h) >> 32) * buckets >> 32)) }
	var word [32]rune // the frame and at most 30 letters; longer words count by their beginning
	word[0] = ' '
	n, letters := 1, 0
	flush := func() {
		if n == 1 {
			return
		}
		word[n] = ' '
		gramsOf(word[:n+1], put)
		n = 1
	}
	for _, r := range s {
		switch {
		case scriptOf(r) == alphabet:
			if n < len(word)-1 {
				word[n] = unicode.ToLower(r)
				n++
			}
			if letters++; letters > letterLimit {
				flush()
				return
			}
		case apostrophe(r) && n > 1:
			if n < len(word)-1 {
				word[n] = '\''
				n++
			}
		case unicode.IsMark(r): // stress marks and vowel points say nothing of the language
		default:
			flush()
		}
	}
	flush()
}

func gramsOf(word []rune, put func(uint64)) {
	for i := range word {
		h := uint64(1469598103934665603)
		for n := 0; n < 4 && i+n < len(word); n++ {
			h = (h ^ uint64(word[i+n])) * 1099511628211
			if n == 0 && word[i] == ' ' {
				continue
			}
			put(h + uint64(n))
		}
	}
	if len(word) > 4 {
		h := uint64(7)
		for _, r := range word {
			h = (h ^ uint64(r)) * 1099511628211
		}
		put(h)
	}
}
