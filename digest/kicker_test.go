package digest

import (
	"slices"
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
		countries := weigh([]*piece{p}, func(v *news.Verdict) []news.Mention { return v.Countries })
		if got := weightiest(countries, mostCountries); !slices.Equal(got, c.want) {
			t.Errorf("%q: countries are %v, want %v", c.body, got, c.want)
		}
	}
}
