package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTerms: what a person types finds the text, however either is spelled or inflected; what is another word does not.
func TestTerms(t *testing.T) {
	for _, c := range []struct {
		lang, text, typed string
		want              bool
	}{
		{"en", "The presidents visited Astana’s airport", "president visit", true},
		{"en", "The presidents visited Astana", "president -astana", false},
		{"en", "The presidents visited Astana", "president -minsk", true},
		{"ru", "Совещание о подъёме экономики", "подъем экономика", true},
		{"ru", "Совещание о подъеме экономики", "ПОДЪЁМ", true},
		{"kk", "Қазақстанның президенті Тоқаев", "казакстан токаев", true},
		{"kk", "Қазақстанның президенті Тоқаев", "қазақстан", true},
		{"tr", "Türkiye’nin dışişleri bakanı", "turkiye disisleri", true},
		{"tr", "Türkiye’nin DIŞİŞLERİ bakanı", "dışişleri", true},
		{"fr", "Les élections législatives", "election", true},
		{"ar", "الرئيس والوزراء", "رئيس", true},
		{"zh", "外交部长访问", "外交", true},
		{"uz", "O‘zbekiston prezidenti", "o'zbekiston", true},
		{"en", "It costs 1,500 dollars", "1,500", true},
		{"en", "It costs 1,500 dollars", "1500", true},
		{"en", "A visit", "state", false},
		{"", "A visit to Almaty", "almaty", true},
		{"uz-Cyrl", "Ўзбекистон раҳбари", "узбекистон", true},
	} {
		if got := finds(Terms(c.lang, c.text), Sought(c.typed)); got != c.want {
			t.Errorf("%q in %q (%s): %v\n%v\n%v", c.typed, c.text, c.lang, got, Terms(c.lang, c.text), Sought(c.typed))
		}
	}
	if q := Sought(" -- ' . "); len(q.All)+len(q.None) > 0 {
		t.Errorf("nothing sought is %v", q)
	}
	if q := Sought(strings.Repeat("word ", 1000)); len(q.All) != mostSought {
		t.Errorf("%d words count", len(q.All))
	}
}

// finds does what a database does.
func finds(terms []string, q Query) bool {
	one := func(of []string) bool {
		return slices.ContainsFunc(of, func(s string) bool { return slices.Contains(terms, s) })
	}
	for _, of := range q.All {
		if !one(of) {
			return false
		}
	}
	return !slices.ContainsFunc(q.None, one)
}

// FuzzTerms: terms are short, sorted, and hold nothing that a database's query language reads.
func FuzzTerms(f *testing.F) {
	f.Add("en", "It's 1,500 — “quoted” or NOT (a*b)")
	f.Add("kk", "Қазақстан ı İ \x00 \xff ß")
	f.Fuzz(func(t *testing.T, lang, s string) {
		terms := Terms(lang, s)
		if !slices.IsSorted(terms) {
			t.Error("not in order")
		}
		for _, x := range append(terms, slices.Concat(Sought(s).All...)...) {
			if x == "" || len(x) > longestTerm || !utf8.ValidString(x) || strings.ContainsAny(x, "\x00'\"*()&|!: -+^\\") {
				t.Errorf("%q", x)
			}
		}
	})
}
