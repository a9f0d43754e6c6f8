package relevance

import (
	"slices"
	"strings"
	"testing"

	"attache/text"
)

// spokenOf lists the themes found in a text with their words.
func spokenOf(lang, s string) []string {
	var out []string
	tokens := text.Tokens(s)
	themesOf(lang).scan(tokens, func(theme, _, at, end int) { out = append(out, themes[theme]+" "+s[at:end]) })
	return out
}

func TestTermsReadOnlyTheirWords(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"tr", "Türkiye üzerinden geçecek", ""},
		{"tr", "Kuş türleri bulundu", "science türleri"},
		{"tr", "Takım kazandı", "sport Takım"},
		{"tr", "Bakan bunu vurguladı", "office Bakan"},
		{"tr", "Araba yolda kaldı", "local yolda"},
		{"uk", "Наступного тижня", ""},
		{"kk", "Президенттің ойынша, бұл дұрыс", "office Президенттің"},
		{"kk", "Түркістан қаласында", "local қаласында"},
		{"kk", "Осыған байланысты шешім", ""},
		{"ky", "Буга байланыштуу чечим", ""},
		{"ky", "Кыргыз-тажик чек арасында", "international чек арасында"},
		{"ky", "Эл аралык кызматташуу", "international Эл аралык; diplomacy кызматташуу"},
		{"ru", "Подписаться на канал в центре внимания", ""},
		{"ru", "Цены выросли", "business Цены"},
		{"ru", "В отношении него", ""},
		{"en", "It is important", ""},
		{"en", "She warned of warm weather", "statement warned; accident weather"},
		{"en", "Skills of the skippers", ""},
		{"en", "guided missiles", "conflict missiles"},
		{"de", "Beide vereinbaren Kontrollen", "treaty vereinbaren"},
		{"de", "autoritäre Verlagerung", ""},
		{"de", "Der Verein verlegt Bücher", "sport Verein; culture Bücher"},
		{"sv", "på fredag", ""},
		{"sv", "medlemmar vill ha fred", "peace fred"},
		{"bg", "голяма победа", ""},
		{"bg", "спортен ден", ""},
		{"fr", "la région livrera des médicaments", ""},
		{"it", "anticipa il viaggio", "travel viaggio"},
		{"ur", "جرمنی میں جرم", "crime جرم"},
		{"ur", "بمبئی", ""},
		{"fa", "سودان", ""},
		{"ja", "関係者だけが知る首脳会談", "office 首脳; diplomacy 会談"},
		{"ko", "관계자", ""},
	} {
		if got := strings.Join(spokenOf(tt.lang, tt.text), "; "); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.lang, tt.text, got, tt.want)
		}
	}
}

// declared are languages that text.Language does not tell, but pages and feeds say of themselves.
var declared = []string{"it", "pt", "pl", "nl", "sv", "ur", "ja", "ko"}

func TestTermsNameKnownThemes(t *testing.T) {
	for line := range strings.Lines(termsTable) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if line[0] == '#' || len(col) < 3 {
			continue
		}
		if col[0] != "none" && !slices.Contains(themes[:], col[0]) {
			t.Errorf("terms.tsv has a theme %q that nobody weighs", col[0])
		}
		if !slices.Contains(append(declared, text.Languages...), col[1]) {
			t.Errorf("terms.tsv has a language %q that nobody reads", col[1])
		}
	}
}

// TestNamesAreNoThemes holds that the names of countries and places speak of nothing but themselves.
func TestNamesAreNoThemes(t *testing.T) {
	for _, c := range [][2]string{
		{"tr", "Kazakistan ile Kazablanka"},
		{"en", "Stockholm"},
		{"uk", "Судан"},
		{"uz", "Sudan"},
		{"bg", "Банкок"},
		{"ar", "فنزويلا وفنلندا"},
		{"az", "Havana"},
	} {
		f := FeaturesOf(c[0], "", c[1])
		for theme, words := range f.words {
			if len(words) > 0 {
				t.Errorf("%s %q speaks of %s: %q", c[0], c[1], themes[theme], words)
			}
		}
		if len(f.found.Countries) == 0 {
			t.Errorf("%s %q names nobody", c[0], c[1])
		}
	}
}

func TestBalance(t *testing.T) {
	at := func(name string) int { return slices.Index(FeatureNames(), name) }
	for _, tt := range []struct {
		name, title, body string
		want              float32
	}{
		{"dealings", "Talks on a treaty", "", 2. / 3},
		{"dealings", "The police arrested a student after the talks.", "", 1. / 5},
		{"home and foreign deal in a sentence", "The United States signed a treaty with France.", "", 1},
		{"home and foreign deal in a sentence", "France won. The United States signed a treaty.", "", 0},
		{"share of foreign sentences", "France won.", "The weather was fine.", 0.5},
	} {
		if got := FeaturesOf("en", tt.title, tt.body).Dense[at(tt.name)]; got != tt.want {
			t.Errorf("%s of %q %q: %v, want %v", tt.name, tt.title, tt.body, got, tt.want)
		}
	}
	if got, want := len(FeaturesOf("en", "", "").Dense), len(FeatureNames()); got != want {
		t.Errorf("%d features, %d names", got, want)
	}
}
