package eval

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	xlanguage "golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"attache/cmd/lab/internal/dataset"
	"attache/digest/entities"
	"attache/news"
	"attache/text"
)

// kazakhMeasure measures the tables of entities on Kazakh sentences with tagged spans (places, peoples, organisations,
// persons …), which say nothing of which country or leader is meant. That is decided by name: a place is a country when
// it begins with a name CLDR has for one in Kazakh or Russian, or with one of otherCountries; peoples, organisations
// and leaders are those of the lists below, made by reading every distinct span, not from the product's tables. The
// English are left out, since their word mostly names a language, and so is "qazaqşa", in the Kazakh manner.
//
// Recall is the share of those spans whose entity is found in their sentence. Precision is the share of mentions, one
// for each entity of a sentence, that lie where they may: a country or an organisation on a tagged span that is no
// person and, where that names a country, no other one; people on persons.
var kazakhMeasure = measure{
	name: "entities-kk", task: "mentions",
	cases: func(data string) ([]any, error) {
		rows, err := dataset.Read[taggedSentence](kazakhFile(data))
		if err != nil {
			return nil, err
		}
		var out []any
		for _, r := range rows {
			out = append(out, textCase{ID: r.ID, Lang: "kk", Text: strings.Join(r.Toks, " ")})
		}
		return out, nil
	},
	judge: func(_ context.Context, data, answers string) (string, error) {
		rows, err := dataset.Read[taggedSentence](kazakhFile(data))
		if err != nil {
			return "", err
		}
		got, err := dataset.Read[mentionsAnswer](answers)
		if err != nil {
			return "", err
		}
		gold := newKazakhGold()
		var b strings.Builder
		for _, half := range []string{"valid", "test"} { // forms were added from the first, none from the second
			t := tally{}
			for i, r := range rows {
				if strings.HasPrefix(r.ID, "kn_"+half) {
					gold.judge(r, got[i].Mentions, t, &b)
				}
			}
			for _, what := range slices.Sorted(maps.Keys(t)) {
				c := t[what]
				fmt.Fprintf(&b, "%s %s\t%.3f of %d\n", what, half, float64(c[0])/float64(c[1]), c[1])
			}
		}
		return b.String(), nil
	},
	figure: func(said string) []figure {
		var out []figure
		for line := range strings.Lines(said) {
			if what, v, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && !strings.HasPrefix(what, "!") {
				out = append(out, figure{what: what, ours: v})
			}
		}
		return out
	},
}

func kazakhFile(data string) string {
	return filepath.Join(data, "judgment", "entities_kk_ner.jsonl")
}

// taggedSentence is a sentence in words, each with its tag: O, or B-KIND and I-KIND for a span.
type taggedSentence struct {
	ID         string
	Toks, Tags []string
}

// mentionsAnswer is what a text names and where it does first.
type mentionsAnswer struct {
	ID       string        `json:"id"`
	Mentions []mentionLine `json:"mentions"`
}

type mentionLine struct {
	Sort  string `json:"sort"` // country, organisation, person
	ID    string `json:"id"`
	As    string `json:"as"`
	Text  string `json:"text"`
	Start int    `json:"start"` // byte
}

func mentions(in textCase) (any, error) {
	m := entities.Find(in.language(), in.Title, in.Text)
	out := mentionsAnswer{ID: in.ID}
	for i, list := range [][]news.Mention{m.Countries, m.Organisations, m.People} {
		for _, x := range list {
			out.Mentions = append(out.Mentions, mentionLine{
				[]string{"country", "organisation", "person"}[i], x.ID,
				x.As, x.Text, x.Start,
			})
		}
	}
	return out, nil
}

