package digest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"attache/digest/entities"
	"attache/news"
)

// TestFirstNamedFirst: of countries that a story names equally often, the one named first stands first, whatever their
// codes.
func TestFirstNamedFirst(t *testing.T) {
	for _, c := range []struct {
		lang, title, body string
		want              []string
	}{
		{
			"en", "Foreign ministers of the five meet at a border fort",
			"The foreign ministers of Uzbekistan, Turkmenistan, Tajikistan, Kazakhstan and Kyrgyzstan signed a treaty.",
			[]string{"UZ", "TM", "TJ", "KZ", "KG"},
		},
		{"ru", "", "Министры Польши, Венгрии и Австрии подписали договор.", []string{"PL", "HU", "AT"}},
		{"tr", "", "Türkiye ile Cezayir enerji bakanları anlaşma imzaladı.", []string{"TR", "DZ"}},
		{"zh", "蒙古与哈萨克斯坦签署协定", "蒙古与哈萨克斯坦外长星期五签署协定。", []string{"MN", "KZ"}},
		{"en", "Chile and Brazil agree", "Brazil, Chile. Brazil and Chile will meet.", []string{"CL", "BR"}},
		{"en", "Chile agrees", "Brazil met Brazil in Brazil and Brazil won Brazil over; Brazil paid.", []string{"CL", "BR"}},
	} {
		m := entities.Find(c.lang, c.title, c.body)
		p := &piece{a: &news.Article{Title: c.title}, v: &news.Verdict{Countries: m.Countries}}
		if got, _ := countriesOf([]*piece{p}); !slices.Equal(got, c.want) {
			t.Errorf("%q: countries are %v, want %v", c.body, got, c.want)
		}
	}
}

// TestCountriesByPart holds the choice of countries to sentences written for it: order of mention, venues, set phrases,
// currencies, people quoted, seats, Gaza, groups, backgrounds and longer names.
func TestCountriesByPart(t *testing.T) {
	type count struct{ right, all int }
	for _, c := range []struct {
		file        string
		least, rows int // right of a thousand
	}{{"countries.tsv", 970, 410}, {"countries_more.tsv", 970, 100}} {
		b, err := os.ReadFile("testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		var all count
		classes := map[string]count{}
		for line := range strings.Lines(string(b)) {
			col := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if strings.HasPrefix(line, "#") {
				continue
			}
			if len(col) != 4 {
				t.Fatalf("%s: %q has %d columns, want 4", c.file, line, len(col))
			}
			got := chosenIn(col[0], col[3])
			want := strings.Fields(col[2])
			of := classes[col[1]]
			all.all++
			of.all++
			// the main pair in order, the others as a set
			if pair := min(2, len(want), len(got)); slices.Equal(got[:pair], want[:pair]) && slices.Equal(
				slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
				all.right++
				of.right++
			} else {
				t.Logf("%s %s %q: countries are %v, want %v", col[0], col[1], col[3], got, want)
			}
			classes[col[1]] = of
		}
		t.Logf("%s: %v right of all, by class %v", c.file, all, classes)
		if all.all < c.rows || all.right*1000 < c.least*all.all {
			t.Errorf("%s: %d of %d right, want %d of 1000 and %d rows", c.file, all.right, all.all, c.least, c.rows)
		}
	}
}

// chosenIn returns the countries of a story whose only piece is one sentence.
func chosenIn(lang, sentence string) []string {
	m := entities.Find(lang, "", sentence)
	stand, _ := countriesOf([]*piece{{
		a: &news.Article{}, body: sentence,
		v: &news.Verdict{Countries: m.Countries, Organisations: m.Organisations, People: m.People},
	}})
	return stand
}

// TestTitleOrder has countries of about the same weight stand in the order of the headline, however often the body
// names each.
func TestTitleOrder(t *testing.T) {
	for _, c := range []struct{ lang, title, body, want string }{
		{
			"en", "India and Japan sign a pact on undersea cables",
			"Japan and India signed the pact in Tokyo. Japan will pay. Japan has asked for this for years.", "IN JP",
		},
		{
			"ru", "Узбекистан и Таджикистан завершили обозначение границы",
			"Таджикистан и Узбекистан подписали протокол. Таджикистан уже ратифицировал его.", "UZ TJ",
		},
		{
			"tr", "Türkiye ve Irak boru hattı için anlaştı",
			"Irak ve Türkiye anlaştı. Irak hükümeti metni onaylayacak. Irak petrolü yılbaşında akacak.", "TR IQ",
		},
		{
			"en", "Norway and Chile agree on fishing rights",
			"Chile will let ships of Norway fish off its coast. Chile gets two ships.", "NO CL",
		},
	} {
		m := entities.Find(c.lang, c.title, c.body)
		p := &piece{a: &news.Article{Title: c.title}, v: &news.Verdict{Countries: m.Countries}, body: c.body}
		if got, _ := countriesOf([]*piece{p}); strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.title, got, c.want)
		}
	}
}
