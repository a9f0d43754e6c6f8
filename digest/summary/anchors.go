package summary

import (
	_ "embed" // the table of what leans
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"attache/text"
)

// leaningTable says what ties a sentence to another, by language; its head tells the columns.
//
//go:embed leaning.tsv
var leaningTable string

// leaningWords are what leaningTable has of a language.
type leaningWords struct {
	openers []string
	// times at the head that are told by one that they do not say: "the day before", "le lendemain". Such a sentence
	// needs the very one before it, unless the other time follows at once: "the day before the summit"
	times []string
	of    map[string]bool // the words with which the other time begins
	// units of a time that is told by how long before or after another it was, and the words for before and after: "two
	// days later", "zwei Wochen zuvor". What is told from today, "ago", is none of these
	units, beside map[string]bool
}

// leaningOf are the words of each language.
var leaningOf = sync.OnceValue(func() map[string]*leaningWords {
	out := map[string]*leaningWords{}
	for line := range strings.Lines(leaningTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != leaningColumns || strings.HasPrefix(line, "#") {
			continue
		}
		w := out[f[0]]
		if w == nil {
			w = &leaningWords{of: map[string]bool{}, units: map[string]bool{}, beside: map[string]bool{}}
			w.openers = slices.Clone(openersOf[f[0]])
			out[f[0]] = w
		}
		for word := range strings.SplitSeq(f[2], "|") {
			switch f[1] {
			case "open":
				w.openers = append(w.openers, word)
			case "time":
				w.times = append(w.times, word)
			case "of":
				w.of[word] = true
			case "unit":
				w.units[word] = true
			case "beside":
				w.beside[word] = true
			}
		}
	}
	return out
})

// leaningColumns is how many columns the table has.
const leaningColumns = 3

// countedWithin is in how many words from a sentence's head such a time is looked for.
const countedWithin = 5

// anchored reports a sentence that tells its time by another that only the sentence before tells. head is its beginning
// as openerHead returns it.
func anchored(head string, words []string, lang string) bool {
	w, ok := leaningOf()[lang]
	if !ok {
		return false
	}
	if start, rest := anchorTable.cut(head, lang, w.times); start != "" {
		next, _, _ := strings.Cut(strings.TrimLeft(rest, " '"), " ")
		next = strings.TrimRight(next, ",.")
		switch {
		case !strings.HasPrefix(rest, " "):
			return true
		case strings.HasSuffix(start, "~"):
			return anchorVerbs()[next]
		case !w.of[next]:
			return true
		}
	}
	if wideOrArabic(lang) && timesBefore().MatchString(head) || numberedTime(words, lang) {
		return true
	}
	for i := 1; i+1 < min(countedWithin, len(words)); i++ {
		if w.units[words[i]] && w.beside[words[i+1]] {
			return i+2 >= len(words) || !anchorObjects()[words[i+2]]
		}
	}
	return false
}

// wideOrArabic reports the languages that timesBefore reads.
func wideOrArabic(lang string) bool {
	return lang == "zh" || lang == "ja" || lang == "ko" || lang == "ar"
}

// timesBefore finds a time that is told by how long after or before another it was, or as that of another, in scripts
// that part no words, and in Arabic.
var timesBefore = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[一二三四五六七八九十几幾数數两兩\d]{1,4}(?:个|個|か|カ|ヶ)?(?:天|日|周|週|週間|月|年|小时|小時|時間)` +
		`(?:之)?(?:后|後|前)(?:，|、|,)|那(?:天|晚|年|时|時|一天|一年|一晚)|在?(?:此|这一|這一)(?:背景|情况|情況|形势|形勢)下|` +
		`こうした|そうした|(?:사흘|이틀|나흘|닷새|열흘|\d{1,2}일|\d{1,2}년|\d{1,2}개월|몇 시간|몇 달) (?:뒤|후|전)|` +
		`그(?:날|해|달| 무렵| 시각)|و?(?:بعد|قبل) (?:ثلاثة|أربعة|خمسة|ستة|سبعة|ثلاث|أربع|بضعة|عدة) (?:أيام|أسابيع|أشهر|سنوات|ساعات)` +
		` [^م]|و?في (?:ذلك|تلك) )`)
})

// numberedTime reports a Turkic sentence that begins with a number and a time after or before another: "Üç gün sonra
// …", "Үш күннен кейін …". Whatever stands before the number would say after what.
func numberedTime(words []string, lang string) bool {
	if len(words) < 4 || !turkicNumbers()[words[0]] && !unicode.IsDigit(firstRune(words[0])) {
		return false
	}
	switch lang {
	case "tr", "az", "kk", "ky", "uz", "tt", "tk":
		return turkicAfter()[words[2]]
	}
	return false
}

var (
	turkicNumbers = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`bir iki üç dört beş altı yedi sekiz dokuz on birkaç iki bir екі үш төрт бес алты жеті бірнеше эки
			үч төрт беш алты жети бир bir ikki uch to'rt besh olti yetti bir necha`)
	})
	turkicAfter = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`sonra кейін кийин keyin соң soň`)
	})
	// anchorVerbs stand behind a time that may take an object and here has none: "Dagen innan hade ministrar …".
	anchorVerbs = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`hade har var blev fick kom havde fik ble fikk i gli`)
	})
	// anchorObjects stand behind a counted time and before the other one: "two days later than planned".
	anchorObjects = sync.OnceValue(func() map[string]bool {
		return text.WordSet(`than als de del της του των την decât que da di do dan niż än end enn jeune âgé vieux`)
	})
)
