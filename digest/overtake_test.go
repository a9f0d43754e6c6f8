package digest

import (
	"strings"
	"testing"
	"time"

	"attache/news"
)

// TestOvertaking holds that a story is led by what happened last where that undoes, or takes up again, what its earlier
// pieces tell, however well these are signed and read; and by the first of equals where nothing is undone.
func TestOvertaking(t *testing.T) {
	for _, c := range []struct {
		name, lang string
		titles     []string // in order of time, an hour apart
		want       int
	}{
		{"tariffs", "en", []string{
			"US tariffs on Swiss watches take effect", "Washington pauses tariffs on Swiss watches for 90 days",
		}, 1},
		{"resumed", "en", []string{
			"Oslo suspends talks with Minsk", "Minsk regrets end of talks", "Oslo resumes talks with Minsk",
		}, 2},
		{"of two that tell it the better", "en", []string{
			"Visit of Kenyan president to Seoul begins", "Kenyan president calls off Seoul visit",
			"Kenya's president cancels visit to Seoul",
		}, 1},
		{"nothing undone", "en", []string{
			"Chad and Niger sign border pact", "Niger's minister praises border pact with Chad",
		}, 0},
		{"all undone at once", "en", []string{"Rome postpones summit with Tunis", "Summit of Rome and Tunis postponed"}, 0},
		{"ru", "ru", []string{"Пошлины на зерно вступили в силу", "Москва приостановила пошлины на зерно"}, 1},
		{"de", "de", []string{
			"Zölle auf Stahl treten in Kraft", "Brüssel setzt Zölle auf Stahl für drei Monate aus",
			"Zölle auf Stahl werden ausgesetzt",
		}, 2},
		{"fr", "fr", []string{"Les droits de douane entrent en vigueur", "Ottawa suspend les droits de douane"}, 1},
		{"es", "es", []string{"Entran en vigor los aranceles", "México suspende los aranceles"}, 1},
		{"tr", "tr", []string{"Gümrük vergileri yürürlüğe girdi", "Ankara gümrük vergilerini askıya aldı"}, 1},
		{"uk", "uk", []string{"Мита набули чинності", "Київ призупинив мита"}, 1},
		{"kk", "kk", []string{"Баж салығы күшіне енді", "Астана баж салығын тоқтатты"}, 1},
		{"ar", "ar", []string{"دخول الرسوم حيز التنفيذ", "عمان تعلن تعليق الرسوم"}, 1},
		{"zh", "zh", []string{"新关税生效", "首尔宣布暂停新关税"}, 1},
		{"pt", "pt", []string{"Tarifas entram em vigor", "Brasília suspende tarifas"}, 1},
	} {
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		p := &candidate{}
		for i, title := range c.titles {
			a := &news.Article{
				URL: "https://news.example/" + title, Title: title, Language: c.lang,
				Outlet: news.Outlet{Name: title}, Published: at.Add(time.Duration(i) * time.Hour),
			}
			if i == 0 {
				a.Authors = []string{"Mira Aldan"}
			}
			p.pieces = append(p.pieces, &piece{a: a, v: &news.Verdict{Score: 0.9, Kept: true}, lang: c.lang})
		}
		describe(p, &news.Material{Digest: news.Digest{Language: "en"}}, at)
		if p.story.Headline != c.titles[c.want] {
			t.Errorf("%s: %q leads, want %q", c.name, p.story.Headline, c.titles[c.want])
		}
		said := len(p.story.Reasons) == 1 && p.story.Reasons[0].Code == "overtakes" &&
			strings.Contains(p.story.Reasons[0].Detail, "“"+c.titles[c.want-min(c.want, 1)]+"”")
		if c.name != "of two that tell it the better" && c.name != "de" && said != (c.want > 0) {
			t.Errorf("%s: the reasons are %v", c.name, p.story.Reasons)
		}
	}
}

// TestCapsScale holds that the caps of outlets and sections leave an issue room where there are few of them, and hold
// as set where somebody set them.
func TestCapsScale(t *testing.T) {
	for _, c := range []struct {
		name              string
		cfg               Config
		sections, outlets int
		section, outlet   int
	}{
		{"one outlet", Config{}, 1, 1, 30, 30},
		{"two", Config{}, 2, 2, 15, 15},
		{"four", Config{}, 4, 4, 8, 8},
		{"many", Config{}, 9, 12, 8, 5},
		{"set", Config{PerSection: 3, PerOutlet: 2}, 1, 1, 3, 2},
	} {
		var all []*candidate
		for i := range 24 {
			name := func(kind string, of int) string { return kind + string(rune('a'+i%of)) }
			p := &candidate{}
			p.story.Section = name("s", c.sections)
			p.story.Lead = news.Piece{URL: "https://" + name("o", c.outlets) + ".example/1", Outlet: name("O", c.outlets)}
			all = append(all, p)
		}
		if section, outlet := editor(c.cfg).caps(all, 15); section != c.section || outlet != c.outlet {
			t.Errorf("%s: %d of a section and %d of an outlet, want %d and %d", c.name, section, outlet, c.section, c.outlet)
		}
	}
}
