package digest

import (
	"strings"
	"testing"
	"time"

	"attache/digest/entities"
	"attache/news"
)

// partiesOf names whom a story of one piece is about, and returns its countries and section too.
func partiesOf(lang, title, body string) *news.Story {
	m := entities.Find(lang, title, body)
	p := &candidate{pieces: []*piece{{
		a: &news.Article{Title: title, Language: lang}, body: body, lang: lang,
		v: &news.Verdict{Countries: m.Countries, Organisations: m.Organisations, People: m.People, Regions: m.Regions},
	}}}
	describe(p, &news.Material{}, time.Now())
	return &p.story
}

// TestParties holds the names above a headline to three: countries, organisations, and groups of states as one.
func TestParties(t *testing.T) {
	for _, c := range []struct{ lang, title, body, want, section string }{
		{
			"en", "EU and Central Asian foreign ministers meet in Samarkand on raw materials and sanctions",
			"SAMARKAND — Foreign ministers of the five Central Asian states met the European Union's foreign policy chief in " +
				"Samarkand on Monday to discuss critical raw materials, transport and the enforcement of sanctions against Russia.",
			"EU central-asia RU", "central-asia",
		},
		{
			"en", "Five presidents sign a treaty on water",
			"The presidents of Uzbekistan, Turkmenistan, Tajikistan, Kazakhstan and Kyrgyzstan signed a treaty on water.",
			"central-asia", "central-asia",
		},
		{
			"ru", "Министры делят воду", "Министры энергетики Казахстана, Киргизии, Таджикистана и Узбекистана делят воду.",
			"central-asia", "central-asia",
		},
		{
			"en", "Iran and three European powers talk in Geneva",
			"Iran, Britain, France and Germany talked about the nuclear programme in Geneva on Monday.", "IR E3", "",
		},
		{
			"en", "Ministers agree on a bank",
			"The finance ministers of Brazil, Russia, India, China and South Africa agreed on a bank.", "BRICS", "",
		},
		{
			"en", "NATO sends jets to Estonia, Latvia and Lithuania",
			"NATO will send jets to Estonia, Latvia and Lithuania, it said on Monday.", "NATO baltics", "europe",
		},
		{
			"en", "Austria, Portugal, Chile and Japan sign a pact on seeds",
			"Austria, Portugal, Chile and Japan signed a pact on seeds on Monday.", "AT PT CL", "",
		},
		{
			"ru", "Лидеры стран Центральной Азии встретились с Си Цзиньпином",
			"Президенты пяти стран Центральной Азии в понедельник провели переговоры с председателем КНР Си Цзиньпином.",
			"central-asia CN", "central-asia",
		},
		{
			"tr", "AB ile Orta Asya ülkeleri Semerkant'ta buluştu",
			"Avrupa Birliği ile Orta Asya ülkelerinin dışişleri bakanları pazartesi günü Semerkant'ta bir araya geldi.",
			"EU central-asia", "central-asia",
		},
		{
			"kk", "Орталық Азия елдерінің президенттері Астанада кездесті",
			"Орталық Азия мемлекеттерінің президенттері дүйсенбіде Астанада кездесті.", "central-asia", "central-asia",
		},
		{
			"de", "Zentralasiatische Präsidenten beraten mit der EU",
			"Die Präsidenten der zentralasiatischen Staaten berieten am Montag mit der Europäischen Union über Rohstoffe.",
			"central-asia EU", "central-asia",
		},
		{
			"zh", "中国与中亚五国外长会议在西安举行", "中国与中亚五国外长会议星期六在西安举行，讨论口岸通关时间。",
			"CN central-asia", "central-asia",
		},
		{
			"en", "Poland and the Baltic states close their border to Belarus",
			"Poland, Estonia, Latvia and Lithuania closed their borders to Belarus on Monday.", "PL baltics BY", "",
		},
		{ // a place is no party
			"en", "Russia builds a gas pipeline through Central Asia",
			"Russia began to build a pipeline in Central Asia on Monday.", "RU", "russia",
		},
		{
			"en", "Kazakhstan hosts summit of Central Asian leaders",
			"Kazakhstan received the leaders of Central Asia on Monday.", "KZ central-asia", "central-asia",
		},
		{
			"en", "Five Eyes warn of a new spy programme",
			"The United States, Britain, Canada, Australia and New Zealand warned of a new programme on Monday.",
			"five-eyes", "",
		},
		{
			"fr", "Les pays du Golfe condamnent l’attaque iranienne",
			"Les pays du Golfe ont condamné lundi l’attaque de l’Iran.", "gulf IR", "middle-east",
		},
		{
			"fr", "L'UE et les pays d'Asie centrale signent un accord",
			"L'Union européenne et les cinq pays d'Asie centrale ont signé lundi un accord à Samarcande.",
			"EU central-asia", "central-asia",
		},
		{
			"de", "Baltische Staaten fordern mehr Truppen von der Nato",
			"Die baltischen Staaten fordern von der Nato mehr Truppen.", "baltics NATO", "europe",
		},
		{
			"en", "G7 agrees on a loan for Ukraine",
			"The finance ministers of the United States, Canada, Britain, France, Germany, Italy and Japan agreed on a loan " +
				"for Ukraine.", "G7 UA", "",
		},
		{
			"en", "C5+1 ministers meet in Washington",
			"The foreign ministers of Kazakhstan, Kyrgyzstan, Tajikistan, Turkmenistan and Uzbekistan met the US secretary of " +
				"state in Washington on Monday.", "C5+1 US", "central-asia",
		},
		{ // not its states
			"ru", "В Центральной Азии растёт спрос на газ, заявил Газпром",
			"Спрос на газ в Центральной Азии вырос на треть, сообщил Газпром.", "RU", "",
		},
		{
			"kk", "Еуропалық одақ пен Орталық Азия елдері келісімге қол қойды",
			"Еуропалық одақ пен Орталық Азия елдерінің министрлері Самарқанда келісімге қол қойды.", "EU central-asia",
			"central-asia",
		},
		{
			"es", "Los países centroamericanos acuerdan una aduana común",
			"Guatemala, Honduras, El Salvador, Nicaragua y Costa Rica acordaron el lunes una aduana común.", "central-america",
			"americas",
		},
		{
			"ar", "وزراء خارجية دول الخليج يجتمعون مع نظيرهم الإيراني",
			"اجتمع وزراء خارجية دول الخليج يوم الاثنين مع وزير الخارجية الإيراني.", "gulf IR", "middle-east",
		},
	} {
		s := partiesOf(c.lang, c.title, c.body)
		if got := strings.Join(s.Parties, " "); got != c.want || len(s.Parties) > mostParties {
			t.Errorf("%s: %s, want %s (countries %v, organisation %q)", c.title, got, c.want, s.Countries, s.Organisation)
		}
		if c.section != "" && s.Section != c.section {
			t.Errorf("%s: stands under %s, want %s", c.title, s.Section, c.section)
		}
	}
}
