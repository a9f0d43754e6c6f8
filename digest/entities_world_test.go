package digest

import (
	_ "embed"
	"strings"
	"testing"
)

// worldTable is how the countries of the world are named within sentences.
//
//go:embed testdata/countries.tsv
var worldTable string

func TestEveryCountryOfTheWorld(t *testing.T) {
	frames := map[string]string{
		"en": "Officials said % envoys met today.", "ru": "По словам чиновников, в ходе встречи % обсудили торговлю.",
		"uk": "За словами посадовців, під час зустрічі % обговорили торгівлю.", "kk": "Бүгін % өкілдері келіссөз жүргізді.",
		"ky": "Бүгүн % өкүлдөрү сүйлөшүү жүргүздү.", "tr": "Bugün % yetkilileri görüşme yaptı.", "az": "Bu gün % nümayəndələri danışıqlar aparıb.",
		"uz": "Bugun % vakillari muzokara olib bordi.", "ar": "التقى الوزير % مع نظيره", "zh": "昨日%代表与外长举行会谈。",
	}
	var languages []string
	countries := 0
	for line := range strings.Lines(worldTable) {
		col := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if col[0] == "# code" {
			languages = col[1:]
		}
		if line[0] == '#' {
			continue
		}
		countries++
		for i, lang := range languages {
			for form := range strings.SplitSeq(col[i+1], ";") {
				if form == "-" {
					continue
				}
				if got := ids(Entities(lang, "", strings.Replace(frames[lang], "%", form, 1)).Countries); got != col[0] {
					t.Errorf("%s %q: countries %q, want %s", lang, form, got, col[0])
				}
			}
		}
	}
	if countries < 195 || len(languages) != 10 {
		t.Errorf("%d countries in %d languages, want all", countries, len(languages))
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
		got := Entities(c.lang, "", c.text).Countries
		if len(got) != 1 || got[0].ID != c.country || got[0].As != c.as {
			t.Errorf("%s %q: %+v, want %s as %s", c.lang, c.text, got, c.country, c.as)
		}
	}
}

func TestACityGivesWayToTheLandOfItsName(t *testing.T) {
	for lang, text := range map[string]string{"en": "Israel struck Gaza.", "ru": "Удары по сектору Газа и Газе.", "kk": "Газада атыс болды."} {
		if got := ids(Entities(lang, "", text).Regions); got != "Gaza" {
			t.Errorf("%s %q: regions %q, want Gaza", lang, text, got)
		}
	}
}
