package faithfulness

import (
	_ "embed"
	"iter"
	"strings"
	"sync"
	"unicode/utf8"

	"attache/text"
)

// negations deny what they stand by, in English, Russian, Kazakh, Kyrgyz and Turkish.
var negations = text.WordSet(`not no never none nobody nothing neither nor without cannot refuse refused refuses deny
	denied denies fail failed fails reject rejected
	lack lacks unable refusing denying rejecting failing`, `не нет ни никогда никто ничто без отказался отказалась
	отказались отказ`,
	`емес жоқ ешқашан ешкім`, `эмес жок эч`, `değil yok hiç asla hiçbir`)

// setPhrases begin with a word that denies but deny nothing.
var setPhrases = map[string]bool{
	"never before": true, "not only": true, "not just": true, "no longer": true,
	"не только": true,
}

// stopWords are words of four letters and more that say nothing of the matter.
var stopWords = text.WordSet(`that this with from have been were will would they their there what which when while
	about after before also into than then them these
	those some such only very much more most over under between during through because could should being other your where
	does just like said says upon within
	both each every many several however although though since until among against document discusses article text speaker
	summary conversation`,
	`который которая которые которых также между после перед через более менее этого этой этот была было были быть может
	если чтобы когда также свои своей своего`)

// Tables of words; each says at its top what it is.
var (
	//go:embed data/opposites.txt
	oppositesTable string
	//go:embed data/rivals.txt
	rivalsTable string
)

// wordTables are the lists that words of a summary are looked up in.
type wordTables struct {
	opposites  map[string][]string
	rivals     map[string][]rivalry
	directions map[string]int // of a change: 1 up, -1 down
	careful    []carefulWords
}

// rivalry is a set of words that exclude each other, and the group of it to which a word belongs.
type rivalry struct {
	set   [][]string
	group int
}

// carefulWords narrow, exclude or blame; the source must have a word of the same sense where it speaks of the matter.
type carefulWords struct{ summary, source map[string]bool }

var tables = sync.OnceValue(func() wordTables {
	t := wordTables{opposites: map[string][]string{}, rivals: map[string][]rivalry{}, directions: map[string]int{}}
	for line := range tableLines(oppositesTable) {
		for p := range strings.FieldsSeq(line) {
			a, b, _ := strings.Cut(text.Fold(p), "/")
			t.opposites[a], t.opposites[b] = append(t.opposites[a], b), append(t.opposites[b], a)
		}
	}
	for line := range tableLines(rivalsTable) {
		var set [][]string
		for group := range strings.FieldsSeq(line) {
			set = append(set, strings.Split(text.Fold(group), "/"))
		}
		for i, group := range set {
			for _, w := range group {
				t.rivals[w] = append(t.rivals[w], rivalry{set, i})
			}
		}
	}
	for side, words := range map[int]string{1: risingWords, -1: fallingWords} {
		for w := range strings.FieldsSeq(words) {
			t.directions[w] = side
		}
	}
	for line := range strings.Lines(carefulLists) {
		summary, source, _ := strings.Cut(line, ":")
		t.careful = append(t.careful, carefulWords{text.WordSet(summary), text.WordSet(summary, source)})
	}
	return t
})

// suffixing are the languages whose words of the table stand with endings.
var suffixing = text.WordSet(`kk ky tr az uz uz-Cyrl kk-Latn tt tk ba`)

// rivalKey is the word of the table of rivals that w is, or that it begins with where words take endings; "" when there
// is none.
func rivalKey(w, lang string) string {
	rivals := tables().rivals
	if rivals[w] != nil {
		return w
	}
	if !suffixing[lang] {
		return ""
	}
	for end := len(w) - 1; end > 0 && utf8.RuneCountInString(w[:end]) >= shortestRival; end-- {
		if rivals[w[:end]] != nil {
			return w[:end]
		}
	}
	return ""
}

// shortestRival is how many letters of a word with an ending must be those of the table.
const shortestRival = 5

// tableLines returns the lines of a table without its comments.
func tableLines(table string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(table) {
			if !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}

// denyingPrefixes turn a word into its opposite.
var denyingPrefixes = []string{
	"un", "in", "im", "ir", "il", "dis", "mis", "non", "dys", "anti", "counter", "не",
	"анти", "контр",
}

// about are words that make a number a rounded one.
var about = text.WordSet(`about around nearly almost roughly approximately some over than`,
	`около почти примерно более свыше порядка`, `yaklaşık aşkın`, `шамамен жуық`, `болжол`)

const (
	risingWords = `increase increased increases increasing rise rises rose rising risen grow grows grew growing growth
	gain gains gained expand expanded soar soared surge surged
		jump jumped climbed raised hike hiked`
	fallingWords = `decrease decreased decreases decreasing fall falls fell falling fallen reduce reduced reduces reducing
	reduction drop dropped dropping drops decline declined
		declines declining lowered shrink shrank cut cuts cutting slash slashed tumbled plunged sank cheaper discount`
	carefulLists = `only solely merely exclusively: just single sole except alone limited
instead: rather replace replaces replaced not
wrong wrongly incorrect incorrectly false falsely mistaken mistakenly misleading: fake mistake untrue error lie lies
	lied inaccurate fraud fraudulent
только лишь исключительно: единственный единственная единственное кроме
вместо: а не
ошибочно ложно неверно: ошибка ложь фейк
yalnızca sadece: tek ancak
тек ғана: жалғыз
гана жалгыз: эле`
)
