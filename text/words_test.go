package text

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{"Türkiye’nin İSTANBUL'u", "türkiye'nin|istanbul'u"},
		{"Oʻzbekiston, G‘arb", "o'zbekiston|g'arb"},
		{"Kassym-Jomart said: don't!", "kassym|jomart|said|don't"},
		{"1,000 or 4:41.30, 21.03.2022", "1,000|or|4|41.30|21.03.2022"},
		{"Королёв и подъём", "королев|и|подъем"},
		{"中国人民 A股", "中国|国人|人民|a|股"},
		{"أنقرة وإسطنبول", "انقره|واسطنبول"},
		{"مُحَمَّد ـ العربية", "محمد|العربيه"},
		{"и\u0306од co\u00ADoperate", "йод|cooperate"},
		{"  'quoted'  ", "quoted"},
		{"", ""},
		{"Isparta ve Iğdır", "isparta|ve|iğdir"},
		{"rock ’n’ roll", "rock|n|roll"},
		{"ҚазАқпарат/24.kg", "қазақпарат|24|kg"},
		{"می\u200cخواهم", "ميخواهم"},
		{"e-mail: a.b@example.com", "e|mail|a|b|example|com"},
		{"Статья №5, п.3", "статья|5|п|3"},
		{"Ünlü – ünsüz", "ünlü|ünsüz"},
		{"Ҡазан, Өфө, Һарытау, Ғәли, ҙур", "ҡазан|өфө|һарытау|ғәли|ҙур"},
		{"日本語のテキスト", "日本|本語|語の|のテ|テキ|キス|スト"},
		{"U.S. and U.K.", "u|s|and|u|k"},
		{"100% of 3.5bn", "100|of|3.5bn"},
		{"Hello\u200bworld", "hello|world"},
		{"Müəllim dedi: “Gəl”.", "müəllim|dedi|gəl"},
		{"Oʻzbek tili – davlat tili", "o'zbek|tili|davlat|tili"},
		{"ЕС–Россия", "ес|россия"},
	} {
		s, want := c[0], c[1]
		got := Words(s)
		if g := strings.Join(got, "|"); g != want {
			t.Errorf("%q: %q, want %q", s, g, want)
		}
	}
}

func TestTokensStandInTheText(t *testing.T) {
	s := "Türkiye’nin Ankara büyükelçisi — 中国人民 — «Да», сказал он."
	var folded []string
	for _, tok := range Tokens(s) {
		part := s[tok.Start:tok.End]
		if Fold(part) != tok.Text {
			t.Errorf("%q folds to %q, not %q", part, Fold(part), tok.Text)
		}
		if tok.Upper {
			folded = append(folded, tok.Text)
		}
	}
	if want := []string{"türkiye'nin", "ankara", "да"}; !slices.Equal(folded, want) {
		t.Errorf("capitals %q, want %q", folded, want)
	}
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ lang, a, b string }{
		{"en", "agreement", "agreements"},
		{"en", "kazakhstan's", "kazakhstan"},
		{"ru", "переговоры", "переговорах"},
		{"ru", "государства", "государством"},
		{"kk", "қазақстанның", "қазақстанға"},
		{"ky", "президенти", "президенттин"},
		{"tr", "türkiye'nin", "türkiye'ye"},
		{"tr", "bakanlığı", "bakanlar"},
		{"uz", "o'zbekistonda", "o'zbekistonning"},
		{"az", "türkiyənin", "türkiyədən"},
		{"fr", "négociations", "négociation"},
		{"es", "acuerdo", "acuerdos"},
		{"ar", "العلاقات", "علاقات"},
		{"uk", "переговори", "переговорів"},
		{"zh", "外交", "外交"},
		{"ru", "2022", "2022"},
	} {
		if a, b := Stem(c.a, c.lang), Stem(c.b, c.lang); a != b {
			t.Errorf("%s: %q and %q have stems %q and %q", c.lang, c.a, c.b, a, b)
		}
	}
	if Stem("ban", "en") == Stem("bank", "en") {
		t.Error("ban and bank have one stem")
	}
}

func TestSketch(t *testing.T) {
	words := Words("the presidents of Kazakhstan and Türkiye met in Ankara on Tuesday and signed an agreement")
	all := Shingles(words, 3)
	if len(all) != len(words)-2 {
		t.Errorf("%d shingles of %d words", len(all), len(words))
	}
	whole, part := Sketch(all, 1), Sketch(all[:6], 1)
	if !slices.IsSorted(whole) || Containment(whole, part) != 1 || Shared(whole, part) != len(part) {
		t.Error("a part is not contained in the whole")
	}
	if other := Sketch(Shingles(Words("quite another text about a school and its swimming pool"), 3),
		1); Containment(whole, other) != 0 {
		t.Error("different texts share shingles")
	}
	for _, h := range Sketch(all, 4) {
		if h%4 != 0 {
			t.Errorf("%d is not divisible by 4", h)
		}
	}
	if got := Shingles(nil, 3); got != nil {
		t.Errorf("no words have shingles: %v", got)
	}
	if got := Shingles(words[:2], 3); len(got) != 1 {
		t.Errorf("two words have %d shingles of three", len(got))
	}
	if Containment(nil, whole) != 0 {
		t.Error("nothing is contained in something")
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("o'zbek 1.5 中国 и\u0306")
	f.Add("'\u00ad'\u200c")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, tok := range Tokens(s) {
			if tok.Start < last || tok.End <= tok.Start || tok.End > len(s) || tok.Text == "" {
				t.Fatalf("token %+v after %d in %q", tok, last, s)
			}
			last = tok.End
		}
		Words(s)
	})
}
