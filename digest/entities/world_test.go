package entities

import (
	_ "embed"
	"strings"
	"testing"

	"attache/news"
)

// worldTable is how the countries of the world are named within sentences, bodiesTable how international organisations
// are, leadersTable how leaders are.
var (
	//go:embed testdata/countries.tsv
	worldTable string
	//go:embed testdata/organisations.tsv
	bodiesTable string
	//go:embed testdata/people.tsv
	leadersTable string
)

// frames are sentences that name nobody but what stands at their %.
var frames = map[string]string{
	"en": "Officials said % envoys met today.", "ru": "По словам чиновников, в ходе встречи % обсудили торговлю.",
	"uk": "За словами посадовців, під час зустрічі % обговорили торгівлю.", "kk": "Бүгін % өкілдері келіссөз жүргізді.",
	"ky": "Бүгүн % өкүлдөрү сүйлөшүү жүргүздү.", "tr": "Bugün % yetkilileri görüşme yaptı.",
	"az": "Bu gün % nümayəndələri danışıqlar aparıb.",
	"uz": "Bugun % vakillari muzokara olib bordi.", "ar": "التقى الوزير % مع نظيره", "zh": "昨日%代表与外长举行会谈。",
}

// eachNamed holds a table of codes and, by language, their forms to what is found in the frames, and counts its rows.
func eachNamed(t *testing.T, table string, found func(Mentions) []news.Mention) int {
	t.Helper()
	var languages []string
	rows := 0
	for line := range strings.Lines(table) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if col[0] == "# code" {
			languages = col[1:]
		}
		if line[0] == '#' {
			continue
		}
		rows++
		for i, lang := range languages {
			for form := range strings.SplitSeq(col[i+1], ";") {
				if form == "-" {
					continue
				}
				if got := ids(found(Find(lang, "", strings.Replace(frames[lang], "%", form, 1)))); got != col[0] {
					t.Errorf("%s %q: found %q, want %s", lang, form, got, col[0])
				}
			}
		}
	}
	if len(languages) != len(frames) {
		t.Errorf("%d languages, want %d", len(languages), len(frames))
	}
	return rows
}

func TestEveryCountryOfTheWorld(t *testing.T) {
	if n := eachNamed(t, worldTable, func(m Mentions) []news.Mention { return m.Countries }); n < 195 {
		t.Errorf("%d countries, want all", n)
	}
}

func TestInternationalOrganisations(t *testing.T) {
	if n := eachNamed(t, bodiesTable, func(m Mentions) []news.Mention { return m.Organisations }); n < 60 {
		t.Errorf("%d organisations: the list has shrunk", n)
	}
}

func TestLeaders(t *testing.T) {
	if n := eachNamed(t, leadersTable, func(m Mentions) []news.Mention { return m.People }); n < 24 {
		t.Errorf("%d leaders: the list has shrunk", n)
	}
}

func TestKindsOfNaming(t *testing.T) {
	for _, c := range []struct{ lang, text, country, as string }{
		{"kk", "Бүгін венгриялық дипломаттар келді.", "HU", "demonym"},
		{"ky", "Бүгүн шри-ланкалыктар келди.", "LK", "demonym"},
		{"tr", "Bugün Cezayirli diplomatlar geldi.", "DZ", "demonym"},
		{"uz", "Bugun serbiyalik vakillar keldi.", "RS", "demonym"},
		{"tr", "Bugün Ankaralı esnaf konuştu.", "TR", "capital"},
		{"en", "Talks with Itamaraty went on.", "BR", "government"},
		{"zh", "中南海没有回应。", "CN", "government"},
		{"en", "Magyar's predecessor is gone; Péter Magyar was sworn in.", "HU", "leader"},
	} {
		got := Find(c.lang, "", c.text).Countries
		if len(got) != 1 || got[0].ID != c.country || got[0].As != c.as {
			t.Errorf("%s %q: %+v, want %s as %s", c.lang, c.text, got, c.country, c.as)
		}
	}
}

func TestACityGivesWayToTheLandOfItsName(t *testing.T) {
	for lang, text := range map[string]string{
		"en": "Israel struck Gaza.", "ru": "Удары по сектору Газа и Газе.",
		"kk": "Газада атыс болды.",
	} {
		if got := ids(Find(lang, "", text).Regions); got != "Gaza" {
			t.Errorf("%s %q: regions %q, want Gaza", lang, text, got)
		}
	}
}