// Beginnings of spans and what they name, beside CLDR's names of countries.
const (
	otherCountries = `АҚШ=US;Америка=US;Құрама Штат=US;Англия=GB;Шотландия=GB;Біріккен Корольд=GB;Голландия=NL;` +
		`Белоруссия=BY;Россия=RU;Египет=EG;Аустрия=AT;Австралия=AU;Қырғыз Респ=KG;Қытай Халық Респ=CN;` +
		`Македония=MK`
	kazakhPeoples = `қазақстан=KZ;қазақ=KZ;қырғыз=KG;өзбек=UZ;түрікмен=TM;түрік=TR;орыс=RU;неміс=DE;чех=CZ;поляк=PL;` +
		`француз=FR;американ=US;армян=AM;грек=GR;грузин=GE;жапон=JP;испан=ES;итальян=IT;қытай=CN;герман=DE;` +
		`голланд=NL;нидерланд=NL;ирланд=IE;америка=US`
	kazakhBodies = `Біріккен Ұлттар Ұйымы=UN;БҰҰ=UN;Дүниежүзілік банк=World Bank;Дүниежүзілік денсаулық=WHO;` +
		`Еуразиялық экономикалық=EAEU;Жоғары Еуразиялық экономикалық=EAEU;Еурокомиссия=EU;Еуроодақ=EU;` +
		`Еуропалық одақ=EU;Еуропа Кеңес=Council of Europe;Еуропадағы қауіпсіздік=OSCE;НАТО=NATO;ОПЕК=OPEC;` +
		`ТМД=CIS;Тәуелсіз мемлекеттер=CIS;ТҮРКСОЙ=TURKSOY;Түркі кеңес=OTS;` +
		`Халықаралық түркі академия=Turkic Academy;Шанхай ынтымақтастық=SCO;Шанхай сегіз=SCO;ЮНЕСКО=UNESCO;` +
		`Ұжымдық қауіпсіздік=CSTO;Азиядағы өзара=CICA;Дүниежүзілік туристік=UN Tourism`
	kazakhLeaders = `Тоқаев=Kassym-Jomart Tokayev;Қасым-Жомарт=Kassym-Jomart Tokayev;Назарбаев=Nursultan Nazarbayev;` +
		`Нұрсұлтан Әбішұлы=Nursultan Nazarbayev;Путин=Vladimir Putin;Лукашенко=Alexander Lukashenko;` +
		`Медведев=Dmitry Medvedev;Меркель=Angela Merkel;Гутерриш=Antonio Guterres;Орбан=Viktor Orban;` +
		`Зеленский=Volodymyr Zelensky;Трамп=Donald Trump;Ердоған=Recep Tayyip Erdogan;` +
		`Мишустин=Mikhail Mishustin;Обама=Barack Obama;Пашинян=Nikol Pashinyan;Порошенко=Petro Poroshenko;` +
		`Помпео=Mike Pompeo;Рухани=Hassan Rouhani;Си Цзиньпин=Xi Jinping;Жээнбеков=Sooronbay Jeenbekov;` +
		`Мирзиёев=Shavkat Mirziyoyev;Ли Сянь Лун=Lee Hsien Loong;Мун Чжэ Ин=Moon Jae-in;` +
		`Ашраф Ғани=Ashraf Ghani;Мамин=Askar Mamin;Сағынтаев=Bakytzhan Sagintayev;` +
		`Бен Заид Әл Наһаян=Mohamed bin Zayed`
)

// notCountries are last words of places that begin with the name of a country and are none.
var notCountries = []string{"облыс", "аудан", "импер", "орда"}

// kazakhGold says by beginnings of words what a span names; each list is by kind of span.
type kazakhGold struct{ countries, peoples, bodies, leaders map[string]string }

func newKazakhGold() kazakhGold {
	g := kazakhGold{
		beginnings(otherCountries), beginnings(kazakhPeoples), beginnings(kazakhBodies),
		beginnings(kazakhLeaders),
	}
	for _, tag := range []xlanguage.Tag{xlanguage.Kazakh, xlanguage.Russian} {
		namer := display.Regions(tag)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				r, err := xlanguage.ParseRegion(string(a) + string(b))
				if err == nil && r.IsCountry() && r.Canonicalize() == r && namer.Name(r) != "" {
					g.countries[text.Fold(namer.Name(r))] = r.String()
				}
			}
		}
	}
	return g
}

func beginnings(list string) map[string]string {
	m := map[string]string{}
	for pair := range strings.SplitSeq(list, ";") {
		name, id, _ := strings.Cut(pair, "=")
		m[text.Fold(name)] = id
	}
	return m
}

