package entities

import (
	"slices"
	"strings"
	"testing"

	"attache/news"
)

func ids(ms []news.Mention) string {
	var out []string
	for _, m := range ms {
		out = append(out, m.ID)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestCountries(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		// inflected names
		{"ru", "Делегация Казахстана прибыла в Турцию.", "KZ TR"},
		{"kk", "Түркиядан келген қонақтар Қазақстанның елордасында болды.", "KZ TR"},
		{"tr", "Türkiye'nin ve Kazakistan’ın bakanları görüştü.", "KZ TR"},
		{"ky", "Кыргызстандын жана Өзбекстандын президенттери жолугушту.", "KG UZ"},
		{"uz", "Oʻzbekistonda va Qirg'izistonda saylov o'tdi.", "KG UZ"},
		{"az", "Türkiyənin və Gürcüstanın nazirləri görüşüb.", "GE TR"},
		{"uk", "Міністри Польщі та Німеччини зустрілися у Варшаві.", "DE PL"},
		{"ar", "زار وزير الخارجية التركي موسكو والتقى نظيره الروسي.", "RU TR"},
		{"zh", "中美两国外长在北京举行会谈。", "CN US"},
		{"az", "Birləşmiş Krallığın səfiri gəldi.", "GB"},
		// demonyms, and what only looks like one
		{"en", "Kazakh and Turkish officials met.", "KZ TR"},
		{"kk", "Кездесуге италиялық және ресейлік кәсіпкерлер келді.", "IT RU"},
		{"en", "The book was published in Spanish, Italian and Japanese.", ""},
		{"ru", "Книга вышла на испанском языке.", ""},
		{"tr", "Kitap İspanyolca ve Fransızca yayımlandı.", ""},
		{"en", "The fee is US$30, or 40 Australian dollars.", ""},
		// capitals and governments
		{"en", "Ankara and the Kremlin disagree.", "RU TR"},
		{"ru", "В Акорде и Белом доме подтвердили визит.", "KZ US"},
		{"kk", "Ақорда мәлімдеді: Мәскеу келісті.", "KZ RU"},
		// leaders in office speak for their country
		{"ru", "Путин и Эрдоган обсудили поставки зерна.", "RU TR"},
		// homonyms
		{"en", "Georgia signed the treaty with Armenia.", "AM GE"},
		{"en", "The governor of Georgia spoke in Atlanta.", ""},
		{"en", "Michael Jordan scored 40 points.", ""},
		{"en", "Roast turkey is served at Thanksgiving.", ""},
		{"en", "Turkey recalled its ambassador.", "TR"},
		{"ru", "Того и гляди начнётся дождь. Кроме того, холодно.", ""},
		{"ru", "Президент Того прибыл в Ломе.", "TG"},
		{"ky", "Ал гана эмес, баары келди. Гана жакшы болду.", ""},
		{"tr", "Mali müşavirler toplandı. Mali disiplin sürüyor.", ""},
		{"tr", "Fransa, Mali'nin başkenti Bamako'dan çekildi.", "FR ML"},
		{"zh", "发展中国家的旅行者常去印度洋。", ""},
		{"en", "They sailed the Indian Ocean and the Gulf of Mexico to New Mexico.", ""},
		// acronyms stand as written
		{"kk", "АҚШ-тың елшісі БАӘ-ге барды.", "AE US"},
		{"en", "Give us a break; the US and the U.K. agreed.", "GB US"},
		{"ru", "США и КНР договорились.", "CN US"},
		{"en", "GIVE US A BREAK, SAYS COACH", ""},
		{"en", "US AND CHINA SIGN TRADE PACT", "CN US"},
		{"kk", "Qatar Airways және Turkish Airlines ұшады.", "QA TR"},
	} {
		if got := ids(Find(c.lang, "", c.text).Countries); got != c.want {
			t.Errorf("%s %q: countries %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

func TestMentions(t *testing.T) {
	title := "Turkic Council becomes OTS"
	body := "The Organization of Turkic States (OTG) met in Ankara. R. Erdogan spoke of Karabakh; the EU and the " +
		"CSTO sent observers. Kazakhstan came."
	m := Find("en", title, body)
	if got := ids(m.Organisations); got != "CSTO EU OTS" {
		t.Errorf("organisations %q", got)
	}
	if got := ids(m.People) + "|" + ids(m.Regions) + "|" +
		ids(m.Countries); got != "Recep Tayyip Erdogan|Karabakh|KZ TR" {
		t.Errorf("people, regions and countries %q", got)
	}
	if o := m.Organisations[0]; o.ID != "OTS" || o.Count != 4 || o.Text != "Turkic Council" || o.Start != 0 {
		t.Errorf("first organisation %+v, want OTS four times from the title on", o)
	}
	whole := title + "\n\n" + body
	for _, c := range m.Countries {
		if !strings.HasPrefix(whole[c.Start:], c.Text) {
			t.Errorf("%+v does not stand at its place", c)
		}
		if want := map[string]string{"TR": "capital", "KZ": "name"}[c.ID]; c.As != want {
			t.Errorf("%s is named as %q, want %q", c.ID, c.As, want)
		}
	}
}

func TestHomonymsAmongOrganisations(t *testing.T) {
	if got := ids(Find("en", "",
		"The protest started around 11:00 local time (UTC+1) on the square.").Organisations); got != "" {
		t.Errorf("the clock is taken for %s", got)
	}
	if got := ids(Find("en", "",
		"Turkey and other members of the UTC met in Kazakhstan.").Organisations); got != "OTS" {
		t.Errorf("organisations %q, want OTS", got)
	}
}

func TestTablesAreWellFormed(t *testing.T) {
	for name, c := range map[string]struct {
		table   string
		columns int
	}{
		"names.tsv": {namesTable, 4}, "countries.tsv": {countriesTable, 4}, "organisations.tsv": {
			organisationsTable,
			3,
		},
		"people.tsv": {peopleTable, 5}, "regions.tsv": {regionsTable, 3}, "homonyms.tsv": {homonymsTable, 3},
	} {
		n := 0
		for line := range strings.Lines(c.table) {
			n++
			line = strings.TrimRight(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if len(strings.Split(line, "\t")) < c.columns {
				t.Errorf("%s, line %d: fewer than %d columns", name, n, c.columns)
			}
			if strings.Contains(line, ";;") || strings.HasSuffix(line, ";") {
				t.Errorf("%s, line %d: an empty form", name, n)
			}
		}
	}
}

func FuzzEntities(f *testing.F) {
	f.Add("en", "Turkey and the U.S.", "Kazakhstan's OTG")
	f.Add("zh", "中美", "U.S. 中国")
	f.Add("ar", "للقدس", "وبالصين")
	f.Add("kk", "АҚШ", "\xff\xfe")
	f.Fuzz(func(t *testing.T, lang, title, body string) {
		m := Find(lang, title, body)
		s := Join(title, body)
		for _, list := range [][]news.Mention{m.Countries, m.Organisations, m.People, m.Regions} {
			for _, x := range list {
				if !strings.HasPrefix(s[x.Start:], x.Text) || x.Text == "" || x.Count < 1 {
					t.Fatalf("%+v does not stand in %q", x, s)
				}
			}
		}
	})
}

func BenchmarkEntities(b *testing.B) {
	for b.Loop() {
		Find("ru", "Путин и Эрдоган обсудили поставки зерна",
			"Президент России Владимир Путин и президент Турции обсудили поставки зерна через Чёрное море и "+
				"положение в Сирии.")
	}
}

// TestElidedAcronyms finds acronyms behind the elided articles of French and Italian.
func TestElidedAcronyms(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"fr", "L'UE et l’ONU signent un accord avec l'OTAN", "EU NATO UN"},
		{"fr", "Un accord d'UE à UE", "EU"},
		{"it", "L'UE e l'ONU, dice un inviato dell'OSCE", "EU OSCE UN"},
		{"fr", "l'ue et l'onu", ""},
		{"fr", "L'UEFA et l'ONUDI", ""},
		{"en", "D'ONU", ""},
	} {
		var got []string
		for _, m := range Find(c.lang, "", c.text).Organisations {
			got = append(got, m.ID)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.text, got, c.want)
		}
	}
}
