package templates

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"attache/news"
)

func wordsOf(t *testing.T, lang string) *words {
	t.Helper()
	c, err := readCatalogues(nil)
	if err != nil {
		t.Fatal(err)
	}
	return newWords(lang, c)
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		lang, key string
		n         int
		want      string
	}{
		{"en", "stories", 1, "1 story"},
		{"en", "stories", 0, "0 stories"},
		{"en", "stories", 21, "21 stories"},
		{"ru", "stories", 1, "1 сюжет"},
		{"ru", "stories", 2, "2 сюжета"},
		{"ru", "stories", 5, "5 сюжетов"},
		{"ru", "stories", 11, "11 сюжетов"},
		{"ru", "stories", 21, "21 сюжет"},
		{"ru", "stories", 22, "22 сюжета"},
		{"ru", "stories", 112, "112 сюжетов"},
		{"ru", "stories", 0, "0 сюжетов"},
		{"ru", "minutes", 34, "34 мин"},
		{"ru", "note_silent", 1, "молчит 1 день"},
		{"ru", "note_silent", 3, "молчит 3 дня"},
		{"ru", "note_silent", 14, "молчит 14 дней"},
		{"ru", "more_web", 101, "Ещё 101 сюжет на сайте"},
		{"ru", "more_web", 3, "Ещё 3 сюжета на сайте"},
		{"kk", "stories", 1, "1 жаңалық"},
		{"kk", "stories", 15, "15 жаңалық"},
		{"kk", "note_silent", 4, "4 күннен бері жаңалық жоқ"},
		{"tr", "stories", 1, "1 haber"},
		{"tr", "stories", 15, "15 haber"},
		{"tr", "note_silent", 4, "4 gündür yeni yazı yok"},
		{"en", "kept", 1312, "1,312 articles seen, 24 kept"},
		{"tr", "kept", 1312, "1.312 yazı incelendi, 24 tanesi seçildi"},
		{"ru", "kept", 1, "просмотрена 1 статья, отобрано 24"},
		{"ru", "read", 21, "Удалось прочитать 18 из 21 источника"},
		{"ru", "read", 20, "Удалось прочитать 18 из 20 источников"},
	} {
		w := wordsOf(t, c.lang)
		got, err := w.countWord(c.key, c.n, "kept", 24, "read", 18)
		if got = strings.ReplaceAll(got, nbsp, " "); err != nil || got != c.want {
			t.Errorf("%s %s %d: %q %v, want %q", c.lang, c.key, c.n, got, err, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, time.November, 23, 7, 5, 0, 0, time.UTC)
	for lang, want := range map[string][3]string{
		"en": {"Monday, 23 November 2026", "23 November, 07:05", "1 March 2022"},
		"ru": {"Понедельник, 23 ноября 2026 г.", "23 ноября, 07:05", "1 марта 2022 г."},
		"kk": {"2026 жылғы 23 қараша, дүйсенбі", "23 қараша, 07:05", "2022 жылғы 1 наурыз"},
		"tr": {"23 Kasım 2026 Pazartesi", "23 Kasım, 07:05", "1 Mart 2022"},
	} {
		w := wordsOf(t, lang)
		old := time.Date(2022, time.March, 1, 0, 0, 0, 0, time.UTC)
		if got := [3]string{w.long(at), w.clock(at, at), w.day(old, at)}; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestZone(t *testing.T) {
	for name, want := range map[string]string{
		"Asia/Almaty": "UTC+5", "UTC": "UTC", "Asia/Kolkata": "UTC+5:30",
		"America/St_Johns": "UTC−3:30", "America/New_York": "UTC−5",
	} {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := zone(time.Date(2026, time.January, 1, 0, 0, 0, 0, z)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ lang, code, country, kicker string }{
		{"en", "TR", "Türkiye", "TÜRKİYE"},
		{"ru", "TR", "Турция", "ТУРЦИЯ"},
		{"kk", "TR", "Түркия", "ТҮРКИЯ"},
		{"tr", "TR", "Türkiye", "TÜRKİYE"},
		{"en", "KZ", "Kazakhstan", "KAZAKHSTAN"},
		{"tr", "KZ", "Kazakistan", "KAZAKİSTAN"},
		{"kk", "KZ", "Қазақстан", "ҚАЗАҚСТАН"},
		{"ru", "KG", "Кыргызстан", "КЫРГЫЗСТАН"},
		{"ru", "US", "США", "США"},
		{"tr", "US", "ABD", "ABD"},
		{"en", "MK", "North Macedonia", "NORTH MACEDONIA"},
		{"en", "XK", "Kosovo", "KOSOVO"},
		{"en", "ZZZ", "ZZZ", "ZZZ"},
		{"en", "", "", ""},
	} {
		w := wordsOf(t, c.lang)
		if got := w.country(c.code); got != c.country {
			t.Errorf("%s %s: %q, want %q", c.lang, c.code, got, c.country)
		}
		if got := w.kicker(c.code); got != c.kicker {
			t.Errorf("%s %s: %q, want %q", c.lang, c.code, got, c.kicker)
		}
	}
	for _, c := range []struct{ lang, code, want string }{
		{"en", "kk-Latn", "Kazakh (Latin)"},
		{"ru", "ky", "кыргызский"},
		{"tr", "ru", "Rusça"},
		{"kk", "en", "ағылшын тілі"},
		{"en", "", ""},
		{"en", "not a language", ""},
	} {
		if got := wordsOf(t, c.lang).language(c.code); got != c.want {
			t.Errorf("%s calls %s %q, want %q", c.lang, c.code, got, c.want)
		}
	}
	for _, c := range []struct{ lang, key, want string }{
		{"en", "central-asia", "Central Asia"},
		{"ru", "south-caucasus", "Южный Кавказ"},
		{"en", "KZ", "Kazakhstan"},
		{"tr", "kz", "Kazakistan"},
		{"en", "new-zone", "New Zone"},
	} {
		if got := wordsOf(t, c.lang).section(c.key); got != c.want {
			t.Errorf("%s calls section %s %q, want %q", c.lang, c.key, got, c.want)
		}
	}
}

func TestUpdateLine(t *testing.T) {
	now := time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC) // a Monday
	for _, c := range []struct {
		lang string
		st   news.Story
		want string
	}{
		{"en", news.Story{}, ""},
		{"en", news.Story{UpdateOf: 3}, "Update to an earlier story"},
		{"en", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -6)}, "Update to Tuesday’s story"},
		{"en", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -7)}, "Update to the story of 16 November"},
		{"en", news.Story{UpdateOf: 3, UpdateAt: now.Add(-time.Hour)}, "Update to the story of 23 November"},
		{"ru", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -5)}, "Продолжение сюжета от среды"},
		{"ru", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -9)}, "Продолжение сюжета от 14 ноября"},
		{"kk", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -3)}, "Жұмадағы жаңалықтың жалғасы"},
		{"tr", news.Story{UpdateOf: 3, UpdateAt: now.AddDate(0, 0, -1)}, "Pazar günkü haberin devamı"},
	} {
		s := renderer{words: wordsOf(t, c.lang), zone: time.UTC, now: now}
		if got := s.update(c.st); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

func TestCoverageLine(t *testing.T) {
	now := time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC)
	s := renderer{words: wordsOf(t, "en"), zone: time.UTC, now: now}
	got := s.coverage(news.Coverage{Sources: 20, Read: 18, Notes: []news.CoverageNote{
		{Outlet: "A+ Analytics", State: news.PollOK, Since: now.Add(-4*24*time.Hour - time.Hour)},
		{Outlet: "X", State: news.PollRefused, Status: 403},
		{Outlet: "Loud", State: news.PollOK, Left: 12, Cut: 30},
		{Outlet: "Long", State: news.PollOK, Cut: 1},
	}})
	if want := "18 of 20 sources could be read; A+ Analytics: nothing for 4 days; X: 403; Loud: 12 articles beyond " +
		"the limit " +
		"left out, 30 overlong articles cut; Long: 1 overlong article cut."; len(got) != 1 ||
		strings.ReplaceAll(got[0], nbsp, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
	many := []news.Failure{{Outlet: "A"}, {Outlet: "A"}, {Outlet: "B"}, {}, {Outlet: "C"}, {Outlet: "D"}}
	for _, tt := range []struct {
		lang   string
		failed []news.Failure
		want   string
	}{
		{"en", many[:1], "1 article could not be processed and is left out (A)."},
		{"en", many, "6 articles could not be processed and are left out (A, B, C, D)."},
		{"ru", many[:2], "2 статьи не удалось обработать, они не вошли в выпуск (A)."},
		{"kk", many[3:4], "1 мақаланы өңдеу мүмкін болмады, ол енгізілмеді."},
		{"tr", many[:3], "3 yazı işlenemedi ve alınmadı (A, B)."},
	} {
		s := renderer{words: wordsOf(t, tt.lang), zone: time.UTC, now: now}
		if got := s.coverage(news.Coverage{Sources: 1, Read: 1, Failed: tt.failed}); len(got) != 2 ||
			strings.ReplaceAll(got[1], nbsp, " ") != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// TestHostileCatalogue: an operator's catalogue made to eat memory is refused, not read.
func TestHostileCatalogue(t *testing.T) {
	for _, doc := range []string{
		strings.Repeat("[", 100_000), strings.Repeat("- ", 100_000),
		strings.Repeat("{a: ", 50_000),
	} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "i18n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "i18n", "ru.yaml"), []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := New(Config{Dir: dir})
		runtime.ReadMemStats(&after)
		var invalid *news.InvalidError
		if !errors.As(err, &invalid) || (after.TotalAlloc-before.TotalAlloc)>>20 > 256 {
			t.Errorf("%.10q: %d MB, %v", doc, (after.TotalAlloc-before.TotalAlloc)>>20, err)
		}
	}
}

// TestIncompleteLanguage takes each part out of a catalogue: the mistake names the file and what is missing.
func TestIncompleteLanguage(t *testing.T) {
	built, err := readCatalogues(nil)
	if err != nil {
		t.Fatal(err)
	}
	english := built["en"]
	for part, c := range map[string]struct {
		without func(*catalogue)
		want    string
	}{
		"nothing": {func(*catalogue) {}, ""},
		"name":    {func(c *catalogue) { c.Name = "" }, "The name of the language"},
		"a text": {
			func(c *catalogue) { c.Text = less(c.Text, "unsubscribe") },
			`The text "unsubscribe" is missing`,
		},
		"a date":  {func(c *catalogue) { c.Dates = less(c.Dates, "long") }, `The text "long" is missing`},
		"a count": {func(c *catalogue) { c.Count = less(c.Count, "stories") }, `The count "stories" is missing`},
		"a plural form": {
			func(c *catalogue) { c.Count = with(c.Count, "stories", map[string]string{"one": "{n}"}) },
			`no form "other"`,
		},
		"a region": {
			func(c *catalogue) { c.Regions = less(c.Regions, "gulf") },
			`The name of the region "gulf" is missing`,
		},
		"months":      {func(c *catalogue) { c.Months = c.Months[1:] }, "months has 11 entries, not 12"},
		"weekdays":    {func(c *catalogue) { c.Weekdays = nil }, "weekdays has 0 entries, not 7"},
		"update days": {func(c *catalogue) { c.UpdateDays = nil }, "update_days has 0 entries, not 7"},
	} {
		mine := english
		c.without(&mine)
		switch err := mine.check("i18n/xx.yaml", nil, language.MustParse("en"), english, true); {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("without %s: %v, want %q", part, err, c.want)
		case err != nil:
			var bad *news.InvalidError
			if !errors.As(err, &bad) || !strings.HasPrefix(bad.Field, "i18n/xx.yaml") {
				t.Errorf("without %s: %v does not name the file", part, err)
			}
		}
	}
}

func less[V any](m map[string]V, key string) map[string]V {
	m = maps.Clone(m)
	delete(m, key)
	return m
}

func with[V any](m map[string]V, key string, v V) map[string]V {
	m = maps.Clone(m)
	m[key] = v
	return m
}

// TestLanguageTable holds news.Languages and the catalogues to each other.
func TestLanguageTable(t *testing.T) {
	files, err := filepath.Glob("i18n/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if code := strings.TrimSuffix(filepath.Base(f), ".yaml"); !slices.Contains(news.Languages, code) {
			t.Errorf("%s is there, and news.Languages lacks the row %q", f, code)
		}
	}
	seen := map[string]string{}
	for _, code := range news.Languages {
		name := wordsOf(t, code).names[code]
		if other, twice := seen[name]; twice {
			t.Errorf("i18n/%s.yaml and i18n/%s.yaml have the same name, %q", code, other, name)
		}
		seen[name] = code
	}
}

// TestEveryWordIsUsed holds that a catalogue has no text that no template and no code asks for.
func TestEveryWordIsUsed(t *testing.T) {
	files, _, err := gather("")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for name, src := range files {
		if !strings.HasPrefix(name, "i18n/") {
			all.Write(src)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../web/*.go") // these name the keys of error pages
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(sources, pages...) {
		if src, err := os.ReadFile(name); err == nil && !strings.HasSuffix(name, "_test.go") {
			all.Write(src)
		}
	}
	used := all.String()
	c := wordsOf(t, "en").c
	for _, key := range append(slices.Sorted(maps.Keys(c.Text)), slices.Sorted(maps.Keys(c.Count))...) {
		whole := strings.Contains(used, `"`+key+`"`)
		for _, made := range []string{"note_", "unread_", "unsubscribed", "undone"} { // these end in a state
			whole = whole || strings.HasPrefix(key, made)
		}
		if !whole {
			t.Errorf("no template and no code asks for %q", key)
		}
	}
}

// TestKickers holds what stands above a headline: at most three names, as digest chose them, or of a story that was
// composed before it did its first countries and its organisation.
func TestKickers(t *testing.T) {
	s := renderer{words: wordsOf(t, "en"), zone: time.UTC}
	for _, c := range []struct {
		countries    []string
		organisation string
		parties      string
		want         string
	}{
		{[]string{"RU"}, "EU", "EU central-asia RU", "EU · CENTRAL ASIA · RUSSIA"},
		{[]string{"KZ", "KG", "TJ", "TM", "UZ"}, "", "central-asia", "CENTRAL ASIA"},
		{[]string{"IR", "GB", "FR", "DE"}, "", "IR E3", "IRAN · E3"},
		{nil, "", "KZ KG TJ TM", "KAZAKHSTAN · KYRGYZSTAN · TAJIKISTAN"},
		{[]string{"RU"}, "EU", "", "RUSSIA · EU"},
		{[]string{"AZ", "PK", "AM"}, "UN", "", "AZERBAIJAN · PAKISTAN · ARMENIA"},
		{[]string{"US", "TR", "RU", "UA"}, "", "", "UNITED STATES · TÜRKİYE · RUSSIA"},
		{[]string{"KZ", "KG", "TJ", "TM", "UZ"}, "", "", "KAZAKHSTAN · KYRGYZSTAN · TAJIKISTAN"},
		{nil, "EU", "", "EU"},
		{nil, "Turkic Academy", "", "TURKIC ACADEMY"},
	} {
		st := news.Story{Countries: c.countries, Organisation: c.organisation, Parties: strings.Fields(c.parties)}
		if got := s.kickers(&st); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.countries, c.organisation, got, c.want)
		}
	}
}

// TestFurtherCoverage groups outlets by language: the letter's own first, the others with their language behind them.
func TestFurtherCoverage(t *testing.T) {
	also := []pieceView{
		{Outlet: "Вестник", Language: "Russian"},
		{Outlet: "Wire"},
		{Outlet: "Postası", Language: "Turkish"},
		{Outlet: "Курьер", Language: "Russian"},
		{Outlet: "Gazette"},
	}
	joinByLanguage(also)
	got := ""
	for _, p := range also {
		got += p.Join + p.Outlet + p.After
	}
	if want := "Wire, Gazette; Вестник, Курьер (Russian); Postası (Turkish)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