// named returns what the longest beginning of the span, or of one of its later words, says; anywhere is for surnames.
func named(list map[string]string, words []string, anywhere bool) string {
	id, longest := "", 0
	for i := range words {
		if i > 0 && !anywhere {
			break
		}
		s := text.Fold(strings.Join(words[i:], " "))
		for begin, x := range list {
			if strings.HasPrefix(s, begin) && len(begin) > longest {
				id, longest = x, len(begin)
			}
		}
	}
	return id
}

// tally counts, by what is measured, the right ones and all.
type tally map[string][2]int

func (t tally) add(what string, right bool) {
	t[what] = [2]int{t[what][0] + dataset.Bit(right), t[what][1] + 1}
}

// span is a run of words with one tag; its kind is "" for words outside of all.
type span struct {
	kind  string
	words []string
	end   int // byte, in the words joined by blanks
}

func (r taggedSentence) spans() []span {
	var out []span
	at := 0
	for i, w := range r.Toks {
		kind, inside := strings.CutPrefix(r.Tags[i], "I-")
		if !inside {
			_, kind, _ = strings.Cut(r.Tags[i], "-")
		}
		if !inside || len(out) == 0 || out[len(out)-1].kind != kind {
			out = append(out, span{kind: kind})
		}
		s := &out[len(out)-1]
		at += len(w) + 1
		s.words, s.end = append(s.words, w), at
	}
	return out
}

// of returns what a span must be found as: which list decided, the sort of entity and its ID; "" for spans nothing is
// asked of.
func (g kazakhGold) of(s span) (what, sort, id string) {
	switch s.kind {
	case "GPE":
		last := text.Fold(s.words[len(s.words)-1])
		for _, n := range notCountries {
			if strings.HasPrefix(last, n) {
				return "", "", ""
			}
		}
		return "places, recall", "country", named(g.countries, s.words, false)
	case "NORP":
		if strings.HasSuffix(s.words[0], "ша") {
			return "", "", ""
		}
		if id := named(g.countries, s.words, false); id != "" {
			return "demonyms, recall", "country", id
		}
		return "peoples, recall", "country", named(g.peoples, s.words, false)
	case "ORGANISATION":
		return "organisations, recall", "organisation", named(g.bodies, s.words, false)
	case "PERSON":
		return "leaders, recall", "person", named(g.leaders, s.words, true)
	}
	return "", "", ""
}

// judge counts one sentence into t, and writes what is wrong in it to out.
func (g kazakhGold) judge(r taggedSentence, got []mentionLine, t tally, out *strings.Builder) {
	spans := r.spans()
	asked := map[string]bool{}
	for _, s := range spans {
		what, sort, id := g.of(s)
		if id == "" {
			continue
		}
		asked[id] = true
		found := slices.ContainsFunc(got, func(m mentionLine) bool { return m.Sort == sort && m.ID == id })
		if t.add(what, found); !found {
			fmt.Fprintf(out, "! %s\tmissed %s\t%s\t%s\n", r.ID, id, strings.Join(s.words, " "),
				strings.Join(r.Toks, " "))
		}
	}
	for _, m := range got {
		s := spans[slices.IndexFunc(spans, func(s span) bool { return m.Start < s.end })]
		right := false
		switch m.Sort {
		case "country":
			right = s.kind != "" && s.kind != "PERSON" || m.As == "leader"
			if _, sort, id := g.of(s); sort == "country" && id != "" && id != m.ID &&
				!strings.Contains(strings.Join(s.words, ""), "-") {
				right = false // another country
			}
			right = right || asked[m.ID] // named again, or before, as a leader
			t.add("countries by "+m.As+", precision", right)
		case "organisation":
			right = s.kind != "" && s.kind != "PERSON" || m.As == "leader"
			t.add("organisations, precision", right)
		case "person":
			right = s.kind == "PERSON"
			t.add("people, precision", right)
		}
		if !right {
			fmt.Fprintf(out, "! %s\tfalse %s by %s\t%s on %s\t%s\n", r.ID, m.ID, m.As, m.Text, s.kind,
				strings.Join(r.Toks, " "))
		}
	}
}
